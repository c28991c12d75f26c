"""How many points a second get a zone: ours and peers with polygons, on the same points."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.zone_peers import PEERS, Box, NotHere, cut_shapes, peer_shapes
from straitwatch.flow.tell import Tell
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import (
    HIGH_SEAS,
    INTERNAL,
    LAND,
    UNITS,
    Chart,
    classify,
    label,
    nearest_coast,
    open_chart,
    prepare_world,
)

__all__ = ["bench_zones"]

Array = npt.NDArray[Any]

_BOXES: dict[str, Box] = {
    "around Japan": (120.0, 20.0, 150.0, 46.0),
    "worldwide": (-180.0, -90.0, 180.0, 90.0),
}
_SEED = 20221216
_RUNS = 9
_PEER_SHARE = 20  # a peer gets one point of so many


def bench_zones(
    tell: Tell, points: int = 4_000_000, *, world: bool = False, check: int = 100_000
) -> list[dict[str, Any]]:
    """Measure ours and the peers on random points.

    Args:
        tell: hears of progress.
        points: how many in each box; evenly over the sphere.
        world: measure worldwide too; prepares the zones of the whole world, unless they are.
        check: of these points the zone is held against the exact distance, one by one.

    Returns:
        rows `where`, `what`, `points_per_s`, `ratio` to shapely, `note`.

    Notes:
        Peers answer less: whether a point lies in a State's land or territorial sea, of polygons
        that are given, cut into small pieces beforehand, which is not timed. Ours
        tells the zone out to 200 nm and the State. Each figure is the best of some runs.
    """
    chart, rows = open_chart(), []
    for where, box in _BOXES.items():
        if where == "worldwide":
            if not world:
                continue
            rows.append(_prepare(chart, tell))
        lon, lat = _random(box, points)
        tell.stage(f"measuring {where}")
        rows += _ours(chart, lon, lat, where)
        part = slice(0, points // _PEER_SHARE)
        tell.stage(f"peers {where}")
        rows += _peers(lon[part], lat[part], box, where)
        tell.stage(f"checking {where}")
        rows.append(_check(chart, lon[:check], lat[:check], where))
    return _with_ratios(rows)


def _random(box: Box, n: int) -> tuple[Array, Array]:
    """Places evenly over the sphere."""
    rng = np.random.default_rng(_SEED)
    low, high = np.sin(np.radians([box[1], box[3]]))
    return rng.uniform(box[0], box[2], n), np.degrees(np.arcsin(rng.uniform(low, high, n)))


def _prepare(chart: Chart, tell: Tell) -> dict[str, Any]:
    tell.stage("building zones", UNITS)
    began, known = perf_counter(), chart.zones.is_whole
    prepare_world(chart, tell.advance)
    seconds = perf_counter() - began
    note = f"{chart.zones.bytes() / 1e6:.0f} MB" + (", kept from before" if known else "")
    return _row("worldwide", f"whole world prepared in {seconds:.0f} s", None, note)


def _ours(chart: Chart, lon: Array, lat: Array, where: str) -> list[dict[str, Any]]:
    began = perf_counter()
    told = label(chart, lon, lat)
    first_s = perf_counter() - began
    warm_s = min(_time(lambda: label(chart, lon, lat)) for _ in range(_RUNS))
    rows = [
        _row(where, "zones, first touch", len(lon) / first_s, "builds tiles, or reads them"),
        _row(where, "zones, warm", len(lon) / warm_s, "zone to 200 nm, and State"),
    ]
    if where == "worldwide":
        return rows
    shore = np.flatnonzero((told.zone > LAND) & (told.zone <= INTERNAL + 2))  # to 24 nm
    x, y = lon[shore], lat[shore]
    classify(chart, x, y)
    near_s = min(_time(lambda: classify(chart, x, y)) for _ in range(_RUNS))
    rows.append(_row(where, "distances, warm", len(x) / near_s, "points within 24 nm of a shore"))
    return rows


def _peers(lon: Array, lat: Array, box: Box, where: str) -> list[dict[str, Any]]:
    rows = []
    shapes, note = peer_shapes(box)
    pieces = cut_shapes(shapes, box)
    for name, peer in PEERS.items():
        try:
            rows.append(_row(where, name, len(lon) / peer(pieces, lon, lat), note))
        except NotHere as missing:
            rows.append(_row(where, name, None, str(missing)))
    return rows


def _check(chart: Chart, lon: Array, lat: Array, where: str) -> dict[str, Any]:
    """Hold zones at sea against the distance of each point, measured to the whole coast."""
    told = label(chart, lon, lat)
    sea = np.flatnonzero((told.zone > INTERNAL) & (told.zone <= HIGH_SEAS))
    sea = sea[np.lexsort((lon[sea], np.floor(lat[sea] * 4.0)))]  # neighbours one after the other
    near = nearest_coast(chart, lon[sea], lat[sea])
    kept_m = breadth_at(chart, lon[sea], lat[sea], near.state) * NM_M
    limits = np.stack([kept_m, *(np.full(len(sea), limit) for limit in chart.coast.plan.limits)])
    zone = 2 + (near.dist_m > limits).sum(axis=0)
    wrong = (zone != told.zone[sea]) | ((zone < HIGH_SEAS) & (near.state != told.state[sea]))
    note = f"of {len(sea):,} points at sea against the exact distance"
    return {**_row(where, f"mismatches: {int(wrong.sum())}", None, note)}


def _row(where: str, what: str, points_per_s: float | None, note: str) -> dict[str, Any]:
    return {"where": where, "what": what, "points_per_s": points_per_s, "ratio": None, "note": note}


def _with_ratios(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Fill the ratios to shapely in the same box."""
    base = {r["where"]: r["points_per_s"] for r in rows if r["what"] == "shapely STRtree"}
    for row in rows:
        if row["points_per_s"] and base.get(row["where"]):
            row["ratio"] = row["points_per_s"] / base[row["where"]]
    return rows


def _time(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
