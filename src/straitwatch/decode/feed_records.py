"""JSON lines and polled JSON documents of any known shape turned into FIX, STATIC and REJECT."""

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.accuracy import accuracy_of
from straitwatch.decode.columns import Match, match_columns
from straitwatch.decode.feed_lines import Line, LineReader, reject_line, text_of
from straitwatch.decode.readsb import Record
from straitwatch.decode.records import decode_rows
from straitwatch.decode.shape import Shape, read_shape
from straitwatch.decode.sift import Reject, Sieve, reject_table
from straitwatch.decode.tables import join_decoded, no_rows
from straitwatch.decode.told import is_number
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["ListFeed", "RecordFeed"]

_SURE = ("nac_p", "rc")
_READSB = (
    *("hex", "timestamp", "lat", "lon", "seen_pos", "gs", "track", "true_heading", "alt_baro"),
    *("alt_geom", "baro_rate", "geom_rate", "flight", "r", "typecode", "onground"),
    *_SURE,
)
_SAME_S = 1.0
"""A position this close in time to the one before is the same one, told again. Ours: `now` and
`seen_pos` are rounded to 0.1 s or so, and an aircraft sends two positions a second at most, of
which a list asked for each second shows one."""

_MS = 1e11  # larger: milliseconds
_MOST_NAMES = 400
_UNDATED_NOTE = (
    "the first list carries no times and its positions may be old: only what changes after it is "
    "taken, and dated by receipt"
)


class _Records:
    """Turns records into tables; learns their names as they come."""

    def __init__(self, source: str, tally: Tally, names: tuple[str, ...] = ()) -> None:
        self._source, self._tally = source, tally
        self._names = dict.fromkeys(names)
        self._sieve: Sieve | None = None
        if names:
            self._match()

    def sift(
        self, rows: list[Record], numbers: list[int], others: list[Reject], t_us: int | None
    ) -> Decoded:
        """Turn records into tables; a record with a new name starts anew with what it teaches."""
        done: list[Decoded] = []
        start = 0
        for at, row in enumerate(rows):
            if row.keys() <= self._names.keys() or len(self._names) > _MOST_NAMES:
                continue
            if at > start:
                done.append(self._sift(rows[start:at], numbers[start:at], [], t_us))
            start = at
            self._names |= dict.fromkeys(row)
            self._match()
        done.append(self._sift(rows[start:], numbers[start:], others, t_us))
        return done[0] if len(done) == 1 else join_decoded(done, by_line=True)

    def _match(self) -> None:
        """Take the names so far for what they stand for; what is remembered stays."""
        match = match_columns(list(self._names))
        if "t" in match.missing:
            match = match_columns([*self._names, "timestamp"])
        if match.missing:
            return
        if self._sieve is None:
            self._sieve = Sieve(self._source, match)
        else:
            self._sieve.match = match
        self._tally.notes[:] = [*_without_columns(self._tally.notes), match.words]

    def _sift(
        self, rows: list[Record], numbers: list[int], others: list[Reject], t_us: int | None
    ) -> Decoded:
        if self._sieve is None:
            others = others + [
                (number, None, Fault.MALFORMED, json.dumps(row, default=str)[:800])
                for row, number in zip(rows, numbers, strict=True)
            ]
            self._tally.rejects.update(str(one[2]) for one in others)
            none = no_rows()
            return Decoded(none.fixes, none.statics, reject_table(others, self._source))
        name = _time_name(self._sieve.match)
        dated = rows if t_us is None else [_dated(row, name, t_us) for row in rows]
        return decode_rows(dated, numbers, self._sieve, self._tally, others)


def _without_columns(notes: list[str]) -> list[str]:
    return [note for note in notes if not note.startswith("columns (")]


def _time_name(match: Match) -> str:
    return match.name_of("t") or "timestamp"


def _dated(row: Record, name: str, t_us: int) -> Record:
    told = row.get(name)
    return row if told not in (None, "") else {**row, name: t_us}


class RecordFeed:
    """Decoder of JSON lines: a record or a list of them each, of the shapes of `decode/shape.py`.

    Args:
        source: label of the rows.
        tally: is counted up; a line that holds a list counts a row for each of its records.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._tally = tally
        self._lines = LineReader(tally)
        self._records = _Records(source, tally)
        tally.format = "ndjson"

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode lines; half a line at the end that is no whole document is `truncated`."""
        rows: list[Record] = []
        numbers: list[int] = []
        rejects: list[Reject] = []
        for line in self._lines.read(data):
            found = _read(line)
            if isinstance(found, Fault):
                rejects.append(reject_line(line, found))
                continue
            self._tally.lines += len(found.records) - 1
            rows += found.records
            numbers += [line.number] * len(found.records)
        return self._records.sift(rows, numbers, rejects, t_us)

    def close(self) -> Decoded:
        """Nothing waits here."""
        return no_rows()


def _read(line: Line) -> Shape | Fault:
    text = text_of(line)
    if isinstance(text, Fault):
        return text
    try:
        shape = read_shape(json.loads(text))
    except (ValueError, RecursionError):
        return Fault.MALFORMED if line.is_whole else Fault.TRUNCATED
    return shape or Fault.MALFORMED


