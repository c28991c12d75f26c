"""Six-bit payloads turned into plain dictionaries, slowly: the reference's half that reads bits."""
# Bits and codes stand as numbers, as in ITU-R M.1371-5.
# ruff: noqa: PLR2004

from datetime import UTC, datetime
from typing import Any

from straitwatch.model.fault import Fault

__all__ = ["BadPayload", "Row", "read_payload"]

# type: bits that it must have
_NEED = {
    1: 137, 2: 137, 3: 137, 4: 134, 5: 422, 6: 88, 7: 72, 8: 56, 9: 128, 10: 70, 11: 134, 12: 72,
    13: 72, 14: 40, 15: 88, 16: 92, 17: 80, 18: 133, 19: 301, 20: 70, 21: 249, 22: 145, 23: 154,
    24: 160, 25: 40, 26: 64, 27: 94,
}  # fmt: skip
# type: (column, first bit, width, value that is not available, divisor)
_Number = tuple[str, int, int, int, float]
_CLASS_A: list[_Number] = [
    ("nav_status", 38, 4, 15, 1), ("sog_kn", 50, 10, 1023, 10), ("cog_deg", 116, 12, 3600, 10),
    ("heading_deg", 128, 9, 360, 1),
]  # fmt: skip
_CLASS_B: list[_Number] = [("sog_kn", 46, 10, 1023, 10), ("cog_deg", 112, 12, 3600, 10)]
_CLASS_B += [("heading_deg", 124, 9, 360, 1)]
_AIRCRAFT: list[_Number] = [("sog_kn", 50, 10, 1023, 1), ("cog_deg", 116, 12, 3600, 10)]
_AIRCRAFT += [("alt_ft", 38, 12, 4095, 0.3048)]
_LONG_RANGE: list[_Number] = [
    ("nav_status", 40, 4, 15, 1),
    ("sog_kn", 79, 6, 63, 1),
    ("cog_deg", 85, 9, 360, 1),
]
_NUMBERS: dict[int, list[_Number]] = {
    1: _CLASS_A, 2: _CLASS_A, 3: _CLASS_A, 4: [], 9: _AIRCRAFT, 11: [], 18: _CLASS_B,
    19: _CLASS_B, 21: [], 27: _LONG_RANGE,
}  # fmt: skip
# type: accuracy bit, longitude, its width, latitude, its width, parts of a degree
_PLACES = dict.fromkeys((1, 2, 3, 9), (60, 61, 28, 89, 27, 600_000))
_PLACES |= dict.fromkeys((4, 11), (78, 79, 28, 107, 27, 600_000))
_PLACES |= dict.fromkeys((18, 19), (56, 57, 28, 85, 27, 600_000))
_PLACES |= {21: (163, 164, 28, 192, 27, 600_000), 27: (38, 44, 18, 62, 17, 600)}

Row = dict[str, Any]


