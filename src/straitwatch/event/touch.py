"""What the sweep found of a flight, as edges with a place and an error, and as rows of events."""

from dataclasses import dataclass
from math import isnan, tan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.event.memory import is_simulated, tell_point
from straitwatch.kernel import flight_layout as lane
from straitwatch.kernel.rows import NEVER, POINT
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.identity import event_id
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S, moment

__all__ = [
    "ZONES",
    "Edge",
    "Found",
    "Touch",
    "edge_of_lane",
    "flew_on",
    "read_found",
    "side_of",
    "touch_row",
]

Records = npt.NDArray[np.void]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ZONES = (
    *("land", "internal_waters", "territorial_sea", "contiguous_zone"),
    *("exclusive_economic_zone", "high_seas", "archipelagic_waters"),
)
"""Names of the zones' codes, as in the charts."""

_GLIDE = tan(0.0524)  # 3 degrees: the usual final approach, ICAO Doc 8168
_FT_M = 0.3048
_LEAST_FT, _LEAST_RATE, _LONGEST_S = 100.0, 257.0, 180.0
_LEAST_M = 100.0
_USUAL_KN = 100.0
_HOVER_KN = 35.0


class Edge(NamedTuple):
    """Where a flight was seen last before it vanished, or first when it came up.

    Attributes:
        point: that fix, of dtype POINT, as a record.
        other: the fix that shows the way down, or up.
        alt_ft: pressure altitude there: some 30 ft a hPa off where the pressure is not 1013 hPa.
        rate_ft_min: how fast it went down to it, or up from it: above 0; nan when not known.
        top_kn: greatest speed in the minutes before it; nan when not known.
        zone: code of the zone.
        coast_m: metres to the coast, nan where far.
        track_id: of that fix.
    """

    point: Any
    other: Any
    alt_ft: float
    rate_ft_min: float
    top_kn: float
    zone: int
    coast_m: float
    track_id: int

    @property
    def t(self) -> int:
        """Time in µs."""
        return int(self.point["t"])

    @property
    def sog_kn(self) -> float:
        """Speed, nan when not known."""
        return float(self.point["sog_kn"])

    @property
    def to_go_s(self) -> float:
        """Seconds between this fix and the ground, at the rate seen or 257 ft/min."""
        rate = _LEAST_RATE if isnan(self.rate_ft_min) else max(self.rate_ft_min, _LEAST_RATE)
        alt_ft = _LEAST_FT if isnan(self.alt_ft) else max(self.alt_ft, _LEAST_FT)
        return alt_ft / rate * 60.0

    @property
    def unseen_s(self) -> float:
        """Seconds of flight that nobody saw: the same, at most 180 s."""
        return min(self.to_go_s, _LONGEST_S)

    @property
    def unseen_m(self) -> float:
        """How far it flies in that time: the error of the place."""
        speed = _USUAL_KN if isnan(self.sog_kn) else self.sog_kn
        return max(self.unseen_s * speed * KN_TO_M_S, _LEAST_M)


@dataclass(frozen=True)
class Found:
    """One finding of the lane.

    Attributes:
        plane: number of the aircraft.
        what: of `kernel.flight`: TAKEOFF, VANISHED, LANDED, LEFT_GROUND.
        held: whether `end` is low and untold: a landing may have followed.
        end: last fix before the silence, or before the change; None at a lane's start.
        start: first fix after it.
        decided_us: when it was decided.
        stood: whether the ground state is concluded from standing.
    """

    plane: int
    what: int
    held: bool
    end: Edge | None
    start: Edge
    decided_us: int
    stood: bool


def read_found(points: Records, marks: Ints, figures: Floats) -> list[Found]:
    """Read what the kernel wrote: k findings."""
    return [_read(points[k], marks[k], figures[k]) for k in range(len(marks))]


def _read(points: Any, marks: Ints, figures: Floats) -> Found:  # noqa: ANN401 - records
    plane, what, held, end_zone, start_zone, stood, end_track, start_track = marks.tolist()
    alt, before_alt, top, coast, low_alt, low_coast, high_alt, _ = figures.tolist()
    if what in {lane.LANDED, lane.LEFT_GROUND}:
        end = Edge(points[0], points[0], np.nan, np.nan, np.nan, end_zone, coast, end_track)
        start = Edge(points[1], points[3], np.nan, np.nan, np.nan, end_zone, coast, start_track)
        return Found(plane, what, False, end, start, int(points[3]["t"]), bool(stood))
    rate = _rate(points[1], points[0], before_alt, alt)
    end = Edge(points[0], points[1], alt, rate, top, end_zone, coast, end_track)
    up = _rate(points[2], points[3], high_alt, low_alt)
    start = Edge(points[2], points[3], low_alt, up, np.nan, start_zone, low_coast, start_track)
    known = end if end.t != NEVER else None
    return Found(plane, what, bool(held), known, start, int(points[3]["t"]), False)


def _rate(a: Any, b: Any, high_ft: float, low_ft: float) -> float:  # noqa: ANN401 - records
    minutes = (int(b["t"]) - int(a["t"])) / US_PER_S / 60.0
    return (high_ft - low_ft) / minutes if minutes > 0.0 else np.nan


