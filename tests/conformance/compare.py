"""Two answers to the same lines turned into what differs, value by value."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from judges import Row

__all__ = ["Agreement", "Odd", "compare"]


@dataclass(frozen=True)
class Odd:
    """A value that differs; None: not told.

    Attributes:
        judge: who says otherwise.
        line: where the message ends.
        kind: message type.
        name: of the field; `message` where only one of the two takes the message at all.
        ours: value.
        theirs: value.
        text: the line.
    """

    judge: str
    line: int
    kind: int
    name: str
    ours: Any
    theirs: Any
    text: bytes


@dataclass
class Agreement:
    """How often a judge and we say the same.

    Attributes:
        messages: that both decode, by type.
        values: the same in both, by type.
        odd: values that differ.
    """

    messages: Counter[int] = field(default_factory=Counter)
    values: Counter[int] = field(default_factory=Counter)
    odd: list[Odd] = field(default_factory=list)


def compare(judge: str, data: bytes, ours: dict[int, Row], theirs: dict[int, Row]) -> Agreement:
    """Hold one answer to lines against another."""
    found = Agreement()
    lines = data.split(b"\n")
    for line in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(line), theirs.get(line)
        kind, text = (mine or other or {})["msg_type"], lines[line - 1]
        if mine is None or other is None:
            said = "" if mine is None else "decoded", "" if other is None else "decoded"
            found.odd.append(Odd(judge, line, kind, "message", *said, text))
            continue
        found.messages[kind] += 1
        pairs = list(_pairs(mine, other))
        found.values[kind] += sum(is_same(*pair[1:]) for pair in pairs)
        found.odd += [
            Odd(judge, line, kind, *pair, text) for pair in pairs if not is_same(*pair[1:])
        ]
    return found


def _pairs(mine: Row, other: Row) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(mine.keys() | other.keys()):
        if name == "is_short" or ("." in name and name not in other):
            continue  # a field of an application, of which judges tell some
        yield name, mine.get(name), other.get(name)


def is_same(ours: object, theirs: object) -> bool:
    """Tell whether two values are one: numbers to a 32-bit float, which aiscat gives."""
    numbers = (int, float)
    if isinstance(ours, numbers) and isinstance(theirs, numbers):
        return math.isclose(ours, theirs, rel_tol=3e-7, abs_tol=5e-6)
    return bool(ours == theirs)
