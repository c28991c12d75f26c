"""Whole items: packed or plain, never much more than was asked for."""

import gzip
from pathlib import Path

import pytest

from straitwatch.model.error import SourceError
from straitwatch.source.file import find_items, read_bytes


def test_an_item_is_read_whole_packed_or_plain(tmp_path: Path) -> None:
    words = "海を見る。".encode() * 1000
    for name, data in (("a.txt", words), ("b.gz", gzip.compress(words))):
        (tmp_path / name).write_bytes(data)
        (item,) = find_items([str(tmp_path / name)])
        assert read_bytes(item, most=len(words)) == words


def test_one_byte_more_tells_that_there_is_more(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(64 << 20)))
    (item,) = find_items([str(tmp_path / "bomb.gz")])
    seen: list[int] = []
    assert len(read_bytes(item, most=1000, on_read=seen.append)) == 1001
    assert sum(seen) <= item.size  # type: ignore[operator]


def test_a_damaged_item_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"words " * 1000)[:-12])
    (item,) = find_items([str(tmp_path / "a.gz")])
    with pytest.raises(SourceError):
        read_bytes(item, most=1 << 20)
