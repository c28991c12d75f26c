import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_stories import ROUTES, TRACKS, deployment_routes, jst, story

from straitwatch.report import words
from straitwatch.report.draw import band_rings, land_rings, track_lines
from straitwatch.report.extent import close_box, map_height
from straitwatch.report.label import Room
from straitwatch.report.map import draw_map
from straitwatch.report.page import tell
from straitwatch.report.png import to_png
from straitwatch.report.project import circle, clip_ring, make_frame, shape_of, thin
from straitwatch.report.route import find_routes, story_zone
from straitwatch.report.scene import DARK, LIGHT, STYLES, Dot, Label, Lines, Scene
from straitwatch.report.svg import to_svg
from straitwatch.report.timeline import draw_timeline, silent_spans

BOX = (120.0, 20.0, 140.0, 34.0)
laws = settings(max_examples=40, deadline=None)
lons = st.floats(-180, 180, allow_nan=False)
lats = st.floats(-80, 80, allow_nan=False)


@given(lon=st.floats(120, 140), lat=st.floats(20, 34))
@laws
def test_a_place_in_the_box_is_in_the_picture_and_comes_back(lon: float, lat: float) -> None:
    frame = make_frame(BOX, 1000, 700)
    x, y = float(frame.x(lon)), float(frame.y(lat))
    assert frame.holds(x, y, -1e-6)
    assert frame.lon_at(x) == pytest.approx(lon, abs=1e-9)
    assert frame.lat_at(y) == pytest.approx(lat, abs=1e-9)


def test_north_is_up_and_east_is_right() -> None:
    frame = make_frame(BOX, 1000, 700)
    assert frame.x(139.0) > frame.x(121.0)
    assert frame.y(33.0) < frame.y(21.0)


@given(west=lons, width=st.floats(0.1, 60), south=st.floats(-70, 60), height=st.floats(0.1, 20))
@laws
def test_a_box_fits_wherever_it_lies_even_across_the_antimeridian(
    west: float, width: float, south: float, height: float
) -> None:
    east = (west + width + 180) % 360 - 180
    box = (west, south, east, south + height)
    frame = make_frame(box, 800, 500)
    for lon, lat in ((west, south), (east, south + height), (west + width / 2, south)):
        assert frame.holds(float(frame.x(lon)), float(frame.y(lat)), -0.01)
    assert shape_of(box) > 0


def test_a_line_over_the_antimeridian_has_no_jump() -> None:
    frame = make_frame((175.0, -20.0, -175.0, -10.0), 600, 600)
    line = frame.chain([179.0, -179.0, -178.0], [-15.0, -15.0, -15.0])
    assert np.diff(line[:, 0]) == pytest.approx([2 * frame.scale, frame.scale])
    assert frame.holds(*line[0])


@given(lon=lons, lat=lats, radius=st.floats(1_000, 300_000))
@laws
def test_a_ring_has_its_radius(lon: float, lat: float, radius: float) -> None:
    ring_lon, ring_lat = circle(lon, lat, radius)
    phi, psi = np.radians(lat), np.radians(ring_lat)
    turn = np.radians(ring_lon - lon)
    half = np.sin((psi - phi) / 2) ** 2 + np.cos(phi) * np.cos(psi) * np.sin(turn / 2) ** 2
    assert 2 * 6_371_008.8 * np.arcsin(np.sqrt(half)) == pytest.approx(radius, rel=1e-6)


@given(st.lists(st.tuples(st.floats(-2000, 3000), st.floats(-2000, 3000)), min_size=3, max_size=40))
@laws
def test_a_cut_ring_stays_in_the_picture_and_margin(points: list[tuple[float, float]]) -> None:
    frame = make_frame(BOX, 1000, 700)
    cut = clip_ring(np.array(points), frame, margin=12.0)
    if len(cut):
        assert cut[:, 0].min() >= -12.001
        assert cut[:, 0].max() <= 1012.001
        assert cut[:, 1].min() >= -12.001
        assert cut[:, 1].max() <= 712.001


def test_a_ring_cut_in_half_has_half_the_area() -> None:
    frame = make_frame(BOX, 1000, 700)
    ring = np.array([[-500.0, 100.0], [500.0, 100.0], [500.0, 200.0], [-500.0, 200.0]])
    cut = clip_ring(ring, frame, margin=0.0)
    x, y = cut[:, 0], cut[:, 1]
    area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
    assert area == pytest.approx(50_000.0)


