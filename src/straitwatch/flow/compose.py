"""Events into what they add up to: transits, deployments, flight operations; who was alone."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.flag import flag_of
from straitwatch.event.alone import alone_only
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.doubt import mark_doubtful
from straitwatch.event.flight_operations import compose_flight_operations
from straitwatch.event.foreign import foreign_only
from straitwatch.event.one_place import gather_displaced
from straitwatch.event.transit import compose_transits
from straitwatch.flow.config import Settings
from straitwatch.model.identity import parse_object_id

__all__ = ["compose_events", "flags_of"]

_FLAGGED = pa.array(["passage", "proximity"])


def compose_events(events: pa.Table, settings: Settings) -> pa.Table:
    """Add to events those that are composed of them, and drop what others say better.

    Args:
        events: EVENT, of detectors and of texts.
        settings: what `watch.toml` says.

    Returns:
        EVENT: those given, less the loitering of ships in company and passages and approaches in
        the waters of a ship's own State; then the composed ones. Those that rest on positions
        that cannot be true say so.
    """
    events = gather_displaced(foreign_only(alone_only(events), flags_of(events)))
    transits = compose_transits(_of_kind(events, "crossing"))
    known = pa.concat_tables([events, transits, compose_flight_operations(events)])
    away = compose_deployments(_of_kind(known, "transit"), min_away_h=settings.event.min_away_h)
    return mark_doubtful(pa.concat_tables([known, away]))


def flags_of(events: pa.Table) -> dict[str, str]:
    """Give the State of each identity that an event in or near a State's waters is of."""
    asked = events.filter(pc.is_in(events["kind"], _FLAGGED))["object_id"].unique()
    words = [word for word in asked.to_pylist() if word and word.startswith(("mmsi:", "icao24:"))]
    ids = np.array([parse_object_id(word) for word in words], np.int64)
    return {w: flag for w, flag in zip(words, flag_of(ids).to_pylist(), strict=True) if flag}


def _of_kind(events: pa.Table, kind: str) -> pa.Table:
    return events.filter(pc.equal(events["kind"], kind))
