"""A store as one release shows it: what was heard, told and derived, each worked out once.

The one choke point: nothing leaves a view that did not pass its release.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import RLock

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.known import tell_apart
from straitwatch.flow.name import history_in
from straitwatch.flow.objects import objects_of
from straitwatch.flow.release import Release
from straitwatch.flow.window.bound import bound_of
from straitwatch.flow.window.event_index import EventIndex
from straitwatch.flow.window.heard import HEARD, LAST, Heard, heard_of, heard_within
from straitwatch.flow.window.memo import Memo
from straitwatch.flow.window.naming import aliases_of
from straitwatch.flow.window.search import fold
from straitwatch.flow.window.taught import Names, Taught
from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.model.schema import OBJECT
from straitwatch.serve import deadline
from straitwatch.serve.window import Row
from straitwatch.store.store import Store

__all__ = ["KNOWN", "Known", "View"]

KNOWN = pa.schema(
    [
        *OBJECT,
        *(HEARD.field(name) for name in LAST),
        ("kinds", pa.list_(pa.string())),  # kinds of event that it has, by name
        ("gates", pa.list_(pa.string())),  # gates at which it has an event
    ]
)
"""OBJECT with the last fix, and what events it has."""

_SAID = ("object_id", "name", "callsign", "imo")
_LEAST_STEP_S, _MOST_STEP_S = 60.0, 3600.0
_TOKENS = """
    SELECT 'fixes', count(*), total(n), total(n_bytes), max(rowid) FROM parts WHERE kind = 'fixes'
    UNION ALL
    SELECT 'words', count(*), total(n), total(n_bytes), max(rowid) FROM parts WHERE kind = 'statics'
    UNION ALL
    SELECT 'sightings', count(*), max(id), (SELECT count(*) FROM sighting_history), 0 FROM sightings
