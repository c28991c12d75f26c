"""A zip archive turned into the list of its members."""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from straitwatch.model.error import SourceError
from straitwatch.source.member import LOCAL_HEADER, ZIP, Member
from straitwatch.source.unpack import METHODS

__all__ = ["list_zip"]

_BOMB_SIZE, _BOMB_RATIO = 1 << 30, 250
"""A member over 1 GiB that claims to be packed 250 times is refused. Ours: archives of positions
pack 3 to 30 times; deflate can 1,032 times."""

_OTHER_METHODS = {9: "deflate64", 14: "LZMA", 95: "xz", 98: "PPMd", 99: "AES encryption"}

_OFFICE = "[Content_Types].xml"  # ECMA-376, part 2: each Office file has it
_GEODATABASE = re.compile(r"\.gdb/", re.IGNORECASE)
_GDB_MEND = (
    "an Esri file geodatabase, as MarineCadastre wrote until 2014: unzip it, then "
    "ogr2ogr -f CSV out.csv FOLDER.gdb Broadcast -lco GEOMETRY=AS_XY"
)
_ENCRYPTED = "encrypted"
_LENGTH_BEHIND, _ZIP64 = 0x8, 0xFFFF_FFFF  # sections 4.4.4 and 4.5.3: the length stands elsewhere


def list_zip(path: Path, label: str) -> list[Member] | None:
    """List the members of a zip by its central directory; None for an Office file: one thing.

    Where the directory, which stands at the end, is lost, the members are found one after another
    as far as they tell how long they are; a last one stands for what cannot be found.

    Args:
        path: the file.
        label: its name, for errors.

    Raises:
        SourceError: nothing of it can be read, or it is not what it says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        return _list_without_directory(path, label, str(error))
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


def _list_without_directory(path: Path, label: str, error: str) -> list[Member]:
    """Find the members of a zip that is cut short, one local header after another."""
    why = (
        f"{label}: a damaged zip archive ({error}): its list of members, which stands at its end, "
        "cannot be read; fetch the file again"
    )
    with path.open("rb") as file:
        found = [_refused(member, label) for member in _walk(file, path)]
    if not found:
        raise SourceError(why)
    return [*found, Member("~the rest", path, 0, 0, 0, refusal=why)]


def _walk(file: BinaryIO, path: Path) -> Iterator[Member]:
    """Read local headers (APPNOTE, section 4.3.7) until one is none or does not tell its length."""
    at, size = 0, path.stat().st_size
    while True:
        file.seek(at)
        head = file.read(LOCAL_HEADER)
        if len(head) < LOCAL_HEADER or not head.startswith(ZIP):
            return
        flags, method, _, _, crc, n_packed, n_plain, n_name, n_extra = struct.unpack(
            "<HHHHIIIHH", head[6:]
        )
        name = file.read(n_name).decode("utf-8", "replace")
        start = at + LOCAL_HEADER + n_name + n_extra
        if flags & _LENGTH_BEHIND or n_packed == _ZIP64 or start + n_packed > size:
            return
        if not name.endswith("/"):
            encrypted = _ENCRYPTED if flags & 1 else ""
            yield Member(name, path, at, n_packed, n_plain, method, crc, encrypted)
        at = start + n_packed


def _refused(member: Member, label: str) -> Member:
    """Say why a member of a walk cannot be read, where it cannot."""
    info = zipfile.ZipInfo(member.name)
    info.flag_bits, info.compress_type = int(bool(member.refusal)), member.method or 0
    info.file_size, info.compress_size = member.n_plain, member.n_packed
    return replace(member, refusal=_refuse(info, label))
