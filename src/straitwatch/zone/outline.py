"""The coastline and closing lines turned into the lines of a box."""

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.place import Box
from straitwatch.zone.chart import Chart
from straitwatch.zone.coastindex import find_seams
from straitwatch.zone.shore import polygons

__all__ = ["closing_runs", "coast_runs"]

Array = npt.NDArray[Any]

_TURNS = (-360.0, 0.0, 360.0)
_SEA = (1, 5)  # levels of GSHHG: land, and the ice front of Antarctica


def coast_runs(chart: Chart, box: Box, *, lakes: bool = False) -> list[tuple[int, Array]]:
    """Find the runs of the coastline that touch a box.

    Args:
        chart: the chart.
        box: the box.
        lakes: those of lakes, too.

    Returns:
        State code (-1: not known, and lakes) and vertices of each run, lon (in the turn of the
        box) and lat, shape (n, 2); in the order of the file, land on either side.
    """
    xy, first, count, level = polygons()
    low, high = np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first)
    runs: list[tuple[int, Array]] = []
    for turn in _TURNS:
        meets = (low[:, 0] + turn <= box.east) & (high[:, 0] + turn >= box.west)
        meets &= (low[:, 1] <= box.north) & (high[:, 1] >= box.south)
        meets &= np.isin(level, _SEA) | lakes
        for k in np.flatnonzero(meets):
            whole = np.asarray(xy[first[k] : first[k] + count[k]], float) + np.array([turn, 0.0])
            kept = _touching(whole, box) & ~_seams(whole - np.array([turn, 0.0]))
            for start, stop in _spans(kept):
                ids = np.arange(first[k] + start, first[k] + stop)
                codes = chart.coast.codes(ids) if level[k] in _SEA else np.full(len(ids), -1)
                runs += _by_code(codes, whole[start : stop + 1])
    return runs


def _touching(xy: Array, box: Box) -> Array:
    """Tell which segments may touch a box: bool, shape (n - 1,)."""
    low, high = np.minimum(xy[:-1], xy[1:]), np.maximum(xy[:-1], xy[1:])
    across = (high[:, 0] >= box.west) & (low[:, 0] <= box.east)
    return np.asarray(across & (high[:, 1] >= box.south) & (low[:, 1] <= box.north))


def _seams(xy: Array) -> Array:
    """Tell which segments of a polygon only close it at the map's edge: bool, shape (n - 1,)."""
    seam = np.zeros(len(xy) - 1, bool)
    seam[find_seams(xy)] = True
    return seam


def _spans(kept: Array) -> list[tuple[int, int]]:
    """First and one past the last of each run of True."""
    padded = np.concatenate([[False], kept, [False]]).astype(np.int8)
    change = np.flatnonzero(np.diff(padded))
    return list(zip(change[::2].tolist(), change[1::2].tolist(), strict=True))


def _by_code(codes: Array, xy: Array) -> list[tuple[int, Array]]:
    """Split a run of segments where its State changes."""
    cuts = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    return [(int(codes[a]), xy[a : b + 1]) for a, b in pairwise(cuts) if b > a]


def closing_runs(chart: Chart, box: Box) -> list[tuple[int, Array]]:
    """Find the straight baselines and closing lines that touch a box, as `coast_runs` does."""
    runs: list[tuple[int, Array]] = []
    for state, places in chart.coast.waters.lines:
        for turn in _TURNS:
            xy = places + np.array([turn, 0.0])
            if _touching(xy, box).any():
                runs.append((chart.coast.states.index(state), xy))
    return runs
