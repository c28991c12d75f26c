"""Every event of the real samples, through the whole watch: what must be told, and what must not.

Each count was checked against the fixes of its sample; the comment beside it says how. A count
without one only keeps what was judged to be plausible from changing unseen.
"""

import json
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import straitwatch
from straitwatch.flow.compose import compose_events
from straitwatch.flow.config import Settings
from straitwatch.flow.watch import Watch
from straitwatch.zone.gate_file import watched_gates

Event = dict[str, Any]


@cache
def told(path: Path) -> tuple[Event, ...]:
    """Events of one file, by time; details as mappings."""
    fixes = straitwatch.decode(str(path))["fixes"]
    fixes = fixes.filter(pc.and_(pc.is_valid(fixes["t"]), pc.is_valid(fixes["lon"])))
    order = np.lexsort((np.asarray(fixes["t"].cast("int64")), np.asarray(fixes["object_id"])))
    watch = Watch(watched_gates())
    found = [watch.feed_sorted(fixes.take(order).combine_chunks()), watch.finish()]
    rows = compose_events(pa.concat_tables(found), Settings()).to_pylist()
    rows = [row | {"detail": json.loads(row["detail"])} for row in rows]
    return tuple(sorted(rows, key=lambda row: (row["t_start"], row["kind"])))


def counts(events: tuple[Event, ...]) -> dict[str, int]:
    return dict(Counter(event["kind"] for event in events))


def of(events: tuple[Event, ...], *kinds: str) -> list[Event]:
    return [event for event in events if event["kind"] in kinds]


def borders(events: tuple[Event, ...]) -> list[tuple[str, str]]:
    """Entries and exits in the order in which they were."""
    return [(event["kind"], event["where"]) for event in of(events, "entry", "exit")]


def test_ferries_anchorages_and_one_corrupt_longitude_in_the_solent(shared: Path) -> None:
    events = told(shared / "ais" / "solent-2016-01-12.csv")
    kinds = counts(events)
    assert set(kinds) == {"port_visit", "anchoring", "gap", "impossible_position"}
    (bad,) = of(events, "impossible_position")
    assert (bad["object_id"], round(bad["lon"], 2)) == ("mmsi:245188000", 54.83)
    assert kinds["anchoring"] == 9  # St Helens Roads and the Nab: each stays within 400 m, 80 min
    for stop in of(events, "anchoring"):
        assert -1.12 < stop["lon"] < -1.0
        assert 50.57 < stop["lat"] < 50.77
    ferry = [e["where"] for e in of(events, "port_visit") if e["object_id"] == "mmsi:235007473"]
    assert ferry == ["Ryde Port", "Southsea Port", "Ryde Port"]  # a hovercraft, there and back
    cat = [e["where"] for e in of(events, "port_visit") if e["object_id"] == "mmsi:235069877"]
    assert cat == ["Portsmouth Harbour", "Ryde Port", "Portsmouth Harbour"]
    silent = {e["object_id"]: e["detail"]["reception"] for e in of(events, "gap")}
    # moored or berthed at 13:17 to 13:23, and not one fix in the hour that the sample goes on
    assert set(silent) == {"mmsi:235003749", "mmsi:235066825", "mmsi:235108735"}
    assert set(silent.values()) == {"good"}


def test_twenty_eight_seconds_of_the_baltic(shared: Path) -> None:
    events = told(shared / "ais" / "dma-stream-example.nmea")
    assert counts(events) == {"crossing": 3, "transit": 3, "impossible_position": 1}
    gates = sorted(event["where"] for event in of(events, "transit"))
    assert gates == ["Fehmarn Belt", "Fehmarn Belt", "Oresund (Helsingor-Helsingborg)"]
    (bad,) = of(events, "impossible_position")
    assert bad["object_id"] == "mmsi:111111111"  # a number that no one was given: two places


@pytest.mark.parametrize(
    "name",
    [
        "noaa-marinecadastre-2023-01.csv",  # about one fix a ship
        "gpsd-sample.aivdm",  # two dated fixes of two identities
    ],
)
def test_single_fixes_tell_nothing(shared: Path, name: str) -> None:
    assert told(shared / "ais" / name) == ()


def test_a_carrier_off_san_diego(shared: Path) -> None:
    events = told(shared / "adsb" / "aircraft_carrier.json.gz")
    assert counts(events) == {
        "takeoff": 1,
        "landing": 1,  # North Island
        "deck_landing": 4,
        "deck_takeoff": 4,  # each: vanishes at 25 to 150 ft, 98 kn, sinking
        "flight_operations": 2,  # the last take-off was on the next UTC day
        "entry": 2,
        "exit": 2,
        "proximity": 1,  # out past the Coronado Islands of Mexico
        "loitering": 1,
    }
    ways = [("exit", "US"), ("entry", "MX"), ("exit", "MX"), ("entry", "US")]
    assert borders(events) == ways  # home over the Coronado Islands; the border at sea of 1970
    assert [e["status"] for e in of(events, "entry")] == ["closed", "open"]


