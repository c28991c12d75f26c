from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import T0, Row, by_object, decoded, fix, fixes_of, keys, keys_of, put, table

from straitwatch.model.error import SchemaError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, REJECT, STATIC
from straitwatch.store import ingest, spool
from straitwatch.store.pack import SCALE, pack_fixes, unpack_fixes
from straitwatch.store.spool import FixSpool
from straitwatch.store.store import open_store


def test_nothing_is_visible_before_the_commit(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store, store.ingest("a.nmea") as intake:
        intake.add(decoded([fix()], [{"object_id": 1}], [{"source": "a.nmea", "fault": "empty"}]))
        assert store.positions().num_rows == store.statics().num_rows == 0
        assert store.rejects().num_rows == len(store.sources()) == 0
        intake.commit(Tally("a.nmea", lines=3))
        assert store.positions().num_rows == store.statics().num_rows == 1
        assert store.rejects().num_rows == 1
        assert store.sources() == [Tally("a.nmea", lines=3)]


def test_leaving_without_a_commit_leaves_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        with store.ingest("a.nmea") as intake:
            intake.add(decoded([fix()]))
        assert store.positions().num_rows == 0
        assert list((tmp_path / "tmp").iterdir()) == []
        assert list((tmp_path / "fixes").iterdir()) == []


def test_the_same_source_again_replaces_its_own_rows_only(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(line=n) for n in range(5)], [{"object_id": 1}]))
        put(store, "b.nmea", decoded([fix(source="b.nmea")]))
        put(store, "a.nmea", decoded([fix(line=7, hours=30)]))
        assert keys(store.positions())[0][2:] == ("b.nmea", 1)
        assert [row[2:] for row in keys(store.positions())] == [("b.nmea", 1), ("a.nmea", 7)]
        assert store.statics().num_rows == 0
        assert [tally.source for tally in store.sources()] == ["a.nmea", "b.nmea"]
    files = sorted(path.parent.name for path in (tmp_path / "fixes").rglob("*.parquet"))
    assert files == ["day=2022-12-16", "day=2022-12-17"]  # the old part is swept


def test_every_column_comes_back_as_it_was(tmp_path: Path) -> None:
    row = fix(sog_kn=14.25, cog_deg=359.9, heading_deg=0.0, rot_deg_min=-3.5, alt_ft=35000.0)
    row |= {"vrate_ft_min": -64.0, "nav_status": 15, "accuracy_m": 10.0, "msg_type": 1}
    row |= {"receiver": "r-1", "line": 2**40, "lon": -179.9999999, "lat": 89.9999999}
    bare = {"object_id": 9, "t": T0, "lon": 1.0, "lat": 2.0}
    fixes = table([bare, row], FIX)
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", Decoded(fixes, STATIC.empty_table(), REJECT.empty_table()))
        found = store.positions()
        assert found.schema.equals(FIX)
        assert found.to_pylist() == fixes.to_pylist()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(-108_000_000, 108_000_000)), min_size=1, max_size=50))
def test_what_ais_can_send_comes_back_to_its_own_unit(units: list[tuple[int]]) -> None:
    sent = np.array(units)[:, 0]
    rows = [fix(lon=u / 600_000, lat=u / 1_200_000) for u in sent.tolist()]
    back = unpack_fixes(pack_fixes(table(rows, FIX)))["lon"].to_numpy()
    assert np.max(np.abs(back - sent / 600_000)) < 1e-7
    assert np.array_equal(np.rint(back * 600_000), sent)
    assert SCALE == 10_000_000


@settings(max_examples=50, deadline=None)
@given(st.integers(-1_800_000_000, 1_800_000_000), st.integers(0, 7))
def test_a_decimal_of_seven_places_or_fewer_comes_back_bit_for_bit(unit: int, places: int) -> None:
    lon = round(unit / SCALE, places)
    assert unpack_fixes(pack_fixes(table([fix(lon=lon)], FIX)))["lon"].to_pylist() == [lon]


@pytest.mark.parametrize("place", [{"lon": 181.0}, {"lat": -90.1}, {"lon": float("nan")}])
def test_a_place_off_the_earth_is_refused_and_the_store_stays(
    tmp_path: Path, place: dict[str, float]
) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix()]))
        with pytest.raises(SchemaError, match="beyond ±"):
            put(store, "a.nmea", decoded([fix(**place)]))
        assert store.positions().num_rows == 1


def test_a_table_of_another_form_is_refused_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store, store.ingest("a.nmea") as intake:
        wrong = Decoded(pa.table({"object_id": [1]}), STATIC.empty_table(), REJECT.empty_table())
        with pytest.raises(SchemaError, match="'t' is missing"):
            intake.add(wrong)


