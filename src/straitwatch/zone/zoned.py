"""Arrays of places turned into a table of their zones."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.zone.chart import NAMES, classify, label, open_chart

__all__ = ["zones"]


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
