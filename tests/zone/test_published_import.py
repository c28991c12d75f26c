"""The import of a user's own zones: small files in the layout of Marine Regions.

The geometry is made up: circles around Saint Helena and Ascension, no State's published limit.
"""

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod, Transformer

from straitwatch.model.error import ConfigError, OutputError, SourceError
from straitwatch.zone import published, published_import
from straitwatch.zone.published import find_set, limits_folder, published_sets
from straitwatch.zone.published_import import import_zones, remove_zones
from straitwatch.zone.published_pack import LANDWARD, LIMIT

GEOD = Geod(ellps="WGS84")
NM_M = 1852.0
HELENA, ASCENSION = (-5.70, -15.96), (-14.37, -7.94)
FIELDS = ["MRGID", "GEONAME", "POL_TYPE", "ISO_TER1", "ISO_SOV1", "ISO_SOV2", "AREA_KM2"]
Maker = Callable[..., Path]


def circle(place: tuple[float, float], radius_nm: float) -> np.ndarray:
    """A geodesic circle, 1° apart."""
    turn = np.arange(0.0, 361.0)
    lon, lat, _ = GEOD.fwd(
        *np.broadcast_to(place, (361, 2)).T, turn, np.full(361, radius_nm * NM_M)
    )
    return np.stack([lon, lat], axis=1)


def belt(place: tuple[float, float], outer_nm: float, inner_nm: float) -> shapely.Polygon:
    return shapely.Polygon(circle(place, outer_nm), [circle(place, inner_nm)])


def write(
    path: Path,
    shapes: list[shapely.Geometry | None],
    *,
    name: str = "made-up {} NM",
    pol_type: str = "",
    sov1: list[str | None] | None = None,
    sov2: list[str | None] | None = None,
    crs: str | None = "EPSG:4326",
    fields: list[str] | None = None,
    geometry_type: str = "Polygon",
) -> Path:
    n = len(shapes)
    columns = [
        np.arange(n),
        np.array([name] * n, object),
        np.array([pol_type] * n, object),
        np.array(["SHN"] * n, object),
        np.array(sov1 or ["GBR"] * n, object),
        np.array(sov2 or [None] * n, object),
        np.full(n, 1.0),
    ]
    kept = [k for k, one in enumerate(FIELDS) if fields is None or one in fields]
    pyogrio.raw.write(
        path,
        np.array([None if one is None else shapely.to_wkb(one) for one in shapes], object),
        [columns[k] for k in kept],
        [FIELDS[k] for k in kept],
        geometry_type=geometry_type,
        crs=crs,
    )
    return path


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(published, "PACK_FILE", tmp_path / "no-pack.npz")


@pytest.mark.parametrize(
    ("kind", "outer", "inner", "zone"),
    [
        ("12nm", 17.0, 5.5, "territorial_sea_or_landward"),
        ("24nm", 29.0, 17.0, "contiguous_zone_or_landward"),
        ("eez", 205.0, 5.5, "exclusive_economic_zone_or_landward"),
    ],
)
def test_a_belt_is_told_from_what_lies_landward_and_beyond(
    tmp_path: Path, kind: str, outer: float, inner: float, zone: str
) -> None:
    stem = {"12nm": "eez_12nm_v4", "24nm": "eez_24nm_v4", "eez": "eez_v12"}[kind]
    done = import_zones(write(tmp_path / f"{stem}.gpkg", [belt(HELENA, outer, inner)]))
    assert (done.name, done.kind, done.states, done.polygons) == (stem, kind, ("GB",), 1)
    one = find_set(stem)
    for away_nm in (0.5, inner - 0.6, inner + 1.0, outer - 1.0, outer + 1.0, outer + 300.0):
        lon, lat, _ = GEOD.fwd(*HELENA, 77.0, away_nm * NM_M)
        answer = one.judge(lon, lat)
        assert answer.zone == (zone if away_nm < outer else "beyond"), away_nm
        assert answer.states == (("GB",) if away_nm < outer else ()), away_nm
        # a polygon of 360 corners lies up to 1.5e-4 of its radius inside its circle
        assert answer.to_limit_m == pytest.approx((away_nm - outer) * NM_M, abs=outer)
    assert {line.kind for line in one.lines(-10, -20, 0, -10)} == {"outer_limit", "inner_edge"}
    for what, radius in ((LIMIT, outer), (LANDWARD, inner)):  # every edge of either circle is told
        arcs = np.flatnonzero(one.search.kind == what)
        for first, n in zip(one.search.first[arcs], one.search.n[arcs], strict=True):
            xy = one.search.xy[first : first + n]
            *_, away = GEOD.inv(*np.broadcast_to(HELENA, xy.shape).T, *xy.T)
            assert away / NM_M == pytest.approx(np.full(n, radius), rel=3e-4)


