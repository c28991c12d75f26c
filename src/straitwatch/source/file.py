"""Files, folders, globs, archives and standard input turned into chunks of plain bytes."""

import difflib
import glob
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from straitwatch.model.error import SourceError
from straitwatch.source.archive import holds_archive, list_members
from straitwatch.source.member import Member, read_member
from straitwatch.source.spool import Spool, spool_stream
from straitwatch.source.unpack import Piece, open_stream

__all__ = [
    "Item",
    "find_items",
    "open_anywhere",
    "read_bytes",
    "read_chunks",
    "whole_bytes",
]

_STDIN = "-"
_HEAD = 512
_PARQUET = b"PAR1"


@dataclass(frozen=True)
class Item:
    """One thing to read.

    Attributes:
        label: path as given or found, `archive.zip/member.csv` within an archive; `-` for standard
            input.
        path: where it is; None for standard input.
        size: bytes on disk; None when nobody knows (a pipe).
        member: which part of the file at `path` it is, where that is an archive.
        notes: what the reader should know, for example what an archive holds beside.
        refusal: why it cannot be read, found while looking; else empty.
    """

    label: str
    path: Path | None
    size: int | None
    member: Member | None = None
    notes: tuple[str, ...] = ()
    refusal: str = ""


def find_items(sources: Sequence[str]) -> list[Item]:
    """Find what to read.

    Args:
        sources: files, folders (read with all below, hidden files left out), globs (`**` too) or
            `-` for standard input. A path that exists is taken as it is, brackets and all. A zip
            or a tar, packed or not, is each of its members; one on standard input is first
            written to a temporary file.

    Returns:
        items in the order given, each folder sorted by name; a file named twice comes once. An
        archive that cannot be read is an item that raises when it is read.

    Raises:
        SourceError: nothing has such a name, or a folder holds no file or cannot be listed.
    """
    items: list[Item] = []
    seen: set[str] = set()
    for source in sources:
        for item in _items_of(source):
            key = _STDIN if item.path is None else str(item.path.resolve())
            if key not in seen:
                seen.add(key)
                items += _members_of(item)
    return items


def _members_of(item: Item) -> list[Item]:
    """Give the members of an item that is an archive, each an item; else the item."""
    held: Spool | None = None
    try:
        if item.path is None:
            held = _spool_archive()
        path = held.path if held else item.path
        listing = list_members(path, item.label, held=held) if path and path.is_file() else None
    except SourceError as error:
        return [Item(item.label, item.path, item.size, refusal=str(error))]
    except OSError:
        return [item]  # told when it is read
    if listing is None:
        return [item]
    notes = [listing.notes, *[()] * len(listing.members)]  # once, with the first
    return [
        Item(f"{item.label}/{one.name}", one.path, one.n_packed, one, told)
        for one, told in zip(listing.members, notes, strict=False)
    ]


def _spool_archive() -> Spool | None:
    """Keep standard input in a temporary file where it is an archive; nothing of it is taken else.

    Only what the pipe has at hand is looked at, some thousands of bytes.
    """
    peek = getattr(sys.stdin.buffer, "peek", None)
    if peek is None or not holds_archive(iter(filter(None, [peek(_HEAD)])), _STDIN):
        return None
    stream = sys.stdin.buffer
    return spool_stream(iter(lambda: stream.read(4 << 20), b""), _STDIN)


def _items_of(source: str) -> list[Item]:
    if source == _STDIN:
        return [Item(_STDIN, None, None)]
    path = Path(source)
    try:
        if path.is_dir():
            return _items_below(path)
        if path.exists():
            return [_item(path)]
    except OSError as error:
        raise SourceError(f"{source}: {_reason(error)}") from error
    if glob.has_magic(source):
        return _items_like(source)
    raise SourceError(_no_such(source, path))


def _item(path: Path) -> Item:
    return Item(str(path), path, path.stat().st_size if path.is_file() else None)


def _items_below(folder: Path) -> list[Item]:
    def refuse(error: OSError) -> None:
        raise SourceError(f"{error.filename}: {_reason(error)}") from error

    found = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(where, name) for name in names if not name.startswith(".")]
    items = [_item(path) for path in sorted(found) if path.is_file()]
    if not items:
        raise SourceError(f"{folder}: the folder holds no file to read (hidden ones do not count)")
    return items


