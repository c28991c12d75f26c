"""Raw Mode S messages turned into FIX, STATIC and REJECT."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from straitwatch.decode.accuracy import accuracy_of
from straitwatch.decode.adsb_rows import Reports, ReportSieve, Words, identify
from straitwatch.decode.mode_s_frames import MLAT_TICKS, AvrReader, BeastReader, Frames
from straitwatch.decode.sift import Reject
from straitwatch.kernel import aircraft_key, cpr_track, mode_s
from straitwatch.kernel.cpr_track import (
    N_FRAME,
    NO_PAIR,
    PLACED,
    WAIT_S,
    start_state,
    track_reports,
)
from straitwatch.kernel.mode_s import read_messages
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.unit import US_PER_S

__all__ = ["ModeSFeed"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TICKS_PER_S = 12e6
"""Of a Beast, and of what writes as one. Source: Mode-S Beast wiki."""

LINE_S = 0.005
"""Ours: without any clock a message stands for so long, as of 200 a second, the pace of a quiet
receiver: a pair lies within 2,000 messages of each other."""

_MLAT = aircraft_key.KINDS.index("mlat")
_LETTERS = "?ABCDEFGHIJKLMNOPQRSTUVWXYZ????? ???????????????0123456789??????"
_GPS_BITS, _GPS_MASK, _NS = 30, (1 << 30) - 1, 1e9
_DAY_S = 86_400
_FEWEST_STAMPS, _FEWEST_SECONDS = 200, 3
_MOST_AIRCRAFT = 50_000
_UNDATED_NOTE = "the receiver's clock is relative and nothing else tells the time: undated"
_GPS_NOTE = "time stamps are of GPS: seconds and nanoseconds of the UTC day"
_ORDER_NOTE = "no time stamps: pairs are told by the order of the messages"


class _Reader(Protocol):
    """What gives frames."""

    def read(self, data: bytes, *, last: bool) -> Frames:
        """Read what came."""


class ModeSFeed:
    """Decoder of raw Mode S: extended squitters (formats 17 and 18), as of DO-260B.

    A position that can be placed is a fix. Its speed, track and vertical rate are those that the
    same address told last, within 10 s before it, which are counted as parts, as is what tells
    of accuracy. A message with a callsign is a static row. Answers to radars (formats 0, 4, 5, 11,
    16, 20, 21), Mode A/C and the rest tell no position: skipped, and counted by format.

    A position that no second one bears out is a reject `orphan_part`; one that lies where the
    aircraft cannot be, `position`; a wrong parity, `checksum`.

    Args:
        source: label of the rows.
        tally: is counted up; a line, or a frame of Beast, is a line.
        form: `avr` or `beast`.
        start_s: seconds since 1970 of the first message, where the user knows it.
    """

    def __init__(
        self, source: str, tally: Tally, form: str, *, start_s: float | None = None
    ) -> None:
        self._tally = tally
        self._reader: _Reader = BeastReader(tally) if form == "beast" else AvrReader(tally)
        self._sieve = ReportSieve(source, tally)
        self._slots: dict[int, int] = {}
        self._state = start_state(64)
        self._frame = np.full(N_FRAME, np.nan)
        self._clock_s = 0.0
        self._start_s, self._first_s = start_s, np.nan
        self._is_gps = False
        self._held: _Heard | None = None
        tally.format = form

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode what came; of a file nothing tells the receipt."""
        return self._decode(self._reader.read(data, last=False), t_us)

    def close(self) -> Decoded:
        """Give up half a frame."""
        decoded = self._decode(self._reader.read(b"", last=True), None, last=True)
        self._tally.notes.extend(self._sieve.late_notes())
        return decoded

    def _decode(self, frames: Frames, t_us: int | None, *, last: bool = False) -> Decoded:
        n = len(frames.lengths)
        marks, values = np.empty((n, 8), np.int64), np.empty((n, 8))
        read_messages(frames.messages, frames.lengths, marks, values)
        marks[frames.lengths == 2, mode_s.ROLE] = mode_s.OTHER  # noqa: PLR2004 - bytes of Mode A/C
        marks[frames.ticks == MLAT_TICKS, mode_s.KIND] = _MLAT
        self._count(frames, marks)
        clock, t_s = self._times(frames, t_us)
        places, said = np.full((n, 2), np.nan), np.zeros(n, np.int64)
        heard = _Heard(
            frames.messages, frames.lengths, frames.lines, marks, values, clock, t_s, places, said
        )
        n_held = 0 if self._held is None else len(self._held)
        heard = heard if self._held is None else self._held.join(heard)
        self._track(heard, n_held)
        waits = heard.is_position & (heard.said != PLACED) & (heard.clock >= self._clock_s - WAIT_S)
        waits &= not last
        self._held = heard.take(waits)
        return self._sift(heard.take(~waits), frames.rejects)

    def _track(self, heard: "_Heard", n_held: int) -> None:
        """Place the positions."""
        slots = self._find_slots(heard.marks)
        track_reports(
            heard.clock, slots, heard.marks, heard.values, self._state, self._frame, heard.places,
            heard.said, np.empty(len(heard), np.int64), n_held,
        )  # fmt: skip

    def _find_slots(self, marks: Ints) -> Ints:
        """Rows of the memory for the aircraft whose address is sure."""
        sure = np.isin(marks[:, mode_s.FORMAT], (17, 18)) & (marks[:, mode_s.ROLE] > mode_s.OTHER)
        addresses, place = np.unique(marks[sure, mode_s.ADDRESS], return_inverse=True)
        if len(self._slots) + len(addresses) > _MOST_AIRCRAFT:
            self._slots.clear()
            self._state = start_state(64)
        for address in addresses.tolist():
            self._slots.setdefault(address, len(self._slots))
        if len(self._slots) > len(self._state):
            more = start_state(2 * len(self._slots) - len(self._state))
            self._state = np.concatenate([self._state, more])
        own = np.array([self._slots[address] for address in addresses.tolist()], np.int64)
        slots = np.full(len(marks), -1, np.int64)
        slots[sure] = own[place]
        return slots

    def _times(self, frames: Frames, t_us: int | None) -> tuple[Floats, Floats]:
        """Times on one clock for pairing, and seconds since 1970, NaN where nothing tells them."""
        n = len(frames.lengths)
        stamped = (frames.ticks > 0) & (frames.ticks != MLAT_TICKS)
        if not self._is_gps and _are_gps(frames.ticks[stamped]):
            self._is_gps = True
            self._note(_GPS_NOTE)
        clock = np.where(stamped, self._seconds(frames.ticks), frames.t_s).astype(np.float64)
        if n and np.isnan(clock).all() and t_us is None:
            self._note(_ORDER_NOTE)
            clock = np.asarray(self._clock_s + LINE_S * np.arange(1, n + 1), np.float64)
        elif t_us is not None and np.isnan(clock).all():
            clock = np.full(n, t_us / US_PER_S)
        clock = self._fill(clock)
        return clock, self._date(clock, frames, t_us)

    def _seconds(self, ticks: Ints) -> Floats:
        if self._is_gps:
            return (ticks >> _GPS_BITS) + (ticks & _GPS_MASK) / _NS
        return ticks / TICKS_PER_S

    def _fill(self, clock: Floats) -> Floats:
        """Give a message without a time that of the one before."""
        if not len(clock):
            return clock
        clock = np.concatenate([[self._clock_s], clock])
        last = np.maximum.accumulate(np.where(np.isnan(clock), 0, np.arange(len(clock))))
        self._clock_s = float(clock[last[-1]])
        return clock[last][1:]

    def _date(self, clock: Floats, frames: Frames, t_us: int | None) -> Floats:
        """Date messages: by their own words, the receipt of the last, or the start if given."""
        if not len(clock):
            return clock
        if np.isnan(self._first_s):
            self._first_s = float(clock[0])
        told = frames.t_s
        if not np.isnan(told).any():
            return told
        near_s = t_us / US_PER_S if t_us is not None else self._start_s
        if near_s is None:
            if np.isnan(told).all():
                self._note(_UNDATED_NOTE)
            return told
        if self._is_gps:
            return _of_day(clock, near_s)
        if t_us is None:
            return near_s + (clock - self._first_s)
        back = clock[-1] - clock
        return near_s - np.where((back >= 0) & (back < 60.0), back, 0.0)  # noqa: PLR2004 - a piece is no minute long

    def _note(self, note: str) -> None:
        if note not in self._tally.notes:
            self._tally.notes.append(note)

    def _count(self, frames: Frames, marks: Ints) -> None:
        """Count formats and what is no row."""
        if n_ac := int(np.count_nonzero(frames.lengths == 2)):  # noqa: PLR2004 - bytes
            self._tally.by_type["mode_ac"] += n_ac
        long = frames.lengths > 2  # noqa: PLR2004 - the same
        formats, counts = np.unique(marks[long, mode_s.FORMAT], return_counts=True)
        for df, count in zip(formats.tolist(), counts.tolist(), strict=True):
            self._tally.by_type[f"df{df}"] += count
        role = marks[:, mode_s.ROLE]
        self._tally.parts += int(np.isin(role, (mode_s.VELOCITY, mode_s.STATUS)).sum())
        self._tally.skipped += int(np.isin(role, (mode_s.OTHER, mode_s.REPLY)).sum())

    def _sift(self, heard: "_Heard", rejects: list[Reject]) -> Decoded:
        role = heard.marks[:, mode_s.ROLE]
        rejects = list(rejects)
        for fault, bad in (
            (Fault.CHECKSUM, role == mode_s.BAD),
            (Fault.ORPHAN_PART, heard.is_position & (heard.said == NO_PAIR)),
            (Fault.POSITION, heard.is_position & (heard.said == cpr_track.FAR)),
        ):
            rejects += [heard.reject(int(k), fault) for k in np.flatnonzero(bad)]
        own = heard.take((heard.is_position & (heard.said == PLACED)) | (role == mode_s.NAMING))
        named = own.marks[:, mode_s.ROLE] == mode_s.NAMING

        def say(which: Ints) -> list[Words]:
            return [(_callsign(int(own.marks[k, mode_s.CALLSIGN])), None, None) for k in which]

        decoded, good = self._sieve.sift(
            own.report(named), say=say, reject=own.reject, others=rejects
        )
        counts = np.bincount(own.marks[good[~named[good]], mode_s.KIND], minlength=1)
        for kind in np.flatnonzero(counts):
            self._tally.by_type[aircraft_key.KINDS[kind] or "unknown"] += int(counts[kind])
        return decoded


