"""Documents of readsb, tar1090 and OpenSky turned into FIX, STATIC and REJECT."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from straitwatch.decode.accuracy import accuracy_of
from straitwatch.decode.adsb_rows import (
    BAROMETRIC,
    GEOMETRIC,
    Reports,
    ReportSieve,
    Words,
    identify,
    read_moments,
)
from straitwatch.decode.adsb_scan import FLIGHTS, STATES, Scan, read_loaded, scan_bytes
from straitwatch.decode.sift import Reject
from straitwatch.kernel import aircraft_key as of
from straitwatch.kernel.aircraft_documents import LIST, TRACE
from straitwatch.kernel.aircraft_scan import DOC, END, GROUND, IDENT, KIND, SAID, START, WORDS
from straitwatch.kernel.json_scan import hash_plain
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["AircraftReader"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_ROWS = 1 << 17
_MAX_RAW_BYTES = 800
_FORMATS = {LIST: "readsb", TRACE: "trace", STATES: "opensky", FLIGHTS: "flightradar24"}
_SILENCE_NOTE = "{} positions came after a silence (flagged stale): kept"
_STALE = 1
_HOLDS_S = 60.0
"""How long the accuracy told in the details of a point stands for the points after it. Ours: readsb
writes the details of every fourth point, and as long holds a position for valid."""


class AircraftReader:
    """Reads documents of aircraft, one after the other, of one source.

    Args:
        source: label of the rows.
        tally: is counted up, but for its bytes and what is no row.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._tally = tally
        self._sieve = ReportSieve(source, tally)
        self._n_stale = 0

    def scan(self, data: bytes) -> tuple[Scan, int]:
        """Read what stands at the start of a text: see `scan_bytes`."""
        return scan_bytes(data)

    def load(self, text: str) -> Scan | None:
        """Read one document that `scan` did not.

        Raises:
            ValueError: it is no JSON.
        """
        return read_loaded(json.loads(text))

    def decode(
        self, scan: Scan, data: bytes, lines: Ints, others: list[Reject] | None = None
    ) -> Iterator[Decoded]:
        """Turn rows into tables.

        Args:
            scan: n rows.
            data: the text that they were read from.
            lines: line, or row, of each, n.
            others: rejects that were found already; counted here.
        """
        if len(scan.heads) and not self._tally.format:
            self._tally.format = _FORMATS[int(scan.heads[0, SAID])]
        self._tally.lines += len(scan)
        reports = _report(scan, data, lines)
        for start in range(0, max(1, len(scan)), _ROWS):
            part = slice(start, start + _ROWS)
            decoded, good = self._sieve.sift(
                _cut(reports, part),
                say=_sayer(scan, data, start),
                reject=_rejecter(scan, data, lines, start),
                others=others if start == 0 else None,
            )
            self._count(scan, good + start)
            yield decoded

    def _count(self, scan: Scan, good: Ints) -> None:
        counts = np.bincount(scan.marks[good, KIND], minlength=1)
        for kind in np.flatnonzero(counts[1:]) + 1:
            self._tally.by_type[of.KINDS[kind]] += int(counts[kind])
        flags = scan.numbers[good, of.FLAGS]
        flags = flags[np.isfinite(flags)].astype(np.int64)
        self._n_stale += int(np.count_nonzero(flags & _STALE))

    def late_notes(self) -> list[str]:
        """Remarks that are known only at the end."""
        notes = self._sieve.late_notes()
        if self._tally.format == "trace":
            notes.insert(0, _SILENCE_NOTE.format(self._n_stale))
        return notes


