from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store_rows import T0, event, events, table

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import EVENT, SIGHTING, TRACK
from straitwatch.store.event import EVENT_HISTORY
from straitwatch.store.store import Change, Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path, create=True)


def _ids(found: pa.Table) -> list[str]:
    return list(found["event_id"].to_pylist())


def test_an_event_comes_back_as_it_was_put(store: Store) -> None:
    full = event(
        object_name="LIAONING",
        track_id=2**60,
        t_end=T0 + timedelta(microseconds=1),
        when="2022-12-16 JST",
        lon=125.5,
        lat=-24.25,
        where="Miyako Strait",
        from_sea="East China Sea",
        to_sea="Philippine Sea",
        others=["hull:CN/16", "mmsi:431000002"],
        n=320,
        n_is="about",
        certainty="reported",
        legal_basis="UNCLOS 58",
        baseline="GSHHG 2.3.7 full",
        uncertainty_m=500.0,
        evidence='[{"source": "遼寧", "line": 12}]',
        detail="{}",
        source="a.nmea",
    )
    given_ = events(full, event("e2", others=[], t_start=None))
    store.put_events(given_, complete=True)
    assert store.events().equals(given_)
    assert store.events().schema.equals(EVENT)


def test_a_second_identical_run_changes_nothing(store: Store) -> None:
    rows = events(*[event(f"e{n}", lon=float("nan"), others=["x"]) for n in range(9)])
    assert store.put_events(rows, complete=True) == Change(new=9)
    assert store.put_events(rows, complete=True) == Change(same=9)
    assert store.event_history("e1").num_rows == 0


def test_a_changed_event_keeps_its_old_row(store: Store) -> None:
    store.put_events(events(event(status="open"), event("e2")), complete=True)
    change = store.put_events(events(event(n=3), event("e2"), event("e3")), complete=False)
    assert change == Change(new=1, changed=1, same=1)
    history = store.event_history("e1")
    assert history.schema.equals(EVENT_HISTORY)
    assert history["status"].to_pylist() == ["open"]
    assert history["superseded"].null_count == 0
    assert store.events()["n"].to_pylist() == [3, None, None]


def test_a_column_that_becomes_null_is_a_change(store: Store) -> None:
    store.put_events(events(event(n=3)), complete=True)
    assert store.put_events(events(event()), complete=True) == Change(changed=1)
    assert store.events()["n"].to_pylist() == [None]


def test_what_is_no_longer_derived_is_retracted_and_can_come_back(store: Store) -> None:
    store.put_events(events(event(), event("e2")), complete=True)
    assert store.put_events(events(event()), complete=True) == Change(same=1, retracted=1)
    assert store.put_events(events(event()), complete=True) == Change(same=1)
    assert _ids(store.events()) == ["e1"]
    kept = store.events(retracted=True)
    assert dict(zip(_ids(kept), kept["status"].to_pylist(), strict=True)) == {
        "e1": "closed",
        "e2": "retracted",
    }
    assert store.put_events(events(event(), event("e2")), complete=True) == Change(
        changed=1, same=1
    )
    assert _ids(store.events()) == ["e1", "e2"]
    assert store.event_history("e2")["status"].to_pylist() == ["closed", "retracted"]


def test_a_partial_put_retracts_nothing(store: Store) -> None:
    store.put_events(events(event(), event("e2")), complete=True)
    assert store.put_events(events(), complete=False) == Change()
    assert store.put_events(events(), complete=True) == Change(retracted=2)


def test_of_two_rows_with_one_id_the_later_counts(store: Store) -> None:
    twice = events(event(status="open"), event(status="closed"))
    assert store.put_events(twice, complete=True) == Change(new=1)
    assert store.put_events(twice, complete=True) == Change(same=1)
    assert store.events()["status"].to_pylist() == ["closed"]


def test_an_event_without_an_id_is_refused_and_nothing_changes(store: Store) -> None:
    store.put_events(events(event()), complete=True)
    with pytest.raises(SchemaError, match="'event_id' holds 1 nulls"):
        store.put_events(events(event("e2"), event(None)), complete=True)  # type: ignore[arg-type]
    with pytest.raises(SchemaError, match="is missing"):
        store.put_events(pa.table({"event_id": ["e2"]}), complete=True)
    assert _ids(store.events()) == ["e1"]


def test_events_are_found_by_kind_and_by_whom_they_name(store: Store) -> None:
    rows = [event("e1"), event("e2", kind="gap", object_id="hull:CN/16", others=["mmsi:431000001"])]
    rows += [event("e3", kind="transit", object_id="mmsi:4310000011", others=["hull:CN/17"])]
    store.put_events(events(*rows), complete=True)
    assert _ids(store.events(kind="gap")) == ["e2"]
    assert _ids(store.events(kind=["gap", "transit"])) == ["e2", "e3"]
    assert _ids(store.events(object_id="mmsi:431000001")) == ["e1", "e2"]
    assert _ids(store.events(object_id="hull:CN/1")) == []
    store.put_events(events(event("e2", kind="gap", others=["hull:CN/18"])), complete=False)
    assert _ids(store.events(object_id="hull:CN/18")) == ["e2"]
    assert _ids(store.events(object_id="hull:CN/16")) == []


