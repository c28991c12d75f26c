"""Questions of people turned into answers: what `serve/` may ask, and who asks.

Whoever makes a Window keeps one promise: every table passes what the scope may see before anything
is counted, searched, paged or drawn. What is hidden is answered exactly as what is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

__all__ = [
    "LOCAL", "Answers", "Asked", "Asker", "Box", "CoverageQuestion", "EventQuestion",
    "FixQuestion", "Found", "Limits", "ObjectQuestion", "ReplayQuestion", "Row", "Scope",
    "SightingQuestion", "Tables", "Window",
]  # fmt: skip

Row = dict[str, Any]
Box = tuple[float, float, float, float]
"""west, south, east, north in degrees; west > east is a box over the antimeridian."""


class Scope(Protocol):
    """Who asks, and what may be told: what `serve/access.py` finds from a key."""

    @property
    def name(self) -> str:
        """Of the key; `public` without one."""
        ...

    @property
    def scopes(self) -> frozenset[str]:
        """Some of `read`, `export`, `operate`."""
        ...

    @property
    def release(self) -> str | None:
        """Name of the release that bounds what is seen; None: all is seen."""
        ...


@dataclass(frozen=True)
class Asker:
    """A scope in plain fields."""

    name: str
    scopes: frozenset[str]
    release: str | None = None


LOCAL = Asker("local", frozenset({"read", "export", "operate"}))
"""Who asks where nothing guards the server: a person at the same machine."""


@dataclass(frozen=True)
class Limits:
    """Limits of the server, as `ServeSettings` of `watch.toml` names them.

    Attributes:
        max_rows: rows of one answer.
        max_streams: pages that listen at a time.
        max_clients: connections at a time.
        query_s: seconds that a question may take.
        per_minute: questions a minute of one client or key.
    """

    max_rows: int = 10_000
    max_streams: int = 500
    max_clients: int = 2_000
    query_s: float = 20.0
    per_minute: int = 600


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What all questions share.

    Attributes:
        t_from: only what ends at this moment or later.
        t_to: only what begins at this moment or earlier.
        box: only what lies in it.
        lang: of sentences and legal bases: `en`, `ja`.
        limit: rows of the answer, at most.
        offset: rows left out before them.
    """

    t_from: datetime | None = None
    t_to: datetime | None = None
    box: Box | None = None
    lang: str = "en"
    limit: int = 1_000
    offset: int = 0


@dataclass(frozen=True, kw_only=True)
class EventQuestion(Asked):
    """Which events. Of what is empty, all.

    Attributes:
        kinds: kinds of event.
        object_id: text identity, alone or among others.
        gates: gate ids.
        flags: States, ISO 3166 alpha-2, of the object or of one of the others.
        certainty: `observed`, `reported`, `inferred`, `simulated`.
        status: `open`, `closed`, `retracted`; by default all that are not retracted.
        q: words that must all be found in names, identities, places, kinds or the id.
        newest_first: order by time from the newest on.
    """

    kinds: tuple[str, ...] = ()
    object_id: str | None = None
    gates: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    q: str = ""
    newest_first: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectQuestion(Asked):
    """Which objects. Of what is empty, all. `box` is of the last fix.

    Attributes:
        q: words that must all be found in name, call sign, identity or IMO number.
        flags: States, ISO 3166 alpha-2.
        crafts: `ship`, `aircraft`, `station`, `reported`.
        types: words of the type, any of which it must hold.
        zones: zones of the last fix, of `zone.chart.NAMES`.
        kinds: kinds of event that it has.
        gates: gates at which it has an event.
    """

    q: str = ""
    flags: tuple[str, ...] = ()
    crafts: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SightingQuestion(Asked):
    """Which sightings.

    Attributes:
        object_id: text identity of one of their objects.
        documents: addresses or paths of documents; all by default.
    """

    object_id: str | None = None
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CoverageQuestion(Asked):
    """Which cells and hours of coverage."""


