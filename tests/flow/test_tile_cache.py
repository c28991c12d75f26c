"""Tiles kept in files: made once, whole, bounded."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from straitwatch.flow.tile_cache import TileCache
from straitwatch.model.error import ConfigError


def test_a_storm_for_one_tile_makes_it_once(tmp_path: Path) -> None:
    cache, made, gate = TileCache(tmp_path), [], Barrier(16)

    def make() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"tile"

    def ask(_: int) -> bytes:
        gate.wait()
        return cache.get("land-1/3/4/5", make)

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(ask, range(16))) == {b"tile"}
    assert len(made) == 1
    assert TileCache(tmp_path).get("land-1/3/4/5", make) == b"tile"
    assert len(made) == 1
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["5.mvt"]


def test_an_empty_tile_is_kept_too(tmp_path: Path) -> None:
    cache, made = TileCache(tmp_path), []
    for _ in range(2):
        assert cache.get("a/0/0/0", lambda: made.append(1) or b"") == b""  # type: ignore[func-returns-value]
    assert len(made) == 1


def test_what_fails_is_tried_again(tmp_path: Path) -> None:
    cache = TileCache(tmp_path)

    def fail() -> bytes:
        raise ConfigError("no coastline")

    with pytest.raises(ConfigError):
        cache.get("a/0/0/0", fail)
    assert cache.get("a/0/0/0", lambda: b"x") == b"x"


def test_the_oldest_leave_when_it_is_full(tmp_path: Path) -> None:
    cache = TileCache(tmp_path, most_bytes=250)
    for n in range(4):
        cache.get(f"a/0/0/{n}", lambda: b"x" * 100)
    assert sorted(path.stem for path in tmp_path.rglob("*.mvt")) == ["2", "3"]
    again = TileCache(tmp_path, most_bytes=250)  # counts what is there
    again.get("a/0/0/9", lambda: b"x" * 100)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*.mvt")) <= 250


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = TileCache(tmp_path / "file" / "tiles")
    assert cache.get("a/0/0/0", lambda: b"x") == b"x"


def test_a_bound_is_a_bound(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds nothing"):
        TileCache(tmp_path, most_bytes=0)
