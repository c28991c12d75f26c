"""Reports of aircraft as arrays turned into FIX, STATIC and REJECT: each is taken or rejected."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.cell import repeat_word
from straitwatch.decode.columns import COLUMNS, Column
from straitwatch.decode.repeat import Repeats
from straitwatch.decode.said import LastSaid
from straitwatch.decode.say import make_statics
from straitwatch.decode.sift import Reject, reject_table
from straitwatch.decode.typed import MAX_AGE_S
from straitwatch.model.fault import Fault
from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, ON_GROUND
from straitwatch.model.unit import US_PER_S

__all__ = [
    "BAROMETRIC",
    "GEOMETRIC",
    "NOT_ICAO",
    "ReportSieve",
    "Reports",
    "identify",
    "read_moments",
]

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Words = tuple[str | None, str | None, str | None]
"""Callsign, registration, type of aircraft."""

NOT_ICAO = 1 << 24
"""Set in an address that no State gave out: of a TIS-B track, or one made up for privacy."""

BAROMETRIC, GEOMETRIC = 1, 2
"""Kinds of altitude: above the pressure of 1013.25 hPa; above the ellipsoid of WGS 84."""

_T = FIX.field("t").type
_ICAO24 = parse_object_id("icao24:000000")
_FIRST_S, _LAST_S = 631_152_000.0, 4_102_444_800.0  # 1990 to 2100, as in `cell.read_times`
_MS = 1e11  # larger: milliseconds
_FAULTS = (
    *(Fault.IDENTITY, Fault.NO_TIME, Fault.TIME),
    *(Fault.NO_POSITION, Fault.POSITION, Fault.LATE, Fault.DUPLICATE),
)
_DUPLICATE = _FAULTS.index(Fault.DUPLICATE) + 1
_RANGE = {column.target: column for column in reversed(COLUMNS) if column.scale == 1.0}
_STATIC_NAMES = ("callsign", "name", "aircraft_type")


@dataclass(frozen=True)
class Reports:
    """Reports of positions, n rows; NaN: not told.

    Attributes:
        ids: identity; 0 for none.
        t_s: seconds since 1970 of the report; NaN: no time; infinite: one that cannot be read.
        age_s: how old the position was then; NaN: it is not told.
        lon: degrees.
        lat: degrees.
        alt_ft: feet.
        alt_kind: `BAROMETRIC`, `GEOMETRIC`, 0 for none.
        sog_kn: knots.
        cog_deg: track over ground.
        heading_deg: true heading.
        vrate_ft_min: feet a minute.
        accuracy_m: metres.
        ground: it says that it is on the ground.
        said: hash of what it says of itself; 0: nothing.
        lines: line, or row, of each in its source.
        is_dated: whether the source dates its rows at all; where not, no row is at fault for it.
        named: rows that tell words only, and no position; None: there are none.
    """

    ids: Ints
    t_s: Floats
    age_s: Floats
    lon: Floats
    lat: Floats
    alt_ft: Floats
    alt_kind: Bytes
    sog_kn: Floats
    cog_deg: Floats
    heading_deg: Floats
    vrate_ft_min: Floats
    accuracy_m: Floats
    ground: Bools
    said: Ints
    lines: Ints
    is_dated: bool = True
    named: Bools | None = None


def identify(address: Ints) -> Ints:
    """Identities of addresses, shape (n,): 24 bits, `NOT_ICAO` set or not; 0 for -1 and 000000."""
    known = (address > 0) & (address != NOT_ICAO)
    return np.where(known, address | _ICAO24, 0).astype(np.int64)


def read_moments(told: Floats) -> Floats:
    """Seconds of times that are told as seconds or as milliseconds since 1970.

    What lies outside 1990 to 2100 is infinite: it cannot be read.
    """
    with np.errstate(invalid="ignore"):
        seconds = np.where(told >= _MS, told / 1e3, told)
        bad = ~((seconds >= _FIRST_S) & (seconds < _LAST_S)) & ~np.isnan(seconds)
    return np.where(bad, np.inf, seconds)


@dataclass
class ReportSieve:
    """Turns reports into tables and counts them; what it remembers pickles.

    Attributes:
        source: label of the rows.
        tally: is counted up, but for its lines and bytes.
        seen: where each aircraft was last.
        words: what each aircraft last said of itself.
        blanked: values out of range that were left out, by column.
        altitudes: altitudes taken, by kind.
    """

    source: str
    tally: Tally
    seen: Repeats = field(default_factory=Repeats)
    words: LastSaid = field(default_factory=LastSaid)
    blanked: Counter[str] = field(default_factory=Counter)
    altitudes: Counter[int] = field(default_factory=Counter)

    def sift(
        self,
        reports: Reports,
        *,
        say: Callable[[Ints], list[Words]],
        reject: Callable[[int, Fault], Reject],
        others: list[Reject] | None = None,
    ) -> tuple[Decoded, Ints]:
        """Turn reports into tables.

        Args:
            reports: n rows.
            say: gives what some rows say of themselves.
            reject: makes the reject of row i.
            others: rejects that were found already; counted here.

        Returns:
            FIX in the order of the rows, STATIC of what is new, REJECT; and the rows taken.
        """
        t_us, fault = self._faults(reports)
        good = np.flatnonzero(fault == 0)
        placed = good if reports.named is None else good[~reports.named[good]]
        rejects = [reject(int(i), _FAULTS[fault[i] - 1]) for i in np.flatnonzero(fault)]
        rejects = [*(others or []), *rejects]
        fixes = self._fixes(reports, placed, _times(t_us[placed], reports))
        statics = self._statics(reports, good, _times(t_us[good], reports), say)
        self.tally.messages += len(good)
        self.tally.fixes += len(placed)
        self.tally.statics += len(statics)
        self.tally.rejects.update(str(row[2]) for row in rejects)
        return Decoded(fixes, statics, reject_table(rejects, self.source)), good

    def _faults(self, reports: Reports) -> tuple[Ints, npt.NDArray[np.int8]]:
        """Times in µs, and for each row 0 or one more than the place of its fault."""
        no_place = np.isnan(reports.lon) | np.isnan(reports.lat)
        bad_place = ~((np.abs(reports.lon) <= 180.0) & (np.abs(reports.lat) <= 90.0))  # noqa: PLR2004 - degrees
        age = np.where((reports.age_s >= 0) & (reports.age_s < 1e9), reports.age_s, 0.0)  # noqa: PLR2004 - 30 years
        late = reports.age_s > MAX_AGE_S
        dated = np.full(len(late), reports.is_dated)
        no_time, bad_time = np.isnan(reports.t_s) & dated, np.isinf(reports.t_s) & dated
        seconds = np.where(np.isfinite(reports.t_s), reports.t_s, 0.0)
        t_us = np.rint(seconds * US_PER_S).astype(np.int64)
        t_us -= np.rint(age * US_PER_S).astype(np.int64)
        if reports.named is not None:
            no_place, bad_place = no_place & ~reports.named, bad_place & ~reports.named
        flags = [reports.ids == 0, no_time, bad_time, no_place, bad_place, late]
        fault = np.select(flags, [1, 2, 3, 4, 5, 6], default=0).astype(np.int8)
        rows = np.flatnonzero((fault == 0) & ~np.isnan(reports.lon))
        repeats = self.seen.find(
            reports.ids[rows],
            t_us[rows],
            reports.lon[rows],
            reports.lat[rows],
            reports.sog_kn[rows],
        )
        fault[rows[repeats]] = _DUPLICATE
        return t_us, fault

    def _fixes(self, reports: Reports, good: Ints, t: pa.Array) -> pa.Table:
        n = len(good)
        on_ground = np.full(n, ON_GROUND, np.int8)
        made = {
            "object_id": pa.array(reports.ids[good]),
            "t": t,
            "lon": pa.array(reports.lon[good]),
            "lat": pa.array(reports.lat[good]),
            "nav_status": pa.array(on_ground, mask=~reports.ground[good]),
            "accuracy_m": _floats(reports.accuracy_m[good]),
            "source": repeat_word(self.source, n),
            "line": pa.array(reports.lines[good]),
        }
        for name in ("sog_kn", "cog_deg", "heading_deg", "alt_ft", "vrate_ft_min"):
            made[name] = self._in_range(getattr(reports, name)[good], _RANGE[name])
        kinds, counts = np.unique(reports.alt_kind[good], return_counts=True)
        self.altitudes.update(dict(zip(kinds.tolist(), counts.tolist(), strict=True)))
        arrays = [made[f.name] if f.name in made else pa.nulls(n, f.type) for f in FIX]
        return pa.table(arrays, schema=FIX)

    def _in_range(self, values: Floats, column: Column) -> pa.Array:
        with np.errstate(invalid="ignore"):
            good = (values >= column.low) & (values <= column.high)
        told = ~np.isnan(values)
        if column.target in ("cog_deg", "heading_deg"):
            north = values == 360.0  # noqa: PLR2004 - degrees: rounded up by who wrote it
            values, good = np.where(north, 0.0, values), good | north
        self.blanked[column.target] += int(np.count_nonzero(told & ~good))
        return pa.array(values.astype(np.float32), mask=~good)

    def _statics(
        self, reports: Reports, good: Ints, t: pa.Array, say: Callable[[Ints], list[Words]]
    ) -> pa.Table:
        fresh = self.words.find(reports.ids[good], reports.said[good].view(np.uint64))
        rows = good[fresh]
        said = say(rows) if len(rows) else []
        text = pa.table(
            {
                name: pa.array([words[k] for words in said], pa.string())
                for k, name in enumerate(_STATIC_NAMES)
            }
        )
        return make_statics(
            text, reports.ids[rows], t.take(pa.array(fresh)), reports.lines[rows],
            source=self.source, columns=_RANGE,
        )  # fmt: skip

    def late_notes(self) -> list[str]:
        """Remarks that are known only at the end: kinds of altitude, and what was left out."""
        n_baro, n_geom = self.altitudes[BAROMETRIC], self.altitudes[GEOMETRIC]
        notes = []
        if n_baro or n_geom:
            notes.append(
                f"altitudes: {n_baro} barometric, {n_geom} geometric (where no barometric is told)"
            )
        return notes + [
            f"{n} values of {name} are out of range or unreadable: left out"
            for name, n in self.blanked.items()
            if n
        ]


def _times(t_us: Ints, reports: Reports) -> pa.Array:
    return pa.array(t_us, _T, mask=np.full(len(t_us), not reports.is_dated))


def _floats(values: Floats) -> pa.Array:
    return pa.array(values.astype(np.float32), mask=np.isnan(values))
