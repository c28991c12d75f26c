"""Values of single messages: what is sent, what is not available, what is out of range."""

import numpy as np
import pyarrow as pa
import pytest
from test_aivdm_law import decode
from test_aivdm_parts import seal

from straitwatch.model.record import Decoded


def armour(bits: str) -> tuple[bytes, int]:
    fill = -len(bits) % 6
    bits += "0" * fill
    codes = [int(bits[k : k + 6], 2) for k in range(0, len(bits), 6)]
    return bytes(code + 48 if code < 40 else code + 56 for code in codes), fill


def sentence(bits: str) -> bytes:
    payload, fill = armour(bits)
    return seal(b"AIVDM,1,1,,A,%s,%d" % (payload, fill))


def field(value: int, width: int) -> str:
    return f"{value & (1 << width) - 1:0{width}b}"


def class_a(**given: int) -> str:
    layout = [("kind", 6, 1), ("repeat", 2, 0), ("mmsi", 30, 431000001), ("status", 4, 0)]
    layout += [("turn", 8, 0), ("speed", 10, 123), ("accuracy", 1, 1), ("lon", 28, 75_000_000)]
    layout += [("lat", 27, 15_000_000), ("course", 12, 900), ("heading", 9, 91), ("rest", 31, 0)]
    return "".join(field(given.get(name, value), width) for name, width, value in layout)


def one(bits: str) -> tuple[Decoded, dict[str, int]]:
    decoded, tally = decode(sentence(bits))
    assert tally.is_balanced()
    return decoded, dict(tally.rejects)


def fix(**given: int) -> dict:
    decoded, _ = one(class_a(**given))
    return decoded.fixes.to_pylist()[0]


def test_class_a_position() -> None:
    row = fix()
    assert (row["lon"], row["lat"]) == (125.0, 25.0)
    assert row["object_id"] == 431000001
    assert row["sog_kn"] == float(np.float32(12.3))
    assert (row["cog_deg"], row["heading_deg"], row["accuracy_m"]) == (90.0, 91.0, 10.0)
    assert row["t"] is None
    assert (row["alt_ft"], row["vrate_ft_min"], row["receiver"]) == (None, None, None)


@pytest.mark.parametrize(
    ("column", "given"),
    [
        ("sog_kn", {"speed": 1023}),
        ("cog_deg", {"course": 3600}),
        ("cog_deg", {"course": 4000}),
        ("heading_deg", {"heading": 511}),
        ("heading_deg", {"heading": 400}),
        ("rot_deg_min", {"turn": -128}),
        ("rot_deg_min", {"turn": 127}),
        ("rot_deg_min", {"turn": -127}),
        ("nav_status", {"status": 15}),
        ("accuracy_m", {"accuracy": 0}),
    ],
)
def test_not_available_is_null(column: str, given: dict[str, int]) -> None:
    row = fix(**given)
    assert row[column] is None
    assert sum(value is None for value in row.values()) == 5


@pytest.mark.parametrize("raw", [-126, -20, -1, 0, 1, 20, 126])
def test_rate_of_turn_is_the_signed_square(raw: int) -> None:
    want = np.sign(raw) * (raw / 4.733) ** 2
    assert fix(turn=raw)["rot_deg_min"] == float(np.float32(want))


@pytest.mark.parametrize(
    ("fault", "given"),
    [
        ("no_position", {"lon": 181 * 600_000, "lat": 91 * 600_000}),
        ("no_position", {"lat": 91 * 600_000}),
        ("position", {"lon": 200 * 600_000}),
        ("position", {"lat": -95 * 600_000}),
        ("position", {"lon": 180 * 600_000 + 1}),
        ("identity", {"mmsi": 0}),
        ("identity", {"mmsi": 1_000_000_000}),
        ("unsupported_type", {"kind": 0}),
        ("unsupported_type", {"kind": 28}),
    ],
)
def test_what_cannot_be_is_rejected(fault: str, given: dict[str, int]) -> None:
    decoded, rejects = one(class_a(**given))
    assert rejects == {fault: 1}
    assert decoded.fixes.num_rows == 0


@pytest.mark.parametrize("lon", [-180, 180])
@pytest.mark.parametrize("lat", [-90, 0, 90])
def test_ends_of_the_earth_are_places(lon: int, lat: int) -> None:
    row = fix(lon=lon * 600_000, lat=lat * 600_000)
    assert (row["lon"], row["lat"]) == (lon, lat)


def test_a_cut_message_gives_no_wrong_latitude() -> None:
    for length in range(6, 137, 6):
        assert one(class_a()[:length])[1] == {"too_short": 1}
    assert one(class_a()[:138])[1] == {}


