"""Sweeps of slow ships and loitering aircraft against plain references, one lane at a time."""

from datetime import datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sailing import HOUR, START, fix, observe, world

from straitwatch.event import loitering, orbiting, stop
from straitwatch.kernel.sphere import arc_distance

KN = 1852.0 / 3600.0
DEG = 111_195.08
PORTS = pa.table({"port_id": ["x:1"], "name": ["Nishi Ko"], "lon": [130.0], "lat": [33.0]})
Row = dict[str, Any]
LEG = st.tuples(
    st.sampled_from([0.0, 0.1, 0.3, 0.45, 0.9, 1.6, 1.9, 2.2, 5.0, 14.0]),
    st.sampled_from([90.0, 130.0, 310.0, 650.0, 1300.0, 4000.0, 16_000.0, 46_000.0]),
    st.integers(1, 30),
    st.sampled_from([1.0, 1.0, -1.0]),
)


def walk(legs: list[tuple], **more: object) -> list[Row]:
    rows, t, y = [fix(0.0, 130.0, 33.0, **more)], 0.0, 0.0
    for kn, dt, n, way in legs:
        for _ in range(n if dt < 2000 else 1):
            t, y = t + dt, y + way * kn * KN * dt
            rows.append(fix(t, 130.0, 33.0 + y / DEG, **more))
    return rows


def seconds(row: Row) -> float:
    return float((row["t"] - START).total_seconds())


def apart(a: Row, b: Row) -> float:
    return float(arc_distance(a["lon"], a["lat"], b["lon"], b["lat"]))


def every(rows: list[Row], step: float) -> list[Row]:
    """Samples: fixes no less than a step after the sample before."""
    out = rows[:1]
    for row in rows[1:]:
        if seconds(row) - seconds(out[-1]) >= step:
            out.append(row)
    return out


def plain_slow(  # noqa: C901 - one plain loop, to be read
    rows: list[Row], v: float = 2.0 * KN
) -> list[tuple[float, float]]:
    """Spans of at least 4 h over which each hour's mean is slow."""
    spans: list[tuple[float, float]] = []
    run: list[Row] = []  # samples of the span that goes on
    hour = last_good = 0  # in run: where the hour began, and the last sample that counts

    def end() -> None:
        if run and seconds(run[last_good]) - seconds(run[0]) >= 4 * HOUR:
            spans.append((seconds(run[0]), seconds(run[last_good])))

    def slow(a: Row, b: Row) -> bool:
        return apart(a, b) <= v * (seconds(b) - seconds(a))

    for a, b in pairwise(every(rows, 600.0)):
        if seconds(b) - seconds(a) > 4 * HOUR:
            end()
            run = []
            continue
        if not run:
            if not slow(a, b):
                continue
            run, hour, last_good = [a], 0, 0
        if slow(a, b) and last_good == len(run) - 1:
            last_good += 1
        run.append(b)
        path = sum(apart(p, q) for p, q in pairwise(run[hour:]))
        took = seconds(b) - seconds(run[hour])
        if took >= HOUR and path <= v * took:
            hour = last_good = len(run) - 1
        elif path > v * HOUR:
            end()
            k = len(run) - 1
            while k > hour and slow(run[k - 1], run[k]):
                k -= 1
            run = run[k:] if k < len(run) - 1 else []
            hour, last_good = 0, len(run) - 1
    end()
    return spans


@settings(max_examples=150, deadline=None)
@given(st.lists(LEG, min_size=1, max_size=8))
def test_slow_spans(legs: list[tuple]) -> None:
    rows = walk(legs)
    told = observe(loitering.make(world()), rows)
    spans = [(seconds({"t": e["t_start"]}), _last(e)) for e in told]
    assert spans == plain_slow(rows)


def _last(event: Row) -> float:
    return seconds({"t": datetime.fromisoformat(event["evidence"][-1]["t"])})