def edge_of_lane(points: Any, marks: Ints, figures: Floats, *, held: bool) -> Edge:  # noqa: ANN401
    """Give the edge that an aircraft's memory holds: its last fix, or the one held before it."""
    if held:
        point, other = points[lane.END], points[lane.END_A]
        alt, before = figures[lane.END_ALT], figures[lane.END_A_ALT]
        top, coast = figures[lane.END_SMAX], figures[lane.END_COAST]
        zone, track = marks[lane.END_ZONE], marks[lane.END_TRACK]
    else:
        point, other = points[lane.LAST], points[lane.A]
        alt, before = figures[lane.ALT], figures[lane.A_ALT]
        top = np.fmax(figures[lane.SMAX], figures[lane.SMAX_OLD])
        coast, zone, track = figures[lane.COAST], marks[lane.ZONE], marks[lane.TRACK]
    rate = _rate(other, point, float(before), float(alt))
    point, other = np.array(point, POINT)[()], np.array(other, POINT)[()]
    return Edge(point, other, float(alt), rate, float(top), int(zone), float(coast), int(track))


def side_of(edge: Edge, offshore_nm: float) -> str:
    """Tell whether what a flight met there was a deck or a shore: `sea`, `shore` or neither.

    A shore is near when a final approach of 3 degrees from the edge ends within 1 nm of it.
    """
    if edge.zone < 0:
        return ""
    if edge.zone == 0:
        return "shore"
    if isnan(edge.coast_m) or edge.coast_m > offshore_nm * NM_M:
        return "sea"
    alt_ft = 0.0 if isnan(edge.alt_ft) else max(edge.alt_ft, 0.0)
    return "shore" if edge.coast_m <= NM_M + alt_ft * _FT_M / _GLIDE else ""


def flew_on(end: Edge, start: Edge) -> bool:
    """Tell whether a flight just went on unseen: more than half as fast, from fix to fix.

    As fast as it flew on either side, the slower counts; where it hovered or stood, 100 kn.
    """
    seconds = (start.t - end.t) / US_PER_S
    a, b = end.point, start.point
    metres = float(arc_distance(a["lon"], a["lat"], b["lon"], b["lat"]))
    speeds = [kn for kn in (end.sog_kn, start.sog_kn) if kn > _HOVER_KN]
    speed = min(speeds) if speeds else _USUAL_KN
    return metres > speed * KN_TO_M_S * seconds / 2.0


@dataclass(frozen=True)
class Touch:
    """A landing or a take-off that is to be told.

    Attributes:
        down: whether it landed.
        deck: whether at a deck.
        edge: the fix that it rests on: the last before a landing, the first after a take-off.
        span_us: between these it happened.
        fixes: further fixes that it rests on, as evidence.
        detail: what else is known.
        observed: whether a ground state was received.
        is_open: whether no fix came since.
        others: identities of the ship.
        error_m: error of the place, where it is not that of the flight unseen.
    """

    down: bool
    deck: bool
    edge: Edge
    span_us: tuple[int, int]
    fixes: tuple[dict[str, Any], ...]
    detail: dict[str, Any]
    observed: bool = False
    is_open: bool = False
    others: tuple[str, ...] = ()
    error_m: float | None = None

    @property
    def kind(self) -> str:
        """Kind of the event."""
        name = "landing" if self.down else "takeoff"
        return f"deck_{name}" if self.deck else name


def touch_row(touch: Touch, text: str, sources: list[str | None], rule: str) -> dict[str, Any]:
    """Tell a landing or a take-off as a row of EVENT.

    Args:
        touch: what is told.
        text: identity of the aircraft.
        sources: names of the sources' codes.
        rule: rule and version.
    """
    edge = touch.edge
    seen = [tell_point(edge.other, sources), tell_point(edge.point, sources)]
    evidence = sorted(
        [
            fix
            for k, fix in enumerate([*seen, *touch.fixes])
            if fix not in [*seen, *touch.fixes][:k]
        ],
        key=lambda fix: str(fix["t"]),
    )
    certainty = "observed" if touch.observed else "inferred"
    detail = {"zone": ZONES[edge.zone]} if edge.zone >= 0 else {}
    return {
        "event_id": event_id(touch.kind, text, moment(edge.t), rule),
        "kind": touch.kind,
        "object_id": text,
        "track_id": edge.track_id if edge.track_id >= 0 else None,
        "t_start": moment(touch.span_us[0]),
        "t_end": None if touch.is_open else moment(touch.span_us[1]),
        "lon": round(float(edge.point["lon"]), 7),
        "lat": round(float(edge.point["lat"]), 7),
        "others": list(touch.others) or None,
        "certainty": "simulated" if is_simulated(evidence) else certainty,
        "uncertainty_m": round(edge.unseen_m if touch.error_m is None else touch.error_m, 1),
        "evidence": evidence,
        "detail": detail | _figures(edge) | touch.detail,
        "status": "open" if touch.is_open else "closed",
        "rule": rule,
        "source": seen[1]["source"],
    }


def _figures(edge: Edge) -> dict[str, Any]:
    """Altitude, speed and rate at the edge, where they are known."""
    told = {"alt_ft": edge.alt_ft, "sog_kn": edge.sog_kn, "rate_ft_min": edge.rate_ft_min}
    return {name: round(value, 1) for name, value in told.items() if not isnan(value)}
