"""Thirty-two armoured characters turned into words of bits, and bits into letters, in one step.

Written as LLVM vectors, as `vector.py` is: no instruction of one machine is named, and a place is
not checked.
"""
# The form of an intrinsic is numba's: arguments by name only, values of llvmlite without types.
# ruff: noqa: ANN401, ARG001, PLR2004

import sys
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.types.containers import Tuple
from numba.extending import intrinsic

from straitwatch.kernel.vector import load_vector, splat, store_vector

__all__ = ["CHARS", "spell", "unarmor"]

CHARS = 32
"""Characters that are taken in one step."""

_BYTES, _FOURS = ir.VectorType(ir.IntType(8), CHARS), ir.VectorType(ir.IntType(32), CHARS // 4)
_WORDS = ir.VectorType(ir.IntType(64), CHARS // 8)
_LITTLE = sys.byteorder == "little"


@intrinsic
def unarmor(typingctx: Any, array: Any, at: Any, n: Any) -> tuple[Any, Callable[..., Any]]:
    """Turn armoured characters from `at` on into 192 bits; bytes are read, used only the first n.

    Returns:
        whether these are of the alphabet, "0" to "W" and "`" to "w"; three words, the first bit
        highest, zeros where no character is.
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        chars = load_vector(context, builder, signature.args[0], given[0], given[1], _BYTES)
        inside = builder.icmp_unsigned("<", _each(range(CHARS)), splat(builder, given[2], _BYTES))
        value = builder.select(inside, builder.sub(chars, _each([48] * CHARS)), _each([0] * CHARS))
        in_gap = builder.icmp_unsigned(
            "<", builder.sub(value, _each([40] * CHARS)), _each([8] * CHARS)
        )
        is_bad = builder.or_(in_gap, builder.icmp_unsigned(">", value, _each([71] * CHARS)))
        bad = builder.bitcast(is_bad, ir.IntType(CHARS))
        is_good = builder.icmp_unsigned("==", bad, ir.IntType(CHARS)(0))
        is_high = builder.icmp_unsigned(">", value, _each([47] * CHARS))
        value = builder.select(is_high, builder.sub(value, _each([8] * CHARS)), value)
        words = _join(builder, value)
        parts = [builder.extract_element(words, ir.IntType(32)(k)) for k in range(3)]
        return context.make_tuple(builder, signature.return_type, [is_good, *parts])

    told = Tuple((types.boolean, types.uint64, types.uint64, types.uint64))
    return told(array, types.int64, types.int64), generate


@intrinsic
def spell(
    typingctx: Any, text: Any, at: Any, first: Any, second: Any
) -> tuple[Any, Callable[..., Any]]:
    """Write two words, the first bit highest, as letters of six bits: 21, and 11 of zero bits.

    Returns:
        which of them are "@", that is zero; which are no blanks: bits, the lowest for the first.

    Notes:
        Source: ITU-R M.1371-5, annex 8, table 47 (6-bit ASCII).
    """

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        codes = _part(builder, given[2:])
        capital = builder.icmp_unsigned("<", codes, _each([32] * CHARS))
        letters = builder.select(capital, builder.add(codes, _each([64] * CHARS)), codes)
        store_vector(context, builder, signature.args[0], given[0], given[1], letters)
        ends = _marks(builder, builder.icmp_unsigned("==", codes, _each([0] * CHARS)))
        told = _marks(builder, builder.icmp_unsigned("!=", codes, _each([32] * CHARS)))
        return context.make_tuple(builder, signature.return_type, [ends, told])

    told = Tuple((types.uint64, types.uint64))
    return told(text, types.int64, types.uint64, types.uint64), generate


def _each(values: Any) -> ir.Constant:
    return ir.Constant(_BYTES, [ir.IntType(8)(value) for value in values])


def _join(builder: Any, value: Any) -> Any:
    """Put values of six bits end to end: four in 24 bits, and those in words, the first highest."""
    if not _LITTLE:
        value = _shuffle(builder, value, [k ^ 3 for k in range(CHARS)])
    four = builder.bitcast(value, _FOURS)
    for mask, up, down in ((0x003F003F, 6, 8), (0x00000FFF, 12, 16)):
        only = _all_fours(mask)
        high = builder.shl(builder.and_(four, only), _all_fours(up))
        four = builder.or_(high, builder.and_(builder.lshr(four, _all_fours(down)), only))
    # byte k of the bits stands in the number of four that has its bits, from its third byte down
    stands = [4 * (k // 3) + 2 - k % 3 if _LITTLE else 4 * (k // 3) + 1 + k % 3 for k in range(32)]
    order = [stands[k ^ 7 if _LITTLE else k] if k < 24 else 0 for k in range(CHARS)]
    return builder.bitcast(_shuffle(builder, builder.bitcast(four, _BYTES), order), _WORDS)


def _part(builder: Any, words: Any) -> Any:
    """Cut words, the first bit highest, into values of six bits: the reverse of `_join`."""
    bits = ir.Constant(_WORDS, None)
    for k, word in enumerate(words):
        bits = builder.insert_element(bits, word, ir.IntType(32)(k))
    # where byte k of the bits is, and which of them make up the number of four: the fourth is free
    stands = [k ^ 7 if _LITTLE else k for k in range(CHARS)]
    bytes_of = [(2, 1, 0, 3) if _LITTLE else (3, 0, 1, 2)] * _FOURS.count
    order = [stands[3 * j + b if b < 3 else 31] for j, some in enumerate(bytes_of) for b in some]
    four = builder.bitcast(_shuffle(builder, builder.bitcast(bits, _BYTES), order), _FOURS)
    for mask, up, down in ((0x00000FFF, 16, 12), (0x003F003F, 8, 6)):
        only = _all_fours(mask)
        high = builder.shl(builder.and_(four, only), _all_fours(up))
        four = builder.or_(high, builder.and_(builder.lshr(four, _all_fours(down)), only))
    values = builder.bitcast(four, _BYTES)
    return values if _LITTLE else _shuffle(builder, values, [k ^ 3 for k in range(CHARS)])


def _marks(builder: Any, truths: Any) -> Any:
    """Give truths as the bits of a word, the lowest for the first."""
    bits = builder.bitcast(truths, ir.IntType(CHARS))
    if not _LITTLE:
        turn = builder.module.declare_intrinsic("llvm.bitreverse", [bits.type])
        bits = builder.call(turn, [bits])
    return builder.zext(bits, ir.IntType(64))


def _all_fours(value: int) -> ir.Constant:
    return ir.Constant(_FOURS, [ir.IntType(32)(value)] * _FOURS.count)


def _shuffle(builder: Any, value: Any, order: list[int]) -> Any:
    places = ir.Constant(
        ir.VectorType(ir.IntType(32), CHARS), [ir.IntType(32)(place) for place in order]
    )
    return builder.shuffle_vector(value, ir.Constant(_BYTES, ir.Undefined), places)
