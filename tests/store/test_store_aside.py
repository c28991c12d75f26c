from collections import Counter
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import T0, Row, decoded, put

from straitwatch.model.record import Tally
from straitwatch.model.schema import REJECT, STATIC
from straitwatch.store.aside import every_static
from straitwatch.store.store import open_store


@st.composite
def _words(draw: st.DrawFn) -> list[Row]:
    hour = st.sampled_from([None, 0, 1, 2])
    name = st.sampled_from([None, "LIAONING", "LIAO NING", "瑞鶴"])
    said = draw(st.lists(st.tuples(st.integers(1, 3), hour, name, st.none() | st.integers(1, 5))))
    return [
        {
            "object_id": object_id,
            "t": None if hours is None else T0 + timedelta(hours=hours),
            "name": called,
            "imo": imo,
            "source": "a.nmea",
            "line": line,
        }
        for line, (object_id, hours, called, imo) in enumerate(said, 1)
    ]


@settings(max_examples=15, deadline=None)
@given(rows=_words())
def test_statics_are_the_newest_known_of_each_column(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    expected: dict[int, Row] = {}
    early = T0 - timedelta(days=99)
    for row in sorted(rows, key=lambda r: (r["t"] or early, r["line"])):
        known = {name: value for name, value in row.items() if value is not None}
        expected[row["object_id"]] = expected.get(row["object_id"], {}) | known
    with open_store(tmp_path_factory.mktemp("statics"), create=True) as store:
        put(store, "a.nmea", decoded(statics=rows[:3]), decoded(statics=rows[3:]))
        found = store.statics()
    assert found.schema.equals(STATIC)
    assert [
        {name: value for name, value in row.items() if value is not None}
        for row in found.to_pylist()
    ] == [expected[object_id] for object_id in sorted(expected)]


def test_rejects_are_kept_and_counted(tmp_path: Path) -> None:
    bad = [
        {"source": "a.nmea", "line": n, "fault": "checksum" if n % 3 else "empty", "raw": f"!{n}"}
        for n in range(9, 0, -1)
    ]
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded(rejects=bad[:4]), decoded(rejects=bad[4:]))
        put(store, "b.csv", decoded(rejects=[{"source": "b.csv", "line": 1, "fault": "time"}]))
        found = store.rejects()
        assert found.schema.equals(REJECT)
        assert found["line"].to_pylist() == [*range(1, 10), 1]
        assert store.rejects(fault="empty")["line"].to_pylist() == [3, 6, 9]
        assert store.rejects(source="b.csv")["fault"].to_pylist() == ["time"]
        assert store.rejects(limit=2)["raw"].to_pylist() == ["!1", "!2"]
        counts = [tuple(row.values()) for row in store.reject_counts().to_pylist()]
        assert counts == [("a.nmea", "checksum", 6), ("a.nmea", "empty", 3), ("b.csv", "time", 1)]


def test_a_tally_comes_back_as_it_was_given(tmp_path: Path) -> None:
    tally = Tally("観測/a.nmea", "aivdm", n_bytes=9, lines=5, messages=2, notes=["t is UTC"])
    tally.rejects["checksum"] += 3
    tally.by_type["1"] += 2
    with open_store(tmp_path, create=True) as store:
        with store.ingest(tally.source) as intake:
            intake.commit(tally)
        (found,) = store.sources()
    assert found == tally
    assert isinstance(found.rejects, Counter)
    assert found.is_balanced()


def test_every_word_comes_back_unmerged(tmp_path: Path) -> None:
    said: list[Row] = [
        {"object_id": 1 + k % 3, "t": T0, "name": f"N{k}", "source": "a.nmea", "line": k}
        for k in range(10)
    ]
    with open_store(tmp_path, create=True) as store:
        assert list(store.every_static()) == []
        put(store, "a.nmea", decoded(statics=said))
        whole = [row for table in store.every_static() for row in table.to_pylist()]
        own = [row for table in store.every_static(object_id=2) for row in table.to_pylist()]
        pieces = list(every_static(store.state, batch_rows=4))
    assert sorted(row["line"] for row in whole) == list(range(10))
    assert sorted(row["name"] for row in own) == ["N1", "N4", "N7"]
    assert {table.schema for table in pieces} == {STATIC}
    assert sum(table.num_rows for table in pieces) == 10


def test_statics_of_an_older_store_lack_a_column_and_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = pa.schema([field for field in STATIC if field.name != "aircraft_type"])
    monkeypatch.setattr("straitwatch.store.ingest.STATIC", older)
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded(statics=[{"object_id": 1, "name": "N", "source": "a.nmea"}]))
        path = tmp_path / store.state.parts("statics")[0].path
        assert "aircraft_type" not in pq.read_schema(path).names
        assert store.statics().select(["name", "aircraft_type"]).to_pylist() == [
            {"name": "N", "aircraft_type": None}
        ]
        assert [table.num_rows for table in store.every_static()] == [1]
        asked = store.query("SELECT aircraft_type IS NULL AS none FROM statics")
        assert asked.to_pylist() == [{"none": True}]
