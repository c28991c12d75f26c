"""English texts in other words than releases use: hulls, watchers, tallies, places and zones."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

_JST = timezone(timedelta(hours=9))
_PUBLISHED = datetime.combine(date(2026, 3, 18), datetime.min.time(), UTC)  # a Wednesday
_Row = dict[str, Any]
_SEEN = "A Chinese destroyer was spotted 80 km west of Kume Island at 5 a.m. on March 14. "


def _read(text: str) -> list[_Row]:
    document = Document("a text", text, "text", "utf-8", published=_PUBLISHED)
    rows: list[_Row] = read_sightings(document).sightings.to_pylist()
    return rows


def _of(text: str, kind: str) -> list[_Row]:
    return [row for row in _read(text) if row["kind"] == kind]


def _clock(t: datetime) -> str:
    return t.astimezone(_JST).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    "text",
    [
        "Will Japan scramble jets against the Chinese drones?",
        "Did the Chinese destroyer sail through the Miyako Strait on Monday?",
        "Q: Chinese warships passed the Osumi Strait on Monday, it is reported.",
        "An MSDF destroyer is sent out whenever Russian warships pass through the Tsugaru Strait.",
        "When Chinese warships pass the Miyako Strait, P-3C aircraft from Naha monitor them.",
        "In general, Chinese warships pass the Osumi Strait, and MSDF destroyers monitor them.",
        "MSDF destroyers monitor Chinese warships around the clock.",
        "If a Chinese carrier passed the Miyako Strait tomorrow, we would scramble fighters.",
        "A painting shows the destroyer Asahi as it shadowed a Russian frigate off Tsushima.",
        "The children drew Chinese destroyers and an MSDF ship that watched them on Monday.",
        "A Chinese destroyer entered South Korea's contiguous zone on March 14.",
    ],
)
def test_questions_rules_and_stories_tell_of_nothing(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("text", "hulls"),
    [
        ("A Chinese spy ship, with 798 painted on its bow, passed the Osumi Strait", ["798"]),
        ("DDG 133 and FFG 570 of the Chinese navy passed the Miyako Strait", ["133", "570"]),
        ("A Chinese frigate numbered 515 and oiler 902 passed the Osumi Strait", ["515", "902"]),
        (
            "The Tianwangxing (that's 793, one of the Dongdiao spy ships) passed Osumi Strait",
            ["793"],
        ),
        ("A lone Steregushchiy - Gromkiy, 335 - ran Soya from east to west", ["335"]),
        ("A Chinese spy ship, marked 856, went through Miyako", ["856"]),
    ],
)
def test_hulls_stand_in_other_clothes(text: str, hulls: list[str]) -> None:
    (row,) = _of(f"{text} on March 14.", "transit")
    assert [one["hull"] for one in row["objects"]] == hulls
    assert row["gate"]


def test_ships_keep_names_that_no_table_has() -> None:
    text = (
        "The Russian tug Ivan Petrov and the rescue ship MB-97 passed the Soya Strait on March 14."
    )
    (row,) = _of(text, "transit")
    assert [one["name"] for one in row["objects"]] == ["Ivan Petrov", "MB-97"]
    assert {one["navy"] for one in row["objects"]} == {"RU"}


@pytest.mark.parametrize(
    ("text", "name", "base"),
    [
        ("The Sasebo-based destroyer Ariake kept watch.", "JS Ariake (DD-109)", "Sasebo"),
        ("A P-1 from the Kanoya base kept watch.", "P-1", "Kanoya"),
        (
            "JS Sazanami, a destroyer homeported in Kure, followed it.",
            "JS Sazanami (DD-113)",
            "Kure",
        ),
        ("The frigate Mogami took over the tail.", "JS Mogami (FFM-1)", None),
        ("The minesweeper Kuroshima is following.", "JS Kuroshima (MSC-692)", None),
        (
            "A patrol boat from Yoichi, the Wakataka, went with it.",
            "JS Wakataka (PG-825)",
            "Yoichi",
        ),
        (
            'Response: JMSDF 8th Escort Division "Kirisame" (Sasebo).',
            "JS Kirisame (DD-104)",
            "Sasebo",
        ),
    ],
)
def test_who_watched_is_told_in_other_words(text: str, name: str, base: str | None) -> None:
    (row,) = _of(_SEEN + text, "observation")
    assert [(one["name"], one["base"]) for one in row["observers"]] == [(name, base)]


def test_a_form_of_an_office_is_a_sighting_a_passage_and_who_watched() -> None:
    text = """1 Date and time: Around 9 a.m., March 14
