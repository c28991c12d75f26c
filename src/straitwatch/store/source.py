"""Sources kept: what was found in each source, as it was told at its commit."""

import json
from collections import Counter

import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.store.state import State

__all__ = ["SOURCE", "source_table", "sources", "write_tally"]

SOURCE = pa.schema(
    [
        ("source", pa.string()),
        ("format", pa.string()),
        ("n_bytes", pa.int64()),
        ("lines", pa.int64()),
        ("messages", pa.int64()),
        ("fixes", pa.int64()),
        ("statics", pa.int64()),
        ("sightings", pa.int64()),
        ("rejects", pa.int64()),
    ]
)
"""One row a source: its tally in short."""


def write_tally(tally: Tally) -> str:
    """Write a tally as JSON."""
    return json.dumps(vars(tally), ensure_ascii=False)


def sources(state: State) -> list[Tally]:
    """Give the tally of each source, by label."""
    return [
        _tally(json.loads(text))
        for (text,) in state.rows("SELECT tally FROM sources ORDER BY source")
    ]


def _tally(told: dict[str, object]) -> Tally:
    known = {name: value for name, value in told.items() if name in Tally.__dataclass_fields__}
    tally = Tally(**known)  # type: ignore[arg-type]  # it was written from a Tally
    tally.rejects, tally.by_type = Counter(tally.rejects), Counter(tally.by_type)
    return tally


def source_table(state: State) -> pa.Table:
    """Give the tallies as SOURCE."""
    rows = [
        {name: getattr(tally, name) for name in SOURCE.names} | {"rejects": tally.rejects.total()}
        for tally in sources(state)
    ]
    return pa.Table.from_pylist(rows, schema=SOURCE)
