"""What really happened turned into rows: the table TRUTH."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["DAY_S", "HOUR_S", "ORIGIN_S", "TRUTH", "Row", "known", "to_moments", "truth_table"]

Row = dict[str, Any]

HOUR_S, DAY_S = 3600.0, 86_400.0
ORIGIN_S = 1_709_510_400
"""2024-03-04T00:00Z: all times inside this package are seconds since then."""

_T = pa.timestamp("us", tz="UTC")

TRUTH = pa.schema(
    [
        ("kind", pa.string()),  # of EVENT
        ("object_id", pa.string()),  # text identity
        ("others", pa.list_(pa.string())),  # text identities of the other objects
        ("t_start", _T),
        ("t_end", _T),  # null: it had not ended when the data ended
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("where", pa.string()),  # gate_id, or State, where that matters
        ("near_miss", pa.bool_()),  # must NOT be told as this kind
        ("either", pa.bool_()),  # told or not, both are right: the definition leaves it open
        ("factor", pa.float64()),  # multiple of the threshold
        ("note", pa.string()),
    ]
)
"""What really happened, what nearly did, and what may be seen either way."""


def known(
    kind: str,
    who: str,
    t_start: float,
    t_end: float | None,
    place: tuple[float, float] = (np.nan, np.nan),
    *,
    others: tuple[str, ...] = (),
    where: str | None = None,
    near_miss: bool = False,
    either: bool = False,
    factor: float | None = None,
    note: str = "",
) -> Row:
    """Write one row of TRUTH; times are seconds since ORIGIN_S, None for an open end."""
    lon, lat = place
    return {
        "kind": kind,
        "object_id": who,
        "others": list(others),
        "t_start": t_start,
        "t_end": t_end,
        "lon": (lon + 180.0) % 360.0 - 180.0,
        "lat": lat,
        "where": where,
        "near_miss": near_miss,
        "either": either,
        "factor": factor,
        "note": note,
    }


def to_moments(seconds: npt.ArrayLike) -> pa.Array:
    """Turn seconds since ORIGIN_S, nan for none, into UTC timestamps."""
    s = np.asarray(seconds, float)
    none = np.isnan(s)
    us = np.where(none, 0, np.rint(np.where(none, 0.0, s) * 1e6)).astype(np.int64)
    return pa.array(us + ORIGIN_S * 1_000_000, mask=none).cast(_T)


def truth_table(rows: list[Row]) -> pa.Table:
    """Gather rows into TRUTH, by kind, start and object."""
    rows = sorted(rows, key=lambda r: (r["kind"], r["t_start"], r["object_id"], r["note"]))
    columns = {field.name: [row[field.name] for row in rows] for field in TRUTH}
    for name in ("t_start", "t_end"):
        columns[name] = to_moments([np.nan if v is None else v for v in columns[name]])
    for name in ("lon", "lat"):
        columns[name] = [None if np.isnan(v) else v for v in columns[name]]
    return pa.table(
        [pa.array(columns[f.name], f.type) if f.type != _T else columns[f.name] for f in TRUTH],
        schema=TRUTH,
    )
