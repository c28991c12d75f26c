"""True courses turned into the truth that no scene tells: gates, zones, silences, false places.

Written apart from the detectors: a plain walk along the course itself, not along reports. What
lies so close to a threshold that the error of a position or of a coast decides is told as `either`.
"""

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.traffic.craft import Craft, Fleet
from straitwatch.flow.bench.traffic.oracle_gate import gate_arcs, known_passages
from straitwatch.flow.bench.traffic.oracle_stay import known_stays
from straitwatch.flow.bench.traffic.oracle_zone import known_zones, walk_zones
from straitwatch.flow.bench.traffic.radio import Heard
from straitwatch.flow.bench.traffic.truth import HOUR_S, Row, known

__all__ = ["find_truth"]

Array = npt.NDArray[Any]

_GAP_S = HOUR_S
_GAP_SLACK_S = 60.0
_NEAR_GAP_S = 0.4 * HOUR_S
_SPLIT_S = 900.0  # false places further apart than this are two episodes


def find_truth(fleet: Fleet, heard: Heard) -> list[Row]:
    """Find what each craft truly did at gates, limits and in silence.

    Args:
        fleet: all craft; their scenes told the rest already.
        heard: reports, by craft, t.

    Returns:
        rows of TRUTH.
    """
    rows: list[Row] = []
    first = np.searchsorted(heard.craft, np.arange(len(fleet.crafts) + 1))
    senders = Counter(craft.object_id for craft in fleet.crafts)
    arcs = gate_arcs(fleet.sea.gates)
    data_end = float(heard.t.max())
    for k, craft in enumerate(fleet.crafts):
        part = slice(first[k], first[k + 1])
        true = ~heard.false[part] & ~heard.stale[part]
        t = heard.t[part][true]
        if len(t) < 2:  # noqa: PLR2004 - a leg
            continue
        shared = senders[craft.object_id] > 1
        rows += _silences(craft, t, data_end, _where_outages(fleet, craft), shared=shared)
        rows += _false_places(craft, heard.t[part][heard.false[part]])
        walks = walk_zones(craft, t, fleet.sea.chart)
        rows += known_zones(walks)
        if walks is not None and not craft.is_aircraft:
            rows += known_stays(walks[0], t, shared=shared)
        rows += known_passages(craft, t, arcs)
        if craft.is_aircraft:  # no definition says when an aircraft loiters
            rows.append(known("loitering", craft.who, float(t[0]), float(t[-1]), either=True))
    return rows


def _where_outages(fleet: Fleet, craft: Craft) -> list[tuple[float, float]]:
    begin, end = craft.course.t[[0, -1]].tolist()
    return [(a, b) for _, a, b in fleet.outages if a < end and b > begin]


def _silences(
    craft: Craft, t: Array, data_end: float, outages: list[tuple[float, float]], *, shared: bool
) -> list[Row]:
    """Tell silences; whether one that shares its identity has ended is left open."""
    rows = []
    for k in np.flatnonzero(np.diff(t) >= _NEAR_GAP_S):
        begin, end = float(t[k]), float(t[k + 1])
        lasts = end - begin
        chosen = any(abs(begin - a) < _SPLIT_S for a, _ in craft.silent)
        note = (
            ""
            if chosen
            else "reception bad"
            if any(a < end and b > begin for a, b in outages)
            else ""
        )
        doubt = abs(lasts - _GAP_S) < _GAP_SLACK_S or craft.is_aircraft
        rows.append(
            known("gap", craft.who, begin, end, craft.course.place(begin), either=doubt,
                  near_miss=lasts < _GAP_S and not doubt, factor=lasts / _GAP_S, note=note)
        )  # fmt: skip
    left = data_end - float(t[-1])
    if left >= _GAP_S - _GAP_SLACK_S:
        doubt = left < _GAP_S + _GAP_SLACK_S or craft.is_aircraft or shared
        rows.append(
            known("gap", craft.who, float(t[-1]), None, craft.course.place(float(t[-1])),
                  either=doubt, factor=left / _GAP_S, note="open")
        )  # fmt: skip
    return rows


def _false_places(craft: Craft, t: Array) -> list[Row]:
    """Tell each run of false places that was really sent."""
    if not len(t):
        return []
    breaks = np.flatnonzero(np.diff(t) > _SPLIT_S) + 1
    rows = []
    for begin, end in pairwise([0, *breaks.tolist(), len(t)]):
        note = f"{end - begin} false fixes"
        span = float(t[begin]), float(t[end - 1])
        rows.append(known("impossible_position", craft.who, *span, craft.course.place(span[0]),
                          note=note))  # fmt: skip
    return rows
