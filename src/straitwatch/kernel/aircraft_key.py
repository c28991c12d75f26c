"""Names in readsb's documents turned into small numbers, by a table without collisions."""
# Bytes stand as numbers.
# ruff: noqa: PLR2004

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.bare import inlined
from straitwatch.kernel.json_scan import end_of_text

__all__ = ["KINDS", "NUMBERS", "read_key"]

Bytes = npt.NDArray[np.uint8]

NUMBERS = (
    *("lat", "lon", "alt_baro", "alt_geom", "gs", "track", "true_heading", "baro_rate"),
    *("geom_rate", "seen_pos", "nac_p", "rc", "last_lat", "last_lon", "last_age", "offset"),
    "flags",
)
"""Columns of the matrix of numbers. Of the last position, and of a trace: what stands at the end."""

KINDS = (
    *("", "adsb_icao", "adsb_icao_nt", "adsr_icao", "tisb_icao", "adsc", "mlat", "other"),
    *("mode_s", "adsb_other", "adsr_other", "tisb_other", "tisb_trackfile", "tisb"),
)
"""Where a position is from. Source: README-json of wiedehopf/readsb."""

N_NUMBERS = len(NUMBERS)
LAT, LON, ALT_BARO, ALT_GEOM, GS, TRACK, HEADING, BARO_RATE = range(8)
GEOM_RATE, SEEN_POS, NAC_P, RC, LAST_LAT, LAST_LON, LAST_AGE, OFFSET, FLAGS = range(8, 17)

_TOLD = 12  # of NUMBERS: under their own names
HEX, FLIGHT, REG, TYPE, KIND, LAST = range(N_NUMBERS, N_NUMBERS + 6)
NOW, AIRCRAFT, FILES, TRACE, TIMESTAMP, ICAO = range(N_NUMBERS + 6, N_NUMBERS + 12)
FIRST_KIND = 32

_NAMES = {
    **{name: k for k, name in enumerate(NUMBERS[:_TOLD])},
    **{"hex": HEX, "flight": FLIGHT, "r": REG, "t": TYPE, "type": KIND, "lastPosition": LAST},
    **{"now": NOW, "aircraft": AIRCRAFT, "ac": AIRCRAFT, "files": FILES, "trace": TRACE},
    **{"timestamp": TIMESTAMP, "icao": ICAO},
    **{name: FIRST_KIND + k for k, name in enumerate(KINDS) if name},
}
_LONGEST, _QUOTE, _BACKSLASH = 16, 34, 92
_MASK = (1 << 64) - 1
_FOLD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: spreads the second half over the first


def _pack(name: str) -> tuple[int, int]:
    text = name.encode()
    return int.from_bytes(text[:8], "big"), int.from_bytes(text[8:], "big")


def _slot(name: str, factor: int) -> int:
    low, high = _pack(name)
    return ((low ^ (high * _FOLD & _MASK)) * factor & _MASK) >> 56


def _find_factor() -> int:
    """Find the first factor under which no two names fall on one of 256 slots."""
    factor = _FOLD
    while len({_slot(name, factor) for name in _NAMES}) < len(_NAMES):
        factor = (factor * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) & _MASK | 1
    return factor


_FACTOR = _find_factor()
_LOW, _HIGH = np.zeros(256, np.uint64), np.zeros(256, np.uint64)
_KEY = np.full(256, -1, np.int64)
for _name, _key in _NAMES.items():
    _at = _slot(_name, _FACTOR)
    _LOW[_at], _HIGH[_at] = _pack(_name)
    _KEY[_at] = _key
_U8, _U56 = np.uint64(8), np.uint64(56)
_FACTOR_64, _FOLD_64 = np.uint64(_FACTOR), np.uint64(_FOLD)


@inlined
def read_key(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """Read a name or a word of ours from its first byte.

    Returns:
        its number, or -1 where it is none of ours; and its quote, or -1 where none ends it.
    """
    low, high, start = np.uint64(0), np.uint64(0), at
    last = min(end, start + 8)
    while at < last and data[at] != _QUOTE and data[at] != _BACKSLASH:
        low = low << _U8 | np.uint64(data[at])
        at += 1
    if at < end and data[at] != _QUOTE:
        last = min(end, start + _LONGEST)
        while at < last and data[at] != _QUOTE and data[at] != _BACKSLASH:
            high = high << _U8 | np.uint64(data[at])
            at += 1
    if at >= end:
        return -1, -1
    if data[at] != _QUOTE:
        return -1, end_of_text(data, at, end)
    slot = ((low ^ high * _FOLD_64) * _FACTOR_64) >> _U56
    return (_KEY[slot] if _LOW[slot] == low and _HIGH[slot] == high else np.int64(-1)), at
