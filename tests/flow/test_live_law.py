"""The law of the live watch: whatever the cuts, what it tells in the end is what a batch tells."""

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from live_parts import LABEL, assert_same_events, batch_events, events_of, lines_of_days, put_texts

from straitwatch.flow.config import Settings
from straitwatch.flow.live.engine import Engine
from straitwatch.flow.live.intake import BYTES, FEEDS, QUIET
from straitwatch.flow.live.opened import OpenEvents
from straitwatch.flow.live.remember import read_checkpoint, write_checkpoint
from straitwatch.flow.live.start import begin
from straitwatch.flow.live_settings import LiveSettings
from straitwatch.flow.name import history_in
from straitwatch.flow.told import Teller
from straitwatch.model.schema import EVENT
from straitwatch.store.journal import Record
from straitwatch.store.store import Store, open_store
from straitwatch.zone.gate_file import watched_gates

LATE = 1_800_000_000_000_000
"""Time of receipt, µs: later than all lines' own times."""


@pytest.fixture(scope="module")
def lines() -> bytes:
    return lines_of_days()


@pytest.fixture(scope="module")
def wanted(lines: bytes, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return batch_events(tmp_path_factory.mktemp("batch") / "store", lines, texts=True)


def _records(lines: bytes, chance: random.Random) -> list[Record]:
    """Lines in records of any length, as pieces come: whole lines each."""
    rows = lines.splitlines(keepends=True)
    records = [Record(1, LATE, 0, FEEDS, b'{"1": "%s"}' % LABEL.encode())]
    while rows:
        n = chance.choice([1, 7, 100, 400])
        records.append(Record(len(records) + 1, LATE, 1, BYTES, b"".join(rows[:n])))
        rows = rows[n:]
    return [*records, Record(len(records) + 1, LATE, 0, QUIET, b"")]


def _watch(store: Store, records: list[Record], chance: random.Random) -> None:
    """Take records in lots; now and then forget all but the checkpoint, and go on from it."""
    settings = Settings(live=LiveSettings(watermark_s=1.0))
    charted = watched_gates(())
    known = begin(store, settings).known
    engine = Engine(settings, charted, {}, known)
    teller = Teller(store, settings, charted, known.names)
    saved, at, k = write_checkpoint(known), 0, 0
    while k < len(records):
        n = chance.choice([1, 3, 20])
        found = engine.take(records[k : k + n])
        teller.tell(found.closed, None, found.renamed)
        k += n
        if chance.random() < 0.1:
            saved, at = write_checkpoint(engine.known), k
        if chance.random() < 0.1:
            _tell_open(teller, engine)
        if chance.random() < 0.1:  # killed: what came since the checkpoint is told again
            engine = Engine(settings, charted, {}, read_checkpoint(saved))
            teller = Teller(store, settings, charted, engine.known.names)
            k = at
    _tell_open(teller, engine)


def _tell_open(teller: Teller, engine: Engine) -> None:
    opened = engine.open_events()
    teller.tell(EVENT.empty_table(), opened, open_ids=opened["event_id"].to_pylist())


@pytest.mark.parametrize("seed", range(3))
def test_any_cuts_and_restarts_tell_what_a_batch_tells(
    tmp_path: Path, lines: bytes, wanted: dict[str, Any], seed: int
) -> None:
    chance = random.Random(seed)
    with open_store(tmp_path / "store", create=True) as store:
        put_texts(store)
        _watch(store, _records(lines, chance), chance)
        assert_same_events(events_of(store), wanted)


def test_raw_events_are_those_of_a_batch(tmp_path: Path, lines: bytes) -> None:
    """So the watch goes on from what a batch left, and a batch from the watch."""
    with open_store(tmp_path / "live", create=True) as store:
        put_texts(store)
        _watch(store, _records(lines, random.Random(5)), random.Random(5))
        live = _raw(store)
    batch_events(tmp_path / "batch", lines, texts=True)
    with open_store(tmp_path / "batch") as store:
        assert _raw(store) == live


def _raw(store: Store) -> set[tuple[str, str, str | None]]:
    return set(store.state.rows("SELECT event_id, kind, status FROM raw_events"))


def test_raw_events_in_any_order_compose_to_the_same(
    tmp_path: Path, lines: bytes, wanted: dict[str, Any]
) -> None:
    batch_events(tmp_path / "batch", lines, texts=True)
    with open_store(tmp_path / "batch") as store, store.telling() as told:
        raw = told.find(ids=[one for (one,) in store.state.rows("SELECT event_id FROM raw_events")])
    raw = raw.select(EVENT.names)
    chance = random.Random(3)
    order = list(range(len(raw)))
    chance.shuffle(order)
    with open_store(tmp_path / "live", create=True) as store:
        put_texts(store)
        known = begin(store, Settings()).known
        with open_store(tmp_path / "batch") as other:
            known.names.learn_history(history_in(other))
        teller = Teller(store, Settings(), watched_gates(()), known.names)
        teller.tell_reports()
        for k in range(0, len(order), 9):
            teller.tell(raw.take(pa.array(order[k : k + 9])))
        assert_same_events(events_of(store), wanted)


def test_open_events_are_told_at_once_and_then_now_and_then() -> None:
    def rows(**n: int) -> pa.Table:
        told = [{"event_id": key, "n": value} for key, value in n.items()]
        return pa.Table.from_pylist(told, schema=EVENT)

    def told(opened: OpenEvents) -> list[str]:
        found = []
        while len(lot := opened.next_lot(1)):
            found += lot["event_id"].to_pylist()
        return found

    opened = OpenEvents()
    opened.renew(rows(a=1, b=1), 0.0)
    assert told(opened) == ["a", "b"]
    opened.renew(rows(a=2, b=1, c=1), 60.0)
    assert told(opened) == ["c"]
    opened.renew(rows(a=2, b=1), 600.0)
    assert (told(opened), opened.ids) == (["a"], {"a", "b"})
    opened.renew(rows(a=3, b=1), 601.0, every=True)
    assert told(opened) == ["a"]
    opened.renew(rows(a=3, b=1), 9999.0)
    assert told(opened) == []
