"""The log of events turned into when each was last changed."""

from collections.abc import Sequence

from straitwatch.model.unit import iso, moment
from straitwatch.store.state import State

__all__ = ["changed_at"]


def changed_at(state: State, ids: Sequence[str]) -> dict[str, str]:
    """Tell when events were last changed.

    Args:
        state: of the store.
        ids: of events, some hundreds at most.

    Returns:
        ISO 8601 UTC by id; those that the log does not hold (it keeps the last 200,000 changes, and
        older stores have none) are left out.
    """
    marks = ", ".join("?" * len(ids))
    with state.reading() as db:
        known = "SELECT count(*) FROM sqlite_master WHERE name = 'event_log'"
        if not ids or not db.execute(known).fetchone()[0]:
            return {}
        found = db.execute(
            f"SELECT event_id, max(t) FROM event_log WHERE event_id IN ({marks}) GROUP BY event_id",  # noqa: S608 - marks only
            list(ids),
        )
        return {str(event_id): iso(moment(t)) or "" for event_id, t in found}
