"""Archives of many members: zip in its methods, tar, nested, damaged, hostile, from a pipe."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import random
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from straitwatch.model.error import SourceError
from straitwatch.source.archive import list_members
from straitwatch.source.file import Item, find_items, open_anywhere, read_chunks
from straitwatch.source.member import read_member
from straitwatch.source.spool import spool_stream

DAYS = {
    f"days/2023-01-0{day}.csv": b"".join(b"%d,line %d\n" % (day, i) for i in range(20_000))
    for day in (1, 2, 3)
}


def _zip(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def _read(items: list[Item]) -> dict[str, bytes]:
    return {item.label: b"".join(read_chunks(item)) for item in items}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_each_member_of_a_zip_is_a_source_of_its_own(tmp_path: Path, method: int) -> None:
    path = _zip(tmp_path / "a.zip", DAYS, method)
    assert _read(find_items([str(path)])) == {f"{path}/{name}": data for name, data in DAYS.items()}


def _zstd_zip(path: Path, name: str, data: bytes) -> Path:
    """Write a zip with one member by method 93, as 7-Zip and WinZip do and Python 3.11 cannot."""
    packed, crc = zstandard.compress(data), zlib.crc32(data)
    common = (20, 0, 93, 0, 0, crc, len(packed), len(data), len(name))
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *common, 0) + name.encode()
    entry = struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *common, *[0] * 4, 0, 0) + name.encode()
    at = len(local) + len(packed)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(entry), at, 0)
    path.write_bytes(local + packed + entry + end)
    return path


def test_zstd_within_a_zip(tmp_path: Path) -> None:
    data = DAYS["days/2023-01-01.csv"]
    path = _zstd_zip(tmp_path / "z.zip", "day.csv", data)
    assert _read(find_items([str(path)])) == {f"{path}/day.csv": data}


def test_a_zip_in_a_zip_and_a_packed_member(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", {"x.csv": b"x" * 70_000, "y.csv": b"y"}).read_bytes()
    path = _zip(tmp_path / "o.zip", {"in/inner.zip": inner, "day.csv.gz": gzip.compress(b"gz day")})
    (tmp_path / "inner.zip").unlink()
    assert _read(find_items([str(tmp_path)])) == {
        f"{path}/day.csv.gz": b"gz day",
        f"{path}/in/inner.zip/x.csv": b"x" * 70_000,
        f"{path}/in/inner.zip/y.csv": b"y",
    }


def test_archives_too_deep_are_named(tmp_path: Path) -> None:
    data = b"x"
    for depth in range(5):
        data = _zip(tmp_path / "z.zip", {f"{depth}.zip": data}).read_bytes()
    (item,) = find_items([str(tmp_path / "z.zip")])
    with pytest.raises(SourceError, match=r"an archive 3 archives deep: unpack it"):
        list(read_chunks(item))


def test_temporary_files_of_one_source_are_bounded_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("straitwatch.source.archive.MOST_SPOOLED", 100_000)
    inner = _zip(tmp_path / "i.zip", {"x.csv": os.urandom(40_000)}, 0).read_bytes()
    path = _zip(tmp_path / "o.zip", {"1.zip": inner, "2.zip": inner, "3.zip": inner}, 0)
    first, second, third = find_items([str(path)])
    assert len(_read([first, second])) == 2
    with pytest.raises(SourceError, match=r"3\.zip: more than 19,\d+ bytes that must be read out"):
        list(read_chunks(third))


def test_zstd_of_a_long_window(tmp_path: Path) -> None:
    params = zstandard.ZstdCompressionParameters(window_log=28, enable_ldm=True)
    data = DAYS["days/2023-01-01.csv"]
    pack = zstandard.ZstdCompressor(compression_params=params).compressobj()
    (tmp_path / "a").write_bytes(pack.compress(data) + pack.flush())
    assert b"".join(read_chunks(find_items([str(tmp_path / "a")])[0])) == data


def _tar(path: Path, mode: str) -> Path:
    with tarfile.open(path, mode) as archive:
        for name, data in DAYS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:bz2", "w:xz"])
def test_tar_and_packed_tar(tmp_path: Path, mode: str) -> None:
    path = _tar(tmp_path / "days.tar", mode)
    assert _read(find_items([str(path)])) == {f"{path}/{name}": data for name, data in DAYS.items()}


def test_a_damaged_tar_gives_what_came_before(tmp_path: Path) -> None:
    path = _tar(tmp_path / "days.tar", "w:")
    data = bytearray(path.read_bytes())
    third = data.rindex(b"days/2023-01-03.csv")
    data[third + 148 : third + 156] = b"9999999\0"  # its checksum
    path.write_bytes(data)
    first, second, rest = find_items([str(path)])
    assert len(_read([first, second])) == 2
    with pytest.raises(SourceError, match=r"damaged behind days/2023-01-02\.csv"):
        list(read_chunks(rest))


@pytest.mark.parametrize("pack", [bz2.compress, lzma.compress])
def test_bzip2_and_xz_of_many_streams(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "a.nmea"
    path.write_bytes(b"".join(pack(data) for data in DAYS.values()))
    assert b"".join(read_chunks(find_items([str(path)])[0])) == b"".join(DAYS.values())
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    with pytest.raises(SourceError, match="cut short"):
        list(read_chunks(find_items([str(path)])[0]))
    path.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    with pytest.raises(SourceError, match="damaged at or before byte"):
        list(read_chunks(find_items([str(path)])[0]))


def test_text_that_begins_as_bzip2_does_is_text(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"BZh9 is a callsign\n")
    assert b"".join(read_chunks(find_items([str(path)])[0])) == b"BZh9 is a callsign\n"


def test_what_is_no_data_is_passed_over_with_a_note(tmp_path: Path) -> None:
    members = {"README.txt": b"r", "a.csv": b"1", "meta.xml": b"<x/>", "__MACOSX/._a.csv": b"m"}
    (item,) = find_items([str(_zip(tmp_path / "a.zip", members))])
    assert item.label.endswith("a.zip/a.csv")
    assert item.notes == ("passed over in the archive: README.txt, meta.xml, __MACOSX/._a.csv",)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"AIS.gdb/a00000001.gdbtable": b"x"}, "file geodatabase.*ogr2ogr"),
        ({"chart.png": b"x", ".md": b"y"}, r"nothing to read in it: chart.png, .md"),
        ({}, "nothing to read in it"),
    ],
)
def test_archives_without_data_say_so(tmp_path: Path, members: dict[str, bytes], why: str) -> None:
    (item,) = find_items([str(_zip(tmp_path / "a.zip", members))])
    with pytest.raises(SourceError, match=why):
        list(read_chunks(item))


def test_papers_are_read_where_there_is_nothing_else(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"release.pdf": b"%PDF", "b.html": b"<p>", "c.jpg": b"x"})
    first, second = find_items([str(path)])
    assert [Path(item.label).name for item in (first, second)] == ["b.html", "release.pdf"]
    assert first.notes == ("passed over in the archive: c.jpg",)


def test_an_office_file_is_one_thing(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.docx", {"[Content_Types].xml": b"<x/>", "word/a.xml": b"<y/>"})
    (item,) = find_items([str(path)])
    assert (item.label, item.member, item.refusal) == (str(path), None, "")


def test_a_cut_zip_stops_no_other_file(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": DAYS["days/2023-01-01.csv"]})
    path.write_bytes(path.read_bytes()[:200])
    (tmp_path / "b.csv").write_bytes(b"good")
    bad, good = find_items([str(tmp_path)])
    assert b"".join(read_chunks(good)) == b"good"
    with pytest.raises(SourceError, match=r"a\.zip: a damaged zip archive .* fetch the file again"):
        list(read_chunks(bad))


def test_a_zip_that_lost_its_list_gives_the_members_before(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"days/": b"", **DAYS, "z.csv": os.urandom(50_000)})
    path.write_bytes(path.read_bytes()[:-(25_000)])
    *found, rest = find_items([str(path)])
    assert _read(found) == {f"{path}/{name}": data for name, data in DAYS.items()}
    with pytest.raises(SourceError, match="its list of members, which stands at its end"):
        list(read_chunks(rest))


def test_a_damaged_member_gives_what_came_before_and_a_wrong_checksum_is_told(
    tmp_path: Path,
) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": os.urandom(300_000)}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[200_000] ^= 1
    path.write_bytes(data)
    got = []
    with pytest.raises(SourceError, match=r"checksum .* is told"):
        got.extend(read_chunks(find_items([str(path)])[0], size=1 << 16))
    assert sum(map(len, got)) == 300_000


def _patch(path: Path, signature: bytes, at: int, value: bytes) -> None:
    """Change a field of the (last) header with a signature."""
    data = bytearray(path.read_bytes())
    start = data.rindex(signature) + at
    data[start : start + len(value)] = value
    path.write_bytes(data)


def test_encrypted_and_unknown_methods_say_what_to_do(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": b"secret" * 100})
    _patch(path, b"PK\x01\x02", 8, b"\x01\x00")
    with pytest.raises(SourceError, match=r"a\.zip/a\.csv: is encrypted"):
        list(read_chunks(find_items([str(path)])[0]))
    _patch(path, b"PK\x01\x02", 8, b"\x00\x00\x09\x00")
    with pytest.raises(SourceError, match="packed by deflate64; read are stored, deflate"):
        list(read_chunks(find_items([str(path)])[0]))


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.csv": b"0" * 100_000, "b.csv": b"0" * 100_000})
    _patch(path, b"PK\x01\x02", 24, struct.pack("<I", 3 << 30))
    with pytest.raises(SourceError, match=r"b\.csv: claims to hold 3,221,225,472 bytes"):
        list(read_chunks(find_items([str(path)])[1]))
    _patch(path, b"PK\x01\x02", 24, struct.pack("<I", 50_000))
    with pytest.raises(SourceError, match="says 50,000 bytes and there are more"):
        list(read_chunks(find_items([str(path)])[1]))
    _patch(path, b"PK\x01\x02", 20, struct.pack("<I", 1 << 20))
    with pytest.raises(SourceError, match="lie over each other"):
        list(read_chunks(find_items([str(path)])[0]))


class _Pipe:
    """Standard input of a process."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]


