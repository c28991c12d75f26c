"""JSON lines of AIS-catcher turned into FIX, STATIC and REJECT."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from straitwatch.decode.aisstream import read_aisstream
from straitwatch.decode.enclosed import decode_enclosed
from straitwatch.decode.feed_lines import Line, LineReader, reject_line, text_of
from straitwatch.decode.message import SUPPORTED, Message, MessageSieve
from straitwatch.decode.sift import Reject, reject_table
from straitwatch.decode.tables import join_decoded
from straitwatch.decode.told import altitude_of, cell, is_number, moment_text, sum_of, turn_of
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

__all__ = ["JsonFeed", "read_aiscatcher"]

_DECODED = frozenset(
    {"lat", "lon", "speed", "second", "accuracy", "raim", "partno", "shipname", "imo", "name"}
)
_NAMES = (
    *("mmsi", "t", "lat", "lon", "sog_kn", "cog_deg", "heading_deg", "rot_deg_min", "alt_ft"),
    *("nav_status", "imo", "callsign", "name", "ship_type", "length_m", "beam_m", "draught_m"),
    *("destination", "eta"),
)
_SAME = {
    "mmsi": "mmsi",
    "lat": "lat",
    "lon": "lon",
    "speed": "sog_kn",
    "course": "cog_deg",
    "heading": "heading_deg",
    "status": "nav_status",
    "imo": "imo",
    "callsign": "callsign",
    "shiptype": "ship_type",
    "draught": "draught_m",
    "destination": "destination",
    "shipname": "name",
    "name": "name",
}
_BOTH = frozenset({19, 21})
_WORDS = frozenset({5, 24})
_FASTEST = 127


class JsonFeed:
    """Decoder of JSON lines, a message each.

    Args:
        source: label of the rows.
        tally: is counted up.
        form: `aiscatcher` or `aisstream`.
    """

    def __init__(self, source: str, tally: Tally, form: str) -> None:
        self._source, self._tally, self._form = source, tally, form
        self._lines = LineReader(tally)
        self._sieve = MessageSieve(source, tally, _NAMES)
        tally.format = form

    def feed(self, data: bytes, t_us: int | None) -> Decoded:
        """Decode lines; half a line at the end that is no whole document is `truncated`."""
        messages: list[Message] = []
        enclosed: list[tuple[Line, Mapping[str, Any]]] = []
        rejects: list[Reject] = []
        for line in self._lines.read(data):
            doc = _load(line)
            if isinstance(doc, Fault):
                rejects.append(reject_line(line, doc))
                continue
            if self._form == "aiscatcher" and _is_enclosed(doc):
                enclosed.append((line, doc))
                continue
            found = _READERS[self._form](line, doc, t_us)
            if isinstance(found, Fault):
                rejects.append(reject_line(line, found))
            elif found is None:
                self._tally.skipped += 1
            else:
                messages.append(found)
        decoded = self._sieve.sift(messages, rejects)
        return self._with_enclosed(decoded, enclosed, t_us) if enclosed else decoded

    def close(self) -> Decoded:
        """Nothing waits here."""
        return self._sieve.sift([], [])

    def _with_enclosed(
        self, decoded: Decoded, lines: list[tuple[Line, Mapping[str, Any]]], t_us: int | None
    ) -> Decoded:
        """Decode the sentences of lines that hold nothing else."""
        stamped = [(line, _sentences(doc), _moment(doc, t_us)) for line, doc in lines]
        found, rejects = decode_enclosed(stamped, self._source, self._tally)
        more = replace(found, rejects=reject_table(rejects, self._source))
        return join_decoded([decoded, more], by_line=True)


def _load(line: Line) -> Mapping[str, Any] | Fault:
    text = text_of(line)
    if isinstance(text, Fault):
        return text
    try:
        doc = json.loads(text)
    except (ValueError, RecursionError):
        return Fault.MALFORMED if line.is_whole else Fault.TRUNCATED
    return doc if isinstance(doc, dict) else Fault.MALFORMED


def read_aiscatcher(line: Line, doc: Mapping[str, Any], t_us: int | None) -> Message | Fault | None:
    """Read one message of AIS-catcher.

    Args:
        line: where it stands.
        doc: what it says.
        t_us: time of receipt, for a message that tells none.

    Returns:
        the message; why it is none; None for what claims nothing.

    Notes:
        Source: docs.aiscatcher.org, "JSON decoding": names as in gpsd's JSON, degrees, knots,
        metres; what is not available is left out. `rxuxtime` is seconds since 1970, `rxtime`
        YYYYMMDDhhmmss, UTC. The sentences beside the fields (`nmea`) say the same again and are
        not decoded.
    """
    kind = doc.get("type")
    if not isinstance(kind, int) or "mmsi" not in doc:
        return Fault.MALFORMED
    if kind not in SUPPORTED:
        return Fault.UNSUPPORTED_TYPE
    values = {ours: told for name, ours in _SAME.items() if (told := cell(doc.get(name)))}
    values |= _measures(doc)
    moment = _moment(doc, t_us)
    if moment is not None:
        values["t"] = moment
    has_place = "lat" in values and "lon" in values
    placed = has_place if kind in _BOTH else kind not in _WORDS
    return Message(line, values, kind, placed, bool(doc.get("accuracy")))


def _measures(doc: Mapping[str, Any]) -> dict[str, str]:
    """Values that are put together or turned into our units."""
    values = {
        "length_m": sum_of(doc, "to_bow", "to_stern"),
        "beam_m": sum_of(doc, "to_port", "to_starboard"),
        "rot_deg_min": _turn(doc),
        "eta": _eta(doc.get("eta")),
        "alt_ft": altitude_of(doc.get("alt")),
    }
    return {name: value for name, value in values.items() if value}


def _turn(doc: Mapping[str, Any]) -> str | None:
    """Rate of turn; `turn` alone, of old versions, says 127 for more than it can tell."""
    if "turn_unscaled" in doc:
        return turn_of(doc["turn_unscaled"])
    told = doc.get("turn")
    return repr(told) if is_number(told) and abs(told) != _FASTEST else None


def _eta(told: object) -> str | None:
    """Arrival, MM-DDThh:mmZ; month or day 0 and hour 24 say that there is none."""
    if not isinstance(told, str) or told[:2] == "00" or told[3:5] == "00" or told[6:8] == "24":
        return None
    return told


def _moment(doc: Mapping[str, Any], t_us: int | None) -> str | None:
    """When it was received: as its receiver says, else by us."""
    told = doc.get("rxuxtime")
    if is_number(told):
        return repr(told)
    word = doc.get("rxtime")
    if isinstance(word, str) and word:
        day, clock = word[:8], word[8:14]
        return f"{day[:4]}-{day[4:6]}-{day[6:]} {clock[:2]}:{clock[2:4]}:{clock[4:]}"
    return moment_text(t_us)


def _is_enclosed(doc: Mapping[str, Any]) -> bool:
    """Tell a line that only wraps sentences (JSON_NMEA) from one that tells what they say."""
    return bool(doc.get("nmea")) and _DECODED.isdisjoint(doc)


def _sentences(doc: Mapping[str, Any]) -> list[str]:
    told = doc["nmea"]
    return [one for one in told if isinstance(one, str)] if isinstance(told, list) else [str(told)]


_READERS = {"aiscatcher": read_aiscatcher, "aisstream": read_aisstream}
