"""Tables of counts: their layouts, their rejects, and the real ones against their own sums."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.detect import decode_stream, detect_format
from straitwatch.decode.layout import find_layout
from straitwatch.decode.statistics_table import decode_statistics
from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

YEARS = b"fiscal_year,scrambles\n2001,11\n2002,22\n"
GROUPS = b"""table,fiscal_year,period,group,value
region,2001,year,north,4
region,2001,year,southwest,7
country,2001,year,Russia,10
country,2002,Q1,China,3
"""
VIOLATIONS = """no,date,place_ja,country_ja,type_ja
1,2001-02-03,北海道礼文島北方領海上空,推定ロシア,Tu-22×2、不明×1
2,2002-12-31,架空島領海上空,中国,小型無人機 ×1
""".encode()


def _decode(data: bytes, step: int = 1 << 20) -> tuple[list[Decoded], Tally]:
    tally = Tally("x.csv")
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    return list(decode_stream(chunks, "x.csv", tally)), tally


def _whole(parts: list[Decoded]) -> tuple[pa.Table, pa.Table, pa.Table]:
    return tuple(
        pa.concat_tables([getattr(part, name) for part in parts]).unify_dictionaries()
        for name in ("statistics", "violations", "rejects")
    )  # type: ignore[return-value]


@pytest.mark.parametrize("data", [YEARS, GROUPS, VIOLATIONS, b"\xef\xbb\xbf# own\n\n" + YEARS])
def test_the_layout_is_found_from_the_header(data: bytes) -> None:
    assert detect_format(data, "x").format == "statistics"
    parts, tally = _decode(data)
    assert tally.format == "statistics"
    assert tally.is_balanced()
    assert tally.rejects.total() == 0
    assert sum(part.statistics.num_rows + part.violations.num_rows for part in parts) > 1


def test_a_table_of_positions_stays_one() -> None:
    assert find_layout("date,place,country,type,lat,lon,mmsi") is None
    head = b"fiscal_year,scrambles,time,mmsi,lat,lon\n2001,1,2022-12-16T01:02:03Z,431000001,1,2\n"
    assert detect_format(head, "x").format == "csv"


def test_counts_have_their_period_and_group() -> None:
    rows = _whole(_decode(GROUPS)[0])[0].to_pylist()
    told = [(row["period"], row["group_by"], row["group"], row["value"]) for row in rows]
    assert told == [
        ("FY2001", "region", "north", 4),
        ("FY2001", "region", "southwest", 7),
        ("FY2001", "country", "Russia", 10),
        ("FY2002 Q1", "country", "China", 3),
    ]
    assert {row["what"] for row in rows} == {"scrambles"}
    assert [row["line"] for row in rows] == [2, 3, 4, 5]
    assert rows[0]["text"] == "region,2001,year,north,4"
    assert (rows[0]["document"], rows[0]["value_is"]) == ("x.csv", "exact")
    assert len({row["statistic_id"] for row in rows}) == 4


def test_a_table_may_name_its_document_and_how_a_count_is_meant() -> None:
    data = (
        b"fiscal_year;scrambles;document;publisher;published;value_is\n"
        b"2001;11;https://example.org/a;Office;2002-04-18;about\n"
    )
    row = _whole(_decode(data)[0])[0].to_pylist()[0]
    assert (row["document"], row["publisher"]) == ("https://example.org/a", "Office")
    assert row["published"].isoformat() == "2002-04-18T00:00:00+00:00"
    assert row["value_is"] == "about"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2003", Fault.MALFORMED),
        ("2003,1,2", Fault.MALFORMED),
        ("2003,many", Fault.VALUE),
        ("2003,-5", Fault.VALUE),
        ("2003,1e3", Fault.VALUE),
        ("2003,99999999999999999999", Fault.VALUE),
        ("12,5", Fault.TIME),
        (",5", Fault.VALUE),
        ("2001,11", Fault.DUPLICATE),
    ],
)
def test_a_bad_count_is_a_reject_with_its_line(line: str, fault: Fault) -> None:
    parts, tally = _decode(YEARS + line.encode() + b"\n")
    statistics, _, rejects = _whole(parts)
    assert statistics.num_rows == 2
    assert tally.is_balanced()
    assert tally.rejects == {fault: 1}
    row = rejects.to_pylist()[0]
    assert (row["line"], row["offset"], row["raw"]) == (4, len(YEARS), line)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("3,2001-13-01,礼文島上空,中国,不明×1", Fault.TIME),
        ("3,yesterday,礼文島上空,中国,不明×1", Fault.TIME),
        ("three,2001-12-01,礼文島上空,中国,不明×1", Fault.VALUE),
        ("3,2001-12-01,礼文島上空,中国,不明", Fault.VALUE),
        ("3,2001-12-01,,中国,不明×1", Fault.MALFORMED),
        ("2,2002-12-31,他,中国,不明×1", Fault.DUPLICATE),
    ],
)
def test_a_bad_violation_is_a_reject(line: str, fault: Fault) -> None:
    parts, tally = _decode(VIOLATIONS + line.encode() + b"\n")
    assert _whole(parts)[1].num_rows == 2
    assert tally.rejects == {fault: 1}
    assert tally.is_balanced()


@pytest.mark.parametrize(
    "line", ["month,2001,year,north,4", "region,2001,Q9,north,4", "region,2001,year,,4",
             "continent,2001,year,north,4", "all,2001,year,north,4"]
)  # fmt: skip
def test_a_group_that_fits_no_table_is_a_reject(line: str) -> None:
    _, tally = _decode(GROUPS + line.encode())
    assert tally.rejects.total() == (0 if line.startswith("month") else 1)


def test_bytes_that_are_no_text_are_a_reject() -> None:
    _, tally = _decode(YEARS + b"2003,\xff\xfe\n")
    assert tally.rejects == {Fault.ENCODING: 1}


def test_a_source_that_breaks_off_says_so_and_keeps_what_came() -> None:
    def chunks() -> object:
        yield YEARS + b"2003,3"
        raise SourceError("gone")

    tally, parts = Tally("x"), []
    with pytest.raises(SourceError, match="gone"):
        parts.extend(decode_statistics(chunks(), "x", tally))  # type: ignore[arg-type]
    assert tally.rejects in ({}, {Fault.TRUNCATED: 1})


def test_a_header_of_something_else_is_refused() -> None:
    with pytest.raises(SourceError, match="no header of a table of counts"):
        list(decode_statistics([b"a,b\n1,2\n"], "x", Tally("x")))
    with pytest.raises(SourceError, match="no header"):
        list(decode_statistics([], "x", Tally("x")))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 60), st.sampled_from([YEARS, GROUPS, VIOLATIONS]))
def test_cut_anywhere_the_rows_are_the_same(step: int, data: bytes) -> None:
    assert _whole(_decode(data, step)[0]) == _whole(_decode(data)[0])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_whatever_follows_a_header_is_counted(rest: bytes) -> None:
    for head in (YEARS, VIOLATIONS):
        parts, tally = _decode(head + rest)
        assert tally.is_balanced()
        rows = sum(p.statistics.num_rows + p.violations.num_rows for p in parts)
        if tally.format == "aivdm":  # what follows holds a sentence: then all of it is a log
            continue
        assert rows == tally.messages >= 2


def _real(shared: Path, name: str) -> tuple[pa.Table, pa.Table, Tally]:
    parts, tally = _decode((shared / "facts" / name).read_bytes())
    statistics, violations, _ = _whole(parts)
    assert tally.is_balanced()
    assert tally.rejects.total() == 0
    return statistics, violations, tally


def test_real_groups_add_up_to_the_real_totals(shared: Path) -> None:
    totals = _real(shared, "scrambles_by_fiscal_year_1958_2025.csv")[0].to_pylist()
    total = {row["period"]: row["value"] for row in totals}
    assert len(total) == 68
    assert (total["FY1958"], total["FY2016"], total["FY2025"]) == (25, 1168, 595)
    sums: Counter[tuple[str, str]] = Counter()
    groups = _real(shared, "scrambles_tables.csv")[0].to_pylist()
    for row in groups:
        sums[row["period"], row["group_by"]] += row["value"]
    assert len(groups) == 41
    assert sums["FY2021", "region"] == 217 + 31 + 104 + 652 == 1004
    whole = {key: n for key, n in sums.items() if key[0] in total}
    assert len(whole) == 10
    assert {key: n for key, n in whole.items() if n != total[key[0]]} == {}
    assert {key[0] for key in sums} - set(total) == {"FY2026 Q1"}


def test_real_violations_are_all_read(shared: Path) -> None:
    _, table, tally = _real(shared, "airspace_violations_published_1967_2025.csv")
    rows = table.to_pylist()
    assert [row["no"] for row in rows] == list(range(1, 50))
    assert (rows[0]["date"], rows[-1]["date"]) == ("1967-08-19", "2025-05-03")
    states = Counter(row["country"] for row in rows)
    assert states["SU"] + states["RU"] + states["CN"] + states["TW"] == 49
    assert states["CN"] == 4
    assert {row["no"] for row in rows if row["estimated"]} == {38, 46}
    by_no = {row["no"]: row for row in rows}
    assert [(a["type"], a["count"]) for a in by_no[15]["aircraft"]] == [("Tu-16", 1), ("Tu-95", 1)]
    assert by_no[48]["place"] == "Rebun Island"
    assert by_no[48]["bearing_deg"] == 0.0
    assert by_no[13]["lon"] == pytest.approx(128.4, abs=0.5)
    placed = sum(row["lon"] is not None for row in rows)
    assert placed >= 26
    lost = f"; of {49 - placed} the place is not in the gazetteer" if placed < 49 else ""
    assert tally.notes[-1] == f"49 violations of airspace{lost}"
