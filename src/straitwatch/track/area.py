"""A dated report becomes an area: where on the sea its words put what was seen."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.sector import arc_points, disc_ring, origin_of, sector_ring

__all__ = ["Area", "area_of"]

Floats = npt.NDArray[np.float64]
_Row = dict[str, Any]

_KM_M, _NM_KM = 1000.0, 1.852
_BEARING_ERROR_DEG, _DIST_ERROR_KM = 22.5, 5.0
"""Where the row does not say: half of eight winds, half of ten kilometres (decode/gazetteer)."""


@dataclass(frozen=True)
class Area:
    """Where something was, as far as a text says.

    Attributes:
        lon: degrees, of its middle.
        lat: likewise.
        radius_km: of the circle about the middle that holds it.
        place: in words.
        points: corners of the ring, points of the gate's line, or one point; shape (n, 2).
        wkt: of a sector, the polygon; None for discs and gates, which the radius or line tells.
    """

    lon: float
    lat: float
    radius_km: float | None
    place: str | None
    points: Floats
    wkt: str | None = None


def area_of(row: _Row, gate: _Row | None) -> Area | None:
    """Find the area of one sighting.

    Args:
        row: of SIGHTING.
        gate: row of GATE that it names, if it is charted.

    Returns:
        the line of the gate; else the sector of the bearing and the distance; else the disc of
        the place; None where the words name no place.
    """
    if gate is not None:
        return _on_gate(gate)
    lon, lat, radius_km = row["lon"], row["lat"], row["radius_km"]
    if lon is None or lat is None:
        return None
    if row["bearing_deg"] is None or not row["dist_km"]:
        ring = disc_ring(lon, lat, (radius_km or 0.0) * _KM_M)
        return Area(lon, lat, radius_km, row["place"], ring)
    ring = _sector(row)
    return Area(lon, lat, radius_km, row["place"], ring, _wkt(ring))


def _on_gate(gate: _Row) -> Area:
    turn = (gate["lon_b"] - gate["lon_a"] + 540.0) % 360.0 - 180.0
    return Area(
        (gate["lon_a"] + turn / 2 + 540.0) % 360.0 - 180.0,
        (gate["lat_a"] + gate["lat_b"]) / 2,
        (gate["width_nm"] or 0.0) * _NM_KM / 2,
        gate["name"],
        arc_points((gate["lon_a"], gate["lon_b"]), (gate["lat_a"], gate["lat_b"])),
    )


def _sector(row: _Row) -> Floats:
    bearing, dist_km = row["bearing_deg"], row["dist_km"]
    wide = _given(row["bearing_error_deg"], _BEARING_ERROR_DEG)
    deep = _given(row["dist_error_km"], _DIST_ERROR_KM)
    far = dist_km + deep
    turn = np.cos(np.radians(wide))
    corner = np.sqrt(dist_km**2 + far**2 - 2 * dist_km * far * turn)
    extent_km = max((row["radius_km"] or 0.0) - float(corner), 0.0)
    lon, lat = origin_of(row["lon"], row["lat"], bearing, dist_km * _KM_M)
    return sector_ring(
        lon,
        lat,
        bearing,
        dist_km * _KM_M,
        bearing_error_deg=wide,
        dist_error_m=deep * _KM_M,
        extent_m=extent_km * _KM_M,
    )


def _given(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _wkt(ring: Floats) -> str:
    """Write a ring; its longitudes run on past 180 rather than jump."""
    lon = ring[0, 0] + (ring[:, 0] - ring[0, 0] + 540.0) % 360.0 - 180.0
    corners = [f"{x:.5f} {y:.5f}" for x, y in zip(lon, ring[:, 1], strict=True)]
    return f"POLYGON (({', '.join([*corners, corners[0]])}))"
