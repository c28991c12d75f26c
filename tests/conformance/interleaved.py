"""Two stations that use one sequence number at once: how many of real pairs come out right.

Run as a script it prints the counts: `python tests/conformance/interleaved.py FOLDER`, the folder
of the real AIS logs. Every pair is made of two real messages of one type, cut where they were cut
on the air, with one sequence number, channel and talker between them.
"""

import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.record import Tally

__all__ = ["CONTEXTS", "ORDERS", "Pair", "judge", "pairs_of", "real_messages", "sentence"]

LOGS = (
    "dma-stream-example.nmea",
    "gpsd-ais-nmea.log",
    "gpsd-sample.aivdm",
    "libais-typeexamples.nmea",
)
_PART = re.compile(rb"!..VD[MO],(\d),(\d),(\d?),([^,]?),([^,]*),(\d)\*")

ORDERS = {
    "A1 A2 B1 B2": ("A1", "A2", "B1", "B2"),
    "A1 B1 A2 B2": ("A1", "B1", "A2", "B2"),
    "A1 B1 B2 A2": ("A1", "B1", "B2", "A2"),
}
"""In which order the parts stand; the first, not interleaved, is the control."""

CONTEXTS = ("bare", "receiver", "group", "time", "heard before")
"""What else tells the two apart: nothing, a tag block's station, group or time (20 s apart), or
that each ship sent the same once before, alone."""

OUTCOMES = ("right", "part", "wrong", "given up")
"""Of a message: all of it right; nothing wrong but something left out; wrong; nothing."""

FAR = 1_200
"""Lines between what was heard before and what is asked about."""

Message = tuple[bytes, ...]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Pair:
    """Two messages of one type and number of parts.

    Attributes:
        a: payloads of the first one's parts; the last ends with a comma and the fill bits.
        b: those of the second.
    """

    a: Message
    b: Message

    @property
    def is_alike(self) -> bool:
        """Whether both are cut at the same places: their lengths tell nothing."""
        return [len(part) for part in self.a] == [len(part) for part in self.b]


def real_messages(folder: Path) -> list[Message]:
    """Gather the messages of two parts in real logs, each payload once."""
    found: dict[Message, None] = {}
    for name in LOGS:
        waiting: dict[tuple[bytes, bytes], bytes] = {}
        for line in (folder / name).read_bytes().split(b"\n"):
            match = _PART.search(line)
            if not match or match[1] != b"2":
                continue
            key, text = (match[3], match[4]), match[5] + b"," + match[6]
            if match[2] == b"1":
                waiting[key] = text
            elif key in waiting:
                found[waiting.pop(key), text] = None
    return list(found)


def pairs_of(messages: list[Message], n: int, seed: int = 7) -> list[Pair]:
    """Draw pairs of different senders of one type."""
    rng = random.Random(seed)
    by_type: dict[bytes, list[Message]] = {}
    for message in messages:
        by_type.setdefault(message[0][:1], []).append(message)
    kinds = [some for some in by_type.values() if len(some) > 1]
    pairs = []
    for _ in range(n):
        a, b = rng.sample(rng.choices(kinds, [len(some) for some in kinds])[0], 2)
        if a[0][:7] != b[0][:7]:  # the identity stands in the first 38 bits
            pairs.append(Pair(a, b))
    return pairs


def checked(body: bytes) -> bytes:
    """Put the NMEA 0183 checksum behind `body`."""
    return b"%s*%02X" % (body, reduce(xor, body, 0))


def sentence(total: int, part: int, text: bytes, tag: bytes = b"") -> bytes:
    """Write a part of sequence number 3 on channel A, with a tag block where one is given."""
    line = b"!" + checked(b"AIVDM,%d,%d,3,A,%s" % (total, part, text))
    return b"\\" + checked(tag) + b"\\" + line if tag else line


def _lines(pair: Pair, order: str, context: str) -> list[bytes]:
    lines = []
    for name in ORDERS[order]:
        whose, part = "AB".index(name[0]), int(name[1])
        tags = {
            "receiver": b"s:station%d" % whose,
            "group": b"g:%d-2-%d" % (part, 40 + whose),
            "time": b"c:%d" % (1_700_000_000 + 20 * whose),
        }
        text = (pair.a, pair.b)[whose][part - 1]
        lines.append(sentence(2, part, text, tags.get(context, b"")))
    return lines


def said(lines: list[bytes], before: list[bytes] | None = None) -> set[Row]:
    """Decode lines; gives what each message says, without its place in the source.

    Args:
        lines: what is asked about.
        before: what the stream had decoded by then.
    """
    tally = Tally("x")
    chunks = [b"\n".join([*(before or []), b""]), b"\n".join(lines)]
    names = decode_aivdm.__kwdefaults__ or {}
    more = {"kinds": ("all",)} if "kinds" in names else {}
    _first, *others = decode_aivdm(chunks, "x", tally, threads=1, **more)
    found: set[Row] = set()
    for decoded in others:
        tables = {"static": decoded.statics, **getattr(decoded, "messages", {})}
        for kind, table in tables.items():
            kept = [c for c in table.column_names if c not in {"line", "t", "source", "receiver"}]
            found |= {(kind, *row.items()) for row in _plain(table.select(kept))}
    if not tally.is_balanced():
        raise AssertionError(lines)
    return found


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    """Give rows whose lists and structs are text, which can be members of a set."""
    return [
        {k: repr(v) if isinstance(v, list | dict) else v for k, v in row.items()}
        for row in table.to_pylist()
    ]


def _fits(row: Row, own: Row) -> bool:
    """Tell whether a row says nothing but what its message says, alone."""
    told = {pair for pair in row[1:] if pair[0] != "flags" and pair[1] is not None}
    return row[0] == own[0] and told <= set(own[1:])


def _outcome(own: set[Row], found: set[Row]) -> str:
    if own <= found:
        return "right"
    return "part" if all(any(_fits(row, one) for row in found) for one in own) else "given up"


def judge(pairs: list[Pair], order: str, context: str) -> Counter[str]:
    """Count the messages of pairs: OUTCOMES; a row that is of neither message is `wrong`.

    Args:
        pairs: what is interleaved; each is decoded apart from the others.
        order: one of ORDERS.
        context: one of CONTEXTS.

    Returns:
        counts of messages, two a pair, and of wrong rows.
    """
    seen: Counter[str] = Counter()
    for pair in pairs:
        alone = [
            said([sentence(2, k, text) for k, text in enumerate(message, 1)])
            for message in (pair.a, pair.b)
        ]
        if not all(alone):
            continue  # of a kind that is not decoded
        before: list[bytes] = []
        if context == "heard before":
            before = _lines(pair, "A1 A2 B1 B2", context) + [b"#"] * FAR
        found = said(_lines(pair, order, context), before)
        seen.update(_outcome(own, found) for own in alone)
        seen["wrong"] += sum(
            not any(_fits(row, own) for own in [*alone[0], *alone[1]]) for row in found
        )
    return seen


def main() -> None:
    """Print the counts for real pairs."""
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    pairs = pairs_of(real_messages(Path(sys.argv[1])), n)
    for alike in (True, False):
        some = [pair for pair in pairs if pair.is_alike is alike]
        sys.stdout.write(f"{len(some)} pairs cut {'alike' if alike else 'elsewhere'}\n")
        for context in CONTEXTS:
            for order in ORDERS:
                seen = judge(some, order, context)
                told = "  ".join(f"{word} {seen[word]:4}" for word in OUTCOMES)
                sys.stdout.write(f"  {context:14}{order}  {told}\n")


if __name__ == "__main__":
    main()
