"""Counts in the store: put by their id, replaced by their source, asked by SQL."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from store_rows import table

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import AIRSPACE_VIOLATION, STATISTIC
from straitwatch.store.store import Change, open_store


def _counts(*rows: dict[str, Any]) -> pa.Table:
    known = {
        "document": "a.csv", "what": "scrambles", "period": "FY2001", "group_by": "all",
        "value_is": "exact", "source": "a.csv", "derived": [{"slot": "x", "reason": "y"}],
        "period_start": datetime(2001, 3, 31, 15, tzinfo=UTC),
        "period_end": datetime(2002, 3, 31, 15, tzinfo=UTC),
    }  # fmt: skip
    return table([known | row for row in rows], STATISTIC)


def test_counts_come_back_as_they_were_put(tmp_path: Path) -> None:
    put = _counts({"statistic_id": "1", "value": 5}, {"statistic_id": "2", "value": 6})
    with open_store(tmp_path / "s", create=True) as store:
        assert store.put_statistics(put) == Change(new=2)
        assert store.statistics() == put
        assert store.put_statistics(put) == Change(same=2)
    with open_store(tmp_path / "s") as store:
        assert store.statistics() == put


def test_a_source_read_again_replaces_its_own_rows_only(tmp_path: Path) -> None:
    with open_store(tmp_path / "s", create=True) as store:
        store.put_statistics(
            _counts(
                {"statistic_id": "1", "value": 5},
                {"statistic_id": "2", "value": 6},
                {"statistic_id": "3", "value": 7, "source": "b.csv"},
            )
        )
        done = store.put_statistics(_counts({"statistic_id": "1", "value": 50}))
        assert done == Change(changed=1, retracted=1)
        kept = {row["statistic_id"]: row["value"] for row in store.statistics().to_pylist()}
        assert kept == {"1": 50, "3": 7}
    with sqlite3.connect(tmp_path / "s" / "state.sqlite") as db:
        old = db.execute("SELECT statistic_id, value FROM statistic_history ORDER BY 1").fetchall()
    assert old == [("1", 5), ("2", 6)]


def test_an_id_is_needed(tmp_path: Path) -> None:
    with (
        open_store(tmp_path / "s", create=True) as store,
        pytest.raises(SchemaError, match="statistic_id"),
    ):
        store.put_statistics(_counts({"value": 5}))


def test_sql_asks_both_tables(tmp_path: Path) -> None:
    flown = [{"type": "Tu-95", "count": 2, "as_written": "Tu-95×2"}]
    row = {"violation_id": "v", "date": "2001-02-03", "country": "RU", "estimated": True}
    with open_store(tmp_path / "s", create=True) as store:
        store.put_statistics(_counts({"statistic_id": "1", "value": 5, "group": "north"}))
        store.put_violations(table([row | {"aircraft": flown, "source": "v"}], AIRSPACE_VIOLATION))
        assert store.violations().to_pylist()[0]["aircraft"] == flown
        said = store.query('SELECT "group", value FROM statistics').to_pylist()
        assert said == [{"group": "north", "value": 5}]
        said = store.query("SELECT aircraft[1].count AS n, estimated FROM airspace_violations")
        assert said.to_pylist() == [{"n": 2, "estimated": True}]


def test_a_store_made_before_there_were_counts_takes_them(tmp_path: Path) -> None:
    open_store(tmp_path / "s", create=True).close()
    with sqlite3.connect(tmp_path / "s" / "state.sqlite") as db:
        for name in ("statistics", "statistic_history", "airspace_violations"):
            db.execute(f"DROP TABLE {name}")
    with open_store(tmp_path / "s") as store:
        assert store.statistics().num_rows == store.violations().num_rows == 0
        assert store.query("SELECT value FROM statistics").num_rows == 0
    with open_store(tmp_path / "s", create=True) as store:
        assert store.put_statistics(_counts({"statistic_id": "1", "value": 5})) == Change(new=1)
