"""One text: its bytes into a Reading, and a Reading into the store."""

from contextlib import AbstractContextManager
from datetime import date
from types import TracebackType

import pyarrow as pa

from straitwatch.decode.document import Document, read_document
from straitwatch.decode.press import Reading, read_sightings
from straitwatch.decode.statistics_text import read_statistics
from straitwatch.model.record import Tally
from straitwatch.store.store import Store

__all__ = ["MOST_BYTES", "Shelf", "read_text", "text_notes", "undated"]

MOST_BYTES = 64 << 20
"""Bytes of one text, after decompression: what `read_document` takes at most."""

_BATCH = 256  # texts a transaction: a crash costs reading these again

_WHENCE = {
    "option": "told by option",
    "text": "stands in the text",
    "page": "stands in the head of the page",
    "file name": "stands in the file's name",
    "address": "is that of the address",
}
_NAMES = {"ja": "Japanese", "en": "English"}
_MEDIA = {"text": "text", "html": "page", "pdf": "PDF"}


def read_text(
    data: bytes, label: str, *, published: date | None = None, publisher: str | None = None
) -> Reading:
    """Read one release or article.

    Args:
        data: its bytes: plain text, HTML or PDF, at most `MOST_BYTES`.
        label: its path as given.
        published: the date of publication, where the user knows it.
        publisher: who published it, where the user knows it.

    Raises:
        SourceError: it cannot be read; names it, what was found and the mend.
    """
    return read_sightings(read_document(data, label, published=published, publisher=publisher))


def undated(reading: Reading) -> int:
    """Count the sightings of which nothing says when."""
    return int(reading.sightings["t_start"].null_count)


def text_notes(reading: Reading) -> list[str]:
    """Say what was taken for the date, the publisher and the language, and why."""
    document = reading.document
    languages = " and ".join(_NAMES.get(one, one) for one in reading.languages) or "no words"
    told = [
        f"{_MEDIA.get(document.media, document.media)} in {languages}",
        _published(document),
        _publisher(document),
    ]
    told += [f"address {document.address}: named by the text itself"] if document.address else []
    return [*told, *_undated_note(reading), *document.notes]


def _undated_note(reading: Reading) -> list[str]:
    n = undated(reading)
    if not n or reading.document.published is not None:
        return []
    told = f"{n} sighting{'' if n == 1 else 's'} without a time, as nothing dates the text"
    return [f"{told}: write a line `Published: YEAR-MONTH-DAY` at its top, or use --published"]


def _published(document: Document) -> str:
    if document.published is None:
        return "published: no date found"
    whence = _WHENCE.get(document.published_from or "", document.published_from)
    return f"published {document.published:%Y-%m-%d}: {whence}"


def _publisher(document: Document) -> str:
    if document.publisher is None:
        return "publisher: none found"
    whence = _WHENCE.get(document.publisher_from or "", document.publisher_from)
    return f"publisher {document.publisher}: {whence}"


class Shelf(AbstractContextManager["Shelf"]):
    """Puts what texts say into a store, some hundred texts a transaction.

    Sightings, and counts of scrambles by year. What a text said before is replaced: a sighting of
    its document that is no longer read from it leaves (for the history). Sightings without a time
    are kept, with a note; they make no event. Use it as a context manager; leaving it without an
    error puts the last ones.

    Args:
        store: open for writing.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read_from = {one.document: one.source for one in store.sources() if one.document}
        self._rows: dict[str, pa.Table] = {}
        self._counts: dict[str, pa.Table] = {}
        self._tallies: dict[str, Tally] = {}

    def put(self, reading: Reading, label: str, n_bytes: int = 0) -> Tally:
        """Take what a text says.

        Args:
            reading: of the text.
            label: its path as given: the source.
            n_bytes: its length on disk.
        """
        tally = _tally(reading, label, n_bytes)
        counts = _counts_of(reading, label)
        if counts.num_rows:
            self._counts[label] = counts
            tally.messages += counts.num_rows
            tally.lines += counts.num_rows
        other = self._read_from.get(tally.document, label)
        if other != label:
            tally.notes.append(
                f"{tally.document} was read from {other} too: what was read last counts"
            )
        self._read_from[tally.document] = label
        self._rows[tally.document] = reading.sightings
        self._tallies[label] = tally
        if len(self._tallies) >= _BATCH:
            self.flush()
        return tally

    def flush(self) -> None:
        """Put all that was taken into the store, in one transaction."""
        if self._tallies:
            table = pa.concat_tables(self._rows.values())
            self._store.put_texts(table, list(self._tallies.values()))
        if self._counts:
            self._store.put_statistics(pa.concat_tables(self._counts.values()))
        self._rows, self._tallies, self._counts = {}, {}, {}

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Put the last ones."""
        if error is None:
            self.flush()


def _counts_of(reading: Reading, label: str) -> pa.Table:
    """Read how often aircraft were scrambled, where a text tells it by year."""
    document = reading.document
    return read_statistics(
        document.text,
        published=document.published,
        publisher=document.publisher,
        document=document.address or document.label,
        source=label,
    )


def _tally(reading: Reading, label: str, n_bytes: int) -> Tally:
    tally = Tally(label, format=_format(reading), n_bytes=n_bytes)
    tally.document = reading.document.address or reading.document.label
    tally.sightings = tally.messages = reading.sightings.num_rows
    tally.skipped = len(reading.unread)
    tally.lines = tally.messages + tally.skipped
    tally.notes = [*_undated_note(reading), *reading.document.notes]
    return tally


def _format(reading: Reading) -> str:
    languages = "+".join(reading.languages)
    return f"{reading.document.media} ({languages})" if languages else reading.document.media
