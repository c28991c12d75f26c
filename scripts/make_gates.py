"""Hints of where straits are turned into gates: the shortest line from coast to coast.

Reads src/straitwatch/zone/data/gate_hints.csv and writes gates.csv beside it. Of each gate the two
shores are all pieces of the coastline within a stated distance of a stated place; its ends are the
nearest two points of them, its width the geodesic distance, its `beyond_*` the miles of it that
lie further than 3, 12 and 24 nm from any coast. Run: python scripts/make_gates.py
"""

import csv
from typing import Any

import numpy as np

from straitwatch.kernel.coast import arc_of_chord, gather, to_ecef, vertex
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import Chart, nearest_coast, open_chart
from straitwatch.zone.shore import BASELINE, data_path

STEP_M = 25.0  # between two points of a shore that are looked at, near the shortest pair
SAMPLE_NM = 0.02  # between two points of the gate where the distance to the coast is measured


def ecef(places: np.ndarray) -> np.ndarray:
    """Earth-centred metres of places in degrees, shape (n, 2) to (n, 3)."""
    return np.stack(to_ecef.py_func(places[:, 0], places[:, 1]), axis=-1)  # type: ignore[attr-defined]


def shore_near(chart: Chart, lon: float, lat: float, within_km: float) -> np.ndarray:
    """Segments near a place: their ends in degrees, shape (k, 2, 2)."""
    sea = chart.coast.sea
    ids = gather(*to_ecef(lon, lat), within_km * 1000.0, sea)
    ids = ids[ids < len(sea.xy)]
    pairs = [[vertex(sea.xy, sea.extra, i), vertex(sea.xy, sea.extra, i + 1)] for i in ids]
    return np.array(pairs).reshape(-1, 2, 2)


def nearest_pair(a: np.ndarray, b: np.ndarray) -> tuple[int, int]:
    """Indices of the nearest two of two sets of places."""
    best, pair, right = np.inf, (0, 0), ecef(b)
    for block in range(0, len(a), 512):
        left = ecef(a[block : block + 512])
        apart = np.linalg.norm(left[:, None] - right[None], axis=2)
        i, j = np.unravel_index(apart.argmin(), apart.shape)
        if apart[i, j] < best:
            best, pair = apart[i, j], (block + int(i), int(j))
    return pair


def densify(segments: np.ndarray, around: np.ndarray) -> np.ndarray:
    """Points every STEP_M on the segments whose first end is near a place."""
    away = np.linalg.norm(ecef(segments[:, 0]) - ecef(around[None]), axis=1)
    length = np.linalg.norm(ecef(segments[:, 0]) - ecef(segments[:, 1]), axis=1)
    points = []
    for k in np.flatnonzero(away < length + 1500.0):
        share = np.linspace(0.0, 1.0, 2 + int(length[k] / STEP_M))[:, None]
        points.append(segments[k, 0] + share * (segments[k, 1] - segments[k, 0]))
    return np.concatenate(points)


def find_ends(chart: Chart, hint: dict[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Nearest points of the two shores."""
    shores = [
        shore_near(
            chart,
            float(hint[f"near_lon_{end}"]),
            float(hint[f"near_lat_{end}"]),
            float(hint[f"within_km_{end}"]),
        )
        for end in "ab"
    ]
    if not len(shores[0]) or not len(shores[1]):
        raise SystemExit(f"{hint['gate_id']}: no coast there")
    i, j = nearest_pair(shores[0][:, 0], shores[1][:, 0])
    fine = densify(shores[0], shores[0][i, 0]), densify(shores[1], shores[1][j, 0])
    i, j = nearest_pair(*fine)
    return fine[0][i].round(5), fine[1][j].round(5)


def beyond(chart: Chart, a: np.ndarray, b: np.ndarray, width_nm: float) -> dict[str, float]:
    """Miles of the line that lie further than each limit from any coast."""
    n = max(8, int(width_nm / SAMPLE_NM))
    share = ((np.arange(n) + 0.5) / n)[:, None]
    (xa, xb) = ecef(a[None]), ecef(b[None])
    points = xa + share * (xb - xa)  # the chord, seen from the earth's centre: a great circle
    lon = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    flat = np.hypot(points[:, 0], points[:, 1])
    lat = np.degrees(np.arctan2(points[:, 2], flat * (1.0 - 0.006_694_379_990_141_317)))
    dist_nm = nearest_coast(chart, lon, lat).dist_m / NM_M
    return {f"beyond_{k}nm": round(float((dist_nm > k).mean() * width_nm), 2) for k in (3, 12, 24)}


def is_left(a: np.ndarray, b: np.ndarray, lon: float, lat: float) -> bool:
    """Tell whether a place is to the left of one who looks from a to b."""
    place = ecef(np.array([[lon, lat]]))[0]
    return bool(np.dot(np.cross(ecef(a[None])[0], ecef(b[None])[0]), place) > 0.0)


def make_gate(chart: Chart, hint: dict[str, str]) -> dict[str, Any]:
    """Turn one hint into one row of gates.csv."""
    a, b = find_ends(chart, hint)
    chord = np.linalg.norm(ecef(a[None]) - ecef(b[None]), axis=1)
    width = float(arc_of_chord(chord, *(np.array([v]) for v in (*a, *b)))[0] / NM_M)
    seas = [
        (hint[f"sea_{k}"], float(hint[f"sea_{k}_lon"]), float(hint[f"sea_{k}_lat"])) for k in (1, 2)
    ]
    lefts = [is_left(a, b, lon, lat) for _, lon, lat in seas]
    if lefts[0] == lefts[1]:
        raise SystemExit(f"{hint['gate_id']}: both seas on one side of {a} {b}")
    left, right = (seas[0][0], seas[1][0]) if lefts[0] else (seas[1][0], seas[0][0])
    return {
        "gate_id": hint["gate_id"],
        "name": hint["name"],
        "name_ja": hint["name_ja"],
        "lon_a": a[0],
        "lat_a": a[1],
        "lon_b": b[0],
        "lat_b": b[1],
        "left_sea": left,
        "right_sea": right,
        "width_nm": round(width, 3),
        "source": f"shortest line from coast to coast, {BASELINE}",
        **beyond(chart, a, b, width),
        "regime": hint["regime"],
        "articles": hint["articles"],
        "note": hint["note"],
    }


def main() -> None:
    """Make the file."""
    chart = open_chart()
    with data_path("gate_hints.csv").open(encoding="utf-8") as file:
        hints = list(csv.DictReader(line for line in file if not line.startswith("#")))
    gates = [make_gate(chart, hint) for hint in hints]
    with data_path("gates.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("# Made by scripts/make_gates.py from gate_hints.csv; do not edit.\n")
        writer = csv.DictWriter(file, list(gates[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(gates)
    print(f"gates.csv: {len(gates)} gates")


if __name__ == "__main__":
    main()
