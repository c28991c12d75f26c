"""Mode S messages: parity, altitudes, velocities, kinds of addresses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import mode_s
from straitwatch.kernel.aircraft_key import KINDS

WORDS = [
    "8D4840D6202CC371C32CE0576098",  # The 1090 Megahertz Riddle, chapters 4 to 8
    "8D485020994409940838175B284F",
    "8DA05F219B06B6AF189400CBC33F",
    "8D40621D58C382D690C8AC2863A7",
    "8C4841753A9A153237AEF0F275BE",
    "8C4841753AAB238733C8CD4020B1",
    "5D484FDEA248F5",
    "2A00516D492B80",
    "20000F1F684A6C",
    "A0001838CA3800315800007448D9",
]


def read(messages: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    data = np.zeros((len(messages), 14), np.uint8)
    for row, message in enumerate(messages):
        data[row, : len(message)] = list(message)
    marks, values = np.zeros((len(messages), 8), np.int64), np.zeros((len(messages), 8))
    mode_s.read_messages(data, np.array([len(m) for m in messages]), marks, values)
    return marks, values


def roles(messages: list[bytes]) -> list[str]:
    return [mode_s.ROLES[role] for role in read(messages)[0][:, mode_s.ROLE]]


def test_roles_of_known_messages() -> None:
    told = ["callsign", "velocity", "velocity", "airborne", "surface", "surface", *["reply"] * 4]
    assert roles([bytes.fromhex(word) for word in WORDS]) == told


@pytest.mark.parametrize("word", WORDS)
def test_values_as_rs1090_has_them(word: str) -> None:
    told = pytest.importorskip("rs1090").decode(word)
    marks, values = read([bytes.fromhex(word)])
    assert f"{marks[0, mode_s.ADDRESS]:06x}" == told["icao24"]
    assert str(marks[0, mode_s.FORMAT]) == told["df"]
    if marks[0, mode_s.ROLE] == mode_s.REPLY:
        return
    on_ground = marks[0, mode_s.ROLE] == mode_s.SURFACE
    pairs = [("groundspeed", mode_s.SOG), ("vertical_rate", mode_s.VRATE), ("altitude", mode_s.ALT),
             ("track", mode_s.HEADING if on_ground else mode_s.COG)]  # fmt: skip
    for name, column in pairs:
        if name in told:
            assert values[0, column] == pytest.approx(told[name]), name
        else:
            assert np.isnan(values[0, column]), name
    for name, column in (("lat_cpr", mode_s.LAT_CPR), ("lon_cpr", mode_s.LON_CPR)):
        assert marks[0, column] == told.get(name, 0)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(WORDS[:6]), st.integers(0, 111))
def test_one_wrong_bit_is_a_wrong_parity(word: str, bit: int) -> None:
    damaged = (int(word, 16) ^ 1 << bit).to_bytes(14, "big")
    assert roles([damaged])[0] in ("parity", "reply", "other")
    if damaged[0] >> 3 in (17, 18):
        assert roles([damaged]) == ["parity"]


@settings(max_examples=300, deadline=None)
@given(st.binary(min_size=14, max_size=14), st.integers(17, 18), st.integers(0, 7))
def test_any_message_is_read_as_rs1090_reads_it(body: bytes, df: int, ca: int) -> None:
    rs1090 = pytest.importorskip("rs1090")
    data = np.frombuffer(bytes([df << 3 | ca]) + body[1:], np.uint8).reshape(1, 14).copy()
    mode_s.put_parity(data)
    message = data[0].tobytes()
    marks, values = read([message])
    assert marks[0, mode_s.ROLE] != mode_s.BAD
    told = rs1090.decode(message.hex())
    if df == 17 and told and told.get("bds") == "05" and marks[0, mode_s.ROLE] == mode_s.AIRBORNE:
        code = message[4] >> 3
        if told.get("altitude") is not None and code < 20:
            assert values[0, mode_s.ALT] == told["altitude"]
        assert marks[0, mode_s.LAT_CPR] == told["lat_cpr"]


def feet(told: int) -> float:
    out = np.zeros(1)
    mode_s.read_altitude(np.array([told]), out)
    return float(out[0])


def gillham(height: int) -> int:
    """Write an altitude in 100 ft as Mode C does: ICAO Annex 10, volume IV, appendix to 3."""
    steps = (height + 1200) // 100
    big, small = divmod(steps, 5)
    order = [1, 3, 2, 6, 4]  # C1 C2 C4 of the five 100 ft in each 500 ft
    code = big ^ big >> 1
    c = (order if big % 2 == 0 else order[::-1])[small]
    a = dict(zip(("d2", "d4", "a1", "a2", "a4", "b1", "b2", "b4"), f"{code:08b}", strict=True))
    bits = [c >> 2, int(a["a1"]), c >> 1, int(a["a2"]), c, int(a["a4"]), int(a["b1"]), 0,
            int(a["b2"]), int(a["d2"]), int(a["b4"]), int(a["d4"])]  # fmt: skip
    return int("".join(str(bit & 1) for bit in bits), 2)


@settings(deadline=None)
@given(st.integers(-12, 1267).map(lambda steps: 100 * steps))
def test_altitudes_of_100_ft(height: int) -> None:
    assert feet(gillham(height)) == height


@settings(deadline=None)
@given(st.integers(0, 0x7FF))
def test_altitudes_of_25_ft(steps: int) -> None:
    assert feet((steps & 0x7F0) << 1 | 0x10 | steps & 0xF) == 25 * steps - 1000


def test_no_altitude() -> None:
    assert np.isnan(feet(0))


@pytest.mark.parametrize(
    ("df", "cf", "flag", "kind", "is_icao"),
    # DO-260B, 2.2.3.2.1.3 and readsb's names
    [(17, 5, 0, "adsb_icao", True),
     (18, 0, 0, "adsb_icao_nt", True), (18, 1, 0, "adsb_other", False),
     (18, 2, 0, "tisb_icao", True), (18, 2, 1, "tisb_trackfile", False),
     (18, 5, 0, "tisb_other", False), (18, 6, 0, "adsr_icao", True),
     (18, 6, 1, "adsr_other", False)],
)  # fmt: skip
def test_kinds_of_addresses(df: int, cf: int, flag: int, kind: str, is_icao: bool) -> None:
    data = np.zeros((1, 14), np.uint8)
    data[0, :5] = df << 3 | cf, 0x12, 0x34, 0x56, 11 << 3 | flag
    mode_s.put_parity(data)
    marks, _ = read([data[0].tobytes()])
    assert KINDS[marks[0, mode_s.KIND]] == kind
    assert marks[0, mode_s.ADDRESS] == 0x123456 | (0 if is_icao else mode_s.NOT_ICAO)
