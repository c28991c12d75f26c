"""A gate into lines and records."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from straitwatch.flow.show import pair_lines
from straitwatch.report.export import to_text
from straitwatch.zone.gate import describe_gate
from straitwatch.zone.verdict import zone_at

__all__ = ["gate_lines", "gate_list_lines", "gate_record"]


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
            (gate["regime"] or "").replace("_", " "),
        )
        for gate in gates.to_pylist()
    ]
    head = ("gate", "name", "Japanese", "seas", "nm wide", "nm beyond 12", "regime")
    return to_text(head, rows).splitlines()


def gate_record(gate: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a gate into a JSON object: its row, the States at its ends, the error of its figures."""
    ends = [zone_at(gate[f"lon_{end}"], gate[f"lat_{end}"]) for end in "ab"]
    return {
        **gate,
        "states": [end.state for end in ends],
        "uncertainty_m": ends[0].uncertainty_m,
        "baseline": ends[0].baseline,
    }


def gate_lines(record: Mapping[str, Any]) -> list[str]:
    """Write a gate's record for a reader, one fact a line."""
    told = {
        name.replace("_", " "): str(words) for name, words in describe_gate(dict(record)).items()
    }
    told["States"] = " and ".join(dict.fromkeys(state or "not known" for state in record["states"]))
    told["uncertainty"] = f"±{record['uncertainty_m']:,.0f} m at each end: position and baseline"
    told["baseline"] = record["baseline"]
    return pair_lines(told.items())
