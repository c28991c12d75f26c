"""Objects and the history of an identity into lines and records."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.ship_type import ship_type_word
from straitwatch.report.export import plain, to_records, to_text
from straitwatch.track.identity import Change

__all__ = ["change_words", "object_lines", "object_records", "story_lines", "story_record"]

_HEAD = ("object", "flag", "name", "type", "first", "last", "fixes", "sightings", "changes")
_HISTORY = ("attribute", "value", "first", "last", "n", "sources")


def object_lines(objects: pa.Table, *, width: int | None = None) -> list[str]:
    """Write OBJECT as a table."""
    rows = [
        (
            row["object_id"],
            row["flag"] or "",
            (row["name"] or "") + (" (simulated)" if row["simulated"] else ""),
            row["type"] or "",
            _minute(row["t_first"]),
            _minute(row["t_last"]),
            *(f"{row[name]:,}" for name in ("fixes", "sightings", "changes")),
        )
        for row in objects.to_pylist()
    ]
    return to_text(_HEAD, rows, width=width).splitlines()


def object_records(objects: pa.Table) -> Iterator[dict[str, Any]]:
    """Write OBJECT as records."""
    return to_records(objects)


def story_lines(
    objects: pa.Table, history: pa.Table, changes: Sequence[Change], *, width: int | None = None
) -> list[str]:
    """Write one object: its row, what it said of itself, and the changes."""
    rows = [
        (
            row["attribute"],
            _worded(row["attribute"], row["value"]),
            _minute(row["t_first"]),
            _minute(row["t_last"]),
            f"{row['n']:,}",
            ", ".join(source or "" for source in row["sources"]),
        )
        for row in history.to_pylist()
    ]
    said = ["", *to_text(_HISTORY, rows, width=width).splitlines()] if rows else []
    told = ["", *(change_words(change) for change in changes)] if changes else []
    return [*object_lines(objects, width=width), *said, *told]


def story_record(objects: pa.Table, history: pa.Table, changes: Sequence[Change]) -> dict[str, Any]:
    """Write one object row as a record, with `history` and `changed` in it."""
    said = [{k: v for k, v in row.items() if k != "object_id"} for row in to_records(history)]
    told = [
        {
            "attribute": change.attribute,
            "before": change.before,
            "after": change.after,
            "t_before": plain(change.t_before),
            "t": plain(change.t),
            "t_both": plain(change.t_both),
            "text": change_words(change),
        }
        for change in changes
    ]
    return {**next(to_records(objects)), "history": said, "changed": told}


def change_words(change: Change) -> str:
    """Tell a change in a sentence, without a verdict on why."""
    before, after = (_worded(change.attribute, one) for one in (change.before, change.after))
    what = change.attribute.removesuffix("_m").replace("_", " ")
    t = _minute(change.t)
    if change.t_both is not None:
        return (
            f"{what} {after} from {t}, and {before} still at {_minute(change.t_both)}: two objects "
            "with one identity, or one that was set back"
        )
    last = _minute(change.t_before)
    return f"{what} changed from {before} to {after} at {t}, last {before} at {last}"


def _worded(attribute: str, value: str) -> str:
    if attribute == "ship_type":
        return f"{ship_type_word(int(value)) or 'not given'} ({value})"
    return f"{value} m" if attribute == "length_m" else value


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
