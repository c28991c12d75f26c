"""The traffic of `bench events` is what it says; every peer answers or is named as missing."""

import json
import sys
import types
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from time import sleep
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from straitwatch.event.base import World
from straitwatch.event.gap import GapDetector
from straitwatch.flow.bench import event_peers, events
from straitwatch.flow.bench.event_dense import dense_ships, move, slot_batch, slot_ms
from straitwatch.flow.bench.event_input import KINDS, SOURCE, make_fixes, share_of, slices_of
from straitwatch.flow.bench.event_live import BATCH_S, live_batches, run_live
from straitwatch.flow.bench.event_own import open_engine, run_ours
from straitwatch.flow.bench.event_restated import (
    adjacent_as_published,
    gaps_as_published,
    segments_as_published,
)
from straitwatch.flow.bench.events import TASKS, bench_events
from straitwatch.flow.tell import SILENT
from straitwatch.flow.watch import TRACKS
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.error import ContractError
from straitwatch.model.schema import FIX
from straitwatch.zone.gate import gates

N = 100_000


@pytest.fixture(scope="module")
def traffic() -> pa.Table:
    return make_fixes(N, hours=3.0)


def column(fixes: pa.Table, name: str) -> np.ndarray:
    return fixes[name].to_numpy()


def test_the_same_seed_gives_the_same_fixes(traffic: pa.Table) -> None:
    assert traffic.equals(make_fixes(N, hours=3.0))
    assert not traffic.equals(make_fixes(N, hours=3.0, seed=1))


def test_fixes_are_so_many_and_sorted(traffic: pa.Table) -> None:
    assert traffic.schema == FIX
    assert traffic.num_rows == N
    t, ids, line = (column(traffic, name) for name in ("t", "object_id", "line"))
    assert np.array_equal(np.lexsort((line, t.astype(np.int64), ids)), np.arange(N))
    assert np.array_equal(np.sort(line), np.arange(1, N + 1))
    assert traffic["source"].unique().to_pylist() == [SOURCE]
    assert np.abs(column(traffic, "lon")).max() <= 180.0
    assert np.abs(column(traffic, "lat")).max() <= 90.0


@pytest.mark.parametrize("n", [1000, 20_000, 54_321])
def test_fixes_are_just_so_many_of_any_number(n: int) -> None:
    assert make_fixes(n).num_rows == n


def test_too_few_fixes_are_refused() -> None:
    with pytest.raises(ContractError, match="1,000"):
        make_fixes(10)


def test_objects_are_of_the_kinds_that_were_asked(traffic: pa.Table) -> None:
    first = {i: k for k, i in reversed(list(enumerate(column(traffic, "object_id"))))}
    rows = traffic.select(["nav_status", "msg_type"]).take(pa.array(list(first.values())))
    said = Counter((row["nav_status"], row["msg_type"]) for row in rows.to_pylist())
    assert sum(kind.share for kind in KINDS) == pytest.approx(1.0)
    for kind in KINDS:
        key = (kind.nav_status if kind.nav_status >= 0 else None, kind.msg_type or None)
        assert said[key] / len(first) == pytest.approx(kind.share, abs=0.02)


def test_some_fixes_are_thrown_and_some_told_twice(traffic: pa.Table) -> None:
    ids, lon, lat = (column(traffic, name) for name in ("object_id", "lon", "lat"))
    t = column(traffic, "t").astype(np.int64) / 1e6
    own = (ids[1:] == ids[:-1]) & (ids[1:] < 1 << 56)
    twice = own & (np.diff(t) == 0) & (np.diff(lon) == 0) & (np.diff(lat) == 0)
    assert twice.sum() / N == pytest.approx(0.005, abs=0.002)
    nm = 60.0 * np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[1:])))
    fast = own & (nm / np.maximum(np.diff(t), 1.0) * 3600.0 > 60.0) & (nm > 1.0)
    moved = np.bincount(ids[1:][fast] - ids.min())
    shared = (moved > 20).sum() / len(np.unique(ids))  # a clone's fixes come between, all the time
    assert 0.004 < shared < 0.02
    once = moved[moved <= 20].sum() / 2.0 / N
    assert once == pytest.approx(0.0002, abs=0.0002)


