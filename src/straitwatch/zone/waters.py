"""Straight baselines and outlines of waters turned into what a chart is built with."""

import csv
import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.zone.shore import data_path

__all__ = ["Outline", "Waters", "known_waters"]

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Outline:
    """An outline of waters: lon, lat, closed, float64, shape (n, 2).

    Attributes:
        kind: internal, archipelagic, or breadth: an area of another territorial sea.
        state: the State whose waters they are.
        breadth_nm: of the kind breadth: its territorial sea there.
    """

    kind: str
    state: str
    breadth_nm: float
    places: Array


@dataclass(frozen=True)
class Waters:
    """What moves the limits away from the coast as drawn.

    Attributes:
        lines: State, and lon, lat of the points of a straight baseline, shape (n, 2).
        outlines: waters, and areas of another breadth.
        key: changes with any of them.
    """

    lines: list[tuple[str, Array]]
    outlines: list[Outline]
    key: str


def known_waters() -> Waters:
    """Read what the project knows."""
    lines, outlines, digest = [], {}, hashlib.sha256()
    for name in ("baselines.csv", "internal_waters.csv"):
        digest.update(data_path(name).read_bytes())
    with data_path("baselines.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            ends = [[float(row[f"lon_{e}"]), float(row[f"lat_{e}"])] for e in "ab"]
            lines.append((row["state"], np.array(ends)))
    with data_path("internal_waters.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            outlines.setdefault((row["water"], row["state"]), []).append(
                (float(row["lon"]), float(row["lat"]))
            )
    waters = [
        Outline("internal", state, np.nan, np.array([*places, places[0]]))
        for (_, state), places in outlines.items()
    ]
    return Waters(lines, waters, digest.hexdigest())