def _items_like(pattern: str) -> list[Item]:
    paths = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - Path.glob takes no absolute pattern
    items = [_item(path) for path in paths if path.is_file()]
    if not items:
        raise SourceError(f"{pattern}: no file matches; check the pattern and the folder")
    return items


def _no_such(source: str, path: Path) -> str:
    if "://" in source:
        return f"{source}: an address, not a file; download it first, or pipe it in and write -"
    if path.is_symlink():
        return f"no such file: {source}: a link to {path.readlink()}, which is not there"
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return f"no such file: {source}: there is no folder {path.parent}"
    near = difflib.get_close_matches(path.name, names, n=1)
    hint = (
        f"did you mean {path.parent / near[0]}?" if near else f"looked in {path.parent.resolve()}"
    )
    return f"no such file: {source}: {hint}"


def read_chunks(
    item: Item,
    *,
    size: int = 4 << 20,
    on_read: Callable[[int], None] | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[bytes]:
    """Read an item as plain bytes; gzip and zstd are told by their first bytes, never by name.

    Args:
        item: what to read.
        size: bytes of a chunk at most, after decompression; memory stays at a few of these.
        on_read: told how many bytes were consumed on disk, each time some were.
        stdin: what to read for `-`; default: standard input of the process.

    Yields:
        chunks, none empty. An empty file yields nothing.

    Raises:
        SourceError: it cannot be opened or read, or its compression is damaged or cut short.
            All that came before the damage has been yielded by then.
    """
    tell = on_read or _ignore
    if item.refusal:
        raise SourceError(item.refusal)
    try:
        if item.member is not None:
            plain = read_member(item.member, item.label, size=size, on_read=tell)
            yield from open_stream(plain, item.label, size)
            return
        with _open(item, stdin) as stream:
            yield from open_stream(_pieces(stream, size, tell), item.label, size)
    except OSError as error:
        retry = isinstance(error, InterruptedError | TimeoutError)
        raise SourceError(f"{item.label}: {_reason(error)}", retry=retry) from error


def open_anywhere(item: Item, chunks: Iterable[bytes]) -> BinaryIO:
    """Open what must be read out of order, such as Parquet.

    Args:
        item: where it came from.
        chunks: its plain bytes, all of them: used where it is packed or comes through a pipe, to
            fill a temporary file that is gone when the file is closed.

    Returns:
        the open file; the caller closes it.

    Raises:
        SourceError: it cannot be opened, or there is no room for a copy.
    """
    try:
        if item.path is not None and item.member is None:
            file = item.path.open("rb")
            if file.read(len(_PARQUET)) == _PARQUET:
                file.seek(0)
                return file
            file.close()
    except OSError as error:
        raise SourceError(f"{item.label}: {_reason(error)}") from error
    return spool_stream(chunks, item.label).open_last()


def read_bytes(item: Item, *, most: int, on_read: Callable[[int], None] | None = None) -> bytes:
    """Read an item whole, or its first `most` bytes and one more: then it is longer.

    Args:
        item: what to read, packed or plain.
        most: bytes after decompression; no more than some four million beyond are ever held.
        on_read: as in `read_chunks`.

    Raises:
        SourceError: as in `read_chunks`; nothing of a damaged item is given.
    """
    return whole_bytes(read_chunks(item, on_read=on_read), most)


def whole_bytes(chunks: Iterable[bytes], most: int) -> bytes:
    """Join chunks, up to `most` bytes and one more: then there are more."""
    held, n = [], 0
    for chunk in chunks:
        held.append(chunk)
        n += len(chunk)
        if n > most:
            break
    return b"".join(held)[: most + 1]


def _ignore(_: int) -> None:
    """Nobody asked for the progress."""


class _Kept:
    """A stream that is not ours to close."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def __enter__(self) -> BinaryIO:
        return self._stream

    def __exit__(self, *_: object) -> None:
        """Leave it open."""


def _open(item: Item, stdin: BinaryIO | None) -> BinaryIO | _Kept:
    if item.path is None:
        return _Kept(stdin or sys.stdin.buffer)
    return item.path.open("rb", buffering=0)


def _pieces(stream: BinaryIO, size: int, tell: Callable[[int], None]) -> Iterator[Piece]:
    read = getattr(stream, "read1", stream.read)  # a pipe gives what it has, without waiting
    while piece := read(size):
        yield piece
        tell(len(piece))


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "it was there a moment ago and is gone"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, IsADirectoryError):
        return "a folder, not a file"
    return error.strerror or str(error)
