"""Gaps that were found into rows of EVENT: class, reception, criteria for disabling."""

from functools import lru_cache
from math import isfinite, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import World
from straitwatch.event.memory import Memory, is_simulated, tell_point
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.gap import Found
from straitwatch.kernel.rows import NEVER
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.schema import ON_GROUND
from straitwatch.model.unit import NM_M, US_PER_S, moment

__all__ = ["KIND", "RULE", "GapRows", "are_parked"]

KIND, RULE = "gap", "gap/2"

_CLASSES = ((12, "12h"), (6, "6h"), (0, "1h"))
"""pipe-gaps of Global Fishing Watch: 12 h published, 6 h as sample, from 1 h a candidate."""

_PLACES = 65_536


class GapRows:
    """Makes rows of gaps; thresholds as in `event.gap.GapDetector`.

    Attributes:
        disabling: hours, nautical miles from shore, fixes in the 12 h before.
    """

    def __init__(
        self, world: World, *, least_share: float, disabling: tuple[float, float, int]
    ) -> None:
        self._world = world
        self._least_share = least_share
        self.disabling = disabling
        self._measure = lru_cache(maxsize=_PLACES)(self._measure_coast)  # open gaps ask again

    def row(
        self,
        found: Found,
        k: int,
        object_id: int,
        *,
        memory: Memory,
        receivers: list[str | None],
        lane: str | None,
    ) -> dict[str, Any]:
        """Tell one gap.

        Args:
            found: gaps, judged.
            k: which of them.
            object_id: whose.
            memory: knows sources and the stream's latest fix, to which an open gap counts.
            receivers: names of the codes of receivers.
            lane: what became of its lane, where that is to be told.
        """
        fixes = [tell_point(p, memory.sources) for p in found.points[k] if p["t"] != NEVER]
        closed = len(fixes) > 1
        begin, end = (int(t) for t in found.points["t"][k])
        text, track_id = text_of_object_id(object_id), int(found.track[k])
        hours = ((end if closed else memory.t_max) - begin) / US_PER_S / 3600.0
        size = next(name for least_h, name in _CLASSES if hours >= least_h)
        detail = {"class": size, "hours": round(hours, 3)} | _way(fixes, hours)
        detail |= self._reception(found, k, receivers) | ({"lane": lane} if lane else {})
        if hours >= self.disabling[0] and not is_aircraft(object_id):
            detail |= self._criteria(found, k, hours)
        return {
            "event_id": event_id(KIND, text, moment(begin), RULE, str(track_id)),
            "kind": KIND,
            "object_id": text,
            "track_id": track_id,
            "t_start": moment(begin),
            "t_end": moment(end) if closed else None,
            "lon": fixes[0]["lon"],
            "lat": fixes[0]["lat"],
            "certainty": "simulated" if is_simulated(fixes) else "observed",
            "evidence": fixes,
            "detail": detail,
            "status": "closed" if closed else "open",
            "rule": RULE,
            "source": fixes[0]["source"],
        }

    def _reception(self, found: Found, k: int, receivers: list[str | None]) -> dict[str, Any]:
        before, after = found.judged[k].tolist()
        enough = after > 0 and after >= self._least_share * before
        verdict = "good" if enough else "poor" if before or after else "unknown"
        by = zip(found.who[k].tolist(), found.n[k, 1:].tolist(), strict=True)
        told = {str(receivers[code]): n for code, n in by if code >= 0}
        return {
            "reception": verdict,
            "others_heard": after,
            "others_before": before,
            "fixes_12h": int(found.n[k, 0]),
            "receivers": dict(sorted(told.items())),
        }

    def _criteria(self, found: Found, k: int, hours: float) -> dict[str, Any]:
        """Tell each published criterion with its number; what is not known is null."""
        least_h, least_nm, least_fixes = self.disabling
        shore_nm, n = self._shore_nm(found, k), int(found.n[k, 0])
        told = [
            ("hours", round(hours, 3), least_h, hours >= least_h),
            ("shore_nm", shore_nm, least_nm, None if shore_nm is None else shore_nm > least_nm),
            ("fixes_12h", n, least_fixes, n >= least_fixes),
        ]
        met = [one[3] for one in told]
        candidate = False if False in met else None if None in met else True
        return {
            "disabling_candidate": candidate,
            "criteria": [
                dict(zip(("what", "value", "least", "met"), one, strict=True)) for one in told
            ],
            "fixes_12h_of": "all receivers: which are on satellites is not known",
        }

    def _shore_nm(self, found: Found, k: int) -> float | None:
        metres = float(found.coast_m[k])
        if not isfinite(metres):
            point = found.points[k, 0]
            metres = self._measure(float(point["lon"]), float(point["lat"]))
        return round(metres / NM_M, 2) if isfinite(metres) else None

    def _measure_coast(self, lon: float, lat: float) -> float:
        """Metres to the nearest baseline; nan where nobody can tell."""
        if self._world.measure_coast is None:
            return nan
        return float(self._world.measure_coast(np.array([lon]), np.array([lat]))[0])


def are_parked(found: Found, within_nm: float = 3.0) -> npt.NDArray[np.bool_]:
    """Tell which gaps are the silence of an aircraft that is switched off on the ground.

    Args:
        found: n gaps.
        within_nm: it is heard so near next, or has not been heard yet: ours, the size of a large
            airport.

    Returns:
        shape (n,).
    """
    parked = np.asarray(found.status == ON_GROUND)
    for k in np.flatnonzero(parked).tolist():
        a, b = found.points[k]
        if b["t"] != NEVER:
            parked[k] = arc_distance(a["lon"], a["lat"], b["lon"], b["lat"]) <= within_nm * NM_M
    return parked


def _way(fixes: list[dict[str, Any]], hours: float) -> dict[str, float]:
    """How far the next fix is, and the speed that takes; nothing while none came."""
    if len(fixes) == 1:
        return {}
    (a, b) = fixes
    dist_nm = float(arc_distance(a["lon"], a["lat"], b["lon"], b["lat"])) / NM_M
    return {"dist_nm": round(dist_nm, 2), "speed_kn": round(dist_nm / hours, 2)}
