"""What a detector remembers of each lane: fixes, marks and figures, one row a slot."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch
from straitwatch.kernel.rows import NEVER, POINT, Rows
from straitwatch.model.unit import iso, moment

__all__ = ["Memory", "is_simulated", "points_of", "tell_point"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Records = npt.NDArray[Any]

_LEAST = 64
_DIGITS = 7


@dataclass
class Memory:
    """Arrays over slots, grown as slots come; may be pickled. A detector uses up what it is given.

    Attributes:
        points: fixes, of dtype POINT, shape (m, p); t is NEVER where there is none.
        marks: whole numbers, -1 at first, int64, shape (m, k).
        figures: float64, nan at first, shape (m, f).
        object_id: identity of each slot, int64, shape (m,).
        sources: names of the codes of points, in the order in which they came.
        t_max: latest fix of the stream in µs.
    """

    points: Records
    marks: Ints
    figures: Floats
    object_id: Ints
    sources: list[str | None] = field(default_factory=list)
    t_max: int = NEVER

    @classmethod
    def empty(
        cls, *, points: int = 0, marks: int = 0, figures: int = 0, dtype: np.dtype[Any] = POINT
    ) -> "Memory":
        """Make one that remembers so many of each for every slot.

        Args:
            points: fixes.
            marks: whole numbers.
            figures: real numbers.
            dtype: of the points: POINT, or one that begins with its fields.
        """
        empty = np.zeros((0, points), dtype)
        none = np.empty(0, np.int64)
        return cls(empty, np.empty((0, marks), np.int64), np.empty((0, figures)), none)

    def take_in(self, batch: Batch) -> Codes:
        """Make room for a batch's slots, and learn its sources and its time.

        Returns:
            the code of each row's source in this memory, int32, shape (n,): what `kernel.rows.keep`
            wants.
        """
        self._grow(batch.n_slots)
        rows = batch.rows
        if self.t_max == NEVER:
            self.object_id[rows.slot] = rows.object_id
        else:  # a slot is another object's only from a fresh row on
            self.object_id[rows.slot[batch.fresh]] = rows.object_id[batch.fresh]
        self.t_max = max(self.t_max, batch.t_max)
        words = list(batch.words.source)
        if words[: len(self.sources)] == self.sources:  # codes of one stream only grow
            self.sources = words
            return rows.source
        known = {word: code for code, word in enumerate(self.sources)}
        codes = [known.setdefault(word, len(known)) for word in words]
        self.sources = list(known)
        return np.append(np.array(codes, np.int32), np.int32(-1))[rows.source]

    def _grow(self, n_slots: int) -> None:
        have = len(self.marks)
        if n_slots <= have:
            return
        room = max(n_slots + n_slots // 4, 2 * have, _LEAST)  # so that one more asks for none
        points = np.zeros((room, self.points.shape[1]), self.points.dtype)
        points["t"] = NEVER
        points[:have] = self.points
        self.points = points
        self.marks = _longer(self.marks, room, -1)
        self.figures = _longer(self.figures, room, np.nan)
        self.object_id = _longer(self.object_id, room, -1)

    def tell(self, point: Any) -> dict[str, Any]:  # noqa: ANN401 - a NumPy record
        """Say what a remembered fix is, as evidence: source, line, t, lon, lat."""
        return tell_point(point, self.sources)


def _longer(array: Any, room: int, fill: float) -> Any:  # noqa: ANN401 - of any type of number
    longer = np.full((room, *array.shape[1:]), fill, array.dtype)
    longer[: len(array)] = array
    return longer


def tell_point(point: Any, sources: list[str | None]) -> dict[str, Any]:  # noqa: ANN401 - same
    """Say what a record of dtype POINT is, as evidence."""
    t, lon, lat, line, source = point.item()[:5]
    return {
        "source": sources[source] if source >= 0 else None,
        "line": line if line >= 0 else None,
        "t": iso(moment(t)),
        "lon": round(lon, _DIGITS),
        "lat": round(lat, _DIGITS),
    }


def is_simulated(fixes: list[dict[str, Any]]) -> bool:
    """Tell whether any fix of the evidence is of simulated traffic."""
    return any((fix["source"] or "").startswith("simulated:") for fix in fixes)


def points_of(rows: Rows, source: Codes, which: Ints) -> Records:
    """Make records of dtype POINT of some rows; `source` as `Memory.take_in` gave it."""
    points = np.empty(len(which), POINT)
    points["source"] = source[which]
    for name in ("t", "lon", "lat", "line", "sog_kn"):
        points[name] = getattr(rows, name)[which]
    return points
