"""A list of places turned into a table of zones, chunk by chunk."""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError, ContractError, SourceError
from straitwatch.model.place import read_place
from straitwatch.model.unit import NM_M
from straitwatch.report.export import to_csv, to_ndjson
from straitwatch.report.whole import whole_file
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import (
    NAMES,
    Chart,
    classify,
    open_chart,
)
from straitwatch.zone.coastline import CONTIGUOUS_NM
from straitwatch.zone.verdict import BASELINE_ERROR_M, check_error

__all__ = ["FORMS", "LISTED", "Outcome", "list_zones", "reject_lines"]

Array = npt.NDArray[Any]

FORMS = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet"}
_MEND = "free space or choose another file with -o"
_CHUNK = 200_000
_SHOWN = 10
_LAT = ("lat", "latitude", "y", "lat_deg", "latitude_deg", "latitude_degrees", "緯度")
_LON = ("lon", "longitude", "lng", "long", "x", "lon_deg", "longitude_deg", "longitude_degrees",
        "経度")  # fmt: skip
_PLACE = ("place", "position", "pos")

LISTED = pa.schema(
    [
        pa.field("line", pa.int64(), nullable=False),
        pa.field("lat", pa.float64(), nullable=False),
        pa.field("lon", pa.float64(), nullable=False),
        pa.field("zone", pa.string(), nullable=False),
        pa.field("state", pa.string()),
        pa.field("dist_m", pa.float32()),
        pa.field("within_error", pa.bool_()),
    ]
)
"""One row a place: its line in the list, the State of the nearest baseline, the distance to it in
metres (landward negative, null beyond 30 nm), and whether a limit lies within the error."""


