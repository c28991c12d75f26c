"""The law of the whole engine: the same events whatever the batches, the order and the pauses."""

import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from straitwatch.flow.bench.traffic.generate import make_traffic
from straitwatch.flow.checkpoint import load_state, save_state
from straitwatch.flow.watch import Watch
from straitwatch.model.error import ContractError, SourceError
from straitwatch.zone.gate_file import watched_gates

Events = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def fixes() -> pa.Table:
    """Invented traffic of all kinds, by object_id, t."""
    return make_traffic(3, 0.03).fixes


@pytest.fixture(scope="module")
def gates() -> pa.Table:
    return watched_gates()


@pytest.fixture(scope="module")
def whole(fixes: pa.Table, gates: pa.Table) -> Events:
    watch = Watch(gates)
    return final(watch.feed_sorted(fixes), watch.finish())


def final(*tables: pa.Table) -> Events:
    """The last row of an event holds."""
    rows = pa.concat_tables(tables).to_pylist()
    return {(row["rule"], row["event_id"]): row for row in rows}


def times(fixes: pa.Table) -> np.ndarray:
    return np.asarray(fixes["t"].cast(pa.int64()))


def cut(fixes: pa.Table, shares: list[float]) -> list[pa.Table]:
    t = times(fixes)
    edges = [-(2**62), *np.quantile(t, sorted(shares)).astype(np.int64).tolist(), 2**62]
    return [fixes.filter(pa.array((t >= a) & (t < b))) for a, b in pairwise(edges)]


def test_the_traffic_has_events_of_many_kinds(whole: Events) -> None:
    kinds = {row["kind"] for row in whole.values()}
    wanted = {"crossing", "entry", "exit", "gap", "encounter", "port_visit", "anchoring", "passage"}
    assert wanted | {"impossible_position", "deck_landing", "loitering", "group"} <= kinds


def test_every_event_leads_back_to_source_and_line(whole: Events) -> None:
    import json

    for row in whole.values():
        fixes = json.loads(row["evidence"])
        assert fixes, row["kind"]
        for fix in fixes:
            assert fix["source"].startswith("simulated:")
            assert fix["line"] >= 0


@pytest.mark.parametrize("seed", range(4))
def test_cut_anywhere(fixes: pa.Table, gates: pa.Table, whole: Events, seed: int) -> None:
    shares = np.random.default_rng(seed).uniform(0.0, 1.0, 4 + 8 * seed).tolist()
    watch, told = Watch(gates), []
    for part in cut(fixes, shares):
        told.append(watch.feed_sorted(part))
        watch.state = pickle.loads(pickle.dumps(watch.state))  # noqa: S301 - as a checkpoint does
    assert_same(final(*told, watch.finish()), whole)


def test_one_slice_ahead_on_two_threads(fixes: pa.Table, gates: pa.Table, whole: Events) -> None:
    watch = Watch(gates, threads=2)
    told = list(watch.run(cut(fixes, [0.1 * k for k in range(1, 10)])))
    assert_same(final(*told, watch.finish()), whole)


def test_asking_what_is_open_changes_nothing(
    fixes: pa.Table, gates: pa.Table, whole: Events
) -> None:
    watch, told = Watch(gates, threads=2), []
    for part in cut(fixes, [0.1 * k for k in range(1, 10)]):
        told.append(watch.feed_sorted(part))
        watch.open_events()
    assert_same(final(*told, watch.finish()), whole)


def test_in_the_order_of_arrival_with_a_watermark(
    fixes: pa.Table, gates: pa.Table, whole: Events
) -> None:
    """Fixes of several receivers come some seconds late and in no order."""
    rng = np.random.default_rng(5)
    came = np.argsort(times(fixes) + rng.uniform(0.0, 50e6, fixes.num_rows))
    watch = Watch(gates, watermark_s=60.0)
    told = [watch.feed(fixes.take(pa.array(part))) for part in np.array_split(came, 40)]
    assert watch.state.tallied.late == 0
    assert_same(final(*told, watch.finish()), whole)


def assert_same(found: Events, whole: Events) -> None:
    odd = {key for key in found.keys() | whole.keys() if found.get(key) != whole.get(key)}
    assert not [(k[0], found.get(k), whole.get(k)) for k in sorted(odd)][:2]


def test_a_fix_after_the_watermark_is_late_and_counted(gates: pa.Table, fixes: pa.Table) -> None:
    watch = Watch(gates, watermark_s=1.0)
    first, second = cut(fixes, [0.5])
    watch.feed(second)
    assert watch.feed(first.slice(0, 10)).num_rows == 0
    assert watch.state.tallied.late == 10


def test_a_fix_without_time_or_place_is_counted(gates: pa.Table, fixes: pa.Table) -> None:
    some = fixes.slice(0, 5)
    lost = some.set_column(
        some.column_names.index("lon"), "lon", pa.array([None, 1.0, 2.0, 3.0, 4.0], pa.float64())
    )
    watch = Watch(gates)
    watch.feed(lost)
    assert (watch.state.tallied.fixes, watch.state.tallied.unplaced) == (5, 1)


def test_a_checkpoint_goes_on_where_it_was(
    tmp_path: Path, fixes: pa.Table, gates: pa.Table, whole: Events
) -> None:
    first, second = cut(fixes, [0.5])
    watch = Watch(gates)
    told = [watch.feed(first)]
    save_state(watch.state, tmp_path / "state")
    again = Watch(gates, state=load_state(tmp_path / "state"))
    told.append(again.feed(second))
    assert_same(final(*told, again.finish()), whole)


def test_what_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with pytest.raises(SourceError, match="state"):
        load_state(path)
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(ContractError, match="no state"):
        load_state(path)
    path.write_bytes(b"straitwatch-state 0.0.0\nx")
    with pytest.raises(ContractError, match="version"):
        load_state(path)
