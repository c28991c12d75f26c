"""One ship has one identity in all texts, and what was filled in says why."""

from typing import Any

import pyarrow as pa
import pytest
from told import SHIPS, one, sighting, table

from straitwatch.model.identity import identity_of
from straitwatch.track.naming import REGISTER, name_objects

NOBODY = REGISTER.empty_table()


def _named(*rows: dict[str, Any], register: pa.Table = SHIPS) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = name_objects(table(*rows), register).to_pylist()
    return told


def _identities(*rows: dict[str, Any], register: pa.Table = SHIPS) -> list[str]:
    told = _named(*rows, register=register)
    return [identity_of(thing) for row in told for thing in row["objects"]]


def test_a_name_and_a_number_are_one_ship_by_the_register() -> None:
    told = _named(
        sighting(1, objects=[one(name="LIAONING")]), sighting(2, objects=[one(hull="16")])
    )
    assert {identity_of(row["objects"][0]) for row in told} == {"hull:CN/16"}
    assert {slot["slot"] for slot in told[0]["derived"]} == {"objects[0].hull", "objects[0].class"}
    assert "register" in told[0]["derived"][0]["reason"]
    assert told[1]["objects"][0]["name"] == "Liaoning"


def test_other_names_and_a_register_without_them_will_do() -> None:
    rows = [sighting(i, objects=[one(name=name)]) for i, name in enumerate(("遼寧", "Liao Ning"))]
    assert set(_identities(*rows)) == {"hull:CN/16"}
    four = SHIPS.drop_columns(["aliases"])
    assert _identities(*rows, register=four) == ["name:CN/遼寧", "hull:CN/16"]


def test_without_a_register_a_text_that_gives_both_joins_them() -> None:
    both = sighting(1, objects=[one(name="Yushen", hull="33")])
    rows = both, sighting(2, objects=[one(name="Yushen")]), sighting(3, objects=[one(hull="33")])
    assert set(_identities(*rows, register=NOBODY)) == {"hull:CN/33"}
    assert _named(*rows, register=NOBODY)[1]["derived"] == [
        {"slot": "objects[0].hull", "reason": "told together with CN Yushen in text 1"}
    ]
    assert _identities(*rows[1:], register=NOBODY) == ["name:CN/yushen", "hull:CN/33"]


def test_where_two_ships_bear_a_name_nothing_is_filled_in() -> None:
    twin = sighting(1, objects=[one(name="Twin", navy="RU")])
    assert _identities(twin) == ["name:RU/twin"]
    assert _named(twin)[0]["derived"] == []


def test_another_navy_is_another_ship() -> None:
    rows = (
        sighting(i, objects=[one(hull="120", navy=navy)]) for i, navy in enumerate(["CN", "RU"])
    )
    assert set(_identities(*rows)) == {"hull:CN/120", "hull:RU/120"}


TUG = one(**{"class": "ocean tug"})


@pytest.mark.parametrize(
    ("second", "same"),
    [
        ({"hours": 10.2}, True),  # same place, spans that overlap
        ({"hours": 14.0}, False),
        ({"hours": 10.2, "dist_km": 60.0}, False),
        ({"hours": 40.0, "same_as": "s01"}, True),
        ({"hours": 40.0, "document": "text 1"}, True),
        ({"hours": 10.2, "objects": [one(**{"class": "survey ship"})]}, False),
    ],
)
def test_a_ship_known_by_its_class_is_joined_only_by_place_and_time_or_a_link(
    second: dict[str, Any], same: bool
) -> None:
    told = _identities(sighting(1, objects=[TUG]), sighting(2, **{"objects": [TUG], **second}))
    assert told[0] == "name:CN/ocean-tug-2024-09-17"
    assert (told[0] == told[1]) is same


def test_types_of_aircraft_keep_their_type_and_naming_twice_is_naming_once() -> None:
    rows = sighting(1, objects=[one(**{"class": "WZ-7 reconnaissance UAV"})]), sighting(2)
    assert _identities(*rows)[0] == "name:CN/wz-7"
    once = name_objects(table(*rows, sighting(3, objects=[TUG])), SHIPS)
    assert name_objects(once, SHIPS).equals(once)
