"""Questions about objects turned into rows: who they are, where they were last, what they did."""

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.base import Base
from straitwatch.flow.window.change_words import tell_change
from straitwatch.flow.window.events import find_index
from straitwatch.flow.window.fixes import find_tracks
from straitwatch.flow.window.search import fold, split_words
from straitwatch.flow.window.select import in_box, keep_where, page_of
from straitwatch.model.identity import parse_object_id
from straitwatch.report.export import to_records
from straitwatch.serve.window import (
    EventQuestion,
    FixQuestion,
    Found,
    ObjectQuestion,
    Row,
    Scope,
)
from straitwatch.track.identity import changes_of
from straitwatch.zone.zoned import zones

__all__ = ["answer_objects", "find_objects", "tell_object", "tell_objects"]


def find_objects(base: Base, asked: ObjectQuestion, scope: Scope) -> pa.Table:
    """Find KNOWN that a scope may see and that the question asks for, by object_id."""
    found = in_box(base.view(scope).known().searchable(), asked.box)
    if asked.flags:
        found = found.filter(pc.is_in(found["flag"], pa.array(asked.flags)))
    if asked.t_from is not None:
        late = pc.greater_equal(found["t_last"], pa.scalar(asked.t_from))
        found = found.filter(pc.fill_null(late, False))
    if asked.t_to is not None:
        early = pc.less_equal(found["t_first"], pa.scalar(asked.t_to))
        found = found.filter(pc.fill_null(early, False))
    if asked.crafts:
        found = found.filter(_of_craft(found, asked.crafts))
    if asked.types:
        wanted = [fold(word) for word in asked.types]
        told = [fold(one or "") for one in found["type"].to_pylist()]
        found = keep_where(found, [any(word in one for word in wanted) for one in told])
    for column, some in (("kinds", asked.kinds), ("gates", asked.gates)):
        if some:
            told_in = found[column].to_pylist()
            found = keep_where(found, [not set(some).isdisjoint(one) for one in told_in])
    for word in split_words(asked.q):
        found = found.filter(pc.match_substring(found["text"], word))
    if asked.zones:
        found = found.filter(pc.is_in(_zoned(found)["zone"], pa.array(asked.zones)))
    return found.drop_columns(["text"])


def _of_craft(found: pa.Table, crafts: tuple[str, ...]) -> pa.ChunkedArray:
    kept = pc.fill_null(pc.is_in(found["craft"], pa.array(crafts)), False)
    return pc.or_(kept, pc.greater(found["sightings"], 0)) if "reported" in crafts else kept


def _zoned(found: pa.Table) -> pa.Table:
    """Find zone and State of the last fixes; null where there is none."""
    placed = pc.and_(pc.is_valid(found["lon"]), pc.is_valid(found["lat"]))
    some = found.filter(placed)
    if not len(some):
        return pa.table({name: pa.nulls(len(found), pa.string()) for name in ("zone", "state")})
    told = zones(some["lon"].to_numpy(), some["lat"].to_numpy())
    at = pc.if_else(placed, pc.subtract(pc.cumulative_sum(placed.cast(pa.int64())), 1), None)
    return pa.table({n: told[n].cast(pa.string()).take(at) for n in ("zone", "state")})


def answer_objects(base: Base, asked: ObjectQuestion, scope: Scope) -> Found:
    """Answer a question about objects."""
    found = find_objects(base, asked, scope)
    some, after = page_of(found, asked)
    return Found(tell_objects(some), len(found), after)


def tell_objects(known: pa.Table) -> list[Row]:
    """Write KNOWN as JSON holds it, with the zone of the last fix."""
    zoned = _zoned(known)
    table = known.drop_columns(["gates"])
    for name in ("zone", "state"):
        table = table.append_column(name, zoned[name])
    return list(to_records(table))


def tell_object(base: Base, object_id: str, scope: Scope, lang: str) -> Row | None:
    """Tell all of one object; None: there is none to be seen."""
    view = base.view(scope)
    known = view.known()
    row = known.rows.get(object_id)
    if row is None:
        return None
    number = parse_object_id(object_id)
    history = known.history.filter(pc.equal(known.history["object_id"], number))
    kinds = Counter(find_index(base, EventQuestion(object_id=object_id), scope)["kind"].to_pylist())
    told = tell_objects(known.objects.slice(row, 1))[0]
    tracks = find_tracks(base, FixQuestion(object_id=object_id), scope)
    return {
        "object": told,
        "identity": list(to_records(history)),
        "changes": [tell_change(change, lang) for change in changes_of(history)],
        "tracks": list(to_records(tracks)),
        "kinds": dict(kinds.most_common()),
        "sources": sorted({one for some in history["sources"].to_pylist() for one in some or ()}),
        "sightings": told["sightings"],
    }
