"""What is encoded comes back from an independent decoder, within the steps of the wire."""

import math
from functools import reduce

import numpy as np
import pyais
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel.encode import (
    encode_position,
    encode_static,
    encode_static_b,
    tag_block,
)

NAN = math.nan
_laws = settings(max_examples=40, deadline=None)


@_laws
@given(
    mmsi=st.integers(1, 999_999_999),
    status=st.integers(0, 14),
    sog=st.floats(0, 102.2),
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    cog=st.floats(0, 359.9),
    heading=st.integers(0, 359),
    second=st.integers(0, 59),
)
@pytest.mark.parametrize("msg_type", [1, 18])
def test_a_position_comes_back(
    msg_type: int,
    mmsi: int,
    status: int,
    sog: float,
    lon: float,
    lat: float,
    cog: float,
    heading: int,
    second: int,
) -> None:
    (line,) = encode_position(
        mmsi, status, 0, sog, lon, lat, cog, heading, second, msg_type=msg_type
    )
    back = pyais.decode(line)
    assert (back.msg_type, back.mmsi, back.heading, back.second) == (
        msg_type,
        mmsi,
        heading,
        second,
    )
    assert abs(back.speed - sog) <= 0.05 + 1e-9
    assert abs(back.course - cog) <= 0.05 + 1e-9
    assert abs(back.lon - lon) <= 0.5 / 600_000 + 1e-6
    assert abs(back.lat - lat) <= 0.5 / 600_000 + 1e-6
    if msg_type == 1:
        assert back.status == status


@pytest.mark.parametrize("rot", [-720, -33, -1, 0, 2, 10, 127, 700])
def test_rate_of_turn_keeps_its_sign_and_size(rot: float) -> None:
    back = pyais.decode(encode_position(1, 0, rot, 0, 0, 0, 0, 0, 0)[0]).turn
    step = (abs(rot) ** 0.5 / 4.733) + 0.1  # half a code, in degrees a minute
    assert abs(float(back) - max(-708, min(708, rot))) <= step + 1


def test_long_range_report_comes_back() -> None:
    line = encode_position(999_000_001, 3, NAN, 12.4, 127.5, -25.1, 90.4, NAN, NAN, msg_type=27)[0]
    back = pyais.decode(line)
    assert (back.speed, back.course, back.status) == (12, 90, 3)
    assert back.lon == pytest.approx(127.5, abs=1 / 1200)
    assert back.lat == pytest.approx(-25.1, abs=1 / 1200)


def test_nan_becomes_the_code_for_not_available() -> None:
    back = pyais.decode(encode_position(1, NAN, NAN, NAN, 5.0, NAN, NAN, NAN, NAN)[0])
    assert (back.status, float(back.turn), back.speed, back.course) == (15, -128, 102.3, 360.0)
    assert (back.lon, back.lat, back.heading, back.second) == (181.0, 91.0, 511, 60)


def test_edges_wrap_or_saturate() -> None:
    back = pyais.decode(encode_position(1, 0, 0, 150.0, 0, 0, 359.97, 359.6, 0)[0])
    assert (back.speed, back.course, back.heading) == (102.2, 0.0, 0)


def test_arrays_keep_their_order_and_one_value_serves_all() -> None:
    lines = encode_position(
        np.array([7, 8, 9]), 0, 0, [1.0, 2.0, NAN], 127.0, 25.0, 0, 0, [0, 59, 60], channel=b"B"
    )
    backs = [pyais.decode(line) for line in lines]
    assert [b.mmsi for b in backs] == [7, 8, 9]
    assert [b.speed for b in backs] == [1.0, 2.0, 102.3]
    assert all(line.split(b",")[4] == b"B" for line in lines)
    assert encode_position(np.array([], int), 0, 0, [], [], [], [], [], []) == []


def test_another_message_type_is_refused() -> None:
    with pytest.raises(ValueError, match="message type 5 is no position report"):
        encode_position(1, 0, 0, 0, 0, 0, 0, 0, 0, msg_type=5)


@_laws
@given(
    name=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789-", max_size=20),
    length=st.integers(0, 400),
    beam=st.integers(0, 60),
    draught=st.integers(0, 255),
    sequence=st.integers(0, 9),
)
def test_ship_data_comes_back(
    name: str, length: int, beam: int, draught: int, sequence: int
) -> None:
    one, two = encode_static(
        [999_000_001],
        [9_074_729],
        ["SIM1"],
        [name],
        [60],
        [length],
        [beam],
        [draught / 10],
        ["NAHA"],
        sequence=sequence,
    )
    back = pyais.decode(one, two)
    assert one.split(b",")[3] == two.split(b",")[3] == b"%d" % sequence
    assert max(len(one), len(two)) + 2 <= 82  # IEC 61162-1: 82 characters with CR LF
    assert (back.mmsi, back.imo, back.callsign, back.destination) == (
        999_000_001,
        9_074_729,
        "SIM1",
        "NAHA",
    )
    assert back.shipname == name.strip()
    assert back.to_bow + back.to_stern == length
    assert back.to_port + back.to_starboard == beam
    assert back.draught == pytest.approx(draught / 10)
    assert back.ship_type == 60


def test_foreign_letters_become_a_question_mark_and_long_names_are_cut() -> None:
    lines = encode_static(
        [1], [0], ["X"], ["é" + "A" * 30], [0], [0], [0], [NAN], ["遼寧"], sequence=0
    )
    back = pyais.decode(*lines)
    assert back.shipname == "?" + "A" * 19
    assert back.destination == "??"


def test_class_b_ship_data_comes_back() -> None:
    part_a, part_b = encode_static_b([999_000_002], ["SIM2"], ["SIM FISHER 2"], [30], [19], [5])
    assert pyais.decode(part_a).shipname == "SIM FISHER 2"
    back = pyais.decode(part_b)
    assert (back.mmsi, back.ship_type, back.callsign) == (999_000_002, 30, "SIM2")
    assert (back.to_bow + back.to_stern, back.to_port + back.to_starboard) == (19, 5)


def _checksum(text: bytes) -> bytes:
    return b"%02X" % reduce(lambda a, b: a ^ b, text)


def test_tag_block_says_who_and_when_with_a_true_checksum() -> None:
    one, two = tag_block(np.array([1_671_062_400, 5]), b"sim")
    assert one == b"\\s:sim,c:1671062400*" + _checksum(b"s:sim,c:1671062400") + b"\\"
    assert two.startswith(b"\\s:sim,c:0000000005*")
    with pytest.raises(ValueError, match="times must be"):
        tag_block([10**10], b"sim")


def test_every_sentence_has_a_true_checksum() -> None:
    lines = encode_position(range(1, 300), 0, 0, 5, 127, 25, 90, 90, 1)
    for line in lines:
        body, _, given_sum = line[1:].partition(b"*")
        assert given_sum == _checksum(body)
