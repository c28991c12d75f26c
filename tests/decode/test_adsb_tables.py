"""Heatmaps of readsb, and tables of OpenSky in each of their forms."""

import io
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straitwatch.decode.detect import decode_stream
from straitwatch.model.error import SourceError
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.record import Tally
from straitwatch.model.schema import ON_GROUND

T0 = 1_700_000_100


def decode(data: bytes) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Tally]:
    tally = Tally("x")
    parts = list(decode_stream([data[k : k + 999] for k in range(0, len(data), 999)], "x", tally))
    tables = [pa.concat_tables([getattr(part, n) for part in parts]) for n in ("fixes", "statics")]
    assert tally.is_balanced()
    return tables[0].to_pylist(), tables[1].to_pylist(), tally


def entry(hex_: int, lat: int, lon: int, alt: int, gs: int) -> bytes:
    return struct.pack("<Iiihh", hex_, lat, lon, alt, gs)


def slice_head(t_s: int) -> bytes:
    stamp = t_s * 1000
    return struct.pack("<IiIhh", 0xE7F7C9D, stamp >> 32, stamp & 0xFFFFFFFF, 30_000, 0)


def heatmap() -> bytes:
    info = struct.pack("<Ii8s", 0xAE0455, (1 << 30) + 7000, b"NAVY7   ")
    rows = [
        *(entry(2, 0, 0, 0, 0), entry(7, 0, 0, 0, 0), slice_head(T0), info),
        entry(0xAE0455 | 5 << 27, 25_500_000, 126_500_000, 40, 3005),
        entry(1 << 24 | 0x2B1234 | 11 << 27, 25_600_000, -126_500_000, -123, -1),
        entry(0xAE0456, 95_600_000, 126_500_000, -124, 5),
        slice_head(T0 + 30),
        entry(0xAE0455, 25_510_000, 126_510_000, -124, 3005),
    ]
    return b"".join(rows)


def test_a_heatmap() -> None:
    fixes, statics, tally = decode(heatmap())
    assert (tally.format, tally.lines, tally.skipped) == ("heatmap", 9, 4)
    assert tally.rejects == {"position": 1}
    assert [text_of_object_id(fix["object_id"]) for fix in fixes] == [
        *("icao24:ae0455", "icao24:~2b1234", "icao24:ae0455")
    ]
    assert [fix["alt_ft"] for fix in fixes] == [1000, None, None]
    assert fixes[0]["sog_kn"] == pytest.approx(300.5)
    assert (fixes[1]["nav_status"], fixes[1]["sog_kn"]) == (ON_GROUND, None)
    assert [fix["t"] for fix in fixes] == [
        datetime.fromtimestamp(t, UTC) for t in (T0, T0, T0 + 30)
    ]
    assert statics[0]["callsign"] == "NAVY7"
    assert tally.by_type == {"mlat": 1, "tisb_other": 1, "adsb_icao": 1}
    assert any("slices of 30 s" in note for note in tally.notes)


def test_a_heatmap_cut_short() -> None:
    with pytest.raises(SourceError, match="ends within an entry"):
        decode(heatmap()[:-3])


HEADER = [
    *("time", "icao24", "lat", "lon", "velocity", "heading", "vertrate", "callsign", "onground"),
    *("alert", "spi", "squawk", "baroaltitude", "geoaltitude", "lastposupdate", "lastcontact"),
]
ROWS = [
    [T0, "ae0455", 25.5, 126.5, 100.0, 90.0, 5.08, "NAVY7", False, False, False, "7000", 3048.0,
     3100.0, T0 - 1.5, T0],
    [T0, "ae0456", 25.6, 126.5, 100.0, 90.0, None, None, False, False, False, None, None, 3048.0,
     T0 - 1.0, T0],
    [T0, "ae0457", 25.7, 126.5, 1.0, 90.0, None, None, True, False, False, None, None, 30.0,
     T0 - 1.0, T0],
    [T0, "ae0458", 25.8, 126.5, 100.0, 90.0, None, None, False, False, False, None, 900.0, 930.0,
     T0 - 61.0, T0],
]  # fmt: skip


def as_csv() -> bytes:
    lines = [",".join(HEADER)]
    lines += [",".join("" if cell is None else str(cell) for cell in row) for row in ROWS]
    return "\n".join(lines).encode()


def as_impala() -> bytes:
    """As the shell of OpenSky's history printed it: a header on each page."""
    rule = "+" + "+".join("-" * (len(name) + 2) for name in HEADER) + "+"
    head = "| " + " | ".join(HEADER) + " |"
    rows = [
        "| " + " | ".join("NULL" if cell is None else str(cell) for cell in row) + " |"
        for row in ROWS
    ]
    return "\n".join([rule, head, rule, *rows[:2], rule, head, rule, *rows[2:], rule, ""]).encode()


def as_parquet() -> bytes:
    columns = dict(zip(HEADER, map(list, zip(*ROWS, strict=True)), strict=True))
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


@pytest.mark.parametrize("form", [as_csv, as_impala, as_parquet])
def test_state_vectors_of_opensky(form: Callable[[], bytes]) -> None:
    fixes, statics, tally = decode(form())
    assert [text_of_object_id(fix["object_id"]) for fix in fixes] == [
        *("icao24:ae0455", "icao24:ae0456", "icao24:ae0457")
    ]
    assert tally.rejects == {"late": 1}  # its position is older than a minute
    heights = [fix["alt_ft"] for fix in fixes]  # barometric, else geometric; none on the ground
    assert heights == [pytest.approx(10_000), pytest.approx(10_000), None]
    assert [fix["nav_status"] for fix in fixes] == [None, None, ON_GROUND]
    assert fixes[0]["sog_kn"] == pytest.approx(194.38, abs=0.01)
    assert fixes[0]["vrate_ft_min"] == pytest.approx(1000)
    assert (fixes[0]["cog_deg"], fixes[0]["heading_deg"]) == (90, None)
    assert fixes[0]["t"] == datetime.fromtimestamp(T0 - 1.5, UTC)
    assert statics[0]["callsign"] == "NAVY7"


def test_a_table_in_a_frame_keeps_its_lines() -> None:
    fixes, _, tally = decode(as_impala())
    assert [fix["line"] for fix in fixes] == [4, 5, 9]
    assert (tally.lines, tally.skipped) == (11, 7)