def test_a_closing_line_far_from_the_shore_is_an_inner_edge(tmp_path: Path) -> None:
    """A made-up spike of internal waters runs 26 nm south of the island: no shore is near it."""
    corners = [(-5.82, -15.86), (-5.82, -16.06), (-5.71, -16.5), (-5.60, -16.06), (-5.60, -15.86)]
    inner = shapely.Polygon(corners)
    shell = shapely.Polygon(circle(HELENA, 40.0))
    path = write(tmp_path / "eez_12nm_v4.gpkg", [shapely.difference(shell, inner)])
    import_zones(path)
    lines = find_set("eez_12nm_v4").lines(-10, -20, 0, -10)
    inside = [line for line in lines if np.abs(line.xy[:, 0] + 5.71).max() < 0.2]
    assert {line.kind for line in inside} == {"inner_edge"}


def test_an_islet_that_the_chart_lacks_is_landward(tmp_path: Path) -> None:
    shell, islet = circle((-20.0, -30.0), 12.0), circle((-20.0, -30.0), 0.3)
    import_zones(write(tmp_path / "eez_12nm_v4.gpkg", [shapely.Polygon(shell, [islet])]))
    assert find_set("eez_12nm_v4").judge(-20.0, -30.0).states == ("GB",)


def test_shapefile_zip_and_geojson_give_the_same(tmp_path: Path) -> None:
    shapes = [belt(HELENA, 17.0, 5.5), belt(ASCENSION, 16.0, 4.5)]
    plain = write(tmp_path / "World_12NM_v4.shp", shapes)
    folder = tmp_path / "zipped"
    folder.mkdir()
    lines = [shapely.LineString(circle(HELENA, 17.0))]
    write(folder / "eez_12nm_v4_boundaries.shp", lines, geometry_type="LineString")
    with zipfile.ZipFile(tmp_path / "World_12NM_v4_20231025.zip", "w") as archive:
        for file in plain.parent.glob("World_12NM_v4.*"):
            archive.write(file, f"World_12NM/eez_12nm_v4{file.suffix}")
        for file in folder.iterdir():
            archive.write(file, f"World_12NM/{file.name}")
    packed = tmp_path / "World_12NM_v4_20231025.zip"
    text = write(tmp_path / "my_12nm.geojson", shapes)
    answers = []
    for path, name in ((plain, "a"), (packed, "b"), (text, "c")):
        done = import_zones(path, name=name)
        assert (done.kind, done.polygons) == ("12nm", 2)
        answers.append(find_set(name).judge(-5.7, -15.5).to_limit_m)
    assert answers == pytest.approx([answers[0]] * 3, abs=0.2)
    assert [one.name for one in published_sets()] == ["a", "b", "c"]


def test_other_projections_come_to_degrees(tmp_path: Path) -> None:
    to_utm = Transformer.from_crs("EPSG:4326", "EPSG:32730", always_xy=True)
    shape = belt(HELENA, 17.0, 5.5)
    metres = shapely.transform(shape, lambda xy: np.stack(to_utm.transform(*xy.T), axis=1))
    import_zones(write(tmp_path / "my_12nm.gpkg", [metres], crs="EPSG:32730"), name="utm")
    import_zones(write(tmp_path / "my_12nm_degrees.gpkg", [shape]), name="degrees")
    answers = [find_set(name).judge(-5.7, -15.5).to_limit_m for name in ("utm", "degrees")]
    assert answers[0] == pytest.approx(answers[1], abs=0.5)


