"""Parts of messages turned into whole ones, slowly: what the kernels are tested against."""
# Limits stand as numbers, as in the documents.
# ruff: noqa: PLR2004

from datetime import timedelta
from typing import Any

from straitwatch.kernel.aivdm_ports import PORTS
from straitwatch.model.fault import Fault

__all__ = ["Joiner"]

Row = dict[str, Any]
Mark = tuple[int, bytes]
"""Bits of a destination's first and last character, and what stands between."""

_PLAIN = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@ &'()+,-./:;<=>")


class Joiner:
    """Keeps the parts that wait.

    A message that waits is a row with `key`, `group`, `receiver`, `t`, `flags`, `parts` (its
    lines by their number in the message), `first` and `last` (lines of the source), `tried`,
    `held`, `doubted` (held, and one was given up that it may have been of).
    """

    def __init__(self) -> None:
        self.open: list[Row] = []
        self.orphans: list[int] = []
        self.late: list[Row] = []  # whole messages that a later line decided
        ports = [_port_mark(name) for name in PORTS]
        self.ports = {_seat(mark): mark for mark in ports}
        self.places: dict[int, Mark] = {}  # by where the kernel keeps them: the last one counts
        self.ships: dict[int, tuple[bytes, bytes]] = {}

    def add(self, line: Row, number: int) -> tuple[Row | None, Fault | None]:
        """Take a part; returns the message that it makes whole, or why it is lost."""
        self._join_late(number)
        self._expire(line, number)
        own = {
            **{name: line[name] for name in ("key", "group", "receiver", "t")},
            "parts": {line["part"]: line},
            "first": number, "last": number, "held": False, "tried": False,
            "doubted": False,
        }  # fmt: skip
        self.open.append(own)
        found = self._choose(own)
        if not isinstance(found, dict):
            own["held"] = found == "hold"
            return None, None
        if len(_payload(found)) + len(line["payload"]) > 213:
            self._drop(own)
            self._lose(found)
            return None, Fault.TOO_LONG
        self._merge(found, own)
        if not _is_full(found):
            return None, None
        self._finish(found)
        self._settle()
        return found, None

    def end(self) -> None:
        """Join what can still be joined; the rest is lost."""
        self._join_late(1 << 60)
        while self.open:
            if not self._join_rest(self.open[0]):
                self._lose(self.open[0])

    def _join_rest(self, old: Row) -> bool:
        """Join the oldest with those akin to it, however far apart, if they are one message."""
        some = [m for m in self.open if _akin(m, old)]
        counts = [k for m in some for k in m["parts"]]
        union = {"key": old["key"], "parts": dict.fromkeys(counts, 0)}
        if len(counts) != len(set(counts)) or not _is_full(union):
            return False
        if any(m["held"] for m in some) or sum(len(_payload(m)) for m in some) > 213:
            return False
        if len(counts) == 2 and self._quality(*some) < 2:
            return False
        for other in some[1:]:
            self._merge(old, other)
        self._finish(old)
        self.late.append(old)
        return True

    def _expire(self, line: Row, number: int) -> None:
        while self.open:
            old = self.open[0]
            by_clock = (
                old["receiver"] == line["receiver"]
                and None not in (old["t"], line["t"])
                and line["t"] - old["t"] > timedelta(seconds=60)
            )
            if not by_clock and number - old["first"] <= 1000 and len(self.open) < 256:
                return
            if not self._join_rest(old):
                self._lose(old)

    def _drop(self, message: Row) -> None:
        self.open = [each for each in self.open if each is not message]

    def _lose(self, message: Row) -> None:
        self._drop(message)
        self._doubt(message)
        self.orphans += [line["number"] for line in message["parts"].values()]

    def _doubt(self, lost: Row) -> None:
        """Mark the parts held that may be of a message given up: no other is sure of them."""
        for message in self.open:
            message["doubted"] |= message["held"] and _is_next(lost, message)

    def _merge(self, message: Row, other: Row) -> None:
        self._drop(other)
        message["parts"] |= other["parts"]
        message["last"] = max(message["last"], other["last"])
        for name in ("t", "receiver", "group"):
            message[name] = other[name] if message[name] is None else message[name]

    def _finish(self, message: Row) -> None:
        self._drop(message)
        if _payload(message)[:1] == b"5" and 422 <= _n_bits(message) <= 426:
            ship, mark = _ship(message), _mark(message)
            self.ships[_ship_digest(ship) & 2047] = ship
            if _place(message)[:3] != "@@@":
                self.places[_seat(mark)] = mark

    def _quality(self, *some: Row) -> int:  # noqa: PLR0911 - one return a kind of evidence
        parts = {k: line for message in some for k, line in message["parts"].items()}
        message = {"key": some[0]["key"], "parts": parts}
        if not _is_full(message):
            return 2
        payload, bits = _payload(message), _n_bits(message)
        if len(payload) > 213 or (payload[:1] == b"C" and not 306 <= bits <= 318):
            return 0
        if payload[:1] != b"5":
            return 2
        if not 420 <= bits <= 426:
            return 0
        if bits < 422:
            return 2
        ship, place = _ship(message), _place(message)
        if self.ships.get(_ship_digest(ship) & 2047) == ship:
            return 4
        cut = len(payload) - len(parts[max(parts)]["payload"])
        if _is_broken(place, cut - 51):
            return 1
        if place[:3] == "@@@" or not place[max(cut - 50, 0) :].strip("@ "):
            return 2
        mark = _mark(message)
        known = self.ports.get(_seat(mark)), self.places.get(_seat(mark))
        return 3 if mark in known else 2

    def _choose(self, own: Row) -> Row | str | None:
        grouped = [m for m in self.open if own["group"] is not None and m["group"] == own["group"]]
        grouped = [m for m in grouped if m is not own and _akin(m, own) and _apart(m, own)]
        if grouped:
            return _only(grouped) or "hold"
        some = [m for m in self.open if _is_next(m, own)]
        near = [m for m in some if own["last"] - m["last"] <= 16]
        if not some:
            return None
        one = _only(some)
        if one:
            return one if one in near or self._quality(one, own) >= 2 else None
        for good, among in ((2, near), (2, some), (3, near), (3, some)):
            one = _only([m for m in among if self._quality(m, own) >= good])
            if one:
                return one
        heard = (m for m in some if self._quality(m, own) == 4)
        return next(heard, "hold")  # of several it is right of either

    def _settle(self) -> None:
        for held in [m for m in self.open if m["held"] and not m["doubted"]]:
            one = _only([m for m in self.open if _is_next(m, held)])
            if one is None:
                continue
            rivals = [m for m in self.open if _is_next(one, m)]
            whole = _is_full({"key": one["key"], "parts": one["parts"] | held["parts"]})
            if whole and _only(rivals) and self._quality(one, held) >= 2:
                self._merge(one, held)
                self._finish(one)
                self.late.append(one)
                self._settle()
                return

    def _join_late(self, number: int) -> None:
        for message in self.open.copy():
            if message["tried"] or message not in self.open:
                continue
            if number - message["last"] <= 16:
                return
            message["tried"] = True
            some = [m for m in self.open if _akin(m, message)]
            some = [m for m in some if abs(m["last"] - message["last"]) <= 16]
            counts = [k for m in some for k in m["parts"]]
            union = {"key": message["key"], "parts": dict.fromkeys(counts, 0)}
            if (
                some[-1] is not message
                or any(m["doubted"] for m in some)
                or len(counts) != len(set(counts))
                or not _is_full(union)
                or sum(len(_payload(m)) for m in some) > 213
                or (len(counts) == 2 and self._quality(*some) < 2)
            ):
                self._shorten(message, some)
                continue
            for other in some[1:]:
                self._merge(some[0], other)
            self._finish(some[0])
            self.late.append(some[0])

    def _shorten(self, message: Row, some: list[Row]) -> None:
        """Give up who of several has which last part: the first parts tell all but one field."""
        if not any(m["held"] for m in some) or not _is_head(message):
            return
        for each in some:
            if _is_head(each):
                payload = _shortened(_payload(each))
                self._drop(each)
                self._doubt(each)
                each["parts"] = {1: {**each["parts"][1], "payload": payload, "fill": 4}}
                self.late.append(each)
            elif each["held"]:
                self._lose(each)


