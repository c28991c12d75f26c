"""A sighting and a track compared part by part: place, time, heading, name, flag, kind, length."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.sector import gaps_to
from straitwatch.model.identity import plain_name
from straitwatch.model.wind import WINDS
from straitwatch.track.area import Area

__all__ = ["Part", "Passing", "compare"]

Floats = npt.NDArray[np.float64]
_Row = dict[str, Any]

_KM_M = 1000.0
_LEAST_ERROR_KM, _EDGE_SHARE = 5.0, 0.1
"""How soft the edge of an area is: half of ten kilometres, as no such text places better
(decode/gazetteer, DIST_ERROR_KM), and a tenth of its radius (ours), as "about 440 km" and "the
East China Sea" have no sharp edge. The area itself holds the errors of bearing and distance."""

_TIME_ERROR_S = 3600.0
"""Ours: a ship at 15 kn is then 28 km away, as far as half a wind at 70 km."""

_AGREE_DEG, _OPPOSE_DEG = 45.0, 135.0
"""Half a wind that the word means, and as much that a ship yaws from the way she makes good; from
135 degrees on she goes the other way."""

_OTHER, _UNTOLD_FLAG, _UNTOLD_KIND, _UNTOLD_NAME = 0.05, 0.7, 0.5, 0.2
"""Ours: what tells against a match leaves one in twenty, as crews do send wrong words; what is not
sent tells against it by how often it is sent: the State nearly always, by the MMSI, the type and
the name mostly."""

_MERCHANT = re.compile(
    r"cargo|tanker|passenger|fishing|tow|tug|dredg|diving|sailing|pleasure|pilot|tender|"
    r"high-speed|wing in ground|anti-pollution|medical"
)
_MMSI = re.compile(r"\b\d{9}\b")
_TYPE = re.compile(r"[A-Z][A-Za-z]{0,2}-?\d{1,3}[A-Z]{0,2}\b")


@dataclass(frozen=True)
class Part:
    """One part of a score.

    Attributes:
        name: place, time, heading, name, flag, kind or length.
        value: 0 to 1.
        why: in words.
        agrees: whether something that was told on both sides agrees.
    """

    name: str
    value: float
    why: str
    agrees: bool = False


@dataclass(frozen=True)
class Passing:
    """A track about the time of a sighting.

    Attributes:
        object_id: text identity.
        t_us: times of its fixes, shape (n,), µs.
        places: lon, lat, shape (n, 2).
        cog_deg: shape (n,), NaN where not sent.
        known: OBJECT row of it; empty when nothing is known.
    """

    object_id: str
    t_us: npt.NDArray[np.int64]
    places: Floats
    cog_deg: Floats
    known: Mapping[str, Any]


def compare(
    row: _Row,
    one: _Row,
    area: Area,
    track: Passing,
    class_length_m: Mapping[str, tuple[float, float]],
) -> tuple[Part, ...]:
    """Compare a sighting of one object with a track.

    Args:
        row: of SIGHTING.
        one: the element of its objects.
        area: where it was.
        track: fixes about its time.
        class_length_m: shortest and longest ship of a class, by the name of the class.

    Returns:
        the parts, each between 0 (cannot be) and 1 (agrees, or was not told).
    """
    span = row["t_start"], row["t_end"] or row["t_start"]
    return (
        *_place_and_time(area, track, span),
        _heading(row["heading"], track, span),
        _name(one, track),
        _flag(one["navy"], track.known.get("flag")),
        _kind(one, track.known),
        _length(class_length_m.get(one["class"] or ""), track.known.get("length_m")),
    )


def _beyond(track: Passing, span: tuple[datetime, datetime]) -> Floats:
    """Seconds from each fix to the span; 0 within."""
    start, end = (moment.timestamp() * 1e6 for moment in span)
    t = track.t_us.astype(float)
    return np.asarray(np.maximum(np.maximum(start - t, t - end), 0.0) / 1e6)