def test_longitudes_to_360_come_to_180(tmp_path: Path) -> None:
    place = (179.9, -27.0)
    outline = circle(place, 30.0)
    outline[:, 0] %= 360.0
    assert outline[:, 0].max() > 180.0
    path = write(tmp_path / "eez_12nm_v3_0_360.gpkg", [shapely.Polygon(outline)], sov1=["FJI"])
    done = import_zones(path)
    assert (done.states, done.polygons) == (("FJ",), 2)
    one = find_set(done.name)
    for lon in (179.9, -179.8, 180.0):
        assert one.judge(lon, -27.0).states == ("FJ",)
    north = GEOD.fwd(180.0, -27.0, 0.0, 35.0 * NM_M)
    assert one.judge(north[0], north[1]).to_limit_m / NM_M == pytest.approx(5.41, abs=0.05)


def test_claimants_are_all_named_and_neighbours_share_a_boundary(tmp_path: Path) -> None:
    disc = shapely.Polygon(circle((-30.0, -30.0), 60.0))
    west = shapely.intersection(disc, shapely.box(-40.0, -40.0, -30.0, -20.0))
    east = shapely.intersection(disc, shapely.box(-30.0, -40.0, -20.0, -20.0))
    path = write(tmp_path / "eez_v12.gpkg", [west, east], sov1=["ARG", "BRA"], sov2=["GBR", None])
    done = import_zones(path)
    assert done.states == ("AR", "BR", "GB")
    one = find_set("eez_v12")
    assert one.judge(-30.3, -30.0).states == ("AR", "GB")
    assert one.judge(-29.7, -30.0).states == ("BR",)
    boundary = [line for line in one.lines(-31, -31, -29, -29) if line.kind == "sea_boundary"]
    assert boundary
    assert all(np.allclose(line.xy[:, 0], -30.0, atol=1e-6) for line in boundary)


def test_what_is_left_out_or_mended_is_counted(tmp_path: Path) -> None:
    bow = shapely.Polygon([(-30, -30), (-29, -29), (-29, -30), (-30, -29)])
    flat = shapely.Polygon([(-20, -30), (-19, -30), (-20, -30), (-20, -30)])
    path = write(
        tmp_path / "eez_v12.gpkg",
        [belt(HELENA, 200, 6), bow, None, disc := belt(ASCENSION, 200, 6), disc, flat],
        sov1=["GBR", "GBR", "GBR", None, "ATA", "GBR"],
        fields=["MRGID", "ISO_SOV1"],
    )
    done = import_zones(path)
    assert done.mended == 2
    assert done.polygons == 3, "one belt, and the two halves of the bow"
    assert done.rejects == {
        "without geometry": 1,
        "without letters of a State": 1,
        "of the area of the Antarctic Treaty": 1,
        "without area": 1,
    }


@pytest.mark.parametrize(
    ("stem", "name", "pol_type", "kind"),
    [
        ("download", "Saint Helena 12 NM", "", "12nm"),
        ("download", "British Contiguous Zone", "24NM", "24nm"),
        ("download", "x", "24NM", "24nm"),
        ("download", "x", "200NM", "eez"),
        ("download", "British Exclusive Economic Zone (St Helena)", "200NM", "eez"),
        ("World_24NM_v4_20231025", "x", "", "24nm"),
    ],
)
def test_the_kind_is_found(tmp_path: Path, stem: str, name: str, pol_type: str, kind: str) -> None:
    path = write(tmp_path / f"{stem}.gpkg", [belt(HELENA, 30, 6)], name=name, pol_type=pol_type)
    assert import_zones(path).kind == kind


def test_a_kind_that_is_not_told_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "download.gpkg", [belt(HELENA, 30, 6)], name="x")
    with pytest.raises(ConfigError, match=r"download.gpkg: .*say --kind 12nm or --kind 24nm or"):
        import_zones(path)
    assert import_zones(path, kind="24nm").kind == "24nm"
    with pytest.raises(ConfigError, match=r"--kind '6nm' is not known: choose 12nm, 24nm, eez"):
        import_zones(path, kind="6nm")


