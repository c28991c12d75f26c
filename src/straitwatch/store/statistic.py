"""Counts kept: STATISTIC and AIRSPACE_VIOLATION rows put beside those there, and found again."""

import pyarrow as pa

from straitwatch.model.schema import AIRSPACE_VIOLATION, STATISTIC
from straitwatch.store.row import table_of
from straitwatch.store.state import State
from straitwatch.store.upsert import Change, Target, upsert

__all__ = ["put_statistics", "put_violations", "statistics", "violations"]

_STATISTICS = Target(
    name="statistics",
    key="statistic_id",
    schema=STATISTIC,
    history="statistic_history",
    retract="DELETE FROM statistics",
    retractable="source IN (SELECT source FROM temp.incoming)",
)
_VIOLATIONS = Target(
    name="airspace_violations",
    key="violation_id",
    schema=AIRSPACE_VIOLATION,
    history="airspace_violation_history",
    retract="DELETE FROM airspace_violations",
    retractable="source IN (SELECT source FROM temp.incoming)",
)


def put_statistics(state: State, table: pa.Table) -> Change:
    """Put counts into the store by their id.

    What the same sources told before and no longer tell leaves for the history, as does a row
    that changes.

    Args:
        state: of the store.
        table: STATISTIC, all rows of the sources that it names; of two with one id the later
            counts.

    Raises:
        SchemaError: a column is missing or mistyped, or a row has no id.
    """
    with state.writing() as db:
        return upsert(db, _STATISTICS, table, complete=True)


def put_violations(state: State, table: pa.Table) -> Change:
    """Put violations of airspace into the store by their id; as `put_statistics`."""
    with state.writing() as db:
        return upsert(db, _VIOLATIONS, table, complete=True)


def statistics(state: State) -> pa.Table:
    """Find all counts; STATISTIC by period, group, document.

    A store that was made before there were counts, and not written since, holds none.
    """
    order = 'what, period_start, period_end, group_by, "group", document, statistic_id'
    return _all(state, _STATISTICS, order)


def violations(state: State) -> pa.Table:
    """Find all violations of airspace; AIRSPACE_VIOLATION by day. Of old stores as `statistics`."""
    return _all(state, _VIOLATIONS, "t_start, no, document, violation_id")


def _all(state: State, target: Target, order: str) -> pa.Table:
    with state.reading() as db:
        known = "SELECT count(*) FROM sqlite_master WHERE name = ?"
        if not db.execute(known, [target.name]).fetchone()[0]:
            return target.schema.empty_table()
        cursor = db.execute(f"SELECT * FROM {target.name} ORDER BY {order}")  # noqa: S608 - own words only
        return table_of(cursor, target.schema)