def _place_and_time(
    area: Area, track: Passing, span: tuple[datetime, datetime]
) -> tuple[Part, Part]:
    """Take the fix that fits place and time best: inside the area and the span both are 1."""
    error_km = max((area.radius_km or 0.0) * _EDGE_SHARE, _LEAST_ERROR_KM)
    gap_km, late_s = gaps_to(track.places, area.points) / _KM_M, _beyond(track, span)
    near = np.exp(-((gap_km / error_km) ** 2) / 2)
    timely = np.exp(-((late_s / _TIME_ERROR_S) ** 2) / 2)
    best = int(np.argmax(near * timely))
    where = f"{gap_km[best]:.0f} km from the area, whose edge is good to {error_km:.0f} km"
    when = f"{late_s[best] / 60:.0f} min outside the span" if late_s[best] else "within the span"
    inside = "inside the area" if gap_km[best] == 0.0 else where
    return Part("place", float(near[best]), inside), Part("time", float(timely[best]), when)


def _heading(wind: str | None, track: Passing, span: tuple[datetime, datetime]) -> Part:
    late = _beyond(track, span)
    course = track.cog_deg[(late <= max(float(late.min()), 0.0)) & np.isfinite(track.cog_deg)]
    if wind is None or wind not in WINDS or not len(course):
        return Part("heading", 1.0, "not told")
    turns = np.abs((course - WINDS[wind] + 180.0) % 360.0 - 180.0)
    off = float(turns.min())
    value = float(np.clip((_OPPOSE_DEG - off) / (_OPPOSE_DEG - _AGREE_DEG), 0.0, 1.0))
    return Part("heading", value, f"{off:.0f}° from {wind}")


def _name(one: _Row, track: Passing) -> Part:
    told, sent = one["name"] or "", track.known.get("name") or track.known.get("callsign") or ""
    number = _MMSI.search(f"{told} {one['as_written'] or ''}")
    if number:
        agrees = track.object_id == f"mmsi:{number.group()}"
        return Part("name", float(agrees), f"MMSI {number.group()} is told", agrees)
    if not told or _TYPE.fullmatch(told):
        return Part("name", 1.0, "no name is told")
    if not sent:
        return Part("name", _UNTOLD_NAME, f"{told} is told, none was sent")
    names = [plain_name(track.known.get(key) or "") for key in ("name", "callsign")]
    agrees = plain_name(told) in names
    return Part("name", float(agrees), f"{told} is told, {sent} was sent", agrees)


def _flag(navy: str | None, flag: str | None) -> Part:
    if navy is None:
        return Part("flag", 1.0, "no State is told")
    if flag is None:
        return Part("flag", _UNTOLD_FLAG, f"{navy} is told, none was sent")
    value = 1.0 if navy == flag else _OTHER
    return Part("flag", value, f"{navy} is told, {flag} was sent", navy == flag)


def _kind(one: _Row, known: Mapping[str, Any]) -> Part:
    """Compare a class with a type that was sent: warships are no merchant ships."""
    called, sent = (one["class"] or "").lower(), (known.get("type") or "").lower()
    if not called:
        return Part("kind", 1.0, "no class is told")
    if not sent:
        return Part("kind", _UNTOLD_KIND, f"{called} is told, no type was sent")
    said = f"{called} is told, {sent} was sent"
    kind = sent.partition(",")[0].strip()
    merchant = bool(_MERCHANT.search(called))
    designator = _TYPE.match(one["class"] or "")
    if kind in called or (designator and plain_name(designator.group()) in plain_name(sent)):
        return Part("kind", 1.0, said, agrees=True)
    if not merchant and sent.startswith(("military", "law enforcement")):
        return Part("kind", 1.0, said, agrees=True)
    if merchant or _MERCHANT.search(sent):
        return Part("kind", _OTHER, said)
    return Part("kind", _UNTOLD_KIND, said)


def _length(span: tuple[float, float] | None, sent: float | None) -> Part:
    if span is None or not sent:
        return Part("length", 1.0, "not told")
    agrees = span[0] <= sent <= span[1]
    said = f"{sent:.0f} m was sent, the class has {span[0]:.0f} to {span[1]:.0f} m"
    return Part("length", 1.0 if agrees else _OTHER, said, agrees)
