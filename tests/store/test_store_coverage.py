"""Coverage kept and found again."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from store_rows import T0, event, events, table

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import COVERAGE
from straitwatch.store.store import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def cell(west: float = 126.0, south: float = 26.0, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    known = {"source": "a.nmea", "receiver": None, "craft": "ship", "west": west, "south": south}
    box = {"east": west + 0.25, "north": south + 0.25, "t_start": T0}
    return known | box | {"n_fixes": 7, "n_objects": 2} | more


def test_what_is_put_comes_back(store: Store) -> None:
    rows = [cell(), cell(receiver="r1"), cell(south=27.0)]
    assert store.put_coverage(table(rows, COVERAGE), complete=True) == 3
    assert store.coverage().to_pylist() == table(rows, COVERAGE).to_pylist()


def test_a_row_takes_the_place_of_its_like(store: Store) -> None:
    store.put_coverage(table([cell(), cell(receiver="r1")], COVERAGE), complete=True)
    again = table([cell(n_fixes=9)], COVERAGE)
    assert store.put_coverage(again, complete=False) == 2
    assert sorted(store.coverage()["n_fixes"].to_pylist()) == [7, 9]
    assert store.put_coverage(again, complete=True) == 1


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ((126.1, 26.1, 126.2, 26.2), 1),
        ((126.25, 26.0, 127.0, 27.0), 0),  # a side in common is no overlap
        ((179.0, -20.0, -179.0, -10.0), 2),
        ((-180.0, -90.0, 180.0, 90.0), 3),
    ],
)
def test_cells_of_a_box(store: Store, box: tuple, found: int) -> None:
    rows = [cell(), cell(179.75, -16.5), cell(-180.0, -16.5)]
    store.put_coverage(table(rows, COVERAGE), complete=True)
    assert store.coverage(box=box).num_rows == found


def test_hours_of_a_span(store: Store) -> None:
    hours = [T0.replace(hour=h) for h in range(5)]
    store.put_coverage(table([cell(t_start=t) for t in hours], COVERAGE), complete=True)
    span = {"t_from": T0.replace(hour=1, minute=30), "t_to": T0.replace(hour=3)}
    assert store.coverage(**span)["t_start"].to_pylist() == hours[1:4]


def test_sql_reads_it(store: Store) -> None:
    store.put_coverage(table([cell(), cell(receiver="r1")], COVERAGE), complete=True)
    asked = "SELECT receiver, n_objects FROM coverage WHERE receiver IS NOT NULL"
    assert store.query(asked).to_pylist() == [{"receiver": "r1", "n_objects": 2}]


def test_what_is_no_coverage_is_refused(store: Store) -> None:
    with pytest.raises(SchemaError, match="source"):
        store.put_coverage(events(event()), complete=True)


def test_a_store_from_before_there_was_coverage(store: Store, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / "store" / "state.sqlite") as db:
        db.execute("DROP TABLE coverage")
    db.close()
    with open_store(tmp_path / "store") as old:
        assert old.coverage().num_rows == 0
        assert old.put_coverage(table([cell()], COVERAGE), complete=False) == 1
        assert old.coverage().num_rows == 1
