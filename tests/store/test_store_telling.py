"""Raw events and what is composed of them, as the live watch puts them."""

from pathlib import Path

import pyarrow as pa
import pytest
from store_rows import event, events, table

from straitwatch.store.store import Change, Store, open_store
from straitwatch.store.telling import RAW, let_go


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def _raw(*rows: dict[str, object]) -> pa.Table:
    return table(rows, RAW)


def _ids(found: pa.Table) -> list[str]:
    return list(found["event_id"].to_pylist())


def test_what_changes_comes_back_with_what_it_was(store: Store) -> None:
    with store.telling() as told:
        first = told.put(_raw(event("a", n=1), event("b")), is_open=False)
        again = told.put(_raw(event("a", n=1), event("b")), is_open=False)
        other = told.put(_raw(event("a", n=2)), is_open=False)
    assert _ids(first) == ["a", "b"]
    assert _ids(again) == []
    assert other["n"].to_pylist() == [1, 2]


def test_all_that_have_a_part_find_an_event(store: Store) -> None:
    rows = event("a", others=["x", "y"], deck="hull:CN/16"), event("b", kind="gap", object_id="x")
    with store.telling() as told:
        told.put(_raw(*rows), is_open=False)
        assert _ids(told.find(objects=["x"])) == ["a", "b"]
        assert _ids(told.find(objects=["x"], kinds=["gap"])) == ["b"]
        assert _ids(told.find(objects=["hull:CN/16", "y"])) == ["a"]
        told.put(_raw(event("a", others=["z"])), is_open=False)
        assert _ids(told.find(objects=["y", "hull:CN/16"])) == []
        assert _ids(told.drop(["a"])) == ["a"]
        assert _ids(told.find(objects=["z"])) == []


def test_what_was_closed_is_not_opened_again(store: Store) -> None:
    """A lot of open events may be told after one of them ended."""
    with store.telling() as told:
        told.put(_raw(event("a", status="open")), is_open=True)
        assert told.open_ids() == {"a"}
        told.put(_raw(event("a", status="closed", n=5)), is_open=False)
        assert len(told.put(_raw(event("a", status="open")), is_open=True)) == 0
        assert told.open_ids() == set()
        assert told.find(ids=["a"])["n"].to_pylist() == [5]


def test_what_a_batch_left_open_may_go_on(store: Store) -> None:
    store.put_raw(_raw(event("a", status="open")))
    with store.telling() as told:
        assert told.open_ids() == set()
        told.put(_raw(event("a", status="open", n=2)), is_open=True)
        assert told.open_ids() == {"a"}


def test_what_no_watch_remembers_stays_open(store: Store) -> None:
    with store.telling() as told:
        told.put(_raw(event("a", status="open")), is_open=True)
    let_go(store.state)
    with store.telling() as told:
        assert told.open_ids() == set()
        assert _ids(told.find(ids=["a"])) == ["a"]


def test_an_open_event_that_goes_on_makes_no_history(store: Store) -> None:
    """How it stood a minute ago is no correction; how it stood before it was closed is kept."""
    for n in range(5):
        with store.telling() as told:
            told.keep(events(event("a", status="open", n=n)))
    assert store.event_history("a").num_rows == 0
    with store.telling() as told:
        told.keep(events(event("a", status="closed", n=9)))
        assert told.keep(events(), ["a", "none"]) == Change(retracted=1)
    assert store.event_history("a")["n"].to_pylist() == [4, 9]
    assert store.events(retracted=True)["status"].to_pylist() == ["retracted"]


def test_what_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.telling() as told:
            told.put(_raw(event("a")), is_open=False)
            told.keep(events(event("a")))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.events().num_rows == 0
    with store.telling() as told:
        assert len(told.find(ids=["a"])) == 0