@dataclass(frozen=True)
class _Heard:
    """Messages as they are heard and read, n of each.

    Attributes:
        messages: bytes, shape (n, 14).
        lengths: how many of them.
        lines: line, or frame, of each.
        marks: of `kernel/mode_s.py`, shape (n, 8).
        values: of the same, shape (n, 8).
        clock: seconds of one clock.
        t_s: seconds since 1970; NaN: none.
        places: latitude and longitude, shape (n, 2).
        said: what became of it, as in `kernel/cpr_track.py`.
    """

    messages: npt.NDArray[np.uint8]
    lengths: Ints
    lines: Ints
    marks: Ints
    values: Floats
    clock: Floats
    t_s: Floats
    places: Floats
    said: Ints

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def is_position(self) -> npt.NDArray[np.bool_]:
        """Mask of positions."""
        return np.isin(self.marks[:, mode_s.ROLE], (mode_s.AIRBORNE, mode_s.SURFACE))

    def take(self, mask: npt.NDArray[np.bool_]) -> "_Heard":
        """Take some of them."""
        return _Heard(*(column[mask] for column in vars(self).values()))

    def join(self, after: "_Heard") -> "_Heard":
        """Lay others behind them."""
        pairs = zip(vars(self).values(), vars(after).values(), strict=True)
        return _Heard(*(np.concatenate(pair) for pair in pairs))

    def reject(self, row: int, fault: Fault) -> Reject:
        """Make the reject of one."""
        raw = self.messages[row, : self.lengths[row]].tobytes().hex()
        return int(self.lines[row]), None, fault, raw

    def report(self, named: npt.NDArray[np.bool_]) -> Reports:
        """Take what they tell; `named` is of those that tell a callsign and no position."""
        values, altitude = self.values, self.values[:, mode_s.ALT]
        kind = np.where(np.isnan(altitude), 0, values[:, mode_s.ALT_KIND])
        return Reports(
            ids=identify(self.marks[:, mode_s.ADDRESS]),
            t_s=self.t_s,
            age_s=np.full(len(self), np.nan),
            lon=self.places[:, 1],
            lat=self.places[:, 0],
            alt_ft=altitude,
            alt_kind=kind.astype(np.int8),
            sog_kn=values[:, mode_s.SOG],
            cog_deg=values[:, mode_s.COG],
            heading_deg=values[:, mode_s.HEADING],
            vrate_ft_min=values[:, mode_s.VRATE],
            accuracy_m=accuracy_of(values[:, mode_s.NAC_P], values[:, mode_s.RC]),
            ground=self.marks[:, mode_s.ROLE] == mode_s.SURFACE,
            said=self.marks[:, mode_s.CALLSIGN],
            lines=self.lines,
            is_dated=not np.isnan(self.t_s).any(),
            named=named,
        )


