"""A source from one of its plain bytes on, without reading what is before where that can be."""

from collections.abc import Callable, Iterator

from straitwatch.model.error import SourceError
from straitwatch.source.file import Item, read_chunks

__all__ = ["read_from"]

_SIZE = 8 << 20  # bytes of a chunk (ours): with half of it two threads wait for each other
_HEAD = 512


def read_from(
    item: Item, start: int, *, on_read: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """Read a source as plain bytes from a byte on.

    Args:
        item: what to read.
        start: first byte wanted, counted after decompression.
        on_read: as in `read_chunks`; what is left out counts as read.

    Yields:
        chunks, none empty; nothing where the source ends before.

    Raises:
        SourceError: as in `read_chunks`.

    Notes:
        A plain file is read from there; one that is packed, and standard input, are read from
        their beginning.
    """
    if start and _is_plain(item):
        yield from _seek(item, start, on_read)
        return
    left = start
    for chunk in read_chunks(item, size=_SIZE, on_read=on_read):
        if len(chunk) > left:
            yield chunk[left:]
        left = max(0, left - len(chunk))


def _is_plain(item: Item) -> bool:
    """Tell whether a file's bytes are those that are decoded: its first ones say so."""
    if item.path is None or item.member is not None or not item.path.is_file():
        return False
    first = next(read_chunks(item), b"")[:_HEAD]
    try:
        with item.path.open("rb") as file:
            return file.read(len(first)) == first
    except OSError as error:
        raise SourceError(f"{item.label}: {error.strerror}") from error


def _seek(item: Item, start: int, on_read: Callable[[int], None] | None) -> Iterator[bytes]:
    assert item.path is not None  # noqa: S101 - _is_plain said so
    tell = on_read or (lambda _: None)
    try:
        with item.path.open("rb", buffering=0) as file:
            tell(min(start, file.seek(0, 2)))
            file.seek(start)
            while chunk := file.read(_SIZE):
                yield chunk
                tell(len(chunk))
    except OSError as error:
        raise SourceError(f"{item.label}: {error.strerror}") from error
