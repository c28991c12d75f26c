"""Pieces of a live feed turned into FIX, STATIC and REJECT by decoders whose state can be kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import pyarrow as pa

from straitwatch.decode.aiscatcher import JsonFeed
from straitwatch.decode.feed_csv import CsvFeed
from straitwatch.decode.feed_form import guess_format
from straitwatch.decode.feed_records import ListFeed, RecordFeed
from straitwatch.decode.flag import fill_flags
from straitwatch.decode.sbs import SbsFeed
from straitwatch.decode.tables import join_decoded, no_rows
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX

__all__ = ["FEED_FORMATS", "FeedDecoder", "LineDecoder", "make_decoder", "open_decoder"]

FEED_FORMATS = (
    *("nmea", "sbs", "aiscatcher", "aisstream", "aircraft.json", "ndjson", "csv", "avr"),
    "beast",
)
"""Formats that `open_decoder` can be told."""

_ALIASES = {"aivdm": "nmea", "json": "aircraft.json", "basestation": "sbs"}
_MOST_HELD = 64 << 10
_T = FIX.field("t").type


class LineDecoder(Protocol):
    """Decoder of one format."""

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode whole lines (or one document)."""

    def close(self) -> Decoded:
        """Give up what waits for more."""


class FeedDecoder:
    """Decoder of a feed; pickles with all it remembers, the tally too.

    Args:
        format: of the lines; None: found from the first of them.
        source: label of the rows.
        tally: is counted up; read it here as `tally`, since a pickled decoder comes with its own.
    """

    def __init__(self, format: str | None, source: str, tally: Tally) -> None:  # noqa: A002 - the word of the settings
        self.source, self.tally = source, tally
        self._inner = make_decoder(format, source, tally) if format else None
        self._held: list[tuple[bytes, int]] = []  # what came before the format was told

    @property
    def format(self) -> str | None:
        """What the lines are taken for; None while nothing told it."""
        return self.tally.format or None

    def feed(self, data: bytes, t_us: int) -> Decoded:
        """Decode a piece.

        Args:
            data: whole lines, each with its line feed; of a format that is a document, one
                document. What stands behind the last line feed is half a line, cut by a
                disconnect: it is decoded where it is whole all the same, else it is a reject
                `truncated`.
            t_us: time of receipt, µs since 1970: that of the rows whose lines tell none.

        Returns:
            rows of these lines; while no line told the format, of none, and later of all.
        """
        self._held.append((data, t_us))
        if self._inner is None:
            heard = b"".join(one for one, _ in self._held)
            format_ = guess_format(heard)
            if format_ is None and len(heard) < _MOST_HELD:
                return no_rows()
            self._choose(format_ or "nmea")
        return self._drain()

    def close(self) -> Decoded:
        """Give up what waits for more: parts of messages become rejects."""
        if self._inner is None:
            self._choose("nmea")
        drained = self._drain()
        last = self._inner.close() if self._inner else no_rows()
        last = replace(last, statics=fill_flags(last.statics))
        return join_decoded([drained, last])

    def _choose(self, format_: str) -> None:
        self._inner = make_decoder(format_, self.source, self.tally)
        self.tally.notes.append(f"taken for {format_} by its first lines")

    def _drain(self) -> Decoded:
        held, self._held = self._held, []
        done = [self._decode(data, t_us) for data, t_us in held]
        return done[0] if len(done) == 1 else join_decoded(done)

    def _decode(self, data: bytes, t_us: int) -> Decoded:
        decoded = self._inner.feed(data, t_us) if self._inner else no_rows()
        statics = _dated(fill_flags(decoded.statics), t_us)
        return replace(decoded, fixes=_dated(decoded.fixes, t_us), statics=statics)


def open_decoder(
    format: str | None,  # noqa: A002 - the word of the settings
    source: str,
    tally: Tally,
) -> FeedDecoder:
    """Make a decoder of a feed.

    Args:
        format: one of `FEED_FORMATS`; None or empty: found from the first lines.
        source: label of the rows.
        tally: is counted up: every line is in exactly one of its counts.

    Raises:
        ConfigError: there is no such format.
    """
    return FeedDecoder(format, source, tally)


def make_decoder(
    format_: str, source: str, tally: Tally, *, start_s: float | None = None
) -> LineDecoder:
    """Make the decoder of one format, which takes its times as they are told.

    What tells only what passed since its first message, raw Mode S, starts at `start_s`.

    Raises:
        ConfigError: there is no such format.
    """
    name = _ALIASES.get(format_, format_)
    if name == "nmea":
        from straitwatch.decode.feed_nmea import NmeaFeed  # noqa: PLC0415 - compiles kernels

        return NmeaFeed(source, tally)
    if name in ("avr", "beast"):
        from straitwatch.decode.mode_s import ModeSFeed  # noqa: PLC0415 - compiles kernels

        return ModeSFeed(source, tally, name, start_s=start_s)
    if name in ("aiscatcher", "aisstream"):
        return JsonFeed(source, tally, name)
    if name in _SIMPLE:
        return _SIMPLE[name](source, tally)
    raise ConfigError(
        f"there is no feed format '{format_}': choose one of {', '.join(FEED_FORMATS)}"
    )


_SIMPLE: dict[str, Callable[[str, Tally], LineDecoder]] = {
    "sbs": SbsFeed,
    "aircraft.json": ListFeed,
    "ndjson": RecordFeed,
    "csv": CsvFeed,
}


def _dated(rows: pa.Table, t_us: int) -> pa.Table:
    """Date the rows whose lines tell no time by their receipt."""
    if not rows["t"].null_count:
        return rows
    place = rows.schema.get_field_index("t")
    return rows.set_column(
        place, rows.schema.field(place), rows["t"].fill_null(pa.scalar(t_us, _T))
    )