def test_some_objects_are_silent_for_an_hour() -> None:
    fixes = make_fixes(200_000)
    ids, t = column(fixes, "object_id"), column(fixes, "t").astype(np.int64) / 3.6e9
    gaps = np.diff(t)[(ids[1:] == ids[:-1])]
    assert 0 < (gaps > 1.0).sum() <= 20
    assert gaps.max() < 4.2


def test_a_moored_ship_stays_and_one_under_way_goes_as_it_says(traffic: pa.Table) -> None:
    status, sog = column(traffic, "nav_status"), column(traffic, "sog_kn")
    ids, t = column(traffic, "object_id"), column(traffic, "t").astype(np.int64) / 1e6
    lon, lat = column(traffic, "lon"), column(traffic, "lat")
    off = {0.0: [], 5.0: []}
    for k in np.flatnonzero((ids[1:] == ids[:-1]) & (np.diff(t) > 0)):
        if status[k] in off and status[k + 1] == status[k]:
            m = float(arc_distance(lon[k], lat[k], lon[k + 1], lat[k + 1]))
            off[status[k]].append(m - sog[k] * 1852.0 / 3600.0 * (t[k + 1] - t[k]))
    assert np.median(np.abs(off[5.0])) < 30.0
    assert np.median(np.abs(off[0.0])) < 60.0


def test_slices_go_on_in_time_and_hold_all(traffic: pa.Table) -> None:
    slices = slices_of(traffic, 30_000)
    assert [part.num_rows for part in slices] == [30_000, 30_000, 30_000, 10_000]
    for before, after in pairwise(slices):
        assert column(before, "t").max() <= column(after, "t").min()
    for part in slices:
        ids, t = column(part, "object_id"), column(part, "t").astype(np.int64)
        assert np.array_equal(np.lexsort((column(part, "line"), t, ids)), np.arange(len(ids)))
    assert sorted(x for part in slices for x in column(part, "line")) == list(range(1, N + 1))


def test_a_share_is_of_whole_objects(traffic: pa.Table) -> None:
    share = share_of(traffic, 10_000)
    assert 5_000 < share.num_rows < 20_000
    chosen = np.unique(column(share, "object_id"))
    assert share.num_rows == np.isin(column(traffic, "object_id"), chosen).sum()
    assert share_of(traffic, N) is traffic
    assert share_of(traffic, 1).num_rows > 0


@pytest.mark.slow
def test_the_engine_tells_events_and_the_time_of_its_stages(traffic: pa.Table) -> None:
    slices = slices_of(traffic, 40_000)
    kinds = set(run_ours(slices)["kind"].to_pylist())
    assert {"crossing", "entry", "gap", "impossible_position"} <= kinds
    assert set(run_ours(slices, TASKS["gaps"])["kind"].to_pylist()) == {"gap"}
    engine = open_engine(TASKS["segments"])
    assert engine.feed_sorted(slices[0]).num_rows == 0
    assert list(engine.seconds) == [TRACKS]


def test_an_engine_that_was_fed_nothing_tells_nothing() -> None:
    assert run_ours([]).num_rows == 0


def test_ships_lie_close_together_in_ports() -> None:
    ships = dense_ships(10_000)
    again = dense_ships(10_000)
    assert all(np.array_equal(a, b) for a, b in zip(ships, again, strict=True))
    assert len(ships.lon) == 10_000
    assert (ships.sog_kn == 0).mean() == pytest.approx(0.55, abs=0.001)
    near = adjacent_as_published(ships.lon.tolist(), ships.lat.tolist())
    counts = np.array([len(one) for one in near])
    assert counts.max() > 20
    assert np.median(counts[ships.sog_kn > 0]) == 0


