"""Words of place turned into positions: bearing and distance with their errors, straits, seas."""

from dataclasses import dataclass
from typing import Any

from straitwatch.decode.gazetteer import Place, offset_place

__all__ = ["WINDS", "Where", "offset", "whole_place"]

WINDS = {
    "N": 0.0,
    "NE": 45.0,
    "E": 90.0,
    "SE": 135.0,
    "S": 180.0,
    "SW": 225.0,
    "W": 270.0,
    "NW": 315.0,
    "NNE": 22.5,
    "ENE": 67.5,
    "ESE": 112.5,
    "SSE": 157.5,
    "SSW": 202.5,
    "WSW": 247.5,
    "WNW": 292.5,
    "NNW": 337.5,
}
"""Degrees of each wind."""

_HALF_WIND_DEG = 22.5  # texts name eight winds
_HALF_SIXTEENTH_DEG = 11.25  # a wind of three letters is one of sixteen
_DIST_ERROR_KM = 5.0  # releases count in tens of kilometres
_MILE_ERROR = 0.5  # a distance in miles is that of a release, turned into whole miles


@dataclass(frozen=True)
class Where:
    """A place as SIGHTING holds it.

    Attributes:
        fields: columns of SIGHTING: place, lon, lat, radius_km, gate, bearing_deg, ...
        reasons: of what was derived.
    """

    fields: dict[str, Any]
    reasons: tuple[str, ...] = ()


def whole_place(place: Place) -> Where:
    """Give a place itself: an island, a sea, or a strait with its gate."""
    return Where(
        {
            "place": place.name,
            "lon": place.lon,
            "lat": place.lat,
            "radius_km": place.radius_km,
            "gate": place.gate_id or None,
        }
    )


def offset(place: Place, wind: str, dist: float, unit_km: float = 1.0, unit: str = "km") -> Where:
    """Go from a place by a wind and a distance.

    Args:
        place: where from.
        wind: letters, one of `WINDS`.
        dist: how far, in units.
        unit_km: kilometres of a unit.
        unit: its name, for the reason.

    Notes:
        A distance of a release is good to half of the ten kilometres in which it counts. A
        distance in miles is such a one turned into miles, so half a mile comes on top.
    """
    dist_km = dist * unit_km
    bearing_error = _HALF_SIXTEENTH_DEG if len(wind) > 2 else _HALF_WIND_DEG  # noqa: PLR2004 - NNE
    dist_error = _DIST_ERROR_KM + (_MILE_ERROR * unit_km if unit != "km" else 0.0)
    lon, lat, radius_km = offset_place(
        place, WINDS[wind], dist_km, bearing_error_deg=bearing_error, dist_error_km=dist_error
    )
    reason = () if unit == "km" else (f"dist_km: {dist:g} {unit} of {unit_km:g} km",)
    told_km = round(dist_km, 1)
    return Where(
        {
            "place": f"{told_km:g} km {wind} of {place.name}",
            "lon": lon,
            "lat": lat,
            "radius_km": radius_km,
            "bearing_deg": WINDS[wind],
            "dist_km": told_km,
            "bearing_error_deg": bearing_error,
            "dist_error_km": dist_error,
        },
        reason,
    )
