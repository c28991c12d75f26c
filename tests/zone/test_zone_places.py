"""Places that anybody can check on a map, the world over: a right answer or a clear error."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

import straitwatch
from straitwatch.model.error import ContractError
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import (
    ARCHIPELAGIC,
    ECONOMIC,
    HIGH_SEAS,
    INTERNAL,
    LAND,
    NAMES,
    TERRITORIAL,
    Chart,
    classify,
    coast_distance,
    label,
    nearest_coast,
    open_chart,
)
from straitwatch.zone.claim import disputes

GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def chart() -> Chart:
    return open_chart()


def _countries() -> list[dict[str, str]]:
    with (Path(__file__).parent / "countries.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _states(chart: Chart, lon: object, lat: object) -> list[str]:
    told = label(chart, lon, lat)
    return [told.states[k] if k >= 0 else "" for k in told.state]


def test_a_place_in_every_country_is_land_of_that_country(chart: Chart) -> None:
    rows = _countries()
    assert len({row["iso"] for row in rows}) >= 193 + 2  # members of the United Nations, and more
    lon, lat = (np.array([float(row[name]) for row in rows]) for name in ("lon", "lat"))
    told, full = label(chart, lon, lat), classify(chart, lon, lat)
    named = _states(chart, lon, lat)
    wrong = [
        (row["name"], NAMES[zone], state)
        for row, zone, state in zip(rows, told.zone, named, strict=True)
        if zone != LAND or row["iso"] not in state.split("|")
    ]
    assert wrong == []
    assert np.array_equal(full.zone, told.zone)
    assert np.array_equal(full.state, told.state)
    assert (coast_distance(chart, lon, lat) < 0.0).all()


def test_every_state_of_the_chart_has_land(chart: Chart) -> None:
    """Of those that stand alone: some claimants of one place have no other land there."""
    of_land = {
        chart.coast.states[code - 1] for code in np.unique(chart.coast.plan.land.code) if code
    }
    alone = {name for name in chart.coast.states if "|" not in name}
    assert alone - of_land == set()


@pytest.mark.parametrize(
    ("place", "lon", "lat", "zone", "state"),
    [
        ("Eurasia's middle, far from any sea", 86.67, 46.29, LAND, "CN"),
        ("Kazakh steppe", 68.0, 48.0, LAND, "KZ"),
        ("Congo basin", 22.0, 0.0, LAND, "CD"),
        ("Amazon", -62.0, -5.0, LAND, "BR"),
        ("Vostok", 106.8, -78.46, LAND, "AQ"),
        ("Pole of inaccessibility", 55.0, -82.1, LAND, "AQ"),
        ("Ross Ice Shelf", 180.0, -82.0, LAND, "AQ"),
        ("South Pole", 0.0, -90.0, LAND, "AQ"),
        ("South Pole by another meridian", 123.0, -90.0, LAND, "AQ"),
        ("Greenland's ice", -40.0, 75.0, LAND, "DK"),
        ("North Pole", -77.0, 90.0, HIGH_SEAS, ""),
        ("Lake Superior", -87.5, 47.7, INTERNAL, None),
        ("Lake Victoria", 33.0, -1.0, INTERNAL, None),
        ("Lake Baikal", 108.2, 53.6, INTERNAL, "RU"),
        ("Caspian Sea", 51.0, 41.0, INTERNAL, None),
        ("Lake Titicaca", -69.4, -15.9, INTERNAL, None),
        ("Isla del Sol in Lake Titicaca", -69.17, -16.02, LAND, "BO"),
        ("Manitoulin Island in Lake Huron", -82.3, 45.75, LAND, "CA"),
        ("Olkhon in Lake Baikal", 107.4, 53.15, LAND, "RU"),
        ("Kwajalein, in the lagoon", 167.4, 9.0, TERRITORIAL, "MH"),
        ("Chukotka on the antimeridian", 180.0, 67.5, LAND, "RU"),
        ("Wrangel Island on the antimeridian", 180.0, 71.1, LAND, "RU"),
        ("Taveuni on the antimeridian", 180.0, -16.85, LAND, "FJ"),
        ("Uganda on the equator", 32.0, 0.0, LAND, "UG"),
        ("England on Greenwich", 0.0, 51.6, LAND, "GB"),
        ("Ghana on Greenwich", 0.0, 7.5, LAND, "GH"),
    ],
)
def test_places_far_and_near(
    chart: Chart, place: str, lon: float, lat: float, zone: int, state: str | None
) -> None:
    for turn in (0.0, 360.0, -360.0, 720.0):
        x = np.array([lon + turn])
        assert label(chart, x, [lat]).zone[0] == zone, place
        assert classify(chart, x, [lat]).zone[0] == zone, place
        if state is not None:
            assert _states(chart, x, [lat]) == [state], place


def test_the_aral_sea_is_a_lake_or_land_as_the_chart_has_it() -> None:
    told = straitwatch.zone_at(59.0, 45.0)
    assert told.zone in ("internal_waters", "land")
    assert told.state in ("KZ", "UZ")
    assert told.airspace == "national"


@pytest.mark.parametrize(
    ("place", "lon", "lat", "zone"),
    [
        ("Sea of Okhotsk, the peanut hole", 149.5, 54.0, HIGH_SEAS),
        ("Bering Sea, the donut hole", -179.0, 58.0, HIGH_SEAS),
        ("Barents Sea, the loophole", 38.0, 74.5, HIGH_SEAS),
        ("Norwegian Sea, the banana hole", 0.0, 69.5, None),
        ("central Arctic", 170.0, 86.0, HIGH_SEAS),
        ("between Galápagos and the continent", -85.5, 1.5, None),
        ("Gulf of Mexico, western gap", -93.0, 25.6, None),
        ("South China Sea off Luzon", 117.5, 17.0, ECONOMIC),
        ("Mediterranean", 18.0, 35.0, ECONOMIC),
        ("Bay of Bengal", 89.0, 15.0, None),
        ("mid Atlantic", -30.0, 0.0, HIGH_SEAS),
        ("Point Nemo", -123.3933, -48.8767, HIGH_SEAS),
    ],
)
def test_high_seas_are_where_no_shore_is_within_200_miles(
    chart: Chart, place: str, lon: float, lat: float, zone: int | None
) -> None:
    near = nearest_coast(chart, [lon], [lat])
    metres = GEOD.inv(lon, lat, near.lon[0], near.lat[0])[2]
    assert abs(metres - near.dist_m[0]) < 10.0
    told = classify(chart, [lon], [lat])
    assert told.zone[0] == (HIGH_SEAS if metres > 200.0 * NM_M else ECONOMIC), place
    assert zone is None or told.zone[0] == zone, place
    assert (told.state[0] < 0) == (told.zone[0] == HIGH_SEAS)


@pytest.mark.parametrize(
    ("lon", "lat", "first", "second"),
    [
        (1.4, 50.95, "GB", "FR"),
        (-3.8, 49.45, "GB", "FR"),
        (79.55, 9.35, "IN", "LK"),
        (129.2, 34.7, "JP", "KR"),
        (25.0, 59.8, "FI", "EE"),
        (-85.85, 21.6, "CU", "MX"),
        (-169.0, 65.75, "RU", "US"),
    ],
)
def test_the_equidistance_line_parts_two_states(
    chart: Chart, lon: float, lat: float, first: str, second: str
) -> None:
    """State of a place is that whose shore is nearer, by geodesics to vertices near by."""
    rng = np.random.default_rng(2)
    x, y = lon + rng.uniform(-0.4, 0.4, 400), lat + rng.uniform(-0.25, 0.25, 400)
    told, near = label(chart, x, y), nearest_coast(chart, x, y)
    at_sea = told.zone > INTERNAL
    assert np.array_equal(told.state[at_sea], near.state[at_sea])
    seen = {told.states[k] for k in told.state[at_sea] if k >= 0}
    assert {first, second} <= seen


def _ring(lon: float, lat: float, radius_m: float, n: int = 36) -> tuple[np.ndarray, np.ndarray]:
    angle = np.linspace(0.0, 360.0, n, endpoint=False)
    x, y, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), angle, np.full(n, radius_m))
    return np.asarray(x), np.asarray(y)


@pytest.mark.parametrize(
    ("place", "lon", "lat", "claimants"),
    [
        ("Uotsuri / Diaoyu Dao", 123.478, 25.745, "CN|JP|TW"),
        ("Takeshima / Dokdo", 131.866, 37.241, "JP|KR"),
        ("Iturup / Etorofu", 147.9, 44.95, "JP|RU"),
        ("Kunashir / Kunashiri", 145.9, 44.1, "JP|RU"),
        ("Shikotan", 146.75, 43.8, "JP|RU"),
        ("Habomai: Zelyony / Shibotsu", 146.13, 43.48, "JP|RU"),
        ("Woody Island, Paracels", 112.34, 16.835, "CN|TW|VN"),
        ("Itu Aba, Spratlys", 114.366, 10.377, "BN|CN|MY|PH|TW|VN"),
        ("Stanley, Falkland Islands", -57.9, -51.7, "AR|GB"),
        ("Abu Musa", 55.03, 25.875, "AE|IR"),
        ("Sevastopol", 33.5, 44.6, "RU|UA"),
        ("Gibraltar", -5.345, 36.13, "ES|GB"),
        ("Diego Garcia", 72.41, -7.31, "GB|MU|SC"),
        ("Laayoune", -13.2, 27.15, "EH|MA"),
        ("Pristina", 21.17, 42.67, "RS|XK"),
        ("Srinagar", 74.80, 34.08, "IN|PK"),
    ],
)
def test_a_disputed_place_carries_every_claimant(
    place: str, lon: float, lat: float, claimants: str
) -> None:
    told = straitwatch.zone_at(lon, lat)
    assert told.state == claimants, place
    assert "Sovereignty is disputed" in told.note
    for letters in claimants.split("|"):
        assert letters in told.note


def test_the_waters_around_every_disputed_coast_carry_its_claimants(chart: Chart) -> None:
    """One segment of the coast in each outline, and the sea 100 m to 3 nm off it."""
    sea, seen = chart.coast.sea, 0
    for place in disputes():
        if place.on != "both":
            continue
        middle = place.outline.mean(axis=0)
        near = nearest_coast(chart, middle[:1], middle[1:])
        foot = near.lon[0], near.lat[0]
        (west, south), (east, north) = place.outline.min(axis=0), place.outline.max(axis=0)
        if not (west <= foot[0] <= east and south <= foot[1] <= north):
            continue  # the chart has no coast there: Scarborough Reef
        seen += 1
        outline = shapely.Polygon(place.outline)  # a segment across its edge is of one side
        well_inside = outline.buffer(-max(0.002, 0.1 * np.sqrt(outline.area)))
        for radius in (100.0, 1_000.0, 5_556.0):
            x, y = _ring(*foot, radius)
            told, nearest = label(chart, x, y), nearest_coast(chart, x, y)
            inside = shapely.contains_xy(well_inside, nearest.lon, nearest.lat)
            inside &= nearest.state == told.state  # else a vertex of two coasts is the nearest
            own = {told.states[k] for k in told.state[inside & (told.zone > INTERNAL)]}
            alone = {name for name in own if set(name.split("|")) < set(place.claimants.split("|"))}
            assert not alone, (place.place, radius, own)
    assert seen >= 25
    assert sea.code.min() >= -1


BAD = {
    "nan": (np.nan, 0.0),
    "nan latitude": (0.0, np.nan),
    "infinite": (np.inf, 0.0),
    "minus infinite latitude": (0.0, -np.inf),
    "beyond the pole": (0.0, 90.1),
    "swapped": (24.98, 125.36),
    "no longitude": (1e300, 0.0),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("ask", [label, classify, nearest_coast, coast_distance])
def test_what_is_no_place_is_named(chart: Chart, ask: Callable[..., object], what: str) -> None:
    lon, lat = BAD[what]
    with pytest.raises(ContractError) as caught:
        ask(chart, [1.0, 2.0, lon], [1.0, 2.0, lat])
    said = str(caught.value)
    assert "row 2" in said
    assert str(lon) in said
    assert str(lat) in said
    assert ("swapped" in said) == (what == "swapped" or 90.0 < abs(lat) <= 180.0)


@pytest.mark.parametrize("what", BAD)
def test_the_package_refuses_what_is_no_place(what: str) -> None:
    with pytest.raises(ContractError):
        straitwatch.zone_at(*BAD[what])


@pytest.mark.parametrize("error_m", [-1.0, np.nan, np.inf])
def test_a_senseless_error_of_the_position_is_refused(error_m: float) -> None:
    with pytest.raises(ContractError, match="error"):
        straitwatch.zone_at(125.36, 24.98, position_error_m=error_m)


@pytest.mark.parametrize("ask", [label, classify, nearest_coast])
def test_shapes_that_differ_are_refused(chart: Chart, ask: Callable[..., object]) -> None:
    for lon, lat in (([0.0, 1.0], [0.0]), (np.zeros((2, 2)), np.zeros((2, 2)))):
        with pytest.raises(ContractError, match="shape"):
            ask(chart, lon, lat)


def test_no_place_at_all_is_no_answer(chart: Chart) -> None:
    assert len(label(chart, [], []).zone) == 0
    assert len(nearest_coast(chart, [], []).dist_m) == 0


def test_on_a_vertex_of_the_coast(chart: Chart) -> None:
    """On the baseline itself: land, or the territorial sea, at no distance, and no crash."""
    rng = np.random.default_rng(9)
    sea = chart.coast.sea
    lon, lat = sea.xy[sea.first[sea.first < len(sea.xy)]].astype(float).T
    keep = (lon > 125.0) & (lon < 150.0) & (lat > 24.0) & (lat < 46.0)
    keep &= rng.uniform(size=len(lon)) < 0.2
    assert keep.sum() > 300
    lon, lat = lon[keep], lat[keep]
    full, quick = classify(chart, lon, lat), label(chart, lon, lat)
    assert np.abs(full.coast_m).max() < 0.05
    assert np.isin(full.zone, (LAND, INTERNAL, TERRITORIAL, ARCHIPELAGIC)).all()
    assert np.array_equal(full.zone, quick.zone)
    assert np.array_equal(full.state, quick.state)
    assert nearest_coast(chart, lon, lat).dist_m.max() < 0.05


def test_on_edges_and_corners_of_tiles_and_cells(chart: Chart) -> None:
    """What lies on an edge has the answer of the distance to the coast, as any other place."""
    for step, seed in ((1 / 4, 1), (1 / 64, 2), (1 / 128, 3)):
        rng = np.random.default_rng(seed)
        lon = np.round(rng.uniform(122.0, 146.0, 3_000) / step) * step
        lat = np.round(rng.uniform(24.0, 46.0, 3_000) / step) * step
        full, quick = classify(chart, lon, lat), label(chart, lon, lat)
        assert np.array_equal(full.zone, quick.zone)
        a_hair = 1e-9
        for x, y in ((a_hair, 0.0), (0.0, a_hair), (-a_hair, -a_hair)):
            beside = classify(chart, lon + x, lat + y)
            assert (beside.zone != full.zone).sum() <= 1  # a limit may run through
            both = np.isfinite(beside.coast_m) & np.isfinite(full.coast_m)
            assert np.abs(beside.coast_m - full.coast_m)[both].max() < 0.01


def test_on_the_limit_within_a_metre_on_either_side(chart: Chart) -> None:
    """From places of the coast out to 12 nm: a metre inside and a metre outside differ."""
    rng = np.random.default_rng(12)
    lon, lat = rng.uniform(122.0, 146.0, 40_000), rng.uniform(24.0, 46.0, 40_000)
    near = nearest_coast(chart, lon[:4_000], lat[:4_000])
    out = (near.dist_m > 25.0 * NM_M) & (near.dist_m < 60.0 * NM_M)
    foot, from_ = (near.lon[out], near.lat[out]), (lon[:4_000][out], lat[:4_000][out])
    azimuth = GEOD.inv(*foot, *from_)[0]
    for limit_nm in (12.0, 24.0):
        for off, inside in ((-1.5, True), (1.5, False)):
            at = GEOD.fwd(*foot, azimuth, np.full(len(azimuth), limit_nm * NM_M + off))[:2]
            told = classify(chart, *at)
            assert len(told.zone) > 200
            beyond = np.abs(told.coast_m) > limit_nm * NM_M
            assert (beyond != inside).all()


def test_zone_at_of_poles_and_turns() -> None:
    for lon in (-180.0, 180.0, 540.0, -540.0):
        told = straitwatch.zone_at(lon, -16.85)
        assert (told.zone, told.state) == ("land", "FJ")
    assert straitwatch.zone_at(0.0, 90.0).zone == "high_seas"
    assert straitwatch.zone_at(0.0, -90.0).zone == "land"
    assert "Antarctic Treaty" in straitwatch.zone_at(0.0, -90.0).note


def test_the_caspian_sea_is_governed_by_no_law_of_the_sea() -> None:
    told = straitwatch.zone_at(51.0, 41.0)
    assert told.zone == "internal_waters"
    assert "Caspian" in told.note


@pytest.mark.parametrize(
    ("lon", "lat", "zone", "airspace", "limit"),
    [
        (139.69, 35.69, "land", "national", "coast"),
        (133.4, 34.2, "internal_waters", "national", "nearest shore or straight baseline"),
        (135.76, 33.25, "territorial_sea", "national", "12 nm limit"),
        (135.76, 33.1, "contiguous_zone", "international", "24 nm limit"),
        (126.4, 25.5, "exclusive_economic_zone", "international", "24 nm limit"),
        (-30.0, 0.0, "high_seas", "international", "200 nm limit"),
    ],
)
def test_a_verdict_holds_together(
    lon: float, lat: float, zone: str, airspace: str, limit: str
) -> None:
    """Its parts follow from one another: zone, distance, limit, its side, and the error."""
    told = straitwatch.zone_at(lon, lat, position_error_m=100.0)
    assert (told.zone, told.airspace, told.limit) == (zone, airspace, limit)
    metres = GEOD.inv(lon, lat, *told.nearest)[2]
    assert abs(told.dist_m) == pytest.approx(metres, rel=1e-4, abs=1.0)
    assert (told.dist_m < 0.0) == (zone == "land")
    assert told.dist_nm == pytest.approx(told.dist_m / NM_M)
    of_shore = limit == "coast" or "baseline" in limit
    at_m = 0.0 if of_shore else float(limit.split(maxsplit=1)[0]) * NM_M
    landward = zone in ("land", "internal_waters") or told.dist_m < at_m
    assert (told.to_limit_m < 0.0) == landward
    if "baseline" not in limit:
        assert told.to_limit_m == pytest.approx(told.dist_m - at_m)
    assert told.uncertainty_m == pytest.approx(600.0)
    assert told.within_error == bool(told.doubt)
    if abs(told.to_limit_m) <= told.uncertainty_m:
        assert told.within_error
    assert told.breadth_nm == 12.0
    assert told.answers[0].zone == told.zone
