from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_stories import USNI, deployment_events, event, group, jst, said, story

from straitwatch.model.schema import EVENT
from straitwatch.report import words
from straitwatch.report.document import Evidence
from straitwatch.report.findings import find_findings, headline, remainder
from straitwatch.report.markdown import escape_markdown
from straitwatch.report.page import compose_page, tell
from straitwatch.report.rows import pick_rows


def findings(**changed: object) -> list[str]:
    made = story(**changed)
    return [text.words for text in find_findings(made, tell(made), Evidence())]


@pytest.mark.parametrize(
    ("when", "said_so"),
    [
        ("2022-12-16 JST", "on 16 December 2022"),
        ("2022-12-17 to 2022-12-31 JST", "from 17 to 31 December 2022"),
        ("2022-12-28 to 2023-01-02 JST", "from 28 December 2022 to 2 January 2023"),
        ("night of 2023-01-01 JST", "on the night of 1 January 2023"),
        ("morning to afternoon of 2023-01-01 JST", "on 1 January 2023"),
        ("afternoon of 2022-12-19 JST", "on the afternoon of 19 December 2022"),
        ("2022-99-99", "on 99 99 2022"),
    ],
)
def test_a_wording_becomes_a_sentence(when: str, said_so: str) -> None:
    assert words.on_when(when, None, None) == said_so


def test_a_moment_becomes_a_sentence() -> None:
    moment = datetime(2016, 1, 12, 13, 41, tzinfo=UTC)
    assert words.on_when(None, moment, moment) == "on 12 January 2016 at 13:41 UTC"
    assert words.on_when(None, None, None) == "at a time not given"


@pytest.mark.parametrize(
    ("seconds", "length"),
    [(12, "12 s"), (60, "1 min"), (84 * 60, "84 min"), (3.5 * 3600, "3 h 30 min"),
     (26 * 3600, "26 h"), (273 * 3600, "11 d 9 h"), (144 * 3600, "6 d")],
)  # fmt: skip
def test_a_length_of_time_reads_as_people_say_it(seconds: float, length: str) -> None:
    assert words.span(seconds) == length


def test_places_have_letters() -> None:
    assert words.lat_lon(54.83172, 50.8141) == "50.81° N, 54.83° E"
    assert words.lat_lon(-70.0, -33.0) == "33.00° S, 70.00° W"


@given(st.text())
def test_cleaned_words_have_no_control_or_direction_marks(text: str) -> None:
    cleaned = words.clean(text, 50)
    assert len(cleaned) <= 50
    assert not any(ord(c) < 32 or 0x202A <= ord(c) <= 0x202E for c in cleaned)


@given(st.text())
def test_escaped_markdown_has_no_bare_sign(text: str) -> None:
    escaped = escape_markdown(text)
    rest = escaped.replace("\\\\", "")
    assert all(rest[i - 1] == "\\" for i, c in enumerate(rest) if c in "<>[]|`*_")
    assert "\n" not in escaped


def test_findings_tell_the_deployment_first() -> None:
    found = findings()
    assert found[0].startswith("Six Chinese naval ships passed the Miyako Strait on 16 December")
    assert found[0].endswith("came back the same way on the night of 1 January 2023: 16 days.")
    assert found[1] == (
        "About 320 take-offs and landings, counted together, were reported on "
        "Liaoning (CN\u00a016) from 17 to 31 December 2022; about 60 of them from 28 to 31 "
        "December 2022, which leaves about 260 for 17–27 December 2022."
    )
    assert not any("380" in sentence for sentence in found)
    assert any(
        sentence == "A Chinese WZ-7 flew out and back through the Miyako Strait on 1 January and "
        "on 2 January 2023."
        for sentence in found
    )
    assert any(
        "survey ship entered the territorial sea of Japan near Yakushima" in s for s in found
    )
    assert any("not a finding of this report" in sentence for sentence in found)


