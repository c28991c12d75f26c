"""Parts of messages: across chunks, in the wrong order, lost, and of two stations at once."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_aivdm_law import compare, decode, told

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.kernel.encode import encode_static
from straitwatch.model.record import Tally

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


def name_of(lines: list[bytes]) -> str:
    return decode(b"\n".join(lines))[0].statics["name"][0].as_py()


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
def test_what_cannot_be_told_apart_is_cut_short_not_fused(order: list[bytes]) -> None:
    decoded, tally = decode(b"\n".join(order))
    assert decoded.statics["object_id"].to_pylist() == [246901005, 246901009]
    assert decoded.statics["destination"].to_pylist() == [None, None]
    assert decoded.statics["line"].to_pylist() == [1, 2]
    assert decoded.statics["name"].to_pylist() == [name_of([A1, A2])] * 2
    assert tally.rejects == {"orphan_part": len(order) - 2}
    assert tally.is_balanced()


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


def test_lost_parts_are_orphans() -> None:
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


def test_parts_in_the_wrong_order_are_joined_when_nothing_else_comes() -> None:
    want = ships([A1, A2])[:2]
    assert ships([A2, A1]) == (*want, {})
    assert ships([A2, A1, *[b"#"] * 20, B1, B2])[0] == [246901005, *ships([B1, B2])[0]]


def test_a_stale_last_part_is_not_taken_for_the_next_message() -> None:
    mmsi, destinations, rejects = ships([C2, A1, A2])
    assert destinations == [alone([A1, A2])]
    assert rejects == {"orphan_part": 1}
    assert len(mmsi) == 1


def test_three_parts_in_any_order() -> None:
    def third(k: int, payload: bytes) -> bytes:
        return seal(b"AIVDM,3,%d,4,B,%s,%d" % (k, payload, 2 * (k == 3)))

    lines = [third(1, PART_A[:30]), third(2, PART_A[30:]), third(3, LAST_A)]
    want = ships([A1, A2])[:2]
    for order in itertools.permutations(lines):
        assert ships(list(order)) == (*want, {})


def test_group_joins_parts_in_any_order_at_once() -> None:
    lines = [part(2, LAST_A, tag=b"g:2-2-55"), part(1, PART_A, tag=b"g:1-2-55,s:here"), b"#"]
    decoded, _ = decode(b"\n".join(lines))
    assert decoded.statics["line"].to_pylist() == [2]


def static(mmsi: int, destination: str, cut: int = 56) -> tuple[bytes, bytes]:
    """Two parts of a type 5, cut behind that many characters."""
    lines = encode_static(
        [mmsi], [9074729], ["CALL"], ["NAME"], [70], [90], [14], [5.1], [destination]
    )
    payload = b"".join(line.split(b",")[5] for line in lines)
    return part(1, payload[:cut]), part(2, payload[cut:])


@pytest.mark.parametrize("pattern", ["ABab", "ABba"])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("WELLINGTON", "LAUSANNE"),
        ("WELLINGTON", "OSLO"),
        ("ABC", "QZXVWYYQ"),
        ("ROTTERDAM", "QZXVWYYQ"),
    ],
)
def test_two_stations_on_one_number_give_two_right_ships(pattern: str, one: str, two: str) -> None:
    a, b = static(431000001, one), static(431000002, two)
    lines = {"A": a[0], "a": a[1], "B": b[0], "b": b[1]}
    mmsi, destinations, rejects = ships([lines[c] for c in pattern])
    assert sorted(zip(mmsi, destinations, strict=True)) == [(431000001, one), (431000002, two)]
    assert not rejects


@pytest.mark.parametrize("pattern", ["ABab", "ABba"])
def test_what_was_heard_before_tells_ships_apart(pattern: str) -> None:
    a, b = static(431000001, "QWERTYUIOP"), static(431000002, "ASDFGHJKL")
    lines = {"A": a[0], "a": a[1], "B": b[0], "b": b[1]}
    assert ships([lines[c] for c in pattern])[2] == {"orphan_part": 2}
    _, destinations, rejects = ships([*a, *[b"#"] * 40, *(lines[c] for c in pattern)])
    assert sorted(destinations) == ["ASDFGHJKL", "QWERTYUIOP", "QWERTYUIOP"]
    assert not rejects


@pytest.mark.parametrize("heard", [0, 1, 2])
def test_ships_heard_with_one_last_part_take_it_each(heard: int) -> None:
    a, b = static(431000001, "OSLO"), static(431000002, "BERN")
    assert a[1] == b[1]
    before = [line for one in (a, b)[:heard] for line in (*one, *[b"#"] * 40)]
    mmsi, destinations, rejects = ships([*before, a[0], b[0], a[1], b[1]])
    found = sorted(zip(mmsi, destinations, strict=True))[-2 - heard :]
    if heard:
        assert set(found) == {(431000001, "OSLO"), (431000002, "BERN")}
        assert len(found) == 2 + heard
        assert not rejects
    else:
        assert destinations == [None, None]


def test_spaces_behind_the_cut_are_no_destination_that_was_heard() -> None:
    """Both destinations end before the cut; the last parts differ in what they say of a DTE."""
    a1 = part(1, b"54S7qJ01h7KUK8@sF20lDL62222222222222220l000005Um0=h@C0SlQp88")
    b1 = part(1, b"53;2`@020WpKD8PK:2058<62222222222222221J10s482EV054Sm51DQ0CH")
    a2, b2 = part(2, b"88888888880"), part(2, b"88888888888")

    def told(lines: list[bytes]) -> list[tuple[int, bool]]:
        data = b"\n".join([*lines, b""])
        some = [one.messages for one in decode_aivdm([data], "a", Tally("a"), kinds=("all",))]
        rows = [row for one in some if one for row in one["static_a"].to_pylist()]
        return sorted((row["object_id"], row["no_dte"]) for row in rows)

    apart = told([a1, a2, a1, a2, b1, b2])
    assert {no_dte for _, no_dte in apart} == {False, True}
    assert told([a1, a2, *FAR, a1, b1, b2, a2]) == apart


def test_waiting_ends_by_the_clock_of_the_receiver() -> None:
    lines = [part(1, PART_A, tag=b"s:one,c:1418169601"), part(1, PART_B, tag=b"s:one,c:1418169701")]
    decoded, tally = decode(b"\n".join([*lines, b""])[:-1] + b"\n", [len(lines[0]) + 1])
    assert tally.rejects == {"orphan_part": 2}
    assert decoded.rejects["line"].to_pylist() == [1, 2]


def clocked(k: int, payload: bytes, seconds: int, sequence: bytes = b"1") -> bytes:
    return part(k, payload, sequence, tag=b"s:x,c:%d" % (1418169600 + seconds))


FAR = [b"#"] * 17
HELD = [  # C2 is far from A1 and from C1, and may be of either
    clocked(1, PART_A, 0),
    *FAR,
    clocked(1, PART_A.replace(b"53cMa3", b"53cMa4"), 9),
    *FAR,
    clocked(2, b"k1C32CQp888", 9),
]
OTHER = [clocked(1, PART_B, 65, b"7"), clocked(2, LAST_B, 65, b"7")]


def test_a_part_held_is_not_joined_at_the_end_with_the_only_one_left() -> None:
    assert ships(HELD) == ([], [], {"orphan_part": 3})
    compare(b"\n".join(HELD))


def test_a_part_held_is_of_no_other_once_one_was_given_up() -> None:
    lines = [*HELD, *FAR, *OTHER]  # the clock gives A1 up; then the other message is whole
    assert ships(lines) == ([371255000], [alone([B1, B2])], {"orphan_part": 3})
    compare(b"\n".join(lines))


def test_a_last_part_of_three_is_of_no_other_once_one_was_given_up() -> None:
    def third(k: int, payload: bytes, seconds: int) -> bytes:
        tag = seal(b"s:x,c:%d" % (1418169600 + seconds))[1:]
        return rb"\%s\%s" % (tag, seal(b"AIVDM,3,%d,4,B,%s,%d" % (k, payload, 2 * (k == 3))))

    a, c = (PART_A.replace(b"53cMa3", b"53cMa" + n) for n in (b"3", b"4"))
    a1, a2 = third(1, a[:30], 0), third(2, a[30:], 0)
    c1, c2 = third(1, c[:30], 9), third(2, c[30:], 9)
    lines = [a1, a2, c1, c2, third(3, LAST_A, 9), OTHER[0], *FAR, OTHER[1]]
    assert ships(lines)[0] == [371255000]
    compare(b"\n".join(lines))


def test_characters_that_are_none_are_not_taken_for_those_that_were_heard() -> None:
    """`x` has the bits of `0`, but a destination with it was not heard before."""
    heard = static(431000001, "QWERTYUIOP")
    a, b = static(431000002, "QWERTYUIOP"), static(431000003, "ASDFGHJKL")
    for zero in (b"0", b"x"):
        last = part(2, a[1].split(b",")[5].replace(b"00", b"0" + zero))
        data = b"\n".join([*heard, *FAR, a[0], b[0], last, b"#"])
        compare(data)
        assert (decode(data)[0].statics.num_rows == 2) is (zero == b"0")


def shuffled(rng: random.Random, n: int) -> bytes:
    """Parts of few ships, of few sequence numbers, some lost, some tagged, some late."""
    pool: list[bytes] = []
    pace = rng.choice([1, 9])
    for k in range(n):
        mmsi = 431000000 + rng.randrange(4)
        place = rng.choice(["WELLINGTON", "LAUSANNE", "OSLO", "QWERTYUIOP", "ASDFGHJKL", ""])
        cut = rng.choice([56, 56, 60])
        lines = encode_static([mmsi], [9074729], ["C"], ["N"], [70], [90], [14], [5.1], [place])
        payload = b"".join(line.split(b",")[5] for line in lines)
        tag = rng.choice(
            [b"", b"", b"g:%%d-2-%d" % k, b"s:r%d" % (k % 2), b"c:%d" % (1418169601 + pace * k)]
        )
        sequence = rng.choice([b"1", b"2"])
        for p, text in ((1, payload[:cut]), (2, payload[cut:])):
            line = part(p, text, sequence, tag=tag % p if b"%" in tag else tag)
            pool.insert(max(0, len(pool) - rng.choice([0, 0, 0, 1, 2, 5])), line)
        pool += [b"#"] * rng.choice([0, 0, 0, 20])
    return b"\n".join(line for line in pool if rng.random() > 0.05)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_reference_joins_the_same(seed: int) -> None:
    data = shuffled(random.Random(seed), 30)
    compare(data)
    cut = random.Random(seed).randrange(len(data))
    assert told(decode(data)[0]) == told(decode(data, [cut])[0])


def test_parts_of_nothing_are_not_judged_by_what_stood_there_before() -> None:
    between = [seal(b"AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0")] * 20
    lines = [A1, *between, A2, part(1, b""), *between, part(2, b"")]
    assert ships(lines)[2] == {"too_short": 1}
    compare(b"\n".join(lines) + b"\n")
