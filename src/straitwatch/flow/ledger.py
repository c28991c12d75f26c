"""What of which source stands in a folder: a manifest that is replaced whole, and what was asked.

Only what the manifest names counts. Parts are on the disk before it names them, so a process can be
killed at any moment: what it wrote behind the last manifest is removed and made again.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from straitwatch.flow.reading import Mark
from straitwatch.model.error import ConfigError, OutputError
from straitwatch.model.record import Tally
from straitwatch.model.version import __version__
from straitwatch.report.whole import whole_file
from straitwatch.source.file import Item
from straitwatch.store.layout import sync_folder

__all__ = ["MANIFEST", "Entry", "Ledger", "open_ledger", "tally_of"]

MANIFEST = "_done.json"
_STATES = "_state"
_PART = re.compile(r"\d{5,}-\d{4,}\.parquet")
_MEND = "free space or choose another folder with -o"
_PAUSE = 20.0
"""A manifest of thousands of sources takes a while to write: no more than 1/20 of the time (ours).
"""


@dataclass
class Entry:
    """A source in the folder.

    Attributes:
        source: its label.
        size: bytes on disk; None: nobody knows (a pipe).
        changed_ns: when the file was changed last.
        digest: SHA-256 of the bytes decoded, of a pipe only.
        is_done: whether all of it is there.
        failure: why it is not whole, and never will be; it is tried anew each time.
        n_bytes: bytes decoded, after unpacking.
        rows: of each table.
        parts: files of each table, in order.
        state: file with what the decoder remembers; empty: it decodes the beginning again.
        n_parts: parts begun, by which files are named.
        tally: what was found.
    """

    source: str
    size: int | None
    changed_ns: int | None
    digest: str = ""
    is_done: bool = False
    failure: str = ""
    n_bytes: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    state: str = ""
    n_parts: int = 0
    tally: dict[str, Any] = field(default_factory=dict)


class Ledger:
    """The manifest of a folder, in memory and on the disk.

    Args:
        folder: where tables are written; it is there.
        asked: what was asked for, as JSON holds it.
    """

    def __init__(self, folder: Path, asked: Mapping[str, Any]) -> None:
        self.folder, self.asked = folder, dict(asked)
        self.entries: list[Entry] = []
        self._turn = Lock()
        self._free_at = 0.0  # when it may be written again, by the monotonic clock

    def place(self, item: Item) -> tuple[int, Entry]:
        """Find a source's entry, or make one; a source that failed begins anew.

        Raises:
            ConfigError: the file was changed since it was converted, or it cannot be told.
        """
        fresh = _entry(item)
        for index, entry in enumerate(self.entries):
            if entry.source != item.label:
                continue
            if entry.failure:
                self.entries[index] = fresh
                return index, fresh
            self._ask_same(entry, fresh)
            return index, entry
        self.entries.append(fresh)
        return len(self.entries) - 1, fresh

    def _ask_same(self, old: Entry, new: Entry) -> None:
        if (old.size, old.changed_ns) == (new.size, new.changed_ns):
            if new.size is not None or not old.is_done:
                return
            raise ConfigError(
                f"{self.folder}: holds all that came from '{old.source}' before, and nothing tells "
                "whether this is more of it: choose another folder, or add --restart"
            )
        raise ConfigError(
            f"{old.source}: was changed since it was converted ({old.size:,} bytes then, "
            f"{new.size:,} now): add --restart to convert all anew, or choose another folder"
        )

    def keep(
        self, entry: Entry, index: int, rows: Mapping[str, tuple[str, int]], mark: Mark
    ) -> None:
        """Count parts that are on the disk, with the mark from which the next run goes on."""
        with self._turn:
            _count(entry, rows)
            entry.n_bytes, entry.digest = mark.n_bytes, mark.digest
            entry.tally = mark.tally
            entry.state = ""
            if mark.state:
                entry.state = f"{_STATES}/{index:05d}-{entry.n_parts:04d}"
                _write(self.folder / entry.state, mark.state)
            self._save()

    def end(
        self, entry: Entry, rows: Mapping[str, tuple[str, int]], tally: Tally, failure: str = ""
    ) -> None:
        """Count the last parts of a source."""
        with self._turn:
            _count(entry, rows)
            entry.is_done, entry.failure, entry.state = not failure, failure, ""
            entry.n_bytes, entry.tally = tally.n_bytes, dict(vars(tally))
            self._save()

    def begin(self) -> None:
        """Write what counts, and remove what a run left that was killed, or that is begun anew."""
        self.save()
        named = {part for entry in self.entries for some in entry.parts.values() for part in some}
        for file in self.folder.glob("*/*.parquet"):
            if _PART.fullmatch(file.name) and f"{file.parent.name}/{file.name}" not in named:
                file.unlink(missing_ok=True)
        for pattern in ("*/.next-*", "*/.*.tmp", ".*.tmp"):
            for file in self.folder.glob(pattern):
                file.unlink(missing_ok=True)

    def save(self) -> None:
        """Write what was held back."""
        with self._turn:
            self._free_at = 0.0
            self._save()

    def _save(self) -> None:
        begin = time.monotonic()
        if begin < self._free_at:
            return
        told = {
            "program": "straitwatch decode",
            "version": __version__,
            "asked": self.asked,
            "sources": [vars(entry) for entry in self.entries],
        }
        _write(self.folder / MANIFEST, json.dumps(told, ensure_ascii=False, indent=1).encode())
        self._sweep_states()
        end = time.monotonic()
        self._free_at = end + _PAUSE * (end - begin)

    def _sweep_states(self) -> None:
        named = {entry.state for entry in self.entries}
        for file in (self.folder / _STATES).glob("*"):
            if f"{_STATES}/{file.name}" not in named:
                file.unlink(missing_ok=True)

    def ask_whole(self) -> None:
        """Look whether the parts that count are there.

        Raises:
            ConfigError: one is not.
        """
        for entry in self.entries:
            for part in (part for some in entry.parts.values() for part in some):
                if not (self.folder / part).is_file():
                    raise ConfigError(
                        f"{self.folder / part} is not there, but {MANIFEST} counts its rows: put "
                        "it back, or add --restart to convert all anew"
                    )


def open_ledger(folder: Path, asked: Mapping[str, Any], *, restart: bool) -> Ledger:
    """Open the manifest of a folder, or begin one.

    Args:
        folder: it is there.
        asked: tables, types, format and columns that are wanted.
        restart: begin anew, whatever is there.

    Raises:
        ConfigError: something else was asked for before, by another version, or the folder holds
            files and no manifest.
    """
    ledger, file = Ledger(folder, asked), folder / MANIFEST
    if restart:
        file.unlink(missing_ok=True)
        return ledger
    if not file.is_file():
        if foreign := next((p for p in folder.rglob("*.parquet")), None):
            raise ConfigError(
                f"{folder} holds {foreign.name}, and no {MANIFEST} that tells what it is: choose "
                "an empty folder"
            )
        return ledger
    told = _read(file)
    for name, then, now in [
        ("version", told["version"], __version__),
        *((name, told["asked"].get(name), ledger.asked[name]) for name in ledger.asked),
    ]:
        if then != now:
            raise ConfigError(
                f"{folder} was begun with {name} {_say(then)}, now it is {_say(now)}: rows of both "
                "are not mixed; choose another folder, or add --restart to convert all anew"
            )
    ledger.entries = [Entry(**entry) for entry in told["sources"]]
    ledger.ask_whole()
    return ledger


def _say(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if value not in (None, [], {}) else "none"


def _read(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_bytes())
    except OSError as error:
        raise OutputError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(f"{file}: is no JSON ({error}): add --restart") from error
    if not isinstance(told, dict) or told.get("program") != "straitwatch decode":
        raise ConfigError(f"{file}: is of another program: choose another folder")
    return told


def _entry(item: Item) -> Entry:
    path = item.path
    if item.member is not None and item.member.held is not None:  # unpacked for this run
        path = next((parent for parent in Path(item.label).parents if parent.is_file()), None)
    if path is None:
        return Entry(item.label, None, None)
    return Entry(item.label, item.size, path.stat().st_mtime_ns)


def _count(entry: Entry, rows: Mapping[str, tuple[str, int]]) -> None:
    for table, (part, n) in rows.items():
        entry.parts.setdefault(table, []).append(part)
        entry.rows[table] = entry.rows.get(table, 0) + n
    entry.n_parts += 1


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with whole_file(path, mend=_MEND) as file:
        file.write(data)
    sync_folder({path.parent})


def tally_of(told: Mapping[str, Any]) -> Tally:
    """Read a tally that the manifest holds."""
    tally = Tally(**told)
    for name, value in vars(tally).items():
        if isinstance(value, dict):
            setattr(tally, name, Counter(value))
    return tally
