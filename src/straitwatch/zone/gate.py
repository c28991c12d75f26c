"""The table of gates, and the words that find and describe one."""

import csv
import math
from functools import cache
from typing import Any

import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.schema import GATE
from straitwatch.zone.corridor import Place, width_nm
from straitwatch.zone.shore import data_path

__all__ = ["REGIMES", "describe_gate", "find_gate", "gates", "sea_near"]

REGIMES = (
    "transit_passage",
    "high_seas_corridor",
    "treaty",
    "non_suspendable_innocent_passage",
    "innocent_passage",
    "canal",
    "archipelagic",
    "disputed",
)
"""What a gate's `regime` may be; docs/gates.md tells the articles of each."""

_MOST_NAMES = 12  # in an error
_SAME_SEA_NM = 900.0  # a sea is looked for no further away than this


@cache
def gates() -> pa.Table:
    """Read the project's own gates.

    Returns:
        GATE, 69 rows, the order of zone/data/gate_hints.csv.

    Notes:
        Ends are the nearest two points of the coastline (GSHHG 2.3.7 full) near two hints;
        made by scripts/make_gates.py. An empty `articles` says that no article of the Convention
        settles the matter; the note then says what does. Users' own: zone/gate_file.py.
    """
    with data_path("gates.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    columns = {}
    for field in GATE:
        numbers = pa.types.is_floating(field.type)
        words = [row[field.name] or None for row in rows]
        columns[field.name] = [float(w) if w and numbers else w for w in words]
    return pa.table(columns, schema=GATE)


@cache
def _sea_places() -> list[tuple[str, float, float]]:
    """Names of seas, each with a place in it."""
    with data_path("gate_hints.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return [
        (row[f"sea_{k}"], float(row[f"sea_{k}_lon"]), float(row[f"sea_{k}_lat"]))
        for row in rows
        for k in "12"
    ]


def sea_near(name: str, a: Place, b: Place) -> Place | None:
    """Find a place in a sea of that name near a line; None where the project knows none."""
    middle = (a[0], (a[1] + b[1]) / 2.0)
    found = [
        (width_nm(middle, (x, y)), (x, y))
        for sea, x, y in _sea_places()
        if sea.casefold() == name.strip().casefold()
    ]
    away, place = min(found, default=(math.inf, None))
    return place if away < _SAME_SEA_NM else None


def find_gate(text: str, table: pa.Table | None = None) -> dict[str, Any]:
    """Find one gate by its id, else by a part of its name, English or Japanese.

    Args:
        text: any case; an exact gate_id wins over all, then an exact name, then a part.
        table: GATE; without it, the project's own.

    Returns:
        its row of GATE.

    Raises:
        ContractError: none fits, or several do; names those that come near.
    """
    rows = (gates() if table is None else table).to_pylist()
    wanted = text.strip().casefold()
    for key in ("gate_id", "name", "name_ja"):
        for row in rows:
            if wanted and (row[key] or "").casefold() == wanted:
                return dict(row)
    hits = [row for row in rows if wanted and wanted in _words(row)]
    if len(hits) == 1:
        return dict(hits[0])
    if hits:
        raise ContractError(f"'{text}' names {len(hits)} gates: {_list(hits)}")
    parts = [word for word in wanted.replace("-", " ").split() if len(word) > 2]  # noqa: PLR2004 - no 'of'
    near = [row for row in rows if any(part in _words(row) for part in parts)]
    hint = f"near: {_list(near)}" if near else "see `straitwatch gate list`"
    raise ContractError(f"no gate is called '{text}'; {hint}")


def _words(row: dict[str, Any]) -> str:
    return " | ".join(str(row[key]) for key in ("gate_id", "name", "name_ja")).casefold()


def _list(rows: list[dict[str, Any]]) -> str:
    names = [row["gate_id"] for row in rows[:_MOST_NAMES]]
    return ", ".join(names) + (", ..." if len(rows) > _MOST_NAMES else "")


def describe_gate(gate: dict[str, Any]) -> dict[str, Any]:
    """Say what there is to say of a gate, in the order in which it reads well.

    Args:
        gate: a row of GATE.

    Returns:
        words by label; `on the line` is how much of the gate lies beyond 12 nm of any coast,
        `corridor` the narrowest gap between the belts of 12 nm of its two sides.
    """
    return {
        "gate": gate["gate_id"],
        "name": gate["name"],
        "name_ja": gate["name_ja"] or "",
        "ends": f"{_place(gate['lon_a'], gate['lat_a'])} - {_place(gate['lon_b'], gate['lat_b'])}",
        "left_sea": _both(gate["left_sea"], gate["left_sea_ja"]),
        "right_sea": _both(gate["right_sea"], gate["right_sea_ja"]),
        "width": f"{gate['width_nm']:.3f} nm",
        "beyond_3nm": f"{gate['beyond_3nm']:.2f} nm of the line",
        "beyond_12nm": f"{gate['beyond_12nm']:.2f} nm of the line",
        "beyond_24nm": f"{gate['beyond_24nm']:.2f} nm of the line",
        "corridor": _corridor(gate),
        "regime": (gate["regime"] or "not said").replace("_", " "),
        "articles": gate["articles"] or "none",
        "position_1": _position(gate, 1),
        "position_2": _position(gate, 2),
        "note": gate["note"] or "",
        "source": gate["source"] or "",
    }


def _corridor(gate: dict[str, Any]) -> str:
    if gate["corridor_nm"] is None:
        return "not known: an end lies more than 12 nm off any coast"
    if not gate["corridor_nm"]:
        return "none: the belts of 12 nm from either side meet"
    ends = [_place(gate[f"corridor_lon_{end}"], gate[f"corridor_lat_{end}"]) for end in "ab"]
    return f"{gate['corridor_nm']:.1f} nm between the 12-nm limits of {ends[0]} and {ends[1]}"


def _position(gate: dict[str, Any], number: int) -> str:
    held = gate[f"position_{number}"]
    by, source = gate[f"position_{number}_by"], gate[f"position_{number}_source"]
    return f"{by}: {held} [{source}]" if held else ""


def _both(name: str | None, name_ja: str | None) -> str:
    return " ".join(word for word in (name, name_ja) if word)


def _place(lon: float, lat: float) -> str:
    return f"{abs(lat):.5f}{'NS'[lat < 0]} {abs(lon):.5f}{'EW'[lon < 0]}"
