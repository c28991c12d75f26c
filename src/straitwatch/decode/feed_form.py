"""The first lines of a feed turned into its format."""

import json
import re

from straitwatch.decode.columns import match_columns
from straitwatch.decode.header import guess_separator, split_cells

__all__ = ["form_of_json", "guess_format", "is_raw", "is_sbs"]

_SENTENCE = re.compile(rb"[!$][A-Z]{2}[A-Z]{3},|\$PGHP,|\$P[A-Z]{3,}")
_SBS = re.compile(rb"(?:(?:MSG|MLAT),[1-8]|SEL,|ID ?,|AIR,|STA,|CLK,),*\d*,")
_RAW = re.compile(
    rb"(?:[*:]|[@%][0-9A-F]{12}|<[0-9A-F]{14})(?:[0-9A-F]{2}){2,14};"
    rb"|\d{9,10}(?:\.\d{1,9})?[,;\s]+\"?(?:[0-9A-F]{28}|[0-9A-F]{14})\"?(?:[,;\s].*)?"
    rb"|\{.*\"frame\"\s*:\s*\"(?:[0-9A-F]{28}|[0-9A-F]{14})\".*\}",
    re.IGNORECASE,
)
_BEAST = re.compile(rb"\x1a[1-4\xe3\xe4](?s:.){8}")
_FEWEST_CELLS = 3


def guess_format(heard: bytes) -> str | None:
    """Tell the format of a feed.

    Args:
        heard: whole lines, or one document.

    Returns:
        one of `decode.feed.FEED_FORMATS`; None where no line tells it. The first line that does
        decides: noise before it, and gpsd's own reports, tell nothing.
    """
    if _BEAST.match(heard):
        return "beast"
    text = heard.lstrip(b"\xef\xbb\xbf \r\n\t")
    if text[:1] == b"{" and (form := _of_document(text)):
        return form
    for line in heard.split(b"\n"):
        if form := _of_line(line.strip()):
            return form
    return None


def _of_document(text: bytes) -> str | None:
    """Tell a list that is laid out over several lines."""
    head = text[:4096]
    is_list = re.search(rb'"(?:aircraft|ac|states|features|trace)"\s*:\s*\[', text[: 64 << 10])
    return "aircraft.json" if is_list and not head.startswith(b'{"class"') else None


def _of_line(line: bytes) -> str | None:
    if not line or b"\0" in line:
        return None
    if is_sbs(line):
        return "sbs"
    if is_raw(line):
        return "avr"
    if _SENTENCE.search(line[:512]) and line[:1] not in b"{[":
        return "nmea"
    if line[:1] in b"{[":
        return form_of_json(line)
    return "csv" if _is_header(line) else None


def is_sbs(line: bytes) -> bool:
    """Tell a line of BaseStation."""
    return bool(_SBS.match(line))


def is_raw(line: bytes) -> bool:
    """Tell a line of raw Mode S: AVR, a time and a message, or jet1090's JSON."""
    return bool(_RAW.fullmatch(line.strip()))


def form_of_json(line: bytes) -> str | None:
    """Tell who wrote a line of JSON; None for gpsd's reports, and for what is none."""
    try:
        doc = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(doc, dict):
        return "ndjson" if isinstance(doc, list) else None
    if "mmsi" in doc and ("nmea" in doc or doc.get("class") == "AIS"):
        return "aiscatcher"
    if "MessageType" in doc or set(doc) == {"error"}:
        return "aisstream"
    if "class" in doc and "mmsi" not in doc:
        return None  # gpsd: VERSION, DEVICES, WATCH
    holds_list = any(
        isinstance(one, list) and one[:1] and isinstance(one[0], dict) for one in doc.values()
    )
    return "aircraft.json" if holds_list else "ndjson"


def _is_header(line: bytes) -> bool:
    """Tell the names of a table of dated positions."""
    text = line.decode("utf-8", "replace").lstrip("# ")
    names = split_cells(text, guess_separator(text))
    return len(names) >= _FEWEST_CELLS and not match_columns(names).missing
