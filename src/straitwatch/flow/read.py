"""Texts into sightings: files and folders of releases and news, one table of what they report."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.decode.own_tables import use_tables
from straitwatch.decode.press import Reading
from straitwatch.flow.ingest import Failure, total_size
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.flow.text import MOST_BYTES, Shelf, read_text, text_notes, undated
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.model.schema import SIGHTING
from straitwatch.source.file import Item, find_items, read_bytes
from straitwatch.store.store import open_store

__all__ = [
    "UNREAD",
    "Harvest",
    "find_items",
    "open_shelf",
    "read",
    "read_items",
    "unread_table",
    "use_tables",
]

UNREAD = pa.schema(
    [
        ("document", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
    ]
)
"""One row a sentence in which nothing was understood; start and end count characters."""


@dataclass
class Harvest:
    """What reading some texts gave, in figures.

    Attributes:
        documents: how many were read.
        kinds: sightings by kind.
        unread: sentences in which nothing was understood.
        without_date: documents that nothing dates.
        undated: sightings of which nothing says when.
        failures: texts that could not be read, and why.
    """

    documents: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    without_date: int = 0
    undated: int = 0
    failures: list[Failure] = field(default_factory=list)

    def count(self, reading: Reading) -> None:
        """Add one text."""
        self.documents += 1
        self.kinds.update(reading.sightings["kind"].to_pylist())
        self.unread += len(reading.unread)
        self.without_date += reading.document.published is None
        self.undated += undated(reading)


def read_items(
    items: list[Item],
    harvest: Harvest,
    *,
    published: date | None = None,
    publisher: str | None = None,
    shelf: Shelf | None = None,
    tell: Tell = SILENT,
) -> Iterator[Reading]:
    """Read texts one by one; one that cannot be read is named and does not stop the others.

    Args:
        items: what to read.
        harvest: counts.
        published: the date of all of them, where the user knows it.
        publisher: the publisher of all of them, where the user knows it.
        shelf: where their sightings go too.
        tell: hears of progress.
    """
    tell.stage("reading", total_size(items))
    for item in items:
        try:
            data = read_bytes(item, most=MOST_BYTES, on_read=tell.advance)
            reading = read_text(data, item.label, published=published, publisher=publisher)
        except SourceError as error:
            harvest.failures.append(Failure(item.label, str(error)))
            continue
        if shelf is not None:
            shelf.put(reading, item.label, len(data))
        harvest.count(reading)
        yield reading


@contextmanager
def open_shelf(folder: Path | None) -> Iterator[Shelf | None]:
    """Open a store for what will be read, or make it; without a folder there is none."""
    if folder is None:
        yield None
        return
    with open_store(folder, create=True) as store, Shelf(store) as shelf:
        yield shelf


def unread_table(readings: Iterable[Reading]) -> pa.Table:
    """List the sentences in which nothing was understood: UNREAD."""
    rows = [
        {
            "document": one.document.address or one.document.label,
            "start": start,
            "end": end,
            "text": one.document.text[start:end],
        }
        for one in readings
        for start, end in one.unread
    ]
    return pa.Table.from_pylist(rows, schema=UNREAD)


def read(
    *texts: str | Path, published: date | None = None, publisher: str | None = None
) -> dict[str, Any]:
    """Read releases and news into tables, for a notebook.

    Args:
        texts: files, folders or globs: plain text, HTML or PDF, in Japanese or English.
        published: the date of publication of all of them; default: what each says itself.
        publisher: who published all of them; default: what each says itself.

    Returns:
        `sightings` (SIGHTING, a row a statement), `unread` (UNREAD, the sentences in which
        nothing was understood), `notes` (of each text by its path: what was taken for its date
        and its publisher, and why), `failures` (the texts that could not be read, and why).

    Raises:
        ConfigError: no text is named.
        SourceError: there is no such file, or none of them could be read.
    """
    if not texts:
        raise ConfigError("read wants at least one file, folder or glob")
    harvest = Harvest()
    items = find_items([str(text) for text in texts])
    readings = list(read_items(items, harvest, published=published, publisher=publisher))
    if not readings:
        raise SourceError("\n".join(failure.reason for failure in harvest.failures))
    tables = [SIGHTING.empty_table(), *(one.sightings for one in readings)]
    return {
        "sightings": pa.concat_tables(tables),
        "unread": unread_table(readings),
        "notes": {one.document.label: text_notes(one) for one in readings},
        "failures": harvest.failures,
    }