def test_long_range_report_has_codes_of_its_own() -> None:
    head = field(27, 6) + field(0, 2) + field(431000001, 30) + "00"
    place = field(125 * 600, 18) + field(-25 * 600, 17)
    full = one(head + field(3, 4) + place + field(12, 6) + field(90, 9) + "00")[0].fixes.to_pylist()
    assert (full[0]["lon"], full[0]["lat"], full[0]["sog_kn"]) == (125.0, -25.0, 12.0)
    assert (full[0]["cog_deg"], full[0]["nav_status"]) == (90.0, 3)
    none = one(head + field(15, 4) + place + field(63, 6) + field(511, 9) + "00")[0].fixes
    assert [none[name][0].as_py() for name in ("sog_kn", "cog_deg", "nav_status")] == [None] * 3
    away = head + field(3, 4) + field(181 * 600, 18) + field(91 * 600, 17) + field(0, 17)
    assert one(away)[1] == {"no_position": 1}


def test_aircraft_altitude_is_in_feet() -> None:
    bits = field(9, 6) + field(0, 2) + field(111232511, 30) + field(1000, 12) + field(300, 10)
    bits += "0" + field(75_000_000, 28) + field(15_000_000, 27) + field(900, 12) + "0" * 40
    row = one(bits)[0].fixes.to_pylist()[0]
    assert (row["alt_ft"], row["sog_kn"]) == (float(np.float32(1000 / 0.3048)), 300.0)


def test_base_station_tells_its_own_time_unless_another_is_given() -> None:
    bits = field(4, 6) + field(0, 2) + field(2573425, 30) + field(2022, 14) + field(12, 4)
    bits += field(16, 5) + field(1, 5) + field(2, 6) + field(3, 6) + "1"
    bits += field(75_000_000, 28) + field(15_000_000, 27) + "0" * 34
    line = sentence(bits)
    assert decode(line)[0].fixes["t"][0].as_py().isoformat() == "2022-12-16T01:02:03+00:00"
    tagged = rb"\%s\%s" % (seal(b"c:1418169601")[1:], line)
    assert decode(tagged)[0].fixes["t"][0].as_py().year == 2014


def test_a_bad_tag_block_is_not_trusted_but_its_sentence_is() -> None:
    line = sentence(class_a())
    decoded, tally = decode(rb"\s:here,c:1418169601*00\%s" % line)
    row = decoded.fixes.to_pylist()[0]
    assert (row["t"], row["receiver"]) == (None, None)
    assert tally.notes == [
        "1 tag blocks without a right checksum: their time and receiver were not used"
    ]
    assert tally.is_balanced()


def test_tag_time_in_milliseconds() -> None:
    line = rb"\%s\%s" % (seal(b"c:1418169601250")[1:], sentence(class_a()))
    assert decode(line)[0].fixes["t"].cast(pa.int64()).to_pylist() == [1418169601250000]


@pytest.mark.parametrize(
    ("before", "us"),
    [
        (b"2014-12-10T00:00:01Z ", 0),
        (b"2014-12-10 00:00:01.25,", 250_000),
        (b"2014-12-10T09:00:01+09:00;", 0),
        (b"1418169601 ", 0),
        (b"[2014-12-10 00:00:01] ", 0),
    ],
)
def test_leading_time_stamps(before: bytes, us: int) -> None:
    t = decode(before + sentence(class_a()))[0].fixes["t"].cast(pa.int64())
    assert t.to_pylist() == [1418169601_000000 + us]


def test_trailing_time_and_receiver() -> None:
    row = decode(sentence(class_a()) + b",r003669945,1418169601\r\n")[0].fixes.to_pylist()[0]
    assert (row["receiver"], row["t"].year) == ("r003669945", 2014)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"!AIVDM,1,1,,A,13nr7t001f13KNTOahh2@QpF00vh,0", "no_checksum"),
        (b"!AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00vh,0*59", "checksum"),
        (seal(b"AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00v~,0"), "payload"),
        (seal(b"AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00vh,:"), "payload"),
        (seal(b"AIVDM,1,2,,A,33nr7t001f13KNTOahh2@QpF00vh,0"), "malformed"),
        (seal(b"AIVDM,1,1,A,33nr7t001f13KNTOahh2@QpF00vh,0"), "malformed"),
        (seal(b"AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00vh,0") * 2, "malformed"),
        (rb"\s:here,c:1418169601!AIVDM", "tag_block"),
        (b"$GPGGA,1*00", "unsupported_sentence"),
        (b"hello", "not_a_sentence"),
        (b"$" + seal(b"PGHP,1,2010,13,11,11,46,11,390,231,45,992190934,1,2B")[1:], "time"),
    ],
)
def test_faults_of_lines(line: bytes, fault: str) -> None:
    decoded, tally = decode(line)
    assert dict(tally.rejects) == {fault: 1}
    assert decoded.rejects["raw"].to_pylist() == [line.decode()]


def test_lower_case_checksum_is_right() -> None:
    line = sentence(class_a())
    assert decode(line[:-2] + line[-2:].lower())[0].fixes.num_rows == 1
