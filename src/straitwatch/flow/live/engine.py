"""Records of the journal into rows, positions and events: the same stages as a batch."""

import json
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from straitwatch.decode.feed import FeedDecoder, open_decoder
from straitwatch.event.base import Batch
from straitwatch.event.coverage import close_coverage, learn_coverage, merge_coverage
from straitwatch.flow.config import Settings
from straitwatch.flow.live.document import Document, read_document
from straitwatch.flow.live.intake import (
    BYTES,
    DOCUMENT,
    ENDED,
    FEEDS,
    QUIET,
    read_document_record,
)
from straitwatch.flow.live.newest import Newest
from straitwatch.flow.live.remember import Heard, Remembered
from straitwatch.flow.watch import Watch
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import COVERAGE, EVENT, TRACK
from straitwatch.store.journal import Record
from straitwatch.store.pack import pack_fixes, unpack_fixes

__all__ = ["Engine", "Found", "Gathered"]

_MANY_TRACKS = 50_000
"""Ours: rows of tracks that are held before old ones of the same track go."""


@dataclass
class Found:
    """What records led to, to be told at once.

    Attributes:
        closed: EVENT of detectors.
        renamed: objects of which an event may bear another name.
        documents: texts and files of folders.
    """

    closed: pa.Table
    renamed: set[str] = field(default_factory=set)
    documents: list[Document] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Tell whether there is anything to tell."""
        return bool(len(self.closed) or self.renamed or self.documents)


@dataclass
class Gathered:
    """Rows for the store, since the last commit."""

    decoded: dict[str, list[Decoded]] = field(default_factory=dict)
    tracks: list[pa.Table] = field(default_factory=list)
    coverage: list[pa.Table] = field(default_factory=list)
    n_rows: int = 0
    n_tracks: int = 0

    def add(self, label: str, decoded: Decoded) -> None:
        """Take rows of a feed."""
        self.decoded.setdefault(label, []).append(decoded)
        self.n_rows += decoded.fixes.num_rows + decoded.statics.num_rows + decoded.rejects.num_rows

    def add_tracks(self, tracks: pa.Table) -> None:
        """Take TRACK; of one track the last row holds."""
        self.tracks.append(tracks)
        self.n_tracks += tracks.num_rows
        if self.n_tracks > _MANY_TRACKS:
            last = _last_rows(pa.concat_tables(self.tracks))
            self.tracks, self.n_tracks = [last], max(0, last.num_rows - _MANY_TRACKS)


class Engine:
    """Takes records one after the other; what it knows then is a function of them.

    Args:
        settings: what `watch.toml` says.
        charted: GATE.
        formats: of feeds by name, where they are told.
        known: at the place where the records begin.

    Attributes:
        known: all that is remembered.
        gathered: rows that are not in the store yet.
        newest: positions and words for the pages.
        keep_rows: whether rows are gathered: not of records whose rows are in the store.
    """

    def __init__(
        self, settings: Settings, charted: pa.Table, formats: dict[str, str], known: Remembered
    ) -> None:
        self.known, self.gathered, self.newest = known, Gathered(), Newest()
        self.keep_rows = True
        self._formats, self._least_s = formats, settings.live.watermark_s
        self._fixes: list[pa.Table] = []
        self._came: list[tuple[int, int]] = []
        self._watch = Watch(
            charted,
            settings,
            state=known.watch,
            watermark_s=settings.live.watermark_s,
            hear=self._hear,
            keep_tracks=self._keep_tracks,
        )

    def take(self, records: list[Record]) -> Found:
        """Take records, and look at their fixes."""
        found = Found(EVENT.empty_table())
        closed = []
        for record in records:
            self.known.place, self.known.t_us = record.end, record.t_us
            wait_s = self.known.slack.wait_s(self._least_s)
            if wait_s != self._watch.watermark_s:  # here, wherever the records were cut
                closed.append(self._look())
                self._watch.watermark_s = wait_s
            if record.kind == FEEDS:
                told = json.loads(record.data)
                self.known.numbers = {int(number): name for number, name in told.items()}
            elif record.kind == QUIET:
                closed += [self._look(), self._watch.release(now_us=record.t_us)]
            else:
                self._take_data(record, found)
        closed.append(self._look())
        found.closed = pa.concat_tables([found.closed, *closed])
        return found

    def open_events(self) -> pa.Table:
        """Tell the events that are open now: EVENT."""
        return self._watch.open_events()

    def rows_for_store(self) -> tuple[Gathered, pa.Table]:
        """Hand over what was gathered; and the coverage of the hours that are not over, so far."""
        gathered, self.gathered = self.gathered, Gathered()
        gathered.tracks = [_last_rows(pa.concat_tables([TRACK.empty_table(), *gathered.tracks]))]
        told = [COVERAGE.empty_table(), *gathered.coverage, close_coverage(self.known.coverage)]
        return gathered, merge_coverage(told)

    def is_waiting(self) -> bool:
        """Tell whether fixes wait for those that may still come before them."""
        held = self.known.watch.waiting.held
        return held is not None and len(held) > 0

    @property
    def late(self) -> dict[str, int]:
        """Fixes of each feed that came too late to be looked at."""
        return self._watch.state.tallied.late_of

    def heard(self, name: str) -> Heard:
        """What a feed gave so far."""
        return self.known.feeds.setdefault(name, Heard(Tally(name)))

    def _take_data(self, record: Record, found: Found) -> None:
        name = self.known.numbers.get(record.feed, f"feed {record.feed}")
        heard = self.heard(name)
        if record.kind == BYTES:
            heard.n_bytes += len(record.data)
            heard.last_us = record.t_us
            decoded = self._decoder(name, heard).feed(record.data, record.t_us)
            self._add(name, decoded, record.t_us, found)
        elif record.kind == ENDED:
            heard.ended = True
            if heard.decoder is not None:
                self._add(name, heard.decoder.close(), record.t_us, found)
        elif record.kind == DOCUMENT:
            label, data = read_document_record(record.data)
            heard.n_bytes += len(data)
            heard.last_us = record.t_us
            self._take_document(heard, label, data, record.t_us, found)

    def _decoder(self, name: str, heard: Heard) -> FeedDecoder:
        if heard.decoder is None:
            format_ = self._formats.get(name) or None
            heard.decoder = open_decoder(format_, name, heard.tally)
        return heard.decoder

    def _add(self, name: str, decoded: Decoded, t_us: int, found: Found) -> None:
        """Take rows of a feed."""
        if self.keep_rows:
            self.gathered.add(name, decoded)
        self.newest.add(decoded.fixes, decoded.statics, name, t_us)
        found.renamed |= self.known.names.learn(decoded.statics)
        self.known.slack.learn(name, decoded.fixes, t_us)
        self._watch_fixes(decoded.fixes, t_us)

    def _watch_fixes(self, fixes: pa.Table, t_us: int) -> None:
        if len(fixes):
            self._fixes.append(fixes)
            self._came.append((t_us, len(fixes)))

    def _take_document(
        self, heard: Heard, label: str, data: bytes, t_us: int, found: Found
    ) -> None:
        heard.documents += 1
        document = read_document(label, data)
        found.documents.append(document)
        count = heard.tally
        for name in ("lines", "messages", "fixes", "statics", "sightings", "parts", "skipped"):
            setattr(count, name, getattr(count, name) + getattr(document.tally, name))
        count.times += document.tally.times
        count.rejects.update(document.tally.rejects)
        for decoded in document.decoded:
            self.newest.add(decoded.fixes, decoded.statics, heard.tally.source, t_us)
            found.renamed |= self.known.names.learn(decoded.statics)
            self._watch_fixes(decoded.fixes, t_us)

    def _look(self) -> pa.Table:
        """Let the watch see the fixes, as the store gives them: places in its units."""
        fixes, self._fixes = self._fixes, []
        came, self._came = self._came, []
        if not fixes:
            return EVENT.empty_table()
        rows = unpack_fixes(pack_fixes(pa.concat_tables(fixes).unify_dictionaries()))
        times, counts = zip(*came, strict=True)
        return self._watch.feed(rows, came_us=np.repeat(np.array(times, np.int64), counts))

    def _hear(self, batch: Batch) -> None:
        told, self.known.coverage = learn_coverage(batch, self.known.coverage)
        if len(told):
            self.gathered.coverage.append(told)

    def _keep_tracks(self, tracks: pa.Table) -> None:
        if len(tracks):
            self.gathered.add_tracks(tracks)


def _last_rows(tracks: pa.Table) -> pa.Table:
    """Keep the last row of each track."""
    _, last = np.unique(tracks["track_id"].to_numpy()[::-1], return_index=True)
    return tracks.take(pa.array(np.sort(len(tracks) - 1 - last))).combine_chunks()
