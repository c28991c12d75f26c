"""What a detector is given and what it hands back: Batch, World, Detector."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.slots import find_runs
from straitwatch.model.error import OrderError, SchemaError
from straitwatch.model.schema import PATH
from straitwatch.model.unit import NM_M

__all__ = ["Batch", "Detector", "World"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Batch:
    """One slice of time: tracks with their zones, and the fixes set aside.

    Attributes:
        path: PATH by object_id, t, with zone, coast_m, state and breadth_m filled.
        jumps: JUMP.
    """

    path: pa.Table
    jumps: pa.Table

    @cached_property
    def object_id(self) -> Ints:
        """Objects, shape (n,)."""
        return np.asarray(self._column("object_id"), np.int64)

    @cached_property
    def track_id(self) -> Ints:
        """Tracks, shape (n,)."""
        return np.asarray(self._column("track_id"), np.int64)

    @cached_property
    def t_us(self) -> Ints:
        """Times in µs, shape (n,)."""
        return np.asarray(self._column("t").cast(pa.int64()), np.int64)

    @cached_property
    def lon(self) -> Floats:
        """Degrees, shape (n,)."""
        return np.asarray(self._column("lon"), np.float64)

    @cached_property
    def lat(self) -> Floats:
        """Degrees, shape (n,)."""
        return np.asarray(self._column("lat"), np.float64)

    @cached_property
    def runs(self) -> tuple[Ints, Ints]:
        """Objects, sorted, and the first row of each.

        Raises:
            OrderError: the path is not sorted by object_id, t.
        """
        step = np.diff(self.object_id)
        if np.any(step < 0) or np.any((step == 0) & (np.diff(self.t_us) < 0)):
            raise OrderError("a path must be sorted by object_id, t")
        return find_runs(self.object_id)

    def _column(self, name: str) -> Any:  # noqa: ANN401 - an Arrow array, which has no types
        if name not in self.path.column_names or self.path[name].type != PATH.field(name).type:
            raise SchemaError(f"column '{name}' of a path is missing or mistyped")
        if self.path[name].null_count:
            raise SchemaError(f"column '{name}' of a path holds nulls")
        return self.path[name]


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
