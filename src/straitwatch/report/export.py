"""Tables into text for machines and terminals: NDJSON, CSV, and aligned columns."""

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from textwrap import wrap
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import text_of_object_id
from straitwatch.model.unit import iso

__all__ = ["plain", "to_csv", "to_ndjson", "to_records", "to_text", "write_json"]

_JSON_COLUMNS = ("evidence", "detail")
_FLOAT32_DIGITS = 7
_BATCH_ROWS = 20_000
_NARROWEST = 5  # columns of a terminal that a cell wants at least
_FIRST_WIDE = 0x2E80  # from the CJK radicals on, a letter takes two columns


def to_records(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Turn rows into what JSON can hold.

    Times become ISO 8601 UTC, integer identities their text, evidence and detail objects.
    """
    single = {f.name for f in table.schema if pa.types.is_float32(f.type)}
    for batch in table.to_batches(max_chunksize=_BATCH_ROWS):
        for row in batch.to_pylist():
            yield {name: _plain_cell(name, value, single) for name, value in row.items()}


def _plain_cell(name: str, value: Any, single: set[str]) -> Any:  # noqa: ANN401 - a cell is of any type
    if name == "object_id" and isinstance(value, int):
        return text_of_object_id(value)
    if name in _JSON_COLUMNS and isinstance(value, str):
        return json.loads(value)
    if name in single and value is not None:
        return float(f"{value:.{_FLOAT32_DIGITS}g}")
    return plain(value)


def plain(value: Any) -> Any:  # noqa: ANN401 - same
    """Make one value fit for JSON: times as text, bytes as hexadecimal, no NaN."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value


def to_ndjson(table: pa.Table) -> Iterator[str]:
    """Write one JSON object a row, each a line with its newline."""
    for record in to_records(table):
        yield write_json(record)


def write_json(record: Mapping[str, Any]) -> str:
    """Write what JSON can hold as one line, its newline behind it."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def to_csv(table: pa.Table, *, header: bool = True) -> Iterator[str]:
    """Write CSV lines as RFC 4180 asks; lists and objects stand as JSON in their cell."""
    if header:
        yield _csv_line(table.column_names)
    for record in to_records(table):
        yield _csv_line([_csv_cell(value) for value in record.values()])


def _csv_cell(value: Any) -> Any:  # noqa: ANN401 - same
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else value


def _csv_line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def to_text(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Align rows under their heads with two spaces between.

    Args:
        head: names of the columns.
        rows: cells; what cannot be printed in them becomes a space.
        width: fold the widest columns until a line fits; None: one line a row.
    """
    cells = [list(head), *([_one_line(cell) for cell in row] for row in rows)]
    widths = [max(_columns(row[k]) for row in cells) for k in range(len(head))]
    room = max(width or 0, (_NARROWEST + 2) * len(widths))
    while width is not None and sum(widths) + 2 * len(widths) - 2 > room:
        widths[widths.index(max(widths))] -= 1
    first, *others = (_align(row, widths) for row in cells)
    return "\n".join(
        [*first, "  ".join("-" * w for w in widths), *(o for row in others for o in row)]
    )


def _align(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    folded = [_fold(cell, width) for cell, width in zip(row, widths, strict=True)]
    for parts in zip_longest(*folded, fillvalue=""):
        padded = (
            part + " " * (width - _columns(part)) for part, width in zip(parts, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def _fold(cell: str, width: int) -> list[str]:
    if _columns(cell) <= width:
        return [cell]
    narrow = width if _columns(cell) == len(cell) else max(width // 2, 1)
    return wrap(cell, narrow) or [""]


def _one_line(cell: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in cell)


def _columns(cell: str) -> int:
    return sum(2 if ord(letter) >= _FIRST_WIDE else 1 for letter in cell)
