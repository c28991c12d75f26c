"""Messages into segments, gaps and neighbours by three published algorithms, in our own words.

Global Fishing Watch's gpsdio-segment, pipe-gaps and pipe-encounters were on no package index in
November 2026: the benchmark measures these restatements, under a name that says so. They take the
same messages (dicts), do the same steps in the same order, in plain Python as the originals are,
and leave out what costs those more: static messages, logging, classes, Beam, S2 cells.

Source: github.com/GlobalFishingWatch/gpsdio-segment (Apache-2.0), modules matcher, discrepancy and
segmenter; .../pipe-gaps, module core.gap_detector; .../pipe-encounters, module
transforms.compute_adjacency; read then. On 448,000 fixes of `make_fixes` the code of
gpsdio-segment told the same 831 segments, and took 1.8 times as long.
"""

import math
from bisect import bisect_left, insort
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice, pairwise
from typing import Any, NamedTuple

import pyproj

__all__ = ["adjacent_as_published", "gaps_as_published", "segments_as_published"]

Message = dict[str, Any]

# Defaults of gpsdio-segment's Matcher and DiscrepancyCalculator.
_MAX_H, _PENALTY_H, _BUFFER_H = 24.0, 4.0, 0.25
_LOOKBACK, _LOOKBACK_FACTOR = 5, 2
_MAX_KN, _PENALTY_KN, _SLOW_KN = 25.0, 5.0, 0.35
_SHORT, _AMBIGUITY, _SHAPE = 10, 10.0, 4.0
_OTHER_CLASS = 0.1  # weight where class A and class B would meet in one segment
_MOST_OPEN = 100
_NM_PER_DEG = 60.0

_GEOD = pyproj.Geod(ellps="WGS84")
_BEFORE_S = 12 * 3600.0  # pipe-gaps counts the positions of 12 h before a gap


@dataclass(eq=False)
class _Segment:
    """Messages held to be one vessel's."""

    messages: list[Message] = field(default_factory=list)


class _Match(NamedTuple):
    """How well a message goes on from a segment, and which messages would have to go for it."""

    segment: _Segment
    metric: float
    dropped: list[Message]


def segments_as_published(messages: list[Message]) -> list[list[Message]]:
    """Sort the messages of one identity into segments that one vessel can have sailed.

    Args:
        messages: of one ssvid by time; keys timestamp, lon, lat, speed, course, type. The messages
            are written to: keys metric and drop.

    Returns:
        the messages of each segment, closed ones first; a message that was dropped is one alone.
    """
    open_: list[_Segment] = []
    done: list[list[Message]] = []
    seen: set[tuple[int, ...]] = set()
    for message in messages:
        if not _is_placed(message) or _is_repeated(message, seen):
            continue
        for old in [s for s in open_ if _hours(s.messages[-1], message) > _MAX_H]:
            open_.remove(old)
            done += _closed(old)
        best = _best([m for s in open_ if (m := _match(s, message)) is not None], open_)
        if len(best) == 1:
            _go_on(best[0], message)
            continue
        for match in best:  # more than one fits about as well: all end
            open_.remove(match.segment)
            done += _closed(match.segment)
        while len(open_) >= _MOST_OPEN:
            stale = min(open_, key=lambda s: s.messages[-1]["timestamp"])
            open_.remove(stale)
            done += _closed(stale)
        open_.append(_Segment([message]))
    return done + [part for segment in open_ for part in _closed(segment)]


def _is_placed(message: Message) -> bool:
    if None in (message["lon"], message["lat"], message["speed"]):
        return False
    return message["course"] is not None or message["speed"] <= _SLOW_KN


def _is_repeated(message: Message, seen: set[tuple[int, ...]]) -> bool:
    """Tell whether a moving vessel says exactly what it said before; remember what it says."""
    course = message["course"]
    said = (
        round(message["lat"] * 60000),
        round(message["lon"] * 60000),
        -1 if course is None else round(course * 10),
        round(message["speed"] * 10),
    )
    known = message["speed"] > 0 and said in seen
    seen.add(said)
    return known


