"""Answers into lines: a verdict, a gate, a reach, what a batch did."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from straitwatch.flow.could import Could
from straitwatch.reach.straight import Reach
from straitwatch.report.export import plain, to_text
from straitwatch.report.listing import tally_lines
from straitwatch.zone.gate import describe_gate
from straitwatch.zone.verdict import Verdict, zone_at

if TYPE_CHECKING:
    from straitwatch.flow.batch import Outcome

__all__ = [
    "could_lines",
    "could_records",
    "gate_lines",
    "gate_list_lines",
    "gate_record",
    "outcome_lines",
    "record_table",
    "verdict_lines",
    "verdict_record",
]


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Turn a verdict into a JSON object."""
    record: dict[str, Any] = plain(asdict(verdict))
    return record


def verdict_lines(verdict: Verdict) -> list[str]:
    """Write a verdict for a reader, one fact a line."""
    side = "seaward of" if verdict.dist_m >= 0 else "landward of"
    near_lon, near_lat = verdict.nearest
    pairs = [
        ("place", f"{verdict.lat:.5f} {verdict.lon:.5f}"),
        ("zone", verdict.zone.replace("_", " ")),
        ("State", verdict.state or "no State is known for the nearest coast"),
        (
            "distance",
            (
                f"{abs(verdict.dist_nm):.2f} nm ({abs(verdict.dist_m):,.0f} m) {side} the "
                f"baseline, nearest at {near_lat:.5f} {near_lon:.5f}"
            ),
        ),
        ("uncertainty", f"±{verdict.uncertainty_m:,.0f} m: position and baseline together"),
        ("how sure", _sureness(verdict)),
        ("baseline", verdict.baseline),
        ("regime", verdict.regime.replace("_", " ")),
        ("articles", verdict.articles),
        ("ships", verdict.ships),
        ("submarines", verdict.submarines),
        ("aircraft", verdict.aircraft),
        ("note", verdict.note),
    ]
    return _pairs(pairs)


def _sureness(verdict: Verdict) -> str:
    if verdict.within_error:
        return "within the error: the zone next to it cannot be excluded"
    return "farther from each limit than the error"


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
    return _pairs(told.items())


def could_records(reach: Reach, found: Sequence[Could]) -> Iterable[dict[str, Any]]:
    """Turn a reach into JSON objects: the bound first, then what it leaves open."""
    yield {
        "kind": "bound",
        "fits": reach.fits,
        "speed_kn": reach.speed_kn,
        "hours": reach.hours,
        "dist_nm": reach.dist_nm,
        "needed_kn": reach.needed_kn,
        "slack_h": reach.slack_h,
    }
    for could in found:
        yield asdict(could)


def could_lines(reach: Reach, found: Sequence[Could]) -> list[str]:
    """Write a reach for a reader."""
    bound = (
        f"{reach.dist_nm:.1f} nm in {reach.hours:.2f} h: at least {reach.needed_kn:.2f} kn; "
        f"assumed top speed {reach.speed_kn:g} kn."
    )
    lines = [bound]
    if not reach.fits:
        return [
            *lines,
            "The two positions do not fit at that speed: one of them is not of this object.",
        ]
    lines.append(f"It could have spent up to {reach.slack_h:.2f} h off the straight line.")
    if not found:
        return [*lines, "It could not have touched any gate or any territorial sea in between."]
    rows = [(could.what, f"{could.at_most_h:.2f}", f"{could.flips_at_kn:.2f}") for could in found]
    head = ("it could have touched", "for at most h", "not below kn")
    lines += ["", *to_text(head, rows).splitlines(), ""]
    return [*lines, "No other gate and no other territorial sea could have been touched."]


def outcome_lines(outcome: "Outcome") -> list[str]:
    """Say what a batch read, kept and found."""
    lines = [line for tally in outcome.tallies for line in tally_lines(tally)]
    extent, derived = outcome.extent, outcome.derived
    change = derived.change
    lines.append(
        f"store: {extent.n_fixes:,} fixes of {extent.n_objects:,} identities"
        + (f", and {extent.n_undated:,} undated ones: not tracked" if extent.n_undated else "")
    )
    aside = (
        (derived.duplicates, "repeated fixes"),
        (derived.late, "late fixes"),
        (derived.aside, "fixes of a second object with the same identity"),
    )
    if any(n for n, _ in aside):
        lines.append("set aside: " + ", ".join(f"{n:,} {what}" for n, what in aside if n))
    lines.append(
        f"events: {change.new:,} new, {change.changed:,} changed, "
        f"{change.same:,} as before, {change.retracted:,} retracted"
    )
    return lines + [f"straitwatch: {failure.reason}" for failure in outcome.failures]


def record_table(records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write records of one shape as a table."""
    if not records:
        return []
    head = list(dict.fromkeys(name for record in records for name in record))
    rows = [[_cell(record.get(name)) for name in head] for record in records]
    return to_text(head, rows).splitlines()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"  # noqa: PLR2004 - digits
    return f"{value:,}" if isinstance(value, int) else str(value)


def _pairs(pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    told = [(name, value) for name, value in pairs if value]
    wide = max(len(name) for name, _ in told)
    return [f"{name:<{wide}}  {value}" for name, value in told]
