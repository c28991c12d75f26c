"""The first bytes of a source turned into its format, and the source into its tables."""

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from straitwatch.decode.archives import LAYOUT_NAMES, archive_called
from straitwatch.decode.columns import LAYOUT, match_columns
from straitwatch.decode.feed_form import form_of_json, guess_format, is_raw, is_sbs
from straitwatch.decode.flag import fill_flags
from straitwatch.decode.foreign import refuse_foreign
from straitwatch.decode.framed import is_framed, unframe, unframe_text
from straitwatch.decode.header import find_header, guess_separator, split_cells
from straitwatch.decode.heatmap import is_heatmap
from straitwatch.decode.layout import find_layout
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.record import Decoded, Tally

__all__ = ["FORMATS", "Detected", "decode_stream", "detect_format"]

FORMATS = (
    *("aivdm", "csv", "json", "ndjson", "parquet", "arrow", "statistics", "sbs", "aiscatcher"),
    *("aisstream", "avr", "beast", "heatmap"),
)
"""Formats that `decode_stream` can be told. JSON finds its own shape: see `decode/shape.py`."""

OpenAnywhere = Callable[[Iterator[bytes]], BinaryIO]

_OF_FEEDS = ("sbs", "aiscatcher", "aisstream", "avr", "beast")
"""Decoded as when they are heard: `decode/feed.py`."""

_PEEK = 64 << 10
_FAR_PEEK = 1 << 20
_MOST_HELD = 1 << 30
_FEWEST_ALIKE = 0.5  # share of rows as wide as the first, in a table
_BOM = b"\xef\xbb\xbf"

_SENTENCE = re.compile(rb"[!$][A-Z]{2}VD[MO],\d")
_NMEA = re.compile(rb"^(\\[^\\\r\n]{1,90}\\)?[!$][A-Z]{4,5},", re.MULTILINE)
_JSON = re.compile(rb"\s*(\{\s*[\"}]|\[\s*([\[{\"\]]|\d+\s*,))")
_AIRCRAFT = re.compile(
    rb'\s*\{\s*"(now|ac|files|icao)"\s*:[^{]{0,512}"(aircraft|ac|files|trace)"\s*:\s*\['
)
_ARROW_STREAM = b"\xff\xff\xff\xff"  # Arrow columnar format 1.0, encapsulated message format
_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|html|gpx|kml|[a-z]+[\s>])", re.IGNORECASE)


@dataclass(frozen=True)
class Detected:
    """What a source was taken for.

    Attributes:
        format: one of `FORMATS`.
        why: what in it said so.
        columns: for a CSV our column -> name in the file; else empty.
    """

    format: str
    why: str
    columns: Mapping[str, str]


def detect_format(head: bytes, label: str, columns: Mapping[str, str] | None = None) -> Detected:
    """Tell a format from its first bytes; a name's ending is never asked.

    Args:
        head: the first bytes of the source after decompression; the more, the surer.
        label: name of the source, for errors.
        columns: the user's own map of a CSV, our column -> name in the file.

    Raises:
        SourceError: it is empty or of no format known to us; says what it seems to be, and the
            mend. A table without dated positions is one, with the columns found and needed.
        ConfigError: the user's map does not fit.
    """
    if not head:
        raise SourceError(f"{label}: 0 bytes: nothing in it")
    refuse_foreign(head, label)
    start = head.removeprefix(_BOM)
    found = _detect_binary(head) or _detect_lines(head, start)
    if found:
        return found
    if _MARKUP.match(start):
        raise SourceError(
            f"{label}: a page or XML, not data; {_READABLE}; words: `straitwatch read`"
        )
    if not columns and (layout := _layout(start)):
        return Detected("statistics", f"the header of a table of counts ({layout})", {})
    if is_framed(start):
        start = head = unframe_text(start)
    if _is_table(start, columns):
        header = find_header(head, label, columns)
        used = {column.target: name for column, name in header.match.used}
        return Detected("csv", f"a header line of {len(header.match.names)} names", used)
    raise SourceError(f"{label}: no format known to us ({_describe(head)}); {_READABLE}")


_READABLE = (
    "readable are NMEA 0183 with AIS sentences, BaseStation lines, raw Mode S (AVR, Beast), "
    "readsb's heatmaps, CSV, Parquet and Arrow with positions, and JSON of readsb, tar1090, "
    "AIS-catcher, aisstream.io, Digitraffic or plain records"
)


def _detect_binary(head: bytes) -> Detected | None:
    if head.startswith(b"PAR1"):
        return Detected("parquet", "its first bytes are those of Parquet", {})
    if head.startswith((b"ARROW1", _ARROW_STREAM)):
        return Detected("arrow", "its first bytes are those of Arrow", {})
    if guess_format(head[:64]) == "beast":
        return Detected("beast", "it starts with frames of the Beast format", {})
    if is_heatmap(head):
        return Detected("heatmap", "slices as readsb's heatmaps have them", {})
    return None


