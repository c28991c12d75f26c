"""Raw Mode S: lines and frames into fixes, whole flights, and what is told of them."""

import math
import pickle
import random
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from straitwatch.decode.detect import decode_stream
from straitwatch.decode.feed import open_decoder
from straitwatch.decode.mode_s import ModeSFeed
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.record import Tally
from straitwatch.model.schema import ON_GROUND

from mode_s_samples import (  # isort: skip
    REAL, airborne, beast, callsign, squitter, status, surface, velocity,
)  # fmt: skip

A = 0xAE0455
T0 = 1_700_000_000
HZ = 12_000_000


def decode(
    data: bytes, form: str | None = None, size: int = 1 << 20
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]], Tally]:
    tally = Tally("x")
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    parts = list(decode_stream(chunks, "x", tally, format=form))
    tables = [
        pa.concat_tables([getattr(part, name) for part in parts]).sort_by("line").to_pylist()
        for name in ("fixes", "statics", "rejects")
    ]
    assert tally.is_balanced()
    return tables[0], tables[1], tables[2], tally


def dated(times: list[float], messages: list[bytes]) -> bytes:
    lines = (f"{t:.3f},{m.hex()}\n" for t, m in zip(times, messages, strict=True))
    return "".join(lines).encode()


def flight(n: int, *, lat: float = 52.0, lon: float = 4.0, knots: float = 450.0) -> list[bytes]:
    """A position each half second, due east."""
    step = knots / 3600 / 60 / 2 / math.cos(math.radians(lat))
    return [airborne(A, lat, lon + step * k, odd=bool(k % 2)) for k in range(n)]


def test_a_real_flight_as_three_decoders_have_it() -> None:
    fixes, statics, rejects, tally = decode(REAL.encode())
    assert (len(fixes), rejects) == (15, [])
    assert [static["callsign"] for static in statics] == ["EZY85MH"]
    assert (tally.parts, tally.by_type) == (2, {"df17": 18, "adsb_icao": 15})
    first = fixes[0]
    assert text_of_object_id(first["object_id"]) == "icao24:406b90"
    assert first["t"] == datetime.fromtimestamp(1457996400, UTC)
    assert (first["alt_ft"], fixes[-1]["sog_kn"]) == (35_975, pytest.approx(493.36, abs=0.01))
    # from rs1090 and pyModeS, which place the first of them after the fourth report or later
    assert (fixes[6]["lat"], fixes[6]["lon"]) == pytest.approx(
        (51.145889282, 7.242885280), abs=1e-8
    )
    rs1090 = pytest.importorskip("rs1090")
    rows = [line.split(",") for line in REAL.split()]
    theirs = rs1090.decode([word for _, word in rows], timestamp=[float(t) for t, _ in rows])
    by_line = {fix["line"]: fix for fix in fixes}
    both = [k for k, one in enumerate(theirs, 1) if "latitude" in one]
    assert len(both) >= 7
    for k in both:
        told = (theirs[k - 1]["latitude"], theirs[k - 1]["longitude"])
        assert (by_line[k]["lat"], by_line[k]["lon"]) == pytest.approx(told, abs=1e-9)


def test_every_form_gives_the_same_places() -> None:
    messages = [*flight(12), velocity(A, 450, 90, 640), callsign(A, "NAVY 7")]
    times = [0.5 * k for k in range(14)]
    ticks = [HZ * 1000 + int(t * HZ) for t in times]
    avr = "".join(f"*{m.hex()};\r\n" for m in messages).encode()
    mlat = "".join(f"@{k:012X}{m.hex().upper()};\n" for k, m in zip(ticks, messages, strict=True))
    json_lines = "".join(
        f'{{"timestamp": {T0 + t}, "frame": "{m.hex()}", "df": "17"}}\n'
        for t, m in zip(times, messages, strict=True)
    )
    forms = [
        ("avr", avr),
        ("avr", mlat.encode()),
        ("avr", json_lines.encode()),
        ("avr", dated([T0 + t for t in times], messages)),
        ("beast", beast(messages, ticks)),
    ]
    for form, data in forms:
        fixes, statics, rejects, tally = decode(data)
        assert tally.format == form
        assert [fix["lon"] for fix in fixes] == pytest.approx(
            [4.0 + 0.00169 * k for k in range(12)], abs=1e-4
        )
        assert (statics[0]["callsign"], rejects, tally.parts) == ("NAVY 7", [], 1)
        has_time = data in (forms[2][1], forms[3][1])
        assert all((fix["t"] is not None) == has_time for fix in fixes)


