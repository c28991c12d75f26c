"""A seed turned into good lines of AIVDM: every type, every dress that feeds put them in."""

from collections.abc import Callable
from functools import reduce
from operator import xor

import numpy as np

from straitwatch.kernel.encode import encode_position, encode_static, encode_static_b, tag_block

__all__ = ["good_lines"]

_PART = 56  # characters of a part: 82 of a sentence, less what stands around the payload
_START_S = 1_700_000_000
# bits of each type in ITU-R M.1371-5, annex 8, or some length where it is free
_BITS = {
    1: 168, 2: 168, 3: 168, 4: 168, 5: 424, 6: 152, 7: 168, 8: 360, 9: 168, 10: 72, 11: 168,
    12: 240, 13: 72, 14: 200, 15: 160, 16: 144, 17: 280, 18: 168, 19: 312, 20: 160, 21: 356,
    22: 168, 23: 160, 24: 168, 25: 128, 26: 200, 27: 96,
}  # fmt: skip

Rng = np.random.Generator
Dress = Callable[[bytes, Rng], bytes]


def good_lines(seed: int, turns: int = 40) -> bytes:
    """Make lines that a decoder must take, to be damaged afterwards.

    Args:
        seed: of the generator; the same gives the same lines.
        turns: how often each type comes.

    Returns:
        lines, each with a line feed: messages of all types with chance for their fields, messages
        whose fields mean something, in one part and more; with tag blocks, `$PGHP` lines before
        them, receivers and times behind them, time stamps before them; comments and other talk.
    """
    rng = np.random.default_rng(seed)
    messages = [
        _by_chance(rng, kind, bits) for _ in range(turns) for kind, bits in _BITS.items()
    ] + _meaningful(rng, 6 * turns)
    lines: list[bytes] = []
    for k in rng.permutation(len(messages)):
        dress = _DRESSES[int(rng.integers(len(_DRESSES)))]
        lines += [dress(line, rng) for line in messages[k]]
        if rng.integers(40) == 0:
            lines.append((b"", b"# a remark", b"$GPGLL,5250.5,N,00542.3,E,213951.00,A,A*49")[k % 3])
    return b"\n".join([*lines, b""])


def _checked(body: bytes) -> bytes:
    return b"%s*%02X" % (body, reduce(xor, body, 0))


def _by_chance(rng: Rng, kind: int, bits: int) -> list[bytes]:
    """Make a message of a type whose fields are chance, in as many parts as it takes."""
    bits += 8 * int(rng.integers(-1, 3)) * int(rng.integers(2))
    values = rng.integers(0, 64, (bits + 5) // 6)
    values[:2] = kind, rng.integers(0, 16)  # an identity under 999,999,999
    fill = -bits % 6
    values[-1] &= 63 << fill & 63
    letters = np.where(values < 40, values + 48, values + 56).astype(np.uint8).tobytes()  # noqa: PLR2004 - IEC 61162-1: the code has a gap behind its 40th letter
    parts = [letters[k : k + _PART] for k in range(0, len(letters), _PART)]
    sequence = b"%d" % rng.integers(10) if len(parts) > 1 else b""
    channel = (b"A", b"B", b"")[int(rng.integers(3))]
    talker = (b"AIVDM", b"AIVDO", b"BSVDM", b"ABVDM", b"SAVDM")[int(rng.integers(5))]
    return [
        b"!"
        + _checked(
            b"%s,%d,%d,%s,%s,%s,%d"
            % (talker, len(parts), k, sequence, channel, part, fill if k == len(parts) else 0)
        )
        for k, part in enumerate(parts, 1)
    ]


def _meaningful(rng: Rng, n: int) -> list[list[bytes]]:
    identity = rng.integers(201_000_000, 775_999_999, n)
    lon = np.where(rng.integers(0, 8, n) > 0, rng.uniform(-181, 181, n), np.nan)
    lines = [
        line
        for kind in (1, 18, 27)
        for line in encode_position(
            identity, rng.integers(0, 16, n), rng.uniform(-700, 700, n), rng.uniform(0, 103, n),
            lon, rng.uniform(-90, 90, n), rng.uniform(0, 361, n),
            rng.integers(0, 361, n), rng.integers(0, 64, n), msg_type=kind,
        )
    ]  # fmt: skip
    words = [f"SHIP {k}" for k in range(n)]
    signs = [f"CALL{k % 1000}" for k in range(n)]
    sizes = rng.integers(0, 400, n), rng.integers(0, 60, n)
    kinds = rng.integers(0, 100, n)
    static = encode_static(
        identity, 9_000_000 + np.arange(n), signs, words, kinds, *sizes,
        rng.uniform(0, 25, n), words,
    )  # fmt: skip
    part_b = encode_static_b(identity, signs, words, kinds, *sizes)
    return (
        [[line] for line in lines]
        + [static[k : k + 2] for k in range(0, len(static), 2)]
        + [part_b[k : k + 2] for k in range(0, len(part_b), 2)]
    )


def _tagged(line: bytes, rng: Rng) -> bytes:
    station = b"station%d" % rng.integers(6)
    tag: bytes = tag_block(np.array([_START_S + rng.integers(90)]), station)[0]
    return tag + line


def _grouped(line: bytes, rng: Rng) -> bytes:
    group = b"g:%d-2-%d,s:r%d" % (rng.integers(1, 3), rng.integers(50), rng.integers(6))
    return b"\\" + _checked(group) + b"\\" + line


def _trailed(line: bytes, rng: Rng) -> bytes:
    return line + b",r%09d,%d" % (rng.integers(3_669_000, 3_669_009), _START_S + rng.integers(90))


def _stamped(line: bytes, rng: Rng) -> bytes:
    return b"2023-11-14 22:13:%02d %s" % (rng.integers(60), line)


def _timed(line: bytes, rng: Rng) -> bytes:
    clock = _checked(b"PGHP,1,2023,11,14,22,13,%d,0,219,,2190047,1,23" % rng.integers(60))
    return b"$" + clock + b"\n" + line


def _bare(line: bytes, _rng: Rng) -> bytes:
    return line


_DRESSES: tuple[Dress, ...] = (_bare, _bare, _tagged, _tagged, _grouped, _trailed, _stamped, _timed)