def _closed(segment: _Segment) -> list[list[Message]]:
    dropped = [message for message in segment.messages if message.pop("drop", False)]
    gone = {id(message) for message in dropped}
    for message in segment.messages:
        message.pop("metric", None)
    kept = [message for message in segment.messages if id(message) not in gone]
    return [kept, *([message] for message in dropped)]


def _go_on(match: _Match, message: Message) -> None:
    for dropped in match.dropped:
        dropped["drop"] = True
    message["metric"] = match.metric
    match.segment.messages.append(message)


def _hours(a: Message, b: Message) -> float:
    return float((b["timestamp"] - a["timestamp"]).total_seconds()) / 3600.0


def _match(segment: _Segment, message: Message) -> _Match | None:
    """Hold a message against the last few of a segment: a better earlier one drops those after."""
    best, found = 0.0, None
    known, dropped = 0.0, 0
    kept = (m for m in reversed(segment.messages) if not m.get("drop"))
    recent = list(islice(kept, _LOOKBACK))
    classes = {m["type"] in _CLASS_B for m in recent}
    weight = 1.0 if (message["type"] in _CLASS_B) in classes else _OTHER_CLASS
    for back, earlier in enumerate(recent):
        hours = _hours(earlier, message)
        if hours > _MAX_H:
            break
        shortened = hours / (1.0 + math.sqrt(max(hours, 0.0) / _PENALTY_H))
        metric = weight * _metric(_discrepancy_nm(earlier, message, shortened), hours)
        weighed = metric / max(1, back * _LOOKBACK_FACTOR)
        if metric > 0.0 and weighed > known and weighed > best:
            best, found = weighed, (metric, dropped)
        known, dropped = earlier.get("metric", 0.0), back + 1
    return None if found is None else _Match(segment, found[0], recent[: found[1]])


_CLASS_B = frozenset(("AIS.18", "AIS.19"))


def _metric(off_nm: float, hours: float) -> float:
    padded = math.hypot(hours, _BUFFER_H)
    most = padded * _MAX_KN
    if off_nm > most:
        return 0.0
    return math.exp(-((_MAX_KN / _PENALTY_KN * off_nm / most) ** 2)) / padded


def _best(matches: list[_Match], open_: list[_Segment]) -> list[_Match]:
    """Choose the segment that fits best; all that fit about as well when it is not alone.

    Matches of short segments weigh less. As published, the lengths are those of the first open
    segments, whichever they are that match.
    """
    if len(matches) < 2:  # noqa: PLR2004 - a choice
        return matches
    lengths = [len(segment.messages) / _SHORT for segment in open_[: len(matches)]]
    scores = [m.metric * a / math.sqrt(1.0 + a * a) for m, a in zip(matches, lengths, strict=True)]
    top = max(scores)
    return [m for m, score in zip(matches, scores, strict=True) if score * _AMBIGUITY >= top]


def _expected(message: Message, hours: float) -> tuple[float, float]:
    """Tell where a vessel would be if it went on as it said."""
    course, speed = message["course"], message["speed"]
    if course is None:
        course = speed = 0.0
    turned, dist = math.radians(90.0 - course), speed * hours / _NM_PER_DEG
    shrink = math.cos(math.radians(message["lat"])) + 1e-3
    lon = message["lon"] + math.cos(turned) * dist / shrink
    return lon, message["lat"] + math.sin(turned) * dist


