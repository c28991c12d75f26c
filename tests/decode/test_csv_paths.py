"""The two ways of reading a CSV, by kernels and as text, give the same."""

import gzip
import random
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.header import find_header
from straitwatch.decode.lines import find_lines
from straitwatch.decode.odd import cut_odd
from straitwatch.decode.sift import Reject, Sieve, sift
from straitwatch.decode.table import decode_csv
from straitwatch.flow.bench.csv_input import write_csv_day
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

HEADS = (
    "time,mmsi,lat,lon,sog,cog,heading,rot,status,receiver,name,imo,length",
    "name;Draught;Longitude;x1;Latitude;MMSI;# Timestamp;SOG;Navigational status;Ship type",
    "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,baroaltitude,lastposupdate",
)
GOOD = {
    "time": ["2022-12-16 01:02:03", "16/12/2022 01:02:04", "1671152523", "2022-12-16T01:02:03.5Z"],
    "mmsi": ["431000001", "431000002", "111431001", "mmsi:431000003"],
    "lat": ["25.5", "-25", "25.123456789012345678"],
    "lon": ["126.5", "-126.25", "1e1"],
    "sog": ["0", "12.3", "102.3", "149.9"],
    "cog": ["359.9", "360", "0"],
    "status": ["0", "Moored", "at anchor ", "15", "Engaged in fishing"],
    "receiver": ["r1", "station 22"],
    "name": ["A", "SØREN", "MSC NAISHA III", '"A, B"', '"C;D"', '"QUOTED"', " "],
    "imo": ["9074729", "IMO9307839", "Unknown"],
    "icao24": ["ae0455", "3C4591"],
}
ODD = [
    "",
    "NULL",
    "NaN",
    "nan",
    "inf",
    "x",
    "-",
    "91",
    "181",
    '"',
    '""',
    '"a""b"',
    "\r",
    "é",
    "1,5",
]
ODD += [
    "\ufeff",
    "#",
    "0",
    "-0.0",
    " 7 ",
    "2022-02-30 00:00:00",
    "99999999999",
    "+5",
    "1e400",
    "a\x00",
]
ALIKE = {"# timestamp": "time", "longitude": "lon", "latitude": "lat", "velocity": "sog"}
ALIKE |= {"navigational status": "status", "heading": "cog", "lastposupdate": "time"}


def _cells(name: str, separator: str) -> st.SearchStrategy[str]:
    plain = ALIKE.get(name.casefold(), name.casefold())
    good = st.sampled_from(GOOD.get(plain, ["1.5", "7"]))
    odd = [cell for cell in ODD if separator not in cell]  # the first rows tell the width
    return st.one_of(good, good, good, good, st.sampled_from(odd))


@st.composite
def archives(draw: st.DrawFn) -> bytes:
    head = draw(st.sampled_from(HEADS))
    separator = ";" if ";" in head else ","
    row = st.tuples(*[_cells(name, separator) for name in head.split(separator)]).map(
        separator.join
    )
    line = st.one_of(row, row, row, st.sampled_from(["", "#", head, f"# {head}", "a,b", "x;y;z"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    text = end.join([head, *draw(st.lists(line, min_size=1, max_size=9))])
    data = text.encode() + (end.encode() if draw(st.booleans()) else b"")
    return data.replace("é".encode(), b"\xe9") if draw(st.booleans()) else data


def by_text(data: bytes) -> tuple:
    """Decode with no kernel: every cell is cut by pyarrow and read as text."""
    header = find_header(data, "x")
    sieve, tally = Sieve("x", header.match, header.day_first), Tally("x", n_bytes=len(data))
    lines = find_lines(data)
    begin = [*lines.start.tolist(), len(data)][header.place + 1]
    odd = cut_odd(data[begin:], header, cut=False)
    tally.lines, tally.skipped = len(lines), header.place + 1 + len(odd.skipped)

    def reject(line: int, fault: Fault) -> Reject:
        start, end = int(lines.start[line]), int(lines.end[line])
        return line + 1, start, fault, data[start:end].decode("utf-8", "backslashreplace")

    first = header.place + 1
    decoded = sift(
        odd.text,
        odd.rows + first + 1,
        sieve,
        tally,
        reject=lambda row, fault: reject(int(odd.rows[row]) + first, fault),
        others=[reject(place + first, fault) for place, fault in odd.broken.items()],
    )
    tally.notes = sieve.late_notes()
    return *_rows([decoded]), tally


def by_kernels(data: bytes, step: int = 1 << 20, size: int = 1 << 20) -> tuple:
    """Decode as everybody does."""
    chunks = [data[i : i + step] for i in range(0, len(data), step)]
    tally = Tally("x")
    out = list(decode_csv(chunks, "x", tally, block_size=size))
    tally.notes = [note for note in tally.notes if "left out" in note]
    tally.format = ""
    return *_rows(out), tally


def _rows(out: list[Decoded]) -> list[list[dict]]:
    tables = ("fixes", "statics", "rejects")
    return [pa.concat_tables([getattr(d, name) for d in out]).to_pylist() for name in tables]


@settings(max_examples=50, deadline=None)
@given(archives(), st.integers(1, 99), st.integers(20, 300))
def test_rows_of_any_kind_are_read_alike(data: bytes, step: int, size: int) -> None:
    wanted = by_text(data)
    told = by_kernels(data)
    assert told == wanted, "other than as text"
    assert by_kernels(data, step, size) == told, "other when cut"
    assert told[-1].is_balanced()


@pytest.mark.parametrize(
    "name", ["ais/noaa-marinecadastre-2023-01.csv", "ais/solent-2016-01-12.csv"]
)
def test_real_archives_are_read_alike(shared: Path, name: str) -> None:
    data = (shared / name).read_bytes()
    assert by_kernels(data, 10_000, 5_000) == by_text(data)


def test_real_states_of_aircraft_are_read_alike(shared: Path) -> None:
    data = gzip.decompress((shared / "adsb/opensky-states-2021-07-12.csv.gz").read_bytes())
    assert by_kernels(data, 10_000, 5_000) == by_text(data)


@pytest.mark.parametrize("layout", ["noaa", "danish"])
def test_a_day_with_damage_is_read_alike(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "day.csv"
    write_csv_day(path, 3_000, layout)
    rng = random.Random(3)
    raw = bytearray(path.read_bytes())
    for _ in range(400):
        raw[rng.randrange(300, len(raw))] = rng.choice(b'",\n\r \xff0-.:x')
    data = bytes(raw)
    told = by_kernels(data, 4096, 4096)
    assert told == by_text(data)
    assert len(told[0]) > 2_000
    assert len(told[2]) > 100