def test_plain_ais_tells_ships_positions_and_what_cannot_be_true() -> None:
    proof = [{"source": "solent.csv", "line": 9, "t": "2016-01-12T13:41:20Z", "lon": 54.83}]
    rows = [event("f1", "impossible_position", certainty="observed", object_id="mmsi:245188000",
                  lon=54.83172, lat=50.8141, t_start=datetime(2016, 1, 12, 13, 41, tzinfo=UTC),
                  evidence=proof, detail={"speed_kn": 123456.7})]  # fmt: skip
    told = {"rows": rows, "simulated": False, "n_fixes": 18_623, "n_objects": 91,
            "t_from": datetime(2016, 1, 12, 13, 0, tzinfo=UTC),
            "t_to": datetime(2016, 1, 12, 14, 24, tzinfo=UTC)}  # fmt: skip
    found = findings(**told)
    assert found[0] == (
        "91 ships and 18,623 positions over 84 min were read from AIS. No event was found in them."
    )
    assert found[1] == (
        "One position cannot be true: MMSI 245188000 at 50.81° N, 54.83° E, "
        "which would need 123,457 knots."
    )
    made = story(**told)
    assert headline(made, tell(made)).startswith("91 ships in 84\u00a0min")


def test_a_group_that_comes_back_another_way_is_said_to() -> None:
    rows = deployment_events()
    rows[1]["where"] = "Yonaguni-Taiwan"
    assert "came back by the Yonaguni-Taiwan on" in findings(rows=rows)[0]


def test_a_lower_bound_is_not_subtracted_from() -> None:
    rows = deployment_events()
    for row in rows:
        if row["event_id"] == "bb01":
            row["n_is"] = "at_least"
    assert not any("leaves" in sentence for sentence in findings(rows=rows))


def test_what_was_heard_is_not_told_as_reported() -> None:
    heard = event("bb05", "flight_operations", object_id="mmsi:369970406", object_name="RONALD",
                  t_start=jst(17, 12), t_end=jst(17, 15), n=4, n_is="at_least",
                  certainty="inferred", detail={"counted_from": "tracks"})  # fmt: skip
    told = [one for one in findings(rows=[heard]) if "take-offs" in one]
    assert len(told) == 1
    assert told[0].startswith("At least 4 take-offs and landings at RONALD")
    assert "were heard" in told[0]
    assert "reported" not in told[0]


def test_parts_that_overlap_leave_nothing_to_say() -> None:
    rows = deployment_events()
    more = group("bb04", "flight_operations", t_start=jst(27), t_end=jst(30), n=40, n_is="about",
                 when="2022-12-27 to 2022-12-29 JST", detail={"part_of": "bb01"})  # fmt: skip
    told = pick_rows(pa.Table.from_pylist([*rows, more], schema=EVENT), 100, 5, {})
    by_id = {row.event_id: row for row in told.rows}
    assert remainder(by_id["bb01"], [by_id["bb02"]]) == ("about 260", "17–27 December 2022")
    assert remainder(by_id["bb01"], [by_id["bb02"], by_id["bb04"]]) is None
    assert remainder(by_id["bb01"], []) is None


def test_an_address_has_one_number_and_keeps_its_statements() -> None:
    book = Evidence()
    first = book.cite(said(USNI, "USNI News", "One."))
    second = book.cite(said(USNI, "USNI News", "Two.") + said("https://b.example", "B", "Three."))
    assert (first, second) == ((1,), (1, 2))
    assert book.sources[0].statements == ["One.", "Two."]
    assert book.sources[0].href == USNI


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "https://a b", "x"])
def test_only_plain_web_addresses_become_links(address: str) -> None:
    book = Evidence()
    book.cite([{"source": address, "text": "x"}])
    assert book.sources[0].href is None


def test_fixes_are_cited_by_file_and_line() -> None:
    book = Evidence()
    fixes = [{"source": "a.nmea", "line": n, "t": "2023-01-01T00:00:00Z", "lon": 127.5, "lat": 26.0}
             for n in (3, 9)]  # fmt: skip
    assert book.cite(fixes) == (1,)
    assert book.sources[0].label == "a.nmea, lines 3, 9"
    assert book.sources[0].statements[0] == "2023-01-01T00:00:00Z: 26.00° N, 127.50° E"


