"""Archives of many members, zip and tar, turned into their members: where each is, how packed."""

import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from straitwatch.model.error import SourceError
from straitwatch.source.member import ZIP, Member, read_member
from straitwatch.source.spool import MOST_SPOOLED, Spool, spool_stream
from straitwatch.source.unpack import open_stream, packing_of
from straitwatch.source.zips import list_zip

__all__ = ["Listing", "Member", "holds_archive", "is_archive", "list_members", "read_member"]

_EMPTY_ZIP = b"PK\x05\x06"  # APPNOTE 6.3.10, section 4.3.16
_USTAR_AT, _USTAR = 257, b"ustar"  # POSIX.1-2017, pax, ustar interchange format
_HEAD = _BLOCK = 512
_PIECE = 1 << 20
_DEEPEST = 3
"""Archives within archives that are followed. Ours: months of days of hours are three."""
_MOST_MEMBERS = 100_000
"""Ours: nine years of days of all 33 transmitters' hours would be fewer."""
_IDLE = re.compile(
    r"\.(pdf|html?|md|docx?|xlsx?|rtf|jpe?g|png|gif|svg|url|lnk|ini|py|r|sql|qml|sha\d*|md5|"
    r"shp|shx|dbf|prj|cpg|sbn|sbx|xml|yaml|yml)$|^(readme|licen[cs]e|copying|notice)\b|^thumbs\.db$",
    re.IGNORECASE,
)
_PAPER = re.compile(r"\.(pdf|html?|md|txt)$", re.IGNORECASE)
"""Papers are passed over beside data, and read where there is nothing else: `straitwatch read`."""


@dataclass(frozen=True)
class Listing:
    """What an archive holds: members to read, and remarks on those that are passed over."""

    members: list[Member]
    notes: tuple[str, ...]


def is_archive(head: bytes) -> bool:
    """Tell a zip or a tar by its first 512 bytes."""
    return head.startswith((ZIP, _EMPTY_ZIP)) or head[_USTAR_AT:].startswith(_USTAR)


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
    return _list(path, label, held, _Room(MOST_SPOOLED), 1)


@dataclass
class _Room:
    """How many bytes of temporary files one source may still take, all archives in it together."""

    left: int

    def spool(self, chunks: Iterator[bytes], label: str) -> Spool:
        held = spool_stream(chunks, label, most=self.left)
        self.left -= held.path.stat().st_size
        return held


def _list(path: Path, label: str, held: Spool | None, room: _Room, depth: int) -> Listing | None:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((ZIP, _EMPTY_ZIP)):
        found = list_zip(path, label)
    elif head[_USTAR_AT:].startswith(_USTAR):
        found = _list_tar(path, label)
    elif not packing_of(head) or not _wraps_archive(path, label):
        return None
    else:
        held = room.spool(_plain(path, label), label)
        return _list(held.path, label, held, room, depth)
    if found is None:
        return None
    found = [replace(member, held=held) for member in found]
    return _open_nested(_sort_out(found, label), label, room, depth)


def _plain(path: Path, label: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from open_stream(iter(lambda: file.read(_PIECE), b""), label, _PIECE)


def _wraps_archive(path: Path, label: str) -> bool:
    """Tell an archive within a packing, `days.tar.gz`, by what its first bytes unpack to."""
    with path.open("rb") as file:
        return holds_archive(iter(lambda: file.read(1 << 16), b""), label)


def holds_archive(pieces: Iterator[bytes], label: str) -> bool:
    """Tell an archive, packed or not, by its first bytes; they may end anywhere."""
    head = b""
    try:
        for chunk in open_stream(pieces, label, _HEAD):
            head += chunk
            if len(head) >= _HEAD:
                break
    except SourceError:
        pass  # cut or damaged: told when it is read
    return is_archive(head)


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
    """Leave out what claims no position: pictures, hidden files, papers beside data."""
    if len(found) > _MOST_MEMBERS:
        raise SourceError(
            f"{label}: an archive of {len(found):,} members, more than {_MOST_MEMBERS:,}: "
            "unpack it and name its folder"
        )
    members = [member for member in found if not _is_idle(member.name)]
    if not members:
        papers = [member for member in found if _PAPER.search(member.name)]
        members = [member for member in papers if not _is_hidden(member.name)]
    kept = {member.name for member in members}
    idle = [member.name for member in found if member.name not in kept]
    if not members:
        held = f": {', '.join(idle[:5])}" if idle else ""
        raise SourceError(f"{label}: an archive with nothing to read in it{held}")
    shown = ", ".join(idle[:5]) + (", ..." if len(idle) > 5 else "")  # noqa: PLR2004 - enough to know
    notes = (f"passed over in the archive: {shown}",) if idle else ()
    return Listing(sorted(members, key=lambda member: member.name), notes)


def _is_idle(name: str) -> bool:
    return _is_hidden(name) or bool(_IDLE.search(PurePosixPath(name).name))


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith((".", "__MACOSX")) and part not in (".", "..") for part in parts)


def _open_nested(listing: Listing, label: str, room: _Room, depth: int) -> Listing:
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
            within, more = _nested(member, where, room, depth)
            members += within
            notes += more
    return Listing(members, tuple(notes))


def _nested(
    member: Member, where: str, room: _Room, depth: int
) -> tuple[list[Member], tuple[str, ...]]:
    try:
        spool = room.spool(read_member(member, where), where)
        inner = _list(spool.path, where, spool, room, depth + 1)
    except SourceError as error:
        return [replace(member, refusal=str(error))], ()
    if inner is None:
        return [member], ()
    named = [replace(one, name=f"{member.name}/{one.name}") for one in inner.members]
    return named, inner.notes


def _is_nested(member: Member, where: str) -> bool:
    """Tell an archive within an archive, be it packed once more, by its first bytes."""
    return holds_archive(read_member(member, where, size=1 << 16), where)
