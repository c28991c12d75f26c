"""Questions about events turned into rows: filtered, searched, paged, with a sentence each."""

import json

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.base import Base
from straitwatch.flow.window.event_index import gate_of
from straitwatch.flow.window.event_words import EventTeller
from straitwatch.flow.window.places import tell_sightings
from straitwatch.flow.window.search import split_words
from straitwatch.flow.window.select import in_box, keep_where, page_of
from straitwatch.model.unit import read_moment, to_us
from straitwatch.report.export import plain
from straitwatch.report.rows import json_dict, json_list
from straitwatch.serve import deadline
from straitwatch.serve.window import EventQuestion, Found, Row, Scope
from straitwatch.store.event import EVENT_HISTORY, events_by_id

__all__ = ["answer_events", "find_events", "find_index", "tell_event", "tell_events"]

_AT_A_TIME = 5_000
_NEVER_US = 1 << 62
_RELATED = 50
"""Events that are told as related, at most: ours."""
_LOOKED_AT = 300
"""Events of an object that are looked at for that, the nearest in time: ours."""
_LINKS = ("out_event", "back_event", "part_of", "parts", "positions")
"""Where a detail names other events by their ids."""


def find_events(base: Base, asked: EventQuestion, scope: Scope) -> pa.Table:
    """Find EVENT that a scope may see and that the question asks for, by time, all of them."""
    return _rows(base, find_index(base, asked, scope)["event_id"].to_pylist(), scope)


def find_index(base: Base, asked: EventQuestion, scope: Scope) -> pa.Table:
    """Find the index of the events that a question asks for, in its order."""
    view = base.view(scope)
    found = view.index()
    chosen = (("kind", asked.kinds), ("certainty", asked.certainty), ("gate", asked.gates))
    for column, wanted in (*chosen, ("status", asked.status)):
        if wanted:
            found = found.filter(pc.is_in(found[column], pa.array(wanted, pa.string())))
    if not asked.status:
        found = found.filter(pc.fill_null(pc.not_equal(found["status"], "retracted"), True))
    found = in_box(_in_span(found, asked), asked.box)
    if asked.object_id:
        found = _of_objects(found, {asked.object_id})
    if asked.flags:
        flags = view.known().flags
        found = _of_objects(found, {text for text, flag in flags.items() if flag in asked.flags})
    for word in split_words(asked.q):
        found = found.filter(pc.match_substring(found["text"], word))
    if asked.newest_first:
        found = found.take(pa.array(range(len(found) - 1, -1, -1), pa.int64()))
    return found


def _of_objects(found: pa.Table, wanted: set[str]) -> pa.Table:
    pairs = zip(found["object_id"].to_pylist(), found["others"].to_pylist(), strict=True)
    kept = [lead in wanted or not wanted.isdisjoint(others or ()) for lead, others in pairs]
    return keep_where(found, kept)


def _in_span(found: pa.Table, asked: EventQuestion) -> pa.Table:
    """Keep what meets the span: see `Store.events`."""
    start, end = (found[name].cast(pa.int64()) for name in ("t_start", "t_end"))
    kept = pa.scalar(value=True)
    if asked.t_from is not None:
        still = pc.fill_null(pc.equal(found["status"], "open"), False)
        goes_on = pc.if_else(still, pa.scalar(_NEVER_US), start)
        ends = pc.coalesce(end, pc.if_else(pc.is_valid(start), goes_on, None))
        kept = pc.and_(kept, pc.fill_null(pc.greater_equal(ends, to_us(asked.t_from)), False))
    if asked.t_to is not None:
        begins = pc.coalesce(start, end)
        kept = pc.and_(kept, pc.fill_null(pc.less_equal(begins, to_us(asked.t_to)), False))
    return found if isinstance(kept, pa.Scalar) else found.filter(kept)


def _rows(base: Base, ids: list[str], scope: Scope) -> pa.Table:
    """Read whole events by their ids, as the scope may see them, in the order of the ids."""
    view = base.view(scope)
    told = []
    for first in range(0, max(len(ids), 1), _AT_A_TIME):
        deadline.check()
        some = events_by_id(base.store.state, ids[first : first + _AT_A_TIME])
        told.append(view.release.events(some, view.now()))
    return pa.concat_tables(told)


