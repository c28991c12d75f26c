"""Fixes into a mask of those that only repeat the last position while the object moves."""

# Kernels take arrays one by one, in order: the compiler knows no keywords-only.
# ruff: noqa: PLR0917

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit

__all__ = ["is_frozen", "mark_frozen", "mark_frozen_reference"]

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_M_US_PER_KN = 1852.0 / 3600.0 / 1e6

FAST_KN = 30.0
"""So fast an object is 15 m on after a second; an airborne position is told in steps of 5.1 m
(compact position reporting, ICAO Doc 9871, 17 bits), so that one that repeats to the last digit was
not sent anew. The same as in decode/."""

SLOW_KN = 5.0
"""Slower ones may stand: the speed of a parked aircraft or of a ship at her berth is told as 0 to
2 kn, with what the receiver's noise adds."""

LEAST_M = 200.0
"""Between the two an object is frozen when it says that it has gone so far: ours, more than 0.1
minute of arc (185 m), the coarsest step in which AIS tells a place (type 27, ITU-R M.1371-5)."""


@jit
def is_frozen(
    lon: float, lat: float, sog_kn: float, last_lon: float, last_lat: float, since_us: int
) -> bool:
    """Tell whether a fix at the place of the last one contradicts the speed that it tells.

    Args:
        lon: degrees.
        lat: degrees.
        sog_kn: the fix's own speed, else that of the fix before; nan tells nothing.
        last_lon: degrees, of the fix before.
        last_lat: degrees.
        since_us: time since this place was told first.
    """
    if lon != last_lon or lat != last_lat or not sog_kn >= SLOW_KN:
        return False
    return sog_kn >= FAST_KN or sog_kn * since_us * _M_US_PER_KN > LEAST_M


@jit
def mark_frozen(
    slot: Codes,
    fresh: Bools,
    t: Ints,
    lon: Floats,
    lat: Floats,
    sog_kn: Singles,
    places: Floats,
    since: Ints,
    frozen: Bools,
) -> int:
    """Mark the fixes that repeat the place of their lane's last one while it moves.

    Args:
        slot: number of the lane, shape (n,); within one, t ascends.
        fresh: first fix of its lane, shape (n,).
        t: µs, shape (n,).
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        sog_kn: nan where not told, shape (n,).
        places: memory: lon, lat and speed of each lane's last good fix, shape (m, 3), nan for none;
            changed in place.
        since: memory: when that place was first told, µs, shape (m,); changed in place.
        frozen: out: shape (n,).

    Returns:
        how many are frozen.

    Notes:
        O(n). Cut the stream anywhere: the same mask. A fix at the same moment and place as the one
        before is a duplicate, which track/ drops: at speed it is marked here too.
    """
    found = 0
    for i in range(len(slot)):
        place = places[slot[i]]
        if fresh[i]:
            place[:] = np.nan
        speed = place[2] if np.isnan(sog_kn[i]) else np.float64(sog_kn[i])
        elapsed = t[i] - since[slot[i]]
        frozen[i] = is_frozen(lon[i], lat[i], speed, place[0], place[1], elapsed)
        if frozen[i]:
            found += 1
            continue
        if place[0] != lon[i] or place[1] != lat[i]:
            since[slot[i]] = t[i]
        place[0], place[1], place[2] = lon[i], lat[i], speed
    return found


def mark_frozen_reference(
    slot: Codes, fresh: Bools, t: Ints, lon: Floats, lat: Floats, sog_kn: Singles
) -> Bools:
    """Do the same in plain Python, of one whole stream, a lane at a time."""
    frozen = np.zeros(len(slot), bool)
    known: dict[int, tuple[float, float, float, int]] = {}
    for i, s in enumerate(slot.tolist()):
        last = None if fresh[i] else known.get(s)
        here, speed = (float(lon[i]), float(lat[i])), float(sog_kn[i])
        if last and np.isnan(speed):
            speed = last[2]
        since = last[3] if last and last[:2] == here else int(t[i])
        if last and last[:2] == here and speed >= SLOW_KN:
            gone_m = speed * 1852.0 / 3600.0 * (int(t[i]) - since) / 1e6
            frozen[i] = speed >= FAST_KN or gone_m > LEAST_M
        if not frozen[i]:
            known[s] = (*here, speed, since)
    return frozen
