"""Answers described for OpenAPI: the shape of each, its columns and what they mean."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "CoverageList", "Event", "EventList", "EventTold", "FeedList", "Gate", "GateList", "Health",
    "ObjectList", "ObjectTold", "Refusal", "Replay", "SightingList", "SourceList", "Status",
    "Track", "Zone",
]  # fmt: skip

Moment = Annotated[
    str | None, Field(description="ISO 8601, UTC.", examples=["2022-12-16T08:00:00Z"])
]
Identity = Annotated[str, Field(description="Text identity.", examples=["hull:CN/16"])]
Text = str | None
Number = float | None
Whole = int | None


class Shape(BaseModel):
    """A JSON object; further fields may come with later versions."""

    model_config = ConfigDict(extra="allow")


class Refusal(Shape):
    """What is wrong, and what to do."""

    error: str
    mend: str


class Page(Shape):
    """What all lists share."""

    n: Annotated[int, Field(description="Rows in this answer.")]
    n_found: Annotated[int, Field(description="Rows in all that may be seen.")]
    next: Annotated[Whole, Field(description="`offset` of the next page; null after the last.")]


class Health(Shape):
    """That the server answers."""

    status: Annotated[str, Field(examples=["ok"])]


class Extent(Shape):
    """How far what may be seen reaches."""

    t_min: Moment
    t_max: Moment
    n_fixes: int
    n_objects: int
    n_events: int
    simulated: Annotated[bool, Field(description="Whether some of it is made up.")]


class Asking(Shape):
    """Who asks."""

    name: str
    scopes: Annotated[list[str], Field(description="Of read, export, operate.")]
    release: Annotated[Text, Field(description="Name of the release that bounds what is seen.")]
    public: bool


class WatchState(Shape):
    """How the process that watches is."""

    state: Annotated[str, Field(examples=["running"])]
    pid: Whole
    restarts: int
    error: Text


class Status(Shape):
    """The server, its store, the asker, the watch."""

    version: str
    now: Moment
    live: Annotated[bool, Field(description="Whether positions come as they are heard.")]
    store: Extent
    access: Asking
    watch: WatchState
    languages: list[str]


class Object(Shape):
    """A ship, an aircraft or a station: who it is as far as it or others said."""

    object_id: Identity
    flag: Annotated[Text, Field(description="ISO 3166 alpha-2.")]
    craft: Annotated[Text, Field(description="ship, aircraft, station; null: not told.")]
    name: Text
    callsign: Text
    imo: Whole
    type: Annotated[Text, Field(description="In words.")]
    length_m: Number
    t_first: Moment
    t_last: Moment
    fixes: Whole
    sightings: Whole
    changes: Annotated[Whole, Field(description="Changes of its identity.")]
    simulated: bool | None
    t: Annotated[Moment, Field(description="Of the last fix, as are the columns to alt_ft.")]
    lon: Number
    lat: Number
    sog_kn: Number
    cog_deg: Number
    heading_deg: Number
    alt_ft: Number
    zone: Annotated[Text, Field(description="Zone of the last fix.", examples=["high_seas"])]
    state: Annotated[Text, Field(description="Whose waters; claimants joined by |.")]
    kinds: Annotated[list[str], Field(description="Kinds of event that it has.")]


class ObjectList(Page):
    """Objects by identity."""

    objects: list[Object]


class ObjectTold(Shape):
    """All of one object."""

    object: Object
    identity: Annotated[list[dict[str, Any]], Field(description="What it said, and when.")]
    changes: Annotated[list[str], Field(description="Changes in words.")]
    tracks: Annotated[list[dict[str, Any]], Field(description="Segments of good fixes.")]
    kinds: Annotated[dict[str, int], Field(description="Events by kind.")]
    sources: list[str]
    sightings: Whole


class Track(Shape):
    """The way of one object as columns of one length."""

    t: Annotated[list[int], Field(description="ms since 1970.")]
    lon: list[float]
    lat: list[float]
    sog_kn: list[Number]
    cog_deg: list[Number]
    alt_ft: list[Number]
    source: list[Text]
    n: int
    n_found: int


class Event(Shape):
    """Something that happened, with what it rests on: docs/events.md."""

    event_id: Annotated[str, Field(examples=["02739be2719ae48a"])]
    kind: str
    object_id: Text
    object_name: Text
    track_id: Whole
    t_start: Moment
    t_end: Moment
    when: Annotated[Text, Field(description="As the source words it.")]
    lon: Number
    lat: Number
    where: Text
    from_sea: Text
    to_sea: Text
    others: list[str] | None
    n: Whole
    n_is: Annotated[Text, Field(description="exact, about, at_least, at_most.")]
    certainty: Annotated[Text, Field(description="observed, reported, inferred, simulated.")]
    legal_basis: Annotated[Text, Field(description="Articles and sentences, in `lang`.")]
    baseline: Text
    uncertainty_m: Number
    evidence: list[dict[str, Any]]
    detail: dict[str, Any]
    status: Annotated[Text, Field(description="open, closed, retracted.")]
    rule: Text
    source: Text
    words: Annotated[str, Field(description="One sentence, in `lang`.")]


class EventList(Page):
    """Events by time, undated ones last."""

    events: list[Event]


class Gate(Shape):
    """A directed line across a strait: docs/gates.md."""

    gate_id: Annotated[str, Field(examples=["miyako"])]
    name: str
    name_ja: Text
    lon_a: float
    lat_a: float
    lon_b: float
    lat_b: float
    left_sea: Text
    right_sea: Text
    width_nm: Number
    regime: Text
    articles: Text
    note: Text


class GateList(Page):
    """The gates that are watched."""

    gates: list[Gate]


class Sighting(Shape):
    """A dated report by people: SIGHTING of docs/tables.md."""

    sighting_id: str
    document: Text
    published: Moment
    publisher: Text
    kind: Text
    t_start: Moment
    t_end: Moment
    place: Text
    lon: Number
    lat: Number
    text: Text
    area: Annotated[
        dict[str, Any] | None,
        Field(description="GeoJSON: a polygon, a gate's line, a point; null: no place is told."),
    ]


class SightingList(Page):
    """Sightings by time."""

    sightings: list[Sighting]


class EventTold(Shape):
    """All of one event."""

    event: Event
    history: Annotated[list[dict[str, Any]], Field(description="How it stood before.")]
    gate: Gate | None
    sightings: list[Sighting]
    related: Annotated[list[str], Field(description="Ids of events that belong to it.")]


class Cell(Shape):
    """Who heard how much in one cell and hour."""

    source: Text
    receiver: Text
    craft: Text
    west: float
    south: float
    east: float
    north: float
    t_start: Moment
    n_fixes: Whole
    n_objects: Whole


class CoverageList(Page):
    """Coverage by hour and cell."""

    coverage: list[Cell]


class Replay(Shape):
    """Fixes of all objects as columns of one length, by object and time."""

    objects: Annotated[list[dict[str, Any]], Field(description="id, name, flag, craft, type.")]
    o: Annotated[list[int], Field(description="Row of the object in `objects`.")]
    t: Annotated[list[int], Field(description="ms since 1970.")]
    lon: list[float]
    lat: list[float]
    sog_kn: list[Number]
    cog_deg: list[Number]
    n: int
    n_found: int
    step: Annotated[int, Field(description="One of how many fixes is given.")]


class Zone(Shape):
    """What is known of a place: as `straitwatch zone at --json`."""

    lon: float
    lat: float
    zone: str
    state: str
    airspace: str
    dist_nm: Number
    limit: str
    to_limit_m: Number
    uncertainty_m: Number
    within_error: bool
    baseline: str
    regime: str
    articles: str


class Source(Shape):
    """What was found in one source."""

    source: str
    format: str
    lines: int
    messages: int
    fixes: int
    statics: int
    sightings: int


class SourceList(Page):
    """What was read."""

    sources: list[Source]


class Feed(Shape):
    """How one feed does."""

    name: str
    url: str
    state: str
    lines: int
    fixes: int
    late: int
    committed: int
    last_heard: Moment


class FeedList(Page):
    """How the feeds do."""

    feeds: list[Feed]
