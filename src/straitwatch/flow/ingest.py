"""Sources into the store: bytes, rows, rejects, one whole commit a source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from straitwatch.decode.detect import decode_stream
from straitwatch.flow.config import Settings
from straitwatch.flow.tell import Tell
from straitwatch.model.error import SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.source.file import Item, read_chunks
from straitwatch.store.store import Store

__all__ = ["Failure", "Intake", "decode_item", "ingest_bytes", "ingest_items", "total_size"]


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


def ingest_items(store: Store, items: list[Item], settings: Settings, tell: Tell) -> Intake:
    """Decode files into the store, each committed whole as it ends.

    A source that breaks off is kept as far as it could be read, and is named as a failure; one
    that is of no known format adds nothing. Neither stops the others.
    """
    tell.stage("reading", total_size(items))
    tallies, failures = [], []
    for item in items:
        tally, counted = Tally(item.label), _Counted()
        with store.ingest(item.label) as intake:
            try:
                for decoded in decode_item(item, tally, settings, tell):
                    intake.add(decoded)
                    counted.add(decoded)
            except SourceError as error:
                failures.append(Failure(item.label, str(error)))
            if tally.lines:
                intake.commit(tally)
                counted.put(store)
                tallies.append(tally)
    return Intake(tallies, failures)


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


def decode_item(item: Item, tally: Tally, settings: Settings, tell: Tell) -> Iterator[Decoded]:
    """Decode one file or standard input, chunk by chunk."""
    chunks = read_chunks(item, on_read=tell.advance)
    columns = settings.input.columns or None
    yield from decode_stream(chunks, item.label, tally, columns=columns)


def ingest_bytes(store: Store, label: str, chunks: Iterable[bytes]) -> Tally:
    """Decode bytes that no file holds, for example simulated traffic, into the store."""
    tally = Tally(label)
    with store.ingest(label) as intake:
        for decoded in decode_stream(chunks, label, tally):
            intake.add(decoded)
        intake.commit(tally)
    return tally
