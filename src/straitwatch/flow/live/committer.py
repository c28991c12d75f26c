"""What was gathered and what is known into the store: parts, tallies, checkpoint in one commit."""

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa

from straitwatch.flow.live.engine import Gathered
from straitwatch.flow.live.remember import Remembered, read_checkpoint
from straitwatch.model.error import OutputError, SourceError
from straitwatch.model.record import Tally
from straitwatch.report.whole import whole_file
from straitwatch.store.journal import Journal
from straitwatch.store.layout import LIVE
from straitwatch.store.store import Addition, Store

__all__ = ["Committer", "Kept", "Work", "find_known"]

_KEEP = 2
"""Checkpoints that are kept: the second is for a disk that spoils the first."""

_LOT = 2000
"""Ours: tracks put at a time: events are told between."""

_RETRY_S = 1.0
_ROW = "live"


@dataclass(frozen=True)
class Kept:
    """A checkpoint that counts: its file, the journal's place that it stands for, its digest."""

    file: str
    place: int
    digest: str


@dataclass
class Work:
    """One commit.

    Attributes:
        gathered: rows.
        coverage: COVERAGE.
        tallies: of the feeds that gave anything, as they were at the checkpoint.
        checkpoint: bytes.
        place: in the journal.
    """

    gathered: Gathered
    coverage: pa.Table
    tallies: dict[str, Tally]
    checkpoint: bytes
    place: int


class Committer:
    """Commits in a thread of its own, one at a time.

    Args:
        store: open for writing.
        journal: what lies before the oldest checkpoint is removed from it.
        kept: checkpoints that count, newest first.
        done: told the tallies of each commit.

    Attributes:
        trouble: why nothing can be committed now; empty when all is well.
        failure: an error that trying again does not mend.
    """

    def __init__(
        self,
        store: Store,
        journal: Journal,
        kept: list[Kept],
        done: Callable[[dict[str, Tally]], None],
    ) -> None:
        self.trouble = ""
        self.failure: Exception | None = None
        self._store, self._journal, self._kept, self._done = store, journal, kept, done
        self._folder = store.state.folder / LIVE
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def begin(self, work: Work) -> None:
        """Begin a commit; the one before has ended."""
        self._thread = threading.Thread(target=self._run, args=(work,), name="commit", daemon=True)
        self._thread.start()

    def is_busy(self) -> bool:
        """Tell whether a commit is under way."""
        return self._thread is not None and self._thread.is_alive()

    def wait(self, *, give_up: bool = False) -> None:
        """Wait for its end.

        Args:
            give_up: whether it shall not wait for room on the disk any longer.
        """
        if give_up:
            self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, work: Work) -> None:
        while True:
            try:
                self._commit(work)
            except OutputError as error:
                self.trouble = str(error)
                if self._stop.wait(_RETRY_S):
                    return
            except Exception as error:  # noqa: BLE001 - told by the engine's thread
                self.failure = error
                return
            else:
                self.trouble = ""
                self._done(work.tallies)
                with suppress(OutputError):  # the next commit tries again
                    self._tidy(work)
                return

    def _commit(self, work: Work) -> None:
        store, gathered = self._store, work.gathered
        kept = self._write(work)
        for tracks in gathered.tracks:
            for start in range(0, len(tracks), _LOT):
                store.put_tracks(tracks.slice(start, _LOT))
        store.put_coverage(work.coverage, complete=False)
        additions = [
            Addition(name, gathered.decoded.get(name, []), tally)
            for name, tally in work.tallies.items()
        ]
        store.append(additions, lambda db: _keep(db, kept))
        self._kept = kept

    def _write(self, work: Work) -> list[Kept]:
        digest = blake2b(work.checkpoint, digest_size=16).hexdigest()
        name = f"checkpoint-{work.place:020d}-{digest[:8]}.bin"
        with whole_file(self._folder / name, mend="make room") as file:
            file.write(work.checkpoint)
        before = [one for one in self._kept if one.file != name]
        return [Kept(name, work.place, digest), *before][:_KEEP]

    def _tidy(self, work: Work) -> None:
        """Remove what no checkpoint that counts needs; merge small parts."""
        names = {one.file for one in self._kept}
        for path in self._folder.glob("checkpoint-*.bin"):
            if path.name not in names:
                path.unlink(missing_ok=True)
        self._journal.forget(min(one.place for one in self._kept))
        self._store.compact(list(work.tallies))


def _keep(db: sqlite3.Connection, kept: list[Kept]) -> None:
    told = json.dumps([asdict(one) for one in kept])
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [_ROW, told])


def find_known(store: Store) -> tuple[Remembered | None, list[Kept], int, list[str]]:
    """Find what was known at the last commit.

    Returns:
        what was known, None when nothing is or it cannot be read; the checkpoints that count; the
        place of the journal of which all before is in the store; and remarks.
    """
    rows = store.state.rows("SELECT value FROM meta WHERE name = ?", [_ROW])
    kept = [Kept(**one) for one in json.loads(rows[0][0])] if rows else []
    committed, notes = max((one.place for one in kept), default=0), []
    for k, one in enumerate(kept):
        try:
            known = _load(store.state.folder / LIVE / one.file, one.digest)
        except SourceError as error:
            notes.append(f"{one.file}: {error}")
            continue
        return replace(known, place=one.place), kept[k:], committed, notes
    return None, [], committed, notes


def _load(path: Path, digest: str) -> Remembered:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}") from error
    if blake2b(data, digest_size=16).hexdigest() != digest:
        raise SourceError("its content has changed")
    return read_checkpoint(data)
