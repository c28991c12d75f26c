"""A gate into lines and records."""

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from straitwatch.flow.pairs import pair_lines
from straitwatch.report.export import to_text
from straitwatch.zone.gate import describe_gate
from straitwatch.zone.shore import BASELINE
from straitwatch.zone.verdict import zone_at

__all__ = ["gate_lines", "gate_list_lines", "gate_record"]

_PUBLISHED = "straitwatch.zone.published"
_NOT_HERE = "published limits: not installed; see docs/zones-and-law.md"

Published = Callable[[float, float, float, float], Any]
"""Ends of a gate, lon_a, lat_a, lon_b, lat_b, into a corridor between published limits, or None.

A corridor has `width_nm`, `a` and `b` (lon and lat each) and `baseline`, the name of the limits.
"""


def gate_list_lines(gates: pa.Table) -> list[str]:
    """Write the gates as a table."""
    rows = [
        (
            gate["gate_id"],
            gate["name"],
            gate["name_ja"] or "",
            f"{gate['left_sea']} | {gate['right_sea']}",
            f"{gate['width_nm']:.1f}",
            f"{gate['beyond_12nm']:.1f}",
            "" if gate["corridor_nm"] is None else f"{gate['corridor_nm']:.1f}",
            (gate["regime"] or "").replace("_", " "),
        )
        for gate in gates.to_pylist()
    ]
    head = ("gate", "name", "Japanese", "seas", "nm wide", "nm beyond 12", "corridor nm", "regime")
    return to_text(head, rows).splitlines()


def gate_record(gate: Mapping[str, Any], published: Published | None = None) -> dict[str, Any]:
    """Turn a gate into a JSON object: its row, its corridors, its States, its error.

    Args:
        gate: a row of GATE.
        published: finds the corridor between published limits; without it, the pack of published
            limits does, where it is installed.
    """
    ends = [zone_at(gate[f"lon_{end}"], gate[f"lat_{end}"]) for end in "ab"]
    computed = {
        "baseline": ends[0].baseline,
        "width_nm": gate["corridor_nm"],
        "a": _place(gate, "corridor_lon_a", "corridor_lat_a"),
        "b": _place(gate, "corridor_lon_b", "corridor_lat_b"),
    }
    return {
        **gate,
        "corridors": [computed, *_published(gate, published or _pack())],
        "states": [end.state for end in ends],
        "uncertainty_m": ends[0].uncertainty_m,
        "baseline": ends[0].baseline,
    }


def _place(gate: Mapping[str, Any], lon: str, lat: str) -> list[float] | None:
    return None if gate[lon] is None else [gate[lon], gate[lat]]


def _pack() -> Published | None:
    """What finds corridors between published limits, where the pack's reader is there."""
    if find_spec(_PUBLISHED) is None:
        return None
    corridor: Published = import_module(_PUBLISHED).corridor
    return corridor


def _published(gate: Mapping[str, Any], find: Published | None) -> list[dict[str, Any]]:
    ends = (gate[key] for key in ("lon_a", "lat_a", "lon_b", "lat_b"))
    found = find(*ends) if find else None
    if found is None:
        return []
    places = {end: None if (at := getattr(found, end)) is None else list(at) for end in "ab"}
    return [{"baseline": found.baseline, "width_nm": found.width_nm, **places}]


def gate_lines(record: Mapping[str, Any]) -> list[str]:
    """Write a gate's record for a reader, one fact a line, one line for each baseline."""
    told = describe_gate(dict(record))
    pairs: list[tuple[str, str | None]] = []
    for name, words in told.items():
        if name == "corridor":
            pairs += [("corridor", _corridor(corridor)) for corridor in record["corridors"]]
            pairs += [("corridor", _NOT_HERE)] if len(record["corridors"]) == 1 else []
        else:
            pairs.append((name.replace("_", " "), str(words)))
    states = " and ".join(dict.fromkeys(state or "not known" for state in record["states"]))
    error = f"±{record['uncertainty_m']:,.0f} m at each end: position and baseline"
    pairs += [("States", states), ("uncertainty", error), ("baseline", record["baseline"])]
    return pair_lines(pairs)


def _corridor(corridor: Mapping[str, Any]) -> str:
    if corridor["width_nm"] is None:
        return f"not known by {corridor['baseline']}: an end lies more than 12 nm off any coast"
    if not corridor["width_nm"]:
        return f"none by {corridor['baseline']}: the belts of 12 nm from either side meet"
    between = ""
    if corridor["a"] and corridor["b"]:
        places = [f"{lat:.5f} {lon:.5f}" for lon, lat in (corridor["a"], corridor["b"])]
        between = f", from {places[0]} to {places[1]}"
    own = corridor["baseline"] == BASELINE
    limits = "limits of 12 nm" if own else "limits of the territorial sea"
    wide = f"{corridor['width_nm']:.1f} nm between the {limits} of its two sides"
    return f"{wide}, by {corridor['baseline']}{between}"
