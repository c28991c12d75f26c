"""The peers of the event benchmark, each at its one task on a share of the same fixes.

Run as a module in a process of its own, on so many cores:
`python -m straitwatch.flow.bench.event_peers NAME FILE THREADS RUNS`.
"""

import json
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Any

import pyarrow as pa

from straitwatch.flow.bench.event_own import pin, read_slices, time_runs
from straitwatch.flow.bench.event_restated import gaps_as_published, segments_as_published
from straitwatch.flow.bench.zone_peers import cut_shapes, peer_shapes

__all__ = ["PEERS", "Peer", "missing"]

Work = Callable[[], int]
"""Does the peer's task once; how many things it found."""

# ruff: noqa: PLC0415 - a peer is imported by the process that measures it, if it is installed

_GAP_S = 3600.0
_STOP_M, _STOP_MIN = 100.0, 30.0
"""A stop, as every peer that finds them was asked: half an hour within 100 m."""

_BOXES = ((117.0, 15.0, 150.0, 48.0), (-16.0, 32.0, 34.0, 66.0), (94.0, -11.0, 123.0, 25.0))
_FISHING_WATCH = "not on the package index: install it from Global Fishing Watch's repository"


@dataclass(frozen=True)
class Peer:
    """One peer at one task.

    Attributes:
        task: which of ours it is held against, a key of `events.TASKS`.
        modules: what must be installed.
        rows: about how many fixes it is given: so many as take it some seconds.
        gives: what it tells, and what not.
        convert: fixes -> the work, ready on the peer's own type of input: not in the figure.
        threads: cores that it is given.
        mend: how to install it.
    """

    task: str
    modules: tuple[str, ...]
    rows: int
    gives: str
    convert: Callable[[pa.Table], Work]
    threads: int = 1
    mend: str = "pip install 'straitwatch[bench-events]'"


def missing(peer: Peer) -> str:
    """Say what a peer lacks here; empty when it can be measured."""
    absent = [name for name in peer.modules if find_spec(name) is None]
    return f"not installed: {', '.join(absent)}: {peer.mend}" if absent else ""


def _frame(fixes: pa.Table) -> Any:  # noqa: ANN401 - pandas is a peer's
    """Give the columns that pandas' peers want, placed, without its index."""
    import geopandas

    data = fixes.select(["object_id", "t", "lon", "lat"]).to_pandas()
    data["t"] = data["t"].dt.tz_localize(None)
    place = geopandas.points_from_xy(data.pop("lon"), data.pop("lat"))
    return geopandas.GeoDataFrame(data, geometry=place, crs=4326)


def _collection(fixes: pa.Table) -> Any:  # noqa: ANN401 - a peer's type
    import movingpandas

    return movingpandas.TrajectoryCollection(_frame(fixes), "object_id", t="t")


def moving_gaps(fixes: pa.Table) -> Work:
    """Split trajectories where an hour is silent."""
    import movingpandas

    splitter = movingpandas.ObservationGapSplitter(_collection(fixes))
    return lambda: len(splitter.split(gap=timedelta(seconds=_GAP_S)))


def moving_speeds(fixes: pa.Table) -> Work:
    """Give each fix the speed of the leg that ends there."""
    collection = _collection(fixes)

    def work() -> int:
        collection.add_speed(overwrite=True)
        return len(collection)

    return work


def moving_stops(fixes: pa.Table) -> Work:
    """Find stops."""
    import movingpandas

    detector = movingpandas.TrajectoryStopDetector(_collection(fixes))
    least = timedelta(minutes=_STOP_MIN)
    return lambda: len(detector.get_stop_points(max_diameter=_STOP_M, min_duration=least))


def staypoints(fixes: pa.Table) -> Work:
    """Find stay points by trackintel's sliding window."""
    import trackintel

    frame = _frame(fixes).drop_duplicates(["object_id", "t"])
    frame["t"] = frame["t"].dt.tz_localize("UTC")
    frame = frame.rename(columns={"object_id": "user_id", "t": "tracked_at"})
    fixed = trackintel.Positionfixes(frame)

    def work() -> int:
        found = fixed.generate_staypoints(
            dist_threshold=_STOP_M,
            time_threshold=_STOP_MIN,
            gap_threshold=_GAP_S / 60.0,
            include_last=True,
        )
        return len(found[1])

    return work