@dataclass
class Outcome:
    """What became of a list: rows written, rows refused, and the first of these with reasons."""

    good: int = 0
    bad: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Count a row that is no place."""
        self.bad += 1
        if len(self.first) < _SHOWN:
            self.first.append((line, reason))


def list_zones(
    source: str,
    stdin: IO[bytes],
    output: Path | None,
    stdout: IO[bytes],
    tell: Tell,
    *,
    form: str | None = None,
    position_error_m: float = 10.0,
) -> Outcome:
    """Say in which zone each place of a list lies.

    Args:
        source: a file, CSV or Parquet by its content, with columns for latitude and longitude
            (or one for both: `position`), found by their usual names; `-` is CSV on `stdin`.
        stdin: standard input.
        output: a file, written whole or not at all; None: `stdout`.
        stdout: where rows go without a file.
        tell: hears of progress.
        form: `csv`, `ndjson` or `parquet`; None: as the ending of `output` says, else NDJSON.
        position_error_m: what each position may be off.

    Returns:
        counts, and the first rejects.

    Raises:
        ConfigError: the columns are not found, or the ending of `output` is not known.
        ContractError: `check_error` refuses.
        SourceError: the list cannot be read, or no row of it is a place.
        OutputError: the file cannot be written.
    """
    check_error(position_error_m)
    form = form or _form_of(output)
    chart, outcome = open_chart(), Outcome()
    tell.stage("zones")
    with whole_file(output, mend=_MEND) if output else nullcontext(stdout) as file:
        writer = _Writer(file, form)
        for lines, lat, lon in _read(source, stdin, outcome):
            writer.write(_rows(chart, lines, lat, lon, position_error_m + BASELINE_ERROR_M))
            outcome.good += len(lines)
        if not outcome.good:
            why = "; ".join(reject_lines(outcome)) or "it holds no row"
            raise SourceError(f"{source}: no place was read: {why}")
        writer.close()
    return outcome


def reject_lines(outcome: Outcome) -> list[str]:
    """Tell of the rows that were refused: the first ones, and how many in all."""
    if not outcome.bad:
        return []
    told = [f"line {line}: {reason}" for line, reason in outcome.first]
    more = outcome.bad - len(told)
    return [*told, f"{outcome.bad:,} rejected" + (f", {more:,} of them not shown" if more else "")]


def _form_of(output: Path | None) -> str:
    if output is None:
        return "ndjson"
    if output.suffix.lower() not in FORMS:
        raise ConfigError(f"{output}: the ending says no form; end it in {', '.join(FORMS)}")
    return FORMS[output.suffix.lower()]


class _Writer:
    """Writes tables to an open file, chunk by chunk."""

    def __init__(self, file: IO[bytes], form: str) -> None:
        self._file, self._form = file, form
        self._parquet = (
            pq.ParquetWriter(file, LISTED, compression="zstd") if form == "parquet" else None
        )
        if form == "csv":
            self._file.writelines(part.encode() for part in to_csv(LISTED.empty_table()))

    def write(self, table: pa.Table) -> None:
        if self._parquet is not None:
            self._parquet.write_table(table)
            return
        parts = to_csv(table, header=False) if self._form == "csv" else to_ndjson(table)
        self._file.writelines(part.encode() for part in parts)

    def close(self) -> None:
        if self._parquet is not None:
            self._parquet.close()


def _rows(chart: Chart, lines: Array, lat: Array, lon: Array, error_m: float) -> pa.Table:
    """Zones of one chunk, as LISTED."""
    zoned = classify(chart, lon, lat)
    dist = zoned.coast_m
    kept = breadth_at(chart, lon, lat, zoned.state) * NM_M
    limits = np.stack([np.zeros(len(lon)), kept, np.full(len(lon), CONTIGUOUS_NM * NM_M)], axis=1)
    close = np.abs(dist[:, None] - limits) <= error_m
    behind = (zoned.zone == NAMES.index("internal_waters")) & (dist > 0.0)
    close[behind, 1:] = False  # behind a closing line only its shore is near
    unknown = np.isnan(dist)
    states = pa.DictionaryArray.from_arrays(
        pa.array(zoned.state.astype(np.int32), mask=zoned.state < 0), pa.array(zoned.states)
    )
    names = pa.DictionaryArray.from_arrays(pa.array(zoned.zone.astype(np.int32)), pa.array(NAMES))
    return pa.table(
        [
            pa.array(lines),
            pa.array(lat),
            pa.array(lon),
            names.cast(pa.string()),
            states.cast(pa.string()),
            pa.array(dist, mask=unknown),
            pa.array(close.any(axis=1), mask=unknown),
        ],
        schema=LISTED,
    )


_Part = tuple[Array, Array, Array]


def _read(source: str, stdin: IO[bytes], outcome: Outcome) -> Iterator[_Part]:
    """Read lines, lat and lon of the good rows, chunk by chunk."""
    if source == "-":
        yield from _read_csv(source, stdin, outcome)
        return
    try:
        with Path(source).open("rb") as file:
            if file.read(4) == b"PAR1":
                file.seek(0)
                yield from _read_parquet(source, file, outcome)
            else:
                file.seek(0)
                yield from _read_csv(source, file, outcome)
    except (OSError, csv.Error, pa.ArrowInvalid) as error:
        raise SourceError(f"{source} cannot be read: {error}") from error


def _read_parquet(source: str, file: IO[bytes], outcome: Outcome) -> Iterator[_Part]:
    table = pq.ParquetFile(file)
    where = _find_columns(table.schema_arrow.names, source)
    names = [table.schema_arrow.names[k] for k in where]
    line = 1
    for batch in table.iter_batches(batch_size=_CHUNK, columns=names):
        columns = [batch.column(name) for name in names]
        lines = np.arange(line, line + batch.num_rows)
        line += batch.num_rows
        if all(pa.types.is_floating(c.type) or pa.types.is_integer(c.type) for c in columns):
            numbers = [c.cast(pa.float64()).to_numpy(zero_copy_only=False) for c in columns]
            yield _check(lines, numbers[0], numbers[1], outcome)
        else:
            cells = list(zip(*(c.to_pylist() for c in columns), strict=True))
            yield _parse(
                lines, [["" if v is None else str(v) for v in row] for row in cells], outcome
            )


def _read_csv(source: str, file: IO[bytes], outcome: Outcome) -> Iterator[_Part]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="")
    first = text.readline()
    mark = max(",;\t", key=first.count)
    head = next(csv.reader([first], delimiter=mark), [])
    plain = len(head) == 2 and _are_numbers(head)  # noqa: PLR2004 - latitude and longitude
    where = [0, 1] if plain else _find_columns(head, source)
    lines: list[int] = [1] if plain else []
    rows: list[list[str]] = [head] if plain else []
    reader = csv.reader(text, delimiter=mark)
    for row in reader:
        if not row:
            continue
        lines.append(reader.line_num + 1)
        rows.append([row[k] if k < len(row) else "" for k in where])
        if len(rows) == _CHUNK:
            yield _parse(np.array(lines), rows, outcome)
            lines, rows = [], []
    if rows:
        yield _parse(np.array(lines), rows, outcome)
    text.detach()


def _are_numbers(cells: Sequence[str]) -> bool:
    try:
        return all(np.isfinite(float(cell)) for cell in cells)
    except ValueError:
        return False


def _find_columns(names: Sequence[str], source: str) -> list[int]:
    """Find the columns of latitude and longitude, or the one of both."""
    plain = [name.strip().casefold() for name in names]
    found = [
        next((plain.index(w) for w in words if w in plain), None) for words in (_LAT, _LON, _PLACE)
    ]
    lat, lon, place = found
    if lat is not None and lon is not None:
        return [lat, lon]
    if place is not None:
        return [place]
    said = ", ".join(name for name in names if name.strip())[:200] or "no name"
    raise ConfigError(
        f"{source}: no columns for latitude and longitude; the first line has: {said}; call them "
        "lat and lon"
    )


def _parse(lines: Array, rows: list[list[str]], outcome: Outcome) -> _Part:
    """Read cells: all as numbers at once, else one by one."""
    try:
        numbers = np.array(rows, float)
    except ValueError:
        numbers = np.empty((0, 0))
    if numbers.shape == (len(rows), 2):
        return _check(lines, numbers[:, 0], numbers[:, 1], outcome)
    kept, places = [], []
    for line, row in zip(lines.tolist(), rows, strict=True):
        try:
            places.append(_quick(row) or read_place(", ".join(row)))
            kept.append(line)
        except ContractError as error:
            outcome.refuse(line, str(error))
    found = np.array(places, float).reshape(-1, 2)
    return np.array(kept, np.int64), found[:, 1], found[:, 0]


def _quick(row: list[str]) -> tuple[float, float] | None:
    """Read a row of two plain numbers that are a place; None: it wants a closer look."""
    try:
        lat, lon = map(float, row)
    except ValueError:
        return None
    return (lon, lat) if abs(lat) <= 90.0 and abs(lon) <= 360.0 else None  # noqa: PLR2004 - degrees


def _check(lines: Array, lat: Array, lon: Array, outcome: Outcome) -> _Part:
    """Keep the rows that are places."""
    good = np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) <= 90.0) & (np.abs(lon) <= 360.0)  # noqa: PLR2004 - degrees
    for k in np.flatnonzero(~good).tolist():
        try:
            read_place(f"{lat[k]}, {lon[k]}")
        except ContractError as error:
            outcome.refuse(int(lines[k]), str(error))
    return lines[good], lat[good], lon[good]
