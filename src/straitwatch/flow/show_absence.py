"""Answers on absence, and coverage, into lines and records."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.absence import Absence
from straitwatch.model.unit import iso
from straitwatch.reach.absence import DID_NOT, ENTERED, MAY_HAVE
from straitwatch.report.export import to_text

__all__ = ["absence_lines", "absence_record", "coverage_lines", "coverage_records"]


def absence_record(found: Absence) -> dict[str, Any]:
    """Turn an answer into one JSON object; it holds every figure and the fixes it rests on."""
    judged = found.judged
    return {
        "object_id": found.object_id,
        "zone": found.zone,
        "t_from": iso(found.t_from),
        "t_to": iso(found.t_to),
        "verdict": judged.verdict,
        "at_most_h": round(judged.at_most_h, 4),
        "inside_h": round(judged.inside_h, 4),
        "uncertain_h": round(judged.uncertain_h, 4),
        "covered_h": round(judged.covered_h, 4),
        "uncovered_h": round(judged.uncovered_h, 4),
        "speed_kn": found.speed_kn,
        "flips_at_kn": _digits(judged.flips_at_kn),
        "nearest_nm": _digits(found.nearest_nm),
        "uncertainty_m": found.uncertainty_m,
        "fixes": judged.n_fixes,
        "doubtful_fixes": judged.n_doubtful,
        "needed_kn": _digits(judged.needed_kn),
        "gaps": found.gaps,
        "evidence": found.evidence,
    }


def _digits(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def absence_lines(found: Absence) -> list[str]:
    """Write an answer for a reader: the verdict, the hours, and what it rests on."""
    judged = found.judged
    span_h = (found.t_to - found.t_from).total_seconds() / 3600.0
    lines = [f"{_verdict(found)}, from {iso(found.t_from)} to {iso(found.t_to)}."]
    if judged.needed_kn is not None or judged.n_doubtful:
        lines.append(_doubt(found))
    hours = (
        (judged.inside_h, "inside, at least"),
        (judged.uncertain_h, "uncertain: between fixes, it may have been inside"),
        (judged.covered_h, "covered: it was outside"),
        (judged.uncovered_h, "not covered: before the first fix or after the last"),
    )
    rows = [(f"{h:.2f}", f"{100.0 * h / span_h:.1f}", what) for h, what in hours]
    lines += ["", *to_text(("h", "%", "of the span"), rows).splitlines(), ""]
    lines.append(f"Assumed top speed {found.speed_kn:g} kn. {_flip(found)}".rstrip())
    if found.nearest_nm is not None and judged.verdict != ENTERED:
        lines.append(f"Nearest fix: at least {found.nearest_nm:.2f} nm off.")
    lines.append(f"{judged.n_fixes:,} fixes; error of ±{found.uncertainty_m:.0f} m counted in.")
    lines += [
        f"  {gap['from']} to {gap['to']}: at most {gap['at_most_h']:.2f} h"
        for gap in found.gaps[:10]
    ]
    return lines


def _verdict(found: Absence) -> str:
    who, judged = found.object_id, found.judged
    where = f"the {found.zone}" if found.law else found.zone
    past, present = ("passed", "pass") if found.gate_id else ("entered", "enter")
    if judged.verdict == ENTERED:
        return f"{who} {past} {where}"
    if judged.verdict == MAY_HAVE:
        return f"{who} may have {past} {where}, at most {judged.at_most_h:.2f} h"
    if judged.verdict == DID_NOT:
        return f"{who} did not {present} {where}"
    return f"{who} was not heard: whether it {past} {where} is not covered"


def _flip(found: Absence) -> str:
    flips, judged = found.judged.flips_at_kn, found.judged
    if flips is None:
        return ""
    if judged.verdict == DID_NOT:
        return f"From {flips:,.1f} kn on it may have."
    return f"Below {flips:.1f} kn it did not." if flips > 0.0 else "It may have at any speed."


def _doubt(found: Absence) -> str:
    judged = found.judged
    needed = f" (they would need {judged.needed_kn:,.0f} kn)" if judged.needed_kn else ""
    return (
        f"{judged.n_doubtful:,} fixes are left out: they do not fit others at that speed{needed}, "
        "or are near in time to many that do not."
    )


def coverage_records(table: pa.Table) -> Iterable[Mapping[str, Any]]:
    """Sum coverage over cells and hours: one record a source, receiver and craft."""
    plain = table.select(["source", "receiver", "craft", "west", "south", "t_start", "n_fixes"])
    plain = plain.set_column(0, "source", pc.cast(plain["source"], pa.string()))
    plain = plain.set_column(1, "receiver", pc.cast(plain["receiver"], pa.string()))
    cell = pc.add(pc.multiply(plain["south"], 1000.0), plain["west"])
    plain = plain.append_column("cell", cell)
    told = plain.group_by(["source", "receiver", "craft"]).aggregate(
        [
            ("t_start", "min"),
            ("t_start", "max"),
            ("t_start", "count_distinct"),
            ("cell", "count_distinct"),
            ("n_fixes", "sum"),
        ]
    )
    told = told.sort_by([(name, "ascending") for name in ("source", "receiver", "craft")])
    for row in told.to_pylist():
        yield {
            "source": row["source"],
            "receiver": row["receiver"],
            "craft": row["craft"],
            "first_hour": iso(row["t_start_min"]),
            "last_hour": iso(row["t_start_max"]),
            "hours": row["t_start_count_distinct"],
            "cells": row["cell_count_distinct"],
            "fixes": row["n_fixes_sum"],
        }


def coverage_lines(table: pa.Table) -> list[str]:
    """Write the sums for a reader."""
    records = list(coverage_records(table))
    if not records:
        return ["No coverage: nothing was heard, or the store is from before there was any."]
    rows = [
        ["" if v is None else f"{v:,}" if isinstance(v, int) else v for v in r.values()]
        for r in records
    ]
    return to_text(list(records[0]), rows).splitlines()
