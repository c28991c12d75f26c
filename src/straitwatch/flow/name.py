"""What a store's objects said of themselves into names: who went by which, at the time."""

import pyarrow as pa

from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import EVENT, IDENTITY
from straitwatch.store.store import Store
from straitwatch.track.identity import history_of, merge_histories, names_at

__all__ = ["history_in", "name_events"]

_BROADCAST = ("mmsi:", "icao24:")  # identities that say a name of their own
_MERGE_AT = 16
"""Ours: pieces held before they are put together; bounds memory by objects, not by rows."""


def history_in(store: Store, *, object_id: int | None = None) -> pa.Table:
    """Gather the identity history of all objects of a store, or of one; IDENTITY."""
    held = [IDENTITY.empty_table()]
    for statics in store.every_static(object_id=object_id):
        held.append(history_of(statics))
        if len(held) == _MERGE_AT:
            held = [merge_histories(held)]
    return merge_histories(held)


def name_events(events: pa.Table, history: pa.Table) -> pa.Table:
    """Fill the names of events that have none: the object's name at the time that the event began.

    Args:
        events: EVENT.
        history: IDENTITY.

    Returns:
        EVENT, same order.
    """
    columns = (events[name].to_pylist() for name in ("object_id", "object_name", "t_start"))
    asked = [
        (row, parse_object_id(text), t)
        for row, (text, name, t) in enumerate(zip(*columns, strict=True))
        if name is None and text and text.startswith(_BROADCAST)
    ]
    names = events["object_name"].to_pylist()
    found = names_at(history, [one for _, one, _ in asked], [t for *_, t in asked])
    for (row, *_), name in zip(asked, found, strict=True):
        names[row] = name
    place = EVENT.get_field_index("object_name")
    return events.set_column(place, EVENT.field("object_name"), pa.array(names, pa.string()))
