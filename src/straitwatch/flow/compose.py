"""Events into what they add up to: transits, deployments, flight operations."""

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.deployment import compose_deployments
from straitwatch.event.flight_operations import compose_flight_operations
from straitwatch.event.transit import compose_transits
from straitwatch.flow.config import Settings

__all__ = ["compose_events"]


def compose_events(events: pa.Table, settings: Settings) -> pa.Table:
    """Add to events those that are composed of them.

    Args:
        events: EVENT, of detectors and of texts.
        settings: what `watch.toml` says.

    Returns:
        EVENT: those given, then the composed ones.
    """
    transits = compose_transits(_of_kind(events, "crossing"))
    known = pa.concat_tables([events, transits, compose_flight_operations(events)])
    away = compose_deployments(_of_kind(known, "transit"), min_away_h=settings.event.min_away_h)
    return pa.concat_tables([known, away])


def _of_kind(events: pa.Table, kind: str) -> pa.Table:
    return events.filter(pc.equal(events["kind"], kind))
