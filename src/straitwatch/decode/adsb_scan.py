"""Documents of readsb, as bytes or loaded, turned into rows of numbers and marks."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.decode.adsb_rows import NOT_ICAO, Words
from straitwatch.kernel import aircraft_key as of
from straitwatch.kernel.aircraft_documents import LIST, TRACE, scan_documents
from straitwatch.kernel.aircraft_scan import (
    DOC,
    GROUND,
    IDENT,
    KIND,
    N_CELLS,
    N_MARKS,
    SAID,
)
from straitwatch.kernel.aivdm_scan import pad, widen
from straitwatch.kernel.json_scan import hash_plain
from straitwatch.model.unit import FT_M, KN_TO_M_S

__all__ = ["FLIGHTS", "STATES", "Scan", "read_loaded", "scan_bytes"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]

STATES, FLIGHTS = 3, 4
"""A list of OpenSky, of Flightradar24: what a document is, beside `LIST` and `TRACE`."""

_NUMBER = re.compile(r"\s*[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][+-]?\d{1,2})?\s*", re.ASCII)
_ADDRESS = re.compile(r"~?[0-9a-f]{6}", re.ASCII)
_COLUMN = {name: k for k, name in enumerate(of.NUMBERS)}
_KIND = {name: k for k, name in enumerate(of.KINDS)}
_PRUNED = ("hex", "alt_baro", "gs", "track", "lat", "lon", "seen_pos", "type", "flight")
_POINT = ("offset", "lat", "lon", "alt_baro", "gs", "track", "flags", "baro_rate")
_FEWEST = 9
_USUAL_BYTES = 64  # of a row, at least: of a trace 70, of a list 400
_ALTITUDE_IS_GEOMETRIC, _RATE_IS_GEOMETRIC = 8, 4
_STATE = (
    *("hex", "flight", None, None, "offset", "lon", "lat", "alt_baro", None, "gs", "track"),
    *("baro_rate", None, "alt_geom"),
)
_FT_PER_M = 1.0 / FT_M
_STATE_SCALE = {
    "alt_baro": _FT_PER_M,
    "alt_geom": _FT_PER_M,
    "gs": 1.0 / KN_TO_M_S,
    "baro_rate": 60.0 * _FT_PER_M,
}
_T_POSITION, _LAST_CONTACT, _ON_GROUND, _POSITION_SOURCE = 3, 4, 8, 16
_FLIGHT = (
    *("hex", "lat", "lon", "track", "alt_baro", "gs", "squawk", "radar", "t", "r", "offset"),
    *("from", "to", "number", "ground", "baro_rate", "flight"),
)
"""Order of a row of Flightradar24's list of aircraft: not documented by it, as public readers of it
have it."""
_LEAST_FLIGHT = 16
_STATE_KINDS = {0: "adsb_icao", 2: "mlat"}


@dataclass(frozen=True)
class Scan:
    """Rows of documents.

    Attributes:
        numbers: shape (n, 17): columns as in `aircraft_key.NUMBERS`, NaN: not told, infinite: told
            and unreadable.
        marks: shape (n, N_MARKS): see `aircraft_scan`.
        times: of the documents, shape (d,).
        heads: marks of the documents, shape (d, N_MARKS).
        words: words of the rows; None where they stand in the text.
        raws: what stood there, of the rows; None where it stands in the text.
    """

    numbers: Floats
    marks: Ints
    times: Floats
    heads: Ints
    words: list[Words] | None = None
    raws: list[Any] | None = None

    def __len__(self) -> int:
        """Rows."""
        return len(self.marks)


def scan_bytes(data: bytes) -> tuple[Scan, int]:
    """Read documents of readsb that follow each other in a text.

    Returns:
        their rows, and the byte after the last document that was read: what follows there is of
        a form that only `read_loaded` can tell, or is none of readsb's.
    """
    text = pad(np.frombuffer(data, np.uint8))
    few = len(data) // _USUAL_BYTES + 16
    scan, at, is_full = _scan(text, len(data), few, few)
    if is_full:
        n_docs = data.count(b"{")
        scan, at, _ = _scan(text, len(data), n_docs + data.count(b"["), n_docs)
    return scan, at


def _scan(text: Bytes, end: int, n_rows: int, n_docs: int) -> tuple[Scan, int, bool]:
    """Scan into arrays of a size; tells whether they were too small."""
    numbers = np.empty((n_rows, of.N_NUMBERS))
    marks = np.empty((n_rows, N_MARKS), np.int64)
    times, heads = np.empty(n_docs), np.empty((n_docs, N_MARKS), np.int64)
    cells = np.empty((1, N_CELLS))
    d, n, at, row = scan_documents(text, widen(text), end, numbers, marks, times, heads, cells)
    is_full = at < end and (row >= n_rows or d >= n_docs)
    return Scan(numbers[:n], marks[:n], times[:d], heads[:d]), at, is_full


def read_loaded(doc: object) -> Scan | None:
    """Read a document that is loaded already: the plain twin of `scan_bytes`, which takes more.

    Args:
        doc: `aircraft.json` or a list of the same form, a chunk, a trace, or OpenSky's states.

    Returns:
        its rows; None where it is none of these.
    """
    if not isinstance(doc, Mapping):
        return None
    files = doc.get("files")
    docs = files if isinstance(files, list) else [doc]
    rows = _Rows()
    if all(isinstance(one, Mapping) and rows.add(one) for one in docs):
        return rows.scan()
    return None


class _Rows:
    """Rows of loaded documents, one by one."""

    def __init__(self) -> None:
        self._numbers: list[list[float]] = []
        self._marks: list[list[int]] = []
        self._times: list[float] = []
        self._heads: list[list[int]] = []
        self._words: list[Words] = []
        self._raws: list[Any] = []

    def add(self, doc: Mapping[str, Any]) -> bool:
        """Add a document; false where it is of no shape that is known."""
        listed = doc.get("aircraft", doc.get("ac"))
        if isinstance(listed, list):
            self._start(doc, LIST, doc.get("now"))
            for row in listed:
                self._add_aircraft(row)
        elif isinstance(doc.get("trace"), list):
            self._start(doc, TRACE, doc.get("timestamp"))
            self._add_trace(doc)
        elif "time" in doc and isinstance(doc.get("states"), list):
            self._start(doc, STATES, 0.0)
            for row in doc["states"]:
                self._add_state(row)
        elif "full_count" in doc:
            self._start(doc, FLIGHTS, 0.0)
            for row in doc.values():
                if isinstance(row, list) and len(row) > _LEAST_FLIGHT:
                    self._add_flight(row)
        else:
            return False
        return True

    def scan(self) -> Scan:
        n, d = len(self._marks), len(self._times)
        return Scan(
            np.array(self._numbers, float).reshape(n, of.N_NUMBERS),
            np.array(self._marks, np.int64).reshape(n, N_MARKS),
            np.array(self._times, float),
            np.array(self._heads, np.int64).reshape(d, N_MARKS),
            self._words,
            self._raws,
        )

    def _start(self, doc: Mapping[str, Any], kind: int, told: object) -> None:
        head = [0] * N_MARKS
        head[IDENT], head[SAID] = _address(doc.get("icao")), kind
        self._heads.append(head)
        self._times.append(_number(told))

    def _put(self, numbers: list[float], ident: int, raw: object, **told: object) -> None:
        """Add a row; `told` are its ground state, kind and words."""
        words = (_word(told.get("flight")), _word(told.get("r")), _word(told.get("t")))
        mark = [0] * N_MARKS
        mark[IDENT], mark[DOC] = ident, len(self._times) - 1
        mark[GROUND] = int(bool(told.get("ground")))
        mark[KIND] = _KIND.get(str(told.get("kind")), 0)
        mark[SAID] = hash_plain([(word or "").encode() for word in words]) if any(words) else 0
        self._numbers.append(numbers)
        self._marks.append(mark)
        self._words.append(words)
        self._raws.append(raw)

    def _add_aircraft(self, row: object) -> None:
        if isinstance(row, list) and len(row) >= len(_PRUNED) - 2:
            row = dict(zip(_PRUNED, row, strict=False))
        if not isinstance(row, Mapping):
            self._put(_blank(), -1, row)
            return
        numbers = _blank()
        for name in of.NUMBERS[: of.LAST_LAT]:
            if name in row:
                numbers[_COLUMN[name]] = _number(row[name])
        last = row.get("lastPosition")
        if isinstance(last, Mapping):
            for name, place in (
                ("lat", of.LAST_LAT),
                ("lon", of.LAST_LON),
                ("seen_pos", of.LAST_AGE),
            ):
                numbers[place] = _number(last.get(name))
        on_ground = row.get("alt_baro") == "ground"
        if on_ground:
            numbers[of.ALT_BARO] = math.nan
        told = {"flight": row.get("flight"), "r": row.get("r"), "t": row.get("t")}
        ident = _address(row.get("hex"))
        self._put(numbers, ident, row, ground=on_ground, kind=row.get("type"), **told)

    def _add_trace(self, doc: Mapping[str, Any]) -> None:
        about = {"flight": None, "r": doc.get("r"), "t": doc.get("t")}
        ident = _address(doc.get("icao"))
        for point in doc["trace"]:
            if not isinstance(point, list) or len(point) < _FEWEST:
                self._put(_blank(), ident, point, **about)
                continue
            details = point[8] if isinstance(point[8], Mapping) else {}
            about["flight"] = _word(details.get("flight")) or about["flight"]
            own = point[9] if len(point) > _FEWEST else None
            kind = details.get("type") if own is None else own
            numbers = _read_point(point, details)
            self._put(numbers, ident, point, ground=point[3] == "ground", kind=kind, **about)

    def _add_flight(self, row: list[Any]) -> None:
        """Add an aircraft of a list of Flightradar24."""
        told = dict(zip(_FLIGHT, row, strict=False))
        numbers = _blank()
        for name in ("lat", "lon", "track", "alt_baro", "gs", "offset", "baro_rate"):
            numbers[_COLUMN[name]] = _number(told.get(name))
        words = {"flight": told.get("flight"), "r": told.get("r"), "t": told.get("t")}
        on_ground = told.get("ground") == 1
        if on_ground:
            numbers[of.ALT_BARO] = math.nan
        self._put(numbers, _address(told.get("hex")), row, ground=on_ground, **words)

    def _add_state(self, row: object) -> None:
        cells = row if isinstance(row, list) else []
        numbers = _blank()
        told: dict[str, object] = {}
        for name, value in zip(_STATE, cells, strict=False):
            if name in ("hex", "flight"):
                told[name] = value
            elif name:
                numbers[_COLUMN[name]] = _number(value) * _STATE_SCALE.get(name, 1.0)
        if len(cells) > _LAST_CONTACT and _number(cells[_T_POSITION]) > 0:
            age = numbers[of.OFFSET] - _number(cells[_T_POSITION])
            numbers[of.SEEN_POS] = max(age, 0.0) if math.isfinite(age) else math.nan
        on_ground = len(cells) > _ON_GROUND and cells[_ON_GROUND] is True
        source = cells[_POSITION_SOURCE] if len(cells) > _POSITION_SOURCE else None
        kind = "other" if isinstance(source, int) else ""
        kind = _STATE_KINDS.get(source, kind) if isinstance(source, int) else kind
        ident = _address(told.pop("hex", None))
        self._put(numbers, ident, row, ground=on_ground, kind=kind, **told)


def _read_point(point: list[Any], details: Mapping[str, Any]) -> list[float]:
    """Numbers of a point of a trace; its own elements go before its details."""
    numbers = _blank()
    for name in of.NUMBERS[: of.LAST_LAT]:
        if name in details:
            numbers[_COLUMN[name]] = _number(details[name])
    for name, value in zip(_POINT, point, strict=False):
        numbers[_COLUMN[name]] = _number(value)
    numbers[of.SEEN_POS] = math.nan
    flags = numbers[of.FLAGS]
    flags = int(flags) if math.isfinite(flags) else 0
    numbers[of.FLAGS] = float(flags)
    if point[3] == "ground":
        numbers[of.ALT_BARO] = math.nan
        numbers[of.HEADING], numbers[of.TRACK] = numbers[of.TRACK], math.nan
    pairs = (
        (of.ALT_BARO, of.ALT_GEOM, _ALTITUDE_IS_GEOMETRIC, 10),
        (of.BARO_RATE, of.GEOM_RATE, _RATE_IS_GEOMETRIC, 11),
    )
    for baro, geom, flag, place in pairs:
        other = _number(point[place]) if len(point) > place else math.nan
        if not math.isnan(other):
            numbers[geom] = other
        if flags & flag:
            numbers[geom], numbers[baro] = numbers[baro], math.nan
    return numbers


def _blank() -> list[float]:
    return [math.nan] * of.N_NUMBERS


def _number(value: object) -> float:
    """A value as a number: NaN for none, infinite for what is none."""
    if value is None or value == "":
        return math.nan
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.inf
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _address(value: object) -> int:
    """An address as in `aircraft_scan`: -1 for none."""
    text = value.strip().lower() if isinstance(value, str) else ""
    if not _ADDRESS.fullmatch(text):
        return -1
    return int(text.removeprefix("~"), 16) | (NOT_ICAO if text[0] == "~" else 0)


def _word(value: object) -> str | None:
    """A text without the blanks behind it and without half characters; None for an empty one."""
    if not isinstance(value, str):
        return None
    text = value if value.isascii() else value.encode("utf-8", "replace").decode()
    return text.rstrip(" ") or None
