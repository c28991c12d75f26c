"""English texts: each kind of statement with all its slots, in sentences of the project's own."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

_JST = timezone(timedelta(hours=9))
_PUBLISHED = date(2024, 6, 12)  # a Wednesday
_Row = dict[str, Any]


def _document(text: str, published: date | None = _PUBLISHED, **more: str) -> Document:
    day = datetime.combine(published, datetime.min.time(), UTC) if published else None
    return Document("a text", text, "text", "utf-8", published=day, **more)


def _read(text: str, published: date | None = _PUBLISHED, **more: str) -> list[_Row]:
    rows: list[_Row] = read_sightings(_document(text, published, **more)).sightings.to_pylist()
    return rows


def _one(text: str, kind: str, published: date | None = _PUBLISHED) -> _Row:
    rows = [row for row in _read(text, published) if row["kind"] == kind]
    assert len(rows) == 1, [row["kind"] for row in _read(text, published)]
    return rows[0]


def _jst(t: datetime) -> str:
    return t.astimezone(_JST).strftime("%Y-%m-%d %H:%M")


def _span(row: _Row) -> tuple[str, str]:
    return _jst(row["t_start"]), _jst(row["t_end"])


def _ships(row: _Row) -> list[tuple[Any, ...]]:
    keys = ("navy", "class", "name", "hull", "count")
    return [tuple(one[key] for key in keys) for one in row["objects"]]


def _watchers(row: _Row) -> list[tuple[Any, ...]]:
    return [
        tuple(one[key] for key in ("service", "unit", "name", "base")) for one in row["observers"]
    ]


_GROUP = (
    "The People's Liberation Army Navy carrier CNS Shandong (17), cruiser CNS Yan'an (106) and two "
    "Luyang III-class destroyers (hull numbers 164 and 173) were sighted sailing northwest at "
    "4 p.m. local time on Tuesday in an area 87 miles southeast of Miyako Island, Japan's Joint "
    "Staff Office said in a Wednesday news release. "
)


def test_a_sighting_holds_who_where_when_and_which_way() -> None:
    row = _one(_GROUP, "sighting")
    assert _span(row) == ("2024-06-11 16:00", "2024-06-11 16:00")
    assert row["place"] == "140 km SE of Miyakojima"
    assert row["bearing_deg"] == 135
    assert row["dist_km"] == pytest.approx(87 * 1.609344, abs=0.05)
    assert any("87 miles" in one["reason"] for one in row["derived"])
    assert row["heading"] == "NW"
    assert _ships(row) == [
        ("CN", "aircraft carrier (class not told)", "Shandong", "17", 1),
        ("CN", "cruiser (class not told)", "Yan'an", "106", 1),
        ("CN", "Luyang III-class destroyer", None, "164", 1),
        ("CN", "Luyang III-class destroyer", None, "173", 1),
    ]
    assert row["confidence"] == pytest.approx(0.9)
    assert row["language"] == "en"


def test_spans_give_the_words_that_slots_rest_on() -> None:
    row = _one(_GROUP, "sighting")
    words = {one["slot"]: _GROUP[one["start"] : one["end"]] for one in row["spans"]}
    assert words["place"] == "87 miles southeast of Miyako Island"
    assert words["heading"] == "northwest"
    assert words["time"] == "4 p.m. local time on Tuesday"
    assert row["text"] == _GROUP[row["start"] : row["end"]]


@pytest.mark.parametrize(
    ("words", "place", "bearing", "dist"),
    [
        ("about 360 kilometers (224 miles) east of Oki-Daito Island", "Oki-Daito Island", 90, 360),
        ("in waters some 120 km off the southwest coast of Tsushima", "Tsushima", 225, 120),
        ("75 nautical miles north-northeast of Uotsuri Island", "Uotsuri", 22.5, 138.9),
        ("50km south of Yonaguni Island in Okinawa Prefecture", "Yonaguni Island", 180, 50),
        ("southwest of Yakushima", "Yakushima", 225, None),
    ],
)
def test_distances_stand_in_any_unit_and_order(
    words: str, place: str, bearing: float, dist: float | None
) -> None:
    row = _one(f"On June 3 a Chinese frigate was spotted {words}.", "sighting")
    assert place in row["place"]
    assert row["bearing_deg"] == bearing
    assert row["dist_km"] == (pytest.approx(dist, abs=0.1) if dist else None)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("around 10 a.m. on Thursday", "2024-06-06 09:30", "2024-06-06 10:30"),
        ("at 11 p.m. Monday", "2024-06-10 23:00", "2024-06-10 23:00"),
        ("at noon on June 5", "2024-06-05 12:00", "2024-06-05 12:00"),
        ("at 0300 on 5 June", "2024-06-05 03:00", "2024-06-05 03:00"),
        ("on Monday morning", "2024-06-10 06:00", "2024-06-10 12:00"),
        ("on the evening of June 5", "2024-06-05 17:00", "2024-06-05 21:00"),
        ("on Dec. 31", "2023-12-31 00:00", "2024-01-01 00:00"),
        ("from Sunday to Monday", "2024-06-09 00:00", "2024-06-11 00:00"),
        ("between June 3 and 7", "2024-06-03 00:00", "2024-06-08 00:00"),
        ("yesterday", "2024-06-11 00:00", "2024-06-12 00:00"),
        ("over the past two weeks", "2024-05-29 00:00", "2024-06-13 00:00"),
    ],
)
def test_times_and_their_vagueness(words: str, start: str, end: str) -> None:
    text = f"A Chinese destroyer was seen 80 km east of Miyako Island {words}."
    assert _span(_one(text, "sighting")) == (start, end)


def test_the_day_on_which_something_was_said_is_not_when_it_happened() -> None:
    text = (
        "The Defense Ministry said Tuesday that a Russian frigate (335) was spotted 60 km north of "
        "Rebun Island at around 5 a.m. Sunday."
    )
    assert _span(_one(text, "sighting")) == ("2024-06-09 04:30", "2024-06-09 05:30")


def test_a_transit_follows_in_words_of_its_own() -> None:
    text = (
        _GROUP + "The ships subsequently transited the Miyako Strait to enter the East China Sea."
    )
    row = _one(text, "transit")
    assert (row["gate"], row["place"]) == ("miyako", "Miyako Strait")
    assert row["to_sea"] == "East China Sea"
    assert len(row["objects"]) == 4
    assert row["t_start"] is None or any(one["slot"] == "time" for one in row["derived"])


@pytest.mark.parametrize(
    ("words", "gate", "heading", "source", "to"),
    [
        ("sailed between the main Okinawa island and Miyakojima island into the Western Pacific from the East China Sea", "miyako",  # noqa: E501 - a sentence
         None, "East China Sea", "Pacific Ocean"),
        ("passed southeast through the Miyako Strait", "miyako", "SE", None, None),
        ("transited the Osumi Strait eastward and entered the Philippine Sea", "osumi", "E", None,
         "Philippine Sea"),
        ("moved north in the waters between Yonaguni Island and Taiwan", "yonaguni-taiwan", "N",
         None, None),
        ("left the Pacific for the East China Sea by way of the waters between Amami Oshima and Yokoate Island", "amami-yokoate",  # noqa: E501 - a sentence
         None, "Pacific Ocean", "East China Sea"),
    ],
)  # fmt: skip
def test_ways_through_straits(
    words: str, gate: str, heading: str | None, source: str | None, to: str | None
) -> None:
    row = _one(f"Two Chinese frigates {words} on June 5.", "transit")
    assert (row["gate"], row["heading"]) == (gate, heading)
    assert (row["from_sea"], row["to_sea"]) == (source, to)
    assert _span(row) == ("2024-06-05 00:00", "2024-06-06 00:00")
    assert _ships(row) == [("CN", "frigate (class not told)", None, None, 2)]


def test_the_same_way_back_is_the_other_way_round() -> None:
    text = (
        "The Chinese carrier Liaoning sailed through the Miyako Strait from the East China Sea "
        "into the Pacific on June 1. It returned the same way on June 9."
    )
    back = _read(text)[1]
    assert (back["gate"], back["from_sea"], back["to_sea"]) == (
        "miyako", "Pacific Ocean", "East China Sea",
    )  # fmt: skip
    assert {"gate", "to_sea"} <= {one["slot"] for one in back["derived"]}
    assert back["objects"][0]["name"] == "Liaoning"


def test_ships_seen_before_link_to_those_of_today() -> None:
    text = (
        "A Russian Udaloy I-class destroyer (hull 548) was spotted 40 km west of Tsushima on "
        "Monday. The ship is the same as the one that sailed through the Tsugaru Strait on May 28."
    )
    now, then = _read(text)
    assert then["same_as"] == now["sighting_id"]
    assert then["gate"] is not None
    assert _span(then)[0] == "2024-05-28 00:00"
    assert _ships(then) == [("RU", "Udaloy I-class destroyer", None, "548", 1)]


def test_who_watched_with_unit_and_base() -> None:
    text = _GROUP + (
        "Destroyer JS Kirisame (DD-104), along with a JMSDF P-3C Orion of Fleet Air Wing 5 based "
        "at Naha Air Base, shadowed the group."
    )
    row = _one(text, "observation")
    assert _watchers(row) == [
        ("JMSDF", None, "JS Kirisame (DD-104)", None),
        ("JMSDF", "5th Air Wing", "P-3C", "Naha"),
    ]
    assert "P-3C Orion of Fleet Air Wing 5" in row["observers"][1]["as_written"]


def test_aircraft_a_scramble_and_that_nothing_was_entered() -> None:
    text = (
        "Two Chinese H-6 bombers flew from the East China Sea between Okinawa and Miyako islands "
        "to the Pacific on Monday afternoon. Japan Air Self-Defense Force fighters of the "
        "Southwestern Air Defense Force were scrambled in response. There was no "
        "violation of Japan's airspace."
    )
    flight, scramble, absence = _read(text)
    assert (flight["kind"], flight["gate"], flight["to_sea"]) == (
        "aircraft", "miyako", "Pacific Ocean",
    )  # fmt: skip
    assert _ships(flight) == [("CN", "H-6 bomber", None, None, 2)]
    assert _span(flight) == ("2024-06-10 12:00", "2024-06-10 18:00")
    assert scramble["kind"] == "scramble"
    assert _watchers(scramble) == [("JASDF", "Southwestern Air Defense Force", "fighters", None)]
    assert (absence["kind"], absence["negation"]) == ("reported_absence", True)
    assert absence["to_sea"] == "airspace of Japan"


def test_bombers_of_two_states_fly_together() -> None:
    text = (
        "Two Russian Tu-95 bombers and two Chinese H-6 bombers made a joint flight from the Sea of "
        "Japan to the East China Sea on Tuesday."
    )
    row = _one(text, "joint_flight")
    assert {one["navy"] for one in row["objects"]} == {"RU", "CN"}
    assert (row["from_sea"], row["to_sea"]) == ("Sea of Japan", "East China Sea")


def test_tallies_stand_side_by_side_with_their_bounds() -> None:
    text = (
        "Between June 3 and June 7 the Chinese carrier Shandong conducted about 140 takeoffs and "
        "landings, 90 by fighters and 50 by helicopters. On June 8 more than 30 sorties were seen, "
        "for a total of about 170."
    )
    counts = [c for row in _read(text) for c in row["counts"] or []]
    told = [
        (c["what"].rpartition(" of ")[2], c["n"], c["n_is"], _jst(c["t_start"])) for c in counts
    ]
    assert told == [
        ("take-offs and landings", 140, "about", "2024-06-03 00:00"),
        ("fighters", 90, "exact", "2024-06-03 00:00"),
        ("helicopters", 50, "exact", "2024-06-03 00:00"),
        ("take-offs and landings", 30, "at_least", "2024-06-08 00:00"),
        ("take-offs and landings", 170, "about", "2024-06-03 00:00"),
    ]
    assert _jst(counts[-1]["t_end"]) == "2024-06-09 00:00"


def test_an_entry_lasts_until_the_ship_left() -> None:
    text = (
        "A Chinese navy survey ship entered Japan's territorial waters southwest of Kuchinoerabu "
        "Island at around 2:40 a.m. Saturday and left the waters around 5:30 a.m."
    )
    row = _one(text, "entry")
    assert row["to_sea"] == "territorial sea of Japan"
    assert _span(row) == ("2024-06-08 02:10", "2024-06-08 06:00")
    assert _ships(row) == [("CN", "survey ship (class not told)", None, None, 1)]


def test_the_first_of_its_kind_but_not_the_first_since() -> None:
    seen = "A Chinese TB-001 drone flew between Yonaguni Island and Taiwan on Monday. "
    row = _one(
        seen + "It was the first time the ministry confirmed such a flight.", "first_sighting"
    )
    assert _ships(row) == [("CN", "TB-001 UAV", None, None, 1)]
    later = _read(seen + "It was the first time since March that it did so.")
    assert [one["kind"] for one in later] == ["aircraft"]


def test_ships_that_fired() -> None:
    text = (
        "Three Russian frigates were seen 100 km north of Rebun Island on June 6. The vessels "
        "conducted live-fire drills there on the same day."
    )
    row = _one(text, "live_firing")
    assert _ships(row) == [("RU", "frigate (class not told)", None, None, 3)]


def test_a_correction_names_what_it_takes_the_place_of() -> None:
    rows = _read(
        "Correction: An earlier version of this article gave a wrong hull number.",
        title="Ships pass",
    )
    assert [(row["kind"], row["supersedes"]) for row in rows] == [
        ("correction", "2024-06-12 Ships pass")
    ]


def test_a_correction_in_the_title_names_the_release_that_it_corrects() -> None:
    title = 'Correction to the release "On the movements of ships" of June 3'
    body = "The right hull number is 538, the ministry said."
    text = f"{title}\n\n{body}"
    document = replace(_document(text, title=title), body_start=len(title) + 2)
    (row,) = read_sightings(document).sightings.to_pylist()
    assert (row["kind"], row["supersedes"]) == (
        "correction",
        "2024-06-03 On the movements of ships",
    )


def test_six_ships_among_them_the_carrier_add_up() -> None:
    text = (
        "Six Chinese naval vessels, including the carrier Shandong and two frigates, were seen "
        "650 km south of Miyako Island on Monday."
    )
    row = _one(text, "sighting")
    assert sum(one["count"] for one in row["objects"]) == 6
    assert {(one["class"], one["count"]) for one in row["objects"]} == {
        ("warship (class not told)", 3),
        ("aircraft carrier (class not told)", 1),
        ("frigate (class not told)", 2),
    }


def test_a_list_that_follows_takes_the_place_of_a_number() -> None:
    text = (
        "On Monday at 11 a.m. three Russian ships were spotted 90 km east of Cape Soya. They "
        "comprised destroyer RFS Marshal Shaposhnikov (543) and corvettes RFS Gromkiy (335) and "
        "RFS Rezkiy (343)."
    )
    assert [one["hull"] for one in _one(text, "sighting")["objects"]] == ["543", "335", "343"]


@pytest.mark.parametrize(
    "text",
    [
        "The government plans to raise the defense budget to 8 trillion yen.",
        "China's first carrier could sail through the Miyako Strait next month, analysts said.",
        "In fiscal 2022, fighters were scrambled 778 times, the ministry said.",
        "In 2017, a Chinese vessel intruded into Japanese waters off Hokkaido.",
        "In our war game the Chinese carrier sailed through the Miyako Strait on June 3.",
        "The Liaoning arrives in a port on July 7, 2017. (Somebody/Getty Images)",
        "Defense ministers will meet on June 20 to discuss Chinese warships near Okinawa.",
        "JS Kaga (DDH-184) and carrier USS Ronald Reagan sailed 100 km south of Okinawa on June 3.",
        "Chinese Carrier Sails Through The Miyako Strait On Monday",
        "",
    ],
)
def test_what_holds_no_sighting(text: str) -> None:
    assert _read(text) == []


def test_a_text_that_nobody_dated_gives_no_day_of_its_own() -> None:
    row = _one(
        "A Chinese frigate was seen 80 km east of Miyako Island on Monday.", "sighting", None
    )
    assert row["t_start"] is None


def test_the_day_of_speaking_dates_a_text_that_has_full_dates() -> None:
    text = (
        "The ministry said on Jan. 5 that a Chinese frigate sailed through the Miyako Strait on "
        "Dec. 20, 2023. Another was seen 80 km east of Miyako Island on Wednesday."
    )
    row = _one(text, "sighting", None)
    assert _span(row)[0] == "2024-01-03 00:00"
    assert any("speaks last on 2024-01-05" in one["reason"] for one in row["derived"])


def test_the_offices_own_english_is_sure() -> None:
    row = _read(_GROUP, publisher="Ministry of Defense")[0]
    assert row["confidence"] == 1.0