def _detect_lines(head: bytes, start: bytes) -> Detected | None:
    """Tell JSON, sentences and BaseStation by a line of theirs."""
    if told := _detect_receiver(start.lstrip()):
        return told
    if _JSON.match(start):
        return _detect_json(start)
    if found := _SENTENCE.search(head):
        sentence = found[0][:6].decode()
        return Detected("aivdm", f"a sentence {sentence} at byte {found.start()}", {})
    if _MARKUP.match(start):
        return None
    if found := _NMEA.search(head):
        return Detected("aivdm", f"an NMEA 0183 sentence at byte {found.start()}", {})
    return None


def _detect_receiver(text: bytes) -> Detected | None:
    """Tell what receivers of aircraft write."""
    if is_raw(text.split(b"\n", 1)[0]):
        return Detected("avr", "its first line is a raw Mode S message", {})
    if is_sbs(text):
        return Detected("sbs", "its first line is one of BaseStation", {})
    return None


def _detect_json(start: bytes) -> Detected:
    """Tell a document from documents line by line: the first line is whole and more come."""
    if _AIRCRAFT.match(start):
        return Detected("json", "it starts as a document of aircraft", {})
    lines = start.lstrip().split(b"\n", 2)
    form = form_of_json(lines[0])
    if form in _OF_FEEDS and not _is_gpsdecode(lines[0]):
        return Detected(form, f"its first line is a message of {form}", {})
    if len(lines) > 1 and lines[1].strip()[:1] in (b"{", b"["):
        try:
            json.loads(lines[0])
        except ValueError:
            return Detected("json", "it starts as JSON", {})
        return Detected("ndjson", "each line is JSON", {})
    return Detected("json", "it starts as JSON", {})


def _is_gpsdecode(line: bytes) -> bool:
    """Tell a line of gpsdecode from one of AIS-catcher, which has the same class and a time."""
    doc = json.loads(line)
    return "scaled" in doc and not {"rxtime", "rxuxtime", "nmea"} & doc.keys()


def _is_table(start: bytes, columns: Mapping[str, str] | None) -> bool:
    """Tell a table: a header with a name that is known, or rows as wide as the first."""
    if b"\0" in start:
        return False
    rows = [row for row in start.decode("utf-8", "replace").splitlines()[:50] if row.strip()]
    lines = [row for row in rows if not row.startswith("#")] or rows
    if not lines:
        return False
    sign = guess_separator(lines[0])
    cells = [split_cells(line, sign) for line in lines]
    width = len(cells[0])
    if width < 2:  # noqa: PLR2004 - a position needs more
        return False
    names = [split_cells(row.lstrip("# "), sign) for row in rows if row.startswith("#")]
    known = any(match_columns(row).used for row in cells[:1])
    known |= any(not match_columns(row).missing for row in names)
    alike = sum(len(row) == width for row in cells[1:]) / max(1, len(cells) - 1)
    return known or bool(columns) or alike >= _FEWEST_ALIKE


def _layout(start: bytes) -> str | None:
    """Tell a table of counts by its first line that is neither blank nor a comment."""
    rows = (row.strip() for row in start[:_PEEK].decode("utf-8", "replace").splitlines())
    first = next((row for row in rows if row and not row.startswith("#")), "")
    return find_layout(first)


def _describe(head: bytes) -> str:
    odd = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head[:4096])  # noqa: PLR2004 - control signs
    if odd * 20 > len(head[:4096]):
        return f"binary, first bytes {head[:8].hex(' ')}"
    return f"text that starts with {head[:40].decode('utf-8', 'backslashreplace')!r}"


def decode_stream(
    chunks: Iterable[bytes],
    source: str,
    tally: Tally,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    columns: Mapping[str, str] | None = None,
    open_anywhere: OpenAnywhere | None = None,
    kinds: Sequence[str] = (),
    start_s: float | None = None,
) -> Iterator[Decoded]:
    """Decode a source of any known format.

    Args:
        chunks: bytes in order, plain, cut anywhere.
        source: label of the source.
        tally: counts; `format` and a remark of what was taken for what are set.
        format: one of `FORMATS`, or the name of a layout (`archives.LAYOUT_NAMES`), or `generic`
            for none of them; default: found from the content.
        columns: the user's own map of a table or of JSON records, our column -> name in the file,
            or `NAME in UNIT`.
        open_anywhere: gives a file of the whole stream that can be read out of order, which
            Parquet needs; default: it is held in memory, 1 GiB at most.
        kinds: of AIS messages that become tables too, as of `decode_aivdm`; other formats have
            none.
        start_s: seconds since 1970 of the first message, for raw Mode S, which tells no day.

    Yields:
        tables chunk by chunk; the flag in STATIC is filled from the identity.

    Raises:
        SourceError: the source cannot be read, or not to its end; what came before has been
            yielded.
        ConfigError: an unknown format, or a map that does not fit.
    """
    name, columns = _wanted(format, columns)
    stream = iter(chunks)
    if name is None:
        head, stream = _peek(stream, source, columns)
        detected = detect_format(head, source, columns)
        name = detected.format
        tally.notes.append(f"taken for {name}: {detected.why}")
    if name == "parquet":
        made = _decode_parquet(stream, source, tally, columns, open_anywhere)
    elif name == "aivdm":
        made = _decode_aivdm(stream, source, tally, kinds)
    elif name in _OF_FEEDS:
        made = _decode_feed(name, stream, source, tally, start_s)
    else:
        made = _decode(name, stream, source, tally, columns)
    for decoded in made:
        yield replace(decoded, statics=fill_flags(decoded.statics))


