"""Bytes of text compared sixty-four at a time, and read eight at a time."""
# An intrinsic is compiled from what it writes in LLVM's language: its Python body never runs.

from typing import Any

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

__all__ = ["PAD", "first_bit", "load", "mark_bytes", "mark_high", "pad_bytes"]

Bytes = npt.NDArray[np.uint8]

PAD = 64
"""Bytes behind the text, so that no look at sixty-four of them runs past the end."""

_BYTE, _WORD = ir.IntType(8), ir.IntType(64)
_CHUNK = ir.VectorType(_BYTE, PAD)


def pad_bytes(data: bytes, more: bytes = b"") -> tuple[Bytes, int]:
    """Copy text to where it can be read in chunks.

    Args:
        data: text; a line feed is put behind it when it ends in none.
        more: what is to lie behind it.

    Returns:
        text, line feed, `more` and PAD zeros; and where `more` begins.
    """
    n = len(data) + (data != b"" and not data.endswith(b"\n"))
    buf = np.empty(n + len(more) + PAD, np.uint8)
    buf[: len(data)] = np.frombuffer(data, np.uint8)
    buf[len(data) : n] = 10
    buf[n : n + len(more)] = np.frombuffer(more, np.uint8)
    buf[n + len(more) :] = 0
    return buf, n


def _at(context: Any, builder: Any, kind: Any, buf: Any, at: Any, wanted: ir.Type) -> Any:  # noqa: ANN401, PLR0917 - numba's and LLVM's objects are not typed
    """Load from an address that is not aligned."""
    data = context.make_array(kind)(context, builder, buf).data
    pointer = builder.bitcast(builder.gep(data, [at]), wanted.as_pointer())
    return builder.load(pointer, align=1)


@intrinsic
def mark_bytes(typing: Any, buf: Any, at: Any, byte: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Mark which of the 64 bytes from `at` on are `byte`: bit k of a uint64 for byte k."""

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401 - as above
        chunk = _at(context, builder, signature.args[0], args[0], args[1], _CHUNK)
        one = builder.insert_element(ir.Constant(_CHUNK, ir.Undefined), args[2], _index(0))
        zeros = ir.Constant(ir.VectorType(ir.IntType(32), PAD), None)
        every = builder.shuffle_vector(one, ir.Constant(_CHUNK, ir.Undefined), zeros)
        return builder.bitcast(builder.icmp_unsigned("==", chunk, every), _WORD)

    return types.uint64(buf, types.int64, types.uint8), write


@intrinsic
def mark_high(typing: Any, buf: Any, at: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Mark which of the 64 bytes from `at` on are beyond ASCII."""

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401 - as above
        chunk = _at(context, builder, signature.args[0], args[0], args[1], _CHUNK)
        return builder.bitcast(builder.icmp_signed("<", chunk, ir.Constant(_CHUNK, None)), _WORD)

    return types.uint64(buf, types.int64), write


@intrinsic
def load(typing: Any, buf: Any, at: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Read the eight bytes from `at` on, the first lowest."""

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401 - as above
        word = _at(context, builder, signature.args[0], args[0], args[1], _WORD)
        return word if _is_little() else builder.bswap(word)

    return types.uint64(buf, types.int64), write


@intrinsic
def first_bit(typing: Any, word: Any) -> Any:  # noqa: ANN401, ARG001 - as above
    """Number of the lowest bit that is set; the word is not 0."""

    def write(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ANN401, ARG001 - as above
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), write


def _index(place: int) -> ir.Constant:
    return ir.Constant(ir.IntType(32), place)


def _is_little() -> bool:
    return bool(np.dtype(np.uint64).newbyteorder("<").isnative)
