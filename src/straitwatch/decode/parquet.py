"""Parquet, GeoParquet and Arrow files turned into FIX, STATIC and REJECT, batch by batch."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from straitwatch.decode.batches import decode_batches, match_names
from straitwatch.model.error import SourceError
from straitwatch.model.record import Decoded, Tally

__all__ = ["ARROW", "PARQUET", "decode_arrow", "decode_parquet"]

Batch = dict[str, pa.Array]

PARQUET, ARROW = b"PAR1", b"ARROW1"
_DAMAGE = (pa.ArrowException, OSError, UnicodeDecodeError)  # the last: names of columns
_ARROW_HEAD = 8  # the magic of an Arrow file and its padding; a stream follows
_ROWS = 1 << 18  # rows decoded at once
_BUFFER = 1 << 20  # bytes read ahead of each column
_DEEPEST = 3  # structs within structs whose fields can be mapped

_DEGREES = frozenset({"CRS84", "4326", "4258", "4269"})
"""Reference systems whose coordinates are degrees: WGS 84; ETRS89 and NAD83 within 2 m of it."""


def decode_parquet(
    file: BinaryIO, source: str, tally: Tally, *, columns: Mapping[str, str] | None = None
) -> Iterator[Decoded]:
    """Decode a Parquet file of dated positions.

    Args:
        file: open for reading anywhere in it; stays open.
        source: label of the source.
        tally: counts; changed. One row is one line.
        columns: the user's own map, our column -> name in the file; `a.b` is field b of struct a.

    Yields:
        tables of at most 262,144 rows each.

    Raises:
        SourceError: no Parquet, damaged, or without dated positions; after all rows before.
        ConfigError: the user's map does not fit.

    Notes:
        Only the columns that stand for something are read. Memory: one batch and a megabyte a
        column, however large the row groups are. Points of GeoParquet stand for lon and lat where
        there are no such columns.
    """
    tally.format = tally.format or "parquet"
    try:
        opened = pq.ParquetFile(file)
        schema, metadata = opened.schema_arrow, opened.metadata
        names, geometry = _wanted(schema, columns)
        texts = [f.name for f in schema if pa.types.is_string(f.type)]
        opened = pq.ParquetFile(file, metadata=metadata, read_dictionary=texts, buffer_size=_BUFFER)
    except _DAMAGE as error:
        raise SourceError(f"{source}: a damaged Parquet file ({_first_line(error)})") from error
    _require_degrees(schema, geometry, source)
    tally.n_bytes += file.seek(0, io.SEEK_END)
    kind = "GeoParquet" if b"geo" in (schema.metadata or {}) else "Parquet"
    shape = f"{metadata.num_rows:,} rows in {metadata.num_row_groups:,} row groups"
    tally.notes.append(f"{kind}: {shape}")
    _note_unread(schema, names, tally)
    tops = sorted({name.split(".")[0] if name not in schema.names else name for name in names})
    batches = opened.iter_batches(batch_size=_ROWS, columns=tops or None)
    if not metadata.num_rows:
        batches = iter([pa.RecordBatch.from_pylist([], schema=schema)])
    flat = _guard((_flatten(batch, names, tally) for batch in batches), source, tally)
    yield from decode_batches(flat, source, tally, columns=columns)


def decode_arrow(
    chunks: Iterable[bytes],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Decoded]:
    """Decode an Arrow file (Feather 2) or an Arrow stream, as its bytes come.

    Args, yields and raises as `decode_parquet`.
    """
    tally.format = tally.format or "arrow"
    pipe = _Pipe(chunks, tally)
    if pipe.peek(len(ARROW)) == ARROW:
        pipe.read(_ARROW_HEAD)
    try:
        reader = pa.ipc.open_stream(pipe)
        names, geometry = _wanted(reader.schema, columns)
    except _DAMAGE as error:
        raise SourceError(f"{source}: a damaged Arrow file ({_first_line(error)})") from error
    _require_degrees(reader.schema, geometry, source)
    _note_unread(reader.schema, names, tally)
    flat = (_flatten(part, names, tally) for batch in reader for part in _cut(batch))
    yield from decode_batches(_guard(flat, source, tally), source, tally, columns=columns)


def _cut(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(batch) or 1, _ROWS):
        yield batch.slice(start, _ROWS)


def _guard(batches: Iterable[Batch], source: str, tally: Tally) -> Iterator[Batch]:
    """Hand batches on; damage within is told after all that came before it."""
    rest = iter(batches)
    while True:
        try:
            batch = next(rest, None)
        except _DAMAGE as error:
            raise SourceError(
                f"{source}: damaged after row {tally.lines:,} ({_first_line(error)}): "
                "fetch the file again"
            ) from error
        if batch is None:
            return
        yield batch


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].strip() if str(error) else type(error).__name__


def _wanted(schema: pa.Schema, given: Mapping[str, str] | None) -> tuple[list[str], str | None]:
    """Names that stand for something, and all others that a message must be able to name."""
    names = [name for one in schema for name in _names_of(one.name, one.type, 1)]
    match, geometry = match_names(names, given)
    used = [name for _, name in match.used if name in names]
    if match.missing:
        return names, None  # refused by the names of all
    return [*dict.fromkeys([*used, *([geometry] if geometry else [])])], geometry


def _names_of(name: str, type_: pa.DataType, depth: int) -> list[str]:
    """Names of a column: its own, or those of the fields of a struct that is no point."""
    if not pa.types.is_struct(type_) or depth > _DEEPEST:
        return [name]
    fields = [type_.field(i) for i in range(type_.num_fields)]
    if {"x", "y"} <= {one.name for one in fields}:
        return [name]
    return [more for one in fields for more in _names_of(f"{name}.{one.name}", one.type, depth + 1)]


def _flatten(batch: pa.RecordBatch, names: list[str], tally: Tally) -> Batch:
    """Pick columns by name, and prove that they are sound; `a.b` is field b of struct a."""
    return {name: _sound(_pick(batch, name), name, tally) for name in names}


def _sound(array: pa.Array, name: str, tally: Tally) -> pa.Array:
    """Prove that nothing in a column points beside it; texts that are not UTF-8 are left out.

    Raises:
        ArrowInvalid: it is damaged.
    """
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        if pa.types.is_dictionary(array.type) and _is_string(array.type.value_type):
            array.indices.validate(full=True)
            words = _sound(array.dictionary, name, tally)
            sound = pa.DictionaryArray.from_arrays(array.indices, words)
        elif _is_string(array.type):
            sound = _as_utf8(array, name, tally)
        else:
            raise
        sound.validate(full=True)
        return sound
    return array


def _is_string(type_: pa.DataType) -> bool:
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_))


def _as_utf8(array: pa.Array, name: str, tally: Tally) -> pa.Array:
    """Leave out the texts that are not UTF-8, with a remark."""
    is_large = pa.types.is_large_string(array.type)
    raw = array.view(pa.large_binary() if is_large else pa.binary())
    raw.validate(full=True)
    words = [None if word is None else _decoded(word) for word in raw.to_pylist()]
    n = words.count(None) - array.null_count
    tally.notes.append(f"{n} texts of '{name}' are not UTF-8: left out")
    return pa.array(words, array.type)


def _decoded(word: bytes) -> str | None:
    try:
        return word.decode()
    except UnicodeDecodeError:
        return None


def _pick(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name in batch.schema.names:
        return batch.column(name)
    top, *path = name.split(".")
    array = batch.column(top)
    for part in path:
        array = pc.struct_field(array, part)
    return array


def _note_unread(schema: pa.Schema, names: list[str], tally: Tally) -> None:
    every = [name for one in schema for name in _names_of(one.name, one.type, 1)]
    rest = [name for name in every if name not in names]
    if rest:
        tally.notes.append(f"columns not read: {', '.join(rest)}")


def _require_degrees(schema: pa.Schema, geometry: str | None, source: str) -> None:
    """Refuse points in a reference system that is not of degrees."""
    if geometry is None:
        return
    try:
        geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
    except ValueError:
        geo = {}
    about = geo.get("columns", {}).get(geometry, {}) if isinstance(geo, dict) else {}
    identity = (about.get("crs") or {}).get("id", {}) if isinstance(about, dict) else {}
    code = str(identity.get("code", "CRS84"))
    if code not in _DEGREES:
        name = f"{identity.get('authority', 'EPSG')}:{code}"
        raise SourceError(
            f"{source}: its points are in {name}, not in degrees: transform them to EPSG:4326, "
            "for example with ogr2ogr -t_srs EPSG:4326"
        )


class _Pipe(io.RawIOBase):
    """A stream of chunks as a file that is read once, from front to back."""

    def __init__(self, chunks: Iterable[bytes], tally: Tally) -> None:
        self._chunks, self._tally = iter(chunks), tally
        self._held = b""

    def readable(self) -> bool:
        """It is."""
        return True

    def peek(self, size: int) -> bytes:
        """Look at the next bytes without taking them."""
        self._fill(size)
        return self._held[:size]

    def read(self, size: int = -1) -> bytes:
        """Take bytes: as many as asked for, but at the end."""
        self._fill(size if size >= 0 else 1 << 62)
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def _fill(self, size: int) -> None:
        parts, n = [self._held], len(self._held)
        while n < size and (chunk := next(self._chunks, None)) is not None:
            parts.append(chunk)
            n += len(chunk)
            self._tally.n_bytes += len(chunk)
        self._held = b"".join(parts)

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - as the base class has it
        """Take bytes into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
