"""Archives of many members, zip and tar, turned into their members: where each is, how packed."""

import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from straitwatch.model.error import SourceError
from straitwatch.source.spool import Spool, spool_stream
from straitwatch.source.unpack import METHODS, open_stream, unpack_member

__all__ = ["Listing", "Member", "is_archive", "list_members", "read_member"]

_ZIP, _EMPTY_ZIP = b"PK\x03\x04", b"PK\x05\x06"  # APPNOTE 6.3.10, sections 4.3.7 and 4.3.16
_USTAR_AT, _USTAR = 257, b"ustar"  # POSIX.1-2017, pax, ustar interchange format
_HEAD = _BLOCK = 512
_PIECE = 1 << 20
_LOCAL_HEADER = 30  # APPNOTE, section 4.3.7: bytes before the name
_DEEPEST = 3
"""Archives within archives that are followed. Ours: months of days of hours are three."""
_MOST_MEMBERS = 100_000
"""Ours: nine years of days of all 33 transmitters' hours would be fewer."""
_BOMB_SIZE, _BOMB_RATIO = 1 << 30, 250
"""A member over 1 GiB that claims to be packed 250 times is refused. Ours: archives of positions
pack 3 to 30 times; deflate can 1,032 times."""

_OTHER_METHODS = {9: "deflate64", 14: "LZMA", 95: "xz", 98: "PPMd", 99: "AES encryption"}

_OFFICE = "[Content_Types].xml"  # ECMA-376, part 2: each Office file has it
_IDLE = re.compile(
    r"\.(pdf|html?|md|docx?|xlsx?|rtf|jpe?g|png|gif|svg|url|lnk|ini|py|r|sql|qml|sha\d*|md5|"
    r"shp|shx|dbf|prj|cpg|sbn|sbx|xml|yaml|yml)$|^(readme|licen[cs]e|copying|notice)\b|^thumbs\.db$",
    re.IGNORECASE,
)
_GEODATABASE = re.compile(r"\.gdb/", re.IGNORECASE)
_GDB_MEND = (
    "an Esri file geodatabase, as MarineCadastre wrote until 2014: unzip it, then "
    "ogr2ogr -f CSV out.csv FOLDER.gdb Broadcast -lco GEOMETRY=AS_XY"
)


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


@dataclass(frozen=True)
class Listing:
    """What an archive holds: members to read, and remarks on those that are passed over."""

    members: list[Member]
    notes: tuple[str, ...]


def is_archive(head: bytes) -> bool:
    """Tell a zip or a tar by its first 512 bytes."""
    return head.startswith((_ZIP, _EMPTY_ZIP)) or head[_USTAR_AT:].startswith(_USTAR)


def list_members(path: Path, label: str, *, held: Spool | None = None) -> Listing | None:
    """List what a file holds, archives within it too; None where it is one thing to read.

    Args:
        path: a file on disk; its first bytes tell what it is, never its name.
        label: name of the source, for errors.
        held: the temporary file that `path` is, where it is one.

    Raises:
        SourceError: the archive is damaged, or holds nothing to read.
        OSError: the file cannot be read.

    Notes:
        A compressed tar and an archive within an archive are unpacked to a temporary file first:
        their members are read in any order.
    """
    return _list(path, label, held, 1)


def _list(path: Path, label: str, held: Spool | None, depth: int) -> Listing | None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        found = _list_zip(path, label)
    elif head[_USTAR_AT:].startswith(_USTAR):
        found = _list_tar(path, label)
    elif not head or not _wraps_archive(path, label):
        return None
    else:
        held = spool_stream(_plain(path, label), label)
        return _list(held.path, label, held, depth)
    if found is None:
        return None
    found = [replace(member, held=held) for member in found]
    return _open_nested(_sort_out(found, label), label, depth)


