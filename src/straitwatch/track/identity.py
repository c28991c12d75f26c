"""What objects said of themselves turned into a history: which name, call sign, type, and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.schema import IDENTITY, STATIC, conform

__all__ = ["ATTRIBUTES", "Change", "changes_of", "history_of", "merge_histories", "names_at"]

ATTRIBUTES = ("name", "callsign", "imo", "ship_type", "length_m", "flag")
"""Columns of STATIC that tell an object from another; draught, destination, ETA are of a voyage."""

_KEYS = ["object_id", "attribute", "value"]
_EACH = pa.schema(
    [*(IDENTITY.field(name) for name in IDENTITY.names[:-1]), ("source", pa.string())]
)
_SUMS = [("t_first", "min"), ("t_last", "max"), ("n", "sum")]


def history_of(statics: pa.Table) -> pa.Table:
    """List which values each object gave for each attribute, from when to when.

    Args:
        statics: STATIC, n rows in any order; null says nothing. Undated words count in n and give
            no time.

    Returns:
        IDENTITY by object_id, attribute, t_first (undated last), value: one row a value, however
        often it came back. Numbers stand as text: `9074729`, `70`, `183`.

    Raises:
        SchemaError: a column is missing or mistyped.

    Notes:
        O(n log n). Cut the rows anywhere and in any order, `merge_histories` of the parts is the
        history of the whole.
    """
    statics = conform(statics, STATIC)
    return _gather([_said(statics, attribute) for attribute in ATTRIBUTES])


def merge_histories(histories: Iterable[pa.Table]) -> pa.Table:
    """Put histories of parts together: IDENTITY each, and out."""
    return _gather([_each_source(conform(history, IDENTITY)) for history in histories])


def _said(statics: pa.Table, attribute: str) -> pa.Table:
    """Turn one column into rows of `_EACH`."""
    rows = statics.select(["object_id", "t", attribute, "source"])
    rows = rows.filter(pc.is_valid(rows[attribute]))
    return pa.table(
        {
            "object_id": rows["object_id"],
            "attribute": pa.repeat(pa.scalar(attribute), len(rows)),
            "value": _text(rows[attribute]),
            "t_first": rows["t"],
            "t_last": rows["t"],
            "n": pa.repeat(pa.scalar(1, pa.int64()), len(rows)),
            "source": rows["source"].cast(pa.string()),
        },
        schema=_EACH,
    )


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_floating(column.type):  # 183.0 and 183 are one length; decimetres are kept
        tenths = pc.round(column.cast(pa.float64()), 1)
        column = pc.replace_substring_regex(tenths.cast(pa.string()), r"\.0$", "")
    return column.cast(pa.string())


def _each_source(history: pa.Table) -> pa.Table:
    """Give each source of a row a row of its own; n stays with the first, so that sums hold."""
    lists = history["sources"].combine_chunks()
    of_row = pc.list_parent_indices(lists)
    rows = history.drop_columns(["sources"]).take(of_row)
    before = pa.concat_arrays([pa.array([-1], of_row.type), of_row])[: len(of_row)]
    n = pc.if_else(pc.equal(of_row, before), 0, rows["n"])
    rows = rows.set_column(rows.column_names.index("n"), "n", n)
    return rows.append_column("source", pc.list_flatten(lists)).cast(_EACH)


def _gather(parts: list[pa.Table]) -> pa.Table:
    rows = pa.concat_tables([_EACH.empty_table(), *parts])
    by_source = _summed(rows, [*_KEYS, "source"])
    by_source = by_source.sort_by([(name, "ascending") for name in (*_KEYS, "source")])
    found = _summed(by_source, _KEYS, ("source", "list"))
    order = ("object_id", "attribute", "t_first", "value")
    return conform(found.sort_by([(name, "ascending") for name in order]), IDENTITY)


def _summed(rows: pa.Table, keys: list[str], *more: tuple[str, str]) -> pa.Table:
    """Put rows with the same keys together; a column that is listed gets an `s` to its name."""
    found = rows.group_by(keys, use_threads=False).aggregate([*_SUMS, *more])
    names = [*(name for name, _ in _SUMS), *(f"{name}s" for name, _ in more)]
    told = [f"{name}_{how}" for name, how in (*_SUMS, *more)]
    return pa.table(
        [*(found[key] for key in keys), *(found[name] for name in told)], names=[*keys, *names]
    )


@dataclass(frozen=True)
class Change:
    """One attribute of one object that was another before.

    Attributes:
        object_id: identity integer.
        attribute: one of `ATTRIBUTES`.
        before: value that was given before.
        after: value that was given then.
        t_before: when `before` was given last before `t`, as far as known; else None.
        t: when `after` was given first.
        t_both: when `before` was still given after `t`, last; None when it never was. Two values
            in turn are as a rule two objects with one identity, or one that was set back.
    """

    object_id: int
    attribute: str
    before: str
    after: str
    t_before: datetime | None
    t: datetime
    t_both: datetime | None


def changes_of(history: pa.Table) -> list[Change]:
    """List the changes that a history tells.

    Args:
        history: IDENTITY, any order. Undated values are passed over: when they held is not known.

    Returns:
        changes by object_id, attribute, t. The first value of an attribute is none.
    """
    spans: dict[tuple[int, str], list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for row in conform(history, IDENTITY).to_pylist():
        if row["t_first"] is not None:
            span = row["t_first"], row["t_last"], row["value"]
            spans[row["object_id"], row["attribute"]].append(span)
    return [
        _change(key, one, other)
        for key, found in sorted(spans.items())
        for one, other in _successive(sorted(found))
    ]


_Span = tuple[datetime, datetime, str]  # first, last, value


def _successive(spans: list[_Span]) -> list[tuple[_Span, _Span]]:
    """Pair each value, by when it came first, with the one that was given last before it."""
    pairs = []
    for k in range(1, len(spans)):
        t = spans[k][0]
        pairs.append((max(spans[:k], key=lambda span: (min(span[1], t), span)), spans[k]))
    return pairs


def _change(key: tuple[int, str], before: _Span, after: _Span) -> Change:
    t, last = after[0], before[1]
    gone = last < t
    return Change(*key, before[2], after[2], last if gone else None, t, None if gone else last)


def names_at(
    history: pa.Table, object_ids: Sequence[int], times: Sequence[datetime | None]
) -> list[str | None]:
    """Find the name that each object went by at a moment.

    Args:
        history: IDENTITY, any order.
        object_ids: identity integers, m.
        times: a moment for each; None asks for the latest name.

    Returns:
        names, m: the name that was given before and after that moment, the later begun of two; else
        the one that was given last before it; else the first one after it; else an undated one.
        None for an object that gave none.
    """
    spans: dict[int, list[_Named]] = defaultdict(list)
    for row in history.filter(pc.equal(history["attribute"], "name")).to_pylist():
        spans[row["object_id"]].append((row["t_first"], row["t_last"], row["value"]))
    asked = zip(object_ids, times, strict=True)
    return [_name_at(spans[one], t) if one in spans else None for one, t in asked]


_Named = tuple[datetime | None, datetime | None, str]  # first, last, name


def _name_at(spans: list[_Named], t: datetime | None) -> str:
    dated = [(first, last, name) for first, last, name in spans if first and last]
    if not dated:
        return max(name for _, _, name in spans)
    if t is None:
        return max(dated, key=lambda span: (span[1], span))[2]
    begun = [span for span in dated if span[0] <= t]
    if begun:
        return max(begun, key=lambda span: (min(span[1], t), span))[2]
    return min(dated)[2]
