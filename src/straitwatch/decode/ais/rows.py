"""Tables of messages turned into plain rows in the order of their lines, as one reads a log."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["message_rows"]

_STEP = 4096  # lines whose rows are made at once: rows of Python take far more than tables


def message_rows(tables: Mapping[str, pa.Table]) -> Iterator[dict[str, Any]]:
    """Give every message in the order of the lines, whatever its kind.

    Args:
        tables: of messages, by kind: `Decoded.messages`.

    Yields:
        a row with `kind` first and then its columns in their order. What is not available is left
        out, in lists and structs too, and so are lists of nothing; data are hexadecimal.
    """
    some = {name: table.sort_by("line") for name, table in tables.items() if table.num_rows}
    lines = {name: table["line"].to_numpy() for name, table in some.items()}
    if not some:
        return
    every = np.unique(np.concatenate([*lines.values()]))
    for first in every[::_STEP]:
        k = int(np.searchsorted(every, first))
        stop = every[k + _STEP] if k + _STEP < len(every) else every[-1] + 1
        rows = []
        for name, table in some.items():
            a, b = np.searchsorted(lines[name], [first, stop])
            part = table.slice(a, b - a).to_pylist()
            rows += [{"kind": name, **_told(row)} for row in part]
        yield from sorted(rows, key=_line)


def _line(row: dict[str, Any]) -> int:
    line: int = row["line"]
    return line


def _told(row: dict[str, Any]) -> dict[str, Any]:
    plain = ((name, _plain(value)) for name, value in row.items())
    return {name: value for name, value in plain if value is not None and value != []}


def _plain(value: Any) -> Any:  # noqa: ANN401 - any column's value
    if isinstance(value, dict):
        return _told(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value