_SPEED_SQL = """
with legs as (
  select object_id, t, epoch_us(t - lag(t) over w) / 1e6 as s,
    12742000 * asin(sqrt(pow(sin(radians(lat - lag(lat) over w) / 2), 2)
      + cos(radians(lat)) * cos(radians(lag(lat) over w))
      * pow(sin(radians(lon - lag(lon) over w) / 2), 2))) as m
  from fixes window w as (partition by object_id order by t))
select count(*) from legs where s >= 3600 or m / greatest(s, 1) > 60 * 1852 / 3600.0
"""


def by_duckdb(threads: int) -> Callable[[pa.Table], Work]:
    """Find gaps and legs faster than 60 kn in SQL."""

    def convert(fixes: pa.Table) -> Work:
        import duckdb

        db = duckdb.connect(config={"threads": threads})
        db.register("given", fixes.select(["object_id", "t", "lon", "lat"]))
        db.execute("create table fixes as select * from given")
        return lambda: int(db.execute(_SPEED_SQL).fetchall()[0][0])

    return convert


def by_polars(fixes: pa.Table) -> Work:
    """Find gaps and legs faster than 60 kn in polars; its threads are those of the process."""
    import polars as pl

    frame = pl.from_arrow(fixes.select(["object_id", "t", "lon", "lat"]))
    lat, lon = pl.col("lat").radians(), pl.col("lon").radians()
    before = {name: pl.col(name).shift().over("object_id") for name in ("lat", "lon", "t")}
    lat_b, lon_b = before["lat"].radians(), before["lon"].radians()
    half = ((lat - lat_b) / 2.0).sin() ** 2
    half += lat.cos() * lat_b.cos() * ((lon - lon_b) / 2.0).sin() ** 2
    dist_m = 12_742_000.0 * half.sqrt().arcsin()
    silence_s = (pl.col("t") - before["t"]).dt.total_microseconds() / 1e6
    odd = (silence_s >= _GAP_S) | (dist_m / silence_s.clip(1.0) > 60.0 * 1852.0 / 3600.0)
    query = frame.lazy().filter(odd).select(pl.len())
    return lambda: int(query.collect().item())


def by_geopandas(fixes: pa.Table) -> Work:
    """Join fixes to the polygons of `bench zones`, in the three seas of the traffic."""
    import geopandas

    pieces = [piece for box in _BOXES for piece in cut_shapes(peer_shapes(box)[0], box)]
    areas = geopandas.GeoDataFrame(geometry=pieces, crs=4326)
    points = _frame(fixes)[["geometry"]]
    geopandas.sjoin(points[:1000], areas, predicate="intersects")
    return lambda: len(geopandas.sjoin(points, areas, predicate="intersects"))


def _messages(fixes: pa.Table) -> list[list[dict[str, Any]]]:
    """Give each object's fixes as the messages of Global Fishing Watch's tools, times aware."""
    columns = ["object_id", "t", "lon", "lat", "sog_kn", "cog_deg", "msg_type", "line"]
    groups: dict[int, list[dict[str, Any]]] = {}
    for row in fixes.select(columns).to_pylist():
        message = {
            "ssvid": str(row["object_id"]),
            "msgid": row["line"],
            "type": f"AIS.{row['msg_type'] or 1}",
            "timestamp": row["t"].replace(tzinfo=UTC),  # the peers want this very zone
            "lon": row["lon"],
            "lat": row["lat"],
            "speed": row["sog_kn"],
            "course": row["cog_deg"],
            "heading": None,
            "receiver_type": "terrestrial",
        }
        groups.setdefault(row["object_id"], []).append(message)
    return list(groups.values())


def _in_seconds(fixes: pa.Table) -> list[list[dict[str, Any]]]:
    """Give messages whose times are seconds since 1970, as pipe-gaps wants them."""
    groups = _messages(fixes)
    for message in (message for group in groups for message in group):
        message["timestamp"] = message["timestamp"].timestamp()
    return groups