class ListFeed:
    """Decoder of one list that is asked for again and again: readsb's `aircraft.json` and others.

    A record is news when its position is: an aircraft that is listed again with the position that
    was told before, or without one as before, is skipped. So is a record of other lists that did
    not change. Of lists that carry no time the first is only remembered: nothing says how old its
    positions are.

    Args:
        source: label of the rows.
        tally: is counted up; a record is a line.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._source, self._tally = source, tally
        self._aircraft = _Records(source, tally, _READSB)
        self._others = _Records(source, tally)
        self._last: dict[str, Record] = {}
        self._number = 0
        self._knows = False
        tally.format = "aircraft.json"

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode one document, or lines that are one each."""
        self._tally.n_bytes += len(data)
        shape = _read_document(data)
        if isinstance(shape, Fault):
            return self._reject(data, shape)
        rows, numbers = self._news(shape, t_us)
        if shape.format != "readsb":
            return self._others.sift(rows, numbers, [], t_us)
        done = self._aircraft.sift(rows, numbers, [], t_us)
        return replace(done, fixes=_with_accuracy(done.fixes, rows, numbers))

    def close(self) -> Decoded:
        """Nothing waits here."""
        return no_rows()

    def _reject(self, data: bytes, fault: Fault) -> Decoded:
        self._number += 1
        self._tally.lines += 1
        self._tally.rejects[str(fault)] += 1
        reject = reject_line(Line(self._number, self._tally.n_bytes - len(data), data), fault)
        none = no_rows()
        return Decoded(none.fixes, none.statics, reject_table([reject], self._source))

    def _news(self, shape: Shape, t_us: int | None) -> tuple[list[Record], list[int]]:
        """Find the records that say something new; count the others as skipped."""
        found = [_aged(record, t_us) for record in shape.records]
        is_dated = shape.format == "readsb" or _tells_time(found)
        must_wait = not is_dated and not self._knows
        if must_wait:
            self._tally.notes.append(_UNDATED_NOTE)
        rows: list[Record] = []
        numbers: list[int] = []
        heard: dict[str, Record] = {}
        for record in found:
            self._number += 1
            key = _key(record)
            before = self._last.get(key)
            heard[key] = record if before is None or _is_news(record, before) else before
            if must_wait or (before is not None and heard[key] is before):
                self._tally.skipped += 1
                continue
            rows.append(_with_now(record, t_us) if shape.format == "readsb" else record)
            numbers.append(self._number)
        self._tally.lines += len(shape.records)
        self._last, self._knows = heard, True
        return rows, numbers


def _with_accuracy(fixes: pa.Table, rows: list[Record], numbers: list[int]) -> pa.Table:
    """Fill in how sure positions are, which readsb tells as a category or as a radius."""
    at = dict(zip(numbers, rows, strict=True))
    told = [at[number] for number in fixes["line"].to_pylist()]
    nac_p, rc = (_numbers([row.get(name) for row in told]) for name in _SURE)
    metres = pa.array(accuracy_of(nac_p, rc), pa.float32(), from_pandas=True)
    place = fixes.schema.get_field_index("accuracy_m")
    return fixes.set_column(place, fixes.schema.field(place), metres)


def _numbers(told: list[object]) -> npt.NDArray[np.float64]:
    return np.array([one if is_number(one) else np.nan for one in told], np.float64)


def _read_document(data: bytes) -> Shape | Fault:
    try:
        return read_shape(json.loads(data.decode())) or Fault.MALFORMED
    except UnicodeDecodeError:
        return Fault.ENCODING
    except (ValueError, RecursionError):
        return Fault.MALFORMED if data.rstrip()[-1:] == b"}" else Fault.TRUNCATED


def _aged(record: Record, t_us: int | None) -> Record:
    """Date a record that tells how long ago its signal came, as AIS-catcher's ships do."""
    age = record.get("last_signal")
    if not is_number(age) or "seen_pos" in record or t_us is None:
        return record
    return {**record, "seen_pos": age, "timestamp": t_us / 1e6}


def _tells_time(records: list[Record]) -> bool:
    names = dict.fromkeys(name for record in records[:50] for name in record)
    return "t" not in match_columns(list(names)).missing


def _key(record: Mapping[str, object]) -> str:
    told = next((record[name] for name in ("hex", "icao24", "mmsi") if record.get(name)), None)
    return str(told) if told is not None else json.dumps(record, default=str, sort_keys=True)


def _is_news(record: Record, before: Record) -> bool:
    """Tell whether a record says more than the one before of the same object."""
    if "seen_pos" not in record and "lat" not in record and "timestamp" in record:
        return _told(record) != _told(before)
    now, now_before = _position_s(record), _position_s(before)
    if now is None or now_before is None:
        return record != before
    same_place = (record.get("lat"), record.get("lon")) == (before.get("lat"), before.get("lon"))
    return not same_place or now - now_before > _SAME_S


def _position_s(record: Record) -> float | None:
    """When the position came, in seconds, where the list and its age tell it."""
    now, age = record.get("timestamp"), record.get("seen_pos")
    if not is_number(now) or not is_number(age):
        return None
    return (now / 1e3 if now > _MS else now) - age


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "timestamp"}


def _with_now(record: Record, t_us: int | None) -> Record:
    if record.get("timestamp") is not None or t_us is None:
        return record
    return {**record, "timestamp": t_us / 1e6}
