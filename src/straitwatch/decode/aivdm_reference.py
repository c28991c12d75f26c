"""AIVDM lines turned into plain dictionaries, slowly: what the kernels are tested against.

Written from the same documents as the kernels but apart from them: regular expressions for the
lines, a string of 0 and 1 for the payload, one table of fields. Times are `datetime`, so one
past the year 9999 is none.
"""
# Bytes and limits stand as numbers, as in the documents.
# ruff: noqa: PLR2004

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from straitwatch.decode.aivdm_reference_parts import Joiner
from straitwatch.decode.aivdm_reference_payload import BadPayload, Row, read_payload
from straitwatch.decode.aivdm_table import quote
from straitwatch.model.fault import Fault

__all__ = ["read_lines"]

_SENTENCE = re.compile(rb"!([^*]*)\*([0-9A-Fa-f]{2})(.*)", re.DOTALL)
_FIELDS = re.compile(rb"..VD[MO],([1-9]),([1-9]),([0-9]?),([^,]{0,2}),(.*),([^,])", re.DOTALL)
_TAG = re.compile(rb"\\([^\\]*)\\")
_WORD = re.compile(rb"[!$][A-Z0-9-]{3}")
_ISO = re.compile(rb"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.(\d*))?(Z|[+-]\d\d:\d\d)?")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MATES_APART = timedelta(minutes=13)
_BLANKS = bytes(range(33))


def _unix(text: bytes) -> tuple[datetime | None, int]:
    found = re.match(rb"\d+", text)
    if not found or not 10 <= len(found[0]) <= 16:
        return None, 0
    value, stop = int(found[0]), found.end()
    if value >= 10**14:
        return _after(value), stop
    if value >= 10**13:
        return None, stop
    if value >= 10**11:
        return _after(value * 1000), stop
    part = re.match(rb"\.(\d*)", text[stop:])
    micros = int((part[1] + b"000000")[:6]) if part else 0
    return _after(value * 1_000_000 + micros), stop + (part.end() if part else 0)


def _after(micros: int) -> datetime | None:
    try:
        return _EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None


def _lead(text: bytes) -> tuple[datetime | None, int]:
    found = _ISO.match(text)
    if not found:
        return _unix(text)
    micro = int(((found[7] or b"") + b"000000")[:6])
    zone = found[8] or b"Z"
    try:
        shift = timedelta()
        if zone != b"Z":
            shift = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
            timezone(shift)
            shift = -shift if zone[:1] == b"+" else shift
        year, month, day, hour, minute, second = (int(found[k]) for k in range(1, 7))
        moment = datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
        return moment + shift, found.end()
    except ValueError:
        return _unix(text)


def _first_stamp(prefix: bytes, text: bytes) -> datetime | None:
    for found in re.finditer(rb"""(?:^|(?<=[\t ,;\[\](){}<>|="']))[0-9]""", prefix):
        when, _ = _lead(text[found.start() :])
        if when:
            return when
    return None


def _checksum(text: bytes) -> int:
    total = 0
    for c in text:
        total ^= c
    return total