def test_a_zip_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _zip(tmp_path / "a.zip", DAYS).read_bytes()
    monkeypatch.setattr(sys, "stdin", _Pipe(data))
    items = find_items(["-"])
    assert _read(items) == {f"-/{name}": data for name, data in DAYS.items()}
    kept = items[0].path
    assert kept
    assert kept.is_file()
    copy = pickle.loads(pickle.dumps(items))  # noqa: S301 - made in this line
    assert _read(copy) == _read(items)
    del copy
    assert kept.is_file()
    del items
    assert not kept.exists()


def test_a_packed_tar_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = _tar(tmp_path / "a", "w:gz").read_bytes()
    monkeypatch.setattr(sys, "stdin", _Pipe(data))
    assert _read(find_items(["-"])) == {f"-/{name}": data for name, data in DAYS.items()}


_PACKED = gzip.compress(b"a,b\n1,2\n", mtime=0)


@pytest.mark.parametrize("data", [b"", b"x", _PACKED, b"\x1f\x8b\x08"])
def test_packed_text_and_scraps_on_standard_input(
    monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", _Pipe(data))
    (item,) = find_items(["-"])
    assert (item.label, item.member, item.refusal) == ("-", None, "")


def test_standard_input_that_is_no_archive_is_not_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = _Pipe(b"a,b\n1,2\n")
    monkeypatch.setattr(sys, "stdin", pipe)
    (item,) = find_items(["-"])
    assert (item.label, item.member) == ("-", None)
    assert b"".join(read_chunks(item)) == b"a,b\n1,2\n"


def test_what_must_be_read_out_of_order(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1 and more PAR1")
    (item,) = find_items([str(path)])
    with open_anywhere(item, iter([])) as file:
        assert file.read() == b"PAR1 and more PAR1"
    path.write_bytes(gzip.compress(b"PAR1 packed PAR1"))
    with open_anywhere(item, read_chunks(item)) as file:
        assert file.read() == b"PAR1 packed PAR1"
        assert file.seek(5) == 5


def test_a_temporary_file_is_bounded() -> None:
    with pytest.raises(SourceError, match="more than 10 bytes that must be read out of order"):
        spool_stream([b"12345678", b"123"], "x", most=10)


def test_a_member_is_counted_as_it_is_read(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", DAYS)
    listing = list_members(path, "a")
    assert listing
    counted: list[int] = []
    member = listing.members[0]
    assert b"".join(read_member(member, "a", size=1000, on_read=counted.append))
    assert sum(counted) == member.n_packed


def _hurt(data: bytes, rng: random.Random) -> bytes:
    hurt = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        place = rng.randrange(4, len(hurt))
        hurt[place] = rng.randrange(256)
        if rng.random() < 0.3:
            del hurt[place : place + rng.randint(1, 100)]
        if len(hurt) < 8:
            break
    return bytes(hurt)


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "bz2", "xz"])
def test_damage_anywhere_is_a_failure_of_a_member_and_nothing_else(
    tmp_path: Path, kind: str
) -> None:
    rng = random.Random(kind)
    small = {name: data[:400] for name, data in DAYS.items()}
    whole = {
        "zip": lambda: _zip(tmp_path / "w", small).read_bytes(),
        "tar": lambda: _tar(tmp_path / "w", "w:").read_bytes()[:3000],
        "tar.gz": lambda: _tar(tmp_path / "w", "w:gz").read_bytes(),
        "bz2": lambda: bz2.compress(b"x" * 500),
        "xz": lambda: lzma.compress(b"x" * 500),
    }[kind]()
    (tmp_path / "w").unlink(missing_ok=True)
    told = []
    for _ in range(60):
        (tmp_path / "a").write_bytes(_hurt(whole, rng))
        for item in find_items([str(tmp_path)]):
            try:
                b"".join(read_chunks(item))
            except SourceError as error:
                told.append(str(error))
    assert len(told) > 10
    assert all(words.startswith(str(tmp_path)) for words in told)