@dataclass(frozen=True, kw_only=True)
class FixQuestion(Asked):
    """Which fixes, dated and placed.

    Attributes:
        object_id: text identity; all objects by default.
        at_most: thin them to so many or fewer, evenly, for a picture; None: page them.
    """

    object_id: str | None = None
    at_most: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReplayQuestion(Asked):
    """Which fixes of all objects, thinned.

    Attributes:
        at_most: so many fixes or fewer.
    """

    at_most: int = 60_000


@dataclass(frozen=True)
class Found:
    """Some rows of an answer.

    Attributes:
        rows: as JSON holds them.
        n_found: how many there are in all that may be seen.
        next: offset of the row after the last one here; None: there is none.
    """

    rows: list[Row]
    n_found: int
    next: int | None = None


class Tables(Protocol):
    """Whole tables, for exports, charts and tiles: filtered, ordered, not paged."""

    def event_table(self, asked: EventQuestion, scope: Scope) -> pa.Table:
        """Give EVENT by time; `limit` and `offset` are not looked at."""
        ...

    def object_table(self, asked: ObjectQuestion, scope: Scope) -> pa.Table:
        """Give OBJECT and the columns of the last fix, by object_id; likewise."""
        ...

    def sighting_table(self, asked: SightingQuestion, scope: Scope) -> pa.Table:
        """Give SIGHTING by time; likewise."""
        ...

    def fix_table(self, asked: FixQuestion, scope: Scope) -> tuple[pa.Table, int]:
        """Give FIX by object_id, t, and how many there are in all; this one pages or thins."""
        ...

    def track_table(self, asked: FixQuestion, scope: Scope) -> pa.Table:
        """Give TRACK by object and time that meet the span; `limit` is not looked at."""
        ...

    def coverage_table(self, asked: CoverageQuestion, scope: Scope) -> pa.Table:
        """Give COVERAGE by hour and cell; likewise."""
        ...

    def gate_table(self) -> pa.Table:
        """Give GATE; gates are no secret."""
        ...


class Answers(Protocol):
    """Answers as JSON holds them."""

    def status(self, scope: Scope) -> Row:
        """Tell the extent of what may be seen: t_min, t_max, n_fixes, n_objects, n_events."""
        ...

    def objects(self, asked: ObjectQuestion, scope: Scope) -> Found:
        """Give objects."""
        ...

    def one_object(self, object_id: str, scope: Scope, lang: str) -> Row | None:
        """Give one object with its identity, tracks and counts; None: there is none to be seen."""
        ...

    def track(self, asked: FixQuestion, scope: Scope) -> Row | None:
        """Give the fixes of one object as columns; None: there is no such object to be seen."""
        ...

    def events(self, asked: EventQuestion, scope: Scope) -> Found:
        """Give events, each with `words`."""
        ...

    def one_event(self, event_id: str, scope: Scope, lang: str) -> Row | None:
        """Give one event with its history, gate and sightings; None: there is none to be seen."""
        ...

    def sightings(self, asked: SightingQuestion, scope: Scope) -> Found:
        """Give sightings, each with `area`."""
        ...

    def coverage(self, asked: CoverageQuestion, scope: Scope) -> Found:
        """Give coverage."""
        ...

    def replay(self, asked: ReplayQuestion, scope: Scope) -> Row:
        """Give the fixes of all objects as columns."""
        ...

    def zone(self, lon: float, lat: float) -> Row:
        """Tell what zone a place is in."""
        ...


class Window(Tables, Answers, Protocol):
    """Everything that may be asked of a store."""

    @property
    def report(self) -> Path:
        """Folder of the written report."""
        ...

    def version(self) -> str:
        """Give a word that changes whenever anything in the store does."""
        ...

    def state(self, scope: Scope) -> str:
        """Give a word that changes whenever an answer to this scope may: for caches."""
        ...

    def gates(self) -> list[Row]:
        """Give all gates."""
        ...

    def sources(self, scope: Scope) -> list[Row]:
        """Give what was read, one row a source; nothing to a scope with a release."""
        ...

    def live(self, scope: Scope) -> bool:
        """Tell whether this scope may see what happens now."""
        ...

    def sizes(self) -> Mapping[str, int]:
        """Measure the store, for operators: rows and bytes by kind."""
        ...