def _wrapped(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0


def _discrepancy_nm(a: Message, b: Message, hours: float) -> float:
    """Tell how far a place is from where it should be: the least of three ways to see it.

    Sailed on from either side; stayed where it was; or somewhere on the way, off the line.
    """
    lon_b, lat_b = _expected(a, hours)
    lon_a, lat_a = _expected(b, -hours)
    per_lon = _NM_PER_DEG * math.cos(math.radians(0.5 * (a["lat"] + b["lat"])))
    ahead = math.hypot(per_lon * _wrapped(lon_b - b["lon"]), _NM_PER_DEG * (lat_b - b["lat"]))
    astern = math.hypot(per_lon * _wrapped(lon_a - a["lon"]), _NM_PER_DEG * (lat_a - a["lat"]))
    north = _NM_PER_DEG * (b["lat"] - a["lat"])
    east = per_lon * _wrapped(b["lon"] - a["lon"])
    dist, bearing = math.hypot(north, east), math.atan2(north, east)
    off = _off_line(a, bearing, dist, hours) + _off_line(b, bearing, dist, hours)
    return min(0.5 * (ahead + astern), dist * _SHAPE, 0.5 * off * _SHAPE)


def _off_line(message: Message, bearing: float, dist: float, hours: float) -> float:
    turn = math.radians(90.0 - (message["course"] or 0.0)) - bearing
    along = math.cos(turn) * dist
    return abs(math.sin(turn)) * dist if 0.0 < along <= message["speed"] * hours else math.inf


def gaps_as_published(messages: list[Message], *, least_s: float) -> list[Message]:
    """Find silence between the messages of one vessel, and count what was heard before it.

    Args:
        messages: of one ssvid; timestamp in seconds. They are sorted in place.
        least_s: silence longer than this is a gap.
    """
    messages.sort(key=lambda message: message["timestamp"])
    return [
        _gap(messages, off, on)
        for off, on in pairwise(messages)
        if on["timestamp"] - off["timestamp"] > least_s
    ]


def _gap(messages: list[Message], off: Message, on: Message) -> Message:
    dist_m = _GEOD.inv(off["lon"], off["lat"], on["lon"], on["lat"])[2]
    hours = (on["timestamp"] - off["timestamp"]) / 3600.0
    end = bisect_left(messages, off["timestamp"], key=lambda m: m["timestamp"])
    first = bisect_left(messages, off["timestamp"] - _BEFORE_S, key=lambda m: m["timestamp"])
    heard = [*messages[first:end], off]
    words = f"{off['ssvid']}|{off['timestamp']}|{off['lat']}|{off['lon']}"
    by_receiver = {
        kind: sum(m["receiver_type"] == kind for m in heard)
        for kind in ("terrestrial", "satellite", "dynamic")
    }
    return {
        "gap_id": blake2b(words.encode(), digest_size=16).hexdigest(),
        "ssvid": off["ssvid"],
        "distance_m": dist_m,
        "duration_h": hours,
        "implied_speed_knots": dist_m / hours / 1852.0,
        "positions_hours_before": len(heard),
        "positions_hours_before_by_receiver": by_receiver,
        "OFF": {k: v for k, v in off.items() if k != "ssvid"},
        "ON": {k: v for k, v in on.items() if k != "ssvid"},
    }


_CELL_KM, _EARTH_KM, _MOST_NEAR = 2.0, 6371.0, 100


def adjacent_as_published(
    lon: list[float], lat: list[float], *, most_km: float = 0.5
) -> list[list[tuple[float, int]]]:
    """Find the nearest neighbours of each vessel at one moment: a hundred at most.

    Args:
        lon: degrees, one a vessel.
        lat: degrees.
        most_km: further off is no neighbour; less than a cell.

    Returns:
        for each vessel the distance in km and the number of each neighbour, nearest first.

    Notes:
        A vessel is compared with those of its own cell and the eight around it. Cells are of 2 km
        in rows of latitude; the original's are S2 cells of level 12, about as large.
    """
    rows = [math.floor(y * 111.2 / _CELL_KM) for y in lat]
    widths = {
        row: 111.2 * math.cos(math.radians((row + 0.5) * _CELL_KM / 111.2)) for row in set(rows)
    }
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for k, row in enumerate(rows):
        for beside in (row - 1, row, row + 1):  # into each cell that will look for it
            width = widths.get(beside)
            if width is not None:
                column = math.floor(lon[k] * width / _CELL_KM)
                for near in (column - 1, column, column + 1):
                    cells[beside, near].append(k)
    found = []
    for k, row in enumerate(rows):
        near_to: list[tuple[float, int]] = []
        for other in cells[row, math.floor(lon[k] * widths[row] / _CELL_KM)]:
            if other != k:
                km = _haversine_km(lon[k], lat[k], lon[other], lat[other])
                if km <= most_km:
                    insort(near_to, (km, other))
                    del near_to[_MOST_NEAR:]
        found.append(near_to)
    return found


def _haversine_km(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    across = math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b))
    north = math.sin(0.5 * math.radians(lat_b - lat_a)) ** 2
    half = north + across * math.sin(0.5 * math.radians(lon_b - lon_a)) ** 2
    return 2.0 * _EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))
