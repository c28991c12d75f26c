"""MMSI turned into the State whose radio licence it is, by its maritime identification digits."""

from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = ["flag_of", "mid_of", "station_of"]

Ints = npt.NDArray[np.int64]

_FIRST_MID, _LAST_MID = 201, 799
_MAX_MMSI = 999_999_999
_FIRST_GROUP, _FIRST_SHIP = 10_000_000, 100_000_000  # below them two leading zeros, and one


def flag_of(mmsi: Ints) -> pa.Array:
    """Find the State of each MMSI.

    Args:
        mmsi: identities, n; what is no MMSI, or has no digits of a State, gives null.

    Returns:
        strings, n: ISO 3166 alpha-2.

    Notes:
        It is the State of the radio licence: as a rule the flag, and no more sure than the MMSI.
    """
    return _states().take(pa.array(mid_of(mmsi)))


def mid_of(mmsi: Ints) -> Ints:
    """Find the maritime identification digits of each MMSI, shape (n,); 0 where there are none.

    Notes:
        Source: ITU-R M.585-9, annex 1: ship MIDxxxxxx, group 0MIDxxxxx, coast station 00MIDxxxx,
        SAR aircraft 111MIDxxx, handheld 8MIDxxxxx, craft of a parent ship 98MIDxxxx, aid to
        navigation 99MIDxxxx. SART, man overboard and EPIRB (970, 972, 974) tell no State.
    """
    mmsi = np.asarray(mmsi, np.int64)
    lead = mmsi // 1_000_000
    mid = np.select(
        [
            (mmsi <= 0) | (mmsi > _MAX_MMSI),
            mmsi < _FIRST_GROUP,
            mmsi < _FIRST_SHIP,
            lead == 111,  # noqa: PLR2004 - SAR aircraft
            lead // 100 == 8,  # noqa: PLR2004 - handheld
            np.isin(lead // 10, (98, 99)),
        ],
        [
            0,
            mmsi // 10_000,
            mmsi // 100_000,
            mmsi // 1000 % 1000,
            mmsi // 100_000 % 1000,
            mmsi // 10_000 % 1000,
        ],
        default=lead,
    )
    return np.where((mid >= _FIRST_MID) & (mid <= _LAST_MID), mid, 0).astype(np.int64)


_STATIONS = (  # first and last MMSI of a form, and what it stands for
    (0, 9_999_999, "coast station"),
    (10_000_000, 99_999_999, "group of ships"),
    (111_000_000, 111_999_999, "search and rescue aircraft"),
    (800_000_000, 899_999_999, "handheld radio"),
    (970_000_000, 970_999_999, "search and rescue transmitter"),
    (972_000_000, 972_999_999, "man overboard device"),
    (974_000_000, 974_999_999, "distress beacon"),
    (980_000_000, 989_999_999, "craft of a parent ship"),
    (990_000_000, 999_999_999, "aid to navigation"),
)


def station_of(mmsi: int) -> str | None:
    """Say what kind of station an MMSI's form stands for; None for a ship's and for what is none.

    Notes:
        Source: ITU-R M.585-9, annexes 1 and 2.
    """
    for first, last, word in _STATIONS:
        if mmsi > 0 and first <= mmsi <= last:
            return word
    return None


@cache
def _states() -> pa.Array:
    """State of each of the numbers 0 to 999; null where none is allocated."""
    text = files("straitwatch.decode").joinpath("data/mid.csv").read_text("utf-8")
    rows = [line.split(",") for line in text.splitlines() if line[:1].isdigit()]
    by_mid = {int(mid): state for mid, state in rows}
    return pa.array([by_mid.get(mid) for mid in range(1000)], pa.string())