"""
"""What changes when fixes, words or sightings of a store do."""


@dataclass(frozen=True)
class Known:
    """What may be known of all objects.

    Attributes:
        objects: KNOWN by object_id.
        history: IDENTITY.
        placed: dated and placed fixes.
        t_min: first moment of fixes and events.
        t_max: last one.
        rows: row of each object by its text identity.
        flags: its flag, where one is known.
        text: of each, all that can be searched for, folded.
    """

    objects: pa.Table
    history: pa.Table
    placed: int
    t_min: datetime | None
    t_max: datetime | None
    rows: Mapping[str, int]
    flags: Mapping[str, str | None]
    text: pa.Array

    def searchable(self) -> pa.Table:
        """Give KNOWN with a column `text`: what is searched for, folded."""
        return self.objects.append_column("text", self.text)


class View:
    """A store as a release shows it.

    Args:
        store: open.
        gates: rows of GATE by id.
        release: what may be seen, not yet knowing names.
        whole: the view of everything; None where this is it.
        names: as they are heard live, before the store has them.
    """

    def __init__(
        self,
        store: Store,
        gates: Mapping[str, Row],
        release: Release,
        whole: "View | None" = None,
        names: Names | None = None,
    ) -> None:
        self._store, self._gates, self._whole, self._plain = store, gates, whole, release
        self._heard, self._index = Heard(), EventIndex(gates, self._keep_events)
        self._memo, self._turn = Memo(12), RLock()
        self._names, self._taught = names, Taught(names)
        self._shows: tuple[Release, str] | None = None  # what the index was made with

    @property
    def release(self) -> Release:
        """What may be seen, knowing how hidden objects are called."""
        return self._plain if self._whole is None else self._taught.release(self._stored)

    def _stored(self) -> Release:
        """Give what may be seen, knowing what the store says of how hidden objects are called."""
        whole = self._whole or self
        token = (*self._stamps().items(), "release")
        known: Release = self._memo.get(
            token, lambda: self._plain.knowing(whole.known().objects, whole.sightings())
        )
        return known

    def state(self) -> str:
        """Name all that an answer hangs on but the question."""
        heard = self._names.n_called if self._names is not None and self._plain.who else ""
        return f"{self._store.version()}/{self.minute()}/{heard}"

    def _turn_of_names(self) -> str:
        """Name what was learned live of how hidden objects are called."""
        if self._names is None or not self._plain.who:
            return ""
        self._taught.release(self._stored)
        return str(self._taught.turn)

    @property
    def live(self) -> bool:
        """Tell whether positions may be shown as they come."""
        return self._plain.live

    def now(self) -> datetime:
        """Give the moment from which delays are counted."""
        return datetime.now(UTC)

    def minute(self) -> str:
        """Give what changes as time goes on: under a delay more and more can be seen.

        It is looked at anew after a tenth of the delay, at least each minute, at most each hour:
        what is shown meanwhile is older than it might be, never younger.
        """
        delay_s = self._plain.delay.total_seconds()
        step_s = min(max(_LEAST_STEP_S, delay_s / 10), _MOST_STEP_S)
        return f"{self.now().timestamp() // step_s:.0f}" if delay_s else ""

    def version(self) -> str:
        """Name the state of the store."""
        return str(deadline.once((id(self), "version"), self._store.version))

    def tokens(self) -> dict[str, str]:
        """Give words that change when fixes, words or sightings do, or who is hidden."""
        return self._stamps() | {"turn": self._turn_of_names()}

    def _stamps(self) -> dict[str, str]:
        version = self.version()
        told: dict[str, str] = self._memo.get(("tokens", version), self._read_tokens)
        return told | {"minute": self.minute()}

    def _read_tokens(self) -> dict[str, str]:
        rows = self._store.state.rows(_TOKENS)
        return {str(name): ".".join(map(str, counts)) for name, *counts in rows}

    def _keep_events(self, events: pa.Table) -> pa.Table:
        return self.release.events(events, self.now())

    def index(self) -> pa.Table:
        """Give the index of the events that may be seen, retracted ones too."""
        if self._whole is None:
            with self._turn:
                return self._memo.get(
                    ("index", self.version()), lambda: self._index.of(self._store)
                )
        token = ("index", self.version(), self.minute(), self._turn_of_names())
        return self._memo.get(token, self._index_of_release)

    def _index_of_release(self) -> pa.Table:
        """Go on with the index while the release shows and hides the same."""
        with self._turn:
            shows = self.release, self.minute()
            if shows != self._shows:
                self._index, self._shows = EventIndex(self._gates, self._keep_events), shows
            return self._index.of(self._store)

    def sightings(self) -> pa.Table:
        """Give SIGHTING as events use them, those that may be seen."""
        tokens = self.tokens()
        return self._memo.get(
            ("sightings", tokens["sightings"], tokens["minute"], tokens["turn"]),
            self._read_sightings,
        )

    def _read_sightings(self) -> pa.Table:
        if self._whole is None:
            return tell_apart(self._store.sightings())
        return self.release.sightings(self._whole.sightings(), self.now())

    def heard(self) -> pa.Table:
        """Give HEARD of the fixes that may be seen."""
        tokens = self.tokens()
        return self._memo.get(
            ("heard", tokens["fixes"], tokens["minute"], tokens["turn"]), self._read_heard
        )

    def _read_heard(self) -> pa.Table:
        if self._plain.whole:
            with self._turn:
                return self._heard.of(self._store.state)
        whole, release, now = self.whole_heard(), self.release, self.now()
        if release.area.boxes:
            bound = bound_of(release, whole, now)
            return heard_of(self._store.state, lambda fixes: release.fixes(fixes, now), bound)
        if release.delay:
            whole = heard_within(self._store.state, bound_of(release, whole, now))
        return release.fixes(whole, now)  # all fixes of an object may be seen, or none

    def whole_heard(self) -> pa.Table:
        """Give HEARD of the whole store, to bound what is read; nothing of it may be told."""
        return (self._whole or self).heard()

    def known(self) -> Known:
        """Give what may be known of all objects."""
        tokens = (*self.tokens().items(), self.version())
        known: Known = self._memo.get(("known", *tokens), self._know)
        return known

    def _know(self) -> Known:
        heard, index, sightings = self.heard(), self.index(), self.sightings()
        history, objects = self._memo.get(
            ("objects", *self.tokens().items()), lambda: self._objects(heard, index, sightings)
        )
        return _known_of(objects, history, heard, index)

    def _objects(
        self, heard: pa.Table, index: pa.Table, sightings: pa.Table
    ) -> tuple[pa.Table, pa.Table]:
        """Put together OBJECT and IDENTITY of the objects that may be seen."""
        columns = ["object_id", "t_first", "t_last", "fixes", "simulated"]
        history = self._history()
        if self._plain.whole:
            return history, objects_of(heard.select(columns), history, sightings)
        counted = objects_of(heard.select(columns), history.slice(0, 0), sightings)
        seen = _seen_in(heard, index) | set(counted["object_id"].to_pylist())
        release, now = self.release, self.now()
        history = release.statics(history, now, seen=seen)
        shown = release.objects(
            objects_of(heard.select(columns), history, sightings), now, seen=seen
        )
        at = pc.index_in(shown["object_id"], counted["object_id"].combine_chunks())
        for name in ("fixes", "sightings", "t_first", "t_last"):  # counted from what may be seen
            place = shown.column_names.index(name)
            shown = shown.set_column(place, OBJECT.field(name), counted[name].take(at))
        return history, self._marked(shown)

    def _marked(self, shown: pa.Table) -> pa.Table:
        """Mark as simulated what is so in the whole store, whatever of it may be seen."""
        whole = (self._whole or self).known().objects
        at = pc.index_in(shown["object_id"], whole["object_id"].combine_chunks())
        place = shown.column_names.index("simulated")
        return shown.set_column(place, OBJECT.field("simulated"), whole["simulated"].take(at))

    def _history(self) -> pa.Table:
        if self._whole is not None:
            return self._whole._history()  # noqa: SLF001 - of its own class
        token = ("history", self.tokens()["words"])
        return self._memo.get(token, lambda: history_in(self._store))


def _seen_in(heard: pa.Table, index: pa.Table) -> set[str]:
    """Gather the identities of which a fix or an event may be seen."""
    told = {text_of_object_id(number) for number in heard["object_id"].to_pylist()}
    told |= set(index["object_id"].to_pylist())
    return told | {one for some in index["others"].to_pylist() for one in some or ()}


def _known_of(objects: pa.Table, history: pa.Table, heard: pa.Table, index: pa.Table) -> Known:
    ids = objects["object_id"].to_pylist()
    numbers = pa.array([parse_object_id(text) for text in ids], pa.int64())
    at = pc.index_in(numbers, heard["object_id"].combine_chunks())
    last = heard.select(LAST).take(at)
    kinds, gates = _of_events(index)
    lists = [pa.array([sorted(one.get(text, ())) for text in ids], pa.list_(pa.string()))
             for one in (kinds, gates)]  # fmt: skip
    columns = [objects[name] for name in OBJECT.names] + [last[name] for name in LAST]
    moments = [heard["t_first"], heard["t_last"], index["t_start"], index["t_end"]]
    known = [t for t in (pc.min_max(column).as_py() for column in moments) if t["min"] is not None]
    return Known(
        objects=pa.table([*columns, *lists], schema=KNOWN),
        history=history,
        placed=pc.sum(heard["placed"]).as_py() or 0,
        t_min=min((t["min"] for t in known), default=None),
        t_max=max((t["max"] for t in known), default=None),
        rows={text: row for row, text in enumerate(ids)},
        flags=dict(zip(ids, objects["flag"].to_pylist(), strict=True)),
        text=pa.array([_text(row) for row in objects.select(_SAID).to_pylist()], pa.string()),
    )


def _text(row: Row) -> str:
    told = [*row.values(), *aliases_of(row["object_id"])]
    return fold("\n".join(str(one) for one in told if one is not None))


def _of_events(index: pa.Table) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Gather kinds and gates of the events of each object."""
    kinds: dict[str, set[str]] = defaultdict(set)
    gates: dict[str, set[str]] = defaultdict(set)
    names = ("kind", "object_id", "others", "status", "gate")
    columns = (index[name].to_pylist() for name in names)
    for kind, lead, others, status, gate in zip(*columns, strict=True):
        if status == "retracted":
            continue
        for text in filter(None, (lead, *(others or ()))):
            kinds[text].add(kind)
            if gate:
                gates[text].add(gate)
    return kinds, gates
