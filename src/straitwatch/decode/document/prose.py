"""The first bytes of a file turned into the claim that it is a document to be read."""

import csv
import re

from straitwatch.decode.document.charset import decode_text
from straitwatch.decode.document.front import read_front
from straitwatch.decode.document.pdf import is_pdf
from straitwatch.model.error import SourceError

__all__ = ["is_page", "is_prose", "refuse_packed"]

_LOOKED_AT = 64 << 10  # bytes of a head
_MOST_ROWS = 200
_LEAST_SHARE = 0.5  # of the characters must stand in sentences; ours
_LEAST_ALIKE = 0.9  # of the rows are as wide as the first, in a table; ours
_LEAST_WORDS = 5  # of an English sentence; ours

_PACKED = (
    (
        b"PK\x03\x04",
        "a zip archive (or an Office file)",
        "unpack it first (unzip), or save it as PDF or text",
    ),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file", "save it as PDF or text"),
    (b"{\\rtf", "a rich text file", "save it as PDF or text"),
    (b"MIME-Version:", "a page saved with its pictures (MHTML)", "save it as HTML"),
    (b"From: <Saved by", "a page saved with its pictures (MHTML)", "save it as HTML"),
    (b"bplist", "a web archive", "save it as HTML"),
    (b"\x89PNG", "a PNG picture", "run it through text recognition first"),
    (b"\xff\xd8\xff", "a JPEG picture", "run it through text recognition first"),
    (b"GIF8", "a GIF picture", "run it through text recognition first"),
    (b"II*\0", "a TIFF picture", "run it through text recognition first"),
    (b"MM\0*", "a TIFF picture", "run it through text recognition first"),
    (b"%!PS", "a PostScript file", "make a PDF of it first: ps2pdf"),
    (b"\x1f\x8b", "gzip", "unpack it first: gunzip"),
    (b"\x28\xb5\x2f\xfd", "zstd", "unpack it first: unzstd"),
    (b"BZh", "bzip2", "unpack it first: bunzip2"),
    (b"\xfd7zXZ\0", "xz", "unpack it first: unxz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first: 7z x"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"PAR1", "a Parquet file", "it holds rows, not words"),
    (b"ARROW1", "an Arrow file", "it holds rows, not words"),
    (b"SQLite format 3\0", "a SQLite database", "it holds rows, not words"),
    (b"\x7fELF", "a program", "programs cannot be read"),
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--(?:[^-]|-(?!->)){0,4000}-->\s*)*"
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|div|p|article|main|section|table|h[1-6]|"
    r"span|ul|ol|pre|center|font|a|b|br|base|link|header|script|style|blockquote)(?=[\s/>]))",
    re.IGNORECASE,
)
_NMEA = re.compile(r"^(?:\\[^\\\r\n]{1,90}\\)?[!$][A-Z]{4,5},", re.MULTILINE)
_JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*(?:[\[{\"\]]|-?\d+(?:\.\d+)?\s*,))")
_SETTING = re.compile(r"\s*(?:\[[\w.\" -]+\]\s*$|[\w.-]+ ?= ?\S|#)")
_FIGURE = re.compile(r"[\s\"']*[-+]?[\d.:/TZ +-]*\d[\d.:/TZ +-]*[\s\"']*")
_NAME = re.compile(r"[\s\"']*[^\s\d.,。、!?][^.。、!?]{0,39}[\s\"']*")
_KANA = re.compile("[\u3041-\u3093]")
_JAPANESE = re.compile("[\u3041-\u30fe\u4e00-\u9fff]")
_STOP = re.compile(r"[a-z0-9)”’\"][.!?…:][\"”’)]*(?=\s|$)")
_WORD = re.compile(r"(?<!\S)[\"“‘(]?[A-Za-z][a-z’'-]*[a-z][,.;:)”’\"]*(?!\S)")


def refuse_packed(data: bytes, label: str) -> None:
    """Refuse what its first bytes mark as no text.

    Raises:
        SourceError: says what it is, and the mend.
    """
    for mark, kind, mend in _PACKED:
        if data.startswith(mark):
            raise SourceError(f"{label}: {kind}, not a text, a page or a PDF; {mend}")


def is_page(text: str) -> bool:
    """Tell an HTML page by how it begins; other XML (feeds, tracks, charts) is none."""
    return bool(_PAGE.match(text[:8_192]))


def is_prose(head: bytes) -> bool:
    """Tell a document to be read from data to be decoded.

    Args:
        head: the first bytes of a file after decompression: 64 KB are enough, and more are not
            looked at.

    Returns:
        True for a PDF, an HTML page, text most of which stands in sentences, and Japanese text
        that is no table, as forms and lists are. False for NMEA,
        tables with a separator, JSON, other XML, packed files, pictures, and what cannot be told.
    """
    head = head[:_LOOKED_AT]
    if is_pdf(head):
        return not _is_data(head[: head.find(b"%PDF-")].decode("latin-1"))
    try:
        refuse_packed(head, "")
        text = decode_text(_whole_signs(head), "").text
    except SourceError:
        return False
    text = text[read_front(text).end :]
    if _is_data(text):
        return False
    body = text[read_front(text).end :]
    if is_page(text) or _share_of_sentences(body) >= _LEAST_SHARE:
        return True
    return 3 * len(_JAPANESE.findall(body)) >= len(body) > 0  # forms, rolls: releases too


def _whole_signs(head: bytes) -> bytes:
    """Leave off a sign of UTF-8 that the end of the head cuts."""
    if len(head) < _LOOKED_AT:
        return head
    for n in range(1, 4):
        if head[-n] >= 0xC0:  # noqa: PLR2004 - the first byte of a sign of several
            return head[:-n]
        if head[-n] < 0x80:  # noqa: PLR2004 - ASCII
            break
    return head


def _is_data(text: str) -> bool:
    if _JSON.match(text) or _NMEA.search(text):
        return True
    lines = [line for line in text.splitlines()[:_MOST_ROWS] if line.strip()]
    return 2 * sum(bool(_SETTING.match(line)) for line in lines) > len(lines) or _is_table(text)


def _is_table(text: str) -> bool:
    """Tell a table: rows as wide as the first, and figures in them or names above them."""
    lines = [line for line in text.splitlines()[:_MOST_ROWS] if line.strip()]
    lines = [line for line in lines if not line.startswith("#")] or lines
    if not lines:
        return False
    sign = max(",;\t|", key=lines[0].count)
    rows = [_split(line, sign) for line in lines]
    width = len(rows[0])
    if width < 2:  # noqa: PLR2004 - a column is no table
        return False
    names = all(_NAME.fullmatch(cell) for cell in rows[0] if cell) and bool(rows[0][0])
    if len(rows) == 1:
        return names and not any(" " in cell.strip() for cell in rows[0])
    below = rows[1:]
    alike = sum(len(row) == width for row in below) / len(below)
    figures = sum(any(_FIGURE.fullmatch(cell) for cell in row) for row in rows)
    return alike >= _LEAST_ALIKE and (names or 2 * figures >= len(rows))


def _split(line: str, sign: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        return line.split(sign)


def _share_of_sentences(text: str) -> float:
    """Share of characters in lines, or runs of lines, that read as sentences."""
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    total = sum(len(block) for block in blocks)
    read = sum(len(block) for block in blocks if _reads(block))
    return read / total if total else 0.0


def _reads(block: str) -> bool:
    """Tell a block of sentences: Japanese with kana and a stop, or English words in lower case."""
    n_japanese = len(_JAPANESE.findall(block))
    if 3 * n_japanese >= len(block):
        return len(_KANA.findall(block)) * 10 >= n_japanese and "。" in block
    words = _WORD.findall(block)
    return (
        len(words) >= _LEAST_WORDS
        and 2 * sum(map(len, words)) >= len(block.strip()) - block.count(" ")
        and bool(_STOP.search(block))
    )
