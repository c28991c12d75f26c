"""A sighting is matched to a track when it can only be that one, and else to none."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from straitwatch.kernel.sphere import arc_distance, bearing, destination
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import FIX, GATE, OBJECT, SIGHTING
from straitwatch.track.match import LEAST, Match, match_sightings

Row = dict[str, Any]
NOON = datetime(2024, 9, 17, 3, tzinfo=UTC)
AT = (127.0, 27.0)
MERCHANTS = ("mmsi:431000001", "mmsi:431000002", "mmsi:431000003")
NO_GATES = GATE.empty_table()


def _track(identity: str, start: tuple[float, float], cog: float, kn: float) -> Iterator[Row]:
    for minute in range(-120, 121, 10):
        lon, lat = destination(*start, cog, kn * 1852.0 * minute / 60.0)
        yield {"object_id": parse_object_id(identity), "t": NOON + timedelta(minutes=minute),
               "lon": float(lon), "lat": float(lat), "cog_deg": cog}  # fmt: skip


def _traffic(*tracks: tuple[str, tuple[float, float], float]) -> pa.Table:
    rows = [row for identity, start, cog in tracks for row in _track(identity, start, cog, 14.0)]
    return pa.Table.from_pylist(rows, schema=FIX)


def _known(**of: Row) -> pa.Table:
    rows = [{"object_id": f"mmsi:{key[1:]}", "craft": "ship", **told} for key, told in of.items()]
    return pa.Table.from_pylist(rows, schema=OBJECT)


def _sighting(one: Row, **keys: Any) -> pa.Table:  # noqa: ANN401 - any column
    row = {
        "sighting_id": "s",
        "document": "text",
        "kind": "sighting",
        "t_start": NOON - timedelta(minutes=30),
        "t_end": NOON + timedelta(minutes=30),
        "lon": AT[0],
        "lat": AT[1],
        "radius_km": 8.0,
        "objects": [{"navy": None, "class": None, "name": None, "hull": None, **one}],
        **keys,
    }
    return pa.Table.from_pylist([row], schema=SIGHTING)


def _match(sighting: pa.Table, fixes: pa.Table, known: pa.Table) -> Match:
    (found,) = match_sightings(sighting, fixes, known, NO_GATES)
    return found


WARSHIP = {"navy": "CN", "class": "Luyang III-class destroyer", "hull": "120"}
CARGO = {"type": "cargo", "flag": "PA", "name": "EVER SO"}


def test_a_warship_amid_merchant_traffic_stays_unmatched() -> None:
    near = [(AT[0] + 0.02 * i, AT[1]) for i in range(3)]
    fixes = _traffic(*((who, place, 180.0) for who, place in zip(MERCHANTS, near, strict=True)))
    known = _known(m431000001=CARGO, m431000002={**CARGO, "type": "tanker"})
    for some in (fixes, fixes.slice(0, 25)):
        found = _match(_sighting(WARSHIP, heading="S"), some, known)
        assert found.track is None
        assert found.score < LEAST / 2
        assert found.why


def test_a_warship_that_sends_what_it_is_matches_unless_two_do() -> None:
    grey = {"type": "military operations", "flag": "CN"}
    one = _traffic((MERCHANTS[0], AT, 180.0))
    two = _traffic((MERCHANTS[0], AT, 180.0), (MERCHANTS[1], (AT[0] + 0.03, AT[1]), 180.0))
    known = _known(m431000001=grey, m431000002=grey)
    assert _match(_sighting(WARSHIP, heading="S"), one, known).track == MERCHANTS[0]
    rivals = _match(_sighting(WARSHIP, heading="S"), two, known)
    assert (rivals.track, rivals.rivals) == (None, 1)
    assert rivals.score == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"heading": "N"}, "heading"),
        ({"lon": AT[0] + 0.6}, "place"),
        ({"t_start": NOON + timedelta(hours=4), "t_end": NOON + timedelta(hours=5)}, "time"),
    ],
)
def test_each_part_alone_can_refuse(change: Row, part: str) -> None:
    known = _known(m431000001={"type": "military operations", "flag": "CN"})
    fixes = _traffic((MERCHANTS[0], AT, 180.0))
    found = _match(_sighting(WARSHIP, **{"heading": "S", **change}), fixes, known)
    assert found.track is None
    assert not found.parts or min(found.parts, key=lambda one: one.value).name == part


def test_a_name_settles_it_in_a_crowd_and_another_name_refuses() -> None:
    near = [(AT[0] + 0.02 * i, AT[1]) for i in range(3)]
    fixes = _traffic(*((who, place, 180.0) for who, place in zip(MERCHANTS, near, strict=True)))
    known = _known(m431000001=CARGO, m431000002={**CARGO, "name": "Haruna-Maru"})
    named = _match(_sighting({"name": "HARUNA MARU"}), fixes, known)
    assert (named.track, named.rivals) == (MERCHANTS[1], 0)
    assert _match(_sighting({"name": "Natsu Maru"}), fixes, known).track is None


def test_the_length_of_the_class_tells_too_and_ships_are_no_aircraft() -> None:
    known = _known(m431000001={"type": "military operations", "flag": "CN", "length_m": 60.0})
    fixes, told = _traffic((MERCHANTS[0], AT, 180.0)), _sighting(WARSHIP)
    lengths = {WARSHIP["class"]: (150.0, 160.0)}
    (found,) = match_sightings(told, fixes, known, NO_GATES, class_length_m=lengths)
    assert found.track is None
    flown = _sighting({"class": "WZ-7 reconnaissance UAV", "navy": "CN"}, kind="aircraft")
    assert _match(flown, fixes, known).best is None
    denied = _sighting(WARSHIP, negation=True)
    assert match_sightings(denied, fixes, known, NO_GATES) == []


@pytest.fixture(scope="module")
def solent(shared: Path) -> pa.Table:
    with (shared / "ais" / "solent-2016-01-12.csv").open(encoding="utf-8") as lines:
        rows = [
            {
                "object_id": int(row["MMSI"]),
                "t": datetime.fromisoformat(row["Time"]).replace(tzinfo=UTC),
                "lon": float(row["Longitude_degrees"]),
                "lat": float(row["Latitude_degrees"]),
                "cog_deg": float(row["COG_degrees"]),
            }
            for row in csv.DictReader(lines)
        ]
    return pa.Table.from_pylist(rows, schema=FIX)


def test_a_coarse_sighting_of_a_real_track_matches_only_when_its_number_is_told(
    solent: pa.Table,
) -> None:
    fix = next(row for row in solent.to_pylist() if row["object_id"] == 235013375)
    light = (-1.3035, 50.7035)  # a port near by, as a text would name it
    dist_km = round(arc_distance(*light, fix["lon"], fix["lat"]) / 10_000) * 10
    wind = round(bearing(*light, fix["lon"], fix["lat"]) / 45) * 45.0
    lon, lat = destination(*light, wind, dist_km * 1000.0)
    place = {"lon": float(lon), "lat": float(lat), "radius_km": 9.0, "bearing_deg": wind,
             "dist_km": float(dist_km), "t_start": fix["t"] - timedelta(minutes=30),
             "t_end": fix["t"] + timedelta(minutes=30)}  # fmt: skip
    nobody = OBJECT.empty_table()
    coarse = _match(_sighting({"class": "ferry", "navy": "GB"}, **place), solent, nobody)
    assert coarse.track is None
    assert coarse.rivals > 5
    told = _match(_sighting({"name": "MMSI 235013375"}, **place), solent, nobody)
    assert told.track == "mmsi:235013375"
