"""Many places turned into a table of their zones; fixes given theirs."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.schema import PATH, conform
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import NAMES, Chart, classify, label, open_chart

__all__ = ["add_zones", "zones"]


def zones(lon: npt.ArrayLike, lat: npt.ArrayLike, *, distance: bool = False) -> pa.Table:
    """Find the zone and the State of many places, anywhere on Earth.

    Args:
        lon: degrees east, any turn of the circle, shape (n,).
        lat: degrees north, shape (n,).
        distance: measure the distance to the nearest baseline too, which takes longer.

    Returns:
        n rows in the order given: zone, one of `chart.NAMES`; state, as in `verdict.Verdict`, null
        where there is none; with `distance` also dist_m, metres, negative inside the land's
        outline, null beyond 30 nm.

    Raises:
        ContractError: shapes differ, or a row is no place: it names the row and the mend.

    Notes:
        By the computed baseline alone: `zone_at` asks the others too, one place at a time.
        `straitwatch bench zones` measures it.
    """
    chart = open_chart()
    told = label(chart, lon, lat)
    state = pa.array(told.state.astype(np.int32), mask=told.state < 0)
    columns = {
        "zone": pa.DictionaryArray.from_arrays(pa.array(told.zone), pa.array(NAMES)),
        "state": pa.DictionaryArray.from_arrays(state, pa.array(told.states)),
    }
    if distance:
        metres = classify(chart, lon, lat).coast_m
        columns["dist_m"] = pa.array(metres, mask=np.isnan(metres))
    return pa.table(columns)


def add_zones(path: pa.Table, chart: Chart) -> pa.Table:
    """Fill zone, coast_m, state and breadth_m of a PATH table; rows without a place stay null.

    Args:
        path: PATH, or a table that has its columns; n rows.
        chart: the chart.

    Returns:
        PATH, n rows in the same order.
    """
    path = conform(path, PATH)
    lon, lat = path["lon"].to_numpy(), path["lat"].to_numpy()
    placed = np.isfinite(lon) & np.isfinite(lat) & (np.abs(np.nan_to_num(lat)) <= 90.0)  # noqa: PLR2004
    zone, coast_m = np.zeros(len(lon), np.int8), np.full(len(lon), np.nan, np.float32)
    state = np.full(len(lon), -1, np.int32)
    zoned = classify(chart, lon[placed], lat[placed])
    zone[placed], coast_m[placed], state[placed] = zoned.zone, zoned.coast_m, zoned.state
    breadth_m = np.full(len(lon), np.nan, np.float32)
    breadth_m[placed] = breadth_at(chart, lon[placed], lat[placed], zoned.state) * NM_M
    indices = pa.array(state, pa.int32(), mask=state < 0)
    filled = {
        "zone": pa.array(zone, mask=~placed),
        "coast_m": pa.array(coast_m, mask=np.isnan(coast_m)),
        "breadth_m": pa.array(breadth_m, mask=np.isnan(breadth_m)),
        "state": pa.DictionaryArray.from_arrays(indices, pa.array(zoned.states)),
    }
    for name, column in filled.items():
        path = path.set_column(
            path.column_names.index(name), PATH.field(name), pc.cast(column, PATH.field(name).type)
        )
    return path
