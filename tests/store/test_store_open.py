import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from store_rows import decoded, event, events, fix, put

from straitwatch.model.error import ContractError, StoreError
from straitwatch.model.record import Tally
from straitwatch.store.duck import connect
from straitwatch.store.store import open_store

_READ = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from straitwatch.store.duck import connect
from straitwatch.store.store import open_store
with open_store(Path(sys.argv[1])) as store:
    print(store.extent().n_fixes, store.events().num_rows, sum(s.num_rows for s in store.slices()))
"""


def test_a_new_store_is_empty_in_every_table(tmp_path: Path) -> None:
    with open_store(tmp_path / "deep" / "store", create=True) as store:
        assert store.extent().n_fixes == 0
        assert store.extent().t_min is None
        assert list(store.slices()) == []
        tables = [store.events(), store.sightings(), store.tracks(), store.statics()]
        tables += [store.rejects(), store.reject_counts(), store.positions()]
        assert [found.num_rows for found in tables] == [0] * 7
        assert store.sources() == []
        assert store.query("SELECT count(*) AS n FROM fixes").to_pylist() == [{"n": 0}]


def test_a_folder_without_a_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no store at .*straitwatch run"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="no store at"):
        open_store(tmp_path / "absent")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_not_made_a_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds other files"):
        open_store(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_store_is_opened_again_with_what_it_held(tmp_path: Path) -> None:
    for _ in range(2):
        with open_store(tmp_path, create=True) as store:
            put(store, "a.nmea", decoded([fix()]))
            store.put_events(events(event()), complete=True)
    with open_store(tmp_path) as store:
        assert (store.extent().n_fixes, store.events().num_rows) == (1, 1)


def test_a_newer_version_is_refused_with_the_mend(tmp_path: Path) -> None:
    open_store(tmp_path, create=True).close()
    with sqlite3.connect(tmp_path / "state.sqlite") as db:
        db.execute("UPDATE meta SET value = 2 WHERE name = 'version'")
    db.close()
    for create in (False, True):
        with pytest.raises(StoreError, match="of version 2, this program reads up to 1: bring"):
            open_store(tmp_path, create=create)


@pytest.mark.parametrize("damage", ["garbage", "empty", "cut"])
def test_a_damaged_state_is_named_with_the_mend(tmp_path: Path, damage: str) -> None:
    with open_store(tmp_path, create=True) as store:
        store.put_events(events(*[event(f"e{i}") for i in range(500)]), complete=True)
    state = tmp_path / "state.sqlite"
    whole = state.read_bytes()
    state.write_bytes({"garbage": b"x" * 9999, "empty": b"", "cut": whole[:8192]}[damage])
    with pytest.raises(StoreError, match=r"state\.sqlite is damaged .* read the sources again"):
        open_store(tmp_path).events()


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True), open_store(tmp_path) as second:
        with pytest.raises(StoreError, match=r"being written by process [0-9]+: wait"):
            open_store(tmp_path, create=True)
        with pytest.raises(StoreError, match="being written"):
            second.put_events(events(), complete=True)
        with pytest.raises(StoreError, match="being written"):
            second.ingest("b.nmea")
    with open_store(tmp_path) as free:
        assert free.put_events(events(event()), complete=True).new == 1


def test_another_process_reads_while_one_writes(tmp_path: Path) -> None:
    def read() -> str:
        command = [sys.executable, "-c", _READ, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix(hours=h, line=h + 1) for h in range(30)]))
        store.put_events(events(event()), complete=True)
        intake = store.ingest("b.nmea")
        intake.add(decoded([fix(source="b.nmea")]))
        with store.state.writing() as db:
            db.execute("DELETE FROM events")
            assert read() == "30 1 30"
        intake.commit(Tally("b.nmea"))
        assert read() == "31 0 31"


def test_threads_share_a_store(tmp_path: Path) -> None:
    def work(number: int) -> int:
        for n in range(5):
            store.put_events(events(event(f"{number}-{n}")), complete=False)
            put(store, f"{number}.nmea", decoded([fix(line=n, source=f"{number}.nmea")]))
            assert store.events().num_rows > n
        return store.positions().num_rows

    with open_store(tmp_path, create=True) as store, ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(4))) == 4
        assert store.events().num_rows == 20
        assert store.positions()["line"].to_pylist() == [4] * 4


def test_duckdb_keeps_silent_and_within_its_memory(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        db = connect(store.state)
        ask = "SELECT current_setting('enable_progress_bar'), current_setting('memory_limit')"
        assert db.execute(ask).fetchone() == (False, "244.1 MiB")
        db.close()


def test_one_source_is_not_ingested_twice_at_once(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        with store.ingest("a.nmea"):
            with pytest.raises(StoreError, match="being read into the store already"):
                store.ingest("a.nmea")
            with store.ingest("b.nmea"):
                pass
        put(store, "a.nmea", decoded([fix()]))


def test_an_ended_ingest_takes_nothing_more(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        intake = store.ingest("a.nmea")
        intake.commit(Tally("a.nmea"))
        with pytest.raises(ContractError, match="has ended"):
            intake.add(decoded([fix()]))
        with pytest.raises(ContractError, match="has ended"):
            intake.commit(Tally("a.nmea"))


def test_a_store_with_fewer_columns_is_widened(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        store.put_events(events(event()), complete=True)
    db = sqlite3.connect(tmp_path / "state.sqlite")
    for table in ("events", "event_history"):
        db.execute(f'ALTER TABLE {table} DROP COLUMN "baseline"')
    db.close()
    with open_store(tmp_path) as store:
        assert store.events()["baseline"].to_pylist() == [None]
        assert store.put_events(events(event(baseline="GSHHG")), complete=True).changed == 1
        assert store.events()["baseline"].to_pylist() == ["GSHHG"]


def test_a_folder_with_odd_letters_works(tmp_path: Path) -> None:
    folder = tmp_path / "a'b [1]*? 観測"
    with open_store(folder, create=True) as store:
        put(store, "a.nmea", decoded([fix()], [{"object_id": 1, "name": "X"}]))
        assert store.positions().num_rows == store.statics().num_rows == 1
        assert store.query("FROM fixes").num_rows == 1
