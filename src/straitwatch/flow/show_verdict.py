"""A verdict into lines and records."""

from dataclasses import asdict
from typing import Any

from straitwatch.flow.show import pair_lines
from straitwatch.report.export import plain
from straitwatch.zone.verdict import Verdict

__all__ = ["verdict_lines", "verdict_record"]


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
    return pair_lines(pairs)


def _sureness(verdict: Verdict) -> str:
    if verdict.within_error:
        return "within the error: the zone next to it cannot be excluded"
    return "farther from each limit than the error"