def answer_events(base: Base, asked: EventQuestion, scope: Scope) -> Found:
    """Answer a question about events."""
    found = find_index(base, asked, scope)
    some, after = page_of(found, asked)
    events = _rows(base, some["event_id"].to_pylist(), scope)
    return Found(tell_events(base, events, asked.lang), len(found), after)


def tell_events(base: Base, events: pa.Table, lang: str) -> list[Row]:
    """Write events as JSON holds them, with `words` and `legal_basis` in a language."""
    teller = EventTeller(base.gates, lang)
    told = []
    for row in events.to_pylist():
        record = {name: plain(value) for name, value in row.items()}
        record["evidence"] = plain(json_list(row["evidence"]))
        record["detail"] = plain(json_dict(row["detail"]))
        record["legal_basis"] = teller.basis(row)
        told.append(record | {"words": teller.say(row)})
    return told


def tell_event(base: Base, event_id: str, scope: Scope, lang: str) -> Row | None:
    """Tell all of one event; None: there is none to be seen."""
    events = _rows(base, [event_id], scope)
    if not len(events):
        return None
    view, row = base.view(scope), events.to_pylist()[0]
    event = tell_events(base, events, lang)[0]
    past = base.store.event_history(event_id)
    past = view.release.events(past, view.now()).select(EVENT_HISTORY.names)
    gate = base.gates.get(gate_of(row["detail"], row["where"], base.gate_ids) or "")
    return {
        "event": event,
        "history": _parsed(past),
        "gate": plain(gate),
        "sightings": _sightings(base, event, scope),
        "related": _related(base, event, scope),
    }


def _parsed(past: pa.Table) -> list[Row]:
    """Write rows of the history; what is no JSON in them is kept as words."""
    return [
        {name: plain(value) for name, value in row.items()}
        | {"evidence": plain(json_list(row["evidence"])), "detail": plain(json_dict(row["detail"]))}
        for row in past.to_pylist()
    ]


def _sightings(base: Base, event: Row, scope: Scope) -> list[Row]:
    """Tell the sightings that an event rests on, then others of the same documents and times."""
    ids = {one.get("sighting_id") for one in event["evidence"]} - {None}
    ids |= set(_texts(event["detail"].get("sightings")))
    if not ids:
        return []
    sightings = base.view(scope).sightings()
    found = sightings.filter(pc.is_in(sightings["sighting_id"], pa.array(sorted(ids), pa.string())))
    return list(tell_sightings(base, found))


def _related(base: Base, event: Row, scope: Scope) -> list[str]:
    """Find events that the detail names, that name this one, or that rest on the same evidence."""
    named = {text for name in _LINKS for text in _texts(event["detail"].get(name))}
    index = base.view(scope).index()
    index = index.filter(pc.fill_null(pc.not_equal(index["status"], "retracted"), True))
    index = index.filter(pc.not_equal(index["event_id"], event["event_id"]))
    told = index.filter(pc.is_in(index["event_id"], pa.array(sorted(named), pa.string())))
    marks = _marks(event["evidence"])
    wanted = told["event_id"].to_pylist()
    for row in _rows(base, _near(index, event), scope).to_pylist():
        evidence = json_list(row["evidence"])
        if event["event_id"] in (row["detail"] or "") or not marks.isdisjoint(_marks(evidence)):
            wanted.append(row["event_id"])
    return list(dict.fromkeys(wanted))[:_RELATED]


def _near(index: pa.Table, event: Row) -> list[str]:
    """List the events of the object about the time of one, the nearest of them."""
    if not event["object_id"]:
        return []
    found = _of_objects(index, {event["object_id"]})
    moment = event["t_start"] or event["t_end"]
    if moment is None or len(found) <= _LOOKED_AT:
        return list(found["event_id"].slice(0, _LOOKED_AT).to_pylist())
    away = pc.abs(pc.subtract(found["t_start"].cast(pa.int64()), to_us(read_moment(moment))))
    order = pc.sort_indices(pc.fill_null(away, _NEVER_US))
    return list(found["event_id"].take(order[:_LOOKED_AT]).to_pylist())


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _marks(evidence: list[Row]) -> set[str]:
    """Name each piece of evidence: a sighting by its id, a fix by its source and line."""
    told = set()
    for one in evidence:
        if one.get("sighting_id"):
            told.add(str(one["sighting_id"]))
        elif one.get("line") is not None:
            told.add(json.dumps([one.get("source"), one["line"]]))
    return told
