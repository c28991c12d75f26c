"""Sources into the store: bytes, rows, rejects, one whole commit a source."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, compress

import pyarrow as pa

from straitwatch.decode.detect import decode_stream, detect_format
from straitwatch.decode.document import is_prose
from straitwatch.flow.config import Settings
from straitwatch.flow.pool import read_in_order, share_cores
from straitwatch.flow.reading import PEEK, Step, Task, peek
from straitwatch.flow.tables import TABLES
from straitwatch.flow.tell import Tell
from straitwatch.flow.text import MOST_BYTES, Shelf, read_text
from straitwatch.model.error import SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.source.file import Item, open_anywhere, read_chunks, whole_bytes
from straitwatch.store.store import Store

__all__ = ["Failure", "Intake", "ingest_bytes", "ingest_items", "total_size"]


@dataclass(frozen=True)
class Failure:
    """A source that could not be read, or not to its end, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Intake:
    """What came in."""

    tallies: list[Tally]
    failures: list[Failure]


def ingest_items(
    store: Store, items: list[Item], settings: Settings, tell: Tell, *, workers: int | None = None
) -> Intake:
    """Decode files into the store, each committed whole as it ends; read texts among them.

    A source that breaks off is kept as far as it could be read, and is named as a failure; one
    that is of no known format adds nothing. Neither stops the others. A release or an article
    gives sightings: see `Shelf`. What comes next is decoded, as many files at once as there are
    workers (None: cores), while rows are sorted and written.
    """
    tell.stage("reading", total_size(items))
    done = Intake([], [])
    is_data = [item.path is not None and not _is_text(item) for item in items]
    ahead = list(compress(items, is_data))
    lanes, threads = share_cores(workers, len(ahead))
    task = Task(settings, tuple(TABLES), threads=threads)
    with Shelf(store) as shelf, closing(read_in_order(ahead, task, lanes, tell)) as found:
        for item, is_ahead in zip(items, is_data, strict=True):
            if is_ahead:
                lane = next(found)
                _ingest_item(store, map(_decoded, lane.steps()), lane.tally, done)
                continue
            try:
                chunks, is_text = _tell_text(read_chunks(item, on_read=tell.advance), item.label)
                if is_text:
                    data = whole_bytes(chunks, MOST_BYTES)
                    tally = shelf.put(read_text(data, item.label), item.label, len(data))
                    done.tallies.append(tally)
                    continue
            except SourceError as error:
                done.failures.append(Failure(item.label, str(error)))
                continue
            tally = Tally(item.label)
            _ingest_item(store, _decode(chunks, tally, settings, item), tally, done)
    return done


def _is_text(item: Item) -> bool:
    """Tell a release or an article; what cannot be read is told where it is decoded."""
    try:
        return _tell_text(read_chunks(item, size=PEEK), item.label)[1]
    except SourceError:
        return False


def _decoded(step: Step) -> Decoded:
    tables = {name: schema.empty_table() for name, schema in TABLES.items()} | step.tables
    return Decoded(*(tables[name] for name in TABLES))


def _ingest_item(store: Store, pieces: Iterator[Decoded], tally: Tally, done: Intake) -> None:
    """Put the tables of one source into the store."""
    label, counted = tally.source, _Counted()
    with store.ingest(label) as intake:
        try:
            for decoded in pieces:
                intake.add(decoded)
                counted.add(decoded)
        except SourceError as error:
            done.failures.append(Failure(label, str(error)))
        if tally.lines:
            intake.commit(tally)
            counted.put(store)
            done.tallies.append(tally)


def _tell_text(chunks: Iterator[bytes], label: str) -> tuple[Iterator[bytes], bool]:
    """Tell a release or an article from data by its first bytes; all of the bytes come after.

    What is of a format of `decode.detect` is data, whatever its words look like.
    """
    held, rest = peek(chunks)
    whole, head = chain(held, rest), b"".join(held)[:PEEK]
    try:
        detect_format(head, label)
    except SourceError:
        return whole, is_prose(head)
    return whole, False


class _Counted:
    """Holds the counts of one source, which are few, until its commit."""

    def __init__(self) -> None:
        self._held: list[Decoded] = []

    def add(self, decoded: Decoded) -> None:
        if decoded.statistics.num_rows or decoded.violations.num_rows:
            self._held.append(decoded)

    def put(self, store: Store) -> None:
        if self._held:
            store.put_statistics(pa.concat_tables(one.statistics for one in self._held))
            store.put_violations(pa.concat_tables(one.violations for one in self._held))


def total_size(items: list[Item]) -> int | None:
    """Add up the bytes on the disk; None when that of one is not known."""
    sizes = [item.size for item in items if item.size is not None]
    return sum(sizes) if len(sizes) == len(items) else None


def _decode(
    chunks: Iterable[bytes], tally: Tally, settings: Settings, item: Item
) -> Iterator[Decoded]:
    tally.notes += item.notes
    yield from decode_stream(
        chunks,
        tally.source,
        tally,
        format=settings.input.format or None,
        columns=settings.input.columns or None,
        open_anywhere=partial(open_anywhere, item),
        start_s=settings.input.start_s,
    )


def ingest_bytes(store: Store, label: str, chunks: Iterable[bytes]) -> Tally:
    """Decode bytes that no file holds, for example simulated traffic, into the store."""
    tally = Tally(label)
    with store.ingest(label) as intake:
        for decoded in decode_stream(chunks, label, tally):
            intake.add(decoded)
        intake.commit(tally)
    return tally
