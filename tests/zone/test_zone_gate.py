"""Gates: their width, their seas, and how one is found."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from straitwatch.model.error import ContractError
from straitwatch.model.schema import GATE
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import LAND, classify, coast_distance, open_chart
from straitwatch.zone.gate import REGIMES, describe_gate, find_gate, gates
from straitwatch.zone.shore import data_path

GEOD = Geod(ellps="WGS84")

# why a gate's width differs from that of the shared file, which names seven as snapped by hand
OTHERWISE = {
    "yonaguni-taiwan": "theirs ends on an island off Taiwan",
    "yonaguni-iriomote": "theirs ends on an islet 8 nm off Iriomote",
    "yokoate-takara": "theirs ends on an islet off Takara",
    "taiwan-strait": "theirs ends on an islet 6 nm off Pingtan, and on a rock off Taiwan",
    "taiwan-strait-south": "theirs runs over the Penghu Islands",
    "san-bernardino": "theirs is by hand, and further in than the narrowest place",
    "balabac": "theirs ends on an islet off Balambangan",
    "lombok": "theirs ends on an islet off Lombok",
    "torres": "theirs has both ends on islets, and leaves the channels to New Guinea open",
    "tiran": "theirs runs over Tiran Island",
    "bosphorus": "theirs is by hand; ours the narrowest place near it",
    "dardanelles": "theirs is by hand and ends in an inlet",
    "kerch": "theirs has both ends on Crimea's shore",
    "sicily": "theirs ends on a rock off Cape Bon",
    "kythira": "theirs is by hand and runs over land; ours is the Elafonisos Strait",
    "gulf-of-finland": "theirs ends on a skerry off Hanko",
    "iceland-faroe": "theirs ends on islets off Iceland and off Mykines",
    "bering-west": "theirs ends on a rock off Big Diomede",
    "unimak": "theirs lies between two small islands beside the pass",
    "florida": "theirs ends on a sand cay off Key West",
    "magellan": "theirs has both ends on the south shore",
    "bass": "theirs ends on an islet off Wilsons Promontory and on an island off Tasmania",
    "palk": "theirs runs over the islets of Adam's Bridge",
    "mozambique": "theirs ends on an islet off either shore",
}
# widths that are told of these straits elsewhere, in nautical miles
TOLD = {
    "tsugaru-east": (9.5, 0.3),  # 17.5 km
    "soya": (23, 0.5),
    "osumi": (16.5, 0.7),
    "tsushima-east": (25, 0.5),
    "tsushima-west": (23, 0.5),
    "taiwan-strait": (70, 1),  # 130 km
    "torres": (81, 1),
    "hormuz": (21, 0.5),
    "dover": (18, 1),
    "gibraltar": (7.7, 0.4),
    "messina": (1.7, 0.2),
    "oresund": (2.2, 0.3),
    "cook": (12, 0.5),
    "kythira": (4.5, 0.5),
}


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return gates().to_pylist()


def test_table(rows: list[dict]) -> None:
    assert gates().schema == GATE
    assert len({row["gate_id"] for row in rows}) == 69
    may_lack = re.compile(r"articles|note|position_|corridor_l")
    for name in GATE.names:
        if not may_lack.match(name):
            assert all(row[name] is not None for row in rows), name


def test_width_is_the_geodesic_between_the_ends(rows: list[dict]) -> None:
    for row in rows:
        _, _, metres = GEOD.inv(row["lon_a"], row["lat_a"], row["lon_b"], row["lat_b"])
        assert metres / NM_M == pytest.approx(row["width_nm"], abs=0.002), row["gate_id"]


def test_ends_lie_on_a_coast(rows: list[dict]) -> None:
    for end in "ab":
        lon, lat = [r[f"lon_{end}"] for r in rows], [r[f"lat_{end}"] for r in rows]
        assert np.abs(coast_distance(open_chart(), lon, lat)).max() < 5.0


def test_every_gate_runs_over_water_only(rows: list[dict]) -> None:
    for row in rows:
        length = row["width_nm"] * NM_M
        n = int(np.clip(length / 40.0, 100, 10_000))
        at = (np.arange(n) + 0.5) / n * length
        azimuth, _, _ = GEOD.inv(row["lon_a"], row["lat_a"], row["lon_b"], row["lat_b"])
        start = (np.full(n, v) for v in (row["lon_a"], row["lat_a"], azimuth))
        lon, lat, _ = GEOD.fwd(*start, at)
        off = coast_distance(open_chart(), lon, lat)
        to_end = np.minimum(at, length - at)
        inner = to_end > 0.05 * length
        assert not (off[to_end > 25.0] <= 0.0).any(), row["gate_id"]
        assert not (off[inner] < np.minimum(to_end[inner] / 10.0, 200.0)).any(), row["gate_id"]


def test_widths_are_those_that_are_told_elsewhere() -> None:
    for gate_id, (told, off) in TOLD.items():
        assert find_gate(gate_id)["width_nm"] == pytest.approx(told, abs=off), gate_id


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


def test_no_row_snapped_by_hand_is_left(rows: list[dict], shared: Path) -> None:
    features = json.loads((shared / "geo" / "gates.geojson").read_text())["features"]
    by_hand = [
        row["gate_id"]
        for row, feature in zip(rows, features, strict=True)
        if "check by eye" in feature["properties"]["snap"]
    ]
    assert len(by_hand) == 7
    assert set(by_hand) <= set(OTHERWISE)


def test_seas_lie_on_their_sides(rows: list[dict]) -> None:
    with data_path("gate_hints.csv").open(encoding="utf-8") as file:
        hints = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for row, hint in zip(rows, hints, strict=True):
        for k in "12":
            lon, lat = float(hint[f"sea_{k}_lon"]), float(hint[f"sea_{k}_lat"])
            east, north = row["lon_b"] - row["lon_a"], row["lat_b"] - row["lat_a"]
            left = east * (lat - row["lat_a"]) - north * (lon - row["lon_a"]) > 0
            side = "left_sea" if left else "right_sea"
            assert row[side] == hint[f"sea_{k}"], row["gate_id"]
            assert row[f"{side}_ja"] == hint[f"sea_{k}_ja"], row["gate_id"]
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


def test_names_and_seas_are_japanese_too(rows: list[dict]) -> None:
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    one_name: dict[str, str] = {}
    for row in rows:
        for name in ("name_ja", "left_sea_ja", "right_sea_ja"):
            assert japanese.search(row[name]), row["gate_id"]
        for side in ("left_sea", "right_sea"):
            assert one_name.setdefault(row[side], row[f"{side}_ja"]) == row[f"{side}_ja"]


def test_every_regime_has_its_articles(rows: list[dict]) -> None:
    articles = {
        "transit_passage": "37-44",
        "high_seas_corridor": "36",
        "treaty": "35(c)",
        "non_suspendable_innocent_passage": "45",
        "innocent_passage": "17-26",
        "archipelagic": "46-54",
    }
    assert {row["regime"] for row in rows} == set(REGIMES)
    for row in rows:
        wanted = articles.get(row["regime"])
        if row["gate_id"] == "tiran":  # its treaty is younger than the Convention's 35(c) asks for
            wanted = "45(1)(b)"
        assert (row["articles"] is None) == (wanted is None), row["gate_id"]
        assert wanted is None or wanted in row["articles"], row["gate_id"]
        if row["articles"] is None or row["regime"] == "treaty":
            assert row["note"], row["gate_id"]


def test_japans_five_straits_keep_a_corridor_by_3_nm() -> None:
    five = ("soya", "tsugaru-west", "tsugaru-east", "tsushima-east", "tsushima-west", "osumi")
    for gate_id in five:
        gate = find_gate(gate_id)
        assert gate["regime"] == "high_seas_corridor"
        assert "36" in gate["articles"]
        assert "3 nm" in gate["note"]
        assert gate["beyond_3nm"] > 3.0


def test_who_disagrees_is_told_on_both_sides_with_source_and_date(rows: list[dict]) -> None:
    told = [row for row in rows if row["position_1"]]
    disputed = {"tokara", "taiwan-strait", "hormuz", "bab-el-mandeb", "kerch", "palk", "torres"}
    assert disputed <= {row["gate_id"] for row in told}
    for row in told:
        for k in "12":
            assert re.fullmatch(r"[A-Z]{2}(, [A-Z]{2})*", row[f"position_{k}_by"]), row["gate_id"]
            assert row[f"position_{k}"].endswith(".")
            assert re.search(r"\b(19|20)\d\d\b", row[f"position_{k}_source"])
        assert row["position_1_by"] != row["position_2_by"]
    tokara = find_gate("tokara")
    assert (tokara["position_1_by"], tokara["position_2_by"]) == ("CN", "JP")
    assert "2016" in tokara["position_1_source"]


def test_corridor_of_the_miyako_strait() -> None:
    assert find_gate("miyako")["corridor_nm"] == pytest.approx(86.318, abs=0.001)
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
    assert "東シナ海" in words["left_sea"] + words["right_sea"]
    assert all(isinstance(word, str) for word in words.values())
    assert describe_gate(find_gate("miyako"))["corridor"].startswith("86.3 nm")
    assert describe_gate(find_gate("tokara"))["position_2"].startswith("JP: ")