def gpsdio_segment(fixes: pa.Table) -> Work:
    """Segment by gpsdio-segment itself."""
    segmenter = import_module("gpsdio_segment").Segmenter
    groups = _messages(fixes)
    return lambda: sum(1 for group in groups for _ in segmenter(dict(message) for message in group))


def gpsdio_restated(fixes: pa.Table) -> Work:
    """Segment by the algorithm of gpsdio-segment, restated."""
    groups = _messages(fixes)
    return lambda: sum(
        len(segments_as_published([dict(message) for message in group])) for group in groups
    )


def pipe_gaps(fixes: pa.Table) -> Work:
    """Find gaps by pipe-gaps itself."""
    module = import_module("pipe_gaps.core.gap_detector")
    groups = _in_seconds(fixes)
    detector = module.GapDetector(threshold=timedelta(seconds=_GAP_S))
    return lambda: sum(len(detector.detect(group)) for group in groups)


def pipe_gaps_restated(fixes: pa.Table) -> Work:
    """Find gaps by the algorithm of pipe-gaps, restated."""
    groups = _in_seconds(fixes)
    return lambda: sum(len(gaps_as_published(group, least_s=_GAP_S)) for group in groups)


PEERS: dict[str, Peer] = {
    "MovingPandas gap split": Peer(
        "gaps", ("movingpandas",), 60_000, "tracks split at 1 h of silence", moving_gaps
    ),
    "MovingPandas speed": Peer(
        "segments", ("movingpandas",), 30_000, "the speed of each leg", moving_speeds
    ),
    "MovingPandas stops": Peer(
        "stops", ("movingpandas",), 30_000, "stops of 30 min within 100 m", moving_stops
    ),
    "trackintel staypoints": Peer(
        "stops", ("trackintel",), 100_000, "stops of 30 min within 100 m", staypoints
    ),
    "polars, 1 core": Peer(
        "gaps", ("polars",), 10**9, "gaps, and legs over 60 kn", by_polars
    ),
    "polars, 2 cores": Peer(
        "gaps", ("polars",), 10**9, "gaps, and legs over 60 kn", by_polars, threads=2
    ),
    "DuckDB, 1 core": Peer(
        "gaps", ("duckdb",), 10**9, "gaps, and legs over 60 kn, in SQL", by_duckdb(1)
    ),
    "DuckDB, 2 cores": Peer(
        "gaps", ("duckdb",), 10**9, "gaps, and legs over 60 kn, in SQL", by_duckdb(2), threads=2
    ),
    "geopandas sjoin": Peer(
        "zones", ("geopandas",), 1_000_000, "whether in given polygons, no distance", by_geopandas
    ),
    "gpsdio-segment": Peer(
        "segments", ("gpsdio_segment",), 60_000, "segments, several open", gpsdio_segment,
        mend=_FISHING_WATCH,
    ),
    "gpsdio-segment's algorithm, restated in Python by us": Peer(
        "segments", (), 60_000, "segments, several open", gpsdio_restated
    ),
    "pipe-gaps": Peer(
        "gaps", ("pipe_gaps",), 1_000_000, "gaps of 1 h, reception before", pipe_gaps,
        mend=_FISHING_WATCH,
    ),
    "pipe-gaps' algorithm, restated in Python by us": Peer(
        "gaps", (), 1_000_000, "gaps of 1 h, reception before", pipe_gaps_restated
    ),
}  # fmt: skip
"""Peers by name."""


def main(name: str, path: str, threads: int, runs: int) -> None:
    """Measure one peer; tell seconds of each run, imports and conversion apart."""
    warnings.simplefilter("ignore")  # a peer's words are not ours to heed
    pin(threads)
    fixes, peer = pa.concat_tables(read_slices(Path(path))).combine_chunks(), PEERS[name]
    marks = [perf_counter()]
    for module in peer.modules:
        import_module(module)
    marks.append(perf_counter())
    work = peer.convert(fixes)
    marks.append(perf_counter())
    found: list[int] = []
    told = {
        "rows": fixes.num_rows,
        "import_s": marks[1] - marks[0],
        "convert_s": marks[2] - marks[1],
        **time_runs(lambda: found.append(work()), runs),
        "found": found[-1],
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
