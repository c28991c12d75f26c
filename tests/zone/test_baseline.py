"""Straight baselines: what a file may say, and the waters behind its lines."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay

from straitwatch.model.error import ConfigError
from straitwatch.zone import enclosed
from straitwatch.zone.baseline import System, baseline_files, fingerprint, read_systems
from straitwatch.zone.basepoint import Basepoint
from straitwatch.zone.enclosed import GAP_M, drawn, enclosed_waters

GEOD = Geod(ellps="WGS84")
GOOD = """
[[system]]
id = "xx-bay"
state = "XX"
kind = "internal"
name = "A bay"
source = "Decree 1 of the State XX"
date = 2020-02-03
lines = [[
  { name = "A", lon = "139-40-41E", lat = 35.1415 },
  { name = "B", lon = 139.7576, lat = "34°58'31.1\\"N", source = "Chart 7", date = 1999-01-01 },
]]
inside = [{ lon = 139.8, lat = 35.4 }]
"""
AREA = """
[[system]]
id = "xx-strait"
state = "XX"
kind = "breadth"
breadth_nm = 3
name = "A strait"
source = "Decree 2"
date = "2020-02-03"
outline = [{ lon = 1, lat = 1 }, { lon = 2, lat = 1 }, { lon = 2, lat = 2 }, { lon = 1, lat = 1 }]
"""
Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_files_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_BASELINES", "")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return to_file


def system_of(
    lines: list[list[tuple[float, float]]],
    inside: list[tuple[float, float]],
    kind: str = "internal",
) -> System:
    def points(places: list[tuple[float, float]]) -> tuple[Basepoint, ...]:
        return tuple(Basepoint(f"P{n}", x, y, "s", "2020-01-01") for n, (x, y) in enumerate(places))

    read = tuple(points(line) for line in lines)
    return System(
        "t", "XX", kind, "T", "", read, points(inside), (), float("nan"), "s", "2020-01-01"
    )


# what a file says


def test_seto_inland_sea_is_as_the_order_says(shared: Path) -> None:
    law = json.loads((shared / "geo" / "japan_law_lines.json").read_text(encoding="utf-8"))
    seto = next(system for system in read_systems() if system.system_id == "jp-seto")
    ends = [[(p.lat, p.lon) for p in line] for line in seto.lines]
    told = [[tuple(row[end][1:]) for end in "ab"] for row in law["seto_inland_sea_closing_lines"]]
    assert np.allclose(ends, told, atol=1e-6)
    assert all("210 of 1977" in p.source and p.date for line in seto.lines for p in line)


def test_every_system_of_the_project_names_its_source_and_date() -> None:
    for system in read_systems():
        points = [*(p for line in system.lines for p in line), *system.outline]
        assert points
        assert all(p.source and p.date for p in points), system.system_id
        assert system.note or not system.approximate


def test_a_good_file_is_read(write: Write) -> None:
    bay, area = read_systems([write(GOOD + AREA)])[-2:]
    a, b = bay.lines[0]
    assert (bay.system_id, bay.state, bay.kind, bay.date) == (
        "xx-bay",
        "XX",
        "internal",
        "2020-02-03",
    )
    assert (a.name, a.source, a.date) == ("A", "Decree 1 of the State XX", "2020-02-03")
    assert (b.source, b.date) == ("Chart 7", "1999-01-01")
    assert a.lon == pytest.approx(139 + 40 / 60 + 41 / 3600)
    assert b.lat == pytest.approx(34 + 58 / 60 + 31.1 / 3600)
    assert (area.breadth_nm, len(area.outline)) == (3.0, 3)  # its last corner was its first


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    d=st.integers(0, 179),
    m=st.integers(0, 59),
    s=st.integers(0, 59),
    letter=st.sampled_from("EW"),
    dashes=st.booleans(),
)
def test_degrees_minutes_seconds(
    tmp_path: Path, d: int, m: int, s: int, letter: str, *, dashes: bool
) -> None:
    told = f"{d}-{m:02}-{s:02}{letter}" if dashes else f"{d}°{m:02}′{s:02}″ {letter}"
    path = tmp_path / "a.toml"
    path.write_text(AREA.replace("lon = 1,", f'lon = "{told}",', 1), encoding="utf-8")
    sign = -1 if letter == "W" else 1
    read = read_systems([path])[-1].outline[0].lon
    assert read == pytest.approx(sign * (d + m / 60 + s / 3600), abs=1e-9)


@pytest.mark.parametrize(
    ("old", "new", "tells"),
    [
        ('id = "xx-bay"', "", "system 'number 1': no id"),
        ('state = "XX"', 'state = "Japan"', "state is 'Japan'"),
        ('kind = "internal"', 'kind = "bay"', "kind is 'bay'"),
        ('kind = "internal"', 'kind = "internal"\ncolour = "red"', "unknown key 'colour'"),
        ('kind = "internal"', 'kind = "internal"\nbreadth_nm = 3', "breadth_nm in a system"),
        ('kind = "internal"', 'kind = "internal"\napproximate = "yes"', "approximate is 'yes'"),
        ('kind = "internal"', 'kind = "internal"\napproximate = true', "no note"),
        ('source = "Decree 1 of the State XX"', "", "no source"),
        ('source = "Decree 1 of the State XX"', "source = 7", "source is 7"),
        ("date = 2020-02-03", "", "no date"),
        ("date = 2020-02-03", 'date = "last year"', "date is 'last year'"),
        ("lat = 35.1415", "lat = 95.1", "lat of 'A' is 95.1"),
        ("lat = 35.1415", "lat = nan", "lat of 'A' is nan"),
        (", lat = 35.1415", "", "a point of 'A' without lat"),
        ("lat = 35.1415", 'lat = "35-60-00N"', "lat of 'A' is '35-60-00N'"),
        ("lat = 35.1415", 'lat = "35-08-29E"', "lat of 'A' is '35-08-29E'"),
        ("lat = 35.1415", "lat = true", "lat of 'A' is True"),
        ("lat = 35.1415", "lat = 35.1415, height = 7", "unknown key 'height'"),
        ("inside = [{ lon = 139.8, lat = 35.4 }]", "", "no place inside"),
        ("inside = [{ lon = 139.8, lat = 35.4 }]", "inside = [139.8, 35.4]", "inside is [139.8"),
        (
            "lines = [[",
            "outline = [{lon=1,lat=1},{lon=2,lat=1},{lon=1,lat=2}]\nlines = [[",
            "outl",
        ),
        ("[[system]]", "[system]", "found the keys ['system']"),
        ("[[system]]", "[[systems]]", "found the keys ['systems']"),
        ("[[system]]", "[[system", "no TOML"),
    ],
)
def test_an_error_names_file_system_and_mend(write: Write, old: str, new: str, tells: str) -> None:
    assert old in GOOD
    path = write(GOOD.replace(old, new, 1))
    with pytest.raises(ConfigError) as caught:
        read_systems([path])
    message = str(caught.value)
    assert str(path) in message
    assert tells in message
    assert "; " in message  # what to do about it


@pytest.mark.parametrize(
    ("lines", "tells"),
    [
        ("[]", "no lines"),
        ("7", "lines is 7"),
        ("[[{ lon = 1, lat = 1 }]]", "line 1 has 1 point; it needs 2"),
        ("[[{ lon = 1, lat = 1 }, { lon = 1, lat = 1, name = 'B' }]]", "'B' follows itself"),
        ("[[[1, 1], [2, 2]]]", "line 1 is"),
    ],
)
def test_lines_that_are_none(write: Write, lines: str, tells: str) -> None:
    start, end = GOOD.index("lines ="), GOOD.index("inside =")
    path = write(GOOD[:start] + f"lines = {lines}\n" + GOOD[end:])
    with pytest.raises(ConfigError, match=r"system 'xx-bay'") as caught:
        read_systems([path])
    assert tells in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "tells"),
    [
        ("breadth_nm = 3", "", "breadth_nm is None"),
        ("breadth_nm = 3", "breadth_nm = 200", "breadth_nm is 200"),
        ("breadth_nm = 3", "breadth_nm = true", "breadth_nm is True"),
        ("breadth_nm = 3", "breadth_nm = 3\ninside = [{ lon = 1, lat = 1 }]", "lines in a system"),
        ("outline = [", "inside = [", "lines in a system"),
        ("{ lon = 2, lat = 1 }, { lon = 2, lat = 2 }, ", "", "outline has 2"),
    ],
)
def test_areas_that_are_none(write: Write, old: str, new: str, tells: str) -> None:
    assert old in AREA
    with pytest.raises(ConfigError, match="system 'xx-strait'") as caught:
        read_systems([write(AREA.replace(old, new, 1))])
    assert tells in str(caught.value)


def test_a_very_long_line_is_noted(write: Write) -> None:
    path = write(GOOD.replace("lon = 139.7576", "lon = 142.9", 1))
    assert "from A to B is 15" in read_systems([path])[-1].note
    assert read_systems([write(GOOD)])[-1].note == ""


def test_files_of_the_user(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = write(GOOD, "b.toml"), write(AREA, "a.toml")
    monkeypatch.setenv("STRAITWATCH_BASELINES", str(tmp_path))
    assert baseline_files() == [two, one]
    assert [system.system_id for system in read_systems()][-2:] == ["xx-strait", "xx-bay"]
    assert len(read_systems([one])) == len(read_systems())  # one file, named twice
    monkeypatch.setenv("STRAITWATCH_BASELINES", os.pathsep.join([str(one), str(two)]))
    assert baseline_files() == [one, two]
    monkeypatch.setenv("STRAITWATCH_BASELINES", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="which does not exist"):
        baseline_files()
    monkeypatch.delenv("STRAITWATCH_BASELINES")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert baseline_files() == []
    home = tmp_path / ".config" / "straitwatch" / "baselines"
    home.mkdir(parents=True)
    (home / "c.toml").write_text(GOOD, encoding="utf-8")
    assert baseline_files() == [home / "c.toml"]


def test_one_id_in_two_files(write: Write) -> None:
    own = write(GOOD.replace("xx-bay", "jp-seto"))
    systems = [system for system in read_systems([own]) if system.system_id == "jp-seto"]
    assert [system.state for system in systems] == ["XX"]  # the user's takes the project's place
    with pytest.raises(ConfigError, match=r"other\.toml.*the id stands in .*mine\.toml too"):
        read_systems([write(GOOD), write(GOOD, "other.toml")])
    with pytest.raises(ConfigError, match="the id stands here twice"):
        read_systems([write(GOOD + GOOD)])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: not readable"):
        read_systems([tmp_path / "none.toml"])


def test_fingerprint_changes_with_any_point(write: Write) -> None:
    one = fingerprint(read_systems([write(GOOD)]))
    assert one == fingerprint(read_systems([write(GOOD)]))
    assert one != fingerprint(read_systems([write(GOOD.replace("35.1415", "35.1416"))]))


# how a line runs


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.floats(-180, 180),
    st.floats(-70, 70),
    st.floats(0, 360),
    st.floats(2_000, 125 * 1852),
)
def test_a_line_runs_along_the_geodesic(lon: float, lat: float, azimuth: float, m: float) -> None:
    lon_b, lat_b, _ = GEOD.fwd(lon, lat, azimuth, m)
    a, b = (Basepoint("", x, y, "", "") for x, y in ((lon, lat), (lon_b, lat_b)))
    points = drawn([a, b])
    _, _, to_a = GEOD.inv(points[:, 0], points[:, 1], *np.full((2, len(points)), [[lon], [lat]]))
    on = np.array([GEOD.fwd(lon, lat, azimuth, d)[:2] for d in to_a])
    _, _, off = GEOD.inv(points[:, 0], points[:, 1], on[:, 0], on[:, 1])
    assert off.max() < 4.0
    assert m > 70 * 1852 or off.max() < 1.0
    assert np.abs(np.diff(points[:, 0])).max() < 90.0  # no jump at the antimeridian


# the waters behind the lines


@pytest.fixture(scope="module")
def seto() -> System:
    return next(system for system in read_systems() if system.system_id == "jp-seto")


@pytest.fixture(scope="module")
def seto_waters(seto: System) -> shapely.Geometry:
    (outline,) = enclosed_waters(seto)
    assert (outline[0] == outline[-1]).all()
    return shapely.Polygon(outline)


@pytest.mark.parametrize(
    ("lon", "lat", "within"),
    [
        (135.2, 34.5, True),  # Osaka Bay
        (133.4, 34.2, True),
        (131.2, 33.8, True),  # Suo-nada
        (130.93, 33.94, True),  # Kanmon
        (134.9, 33.9, True),  # just behind the line of Kii
        (134.9, 33.75, False),  # Kii Channel
        (132.05, 33.1, False),  # Bungo Channel
        (132.3, 33.42, False),  # south of the Sadamisaki peninsula
        (130.8, 34.1, False),  # Hibiki-nada
    ],
)
def test_seto_inland_sea(
    seto_waters: shapely.Geometry, lon: float, lat: float, *, within: bool
) -> None:
    assert shapely.contains_xy(seto_waters, lon, lat) == within


def test_no_way_by_sea_crosses_the_outline(seto: System, seto_waters: shapely.Geometry) -> None:
    rng = np.random.default_rng(20201225)
    box = (130.6, 32.8, 135.7, 35.0)
    land = shapely.union_all(enclosed._land(box)[0])
    lines = shapely.MultiLineString([drawn(line) for line in seto.lines])
    shapely.prepare(land)
    shapely.prepare(lines)
    xy = rng.uniform(box[:2], box[2:], (4000, 2))
    xy = xy[~shapely.contains_xy(land, *xy.T)]
    pairs = np.vstack([Delaunay(xy).simplices[:, k] for k in ([0, 1], [1, 2], [2, 0])])
    ways = shapely.linestrings(xy[pairs])
    free = ~shapely.intersects(land, ways) & ~shapely.intersects(lines, ways)
    one, other = pairs[free].T
    n = len(xy)
    _, sea = connected_components(coo_array((np.ones(len(one)), (one, other)), shape=(n, n)))
    within = shapely.contains_xy(seto_waters, *xy.T)
    for part in np.unique(sea):
        assert len(set(within[sea == part])) == 1
    at_sea = sea == np.bincount(sea).argmax()
    assert at_sea.sum() > 300
    assert within.sum() > 300


def test_a_bay_over_the_antimeridian() -> None:
    natewa = system_of([[(179.93, -16.475), (-179.93, -16.135)]], [(179.8, -16.4)])
    (outline,) = enclosed_waters(natewa)
    waters = shapely.Polygon(outline)
    assert outline[:, 0].max() > 180.0 > outline[:, 0].min()
    assert shapely.contains_xy(waters, [179.6, 179.999, 180.02], [-16.6, -16.3, -16.2]).all()
    assert not shapely.contains_xy(waters, [180.1, 179.95], [-16.3, -16.6]).any()
    other_way = system_of([[(-179.93, -16.135), (179.93, -16.475)]], [(179.8, -16.4)])
    (turned,) = enclosed_waters(other_way)
    assert shapely.Polygon(turned - [360.0, 0.0]).equals_exact(waters, 1e-9, normalize=True) or (
        shapely.area(shapely.Polygon(turned)) == pytest.approx(waters.area, rel=1e-6)
    )


def test_a_line_that_closes_on_itself_is_the_outline() -> None:
    corners = [(178.0, -19.0), (-179.0, -19.0), (-179.0, -16.0), (178.0, -19.0)]
    (outline,) = enclosed_waters(system_of([corners], [], "archipelagic"))
    assert outline[:, 0].max() == pytest.approx(181.0)
    assert (outline[0] == outline[-1]).all()


def test_an_area_of_set_breadth_encloses_nothing(write: Write) -> None:
    assert enclosed_waters(read_systems([write(AREA)])[-1]) == []


TOKYO_BAY = [(139.678, 35.1415), (139.7576, 34.9753)]


def test_tokyo_bay(write: Write) -> None:
    (outline,) = enclosed_waters(read_systems([write(GOOD)])[-1])
    bay = shapely.Polygon(outline)
    assert shapely.contains_xy(bay, [139.8, 139.75], [35.4, 35.15]).all()
    assert not shapely.contains_xy(bay, 139.7, 34.9)


def test_water_that_runs_out_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"system 't' of XX: the water inside runs out") as caught:
        enclosed_waters(system_of([TOKYO_BAY], [(139.75, 34.85)]))
    assert "lon 1" in str(caught.value)


def test_a_place_on_land_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"the place inside at lon 139\.5000.*lies on land"):
        enclosed_waters(system_of([TOKYO_BAY], [(139.5, 35.6)]))


def test_a_gap_is_bridged_up_to_its_bound() -> None:
    a, b = TOKYO_BAY
    for away_m, fine in ((0.8 * GAP_M, True), (1.5 * GAP_M, False), (9.0 * GAP_M, False)):
        lon, lat, _ = GEOD.fwd(*b, 230.0, away_m)  # out to sea
        system = system_of([[a, (lon, lat)]], [(139.8, 35.4)])
        if fine:
            assert len(enclosed_waters(system)) == 1
        else:
            with pytest.raises(ConfigError, match=r"the line's end P1 at .* from the coast"):
                enclosed_waters(system)


def test_a_line_that_ends_on_another_line() -> None:
    a, b = TOKYO_BAY
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    (whole,) = enclosed_waters(system_of([TOKYO_BAY], [(139.8, 35.4)]))
    (halves,) = enclosed_waters(system_of([[a, middle], [middle, b]], [(139.8, 35.4)]))
    assert shapely.Polygon(halves).area == pytest.approx(shapely.Polygon(whole).area, rel=1e-4)
