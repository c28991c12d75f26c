"""Store, object, zone and span into: entered, may have entered, did not enter, not covered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.table import events_table
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.crossing import cross_arc
from straitwatch.kernel.sphere import to_vectors
from straitwatch.model.error import ContractError
from straitwatch.model.identity import event_id, parse_object_id, text_of_object_id
from straitwatch.model.place import read_box
from straitwatch.model.unit import NM_M, iso, moment, to_us
from straitwatch.reach import shape
from straitwatch.reach.absence import DID_NOT, ENTERED, NOT_COVERED, Judged, Track, judge_absence
from straitwatch.reach.shape import Measured
from straitwatch.store.store import open_store
from straitwatch.track.segment import MAX_AIRCRAFT_KN, MAX_SPEED_KN
from straitwatch.zone.basis import tie_law
from straitwatch.zone.chart import open_chart
from straitwatch.zone.gate import find_gate
from straitwatch.zone.gate_file import watched_gates
from straitwatch.zone.state_sea import measure_sea

__all__ = ["Absence", "absence", "absence_events", "read_zone"]

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

POSITION_ERROR_M = 10.0
"""The better class of AIS position accuracy, ITU-R M.1371-5."""

COAST_ERROR_M = 510.0
"""With the error of the coastline: see `event.base.World`."""

RULE = "absence/1"
_STATE_LETTERS = 2
_MOST_LEGS = 5
_LAST_US = 253_402_300_799_000_000  # end of the year 9999
_MANY, _CELL_DEG = 5_000, 0.0005
_CELL_M = 40.0  # from the middle of such a cell to its corner, at most
_BASELINE = "GSHHG 2.3.7 full"
_HOW = (
    "write a State (JP, territorial_sea:JP, internal_waters:JP), a gate (miyako), "
    "circle:LAT,LON,NM or box:W,S,E,N"
)


@dataclass(frozen=True)
class Zone:
    """A zone that was asked about.

    Attributes:
        name: as it is told.
        measure: lon, lat in degrees, shape (n,), to where they stand.
        error_m: error that is counted against every claim.
        passes: for a gate: which legs pass it.
        law: kind of zone for its legal basis; empty where it has none.
        gate_id: of a gate, else None.
        baseline: coastline that it is measured from, None for a shape.
    """

    name: str
    measure: Callable[[Floats, Floats], Measured]
    error_m: float
    passes: Callable[[Floats, Floats], Bools] | None = None
    law: str = ""
    gate_id: str | None = None
    baseline: str | None = None


@dataclass(frozen=True)
class Absence:
    """The answer, with what it rests on.

    Attributes:
        object_id: text identity.
        zone: as it is told.
        t_from: begin of the span.
        t_to: its end.
        speed_kn: top speed that was assumed.
        uncertainty_m: error that was counted against every claim.
        judged: verdict and hours: see `reach.absence.Judged`.
        nearest_nm: lower bound of the distance to the zone from the nearest fix in the span; None
            without one.
        evidence: fixes that decide it.
        gaps: times that are uncertain: from, to, hours.
    """

    object_id: str
    zone: str
    t_from: datetime
    t_to: datetime
    speed_kn: float
    uncertainty_m: float
    judged: Judged
    nearest_nm: float | None
    evidence: list[dict[str, Any]]
    gaps: list[dict[str, Any]] = field(default_factory=list)
    law: str = ""
    gate_id: str | None = None
    baseline: str | None = None

    @property
    def verdict(self) -> str:
        """`entered`, `may_have_entered`, `did_not_enter` or `not_covered`."""
        return self.judged.verdict


def absence(
    folder: Path,
    identity: str,
    zone: str,
    t_from: datetime,
    t_to: datetime,
    *,
    speed_kn: float | None = None,
    gate_files: Sequence[str | Path] = (),
) -> Absence:
    """Say whether an object entered a zone in a span, with the hours that the answer covers.

    Args:
        folder: the store.
        identity: text identity, or a bare MMSI.
        zone: see `read_zone`.
        t_from: begin of the span, aware.
        t_to: its end.
        speed_kn: top speed, assumed; 60 kn for ships and 1,000 for aircraft if not said, above any
            in service, so that the answer errs towards `may_have_entered`.
        gate_files: users' gates, beside the project's own.

    Raises:
        ContractError: identity, zone, span or speed are none.
        StoreError: the store cannot be opened.
    """
    object_id = parse_object_id(identity)
    flies = is_aircraft(object_id)
    asked = read_zone(zone, gate_files=gate_files, over_land=flies)
    if speed_kn is None:
        speed_kn = MAX_AIRCRAFT_KN if flies else MAX_SPEED_KN
    span = to_us(t_from), to_us(t_to)
    fixes, track = _read(folder, object_id, span)
    measured = asked.measure(track.lon, track.lat)
    judged = judge_absence(track, measured, span, speed_kn, passes=asked.passes)
    nearest = judged.nearest
    return Absence(
        text_of_object_id(object_id) if ":" not in identity else identity,
        asked.name,
        t_from,
        t_to,
        speed_kn,
        asked.error_m,
        judged,
        float(measured.out_m[nearest]) / NM_M if nearest >= 0 else None,
        _evidence(fixes, judged),
        [_gap(track, leg, span) for leg in judged.legs],
        asked.law,
        asked.gate_id,
        asked.baseline,
    )


def _read(
    folder: Path, object_id: int, span: tuple[int, int], *, days: float = 7.0
) -> tuple[pa.Table, Track]:
    """Read the fixes of the span, and of some days around it: what bounds it lies there."""
    margin = round(days * 86_400e6)
    ends = moment(max(span[0] - margin, 0)), moment(min(span[1] + margin, _LAST_US))
    with open_store(folder) as store:
        fixes = store.positions(object_id, *ends, columns=["t", "lon", "lat", "source", "line"])
    t = fixes["t"].cast(pa.int64()).to_numpy()
    return fixes, Track(t, fixes["lon"].to_numpy(), fixes["lat"].to_numpy())


def read_zone(text: str, *, gate_files: Sequence[str | Path] = (), over_land: bool = False) -> Zone:
    """Read the name of a zone.

    Args:
        text: a State's letters or `territorial_sea:JP` for all that is landward of its outer limit,
            `internal_waters:JP` for what is landward of the baseline, a gate by id or name,
            `circle:LAT,LON,NM`, or `box:W,S,E,N` in degrees.
        gate_files: users' gates, beside the project's own.
        over_land: whether the object can cross a land border, as aircraft can.

    Raises:
        ContractError: it is none of these.
    """
    kind, _, rest = text.strip().partition(":")
    if kind == "circle":
        return _circle(text, rest)
    if kind == "box":
        box = read_box(rest)
        sides = box.west, box.south, box.east, box.north
        return Zone(text, lambda x, y: shape.box(x, y, sides, POSITION_ERROR_M), POSITION_ERROR_M)
    if kind in {"territorial_sea", "internal_waters"} and rest:
        return _waters(kind, rest.upper(), over_land=over_land)
    if not rest and len(kind) == _STATE_LETTERS and kind.isalpha():
        return _waters("territorial_sea", kind.upper(), over_land=over_land)
    if kind and kind != "gate" and rest:
        raise ContractError(f"'{text}' is no zone: {_HOW}")
    return _gate(rest or kind, gate_files)


def _circle(text: str, rest: str) -> Zone:
    try:
        lat, lon, radius_nm = (float(part) for part in rest.split(","))
    except ValueError as error:
        raise ContractError(f"'{text}': write circle:LAT,LON,NM, as circle:25,125.5,20") from error
    if not (abs(lat) <= 90.0 and abs(lon) <= 360.0 and 0.0 < radius_nm < 5400.0):  # noqa: PLR2004 - a quarter of the way round
        raise ContractError(
            f"'{text}': latitude is -90 to 90, longitude -180 to 180, a radius above 0 nm"
        )
    middle, radius_m = (lon, lat), radius_nm * NM_M
    return Zone(
        text,
        lambda x, y: shape.circle(x, y, middle, radius_m, POSITION_ERROR_M),
        POSITION_ERROR_M,
    )


def _waters(kind: str, state: str, *, over_land: bool) -> Zone:
    internal = kind == "internal_waters"

    def measure(lon: Floats, lat: Floats) -> Measured:
        how = {"internal": internal, "over_land": over_land}
        lon, lat, which, more_m = _thinned(lon, lat)
        found = measure_sea(open_chart(), state, lon, lat, COAST_ERROR_M + more_m, **how)
        return Measured(found.out_m[which], found.deep_m[which], found.sure[which])

    name = f"{kind.replace('_', ' ')} of {state}"
    measure(np.empty(0), np.empty(0))  # refuses a State that the chart does not know
    return Zone(name, measure, COAST_ERROR_M, law=kind, baseline=_BASELINE)


def _thinned(lon: Floats, lat: Floats) -> tuple[Floats, Floats, npt.NDArray[np.int64], float]:
    """Put very many places into cells of some 50 m, and say what error that adds."""
    if len(lon) <= _MANY:
        return lon, lat, np.arange(len(lon)), 0.0
    cells = np.rint(np.stack([lon, lat], axis=1) / _CELL_DEG)
    middles, which = np.unique(cells, axis=0, return_inverse=True)
    return *(middles * _CELL_DEG).T, which.ravel(), _CELL_M


def _gate(text: str, gate_files: Sequence[str | Path]) -> Zone:
    try:
        gate = find_gate(text, watched_gates(gate_files))
    except ContractError as error:
        raise ContractError(f"{error}; or {_HOW}") from error
    a, b = (gate["lon_a"], gate["lat_a"]), (gate["lon_b"], gate["lat_b"])
    ends = to_vectors([a[0], b[0]], [a[1], b[1]])

    def passes(lon: Floats, lat: Floats) -> Bools:
        found = np.zeros(max(len(lon) - 1, 0), np.bool_)
        found[cross_arc(to_vectors(lon, lat), *ends)[0]] = True
        return found

    return Zone(
        gate["name"],
        lambda x, y: shape.line(x, y, a, b, POSITION_ERROR_M),
        POSITION_ERROR_M,
        passes=passes,
        gate_id=gate["gate_id"],
    )


def _evidence(fixes: pa.Table, judged: Judged) -> list[dict[str, Any]]:
    """Fixes that decide: inside or on either side, around what is uncertain, and the nearest."""
    rows = [judged.first_inside, judged.nearest, *(judged.passed or ())]
    rows += [row for leg in judged.legs[:1] for row in leg[:2]]
    which = sorted({row for row in rows if row >= 0})
    told = fixes.take(pa.array(which, pa.int64())).to_pylist()
    return [
        {
            "source": fix["source"],
            "line": fix["line"],
            "t": iso(fix["t"]),
            "lon": round(fix["lon"], 7),
            "lat": round(fix["lat"], 7),
        }
        for fix in told
    ]


def _gap(track: Track, leg: tuple[int, int, float], span: tuple[int, int]) -> dict[str, Any]:
    a, b, hours = leg
    return {
        "from": iso(moment(max(int(track.t[a]), span[0]) if a >= 0 else span[0])),
        "to": iso(moment(min(int(track.t[b]), span[1]) if b >= 0 else span[1])),
        "at_most_h": round(hours, 3),
    }


def absence_events(found: Absence, *, gate_files: Sequence[str | Path] = ()) -> pa.Table:
    """Turn an answer into EVENT: one row of kind `absence`; none where no fix bears it out."""
    if not found.evidence or found.verdict == NOT_COVERED:
        return events_table([])
    judged, lead = found.judged, found.evidence[0]
    simulated = any((fix["source"] or "").startswith("simulated:") for fix in found.evidence)
    words = found.zone, iso(found.t_to) or "", f"{found.speed_kn:g}"
    row = {
        "event_id": event_id("absence", found.object_id, found.t_from, RULE, *words),
        "kind": "absence",
        "object_id": found.object_id,
        "t_start": found.t_from,
        "t_end": found.t_to,
        "lon": lead["lon"],
        "lat": lead["lat"],
        "where": found.zone,
        "certainty": "simulated" if simulated else _certainty(judged),
        "baseline": found.baseline,
        "uncertainty_m": found.uncertainty_m,
        "evidence": found.evidence,
        "detail": _detail(found),
        "status": "closed",
        "rule": RULE,
        "source": lead["source"],
    }
    return tie_law(events_table([row]), watched_gates(gate_files))


def _certainty(judged: Judged) -> str:
    return "observed" if judged.verdict == ENTERED else "inferred"


def _detail(found: Absence) -> dict[str, Any]:
    judged = found.judged
    why = {
        ENTERED: "fixes lie on both sides"
        if found.gate_id
        else "a fix lies inside by more than the error",
        DID_NOT: "at that speed no way from fix to fix touches the zone",
    }.get(judged.verdict, "at that speed it may have been inside where no fix says where it was")
    return {
        "verdict": judged.verdict,
        "reason": why,
        "zone": found.law or None,
        "gate_id": found.gate_id,
        "speed_kn": found.speed_kn,
        "flips_at_kn": _round(judged.flips_at_kn),
        "at_most_h": round(judged.at_most_h, 3),
        "inside_h": round(judged.inside_h, 3),
        "uncertain_h": round(judged.uncertain_h, 3),
        "covered_h": round(judged.covered_h, 3),
        "uncovered_h": round(judged.uncovered_h, 3),
        "nearest_nm": _round(found.nearest_nm),
        "fixes": judged.n_fixes,
        "doubtful_fixes": judged.n_doubtful,
        "needed_kn": _round(judged.needed_kn),
        "gaps": found.gaps[:_MOST_LEGS],
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
