"""What objects said of themselves turned into a history: which name, call sign, type, and when."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.schema import IDENTITY, STATIC, conform

__all__ = ["ATTRIBUTES", "Change", "changes_of", "history_of", "merge_histories", "names_at"]

Ints = npt.NDArray[np.int64]

ATTRIBUTES = ("name", "callsign", "imo", "ship_type", "aircraft_type", "length_m", "flag")
"""Columns of STATIC that tell an object from another; draught, destination, ETA are of a voyage."""

_EACH = pa.schema(
    [*(IDENTITY.field(name) for name in IDENTITY.names[:-1]), ("source", pa.string())]
)


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
    """Put rows of `_EACH` with one object, attribute and value together."""
    rows = pa.concat_tables([_EACH.empty_table(), *parts]).combine_chunks()
    object_id = np.asarray(rows["object_id"], np.int64)
    (attribute, attributes), (value, values), (source, sources) = (
        _ranked(rows[name]) for name in ("attribute", "value", "source")
    )
    key = attribute * len(values) + value
    each = key * (len(sources) + 1) + source
    order = _sorted(object_id, each)
    object_id, key, each = object_id[order], key[order], each[order]
    by_source = _starts(object_id, each)
    first = _starts(object_id, key)
    t_first, t_last, n = (_reduced(rows[name], order, first, *how) for name, how in _HOW.items())
    lists = pa.ListArray.from_arrays(
        pa.array(np.searchsorted(by_source, np.append(first, len(order))), pa.int32()),
        sources.take(pa.array(source[order][by_source], mask=source[order][by_source] < 0)),
    )
    told = _by_time(_starts(object_id[first], attribute[order][first]), t_first)
    moment = IDENTITY.field("t_first").type
    undated = t_first == _NEVER
    columns = [
        object_id[first],
        attributes.take(pa.array(attribute[order][first])),
        values.take(pa.array(value[order][first])),
        pa.array(t_first, moment, mask=undated),
        pa.array(t_last, moment, mask=undated),
        n,
        lists,
    ]
    return pa.table(columns, schema=IDENTITY).take(pa.array(told))


def _sorted(object_id: Ints, each: Ints) -> Ints:
    """Sort rows by object, then by key: as one number where both fit into it, for speed."""
    _, whose = np.unique(object_id, return_inverse=True)
    span = int(each.max(initial=0)) + 2
    if span * (int(whose.max(initial=0)) + 1) < np.iinfo(np.int64).max:
        return np.argsort(whose.reshape(-1) * span + each)
    return np.lexsort((each, object_id))


def _by_time(first: Ints, t_first: Ints) -> Ints:
    """Sort rows by time within groups that begin at `first`; most groups are of one row."""
    sizes = np.diff(np.append(first, len(t_first)))
    group = np.repeat(np.arange(len(first)), sizes)
    several = np.flatnonzero(np.repeat(sizes > 1, sizes))
    told = np.arange(len(t_first))
    told[several] = several[np.lexsort((t_first[several], group[several]))]
    return told


_NEVER = np.iinfo(np.int64).max
_HOW: dict[str, tuple[np.ufunc, int]] = {
    "t_first": (np.minimum, _NEVER),
    "t_last": (np.maximum, -_NEVER),
    "n": (np.add, 0),
}
"""How the rows of one value are put together, and what stands for null."""


def _reduced(column: pa.ChunkedArray, order: Ints, first: Ints, how: np.ufunc, absent: int) -> Ints:
    values = np.asarray(pc.fill_null(column.cast(pa.int64()), absent), np.int64)[order]
    return np.asarray(how.reduceat(values, first) if len(first) else values, np.int64)


def _ranked(column: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Number the words of a column by their order, -1 for null; and the words."""
    words = column.combine_chunks().dictionary_encode()
    order = pc.sort_indices(words.dictionary)
    rank = np.empty(len(order), np.int64)
    rank[np.asarray(order)] = np.arange(len(order))
    codes = np.asarray(pc.fill_null(words.indices, -1), np.int64)
    return np.where(codes < 0, -1, np.append(rank, -1)[codes]), words.dictionary.take(order)


def _starts(object_id: Ints, key: Ints) -> Ints:
    """Find where a new pair of object and key begins in sorted rows."""
    new = np.ones(len(key), bool)
    new[1:] = (np.diff(object_id) != 0) | (np.diff(key) != 0)
    return np.flatnonzero(new)


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
    for row in _with_several(conform(history, IDENTITY)).to_pylist():
        if row["t_first"] is not None:
            span = row["t_first"], row["t_last"], row["value"]
            spans[row["object_id"], row["attribute"]].append(span)
    return [
        _change(key, one, other)
        for key, found in sorted(spans.items())
        for one, other in _successive(sorted(found))
    ]


_Span = tuple[datetime, datetime, str]  # first, last, value


def _with_several(history: pa.Table) -> pa.Table:
    """Keep the rows of attributes of which an object gave more than one value."""
    attribute, _ = _ranked(history["attribute"])
    key = np.asarray(history["object_id"], np.int64) * len(ATTRIBUTES) + attribute
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    return history.filter(pa.array(counts[place] > 1))


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
    asked_for = pc.is_in(history["object_id"], pa.array(list(set(object_ids)), pa.int64()))
    named = history.filter(pc.and_(pc.equal(history["attribute"], "name"), asked_for))
    for row in named.to_pylist():
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
