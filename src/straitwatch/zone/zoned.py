"""Many places turned into a table of their zones; fixes given theirs."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.rows import Rows, Words
from straitwatch.kernel.shorestep import SHORE, Placed, choose_rows, find_missing, put_places
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import (
    ARCHIPELAGIC,
    CONTIGUOUS,
    LAND,
    NAMES,
    Chart,
    classify,
    label,
    open_chart,
)

__all__ = ["STEP_M", "zone_rows", "zones"]

Array = npt.NDArray[Any]
Shores = npt.NDArray[Any]

STEP_M = 100.0
"""A lane is placed anew when it has moved so far: a fifth of the baseline's error."""
_LEAST_ROOM = 64
_KIND_SHIFT, _ICAO24 = 56, 1


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


def zone_rows(
    rows: Rows, words: Words, chart: Chart, shores: Shores | None
) -> tuple[Rows, Words, Shores]:
    """Fill zone, coast_m, state and breadth_m of the rows of a path.

    Args:
        rows: a batch, by object and time.
        words: what their codes stand for.
        chart: the chart.
        shores: where the lanes were placed before, of dtype SHORE; used up. None at the start.

    Returns:
        the rows; words with the States; and the memory for the next batch. coast_m and breadth_m
        are told within 24 nm of a baseline, of aircraft at sea only. A fix within STEP_M of where
        its lane was placed last takes over what was found there.

    Notes:
        `straitwatch bench events --stages` measures it.
    """
    n, n_slots = len(rows.t), int(rows.slot.max()) + 1 if len(rows.slot) else 0
    shores = _grown(shores, n_slots)
    picks, pick = np.empty(n, np.int64), np.empty(n, np.int32)
    out = _room(n)
    missing = picks[: find_missing(rows.lon, rows.lat, chart.zones.pool().slot, picks)]
    label(chart, rows.lon[missing], rows.lat[missing])  # builds them
    pool = chart.zones.pool()
    cells = pool.slot, pool.cells
    picks = picks[: choose_rows(rows, shores, STEP_M, *cells, picks, pick, out)]
    found = _place(chart, rows.lon[picks], rows.lat[picks], rows.object_id[picks])
    put_places(rows, shores, picks, pick, found, out)
    rows = rows._replace(**out._asdict())
    return rows, words._replace(state=tuple(chart.coast.states)), shores


def _room(n: int) -> Placed:
    metres = np.empty(n, np.float32), np.empty(n, np.float32)
    return Placed(np.empty(n, np.int8), np.empty(n, np.int32), *metres)


def _place(chart: Chart, lon: Array, lat: Array, object_id: Array) -> Placed:
    """Place some rows: with their distance, but for aircraft over land and what lies far out."""
    ships = object_id >> _KIND_SHIFT != _ICAO24
    zone, state = np.empty(len(lon), np.int8), np.empty(len(lon), np.int32)
    coast_m = np.full(len(lon), np.nan, np.float32)
    breadth_m = coast_m.copy()
    if not ships.all():
        aloft = np.flatnonzero(~ships)
        told = label(chart, lon[aloft], lat[aloft])
        zone[aloft], state[aloft] = told.zone, told.state
        ships[aloft] = (told.zone != LAND) & (
            (told.zone <= CONTIGUOUS) | (told.zone == ARCHIPELAGIC)
        )
    which = np.flatnonzero(ships)
    zoned = classify(chart, lon[which], lat[which])
    zone[which], state[which] = zoned.zone, zoned.state
    near = (zoned.zone <= CONTIGUOUS) | (zoned.zone == ARCHIPELAGIC)
    which, metres, code = which[near], zoned.coast_m[near], zoned.state[near]
    coast_m[which] = metres
    breadth_m[which] = breadth_at(chart, lon[which], lat[which], code) * NM_M
    return Placed(zone, state, coast_m, breadth_m)


def _grown(shores: Shores | None, n_slots: int) -> Shores:
    have = 0 if shores is None else len(shores)
    if shores is not None and n_slots <= have:
        return shores
    grown = np.zeros(max(n_slots + n_slots // 4, 2 * have, _LEAST_ROOM), SHORE)
    grown["pick"] = -1
    if shores is not None:
        grown[:have] = shores
    return grown
