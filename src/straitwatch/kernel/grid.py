"""Places into pairs that are near each other: bands of latitude, sorted by longitude."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.jit import jit
from straitwatch.kernel.sphere import EARTH_RADIUS_M

__all__ = [
    "Bands",
    "count_near",
    "pairs_at_mark",
    "pairs_in",
    "pairs_in_bands",
    "plain_pairs",
    "sort_bands",
]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]

_DIGIT = 11
_TURNS = 3  # three digits of 11 bits: longitude to 5 cm
_GHOST_DEG = 5.0  # bands where the reach is longer than this are searched whole: near the poles
_LON_KEY = float(1 << _DIGIT * _TURNS) / (360.0 + 2.0 * _GHOST_DEG)
_SLACK = 1e-8  # radians of longitude: more than a key can hide
_POLAR = 9.0


class Bands(NamedTuple):
    """Places sorted by band of latitude, then by longitude; shape (n,) unless said otherwise.

    A place just west of the antimeridian stands there a second time, as a ghost 360° further west,
    so that no search has to turn round.

    Attributes:
        row: which of the caller's places it is; of a ghost -1 less that.
        lam: longitude, radians.
        phi: latitude, radians.
        cos: cosine of the latitude.
        first: where each band begins, shape (bands + 1,).
        height: of a band, radians, shape (1,).
    """

    row: Codes
    lam: Floats
    phi: Floats
    cos: Floats
    first: Ints
    height: Floats


@jit
def _pass(keys: Ints, rows: Codes, turn: int, keys_out: Ints, rows_out: Codes) -> None:
    at = np.zeros((1 << _DIGIT) + 1, np.int64)
    shift, mask = turn * _DIGIT, (1 << _DIGIT) - 1
    for k in range(len(keys)):
        at[(keys[k] >> shift & mask) + 1] += 1
    for d in range(1, len(at)):
        at[d] += at[d - 1]
    for k in range(len(keys)):
        d = keys[k] >> shift & mask
        keys_out[at[d]], rows_out[at[d]] = keys[k], rows[k]
        at[d] += 1


@jit
def _sort_by_lon(lon: Floats, rows: Codes) -> Codes:
    keys, most = np.empty(len(rows), np.int64), (1 << _DIGIT * _TURNS) - 1
    for k in range(len(rows)):
        row = rows[k]
        east = lon[row] if row >= 0 else lon[-1 - row] - 360.0
        keys[k] = min(most, max(0, int((east + 180.0 + _GHOST_DEG) * _LON_KEY)))
    keys_out, rows_out = np.empty_like(keys), np.empty_like(rows)
    for turn in range(_TURNS):
        _pass(keys, rows, turn, keys_out, rows_out)
        keys, keys_out = keys_out, keys
        rows, rows_out = rows_out, rows
    return rows


@jit
def _with_ghosts(lon: Floats, wanted: Bools) -> Codes:
    rows, n = np.empty(2 * len(lon), np.int32), 0
    for i in range(len(lon)):
        if wanted[i]:
            rows[n] = i
            n += 1
            if lon[i] >= 180.0 - _GHOST_DEG:
                rows[n] = -1 - i
                n += 1
    return rows[:n].copy()


@jit
def sort_bands(lon: Floats, lat: Floats, wanted: Bools, height_m: float) -> Bands:
    """Sort places into bands of latitude.

    Args:
        lon: degrees, -180 to 180, shape (n,).
        lat: degrees, shape (n,).
        wanted: which places take part, shape (n,).
        height_m: of a band.

    Notes:
        O(n + bands): a radix sort.
    """
    rows = _sort_by_lon(lon, _with_ghosts(lon, wanted))
    n, height = len(rows), height_m / EARTH_RADIUS_M * (1.0 + 1e-9)
    bands = int(np.pi / height) + 1
    first, band = np.zeros(bands + 1, np.int64), np.empty(n, np.int32)
    for k in range(n):
        row = rows[k]
        up = np.radians(lat[row if row >= 0 else -1 - row]) + np.pi / 2.0
        band[k] = min(bands - 1, max(0, int(up / height)))
        first[band[k] + 1] += 1
    for b in range(1, bands + 1):
        first[b] += first[b - 1]
    at, row_out = first.copy(), np.empty_like(rows)
    lam, phi, cos = np.empty(n), np.empty(n), np.empty(n)
    for k in range(n):
        p, row = at[band[k]], rows[k]
        at[band[k]] += 1
        row_out[p] = row
        i = row if row >= 0 else -1 - row
        lam[p] = np.radians(lon[i] if row >= 0 else lon[i] - 360.0)
        phi[p] = np.radians(lat[i])
        cos[p] = np.cos(phi[p])
    return Bands(row_out, lam, phi, cos, first, np.full(1, height))


@jit
def _width(height: float, low: int, high: int, angle: float) -> float:
    """Difference of longitude within which two places in these bands can be so near, radians."""
    half = np.pi / 2.0
    most = max(abs(low * height - half), abs((high + 1) * height - half))
    if most + angle >= half:
        return _POLAR
    ratio = np.sin(angle) / np.cos(most)
    width = ratio * (1.0 + 0.25 * ratio * ratio) + _SLACK  # never less than the arc of the sine
    return width if width < np.radians(_GHOST_DEG) else _POLAR


@jit
def _haversine(across: float, up: float, cos_a: float, cos_b: float) -> float:
    """The haversine of the angle between two places, by the differences in radians."""
    sine_up, sine = np.sin(up * 0.5), np.sin(across * 0.5)
    return sine_up * sine_up + cos_a * cos_b * sine * sine


@jit
def _small_haversine(across: float, up: float, cos_a: float, cos_b: float) -> float:
    """The same, good to 1e-7 of itself where neither difference is over 5 degrees."""
    x, y = across * across, up * up
    return 0.25 * (y * (1.0 - y / 12.0) + cos_a * cos_b * x * (1.0 - x / 12.0))


@jit
def pairs_in_bands(bands: Bands, within_m: float, a: Codes, b: Codes, dist_m: Floats) -> int:
    """Find the pairs of places within a distance, each once.

    Args:
        bands: as high as the distance, or higher.
        within_m: metres, on the sphere.
        a: filled with the caller's row of the one, shape (k,).
        b: of the other.
        dist_m: filled, shape (k,).

    Returns:
        how many there are; when there are more than k only the first k are told.
    """
    row, lam, phi, cos, first, found = bands.row, bands.lam, bands.phi, bands.cos, bands.first, 0
    angle, n_bands, height = within_m / EARTH_RADIUS_M, len(first) - 1, bands.height[0]
    most = np.sin(angle / 2.0) ** 2
    for band in range(n_bands):
        start, end = first[band], first[band + 1]
        if start == end:
            continue
        above = first[min(band + 2, n_bands)]
        width, p = _width(height, band, min(band + 1, n_bands - 1), angle), end
        for i in range(start, end):
            while p < above and lam[p] < lam[i] - width:
                p += 1
            for part in range(2):
                j, stop = (i + 1, end) if part == 0 else (p, above)
                while j < stop and lam[j] <= lam[i] + width:
                    across, up = lam[j] - lam[i], phi[j] - phi[i]
                    if width == _POLAR:
                        h = _haversine(across, up, cos[i], cos[j])
                        told = row[i] >= 0 and row[j] >= 0
                    else:
                        h = _small_haversine(across, up, cos[i], cos[j])
                        told = row[i] >= 0 or row[j] >= 0
                    if h <= most and told:
                        if found < len(a):
                            a[found] = row[i] if row[i] >= 0 else -1 - row[i]
                            b[found] = row[j] if row[j] >= 0 else -1 - row[j]
                            dist_m[found] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(h))
                        found += 1
                    j += 1
    return found


@jit
def _first_at(lam: Floats, start: int, end: int, value: float) -> int:
    while start < end:
        middle = (start + end) // 2
        if lam[middle] < value:
            start = middle + 1
        else:
            end = middle
    return start


@jit
def count_near(bands: Bands, i: int, within_m: float, counted: Bools, enough: int) -> int:
    """Count the places near one, itself left out, and stop at enough.

    Args:
        bands: of any height.
        i: number of the place in the bands.
        within_m: metres.
        counted: which places count, by the caller's row.
        enough: no more are wanted.
    """
    row, lam, phi, cos, first = bands.row, bands.lam, bands.phi, bands.cos, bands.first
    height, angle, n = bands.height[0], within_m / EARTH_RADIUS_M, 0
    most, reach = np.sin(angle / 2.0) ** 2, int(angle / height) + 1
    own = int((phi[i] + np.pi / 2.0) / height)
    low, high = max(0, own - reach), min(len(first) - 2, own + reach)
    width = min(np.pi, _width(height, low, high, angle))
    for band in range(low, high + 1):
        for turn in range(-1, 2):
            middle = lam[i] + 2.0 * np.pi * turn
            if middle + width < -np.pi or middle - width > np.pi:
                continue
            j = _first_at(lam, first[band], first[band + 1], middle - width)
            while j < first[band + 1] and lam[j] <= middle + width and n < enough:
                if j != i and row[j] >= 0 and counted[row[j]]:
                    n += _haversine(lam[j] - lam[i], phi[j] - phi[i], cos[i], cos[j]) <= most
                j += 1
    return n


def pairs_at_mark(
    lon: Floats, lat: Floats, within_m: float, wanted: Bools | None = None
) -> tuple[Codes, Codes, Floats]:
    """Find the pairs of ships within a distance of each other at one moment.

    Args:
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        within_m: metres.
        wanted: which of them take part, shape (n,); all without.

    Returns:
        row of the one and of the other, shape (k,) each, and metres between them, on the sphere.
        Each pair is told once, in no order that may be relied on.

    Notes:
        O(n + candidates). Good at the antimeridian and at the poles.
    """
    wanted = np.ones(len(lon), bool) if wanted is None else wanted
    return pairs_in(sort_bands(lon, lat, wanted, within_m), within_m)


def pairs_in(bands: Bands, within_m: float) -> tuple[Codes, Codes, Floats]:
    """Find the pairs of places in bands, as `pairs_at_mark` does; makes room for all."""
    room = 2 * len(bands.row) + 64
    while True:
        a, b, dist_m = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room)
        found = pairs_in_bands(bands, within_m, a, b, dist_m)
        if found <= room:
            return a[:found], b[:found], dist_m[:found]
        room = found


def plain_pairs(lon: Floats, lat: Floats, within_m: float) -> tuple[Ints, Ints, Floats]:
    """Do as `pairs_at_mark` does, all with all: the reference."""
    lam, phi = np.radians(lon), np.radians(lat)
    across, up = lam[:, None] - lam, phi[:, None] - phi
    h = np.sin(up / 2) ** 2 + np.cos(phi)[:, None] * np.cos(phi) * np.sin(across / 2) ** 2
    dist_m = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    a, b = np.nonzero(np.triu(dist_m <= within_m, 1))
    return a, b, dist_m[a, b]
