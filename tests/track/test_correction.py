"""A correction takes the place of what it names, and says what changed."""

from datetime import timedelta
from typing import Any

import pytest
from told import DAY, GATES, one, sighting, table

from straitwatch.track.correction import apply_corrections, corrections_of
from straitwatch.track.sighted import route_of

Row = dict[str, Any]
LATER = {"document": "text 2", "published": DAY + timedelta(days=2), "title": "A correction"}


ANOTHER = {"document": "text 9", "sighting_id": "s9", "dist_km": 50.0}


def _old(**keys: Any) -> Row:  # noqa: ANN401 - any column
    return sighting(1, **{"title": "Movements of ships", "heading": "S", **keys})


def _new(**keys: Any) -> Row:  # noqa: ANN401 - any column
    return sighting(2, **{**LATER, "heading": "SE", "objects": [one(hull="121")], **keys})


def _says(words: str = "2024-09-16 Movements of ships", **keys: Any) -> Row:  # noqa: ANN401
    row = sighting(3, kind="correction", supersedes=words, objects=[], **LATER)
    return {**row, **keys}


def test_what_it_names_is_marked_and_the_changes_are_told() -> None:
    told = table(_old(), _new(), _says())
    marked = apply_corrections(told)
    assert marked["superseded_by"].to_pylist() == ["text 2", None, None]
    assert route_of(marked, GATES)["object_id"].to_pylist() == ["hull:CN/121"]
    (correction,) = corrections_of(told)
    assert (correction.document, correction.corrected) == ("text 2", "text 1")
    changes = {change.slot: (change.before, change.after) for change in correction.changes}
    assert changes == {
        "heading": ("S", "SE"),
        "objects": ("hull:CN/120 (exact 1)", "hull:CN/121 (exact 1)"),
    }


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((_new(), _says()), "is not here"),
        ((_old(publisher="A paper"), _new(), _says()), "is not here"),
        ((_old(), _new(), _says("2024-09-15 Movements of ships")), "is not here"),
        ((_old(), _new(), _says("2024-09-16 Other matters")), "is not here"),
        ((_old(), _says()), "does not tell anew"),
        (
            (_old(), _old(document="text 9", sighting_id="s9", dist_km=50.0), _new(), _says()),
            "2 doc",
        ),
    ],
)
def test_what_cannot_be_told_marks_nothing_and_says_why(rows: tuple[Row, ...], why: str) -> None:
    told = table(*rows)
    assert set(apply_corrections(told)["superseded_by"].to_pylist()) == {None}
    assert why in (corrections_of(told)[0].why_not or "")


def test_a_date_alone_will_do_where_one_document_bears_it() -> None:
    marked = apply_corrections(table(_old(), _new(), _says("2024-09-16")))
    assert marked["superseded_by"].to_pylist() == ["text 2", None, None]


def test_of_two_of_one_date_the_one_with_the_same_ships_and_all_copies_of_it() -> None:
    other = _old(document="text 8", sighting_id="s8", objects=[one(hull="7")])
    copy = _old(document="text 9", sighting_id="s9")
    new = _new(objects=[one(hull="120"), one(hull="121")])
    marked = apply_corrections(table(_old(), other, copy, new, _says()))
    assert marked["superseded_by"].to_pylist() == ["text 2", None, "text 2", None, None]


def test_two_that_correct_each_other_correct_nothing() -> None:
    back = _says("2024-09-18", document="text 1", published=DAY, sighting_id="s4")
    told = table(_old(), _new(), _says("2024-09-16"), back)
    assert set(apply_corrections(told)["superseded_by"].to_pylist()) == {None}
    assert all("each of the two" in (one.why_not or "") for one in corrections_of(told))


def test_neither_order_nor_a_second_reading_matters() -> None:
    rows = [_old(), _new(), _says()]
    for some in (rows[::-1], [*rows, *rows]):
        assert corrections_of(table(*some)) == corrections_of(table(*rows))
