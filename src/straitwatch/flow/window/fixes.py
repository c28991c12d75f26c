"""Questions about fixes turned into columns: the way of one object, or of all for a replay."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.window.base import Base
from straitwatch.flow.window.events import in_box
from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.serve.window import FixQuestion, ReplayQuestion, Row, Scope

__all__ = ["find_fixes", "find_tracks", "tell_replay", "tell_track"]

_TRACK = ("t", "lon", "lat", "sog_kn", "cog_deg", "alt_ft", "source")
_REPLAY = ("object_id", "t", "lon", "lat", "sog_kn", "cog_deg")


def find_fixes(
    base: Base, asked: FixQuestion, scope: Scope, columns: Sequence[str] | None = None
) -> tuple[pa.Table, int]:
    """Find FIX, or some columns of it, by object_id and t; and how many there are in all."""
    number = None if asked.object_id is None else parse_object_id(asked.object_id)
    fixes = base.store.positions(number, asked.t_from, asked.t_to, columns=columns)
    fixes = in_box(base.release_of(scope).fixes(fixes, base.now()), asked)
    n = len(fixes)
    if asked.at_most is None:
        return fixes.slice(asked.offset, asked.limit), n
    step = max(-(-n // max(asked.at_most, 1)), 1)
    return fixes.take(np.arange(0, n, step)), n


def find_tracks(base: Base, asked: FixQuestion, scope: Scope) -> pa.Table:
    """Find TRACK that meet the span."""
    tracks = base.store.tracks()
    if asked.object_id is not None:
        tracks = tracks.filter(pc.equal(tracks["object_id"], parse_object_id(asked.object_id)))
    if asked.t_from is not None:
        tracks = tracks.filter(pc.greater_equal(tracks["t_end"], pa.scalar(asked.t_from)))
    if asked.t_to is not None:
        tracks = tracks.filter(pc.less_equal(tracks["t_start"], pa.scalar(asked.t_to)))
    return base.release_of(scope).tracks(tracks, base.now())


def tell_track(base: Base, asked: FixQuestion, scope: Scope) -> Row | None:
    """Tell the fixes of one object as columns; None: there is no such object to be seen."""
    if asked.object_id is None:
        raise ContractError("a track is of one object: name it")
    if asked.object_id not in base.known(scope).rows:
        return None
    fixes, n = find_fixes(base, asked, scope, ["object_id", *_TRACK])
    return {name: column_of(fixes, name) for name in _TRACK} | {"n": len(fixes), "n_found": n}


def column_of(table: pa.Table, name: str) -> list[Any]:
    """Write one column for JSON: moments as ms since 1970, numbers in few digits."""
    column = table[name]
    if pa.types.is_timestamp(column.type):
        return list(pc.divide(column.cast(pa.int64()), 1000).to_pylist())
    if pa.types.is_float32(column.type):
        return list(pc.round(column.cast(pa.float64()), 1).to_pylist())
    if pa.types.is_floating(column.type):
        return list(pc.round(column, 6).to_pylist())
    return list(column.to_pylist())


def tell_replay(base: Base, asked: ReplayQuestion, scope: Scope) -> Row:
    """Tell the fixes of all objects as columns, with who they are."""
    question = FixQuestion(
        t_from=asked.t_from, t_to=asked.t_to, box=asked.box, at_most=asked.at_most
    )
    fixes, n = find_fixes(base, question, scope, _REPLAY)
    ids = fixes["object_id"].to_numpy()
    numbers, index = np.unique(ids, return_inverse=True)
    known = base.known(scope)
    told = [
        _who(known.objects, known.rows.get(text), text) for text in map(text_of_object_id, numbers)
    ]
    columns = {name: column_of(fixes, name) for name in _REPLAY[1:]}
    step = max(-(-n // max(asked.at_most, 1)), 1)
    return {
        "objects": told,
        "o": index.tolist(),
        **columns,
        "n": len(fixes),
        "n_found": n,
        "step": step,
    }


def _who(objects: pa.Table, row: int | None, text: str) -> Row:
    told = {} if row is None else objects.slice(row, 1).to_pylist()[0]
    names = ("name", "flag", "craft", "type", "simulated")
    return {"id": text, **{name: told.get(name) for name in names}}
