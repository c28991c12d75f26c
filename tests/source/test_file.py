"""Files, folders, globs, standard input; gzip and zstd, whole and broken."""

import gzip
import io
import os
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.model.error import SourceError
from straitwatch.source.file import Item, find_items, read_chunks
from straitwatch.source.unpack import open_stream

TEXT = b"".join(b"line %d of a log\n" % i for i in range(5000))


def _item(path: Path, data: bytes) -> Item:
    path.write_bytes(data)
    return find_items([str(path)])[0]


def _read_until_error(item: Item, **options: int) -> tuple[bytes, str]:
    got = bytearray()
    try:
        for chunk in read_chunks(item, **options):
            got += chunk
    except SourceError as error:
        return bytes(got), str(error)
    pytest.fail("no error came")


def test_folder_is_read_recursively_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.csv", "a/z.nmea", ".hidden", ".git/config", "a/b/c.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = [
        Path(item.label).relative_to(tmp_path).as_posix() for item in find_items([str(tmp_path)])
    ]
    assert found == ["a/b/c.csv", "a/z.nmea", "b.csv"]


def test_a_file_named_twice_comes_once_in_the_order_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"12345")
    (tmp_path / "b.csv").write_bytes(b"1")
    named = [str(tmp_path / "b.csv"), str(tmp_path / "*.csv"), str(tmp_path), "-", "-"]
    items = find_items(named)
    assert [Path(item.label).name for item in items] == ["b.csv", "a.csv", "-"]
    assert [item.size for item in items] == [1, 5, None]


def test_globs_go_deep_and_a_path_with_brackets_is_itself(tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "d.csv").write_bytes(b"1")
    (tmp_path / "log[1].csv").write_bytes(b"1")
    assert len(find_items([str(tmp_path / "**" / "*.csv")])) == 2
    assert find_items([str(tmp_path / "log[1].csv")])[0].path == tmp_path / "log[1].csv"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("day.cvs", ["no such file", "day.cvs", "did you mean", "day.csv"]),
        ("none/at/all.csv", ["no such file", "no folder"]),
        ("*.zst", ["no file matches"]),
        ("empty", ["holds no file"]),
        ("dangling", ["no such file", "link"]),
    ],
)
def test_what_is_not_there_is_named_with_the_mend(
    tmp_path: Path, name: str, words: list[str]
) -> None:
    (tmp_path / "day.csv").write_bytes(b"1")
    (tmp_path / "empty").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with pytest.raises(SourceError) as error:
        find_items([str(tmp_path / name)])
    assert all(word in str(error.value) for word in words), str(error.value)


def test_an_address_is_no_file() -> None:
    with pytest.raises(SourceError, match="an address, not a file"):
        find_items(["https://example.org/a.csv"])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_packing_is_told_by_content_not_by_name(tmp_path: Path, pack: type) -> None:
    item = _item(tmp_path / "misnamed.csv.gz", pack(TEXT))
    on_disk: list[int] = []
    assert b"".join(read_chunks(item, size=1000, on_read=on_disk.append)) == TEXT
    assert sum(on_disk) == item.size


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_many_members_are_one_stream(tmp_path: Path, pack: type) -> None:
    item = _item(tmp_path / "a", pack(TEXT) + pack(b"") + pack(b"more\n"))
    assert b"".join(read_chunks(item, size=777)) == TEXT + b"more\n"


def test_chunks_stay_small_when_the_content_blows_up(tmp_path: Path) -> None:
    item = _item(tmp_path / "bomb", gzip.compress(bytes(20 << 20)))
    sizes = [len(chunk) for chunk in read_chunks(item, size=64 << 10)]
    assert sum(sizes) == 20 << 20
    assert max(sizes) <= 64 << 10


def test_padding_after_gzip_is_nothing(tmp_path: Path) -> None:
    item = _item(tmp_path / "a", gzip.compress(TEXT) + bytes(512))
    assert b"".join(read_chunks(item)) == TEXT


@pytest.mark.parametrize(("pack", "kind"), [(gzip.compress, "gzip"), (zstandard.compress, "zstd")])
def test_cut_short_gives_what_came_and_then_the_reason(
    tmp_path: Path, pack: type, kind: str
) -> None:
    noise = os.urandom(300_000)  # more than one block of either packing
    packed = pack(noise)[:-5]
    got, words = _read_until_error(_item(tmp_path / "x.gz", packed), size=10_000)
    assert noise.startswith(got)
    assert len(got) > 100_000
    assert f"ends in the middle of the {kind} stream after {len(packed)} bytes" in words
    assert f"cut short; {len(got)} bytes were read" in words


def test_damage_in_the_middle_gives_what_came_before(tmp_path: Path) -> None:
    noise = os.urandom(300_000)
    packed = bytearray(gzip.compress(noise))
    packed[200_000:200_100] = bytes(100)
    got, words = _read_until_error(_item(tmp_path / "x.gz", bytes(packed)), size=10_000)
    assert "damaged" in words
    assert noise.startswith(got[:100_000])
    assert len(got) > 100_000


def test_bytes_after_the_last_member_are_damage(tmp_path: Path) -> None:
    got, words = _read_until_error(_item(tmp_path / "x.gz", gzip.compress(TEXT) + b"tail"))
    assert got == TEXT
    assert "damaged" in words


def test_an_empty_file_yields_nothing(tmp_path: Path) -> None:
    assert list(read_chunks(_item(tmp_path / "empty", b""))) == []


def test_standard_input_is_read_packed_too_and_left_open() -> None:
    stdin = io.BytesIO(gzip.compress(TEXT))
    assert b"".join(read_chunks(find_items(["-"])[0], stdin=stdin)) == TEXT
    assert not stdin.closed


def test_a_vanished_file_and_a_folder_give_a_reason(tmp_path: Path) -> None:
    item = _item(tmp_path / "a", b"1")
    (tmp_path / "a").unlink()
    assert "gone" in _read_until_error(item)[1]
    assert "folder" in _read_until_error(Item("d", tmp_path, None))[1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_gives_a_reason(tmp_path: Path) -> None:
    item = _item(tmp_path / "a", b"1")
    (tmp_path / "a").chmod(0)
    assert "no permission" in _read_until_error(item)[1]


@settings(max_examples=40, deadline=None)
@given(
    st.binary(max_size=400),
    st.integers(1, 50),
    st.sampled_from([gzip.compress, zstandard.compress, bytes]),
)
def test_pieces_of_any_size_give_the_same_bytes(data: bytes, step: int, pack: type) -> None:
    data = b"A" + data  # so that plain data is not taken for packed
    packed = pack(data)
    pieces = (packed[i : i + step] for i in range(0, len(packed), step))
    assert b"".join(open_stream(pieces, "x", 16)) == data