def plain_anchorings(rows: list[Row]) -> list[tuple[float, float]]:
    """Stops at anchor: of a ship that says nothing, far enough from the coast for no berth."""
    spans: list[tuple[float, float]] = []
    run: list[Row] = []
    sure = False

    def end() -> None:
        if run and sure:
            spans.append((seconds(run[0]), seconds(run[-1])))

    for a, b in pairwise(every(rows, 120.0)):
        dt, dist = seconds(b) - seconds(a), apart(a, b)
        rests = dist <= 0.5 * KN * dt + 20.0
        moves = dist > 2.0 * KN * dt + 20.0
        wide = run and np.ptp([row["lat"] for row in (*run, b)]) * DEG > 1000.0
        silent = dt >= 4 * HOUR and not (run and rests and not wide and dt <= 12 * HOUR)
        if run and (silent or moves or wide):
            end()
            run = []
        if silent:
            continue
        if not run and rests and not moves and dt <= HOUR:
            run, sure = [a], False
        if run and rests and not moves:
            run.append(b)
            sure = sure or lies(run)
    end()
    return spans


def lies(run: list[Row]) -> bool:
    """Tell whether it did not drift, since it began or for half an hour on end."""

    def is_near(a: Row, b: Row) -> bool:
        return apart(a, b) <= 0.2 * KN * (seconds(b) - seconds(a)) + 20.0

    if seconds(run[-1]) - seconds(run[0]) < 0.5 * HOUR:
        return False
    since, rested = run[0], False
    for row in run[1:]:
        if not is_near(since, row):
            since = row
        rested = rested or seconds(row) - seconds(since) >= 0.5 * HOUR
    return rested or is_near(run[0], run[-1])


@settings(max_examples=150, deadline=None)
@given(st.lists(LEG, min_size=1, max_size=8))
def test_anchorings(legs: list[tuple]) -> None:
    rows = walk(legs, coast_nm=5)
    told = observe(stop.make(world()), rows)
    spans = [(seconds({"t": e["t_start"]}), _last(e)) for e in told]
    assert spans == plain_anchorings(rows)


def plain_visits(rows: list[Row]) -> list[tuple[float, int, int]]:  # noqa: C901 - one plain loop
    """Visits to the one port, of a ship that lies at a berth whenever it stops: start, stops, gaps.

    It says that it is moored, and lies too far from the coast for an unlisted place.
    """
    port = {"lon": 130.0, "lat": 33.0}
    visits: list[list[float]] = []
    inside = counted = False
    run: list[Row] = []
    for a, b in pairwise(every(rows, 120.0)):
        dt, dist = seconds(b) - seconds(a), apart(a, b)
        rests = dist <= 0.5 * KN * dt + 20.0
        moves = dist > 2.0 * KN * dt + 20.0
        wide = bool(run) and np.ptp([row["lat"] for row in (*run, b)]) * DEG > 1000.0
        silent = dt >= 4 * HOUR
        broken = silent and not (run and rests and not wide and dt <= 12 * HOUR)
        if run and (broken or moves or wide):
            short = seconds(run[-1]) - seconds(run[0]) >= 240.0 and apart(run[0], port) <= 3000.0
            if not counted and (short or inside) and seconds(run[-1]) - seconds(run[0]) >= 240.0:
                inside = _count(visits, inside, run[0])
            run, counted = [], False
        if broken and not inside and apart(a, port) <= 3000.0 and apart(b, port) <= 3000.0:
            inside = _count(visits, inside, a)
            visits[-1][1] = 0
        if not broken and not run and rests and not moves and dt <= HOUR:
            run = [a]
        if not broken and run and rests and not moves:
            run.append(b)
            if not counted and seconds(b) - seconds(run[0]) >= 0.5 * HOUR:
                counted = True
                if inside or apart(run[0], port) <= 3000.0:
                    inside = _count(visits, inside, run[0])
        if inside and apart(b, port) >= 4000.0:
            inside = False
        elif inside and silent:
            visits[-1][2] += 1
    return [(v[0], int(v[1]), int(v[2])) for v in visits]


