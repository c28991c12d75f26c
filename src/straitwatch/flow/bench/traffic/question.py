"""True courses and what was heard of them turned into questions: was it ever inside there, then?"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.craft import Craft, Fleet
from straitwatch.flow.bench.traffic.plan import metres_between, shift
from straitwatch.flow.bench.traffic.radio import Heard
from straitwatch.flow.bench.traffic.truth import HOUR_S, ORIGIN_S
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import ARCHIPELAGIC, INTERNAL, LAND, Chart, classify

__all__ = ["TOP_KN", "Question", "ask_questions"]

Array = npt.NDArray[Any]

TOP_KN = 60.0
"""Faster than any ship in service: docs/absence.md."""

_STEP_S = 20.0
_RADIUS_NM = (2.0, 6.0, 15.0)
_OFF = (0.0, 0.5, 0.9, 1.15, 1.5, 3.0, 8.0)  # of a radius: how far its middle is from the course
_SPAN_H = (1.0, 3.0, 8.0)
_CLOSE_M = 60.0  # a course so near to the edge is left out: positions are some 7 m off
_LIMIT_M, _SEEN_M = 12.0 * NM_M, 24.0 * NM_M
_COAST_ERROR_M, _PLACE_ERROR_M = 700.0, 60.0  # counted against every claim, and some more
_SLACK = 1.02
_TRIES = 20


@dataclass(frozen=True)
class Question:
    """Was a ship inside a zone in a span?

    Attributes:
        object_id: of the ship.
        zone: `territorial_sea:XX` or `circle:LAT,LON,NM`.
        span_us: from, to; since 1970.
        entered: whether it was, on its true course.
        decidable: whether what was heard decides it, by plain arithmetic at TOP_KN.
    """

    object_id: int
    zone: str
    span_us: tuple[int, int]
    entered: bool
    decidable: bool


def ask_questions(
    fleet: Fleet, heard: Heard, rng: np.random.Generator, many: int
) -> list[Question]:
    """Ask of ships that were heard, with the truth of the answers.

    Args:
        fleet: all craft.
        heard: reports, by craft, t.
        rng: chance of its own: asking changes no traffic.
        many: questions; half are of the sea of the State to whose coast the ship came, half of
            circles near its course. Ships whose identity another sends are not asked about.

    Returns:
        at most so many.
    """
    ids = [craft.object_id for craft in fleet.crafts]
    first = np.searchsorted(heard.craft, np.arange(len(ids) + 1))
    apt = [k for k, craft in enumerate(fleet.crafts) if not craft.is_aircraft
           and ids.count(craft.object_id) == 1 and first[k + 1] - first[k] > _TRIES]  # fmt: skip
    shores = [k for k in apt if _is_off_shore(fleet, fleet.crafts[k])]
    found: list[Question] = []
    for n in range(many * _TRIES):
        chosen = shores if n % 2 else apt
        if len(found) >= many or not chosen:
            break
        k = chosen[int(rng.integers(len(chosen)))]
        own = heard.take(np.arange(first[k], first[k + 1]))
        ask = _ask_state if n % 2 else _ask_circle
        question = ask(fleet, fleet.crafts[k], own, rng)
        found += [question] if question is not None else []
    return found


def _is_off_shore(fleet: Fleet, craft: Craft) -> bool:
    """Tell whether it comes within 40 nm of the foot of a shore where but one State is near."""
    rows = slice(None, None, 60)
    lon, lat = craft.course.lon[rows], craft.course.lat[rows]
    return any(
        float(metres_between(lon, lat, site.lon, site.lat).min()) < 40.0 * NM_M
        and float(metres_between(lon, lat, site.lon, site.lat).max()) < 60.0 * NM_M
        for site in fleet.sea.sites
    )


def _span(craft: Craft, rng: np.random.Generator) -> tuple[float, float]:
    begin, end = craft.course.t[[0, -1]].tolist()
    hours = float(rng.choice(_SPAN_H))
    since = float(rng.uniform(begin, max(begin + 1.0, end - hours * HOUR_S)))
    return np.floor(since), np.floor(min(since + hours * HOUR_S, end))


def _ask_circle(
    fleet: Fleet, craft: Craft, own: Heard, rng: np.random.Generator
) -> Question | None:
    """Ask of a circle near a place of the course, or where a fooled receiver showed the ship."""
    del fleet
    span, radius_nm = _span(craft, rng), float(rng.choice(_RADIUS_NM))
    place = craft.course.place(float(rng.uniform(*span)))
    off_nm = float(rng.choice(_OFF)) * radius_nm
    if craft.spoofs:
        place, off_nm = (craft.spoofs[0].lon, craft.spoofs[0].lat), 0.0
        span = float(craft.course.t[0]), float(craft.course.t[-1])
    lon, lat = shift(*place, float(rng.uniform(0.0, 360.0)), off_nm)
    lon, lat = round((lon + 180.0) % 360.0 - 180.0, 4), round(lat, 4)
    if abs(lat) > 70.0:  # noqa: PLR2004 - flat shifts are good to here
        return None
    t = np.arange(span[0], span[1], _STEP_S)
    past_m = metres_between(*craft.course.at(t), lon, lat) - radius_nm * NM_M
    heard_m = metres_between(own.lon, own.lat, lon, lat) - radius_nm * NM_M
    heard_m = np.where(own.false, np.nan, heard_m)
    error_m = _PLACE_ERROR_M + 0.01 * np.abs(heard_m)  # a sphere is no ellipsoid
    if len(t) == 0 or abs(float(past_m.min())) < _CLOSE_M + 0.006 * radius_nm * NM_M:
        return None
    zone = f"circle:{lat},{lon},{radius_nm:g}"
    return _question(craft, zone, span, bool(past_m.min() < 0.0), (own.t, heard_m, error_m))


def _ask_state(fleet: Fleet, craft: Craft, own: Heard, rng: np.random.Generator) -> Question | None:
    """Ask of the territorial sea of the State whose shore is near."""
    chart, span = fleet.sea.chart, _span(craft, rng)
    here = craft.course.place(span[0])
    sites = fleet.sea.sites
    site = min(sites, key=lambda one: float(metres_between(*here, one.lon, one.lat)))
    t = np.arange(span[0], span[1], _STEP_S)
    if len(t) == 0:
        return None
    past_m, other = _past_limit(chart, *craft.course.at(t), site.state)
    if other or abs(float(past_m.min())) < _CLOSE_M:
        return None
    heard_m, _ = _past_limit(chart, own.lon, own.lat, site.state)
    heard_m = np.where(own.false, np.nan, heard_m)
    error_m = np.full(len(heard_m), _COAST_ERROR_M)
    zone = f"territorial_sea:{site.state}"
    return _question(craft, zone, span, bool(past_m.min() < 0.0), (own.t, heard_m, error_m))


def _past_limit(chart: Chart, lon: Array, lat: Array, state: str) -> tuple[Array, bool]:
    """Metres beyond the 12-nm line, at least 12 nm where no coast is near; is it another's?"""
    zoned = classify(chart, lon, lat)
    off_m = np.where(np.isnan(zoned.coast_m), _SEEN_M, zoned.coast_m).astype(float)
    ashore = np.isin(zoned.zone, (LAND, INTERNAL))
    off_m[ashore] = np.minimum(off_m[ashore], 0.0)
    close = off_m < _SEEN_M
    names = {zoned.states[code] for code in np.unique(zoned.state[close]) if code >= 0}
    odd = bool(names - {state}) or bool(np.any(zoned.zone == ARCHIPELAGIC))
    return off_m - _LIMIT_M, odd


