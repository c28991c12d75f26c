"""Parts A and B of type 24 tell what the other said, when it was heard not too long ago."""

import pickle
import random

import pytest
from test_message_stream import armor, decode, head, text_bits

from straitwatch.decode.aivdm import AivdmStream
from straitwatch.decode.aivdm_reference import read_lines
from straitwatch.kernel import aivdm_mate
from straitwatch.kernel.aivdm_mate import APART_LINES
from straitwatch.model.record import Tally

T = 1_671_062_400


def part_a(mmsi: int, name: str) -> bytes:
    return armor(head(24, mmsi) + "00" + text_bits(name, 20))


def part_b(mmsi: int, callsign: str, kind: int = 37) -> bytes:
    size = f"{5:09b}{4:09b}{1:06b}{2:06b}"
    return armor(
        head(24, mmsi) + f"01{kind:08b}" + "0" * 42 + text_bits(callsign, 7) + size + "0" * 6
    )


def at(seconds: int, line: bytes) -> bytes:
    return tagged(b"c:%d" % (T + seconds), line)


def tagged(body: bytes, line: bytes) -> bytes:
    total = 0
    for c in body:
        total ^= c
    return b"\\" + body + b"*%02X\\" % total + line


def statics(*lines: bytes) -> list[tuple]:
    rows = decode(b"\n".join(lines), kinds=())[1].statics.to_pylist()
    return [(row["name"], row["callsign"], row["ship_type"], row["length_m"]) for row in rows]


def test_each_part_tells_what_the_other_said_before() -> None:
    assert statics(part_a(235_000_001, "SEA DOG"), part_b(235_000_001, "MABC1")) == [
        ("SEA DOG", None, None, None),
        ("SEA DOG", "MABC1", 37, 9.0),
    ]
    assert statics(part_b(235_000_001, "MABC1"), part_a(235_000_001, "SEA DOG")) == [
        (None, "MABC1", 37, 9.0),
        ("SEA DOG", "MABC1", 37, 9.0),
    ]


def test_another_ship_tells_nothing() -> None:
    rows = statics(part_a(235_000_001, "SEA DOG"), part_b(235_000_002, "MABC1"))
    assert rows[1] == (None, "MABC1", 37, 9.0)


def test_the_last_word_counts() -> None:
    rows = statics(part_a(235_000_001, "OLD"), part_a(235_000_001, "NEW"), part_b(235_000_001, "M"))
    assert rows[2][0] == "NEW"


@pytest.mark.parametrize(("apart", "name"), [(780, "SEA DOG"), (781, None), (-60, "SEA DOG")])
def test_parts_too_far_apart_in_time_are_not_joined(apart: int, name: str | None) -> None:
    rows = statics(at(0, part_a(235_000_001, "SEA DOG")), at(apart, part_b(235_000_001, "MABC1")))
    assert rows[1][0] == name


@pytest.mark.parametrize(("apart", "name"), [(780, "SEA DOG"), (781, None)])
def test_the_time_of_a_group_is_that_of_its_parts(apart: int, name: str | None) -> None:
    first = at(0, part_a(235_000_001, "SEA DOG"))
    group = b"g:1-2-7,c:%d" % (T + apart), b"g:2-2-7"
    lines = part_a(235_000_002, "OTHER"), part_b(235_000_001, "MABC1")
    rows = statics(first, *map(tagged, group, lines))
    assert rows[2][0] == name


@pytest.mark.parametrize(("between", "name"), [(-1, "SEA DOG"), (0, None)])
def test_parts_without_time_are_joined_over_some_lines(between: int, name: str | None) -> None:
    gap = [b"#"] * (APART_LINES + between)
    rows = statics(at(0, part_a(235_000_001, "SEA DOG")), *gap, part_b(235_000_001, "MABC1"))
    assert rows[1][0] == name


def test_an_auxiliary_craft_has_a_mothership_and_no_size() -> None:
    messages, decoded, _ = decode(
        b"\n".join([part_a(982_350_001, "TENDER"), part_b(982_350_001, "MABC1")])
    )
    rows = decoded.statics.to_pylist()
    assert [(row["name"], row["length_m"]) for row in rows] == [("TENDER", None)] * 2
    a, b = messages["static_b"]
    mother = int(f"{5:09b}{4:09b}{1:06b}{2:06b}", 2)
    assert (a["part"], a["mothership_mmsi"], a["name"]) == (0, None, "TENDER")
    assert (b["part"], b["mothership_mmsi"], b["to_bow_m"]) == (1, mother, None)


