"""One place turned into its zone, with how sure that is and what the law says of it."""

from dataclasses import dataclass

import numpy as np

from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    NAMES,
    classify,
    nearest_coast,
    open_chart,
)
from straitwatch.zone.coastline import CONTIGUOUS_NM, TERRITORIAL_NM
from straitwatch.zone.law import rule_of
from straitwatch.zone.shore import BASELINE

__all__ = ["BASELINE_ERROR_M", "Verdict", "zone_at"]

BASELINE_ERROR_M = 500.0
"""GSHHG stems here from the World Vector Shoreline, made so that 90 % of all identifiable shoreline
features lie within 500 m of their true place (Soluri and Woodson 1990, International Hydrographic
Review 67(1)). Low-water lines and reefs (UNCLOS 5, 6, 13) may lie further out still."""

_REGIME = {
    "land": "land",
    "internal_waters": "internal waters",
    "territorial_sea": "territorial sea",
    "contiguous_zone": "contiguous zone and exclusive economic zone",
    "exclusive_economic_zone": "exclusive economic zone",
    "high_seas": "high seas",
    "archipelagic_waters": "archipelagic waters",
}
_LAKE = (
    "A lake or a river inside the land's outline; the distance is to the coast of the sea. "
    "Its regime is that of the States around it."
)
_JAPAN = (128.0, 30.0, 143.5, 46.5)  # box around Japan's five straits: west, south, east, north


@dataclass(frozen=True)
class Verdict:
    """What is known of one place.

    Attributes:
        zone: name of the zone, one of `chart.NAMES`.
        state: State of the nearest baseline, ISO 3166 alpha-2; claimants of a disputed place joined
            by `|`; empty where the project knows none.
        dist_m: geodesic distance to the nearest baseline, negative inside the land's outline.
        nearest: lon, lat of the nearest point of the baseline.
        uncertainty_m: error of the position and of the baseline, added.
        within_error: True: a limit lies within the uncertainty, so the zone may be the next one.
        ships: what the law lets ships do here; so `submarines`, `aircraft`.
    """

    lon: float
    lat: float
    zone: str
    state: str
    dist_m: float
    dist_nm: float
    nearest: tuple[float, float]
    uncertainty_m: float
    within_error: bool
    baseline: str
    regime: str
    articles: str
    ships: str
    submarines: str
    aircraft: str
    note: str


def zone_at(lon: float, lat: float, *, position_error_m: float = 10.0) -> Verdict:
    """Say in which zone a place lies, and how sure that is.

    Args:
        lon: degrees east.
        lat: degrees north.
        position_error_m: what the position may be off; 10 m is the high accuracy of AIS
            (ITU-R M.1371-5, position accuracy flag).

    Returns:
        the verdict. `inside` is sure only where distance and uncertainty together stay under the
        limit, `outside` only where the distance less the uncertainty exceeds it.

    Raises:
        ContractError: no such place.
    """
    chart = open_chart()
    zoned, near = classify(chart, [lon], [lat]), nearest_coast(chart, [lon], [lat])
    zone = NAMES[int(zoned.zone[0])]
    inside = zone == "land" or (zone == "internal_waters" and not zoned.coast_m[0] >= 0.0)
    dist = float(near.dist_m[0]) * (-1.0 if inside else 1.0)
    in_lake = zone == "internal_waters" and inside
    code = -1 if in_lake else int(near.state[0])
    state = zoned.states[code] if code >= 0 else ""
    uncertainty = position_error_m + BASELINE_ERROR_M
    within = _is_within_error(zone, dist, uncertainty)
    rules = {craft: rule_of(zone, craft) for craft in ("ship", "submarine", "aircraft")}
    articles = rules["ship"]["articles"]
    return Verdict(
        lon=float(lon),
        lat=float(lat),
        zone=zone,
        state=state,
        dist_m=dist,
        dist_nm=dist / NM_M,
        nearest=(round(float(near.lon[0]), 6), round(float(near.lat[0]), 6)),
        uncertainty_m=uncertainty,
        within_error=within,
        baseline=BASELINE,
        regime=_REGIME[zone],
        articles=f"UNCLOS {articles}" if articles else rules["aircraft"]["articles"],
        ships=rules["ship"]["en"],
        submarines=rules["submarine"]["en"],
        aircraft=rules["aircraft"]["en"],
        note=_LAKE if in_lake else " ".join(_notes(lon, lat, state, within, dist)),
    )


def _is_within_error(zone: str, dist_m: float, uncertainty_m: float) -> bool:
    limits = [0.0, TERRITORIAL_NM * NM_M, CONTIGUOUS_NM * NM_M]
    if zone == "internal_waters" and dist_m > 0.0:
        limits = [0.0]  # behind a closing line: only its shore is near
    return bool(np.any(np.abs(dist_m - np.array(limits)) <= uncertainty_m))


def _notes(lon: float, lat: float, state: str, within: bool, dist_m: float) -> list[str]:
    notes = []
    if within:
        notes.append("A limit lies within the error: the zone may be the next one.")
    if "|" in state:
        notes.append(f"Sovereignty is disputed; claimants: {', '.join(state.split('|'))}.")
    if not state:
        notes.append("The State of the nearest shore is not known to the project.")
    if dist_m > 0.0:
        notes.append("Measured from the charted shoreline (5): straight baselines are not known.")
    west, south, east, north = _JAPAN
    narrow = 3.0 * NM_M <= dist_m <= TERRITORIAL_NM * NM_M
    if "JP" in state and narrow and west <= lon <= east and south <= lat <= north:
        notes.append(
            "Japan keeps its territorial sea at 3 nm in Soya, Tsugaru, Tsushima East and West and "
            "Osumi; the bounds of these areas are not known to the project."
        )
    return notes
