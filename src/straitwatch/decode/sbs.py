"""BaseStation lines (SBS-1, port 30003) turned into FIX, STATIC and REJECT."""

from dataclasses import dataclass
from datetime import UTC, datetime

from straitwatch.decode.feed_lines import Line, LineReader, reject_line, text_of
from straitwatch.decode.message import Message, MessageSieve
from straitwatch.decode.sift import Reject
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["KEEP_S", "SbsFeed"]

KEEP_S = 10.0
"""How long a speed or a track stands for the positions after it. Ours: DO-260B sends both twice a
second, so that an older one is of another part of a turn."""

_NAMES = (
    *("icao24", "t", "lat", "lon", "alt_ft", "sog_kn", "cog_deg", "vrate_ft_min", "on_ground"),
    "callsign",
)
_KINDS = frozenset({"MSG", "MLAT", "SEL", "ID", "AIR", "STA", "CLK"})
_MESSAGES = frozenset({"MSG", "MLAT"})  # MLAT: mlat-client's extended form, with cells behind
_NAMING = frozenset({"SEL", "ID"})
_CELLS = 22
_FEWEST_CELLS = 10  # kind to time logged
_HEX, _DATE, _CLOCK, _CALLSIGN, _ALT, _SPEED, _TRACK, _LAT, _LON, _RATE = (
    *(4, 6, 7),
    *range(10, 17),
)
_GROUND = 21
_TRUE = ("-1", "1")

_HALF_HOUR_US = 1_800_000_000
_MOST_HALF_HOURS = 28  # UTC+14
_SET_WITHIN_US = 10_000_000
_ZONE_NOTE = (
    "the sender's clock is local time, {:+.1f} h from UTC by the times of receipt: its times were "
    "set right"
)
_MOST_AIRCRAFT = 20_000
_FORGET_US = 60_000_000


@dataclass(frozen=True)
class _Motion:
    """What an aircraft last said of its motion, and when, µs."""

    speed: str = ""
    track: str = ""
    rate: str = ""
    ground: str = ""
    t_motion: int = 0
    t_ground: int = 0


