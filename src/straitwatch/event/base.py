"""What a detector is given and what it hands back: Batch, World, Detector."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.column import path_of, read_path
from straitwatch.kernel.laneform import SWITCH
from straitwatch.kernel.rows import NEVER, Rows, Words
from straitwatch.kernel.slots import find_runs
from straitwatch.model.error import OrderError
from straitwatch.model.unit import NM_M

__all__ = ["Batch", "Detector", "Words", "World"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Slots = npt.NDArray[np.int32]
Records = npt.NDArray[Any]


class Batch:
    """One slice of time: fixes of tracks with their zones, and the fixes set aside.

    Attributes:
        jumps: JUMP.
        retired: slots whose lane was given up in this slice, int32, shape (k,): nothing more comes
            of it. To be looked at after the rows.
        switches: of dtype `kernel.laneform.SWITCH`: where another lane of an identity is heard than
            the time before, in order of object and time.
    """

    def __init__(
        self,
        path: pa.Table | None,
        jumps: pa.Table,
        *,
        retired: Slots | None = None,
        switches: Records | None = None,
        rows: Rows | None = None,
        words: Words | None = None,
    ) -> None:
        """Make it of a PATH table, or of its rows and words.

        Args:
            path: PATH by object_id, t, with zone, coast_m, state and breadth_m filled; or None.
            jumps: JUMP.
            retired: slots of lanes given up; none by default.
            switches: none by default.
            rows: instead of a path.
            words: with rows.
        """
        self.jumps = jumps
        self.retired = np.empty(0, np.int32) if retired is None else retired
        self.switches = np.zeros(0, SWITCH) if switches is None else switches
        if path is not None:
            self.path = path
        if rows is not None and words is not None:
            self.rows, self.words = rows, words

    @cached_property
    def path(self) -> pa.Table:
        """PATH: made when it is asked for."""
        return path_of(self.rows, self.words)

    @cached_property
    def rows(self) -> Rows:
        """The path in arrays.

        Raises:
            SchemaError: a column is missing or mistyped, or holds nulls where none may be.
        """
        return self._read[0]

    @cached_property
    def words(self) -> Words:
        """What the codes of the rows stand for."""
        return self._read[1]

    @cached_property
    def _read(self) -> tuple[Rows, Words]:
        return read_path(self.path)

    @cached_property
    def n_slots(self) -> int:
        """One more than the greatest slot of the rows."""
        return int(self.rows.slot.max()) + 1 if len(self.rows.slot) else 0

    @cached_property
    def fresh(self) -> Ints:
        """Rows that begin a lane, shape (k,)."""
        return np.flatnonzero(self.rows.fresh)

    @cached_property
    def t_max(self) -> int:
        """Time of the latest row in µs: no earlier one will come. NEVER without rows."""
        return int(self.rows.t.max()) if len(self.rows.t) else NEVER

    @cached_property
    def runs(self) -> tuple[Ints, Ints]:
        """Objects, sorted, and the first row of each.

        Raises:
            OrderError: the path is not sorted by object_id, t.
        """
        ids, t = self.rows.object_id, self.rows.t
        step = np.diff(ids)
        if np.any(step < 0) or np.any((step == 0) & (np.diff(t) < 0)):
            raise OrderError("a path must be sorted by object_id, t")
        return find_runs(ids)

    @property
    def object_id(self) -> Ints:
        """Objects, shape (n,)."""
        return self.rows.object_id

    @property
    def track_id(self) -> Ints:
        """Tracks, shape (n,)."""
        return self.rows.track_id

    @property
    def t_us(self) -> Ints:
        """Times in µs, shape (n,)."""
        return self.rows.t

    @property
    def lon(self) -> Floats:
        """Degrees, shape (n,)."""
        return self.rows.lon

    @property
    def lat(self) -> Floats:
        """Degrees, shape (n,)."""
        return self.rows.lat


@dataclass(frozen=True, eq=False)
class World:
    """What detectors may know beside the batch.

    Attributes:
        gates: GATE.
        max_speed_kn: no ship is faster; the same as in track/, so that a leg over a break of
            the track is told from a leg over a gap.
        max_aircraft_kn: the same, for ICAO addresses and SAR aircraft's MMSI.
        slack_m: distance granted at any speed, as in track/.
        gap_s: least silence that is a gap; pipe-gaps of Global Fishing Watch keeps candidates
            from 1 h, publishes from 6 and 12 h. Over so long a leg a place is inferred.
        limit_m: outer limit of the territorial sea where a fix does not say: 12 nm, UNCLOS 3.
        baseline: which coastline zones were measured from.
        baseline_error_m: 90 % of identifiable shoreline features lie within 500 m: design accuracy
            of the World Vector Shoreline, from which GSHHG comes (Soluri and Woodson 1990,
            International Hydrographic Review 67:1).
        position_error_m: 10 m: the better class of AIS position accuracy, ITU-R M.1371-5.
        dwell_s: a run on the other side of the limit within the error counts after this long:
            ours, the time in which a ship at 2 kn goes 600 m, more than the error.
        air_dwell_s: the same of an aircraft between two States, where no distance tells how deep it
            went: ours, the time in which one at 30 kn goes 900 m.
        air_gap_s: over so long a leg the place of an aircraft is inferred: ours, one at 450 kn goes
            37 nm meanwhile, three times the breadth of a territorial sea.
        ports: places where ships call: port_id, name, lon, lat; None where none are known.
        measure_coast: lon, lat in degrees, shape (n,), to metres to the nearest baseline at any
            distance, negative on land; slow, for rare use. None where nobody can tell.
    """

    gates: pa.Table
    max_speed_kn: float = 60.0
    max_aircraft_kn: float = 1000.0
    slack_m: float = NM_M
    gap_s: float = 3600.0
    limit_m: float = 12.0 * NM_M
    baseline: str = "GSHHG 2.3.7 full"
    baseline_error_m: float = 500.0
    position_error_m: float = 10.0
    dwell_s: float = 600.0
    air_dwell_s: float = 60.0
    air_gap_s: float = 300.0
    ports: pa.Table | None = None
    measure_coast: Callable[[Floats, Floats], Floats] | None = None

    @property
    def uncertainty_m(self) -> float:
        """Error of a distance to the baseline: both errors, added."""
        return self.baseline_error_m + self.position_error_m


class Detector(Protocol):
    """Turns batches into events. Law: cut the stream anywhere, get the same events.

    Attributes:
        kind: kind of its events, or the first of them.
        rule: rule and version; a carry belongs to one rule.
    """

    kind: str
    rule: str

    def detect(self, batch: Batch, carry: Any) -> tuple[pa.Table, Any]:  # noqa: ANN401 - each its own
        """Find what this batch completes; carry is None at the start. Both may be pickled."""

    def close(self, carry: Any) -> pa.Table:  # noqa: ANN401 - each its own
        """Tell what is still open: status `open`. Does not use the carry up, so may be asked often.

        A later `detect` gives the same event, with the same id, as closed.
        """
