"""SQL: a question in the user's own words, answered from all tables of a store."""

import re
from collections.abc import Callable

import duckdb
import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.schema import COVERAGE, EVENT, FIX, REJECT, SIGHTING, STATIC, TRACK
from straitwatch.store.coverage import coverage
from straitwatch.store.duck import connect, files_of
from straitwatch.store.event import events
from straitwatch.store.guard import check_parts, find_cause
from straitwatch.store.layout import KINDS, Part
from straitwatch.store.pack import packed_as_fixes
from straitwatch.store.sighting import sightings
from straitwatch.store.source import SOURCE, source_table
from straitwatch.store.state import State
from straitwatch.store.track import tracks

__all__ = ["query"]

_WORDING = (
    duckdb.ParserException,
    duckdb.SyntaxException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.PermissionException,
)
_PARTED = {"fixes": FIX, "statics": STATIC, "rejects": REJECT}


def query(state: State, sql: str) -> pa.Table:
    """Ask the store one question in DuckDB's SQL.

    Args:
        state: of the store.
        sql: one SELECT over fixes, statics, rejects, events, sightings, sources, tracks, coverage.
            `events` holds the retracted ones too; see its column `status`.

    Returns:
        the answer; times are UTC.

    Raises:
        ContractError: the SQL is no single SELECT, or cannot be answered.
        StoreError: a part is missing or damaged; names it.

    Notes:
        Reads only: nothing can be written, no other file opened, no setting changed.
    """
    with state.pinned():
        parts = {kind: state.parts(kind) for kind in KINDS}
        every = [part for kind in KINDS for part in parts[kind]]
        check_parts(state.folder, every)
        db = connect(state)
        try:
            _ask_select(db, sql)
            _show(db, state, sql, parts)
            _shut(db, state)
            return db.execute(sql).to_arrow_table()
        except duckdb.Error as error:
            cause = None
            if not isinstance(error, _WORDING):
                cause = find_cause(state.folder, every, error)
            raise cause or ContractError(f"the question cannot be answered: {error}") from error
        finally:
            db.close()


def _ask_select(db: duckdb.DuckDBPyConnection, sql: str) -> None:
    kinds = [statement.type for statement in db.extract_statements(sql)]
    if len(kinds) != 1 or kinds[0] not in (
        duckdb.StatementType.SELECT,
        duckdb.StatementType.EXPLAIN,
    ):
        raise ContractError(f"the store answers one SELECT at a time; found: {sql.strip()!r}")


def _show(
    db: duckdb.DuckDBPyConnection, state: State, sql: str, parts: dict[str, list[Part]]
) -> None:
    for kind, schema in _PARTED.items():
        if parts[kind]:
            columns = ", ".join(
                packed_as_fixes(name) if kind == "fixes" else f'"{name}"' for name in schema.names
            )
            source = files_of(state, parts[kind])
            db.execute(f"CREATE VIEW {kind} AS SELECT {columns} FROM {source}")  # noqa: S608 - own words only
        else:
            db.register(kind, schema.empty_table())
    loads: dict[str, tuple[pa.Schema, Callable[[], pa.Table]]] = {
        "events": (EVENT, lambda: events(state, retracted=True)),
        "sightings": (SIGHTING, lambda: sightings(state)),
        "tracks": (TRACK, lambda: tracks(state)),
        "coverage": (COVERAGE, lambda: coverage(state)),
        "sources": (SOURCE, lambda: source_table(state)),
    }
    for name, (schema, load) in loads.items():
        asked = re.search(rf"\b{name}\b", sql, re.IGNORECASE)
        db.register(name, load() if asked else schema.empty_table())


def _shut(db: duckdb.DuckDBPyConnection, state: State) -> None:
    folders = ", ".join("'" + str(state.folder / kind).replace("'", "''") + "'" for kind in KINDS)
    db.execute(f"SET allowed_directories = [{folders}]")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
