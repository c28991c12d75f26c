"""A decoded chunk into the tables that were asked for: by name, by type of message."""

from collections.abc import Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.error import ConfigError
from straitwatch.model.record import Decoded
from straitwatch.model.schema import AIRSPACE_VIOLATION, FIX, REJECT, STATIC, STATISTIC

__all__ = ["ALL", "MESSAGE", "TABLES", "kinds_for", "kinds_of_messages", "pick", "schema_of"]

TABLES = {
    "fix": FIX,
    "static": STATIC,
    "reject": REJECT,
    "statistic": STATISTIC,
    "violation": AIRSPACE_VIOLATION,
}
"""Tables that every format may give."""

_NAMED = {
    "fix": "fixes",
    "static": "statics",
    "reject": "rejects",
    "statistic": "statistics",
    "violation": "violations",
}

MESSAGE = "message"
"""Every message in the order of the lines, whatever its kind: lines of JSON only."""

ALL = "all"
"""Every table that there is: into a folder only."""


def kinds_of_messages() -> dict[str, pa.Schema]:
    """Give the kinds of AIS messages, each with the schema of its table."""
    from straitwatch.decode.ais.tables import SCHEMAS  # noqa: PLC0415 - loads kernels

    return dict(SCHEMAS)


def schema_of(table: str) -> pa.Schema | None:
    """Give the schema of a table; None of `message`, which has many.

    Raises:
        ConfigError: there is no such table; names those that are.
    """
    if table in TABLES:
        return TABLES[table]
    if table == MESSAGE:
        return None
    kinds = kinds_of_messages()
    if table not in kinds:
        known = ", ".join([*TABLES, MESSAGE, ALL])
        raise ConfigError(
            f"--table '{table}' is not known: choose {known}, or a kind of message: "
            f"{', '.join(kinds)}"
        )
    return kinds[table]


def kinds_for(tables: Iterable[str]) -> tuple[str, ...]:
    """Say which kinds of messages the decoder must give for these tables."""
    wanted = [name for name in tables if name not in TABLES]
    return ("all",) if MESSAGE in wanted or ALL in wanted else tuple(wanted)


def pick(decoded: Decoded, tables: Sequence[str], types: frozenset[int]) -> dict[str, pa.Table]:
    """Take tables out of a chunk.

    Args:
        decoded: the chunk.
        tables: names; `message` and `all` stand for every kind of message that is there.
        types: types of AIS messages whose rows are kept, where the table tells them; none: all.

    Returns:
        those with rows, by name.
    """
    found: dict[str, pa.Table] = {}
    for name, table in _every(decoded):
        wanted = name in tables or ALL in tables or (MESSAGE in tables and name not in TABLES)
        if wanted and table.num_rows:
            kept = _of_types(table, types)
            if kept.num_rows:
                found[name] = kept
    return found


def _every(decoded: Decoded) -> Iterator[tuple[str, pa.Table]]:
    for name, attribute in _NAMED.items():
        yield name, getattr(decoded, attribute)
    yield from decoded.messages.items()


def _of_types(table: pa.Table, types: frozenset[int]) -> pa.Table:
    if not types or "msg_type" not in table.column_names:
        return table
    wanted = pa.array(sorted(types), pa.int8())
    return table.filter(pc.is_in(table["msg_type"], value_set=wanted))
