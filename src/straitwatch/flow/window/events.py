"""Questions about events turned into rows: filtered, searched, paged, with a sentence each."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.base import Base, gate_of
from straitwatch.flow.window.search import has_words, keep_where, split_words
from straitwatch.model.unit import to_us
from straitwatch.report.export import plain, to_records
from straitwatch.report.words import KIND
from straitwatch.serve.window import Asked, EventQuestion, Found, Row, Scope
from straitwatch.zone.basis import basis_of

__all__ = ["answer_events", "find_events", "page", "tell_event", "tell_events"]


def find_events(base: Base, asked: EventQuestion, scope: Scope) -> pa.Table:
    """Find EVENT that a scope may see and that the question asks for, by time."""
    events = base.events(scope)
    for column, wanted in (
        ("kind", asked.kinds),
        ("certainty", asked.certainty),
        ("status", asked.status),
    ):
        if wanted:
            events = events.filter(pc.is_in(events[column], pa.array(wanted)))
    if not asked.status:
        events = events.filter(pc.fill_null(pc.not_equal(events["status"], "retracted"), True))
    events = in_box(in_span(events, asked), asked)
    if asked.object_id:
        events = _where(events, ("object_id", "others"), lambda row: asked.object_id in _whose(row))
    if asked.gates:
        events = _where(
            events,
            ("detail", "where"),
            lambda row: gate_of(row["detail"], row["where"], base.gate_names) in asked.gates,
        )
    if asked.flags:
        events = _of_flags(base, events, asked.flags, scope)
    if asked.q:
        events = _searched(base, events, asked.q)
    return events.take(pa.array(range(len(events) - 1, -1, -1))) if asked.newest_first else events


def _whose(row: Row) -> list[str]:
    return [row["object_id"], *(row["others"] or ())]


def _where(events: pa.Table, columns: Iterable[str], test: Any) -> pa.Table:  # noqa: ANN401 - a test
    return keep_where(events, [test(row) for row in events.select(list(columns)).to_pylist()])


def in_span(events: pa.Table, asked: Asked) -> pa.Table:
    """Keep what meets the span: see `Store.events`."""
    start, end = (events[name].cast(pa.int64()) for name in ("t_start", "t_end"))
    if asked.t_from is not None:
        still = pc.and_(pc.equal(events["status"], "open"), pc.is_valid(start))
        ends = pc.coalesce(end, pc.if_else(still, pa.scalar(2**62), None), start)
        kept = pc.fill_null(pc.greater_equal(ends, to_us(asked.t_from)), False)
        events, start, end = events.filter(kept), start.filter(kept), end.filter(kept)
    if asked.t_to is not None:
        begins = pc.coalesce(start, end)
        events = events.filter(pc.fill_null(pc.less_equal(begins, to_us(asked.t_to)), False))
    return events


def in_box(table: pa.Table, asked: Asked) -> pa.Table:
    """Keep the rows whose place lies in the box; one without a place lies in none."""
    if asked.box is None:
        return table
    west, south, east, north = asked.box
    lon, lat = table["lon"], table["lat"]
    one, other = pc.greater_equal(lon, west), pc.less_equal(lon, east)
    across = pc.or_(one, other) if west > east else pc.and_(one, other)
    kept = pc.and_(across, pc.and_(pc.greater_equal(lat, south), pc.less_equal(lat, north)))
    return table.filter(pc.fill_null(kept, False))


def _of_flags(base: Base, events: pa.Table, flags: tuple[str, ...], scope: Scope) -> pa.Table:
    objects = base.known(scope).objects
    known = zip(objects["object_id"].to_pylist(), objects["flag"].to_pylist(), strict=True)
    flown = {text for text, flag in known if flag in flags}
    return _where(events, ("object_id", "others"), lambda row: not flown.isdisjoint(_whose(row)))


def _searched(base: Base, events: pa.Table, q: str) -> pa.Table:
    wanted = split_words(q)
    columns = ("event_id", "kind", "object_id", "object_name", "others", "where", "from_sea",
               "to_sea", "when", "detail")  # fmt: skip

    def told(row: Row) -> Iterable[object]:
        yield from (row[name] for name in columns if name not in ("others", "detail"))
        yield from row["others"] or ()
        yield KIND.get(row["kind"], "")
        gate = base.gate_rows.get(gate_of(row["detail"], row["where"], base.gate_names) or "")
        if gate is not None:
            yield from (gate["name"], gate["name_ja"])
        yield row["detail"]

    return _where(events, columns, lambda row: has_words(told(row), wanted))


def page(table: pa.Table, asked: Asked) -> tuple[pa.Table, int | None]:
    """Cut a page out of a table: its rows, and the offset of the next."""
    some = table.slice(asked.offset, asked.limit)
    after = asked.offset + len(some)
    return some, after if after < len(table) and len(some) else None


def answer_events(base: Base, asked: EventQuestion, scope: Scope) -> Found:
    """Answer a question about events."""
    found = find_events(base, asked, scope)
    some, after = page(found, asked)
    return Found(tell_events(base, some, asked.lang), len(found), after)


def tell_events(base: Base, events: pa.Table, lang: str) -> list[Row]:
    """Write events as JSON holds them, with `words` and `legal_basis` in a language."""
    raw = events.to_pylist()
    records = list(to_records(events))
    by_name = base.gate_rows | {row["name"]: row for row in base.gate_rows.values()}
    for row, record in zip(raw, records, strict=True):
        if lang != "en":
            record["legal_basis"] = basis_of(row, by_name, lang) or None
        record["words"] = f"{KIND.get(row['kind'], row['kind'])}"
    return records


def tell_event(base: Base, event_id: str, scope: Scope, lang: str) -> Row | None:
    """Tell all of one event; None: there is none to be seen."""
    events = base.events(scope)
    found = events.filter(pc.equal(events["event_id"], event_id))
    if not len(found):
        return None
    event = tell_events(base, found, lang)[0]
    raw = found.to_pylist()[0]
    past = base.release_of(scope).events(base.store.event_history(event_id), base.now())
    gate = base.gate_rows.get(gate_of(raw["detail"], raw["where"], base.gate_names) or "")
    return {
        "event": event,
        "history": list(to_records(past)),
        "gate": plain(gate),
        "sightings": [],
        "related": [],
    }