class BadPayload(Exception):  # noqa: N818 - carries a Fault; never leaves the reference
    """It gives no row, for the reason of its Fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def _unsigned(bits: str, start: int, width: int) -> int:
    return int(bits[start : start + width] or "0", 2)


def _signed(bits: str, start: int, width: int) -> int:
    value = _unsigned(bits, start, width)
    return value - (1 << width) if bits[start] == "1" else value


def _text(bits: str, start: int, n: int) -> str | None:
    codes = [_unsigned(bits, start + 6 * k, 6) for k in range(n)]
    text = "".join(chr(code + 64 if code < 32 else code) for code in codes)
    return text.split("@")[0].rstrip(" ") or None


def _bits(payload: bytes, fill: int) -> str:
    bits = ""
    for c in payload:
        value = c - 48 if c < 88 else c - 56
        if not (48 <= c < 88 or 96 <= c < 120):
            raise BadPayload(Fault.PAYLOAD)
        bits += f"{value:06b}"
    return bits[: len(bits) - fill]


def _turn(raw: int) -> float | None:
    if abs(raw) > 126:
        return None
    root = raw / 4.733
    return root * abs(root)


def _own_time(bits: str) -> datetime | None:
    places = [(38, 14), (52, 4), (56, 5), (61, 5), (66, 6), (72, 6)]
    try:
        year, month, day, hour, minute, second = (_unsigned(bits, *place) for place in places)
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _fix(kind: int, bits: str) -> Row:
    accuracy, x, x_width, y, y_width, unit = _PLACES[kind]
    lon, lat = _signed(bits, x, x_width) / unit, _signed(bits, y, y_width) / unit
    if lon == 181 or lat == 91:
        raise BadPayload(Fault.NO_POSITION)
    if abs(lon) > 180 or abs(lat) > 90:
        raise BadPayload(Fault.POSITION)
    row: Row = {"lon": lon, "lat": lat, "accuracy_m": 10.0 if bits[accuracy] == "1" else None}
    for column, start, width, absent, divisor in _NUMBERS[kind]:
        raw = _unsigned(bits, start, width)
        row[column] = None if raw >= absent else raw / divisor
    if kind <= 3:
        row["rot_deg_min"] = _turn(_signed(bits, 42, 8))
    return row


def _size(bits: str, start: int) -> Row:
    bow, stern = _unsigned(bits, start, 9), _unsigned(bits, start + 9, 9)
    port, starboard = _unsigned(bits, start + 18, 6), _unsigned(bits, start + 24, 6)
    return {"length_m": bow + stern or None, "beam_m": port + starboard or None}


def _eta(bits: str) -> str | None:
    month, day, hour, minute = (
        _unsigned(bits, a, n) for a, n in ((274, 4), (278, 5), (283, 5), (288, 6))
    )
    good = 1 <= month <= 12 and day and hour < 24 and minute < 60
    return f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}" if good else None


def _static(kind: int, bits: str, mmsi: int) -> Row:
    if kind == 5:
        return _size(bits, 240) | {
            "imo": _unsigned(bits, 40, 30) or None,
            "callsign": _text(bits, 70, 7),
            "name": _text(bits, 112, 20),
            "ship_type": _unsigned(bits, 232, 8) or None,
            "draught_m": _unsigned(bits, 294, 8) / 10 or None,
            "destination": _text(bits, 302, 20),
            "eta": _eta(bits),
        }
    if kind == 19:
        ship_type = _unsigned(bits, 263, 8) or None
        return _size(bits, 271) | {"name": _text(bits, 143, 20), "ship_type": ship_type}
    if kind == 21:
        more = max(0, min(14, (len(bits) - 272) // 6))
        sent = bits[43:163] + bits[272 : 272 + 6 * more]
        return _size(bits, 219) | {"name": _text(sent, 0, 20 + more)}
    part = _unsigned(bits, 38, 2)
    if part > 1:
        raise BadPayload(Fault.VALUE)
    if part == 0:
        return {"name": _text(bits, 40, 20)}
    if len(bits) < 162:
        raise BadPayload(Fault.TOO_SHORT)
    size = {} if mmsi // 10_000_000 == 98 else _size(bits, 132)
    return size | {"ship_type": _unsigned(bits, 40, 8) or None, "callsign": _text(bits, 90, 7)}


def read_payload(payload: bytes, fill: int) -> tuple[Row | None, Row | None, datetime | None]:
    """Decode one whole message.

    Returns:
        the row of a fix, the row of a static, and the time it carries, each or None.

    Raises:
        BadPayload: it gives no row; says which Fault.
    """
    bits = _bits(payload, fill)
    if len(bits) < 38:
        raise BadPayload(Fault.TOO_SHORT)
    kind, mmsi = _unsigned(bits, 0, 6), _unsigned(bits, 8, 30)
    if kind not in _NEED:
        raise BadPayload(Fault.UNSUPPORTED_TYPE)
    if len(bits) < _NEED[kind]:
        raise BadPayload(Fault.TOO_SHORT)
    if not 0 < mmsi <= 999_999_999:
        raise BadPayload(Fault.IDENTITY)
    same = {"object_id": mmsi, "msg_type": kind}
    fix = static = None
    if kind in (5, 19, 21, 24):
        static = same | _static(kind, bits, mmsi)
    if kind in _PLACES:
        try:
            fix = same | _fix(kind, bits)
        except BadPayload as bad:
            if static is None or bad.fault is not Fault.NO_POSITION:
                raise
    return fix, static, _own_time(bits) if kind in (4, 11) else None
