"""The peers of the zone benchmark: the same points in polygons, by shapely, geopandas, DuckDB."""

from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.zone.published import published_sets
from straitwatch.zone.shore import SEA_LEVELS, polygons

__all__ = ["PEERS", "Peer", "cut_shapes", "peer_shapes"]

Array = npt.NDArray[Any]
Box = tuple[float, float, float, float]  # west, south, east, north
Peer = Callable[[Array, Array, Array], float]
"""Polygons (shapely, one array), lon, lat -> seconds for the join alone; NotHere: not installed."""

_MOST_VERTICES = 256


class NotHere(Exception):  # noqa: N818 - no error: the row says so
    """A peer is not installed; the words say what is missing."""


def peer_shapes(box: Box) -> tuple[list[Any], str]:
    """Find the polygons that peers are asked about: those of a box, and what they are."""
    import shapely  # noqa: PLC0415 - a peer's own

    for one in published_sets():
        if one.kind == "12nm":
            from straitwatch.zone.published_shape import shapes_in  # noqa: PLC0415 - same

            return shapes_in(one.search, *box), "land or territorial sea, and its State"
    xy, first, count, level = polygons()
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    meets = (low[:, 0] <= box[2]) & (high[:, 0] >= box[0]) & np.isin(level, SEA_LEVELS)
    meets &= (low[:, 1] <= box[3]) & (high[:, 1] >= box[1])
    shapes = [shapely.Polygon(xy[first[p] : first[p] + count[p]]) for p in np.flatnonzero(meets)]
    return shapes, "land"


def cut_shapes(shapes: list[Any], box: Box) -> Array:
    """Cut polygons to a box and into pieces of few vertices, which helps the peers: not timed."""
    import shapely  # noqa: PLC0415 - a peer's own

    clipped = [shapely.clip_by_rect(shapely.make_valid(shape), *box) for shape in shapes]
    return np.array([piece for shape in clipped for piece in _cut(shape)], object)


def _cut(shape: Any) -> Iterator[Any]:  # noqa: ANN401 - shapely has no types
    import shapely  # noqa: PLC0415 - a peer's own

    for part in shapely.get_parts(shape):
        if part.is_empty or part.geom_type != "Polygon":
            continue
        if shapely.get_num_coordinates(part) <= _MOST_VERTICES:
            yield part
            continue
        west, south, east, north = part.bounds
        if east - west > north - south:
            middle = (west + east) / 2.0
            halves = (west, south, middle, north), (middle, south, east, north)
        else:
            middle = (south + north) / 2.0
            halves = (west, south, east, middle), (west, middle, east, north)
        for half in halves:
            yield from _cut(shapely.clip_by_rect(part, *half))


def by_shapely(shapes: Array, lon: Array, lat: Array) -> float:
    """Query an STRtree of the polygons for points within them."""
    import shapely  # noqa: PLC0415 - a peer's own

    tree, points = shapely.STRtree(shapes), shapely.points(lon, lat)
    shapely.prepare(shapes)
    tree.query(points[:1000], predicate="intersects")
    return _time(lambda: tree.query(points, predicate="intersects"))


def by_geopandas(shapes: Array, lon: Array, lat: Array) -> float:
    """Join points to polygons with sjoin."""
    if find_spec("geopandas") is None:
        raise NotHere("not installed: geopandas (extra `bench`)")
    import geopandas  # noqa: PLC0415 - a peer, maybe not installed

    frame = geopandas.GeoDataFrame(geometry=list(shapes), crs=4326)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
    geopandas.sjoin(points[:1000], frame, predicate="intersects")
    return _time(lambda: geopandas.sjoin(points, frame, predicate="intersects"))


def by_duckdb(shapes: Array, lon: Array, lat: Array) -> float:
    """Join points to polygons in SQL with the extension spatial."""
    import duckdb  # noqa: PLC0415 - only here
    import pyarrow as pa  # noqa: PLC0415 - same
    import shapely  # noqa: PLC0415 - same

    with duckdb.connect() as db:
        _load_spatial(db)
        wkb = pa.table({"wkb": pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())})
        places = pa.table({"lon": lon, "lat": lat})
        db.register("wkb_of", wkb)
        db.register("places_of", places)
        db.execute("create table areas as select ST_GeomFromWKB(wkb) as area from wkb_of")
        db.execute("create table places as select ST_Point(lon, lat) as place from places_of")
        query = "select count(*) from places join areas on ST_Intersects(area, place)"
        return _time(lambda: db.execute(query).fetchall())


def _load_spatial(db: Any) -> None:  # noqa: ANN401 - duckdb has few types
    import duckdb  # noqa: PLC0415 - only here

    spec = find_spec("duckdb_extension_spatial")
    if spec is None or spec.origin is None:
        raise NotHere("not installed: duckdb-extension-spatial (extra `bench`)")
    found = sorted(Path(spec.origin).parent.rglob("spatial.duckdb_extension"))
    try:
        db.execute(f"load '{found[-1]}'")
    except (duckdb.Error, IndexError) as error:
        version = f"DuckDB {duckdb.__version__}"
        raise NotHere(f"the extension spatial does not load in {version}") from error


def _time(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


PEERS: dict[str, Peer] = {
    "shapely STRtree": by_shapely,
    "geopandas sjoin": by_geopandas,
    "DuckDB spatial": by_duckdb,
}
"""Peers by name."""