def _count(visits: list[list[float]], inside: bool, row: Row) -> bool:
    if not inside:
        visits.append([seconds(row), 0, 0])
    visits[-1][1] += 1
    return True


@settings(max_examples=150, deadline=None)
@given(st.lists(LEG, min_size=1, max_size=8))
def test_visits(legs: list[tuple]) -> None:
    rows = walk(legs, coast_nm=2.0, nav_status=5)
    told = observe(stop.StopDetector(world(ports=PORTS)), rows)
    counts = [(event["detail"]["stops"], event["detail"]["gaps"]) for event in told]
    assert counts == [visit[1:] for visit in plain_visits(rows)]


def plain_orbits(rows: list[Row], ratio: float) -> list[tuple[float, float]]:
    """Spans whose every hour is within 40 nm, and whose path came to three times their width."""
    taken, parts = every(rows, 20.0), [[rows[0]]]
    for a, b in pairwise(taken):
        if seconds(b) - seconds(a) >= HOUR:
            parts.append([])
        parts[-1].append(b)
    return [
        (seconds(part[a]), seconds(part[b]))
        for part in parts
        for a, b, lasts in _spans(part, ratio)
        if lasts
    ]


def _spans(part: list[Row], ratio: float) -> list[tuple[int, int, bool]]:
    """First and last row of each span of flight without a gap, and whether it is told."""
    marks, spans = [0], []
    for k, row in enumerate(part):
        if seconds(row) - seconds(part[marks[-1]]) >= 300.0:
            marks.append(k)
    for n in marks:
        early = [m for m in marks if seconds(part[n]) - seconds(part[m]) >= HOUR]
        if not early or not _small(part, [m for m in marks if early[-1] <= m <= n]):
            continue
        goes_on = bool(spans) and spans[-1][1] >= early[-1]
        first, _, lasts = spans.pop() if goes_on else (early[-1], n, False)
        wide = _wide([part[m] for m in marks if first <= m <= n])
        spans.append((first, n, lasts or _path(part, first, n) > ratio * wide))
    return spans


def _path(part: list[Row], a: int, b: int) -> float:
    return sum(apart(p, q) for p, q in pairwise(part[a : b + 1]))


def _wide(rows: list[Row]) -> float:
    return float(np.ptp([row["lat"] for row in rows])) * DEG


def _small(part: list[Row], marks: list[int]) -> bool:
    took = seconds(part[marks[-1]]) - seconds(part[marks[0]])
    path = _path(part, marks[0], marks[-1])
    return _wide([part[m] for m in marks]) <= 40 * 1852.0 and path >= 20 * KN * took


FLIGHT = st.tuples(
    st.sampled_from([5.1, 24.7, 61.3, 61.4, 99.1, 141.7]),  # that no product is a threshold
    st.sampled_from([30.0, 50.0, 400.0]),
    st.sampled_from([5, 20, 30]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(FLIGHT, min_size=6, max_size=24), st.sampled_from([1.0, 1.0, 0.8, -0.6]))
def test_orbits(flights: list[tuple], back: float) -> None:
    """To and fro; with `back` it comes back only part of the way each time, or never."""
    legs = [
        (kn, dt, min(n, 4000 // int(dt)), (1.0, back)[k % 2])
        for k, (kn, dt, n) in enumerate(flights)
    ]
    rows = walk(
        [(*leg[:3], -leg[3] if k % 2 else leg[3]) for k, leg in enumerate(legs)],
        object_id=1 << 56 | 7,
    )
    told = observe(orbiting.make(world()), rows)
    spans = [(seconds({"t": e["t_start"]}), _last(e)) for e in told]
    plain = plain_orbits(rows, 3.0 - 1e-6)
    assume(plain == plain_orbits(rows, 3.0 + 1e-6))  # rounding decides nothing
    assert spans == plain
