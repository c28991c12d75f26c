"""Sources into a folder of Parquet parts, which a run that was killed can be taken up in."""

import fcntl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Self

import pyarrow as pa

from straitwatch.flow.ahead import Stopped, ahead, start
from straitwatch.flow.folder import make_folder
from straitwatch.flow.ingest import Failure, Intake, total_size
from straitwatch.flow.ledger import Entry, Ledger, open_ledger, tally_of
from straitwatch.flow.pool import WORTH, Worker, share_cores
from straitwatch.flow.reading import Mark, Step, Task
from straitwatch.flow.tables import ALL, MESSAGE, TABLES, kinds_for, kinds_of_messages, schema_of
from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError, OutputError, SourceError
from straitwatch.model.record import Tally
from straitwatch.report.parquet_rows import ParquetRows
from straitwatch.report.whole import whole_file
from straitwatch.source.file import Item, find_items
from straitwatch.store.layout import sync_folder

__all__ = ["convert_folder"]

_MEND = "free space or choose another folder with -o"
_LOCK = "_lock"


def convert_folder(
    sources: Sequence[str],
    folder: Path,
    *,
    table: str,
    task: Task,
    tell: Tell,
    workers: int | None = None,
    restart: bool = False,
) -> Intake:
    """Decode sources into `folder/TABLE/SOURCE-PART.parquet`, numbered in their order.

    Args:
        sources: files, folders, globs or `-`.
        folder: made when it is not there. What it holds of an earlier run stays: a source that is
            done is left out, one that was begun goes on where its last part ended.
        table: one table, a kind of message, or `all`.
        task: how they are read; `part_rows` rows make a part, about.
        tell: hears of progress.
        workers: sources that are decoded at once; None: as many as there are cores.
        restart: begin anew, whatever is there.

    Returns:
        tallies and failures of all sources named, those done before among them.

    Raises:
        ConfigError: the folder holds what was asked for otherwise, or a source was changed.
        SourceError: nothing could be read.
        OutputError: the folder cannot be written, or another process writes into it.

    Notes:
        `_done.json` names the parts that count. A folder in use by two programs is refused.
    """
    items = find_items(sources)
    schemas = _schemas(table)
    lanes, threads = share_cores(workers, len(items))
    task = replace(task, tables=tuple(schemas), kinds=kinds_for([table]), threads=threads)
    make_folder(folder)
    with _locked(folder):
        ledger = open_ledger(folder, _asked(table, task), restart=restart)
        places = [(item, *ledger.place(item)) for item in items]
        ledger.begin()
        tell.stage("decoding", total_size(items))
        _work_all(_Folder(ledger, schemas, task, tell), places, lanes)
        ledger.save()
    done = Intake([], [])
    for _, index, _ in places:
        entry = ledger.entries[index]
        if entry.failure:
            done.failures.append(Failure(entry.source, entry.failure))
        if entry.tally.get("lines"):
            done.tallies.append(tally_of(entry.tally))
    if not done.tallies:
        raise SourceError("\n".join(failure.reason for failure in done.failures))
    return done


def _schemas(table: str) -> dict[str, pa.Schema]:
    if table == ALL:
        return {**TABLES, **kinds_of_messages()}
    schema = schema_of(table)
    if schema is None:
        raise ConfigError(
            f"--table {MESSAGE} is lines of JSON, and a folder holds tables: take --table {ALL}"
        )
    return {table: schema}