def _is_full(message: Row) -> bool:
    return len(message["parts"]) == int(message["key"][1])


def _shortened(payload: bytes) -> bytes:
    last = payload[50:51]  # its last four bits are the destination's
    if b"0" <= last <= b"W" or b"`" <= last <= b"w":
        code = last[0] - 48 if last < b"X" else last[0] - 56
        code &= 0b110000
        last = bytes([code + 48 if code < 40 else code + 56])
    return payload[:50] + last + b"0" * 20


def _is_head(message: Row) -> bool:
    if [*message["parts"]] != [1]:
        return False
    payload = _payload(message)
    return message["key"][1] == b"2" and payload[:1] == b"5" and 51 <= len(payload) <= 70


def _akin(a: Row, b: Row) -> bool:
    if a["key"] != b["key"]:
        return False
    for name in ("group", "receiver"):
        if None not in (a[name], b[name]) and a[name] != b[name]:
            return False
    if a["t"] is None or b["t"] is None:
        return True
    return bool(abs(a["t"] - b["t"]) <= timedelta(seconds=10))


def _apart(a: Row, b: Row) -> bool:
    return not set(a["parts"]) & set(b["parts"])


def _is_next(a: Row, b: Row) -> bool:
    many, one = sorted(a["parts"]), sorted(b["parts"])
    return len(one) == 1 and many == [*range(1, one[0])] and _akin(a, b)