def test_a_ring_that_holds_the_picture_fills_it() -> None:
    frame = make_frame(BOX, 1000, 700)
    ring = np.array([[-9e3, -9e3], [9e3, -9e3], [9e3, 9e3], [-9e3, 9e3]])
    cut = clip_ring(ring, frame, margin=0.0)
    assert {tuple(p) for p in np.round(cut).tolist()} == {(0, 0), (1000, 0), (1000, 700), (0, 700)}


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), max_size=60))
@laws
def test_thinning_keeps_both_ends_and_only_points_of_the_line(
    points: list[tuple[float, float]],
) -> None:
    line = np.array(points, dtype=float).reshape(-1, 2)
    thinned = thin(line, 1.5)
    assert len(thinned) <= len(line)
    if len(line) > 2:
        near = np.clip(line, -20_000, 20_000)
        assert thinned[0] == pytest.approx(near[0])
        assert thinned[-1] == pytest.approx(near[-1])


def test_land_on_the_other_side_of_the_antimeridian_is_drawn_where_it_is() -> None:
    frame = make_frame((170.0, -30.0, -170.0, -10.0), 800, 800)
    island = np.array([[-175.0, -20.0], [-174.0, -20.0], [-174.0, -19.0], [-175.0, -19.0]])
    (ring,) = land_rings([island], frame)
    assert ring[:, 0].min() == pytest.approx(400.0 + 5 * frame.scale, abs=1.0)


def test_the_band_reaches_as_far_as_the_distance() -> None:
    lons, lats = np.linspace(120, 140, 201), np.linspace(20, 34, 141)
    dist = np.abs(lons[None, :] - 130.0) * 100_000 + np.zeros((141, 1))
    frame = make_frame(BOX, 1000, 700)
    rings = band_rings((lons, lats, dist), frame, 100_000.0)
    x = np.vstack(rings)[:, 0]
    assert x.min() == pytest.approx(float(frame.x(129.0)), abs=2.0)
    assert x.max() == pytest.approx(float(frame.x(131.0)), abs=2.0)


def test_no_band_without_a_grid() -> None:
    assert band_rings(None, make_frame(BOX, 100, 100), 22_224.0) == []


def tracks_of(rows: list[tuple[int, float, float, str]]) -> pa.Table:
    start = datetime(2023, 1, 1, tzinfo=UTC)
    told = [
        {
            "object_id": ident,
            "t": start + timedelta(minutes=m),
            "lon": lon,
            "lat": 25.0,
            "source": s,
        }
        for ident, m, lon, s in rows
    ]
    return pa.Table.from_pylist(told, schema=TRACKS)


def test_tracks_break_at_gaps_and_objects_and_simulated_ones_are_apart() -> None:
    real = [(1, m, 125 + m / 10, "a.csv") for m in (0, 10, 20, 200, 210)]
    other = [(2, m, 130 + m / 10, "simulated:traffic") for m in (0, 10)]
    true, made_up = track_lines(tracks_of(real + other), make_frame(BOX, 1000, 700), 1000)
    assert [len(line) for line in true] == [3, 2]
    assert [len(line) for line in made_up] == [2]