def _wanted(
    format_: str | None, columns: Mapping[str, str] | None
) -> tuple[str | None, Mapping[str, str] | None]:
    """Tell a format from the name of a layout, which goes into the map of columns."""
    if format_ is None or format_ in FORMATS:
        return format_, columns
    if format_ == "generic" or archive_called(format_, set()):
        return None, {LAYOUT: format_, **(columns or {})}
    raise ConfigError(
        f"there is no format '{format_}': choose one of {', '.join(FORMATS)}; or a layout: "
        f"{', '.join(LAYOUT_NAMES)}, generic"
    )


def _decode_aivdm(
    stream: Iterator[bytes], source: str, tally: Tally, kinds: Sequence[str]
) -> Iterator[Decoded]:
    from straitwatch.decode.aivdm import decode_aivdm  # noqa: PLC0415 - compiles kernels

    tally.format = tally.format or "aivdm"
    return decode_aivdm(stream, source, tally, kinds=kinds)


def _decode_parquet(
    stream: Iterator[bytes],
    source: str,
    tally: Tally,
    columns: Mapping[str, str] | None,
    open_anywhere: OpenAnywhere | None,
) -> Iterator[Decoded]:
    from straitwatch.decode.parquet import decode_parquet  # noqa: PLC0415

    with (open_anywhere or _hold)(stream) as file:
        yield from decode_parquet(file, source, tally, columns=columns)


def _hold(stream: Iterator[bytes]) -> BinaryIO:
    held = io.BytesIO()
    for chunk in stream:
        held.write(chunk)
        if held.tell() > _MOST_HELD:
            raise SourceError(f"Parquet of more than {_MOST_HELD >> 30} GiB on a stream: save it")
    held.seek(0)
    return held


def _decode(
    format_: str,
    stream: Iterator[bytes],
    source: str,
    tally: Tally,
    columns: Mapping[str, str] | None,
) -> Iterator[Decoded]:
    """Hand a stream to the decoder of its format; each is loaded when it is needed."""
    if format_ == "csv":
        from straitwatch.decode.table import decode_csv  # noqa: PLC0415

        return decode_csv(unframe(stream), source, tally, columns=columns)
    if format_ == "arrow":
        from straitwatch.decode.parquet import decode_arrow  # noqa: PLC0415

        return decode_arrow(stream, source, tally, columns=columns)
    if format_ == "statistics":
        from straitwatch.decode.statistics_table import decode_statistics  # noqa: PLC0415

        return decode_statistics(stream, source, tally)
    if format_ == "heatmap":
        from straitwatch.decode.heatmap import decode_heatmap  # noqa: PLC0415

        return decode_heatmap(stream, source, tally)
    from straitwatch.decode.records import decode_json, decode_json_lines  # noqa: PLC0415

    decode = decode_json if format_ == "json" else decode_json_lines
    return decode(stream, source, tally, columns=columns)


def _decode_feed(
    format_: str, stream: Iterator[bytes], source: str, tally: Tally, start_s: float | None
) -> Iterator[Decoded]:
    """Decode a record of a feed; what its lines do not date is a reject `no_time`."""
    from straitwatch.decode.feed import make_decoder  # noqa: PLC0415
    from straitwatch.decode.lines import cut_blocks  # noqa: PLC0415

    decoder = make_decoder(format_, source, tally, start_s=start_s)
    if format_ == "beast":
        yield from (decoder.feed(chunk, None) for chunk in stream)
    else:
        for block in cut_blocks(stream):
            is_open = not block.cut and not block.data.endswith(b"\n")
            yield decoder.feed(block.data + b"\n" if is_open else block.data, None)
            tally.n_bytes -= is_open
    yield decoder.close()


def _peek(
    stream: Iterator[bytes], source: str, columns: Mapping[str, str] | None
) -> tuple[bytes, Iterator[bytes]]:
    """Read ahead until the format is told, 1 MB at most; returns the head and all of the stream.

    A source that breaks off within is detected from what came, and breaks off again later.
    """
    held: list[bytes] = []
    n, enough = 0, _PEEK
    broken: SourceError | None = None
    while n < enough:
        try:
            chunk = next(stream, None)
        except SourceError as error:
            broken = error
            break
        if chunk is None:
            break
        held.append(chunk)
        n += len(chunk)
        if n >= enough == _PEEK and not _is_told(b"".join(held)[:_PEEK], source, columns):
            enough = _FAR_PEEK
    if broken and not held:
        raise broken
    head = b"".join(held)[:enough]
    return head, chain(held, _break(broken) if broken else stream)


def _is_told(head: bytes, source: str, columns: Mapping[str, str] | None) -> bool:
    try:
        detect_format(head, source, columns)
    except SourceError:
        return False
    return True


def _break(error: SourceError) -> Iterator[bytes]:
    raise error
    yield b""
