"""Turns of an identity from one lane to another: records of the sweep into what events say."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.kernel.slots import find_runs
from straitwatch.model.unit import iso, moment

__all__ = ["Place", "Turn", "read_turn", "runs_of_turns"]

Turns = npt.NDArray[np.void]

_DIGITS = 7


class Place(NamedTuple):
    """A fix: t in µs, degrees, line and name of its source."""

    t: int
    lon: float
    lat: float
    line: int
    source: str | None

    def tell(self) -> dict[str, Any]:
        """Say what it is, as evidence."""
        return {
            "source": self.source,
            "line": self.line if self.line >= 0 else None,
            "t": iso(moment(self.t)),
            "lon": round(self.lon, _DIGITS),
            "lat": round(self.lat, _DIGITS),
        }


class Turn(NamedTuple):
    """Another lane of an identity is heard than the time before.

    Attributes:
        object_id: the identity.
        lane: slot of the lane that was left.
        to_lane: slot of the one now heard.
        opens: whether that one is new: a slot may be taken again.
        n_run: fixes of the run that ended.
        run: first fix of that run.
        left: its last fix.
        now: the fix of the other lane.
    """

    object_id: int
    lane: int
    to_lane: int
    opens: bool
    n_run: int
    run: Place
    left: Place
    now: Place


def runs_of_turns(turns: Turns) -> Iterator[Turns]:
    """Cut records of dtype SWITCH, by object and time, into those of each object."""
    ids, first = find_runs(np.ascontiguousarray(turns["object_id"]))
    edges = [*first.tolist(), len(turns)]
    return (turns[edges[k] : edges[k + 1]] for k in range(len(ids)))


def read_turn(row: Any, batch: Batch) -> Turn:  # noqa: ANN401 - a record of dtype SWITCH
    """Read a turn."""
    sources = batch.words.source
    object_id, lane, to_lane, opens, _, n_run, *ends = row.item()  # three ends of five fields each
    places = (_place(ends[k : k + 5], sources) for k in (0, 5, 10))
    return Turn(object_id, lane, to_lane, opens, n_run, *places)


def _place(fields: list[Any], sources: tuple[str | None, ...]) -> Place:
    t, lon, lat, line, code = fields
    return Place(t, lon, lat, line, sources[code] if code >= 0 else None)