def test_memory_is_bounded_and_the_oldest_gives_way() -> None:
    ships = random.Random(1).sample(range(235_000_000, 235_100_000), 40_000)
    assert len(ships) > len(aivdm_mate.new_memory()[0])
    lines = [part_a(mmsi, "X") for mmsi in ships]
    lines += [part_b(mmsi, "M") for mmsi in ships[:100] + ships[-100:]]
    names = [row[0] for row in statics(*lines)[-200:]]
    assert 0 < names[:100].count("X") < 100
    assert names[100:] == ["X"] * 100


def test_who_takes_a_place_knows_nothing_of_who_had_it() -> None:
    ships = random.Random(2).sample(range(235_000_000, 235_100_000), 40_000)
    lines = [part_a(mmsi, f"N{mmsi}") for mmsi in ships]
    again = [part_b(mmsi, "M") for mmsi in ships[:100] for _ in range(2)]
    names = [row[0] for row in statics(*lines, *again)[-200:]]
    assert None in names
    assert all(name in {None, f"N{ships[k // 2]}"} for k, name in enumerate(names))


def test_reference_agrees_on_parts_in_any_order() -> None:
    rng = random.Random(3)
    ships = [235_000_001, 982_350_001, 235_000_003]
    lines = []
    for k in range(300):
        ship = rng.choice(ships)
        part = rng.choice([part_a(ship, f"N{k}"), part_b(ship, f"C{k}", rng.randrange(100))])
        lines.append(at(rng.randrange(3000), part) if rng.random() < 0.8 else part)
    data = b"\n".join(lines)
    rows = {row["line"]: row for row in decode(data, kinds=())[1].statics.to_pylist()}
    joined = 0
    for number, _, static, fault in read_lines(data):
        assert fault is None
        assert static is not None
        found = rows.pop(number)
        assert {column: found[column] for column in static} == static
        joined += {"name", "callsign"} <= static.keys()
    assert not rows
    assert joined > 100


def test_a_pickled_stream_remembers_little_and_all() -> None:
    tally = Tally("a")
    stream = AivdmStream("a", tally, kinds=("static_b",), hold=10)
    stream.feed(part_a(235_000_001, "SEA DOG") + b"\n")
    kept = pickle.dumps(stream)
    assert len(kept) < 1_100_000  # of which 1 MB are places for parts that wait
    again = pickle.loads(kept)  # noqa: S301 - our own, a moment ago
    done = again.feed(part_b(235_000_001, "MABC1") + b"\n")
    assert done.statics["name"].to_pylist() == ["SEA DOG"]
    assert again.close().messages["static_b"]["line"].to_pylist() == [1, 2]


def seal(body: bytes) -> bytes:
    total = 0
    for c in body:
        total ^= c
    return b"!%s*%02X" % (body, total)


def test_records_that_a_later_line_decides_do_not_part_them() -> None:
    one = b"53cMa3@000010WSW?V105=<45B2222222222220t388151:9e2UiDm851DTh", b"j1C32CQp888"
    two = b"55R3Vn82=ILTQ3KKS>1<D60Dq@E918U<F222221J1`?164vc03S1CCAD", b"`88888888888880"
    (a1, a2), (b1, b2) = (
        [seal(b"AIVDM,2,%d,1,A,%s,%d" % (k + 1, whole[k], 2 * k)) for k in (0, 1)]
        for whole in (one, two)
    )
    parts = [a2, a1, *[b"#"] * 20, b1, b2]  # b1 decides that a2 and a1 are one
    mates = [part_a(235_000_001, "SEA DOG"), part_b(235_000_001, "MABC1")]
    lines = [*parts, *mates, b""]  # a last line without line end would be a slab of its own
    rows = decode(b"\n".join(lines), kinds=())[1].statics.to_pylist()
    assert [row["msg_type"] for row in rows] == [5, 5, 24, 24]
    assert [row["name"] for row in rows[2:]] == ["SEA DOG"] * 2
    assert rows[2]["callsign"] is None