def _are_gps(ticks: Ints) -> bool:
    """Tell stamps of GPS (a Radarcape's) from those of a counter.

    Notes:
        GPS: 18 bits of seconds of the day, 30 bits of nanoseconds (Mode-S Beast wiki, Radarcape),
        so that the low 30 bits stay under a milliard, and the high ones under 86,400. Those of a
        counter pass a milliard for 7 % of the time, in each 89 s: of 200 that cover three of its
        high numbers all would have to miss it.
    """
    if len(ticks) < _FEWEST_STAMPS:
        return False
    seconds = np.unique(ticks >> _GPS_BITS)
    in_day = bool((seconds < _DAY_S).all() and ((ticks & _GPS_MASK) < _NS).all())
    return in_day and len(seconds) >= _FEWEST_SECONDS


def _of_day(clock: Floats, near_s: float) -> Floats:
    """Seconds since 1970 of seconds of the day, on the day that brings the last nearest to it."""
    day = np.round((near_s - clock[-1]) / _DAY_S) * _DAY_S
    return np.asarray(clock + day)


def _callsign(letters: int) -> str | None:
    """Read 8 characters of 6 bits. Source: ICAO Annex 10, volume IV, table 3-9."""
    text = "".join(_LETTERS[letters >> shift & 63] for shift in range(42, -1, -6))
    return text.replace("?", "").strip() or None
