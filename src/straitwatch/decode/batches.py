"""Batches of typed columns turned into FIX, STATIC and REJECT: each row is taken or rejected."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.columns import STATIC_TARGETS, Match, match_columns, settle_units
from straitwatch.decode.header import note_times, require_position
from straitwatch.decode.sift import Reject, Sieve, sift_typed
from straitwatch.decode.typed import MAX_AGE_S, MAX_MMSI, NUMBERS, Typed
from straitwatch.decode.values import (
    as_text,
    codes_of,
    day_of_clock,
    first_words,
    flags_of,
    hash_rows,
    ids_of,
    numbers_of,
    places_of,
    times_of,
)
from straitwatch.kernel.csv_fix import BAD_TIME
from straitwatch.kernel.csv_time import EMPTY
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import ON_GROUND

__all__ = ["GEOMETRY", "decode_batches", "match_names"]

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GEOMETRY = ("geometry", "geom", "wkbgeometry", "shape", "point", "thegeom")
"""Plain names under which tables keep a point, where they have no columns of degrees."""

_MAX_RAW = 200


@dataclass(frozen=True)
class _Source:
    """How the batches of one source are read."""

    sieve: Sieve
    geometry: str | None


def decode_batches(
    batches: Iterable[Mapping[str, pa.Array]],
    source: str,
    tally: Tally,
    *,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Decoded]:
    """Decode batches of typed columns.

    Args:
        batches: name in the file -> values, all of one length; each batch with the same names.
        source: label of the source.
        tally: counts; changed. A row is a line; `n_bytes` is the caller's.
        columns: the user's own map, our column -> name in the file.

    Yields:
        the tables of each batch: FIX in the order of the rows, STATIC of what is new, REJECT.

    Raises:
        SourceError: there are no dated positions.
        ConfigError: the user's map does not fit.

    Notes:
        Numbers and times are taken as they are, without a way through text: a float64 stays what
        it is to the last bit. What is no column of the map is not touched.
    """
    found: _Source | None = None
    for batch in batches:
        if found is None:
            found = _start(batch, source, tally, columns)
        yield _decode(batch, found, tally)
    if found:
        tally.notes.extend(found.sieve.late_notes())


def _start(
    batch: Mapping[str, pa.Array], source: str, tally: Tally, given: Mapping[str, str] | None
) -> _Source:
    """Match names, and say what was taken for what."""
    match, geometry = match_names(list(batch), given)
    require_position(match, source)
    used = [name for _, name in match.used if name in batch]
    first = first_words([(name, batch[name]) for name in used])
    match = settle_units(match, first, given)
    tally.notes += [match.words, *match.remarks]
    if geometry:
        tally.notes.append(f"lon and lat from the points of '{geometry}'")
    day_first, notes = _note_times(batch, match.name_of("t"), first)
    tally.notes += notes
    return _Source(Sieve(source, match, day_first), geometry)


def _note_times(
    batch: Mapping[str, pa.Array], name: str | None, first: Mapping[str, list[str]]
) -> tuple[bool, tuple[str, ...]]:
    """Tell how times are read, be they time stamps, counts or text."""
    if name is None or not pa.types.is_timestamp(batch[name].type):
        return note_times([word for word in first.get(name or "", []) if word])
    zoned = batch[name].type.tz is not None
    return True, () if zoned else (f"times of '{name}' carry no zone: read as UTC",)


def match_names(
    names: list[str], given: Mapping[str, str] | None = None
) -> tuple[Match, str | None]:
    """Match the names of a typed table; points stand in for columns of degrees.

    Returns:
        the match, in which lon and lat have the names of their own where points give them; and
        the column of the points, or None.
    """
    match = match_columns(names, given)
    if "lon" not in match.missing and "lat" not in match.missing:
        return match, None
    plain = {"".join(c for c in name.casefold() if c.isalnum()): name for name in names}
    geometry = next((plain[name] for name in GEOMETRY if name in plain), None)
    if geometry is None:
        return match, None
    return replace(match_columns([*names, "lon", "lat"], given), names=tuple(names)), geometry


def _decode(batch: Mapping[str, pa.Array], found: _Source, tally: Tally) -> Decoded:
    typed = _type(batch, found)
    n_before = tally.lines
    tally.lines += len(typed)

    def reject(row: int, fault: Fault) -> Reject:
        return n_before + row + 1, None, fault, _raw(batch, row, found.sieve.match)

    lines = np.arange(n_before + 1, n_before + len(typed) + 1)
    return sift_typed(typed, lines, found.sieve, tally, reject=reject, others=[])


def _raw(batch: Mapping[str, pa.Array], row: int, match: Match) -> str:
    """A rejected row as text: the columns that stand for something."""
    names = [name for _, name in match.used if name in batch]
    told = {name: _value(batch[name], row) for name in names}
    raw = json.dumps(told, ensure_ascii=False, default=str)[:_MAX_RAW]
    return raw.encode("utf-8", "replace").decode()


def _value(array: pa.Array, row: int) -> object:
    """One value for a reader; a time stamp as ISO 8601 in UTC, whatever its range and its zone."""
    value = array[row]
    if pa.types.is_timestamp(array.type) and value.is_valid:
        return str(np.datetime64(value.value, array.type.unit))
    return value.as_py()


def _type(batch: Mapping[str, pa.Array], found: _Source) -> Typed:
    """Read a batch, and do not judge it yet."""
    match = found.sieve.match
    cells = {column.target: batch[name] for column, name in match.used if name in batch}
    n = len(next(iter(batch.values())))
    ids, _ = ids_of(cells.get("mmsi"), cells.get("icao24"), n)
    t_us, t_state = _times(cells, n, found.sieve.day_first)
    t_us, stale = _dated(cells, t_us, found.sieve)
    said = {target: cells[target] for target in STATIC_TARGETS if target in cells}
    return Typed(
        ids=ids,
        t_us=t_us,
        t_state=t_state,
        numbers={**_numbers(cells, NUMBERS), **_places(batch, cells, found)},
        words=lambda rows: _words(said, rows),
        stale=stale,
        nav_status=_status(cells, ids),
        receiver=as_text(cells["receiver"]).dictionary_encode() if "receiver" in cells else None,
        said=hash_rows(list(said.values()), n) if said else None,
    )


def _words(said: Mapping[str, pa.Array], rows: Ints) -> pa.Table:
    place = pa.array(rows)
    return pa.table({target: as_text(array.take(place)) for target, array in said.items()})


def _numbers(cells: Mapping[str, pa.Array], targets: Iterable[str]) -> dict[str, Floats]:
    """Values of columns: NaN where nothing stands, infinite for what is no number."""
    made = {}
    for target in targets:
        if target in cells:
            values, bad = numbers_of(cells[target])
            made[target] = np.where(bad, np.inf, values) if bad.any() else values
    return made


def _places(
    batch: Mapping[str, pa.Array], cells: Mapping[str, pa.Array], found: _Source
) -> dict[str, Floats]:
    """Longitude and latitude as they are written, of two columns or of points."""
    if not found.geometry:
        return _numbers(cells, ("lon", "lat"))
    lon, lat, bad = places_of(batch[found.geometry])
    return {"lon": np.where(bad, np.inf, lon), "lat": np.where(bad, np.inf, lat)}


def _times(
    cells: Mapping[str, pa.Array], n: int, day_first: bool
) -> tuple[Ints, npt.NDArray[np.uint8] | None]:
    """Read t; where a source dates nothing, no row is at fault for it."""
    if "t" not in cells:
        return np.zeros(n, np.int64), None
    if pa.types.is_time(cells["t"].type) and "date" in cells:
        t_us, bad, empty = day_of_clock(cells["date"], cells["t"])
    else:
        t_us, bad, empty = times_of(cells["t"], day_first=day_first)
    return t_us, np.where(empty, EMPTY, np.where(bad, BAD_TIME, 0)).astype(np.uint8)


def _dated(cells: Mapping[str, pa.Array], t_us: Ints, sieve: Sieve) -> tuple[Ints, Bools | None]:
    """Date rows by their position's own age, where told; the mask is of those too old."""
    if "age_s" in cells:
        age = np.nan_to_num(numbers_of(cells["age_s"])[0]) * sieve.columns["age_s"].scale
        good = (age >= 0) & (age < 1e9)  # noqa: PLR2004 - seconds: 30 years
        return t_us - np.rint(np.where(good, age, 0.0) * 1e6).astype(np.int64), age > MAX_AGE_S
    if "t_position" in cells:
        own, _, _ = times_of(cells["t_position"])
        age_us = np.where(own > 0, t_us - own, 0)
        return t_us - np.maximum(age_us, 0), age_us > MAX_AGE_S * 1e6
    return t_us, None


def _status(cells: Mapping[str, pa.Array], ids: Ints) -> pa.Array | None:
    """Navigational status; aircraft that are on the ground have a code of their own."""
    said = codes_of(cells["nav_status"]) if "nav_status" in cells else None
    if "on_ground" not in cells:
        return said
    landed = flags_of(cells["on_ground"]) & (ids > MAX_MMSI)
    codes = np.full(len(ids), ON_GROUND, np.int8)
    if said is None:
        return pa.array(codes, mask=~landed)
    told = np.where(landed, codes, said.fill_null(0).to_numpy(zero_copy_only=False))
    return pa.array(told.astype(np.int8), mask=~landed & np.asarray(said.is_null()))
