"""Laws of the AIVDM decoder: cuts, threads, balance, and agreement with the plain reference."""
# Real lines stand as they were sent.
# ruff: noqa: E501

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode import aivdm
from straitwatch.decode.aivdm import AivdmStream, decode_aivdm
from straitwatch.decode.aivdm_reference import read_lines
from straitwatch.model.record import Decoded, Tally

SMALL = [
    b"$PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,2B*5B",
    b"!AIVDM,1,1,,B,402=481uaUcf;OQ55JS9ITi025Jp,0*2B",
    b"!AIVDM,1,1,,A,33nr7t001f13KNTOahh2@QpF00vh,0*58",
    b"!BSVDM,1,1,,A,13:WB@0vC2PmgjpP`WO=DbdF0<0U,0*5D",
    b"!AIVDM,2,1,1,,53cMa3@000010WSW?V105=<45B2222222222220t388151:9e2UiDm851DTh,0*65",
    b"!AIVDM,2,2,1,,j1C32CQp888,2*17",
    b"!BSVDM,1,1,,B,H3@oOMDU3?=1B00H@4qmln000000,0*1B",
    b"!BSVDM,1,1,,A,B4vph:00@@:Smf8@H1mJGwV5oP06,0*33",
    rb"\s:rORBCOMM104,q:u,c:1418172113,T:2014-12-10 00.41.53*55\!AIVDM,1,1,,B,13F?Vv700<DJuLEtvep`iToV0<00,0*78",
    rb"\g:1-2-1604,s:rORBCOMM008,c:1418169601,T:2014-12-10 00.00.01*37\!AIVDM,2,1,6,A,53@o0E000001Q0CG37U8u<Tp4q@D00000000000018330400000000000000,0*63",
    rb"\g:2-2-1604,s:rORBCOMM008,c:1418169601,T:2014-12-10 00.00.01*34\!AIVDM,2,2,6,A,00000000008,2*2A",
    b"!AIVDM,1,1,,A,15N1u<PP1FJuvSRHOE6QIwwh0HQ6,0*30,d-080,S2118,t050056.00,T56.4837741,r003669946,1325394060,1325394001",
    b"2020-01-02 03:04:05 !AIVDM,1,1,,B,9muc;QvN2`TG6BE76wm;U7u>K>?b,0*64",
    b"!AIVDM,1,1,,B,?3oL?R0p<6I0D00,2*12",
    b"$GPGGA,213950.00,5250.53669,N,00542.34920,E,1,09,1.03,-6.0,M,45.8,M,,*7B",
    b"# a comment",
    b"",
    b"x" * 5000,
]


def decode(data: bytes, cuts: list[int] | None = None, threads: int = 1) -> tuple[Decoded, Tally]:
    """Decode bytes cut at the given places."""
    tally = Tally("a")
    places = [0, *sorted(cuts or []), len(data)]
    chunks = [data[a:b] for a, b in pairwise(places)]
    parts = list(decode_aivdm(chunks, "a", tally, threads=threads))
    tables = [
        pa.concat_tables([getattr(part, name) for part in parts])
        for name in ("fixes", "statics", "rejects")
    ]
    for table in tables:
        table.validate(full=True)
    return Decoded(*tables), tally


def told(decoded: Decoded) -> tuple[list[dict], list[dict], list[dict]]:
    return tuple(t.to_pylist() for t in (decoded.fixes, decoded.statics, decoded.rejects))


def mutate(lines: list[bytes], rng: random.Random, checksummed: bool) -> bytes:
    """Damage some lines; with `checksummed`, mend the checksum so that the damage gets through."""
    out = []
    for line in lines:
        text = bytearray(line)
        for _ in range(rng.choice([0, 0, 1, 1, 3])):
            if not text:
                break
            k = rng.randrange(len(text))
            kind = rng.randrange(4)
            if kind == 0:
                text[k] = rng.choice(b"0123456789ABWw`,*!$\\-r\x00\xff: \r")
            elif kind == 1:
                del text[k : k + rng.choice([1, 2, 12])]
            elif kind == 2:
                text[k:k] = rng.choice([b",", b"0", b"*", b"!", b"\xe3\x81\x82", b"\\"])
            else:
                text[k] ^= 1 << rng.randrange(8)
        star = text.rfind(b"*")
        bang = text.rfind(b"!", 0, star)
        if checksummed and 0 <= bang < star and len(text) >= star + 3:
            total = int(
                np.bitwise_xor.reduce(np.frombuffer(bytes(text[bang + 1 : star]), np.uint8))
            )
            text[star + 1 : star + 3] = b"%02X" % total
        out.append(bytes(text))
    return b"\n".join(out)


