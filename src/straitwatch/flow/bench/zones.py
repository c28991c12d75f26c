"""How many points a second get a zone: ours and a tree of polygons, on the same points."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.zone.chart import LAND, TERRITORIAL, classify, coast_distance, open_chart
from straitwatch.zone.shore import polygons

__all__ = ["bench_zones"]

Array = npt.NDArray[Any]

_BOX = (120.0, 20.0, 150.0, 46.0)  # around Japan: west, south, east, north
_SEED = 20221216
_RUNS = 3


def bench_zones(points: int = 1_000_000) -> list[dict[str, Any]]:
    """Measure both on random points around Japan.

    Args:
        points: how many; the peer gets a tenth of them.

    Returns:
        rows `what`, `points_per_s`, `note`; the last is the ratio.

    Notes:
        The peer answers less: land or sea only, without distance, limits or State; its polygons
        are cut at whole degrees beforehand, which is not timed.
    """
    rng = np.random.default_rng(_SEED)
    lon, lat = rng.uniform(_BOX[0], _BOX[2], points), rng.uniform(_BOX[1], _BOX[3], points)
    chart = open_chart()
    began = perf_counter()
    zoned = classify(chart, lon, lat)
    cold_s = perf_counter() - began
    warm_s = min(_time(lambda: classify(chart, lon, lat)) for _ in range(_RUNS))
    part = slice(0, max(1, points // 100))
    exact_s = _time(lambda: coast_distance(chart, lon[part], lat[part]))
    share = float(((zoned.zone > LAND) & (zoned.zone <= TERRITORIAL)).mean())
    rows = [
        _row("zones, first touch", points / cold_s, f"{share:.0%} in territorial or inner waters"),
        _row("zones, warm", points / warm_s, "zone, distance and State"),
        _row("exact distance at any range", len(lon[part]) / exact_s, "no tiles"),
    ]
    peer_s = _peer(lon[: points // 10], lat[: points // 10])
    if peer_s is None:
        return [*rows, _row("shapely STRtree", None, "not installed")]
    speed = points // 10 / peer_s
    ratio = _row("ratio", (points / warm_s) / speed, "ours warm / shapely")
    return [
        *rows,
        _row("shapely STRtree", speed, "land or sea only, polygons cut at degrees"),
        ratio,
    ]


def _row(what: str, points_per_s: float | None, note: str) -> dict[str, Any]:
    return {"what": what, "points_per_s": points_per_s, "note": note}


def _time(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _peer(lon: Array, lat: Array) -> float | None:
    try:
        import shapely  # noqa: PLC0415 - a peer, maybe not installed
    except ModuleNotFoundError:
        return None
    xy, first, count, level = polygons()
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    meets = (low[:, 0] <= _BOX[2]) & (high[:, 0] >= _BOX[0]) & (level == 1)
    meets &= (low[:, 1] <= _BOX[3]) & (high[:, 1] >= _BOX[1])
    shapes = [shapely.Polygon(xy[first[p] : first[p] + count[p]]) for p in np.flatnonzero(meets)]
    boxes = [
        (x, y, x + 1.0, y + 1.0)
        for x in np.arange(_BOX[0], _BOX[2])
        for y in np.arange(_BOX[1], _BOX[3])
    ]
    whole = shapely.STRtree(shapely.make_valid(shapes))
    pieces = [
        shapely.clip_by_rect(shape, *box)
        for box in boxes
        for shape in whole.geometries[whole.query(shapely.box(*box))]
    ]
    tree = shapely.STRtree(shapely.get_parts([p for p in pieces if not p.is_empty]))
    return _time(lambda: tree.query(shapely.points(lon, lat), predicate="within"))
