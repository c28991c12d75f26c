from pathlib import Path

import pytest
from store_rows import T0, decoded, event, events, fix, put, table

from straitwatch.model.error import ContractError, StoreError
from straitwatch.model.schema import SIGHTING, TRACK
from straitwatch.store.store import Store, open_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(tmp_path_factory.mktemp("sql"), create=True)
    said = [{"object_id": 431000001, "name": "TAKANAMI"}]
    rejects = [{"source": "a.nmea", "line": 3, "offset": 40, "fault": "empty"}]
    put(store, "a.nmea", decoded([fix(), fix(hours=None)], said, rejects))
    store.put_events(events(event(where="Miyako", others=["x", "y"]), event("e2")), complete=True)
    store.put_events(events(event(where="Miyako", others=["x", "y"])), complete=True)
    store.put_sightings(table([{"sighting_id": "s1", "objects": [{"hull": "16"}]}], SIGHTING))
    store.put_tracks(table([{"track_id": 1, "object_id": 431000001}], TRACK))
    return store


def test_every_table_answers(store: Store) -> None:
    found = store.query(
        "SELECT object_id, t, lon, lat, source, line FROM fixes WHERE t IS NOT NULL"
    )
    assert found.to_pylist() == [fix()]
    joined = store.query(
        "SELECT s.name, count(*) AS n FROM fixes f JOIN statics s USING (object_id) GROUP BY ALL"
    )
    assert joined.to_pylist() == [{"name": "TAKANAMI", "n": 2}]
    assert store.query('SELECT "offset", fault FROM rejects').to_pylist() == [
        {"offset": 40, "fault": "empty"}
    ]
    said = store.query('SELECT event_id, status, "where", len(others) AS n FROM events ORDER BY 1')
    assert said.to_pylist() == [
        {"event_id": "e1", "status": "closed", "where": "Miyako", "n": 2},
        {"event_id": "e2", "status": "retracted", "where": None, "n": None},
    ]
    assert store.query("SELECT objects[1].hull AS h FROM sightings").to_pylist() == [{"h": "16"}]
    assert store.query("SELECT track_id FROM tracks").to_pylist() == [{"track_id": 1}]
    assert store.query("FROM sources")["source"].to_pylist() == ["a.nmea"]
    assert store.query("SELECT max(t) AS t FROM fixes").to_pylist() == [{"t": T0}]
    names = {row["name"] for row in store.query("SHOW TABLES").to_pylist()}
    assert names >= {"fixes", "statics", "rejects", "events", "sightings", "tracks", "sources"}
    assert names >= {"statistics", "airspace_violations"}


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELEC 1",
        "SELECT nothing FROM fixes",
        "SELECT 1; SELECT 2",
        "DROP VIEW fixes",
        "DELETE FROM events",
        "COPY fixes TO '/tmp/out.parquet'",
        "CREATE TABLE x AS SELECT 1",
        "ATTACH 'x.db'",
        "SET threads = 9",
        "INSTALL spatial",
        "CALL pragma_version()",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname'",
        "SELECT lon / 0 FROM fixes WHERE error('mine')",
    ],
)
def test_what_is_no_plain_question_is_refused(store: Store, sql: str) -> None:
    with pytest.raises(ContractError):
        store.query(sql)


def test_nothing_that_was_asked_has_changed_the_store(store: Store) -> None:
    assert store.extent().n_fixes == 1
    assert store.events(retracted=True).num_rows == 2
    store.check()


def test_a_damaged_part_is_named_in_the_answer(tmp_path: Path) -> None:
    with open_store(tmp_path, create=True) as store:
        put(store, "a.nmea", decoded([fix()]))
        path = tmp_path / store.state.parts("fixes")[0].path
        path.write_bytes(path.read_bytes()[::-1])
        with pytest.raises(StoreError, match=r"\.parquet is missing or damaged.*'a\.nmea' again"):
            store.query("SELECT count(lon) FROM fixes")
