"""One batch: sources to bytes, rows, tracks, events, pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from straitwatch.decode.own_tables import use_tables
from straitwatch.flow.config import Settings
from straitwatch.flow.derive import Derived, derive_events
from straitwatch.flow.folder import make_folder
from straitwatch.flow.ingest import Failure, ingest_items
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.model.error import SourceError
from straitwatch.model.record import Tally
from straitwatch.source.file import find_items
from straitwatch.store.store import Extent, Store, open_store

__all__ = ["Outcome", "run", "settle"]


@dataclass(frozen=True)
class Outcome:
    """What a batch did: files written, what came in, what was found."""

    out: Path
    files: list[Path]
    extent: Extent
    derived: Derived
    tallies: list[Tally] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def run(
    sources: Sequence[str],
    out: Path,
    *,
    settings: Settings | None = None,
    tell: Tell = SILENT,
    now: datetime | None = None,
    workers: int | None = None,
) -> Outcome:
    """Decode, track, detect, store and report.

    Args:
        sources: files, folders, globs or `-` for standard input; the format is found from content.
        out: folder for `report.html`, `report.md`, `map.png`, `events.geojson` and `store/`.
            A store that is there grows; the same source again replaces its own rows.
        settings: what `watch.toml` says.
        tell: hears of progress.
        now: the moment that the report is dated.
        workers: files that are decoded at once; None: as many as there are cores.

    Raises:
        SourceError: nothing could be read.
        OutputError: the folder cannot be written.
        StoreError: the store refused.
    """
    settings = settings or Settings()
    items = find_items(sources)
    if settings.reading.tables:
        use_tables(*map(Path, settings.reading.tables))
    make_folder(out)
    with open_store(out / "store", create=True) as store:
        intake = ingest_items(store, items, settings, tell, workers=workers)
        if not intake.tallies:
            raise SourceError("\n".join(failure.reason for failure in intake.failures))
        done = settle(store, out, settings=settings, tell=tell, now=now)
    return Outcome(out, done.files, done.extent, done.derived, intake.tallies, intake.failures)


def settle(
    store: Store, out: Path, *, settings: Settings, tell: Tell, now: datetime | None = None
) -> Outcome:
    """Derive the events of a store and write its pages."""
    from straitwatch.flow.publish import publish  # noqa: PLC0415 - drawing takes a second to load

    derived = derive_events(store, settings, tell)
    tell.stage("writing the report")
    files = publish(store, out, now=now or datetime.now(UTC), gate_files=settings.gates.files)
    return Outcome(out, files, store.extent(), derived)
