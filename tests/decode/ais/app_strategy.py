"""What tests of applications share: random data, legal or not, and messages that carry them."""

import math
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.decode.ais.app_layout import Application, Choice, Part, Series
from straitwatch.decode.ais.applications import Applied, read_applications
from straitwatch.decode.ais.field import Field, Form, Group
from straitwatch.decode.ais.kinds import Case
from straitwatch.kernel.aivdm_bits import N_WORDS


def apply(messages: list[tuple[int, int, str]]) -> Applied:
    """Read application data that start at bit 5 of their messages."""
    rows = [("10101" + bits).ljust(64 * N_WORDS, "0") for _, _, bits in messages]
    words = [[int(row[k : k + 64], 2) for k in range(0, 64 * N_WORDS, 64)] for row in rows]
    n = len(messages)
    return read_applications(
        np.array(words, np.uint64).reshape(n, N_WORDS),
        np.array([5 + len(bits) for _, _, bits in messages], np.int64),
        np.full(n, 5),
        np.array([dac for dac, _, _ in messages], np.int64),
        np.array([fi for _, fi, _ in messages], np.int64),
    )


def draw(rng: random.Random, parts: tuple[Part, ...], around: dict[str, int] | None = None) -> str:
    """Draw bits in which every code has a meaning, or is "not available"; `around` fixes some."""
    codes, out = dict(around or {}), ""
    turns = {
        part.count: rng.randint(1, min(part.most, 14)) for part in parts if isinstance(part, Series)
    }
    for part in parts:
        if isinstance(part, Series):
            n = part.most if part.until else turns[part.count]
            if part.count == "":
                n = part.most if part.until else min(n, 3)
            out += "".join(draw(rng, part.fields, codes) for _ in range(n))
        elif isinstance(part, Choice):
            inner = [one for one in part.variants if one.code == codes[part.by]]
            some = draw(rng, inner[0].fields, codes) if inner else ""
            out += some.ljust(part.width, "0")
        else:
            some = _draw_field(rng, part, parts, turns)
            if around and part.name in around:
                some = f"{around[part.name]:0{part.width}b}"
            codes[part.name] = int(some or "0", 2)
            out += some
    return out


def draw_case(rng: random.Random, case: Case, number: int, before: Sequence[Case] = ()) -> str:
    """Draw a message of a type and a case; now and then without the fields that may be missing."""
    parts = tuple(
        Series(part.name, part.fields, part.most, part.count) if isinstance(part, Group) else part
        for part in case.layout.fields
    )
    others = [when for one in before for when in one.when]
    fixed = {name: low - 1 if low else high + 1 for name, low, high in others}
    fixed |= {name: rng.randint(low, high) for name, low, high in case.when}
    bits = draw(rng, parts, fixed | {"msg_type": number})
    while case.layout.longest and len(bits) > case.layout.longest:
        bits = draw(rng, parts, fixed | {"msg_type": number})
    widths = [part.width for part in parts if isinstance(part, Field)]
    if len(widths) == len(parts) and 0 not in widths and rng.random() < 0.3:
        tail = next(
            k
            for k in range(len(parts), 0, -1)
            if not (parts[k - 1].is_optional)  # type: ignore[union-attr]
        )
        bits = bits[: sum(widths[: rng.randint(tail, len(parts))])]
    return bits


def _draw_field(
    rng: random.Random, part: Field, parts: tuple[Part, ...], turns: dict[str, int]
) -> str:
    if part.form in {Form.SPARE, Form.TEXT, Form.DATA}:
        return _draw_letters(rng, part)
    if part.name in turns:
        return f"{turns[part.name]:0{part.width}b}"
    if part.absent and rng.random() < 0.2:
        return _code(part, part.absent[0])
    chooser = next((p for p in parts if isinstance(p, Choice) and p.by == part.name), None)
    if chooser is not None:
        return f"{rng.choice(chooser.variants).code:0{part.width}b}"
    low, high = reach(part)
    while (number := rng.randint(low, high)) in part.absent:
        pass
    return _code(part, number)


def reach(part: Field) -> tuple[int, int]:
    """The lowest and the highest number with a meaning."""
    half = 1 << (part.width - 1)
    ends = {Form.INT: (-half, half - 1), Form.MINUS: (1 - half, half - 1)}
    ends[Form.PLUS], ends[Form.TURN] = ends[Form.MINUS], (-126, 126)
    low, high = ends.get(part.form, (0, 2 * half - 1))
    return low if part.low is None else part.low, high if part.high is None else part.high


def _draw_letters(rng: random.Random, part: Field) -> str:
    if part.form == Form.SPARE:
        return "0" * part.width
    if part.form == Form.DATA:
        return "".join(rng.choice("01") for _ in range(part.width or 8 * rng.randint(0, 20)))
    most = part.width // 6 or rng.randint(0, 60)
    word = "".join(chr(rng.randint(32, 95)) for _ in range(rng.randint(0, most)))
    word = word.replace("@", "A").rstrip(" ")
    return "".join(f"{ord(one) & 63:06b}" for one in word).ljust(part.width, "0")


def _code(part: Field, number: int) -> str:
    if part.form in {Form.MINUS, Form.PLUS}:
        first = "1" if (number < 0) == (part.form == Form.MINUS) else "0"
        return first + f"{abs(number):0{part.width - 1}b}"
    return f"{number % (1 << part.width):0{part.width}b}"


def is_same(a: object, b: object) -> bool:
    """Compare rows; floats by 1e-9."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(is_same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(is_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)
    return bool(a == b)


def binary(kind: str, applications: list[Application], rows: list[dict[str, Any]]) -> pa.Table:
    """A table of binary messages, one of each application, without data."""
    n = len(rows)
    table: dict[str, Any] = {"object_id": pa.array(np.arange(n) + 227_000_000)}
    table |= {"dac": [one.dac for one in applications], "fi": [one.fi for one in applications]}
    if kind == "binary_short":
        table["msg_type"] = [26] * n
    for name in {one.name for one in applications}:
        table[name] = [
            row if one.name == name else None for one, row in zip(applications, rows, strict=True)
        ]
    return pa.table(table)