def _plain(path: Path, label: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from open_stream(iter(lambda: file.read(_PIECE), b""), label, _PIECE)


def _wraps_archive(path: Path, label: str) -> bool:
    """Tell an archive within a packing, `days.tar.gz`, by what its first bytes unpack to."""
    with path.open("rb") as file:
        try:
            stream = open_stream(iter(lambda: file.read(1 << 16), b""), label, _HEAD)
            head = b""
            while len(head) < _HEAD and (chunk := next(stream, b"")):
                head += chunk
        except SourceError:
            return False  # told when it is read
    return is_archive(head)


def _list_zip(path: Path, label: str) -> list[Member] | None:
    """Members of a zip by its central directory; None for an Office file, which is one thing."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceError(
            f"{label}: a damaged zip archive ({error}): its list of members, which stands at its "
            "end, cannot be read; fetch the file again"
        ) from error
    if any(info.filename == _OFFICE for info in infos):
        return None
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise SourceError(
            f"{label}: a zip archive whose members lie over each other, as a zip bomb's do: "
            "refused; fetch the file again from where you trust it"
        )
    if any(_GEODATABASE.search(info.filename) for info in infos):
        raise SourceError(f"{label}: {_GDB_MEND}")
    return [_of_zip(info, path, label) for info in infos if not info.is_dir()]


def _of_zip(info: zipfile.ZipInfo, path: Path, label: str) -> Member:
    return Member(
        info.filename,
        path,
        info.header_offset,
        info.compress_size,
        info.file_size,
        info.compress_type,
        info.CRC,
        _refuse(info, label),
    )


def _refuse(info: zipfile.ZipInfo, label: str) -> str:
    where = f"{label}/{info.filename}"
    if info.flag_bits & 0x1:
        return f"{where}: is encrypted: unpack it with its password first: unzip"
    if info.compress_type not in METHODS:
        kind = _OTHER_METHODS.get(info.compress_type, f"method {info.compress_type}")
        known = ", ".join(METHODS.values())
        return f"{where}: packed by {kind}; read are {known}: unpack it first: 7z x"
    if info.file_size > _BOMB_SIZE and info.file_size > _BOMB_RATIO * info.compress_size:
        return (
            f"{where}: claims to hold {info.file_size:,} bytes in {info.compress_size:,}, as a zip "
            f"bomb does: if it is right, pipe it: unzip -p ARCHIVE | straitwatch decode -"
        )
    return ""


def _list_tar(path: Path, label: str) -> list[Member]:
    """Members of a tar; one that stands for the rest where that is damaged."""
    found: list[Member] = []
    end, why = 0, ""
    try:
        with tarfile.open(path, "r:") as archive:
            for one in archive:
                end = one.offset_data - (-one.size // _BLOCK) * _BLOCK if one.isreg() else 0
                if one.isreg():
                    found.append(Member(one.name, path, one.offset_data, one.size, one.size))
    except tarfile.TarError as error:
        why = str(error)
    if why or (end and not _ends_at(path, end)):
        if not found:
            raise SourceError(f"{label}: a damaged tar archive ({why}): fetch the file again")
        cut = f"{label}: the tar archive is damaged behind {found[-1].name} ({why or 'no header'})"
        found.append(Member("~the rest", path, 0, 0, 0, refusal=cut))
    return found


def _ends_at(path: Path, end: int) -> bool:
    """Tell the end of a tar, which `tarfile` takes a damaged header for: blocks of zeros, or none.

    A file that stops within a member is told when that is read.
    """
    with path.open("rb") as file:
        file.seek(end)
        return not file.read(_BLOCK).strip(b"\0")


def _sort_out(found: list[Member], label: str) -> Listing:
    """Leave out what claims no position: pictures, papers, hidden files."""
    if len(found) > _MOST_MEMBERS:
        raise SourceError(
            f"{label}: an archive of {len(found):,} members, more than {_MOST_MEMBERS:,}: "
            "unpack it and name its folder"
        )
    idle = [member.name for member in found if _is_idle(member.name)]
    members = [member for member in found if not _is_idle(member.name)]
    if not members:
        held = f": {', '.join(idle[:5])}" if idle else ""
        raise SourceError(f"{label}: an archive with nothing to read in it{held}")
    shown = ", ".join(idle[:5]) + (", ..." if len(idle) > 5 else "")  # noqa: PLR2004 - enough to know
    notes = (f"passed over in the archive: {shown}",) if idle else ()
    return Listing(sorted(members, key=lambda member: member.name), notes)


def _is_idle(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) and part != "." for part in path.parts)
    return hidden or bool(_IDLE.search(path.name))


def _open_nested(listing: Listing, label: str, depth: int) -> Listing:
    """Replace members that are archives by what they hold."""
    members: list[Member] = []
    notes = list(listing.notes)
    for member in listing.members:
        where = f"{label}/{member.name}"
        if member.refusal or not _is_nested(member, where):
            members.append(member)
        elif depth >= _DEEPEST:
            why = f"{where}: an archive {depth} archives deep: unpack it and name that"
            members.append(replace(member, refusal=why))
        else:
            within, more = _nested(member, where, depth)
            members += within
            notes += more
    return Listing(members, tuple(notes))


def _nested(member: Member, where: str, depth: int) -> tuple[list[Member], tuple[str, ...]]:
    try:
        spool = spool_stream(read_member(member, where), where)
        inner = _list(spool.path, where, spool, depth + 1)
    except SourceError as error:
        return [replace(member, refusal=str(error))], ()
    if inner is None:
        return [member], ()
    named = [replace(one, name=f"{member.name}/{one.name}") for one in inner.members]
    return named, inner.notes


def _is_nested(member: Member, where: str) -> bool:
    """Tell an archive within an archive, be it packed once more, by its first bytes."""
    try:
        stream = open_stream(read_member(member, where, size=1 << 16), where, _HEAD)
        head = b""
        while len(head) < _HEAD and (chunk := next(stream, b"")):
            head += chunk
    except SourceError:
        return False  # told when it is read
    return is_archive(head)


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
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(_ZIP):
        raise SourceError(
            f"{label}: the zip archive is damaged: no member begins at byte {member.start}; "
            "fetch the file again"
        )
    n_name, n_extra = (int.from_bytes(header[at : at + 2], "little") for at in (26, 28))
    return member.start + _LOCAL_HEADER + n_name + n_extra


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
