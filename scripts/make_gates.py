"""Hints of where straits are turned into gates: the shortest line from coast to coast.

Reads src/straitwatch/zone/data/gate_hints.csv and writes gates.csv beside it. Of each gate the two
shores are all pieces of the coastline within a stated distance of a stated place; its ends are the
nearest two points of them, its width the geodesic distance, its `beyond_*` the miles of it that
lie further than 3, 12 and 24 nm from any coast, its `corridor_*` the narrowest gap between the
belts of the two sides. A line that runs over land is refused. Run: python scripts/make_gates.py
"""

import csv
from typing import Any

import numpy as np

from straitwatch.kernel.coast import gather, to_ecef, vertex
from straitwatch.zone.chart import Chart, open_chart
from straitwatch.zone.corridor import is_left, land_on_line, measure_line, narrowest_corridor
from straitwatch.zone.shore import BASELINE, data_path

STEP_M = 25.0  # between two points of a shore that are looked at, near the shortest pair
TOLD = (
    "regime",
    "articles",
    "note",
    *(f"position_{k}{of}" for k in (1, 2) for of in ("_by", "", "_source")),
)


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


def seas(hint: dict[str, str], a: np.ndarray, b: np.ndarray) -> dict[str, str]:
    """Names of the seas on either side, as one who looks from a to b sees them."""
    ends = (float(a[0]), float(a[1])), (float(b[0]), float(b[1]))
    lefts = [
        is_left(*ends, (float(hint[f"sea_{k}_lon"]), float(hint[f"sea_{k}_lat"]))) for k in (1, 2)
    ]
    if lefts[0] == lefts[1]:
        raise SystemExit(f"{hint['gate_id']}: both seas on one side of {a} {b}")
    left, right = (1, 2) if lefts[0] else (2, 1)
    return {
        "left_sea": hint[f"sea_{left}"],
        "right_sea": hint[f"sea_{right}"],
        "left_sea_ja": hint[f"sea_{left}_ja"],
        "right_sea_ja": hint[f"sea_{right}_ja"],
    }


def make_gate(chart: Chart, hint: dict[str, str]) -> dict[str, Any]:
    """Turn one hint into one row of gates.csv."""
    a, b = find_ends(chart, hint)
    ends = (float(a[0]), float(a[1])), (float(b[0]), float(b[1]))
    over_land = land_on_line(*ends)
    if over_land > 0.0:
        raise SystemExit(f"{hint['gate_id']}: {over_land:.0f} m of {a} {b} run over land")
    line, corridor = measure_line(*ends), narrowest_corridor(*ends)
    at = {"a": corridor.a or ("", ""), "b": corridor.b or ("", "")}
    return {
        "gate_id": hint["gate_id"],
        "name": hint["name"],
        "name_ja": hint["name_ja"],
        "lon_a": a[0],
        "lat_a": a[1],
        "lon_b": b[0],
        "lat_b": b[1],
        **seas(hint, a, b),
        "source": f"shortest line from coast to coast, {BASELINE}",
        **vars(line),
        "corridor_nm": corridor.width_nm,
        **{
            f"corridor_{axis}_{end}": at[end][k]
            for end in "ab"
            for k, axis in enumerate(("lon", "lat"))
        },
        **{name: hint[name] for name in TOLD},
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
