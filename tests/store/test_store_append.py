"""Parts added to a source while it is heard, small ones merged, and what changed told."""

import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import T0, decoded, event, events, fix, keys, put

from straitwatch.model.error import StoreError
from straitwatch.model.record import Tally
from straitwatch.store.append import compact
from straitwatch.store.store import Addition, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def _add(store: Store, label: str, *lines: int) -> None:
    rows = [fix(hours=k, line=k, source=label) for k in lines]
    words = [{"object_id": 431000001, "t": T0, "name": f"N{k}", "line": k} for k in lines]
    bad = [{"source": label, "line": k, "fault": "checksum"} for k in lines]
    tally = Tally(label, lines=max(lines))
    store.append([Addition(label, [decoded(rows, words, bad)], tally)])


def test_a_source_grows(store: Store) -> None:
    for k in range(1, 5):
        _add(store, "tcp", k)
    put(store, "file", decoded([fix(line=1, source="file")]))
    assert [key[3] for key in keys(store.positions()) if key[2] == "tcp"] == [1, 2, 3, 4]
    assert store.rejects(source="tcp").num_rows == 4
    assert [(one.source, one.lines) for one in store.sources()] == [("file", 0), ("tcp", 4)]
    store.check()


def test_several_sources_and_more_are_one_transaction(store: Store) -> None:
    def fail(_: sqlite3.Connection) -> None:
        raise RuntimeError

    _add(store, "a", 1)
    before, files = store.version(), sorted(store.state.folder.rglob("*.parquet"))
    more = [Addition(one, [decoded([fix(line=2, source=one)])], Tally(one)) for one in "ab"]
    with pytest.raises(RuntimeError):
        store.append(more, fail)
    assert keys(store.positions()) == [(431000001, T0.replace(hour=1), "a", 1)]
    assert sorted(store.state.folder.rglob("*.parquet")) == files
    assert store.sources()[0].lines == 1
    assert len(store.sources()) == 1
    assert not list((store.state.folder / "tmp").iterdir())
    store.append(more, lambda db: db.execute("INSERT INTO meta VALUES ('here', 7)"))
    assert store.state.rows("SELECT value FROM meta WHERE name = 'here'") == [(7,)]
    assert store.version() != before


@settings(max_examples=6, deadline=None)
@given(lots=st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=5), min_size=1, max_size=9))
def test_merging_small_parts_changes_no_row(
    tmp_path_factory: pytest.TempPathFactory, lots: list[list[int]]
) -> None:
    with open_store(tmp_path_factory.mktemp("merged") / "store", create=True) as store:
        for lot in lots:
            _add(store, "tcp", *lot)
        before = store.positions(), store.statics(), store.rejects()
        compact(store.state, ["tcp"], few=2)
        after = store.positions(), store.statics(), store.rejects()
        assert [one.equals(two) for one, two in zip(before, after, strict=True)] == [True] * 3
        store.check()
        per_day: dict[str, int] = {}
        for part in store.state.parts("fixes"):
            per_day[part.day] = per_day.get(part.day, 0) + 1
        assert max(per_day.values()) <= 2
        files = {
            p.relative_to(store.state.folder).as_posix()
            for p in store.state.folder.rglob("*.parquet")
        }
        assert files == {path for (path,) in store.state.rows("SELECT path FROM parts")}


def test_a_reader_keeps_the_parts_that_it_reads(store: Store) -> None:
    for k in range(1, 6):
        _add(store, "tcp", 1, k)
    slices = store.slices(max_rows=1)
    first = next(slices)
    old = [store.state.folder / part.path for part in store.state.parts("fixes")]
    assert compact(store.state, ["tcp"], few=2) > 0
    assert all(path.exists() for path in old)
    assert sum(one.num_rows for one in [first, *slices]) == 10
    compact(store.state, [], few=2)
    assert not any(path.exists() for path in old)


def test_each_change_of_an_event_is_numbered(store: Store) -> None:
    assert (store.event_seq(), store.event_changes(0).num_rows) == (0, 0)
    store.put_events(events(event("a"), event("b")), complete=True)
    store.put_events(events(event("a"), event("b", n=3)), complete=True)
    store.put_events(events(event("b", n=3)), complete=True)
    store.put_events(events(event("a"), event("b", n=3)), complete=True)
    told = store.event_changes(0).select(["seq", "event_id", "change", "n"]).to_pylist()
    changes = [(one["seq"], one["event_id"], one["change"]) for one in told]
    assert changes == [
        (1, "a", "new"),
        (2, "b", "new"),
        (3, "b", "changed"),
        (4, "a", "retracted"),
        (5, "a", "new"),
    ]
    assert [one["n"] for one in told] == [None, 3, 3, None, None]
    assert store.event_seq() == 5
    assert store.event_changes(3, limit=1)["seq"].to_pylist() == [4]


def test_the_log_of_changes_is_bounded(store: Store) -> None:
    rows = events(*(event(f"e{k}") for k in range(1001)))
    with store.state.writing() as db:
        db.execute("INSERT INTO event_log VALUES (200500, 'x', 'new', 0)")
    store.put_events(rows, complete=True)
    assert store.event_seq() == 201_501
    assert store.state.rows("SELECT min(seq) FROM event_log") == [(200_500,)]
    with store.state.writing() as db:
        db.execute("INSERT INTO event_log VALUES (500000, 'x', 'new', 0)")
    assert store.state.rows("SELECT count(*) FROM event_log") == [(1,)]


def test_a_store_from_before_the_log_gets_it_with_the_next_write(store: Store) -> None:
    store.put_events(events(event("a")), complete=True)
    with store.state.writing() as db:
        for trigger in ("events_noted_in", "events_noted_set", "event_log_short"):
            db.execute(f"DROP TRIGGER {trigger}")
        for table in ("event_log", "raw_events", "raw_object"):
            db.execute(f"DROP TABLE {table}")
    store.close()
    with open_store(store.state.folder) as old:
        assert (old.event_seq(), old.event_changes(0).num_rows) == (0, 0)
        old.put_events(events(event("a"), event("b")), complete=True)
        assert old.event_changes(0)["event_id"].to_pylist() == ["b"]


def test_the_version_is_another_after_each_change(store: Store) -> None:
    seen = [store.version()]
    assert store.version() == seen[0]
    store.put_events(events(event("a")), complete=True)
    seen.append(store.version())
    _add(store, "tcp", 1)
    seen.append(store.version())
    with open_store(store.state.folder) as reader:
        assert reader.version() == seen[-1]
    assert len(set(seen)) == 3


def test_two_may_not_add(store: Store, tmp_path: Path) -> None:
    _add(store, "tcp", 1)
    with open_store(tmp_path / "store") as other, pytest.raises(StoreError, match="being written"):
        _add(other, "tcp", 2)


def test_events_are_told_while_parts_are_added(store: Store) -> None:
    """Two threads of one process: neither waits for the other for long, none loses anything."""

    def tell() -> None:
        for k in range(30):
            with store.telling() as told:
                told.keep(events(event(f"e{k}")))

    thread = threading.Thread(target=tell)
    thread.start()
    for k in range(1, 6):
        _add(store, "tcp", k)
    thread.join()
    assert store.events().num_rows == 30
    assert store.positions().num_rows == 5
