"""Identities: one 64-bit integer that kernels sort on, and its text form.

The upper byte says the kind, the lower seven hold the payload:

    mmsi:431000001   kind 0: the integer is the MMSI itself
    icao24:ae0455    kind 1: the 24-bit address
    icao24:~2b1234   kind 1, bit 24 set: what stands in its place and no State gave out
    hull:CN/16       kind 2: two letters of the State, the number of digits, the number
    name:CN/wz-7     kind 3: 56 bits of a hash of the text; the text itself is kept beside it
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from straitwatch.model.error import ContractError
from straitwatch.model.unit import iso

__all__ = [
    "event_id",
    "identity_of",
    "is_nameless",
    "is_type",
    "parse_object_id",
    "text_of_object_id",
]

_KIND_SHIFT = 56
_PAYLOAD = (1 << _KIND_SHIFT) - 1
_MMSI, _ICAO24, _HULL, _NAME = range(4)
_MAX_MMSI = 999_999_999
_MAX_ADDRESS = (1 << 24) - 1
_NOT_ICAO = 1 << 24  # as readsb writes `~`: tracks of TIS-B, and addresses made up for privacy
_MAX_HULL_DIGITS = 9
_TYPE = re.compile(r"[A-Z][A-Za-z]{0,2}-\d{1,3}[A-Z]{0,2}\b")  # of aircraft: WZ-7, Tu-95, P-3C
_DATED = re.compile(r"\s\d{4}-\d\d-\d\d$")
_TYPE_ID = re.compile(r"name:[^/]*/[a-z]{1,3}-\d{1,3}[a-z]{0,2}")
_ASIDE = re.compile(r"\s*\([^)]*\)")


def parse_object_id(text: str) -> int:
    """Turn a text identity into its integer.

    Args:
        text: `mmsi:431000001`, `icao24:ae0455`, `icao24:~2b1234`, `hull:CN/16`, `name:CN/wz-7`,
            or a bare MMSI.

    Returns:
        The 64-bit integer, never negative.

    Raises:
        ContractError: the text has none of these forms.
    """
    kind, _, value = text.rpartition(":") if ":" in text else ("mmsi", ":", text)
    try:
        return _pack(kind, value)
    except ValueError as error:
        mend = "write mmsi:431000001, icao24:ae0455, hull:CN/16 or name:CN/wz-7"
        raise ContractError(f"'{text}' is no identity: {mend}") from error


def _pack(kind: str, value: str) -> int:
    if kind == "mmsi" and 0 <= int(value) <= _MAX_MMSI:
        return int(value)
    if kind == "icao24" and 0 <= int(value.removeprefix("~"), 16) <= _MAX_ADDRESS:
        own = 0 if value[0] != "~" else _NOT_ICAO
        return _ICAO24 << _KIND_SHIFT | own | int(value.removeprefix("~"), 16)
    if kind == "hull":
        return _HULL << _KIND_SHIFT | _pack_hull(value)
    if kind == "name" and value:
        digest = blake2b(value.encode(), digest_size=7).digest()
        return _NAME << _KIND_SHIFT | int.from_bytes(digest, "big")
    raise ValueError(value)


def _pack_hull(value: str) -> int:
    state, _, digits = value.partition("/")
    good = len(state) == 2 and state.isascii() and state.isalpha()  # noqa: PLR2004 - ISO 3166 alpha-2
    if not (good and digits.isascii() and digits.isdigit() and len(digits) <= _MAX_HULL_DIGITS):
        raise ValueError(value)
    first, second = state.upper().encode()
    return first << 48 | second << 40 | len(digits) << 36 | int(digits)


def text_of_object_id(object_id: int) -> str:
    """Turn an identity integer into its text.

    A `name:` identity is a hash: it comes back as `name:#` and the hash in hexadecimal.
    """
    kind, payload = object_id >> _KIND_SHIFT, object_id & _PAYLOAD
    if kind == _MMSI:
        return f"mmsi:{payload:09d}"
    if kind == _ICAO24:
        sign = "~" if payload & _NOT_ICAO else ""
        return f"icao24:{sign}{payload & _MAX_ADDRESS:06x}"
    if kind == _HULL:
        digits = f"{payload & 0xFFFFFFFFF:0{payload >> 36 & 0xF}d}"
        return f"hull:{chr(payload >> 48)}{chr(payload >> 40 & 0xFF)}/{digits}"
    return f"name:#{payload:014x}"


def identity_of(one: Mapping[str, Any]) -> str:
    """Give the text identity of one of a sighting's objects: its hull number, else its name.

    An aircraft that is named by its type alone has the type for its name, whatever words stand
    around it: `WZ-7 reconnaissance UAV` is `name:CN/wz-7`. It tells the type, not the airframe.

    Args:
        one: an element of SIGHTING.objects; navy, hull, name and class may be None.
    """
    navy = one["navy"] or "XX"
    if one["hull"]:
        return f"hull:{navy}/{one['hull']}"
    called = one["class"] or "unknown"
    of_type = _TYPE.match(called)
    name = one["name"] or (of_type.group() if of_type else _ASIDE.sub("", called))
    return f"name:{navy}/{'-'.join(name.lower().split())}"


def is_nameless(one: Mapping[str, Any]) -> bool:
    """Tell whether nothing tells one of a sighting's objects from others of its class.

    Such a thing has neither hull nor name, or a name that is its class and a date. Aircraft go by
    their types, which are not nameless.
    """
    if one["hull"] or _TYPE.match(one["class"] or ""):
        return False
    return not one["name"] or bool(_DATED.search(one["name"]))


def is_type(identity: str) -> bool:
    """Tell whether a text identity is a type of aircraft, so that many airframes go by it."""
    return bool(_TYPE_ID.fullmatch(identity))


def plain_name(name: str) -> str:
    """Strip a name to small letters and digits, so that its spellings meet."""
    wide = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in wide if sign.isalnum())


def event_id(kind: str, object_id: str, t_start: datetime | None, rule: str, *more: str) -> str:
    """Hash what makes an event itself, so that a re-run overwrites its own rows.

    Args:
        kind: kind of the event.
        object_id: text identity of its object.
        t_start: when it starts.
        rule: rule and version, for example `gap/1`.
        more: what else tells two such events apart, for example the gate.

    Returns:
        16 hexadecimal digits.
    """
    words = "\x1f".join([kind, object_id, iso(t_start) or "", rule, *more])
    return blake2b(words.encode(), digest_size=8).hexdigest()
