"""Nothing into a small scene in which most detectors find something: so their kernels compile."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.rows import Rows, Words
from straitwatch.model.schema import FIX, ON_GROUND
from straitwatch.model.unit import US_PER_S

__all__ = ["scene", "with_zones"]

Floats = npt.NDArray[np.float64]

_ICAO24 = 1 << 56
_DAY_US = 1_671_148_800 * US_PER_S
_EEZ, _SEA = 4, 2
_MINUTE_S = 60.0
_NAN = np.nan


class _Way(NamedTuple):
    """One craft: times in s; degrees; what it says; its zone and metres to the coast."""

    object_id: int
    t: Floats
    lon: Floats
    lat: Floats
    sog_kn: float = 0.0
    alt_ft: Floats | float = _NAN
    status: int | None = None
    zone: int = _EEZ
    coast_m: float = _NAN


def _ways() -> list[_Way]:
    """Tell of a convoy, of two ships that meet, of some that lie or fall silent; of aircraft."""
    t = np.arange(0.0, 6.0 * 3600.0, 5.0 * _MINUTE_S)
    still, run = np.zeros(len(t)), t / 3600.0 * 0.2
    convoy = [
        _Way(431_000_001 + k, t, 135.0 + run, 25.0 + 0.02 * k + still, 11.0) for k in range(3)
    ]
    drift = [
        _Way(431_000_011 + k, t, 140.0 + 0.001 * k + still, 25.0 + still, 0.5) for k in range(2)
    ]
    anchored = _Way(431_000_021, t, 141.0 + still, 30.0 + still, 0.0, status=1, zone=_SEA)
    moored = _Way(
        431_000_024, t, -1.1119 + still, 50.8015 + still, status=5, zone=_SEA, coast_m=50.0
    )
    off = np.where(t < 2.0 * 3600.0, 0.0, 0.001 * (t / _MINUTE_S - 120.0))
    in_port = _Way(  # Portsmouth Harbour
        431_000_022, t, -1.1119 + still, 50.8015 - off, status=5, zone=_SEA, coast_m=50.0
    )
    silent = np.concatenate([t[:6], t[40:]])
    gone = _Way(431_000_023, silent, 142.0 + silent / 3.6e5, 30.0 + 0.0 * silent, 1.0)
    return [*convoy, *drift, anchored, moored, in_port, gone, *_aircraft()]


def _aircraft() -> list[_Way]:
    t = np.arange(0.0, 3.0 * 3600.0, _MINUTE_S)
    angle = t / 1200.0 * 2.0 * np.pi
    lon, lat = 138.0 + 0.2 * np.cos(angle), 31.0 + 0.2 * np.sin(angle)
    height = np.clip(np.minimum(t, t[-1] - t) * 8.0, 0.0, 9000.0)
    flight = _Way(_ICAO24 | 0x840001, t, lon, lat, 190.0, height)
    parked = np.arange(0.0, 600.0, _MINUTE_S)
    place = np.full(len(parked), 138.0), np.full(len(parked), 35.0)
    return [flight, _Way(_ICAO24 | 0x840002, parked, *place, 0.0, 100.0, ON_GROUND, 0)]


def scene() -> pa.Table:
    """Make FIX by object_id, t."""
    tables = [_fixes(way) for way in sorted(_ways())]
    return pa.concat_tables(tables).combine_chunks()


def _fixes(way: _Way) -> pa.Table:
    n = len(way.t)
    known = {
        "object_id": np.full(n, way.object_id, np.int64),
        "t": _DAY_US + (way.t * US_PER_S).astype(np.int64),
        "lon": way.lon,
        "lat": way.lat,
        "sog_kn": np.full(n, way.sog_kn, np.float32),
        "alt_ft": np.broadcast_to(np.float32(way.alt_ft), n),
        "nav_status": pa.array([way.status] * n, pa.int8()),
        "source": ["warm"] * n,
        "line": np.arange(n, dtype=np.int64),
    }
    columns = [
        pa.array(known[field.name], from_pandas=True).cast(field.type)
        if field.name in known
        else pa.nulls(n, field.type)
        for field in FIX
    ]
    return pa.table(columns, schema=FIX)


def with_zones(rows: Rows, words: Words) -> tuple[Rows, Words]:
    """Say of each row the zone and the distance that its craft was given, without a chart."""
    told = {way.object_id: (way.zone, way.coast_m) for way in _ways()}
    zones, coasts = zip(*(told[one] for one in rows.object_id.tolist()), strict=True)
    state = np.where(np.array(zones) <= _SEA, 0, -1).astype(np.int32)
    filled = rows._replace(
        zone=np.array(zones, np.int8), coast_m=np.array(coasts, np.float32), state=state
    )
    return filled, words._replace(state=("JP",))
