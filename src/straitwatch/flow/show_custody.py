"""Custody into lines and records: a history, what lies between, groups, corrections, matches."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.event.wording import word_span
from straitwatch.flow.custody import Custody
from straitwatch.report.export import plain, to_records, to_text
from straitwatch.track.company import Company
from straitwatch.track.correction import Correction, correction_words
from straitwatch.track.match import Match

__all__ = ["custody_lines", "custody_record", "holding_lines", "holding_records"]

_HELD = ("when", "what", "where", "heading", "told by", "seen by", "held to be it because")
_BETWEEN = ("from", "to", "not known", "apart", "least speed", "off either end at most", "possible")
_ALL = ("object", "name", "tellings", "documents", "first", "last", "not known", "impossible")
_Row = dict[str, Any]


def custody_lines(custody: Custody, *, width: int | None = None) -> list[str]:
    """Write the custody of one object as tables."""
    held = [
        (
            word_span(row["t_start"], row["t_end"]),
            row["kind"],
            row["place"] or "",
            row["heading"] or "",
            row["publisher"] or row["document"] or "",
            ", ".join(row["observers"]),
            "; ".join(row["joined"]),
        )
        for row in custody.held.to_pylist()
    ]
    lines = [*to_text(_HELD, held, width=width).splitlines()]
    between = [_leg(row) for row in custody.between.to_pylist()]
    if between:
        lines += ["", *to_text(_BETWEEN, between, width=width).splitlines()]
    for title, told in (
        ("sailed with:", [_company(one) for one in custody.companies]),
        ("corrected:", [_correction(one) for one in custody.corrections]),
        ("tracks:", [_match(one) for one in custody.matches]),
    ):
        lines += ["", title, *(f"  {line}" for line in told)] if told else []
    return lines


def _leg(row: _Row) -> tuple[str, ...]:
    knots = "" if row["least_kn"] is None else f"{row['least_kn']:.1f} kn"
    return (
        _minute(row["t_start"]),
        _minute(row["t_end"]),
        _hours(row["unknown_h"]) if row["unknown_h"] else "nothing: spans meet",
        f"{row['dist_km']:,.0f} km",
        knots or "two places at once",
        f"{row['reach_km']:,.0f} km" if row["unknown_h"] else "",
        "yes" if row["possible"] else f"IMPOSSIBLE: above {row['top_kn']:g} kn",
    )


def _hours(hours: float) -> str:
    return f"{hours / 24:.1f} days" if hours >= 48 else f"{hours:.1f} h"  # noqa: PLR2004 - two days


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


def _company(one: Company) -> str:
    members = ", ".join(
        f"{member.name} ({member.listings}{', joined later' if member.joined else ''}"
        f"{', not listed later' if member.left else ''})"
        for member in one.members
    )
    span = word_span(one.t_start, one.t_end)
    return f"{span}, {len(one.sightings)} listings: {members}"


def _correction(one: Correction) -> str:
    if one.why_not is not None:
        return f"{one.document} corrects {one.says}: nothing was marked, as {one.why_not}"
    return f"{one.document} takes the place of {one.corrected}: {correction_words(one)}"


def _match(one: Match) -> str:
    found = f"is {one.track}" if one.track else "stays unmatched"
    return f"{one.object_id} {found}, score {one.score:.2f}: {one.why}"


def custody_record(identity: str, custody: Custody) -> _Row:
    """Write the custody of one object as a record."""

    def rows(table: pa.Table) -> list[_Row]:
        skipped = ("object_id", "object_name")
        return [{k: v for k, v in row.items() if k not in skipped} for row in to_records(table)]

    names = [name for name in custody.held["object_name"].to_pylist() if name != identity]
    return {
        "object_id": identity,
        "object_name": names[-1] if names else None,
        "held": rows(custody.held),
        "between": rows(custody.between),
        "companies": [_plain(one) for one in custody.companies],
        "corrections": [_plain(one) for one in custody.corrections],
        "matches": [_plain(one) for one in custody.matches],
    }


def _plain(one: Any) -> Any:  # noqa: ANN401 - a frozen record of any kind
    """Turn a record of records into what JSON can hold."""
    if hasattr(one, "__dataclass_fields__"):
        return {name: _plain(getattr(one, name)) for name in one.__dataclass_fields__}
    return [_plain(each) for each in one] if isinstance(one, tuple) else plain(one)


def holding_records(custody: Custody) -> Iterator[_Row]:
    """Write one record an object: how often it was told of, and how long nothing was."""
    held: dict[str, list[_Row]] = defaultdict(list)
    for row in custody.held.to_pylist():
        held[row["object_id"]].append(row)
    between: dict[str, list[_Row]] = defaultdict(list)
    for row in custody.between.to_pylist():
        between[row["object_id"]].append(row)
    for object_id, rows in held.items():
        names = [row["object_name"] for row in rows if row["object_name"] != object_id]
        yield {
            "object_id": object_id,
            "object_name": names[-1] if names else None,
            "tellings": len(rows),
            "documents": len({row["document"] for row in rows}),
            "t_first": plain(min(row["t_start"] for row in rows)),
            "t_last": plain(max(row["t_end"] for row in rows)),
            "unknown_h": round(sum(row["unknown_h"] for row in between[object_id]), 2),
            "impossible": sum(not row["possible"] for row in between[object_id]),
        }


def holding_lines(custody: Custody, *, width: int | None = None) -> list[str]:
    """Write one line an object."""
    rows = [
        (
            row["object_id"],
            row["object_name"] or "",
            str(row["tellings"]),
            str(row["documents"]),
            row["t_first"][:16].replace("T", " ") + "Z",
            row["t_last"][:16].replace("T", " ") + "Z",
            _hours(row["unknown_h"]) if row["unknown_h"] else "",
            str(row["impossible"] or ""),
        )
        for row in holding_records(custody)
    ]
    return to_text(_ALL, rows, width=width).splitlines()
