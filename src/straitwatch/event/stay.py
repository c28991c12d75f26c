"""One stay inside a State's sea into the rows of its entry and its exit."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from straitwatch.event.base import World
from straitwatch.event.memory import is_simulated
from straitwatch.model.identity import event_id
from straitwatch.model.unit import NM_M, US_PER_S, moment

__all__ = ["ENTRY_RULE", "EXIT_RULE", "Passage", "Stay", "stay_rows"]

ENTRY_RULE = "entry/2"
EXIT_RULE = "exit/2"


@dataclass(frozen=True)
class Passage:
    """The limit passed on one leg.

    Attributes:
        t_us: when, in µs; of the fix inside when nobody saw when.
        lon: where, degrees; likewise.
        lat: where, degrees; likewise.
        zone: name of the zone of the fix inside.
        leg_s: time between the two fixes; None where there is only one.
        reason: why the moment is not known; empty when it is.
        fixes: the fixes on either side, or the last one, as evidence.
    """

    t_us: int
    lon: float
    lat: float
    zone: str
    leg_s: float | None
    reason: str
    fixes: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Stay:
    """A run of fixes inside.

    Attributes:
        text: identity of the object.
        track_id: track of its first fix inside.
        state: whose sea; None where the chart cannot say.
        began: how it came in; None when the track began inside.
        ended: how it went out; None while it is inside.
        near: fix nearest to the baseline, as evidence.
        nearest_m: its distance; not finite far inland, where the chart does not tell it.
        within_error: whether even that fix is within the error of the limit.
    """

    text: str
    track_id: int
    state: str | None
    began: Passage | None
    ended: Passage | None
    near: dict[str, Any]
    nearest_m: float
    within_error: bool

    def is_simulated(self) -> bool:
        """Tell whether any fix that the stay rests on is simulated."""
        ends = [fix for passage in (self.began, self.ended) if passage for fix in passage.fixes]
        return is_simulated([self.near, *ends])


def stay_rows(stay: Stay, world: World) -> list[dict[str, Any]]:
    """Tell a stay: its entry unless it began inside, its exit unless it goes on."""
    rows = []
    if stay.began:
        rows.append(_entry(stay, stay.began, world))
    if stay.ended:
        rows.append(_exit(stay, stay.ended, world))
    return rows


def _entry(stay: Stay, began: Passage, world: World) -> dict[str, Any]:
    row = _row("entry", ENTRY_RULE, stay, began, world)
    ended = stay.ended
    row["t_end"] = moment(ended.t_us) if ended else None
    row["status"] = "closed" if ended else "open"
    row["evidence"] = [*began.fixes, stay.near]
    if ended:
        row["evidence"] += list(ended.fixes)
        row["detail"]["hours"] = round((ended.t_us - began.t_us) / US_PER_S / 3600.0, 3)
        row["detail"]["exit_unknown"] = bool(ended.reason)
    return row


def _exit(stay: Stay, ended: Passage, world: World) -> dict[str, Any]:
    row = _row("exit", EXIT_RULE, stay, ended, world)
    if stay.began is None:
        row["detail"]["began_inside"] = True
    return row


def _row(kind: str, rule: str, stay: Stay, passage: Passage, world: World) -> dict[str, Any]:
    t = moment(passage.t_us)
    certainty = "inferred" if passage.reason else "observed"
    words = stay.state or "", str(stay.track_id), f"{passage.lon:.6f}", f"{passage.lat:.6f}"
    return {
        "event_id": event_id(kind, stay.text, t, rule, *words),
        "kind": kind,
        "object_id": stay.text,
        "track_id": stay.track_id,
        "t_start": t,
        "t_end": t,
        "lon": passage.lon,
        "lat": passage.lat,
        "where": stay.state,
        "certainty": "simulated" if stay.is_simulated() else certainty,
        "baseline": world.baseline,
        "uncertainty_m": world.uncertainty_m,
        "evidence": list(passage.fixes),
        "detail": _detail(stay, passage),
        "status": "closed",
        "rule": rule,
        "source": passage.fixes[0]["source"],
    }


def _detail(stay: Stay, passage: Passage) -> dict[str, Any]:
    detail: dict[str, Any] = {
        "zone": passage.zone,
        "leg_s": None if passage.leg_s is None else round(passage.leg_s, 3),
        "nearest_nm": round(stay.nearest_m / NM_M, 3) if isfinite(stay.nearest_m) else None,
        "within_error": stay.within_error,
    }
    if passage.reason:
        detail |= {"unknown": True, "reason": passage.reason}
    return detail
