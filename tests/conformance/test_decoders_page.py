"""The page of differences holds the table that the comparison uses."""

from pathlib import Path

from expected import EXPECTED, as_row

PAGE = Path(__file__).parent.parent.parent / "docs" / "decoders.md"


def test_every_difference_stands_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [row for row in map(as_row, EXPECTED) if row not in text] == []


def test_the_page_tells_no_other() -> None:
    fields = PAGE.read_text(encoding="utf-8").partition("## Fields")[2].partition("\n## ")[0]
    rows = {line for line in fields.split("\n") if line.startswith("|")}
    assert rows - {as_row(one) for one in EXPECTED} == {
        "| field | decoders | here, and why |",
        "|---|---|---|",
    }


def test_each_entry_has_its_reason() -> None:
    sources = ("M.1371-", "IEC 61162-1", "NMEA 0183", "Circ.", "CESNI", "null: there is none")
    bare = {
        "`data`",
        "decoded",
        "decoded, and the time taken",
        "a row for each part; joined in STATIC",
    }
    told = [one for one in EXPECTED if not any(word in one.ours for word in sources)]
    assert [one.what for one in told if one.ours not in bare and "`short`" not in one.ours] == [
        "codes of inland applications without a word",
        "data of an application that a decoder knows (6, 8)",
    ]