2 Location: 80 km west of Kume Island
3 Ships: Chinese Navy Luyang III-class destroyer (131)
4 Situation: The vessel sailed southeast through the Miyako Strait toward the Pacific Ocean.
5 Response: JMSDF 5th Air Wing "P-3C" (Naha).
"""
    rows = _read(text)
    assert [row["kind"] for row in rows] == ["sighting", "transit", "observation"]
    assert rows[0]["place"] == "80 km W of Kume Island"
    assert [[one["hull"] for one in row["objects"]] for row in rows] == [["131"]] * 3
    assert rows[2]["observers"][0]["unit"] == "5th Air Wing"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Its fighters used the flight deck about 90 times on March 13.", [90]),
        (
            "It launched and recovered aircraft about 1,120 times, some 470 by helicopters.",
            [1120, 470],
        ),
        ("Fighters took off or landed around 70 times and helicopters around 40 times.", [70, 40]),
    ],
)
def test_take_offs_are_counted_in_other_words(text: str, counts: list[int]) -> None:
    carrier = "The Chinese carrier Liaoning was 300 km south of Okinawa on March 14. "
    rows = _of(carrier + text, "flight_operations")
    assert [one["n"] for row in rows for one in row["counts"]] == counts


@pytest.mark.parametrize(
    ("text", "place", "heading"),
    [
        (
            "60 km to the west of Yakushima and bound for the northwest",
            "60 km W of Yakushima",
            "NW",
        ),
        ("90 km off Cape Ashizuri, to the south, steering east,", "90 km S of Cape Ashizuri", "E"),
        ("off Cape Soya, forty kilometres to the north-west,", "40 km NW of Cape Soya", None),
    ],
)
def test_headings_and_bearings_behind_the_place(text: str, place: str, heading: str | None) -> None:
    (row,) = _of(f"A Chinese frigate was seen {text} on March 14.", "sighting")
    assert (row["place"], row["heading"]) == (place, heading)


def test_a_second_place_in_the_same_sentence() -> None:
    text = (
        "A Chinese frigate was seen 90 km west of Kume Island on March 14, "
        "having been 60 km south of it on March 12."
    )
    rows = _of(text, "sighting")
    assert [row["place"] for row in rows] == ["90 km W of Kume Island", "60 km S of Kume Island"]


def test_what_leaves_a_zone_with_a_heading_is_told_twice() -> None:
    text = (
        "A Russian destroyer had been in the contiguous zone since 7:05 a.m. on Monday; "
        "it departed toward the east at 8:16 a.m."
    )
    into, out = _of(text, "entry")
    assert (into["to_sea"], _clock(into["t_start"])) == ("contiguous zone of Japan", "03-16 07:05")
    assert (out["from_sea"], out["heading"]) == ("contiguous zone of Japan", "E")
    assert _clock(out["t_start"]) == "03-16 08:16"


@pytest.mark.parametrize(
    "text",
    [
        "A helicopter from a China Coast Guard ship violated Japanese airspace off Uotsuri Island",
        "A helicopter that took off from a Chinese destroyer intruded into Japanese airspace",
        "A Chinese Y-9 was over territorial waters near the Danjo Islands for around two minutes",
    ],
)
def test_aircraft_enter_the_airspace(text: str) -> None:
    (row,) = _of(f"{text} on March 14, the Defense Ministry said.", "entry")
    assert row["to_sea"] == "airspace of Japan"
    assert [one["navy"] for one in row["objects"]] == ["CN"]


def test_minutes_inside_are_the_time_and_no_tally() -> None:
    text = (
        "A Chinese Y-9 entered Japanese airspace at 11:29 a.m. on March 14 for about two minutes."
    )
    (row,) = _of(text, "entry")
    assert [_clock(row["t_start"]), _clock(row["t_end"])] == ["03-14 11:29", "03-14 11:31"]
    assert row["counts"] == []


def test_jets_respond_and_the_aircraft_is_told() -> None:
    text = (
        "On March 14 the JASDF scrambled against a Russian Il-38 that flew over the Sea of Japan."
    )
    assert [row["kind"] for row in _read(text)] == ["scramble", "aircraft"]
    text = "A Chinese drone flew past Okinawa on Tuesday, drawing a response from ASDF jets."
    assert [row["kind"] for row in _read(text)] == ["aircraft", "scramble"]


@pytest.mark.parametrize(
    "text",
    [
        "At no time did the ship sail into Japan's territorial waters.",
        "It stayed out of Japanese airspace throughout.",
    ],
)
def test_what_did_not_happen(text: str) -> None:
    (row,) = _of(_SEEN + text, "reported_absence")
    assert row["negation"]


def test_the_same_number_of_bombers_is_a_joint_flight_again() -> None:
    text = (
        "Two Chinese H-6 bombers and two Russian Tu-95s flew together over the Sea of Japan on "
        "March 14. The next day the same number of bombers flew through the Miyako Strait."
    )
    rows = _read(text)
    assert [row["kind"] for row in rows] == ["joint_flight", "joint_flight"]
    assert [(o["navy"], o["count"]) for o in rows[1]["objects"]] == [("CN", 2), ("RU", 2)]


def test_out_of_a_zone_is_a_leaving() -> None:
    text = (
        "A Chinese destroyer entered Japan's contiguous zone at 8 a.m. on March 14 "
        "and sailed out of it at 11:15 a.m., bound for the northwest."
    )
    into, out = _of(text, "entry")
    assert (into["to_sea"], out["from_sea"]) == ("contiguous zone of Japan",) * 2
    assert (_clock(out["t_start"]), out["heading"]) == ("03-14 11:15", "NW")


def test_for_the_first_time_this_month_is_a_first_without_a_day() -> None:
    text = "For the first time, Japan this month reported a Chinese carrier east of Iwo Jima."
    (row,) = _read(text)
    assert (row["kind"], row["t_start"]) == ("first_sighting", None)


def test_a_helicopter_off_a_ship_is_flying_from_its_deck() -> None:
    text = (
        "A helicopter took off from one of two Chinese frigates south of Kume Island on March 14."
    )
    (row,) = _read(text)
    assert row["kind"] == "flight_operations"
