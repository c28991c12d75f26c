"""One file within an archive turned into its bytes, as they were before the archive was made."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from straitwatch.model.error import SourceError
from straitwatch.source.spool import Spool
from straitwatch.source.unpack import unpack_member

__all__ = ["LOCAL_HEADER", "ZIP", "Member", "read_member"]

ZIP = b"PK\x03\x04"
"""Signature of a local header (APPNOTE 6.3.10, section 4.3.7)."""
LOCAL_HEADER = 30
"""Bytes of it before the name."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Member:
    """One file within an archive.

    Attributes:
        name: in the archive, with its folders.
        path: file in which it is.
        start: of a zip its local header, of a tar its bytes.
        n_packed: bytes in the archive.
        n_plain: bytes after unpacking, as the archive says.
        method: how a zip packed it (APPNOTE, section 4.4.5); None in a tar.
        crc: of its bytes, in a zip.
        refusal: why it cannot be read, with the mend; else empty.
        held: keeps a temporary file while the member is known.
    """

    name: str
    path: Path
    start: int
    n_packed: int
    n_plain: int
    method: int | None = None
    crc: int = 0
    refusal: str = ""
    held: Spool | None = None


def read_member(
    member: Member,
    label: str,
    *,
    size: int = _PIECE,
    on_read: Callable[[int], None] | None = None,
) -> Iterator[bytes]:
    """Read a member's bytes as they were before the archive was made.

    Args:
        member: as listed.
        label: its name, for errors.
        size: bytes of a chunk at most.
        on_read: told how many bytes of the archive were consumed, each time some were.

    Yields:
        chunks, none empty.

    Raises:
        SourceError: it cannot be read, is damaged, or is not what the archive says.
    """
    if member.refusal:
        raise SourceError(member.refusal)
    with member.path.open("rb", buffering=0) as file:
        start = member.start if member.method is None else _data_start(file, member, label)
        pieces = _tell(_range(file, start, member.n_packed, size, label), on_read)
        if member.method is None:
            yield from pieces
            return
        yield from unpack_member(
            pieces, member.method, label, size=size, n_plain=member.n_plain, crc=member.crc
        )


def _tell(pieces: Iterator[bytes], on_read: Callable[[int], None] | None) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        if on_read:
            on_read(len(piece))


def _data_start(file: BinaryIO, member: Member, label: str) -> int:
    """Find the bytes behind a local header, whose own name and extra field may differ in length."""
    file.seek(member.start)
    header = file.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER or not header.startswith(ZIP):
        raise SourceError(
            f"{label}: the zip archive is damaged: no member begins at byte {member.start}; "
            "fetch the file again"
        )
    n_name, n_extra = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    return member.start + LOCAL_HEADER + n_name + n_extra


def _range(file: BinaryIO, start: int, n: int, size: int, label: str) -> Iterator[bytes]:
    file.seek(start)
    left = n
    while left:
        piece = file.read(min(size, left))
        if not piece:
            raise SourceError(
                f"{label}: the archive ends {left:,} bytes before the member does: "
                "the file is cut short"
            )
        left -= len(piece)
        yield piece
