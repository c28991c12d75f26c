"""A store folder turned into a Window: what a scope may see of it, and nothing else."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.config import Settings
from straitwatch.flow.release import Release
from straitwatch.flow.window import events, fixes, objects, places
from straitwatch.flow.window.base import Base
from straitwatch.flow.window.taught import Names
from straitwatch.report.export import plain, to_records
from straitwatch.serve.window import (
    CoverageQuestion,
    EventQuestion,
    FixQuestion,
    Found,
    ObjectQuestion,
    ReplayQuestion,
    Row,
    Scope,
    SightingQuestion,
)

__all__ = ["StoreWindow", "open_window"]


def open_window(
    folder: Path, settings: Settings | None = None, names: Names | None = None
) -> "StoreWindow":
    """Open a window on a store.

    Args:
        folder: the store itself.
        settings: what `watch.toml` says: gates, releases.
        names: of objects, as they are heard live: releases learn them before the store has them.

    Raises:
        StoreError: the folder holds no store.
        ConfigError: a file of gates is wrong.
    """
    return StoreWindow(Base(folder, settings or Settings(), names))


class _Tables:
    """Whole tables."""

    base: Base

    def event_table(self, asked: EventQuestion, scope: Scope) -> pa.Table:
        """See `events.find_events`."""
        return events.find_events(self.base, asked, scope)

    def object_table(self, asked: ObjectQuestion, scope: Scope) -> pa.Table:
        """See `objects.find_objects`."""
        return objects.find_objects(self.base, asked, scope)

    def sighting_table(self, asked: SightingQuestion, scope: Scope) -> pa.Table:
        """See `places.find_sightings`."""
        return places.find_sightings(self.base, asked, scope)

    def fix_table(self, asked: FixQuestion, scope: Scope) -> tuple[pa.Table, int]:
        """See `fixes.find_fixes`."""
        return fixes.find_fixes(self.base, asked, scope)

    def track_table(self, asked: FixQuestion, scope: Scope) -> pa.Table:
        """See `fixes.find_tracks`."""
        return fixes.find_tracks(self.base, asked, scope)

    def coverage_table(self, asked: CoverageQuestion, scope: Scope) -> pa.Table:
        """See `places.find_coverage`."""
        return places.find_coverage(self.base, asked, scope)

    def gate_table(self) -> pa.Table:
        """Give GATE that are watched."""
        return self.base.charted


class _Answers:
    """Answers as JSON holds them."""

    base: Base

    def status(self, scope: Scope) -> Row:
        """Tell how far what may be seen reaches."""
        view = self.base.view(scope)
        known = view.known()
        alive = view.index()["status"].to_pylist()
        return {
            "t_min": plain(known.t_min),
            "t_max": plain(known.t_max),
            "n_fixes": known.placed,
            "n_objects": len(known.objects),
            "n_events": sum(status != "retracted" for status in alive),
            "simulated": "simulated" in view.index()["certainty"].unique().to_pylist()
            or bool(pc.any(known.objects["simulated"]).as_py()),
        }

    def objects(self, asked: ObjectQuestion, scope: Scope) -> Found:
        """See `objects.answer_objects`."""
        return objects.answer_objects(self.base, asked, scope)

    def one_object(self, object_id: str, scope: Scope, lang: str) -> Row | None:
        """See `objects.tell_object`."""
        return objects.tell_object(self.base, object_id, scope, lang)

    def track(self, asked: FixQuestion, scope: Scope) -> Row | None:
        """See `fixes.tell_track`."""
        return fixes.tell_track(self.base, asked, scope)

    def events(self, asked: EventQuestion, scope: Scope) -> Found:
        """See `events.answer_events`."""
        return events.answer_events(self.base, asked, scope)

    def one_event(self, event_id: str, scope: Scope, lang: str) -> Row | None:
        """See `events.tell_event`."""
        return events.tell_event(self.base, event_id, scope, lang)

    def sightings(self, asked: SightingQuestion, scope: Scope) -> Found:
        """See `places.answer_sightings`."""
        return places.answer_sightings(self.base, asked, scope)

    def coverage(self, asked: CoverageQuestion, scope: Scope) -> Found:
        """See `places.answer_coverage`."""
        return places.answer_coverage(self.base, asked, scope)

    def replay(self, asked: ReplayQuestion, scope: Scope) -> Row:
        """See `fixes.tell_replay`."""
        return fixes.tell_replay(self.base, asked, scope)

    def zone(self, lon: float, lat: float) -> Row:
        """See `places.tell_zone`."""
        return places.tell_zone(lon, lat)


class StoreWindow(_Tables, _Answers):
    """A Window on a store.

    Args:
        base: the store, opened.
    """

    def __init__(self, base: Base) -> None:
        self.base = base

    @property
    def report(self) -> Path:
        """Folder of the written report."""
        return self.base.folder.parent

    def prepare(self) -> None:
        """Work out what is asked first, for everybody: seconds, of a large store."""
        places.tell_zone(0.0, 0.0)
        self.base.prepare()

    def version(self) -> str:
        """Give a word that changes whenever anything in the store does."""
        return self.base.store.version()

    def state(self, scope: Scope) -> str:
        """Give a word that changes whenever an answer to this scope may."""
        return self.base.view(scope).state()

    def gates(self) -> list[Row]:
        """Give all gates."""
        return list(to_records(self.base.charted))

    def sources(self, scope: Scope) -> list[Row]:
        """Give what was read, one row a source; nothing to a scope with a release."""
        if scope.release is not None:
            return []
        return [plain(vars(tally)) for tally in self.base.store.sources()]

    def release_of(self, scope: Scope) -> Release:
        """Give what a scope may see, knowing how hidden objects are called; takes its time."""
        return self.base.view(scope).release

    def live(self, scope: Scope) -> bool:
        """Tell whether this scope may see what happens now."""
        return self.base.view(scope).live

    def sizes(self) -> Mapping[str, int]:
        """Measure the store: rows and bytes of its parts by kind."""
        told = {}
        for kind in ("fixes", "statics", "rejects"):
            parts = self.base.store.state.parts(kind)
            told[f"{kind}_rows"] = sum(part.n for part in parts)
            told[f"{kind}_bytes"] = sum(part.n_bytes for part in parts)
        return told
