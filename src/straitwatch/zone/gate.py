"""The table of gates, and the words that find and describe one."""

import csv
from functools import cache
from typing import Any

import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.schema import GATE
from straitwatch.zone.shore import data_path

__all__ = ["describe_gate", "find_gate", "gates"]

_MOST_NAMES = 12  # in an error


@cache
def gates() -> pa.Table:
    """Read the project's own gates.

    Returns:
        GATE, 69 rows, the order of zone/data/gate_hints.csv.

    Notes:
        Ends are the nearest two points of the coastline (GSHHG 2.3.7 full) near two hints;
        made by scripts/make_gates.py. An empty `articles` says that no article of the Convention
        settles the matter; the note then says what does.
    """
    with data_path("gates.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    columns = {}
    for field in GATE:
        numbers = pa.types.is_floating(field.type)
        values = [row[field.name] for row in rows]
        columns[field.name] = [float(v) for v in values] if numbers else [v or None for v in values]
    return pa.table(columns, schema=GATE)


def find_gate(text: str) -> dict[str, Any]:
    """Find one gate by its id, else by a part of its name, English or Japanese.

    Args:
        text: any case; an exact gate_id wins over all, then an exact name, then a part.

    Returns:
        its row of GATE.

    Raises:
        ContractError: none fits, or several do; names those that come near.
    """
    rows, wanted = gates().to_pylist(), text.strip().casefold()
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
        words by label; `corridor` is the part of the gate beyond 12 nm of any coast.
    """
    wide, open_nm = gate["width_nm"], gate["beyond_12nm"]
    none = "none: the belts of 12 nm from either side meet"
    return {
        "gate": gate["gate_id"],
        "name": gate["name"],
        "name_ja": gate["name_ja"],
        "ends": f"{_place(gate['lon_a'], gate['lat_a'])} - {_place(gate['lon_b'], gate['lat_b'])}",
        "left_sea": gate["left_sea"],
        "right_sea": gate["right_sea"],
        "width": f"{wide:.3f} nm",
        "beyond_3nm": f"{gate['beyond_3nm']:.2f} nm",
        "beyond_12nm": f"{open_nm:.2f} nm",
        "beyond_24nm": f"{gate['beyond_24nm']:.2f} nm",
        "corridor": f"{open_nm:.1f} nm beyond 12 nm of any coast" if open_nm > 0.0 else none,
        "regime": gate["regime"].replace("_", " "),
        "articles": gate["articles"] or "none",
        "note": gate["note"] or "",
        "source": gate["source"],
    }


def _place(lon: float, lat: float) -> str:
    return f"{abs(lat):.5f}{'NS'[lat < 0]} {abs(lon):.5f}{'EW'[lon < 0]}"