def compare(data: bytes) -> int:
    """Ask that kernels and reference give the same rows and faults; returns how many rows."""
    decoded, tally = decode(data)
    assert tally.is_balanced()
    fixes, statics, rejects = told(decoded)
    by_line = {row["line"]: row for row in fixes}, {row["line"]: row for row in statics}
    faults = {row["line"]: row["fault"] for row in rejects}
    f32 = np.float32
    for line, fix, static, fault in read_lines(data):
        assert faults.pop(line, None) == fault, (line, data.split(b"\n")[line - 1])
        for want, found in (
            (fix, by_line[0].pop(line, None)),
            (static, by_line[1].pop(line, None)),
        ):
            if want is None:
                assert found is None, (line, found)
                continue
            assert found is not None, (line, want)
            for column, value in want.items():
                wide = column not in ("lon", "lat") and isinstance(value, float)
                assert found[column] == (float(f32(value)) if wide else value), (line, column)
    assert not faults
    assert not by_line[0]
    assert not by_line[1]
    return len(fixes) + len(statics)


def test_reference_agrees_on_whole_lines() -> None:
    assert compare(b"\n".join(SMALL)) == 9


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_reference_agrees_on_damaged_lines(seed: int, checksummed: bool) -> None:
    rng = random.Random(seed)
    compare(mutate(SMALL * 2, rng, checksummed))


@pytest.mark.parametrize(
    "name", ["gpsd-sample.aivdm", "libais-typeexamples.nmea", "libais-tagblock.nmea"]
)
def test_reference_agrees_on_real_files(shared: Path, name: str) -> None:
    assert compare((shared / "ais" / name).read_bytes()) > 0


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_reference_agrees_on_damaged_real_lines(shared: Path, seed: int, checksummed: bool) -> None:
    lines = (shared / "ais" / "gpsd-sample.aivdm").read_bytes().split(b"\n")
    compare(mutate(lines[:400], random.Random(seed), checksummed))


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(0, 2**32))
def test_cut_anywhere_gives_the_same(data: st.DataObject, seed: int) -> None:
    whole = mutate(SMALL + SMALL[4:6], random.Random(seed), checksummed=True)
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=12))
    first, cut = decode(whole), decode(whole, cuts)
    assert told(first[0]) == told(cut[0])
    assert first[1] == cut[1]


def test_byte_by_byte_gives_the_same() -> None:
    whole = b"\r\n".join(SMALL)
    first, cut = decode(whole), decode(whole, list(range(1, len(whole))))
    assert told(first[0]) == told(cut[0])
    assert first[1] == cut[1]


def test_threads_and_slabs_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(7)
    data = b"\n".join(mutate(SMALL[:-1], rng, checksummed=True) for _ in range(40))
    first, tally = decode(data)
    monkeypatch.setattr(aivdm, "_SLAB", 700)
    for threads in (1, 2, 3):
        other, count = decode(data, [len(data) // 3], threads=threads)
        assert told(other) == told(first)
        assert count == tally


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000), max_size=3))
def test_garbage_is_counted_and_never_crashes(data: bytes, cuts: list[int]) -> None:
    decoded, tally = decode(data, [min(k, len(data)) for k in cuts])
    assert tally.is_balanced()
    assert tally.n_bytes == len(data)
    assert decoded.rejects.num_rows == sum(tally.rejects.values())
    assert all(len(raw) <= 200 and raw.isprintable() for raw in decoded.rejects["raw"].to_pylist())


def test_a_line_without_end_keeps_little_memory() -> None:
    tally = Tally("a")
    stream = AivdmStream("a", tally)
    for _ in range(64):
        assert stream.feed(b"\x00" * 65536).rejects.num_rows == 0
        assert len(stream._rest) <= 4097
    done = stream.feed(b"\n" + SMALL[1] + b"\n")
    assert done.rejects.to_pylist() == [
        {"source": "a", "line": 1, "offset": 0, "fault": "too_long", "raw": "\\x00" * 50}
    ]
    assert done.fixes["line"].to_pylist() == [2]
    assert stream.feed(b"#\nx\n").rejects["offset"].to_pylist() == [
        64 * 65536 + 1 + len(SMALL[1]) + 1 + 2
    ]
    assert tally.is_balanced()


@pytest.mark.slow
def test_random_megabytes() -> None:
    rng = random.Random(1)
    data = rng.randbytes(8 << 20)
    _, tally = decode(data, [1 << 20, 5 << 20], threads=2)
    assert tally.is_balanced()
