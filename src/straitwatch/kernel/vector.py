"""Sixty-four bytes looked at in one step: searches, sums and words for the hottest kernels.

Written as LLVM vectors, which the compiler lowers to what the machine has; no instruction of one
machine is named. Arrays are taken as bytes, whatever they hold, and places are of bytes. A place
is not checked: the caller knows that 64 bytes (of `load_word` and `store_word`, eight) stand there.
"""
# The form of an intrinsic is numba's: arguments by name only, values of llvmlite without types.
# ruff: noqa: ANN401, ARG001, PLR0917, PLR2004

import sys
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

__all__ = [
    "STEP",
    "copy_bytes",
    "count_leading",
    "count_ones",
    "count_trailing",
    "load_word",
    "mark_high",
    "marks",
]
__all__ += ["load_vector", "prefetch", "splat", "store_vector"]
__all__ += ["store_word", "xor_under"]

STEP = 64
"""Bytes that are looked at in one step."""

_BYTE, _WORD = ir.IntType(8), ir.IntType(64)
_BYTES = ir.VectorType(_BYTE, STEP)
_BITS = ir.VectorType(ir.IntType(1), STEP)
_WORDS = ir.VectorType(_WORD, STEP // 8)


def _place(context: Any, builder: Any, kind: Any, array: Any, at: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    data = builder.bitcast(data, _BYTE.as_pointer())
    return builder.gep(data, [builder.sext(at, _WORD) if at.type.width < 64 else at])


def load_vector(
    context: Any, builder: Any, kind: Any, array: Any, at: Any, vector: ir.VectorType
) -> Any:
    """Write the reading of a vector from `at` on, for an intrinsic of another module."""
    return _load(builder, _place(context, builder, kind, array, at), vector)


def store_vector(context: Any, builder: Any, kind: Any, array: Any, at: Any, value: Any) -> None:
    """Write the writing of a vector from `at` on, for an intrinsic of another module."""
    place = _place(context, builder, kind, array, at)
    builder.store(value, builder.bitcast(place, value.type.as_pointer())).align = 1


def _load(builder: Any, place: Any, kind: ir.Type) -> Any:
    value = builder.load(builder.bitcast(place, kind.as_pointer()))
    value.align = 1
    return value


def splat(builder: Any, value: Any, kind: ir.VectorType) -> Any:
    """Write a vector of which each element is a number, as wide as they are or wider."""
    if value.type.width > kind.element.width:
        value = builder.trunc(value, kind.element)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), kind.count), None)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), zeros)


@intrinsic
def marks(typingctx: Any, array: Any, at: Any, byte: Any) -> tuple[Any, Callable[..., Any]]:
    """Mark, a bit each, the lowest for the first, which of 64 bytes from `at` on are `byte`."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        some = _load(
            builder, _place(context, builder, signature.args[0], given[0], given[1]), _BYTES
        )
        wanted = splat(builder, given[2], _BYTES)
        found = builder.bitcast(builder.icmp_unsigned("==", some, wanted), _WORD)
        return _first_lowest(builder, found)

    return types.uint64(array, types.int64, types.int64), generate


@intrinsic
def mark_high(typingctx: Any, array: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Mark, a bit each, the lowest for the first, which of 64 bytes from `at` on have a top bit."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        some = _load(
            builder, _place(context, builder, signature.args[0], given[0], given[1]), _BYTES
        )
        high = builder.icmp_signed("<", some, ir.Constant(_BYTES, None))
        return _first_lowest(builder, builder.bitcast(high, _WORD))

    return types.uint64(array, types.int64), generate


@intrinsic
def xor_under(typingctx: Any, array: Any, at: Any, mask: Any) -> tuple[Any, Callable[..., Any]]:
    """Xor those of 64 bytes from `at` on whose bit in the mask is set, the lowest for the first."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        some = _load(
            builder, _place(context, builder, signature.args[0], given[0], given[1]), _BYTES
        )
        chosen = builder.bitcast(_first_lowest(builder, given[2]), _BITS)
        some = builder.select(chosen, some, ir.Constant(_BYTES, None))
        name = f"llvm.vector.reduce.xor.v{_WORDS.count}i64"
        kind = ir.FunctionType(_WORD, [_WORDS])
        reduce = cgutils.get_or_insert_function(builder.module, kind, name)
        total = builder.call(reduce, [builder.bitcast(some, _WORDS)])
        for width in (32, 16, 8):
            total = builder.xor(total, builder.lshr(total, _WORD(width)))
        return builder.and_(total, _WORD(255))

    return types.int64(array, types.int64, types.uint64), generate


@intrinsic
def load_word(typingctx: Any, array: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Read eight bytes from `at` on as a number, the first lowest."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        word = _load(
            builder, _place(context, builder, signature.args[0], given[0], given[1]), _WORD
        )
        return builder.bswap(word) if sys.byteorder == "big" else word

    return types.uint64(array, types.int64), generate


@intrinsic
def store_word(typingctx: Any, array: Any, at: Any, word: Any) -> tuple[Any, Callable[..., Any]]:
    """Write a number as eight bytes from `at` on, the lowest first."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = _place(context, builder, signature.args[0], given[0], given[1])
        value = builder.bswap(given[2]) if sys.byteorder == "big" else given[2]
        builder.store(value, builder.bitcast(place, _WORD.as_pointer())).align = 1
        return context.get_dummy_value()

    return types.void(array, types.int64, types.uint64), generate


@intrinsic
def prefetch(typingctx: Any, array: Any, at: Any) -> tuple[Any, Callable[..., Any]]:
    """Ask for the byte at `at` to be brought near; nothing is read, wherever that is."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        place = _place(context, builder, signature.args[0], given[0], given[1])
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place.type, number, number, number])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [place.type], kind)
        builder.call(ask, [place, number(0), number(3), number(1)])  # to read, all caches, data
        return context.get_dummy_value()

    return types.void(array, types.int64), generate


@intrinsic
def copy_bytes(
    typingctx: Any, to: Any, at: Any, array: Any, start: Any, n: Any
) -> tuple[Any, Callable[..., Any]]:
    """Copy n bytes from `start` of the second array to `at` of the first; they do not overlap."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        into = _place(context, builder, signature.args[0], given[0], given[1])
        out_of = _place(context, builder, signature.args[2], given[2], given[3])
        cgutils.raw_memcpy(builder, into, out_of, given[4], 1)
        return context.get_dummy_value()

    return types.void(to, types.int64, array, types.int64, types.int64), generate


@intrinsic
def count_trailing(typingctx: Any, bits: Any) -> tuple[Any, Callable[..., Any]]:
    """Count the zeros below the lowest bit that is set; 64 when none is."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.IntType(1)(0))

    return types.int64(types.uint64), generate


@intrinsic
def count_leading(typingctx: Any, bits: Any) -> tuple[Any, Callable[..., Any]]:
    """Count the zeros above the highest bit that is set; 64 when none is."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.ctlz(given[0], ir.IntType(1)(0))

    return types.int64(types.uint64), generate


@intrinsic
def count_ones(typingctx: Any, bits: Any) -> tuple[Any, Callable[..., Any]]:
    """Count the bits that are set."""

    def generate(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.ctpop(given[0])

    return types.int64(types.uint64), generate


def _first_lowest(builder: Any, bits: Any) -> Any:
    """Turn the bits of a vector's elements round where the first would be the highest."""
    if sys.byteorder == "little":
        return bits
    return builder.call(builder.module.declare_intrinsic("llvm.bitreverse", [_WORD]), [bits])
