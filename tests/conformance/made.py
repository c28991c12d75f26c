"""A seed turned into sentences of all message types whose bits are chance, of legal lengths."""

import random

from interleaved import checked

from straitwatch.decode.ais.applications import APPLICATIONS

# bits that each type may have: ITU-R M.1371-5, annex 8; of those without a fixed length, some
_BITS: dict[int, tuple[int, ...]] = {
    **dict.fromkeys((1, 2, 3, 4, 9, 11, 18, 22), (168,)),
    5: (424,), 6: (88, 96, 152, 200, 1008), 7: (72, 104, 136, 168), 8: (56, 64, 200, 1008),
    10: (72,), 12: (78, 240, 1008), 13: (72, 104, 136, 168), 14: (46, 160, 1008),
    15: (88, 110, 160), 16: (96, 144), 17: (120, 144, 816), 19: (312,), 20: (72, 104, 136, 160),
    21: (272, 278, 356), 23: (160,), 24: (160, 168), 25: (88, 128, 168), 26: (128, 256, 1064),
    27: (96,),
}  # fmt: skip
_PART = 56


def made_lines(seed: int, each: int) -> list[bytes]:
    """Make `each` messages of every type, each number of bits in turn."""
    rng = random.Random(seed)
    lines: list[bytes] = []
    for kind, lengths in _BITS.items():
        for k in range(each):
            bits = lengths[k % len(lengths)]
            lines += sentences(_message(rng, kind, bits), bits, k % 10)
    return lines


def made_applications(seed: int, each: int) -> list[bytes]:
    """Make `each` messages of types 6 and 8 of every application, its bits by chance."""
    lines: list[bytes] = []
    for application in APPLICATIONS:
        rng = random.Random(f"{seed} {application.dac} {application.fi}")
        width = _width(application.fields)
        for k in range(each):
            kind, mmsi = (6, 8)[k % 2], rng.randrange(200_000_000, 776_000_000)
            head, bits = kind << 32 | mmsi, 38
            if kind == 6:
                head, bits = head << 34 | rng.randrange(200_000_000, 776_000_000) << 2, 72
            else:
                head, bits = head << 2, 40
            head = head << 16 | application.dac << 6 | application.fi
            body = head << width | rng.getrandbits(width)
            lines += sentences(body, bits + 16 + width, k % 10)
    return lines


def _width(fields: tuple[object, ...]) -> int:
    """Count the bits of an application: of what has no end of its own, two turns, ten letters."""
    width = 0
    for part in fields:
        if hasattr(part, "most"):
            width += _width(part.fields) * (part.most if part.until else min(part.most, 2))
        else:
            width += part.width or 60
    return width


def _message(rng: random.Random, kind: int, bits: int) -> int:
    """Draw all bits but the type, and an identity of nine digits."""
    mmsi = rng.choice(
        (rng.randrange(200_000_000, 776_000_000), rng.randrange(980_000_000, 990_000_000))
    )
    head = kind << 32 | rng.randrange(4) << 30 | mmsi
    rest = rng.getrandbits(bits - 38)
    if kind == 24:  # parts A and B only
        rest = rest & ((1 << (bits - 40)) - 1) | (bits == 168) << (bits - 40)
    if kind in (6, 8) and rng.random() < 0.5:
        rest |= ((1 << 38) - 1) << max(0, bits - 38 - 38)  # identifiers nobody uses
    return head << (bits - 38) | rest


def sentences(message: int, bits: int, sequence: int = 0) -> list[bytes]:
    """Write a message as sentences, on the channels in turn."""
    fill = -bits % 6
    value = message << fill
    count = (bits + fill) // 6
    codes = [value >> 6 * (count - 1 - k) & 63 for k in range(count)]
    text = bytes(code + 48 if code < 40 else code + 56 for code in codes)
    parts = [text[k : k + _PART] for k in range(0, len(text), _PART)]
    n = len(parts)
    name = b"%d" % sequence if n > 1 else b""
    channel = b"AB"[sequence % 2 : sequence % 2 + 1]
    return [
        b"!" + checked(b"AIVDM,%d,%d,%s,%s,%s,%d" % (n, k, name, channel, part, fill * (k == n)))
        for k, part in enumerate(parts, 1)
    ]
