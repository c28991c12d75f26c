"""EVENT rows, and the register of detectors."""

from importlib.metadata import EntryPoint

import pytest
from sailing import START, world

from straitwatch.event import register
from straitwatch.event.table import events_table
from straitwatch.model.error import ConfigError, SchemaError
from straitwatch.model.schema import EVENT

OURS = [
    EntryPoint(kind, f"straitwatch.event.{kind}:make", register.GROUP)
    for kind in ("gap", "crossing", "impossible_position", "entry")
]


def test_missing_keys_are_null_and_objects_become_json() -> None:
    table = events_table(
        [{"kind": "gap", "t_start": START, "detail": {"海": 1}, "evidence": '[{"a":1}]'}]
    )
    assert table.schema == EVENT
    (row,) = table.to_pylist()
    assert row["detail"] == '{"海":1}'
    assert row["evidence"] == '[{"a":1}]'
    assert row["t_start"] == START
    assert row["lon"] is None


def test_no_rows_are_an_empty_table() -> None:
    assert events_table([]).schema == EVENT


@pytest.mark.parametrize("row", [{"knid": "gap"}, {"lon": "east"}, {"t_start": "noon"}])
def test_what_is_no_event_is_refused(row: dict) -> None:
    with pytest.raises(SchemaError, match=next(iter(row))):
        events_table([row])


def test_a_figure_that_is_none_is_refused() -> None:
    with pytest.raises(SchemaError, match="detail"):
        events_table([{"detail": {"speed_kn": float("nan")}}])


def found(monkeypatch: pytest.MonkeyPatch, points: list[EntryPoint]) -> list[str]:
    monkeypatch.setattr(
        register, "entry_points", lambda group: [p for p in points if p.group == group]
    )
    return [detector.rule for detector in register.detectors(world())]


def test_detectors_come_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = found(monkeypatch, OURS)
    assert rules == ["crossing/2", "entry/2", "gap/2", "impossible_position/1"]


def test_one_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = EntryPoint("lost", "straitwatch.event.lost:make", register.GROUP)
    with pytest.raises(ConfigError, match="lost"):
        found(monkeypatch, [*OURS, lost])


def test_two_of_one_rule_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = EntryPoint("twin", "straitwatch.event.gap:make", register.GROUP)
    with pytest.raises(ConfigError, match="gap/2"):
        found(monkeypatch, [*OURS, twin])


def test_none_at_all_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="install"):
        found(monkeypatch, [])


def test_ours_are_installed() -> None:
    assert [detector.rule for detector in register.detectors(world())] == [
        *("crossing/2", "displaced/1", "encounter/1", "entry/2", "flight/1", "gap/2", "group/1"),
        *("identity_shared/1", "impossible_position/1", "loitering/1", "loitering_aircraft/1"),
        *("passage/1", "proximity/1", "port_visit/1"),
    ]
