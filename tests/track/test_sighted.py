"""Routes from texts: where each ship of the group was put, in the order of time."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from straitwatch.decode.facts import deployment_facts
from straitwatch.model.schema import GATE, SIGHTING
from straitwatch.track.sighted import ROUTE, route_of

GATES = pa.Table.from_pylist(
    [
        {
            "gate_id": "miyako",
            "name": "Miyako Strait",
            "lon_a": 127.53044,
            "lat_a": 26.11081,
            "lon_b": 125.36119,
            "lat_b": 24.97417,
            "width_nm": 136.0,
        }
    ],
    schema=GATE,
)


def test_the_carrier_is_where_the_texts_put_it() -> None:
    rows = [
        row
        for row in route_of(deployment_facts(), GATES).to_pylist()
        if "hull:CN/16" in row.values()
    ]
    assert [row["place"] for row in rows] == [
        "440 km W of Fukue Island",
        "Miyako Strait",
        "260 km SW of Oki-Daito Island",
        "120 km E of Okinotorishima",
        "360 km E of Oki-Daito Island",
        "310 km NE of Oki-Daito Island",
        "530 km E of Kita-Daito Island",
        "Miyako Strait",
    ]
    assert rows[0]["t"] == datetime(2022, 12, 15, 1, tzinfo=UTC)
    assert (rows[1]["lon"], rows[1]["lat"]) == pytest.approx((126.4458, 25.5425), abs=1e-3)
    assert rows[1]["radius_km"] == pytest.approx(126.0, abs=0.1)
    assert {row["object_name"] for row in rows} == {"Liaoning"}


def test_rows_are_sorted_and_every_object_has_its_own() -> None:
    table = route_of(deployment_facts(), GATES)
    assert table.schema == ROUTE
    keys = [(row["object_id"], row["t_start"], row["sighting_id"]) for row in table.to_pylist()]
    assert keys == sorted(keys)
    assert {key[0] for key in keys} == {
        *(f"hull:CN/{hull}" for hull in (16, 103, 104, 120, 542, 901)),
        *(f"name:CN/{name}" for name in ("wz-7", "h-6", "survey-ship-2022-12-19")),
    }


def test_order_and_a_further_document_add_nothing() -> None:
    facts = deployment_facts()
    back = facts.take(list(range(facts.num_rows))[::-1])
    assert route_of(back, GATES).equals(route_of(facts, GATES))
    rows = route_of(facts, GATES).to_pylist()
    assert len({(row["object_id"], row["sighting_id"]) for row in rows}) == len(rows)
    assert len(rows) == 38 + 4 + 2 + 2  # group, drone, survey ship, bombers


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "observation"},
        {"negation": True},
        {"lon": None},
        {"objects": []},
        {"t_start": None},
    ],
)
def test_what_puts_no_object_at_a_place_is_no_stop(change: dict[str, object]) -> None:
    row = {
        "sighting_id": "a",
        "kind": "sighting",
        "t_start": datetime(2022, 12, 15, tzinfo=UTC),
        "lon": 131.0,
        "lat": 24.0,
        "objects": [{"navy": None, "class": "tug", "name": None, "hull": None}],
    }
    whole = pa.Table.from_pylist([row], schema=SIGHTING)
    assert route_of(whole, GATES)["object_id"].to_pylist() == ["name:XX/tug"]
    lacking = pa.Table.from_pylist([{**row, **change}], schema=SIGHTING)
    assert route_of(lacking, GATES).num_rows == 0