@settings(max_examples=40, deadline=None)
@given(rows=fixes_of("a", 60), run_rows=st.integers(1, 9), range_rows=st.sampled_from([2, 8, 999]))
def test_a_spool_sorts_as_one_sort_would(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], run_rows: int, range_rows: int
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "_BATCH_ROWS", 3)
        patch.setattr(spool, "_SAMPLE", 2)
        patch.setattr(spool, "_RANGE_ROWS", range_rows)
        sorter = FixSpool(folder, run_rows=run_rows)
        for start in range(0, len(rows), 7):
            sorter.add(table(rows[start : start + 7], FIX))
        days = [(day, [unpack_fixes(part) for part in parts]) for day, parts in sorter.days()]
    dated = [row for row in rows if row["t"] is not None]
    assert [day for day, _ in days if day is not None] == sorted(
        {(row["t"] - T0).days + 19342 for row in dated}
    )
    ends = None
    for day, parts in days:
        for part in parts:
            found = keys(part)
            assert part.num_rows
            if day is None:
                assert found == sorted(found, key=lambda key: (key[0], key[3]))
                continue
            assert found == sorted(found)
            assert ends is None or ends < min(key[1] for key in found)
            ends = max(key[1] for key in found)
    every = [key for _, parts in days for part in parts for key in keys(part)]
    assert sorted(every, key=lambda key: key[3]) == keys_of(rows)


def test_parts_are_sorted_and_lie_in_their_day(tmp_path: Path) -> None:
    rows = [fix(o, h, line=n) for n, (o, h) in enumerate([(5, 3), (2, 30), (5, 1), (2, 2), (2, 1)])]
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([*rows, fix(hours=None)]))
        for part in store.state.parts("fixes"):
            stored = pq.read_table(tmp_path / part.path)
            assert part.path.startswith(f"fixes/day={part.day}/")
            assert stored.schema.field("lon").type == pa.int32()
            found = [row for row in rows if str(row["t"].date()) == part.day]
            expected = keys_of(by_object(found)) or [(431000001, None, "a.nmea", 1)]
            assert [k[0] for k in expected] == stored["object_id"].to_pylist()
            assert [k[3] for k in expected] == stored["line"].to_pylist()
            assert part.n == stored.num_rows
        days = [part.day for part in store.state.parts("fixes")]
        assert days == ["2022-12-16", "2022-12-17", "undated"]


def test_what_a_dead_writer_left_is_swept_by_the_next_writer_only(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix()]))
    orphan = tmp_path / "fixes" / "day=2022-12-31" / "0123-0001-000.parquet"
    spooled = tmp_path / "tmp" / "ingest-dead" / "run-00000.arrow"
    for path in (orphan, spooled):
        path.parent.mkdir()
        path.write_bytes(b"half")
    with open_store(tmp_path) as reader:
        assert reader.positions().num_rows == 1
    assert orphan.exists()
    with open_store(tmp_path, create=True) as store:
        assert not orphan.parent.exists()
        assert not spooled.parent.exists()
        assert store.positions().num_rows == 1


def test_a_reader_keeps_its_parts_while_the_source_is_replaced(tmp_path: Path) -> None:
    old = [fix(hours=n, line=n) for n in range(40)]
    with open_store(tmp_path, create=True) as store, open_store(tmp_path) as reader:
        put(store, "a.nmea", decoded(old))
        reading = reader.slices(max_rows=10)
        lines = next(reading)["line"].to_pylist()
        put(store, "a.nmea", decoded([fix(line=99)]))
        for part in reading:
            lines += part["line"].to_pylist()
        assert lines == list(range(40))
        assert reader.positions()["line"].to_pylist() == [99]
        assert len(list((tmp_path / "fixes").rglob("*.parquet"))) == 3
        assert store.state.sweep()
        assert len(list((tmp_path / "fixes").rglob("*.parquet"))) == 1


def test_a_failure_between_rename_and_transaction_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(line=1)]))
        with monkeypatch.context() as patch:
            patch.setattr(ingest, "replace_parts", fail)
            with pytest.raises(Exception, match="Input/output error"):
                put(store, "a.nmea", decoded([fix(line=2)]))
        assert store.positions()["line"].to_pylist() == [1]
        assert len(list((tmp_path / "fixes").rglob("*.parquet"))) == 1
        put(store, "a.nmea", decoded([fix(line=3)]))
        assert store.positions()["line"].to_pylist() == [3]
