"""Compressed bytes turned into plain ones: gzip of many members, zstd of many frames."""

import zlib
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

import zstandard

from straitwatch.model.error import SourceError

__all__ = ["Piece", "open_stream"]

Piece = bytes

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # RFC 8878, section 3.1.2: preceded by 0x50 to 0x5F
_LONGEST_MAGIC = 4
_ZSTD_FEED = 32 << 10  # bytes fed at once: a frame may blow up, its output is not bounded


class _Unpacker(Protocol):
    """One member or frame: what it yields for a piece, whether it ended, what was left over."""

    def feed(self, piece: bytes) -> Iterator[bytes]: ...

    @property
    def ended(self) -> bool: ...

    @property
    def rest(self) -> bytes: ...


class _Gzip:
    """One member of a gzip stream (RFC 1952)."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._inflate = zlib.decompressobj(wbits=31)

    def feed(self, piece: bytes) -> Iterator[bytes]:
        while piece and not self._inflate.eof:
            plain = self._inflate.decompress(piece, self._size)
            piece = self._inflate.unconsumed_tail
            yield plain

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    @property
    def rest(self) -> bytes:
        return self._inflate.unused_data


class _Zstd:
    """One frame of a zstd stream (RFC 8878)."""

    def __init__(self, _: int) -> None:
        self._inflate = zstandard.ZstdDecompressor().decompressobj()

    def feed(self, piece: bytes) -> Iterator[bytes]:
        for start in range(0, len(piece), _ZSTD_FEED):
            yield self._inflate.decompress(piece[start : start + _ZSTD_FEED])
            if self._inflate.eof:
                self._after = piece[start + _ZSTD_FEED :]
                return

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    @property
    def rest(self) -> bytes:
        return self._inflate.unused_data + self._after

    _after = b""


def open_stream(pieces: Iterator[Piece], label: str, size: int) -> Iterator[bytes]:
    """Unpack a stream if its first bytes say that it is packed; else hand it on.

    Args:
        pieces: the bytes on disk, in order, none empty.
        label: name of the source, for errors.
        size: bytes of a chunk at most.

    Yields:
        plain chunks, none empty.

    Raises:
        SourceError: the packing is damaged or cut short, after all that could be read.
    """
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _LONGEST_MAGIC:
            break
    if not head:
        return
    pieces = chain([head], pieces)
    kind = _kind_of(head)
    if kind:
        yield from _unpack(pieces, kind, label, size)
    else:
        yield from pieces


def _kind_of(head: bytes) -> str:
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD) or (head[1:4] == _ZSTD_SKIPPABLE and head[0] >> 4 == 5):  # noqa: PLR2004 - 0x50 to 0x5F
        return "zstd"
    return ""


def _unpack(pieces: Iterator[Piece], kind: str, label: str, size: int) -> Iterator[bytes]:
    """Unpack member after member, with a word where the stream breaks."""
    make: type[_Gzip | _Zstd] = _Gzip if kind == "gzip" else _Zstd
    unpacker: _Unpacker | None = make(size)
    n_plain = n_disk = 0
    for piece in pieces:
        n_disk += len(piece)
        left = piece
        while left:
            if unpacker is None:
                left = left.lstrip(b"\0")  # padding after the last member, as tapes have it
                if not left:
                    break
                unpacker = make(size)
            try:
                for plain in unpacker.feed(left):
                    n_plain += len(plain)
                    if plain:
                        yield plain
            except (zlib.error, zstandard.ZstdError) as error:
                raise SourceError(_damaged(label, kind, n_disk, n_plain, error)) from error
            left = unpacker.rest if unpacker.ended else b""
            unpacker = None if unpacker.ended else unpacker
    if unpacker is not None:
        raise SourceError(
            f"{label}: ends in the middle of the {kind} stream after {n_disk} bytes: "
            f"the file is cut short; {n_plain} bytes were read"
        )


def _damaged(label: str, kind: str, n_disk: int, n_plain: int, error: Exception) -> str:
    return (
        f"{label}: the {kind} stream is damaged at or before byte {n_disk} ({error}); "
        f"{n_plain} bytes were read; fetch the file again"
    )
