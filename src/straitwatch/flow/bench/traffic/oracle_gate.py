"""A true course turned into crossings of gates, transits and deployments."""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.traffic.craft import Craft
from straitwatch.flow.bench.traffic.truth import DAY_S, HOUR_S, Row, known

__all__ = ["gate_arcs", "known_passages"]

Array = npt.NDArray[Any]

_BACK_S, _BACK_SLACK_S = 6.0 * HOUR_S, 0.4 * HOUR_S
_UNHEARD_S = 600.0
_AWAY_S, _AWAY_SLACK_S = DAY_S, 0.5 * HOUR_S


def _vectors(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Array:
    x, y = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


Arc = tuple[dict[str, Any], Array]


def gate_arcs(gates: pa.Table) -> list[Arc]:
    """Each gate, and its two ends as unit vectors, shape (2, 3)."""
    return [
        (gate, _vectors([gate["lon_a"], gate["lon_b"]], [gate["lat_a"], gate["lat_b"]]))
        for gate in gates.to_pylist()
    ]


def known_passages(craft: Craft, heard_t: Array, gates: list[Arc]) -> list[Row]:
    """Find where the course of a craft passes gates, and what that amounts to.

    Args:
        craft: the craft.
        heard_t: times of its true reports, ascending, at least two.
        gates: what `gate_arcs` gives.

    Returns:
        rows of TRUTH of the kinds crossing, transit, deployment.
    """
    course = craft.course
    use = (course.t >= heard_t[0]) & (course.t <= heard_t[-1])
    t, path = course.t[use], _vectors(course.lon[use], course.lat[use])
    if len(t) < 2:  # noqa: PLR2004 - a leg
        return []
    low, high = path.min(axis=0) - 0.02, path.max(axis=0) + 0.02
    rows: list[Row] = []
    transits: list[tuple[Row, str, str]] = []
    for gate, ends in gates:
        if np.any(ends.max(axis=0) < low) or np.any(ends.min(axis=0) > high):
            continue
        passed = _crossings(t, path, ends)
        rows += [_crossing(craft, gate, moment, heard_t) for moment, _ in passed]
        transits += _transits(craft, gate, passed, heard_t)
    rows += [row for row, _, _ in transits]
    return rows + _deployments(craft, transits)


def _crossings(t: Array, path: Array, ends: Array) -> list[tuple[float, bool]]:
    """Moments at which the path passes the arc between two ends, and whether to its left."""
    pole = np.cross(ends[0], ends[1])
    side = path @ (pole / np.linalg.norm(pole))
    found = []
    for k in np.flatnonzero((side[:-1] >= 0.0) != (side[1:] >= 0.0)):
        share = float(side[k] / (side[k] - side[k + 1]))
        spot = path[k] + share * (path[k + 1] - path[k])
        spot /= np.linalg.norm(spot)
        on_arc = np.cross(ends[0], spot) @ pole >= 0.0 and np.cross(spot, ends[1]) @ pole >= 0.0
        if on_arc and spot @ (ends[0] + ends[1]) > 0.0:
            found.append((float(t[k] + share * (t[k + 1] - t[k])), bool(side[k + 1] >= 0.0)))
    return found


def _hushed(heard_t: Array, moment: float) -> float:
    """Seconds between the reports on either side of a moment."""
    k = int(np.clip(np.searchsorted(heard_t, moment), 1, len(heard_t) - 1))
    return float(heard_t[k] - heard_t[k - 1])


def _crossing(craft: Craft, gate: dict[str, Any], moment: float, heard_t: Array) -> Row:
    silent_s = _hushed(heard_t, moment)
    doubt = silent_s > _UNHEARD_S
    half = silent_s if doubt else 0.0
    return known("crossing", craft.who, moment - half, moment + half, craft.course.place(moment),
                 where=gate["gate_id"], either=doubt, note="silent" if doubt else "")  # fmt: skip


def _transits(
    craft: Craft, gate: dict[str, Any], passed: list[tuple[float, bool]], heard_t: Array
) -> list[tuple[Row, str, str]]:
    """Net the crossings of one gate that follow each other within six hours."""
    if not passed:
        return []
    waits = [later[0] - earlier[0] for earlier, later in pairwise(passed)]
    doubt = any(abs(wait - _BACK_S) < _BACK_SLACK_S for wait in waits)
    doubt |= any(_hushed(heard_t, moment) > _UNHEARD_S for moment, _ in passed)
    groups = [[passed[0]]]
    for wait, one in zip(waits, passed[1:], strict=True):
        if wait >= _BACK_S:
            groups.append([])
        groups[-1].append(one)
    found = []
    for group in groups:
        span = group[0][0], group[-1][0]
        net = sum(1 if left else -1 for _, left in group)
        row = known("transit", craft.who, *span, craft.course.place(span[0]),
                    where=gate["gate_id"], near_miss=net == 0 and not doubt, either=doubt,
                    factor=(span[1] - span[0]) / _BACK_S)  # fmt: skip
        seas = gate["right_sea"], gate["left_sea"]
        if net or doubt:
            found.append((row, *(seas if net > 0 else seas[::-1])))
        else:
            found.append((row, "", ""))
    return found


def _deployments(craft: Craft, transits: list[tuple[Row, str, str]]) -> list[Row]:
    """Pair a way out with the way back that follows it; more than that is left open."""
    real = sorted(((r, a, b) for r, a, b in transits if a), key=lambda one: one[0]["t_start"])
    pairs = [(one, back) for one, back in pairwise(real) if one[1:] == back[2:0:-1]]
    if craft.is_aircraft or not pairs:
        return []
    gates = {row["where"] for row, _, _ in real}
    plain = len(gates) == 1 and not any(row["either"] for row, _, _ in real)
    rows = []
    for (out, _, _), (back, _, _) in pairs:
        away = back["t_start"] - out["t_end"]
        doubt = not plain or abs(away - _AWAY_S) < _AWAY_SLACK_S
        doubt |= len(real) > 2 and away >= _AWAY_S  # noqa: PLR2004 - out and back, and no more
        rows.append(
            known("deployment", craft.who, out["t_start"], back["t_end"],
                  craft.course.place(out["t_start"]), where=out["where"], either=doubt,
                  near_miss=away < _AWAY_S and not doubt, factor=away / _AWAY_S)
        )  # fmt: skip
    return rows