def test_a_ship_moves_as_fast_as_it_says() -> None:
    ships = dense_ships(500)
    lon, lat = move(ships, 600.0)
    for k in np.flatnonzero(ships.sog_kn)[:20]:
        m = float(arc_distance(ships.lon[k], ships.lat[k], lon[k], lat[k]))
        assert m == pytest.approx(ships.sog_kn[k] * 1852.0 / 6.0, rel=0.02)


def test_slots_are_batches_that_a_detector_takes() -> None:
    ships = dense_ships(300)
    batch = slot_batch(ships, 2)
    assert len(batch.runs[0]) == 300
    assert (batch.t_us.max() - batch.t_us.min()) / 1e6 < 600.0
    times = slot_ms(GapDetector(World(gates=gates())), ships, 2)
    assert len(times) == 2
    assert min(times) > 0.0


class _Slow:
    """An engine that takes its time and remembers what it was fed."""

    def __init__(self, seconds_each: float) -> None:
        self.fed: list[pa.Table] = []
        self.seconds: dict[str, float] = {}
        self._each = seconds_each

    def feed_sorted(self, fixes: pa.Table) -> pa.Table:
        self.fed.append(fixes)
        sleep(self._each)
        return fixes.slice(0, 1)

    def finish(self) -> pa.Table:
        return pa.table({})


def test_a_live_stream_counts_the_wait_for_batches_before() -> None:
    engine = _Slow(0.15)
    lag = run_live(engine, dense_ships(400), per_s=1000, seconds=0.5)
    assert [fixes.num_rows for fixes in engine.fed] == [400, 400, 100, 100, 100, 100, 100]
    assert lag.events == 5
    assert len(lag.fix_ms) == 500
    assert lag.batch_ms[-1] >= 1000.0 * 5 * (0.15 - BATCH_S)  # a queue grows
    assert lag.fix_ms.max() >= lag.batch_ms[-1] + 99.0  # the first of a batch waits for the last
    assert lag.seconds >= 0.75


def test_live_batches_go_on_in_time_and_each_ship_in_turn() -> None:
    batches = list(live_batches(dense_ships(500), 1000, 1.0))
    assert len(batches) == 10
    spoken = Counter(i for batch in batches for i in batch["object_id"].to_pylist())
    assert set(spoken.values()) == {2}
    for before, after in pairwise(batches):
        assert column(before, "t").max() <= column(after, "t").min()


def message(minutes: float, lon: float, lat: float) -> dict[str, Any]:
    t = datetime(2022, 12, 16, tzinfo=UTC) + timedelta(minutes=minutes)
    said = {"timestamp": t, "lon": lon, "lat": lat, "speed": 12.0, "course": 90.0, "type": "AIS.1"}
    return {**said, "ssvid": "499000001", "receiver_type": "terrestrial"}


def test_two_ships_on_one_number_are_two_segments() -> None:
    ship = [message(m, 125.0 + m * 0.2 / 57.0, 25.0) for m in range(0, 60, 2)]
    other = [message(m, 3.0 + m * 0.2 / 37.0, 52.0) for m in range(1, 60, 2)]
    both = sorted(ship + other, key=lambda one: one["timestamp"])
    segments = segments_as_published(both)
    assert sorted(len(one) for one in segments) == [30, 30]
    assert {round(one[0]["lon"]) for one in segments} == {125, 3}


def test_a_day_of_silence_ends_a_segment_and_a_repeated_message_is_dropped() -> None:
    told = [message(0, 125.0, 25.0), message(5, 125.02, 25.0), message(6, 125.02, 25.0)]
    told += [message(2000, 127.0, 25.0), message(2005, 127.02, 25.0)]
    assert [len(one) for one in segments_as_published(told)] == [2, 2]


