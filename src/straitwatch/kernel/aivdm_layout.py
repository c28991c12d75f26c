"""Where the fields of each AIS message type stand: tables of ITU-R M.1371-5, annex 8.

Kernels read a field as `take(words, START[kind, F], WIDTH[kind, F])`. A field that a type does not
have is 0 bits wide and reads as 0. A number is available when it is under `LIMIT[kind, F]`.
"""

import numpy as np
import numpy.typing as npt

__all__ = [
    "ACCURACY",
    "ALTITUDE",
    "AUXILIARY",
    "BOW",
    "CALLSIGN",
    "CLOCK",
    "COURSE",
    "DAY",
    "DESTINATION",
    "DRAUGHT",
    "ETA_DAY",
    "ETA_HOUR",
    "ETA_MINUTE",
    "ETA_MONTH",
    "HEADING",
    "IMO",
    "LAT",
    "LEAST",
    "LIMIT",
    "LON",
    "MMSI",
    "MOST",
    "NAME",
    "NEED",
    "PART_B",
    "PART_NUMBER",
    "PORT",
    "SCALE",
    "SHIP_TYPE",
    "SPEED",
    "STARBOARD",
    "START",
    "STATUS",
    "STERN",
    "TURN",
    "TURNS",
    "TYPE",
    "UNIT",
    "WIDTH",
]

# numbers in this order become the first columns of a fix's reals
SPEED, COURSE, HEADING, ALTITUDE = range(4)
TYPE, MMSI, STATUS, TURN, ACCURACY, LON, LAT, IMO, SHIP_TYPE = range(4, 13)
CALLSIGN, NAME, DESTINATION = range(13, 16)
BOW, STERN, PORT, STARBOARD, DRAUGHT = range(16, 21)
ETA_MONTH, ETA_DAY, ETA_HOUR, ETA_MINUTE = range(21, 25)
DAY, CLOCK = 25, 28  # year, month, day; hour, minute, second
PART_NUMBER = 31
_FIELDS = 32

PART_B, AUXILIARY = 28, 29
"""Rows of type 24 part B, and of part B of an auxiliary craft, beside the rows of the types."""

_KINDS = 64

START = np.zeros((_KINDS, _FIELDS), np.int64)
WIDTH = np.zeros((_KINDS, _FIELDS), np.int64)
LIMIT = np.zeros((_KINDS, 4), np.int64)
SCALE = np.ones((_KINDS, 4))
"""A number's worth: times it, as a 32-bit float, is the same as by the divisor that is told."""

NEED = np.full(_KINDS, -1, np.int64)
"""Bits that a type must have: up to the end of the last field that nobody can do without.

It is decoded with fewer than LEAST; what it lacks is then not available. -1: no such type.
"""

LEAST = np.zeros(_KINDS, np.int64)
"""Bits of the shortest message of a type that is as the standard wants it."""

MOST = np.full(_KINDS, 1280, np.int64)
"""Bits of the longest; with more it is decoded too: nothing behind is looked at."""

UNIT = np.full(_KINDS, 600_000, np.int64)
"""Parts of a degree of longitude and latitude; they mean 181 and 91 when not available."""


def _fields(kinds: tuple[int, ...], **places: tuple[int, int]) -> None:
    for kind in kinds:
        for name, (start, width) in places.items():
            field = globals()[name]
            START[kind, field], WIDTH[kind, field] = start, width


def _numbers(kinds: tuple[int, ...], **rules: tuple[int, float]) -> None:
    for kind in kinds:
        for name, (limit, divisor) in rules.items():
            LIMIT[kind, globals()[name]], SCALE[kind, globals()[name]] = limit, 1 / divisor


def _size(kinds: tuple[int, ...], start: int) -> None:
    for kind in kinds:
        START[kind, BOW : STARBOARD + 1] = start, start + 9, start + 18, start + 24
        WIDTH[kind, BOW : STARBOARD + 1] = 9, 9, 6, 6


WIDTH[:, TYPE] = 6
START[:, MMSI], WIDTH[:, MMSI] = 8, 30
_fields(
    (1, 2, 3),
    STATUS=(38, 4), TURN=(42, 8), SPEED=(50, 10), ACCURACY=(60, 1), LON=(61, 28), LAT=(89, 27),
    COURSE=(116, 12), HEADING=(128, 9),
)  # fmt: skip
_fields((4, 11), ACCURACY=(78, 1), LON=(79, 28), LAT=(107, 27))
for _kind in (4, 11):
    START[_kind, DAY : CLOCK + 3] = 38, 52, 56, 61, 66, 72
    WIDTH[_kind, DAY : CLOCK + 3] = 14, 4, 5, 5, 6, 6