class SbsFeed:
    """Decoder of BaseStation lines.

    A line with a position is a fix. Its speed, track and vertical rate are its own where it tells
    them, as RadarBox does, else those that the same address told last, within `KEEP_S` before or
    at the line; of BaseStation itself they stand in lines of their own (MSG,4), which are counted
    as parts. The same holds for the ground flag. A line with a callsign is a static row; a line
    that tells none of these is skipped.

    A line's time is that at which it was generated. The format names no time zone, and many
    programs write local time: where the line's time is within 10 s of the time of receipt but for
    whole half hours, up to 14 h, these are taken off, and the tally notes it.

    Args:
        source: label of the rows.
        tally: is counted up.

    Notes:
        Source: "Socket data and BST files", D. Reynolds, woodair.net, 2012: fields and types.
    """

    def __init__(self, source: str, tally: Tally) -> None:
        self._tally = tally
        self._lines = LineReader(tally)
        self._sieve = MessageSieve(source, tally, _NAMES)
        self._motion: dict[str, _Motion] = {}
        self._zone_us = 0
        tally.format = "sbs"

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode lines; half a line at the end is `truncated`."""
        messages: list[Message] = []
        rejects: list[Reject] = []
        for line in self._lines.read(data):
            found = self._read(line, t_us)
            if isinstance(found, Fault):
                rejects.append(reject_line(line, found))
            elif found:
                messages.append(found)
        return self._sieve.sift(messages, rejects)

    def close(self) -> Decoded:
        """Nothing waits here."""
        return self._sieve.sift([], [])

    def _read(self, line: Line, t_us: int | None) -> Message | Fault | None:
        """Read a line; None where it is counted as a part or as skipped."""
        if not line.is_whole:
            return Fault.TRUNCATED
        text = text_of(line)
        if isinstance(text, Fault):
            return text
        cells = [cell.strip() for cell in text.split(",")]
        if cells[0] not in _KINDS:
            return Fault.NOT_A_SENTENCE
        if len(cells) < (_FEWEST_CELLS if cells[0] in _MESSAGES else _CLOCK + 1):
            return Fault.MALFORMED
        if cells[0] == "MLAT":
            cells = cells[:_CELLS]
        if len(cells) > _CELLS:
            return Fault.MALFORMED
        cells += [""] * (_CELLS - len(cells))
        return self._take(line, cells, t_us)

    def _take(self, line: Line, cells: list[str], t_us: int | None) -> Message | None:
        address = cells[_HEX].lower()
        is_message = cells[0] in _MESSAGES
        if not is_message and cells[0] not in _NAMING:
            self._tally.skipped += 1
            return None
        told = f"{cells[_DATE]} {cells[_CLOCK]}".strip()
        moment = self._moment(told, t_us)
        values = {"icao24": address, "t": str(moment) if moment is not None else told}
        if cells[_CALLSIGN]:
            values["callsign"] = cells[_CALLSIGN]
        if is_message:
            self._remember(address, cells, moment)
            if cells[_LAT] or cells[_LON]:
                return Message(line, _filled({**values, **self._place(address, cells, moment)}))
        if cells[_CALLSIGN]:
            return Message(line, _filled(values), is_placed=False)
        if is_message and any(cells[at] for at in (_ALT, _SPEED, _TRACK, _RATE, _GROUND)):
            self._tally.parts += 1
        else:
            self._tally.skipped += 1
        return None

    def _moment(self, told: str, t_us: int | None) -> int | None:
        """Time of a line, µs; that of receipt where it tells none; None where it is no time."""
        if not told:
            return t_us
        try:
            when = datetime.fromisoformat(told.replace("/", "-"))
        except ValueError:
            return None
        moment = round(when.replace(tzinfo=UTC).timestamp() * 1e6)
        return moment if t_us is None else self._in_utc(moment, t_us)

    def _in_utc(self, moment: int, t_us: int) -> int:
        """Take off the zone of a sender that writes local time."""
        halves = round((moment - t_us) / _HALF_HOUR_US)
        off = abs(moment - t_us - halves * _HALF_HOUR_US)
        if halves and abs(halves) <= _MOST_HALF_HOURS and off <= _SET_WITHIN_US:
            zone_us = halves * _HALF_HOUR_US
            if zone_us != self._zone_us:
                self._zone_us = zone_us
                self._tally.notes.append(_ZONE_NOTE.format(halves / 2))
            return moment - zone_us
        if self._zone_us and abs(moment - self._zone_us - t_us) < _HALF_HOUR_US // 2:
            return moment - self._zone_us  # of the same sender, but late
        return moment

    def _remember(self, address: str, cells: list[str], moment: int | None) -> None:
        """Keep what an aircraft says of its motion and of the ground."""
        if moment is None or not address:
            return
        last = self._motion.get(address, _Motion())
        if cells[_SPEED] or cells[_TRACK]:
            speed, track, rate = cells[_SPEED], cells[_TRACK], cells[_RATE]
            last = _Motion(speed, track, rate, last.ground, moment, last.t_ground)
        if cells[_GROUND]:
            motion = (last.speed, last.track, last.rate)
            last = _Motion(*motion, cells[_GROUND], last.t_motion, moment)
        if last.t_motion or last.t_ground:
            self._motion[address] = last
        if len(self._motion) > _MOST_AIRCRAFT:
            self._forget(moment)

    def _forget(self, moment: int) -> None:
        """Forget who was last heard a minute ago; where all are new, the half heard first."""
        kept = {
            address: one
            for address, one in self._motion.items()
            if max(one.t_motion, one.t_ground) > moment - _FORGET_US
        }
        if len(kept) > _MOST_AIRCRAFT // 2:
            kept = dict(list(kept.items())[len(kept) // 2 :])
        self._motion = kept

    def _place(self, address: str, cells: list[str], moment: int | None) -> dict[str, str]:
        """Position of a line, with the motion that stands for it."""
        last = self._motion.get(address, _Motion())
        is_fresh = moment is not None and 0 <= moment - last.t_motion <= KEEP_S * 1e6
        knows_ground = moment is not None and 0 <= moment - last.t_ground <= KEEP_S * 1e6
        ground = cells[_GROUND] or (last.ground if knows_ground else "")
        return {
            "lat": cells[_LAT],
            "lon": cells[_LON],
            "alt_ft": "" if ground in _TRUE else cells[_ALT],
            "sog_kn": cells[_SPEED] or (last.speed if is_fresh else ""),
            "cog_deg": cells[_TRACK] or (last.track if is_fresh else ""),
            "vrate_ft_min": cells[_RATE] or (last.rate if is_fresh else ""),
            "on_ground": ground,
        }


def _filled(values: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
