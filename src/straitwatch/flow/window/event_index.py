"""Events turned into a slim table that is filtered and searched in memory; rows come by their ids.

A row of it has about 300 bytes; what an event rests on stays in the store.
"""

from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.naming import aliases_of
from straitwatch.flow.window.search import fold
from straitwatch.model.schema import EVENT
from straitwatch.report.rows import json_dict
from straitwatch.report.sentence import kind_words
from straitwatch.serve import deadline
from straitwatch.serve.window import Row
from straitwatch.store.event import event_batches
from straitwatch.store.store import Store

__all__ = ["EventIndex", "gate_of"]

INDEX = pa.schema(
    [
        *(EVENT.field(name) for name in ("event_id", "kind", "object_id", "others")),
        *(EVENT.field(name) for name in ("t_start", "t_end", "lon", "lat")),
        *(EVENT.field(name) for name in ("certainty", "status")),
        ("gate", pa.string()),
        ("text", pa.string()),  # all that can be searched for, folded
    ]
)
"""What is asked of events."""

Filter = Callable[[pa.Table], pa.Table]

_SAID = ("event_id", "kind", "object_id", "object_name", "where", "from_sea", "to_sea", "when")
_SEARCHED = ("names", "place", "port", "callsign", "type", "observers")  # of the detail
_MANY = 20_000
"""Changes beyond which it is built anew: ours, about where that costs less."""
_STEP = 1_000


class EventIndex:
    """The index of a store's events, kept in step with it.

    Args:
        gates: rows of GATE by id.
        keep: EVENT -> the rows that may be seen, as they may be seen.
    """

    def __init__(self, gates: Mapping[str, Row], keep: Filter) -> None:
        self._gates, self._keep = gates, keep
        self._by_name = {row["name"]: key for key, row in gates.items()}
        self._seq = -1
        self._told = INDEX.empty_table()

    def of(self, store: Store) -> pa.Table:
        """Give INDEX by t_start (undated last), event_id; the caller keeps others out meanwhile."""
        seq = store.event_seq()
        if self._seq <= 0 or seq < self._seq or seq - self._seq > _MANY:
            self._told, self._seq = self._whole(store), seq
        elif seq != self._seq:
            self._told, self._seq = self._changed(store, seq), seq
        return self._told

    def _whole(self, store: Store) -> pa.Table:
        return _sorted([self._rows(some) for some in event_batches(store.state)])

    def _changed(self, store: Store, seq: int) -> pa.Table:
        told, touched = [], set[str]()
        for some in _changes(store, self._seq, seq):
            touched |= set(some["event_id"].to_pylist())
            told.append(some.select(EVENT.names))
        mine = pa.array(sorted(touched), pa.string())
        kept = self._told.filter(pc.invert(pc.is_in(self._told["event_id"], mine)))
        new = pa.concat_tables([EVENT.empty_table(), *told])
        ids = new["event_id"].to_pylist()
        last = sorted({text: row for row, text in enumerate(ids)}.values())
        return _sorted([kept, self._rows(new.take(last))])

    def _rows(self, events: pa.Table) -> pa.Table:
        deadline.check()
        events = self._keep(events)
        rows = events.select([*_SAID, "others", "detail"]).to_pylist()
        details = [json_dict(row["detail"]) for row in rows]
        gates = [
            _gate_in(detail, row["where"], self._by_name)
            for row, detail in zip(rows, details, strict=True)
        ]
        texts = [self._text(*told) for told in zip(rows, details, gates, strict=True)]
        columns = [events[name] for name in INDEX.names[:-2]]
        return pa.table(
            [*columns, pa.array(gates, pa.string()), pa.array(texts, pa.string())], schema=INDEX
        )

    def _text(self, row: Row, detail: Row, gate: str | None) -> str:
        told = [row[name] for name in _SAID]
        told += row["others"] or ()
        for one in (row["object_id"], *(row["others"] or ())):
            told += aliases_of(one or "")
        told += kind_words(row["kind"])
        if charted := self._gates.get(gate or ""):
            told += (charted["name"], charted["name_ja"])
        told += [word for name in _SEARCHED if name in detail for word in _leaves(detail[name])]
        return fold("\n".join(dict.fromkeys(str(one) for one in told if one)))


def _changes(store: Store, after: int, last: int) -> Iterator[pa.Table]:
    while after < last:
        some = store.event_changes(after, limit=_STEP)
        if not len(some):
            return
        after = some["seq"][-1].as_py()
        yield some


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str):
        yield value


def _sorted(several: list[pa.Table]) -> pa.Table:
    rows = pa.concat_tables([INDEX.empty_table(), *several])
    keys = [("t_start", "ascending"), ("event_id", "ascending")]
    return rows.take(pc.sort_indices(rows, sort_keys=keys)).combine_chunks()


def gate_of(detail: str | None, where: str | None, gates: Mapping[str, str]) -> str | None:
    """Give the gate of an event: by its detail, else by the name of its place.

    Args:
        detail: JSON of the event.
        where: its place in words.
        gates: id of each gate by its name.
    """
    known = json_dict(detail) if detail and '"gate_id"' in detail else {}
    return _gate_in(known, where, gates)


def _gate_in(detail: Row, where: str | None, gates: Mapping[str, str]) -> str | None:
    told = detail.get("gate_id")
    return told if isinstance(told, str) else gates.get(where or "")