_fields(
    (5,),
    IMO=(40, 30), CALLSIGN=(70, 42), NAME=(112, 120), SHIP_TYPE=(232, 8), ETA_MONTH=(274, 4),
    ETA_DAY=(278, 5), ETA_HOUR=(283, 5), ETA_MINUTE=(288, 6), DRAUGHT=(294, 8),
    DESTINATION=(302, 120),
)  # fmt: skip
_fields(
    (9,),
    ALTITUDE=(38, 12), SPEED=(50, 10), ACCURACY=(60, 1), LON=(61, 28), LAT=(89, 27),
    COURSE=(116, 12),
)  # fmt: skip
_fields(
    (18, 19),
    SPEED=(46, 10), ACCURACY=(56, 1), LON=(57, 28), LAT=(85, 27), COURSE=(112, 12),
    HEADING=(124, 9),
)  # fmt: skip
_fields((19,), NAME=(143, 120), SHIP_TYPE=(263, 8))
_fields((21,), NAME=(43, 120), ACCURACY=(163, 1), LON=(164, 28), LAT=(192, 27))
_fields((24,), NAME=(40, 120))
_fields((24, PART_B, AUXILIARY), PART_NUMBER=(38, 2))
_fields((PART_B, AUXILIARY), SHIP_TYPE=(40, 8), CALLSIGN=(90, 42))
_fields(
    (27,),
    ACCURACY=(38, 1), STATUS=(40, 4), LON=(44, 18), LAT=(62, 17), SPEED=(79, 6), COURSE=(85, 9),
)  # fmt: skip
_size((5,), 240)
_size((19,), 271)
_size((21,), 219)
_size((PART_B,), 132)
_numbers((1, 2, 3, 18, 19), SPEED=(1023, 10), COURSE=(3600, 10), HEADING=(360, 1))
_numbers((9,), SPEED=(1023, 1), COURSE=(3600, 10), ALTITUDE=(4095, 0.3048))  # metres to feet
_numbers((27,), SPEED=(63, 1), COURSE=(360, 1))
UNIT[27] = 600


def _lengths(kinds: tuple[int, ...], need: int, least: int, most: int) -> None:
    for kind in kinds:
        NEED[kind], LEAST[kind], MOST[kind] = need, least, most


# clauses of annex 8: 3.1, 3.2, 3.3, ... in the order of the types
_lengths((1, 2, 3), 137, 168, 168)
_lengths((4, 11), 134, 168, 168)
_lengths((5,), 422, 424, 424)
_lengths((6,), 88, 88, 1008)
_lengths((7, 13), 72, 72, 168)
_lengths((8,), 56, 56, 1008)
_lengths((9,), 128, 168, 168)
_lengths((10,), 70, 72, 72)
_lengths((12,), 72, 72, 1008)
_lengths((14,), 40, 40, 1008)
_lengths((15,), 88, 88, 160)
_lengths((16,), 92, 92, 144)
_lengths((17,), 80, 80, 816)
_lengths((18,), 133, 168, 168)
_lengths((19,), 301, 312, 312)
_lengths((20,), 70, 70, 160)
_lengths((21,), 249, 272, 360)
_lengths((22,), 145, 168, 168)
_lengths((23,), 154, 160, 160)
_lengths((24,), 160, 160, 168)
_lengths((25,), 40, 40, 168)
_lengths((26,), 64, 64, 1064)
_lengths((27,), 94, 96, 96)


_LAST_TURN = 126


def _turns() -> npt.NDArray[np.float32]:
    sent = np.arange(256).astype(np.int8).astype(np.float64)
    turns = np.sign(sent) * (sent / 4.733) ** 2
    turns[np.abs(sent) > _LAST_TURN] = np.nan
    return turns.astype(np.float32)


TURNS = _turns()
"""Degrees a minute of each rate of turn as sent, or NaN.

±127 says `turning faster than 5° in 30 s, no turn indicator`: no number; -128 is none.
Source: M.1371-5, annex 8, table 48: the sent value is 4.733 times the root.
"""
