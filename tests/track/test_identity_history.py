"""Histories of identities: what a sailor would read off the radio log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.model.error import SchemaError
from straitwatch.model.schema import IDENTITY, STATIC
from straitwatch.track.identity import changes_of, history_of, merge_histories, names_at

T0 = datetime(2022, 12, 16, tzinfo=UTC)
SHIP = 431000001


def at(hours: float | None) -> datetime | None:
    return None if hours is None else T0 + timedelta(hours=hours)


def said(*rows: dict[str, Any]) -> pa.Table:
    known = {"object_id": SHIP, "source": "a"}
    dated = [known | row | {"t": at(row.get("h", 0))} for row in rows]
    return pa.Table.from_pylist(dated, schema=STATIC)


def told(*rows: dict[str, Any]) -> list[tuple]:
    changes = changes_of(history_of(said(*rows)))
    return [(c.attribute, c.before, c.after, c.t_before, c.t, c.t_both) for c in changes]


def test_a_ship_that_was_renamed() -> None:
    rows = [{"h": 0, "name": "OLD"}, {"h": 5, "name": "OLD"}, {"h": 9, "name": "NEW"}]
    assert told(*rows) == [("name", "OLD", "NEW", at(5), at(9), None)]
    assert history_of(said(*rows)).to_pylist() == [
        {
            "object_id": SHIP,
            "attribute": "name",
            "value": "OLD",
            "t_first": at(0),
            "t_last": at(5),
            "n": 2,
            "sources": ["a"],
        },
        {
            "object_id": SHIP,
            "attribute": "name",
            "value": "NEW",
            "t_first": at(9),
            "t_last": at(9),
            "n": 1,
            "sources": ["a"],
        },
    ]


def test_the_same_words_again_are_no_change() -> None:
    assert told({"h": 0, "name": "A", "imo": 9074729}, {"h": 1, "name": "A", "imo": 9074729}) == []
    assert told({"h": 0, "length_m": 183.0}, {"h": 1, "length_m": 183.04}) == []
    assert told() == []


def test_two_ships_on_one_mmsi_alternate() -> None:
    rows = [{"h": h, "name": "AB"[h % 2]} for h in range(6)]
    assert told(*rows) == [("name", "A", "B", None, at(1), at(4))]


def test_what_came_last_before_is_what_changed() -> None:
    rows = [{"h": 0, "name": "A"}, {"h": 5, "name": "B"}, {"h": 8, "name": "A"}]
    change = told(*rows, {"h": 12, "name": "C"})[-1]
    assert change == ("name", "A", "C", at(8), at(12), None)


def test_all_of_an_identity_is_kept_and_nothing_of_the_voyage() -> None:
    row = {"name": "A", "callsign": "JABC", "imo": 9074729, "ship_type": 70, "length_m": 183.5}
    history = history_of(said(row | {"flag": "JP", "destination": "NAHA", "draught_m": 8.0}))
    values = {one["attribute"]: one["value"] for one in history.to_pylist()}
    assert values == {
        "name": "A",
        "callsign": "JABC",
        "imo": "9074729",
        "ship_type": "70",
        "length_m": "183.5",
        "flag": "JP",
    }


def test_undated_words_are_kept_and_change_nothing() -> None:
    rows = [{"h": None, "name": "A"}, {"h": 3, "name": "B"}, {"h": None, "name": "B"}]
    assert told(*rows) == []
    history = history_of(said(*rows)).to_pylist()
    assert [(row["value"], row["t_first"], row["n"]) for row in history] == [
        ("B", at(3), 2),
        ("A", None, 1),
    ]


def test_the_name_of_the_moment() -> None:
    rows = [{"h": 2, "name": "OLD"}, {"h": 5, "name": "OLD"}, {"h": 9, "name": "NEW"}]
    asked = [at(0), at(3), at(8.9), at(9), at(99), None]
    history = history_of(said(*rows))
    names = names_at(history, [SHIP] * len(asked), asked)
    assert names == ["OLD", "OLD", "OLD", "NEW", "NEW", "NEW"]
    assert names_at(history, [1], [at(0)]) == [None]
    assert names_at(history_of(said({"h": None, "name": "X"})), [SHIP], [at(0)]) == ["X"]


def test_the_name_of_a_visitor_on_a_shared_mmsi_ends_with_it() -> None:
    rows = [{"h": h, "name": "A"} for h in (0, 10)] + [{"h": 5, "name": "B"}]
    assert names_at(history_of(said(*rows)), [SHIP] * 2, [at(4), at(8)]) == ["A", "A"]


def test_another_table_is_refused() -> None:
    with pytest.raises(SchemaError, match="object_id"):
        history_of(pa.table({"name": ["A"]}))


_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "object_id": st.sampled_from([1, 2]),
            "h": st.one_of(st.none(), st.integers(0, 9)),
            "name": st.sampled_from([None, "A", "B", "C"]),
            "ship_type": st.sampled_from([None, 70, 80]),
            "source": st.sampled_from(["x", "y", None]),
        }
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(_ROWS, st.integers(0, 25), st.randoms())
def test_cut_anywhere_and_in_any_order(rows: list, cut: int, rng: Any) -> None:  # noqa: ANN401 - random.Random
    whole = history_of(said(*rows))
    assert whole.schema == IDENTITY
    mixed = said(*rng.sample(rows, len(rows)))
    parts = [history_of(mixed.slice(0, cut)), history_of(mixed.slice(cut))]
    assert merge_histories(parts).to_pylist() == whole.to_pylist()
    assert merge_histories([whole]).to_pylist() == whole.to_pylist()
    assert sum(whole["n"].to_pylist()) == sum(
        row[name] is not None for row in rows for name in ("name", "ship_type")
    )


@settings(max_examples=60, deadline=None)
@given(_ROWS)
def test_a_change_goes_between_two_values_that_were_given(rows: list) -> None:
    history = history_of(said(*rows))
    values = {(r["object_id"], r["attribute"], r["value"]): r for r in history.to_pylist()}
    for change in changes_of(history):
        key = change.object_id, change.attribute
        before, after = values[*key, change.before], values[*key, change.after]
        assert before["t_first"] <= change.t == after["t_first"]
        assert (change.t_before is None) != (change.t_both is None)
        assert before["t_last"] in (change.t_before, change.t_both)
