"""A place and a moment into the ship that was nearest there."""

from math import isnan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.event.memory import Memory, tell_point
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.kernel.sphere import arc_distance, destination
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S

__all__ = ["Near", "ShipFinder", "keep_ships", "ships_memory"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_FIRST, _LAST = 200_000_000, 799_999_999  # ITU-R M.585-9, annex 1: MIDxxxxxx are ship stations
_FASTEST_KN = 60.0
_POINT, _SHIP, _COG = 0, 0, 0  # the one point, mark and figure


class Near(NamedTuple):
    """A ship near a place.

    Attributes:
        object_id: text.
        dist_m: from the place to where the ship would be then.
        sog_kn: her speed; nan when not told.
        cog_deg: her course; nan when not told.
        age_s: age of her last fix.
        fix: that fix, as evidence.
    """

    object_id: str
    dist_m: float
    sog_kn: float
    cog_deg: float
    age_s: float
    fix: dict[str, Any]


def ships_memory() -> Memory:
    """Make the memory of the ships' last fixes, for `keep_ships`."""
    return Memory.empty(points=1, marks=2, figures=1)


def _are_ships(object_id: Ints) -> Bools:
    return np.asarray((object_id >= _FIRST) & (object_id <= _LAST))


def keep_ships(memory: Memory, batch: Batch, source: Codes) -> None:
    """Remember each ship's last fix of a batch; to be called when the batch has been judged.

    Notes:
        Ships come before aircraft in the order of identities, so that no row of an aircraft is
        looked at.
    """
    rows = batch.rows
    first, last = np.searchsorted(rows.object_id, [_FIRST, _LAST + 1])
    if first == last:
        return
    slot = rows.slot[first:last]
    ends = np.append(slot[1:] != slot[:-1], True)
    take = first + np.flatnonzero(ends)  # lanes are mixed: of several ends the last one wins
    slot = rows.slot[take]
    point = memory.points[:, _POINT]
    made = np.zeros(len(take), POINT)
    made["t"], made["lon"], made["lat"] = rows.t[take], rows.lon[take], rows.lat[take]
    made["line"], made["source"] = rows.line[take], source[take]
    made["sog_kn"] = rows.sog_kn[take]
    point[slot] = made
    memory.marks[slot, _SHIP] = rows.object_id[take]
    memory.figures[slot, _COG] = rows.cog_deg[take]


class ShipFinder:
    """Finds ships by their last fix before a moment, in a batch and in the memory before it."""

    def __init__(self, memory: Memory, batch: Batch, source: Codes, *, age_s: float) -> None:
        """Look back so many seconds at most."""
        self._memory, self._batch, self._source = memory, batch, source
        self._age_us = round(age_s * US_PER_S)

    def find(self, t_us: int, lon: float, lat: float, radius_m: float) -> Near | None:
        """Find the ship nearest to a place among those within a radius.

        A ship is put where her speed and course take her from her last fix before the moment. A
        fix of that very moment is not used: it may come with the next batch.
        """
        reach_m = radius_m + _FASTEST_KN * KN_TO_M_S * self._age_us / US_PER_S
        found = self._candidates(t_us, lon, lat, reach_m)
        best: Near | None = None
        for point, object_id, cog in found:
            near = self._near(point, object_id, cog, (t_us, lon, lat))
            if near.dist_m <= radius_m and (best is None or near[:2][::-1] < best[:2][::-1]):
                best = near
        return best

    def _candidates(self, t_us: int, lon: float, lat: float, reach_m: float) -> list[Any]:
        """Last fix before the moment of each lane of a ship, where it is near enough."""
        rows = self._batch.rows
        span = slice(*np.searchsorted(rows.object_id, [_FIRST, _LAST + 1]))
        t = rows.t[span]
        seen = np.flatnonzero((t < t_us) & (t >= t_us - self._age_us)) + (span.start or 0)
        held = self._memory.points[:, _POINT]
        old = np.flatnonzero((held["t"] != NEVER) & (held["t"] >= t_us - self._age_us))
        old = old[(held["t"][old] < t_us) & ~np.isin(old, rows.slot[seen])]
        by_lane = {
            int(rows.slot[i]): i for i in seen.tolist()
        }  # rows ascend in time: the last wins
        found = [
            (self._point(i), int(rows.object_id[i]), float(rows.cog_deg[i]))
            for i in by_lane.values()
            if float(arc_distance(rows.lon[i], rows.lat[i], lon, lat)) <= reach_m
        ]
        found += [
            (held[s], int(self._memory.marks[s, _SHIP]), float(self._memory.figures[s, _COG]))
            for s in old.tolist()
            if float(arc_distance(held["lon"][s], held["lat"][s], lon, lat)) <= reach_m
        ]
        return found

    def _point(self, i: int) -> Any:  # noqa: ANN401 - a NumPy record
        rows = self._batch.rows
        fields = (rows.t[i], rows.lon[i], rows.lat[i], rows.line[i], self._source[i])
        return np.array((*fields, rows.sog_kn[i]), POINT)[()]

    def _near(self, point: Any, object_id: int, cog: float, at: tuple[int, float, float]) -> Near:  # noqa: ANN401 - a record
        age_s = (at[0] - int(point["t"])) / US_PER_S
        sog, lon, lat = float(point["sog_kn"]), float(point["lon"]), float(point["lat"])
        if not isnan(sog) and not isnan(cog):
            x, y = destination(lon, lat, cog, sog * KN_TO_M_S * age_s)
            lon, lat = float(x), float(y)
        dist_m = float(arc_distance(lon, lat, at[1], at[2]))
        fix = tell_point(point, self._memory.sources)
        return Near(text_of_object_id(object_id), dist_m, sog, cog, age_s, fix)


def detail_of(near: Near) -> dict[str, Any]:
    """Say how near a ship was, as detail of an event."""
    told = {"ship_dist_nm": near.dist_m / NM_M, "ship_age_s": near.age_s}
    told |= {"deck_speed_kn": near.sog_kn, "deck_course_deg": near.cog_deg}
    return {name: round(value, 2) for name, value in told.items() if not isnan(value)}