def _report(scan: Scan, data: bytes, lines: Ints) -> Reports:
    """Take what rows tell, of the better kind where they tell it twice."""
    numbers, marks = scan.numbers, scan.marks
    doc, ground = marks[:, DOC], marks[:, GROUND] > 0
    in_trace = scan.heads[doc, SAID] == TRACE
    lat, lon, age = numbers[:, of.LAT], numbers[:, of.LON], numbers[:, of.SEEN_POS]
    last = np.isnan(lat) & ~np.isnan(numbers[:, of.LAST_LAT])
    if last.any():
        old = numbers[:, of.LAST_AGE]
        lat, lon = (
            np.where(last, numbers[:, place], own)
            for place, own in ((of.LAST_LAT, lat), (of.LAST_LON, lon))
        )
        age = np.where(last, np.where(np.isnan(old), np.inf, old), age)
    baro, geom = numbers[:, of.ALT_BARO], numbers[:, of.ALT_GEOM]
    alt = np.where(ground, np.nan, np.where(np.isnan(baro), geom, baro))
    kind = np.where(np.isnan(baro), GEOMETRIC, BAROMETRIC)
    rate = numbers[:, of.BARO_RATE]
    offset = np.nan_to_num(numbers[:, of.OFFSET], nan=np.nan, posinf=np.inf)
    t_s = scan.times[doc] + np.where(scan.heads[doc, SAID] == LIST, 0.0, offset)
    return Reports(
        ids=identify(np.where(in_trace, scan.heads[doc, IDENT], marks[:, IDENT])),
        t_s=read_moments(t_s),
        age_s=age,
        lon=lon,
        lat=lat,
        alt_ft=alt,
        alt_kind=np.where(np.isnan(alt), 0, kind).astype(np.int8),
        sog_kn=numbers[:, of.GS],
        cog_deg=numbers[:, of.TRACK],
        heading_deg=numbers[:, of.HEADING],
        vrate_ft_min=np.where(np.isnan(rate), numbers[:, of.GEOM_RATE], rate),
        accuracy_m=_accuracy(scan, t_s, in_trace),
        ground=ground,
        said=_said(scan, data, in_trace),
        lines=lines,
    )


def _accuracy(scan: Scan, t_s: Floats, in_trace: npt.NDArray[np.bool_]) -> Floats:
    """Accuracy of each row; a point of a trace without details keeps the last one, for a while."""
    told = accuracy_of(scan.numbers[:, of.NAC_P], scan.numbers[:, of.RC])
    if not in_trace.any():
        return told
    place = np.arange(len(told))
    last = np.maximum.accumulate(np.where(np.isnan(told), 0, place))
    with np.errstate(invalid="ignore"):
        holds = np.abs(t_s - t_s[last]) <= _HOLDS_S
    holds &= in_trace & (scan.marks[last, DOC] == scan.marks[:, DOC])
    return np.where(holds, told[last], told)


def _said(scan: Scan, data: bytes, in_trace: npt.NDArray[np.bool_]) -> Ints:
    """Hash of what each row says; of a trace that of its head is in it."""
    said = scan.marks[:, SAID]
    if scan.words is not None or not in_trace.any():
        return said
    heads = [_words_at(data, head) for head in scan.heads]
    own = np.array(
        [hash_plain([(word or "").encode() for word in one]) if any(one) else 0 for one in heads]
    )
    return np.where(in_trace, said ^ own[scan.marks[:, DOC]], said)


def _words_at(data: bytes, mark: Ints) -> Words:
    """Read the words that stand at the places of a mark."""
    found = [
        data[mark[at] : mark[at + 1]].decode("ascii") or None
        for at in (WORDS, WORDS + 2, WORDS + 4)
    ]
    return found[0], found[1], found[2]


def _sayer(scan: Scan, data: bytes, start: int) -> Callable[[Ints], list[Words]]:
    """Make what gives the words of rows, counted from `start`."""

    def say(rows: Ints) -> list[Words]:
        if scan.words is not None:
            return [scan.words[start + row] for row in rows]
        said = []
        for row in rows + start:
            flight, registration, type_ = _words_at(data, scan.marks[row])
            head = scan.heads[scan.marks[row, DOC]]
            _, of_doc, type_of_doc = _words_at(data, head)
            said.append((flight, registration or of_doc, type_ or type_of_doc))
        return said

    return say


def _rejecter(scan: Scan, data: bytes, lines: Ints, start: int) -> Callable[[int, Fault], Reject]:
    """Make what makes the rejects of rows, counted from `start`."""

    def reject(row: int, fault: Fault) -> Reject:
        row += start
        if scan.raws is not None:
            raw = json.dumps(scan.raws[row], ensure_ascii=False, default=str)[:_MAX_RAW_BYTES]
            return int(lines[row]), None, fault, raw.encode("utf-8", "replace").decode()
        first, end = scan.marks[row, START], scan.marks[row, END]
        raw = data[first : min(end, first + _MAX_RAW_BYTES)].decode("utf-8", "backslashreplace")
        return int(lines[row]), None, fault, raw

    return reject


def _cut(reports: Reports, part: slice) -> Reports:
    """Take a part of the rows."""
    if part.start == 0 and part.stop >= len(reports.ids):
        return reports
    names = [name for name in vars(reports) if name not in ("is_dated", "named")]
    return replace(reports, **{name: getattr(reports, name)[part] for name in names})
