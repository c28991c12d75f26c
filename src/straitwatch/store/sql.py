"""SQL: a question in the user's own words, answered from all tables of a store."""

import re
from collections.abc import Callable, Mapping

import duckdb
import pyarrow as pa

from straitwatch.model.error import ContractError
from straitwatch.model.schema import (
    AIRSPACE_VIOLATION,
    COVERAGE,
    EVENT,
    FIX,
    REJECT,
    SIGHTING,
    STATIC,
    STATISTIC,
    TRACK,
)
from straitwatch.store.coverage import coverage
from straitwatch.store.duck import as_statics, connect, files_of
from straitwatch.store.event import events
from straitwatch.store.guard import check_parts, find_cause
from straitwatch.store.layout import KINDS, Part
from straitwatch.store.pack import packed_as_fixes
from straitwatch.store.sighting import sightings
from straitwatch.store.source import SOURCE, source_table
from straitwatch.store.state import State
from straitwatch.store.statistic import statistics, violations
from straitwatch.store.track import tracks

__all__ = ["Beside", "query"]

_WORDING = (
    duckdb.ParserException,
    duckdb.SyntaxException,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.PermissionException,
)
_PARTED = {"fixes": FIX, "statics": STATIC, "rejects": REJECT}


Beside = Mapping[str, tuple[pa.Schema, Callable[[], pa.Table]]]
"""Tables that a caller brings, by name: the schema, and what makes the table when it is asked."""


def query(
    state: State, sql: str, *, beside: Beside | None = None, views: Mapping[str, str] | None = None
) -> pa.Table:
    """Ask the store one question in DuckDB's SQL.

    Args:
        state: of the store.
        sql: one SELECT over fixes, statics, rejects, events, sightings, sources, tracks, coverage,
            statistics, airspace_violations.
            `events` holds the retracted ones too; see its column `status`.
        beside: more tables that may be asked.
        views: name -> one SELECT over tables; they may be asked like tables.

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
            told = _with_views(sql, views or {})
            _show(db, state, parts)
            _load(db, told, _tables(state) | dict(beside or {}))
            for name, text in (views or {}).items():
                db.execute(f'CREATE VIEW "{name}" AS {text}')
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


def _with_views(sql: str, views: Mapping[str, str]) -> str:
    """Put the text of the views that a question names beside it, to see which tables they ask."""
    return "\n".join([sql, *(text for name, text in views.items() if _names(sql, name))])


def _names(sql: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", sql, re.IGNORECASE) is not None


def _show(db: duckdb.DuckDBPyConnection, state: State, parts: dict[str, list[Part]]) -> None:
    for kind, schema in _PARTED.items():
        if parts[kind]:
            columns = ", ".join(
                packed_as_fixes(name) if kind == "fixes" else f'"{name}"' for name in schema.names
            )
            source = files_of(state, parts[kind])
            source = as_statics(source) if kind == "statics" else source
            db.execute(f"CREATE VIEW {kind} AS SELECT {columns} FROM {source}")  # noqa: S608 - own words only
        else:
            db.register(kind, schema.empty_table())


def _tables(state: State) -> dict[str, tuple[pa.Schema, Callable[[], pa.Table]]]:
    return {
        "events": (EVENT, lambda: events(state, retracted=True)),
        "sightings": (SIGHTING, lambda: sightings(state)),
        "tracks": (TRACK, lambda: tracks(state)),
        "coverage": (COVERAGE, lambda: coverage(state)),
        "statistics": (STATISTIC, lambda: statistics(state)),
        "airspace_violations": (AIRSPACE_VIOLATION, lambda: violations(state)),
        "sources": (SOURCE, lambda: source_table(state)),
    }


def _load(db: duckdb.DuckDBPyConnection, sql: str, tables: Beside) -> None:
    """Register tables; those that the question does not name stay empty, for their columns."""
    for name, (schema, load) in tables.items():
        db.register(name, load() if _names(sql, name) else schema.empty_table())


def _shut(db: duckdb.DuckDBPyConnection, state: State) -> None:
    folders = ", ".join("'" + str(state.folder / kind).replace("'", "''") + "'" for kind in KINDS)
    db.execute(f"SET allowed_directories = [{folders}]")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
