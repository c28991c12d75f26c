"""Where invented ships sail: lanes, ferry routes and fishing grounds around Okinawa, as places."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["FERRIES", "GROUNDS", "LANES", "Lane"]

Floats = npt.NDArray[np.float64]
Places = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Lane:
    """A way over sea.

    Attributes:
        name: for the reader of this file.
        places: waypoints, lon and lat in degrees, in the order of sailing.
        spread_deg: how far a ship may keep off the waypoints, in degrees.
    """

    name: str
    places: Places
    spread_deg: float

    def track(self, offset: Floats) -> Floats:
        """Shift the waypoints by an offset in lon and lat; shape (w, 2)."""
        return np.array(self.places) + offset


def _back(lane: Lane, name: str) -> Lane:
    return Lane(name, lane.places[::-1], lane.spread_deg)


_MIYAKO = Lane(
    "Shanghai to Guam by the Miyako Strait",
    ((123.4, 30.9), (124.7, 28.1), (126.35, 25.6), (128.6, 23.4), (134.0, 19.6), (139.0, 17.2)),
    0.12,
)
_MIYAKO_BACK = Lane(
    "Palau to Ningbo by the Miyako Strait",
    ((134.0, 16.5), (128.0, 23.6), (126.1, 25.45), (124.2, 28.4), (123.4, 29.9)),
    0.12,
)
_BASHI = Lane(
    "South China Sea to Tokyo by the Bashi Channel",
    ((118.6, 20.4), (121.4, 21.25), (124.2, 22.4), (129.0, 24.6), (133.5, 29.2), (138.2, 33.2)),
    0.06,
)
_TAIWAN = Lane(
    "Taiwan Strait to the Sea of Japan by the Korea Strait",
    (
        (118.6, 22.6),
        (119.8, 24.6),
        (121.6, 26.4),
        (124.6, 29.2),
        (127.5, 32.2),
        (128.2, 33.7),
        (129.0, 34.55),
        (129.75, 35.3),
        (131.2, 36.6),
    ),
    0.04,
)
_YONAGUNI = Lane(
    "Ningbo to Manila between Yonaguni and Taiwan",
    ((123.0, 29.6), (123.0, 27.0), (122.45, 25.4), (122.45, 24.6), (122.8, 22.6), (125.2, 18.0)),
    0.06,
)
_OSUMI = Lane(
    "Shanghai to Tokyo by the Osumi Strait",
    (
        (123.0, 31.3),
        (127.4, 31.2),
        (130.0, 30.96),
        (130.55, 30.92),
        (130.8, 30.9),
        (131.15, 30.98),
        (132.5, 31.6),
        (135.6, 32.8),
        (138.6, 34.0),
    ),
    0.012,
)
_COASTER = Lane(
    "Kagoshima to Naha, west of the islands",
    ((129.2, 31.3), (128.6, 29.4), (127.75, 27.5), (127.5, 26.75), (127.52, 26.35)),
    0.03,
)

LANES = (
    _MIYAKO,
    _OSUMI,
    _MIYAKO_BACK,
    _TAIWAN,
    _YONAGUNI,
    _MIYAKO,
    _BASHI,
    _back(_OSUMI, "Tokyo to Shanghai by the Osumi Strait"),
    _MIYAKO_BACK,
    _COASTER,
    _back(_TAIWAN, "Sea of Japan to the Taiwan Strait"),
    _back(_BASHI, "Tokyo to the South China Sea by the Bashi Channel"),
)
"""One-way lanes of merchant ships; each ship takes the next one and sails it once."""

FERRIES = (
    Lane("Naha to Kume", ((127.63, 26.24), (127.58, 26.3), (127.0, 26.29), (126.87, 26.27)), 0.0),
    Lane(
        "Ishigaki to Iriomote",
        ((124.13, 24.32), (124.1, 24.28), (124.0, 24.285), (123.92, 24.26)),
        0.0,
    ),
    Lane("Kagoshima to Yakushima", ((130.665, 31.17), (130.6, 31.03), (130.6, 30.46)), 0.0),
)
"""Shuttles that cross no gate."""

GROUNDS = (
    (125.2, 27.4),
    (129.4, 25.6),
    (126.4, 28.6),
    (123.9, 26.9),
    (128.9, 26.2),
    (124.2, 23.6),
    (127.2, 29.8),
    (130.3, 27.2),
    (125.0, 30.4),
    (126.6, 23.9),
    (125.7, 26.4),
    (132.4, 30.2),
)
"""Middles of fishing grounds; a boat stays within a quarter of a degree of one."""
