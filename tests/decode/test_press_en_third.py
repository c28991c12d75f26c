"""English texts: wordings of newsletters, denials and lists, in sentences of the project's own."""

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


def _of(text: str, kind: str) -> list[_Row]:
    return [row for row in _read(text) if row["kind"] == kind]


def _start(row: _Row) -> str:
    told: datetime = row["t_start"]
    return told.astimezone(_JST).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    "text",
    [
        "The spokesman denied that the two Chinese ships had entered Japan's territorial waters.",
        "He said fighters of the carrier Shandong had trained in airspace announced beforehand.",
        "Moscow rejects the report of an entry by its bomber into Japanese airspace on June 4.",
    ],
)
def test_a_denial_is_no_entry(text: str) -> None:
    assert _read(text) == []


def test_what_is_said_after_a_denial_is_told() -> None:
    text = (
        "Tokyo rejected that account and said two Chinese coast guard ships entered Japan's"
        " territorial waters off Uotsuri Island on June 4."
    )
    assert [row["to_sea"] for row in _of(text, "entry")] == ["territorial sea of Japan"]


def test_ships_that_use_a_strait_pass_it() -> None:
    text = (
        "The Chinese destroyer Xiamen (154) was seen 80 km west of Kume Island on June 3."
        " It then used the Miyako Strait to get into the Pacific."
    )
    (row,) = _of(text, "transit")
    assert (row["gate"], row["to_sea"]) == ("miyako", "Pacific Ocean")
    assert [one["hull"] for one in row["objects"]] == ["154"]


@pytest.mark.parametrize(
    "text",
    [
        "The Miyako Strait is used to get into the Pacific by ships of many states.",
        "Chinese ships often use the Miyako Strait to get into the Pacific.",
    ],
)
def test_a_strait_that_is_used_as_a_rule_is_no_passage(text: str) -> None:
    assert _read(text) == []


def test_it_is_the_airspace_told_before_and_a_denial_adds_nothing() -> None:
    text = (
        "Two Russian Tu-95 bombers violated Japanese airspace on June 4. They entered it near"
        " Aogashima at 9:30 a.m. Moscow denied the planes had entered the airspace."
    )
    rows = _of(text, "entry")
    assert [_start(row) for row in rows][-1] == "06-04 09:30"
    assert {row["to_sea"] for row in rows} == {"airspace of Japan"}
    assert len(rows) <= 2


def test_ships_of_two_navies_are_named_in_the_next_sentence() -> None:
    text = (
        "Two Chinese warships and three Russian warships were sighted 70 km northeast of Rebun"
        " Island at about 3 a.m. on June 10. The release identified the Chinese ships as the"
        " destroyer Xiamen (154) and the frigate Linyi (547), and the Russian ships as the"
        " destroyer Admiral Panteleyev (548), the corvette Gremyashchiy (337) and the corvette"
        " Gromkiy (335). The ships then sailed east through La Perouse Strait."
    )
    hulls = [("CN", "154"), ("CN", "547"), ("RU", "548"), ("RU", "337"), ("RU", "335")]
    for kind in ("sighting", "transit"):
        (row,) = _of(text, kind)
        assert [(one["navy"], one["hull"]) for one in row["objects"]] == hulls


@pytest.mark.parametrize("second", ["the second", "the other two", "the second pair"])
def test_two_pairs_of_four_ships_are_found_apart(second: str) -> None:
    text = (
        "Four Chinese warships were on the move, the ministry said. Japanese ships came upon one"
        " pair 50 km west of Cape Ashizuri around 4 p.m. on June 9, and upon"
        f" {second} some 40 km to the southeast of the same cape around 7 p.m. on June 10."
    )
    rows = _of(text, "sighting")
    assert [row["place"] for row in rows] == [
        "50 km W of Cape Ashizuri",
        "40 km SE of Cape Ashizuri",
    ]
    assert [_start(row) for row in rows] == ["06-09 15:30", "06-10 18:30"]
    assert [[(o["navy"], o["count"]) for o in row["objects"]] for row in rows] == [[("CN", 2)]] * 2


def test_items_of_a_newsletter_have_no_verbs() -> None:
    text = (
        "Ship movements:\n\n"
        "- June 3: Renhai-class cruiser Anshan (103) and Jiangkai II-class frigate Daqing (576)"
        " 120 km west of Uotsuri Island, then south through Miyako Strait into the Philippine"
        " Sea.\n"
        "- June 5: The same two-ship group north between Yonaguni Island and Taiwan into the East"
        " China Sea.\n"
        "- June 7: A Y-9 intelligence plane west through the waters between Okinawa and Miyako"
        " Island.\n"
    )
    seen, out, back, plane = _read(text)
    told = [(one["kind"], one["heading"], _start(one)[:5]) for one in (seen, out, back, plane)]
    assert told == [
        ("sighting", None, "06-03"),
        ("transit", "S", "06-03"),
        ("transit", "N", "06-05"),
        ("aircraft", "W", "06-07"),
    ]
    for one in (seen, out, back):
        assert [ship["hull"] for ship in one["objects"]] == ["103", "576"]
    assert (out["gate"], back["to_sea"], plane["gate"]) == (
        "miyako",
        "East China Sea",
        "miyako",
    )


def test_a_heading_stands_before_the_strait_that_was_passed() -> None:
    text = (
        "The Russian frigate Marshal Shaposhnikov (543) was seen 60 km west of Tsushima on June"
        " 10. The ship is the same one that had gone north through the Tsushima Strait on June 2."
    )
    (row,) = _of(text, "transit")
    assert (row["heading"], _start(row)[:5]) == ("N", "06-02")
    assert row["same_as"] == _of(text, "sighting")[0]["sighting_id"]


def test_so_many_more_are_of_their_own_day() -> None:
    text = (
        "The Chinese aircraft carrier Shandong was sighted 300 km south of Okinotori Island on June"
        " 9. Its fighters and helicopters made some 120 takeoffs and landings on June 8 and about"
        " 80 more on June 9, bringing the total since June 7 to around 420."
    )
    (row,) = _of(text, "flight_operations")
    starts = [one["t_start"].astimezone(_JST).day for one in row["counts"]]
    assert [one["n"] for one in row["counts"]] == [120, 80, 420]
    assert starts == [8, 9, 7]


def test_hours_later_are_no_time_of_day() -> None:
    text = (
        "Two Chinese coast guard ships entered Japan's territorial waters off Uotsuri Island at"
        " 10 a.m. on June 10 and left some three hours later, at 1 p.m."
    )
    (row,) = _of(text, "entry")
    assert (_start(row), row["t_end"].astimezone(_JST).hour) == ("06-10 10:00", 13)


def test_items_on_other_matters_tell_of_no_passage() -> None:
    text = (
        "Dates:\n- June 2: Lecture on how Chinese ships go south through Miyako Strait.\n"
        "- June 3: Ferry trips north between Okinawa and Miyako Island.\n"
    )
    assert _read(text) == []