def test_what_texts_report_goes_before_what_fixes_show_when_rows_are_capped() -> None:
    seen = [event(f"o{i}", "transit", certainty="observed", t_start=jst(1)) for i in range(20)]
    read = [event("r1", "transit", certainty="reported", t_start=jst(20))]
    told = pick_rows(pa.Table.from_pylist(seen + read, schema=EVENT), 5, 5, {})
    assert len(told.rows) == 5
    assert "r1" in {row.event_id for row in told.rows}
    assert told.hidden("transit") == 16


def test_what_is_not_known_is_told() -> None:
    made = story(n_undated=2, simulated=True)
    page = compose_page(made, tell(made))
    section = next(s for s in page.sections if s.ident == "unknown")
    table = section.blocks[1]
    assert [row[3].words for row in table.rows] == ["26 h", "11 d 9 h", "36 h", "2 d 1 h"]
    told = dict(section.blocks[2].items)
    assert "No real position was received" in told["Coverage."].words
    assert "no coverage of its own" in told["“No entry”."].words
    assert told["Flights without a number."].words.endswith("15–16 December 2022 JST.")
    assert told["Undated fixes."].words.startswith("2 fixes")


def test_law_keeps_four_things_apart() -> None:
    made = story()
    section = next(s for s in compose_page(made, tell(made)).sections if s.ident == "law")
    heads = [head for head, _ in section.blocks[1].items]
    assert len(heads) == 4
    assert section.blocks[2].rows[0][0].words == "Transit, Miyako Strait (2)"


def test_the_same_story_makes_the_same_page() -> None:
    first, second = (compose_page(made, tell(made)) for made in (story(), story()))
    assert first == second


def test_a_statement_told_twice_stands_once() -> None:
    book = Evidence()
    book.cite(said(USNI, "USNI News", "One.") + said(USNI, "USNI News", "One."))
    assert book.sources[0].statements == ["One."]


def test_a_part_is_marked_and_stands_under_its_whole() -> None:
    made = story()
    section = next(s for s in compose_page(made, tell(made)).sections if s.ident == "flight")
    assert [(row[0].words, row[4].words) for row in section.blocks[0].rows] == [
        ("15–16 Dec 2022 JST", "number not given"),
        ("17–31 Dec 2022 JST", "about 320"),
        ("of which: 28–31 Dec 2022 JST", "about 60"),
        ("leaves: 17–27 December 2022", "about 260"),
    ]


@pytest.mark.parametrize(
    ("object_id", "name", "n", "said_so"),
    [
        ("name:XX/submarine-2020-06-18", "submarine 2020-06-18", 1, "An unidentified submarine"),
        ("name:CN/warship-2017-04-02", "warship 2017-04-02", 3, "Three Chinese warships"),
        ("hull:RU/333", "Sovershennyy", 1, "Sovershennyy (RU\u00a0333)"),
        (
            "hull:RU/333",
            "Steregushchiy-class corvette",
            1,
            "A Russian Steregushchiy-class corvette",
        ),
    ],
)
def test_ships_that_came_in_are_called_as_people_do(
    object_id: str, name: str, n: int, said_so: str
) -> None:
    told = {"object_id": object_id, "object_name": name, "n": n, "n_is": "exact"}
    told |= {"where": "Japan", "t_start": jst(18), "t_end": jst(18, 1)}
    told |= {"detail": {"tz": "Asia/Tokyo", "zone": "contiguous zone of Japan"}}
    (found,) = (f for f in findings(events=pa.Table.from_pylist(
        [event("e", "entry", **told)], schema=EVENT)) if "entered" in f)  # fmt: skip
    assert found.startswith(said_so)
    assert "entered the contiguous zone of Japan" in found
