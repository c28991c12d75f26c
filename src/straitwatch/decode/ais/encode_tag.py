"""Times and receivers turned into tag blocks, to stand before sentences."""

from functools import reduce
from operator import xor

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.encode_code import Where
from straitwatch.model.error import SchemaError

__all__ = ["tag_blocks"]

Ints = npt.NDArray[np.int64]

_SECOND_US, _MILLI_US = 1_000_000, 1_000
_GROUPS = 9999  # ours: numbers of groups come again after so many
_FORBIDDEN = frozenset("\\*,!$~^")  # IEC 61162-1: characters with a meaning of their own


def tag_blocks(
    t: pa.Array | None, receiver: pa.Array | None, parts: Ints, default: str = ""
) -> list[list[bytes]]:
    r"""Write tag blocks: who heard a message (s), when (c), and which parts belong together (g).

    Args:
        t: timestamps, n; null: no time is written.
        receiver: names, n; null: `default`.
        parts: of each message, shape (n,).
        default: name of the receiver, or empty: no name is written.

    Returns:
        for each message the blocks of its sentences, such as `\g:1-2-7,s:sim,c:1671062400*hh\`;
        empty where there is nothing to say. The time is in seconds, or in milliseconds where it is
        not a whole second.

    Raises:
        SchemaError: `t` holds no timestamps.
        ContractError: a name cannot stand in a tag block.

    Notes:
        Source: IEC 61162-450, 7.2 (TAG blocks); parameters g, s, c.
    """
    times, names = _times(t, len(parts)), _names(receiver, len(parts), default)
    out, group = [], 0
    for n_parts, when, name in zip(parts, times, names, strict=True):
        said = [f"s:{name}"] if name else []
        said += [f"c:{when}"] if when else []
        if n_parts == 1:
            out.append([_block(said)])
            continue
        group = group % _GROUPS + 1
        heads = [f"g:{k + 1}-{n_parts}-{group}" for k in range(n_parts)]
        out.append([_block([head, *(said if k == 0 else [])]) for k, head in enumerate(heads)])
    return out


def _block(words: list[str]) -> bytes:
    body = ",".join(words).encode("ascii")
    return b"\\%b*%02X\\" % (body, reduce(xor, body, 0)) if body else b""


def _times(t: pa.Array | None, n: int) -> list[str]:
    if t is None or pa.types.is_null(t.type):
        return [""] * n
    if not pa.types.is_timestamp(t.type):
        raise SchemaError(f"column t holds {t.type}: timestamps are wanted")
    micros = t.cast(pa.timestamp("us", t.type.tz)).cast(pa.int64()).to_pylist()
    return ["" if one is None else _time(one) for one in micros]


def _time(micros: int) -> str:
    if micros % _SECOND_US == 0:
        return str(micros // _SECOND_US)
    return str(micros // _MILLI_US)


def _names(receiver: pa.Array | None, n: int, default: str) -> list[str]:
    if receiver is None or pa.types.is_null(receiver.type):
        names = [default] * n
    else:
        names = [one or default for one in receiver.cast(pa.string()).to_pylist()]
    for k, name in enumerate(names):
        if not name.isascii() or not name.isprintable() or _FORBIDDEN & set(name):
            wanted = "printable ASCII without \\ * , ! $ ~ ^"
            raise Where("receiver", np.arange(n)).misfit(k, name, wanted)
    return names
