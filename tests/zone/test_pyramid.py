"""The coastline as land of map tiles: right close up, joined between tiles, quick far out."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from straitwatch.zone import pyramid
from straitwatch.zone.pyramid import FULL_ZOOM, Pyramid, land_version, open_pyramid, to_world

HIRARA = 125.285, 24.805  # the town on Miyakojima


@pytest.fixture(scope="module")
def land() -> Pyramid:
    return open_pyramid()


def tile_of(z: int, lon: float, lat: float) -> tuple[int, int, int]:
    x, y = (to_world(lon, lat) * 2**z).astype(int).tolist()
    return z, x, y


def shape_of(land: Pyramid, z: int, x: int, y: int, **more: Any) -> Any:  # noqa: ANN401 - a shapely geometry
    rings = land.rings(z, x, y, **more)
    polygons = [shapely.make_valid(shapely.polygons(ring)) for ring in rings]
    return shapely.union_all(polygons)


@pytest.mark.parametrize(
    ("lon", "lat", "dry"),
    [
        (*HIRARA, True),
        (125.2, 24.83, True),  # Irabu-jima, across the strait of 4 km
        (125.245, 24.84, False),  # the strait
        (125.40, 24.70, False),  # the sea south-east
        (125.284, 24.89, True),  # the long cape in the north
    ],
)
@pytest.mark.parametrize("z", [8, 10, 12])
def test_miyakojima_is_where_it_is(
    land: Pyramid, z: int, lon: float, lat: float, dry: bool
) -> None:
    _, x, y = tile_of(z, lon, lat)
    px, py = to_world(lon, lat) * 2**z - [x, y]
    here = shapely.buffer(shapely.points(px, py), 2.0 / 512)
    assert bool(shapely.intersects(shape_of(land, z, x, y), here)) is dry


@pytest.mark.parametrize("z", [3, 6, 8, 9, 12])
@pytest.mark.parametrize(("lon", "lat"), [(125.3, 24.8), (10.7, 59.4)])
def test_neighbouring_tiles_join_without_a_seam(
    land: Pyramid, z: int, lon: float, lat: float
) -> None:
    _, x, y = tile_of(z, lon, lat)
    here, east = shape_of(land, z, x, y), shape_of(land, z, (x + 1) % 2**z, y)
    for at in (1.0, 1.01):  # the shared edge, and within the buffer of the western tile
        mine = shapely.intersection(here, shapely.linestrings([[at, 0.0], [at, 1.0]]))
        theirs = shapely.intersection(east, shapely.linestrings([[at - 1.0, 0.0], [at - 1.0, 1.0]]))
        moved = shapely.transform(theirs, lambda xy: xy + np.array([1.0, 0.0]))
        off = shapely.length(shapely.symmetric_difference(mine, moved))
        assert off < 2.0 / 4096


def test_a_small_island_is_drawn_far_out(land: Pyramid) -> None:
    z, x, y = tile_of(6, 131.29, 24.47)  # Oki-Daito, 2 km wide, 200 km from anything
    assert len(land.rings(z, x, y)) >= 1
    assert land.rings(*tile_of(9, 136.4, 24.0)) == []  # the open sea


def test_land_goes_on_over_the_antimeridian(land: Pyramid) -> None:
    for z in (3, 9):
        _, _, y = tile_of(z, 180.0, 67.0)  # Chukotka
        east = shape_of(land, z, 0, y)
        assert east.bounds[0] < 0.0  # in the buffer lies what is west of 180
        west = shape_of(land, z, 2**z - 1, y)
        assert west.bounds[2] > 1.0


def test_the_poles_end_at_the_edge_of_the_map(land: Pyramid) -> None:
    (_, low, _, high) = shape_of(land, 0, 0, 0).bounds
    assert 0.0 < low < 0.1  # the north of Greenland
    assert high >= 1.0  # Antarctica


def test_simplifying_moves_no_coast_by_more_than_half_a_pixel(land: Pyramid) -> None:
    z, x, y = tile_of(7, 125.3, 24.8)
    rough = shape_of(land, z, x, y).boundary
    up = FULL_ZOOM - z
    fine = [
        shapely.transform(
            shape_of(land, FULL_ZOOM, (x << up) + i, (y << up) + j, buffer=0.0),
            lambda xy, i=i, j=j: (xy + np.array([i, j])) / 2**up,
        )
        for i in range(2**up)
        for j in range(2**up)
    ]
    exact = shapely.union_all(fine, grid_size=1e-9)
    inner = shapely.intersection(rough, shapely.box(0.02, 0.02, 0.98, 0.98))
    places = shapely.points(shapely.get_coordinates(inner))
    assert len(places) > 50
    assert shapely.distance(exact.boundary, places).max() < 0.75 / 512


def test_what_is_kept_is_used_and_what_is_broken_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    square = np.array([[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]], np.float32)

    def simplify() -> tuple[Any, dict[str, Any]]:
        made.append(1)
        n = FULL_ZOOM
        kept = {
            "ends": np.arange(1, n + 1) * 4,
            "low": np.full((n, 2), 0.1, np.float32),
            "high": np.full((n, 2), 0.2, np.float32),
            "rings": np.arange(1, n + 1),
        }
        return np.tile(square, (n, 1)), kept

    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path))
    monkeypatch.setattr(pyramid, "_simplify", simplify)
    opened = pyramid._open.__wrapped__
    for _ in range(2):
        (ring,) = opened("test").rings(0, 0, 0)
        assert ring == pytest.approx(square, abs=1e-6)
    assert len(made) == 1
    whole = (tmp_path / "land-test.npy").read_bytes()
    (tmp_path / "land-test.npy").write_bytes(whole[:-100])
    opened("test")
    assert len(made) == 2
    assert (tmp_path / "land-test.npy").read_bytes() == whole


def test_it_is_made_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    def run(line: list[str], **_: object) -> None:
        started.append(line)

    monkeypatch.setenv("STRAITWATCH_CACHE", str(tmp_path))
    monkeypatch.setattr(pyramid.subprocess, "run", run)
    monkeypatch.setattr(pyramid, "_open", lambda version: version)
    assert open_pyramid(apart=True) == land_version()
    assert [line[1:] for line in started] == [["-m", "straitwatch.zone.pyramid"]]
    (tmp_path / f"land-{land_version()}.npy").touch()
    open_pyramid(apart=True)
    open_pyramid()
    assert len(started) == 1
