"""Parts of messages: across chunks, in the wrong order, lost, and of two stations at once."""

import pytest
from test_aivdm_law import decode

PART_A = b"53cMa3@000010WSW?V105=<45B2222222222220t388151:9e2UiDm851DTh"
LAST_A = b"j1C32CQp888"
PART_B = b"55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD"
LAST_B = b"`88888888888880"


def seal(body: bytes) -> bytes:
    total = 0
    for c in body:
        total ^= c
    return b"!%s*%02X" % (body, total)


def part(
    k: int, payload: bytes, sequence: bytes = b"1", channel: bytes = b"A", tag: bytes = b""
) -> bytes:
    fill = b"2" if k == 2 else b"0"
    line = seal(b"AIVDM,2,%d,%s,%s,%s,%s" % (k, sequence, channel, payload, fill))
    return rb"\%s\%s" % (seal(tag)[1:], line) if tag else line


A1, A2 = part(1, PART_A), part(2, LAST_A)
B1, B2 = part(1, PART_B), part(2, LAST_B)
# the same split as A's: nothing but the content tells them apart
C1, C2 = part(1, PART_A.replace(b"53cMa3", b"53cMa4")), part(2, b"k1C32CQp888")


def ships(lines: list[bytes]) -> tuple[list[int], list[str], dict[str, int]]:
    decoded, tally = decode(b"\n".join(lines) + b"\n")
    assert tally.is_balanced()
    statics = decoded.statics
    return statics["object_id"].to_pylist(), statics["destination"].to_pylist(), dict(tally.rejects)


def alone(lines: list[bytes]) -> str:
    return ships(lines)[1][0]


def test_two_parts_make_one_message() -> None:
    mmsi, _, rejects = ships([A1, A2])
    assert mmsi == [246901005]
    assert not rejects


@pytest.mark.parametrize("order", [[A1, B1, A2, B2], [A1, B1, B2, A2], [B1, A1, A2, B2]])
def test_interleaved_stations_are_told_apart_by_length(order: list[bytes]) -> None:
    _, destinations, rejects = ships(order)
    assert sorted(destinations) == sorted([alone([A1, A2]), alone([B1, B2])])
    assert not rejects


@pytest.mark.parametrize("order", [[A1, C1, A2, C2], [A1, C1, C2, A2], [A1, C1, C2]])
def test_what_cannot_be_told_apart_is_rejected_not_fused(order: list[bytes]) -> None:
    mmsi, _, rejects = ships(order)
    assert mmsi == []
    assert rejects == {"orphan_part": len(order)}


def test_receiver_tells_stations_apart() -> None:
    lines = [
        part(1, PART_A, tag=b"s:one,c:1418169601"),
        part(1, PART_A.replace(b"53cMa3", b"53cMa4"), tag=b"s:two,c:1418169601"),
        part(2, b"k1C32CQp888", tag=b"s:two,c:1418169602"),
        part(2, LAST_A, tag=b"s:one"),
    ]
    mmsi, destinations, rejects = ships(lines)
    assert len(set(mmsi)) == 2
    assert destinations == [alone([C1, C2]), alone([A1, A2])]
    assert not rejects


def test_group_tells_stations_apart() -> None:
    lines = [
        part(1, PART_A, tag=b"g:1-2-55"),
        part(1, PART_A.replace(b"53cMa3", b"53cMa4"), tag=b"g:1-2-56"),
        part(2, LAST_A, tag=b"g:2-2-55"),
        part(2, b"k1C32CQp888", tag=b"g:2-2-56"),
    ]
    assert ships(lines)[1] == [alone([A1, A2]), alone([C1, C2])]


def test_other_channel_or_number_is_another_message() -> None:
    lines = [A1, part(1, PART_B, channel=b"B"), part(1, PART_B, sequence=b"2"), A2]
    _, destinations, rejects = ships(lines)
    assert destinations == [alone([A1, A2])]
    assert rejects == {"orphan_part": 2}


def test_same_message_heard_twice_is_joined_twice() -> None:
    mmsi, _, rejects = ships([A1, A1, A2, A2])
    assert len(mmsi) == 2
    assert len(set(mmsi)) == 1
    assert not rejects


def test_fresh_first_part_beats_a_stale_one() -> None:
    mmsi, destinations, rejects = ships([A1, *[b"#"] * 30, C1, C2])
    assert destinations == [alone([C1, C2])]
    assert len(mmsi) == 1
    assert rejects == {"orphan_part": 1}


def test_wrong_order_and_lost_parts_are_orphans() -> None:
    assert ships([A2, A1])[2] == {"orphan_part": 2}
    assert ships([A2])[2] == {"orphan_part": 1}


def test_waiting_ends_after_a_thousand_lines() -> None:
    assert ships([A1, *[b"#"] * 999, A2])[0]
    assert ships([A1, *[b"#"] * 1000, A2])[2] == {"orphan_part": 2}


def test_waiting_ends_after_ten_seconds() -> None:
    late = part(2, LAST_A, tag=b"c:1418169612")
    assert ships([part(1, PART_A, tag=b"c:1418169601"), late])[2] == {"orphan_part": 2}


def test_too_many_waiting_give_up_the_oldest() -> None:
    lines = [part(1, PART_A, tag=b"g:1-2-%d" % k) for k in range(300)]
    last = [part(2, LAST_A, tag=b"g:2-2-%d" % k) for k in (0, 299)]
    mmsi, _, rejects = ships(lines + last)
    assert len(mmsi) == 1
    assert rejects == {"orphan_part": 300}


def test_time_and_receiver_come_from_the_first_part_that_has_one() -> None:
    lines = [part(1, PART_A, tag=b"s:one"), part(2, LAST_A, tag=b"c:1418169601,s:one")]
    decoded, _ = decode(b"\n".join(lines))
    assert decoded.statics["t"][0].as_py().isoformat() == "2014-12-10T00:00:01+00:00"
    assert decoded.statics["line"].to_pylist() == [2]


def test_parts_longer_than_any_message_are_rejected() -> None:
    lines = [part(1, b"8" * 200), part(2, b"0" * 50)]
    assert ships(lines)[2] == {"too_long": 1, "orphan_part": 1}
    assert ships([seal(b"AIVDM,1,1,,A,%s,0" % (b"8" * 214))])[2] == {"too_long": 1}
