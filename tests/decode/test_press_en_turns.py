"""English texts: ships in company, counted turns, the same strait, what was only told of."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.press import read_sightings

_JST = timezone(timedelta(hours=9))
_PUBLISHED = date(2024, 6, 12)  # a Wednesday


def _read(text: str) -> list[dict[str, Any]]:
    day = datetime.combine(_PUBLISHED, datetime.min.time(), UTC)
    document = Document("a text", text, "text", "utf-8", published=day)
    rows: list[dict[str, Any]] = read_sightings(document).sightings.to_pylist()
    return rows


def _jst(t: datetime) -> str:
    return t.astimezone(_JST).strftime("%m-%d %H:%M")


def _hulls(row: dict[str, Any]) -> list[str]:
    return [one["hull"] for one in row["objects"]]


def test_entries_that_are_counted_have_a_row_each() -> None:
    rows = _read(
        "A Russian Tu-142 entered Japanese airspace north of Rebun Island twice on Monday, the"
        " ministry said. The first entry was from 1:02 p.m. to 1:05 p.m. and the second from 3:30"
        " p.m. to 3:31 p.m."
    )
    hours = [(_jst(r["t_start"]), _jst(r["t_end"])) for r in rows if r["kind"] == "entry"]
    assert ("06-10 13:02", "06-10 13:05") in hours
    assert ("06-10 15:30", "06-10 15:31") in hours


def test_ships_in_company_are_of_the_group_told_before() -> None:
    rows = _read(
        "A Jiangkai II-class frigate (531) was seen 80 km north of Miyako Island on June 9. With"
        " her was the Luyang III-class destroyer (118). The two then sailed southeast through the"
        " Miyako Strait."
    )
    assert [_hulls(row) for row in rows] == [["531", "118"], ["531", "118"]]
    assert [row["kind"] for row in rows] == ["sighting", "transit"]


def test_it_and_a_ship_in_company_are_one_group() -> None:
    rows = _read(
        "A Renhai-class destroyer (103) passed the Tsushima Strait on June 3. On June 7 it crossed"
        " the Tsugaru Strait in company with a Fuchi-class supply ship (902), and on June 9, both"
        " were seen 90 km south of Cape Ashizuri."
    )
    assert [_hulls(row) for row in rows] == [["103"], ["103", "902"], ["103", "902"]]
    assert [_jst(row["t_start"])[:5] for row in rows] == ["06-03", "06-07", "06-09"]


def test_the_same_strait_is_that_of_the_ships_told_of() -> None:
    rows = _read(
        "Chinese frigates Jingzhou (532) and Xuzhou (530) sailed northwest through the Miyako"
        " Strait on June 8. Russian corvette Gromkiy (335) sailed west through the Soya Strait on"
        " June 9. The two Chinese ships are the ones that went southeast through the same strait on"
        " May 20."
    )
    assert [row["gate"] for row in rows] == ["miyako", "soya", "miyako"]
    assert rows[2]["same_as"] == rows[0]["sighting_id"]
    assert _hulls(rows[2]) == ["532", "530"]


@pytest.mark.parametrize(
    "paper", ["according to two JSO releases of June 11", "the June 11 release said"]
)
def test_the_day_of_a_paper_dates_no_passage(paper: str) -> None:
    [row] = _read(
        f"A Chinese frigate (531) sailed south through the Miyako Strait on Sunday, {paper}."
    )
    assert _jst(row["t_start"]) == "06-09 00:00"


def test_a_ship_in_the_zone_of_trade_is_seen_there() -> None:
    [row] = _read(
        "On June 9 the Chinese carrier Shandong crossed into the exclusive economic zone north of"
        " Okinotorishima, the ministry said."
    )
    assert (row["kind"], row["bearing_deg"]) == ("sighting", 0)


def test_a_strait_between_an_island_and_a_coast() -> None:
    [row] = _read(
        "A Type 052D with 118 sailed north between Yonaguni and the east coast of Taiwan on Sunday."
    )
    assert (row["gate"], _hulls(row)) == ("yonaguni-taiwan", ["118"])


def test_remarks_of_a_form_are_of_their_own() -> None:
    rows = _read(
        "1 Date and time: Sunday, June 9, 2024, around 7:00 a.m.\n"
        "2 Location: 60 km west of Rebun Island\n"
        "3 Vessels: Steregushchiy-class frigate (335), Grisha V-class frigate (362)\n"
        "4 Movement: The vessels then passed eastward through the Soya Strait.\n"
        "5 Remarks: The frigate (362) is identical to the one that sailed west through the Soya"
        " Strait on May 14.\n"
    )
    assert [_hulls(row) for row in rows] == [["335", "362"], ["335", "362"], ["362"]]
    assert rows[2]["same_as"]
    assert rows[2]["objects"][0]["navy"] == "RU"


def test_the_force_that_scrambled_fighters_is_one_observer() -> None:
    rows = _read(
        "Two Chinese H-6 bombers flew through the Miyako Strait on Sunday. The Air Self-Defense"
        " Force scrambled F-15s each time."
    )
    [row] = [one for one in rows if one["kind"] == "scramble"]
    assert [one["name"] for one in row["observers"]] == ["F-15"]


def test_zones_that_were_entered_one_after_the_other_and_left() -> None:
    rows = _read(
        "A Chinese survey ship entered Japan's contiguous zone southwest of Yakushima at about 9:40"
        " p.m. Sunday and crossed into territorial waters at around 2:15 a.m. the next day. It"
        " sailed out of the waters, heading west, at around 5:50 a.m. south of Kuchinoerabu Island."
    )
    assert [row["kind"] for row in rows] == ["entry"] * 3
    assert [row["to_sea"] for row in rows] == [
        "contiguous zone of Japan",
        "territorial sea of Japan",
        None,
    ]
    assert (rows[2]["from_sea"], rows[2]["heading"]) == ("territorial sea of Japan", "W")
    assert [_jst(row["t_start"]) for row in rows] == ["06-09 21:10", "06-10 01:45", "06-10 05:20"]


def test_a_passage_that_evening_is_no_part_of_the_sighting_before() -> None:
    rows = _read(
        "A Dongdiao-class intelligence ship was tracked 120 km south of Cape Ashizuri on Sunday and"
        " slipped through the Osumi Strait that evening, officials said."
    )
    assert [(row["kind"], _jst(row["t_start"])) for row in rows] == [
        ("sighting", "06-09 00:00"),
        ("transit", "06-09 17:00"),
    ]


def test_jets_are_fighters_of_a_tally() -> None:
    [row] = _read(
        "From June 3 to June 9 jets took off from or landed on the Shandong some 210 times, the"
        " ministry said."
    )
    assert [one["what"] for one in row["counts"]] == ["take-offs and landings of fighters"]


@pytest.mark.parametrize(
    "text",
    [
        '"She left for the Pacific at 8 a.m. on Sunday and was home by noon," he laughs.',
        "Russia said its ships had been on an exercise off Kamchatka on Sunday.",
        "An officer said Chinese ships had passed through the Miyako Strait 12 times this year.",
        "Two MSDF helicopters that crashed east of Torishima on Sunday had failed to keep watch.",
    ],
)
def test_jokes_exercises_and_failures_are_no_sightings(text: str) -> None:
    assert _read(text) == []
