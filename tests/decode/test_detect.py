"""Formats told from content, with a word on what cannot be read; whole sources decoded."""

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from straitwatch.decode.detect import decode_stream, detect_format
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.record import Decoded, Tally

CSV = b"time,mmsi,lat,lon,name\n2022-12-16T01:02:03Z,431000001,25.5,126.5,A\n"


def decode(data: bytes, step: int = 1 << 20, **options: object) -> tuple[list[Decoded], Tally]:
    tally = Tally("x")
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    return list(decode_stream(chunks, "x", tally, **options)), tally


@pytest.mark.parametrize(
    ("head", "format_"),
    [
        (b"!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5C\n", "aivdm"),
        (b"\\s:r1,c:1418171722*0D\\!BSVDM,1,1,,A,1,0*00\n", "aivdm"),
        (b"# a log\n2020-01-01 00:00:00 !ABVDO,1,1,,,1,0*00\n", "aivdm"),
        (b"$GPGGA,1,2\n$GPRMC,3\n", "aivdm"),
        (CSV, "csv"),
        (b"\xef\xbb\xbf" + CSV, "csv"),
        (b"# made by hand\n\n" + CSV.replace(b",", b";"), "csv"),
        (b'{"now": 1671152523, "aircraft": []}', "json"),
        (b' [\n {"mmsi": 1}]', "json"),
        (b'{"mmsi": 1}\n{"mmsi": 2}\n', "ndjson"),
        (b"PAR1....", "parquet"),
        (b"ARROW1\0\0", "arrow"),
        (b"\xff\xff\xff\xff\x10\0\0\0", "arrow"),
        (b'{\n"icao":"ac671b",\n"trace":[]}', "json"),
        (b'{"a":\n{"b": 1}}', "json"),
    ],
)
def test_formats_are_told_from_content(head: bytes, format_: str) -> None:
    assert detect_format(head, "misnamed.pdf").format == format_


def test_the_columns_of_a_csv_are_told() -> None:
    assert detect_format(CSV, "x").columns == {
        "mmsi": "mmsi",
        "t": "time",
        "lat": "lat",
        "lon": "lon",
        "name": "name",
    }


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "0 bytes: nothing in it"),
        (b"%PDF-1.7", "a PDF; save the table"),
        (b"PK\x03\x04....", "zip archive .*save its table as CSV"),
        (b"\x89PNG\r\n", "PNG"),
        (b"BZh91AY", "bunzip2"),
        (b"\xfd7zXZ\0", "unxz"),
        ("time,mmsi".encode("utf-16"), "UTF-16 .*iconv"),
        (b"<!DOCTYPE html><html>", "a page or XML"),
        (b"<?xml version='1.0'?><gpx>", "a page or XML"),
        (b"Dear reader,\nthis is a letter.\nYours", "no format known to us .text that starts"),
        (bytes(range(256)), "no format known to us .binary, first bytes 00 01"),
        (b"a,b,c\n1,2,3\n4,5,6\n", "no column for t, lat, lon, mmsi"),
        (b"year,count\n1958,25\n1959,119\n", "found 'year', 'count'"),
    ],
)
def test_what_cannot_be_read_is_said_with_the_mend(head: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as error:
        detect_format(head, "strange.dat")
    assert str(error.value).startswith("strange.dat: ")


def test_random_bytes_are_of_no_format() -> None:
    noise = random.Random(3).randbytes(3 << 20)
    with pytest.raises(SourceError, match="no format known to us"):
        decode(b"\0" + noise)


def test_sentences_after_a_long_head_are_found() -> None:
    remarks = b"remark without any sign\n" * 10_000  # 240 kB
    sentence = b"!AIVDM,1,1,,A,15M67FC000G?ufbE`FepT@3n00Sa,0*5C\n"
    _, tally = decode(remarks + sentence, step=10_000)
    assert tally.format == "aivdm"
    assert tally.lines == 10_001


def test_flags_are_filled_and_the_taking_is_told() -> None:
    out, tally = decode(CSV)
    assert out[0].statics["flag"].to_pylist() == ["JP"]
    assert tally.format == "csv"
    assert tally.notes[0].startswith("taken for csv: ")
    assert "name from 'name'" in tally.notes[1]


def test_a_cut_anywhere_gives_the_same(shared: Path) -> None:
    data = (shared / "ais/noaa-marinecadastre-2023-01.csv").read_bytes()
    whole, tally = decode(data)
    cut, tally_cut = decode(data, step=999)
    for name in ("fixes", "statics", "rejects"):
        one, other = (pa.concat_tables([getattr(d, name) for d in out]) for out in (whole, cut))
        assert one.to_pylist() == other.to_pylist()
    assert tally == tally_cut


def test_a_source_that_breaks_off_early_is_still_read() -> None:
    def chunks() -> Iterator[bytes]:
        yield CSV
        raise SourceError("cut short")

    tally, out = Tally("x"), []
    stream = decode_stream(chunks(), "x", tally)
    out.append(next(stream))
    with pytest.raises(SourceError, match="cut short"):
        out.extend(stream)
    assert sum(len(decoded.fixes) for decoded in out) == 1

    def broken() -> Iterator[bytes]:
        raise SourceError("gone")
        yield b""

    with pytest.raises(SourceError, match="gone"):
        list(decode_stream(broken(), "x", Tally("x")))


def test_a_format_may_be_told() -> None:
    _, tally = decode(CSV, format="csv")
    assert tally.fixes == 1
    with pytest.raises(ConfigError, match=r"no format 'xls': choose one of aivdm, csv"):
        decode(CSV, format="xls")


@pytest.mark.parametrize(
    ("name", "n_fixes", "n_objects"),
    [
        ("ais/solent-2016-01-12.csv", 18_623, 91),
        ("adsb/trace_full_ac671b.json", 2500, 1),
        ("adsb/border_control.json.gz", 1465, 1),
        ("ais/digitraffic-latest-20251211.json.gz", 9735, 9735),
    ],
)
def test_real_sources_of_each_format(shared: Path, name: str, n_fixes: int, n_objects: int) -> None:
    data = (shared / name).read_bytes()
    out, tally = decode(gzip.decompress(data) if name.endswith(".gz") else data)
    ids = pa.concat_tables([decoded.fixes for decoded in out])["object_id"]
    assert (len(ids), len(ids.unique())) == (n_fixes, n_objects)
    assert tally.is_balanced()