def _only(some: list[Row]) -> Row | None:
    """Give the oldest, if all hold the same."""
    same = {
        (*sorted(m["parts"]), b"".join(p["payload"] for p in m["parts"].values())) for m in some
    }
    return some[0] if len(same) == 1 else None


def _payload(message: Row) -> bytes:
    return b"".join(message["parts"][k]["payload"] for k in sorted(message["parts"]))


def _bits(message: Row) -> str:
    text = ""
    for k in sorted(message["parts"]):
        line = message["parts"][k]
        codes = [c - 48 if c < 88 else c - 56 for c in line["payload"]]
        bits = "".join(f"{code & 63:06b}" for code in codes)
        text += bits[: len(bits) - line["fill"]]
    return text


def _n_bits(message: Row) -> int:
    return sum(6 * len(line["payload"]) - line["fill"] for line in message["parts"].values())


def _place(message: Row) -> str:
    bits = _bits(message).ljust(426, "0")
    values = [int(bits[k : k + 6], 2) for k in range(302, 422, 6)]
    return "".join(chr(v + 64 if v < 32 else v) for v in values)


def _ship(message: Row) -> tuple[bytes, bytes]:
    payload, last = _payload(message), message["parts"][max(message["parts"])]
    return bytes([int(_bits(message)[8:12], 2)]) + payload[2:7], last["payload"]


def _digest(first: int, *words: bytes) -> int:
    """Mix numbers; the kernel keeps what it remembers where the low bits of this say."""
    for word in words:
        first = (first ^ int.from_bytes(word, "little")) * 0x9E3779B97F4A7C15 % 2**64
        first ^= first >> 32
    return first


def _ship_digest(ship: tuple[bytes, bytes]) -> int:
    last = ship[1]
    words = [last[k : k + 8] for k in range(0, len(last), 8)]
    return _digest(ship[0][0], ship[0][1:], *words)


def _mark(message: Row) -> Mark:
    """Give a destination as it came: characters that are none are not taken for others."""
    bits = _bits(message)
    return int(bits[302:306] + bits[420:422], 2), _payload(message)[51:70]


def _port_mark(name: str) -> Mark:
    bits = "".join(f"{ord(c) % 64:06b}" for c in name.ljust(20, "@"))
    codes = [int(bits[k : k + 6], 2) for k in range(4, 118, 6)]
    chars = bytes(c + 48 if c < 40 else c + 56 for c in codes)
    return int(bits[:4] + bits[-2:], 2), chars


def _seat(mark: Mark) -> int:
    edges, text = mark
    return _digest(edges, text[:8], text[8:16], text[16:]) & 2047


def _is_broken(place: str, straddles: int) -> bool:
    if not 0 <= straddles <= 19:
        return False
    if place[straddles] not in _PLAIN:
        return True
    ended = "@" in place[: straddles + 1]
    return ended and bool(place[straddles:].strip("@"))
