"""Live: what passes from the watch to the pages: newest positions, words, feeds, events told."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from straitwatch.model.schema import FIX, STATIC

__all__ = ["FEED_STATES", "LIVE", "SAID", "FeedHealth", "Sink"]

_T = pa.timestamp("us", tz="UTC")

LIVE = pa.schema(
    [
        *(FIX.field(name) for name in ("object_id", "t", "lon", "lat", "sog_kn", "cog_deg")),
        *(FIX.field(name) for name in ("heading_deg", "alt_ft", "vrate_ft_min", "nav_status")),
        ("source", pa.string()),  # name of the feed
        ("received", _T),  # when its line came in
    ]
)
"""The newest fix of each object that changed in a tick."""

SAID = pa.schema(
    [
        *(STATIC.field(name) for name in ("object_id", "name", "callsign", "imo", "ship_type")),
        *(STATIC.field(name) for name in ("aircraft_type", "flag", "length_m", "beam_m")),
        *(STATIC.field(name) for name in ("destination", "draught_m")),
    ]
)
"""What objects said of themselves in a tick: of each column the newest value, null if none."""

FEED_STATES = ("connecting", "open", "silent", "waiting", "ended", "failed", "paused")
"""`waiting` is the pause before the next try, `paused` what an operator asked for."""


@dataclass
class FeedHealth:
    """How one feed does. Counts go on over a restart of the watch.

    Attributes:
        name: of the feed, unique; its label in the store.
        url: its address, credentials hidden.
        kind: of its address: `tcp`, `udp`, `http`, `file`, `folder`, ...
        format: of its content, empty until it is found.
        state: one of FEED_STATES.
        since: when this state began.
        last_heard: when bytes came last.
        n_bytes: bytes received.
        lines: lines looked at; each is one of messages, parts, skipped, times or a reject.
        messages: lines that became rows.
        fixes: positions.
        statics: words of objects on themselves.
        parts: lines that are part of a longer message.
        skipped: comments and blank lines.
        times: lines that only carry a time.
        rejects: lines that became nothing, by fault.
        late: fixes that came too late to be looked at; they are kept.
        committed: lines that are in the store for good.
        reconnects: times that it was opened anew.
        error: what went wrong last; empty when nothing did since it was opened.
        per_s: lines a second over the last 10 s.
        notes: remarks, for example that the disk is full.
        simulated: whether its content is made up.
    """

    name: str
    url: str = ""
    kind: str = ""
    format: str = ""
    state: str = "connecting"
    since: datetime | None = None
    last_heard: datetime | None = None
    n_bytes: int = 0
    lines: int = 0
    messages: int = 0
    fixes: int = 0
    statics: int = 0
    parts: int = 0
    skipped: int = 0
    times: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    late: int = 0
    committed: int = 0
    reconnects: int = 0
    error: str = ""
    per_s: float = 0.0
    notes: list[str] = field(default_factory=list)
    simulated: bool = False


class Sink(Protocol):
    """Takes what the watch tells; its methods may be called from any thread, and return at once."""

    def positions(self, rows: pa.Table) -> None:
        """Take LIVE: the newest fix of each object that changed."""
        ...

    def said(self, rows: pa.Table) -> None:
        """Take SAID: what objects said of themselves."""
        ...

    def feeds(self, rows: list[FeedHealth]) -> None:
        """Take how every feed does."""
        ...

    def events(self, seq: int) -> None:
        """Take the newest number of the store's log of events."""
        ...
