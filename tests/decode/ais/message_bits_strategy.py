"""What tests of whole messages share: messages as strings of 0 and 1, and their tables."""

import random
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.decode.ais.kinds import KINDS
from straitwatch.decode.ais.tables import make_table
from straitwatch.decode.heard import Heard
from straitwatch.kernel.aivdm_bits import N_WORDS
from straitwatch.kernel.aivdm_code import NO_TIME

OWN = ("t", "flags", "receiver", "source", "line")


def pack(messages: list[str]) -> Heard:
    """Messages as they come from the decoder, one a line, without time or receiver."""
    rows = [bits.ljust(64 * N_WORDS, "0") for bits in messages]
    words = [[int(row[k : k + 64], 2) for k in range(0, 64 * N_WORDS, 64)] for row in rows]
    n = len(messages)
    return Heard(
        np.array(words, np.uint64).reshape(n, N_WORDS),
        np.array([len(bits) for bits in messages], np.int64),
        np.full(n, NO_TIME),
        np.arange(n) + 1,
        np.full(n, -1),
        np.zeros(n, np.int64),
    )


def make_tables(messages: list[str], kinds: tuple[str, ...]) -> dict[str, pa.Table]:
    """Tables of messages, strings of bits, by kind: of kinds of which there is a message."""
    heard, types = pack(messages), np.array([int(bits[:6], 2) for bits in messages])
    tables = {}
    for name in kinds:
        which = np.isin(types, KINDS[name].types)
        if which.any():
            names = pa.array([], pa.string())
            tables[name] = make_table(name, heard.take(which), pa.array(["a"]), names)
    return tables


def read(messages: list[str]) -> dict[int, tuple[str, dict[str, Any]]]:
    """Tables of messages as rows by line, each with the name of its kind."""
    tables = make_tables(messages, tuple(KINDS))
    rows = {}
    for name, table in tables.items():
        table.validate(full=True)
        assert table["line"].to_pylist() == sorted(table["line"].to_pylist())
        for row in table.to_pylist():
            line = row.pop("line")
            assert row.pop("source") == "a"
            assert row.pop("receiver") is row.pop("t") is None
            rows[line] = name, row
    return rows


def draw(rng: random.Random, number: int) -> str:
    """A message of a type: random bits, or few ones or zeros, of a usual or any length."""
    longest = rng.choice([96, 168, 168, 312, 424, rng.randrange(38, 1279)])
    share = rng.choice([0.02, 0.5, 0.5, 0.98])
    bits = "".join("1" if rng.random() < share else "0" for _ in range(longest))
    return f"{number:06b}{bits[6:]}"