@pytest.mark.parametrize("size", [7, 23, 100, 1000])
def test_a_stream_cut_anywhere_gives_the_same(size: int) -> None:
    messages = [m for one in zip(flight(20), [velocity(A, 450, 90)] * 20, strict=True) for m in one]
    data = beast(messages, [HZ * 50 + k * HZ // 4 for k in range(40)])
    whole = decode(data)[:3]
    assert decode(data, "beast", size)[:3] == whole
    assert len(whole[0]) == 20


def test_a_feed_that_is_pickled_goes_on() -> None:
    data = beast(flight(10), [HZ * 50 + k * HZ // 2 for k in range(10)])
    decoder = open_decoder("beast", "x", Tally("x"))
    n = 0
    for at in range(0, len(data), 30):
        n += len(decoder.feed(data[at : at + 30], T0 * 1_000_000 + at * 10_000).fixes)
        decoder = pickle.loads(pickle.dumps(decoder))  # noqa: S301 - made one line above
    last = decoder.close().fixes
    assert n + len(last) == 10
    assert decoder.tally.is_balanced()


def test_a_feed_is_dated_by_its_receipt_and_the_receivers_clock() -> None:
    data = beast(flight(5), [HZ * 50 + k * HZ // 2 for k in range(5)])
    decoder = open_decoder("beast", "x", Tally("x"))
    fixes = pa.concat_tables([decoder.feed(data, T0 * 1_000_000).fixes, decoder.close().fixes])
    seconds = [t.timestamp() - T0 for t in fixes["t"].to_pylist()]
    assert seconds == pytest.approx([-2.0, -1.5, -1.0, -0.5, 0.0])


def test_time_stamps_of_gps() -> None:
    messages = flight(240)
    ticks = [(3600 + k // 2) << 30 | (k % 2) * 500_000_000 for k in range(240)]
    tally = Tally("x")
    feed = ModeSFeed("x", tally, "beast", start_s=T0 - T0 % 86_400)
    fixes = feed.feed(beast(messages, ticks), None).fixes
    assert len(fixes) >= 235
    assert any("GPS" in note for note in tally.notes)
    first = fixes["t"].to_pylist()[0]
    assert (first.hour, first.minute, first.second) == (1, 0, 0)


def test_a_start_that_is_given_dates_a_file() -> None:
    feed = ModeSFeed("x", Tally("x"), "beast", start_s=float(T0))
    data = beast(flight(5), [HZ * 50 + k * HZ // 2 for k in range(5)])
    times = feed.feed(data, None).fixes["t"].to_pylist()
    assert [t.timestamp() for t in times] == pytest.approx([T0 + 0.5 * k for k in range(5)])


def test_what_stands_for_a_position() -> None:
    messages = [status(A, 9), velocity(A, 300, 45, -640), *flight(4)]
    fixes, *_ = decode(dated([T0 + 0.5 * k for k in range(6)], messages))
    assert fixes[0]["sog_kn"] == pytest.approx(300, abs=1)
    assert fixes[0]["cog_deg"] == pytest.approx(45, abs=0.2)
    assert (fixes[0]["vrate_ft_min"], fixes[0]["accuracy_m"]) == (-640, 30)  # NACp 9: DO-260B, 2-70
    late, *_ = decode(dated([T0, T0 + 0.5, *(T0 + 70 + k for k in range(4))], messages))
    assert (late[0]["sog_kn"], late[0]["accuracy_m"]) == (
        None,
        pytest.approx(185.2),
    )  # of its type code


def test_rejects_and_what_is_skipped() -> None:
    good = flight(4)
    damaged = bytes([*good[0][:5], good[0][5] ^ 1, *good[0][6:]])
    lone = airborne(0xAE0456, 30.0, 30.0, odd=True)
    lines = dated([T0 + k for k in range(4)], good) + dated([T0 + 4, T0 + 5], [damaged, lone])
    lines += b"*5D484FDEA248F5;\n*7700;\n\nnoise\n*8D4840;\n1700000000,8D"
    fixes, _, rejects, tally = decode(lines)
    assert len(fixes) == 4
    assert [(row["line"], row["fault"]) for row in rejects] == [
        *((5, "checksum"), (6, "orphan_part"), (10, "malformed"), (11, "malformed")),
        (12, "malformed"),
    ]
    assert tally.skipped == 3  # a reply, Mode A/C, a blank line
    assert tally.by_type["mode_ac"] == 1


def test_noise_between_frames_is_counted() -> None:
    data = beast(flight(4), [HZ * 50 + k * HZ // 2 for k in range(4)])
    frames = data.split(b"\x1a3")[1:]
    noisy = b"junk".join(b"\x1a3" + frame for frame in frames)
    fixes, _, rejects, tally = decode(noisy, "beast")
    assert tally.lines == 4
    assert [row["fault"] for row in rejects] == [*["malformed"] * 3, "orphan_part"]
    fixes, _, rejects, tally = decode(data + b"\x1a\x34" + bytes(10) + b"\x1a3abc", "beast")
    assert (len(fixes), tally.skipped) == (4, 1)
    assert [row["fault"] for row in rejects] == ["truncated"]


def test_a_position_that_cannot_be_is_not_believed_until_a_second_pair_bears_it_out() -> None:
    here, there = flight(10), flight(10, lat=30.0, lon=130.0)
    one = [*here, there[0], *here[:4]]
    fixes, _, rejects, _ = decode(
        dated(
            [T0 + 0.5 * k for k in range(10)] + [T0 + 5.1] + [T0 + 6 + 0.5 * k for k in range(4)],
            one,
        )
    )
    assert [row["line"] for row in rejects] == [11]
    assert rejects[0]["fault"] == "position"
    assert all(abs(fix["lat"] - 52.0) < 0.1 for fix in fixes)
    jumped, _, rejects, _ = decode(dated([T0 + 0.5 * k for k in range(20)], here + there))
    assert [round(fix["lat"]) for fix in jumped] == [52] * 10 + [30] * 10
    assert rejects == []


def test_a_report_of_another_place_does_not_bear_itself_out() -> None:
    """Two pairs with one false report between them agree on a false place."""
    own = [airborne(A, 52.0, 4.0 + 1e-3 * k, odd=False) for k in range(2)]
    false = airborne(A, 52.0, 6.0, odd=True)  # with either own one: longitude -66
    fixes, _, rejects, _ = decode(dated([T0, T0 + 0.5, T0 + 1], [own[0], false, own[1]]))
    assert fixes == []
    assert [row["fault"] for row in rejects] == ["orphan_part"] * 3


def test_on_the_surface() -> None:
    down = [surface(A, 52.3 + 1e-4 * k, 4.7, odd=bool(k % 2)) for k in range(6)]
    other = [airborne(0x400001, 52.0, 4.0 + 1e-3 * k, odd=bool(k % 2)) for k in range(4)]
    fixes, _, rejects, _ = decode(dated([T0 + k for k in range(10)], other + down))
    landed = [fix for fix in fixes if fix["nav_status"] == ON_GROUND]
    assert [fix["lat"] for fix in landed] == pytest.approx(
        [52.3 + 1e-4 * k for k in range(6)], abs=1e-5
    )
    assert (landed[0]["alt_ft"], landed[0]["sog_kn"], landed[0]["heading_deg"]) == (None, 16, 90)
    alone, _, rejects, _ = decode(dated([T0 + k for k in range(6)], down))
    assert alone == []  # eight places, and none of the aircraft's own to choose by
    assert {row["fault"] for row in rejects} == {"orphan_part"}


def test_addresses_of_tis_b_are_not_icaos() -> None:
    tracks = [
        airborne(A, 40.0, 20.0 + 1e-3 * k, odd=bool(k % 2), df=18, ca=2, flag=1) for k in range(4)
    ]
    fixes, _, _, tally = decode(dated([T0 + k for k in range(4)], tracks))
    assert {text_of_object_id(fix["object_id"]) for fix in fixes} == {"icao24:~ae0455"}
    assert tally.by_type["tisb_trackfile"] == 4


def test_altitudes_of_gnss_are_told_apart() -> None:
    messages = [airborne(A, 40.0, 20.0 + 1e-3 * k, odd=bool(k % 2), code=21) for k in range(4)]
    *_, tally = decode(dated([T0 + k for k in range(4)], messages))
    assert "altitudes: 0 barometric, 4 geometric (where no barometric is told)" in tally.notes


def test_positions_of_mlat_are_told_apart() -> None:
    data = beast(flight(4), [0xFF004D4C4154] * 4)
    *_, tally = decode(data)
    assert tally.by_type["mlat"] == 4


@pytest.mark.parametrize("seed", range(3))
def test_lossy_flights_over_zones_and_poles_are_placed_where_they_are(seed: int) -> None:
    """Fly over edges of zones, the date line and a pole with half of the messages lost."""
    chance = random.Random(seed)
    truth, times, messages = [], [], []
    starts = [(10.4, 179.9, 1, 1), (-59.9, -0.1, -1, 1), (86.4, 10.0, 1, 0), (0.0, 0.05, 1, -1)]
    for number, (lat, lon, north, east) in enumerate(starts):
        for k in range(400):
            at = (lat + 0.001 * k * north, (lon + 0.002 * k * east + 180) % 360 - 180)
            if chance.random() < 0.5:
                continue
            times.append(T0 + 0.5 * k)
            messages.append(airborne(A + number, *at, odd=bool(chance.getrandbits(1))))
            truth.append((A + number, *at))
    order = np.argsort(times, kind="stable").tolist()
    fixes, _, rejects, _ = decode(dated([times[k] for k in order], [messages[k] for k in order]))
    for fix in fixes:
        _, lat, lon = truth[order[fix["line"] - 1]]
        assert abs(fix["lat"] - lat) < 1e-4
        assert abs((fix["lon"] - lon + 180) % 360 - 180) * math.cos(math.radians(lat)) < 1e-4
    assert len(rejects) <= 0.03 * len(messages)
    ticks = [int((times[k] - T0) * HZ) + HZ for k in order]
    data = beast([messages[k] for k in order], ticks)
    whole = decode(data, "beast")[:3]
    assert len(whole[0]) == len(fixes)
    assert decode(data, "beast", 1000 + seed)[:3] == whole


def test_no_bytes_crash_it() -> None:
    chance = random.Random(5)
    good = beast(flight(8), [HZ * 50 + k * HZ // 2 for k in range(8)])
    for _ in range(30):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.choice([0x1A, 0x31, chance.randrange(256)])
        decode(bytes(data), "beast", chance.choice([1 << 20, 50]))
        decode(bytes(data), "avr")


def test_a_squitter_of_no_use_is_skipped() -> None:
    *_, tally = decode(dated([T0], [squitter(A, 28 << 51)]))
    assert (tally.skipped, tally.messages) == (1, 0)


def test_a_recording_without_a_day_starts_when_the_user_says() -> None:
    messages = flight(12)
    data = beast(messages, [k * HZ // 2 for k in range(12)])
    tally = Tally("x")
    made = decode_stream([data], "x", tally, start_s=float(T0))
    fixes = [fix for part in made for fix in part.fixes.to_pylist()]
    assert len(fixes) == 12
    told = [round(fix["t"].timestamp() - T0, 3) for fix in fixes]
    assert sorted(told) == [0.5 * k for k in range(12)]
