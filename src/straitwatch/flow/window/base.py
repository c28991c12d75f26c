"""A store opened for people: its tables as a scope may see them, each worked out once a version."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.config import Settings
from straitwatch.flow.known import tell_apart
from straitwatch.flow.name import history_in
from straitwatch.flow.objects import objects_of
from straitwatch.flow.window.heard import HEARD, LAST, Heard, heard_of
from straitwatch.flow.window.memo import Memo
from straitwatch.flow.window.unbound import Unbound
from straitwatch.model.error import ConfigError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.schema import OBJECT
from straitwatch.report.rows import json_dict
from straitwatch.serve.window import Scope
from straitwatch.store.store import Store, open_store
from straitwatch.zone.gate_file import watched_gates

__all__ = ["KNOWN", "Base", "Known", "gate_of"]

KNOWN = pa.schema(
    [
        *OBJECT,
        *(HEARD.field(name) for name in LAST),
        ("kinds", pa.list_(pa.string())),  # kinds of event that it has, by name
        ("gates", pa.list_(pa.string())),  # gates at which it has an event
    ]
)
"""OBJECT with the last fix, and what events it has."""


@dataclass(frozen=True)
class Known:
    """What a scope may know of all objects.

    Attributes:
        objects: KNOWN by object_id.
        placed: dated and placed fixes.
        t_min: first moment of fixes and events.
        t_max: last one.
        rows: row of each object by its text identity.
    """

    objects: pa.Table
    placed: int
    t_min: datetime | None
    t_max: datetime | None
    rows: dict[str, int]


class Base:
    """A store, and what was worked out from it.

    Args:
        folder: the store itself.
        settings: what `watch.toml` says.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        self.store: Store = open_store(folder)
        self.charted = watched_gates(settings.gates.files)
        self.gate_rows = {row["gate_id"]: row for row in self.charted.to_pylist()}
        self.gate_names = {row["name"]: row["gate_id"] for row in self.charted.to_pylist()}
        self._releases = {one.name: Unbound() for one in settings.release}
        self._heard, self._memo = Heard(), Memo(24)

    def version(self) -> str:
        """Give a word that changes whenever anything in the store does."""
        told = []
        for name in ("state.sqlite", "state.sqlite-wal"):
            try:
                stat = (self.folder / name).stat()
            except FileNotFoundError:
                continue
            told.append(f"{stat.st_mtime_ns:x}.{stat.st_size:x}")
        return "-".join(told)

    def release_of(self, scope: Scope) -> Unbound:
        """Give what bounds a scope."""
        if scope.release is None:
            return Unbound()
        try:
            return self._releases[scope.release]
        except KeyError as error:
            raise ConfigError(
                f"the release of this key is not set: add [[release]] name = '{scope.release}'"
            ) from error

    def now(self) -> datetime:
        """Give the moment from which delays are counted."""
        return datetime.now(UTC)

    def key(self, scope: Scope) -> tuple[str, ...]:
        """Give what an answer to a scope hangs on; under a delay it holds for a minute."""
        minute = f"{self.now():%H%M}" if not self.release_of(scope).live else ""
        return self.version(), scope.release or "", minute

    def events(self, scope: Scope) -> pa.Table:
        """Give EVENT that a scope may see, retracted ones too, by time."""
        return self._memo.get((*self.key(scope), "events"), lambda: self._events(scope))

    def _events(self, scope: Scope) -> pa.Table:
        return self.release_of(scope).events(self.store.events(retracted=True), self.now())

    def sightings(self, scope: Scope) -> pa.Table:
        """Give SIGHTING as events use them, those that a scope may see."""
        return self._memo.get((*self.key(scope), "sightings"), lambda: self._sightings(scope))

    def _sightings(self, scope: Scope) -> pa.Table:
        told = tell_apart(self.store.sightings())
        return self.release_of(scope).sightings(told, self.now())

    def known(self, scope: Scope) -> Known:
        """Give what a scope may know of all objects."""
        told: Known = self._memo.get((*self.key(scope), "known"), lambda: self._known(scope))
        return told

    def _known(self, scope: Scope) -> Known:
        heard = self.heard(scope)
        history = self._memo.get((self.version(), "history"), lambda: history_in(self.store))
        objects = objects_of(
            heard.select(["object_id", "t_first", "t_last", "fixes", "simulated"]),
            history,
            self.sightings(scope),
        )
        objects = self.release_of(scope).objects(objects)
        return _known_of(objects, heard, self.events(scope), self.gate_names)

    def heard(self, scope: Scope) -> pa.Table:
        """Give HEARD of the fixes that a scope may see."""
        return self._memo.get((*self.key(scope), "heard"), lambda: self._heard_by(scope))

    def _heard_by(self, scope: Scope) -> pa.Table:
        release = self.release_of(scope)
        if release.whole:
            return self._heard.of(self.store.state)
        now = self.now()
        return heard_of(self.store.state, lambda fixes: release.fixes(fixes, now))


def _known_of(objects: pa.Table, heard: pa.Table, events: pa.Table, gates: dict[str, str]) -> Known:
    ids = objects["object_id"].to_pylist()
    numbers = pa.array([parse_object_id(text) for text in ids], pa.int64())
    at = pc.index_in(numbers, heard["object_id"])
    last = heard.select(LAST).take(at)
    kinds, at_gates = _of_events(events, gates)
    columns = [objects[name] for name in OBJECT.names] + [last[name] for name in LAST]
    columns.append(
        pa.array([sorted(kinds.get(text, ())) for text in ids], KNOWN.field("kinds").type)
    )
    columns.append(
        pa.array([sorted(at_gates.get(text, ())) for text in ids], KNOWN.field("gates").type)
    )
    moments = [heard["t_first"], heard["t_last"], events["t_start"], events["t_end"]]
    known = [t for t in (pc.min_max(column).as_py() for column in moments) if t["min"] is not None]
    return Known(
        objects=pa.table(columns, schema=KNOWN),
        placed=pc.sum(heard["placed"]).as_py() or 0,
        t_min=min((t["min"] for t in known), default=None),
        t_max=max((t["max"] for t in known), default=None),
        rows={text: row for row, text in enumerate(ids)},
    )


def gate_of(detail: str | None, where: str | None, gates: dict[str, str]) -> str | None:
    """Give the gate of an event: by its detail, else by the name of its place."""
    if detail and '"gate_id"' in detail:
        told = json_dict(detail).get("gate_id")
        if isinstance(told, str):
            return told
    return gates.get(where or "")


def _of_events(
    events: pa.Table, gates: dict[str, str]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Gather kinds and gates of the events of each object."""
    kinds: dict[str, set[str]] = defaultdict(set)
    at: dict[str, set[str]] = defaultdict(set)
    names = ("kind", "object_id", "others", "status", "detail", "where")
    for kind, lead, others, status, detail, where in zip(
        *(events[name].to_pylist() for name in names), strict=True
    ):
        if status == "retracted":
            continue
        gate = gate_of(detail, where, gates)
        for text in filter(None, (lead, *(others or ()))):
            kinds[text].add(kind)
            if gate:
                at[text].add(gate)
    return kinds, at
