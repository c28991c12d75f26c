"""Pieces of a live feed turned into FIX, STATIC and REJECT by decoders whose state can be kept."""

from dataclasses import replace
from typing import Protocol

import pyarrow as pa

from straitwatch.decode.feed_nmea import NmeaFeed
from straitwatch.decode.flag import fill_flags
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, REJECT, STATIC

__all__ = ["FEED_FORMATS", "FeedDecoder", "no_rows", "open_decoder"]

FEED_FORMATS = ("nmea",)
"""Formats that `open_decoder` can be told."""

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
        self._inner: LineDecoder = _make(format or "nmea", source, tally)

    def feed(self, data: bytes, t_us: int) -> Decoded:
        """Decode a piece.

        Args:
            data: whole lines, each with its line feed; of a format that is a document, one
                document. What stands behind the last line feed is half a line, cut by a
                disconnect: it is decoded where it is whole all the same, else it is a reject
                `truncated`.
            t_us: time of receipt, µs since 1970: that of the rows whose lines tell none.
        """
        decoded = self._inner.feed(data, t_us)
        statics = _dated(fill_flags(decoded.statics), t_us)
        return replace(decoded, fixes=_dated(decoded.fixes, t_us), statics=statics)

    def close(self) -> Decoded:
        """Give up what waits for more: parts of messages become rejects."""
        decoded = self._inner.close()
        return replace(decoded, statics=fill_flags(decoded.statics))


def open_decoder(
    format: str | None,  # noqa: A002 - the word of the settings
    source: str,
    tally: Tally,
) -> FeedDecoder:
    """Make a decoder of a feed.

    Args:
        format: one of `FEED_FORMATS`; None: found from the first lines.
        source: label of the rows.
        tally: is counted up: every line is in exactly one of its counts.

    Raises:
        ConfigError: there is no such format.
    """
    return FeedDecoder(format, source, tally)


def _make(format_: str, source: str, tally: Tally) -> LineDecoder:
    if format_ in ("nmea", "aivdm"):
        return NmeaFeed(source, tally)
    raise ConfigError(
        f"there is no feed format '{format_}': choose one of {', '.join(FEED_FORMATS)}"
    )


def _dated(rows: pa.Table, t_us: int) -> pa.Table:
    """Date the rows whose lines tell no time by their receipt."""
    if not rows["t"].null_count:
        return rows
    place = rows.schema.get_field_index("t")
    return rows.set_column(
        place, rows.schema.field(place), rows["t"].fill_null(pa.scalar(t_us, _T))
    )


def no_rows() -> Decoded:
    """Nothing decoded."""
    return Decoded(FIX.empty_table(), STATIC.empty_table(), REJECT.empty_table())
