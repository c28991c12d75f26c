"""What could have been touched into lines and records."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from straitwatch.flow.could import Could
from straitwatch.reach.straight import Reach
from straitwatch.report.export import to_text

__all__ = ["could_lines", "could_records"]


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