def test_a_silence_is_a_gap_with_what_was_heard_before() -> None:
    told = [message(m, 125.0, 25.0 + m / 600.0) for m in (0, 10, 20, 140, 150)]
    for one in told:
        one["timestamp"] = one["timestamp"].timestamp()
    (gap,) = gaps_as_published(told, least_s=3600.0)
    assert gap["duration_h"] == 2.0
    assert gap["positions_hours_before"] == 3
    assert gap["distance_m"] == pytest.approx(0.2 * 110_780, rel=0.001)
    assert gap["implied_speed_knots"] == pytest.approx(12.0 / 2.0, rel=0.01)
    assert gaps_as_published(told, least_s=7200.0) == []


def test_neighbours_are_those_that_comparing_all_finds() -> None:
    rng = np.random.default_rng(7)
    lon, lat = (rng.normal(middle, 0.02, 300) for middle in (126.0, 60.0))
    found = adjacent_as_published(lon.tolist(), lat.tolist())
    for k in range(300):
        m = np.array([float(arc_distance(lon[k], lat[k], *other)) for other in zip(lon, lat)])  # noqa: B905 - same length
        near = np.flatnonzero(m <= 500.0)
        assert sorted(other for _, other in found[k]) == [other for other in near if other != k]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", event_peers.PEERS)
def test_a_peer_that_is_installed_finds_something(name: str) -> None:
    peer = event_peers.PEERS[name]
    if event_peers.missing(peer):
        pytest.skip(event_peers.missing(peer))
    work = peer.convert(make_fixes(150_000))
    first = work()
    assert first > 0
    assert work() == first  # a second run is the same work


def test_gpsdio_segment_is_asked_as_it_wants(
    monkeypatch: pytest.MonkeyPatch, traffic: pa.Table
) -> None:
    def segment(messages: Iterator[dict[str, Any]]) -> list[list[Any]]:
        told = list(messages)
        wanted = {"ssvid", "msgid", "type", "timestamp", "lon", "lat", "speed", "course", "heading"}
        assert all(wanted <= set(one) and one["timestamp"].tzinfo is UTC for one in told)
        assert len({one["ssvid"] for one in told}) == 1
        return [told]

    module = types.ModuleType("gpsdio_segment")
    module.Segmenter = segment
    monkeypatch.setitem(sys.modules, "gpsdio_segment", module)
    share = share_of(traffic, 3000)
    work = event_peers.gpsdio_segment(share)
    assert work() == len(np.unique(column(share, "object_id")))


@pytest.mark.slow
def test_bench_tells_speeds_ratios_and_who_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {name: event_peers.PEERS[name] for name in ("DuckDB, 1 core",)}
    absent = event_peers.Peer("gaps", ("no_such_module",), 100, "nothing", lambda _: int)
    monkeypatch.setattr(events, "_LIVE_OBJECTS", 5000)
    monkeypatch.setattr(events, "PEERS", {**known, "absent": absent})
    rows = bench_events(SILENT, 20_000, 1, stages=True, live_s=0.2, ships=500)
    told = {row["what"]: row for row in rows}
    assert len(told) == len(rows)
    assert json.loads(json.dumps(rows)) == rows
    ours = told["straitwatch, all detectors, 1 core"]
    assert ours["fixes_per_s"] > 0
    assert "20,000 fixes" in ours["note"]
    assert told["stage: tracks"]["fixes_per_s"] > 0
    assert told["live: 20,000 fixes/s, p99"]["ms"] > 0
    peer = told["DuckDB, 1 core"]
    assert peer["ratio"] == pytest.approx(ours["fixes_per_s"] / peer["fixes_per_s"])
    assert peer["ratio_same_task"] > 0
    missing = told["absent"]
    assert missing["fixes_per_s"] is None
    assert (
        missing["note"] == "not installed: no_such_module: pip install 'straitwatch[bench-events]'"
    )
    assert not any("failed" in row["note"] for row in rows)


def test_bench_wants_a_run() -> None:
    with pytest.raises(ContractError, match="0 runs"):
        bench_events(SILENT, 20_000, 0)
