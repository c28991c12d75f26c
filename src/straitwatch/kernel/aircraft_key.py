"""Names in readsb's documents turned into small numbers, by a table without collisions."""

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.aivdm_scan import word_at
from straitwatch.kernel.bare import inlined
from straitwatch.kernel.json_scan import QUOTES, end_of_text, marks_of, rank_of

__all__ = ["KINDS", "NUMBERS", "read_key"]

Bytes = npt.NDArray[np.uint8]
Wide = npt.NDArray[np.uint64]

NUMBERS = (
    *("lat", "lon", "alt_baro", "alt_geom", "gs", "track", "true_heading", "baro_rate"),
    *("geom_rate", "seen_pos", "nac_p", "rc", "last_lat", "last_lon", "last_age", "offset"),
    "flags",
)
"""Columns of the matrix of numbers; those from `last_lat` on have other names in the documents."""

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

_NAMES = (
    {name: k for k, name in enumerate(NUMBERS[:_TOLD])}
    | {"hex": HEX, "flight": FLIGHT, "r": REG, "t": TYPE, "type": KIND, "lastPosition": LAST}
    | {"now": NOW, "aircraft": AIRCRAFT, "ac": AIRCRAFT, "files": FILES, "trace": TRACE}
    | {"timestamp": TIMESTAMP, "icao": ICAO}
    | {name: FIRST_KIND + k for k, name in enumerate(KINDS) if name}
)
_MASK = (1 << 64) - 1
_FOLD = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: spreads the second half over the first


def _pack(name: str) -> tuple[int, int]:
    text = name.encode()
    return int.from_bytes(text[:8], "little"), int.from_bytes(text[8:], "little")


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
_U0, _U1, _U3, _U56 = (np.uint64(k) for k in (0, 1, 3, 56))
_FACTOR_64, _FOLD_64 = np.uint64(_FACTOR), np.uint64(_FOLD)


@inlined
def read_key(data: Bytes, wide: Wide, at: int, end: int) -> tuple[int, int]:
    """Read a name or a word of ours from its first byte.

    Returns:
        its number, or -1 where it is none of ours; and its quote, or -1 where none ends it.
    """
    low, high = word_at(wide, at), _U0
    marks = marks_of(low, QUOTES)
    stop = at
    if marks == _U0:
        stop += 8
        high = word_at(wide, stop)
        marks = marks_of(high, QUOTES)
        if marks == _U0:
            return -1, end_of_text(data, wide, stop, end)
        rank = rank_of(marks)
        high &= (_U1 << (rank << _U3)) - _U1
    else:
        rank = rank_of(marks)
        low &= (_U1 << (rank << _U3)) - _U1
    stop += np.int64(rank)
    if stop >= end:
        return -1, -1
    slot = ((low ^ high * _FOLD_64) * _FACTOR_64) >> _U56
    return (_KEY[slot] if _LOW[slot] == low and _HIGH[slot] == high else np.int64(-1)), stop
