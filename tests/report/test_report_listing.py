"""The table of a terminal: aligned, cut to its width, each row with its source."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from straitwatch.model.record import Tally
from straitwatch.model.schema import EVENT
from straitwatch.report.export import to_csv, to_ndjson, to_text
from straitwatch.report.listing import event_text, tally_lines

ROW = {
    "event_id": "1",
    "kind": "transit",
    "object_id": "hull:CN/16",
    "object_name": "Liaoning",
    "others": ["hull:CN/103"],
    "t_start": datetime(2022, 12, 15, 15, tzinfo=UTC),
    "t_end": datetime(2022, 12, 16, 15, tzinfo=UTC),
    "when": "2022-12-16 JST",
    "where": "Miyako Strait",
    "from_sea": "East China Sea",
    "to_sea": "Philippine Sea",
    "n": 6,
    "n_is": "at_least",
    "certainty": "reported",
    "status": "closed",
    "evidence": '[{"source": "https://a.example/1"}, {"source": "https://a.example/2"}]',
    "detail": '{"part_of": "0"}',
}


def _events(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([ROW | row for row in rows], schema=EVENT)


def test_a_row_reads_as_a_sentence_and_leads_to_its_sources() -> None:
    lines = event_text(_events({}, {"when": None, "evidence": None, "source": "a.nmea"})).split(
        "\n"
    )
    assert lines[2].startswith("2022-12-16 JST ")
    for words in ("Liaoning (CN/16) with 103", "East China Sea → Philippine Sea", "at least 6"):
        assert words in lines[2]
    assert "(part)" in lines[2]
    assert lines[2].endswith("[1][2]")
    assert "2022-12-15 15:00 to 2022-12-16 15:00Z" in lines[3]
    assert lines[3].endswith("a.nmea")
    assert lines[4:] == ["[1] https://a.example/1", "[2] https://a.example/2"]


@pytest.mark.parametrize("width", [100, 120, 150])
def test_a_narrow_terminal_is_kept_to_and_nothing_is_lost(width: int) -> None:
    lines = event_text(_events({}), width=width).split("\n")
    assert max(map(len, lines)) <= width
    words = " ".join(lines).split()
    for word in ("Liaoning", "103", "Philippine", "[1][2]"):
        assert word in words


def test_wide_letters_take_two_columns_and_controls_none() -> None:
    lines = to_text(("a", "b"), [("宮古", "x"), ("ab\x1b[2J", "y")]).split("\n")
    assert lines[2].index("x") == lines[3].index("y") - 2
    assert "\x1b" not in lines[3]


def test_json_and_csv_hold_what_the_table_holds() -> None:
    (line,) = to_ndjson(_events({"lon": float("nan")}))
    assert '"lon":null' in line
    assert '"part_of":"0"' in line
    assert '"t_start":"2022-12-15T15:00:00Z"' in line
    head, row = to_csv(_events({"where": 'a "b", c'}))
    assert head.startswith("event_id,kind,")
    assert '"a ""b"", c"' in row


def test_a_tally_tells_its_rejects_by_reason() -> None:
    tally = Tally("a.nmea", format="aivdm", lines=3, messages=1)
    tally.rejects.update(["checksum", "checksum"])
    lines = tally_lines(tally)
    assert lines[0].startswith("a.nmea: aivdm, 3 lines: 1 messages")
    assert lines[1] == "  rejects: 2 (2 checksum)"