def _asked(table: str, task: Task) -> dict[str, object]:
    return {
        "table": table,
        "types": sorted(task.types),
        "format": task.settings.input.format or None,
        "start": task.settings.input.start or None,
        "columns": dict(task.settings.input.columns),
    }


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other programs out; the system lets go of the lock when the process ends."""
    try:
        file = (folder / _LOCK).open("ab")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}; {_MEND}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(
                f"{folder} is being written by another straitwatch: wait for it, or {_MEND}"
            ) from error
        yield


def _work_all(folder: "_Folder", places: list[tuple[Item, int, Entry]], lanes: int) -> None:
    """Convert what is not done, several sources at once; raises what broke the work."""
    todo = iter([place for place in places if not place[2].is_done])
    for item, _, entry in places:
        if entry.is_done:
            folder.tell.advance(item.size or 0)
    turn, broken = Lock(), folder.broken
    can_start = lanes > 1 and (total_size([item for item, _, _ in places]) or 0) >= WORTH

    def work() -> None:
        with Worker(folder.task, folder.tell, can_start=can_start) as worker:
            while not broken:
                with turn:
                    place = next(todo, None)
                if place is None:
                    return
                try:
                    folder.convert(worker, *place)
                except BaseException as error:  # noqa: BLE001 - raised below, where all is waited for
                    broken.append(error)

    threads = [start(work) for _ in range(lanes - 1)]
    try:
        work()
    except BaseException as error:
        broken.append(error)
        raise
    finally:
        for thread in threads:
            thread.join()
    if broken:
        raise broken[0]


class _Folder:
    """Where parts are written."""

    def __init__(
        self, ledger: Ledger, schemas: Mapping[str, pa.Schema], task: Task, tell: Tell
    ) -> None:
        self.task, self.tell = task, tell
        self.broken: list[BaseException] = []
        self._ledger, self._schemas = ledger, schemas

    def convert(self, worker: Worker, item: Item, index: int, entry: Entry) -> None:
        """Convert a source from where it was laid aside."""
        mark = self._mark_of(entry)
        tally = Tally(item.label)
        left = dict(entry.rows) if mark is not None and not mark.state else {}
        failure = ""
        with (
            _Parts(self._ledger.folder, self._schemas, f"{index:05d}") as parts,
            closing(ahead(worker.steps(item, tally, mark))) as steps,
        ):
            try:
                for step in steps:
                    if self.broken:
                        raise Stopped
                    self._take(step, left, parts, index, entry)
            except SourceError as error:
                failure = str(error)
            self._ledger.end(entry, parts.finish(entry.n_parts), tally, failure)

    def _take(
        self, step: Step, left: dict[str, int], parts: "_Parts", index: int, entry: Entry
    ) -> None:
        for name, table in step.tables.items():
            seen = min(left.get(name, 0), table.num_rows)
            left[name] = left.get(name, 0) - seen
            parts.write(name, table.slice(seen))
        if step.mark is not None and step.mark.n_bytes > entry.n_bytes:
            self._ledger.keep(entry, index, parts.finish(entry.n_parts), step.mark)

    def _mark_of(self, entry: Entry) -> Mark | None:
        if not entry.n_bytes:
            return None
        state = b""
        if entry.state:
            try:
                state = (self._ledger.folder / entry.state).read_bytes()
            except OSError as error:
                raise ConfigError(
                    f"{self._ledger.folder / entry.state} cannot be read ({error.strerror}): add "
                    "--restart to convert all anew"
                ) from error
        return Mark(entry.n_bytes, state, entry.digest)


class _Parts:
    """The parts of one source that are open: a file of each table that has rows."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema], name: str) -> None:
        self._folder, self._schemas, self._name = folder, schemas, name
        self._open: dict[str, ParquetRows] = {}
        self._files = ExitStack()

    def write(self, table: str, rows: pa.Table) -> None:
        """Write rows of a table."""
        if rows.num_rows:
            if table not in self._open:
                self._open[table] = self._begin(table)
            self._open[table].write(rows)

    def _begin(self, table: str) -> ParquetRows:
        path = self._folder / table / f".next-{self._name}"
        path.parent.mkdir(exist_ok=True)
        return ParquetRows(
            self._files.enter_context(whole_file(path, mend=_MEND)), self._schemas[table]
        )

    def finish(self, number: int) -> dict[str, tuple[str, int]]:
        """Put the files where they belong, for good.

        Args:
            number: of the part.

        Returns:
            of each table the file, from the folder on, and its rows.
        """
        for rows in self._open.values():
            rows.close()
        self._files.close()
        done = {}
        for table, rows in self._open.items():
            part = f"{table}/{self._name}-{number:04d}.parquet"
            (self._folder / table / f".next-{self._name}").replace(self._folder / part)
            done[table] = (part, rows.n)
        sync_folder({self._folder / table for table in done})
        self._open = {}
        return done

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Leave nothing that is not whole."""
        self._files.__exit__(*error)  # type: ignore[arg-type]  # what `with` gives
