"""Composing where a change reaches gives what composing over everything gives."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.event.table import events_table
from straitwatch.flow.compose import compose_events
from straitwatch.flow.config import Settings
from straitwatch.flow.names import NameBook
from straitwatch.flow.told import Teller
from straitwatch.model.schema import GATE, STATIC
from straitwatch.store.store import open_store
from straitwatch.zone.basis import tie_law

_T0 = datetime(2026, 1, 1, tzinfo=UTC)
_SHIPS = [f"mmsi:43100000{k}" for k in range(4)]
_PLANES = ["icao24:ae0001", "icao24:ae0002"]
_PLACES = [(125.0, 25.0), (125.02, 25.0), (125.06, 25.0), (130.0, 25.0)]
"""2, 4 and more kilometres apart: `gather_displaced` takes 5 km as one place."""

_Row = dict[str, Any]


def _row(key: int, kind: str, who: str, hours: float, **more: object) -> _Row:
    t = _T0 + timedelta(hours=hours)
    lon, lat = _PLACES[key % 4]
    fix = {"source": "a", "line": key, "t": t.isoformat().replace("+00:00", "Z")}
    known = {"event_id": f"e{key}", "kind": kind, "object_id": who, "t_start": t, "t_end": t}
    known |= {"lon": lon, "lat": lat, "certainty": "observed", "status": "closed", "source": "a"}
    known |= {"evidence": [fix | {"lon": lon, "lat": lat}], "rule": f"{kind}/1", "detail": {}}
    return known | more


@st.composite
def _some_rows(draw: st.DrawFn) -> list[_Row]:
    rows = []
    for key in range(draw(st.integers(5, 40))):
        kind = draw(st.sampled_from(sorted(_KINDS)))
        hours = draw(st.integers(0, 40)) / 2.0
        rows.append(_KINDS[kind](draw, key, hours))
    return rows


def _crossing(draw: st.DrawFn, key: int, hours: float) -> _Row:
    gate = draw(st.sampled_from(["g1", "g2"]))
    to_left = draw(st.booleans())
    seas = ("A", "B") if to_left else ("B", "A")
    detail = {"gate_id": gate, "to_left": to_left, "leg_s": 60.0}
    told = {"detail": detail, "where": gate, "from_sea": seas[0], "to_sea": seas[1]}
    return _row(key, "crossing", draw(st.sampled_from(_SHIPS)), hours * 8.0, **told)


def _false(draw: st.DrawFn, key: int, hours: float) -> _Row:
    end = _T0 + timedelta(hours=hours + draw(st.sampled_from([0.0, 6.0])))
    return _row(key, "impossible_position", draw(st.sampled_from(_SHIPS)), hours, t_end=end)


def _loitering(draw: st.DrawFn, key: int, hours: float) -> _Row:
    end = _T0 + timedelta(hours=hours + 2.0)
    return _row(key, "loitering", draw(st.sampled_from(_SHIPS)), hours, t_end=end)


def _encounter(draw: st.DrawFn, key: int, hours: float) -> _Row:
    who, other = draw(st.permutations(_SHIPS))[:2]
    end = _T0 + timedelta(hours=hours + 1.5)
    return _row(key, "encounter", who, hours, others=[other], t_end=end)


def _deck(draw: st.DrawFn, key: int, hours: float) -> _Row:
    kind = draw(st.sampled_from(["deck_takeoff", "deck_landing"]))
    others = draw(st.sampled_from([None, ["hull:CN/16"], ["hull:CN/17"]]))
    detail = draw(st.sampled_from([{}, {"deck_id": "deck:7"}]))
    who = draw(st.sampled_from(_PLANES))
    return _row(key, kind, who, hours, others=others, detail=detail)


def _passage(draw: st.DrawFn, key: int, hours: float) -> _Row:
    detail = {"state": draw(st.sampled_from(["JP", "CN"]))}
    return _row(key, "passage", draw(st.sampled_from(_SHIPS)), hours, detail=detail)


_KINDS: dict[str, Any] = {
    "crossing": _crossing,
    "deck": _deck,
    "encounter": _encounter,
    "false": _false,
    "loitering": _loitering,
    "passage": _passage,
}


def _read(events: pa.Table) -> dict[str, _Row]:
    rows = events.to_pylist()
    for row in rows:
        for name in ("evidence", "detail"):
            row[name] = json.loads(row[name] or "null")
    return {row["event_id"]: row for row in rows}


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(rows=_some_rows(), data=st.data())
def test_told_in_any_order_and_lots(
    tmp_path_factory: pytest.TempPathFactory, rows: list[_Row], data: st.DataObject
) -> None:
    """Some are told as open first, with another content; some are open for a while and then not."""
    names = NameBook()
    gates = GATE.empty_table()
    told = data.draw(st.permutations(rows))
    lots = data.draw(st.integers(1, 6))
    passing = _crossing_that_is_not_so()
    with open_store(tmp_path_factory.mktemp("told") / "store", create=True) as store:
        teller = Teller(store, Settings(), gates, names)
        early = [one | {"status": "open", "t_end": None} for one in told[::3]] + [passing]
        ids = [one["event_id"] for one in early]
        teller.tell(events_table([]), events_table(early), open_ids=ids)
        for start in range(0, len(told), lots):
            teller.tell(events_table(told[start : start + lots]))
        teller.tell(events_table([]), open_ids=[])
        found = _read(store.events())
    wanted = _read(tie_law(compose_events(events_table(rows), Settings()), gates))
    assert found.keys() == wanted.keys()
    assert found == wanted


def _crossing_that_is_not_so() -> _Row:
    detail = {"gate_id": "g1", "to_left": True, "leg_s": 60.0}
    told = {"detail": detail, "where": "g1", "from_sea": "A", "to_sea": "B", "status": "open"}
    return _row(999, "crossing", _SHIPS[0], 30.0, **told)


def _statics(*rows: tuple[int, str, float]) -> pa.Table:
    told = [
        {"object_id": one, "name": name, "t": _T0 + timedelta(hours=hours)}
        for one, name, hours in rows
    ]
    arrays = [pa.array([row.get(f.name) for row in told], f.type) for f in STATIC]
    return pa.table(arrays, STATIC)


def test_an_event_bears_the_name_of_its_time_also_when_that_is_learned_later(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    names = NameBook()
    with open_store(tmp_path_factory.mktemp("named") / "store", create=True) as store:
        teller = Teller(store, Settings(), GATE.empty_table(), names)
        rows = [_row(1, "gap", _SHIPS[0], 5.0), _row(2, "gap", _SHIPS[0], 15.0)]
        rows.append(_row(3, "impossible_position", _SHIPS[0], 15.0))

        def named() -> list[str | None]:
            return list(store.events()["object_name"].to_pylist())

        teller.tell(events_table(rows))
        assert named() == [None, None, None]
        steps = [
            ((431000000, "FIRST", 20.0), ["FIRST"] * 3),
            ((431000000, "OLDER", 4.0), ["OLDER"] * 3),
            ((431000000, "FIRST", 10.0), ["OLDER", "FIRST", "FIRST"]),
        ]
        for static, wanted in steps:
            renamed = names.learn(_statics(static))
            assert renamed == {_SHIPS[0]}
            teller.tell(events_table([]), None, renamed)
            assert named() == wanted
        assert names.learn(_statics((431000000, "FIRST", 12.0))) == set()
        assert names.learn(_statics((431000001, "OTHER", 12.0))) == {_SHIPS[1]}
