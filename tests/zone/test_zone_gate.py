"""Gates: their width, their seas, and how one is found."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.model.schema import GATE
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import LAND, classify, coast_distance, open_chart
from straitwatch.zone.gate import describe_gate, find_gate, gates
from straitwatch.zone.shore import data_path

GEOD = Geod(ellps="WGS84")

# why a gate's width differs from that of the shared file, which names seven as snapped by hand
OTHERWISE = {
    "yonaguni-iriomote": "a nearer piece of Iriomote's shore, 0.7 km along from theirs",
    "san-bernardino": "theirs is by hand, and further in than the narrowest place",
    "tiran": "theirs runs over Tiran Island",
    "bosphorus": "theirs is by hand; ours the narrowest place near it",
    "dardanelles": "theirs is by hand and ends in an inlet",
    "kerch": "theirs has both ends on Crimea's shore",
    "kythira": "theirs is by hand; ours the nearest shore",
    "unimak": "theirs lies between two small islands beside the pass",
    "magellan": "theirs has both ends on the south shore",
}


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return gates().to_pylist()


def test_table(rows: list[dict]) -> None:
    assert gates().schema == GATE
    assert len({row["gate_id"] for row in rows}) == 69
    for name in GATE.names:
        if name not in ("articles", "note"):
            assert all(row[name] is not None for row in rows), name


def test_width_is_the_geodesic_between_the_ends(rows: list[dict]) -> None:
    for row in rows:
        _, _, metres = GEOD.inv(row["lon_a"], row["lat_a"], row["lon_b"], row["lat_b"])
        assert metres / NM_M == pytest.approx(row["width_nm"], abs=0.002), row["gate_id"]


def test_ends_lie_on_a_coast(rows: list[dict]) -> None:
    for end in "ab":
        lon, lat = [r[f"lon_{end}"] for r in rows], [r[f"lat_{end}"] for r in rows]
        assert np.abs(coast_distance(open_chart(), lon, lat)).max() < 5.0


def test_widths_are_those_of_the_shared_file(rows: list[dict], shared: Path) -> None:
    features = json.loads((shared / "geo" / "gates.geojson").read_text())["features"]
    assert len(features) == len(rows)
    for row, feature in zip(rows, features, strict=True):
        theirs = feature["properties"]
        same = abs(row["width_nm"] - theirs["width_nm"]) <= 0.05
        assert same != (row["gate_id"] in OTHERWISE), row["gate_id"]
        assert {row["left_sea"], row["right_sea"]} == {theirs["side_a"], theirs["side_b"]}
        for limit in (3, 12, 24):
            if same:
                there = theirs[f"beyond_{limit}nm_on_gate_nm"]
                assert row[f"beyond_{limit}nm"] == pytest.approx(there, abs=0.21), row["gate_id"]


def test_seas_lie_on_their_sides(rows: list[dict]) -> None:
    with data_path("gate_hints.csv").open(encoding="utf-8") as file:
        hints = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for row, hint in zip(rows, hints, strict=True):
        for k in "12":
            lon, lat = float(hint[f"sea_{k}_lon"]), float(hint[f"sea_{k}_lat"])
            east, north = row["lon_b"] - row["lon_a"], row["lat_b"] - row["lat_a"]
            left = east * (lat - row["lat_a"]) - north * (lon - row["lon_a"]) > 0
            assert row["left_sea" if left else "right_sea"] == hint[f"sea_{k}"], row["gate_id"]
            if row["gate_id"] not in ("suez-south", "bosphorus", "dardanelles"):  # narrow: by eye
                assert classify(open_chart(), [lon], [lat]).zone[0] != LAND, (row["gate_id"], k)


@pytest.mark.parametrize(
    ("gate_id", "left", "right"),
    [
        ("miyako", "Philippine Sea", "East China Sea"),  # from Okinawa one looks south-west
        ("yonaguni-taiwan", "Philippine Sea", "East China Sea"),  # looking north-west
        ("tsugaru-east", "Sea of Japan", "Pacific"),  # looking north
        ("gibraltar", "Mediterranean", "Atlantic"),  # looking south-east
        ("dover", "North Sea", "English Channel"),  # looking south-east
        ("hormuz", "Persian Gulf", "Gulf of Oman"),  # looking north
    ],
)
def test_left_and_right_as_a_sailor_sees_them(gate_id: str, left: str, right: str) -> None:
    gate = find_gate(gate_id)
    assert (gate["left_sea"], gate["right_sea"]) == (left, right)


def test_corridor_of_the_miyako_strait() -> None:
    assert find_gate("miyako-kume")["beyond_12nm"] == pytest.approx(86.3, abs=0.1)
    assert find_gate("宮古海峡")["gate_id"] == "miyako"


@pytest.mark.parametrize(
    ("text", "gate_id"),
    [("MIYAKO", "miyako"), ("Hormuz", "hormuz"), ("宗谷海峡", "soya"), ("perouse", "soya")],
)
def test_find(text: str, gate_id: str) -> None:
    assert find_gate(text)["gate_id"] == gate_id


@pytest.mark.parametrize(
    ("text", "told"),
    [("tsushima", "tsushima-east, tsushima-west"), ("miyako strait south", "miyako"), ("", "list")],
)
def test_what_is_not_found_names_the_near(text: str, told: str) -> None:
    with pytest.raises(ContractError, match=told):
        find_gate(text)


def test_describe() -> None:
    words = describe_gate(find_gate("osumi"))
    assert words["corridor"].startswith("none")
    assert "3 nm" in words["note"]
    assert words["regime"] == "high seas corridor"
    assert words["left_sea"] != words["right_sea"]
    assert all(isinstance(word, str) for word in words.values())
