"""What `watch.toml` says of the live watch: feeds, the server, alerts, what partners may see."""

from dataclasses import dataclass, field

__all__ = [
    "AlertSettings",
    "FeedSettings",
    "LiveSettings",
    "ReleaseSettings",
    "RuleSettings",
    "ServeSettings",
]


@dataclass(frozen=True)
class FeedSettings:
    """One `[[feed]]`: where lines come from.

    Attributes:
        url: address: `tcp://host:port`, `udp://:port`, `http://...`, `file:path`, `folder:path`,
            and others: docs/live.md lists them.
        name: what it is called on the page and in the store; its address by default.
        format: `nmea`, `sbs`, `aircraft.json`, ...; found from the address or the content by
            default.
        speed: of a `file:` feed: seconds of the record in one second of the clock; 0 is as fast
            as can be.
        silent_s: silence after which the feed is shown as silent.
        poll_s: how often an HTTP feed or a folder is looked at.
        headers: of an HTTP or websocket feed; a value `env:NAME` is read from the environment.
    """

    url: str = ""
    name: str = ""
    format: str = ""
    speed: float = 1.0
    silent_s: float = 60.0
    poll_s: float = 1.0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LiveSettings:
    """`[live]`: how the watch runs.

    Attributes:
        watermark_s: how long a fix may come behind a later one and still be looked at; what comes
            later is kept, counted as late, and seen by the next `straitwatch run`.
        commit_s: how often fixes are put into the store and the state is checkpointed.
        tick_s: how often positions go to the pages.
    """

    watermark_s: float = 0.3
    commit_s: float = 60.0
    tick_s: float = 0.5


@dataclass(frozen=True)
class ServeSettings:
    """`[serve]`: limits of the server.

    Attributes:
        max_rows: rows of one answer.
        max_streams: pages that listen at a time.
        max_clients: connections at a time.
        query_s: seconds that a question may take.
        per_minute: questions a minute of one client or key.
        names: hosts by which a server on loopback is asked beside `localhost`: a proxy's.
    """

    max_rows: int = 10_000
    max_streams: int = 500
    max_clients: int = 2_000
    query_s: float = 20.0
    per_minute: int = 600
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuleSettings:
    """One `[[rule]]`: which events raise an alert, and who is told.

    Attributes:
        name: of the rule, unique.
        kinds: kinds of event; all by default.
        objects: text identities, alone or among others.
        flags: States, ISO 3166 alpha-2, of the object.
        gates: gate ids.
        certainty: `observed`, `reported`, `inferred`; simulated events raise none unless named.
        box: west, south, east, north.
        to: addresses as apprise writes them; those of `[alert]` by default.
        quiet: hours in which nothing is sent, `22:00-06:00`; what comes waits until they end.
    """

    name: str = ""
    kinds: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    box: tuple[float, ...] = ()
    to: tuple[str, ...] = ()
    quiet: str = ""


@dataclass(frozen=True)
class AlertSettings:
    """`[alert]`: what all rules share.

    Attributes:
        to: addresses as apprise writes them; a value `env:NAME` is read from the environment.
        timezone: of quiet hours, IANA name.
        page: address at which people reach the page, for links.
        language: `en` or `ja`.
    """

    to: tuple[str, ...] = ()
    timezone: str = "UTC"
    page: str = ""
    language: str = "en"


@dataclass(frozen=True)
class ReleaseSettings:
    """One `[[release]]`: what a partner, or the public, may see; all that is empty is no bound.

    Attributes:
        name: `public` for those without a key; else as `straitwatch key new --release` names it.
        boxes: areas as `west,south,east,north`.
        kinds: kinds of event.
        objects: text identities, or their beginnings with `*`: `mmsi:431*`.
        hidden: likewise, never shown.
        delay_min: only what is older.
        round_deg: positions are rounded to a grid of so many degrees.
    """

    name: str = ""
    boxes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    delay_min: float = 0.0
    round_deg: float = 0.0
