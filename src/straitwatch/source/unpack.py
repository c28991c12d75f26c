"""Compressed bytes turned into plain ones: gzip, zstd, bzip2 and xz, one stream after another."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Protocol

import zstandard

from straitwatch.model.error import SourceError

__all__ = ["METHODS", "Piece", "open_stream", "packing_of", "unpack_member"]

Piece = bytes

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # RFC 8878, section 3.1.2: preceded by 0x50 to 0x5F
_BZIP2 = b"BZh"
_XZ = b"\xfd7zXZ\0"  # The .xz File Format 1.1.0, section 2.1.1.1
_LONGEST_MAGIC = 10
_BZIP2_BLOCK = (b"1AY&SY", b"\x17rE8P\x90")  # behind `BZh` and a digit: a block, or the end
METHODS = {0: "stored", 8: "deflate", 12: "bzip2", 93: "zstd"}
"""Methods of a zip archive that are unpacked (APPNOTE 6.3.10, section 4.4.5)."""

_MOST_MEMORY = 512 << 20
"""Bytes that xz or zstd may take to unpack. Ours: the strongest setting of xz, -9, takes 65 MiB;
zstd --ultra -22 128 MiB, and --long=29 this much."""
_ZSTD_FEED = 32 << 10  # bytes fed at once: a frame may blow up, its output is not bounded


class _Unpacker(Protocol):
    """One member or frame: what it yields for a piece, whether it ended, what was left over."""

    def feed(self, piece: bytes) -> Iterator[bytes]: ...

    @property
    def ended(self) -> bool: ...

    @property
    def rest(self) -> bytes: ...


class _Gzip:
    """One member of a gzip stream (RFC 1952), or of a zip archive (RFC 1951)."""

    def __init__(self, size: int, wbits: int = 31) -> None:
        self._size = size
        self._inflate = zlib.decompressobj(wbits=wbits)

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
        self._inflate = zstandard.ZstdDecompressor(max_window_size=_MOST_MEMORY).decompressobj()

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


class _Library:
    """One stream of a decompressor of the standard library: bzip2 or xz."""

    def __init__(self, inflate: bz2.BZ2Decompressor | lzma.LZMADecompressor, size: int) -> None:
        self._inflate, self._size = inflate, size

    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield self._inflate.decompress(piece, self._size)
        while not self._inflate.eof and not self._inflate.needs_input:
            yield self._inflate.decompress(b"", self._size)

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    @property
    def rest(self) -> bytes:
        return self._inflate.unused_data


def _bzip2(size: int) -> _Library:
    return _Library(bz2.BZ2Decompressor(), size)


def _xz(size: int) -> _Library:
    return _Library(lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_MEMORY), size)


_MAKERS: dict[str, Callable[[int], _Unpacker]] = {
    "gzip": _Gzip,
    "deflate": lambda size: _Gzip(size, -zlib.MAX_WBITS),
    "zstd": _Zstd,
    "bzip2": _bzip2,
    "xz": _xz,
}
_DAMAGE = (zlib.error, zstandard.ZstdError, lzma.LZMAError, OSError, EOFError)  # OSError: bz2's


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
    kind = packing_of(head)
    if kind:
        yield from _unpack(pieces, kind, label, size)
    else:
        yield from pieces


def packing_of(head: bytes) -> str:
    """Tell by the first ten bytes how a stream is packed; empty where it is not."""
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD) or (head[1:4] == _ZSTD_SKIPPABLE and head[0] >> 4 == 5):  # noqa: PLR2004 - 0x50 to 0x5F
        return "zstd"
    if head.startswith(_BZIP2) and head[4:10] in _BZIP2_BLOCK:
        return "bzip2"
    return "xz" if head.startswith(_XZ) else ""


def _unpack(pieces: Iterator[Piece], kind: str, label: str, size: int) -> Iterator[bytes]:
    """Unpack member after member, with a word where the stream breaks."""
    make = _MAKERS[kind]
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
                for plain in _feed(unpacker, left):
                    n_plain += len(plain)
                    yield plain
            except _Damage as error:
                raise SourceError(_damaged(label, kind, n_disk, n_plain, error)) from error
            left = unpacker.rest if unpacker.ended else b""
            unpacker = None if unpacker.ended else unpacker
    if unpacker is not None:
        raise SourceError(
            f"{label}: ends in the middle of the {kind} stream after {n_disk} bytes: "
            f"the file is cut short; {n_plain} bytes were read"
        )


class _Damage(Exception):  # noqa: N818 - a word of this module
    """What a library says of bytes that it cannot unpack."""


def _feed(unpacker: _Unpacker, piece: bytes) -> Iterator[bytes]:
    """Unpack a piece; an error of the library is told apart from one of whoever takes the bytes."""
    plain = unpacker.feed(piece)
    while True:
        try:
            found = next(plain, None)
        except _DAMAGE as error:
            raise _Damage(str(error)) from error
        if found is None:
            return
        if found:
            yield found


def unpack_member(
    pieces: Iterator[Piece], method: int, label: str, *, size: int, n_plain: int, crc: int
) -> Iterator[bytes]:
    """Unpack a member of a zip archive, and check that it is what the archive says.

    Args:
        pieces: its bytes in the archive.
        method: one of `METHODS`.
        label: its name, for errors.
        size: bytes of a chunk at most.
        n_plain: bytes that the archive says it has; more are never given.
        crc: its CRC-32, as the archive says.

    Yields:
        plain chunks, none empty.

    Raises:
        SourceError: it is damaged, cut short, longer than told, or of another checksum.
    """
    n, found = 0, 0
    for plain in _unpack_method(pieces, method, label, size):
        n += len(plain)
        if n > n_plain:
            raise SourceError(
                f"{label}: the zip archive says {n_plain:,} bytes and there are more: damaged, or "
                "a zip bomb; fetch it again"
            )
        found = zlib.crc32(plain, found)
        yield plain
    if n != n_plain or found != crc:
        raise SourceError(
            f"{label}: damaged in the zip archive: {n:,} of {n_plain:,} bytes, checksum "
            f"{found:08x} where {crc:08x} is told; fetch the archive again"
        )


def _unpack_method(pieces: Iterator[Piece], method: int, label: str, size: int) -> Iterator[bytes]:
    if METHODS[method] == "stored":
        yield from pieces
    else:
        yield from _unpack(pieces, METHODS[method], label, size)


def _damaged(label: str, kind: str, n_disk: int, n_plain: int, error: Exception) -> str:
    return (
        f"{label}: the {kind} stream is damaged at or before byte {n_disk} ({error}); "
        f"{n_plain} bytes were read; fetch the file again"
    )
