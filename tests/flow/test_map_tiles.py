"""Map tiles: names in two languages, coverage that adds up, and what is refused."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pyarrow as pa
import pytest

from straitwatch.flow import map_tiles
from straitwatch.flow.map_tiles import LAYERS, MapTiles, cover_box, coverage_tile
from straitwatch.flow.query import write_events
from straitwatch.flow.tile_cache import TileCache
from straitwatch.flow.tile_places import label_places
from straitwatch.model.error import ContractError
from straitwatch.model.schema import COVERAGE, EVENT

T0 = datetime(2022, 12, 16, tzinfo=UTC)


@pytest.fixture
def tiles(tmp_path: Path) -> MapTiles:
    return MapTiles(TileCache(tmp_path))


def told(tile: bytes) -> list[dict[str, Any]]:
    layers = mapbox_vector_tile.decode(tile)
    return [one["properties"] for layer in layers.values() for one in layer["features"]]


def test_places_are_named_in_both_languages(tiles: MapTiles) -> None:
    names = {one["name"]: one for one in told(tiles.tile("places", 6, 54, 27))}
    assert names["Miyako Islands"]["name_ja"] == "宮古列島"
    assert {one["kind"] for one in told(tiles.tile("places", 0, 0, 0))} == {"sea"}
    close = told(tiles.tile("places", 12, 3473, 1756))
    assert "port" in {one["kind"] for one in close}
    assert all(one["rank"] <= 13.0 for one in close)


def test_no_name_stands_twice_at_one_place() -> None:
    seen = [(one.name, round(one.lon, 1), round(one.lat, 1)) for one in label_places()]
    assert len(seen) > 10_000
    assert len(seen) == len(set(seen))


def test_each_layer_has_its_own_tile_and_version(tiles: MapTiles) -> None:
    assert set(tiles.versions) == set(LAYERS)
    assert len(set(tiles.versions.values())) == len(LAYERS)
    for layer in ("land", "gates", "places"):
        assert list(mapbox_vector_tile.decode(tiles.tile(layer, 2, 3, 1))) == [layer]


@pytest.mark.parametrize(
    ("layer", "z", "x", "y"),
    [
        ("sky", 0, 0, 0),
        ("land", -1, 0, 0),
        ("land", 15, 0, 0),
        ("land", 2, 4, 0),
        ("land", 2, 0, -1),
    ],
)
def test_what_is_no_tile_is_refused(tiles: MapTiles, layer: str, z: int, x: int, y: int) -> None:
    with pytest.raises(ContractError, match=r"no layer|not drawn|no tile"):
        tiles.tile(layer, z, x, y)


def coverage(*cells: tuple[float, float, float, int]) -> pa.Table:
    rows = [
        {"source": "a", "craft": "ship", "west": west, "south": south, "east": west + 0.25,
         "north": south + 0.25, "t_start": T0 + timedelta(hours=hour), "n_fixes": n,
         "n_objects": n}
        for west, south, hour, n in cells
    ]  # fmt: skip
    return pa.Table.from_pylist([{k: r.get(k) for k in COVERAGE.names} for r in rows], COVERAGE)


def test_coverage_adds_up_at_every_zoom() -> None:
    cells = coverage(
        (125.0, 25.0, 0, 3), (125.0, 25.0, 1, 4), (125.25, 25.0, 0, 5), (-0.25, -0.25, 0, 7)
    )
    assert sum(one["n_fixes"] for one in told(coverage_tile(cells, 0, 0, 0))) == 19
    close = told(coverage_tile(cells, 8, 216, 109)) + told(coverage_tile(cells, 8, 217, 109))
    assert {(one["hours"], one["n_fixes"], one["n_objects"]) for one in close} == {
        (2, 7, 4),
        (1, 5, 5),
    }
    assert coverage_tile(cells, 8, 0, 0) == b""
    assert coverage_tile(COVERAGE.empty_table(), 0, 0, 0) == b""


def test_the_box_of_coverage_holds_the_cells_that_are_put_together() -> None:
    west, south, east, north = cover_box(1, 1, 0)
    assert west < 0.0
    assert south < 0.0
    assert (east, north) == (180.0, pytest.approx(85.5, abs=1.0))


def test_only_a_small_box_is_traced_ahead(tiles: MapTiles, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, int, int, int]] = []
    monkeypatch.setattr(tiles, "tile", lambda *key: made.append(key))
    tiles.warm()
    tiles.warm((-180.0, -80.0, 180.0, 80.0))
    assert made == []
    tiles.warm((124.0, 24.0, 127.0, 26.0))
    assert {key[1] for key in made} == set(map_tiles._WARM_ZOOMS)
    assert ("limits", 6, 54, 27) in made


@pytest.mark.parametrize(("form", "head"), [("kml", b"<kml"), ("gpx", b"<gpx")])
def test_events_are_written_as_kml_and_gpx(tmp_path: Path, form: str, head: bytes) -> None:
    with (tmp_path / "out").open("wb") as out:
        write_events(EVENT.empty_table(), form, out, width=None)
    assert head in (tmp_path / "out").read_bytes()