def _hour(n: float) -> datetime:
    return T0 + timedelta(hours=n)


def test_a_span_takes_what_overlaps_it(store: Store) -> None:
    spans = {"point": (5, None), "long": (1, 9), "before": (1, 2), "after": (8, 9)}
    rows = [
        event(name, t_start=_hour(a), t_end=None if b is None else _hour(b))
        for name, (a, b) in spans.items()
    ]
    rows += [event("open", t_start=_hour(0), status="open"), event("undated", t_start=None)]
    store.put_events(events(*rows), complete=True)

    def found(start: float | None, end: float | None) -> set[str]:
        t_from, t_to = (None if n is None else _hour(n) for n in (start, end))
        return set(_ids(store.events(t_from=t_from, t_to=t_to)))

    assert found(4, 6) == {"point", "long", "open"}
    assert found(2, 5) == {"point", "long", "before", "open"}
    assert found(8.5, None) == {"long", "after", "open"}
    assert found(None, 1) == {"long", "before", "open"}
    assert found(None, None) == {*spans, "open", "undated"}
    assert _ids(store.events())[-1] == "undated"


def test_a_box_takes_what_lies_in_it_even_over_the_antimeridian(store: Store) -> None:
    places = {"miyako": (125.5, 24.9), "east": (179.9, 10.0), "west": (-179.9, -10.0)}
    rows = [event(name, lon=lon, lat=lat) for name, (lon, lat) in places.items()]
    store.put_events(events(*rows, event("nowhere")), complete=True)
    assert _ids(store.events(box=(120, 20, 130, 30))) == ["miyako"]
    assert _ids(store.events(box=(125.5, 24.9, 125.5, 24.9))) == ["miyako"]
    assert _ids(store.events(box=(125.5000001, 20, 130, 30))) == []
    assert _ids(store.events(box=(179, -20, -179, 20))) == ["east", "west"]
    store.put_events(events(event("miyako", lon=0.0, lat=0.0)), complete=False)
    assert _ids(store.events(box=(120, 20, 130, 30))) == []


@settings(max_examples=15, deadline=None)
@given(
    runs=st.lists(
        st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2), max_size=4), max_size=6
    )
)
def test_changes_add_up_to_what_stands(
    tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, int]]
) -> None:
    stands: dict[str, int | None] = {}
    with open_store(tmp_path_factory.mktemp("runs"), create=True) as store:
        for run in runs:
            change = store.put_events(
                events(*[event(k, n=v) for k, v in run.items()]), complete=True
            )
            same = sum(stands.get(k, -1) == v for k, v in run.items())
            new = len(run.keys() - stands.keys())
            gone = [k for k, v in stands.items() if v is not None and k not in run]
            assert change == Change(new, len(run) - new - same, same, len(gone))
            stands |= dict.fromkeys(gone) | run
        found = store.events()
        assert dict(zip(_ids(found), found["n"].to_pylist(), strict=True)) == {
            k: v for k, v in stands.items() if v is not None
        }


def test_sightings_come_back_with_all_that_is_nested(store: Store) -> None:
    count = {"what": "take-offs", "n": 320, "n_is": "about", "t_start": T0, "t_end": None}
    ship = {"navy": "CN", "class": "Kuznetsov", "name": "遼寧", "hull": "16", "count": 1}
    rows = [
        {
            "sighting_id": "s2",
            "t_start": T0,
            "counts": [count],
            "objects": [ship],
            "negation": True,
        },
        {"sighting_id": "s1", "t_start": T0, "text": "words", "start": 3, "end": 8},
        {"sighting_id": "s0", "observers": []},
    ]
    given_ = table(rows, SIGHTING)
    assert store.put_sightings(given_) == Change(new=3)
    assert store.put_sightings(given_) == Change(same=3)
    assert store.sightings().equals(given_.take([1, 0, 2]))
    changed = table([{"sighting_id": "s1", "t_start": T0, "text": "other"}], SIGHTING)
    assert store.put_sightings(changed) == Change(changed=1)
    assert store.put_sightings(changed, complete=True) == Change(same=1, retracted=2)
    assert store.sightings().equals(changed)
    kept = store.state.rows("SELECT sighting_id FROM sighting_history ORDER BY rowid")
    assert sorted(kept) == [("s0",), ("s1",), ("s2",)]


def test_tracks_come_back_and_give_way(store: Store) -> None:
    rows = [
        {"track_id": 5, "object_id": 2, "t_start": T0, "n": 3, "state": "open"},
        {"track_id": 5, "object_id": 2, "t_start": T0, "n": 4, "state": "closed"},
        {"track_id": 9, "object_id": 1, "t_start": T0, "shared_identity": True},
    ]
    assert store.put_tracks(table(rows, TRACK)) == Change(new=2)
    assert store.tracks().equals(table([rows[2], rows[1]], TRACK))
    assert store.put_tracks(table(rows[2:], TRACK), complete=True) == Change(same=1, retracted=1)
    assert store.tracks()["track_id"].to_pylist() == [9]