def test_a_budget_of_points_is_kept() -> None:
    rng = np.random.default_rng(1)
    rows = [(1, m, 130 + rng.uniform(-5, 5), "a.csv") for m in range(3000)]
    true, _ = track_lines(tracks_of(rows), make_frame(BOX, 60, 40), 500)
    assert sum(map(len, true)) <= 3000
    sparse, _ = track_lines(tracks_of(rows), make_frame(BOX, 60, 40), 100_000)
    assert sum(map(len, true)) < sum(map(len, sparse))


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), max_size=40))
@laws
def test_no_label_covers_another(points: list[tuple[float, float]]) -> None:
    room = Room(400, 300)
    for index, (x, y) in enumerate(points):
        room.put(x, y, f"Place {index}", "t-island")
    boxes = [room._box(label) for label in room.labels]
    for i, a in enumerate(boxes):
        assert a[0] >= 0
        assert a[2] <= 400
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_stand_out_from_their_ground(palette: dict[str, str]) -> None:
    for text, ground in (
        ("ink", "page"), ("muted", "page"), ("route", "page"), ("second", "page"),
        ("third", "page"), ("fourth", "page"), ("gate", "sea"), ("landtext", "land"),
        ("landtext", "sea"), ("mark", "page"), ("ink", "sea"), ("seatext", "sea"),
    ):  # fmt: skip
        light, dark = sorted((luminance(palette[text]), luminance(palette[ground])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (text, ground)


def test_every_style_names_colours_that_exist() -> None:
    assert set(LIGHT) == set(DARK)
    for style in STYLES.values():
        assert {style.fill, style.stroke, style.halo} - {None} <= set(LIGHT)


def test_svg_path_is_the_line_in_tenths_of_a_pixel() -> None:
    line = np.array([[1.04, 2.0], [-3.0, 2.26], [10.0, -7.5]])
    text = to_svg(Scene(20, 20, "t", "d", [Lines([line], "route")]), "x")
    found = re.search(r' d="M([-\d. ]+)l([-\d. ]+)"', text)
    first = np.array(found[1].split(), float)
    steps = np.array(found[2].split(), float).reshape(-1, 2)
    back = np.vstack([first, first + np.cumsum(steps, axis=0)])
    assert back == pytest.approx(np.round(line, 1))


def test_svg_and_png_draw_every_kind_of_shape() -> None:
    ring = np.array([[1.0, 1.0], [9.0, 1.0], [9.0, 9.0]])
    items = [
        Lines([ring], "land", closed=True),
        Dot(5, 5, 2, "mark", "<b>"),
        Label(1, 9, "<&", "t-key"),
    ]
    scene = Scene(10, 10, "<t>", "<d>", items)
    text = to_svg(scene, "x")
    assert "<b>" not in text
    assert "&lt;&amp;" in text
    assert text.count("<path") == text.count("<circle") == text.count("<text") == 1
    assert to_png(scene) != to_png(Scene(10, 10, "", "", items[:1]))


def test_a_group_is_one_route_and_the_rest_their_own() -> None:
    found = find_routes(deployment_routes())
    assert found[0].object_id == "hull:CN/16"
    assert {route.object_id for route in found} == {
        "hull:CN/16", "name:CN/wz-7", "name:CN/survey-ship-2022-12-19"}  # fmt: skip
    assert found[0].company == 6
    assert [stop.t.day for stop in found[0].stops] == [15, 16, 17, 28, 28, 30, 1]


def test_a_ship_that_mostly_sails_with_the_group_is_no_route_of_its_own() -> None:
    alone = deployment_routes().slice(0, 1).to_pylist()[0]
    alone |= {"object_id": "hull:CN/104", "sighting_id": "alone", "t": jst(15, 12)}
    table = pa.concat_tables([deployment_routes(), pa.Table.from_pylist([alone], schema=ROUTES)])
    found = find_routes(table, tell(story()).rows)
    assert found[0].object_id == "hull:CN/16"
    assert "hull:CN/104" not in {route.object_id for route in found}


def test_no_route_from_nothing() -> None:
    assert find_routes(ROUTES.empty_table()) == []


def test_silence_is_a_day_and_more() -> None:
    route = find_routes(deployment_routes())[0]
    lengths = [(b - a) / timedelta(hours=1) for a, b in silent_spans(route)]
    assert lengths == [26.0, 273.0, 36.0, 49.0]


def test_dates_are_those_of_the_sources_clock() -> None:
    told = tell(story())
    zone, name = story_zone(told.rows)
    assert name == "JST"
    assert words.day(jst(16), zone) == "16 Dec"
    assert story_zone([])[1] == "UTC"


def labels(scene: Scene) -> list[str]:
    return [item.text for item in scene.items if isinstance(item, Label)]


def test_the_map_names_what_happened_where() -> None:
    made = story()
    scene = draw_map(made, tell(made), 1080, 780)
    texts = labels(scene)
    assert "Liaoning group, 15 Dec" in texts
    assert "16 Dec out, 1 Jan back" in texts
    assert "Miyako Strait" in texts
    assert words.NOTE["map_simulated"] in texts
    assert any(re.fullmatch(r"\d+ nm \([\d,]+ km\)", text) for text in texts)
    assert "28 Dec, 360 km E of Oki-Daito" in scene.alt


def test_the_map_without_simulation_does_not_say_so() -> None:
    made = story(simulated=False)
    assert words.NOTE["map_simulated"] not in labels(draw_map(made, tell(made), 1080, 780))


def test_a_scale_bar_is_as_long_as_it_says() -> None:
    made = story(box=(-10.0, -10.0, 10.0, 10.0))
    scene = draw_map(made, tell(made), 1000, 1000)
    text = next(t for t in labels(scene) if " nm (" in t)
    bar = next(item for item in scene.items if item.style == "scale").parts[0]
    minutes = (bar[-1, 0] - bar[0, 0]) / 50.0 * 60.0
    assert minutes == pytest.approx(float(text.split()[0]), rel=0.02)


def test_the_timeline_never_adds_a_part_to_its_whole() -> None:
    made = story()
    texts = labels(draw_timeline(made, tell(made), 1080))
    assert {"about 320", "about 60", "leaves about 260", "  of which"} <= set(texts)
    assert "no position for 11 days" in texts
    assert not any("380" in text for text in texts)


def test_nothing_dated_has_no_timeline() -> None:
    made = story(rows=[], routes=ROUTES.empty_table())
    assert draw_timeline(made, tell(made), 1080) is None


def test_a_phone_sees_the_storys_part_of_the_box() -> None:
    made = story()
    box = close_box(made)
    assert box[0] >= made.box[0]
    assert box[2] <= made.box[2]
    assert (box[2] - box[0]) < (made.box[2] - made.box[0])
    assert close_box(story(routes=ROUTES.empty_table())) == made.box
    assert 0.42 * 1000 <= map_height((0.0, 0.0, 50.0, 1.0), 1000) <= 420
