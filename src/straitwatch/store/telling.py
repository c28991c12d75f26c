"""Telling: events of the live watch put into the store as they are composed, one transaction each.

Raw events, as detectors told them, stand in a table of their own: what is composed of them is found
anew from those that a change touches, not from all.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pyarrow as pa

from straitwatch.model.schema import EVENT, conform
from straitwatch.store.event import EVENTS
from straitwatch.store.row import column_names, rows_of, table_of
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, keep_history, upsert

__all__ = ["RAW", "Telling", "let_go", "put_raw", "raw_is_kept", "telling"]

RAW = EVENT.append(pa.field("deck", pa.string()))
"""EVENT as a detector told it, and the deck at which it was, where it is of one."""

_NAMES = column_names(RAW.names)
_STATUS = RAW.get_field_index("status")
_LIVE = replace(
    EVENTS,
    passing="status IS 'open' AND event_id IN "
    "(SELECT event_id FROM temp.incoming WHERE status IS 'open')",
)
"""An open event that goes on is no correction: how it stood a minute ago is not kept."""

_MANY = 500  # values of one question to SQLite


@contextmanager
def telling(state: State) -> Iterator["Telling"]:
    """Open one transaction of raw and composed events: all of it lasts, or none."""
    with state.writing() as db:
        yield Telling(db)


def put_raw(state: State, raw: pa.Table) -> None:
    """Let these be all raw events; RAW. Those open among them are nobody's to close.

    Raises:
        SchemaError: a column is missing or mistyped.
        StoreError: another process writes, or the store is damaged.
        OutputError: no space left.
    """
    rows = rows_of(conform(raw, RAW))
    with state.writing() as db:
        db.execute("DELETE FROM raw_events")
        for row in rows:
            db.execute(_insert("OR IGNORE"), (*row, 0))
        db.execute("INSERT OR REPLACE INTO meta VALUES ('raw', 1)")


def raw_is_kept(state: State) -> bool:
    """Tell whether the store's raw events are all that its fixes gave; not in older stores."""
    return bool(state.rows("SELECT value FROM meta WHERE name = 'raw'"))


def let_go(state: State) -> None:
    """Leave the raw events that are open as they stand: no watch remembers how to close them."""
    with state.writing() as db:
        db.execute("UPDATE raw_events SET is_open = 0 WHERE is_open")


class Telling:
    """Reads and writes raw and composed events inside one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, raw: pa.Table, *, is_open: bool) -> pa.Table:
        """Put raw events by their id.

        Args:
            raw: RAW.
            is_open: whether the watch has yet to close them. What was closed stays so: a watch that
                goes on from a checkpoint knows it as open for a while.

        Returns:
            RAW: those that are new or differ from what was there, and what they took the place of.
        """
        old, new = [], []
        for row in rows_of(conform(raw, RAW)):
            found = self._db.execute(
                f"SELECT {_NAMES}, is_open FROM raw_events WHERE event_id = ?",  # noqa: S608 - own words only
                [row[0]],
            ).fetchone()
            if found == (*row, int(is_open)) or (is_open and _is_final(found)):
                continue
            if found is not None:
                old.append(found[0])
            new.append(row)
        before = self._take(old)
        self._db.executemany(_insert(), [(*row, int(is_open)) for row in new])
        return pa.concat_tables([before, self.find(ids=[row[0] for row in new])])

    def drop(self, ids: Collection[str]) -> pa.Table:
        """Remove raw events; gives what they were."""
        return self._take(list(ids))

    def _take(self, ids: Sequence[str]) -> pa.Table:
        taken = self.find(ids=ids)
        self._db.executemany("DELETE FROM raw_events WHERE event_id = ?", [(one,) for one in ids])
        return taken

    def open_ids(self) -> set[str]:
        """Ids of the raw events that the watch has yet to close."""
        found = self._db.execute("SELECT event_id FROM raw_events WHERE is_open")
        return {one for (one,) in found}

    def find(
        self,
        *,
        ids: Collection[str] | None = None,
        objects: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
    ) -> pa.Table:
        """Find raw events by id, or by any object that has a part in them; RAW by event_id."""
        if ids is not None:
            return self._raw("event_id IN ({})", ids)
        where = "id IN (SELECT id FROM raw_object WHERE object_id IN ({}))"
        if kinds is not None:
            words = ", ".join(f"'{kind}'" for kind in kinds)  # names of kinds, our own
            where += f" AND kind IN ({words})"
        return self._raw(where, objects or ())

    def within(self, kind: str, t_from_us: int, t_to_us: int) -> pa.Table:
        """Find raw events of a kind that begin in a span; RAW by event_id."""
        cursor = self._db.execute(
            f"SELECT {_NAMES} FROM raw_events "  # noqa: S608 - own words only
            "WHERE kind = ? AND t_start BETWEEN ? AND ? ORDER BY event_id",
            [kind, t_from_us, t_to_us],
        )
        return table_of(cursor, RAW)

    def _raw(self, where: str, values: Collection[str]) -> pa.Table:
        found = [RAW.empty_table()]
        for some in _in_lots(values):
            test = where.format(", ".join("?" * len(some)))
            sql = f"SELECT {_NAMES} FROM raw_events WHERE {test}"  # noqa: S608 - own words only
            found.append(table_of(self._db.execute(sql, some), RAW))
        return _each_once(pa.concat_tables(found))

    def told(self, rule: str, owners: Collection[str]) -> set[str]:
        """Ids of the composed events of a rule that are of these objects, but retracted ones."""
        found: set[str] = set()
        for some in _in_lots(owners):
            marks = ", ".join("?" * len(some))
            sql = (
                f"SELECT event_id FROM events WHERE object_id IN ({marks}) AND id IN "  # noqa: S608 - own words only
                f"(SELECT id FROM event_object WHERE object_id IN ({marks})) "
                "AND rule = ? AND status IS NOT 'retracted'"
            )
            found |= {one for (one,) in self._db.execute(sql, [*some, *some, rule])}
        return found

    def all_told(self, rule: str) -> set[str]:
        """Ids of all composed events of a rule, but retracted ones."""
        sql = "SELECT event_id FROM events WHERE rule = ? AND status IS NOT 'retracted'"
        return {one for (one,) in self._db.execute(sql, [rule])}

    def keep(self, events: pa.Table, retract: Iterable[str] = ()) -> Change:
        """Put composed events by their id, and retract others."""
        change = upsert(self._db, _LIVE, events, complete=False) if len(events) else Change()
        retracted = 0
        for one in retract:
            which = "event_id = ? AND status IS NOT 'retracted'"
            keep_history(self._db, EVENTS, which, [one])
            sql = f"{EVENTS.retract} WHERE {which}"
            retracted += self._db.execute(sql, [one]).rowcount
        return replace(change, retracted=retracted)

    def also(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        """Do more in the same transaction."""
        work(self._db)


def _is_final(row: tuple[Any, ...] | None) -> bool:
    return row is not None and row[_STATUS] != "open"


def _insert(how: str = "") -> str:
    marks = ", ".join("?" * (len(RAW) + 1))
    return f"INSERT {how} INTO raw_events ({_NAMES}, is_open) VALUES ({marks})"  # noqa: S608 - own words only


def _each_once(rows: pa.Table) -> pa.Table:
    """Sort by id; what two questions found comes once."""
    ids = rows["event_id"].to_pylist()
    first = {one: k for k, one in enumerate(ids)}
    return rows.take(pa.array([first[one] for one in sorted(first)], pa.int64()))


def _in_lots(values: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _MANY):
        yield ordered[start : start + _MANY]
