"""A verdict into lines and records."""

from dataclasses import asdict
from typing import Any

from straitwatch.flow.pairs import pair_lines
from straitwatch.zone.published import NOT_INSTALLED
from straitwatch.zone.verdict import BEHIND, Answer, Verdict

__all__ = ["verdict_lines", "verdict_record"]


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Turn a verdict into a JSON object."""
    from straitwatch.report.export import plain  # noqa: PLC0415 - brings pyarrow

    record: dict[str, Any] = plain(asdict(verdict))
    return record


def verdict_lines(verdict: Verdict) -> list[str]:
    """Write a verdict for a reader, one fact a line."""
    side = "seaward of the baseline" if verdict.dist_m >= 0 else "landward of the baseline"
    if verdict.dist_m > 0.0 and verdict.zone in ("internal_waters", "archipelagic_waters"):
        side = "from the nearest shore or straight baseline"  # one is on the landward side
    near_lon, near_lat = verdict.nearest
    pairs = [
        ("place", f"{verdict.lat:.5f} {verdict.lon:.5f}"),
        ("zone", verdict.zone.replace("_", " ")),
        ("State", _whose(verdict)),
        (
            "distance",
            (
                f"{abs(verdict.dist_nm):.2f} nm ({abs(verdict.dist_m):,.0f} m) {side}, "
                f"nearest at {near_lat:.5f} {near_lon:.5f}"
            ),
        ),
        ("limit", f"{verdict.limit}, {_away(verdict.limit, verdict.to_limit_m)}"),
        ("uncertainty", f"±{verdict.uncertainty_m:,.0f} m: position and baseline together"),
        ("how sure", _sureness(verdict)),
        *(("baseline", _answer(answer)) for answer in verdict.answers),
        *([] if len(verdict.answers) > 1 else [("", NOT_INSTALLED)]),
        ("regime", verdict.regime),
        ("strait", _strait(verdict)),
        ("airspace", f"{verdict.airspace} airspace"),
        ("articles", verdict.articles),
        ("ships", verdict.ships),
        ("warships", verdict.warships),
        ("submarines", verdict.submarines),
        ("state aircraft", verdict.aircraft),
        ("civil aircraft", verdict.civil_aircraft),
        ("note", verdict.note),
    ]
    return pair_lines(pairs)


def _sureness(verdict: Verdict) -> str:
    if verdict.within_error:
        return f"within the error: the zone or the State may be the next one. {verdict.doubt}"
    return "farther from each limit than the error, and the baselines agree"


def _away(limit: str, to_limit_m: float) -> str:
    if limit == BEHIND:
        return f"{abs(to_limit_m):,.0f} m from here"
    side = "seaward" if to_limit_m <= 0.0 else "landward"
    return f"{abs(to_limit_m):,.0f} m {side} of here"


def _answer(answer: Answer) -> str:
    whose = f" of {answer.state}" if answer.state else ""
    told = f"{answer.baseline}: {answer.zone.replace('_', ' ')}{whose}"
    if answer.to_limit_m == answer.to_limit_m:
        away = _away(answer.limit, answer.to_limit_m)
        told += f"; its {answer.limit} is {away}, ±{answer.error_m:,.0f} m"
    return told


def _whose(verdict: Verdict) -> str:
    if verdict.zone == "high_seas":
        return "of no State"
    return verdict.state or "no State is known for the nearest coast"


def _strait(verdict: Verdict) -> str:
    """Say what the strait's regime means beside the zone's own rule."""
    strait = verdict.strait
    if strait is None:
        return ""
    told = f"{strait.name}: {strait.regime} ({strait.articles})"
    if strait.goes_before and verdict.airspace == "national":
        told += ", which goes before the rule of the zone for who passes through"
    return f"{told}; see gate show {strait.gate_id}"