def test_one_episode_of_false_positions_and_what_rests_on_it(shared: Path) -> None:
    events = told(shared / "adsb" / "noisy_spoofing.json.gz")
    assert counts(events) == {"entry": 6, "exit": 6, "impossible_position": 1}
    (bad,) = of(events, "impossible_position")
    assert (f"{bad['t_start']:%H:%M}", f"{bad['t_end']:%H:%M}") == ("09:24", "09:47")
    assert bad["n"] == 740  # fixes near Lviv at 51 kn and 38,000 ft
    states = ["TR", "BG", "RO", "UA", "PL"]
    pairs = [(kind, state) for state in states for kind in ("entry", "exit")]
    assert borders(events) == [("exit", "TR"), *pairs, ("entry", "SE")]
    doubt = {
        (event["kind"], event["where"]): event["detail"]["doubt"]["own"]
        for event in events
        if "doubt" in event["detail"]
    }
    assert doubt == {
        ("entry", "RO"): False,
        ("exit", "RO"): False,  # silent until the false positions
        ("entry", "UA"): True,
        ("exit", "UA"): True,  # it never was there
        ("entry", "PL"): False,
    }
    unseen = [event["where"] for event in events if event["detail"].get("unknown")]
    assert sorted(unseen) == ["PL", "RO", "UA", "UA"]  # over 19 and 20 min without a fix


def test_a_patrol_over_the_dover_strait(shared: Path) -> None:
    events = told(shared / "adsb" / "border_control.json.gz")
    assert counts(events) == {
        "takeoff": 1,
        "landing": 1,  # Lydd
        "crossing": 4,  # there and back twice: no transit
        "loitering": 1,
        "entry": 4,
        "exit": 4,
    }
    across = [("exit", "GB"), ("entry", "FR"), ("exit", "FR"), ("entry", "GB")]
    assert borders(events) == across * 2
    (stay,) = of(events, "loitering")
    over = {(part["zone"], part["state"]): part["hours"] for part in stay["detail"]["over"]}
    french = [e["detail"]["hours"] for e in of(events, "entry") if e["where"] == "FR"]
    assert sum(french) == pytest.approx(over["territorial_sea", "FR"], abs=0.01)


def test_a_day_of_an_airliner(shared: Path) -> None:
    events = told(shared / "adsb" / "trace_full_ac671b.json")
    ways = [event for event in events if event["kind"] in {"landing", "takeoff"}]
    kinds = [event["kind"] for event in ways]
    assert kinds == ["landing", "takeoff", "landing", "takeoff", "landing"]
    assert {event["certainty"] for event in ways} == {"observed"}  # its ground state says so
    places = [(round(event["lon"]), round(event["lat"])) for event in ways]
    assert places == [(-93, 45)] * 4 + [(-105, 40)]  # Minneapolis, Denver
    (gap,) = of(events, "gap")  # out of the approach to Spokane; parked at Minneapolis is none
    assert gap["lat"] == pytest.approx(47.46, abs=0.01)
    pairs = [(kind, state) for state in ("BZ", "MX") for kind in ("entry", "exit")]
    assert borders(events) == [("exit", "BZ|GT"), *pairs, ("entry", "US")]


AIRFIELDS = {
    "Barkston Heath": (-0.56, 52.96),
    "Blackpool": (-3.029, 53.772),
    "Bristol": (-2.719, 51.383),
    "Cambridge": (0.175, 52.205),
    "Cotswold": (-2.057, 51.668),
    "Cranwell": (-0.483, 53.030),
    "Farnborough": (-0.776, 51.276),
    "Heathrow": (-0.461, 51.471),
    "Lee-on-Solent": (-1.207, 50.815),
    "Liverpool": (-2.850, 53.334),
    "Luton": (-0.368, 51.875),
    "Retford": (-0.951, 53.281),
    "Sleap": (-2.772, 52.834),
    "Wycombe": (-0.808, 51.612),
}
"""Places of airfields in degrees, from general knowledge, good to half a mile."""


def near_field(event: Event, within_nm: float = 3.0) -> bool:
    east = [60 * 0.61 * (event["lon"] - lon) for lon, _ in AIRFIELDS.values()]
    north = [60 * (event["lat"] - lat) for _, lat in AIRFIELDS.values()]
    return bool(np.hypot(east, north).min() < within_nm)


def test_twenty_minutes_over_england(shared: Path) -> None:
    events = told(shared / "adsb" / "opensky-states-2021-07-12.csv.gz")
    assert counts(events) == {
        "takeoff": 16,  # each low and climbing at a place below
        "landing": 9,
        "entry": 10,
        "exit": 9,
        "proximity": 3,  # across the Channel, 16 nm off at the nearest
    }
    ways = of(events, "takeoff", "landing")
    elsewhere = [event for event in ways if not near_field(event)]
    who = [(event["kind"], event["object_id"]) for event in elsewhere]
    assert sorted(who) == [
        ("landing", "icao24:407b02"),  # a gas platform in Morecambe Bay, and off again
        ("takeoff", "icao24:406ca0"),  # a helicopter that rises from Ipswich at 35 kn
        ("takeoff", "icao24:407b02"),
    ]
    for event in ways:  # an aircraft goes up and down in turn
        mine = [one["kind"] for one in ways if one["object_id"] == event["object_id"]]
        assert all(a != b for a, b in pairwise(mine))
