"""Tables of messages turned into sentences: files in, lines out, a share at a time."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import BufferedReader, BytesIO, RawIOBase
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.ais.encode import Wire, encode_rows
from straitwatch.decode.ais.kinds import KINDS, TYPES, choose_kinds
from straitwatch.decode.ais.tables import SCHEMAS
from straitwatch.model.error import ConfigError, ContractError, SchemaError, SourceError
from straitwatch.model.identity import parse_object_id
from straitwatch.report.whole import whole_file

__all__ = ["encode_file", "kind_of_columns"]

_SHARE = 20_000  # ours: rows that are encoded at once
_PARQUET = b"PAR1"
_ASIDE = frozenset({"t", "utc", "flags", "receiver", "source", "line", "kind", "msg_type"})
_MEND = "free space or choose another file with -o"
_BYTES_AHEAD = 4096

Share = tuple[str, pa.Table, list[int]]
"""Rows of one kind: its name, the rows, their numbers in the file."""


def encode_file(
    path: str, output: Path | None, kind: str, wire: Wire, *, stdout: IO[bytes], stdin: IO[bytes]
) -> int:
    """Write the sentences of a table of messages.

    Args:
        path: Parquet, CSV or lines of JSON; `-`: lines of JSON or CSV from `stdin`.
        output: a file, written whole or not at all; None: `stdout`.
        kind: of the messages; empty: each row's `kind` or `msg_type`, else the columns tell.
        wire: how sentences are written.
        stdout: where lines go without a file.
        stdin: see `path`.

    Returns:
        how many messages were written.

    Raises:
        ConfigError: there is no such kind, or nothing tells the kind.
        SourceError: the file cannot be read.
        SchemaError: a column is missing or mistyped.
        ContractError: a value does not fit; rows are counted from 1.
        OutputError: the file could not be written.
    """
    if kind:
        choose_kinds([kind])
    done = 0
    with ExitStack() as stack:
        file = stack.enter_context(whole_file(output, mend=_MEND)) if output else stdout
        for rows in _shares(path, stdin):
            lines: list[tuple[int, list[bytes]]] = []
            for name, table, numbers in _by_kind(rows, kind):
                written = encode_rows(name, table, wire, np.array(numbers))
                lines += zip(numbers, written, strict=True)
            lines.sort(key=lambda pair: pair[0])
            file.writelines(line + b"\n" for _, some in lines for line in some)
            done += len(lines)
            several = sum(len(some) > 1 for _, some in lines)
            wire = replace(wire, sequence=(wire.sequence + several) % 10)
        file.flush()
    return done


def _shares(path: str, stdin: IO[bytes]) -> Iterator[tuple[pa.Table | list[dict[str, Any]], int]]:
    """Read a file in shares, each with the number of its first row."""
    try:
        source = nullcontext(stdin) if path == "-" else open(path, "rb")  # noqa: SIM115, PTH123 - entered below
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}: name a table of messages") from error
    with source as opened:
        file = BufferedReader(cast("RawIOBase", opened))
        first = 1
        for share in _read(path, file, file.peek(_BYTES_AHEAD)):
            yield share, first
            first += share.num_rows if isinstance(share, pa.Table) else len(share)


def _read(path: str, file: IO[bytes], start: bytes) -> Iterator[pa.Table | list[dict[str, Any]]]:
    try:
        if start.startswith(_PARQUET):
            yield from _read_parquet(BytesIO(file.read()) if path == "-" else file)
        elif start.lstrip().startswith(b"{"):
            yield from _read_lines(path, file)
        elif start.strip():
            yield from _read_csv(file)
    except pa.ArrowInvalid as error:
        raise SourceError(f"{path} is neither Parquet, CSV nor lines of JSON: {error}") from error


def _read_parquet(file: IO[bytes]) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only for Parquet

    for batch in pq.ParquetFile(file).iter_batches(_SHARE):
        yield pa.Table.from_batches([batch])


def _read_csv(file: IO[bytes]) -> Iterator[pa.Table]:
    from pyarrow import csv  # noqa: PLC0415 - only for CSV

    wanted = {one.name: one.type for schema in SCHEMAS.values() for one in schema}
    text = {
        name: pa.string()
        for name, kind in wanted.items()
        if pa.types.is_string(kind) or pa.types.is_nested(kind)
    }
    options = csv.ConvertOptions(
        column_types={**text, "data": pa.string(), "object_id": pa.string(), "t": pa.string()},
        strings_can_be_null=True,
    )
    whole = csv.read_csv(file, convert_options=options)
    if "object_id" not in whole.column_names:
        raise pa.ArrowInvalid("there is no column object_id")
    for at in range(0, whole.num_rows, _SHARE):
        yield whole.slice(at, _SHARE)


def _read_lines(path: str, file: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    lines = enumerate((line for line in file if line.strip()), 1)
    while share := list(islice(lines, _SHARE)):
        rows = []
        for number, line in share:
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SourceError(f"{path}, row {number} is no JSON: {error}") from error
            if not isinstance(row, dict):
                raise SourceError(f"{path}, row {number} is {row!r}: an object is wanted")
            rows.append(row)
        yield rows


def _by_kind(share: tuple[pa.Table | list[dict[str, Any]], int], kind: str) -> Iterator[Share]:
    """Cut a share into rows of one kind each."""
    rows, first = share
    if isinstance(rows, pa.Table):
        yield from _table_by_kind(rows, first, kind)
        return
    groups: dict[str, list[int]] = {}
    for k, row in enumerate(rows):
        name = kind or row.get("kind") or _kind_of_type(row.get("msg_type"))
        groups.setdefault(name or kind_of_columns(list(row)), []).append(k)
    for name, which in groups.items():
        numbers = [first + k for k in which]
        yield name, _ready(_to_table([rows[k] for k in which], numbers)), numbers


def _to_table(rows: list[dict[str, Any]], numbers: list[int]) -> pa.Table:
    names = dict.fromkeys(name for row in rows for name in row)
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        if name == "object_id":
            values = [parse_object_id(one) if isinstance(one, str) else one for one in values]
        try:
            columns[name] = pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise SchemaError(
                f"column {name}, rows {numbers[0]} to {numbers[-1]}: values differ in type: {error}"
            ) from error
    return pa.table(columns)


def _table_by_kind(table: pa.Table, first: int, kind: str) -> Iterator[Share]:
    numbers = list(range(first, first + table.num_rows))
    names = table.column_names
    if kind or not {"kind", "msg_type"} & set(names):
        yield kind or kind_of_columns(names), _ready(table), numbers
        return
    if "kind" in names:
        told = table["kind"].to_pylist()
    else:
        told = [
            _kind_of_type(one) or kind_of_columns(names) for one in table["msg_type"].to_pylist()
        ]
    for name in dict.fromkeys(told):
        which = [k for k, one in enumerate(told) if one == name]
        yield name, _ready(table.take(which)), [numbers[k] for k in which]


def _kind_of_type(number: object) -> str:
    return TYPES.get(number, "") if isinstance(number, int) else ""


def kind_of_columns(names: Sequence[str]) -> str:
    """Tell the kind of message by the columns that a table has.

    Args:
        names: of its columns.

    Returns:
        the one kind that has them all.

    Raises:
        ConfigError: none has, or several have.
    """
    own = set(names) - _ASIDE
    fitting = [name for name in KINDS if own <= set(SCHEMAS[name].names)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ConfigError(
            f"the columns do not tell the kind of message: name it with --kind: "
            f"{', '.join(fitting)}"
        )
    raise ConfigError(
        f"no kind of message has the columns {', '.join(sorted(own))}: name it with --kind: "
        f"{', '.join(KINDS)}"
    )


def _ready(table: pa.Table) -> pa.Table:
    """Turn text into what it stands for: identities, times, and JSON in a cell of a CSV."""
    for k, name in enumerate(table.column_names):
        if pa.types.is_string(table[name].type):
            turn = {"object_id": _identities, "t": _times}.get(name)
            if name in _NESTED:
                turn = partial(_nested, name)
            if turn is not None:
                table = table.set_column(k, name, turn(table[name]))
    return table


_NESTED = frozenset(
    one.name
    for schema in SCHEMAS.values()
    for one in schema
    if pa.types.is_nested(one.type) and one.name not in _ASIDE
)


def _nested(name: str, column: pa.ChunkedArray) -> pa.Array:
    try:
        return pa.array([None if one is None else json.loads(one) for one in column.to_pylist()])
    except (ValueError, pa.ArrowInvalid) as error:
        raise SchemaError(f"column {name} holds text: JSON is wanted: {error}") from error


def _identities(column: pa.ChunkedArray) -> pa.Array:
    return pa.array(
        [None if one is None else parse_object_id(one) for one in column.to_pylist()], pa.int64()
    )


def _times(column: pa.ChunkedArray) -> pa.Array:
    kind = pa.timestamp("us", "UTC")
    if pc.all(pc.is_null(column)).as_py():
        return pa.nulls(len(column), kind)
    try:
        told = [None if one is None else datetime.fromisoformat(one) for one in column.to_pylist()]
    except ValueError as error:
        raise ContractError(f"column t: {error}: write 2022-12-16T03:00:00Z") from error
    return pa.array(told, kind)