def _question(
    craft: Craft, zone: str, span: tuple[float, float], entered: bool,
    heard: tuple[Array, Array, Array],
) -> Question:  # fmt: skip
    """Ask, given when it was heard, metres outside then (nan: a false place), and their error."""
    true = np.isfinite(heard[1])
    t, past_m, error_m = (column[true] for column in heard)
    during = (t >= span[0]) & (t <= span[1])
    sure = bool(np.any(during & (past_m < -error_m)))
    clear = not craft.spoofs and bool(during.any()) and _is_clear(t, past_m - error_m, span)
    span_us = tuple(round((s + ORIGIN_S) * 1e6) for s in span)
    return Question(craft.object_id, zone, (span_us[0], span_us[1]), entered,
                    sure if entered else clear)  # fmt: skip


def _is_clear(t: Array, off_m: Array, span: tuple[float, float]) -> bool:
    """Tell whether it cannot have been inside: there and back takes longer than the silence."""
    speed = TOP_KN * _SLACK * NM_M / HOUR_S
    if span[0] < t[0] and off_m[0] <= (t[0] - span[0]) * speed:
        return False
    if span[1] > t[-1] and off_m[-1] <= (span[1] - t[-1]) * speed:
        return False
    near = (t[1:] >= span[0]) & (t[:-1] <= span[1])
    return bool(np.all((off_m[:-1] + off_m[1:] > np.diff(t) * speed)[near]))