class _Reader:
    """Reads line after line; keeps a `$PGHP` time and the parts that wait."""

    def __init__(self) -> None:
        self.pending: datetime | None = None
        self.parts = Joiner()
        self.groups: dict[int, Row] = {}
        self.mates: dict[int, dict[str, tuple[datetime | None, int, Row]]] = {}
        self.number = 0

    def pair(self, row: Row, number: int) -> None:
        """Give a part of type 24 what its other part said at most 13 minutes before."""
        mine = {k: v for k, v in row.items() if k not in {"t", "msg_type", "object_id"}}
        part = "name" if "name" in row else "callsign"
        parts = self.mates.setdefault(row["object_id"], {})
        for told, (t, line, other) in parts.items():
            apart = None if None in (t, row["t"]) else abs(t - row["t"])
            is_near = number - line <= 100_000 if apart is None else apart <= _MATES_APART
            if told != part and is_near:
                row |= other
        parts[part] = row["t"], number, mine

    def read(self, text: bytes, number: int) -> Row | None:
        self.number = number
        before, self.pending = self.pending, None
        if text.startswith(b"$PGHP,1,"):
            self._clock(text)
            return None
        line: Row = {"before": before, "tag": {}}
        rest = text
        found = re.match(rb"[^!$\\]{1,128}(?=[!$\\])", rest, re.DOTALL)
        if found:
            line["lead"], rest = _first_stamp(found[0], rest), rest[found.end() :]
        elif not re.match(rb"[!$\\]", rest):
            raise BadPayload(Fault.NOT_A_SENTENCE)
        while rest.startswith(b"\\"):
            tag = _TAG.match(rest)
            if not tag:
                raise BadPayload(Fault.TAG_BLOCK)
            line["tag"] |= self._tag(tag[1])
            rest = rest[tag.end() :]
        if not re.match(rb"!..VD[MO],", rest, re.DOTALL):
            raise BadPayload(
                Fault.UNSUPPORTED_SENTENCE if _WORD.match(rest) else Fault.NOT_A_SENTENCE
            )
        return self._sentence(rest, line)

    def _clock(self, text: bytes) -> None:
        body, _, told = text[1:].partition(b"*")
        if not re.match(rb"[0-9A-Fa-f]{2}", told):
            raise BadPayload(Fault.NO_CHECKSUM)
        if _checksum(body) != int(told[:2], 16):
            raise BadPayload(Fault.CHECKSUM)
        try:
            numbers = body.split(b",")[2:9]
            if not all(re.fullmatch(rb"\d{1,16}", number) for number in numbers):
                raise BadPayload(Fault.TIME)
            *clock, milli = map(int, numbers)
            year, month, day, hour, minute, second = clock
            self.pending = datetime(
                year, month, day, hour, minute, second, milli * 1000, tzinfo=UTC
            )
        except (ValueError, OverflowError) as error:
            raise BadPayload(Fault.TIME) from error

    def _tag(self, text: bytes) -> dict[bytes, bytes]:
        found = re.fullmatch(rb"(.*)\*([0-9A-Fa-f]{2})", text, re.DOTALL)
        if not found or _checksum(found[1]) != int(found[2], 16):
            return {}
        return {f[:1]: f[2:] for f in found[1].split(b",") if f[1:2] == b":" and len(f) > 2}

    def _sentence(self, text: bytes, line: Row) -> Row | None:
        found = _SENTENCE.match(text)
        if not found:
            raise BadPayload(Fault.NO_CHECKSUM)
        if _checksum(found[1]) != int(found[2], 16):
            raise BadPayload(Fault.CHECKSUM)
        fields = _FIELDS.fullmatch(found[1])
        if not fields or fields[2] > fields[1]:
            raise BadPayload(Fault.MALFORMED)
        total, part, fill = int(fields[1]), int(fields[2]), fields[6][0] - 48
        if 5 < fill <= 9 and part == total:
            fill = 0
        if not 0 <= fill <= 5 or (fill and part < total):
            raise BadPayload(Fault.PAYLOAD)
        if len(fields[5]) > 213:
            raise BadPayload(Fault.TOO_LONG)
        if b"!" in found[3]:
            raise BadPayload(Fault.MALFORMED)
        line["payload"], line["fill"] = fields[5], fill
        self._stamp(line, found[3])
        return self._join(total, part, (found[1][:5], fields[1], fields[3], fields[4]), line)

    def _stamp(self, line: Row, trailer: bytes) -> None:
        names: list[bytes] = []
        times: list[datetime] = []
        rest = trailer[1:]
        while rest:
            when, stop = _lead(rest) if re.match(rb"[0-9]", rest) and not times else (None, 0)
            times += [when] if when else []
            stop += len(re.match(rb"[^\t ,;|]*", rest[stop:])[0])  # type: ignore[index]
            field, rest = rest[:stop], rest[stop + 1 :]
            names += [field] if len(field) > 1 and field[:1] in b"rb" else []
        told = line["tag"].get(b"c")
        stamps = [_unix(told)[0] if told else None, line["before"], *times[:1], line.get("lead")]
        line["t"] = next((t for t in stamps if t), None)
        receiver = line["tag"].get(b"s") or (names[0] if names else None)
        line["receiver"] = receiver[:64] if receiver else None

    def _join(self, total: int, part: int, key: tuple[bytes, ...], line: Row) -> Row | None:
        line |= {"key": key, "part": part, "group": self._group(line), "number": self.number}
        if line["group"] is not None:
            self._tell_group(line)
        if total == 1:
            return line
        whole, fault = self.parts.add(line, self.number)
        if fault:
            raise BadPayload(fault)
        return _as_line(whole) if whole else None

    def _tell_group(self, line: Row) -> None:
        seat = line["group"] % 64
        group, last = line["group"], self.groups.get(seat)
        if last is None or last["group"] != group or self.number - last["number"] > 100:
            last = self.groups[seat] = {"group": group, "t": None, "receiver": None}
        last["number"] = self.number
        for name in ("t", "receiver"):
            line[name] = line[name] or last[name]
            last[name] = last[name] or line[name]

    @staticmethod
    def _group(line: Row) -> int | None:
        found = re.match(rb"\d{0,16}-\d{0,16}-(\d{0,16})", line["tag"].get(b"g", b""))
        return int(found[1] or b"0") if found else None


def _as_line(whole: Row) -> Row:
    parts = [whole["parts"][k] for k in sorted(whole["parts"])]
    fill = parts[-1]["fill"]
    return {**whole, "payload": b"".join(p["payload"] for p in parts), "fill": fill}


def read_lines(data: bytes) -> Iterator[tuple[int, Row | None, Row | None, Fault | None]]:
    """Decode lines one by one.

    Args:
        data: a whole source.

    Yields:
        line number, row of a fix, row of a static, fault; lines that only wait give nothing.
    """
    reader = _Reader()
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.strip(_BLANKS)
        if len(line) > 4096:
            reader.pending = None
            yield number, None, None, Fault.TOO_LONG
            continue
        if not text or text.startswith(b"#"):
            continue
        try:
            message = reader.read(text, number)
            yield from _late(reader)
            if message is not None:
                yield _told(reader, message, number)
        except BadPayload as bad:
            yield from _late(reader)
            yield number, None, None, bad.fault
    reader.parts.end()
    yield from _late(reader)
    for number in reader.parts.orphans:
        yield number, None, None, Fault.ORPHAN_PART


def _late(reader: _Reader) -> Iterator[tuple[int, Row | None, Row | None, Fault | None]]:
    while reader.parts.late:
        whole = reader.parts.late.pop(0)
        try:
            yield _told(reader, _as_line(whole), whole["last"])
        except BadPayload as bad:
            yield whole["last"], None, None, bad.fault


def _told(
    reader: _Reader, message: Row, number: int
) -> tuple[int, Row | None, Row | None, Fault | None]:
    fix, static, own = read_payload(message["payload"], message["fill"])
    t = message["t"] or own
    if fix:
        receiver = message["receiver"]
        fix |= {"t": t, "receiver": quote(receiver) if receiver else None}
    if static:
        static["t"] = t
        if static["msg_type"] == 24 and "parts" not in message:
            reader.pair(static, number)
    return number, fix, static, None
