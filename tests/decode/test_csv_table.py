"""CSV archives: real ones, their traps, damage and bounds."""

import gzip
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from straitwatch.decode.table import decode_csv
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, REJECT, STATIC

HEAD = b"time,mmsi,lat,lon\n"
ROW = "2022-12-16T01:02:%02dZ,%d,25.%d,126.5\n"

DMA_HEAD = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,"
    "IMO,Callsign,Name,Ship type,Cargo type,Width,Length,Type of position fixing device,Draught,"
    "Destination,ETA,Data source type,A,B,C,D\n"
)
DMA_ROW = (
    "30/05/2023 23:59:58,Class A,219000001,55.5,11.25,Engaged in fishing,-3.5,12.1,359.9,511,"
    "9074729,OXYZ,SØREN,Fishing,,6,23,GPS,2.5,Unknown,02/06/2023 10:00:00,AIS,15,8,3,3\n"
)


def decode(
    data: bytes, columns: Mapping[str, str] | None = None, step: int = 1 << 22
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Tally]:
    tally = Tally("x.csv")
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    out = list(decode_csv(chunks, "x.csv", tally, columns=columns))
    return *tables(out), tally


def tables(out: list[Decoded]) -> tuple[list[dict[str, Any]], ...]:
    for decoded in out:
        assert decoded.fixes.schema == FIX
        assert decoded.statics.schema == STATIC
        assert decoded.rejects.schema == REJECT
    names = ("fixes", "statics", "rejects")
    return tuple(pa.concat_tables([getattr(d, name) for d in out]).to_pylist() for name in names)


def test_the_solent_file_is_whole(shared: Path) -> None:
    data = (shared / "ais/solent-2016-01-12.csv").read_bytes()
    fixes, _, rejects, tally = decode(data)
    assert len(fixes) == 18_623
    assert len({fix["object_id"] for fix in fixes}) == 91
    assert rejects == []
    assert tally.is_balanced()
    assert (tally.lines, tally.skipped, tally.n_bytes) == (18_624, 1, len(data))
    first = fixes[0]
    assert first["t"] == datetime(2016, 1, 12, 13, 2, 11, 218000, tzinfo=UTC)
    assert (first["lon"], first["lat"]) == (-1.092935, 50.7730133333333)
    assert first["sog_kn"] == pytest.approx(5.9)
    assert first["line"] == 2
    assert any("read as UTC" in note for note in tally.notes)


def test_the_noaa_file_with_its_words(shared: Path) -> None:
    fixes, statics, _, tally = decode((shared / "ais/noaa-marinecadastre-2023-01.csv").read_bytes())
    assert len(fixes) == len(statics) == 1000
    assert fixes[0]["cog_deg"] is None  # 360.0
    assert sum(fix["heading_deg"] is None for fix in fixes) == 426  # 511.0
    hanaisha = statics[1]
    assert (hanaisha["imo"], hanaisha["name"]) == (9307839, "MSC NAISHA III")
    assert (hanaisha["length_m"], hanaisha["ship_type"]) == (208.0, 70)
    assert statics[0]["imo"] is None
    assert "NOAA MarineCadastre" in " ".join(tally.notes)


def test_the_opensky_file_in_our_units(shared: Path) -> None:
    data = gzip.decompress((shared / "adsb/opensky-states-2021-07-12.csv.gz").read_bytes())
    fixes, _, _, tally = decode(data)
    first = fixes[0]
    assert first["object_id"] == 1 << 56 | 0x3C4591
    assert first["sog_kn"] == pytest.approx(495.0, abs=0.1)  # 254.65 m/s
    assert first["alt_ft"] == pytest.approx(35_000)  # 10,668 m
    assert fixes[1]["vrate_ft_min"] == pytest.approx(-640)  # -3.2512 m/s
    assert first["cog_deg"] == pytest.approx(99.65, abs=0.01)  # its heading is the track
    assert first["t"] == datetime(2021, 7, 12, 13, 59, 58, 996000, tzinfo=UTC)  # lastposupdate
    assert tally.rejects["late"] == 476  # positions more than 60 s old
    assert len(fixes) + sum(tally.rejects.values()) == 6052


def test_the_danish_layout() -> None:
    away = DMA_ROW.replace("55.5,11.25", "91.0,0.0")
    fixes, statics, rejects, tally = decode((DMA_HEAD + DMA_ROW + away).encode())
    assert fixes[0]["t"] == datetime(2023, 5, 30, 23, 59, 58, tzinfo=UTC)
    assert fixes[0]["nav_status"] == 7
    assert fixes[0]["heading_deg"] is None
    assert fixes[0]["rot_deg_min"] == -3.5
    static = statics[0]
    assert (static["name"], static["ship_type"], static["destination"]) == ("SØREN", 30, None)
    assert (static["eta"], static["draught_m"]) == ("06-02T10:00", 2.5)
    assert [row["fault"] for row in rejects] == ["no_position"]
    assert tally.is_balanced()
    assert tally.skipped == 1


