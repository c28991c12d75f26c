"""English texts: further kinds of wordings, each in a sentence of the project's own."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

_JST = timezone(timedelta(hours=9))
_PUBLISHED = date(2024, 6, 12)  # a Wednesday
_Row = dict[str, Any]


def _read(text: str) -> list[_Row]:
    day = datetime.combine(_PUBLISHED, datetime.min.time(), UTC)
    document = Document("a text", text, "text", "utf-8", published=day)
    rows: list[_Row] = read_sightings(document).sightings.to_pylist()
    return rows


def _one(text: str, kind: str) -> _Row:
    rows = [row for row in _read(text) if row["kind"] == kind]
    assert len(rows) == 1, [row["kind"] for row in _read(text)]
    return rows[0]


def _span(row: _Row) -> tuple[str, str]:
    ends = (row["t_start"], row["t_end"])
    return tuple(one.astimezone(_JST).strftime("%m-%d %H:%M") for one in ends)  # type: ignore[return-value]


def _ships(row: _Row) -> list[tuple[Any, ...]]:
    keys = ("navy", "class", "name", "hull", "count")
    return [tuple(one[key] for key in keys) for one in row["objects"]]


def _bare(row: _Row) -> list[tuple[Any, ...]]:
    return [(one["navy"], str(one["class"]).split(" (")[0], one["count"]) for one in row["objects"]]


@pytest.mark.parametrize(
    ("words", "ships"),
    [
        ("a pair of Russian frigates", [("RU", "frigate", 2)]),
        ("the trio of Chinese ships", [("CN", "warship", 3)]),
        (
            "Russian and Chinese naval ships",
            [("RU", "warship", None), ("CN", "warship", None)],
        ),
        ("a Type 54A frigate", [("CN", "Jiangkai II-class frigate", 1)]),
        ("two China Coast Guard vessels", [("CN", "coast guard ship", 2)]),
        (
            "three Chinese ships: the Fujian; a Luyang II-class destroyer; and a frigate",
            [
                ("CN", "aircraft carrier", 1),
                ("CN", "Luyang II-class destroyer", 1),
                ("CN", "frigate", 1),
            ],
        ),
        (
            "three Chinese ships - a destroyer, a frigate and a supply ship -",
            [("CN", "destroyer", 1), ("CN", "frigate", 1), ("CN", "replenishment ship", 1)],
        ),
        ("a foreign submarine", [(None, "submarine", 1)]),
    ],
)
def test_ships_are_told_in_many_ways(words: str, ships: list[tuple[Any, ...]]) -> None:
    row = _one(f"On June 3 {words} were spotted 40 km west of Rebun Island.", "sighting")
    assert _bare(row) == ships


def test_hulls_stand_after_a_comma_or_in_brackets() -> None:
    text = (
        "On June 3 three Russian frigates, 333, 335 and 339, and two Chinese destroyers (hull "
        "numbers 117 and 118) were seen 40 km west of Rebun Island."
    )
    hulls = [ship[3] for ship in _ships(_one(text, "sighting"))]
    assert hulls == ["333", "335", "339", "117", "118"]


def test_both_say_of_what_class_the_ships_are() -> None:
    text = (
        "The Chinese navy ships Baotou and Shaoxing, both Type 052D destroyers, were spotted 40 km "
        "north of Aguni Island on June 3."
    )
    assert [ship[1:3] for ship in _ships(_one(text, "sighting"))] == [
        ("Luyang III-class destroyer", "Baotou"),
        ("Luyang III-class destroyer", "Shaoxing"),
    ]


def test_some_of_those_told_before_are_counted_for_themselves() -> None:
    text = (
        "Two Russian Tu-95 bombers flew over the Sea of Japan on Tuesday. At 10:40 a.m. one of the "
        "bombers flew near Hachijo Island."
    )
    row = [row for row in _read(text) if row["place"] == "Hachijo Island"]
    assert [ship[4] for ship in _ships(row[0])] == [1]


def test_a_ship_told_only_as_one_of_a_number_of_times_is_not_meant_later() -> None:
    text = (
        "A Shupang-class survey ship of the Chinese navy entered Japanese territorial waters on "
        "June 4. It was the 12th time for a Chinese warship to intrude. The ship left at noon."
    )
    entry = _one(text, "entry")
    assert _bare(entry) == [("CN", "Shupang-class survey ship", 1)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("The ministry on Tuesday said that {} on Monday", ("06-10 00:00", "06-11 00:00")),
        ("{} on June 3, from the morning to the afternoon", ("06-03 06:00", "06-03 18:00")),
        ("{} in the early hours of June 4", ("06-04 00:00", "06-04 04:00")),
        ("{} from June 3 to early June 5", ("06-03 00:00", "06-06 00:00")),
    ],
)
def test_days_and_hours_stand_in_many_places(text: str, span: tuple[str, str]) -> None:
    seen = "a Chinese frigate was spotted 40 km north of Aguni Island"
    assert _span(_one(text.format(seen) + ".", "sighting")) == span


def test_the_time_of_a_passage_may_be_told_in_a_sentence_of_its_own() -> None:
    text = (
        "A Russian frigate sailed west through the Soya Strait. The passage happened around 8 a.m. "
        "Monday."
    )
    assert _span(_one(text, "transit")) == ("06-10 07:30", "06-10 08:30")


def test_several_entries_of_a_sentence_have_their_own_times_and_ships() -> None:
    text = (
        "Two Russian frigates were spotted 70 km east of Cape Erimo at 8 p.m. Sunday, and a "
        "destroyer 220 km east of Cape Erimo at 7 a.m. Monday."
    )
    rows = [row for row in _read(text) if row["kind"] == "sighting"]
    assert [row["dist_km"] for row in rows] == [70, 220]
    assert [_span(row)[0] for row in rows] == ["06-09 20:00", "06-10 07:00"]
    assert [_bare(row) for row in rows] == [[("RU", "frigate", 2)], [("RU", "destroyer", 1)]]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("300 km north of Tokyo's Okinotorishima Island", "300 km N of Okinotorishima"),
        ("40 km east of the Japanese island of Miyako", "40 km E of Miyakojima"),
        ("120 km southeast of Chiba's Cape Inubosaki", "120 km SE of Cape Inubo"),
        ("90 km east of Cape Nowhere", "90 km E of Cape Nowhere"),
    ],
)
def test_places_are_told_with_what_they_belong_to(words: str, place: str) -> None:
    assert _one(f"On June 3 a Chinese frigate was seen {words}.", "sighting")["place"] == place


def test_the_same_area_is_that_of_the_sighting_before() -> None:
    text = (
        "A Chinese destroyer was seen 40 km north of Aguni Island on June 3. A Chinese frigate was "
        "sighted sailing east in the same area on June 4."
    )
    rows = _read(text)
    assert [row["place"] for row in rows] == ["40 km N of Aguni Island"] * 2
    assert rows[1]["heading"] == "E"


def test_between_the_islands_is_the_strait_told_before() -> None:
    text = (
        "A Chinese frigate sailed between Yonaguni and Iriomote on June 3. A destroyer was seen "
        "sailing north between the islands on June 4."
    )
    assert {row["gate"] or row["place"] for row in _read(text)} <= {
        "yonaguni-iriomote",
        "strait between Yonaguni and Iriomote",
    }


def test_seas_are_told_back_and_forth() -> None:
    text = (
        "Two Russian IL-38 aircraft were seen flying back and forth between the Sea of Japan and "
        "the East China Sea on Friday."
    )
    row = _one(text, "aircraft")
    assert (row["from_sea"], row["to_sea"]) == ("Sea of Japan", "East China Sea")


@pytest.mark.parametrize(
    ("words", "what", "n"),
    [
        (
            (
                "Fighters and helicopters took off from and landed on the carrier Shandong about "
                "20 times on June 3."
            ),
            "take-offs and landings of fighters and helicopters",
            20,
        ),
        (
            (
                "Over 100 aircraft takeoffs from and landings on the Chinese carrier Liaoning were "
                "confirmed on June 3."
            ),
            "take-offs and landings",
            100,
        ),
    ],
)
def test_take_offs_are_counted_however_they_are_called(words: str, what: str, n: int) -> None:
    counts = _one(words, "flight_operations")["counts"]
    assert [(one["what"], one["n"]) for one in counts] == [(what, n)]


def test_who_was_sent_belongs_to_the_service_that_sent_it() -> None:
    text = (
        "A Chinese frigate was spotted 40 km north of Aguni Island on June 3. The Maritime "
        "Self-Defense Force sent a minesweeper and patrol aircraft to monitor the Chinese ship."
    )
    row = _one(text, "observation")
    assert {one["service"] for one in row["observers"]} == {"JMSDF"}
    assert _bare(row) == [("CN", "frigate", 1)]


def test_two_zones_that_nothing_entered_are_a_statement_each() -> None:
    text = (
        "Two Chinese frigates passed the Osumi Strait on June 3. None of the ships crossed into "
        "Japanese territorial waters or the contiguous zone."
    )
    rows = [row for row in _read(text) if row["kind"] == "reported_absence"]
    assert {row["to_sea"] for row in rows} == {
        "territorial sea of Japan",
        "contiguous zone of Japan",
    }


@pytest.mark.parametrize(
    "text",
    [
        "China protested the passage of a U.S. Navy destroyer by the island.",
        (
            "The Guangxi is a Type 075 ship, which entered service in the fleet in charge of the "
            "Taiwan Strait."
        ),
        (
            "On May 27, 1905, the Russian fleet sailed into the Tsushima Strait and met the "
            "Japanese destroyers."
        ),
        (
            "For a navy the Miyako Strait is a passage for carrier groups, submarines and fleets "
            "to enter the Pacific Ocean."
        ),
        "Under international law foreign ships are allowed to pass through the contiguous zone.",
        (
            "The ministry said its fighter jets had scrambled nearly 900 times in the year that "
            "ended in March."
        ),
        "Of the 26 sorties of Chinese aircraft 23 crossed the median line.",
        "While the Chinese ships never entered U.S. territorial waters, they were followed.",
    ],
)
def test_what_is_no_sighting_gives_no_row(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize(
    ("words", "planes"),
    [
        ("Two Chinese and two Russian bombers", [("CN", "bomber", 2), ("RU", "bomber", 2)]),
        (
            "Two Chinese H-6 bombers and two Russian Tu-95 bombers",
            [("CN", "H-6 bomber", 2), ("RU", "Tu-95 bomber", 2)],
        ),
        ("Two H-6s and two Tu-95s", [("CN", "H-6 bomber", 2), ("RU", "Tu-95 bomber", 2)]),
    ],
)
def test_aircraft_of_two_states_keep_their_own(words: str, planes: list[tuple[Any, ...]]) -> None:
    row = _one(f"{words} flew together over the Sea of Japan on June 3.", "joint_flight")
    assert _bare(row) == planes
