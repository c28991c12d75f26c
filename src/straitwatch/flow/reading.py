"""One source into tables step by step, with marks from which another run can go on."""

import hashlib
import io
import pickle
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa

from straitwatch.decode.detect import decode_stream, detect_format
from straitwatch.decode.flag import fill_flags
from straitwatch.flow.config import Settings
from straitwatch.flow.tables import ALL, MESSAGE, pick
from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError, ContractError, SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.source.file import Item, open_anywhere
from straitwatch.source.resume import read_from

__all__ = ["PEEK", "Mark", "Reading", "Step", "Task", "format_of", "peek"]

PEEK = 64 << 10


@dataclass(frozen=True)
class Task:
    """What is wanted of every source.

    Attributes:
        settings: what `watch.toml` says.
        tables: names of tables, see `tables.pick`.
        kinds: kinds of messages that the decoder gives.
        types: types of messages whose rows are kept; none: all.
        part_rows: rows after which a mark is made; 0: none.
        threads: that one source may use; 0: all cores.
    """

    settings: Settings = field(default_factory=Settings)
    tables: tuple[str, ...] = ("fix",)
    kinds: tuple[str, ...] = ()
    types: frozenset[int] = frozenset()
    part_rows: int = 0
    threads: int = 0


@dataclass(frozen=True)
class Mark:
    """Where a source was laid aside.

    Attributes:
        n_bytes: plain bytes that were decoded before.
        state: what the decoder remembers of them (`_save`); empty: it cannot tell, and they are
            decoded again.
        digest: of these bytes, where nothing else tells whether they are the same; else empty.
        tally: what was found in them.
    """

    n_bytes: int
    state: bytes = b""
    digest: str = ""
    tally: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Tables of a chunk, those with rows; behind the last of a part the mark."""

    tables: dict[str, pa.Table]
    mark: Mark | None = None

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.num_rows for table in self.tables.values())


class Reading:
    """A source on its way into tables.

    Args:
        item: the source.
        task: what is wanted of it.
        tell: hears of bytes.
        start: where an earlier run laid it aside.
        tally: is counted up, from what the earlier run found on; a new one when not given.

    Attributes:
        tally: is counted up.
    """

    def __init__(
        self,
        item: Item,
        task: Task,
        tell: Tell,
        start: Mark | None = None,
        tally: Tally | None = None,
    ) -> None:
        self.tally = tally or Tally(item.label)
        self._item, self._task, self._tell, self._start = item, task, tell, start
        self._n_bytes = 0
        self._stream: Any = None  # AivdmStream: its module compiles kernels
        if start is not None and start.state:
            self._stream, told = _load(start.state)
            vars(self.tally).update(vars(told))
            self._stream.count_for(self.tally)
        self._hash = hashlib.sha256() if item.path is None and task.part_rows else None

    def steps(self) -> Iterator[Step]:
        """Decode.

        Raises:
            SourceError: as `read_chunks` and `decode_stream` do, after all that came before.
            ConfigError: what was decoded before is not there any more.
        """
        n = 0
        for decoded in self._decoded():
            step = Step(pick(decoded, self._task.tables, self._task.types))
            n += step.rows
            if 0 < self._task.part_rows <= n:
                step, n = replace(step, mark=self._mark()), 0
            yield step

    def _mark(self) -> Mark:
        state = b"" if self._stream is None else _save(self._stream, self.tally)
        digest = "" if self._hash is None else self._hash.hexdigest()
        return Mark(self._n_bytes, state, digest, deepcopy(vars(self.tally)))

    def _decoded(self) -> Iterator[Decoded]:
        if self._stream is not None:
            return self._feed(self._stream, self._counted(self._chunks()))
        held, rest = peek(self._chunks())
        chunks = self._counted(chain(held, rest))
        task = self._task
        self.tally.notes += self._item.notes
        known, why = format_of(b"".join(held)[:PEEK], self._item.label, task)
        if known != "aivdm":
            return decode_stream(
                chunks,
                self._item.label,
                self.tally,
                format=task.settings.input.format or None,
                columns=task.settings.input.columns or None,
                open_anywhere=partial(open_anywhere, self._item),
                start_s=task.settings.input.start_s,
            )
        from straitwatch.decode.aivdm import HOLD, AivdmStream  # noqa: PLC0415 - compiles kernels

        stream = AivdmStream(
            self._item.label,
            self.tally,
            threads=task.threads or None,
            kinds=task.kinds,
            hold=0 if MESSAGE in task.tables else HOLD,
        )
        if why:
            self.tally.notes.append(why)
        return self._feed(stream, chunks)

    def _feed(self, stream: Any, chunks: Iterator[bytes]) -> Iterator[Decoded]:  # noqa: ANN401 - see _stream
        self._stream = stream
        for chunk in chunks:
            yield self._with_flags(stream.feed(chunk))
        self._stream = None
        yield self._with_flags(stream.close())

    def _with_flags(self, decoded: Decoded) -> Decoded:
        if not {"static", ALL} & set(self._task.tables):
            return decoded
        return replace(decoded, statics=fill_flags(decoded.statics))

    def _chunks(self) -> Iterator[bytes]:
        """Read from the byte on that the decoder wants next; standard input from its beginning."""
        skip = 0 if self._start is None or not self._start.state else self._start.n_bytes
        if self._hash is not None:
            return read_from(self._item, 0, on_read=self._tell.advance)
        self._n_bytes = skip
        return read_from(self._item, skip, on_read=self._tell.advance)

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Count what the decoder takes, chunk by chunk as it takes it."""
        if self._hash is not None:
            yield from self._checked(chunks, self._hash)
            return
        for chunk in chunks:
            self._n_bytes += len(chunk)
            yield chunk

    def _checked(self, chunks: Iterator[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
        """Hold what the earlier run had against its digest; a decoder that knows it gets the rest.

        Raises:
            ConfigError: it is something else.
        """
        first = 0 if self._start is None else self._start.n_bytes
        skip = first if self._start is not None and self._start.state else 0
        for whole in chunks:
            cut = max(0, first - self._n_bytes)
            for chunk in filter(None, (whole[:cut], whole[cut:])):
                self._n_bytes += len(chunk)
                digest.update(chunk)
                if (
                    self._start
                    and self._n_bytes == first
                    and digest.hexdigest() != self._start.digest
                ):
                    raise ConfigError(self._changed("its first bytes are others"))
                if self._n_bytes > skip:
                    yield chunk
        if self._n_bytes < first:
            raise ConfigError(self._changed(f"it ends at byte {self._n_bytes:,}"))

    def _changed(self, how: str) -> str:
        return (
            f"{self._item.label}: is not what was converted before: {how}; add --restart to "
            "convert it anew, or choose another folder"
        )


def format_of(head: bytes, label: str, task: Task) -> tuple[str, str]:
    """Tell the format of a source by its first bytes, and the remark of it.

    Returns:
        empty words where it is not told yet: `decode_stream` looks further, or says what is wrong.
    """
    given = task.settings.input
    if given.format:
        return given.format, ""
    try:
        found = detect_format(head, label, given.columns or None)
    except SourceError:
        return "", ""
    return found.format, f"taken for {found.format}: {found.why}"


def peek(chunks: Iterator[bytes]) -> tuple[list[bytes], Iterator[bytes]]:
    """Read ahead; a source that breaks off within breaks off again after what came."""
    held: list[bytes] = []
    try:
        while sum(map(len, held)) < PEEK and (chunk := next(chunks, None)) is not None:
            held.append(chunk)
    except SourceError as error:
        if not held:
            raise
        return held, _break(error)
    return held, chunks


def _break(error: SourceError) -> Iterator[bytes]:
    raise error
    yield b""


def _save(stream: Any, tally: Tally) -> bytes:  # noqa: ANN401 - AivdmStream: its module compiles kernels
    return pickle.dumps((stream, tally), protocol=pickle.HIGHEST_PROTOCOL)


_OUTSIDE = {
    ("builtins", "bytearray"),
    ("collections", "Counter"),
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.numeric", "_frombuffer"),
    ("numpy.core.multiarray", "_reconstruct"),
    ("numpy.core.numeric", "_frombuffer"),
    ("pyarrow.lib", "_restore_array"),
    ("pyarrow.lib", "py_buffer"),
    ("pyarrow.lib", "type_for_alias"),
}
"""What a decoder remembers beside classes of our own. A pickle names what is called when it is
read: a folder from elsewhere must not be able to call anything else."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - any class
        if (module, name) in _OUTSIDE:
            return super().find_class(module, name)
        found = super().find_class(module, name) if module.startswith("straitwatch.") else None
        if not isinstance(found, type) or not found.__module__.startswith("straitwatch."):
            raise pickle.UnpicklingError(f"{module}.{name} does not belong there")
        return found


def _load(state: bytes) -> tuple[Any, Tally]:
    """Read what `_save` wrote.

    Raises:
        ContractError: it is something else.
    """
    try:
        stream, tally = _Reader(io.BytesIO(state)).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError) as error:
        raise ContractError(
            f"what the decoder remembered cannot be read ({error}): add --restart"
        ) from error
    return stream, tally