def test_lower_case_noaa_names_of_2024() -> None:
    data = (
        b"mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,"
        b"vessel_type,status,length,width,draft,cargo,transceiver\n"
        b"367000001,2024-01-01 00:00:01,-70.5,43.0,102.3,10,90,NAME,,WDI,31,15,20,8,2,,A\n"
    )
    fixes, statics, _, tally = decode(data)
    assert (fixes[0]["lon"], fixes[0]["sog_kn"], fixes[0]["nav_status"]) == (-70.5, None, None)
    assert statics[0]["name"] == "NAME"
    assert "NOAA" in tally.notes[0]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_ends_byte_order_mark_and_blank_lines(separator: str, end: str) -> None:
    text = f"Time,MMSI,Lat,Lon{end}{end}# remark{end}1671152400,431000001,25.5,126.5{end}{end}"
    fixes, _, rejects, tally = decode("﻿".encode() + text.replace(",", separator).encode())
    assert [(fix["lat"], fix["line"]) for fix in fixes] == [(25.5, 4)]
    assert rejects == []
    assert (tally.lines, tally.skipped) == (5, 4)
    assert tally.is_balanced()


@pytest.mark.parametrize(
    "time",
    [
        *("2022-12-16T01:02:03", "2022-12-16 01:02:03.000", "2022-12-16T01:02:03Z"),
        *("2022-12-16T10:02:03+09:00", "2022-12-16 10:02:03+0900", "2022-12-16 10:02:03 +09"),
        "2022-12-15T21:32:03-03:30",
        *("2022/12/16 01:02:03", "20221216 01:02:03", "16/12/2022 01:02:03", "16.12.2022 1:02:03"),
        *("1671152523", "1671152523.0", "1671152523000", "1671152523000000"),
        *("2022-12-16 01:02:03.000000000", " 2022-12-16 01:02:03 ", "2022-12-16 01:02:03 UTC"),
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_times_of_many_forms_are_one_moment(time: str, alone: bool) -> None:
    other = "" if alone else "2020-02-30 00:00:00,431000001,1,2\n"  # no such day
    fixes, _, rejects, _ = decode(f"t,mmsi,lat,lon\n{time},431000001,25,126\n{other}".encode())
    assert [fix["t"] for fix in fixes] == [datetime(2022, 12, 16, 1, 2, 3, tzinfo=UTC)]
    assert [row["fault"] for row in rejects] == ([] if alone else ["time"])


def test_month_first_where_the_days_say_so() -> None:
    rows = "12/16/2022 01:02:03,431000001,25,126\n01/02/2023 00:00:00,431000001,25,126\n"
    fixes, _, _, tally = decode(f"t,mmsi,lat,lon\n{rows}".encode())
    assert [fix["t"].isoformat()[:10] for fix in fixes] == ["2022-12-16", "2023-01-02"]
    assert any("month first" in note for note in tally.notes)


def test_a_date_and_a_clock_in_two_columns() -> None:
    fixes, *_ = decode(b"Date,Time,MMSI,Lat,Lon\n16/12/2022,01:02:03,431000001,25,126\n")
    assert fixes[0]["t"] == datetime(2022, 12, 16, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("2022-12-16 01:02:03,431000001,,126.5", "no_position"),
        ("2022-12-16 01:02:03,431000001,91,181", "no_position"),
        ("2022-12-16 01:02:03,431000001,90.01,126.5", "position"),
        ("2022-12-16 01:02:03,431000001,25,-180.5", "position"),
        ("2022-12-16 01:02:03,431000001,25,east", "position"),
        ("2022-12-16 01:02:03,431000001,inf,126", "position"),
        ("2022-12-16 01:02:03,0,25,126.5", "identity"),
        ("2022-12-16 01:02:03,1000000000,25,126.5", "identity"),
        ("2022-12-16 01:02:03,43100000x,25,126.5", "identity"),
        ("2022-12-16 01:02:03,,25,126.5", "identity"),
        (",431000001,25,126.5", "no_time"),
        ("2022-12-16 25:02:03,431000001,25,126.5", "time"),
        ("2022-13-16 01:02:03,431000001,25,126.5", "time"),
        ("1889-12-16 01:02:03,431000001,25,126.5", "time"),
        ("2022-12-16 01:0", "malformed"),
        ("2022-12-16 01:02:03,431000001,25,126.5,extra", "malformed"),
        ('2022-12-16 01:02:03,431000001,25,"126.5', "position"),
        ("2022-12-16 01:02:03,\xff,25,126.5", "encoding"),
        ("x" * (1 << 20), "too_long"),
    ],
)
def test_each_bad_row_is_a_reject_with_its_place(row: str, fault: str) -> None:
    good = [ROW % (i, 431000001, i) for i in range(3)]
    before = HEAD + "".join(good[:2]).encode()
    data = before + row.encode("latin1") + b"\n" + good[2].encode()
    fixes, _, rejects, tally = decode(data)
    assert [fix["line"] for fix in fixes] == [2, 3, 5]
    assert [(r["line"], r["offset"], r["fault"]) for r in rejects] == [(4, len(before), fault)]
    assert len(rejects[0]["raw"]) <= 200
    assert tally.is_balanced()


def test_values_that_cannot_be_are_left_out_and_counted() -> None:
    head = b"time,mmsi,lat,lon,sog,cog,heading,name\n"
    rows = "".join(
        f"2022-12-16 01:02:0{i},{mmsi},25,126,{values}\n"
        for i, (mmsi, values) in enumerate(
            [
                (431000001, "103,361,400,A"),  # beyond
                (431000001, "-1,abc,-5,A"),  # below, unreadable
                (431000001, "102.3,360,511,A"),  # not available
                (111431001, "150,359.9,359,A"),  # an aircraft of the coast guard may
            ]
        )
    )
    fixes, _, _, tally = decode(head + rows.encode())
    shown = [(f["sog_kn"], f["cog_deg"], f["heading_deg"]) for f in fixes]
    assert shown[:3] == [(None, None, None)] * 3
    assert shown[3] == (150.0, pytest.approx(359.9), 359.0)
    assert [note for note in tally.notes if "left out" in note] == [
        "2 values of sog_kn are out of range or unreadable: left out",
        "2 values of cog_deg are out of range or unreadable: left out",
        "2 values of heading_deg are out of range or unreadable: left out",
    ]


def test_quotes_closed_open_and_with_a_line_end_inside() -> None:
    rows = (
        '2022-12-16 01:02:03,431000001,25,126,"A, B"\n'  # closed
        '2022-12-16 01:02:04,431000002,25,126,"OPEN\n'  # a letter of the name
        '2022-12-16 01:02:05,431000003,25,126,M"V\n'
        '2022-12-16 01:02:06,431000004,25,126,"TWO\nLINES"\n'  # two rows: the second is broken
        "2022-12-16 01:02:07,431000005,25,126,LAST\n"
    )
    _, statics, rejects, tally = decode(b"time,mmsi,lat,lon,name\n" + rows.encode())
    names = [static["name"] for static in statics]
    assert names == ["A, B", '"OPEN', 'M"V', '"TWO', "LAST"]
    assert [(row["line"], row["raw"]) for row in rejects] == [(6, 'LINES"')]
    assert tally.is_balanced()


def test_a_row_of_static_words_comes_only_when_they_change() -> None:
    words = ["A,1", "A,1", ",", "A,1", "B,1", "A,1"]
    head = b"time,mmsi,lat,lon,name,draught\n"
    rows = [f"2022-12-16 01:02:0{i},431000001,25,126,{w}\n" for i, w in enumerate(words)]
    _, statics, _, tally = decode(head + "".join(rows).encode())
    assert [(s["name"], s["line"]) for s in statics] == [("A", 2), ("B", 6), ("A", 7)]
    assert tally.statics == 3


def test_decimal_commas_and_padded_numbers() -> None:
    rows = b"time;mmsi;lat;lon;sog\n2022-12-16 01:02:03; 431000001.0;25,5; -126,25 ;1e1\n"
    fixes, *_ = decode(rows)
    assert (fixes[0]["lat"], fixes[0]["lon"], fixes[0]["sog_kn"]) == (25.5, -126.25, 10.0)


def test_the_users_map_wins_and_is_checked() -> None:
    data = b"Zeit,Schiff,B,L,lat\n2022-12-16 01:02:03,431000001,25,126,99\n"
    given = {"t": "Zeit", "mmsi": "Schiff", "latitude": "B", "lon": "L"}
    fixes, *_ = decode(data, given)
    assert (fixes[0]["lat"], fixes[0]["lon"]) == (25.0, 126.0)
    with pytest.raises(ConfigError, match=r"'Y'.*'Zeit', 'Schiff'"):
        decode(data, {**given, "lat": "Y"})
    with pytest.raises(ConfigError, match=r"no column 'depth'.*mmsi"):
        decode(data, {**given, "depth": "B"})


def test_a_column_may_stand_for_two_of_ours() -> None:
    data = b"t,mmsi,B,L,sog\n2022-12-16 01:02:03,431000001,25,126,7\n" * 2
    odd = b'2022-12-16 01:02:04,431000001,25,126,"7\n'
    fixes, _, _, tally = decode(data + odd, {"lat": "B", "lon": "B"})
    assert [(fix["lat"], fix["lon"]) for fix in fixes] == [(25.0, 25.0)] * 3
    assert (tally.lines, tally.skipped) == (5, 2)


def test_a_header_alone_gives_no_row() -> None:
    for data in (b"time,mmsi,lat,lon", b"time,mmsi,lat,lon\n", b"time,mmsi,lat,lon,name\n\n#\n"):
        fixes, statics, rejects, tally = decode(data)
        assert fixes == statics == rejects == []
        assert tally.is_balanced()
        assert tally.lines == tally.skipped > 0


def test_a_table_without_positions_says_what_it_has_and_needs() -> None:
    with pytest.raises(SourceError) as error:
        decode(b"time,mmsi,Ost\n2022-12-16 01:02:03,431000001,25\n")
    assert "no column for lat, lon" in str(error.value)
    assert "'Ost'" in str(error.value)
    assert "map" in str(error.value)
    with pytest.raises(SourceError, match="put a line of names"):
        decode(b"1671152523,431000001,25,126\n1671152524,431000001,25,126\n")
    with pytest.raises(SourceError, match="0 bytes"):
        decode(b"")


def test_a_row_that_starts_with_a_hash_is_no_comment() -> None:
    row = "#1 PILOT,2022-12-16 01:02:03,431000001,25,126\n"
    _, statics, _, tally = decode(b"name,time,mmsi,lat,lon\n# remark\n" + row.encode())
    assert [static["name"] for static in statics] == ["#1 PILOT"]
    assert tally.skipped == 2


def test_a_header_that_comes_again_is_skipped() -> None:
    row = (ROW % (1, 431000001, 5)).encode()
    fixes, _, rejects, tally = decode(HEAD + row + HEAD + row)
    assert (len(fixes), len(rejects), tally.skipped) == (2, 0, 2)


def test_rows_that_end_in_a_separator() -> None:
    rows = "".join((ROW % (i, 431000001, i)).replace("\n", ",\n") for i in range(3))
    fixes, _, rejects, _ = decode(HEAD + rows.encode())
    assert (len(fixes), rejects) == (3, [])


def test_latin_1_rows_are_rejected_with_the_mend() -> None:
    data = b"time,mmsi,lat,lon,name\n2022-12-16 01:02:03,431000001,25,126,S\xd8REN\n"
    _, _, rejects, tally = decode(data)
    assert rejects[0]["raw"].endswith("S\\xd8REN")
    assert any("iconv" in note for note in tally.notes)


def test_a_source_that_breaks_off_gives_all_whole_rows_first() -> None:
    def chunks() -> Iterator[bytes]:
        yield HEAD + (ROW % (1, 431000001, 5)).encode() * 3 + b"2022-12-16T01:02:03Z,4310"
        raise SourceError("cut short")

    tally, out = Tally("x"), []
    with pytest.raises(SourceError, match="cut short"):
        out.extend(decode_csv(chunks(), "x", tally))
    # extend keeps what came before the error
    fixes, _, rejects = tables(out)
    assert len(fixes) == 3
    assert [row["fault"] for row in rejects] == ["truncated"]
    assert tally.is_balanced()


def test_one_row_in_ten_damaged_gives_the_other_nine() -> None:
    rng = random.Random(7)
    rows, n_bad = [], 0
    for i in range(20_000):
        row = f"2022-12-16T01:{i // 60 % 60:02}:{i % 60:02}Z,{431000001 + i % 50},25.5,126.5\n"
        if rng.random() < 0.1:
            n_bad += 1
            row = rng.choice(
                [row[:15] + "\n", row.replace("25.5", "2x.5"), row.replace("4310", "-1")]
            )
        rows.append(row)
    fixes, _, rejects, tally = decode(HEAD + "".join(rows).encode(), step=100_000)
    assert (len(fixes), len(rejects)) == (20_000 - n_bad, n_bad)
    assert tally.is_balanced()


def test_what_we_write_we_read() -> None:
    head = b"object_id,t,lon,lat\n"
    place = b",2022-12-16T00:00:00Z,126.5,25.5\n"
    names = [b"mmsi:431000001", b"icao24:ae0455", b"hull:CN/16", b"imo:9", b"431000002", b""]
    fixes, _, rejects, tally = decode(head + b"".join(name + place for name in names))
    told = [text_of_object_id(row["object_id"]) for row in fixes]
    assert told == ["mmsi:431000001", "icao24:ae0455", "hull:CN/16", "mmsi:431000002"]
    assert [(row["line"], row["fault"]) for row in rejects] == [(5, "identity"), (7, "identity")]
    assert tally.is_balanced()