def test_wrong_files_are_named_with_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none.shp: no such file; give the shapefile"):
        import_zones(tmp_path / "none.shp")
    text = tmp_path / "eez_12nm.gpkg"
    text.write_text("no GeoPackage")
    with pytest.raises(SourceError, match=r"eez_12nm.gpkg: cannot be read as a file of zones"):
        import_zones(text)
    broken = tmp_path / "eez_12nm.zip"
    broken.write_text("no zip")
    with pytest.raises(SourceError, match=r"eez_12nm.zip: no zip file .*download it again"):
        import_zones(broken)
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("readme.txt", "x")
    with pytest.raises(SourceError, match=r"eez_12nm.zip: holds no .shp"):
        import_zones(broken)
    lines = write(
        tmp_path / "eez_boundaries_v12.gpkg",
        [shapely.LineString(circle(HELENA, 200.0))],
        geometry_type="LineString",
    )
    with pytest.raises(SourceError, match=r"no layer of polygons, only eez_boundaries_v12 \(Line"):
        import_zones(lines)
    internal = write(tmp_path / "eez_internal_waters_v4.gpkg", [belt(HELENA, 17, 6)])
    with pytest.raises(SourceError, match=r"its name tell of other waters"):
        import_zones(internal)
    nameless = write(tmp_path / "x_12nm.gpkg", [belt(HELENA, 17, 6)], fields=["MRGID", "GEONAME"])
    with pytest.raises(SourceError, match=r"no column ISO_SOV1 .*\(columns: mrgid, geoname\)"):
        import_zones(nameless)
    strange = write(tmp_path / "y_12nm.gpkg", [belt(HELENA, 17, 6)], fields=["ISO_SOV2"])
    with pytest.raises(SourceError, match=r"nothing to import: 1 without letters of a State"):
        import_zones(strange)
    assert not limits_folder().exists() or not list(limits_folder().iterdir()), "nothing half done"


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_metres_without_a_projection_are_no_degrees(tmp_path: Path) -> None:
    square = shapely.box(400_000.0, 8_000_000.0, 500_000.0, 8_100_000.0)
    path = write(tmp_path / "my_12nm.shp", [square], crs=None)
    with pytest.raises(SourceError, match=r"are no degrees, and the file says no projection"):
        import_zones(path)


def test_a_set_is_replaced_listed_and_removed(tmp_path: Path) -> None:
    path = write(tmp_path / "eez_12nm_v4.gpkg", [belt(HELENA, 17.0, 5.5)])
    assert not import_zones(path, name="mine").replaced
    again = import_zones(write(tmp_path / "new_12nm.gpkg", [belt(HELENA, 10, 5)]), name="mine")
    assert again.replaced
    assert find_set("mine").judge(-5.7, -15.5).to_limit_m / NM_M == pytest.approx(17.5, abs=0.2)
    record = published_import.describe_set(find_set("mine"))
    assert record["kind"] == "12nm"
    assert "10.14284/633" in record["cite"]
    assert remove_zones("mine") == limits_folder() / "mine.npz"
    assert published_sets() == []
    with pytest.raises(ConfigError, match="no published limits are called 'mine'"):
        remove_zones("mine")


@pytest.mark.parametrize("name", ["osm", "", "///"])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "eez_12nm_v4.gpkg", [belt(HELENA, 17.0, 5.5)])
    with pytest.raises(ConfigError, match="cannot name a set"):
        import_zones(path, name=name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "eez_12nm_v4.gpkg", [belt(HELENA, 17.0, 5.5)])
    limits_folder().mkdir(parents=True)
    limits_folder().chmod(0o500)
    with pytest.raises(OutputError, match="could not be written"):
        import_zones(path)


def test_the_command_imports_lists_and_removes(
    tmp_path: Path, command: Callable[..., object]
) -> None:
    path = write(tmp_path / "eez_12nm_v4.gpkg", [belt(HELENA, 17.0, 5.5)])
    done = command("zone", "import", path, "--json")
    record = json.loads(done.stdout)  # type: ignore[attr-defined]
    assert (record["name"], record["kind"], record["states"]) == ("eez_12nm_v4", "12nm", ["GB"])
    listed = command("zone", "import", "--list")
    assert "eez_12nm_v4" in listed.stdout  # type: ignore[attr-defined]
    removed = command("zone", "import", "--remove", "eez_12nm_v4")
    assert removed.returncode == 0  # type: ignore[attr-defined]
    neither = command("zone", "import")
    assert neither.returncode == 2  # type: ignore[attr-defined]
    assert "give one of FILE, --list or --remove NAME" in neither.stderr  # type: ignore[attr-defined]
