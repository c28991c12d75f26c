"""Documents of readsb, tar1090 and others: what of each column becomes of which."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from straitwatch.decode.adsb_json import accuracy_of
from straitwatch.decode.detect import decode_stream
from straitwatch.model.error import SourceError
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.record import Tally
from straitwatch.model.schema import ON_GROUND

NOW = 1671152523.5


def decode(
    doc: object, size: int = 1 << 20
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Tally]:
    data = doc if isinstance(doc, bytes) else json.dumps(doc).encode()
    tally = Tally("x")
    parts = list(decode_stream([data[k : k + size] for k in range(0, len(data), size)], "x", tally))
    tables = [
        pa.concat_tables([getattr(part, name) for part in parts]).to_pylist()
        for name in ("fixes", "statics", "rejects")
    ]
    assert tally.is_balanced()
    return tables[0], tables[1], tables[2], tally


def aircraft(**values: object) -> dict[str, object]:
    return {"hex": "ae0455", "lat": 25.5, "lon": 126.5, "seen_pos": 1.5, **values}


def snapshot(k: int, n: int = 3) -> dict[str, object]:
    rows = [aircraft(hex=f"ae{i:04x}", lat=25.5 + 0.01 * k + 0.1 * i) for i in range(n)]
    return {"now": NOW + 30 * k, "aircraft": rows}


def point(
    dt: float,
    *,
    alt: object = 1000,
    flags: int = 0,
    details: object = None,
    more: tuple[object, ...] = (),
) -> list[object]:
    return [dt, 30.0 + dt / 1e4, 120.5, alt, 250.5, 45.0, flags, 640, details, *more]


def trace(*points: list[object], **head: object) -> dict[str, object]:
    return {"icao": "ae0455", "r": "168-1", "t": "C2", "timestamp": NOW, **head, "trace": [*points]}


def test_kinds_of_altitude_and_of_rate() -> None:
    rows = [
        aircraft(alt_baro=1000, alt_geom=1100, baro_rate=64, geom_rate=128),
        aircraft(hex="ae0456", alt_geom=1100, geom_rate=128),
        aircraft(hex="ae0457", alt_baro="ground", alt_geom=90),
        aircraft(hex="ae0458"),
    ]
    fixes, *_, tally = decode({"now": NOW, "aircraft": rows})
    assert [fix["alt_ft"] for fix in fixes] == [1000, 1100, None, None]
    assert [fix["vrate_ft_min"] for fix in fixes] == [64, 128, None, None]
    assert [fix["nav_status"] for fix in fixes] == [None, None, ON_GROUND, None]
    assert "altitudes: 1 barometric, 1 geometric (where no barometric is told)" in tally.notes


def test_accuracy_is_that_of_nacp_else_the_radius_of_containment() -> None:
    rows = [aircraft(nac_p=9, rc=186), aircraft(hex="ae0456", rc=186), aircraft(hex="ae0457", rc=0)]
    fixes, *_ = decode({"now": NOW, "aircraft": rows})
    assert [fix["accuracy_m"] for fix in fixes] == [30, 186, None]
    told = accuracy_of(np.arange(13.0), np.full(13, np.nan))  # DO-260B, table 2-70
    assert told[[1, 8, 11]].tolist() == pytest.approx([18_520, 92.6, 3])
    assert np.isnan(told[[0, 12]]).all()


def test_kinds_of_positions_are_counted() -> None:
    rows = [
        aircraft(type="mlat"),
        aircraft(hex="ae0456", type="adsb_icao"),
        aircraft(hex="~ae0457", type="tisb_other"),
        aircraft(hex="ae0458", type="news"),
    ]
    fixes, *_, tally = decode({"now": NOW, "aircraft": rows})
    assert tally.by_type == {"mlat": 1, "adsb_icao": 1, "tisb_other": 1}
    assert text_of_object_id(fixes[2]["object_id"]) == "icao24:~ae0457"


def test_north_rounded_up_is_north() -> None:
    fixes, *_, tally = decode({"now": NOW, "aircraft": [aircraft(track=360.0, true_heading=400)]})
    assert (fixes[0]["cog_deg"], fixes[0]["heading_deg"]) == (0, None)
    assert any("1 values of heading_deg are out of range" in note for note in tally.notes)


@pytest.mark.parametrize("indent", [None, 1])
def test_a_chunk_of_tar1090_of_either_form(indent: int | None) -> None:
    pruned = ["ae0455", "ground", 3.5, 90.0, 25.5, 126.5, 1.0, "mlat", "NAVY7   ", 77]
    docs = [snapshot(0), {"now": NOW + 30, "aircraft": [pruned, pruned[:7]]}]
    docs[1]["aircraft"][1] = ["ae0456", 1200, 300.0, None, 25.6, 126.5, 0.5, "tisb"]
    fixes, statics, _, tally = decode(json.dumps({"files": docs}, indent=indent).encode())
    assert (tally.format, tally.lines) == ("readsb", 5)
    assert [fix["line"] for fix in fixes] == [1, 2, 3, 4, 5]
    assert fixes[3]["nav_status"] == ON_GROUND
    assert fixes[3]["t"] == datetime.fromtimestamp(NOW + 29, UTC)
    assert (fixes[4]["alt_ft"], fixes[4]["sog_kn"]) == (1200, 300)
    assert statics[0]["callsign"] == "NAVY7"
    assert tally.by_type == {"mlat": 1, "tisb": 1}


def test_an_empty_chunk() -> None:
    assert decode(b'{ "files" : [ ] }')[0] == []


@pytest.mark.parametrize("size", [1 << 20, 300])
def test_a_history_of_one_document_a_line(size: int) -> None:
    lines = [json.dumps(snapshot(k)) for k in range(6)]
    odd = json.dumps({"now": NOW + 300, "aircraft": [aircraft(hex="ae0001", lat="26.5"), 7]})
    lines[3:3] = [
        "",
        odd,
        '{"now": 1, "aircraft": [',
        "\xff",
        '{"now": 5, "aircraft": []}',
        '{"a": 1}',
    ]
    fixes, _, rejects, tally = decode("\n".join(lines).encode("latin1"), size)
    assert len(fixes) == 19
    assert sorted({fix["line"] for fix in fixes}) == [1, 2, 3, 5, 10, 11, 12]
    assert [(row["line"], row["fault"]) for row in rejects] == [
        *((5, "identity"), (6, "malformed"), (7, "encoding"), (9, "malformed"))
    ]
    assert tally.skipped == 2  # the blank line, the empty list


def test_a_history_that_breaks_off() -> None:
    def chunks() -> Iterator[bytes]:
        yield "\n".join(json.dumps(snapshot(k)) for k in range(3)).encode()[:-9]
        raise SourceError("x.gz: cut short")

    tally, parts = Tally("x"), []
    with pytest.raises(SourceError, match="cut short"):
        parts.extend(decode_stream(chunks(), "x", tally))
    assert tally.messages == 6
    assert tally.rejects == {"truncated": 1}
    assert tally.is_balanced()


def test_every_column_of_a_trace() -> None:
    details = {"flight": "NAVY7   ", "nac_p": 10, "true_heading": 44.0, "track": 1.0}
    more = ("mlat", 1100, 700, 200, -1.5)
    fixes, statics, _, tally = decode(
        trace(
            point(0.0, details=details, more=more),
            point(10.0, flags=1 | 4 | 8, more=("adsb_icao", None, None, None, None)),
            point(20.0, alt=None, more=("adsb_icao", 1300, 64, None, None)),
            point(30.0, alt="ground", more=("adsb_icao", 90, None, None, None)),
            point(100.0),
            [1, 2],
        )
    )
    assert [fix["alt_ft"] for fix in fixes] == [1000, 1000, 1300, None, 1000]
    assert [fix["vrate_ft_min"] for fix in fixes] == [640, 640, 640, 640, 640]
    assert [fix["cog_deg"] for fix in fixes] == [45, 45, 45, None, 45]
    assert [fix["heading_deg"] for fix in fixes] == [44, None, None, 45, None]
    assert [fix["accuracy_m"] for fix in fixes] == [10, 10, 10, 10, None]
    assert [fix["nav_status"] for fix in fixes] == [None, None, None, ON_GROUND, None]
    assert fixes[1]["t"] == datetime.fromtimestamp(NOW + 10, UTC)
    assert tally.rejects == {"no_time": 1}
    assert tally.by_type == {"mlat": 1, "adsb_icao": 3}
    told = [(row["callsign"], row["name"], row["aircraft_type"]) for row in statics]
    assert told == [("NAVY7", "168-1", "C2")]
    assert "1 positions came after a silence (flagged stale): kept" in tally.notes
    assert "altitudes: 2 barometric, 2 geometric (where no barometric is told)" in tally.notes


def test_traces_one_a_line_are_kept_apart() -> None:
    other = trace(point(0.0), icao="~2b1234", r=None)
    data = b"\n".join(json.dumps(doc).encode() for doc in (trace(point(0.0)), other))
    fixes, statics, *_ = decode(data)
    assert [text_of_object_id(fix["object_id"]) for fix in fixes] == [
        "icao24:ae0455",
        "icao24:~2b1234",
    ]
    assert [row["name"] for row in statics] == ["168-1", None]


def test_the_trace_is_the_same_by_the_kernel_and_by_its_twin(shared: Path) -> None:
    data = (shared / "adsb/trace_full_ac671b.json").read_bytes()
    by_kernel = decode(data)
    odd = data.replace(b'"icao":"ac671b"', b'"icao":"\\u0061c671b"')  # an escape: for the twin
    assert odd != data
    by_twin = decode(odd)
    assert by_kernel[:3] == by_twin[:3]
    assert sum(fix["accuracy_m"] is not None for fix in by_kernel[0]) > 2000


def test_states_of_opensky_with_all_columns() -> None:
    row = [
        "ae0455",
        "CALL    ",
        "US",
        1671152520,
        1671152523,
        126.5,
        25.5,
        None,
        False,
        100,
        90,
        5.08,
    ]
    full = [*row, None, 3048, "7000", False, 2, 1]
    old = [*row[:3], 1671152400, *row[4:]]
    fixes, statics, rejects, tally = decode({"time": 1671152523, "states": [full, old, None]})
    assert fixes[0]["alt_ft"] == pytest.approx(10_000)  # geometric
    assert fixes[0]["vrate_ft_min"] == pytest.approx(1000)
    assert fixes[0]["sog_kn"] == pytest.approx(194.38, abs=0.01)
    assert fixes[0]["t"].second == 0
    assert [row["fault"] for row in rejects] == ["late", "identity"]
    assert (tally.format, tally.by_type) == ("opensky", {"mlat": 1})
    assert statics[0]["callsign"] == "CALL"


def test_a_list_of_flightradar24() -> None:
    row = ["AE0455", 35.1, 139.2, 270, 37000, 450, "1234", "F-X1", "B738", "JA345A", 1671152520,
           "HND", "FUK", "JL321", 0, -64, "JAL321", 0, "JAL"]  # fmt: skip
    fixes, statics, *_, tally = decode(
        {"full_count": 9, "version": 4, "2d1e1f6a": row, "stats": {}}
    )
    assert tally.format == "flightradar24"
    assert (fixes[0]["lat"], fixes[0]["alt_ft"], fixes[0]["vrate_ft_min"]) == (35.1, 37_000, -64)
    assert (statics[0]["callsign"], statics[0]["aircraft_type"]) == ("JAL321", "B738")
