"""A field that stands at one place in all messages turned into values, many messages in a step.

The compiler looks at several messages at once: nothing depends on the message before, and nothing
is asked of one alone. For that the words lie in columns, and the field lies within every message.
"""
# Kernels take arrays one by one.
# ruff: noqa: PLR0917

from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import entry, inlined

__all__ = ["ABSENT", "plain_flags", "plain_scaled", "plain_spec", "plain_wholes"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Spec = tuple[int, int, np.uint64, int, int, int, int, int, int]

ABSENT = 2
"""Codes that say `not available`, at most."""

_NEVER = np.iinfo(np.int64).min  # no code of at most 62 bits
_U1, _U63 = (np.uint64(k) for k in (1, 63))
_HEAD = 5  # numbers of a rule before its codes


def plain_spec(rule: Ints, start: int, n_words: int) -> Ints:
    """Say where a field stands.

    Args:
        rule: as of `message_column.fill_wholes`, of at most 62 bits and ABSENT codes.
        start: from which its place counts.
        n_words: of each message.
    """
    at = start + int(rule[0])
    absent = [*rule[_HEAD:], _NEVER, _NEVER][:ABSENT]
    place = at >> 6, min((at >> 6) + 1, n_words - 1), at & 63
    return np.array([*place, *rule[1:_HEAD], *absent], np.int64)


@inlined
def take_spec(spec: Ints) -> Spec:
    """Take the numbers of a field apart, so that the loops keep them at hand."""
    skip = np.uint64(spec[2])
    return spec[0], spec[1], skip, spec[3], spec[4], spec[5], spec[6], spec[7], spec[8]


@inlined
def plain_code(columns: Words, spec: Spec, i: int, told: Truths, beyond: Truths) -> int:
    """Read the code of message i, and tell whether it has a meaning."""
    word, following, skip, width, sign, low, high, first, second = spec
    both = columns[word, i] << skip | (columns[following, i] >> _U1) >> (_U63 - skip)
    raw = np.int64((both >> _U1) >> np.uint64(63 - width))
    raw -= (raw >> (width - 1) & sign) << width
    known = (raw != first) & (raw != second)
    fits = (raw >= low) & (raw <= high)
    beyond[i] |= known & (not fits)
    told[i] = known & fits
    return raw


@entry
def plain_wholes(
    columns: Words, spec: Ints, plus: int, values: npt.NDArray[Any], told: Truths, beyond: Truths
) -> None:
    """Write a column of whole numbers.

    Args:
        columns: words of messages, shape (w, n).
        spec: of `plain_spec`; the field lies within every message.
        plus: is added to each code.
        values: out, shape (n,), of any whole type that holds them.
        told: whether each is available, out; shape (n,).
        beyond: set where the code has no meaning, shape (n,).
    """
    where = take_spec(spec)
    for i in range(len(values)):
        values[i] = plain_code(columns, where, i, told, beyond) + plus


@entry
def plain_scaled(
    columns: Words, spec: Ints, scale: Floats, values: npt.NDArray[Any], told: Truths,
    beyond: Truths,
) -> None:  # fmt: skip
    """Write (code + scale[0]) / scale[1] + scale[2]; else as `plain_wholes`."""
    where = take_spec(spec)
    before, divisor, behind = scale[0], scale[1], scale[2]
    for i in range(len(values)):
        code = plain_code(columns, where, i, told, beyond)
        values[i] = (code + before) / divisor + behind


@entry
def plain_flags(columns: Words, spec: Ints, values: Truths, told: Truths, beyond: Truths) -> None:
    """Write truths, a byte each; else as `plain_wholes`."""
    where = take_spec(spec)
    for i in range(len(values)):
        values[i] = plain_code(columns, where, i, told, beyond) > 0
