"""The map used as people do: what is drawn at a time, and what a click on it opens."""

import io

import pytest
from opened import Opened, OpenPage
from PIL import Image, ImageChops

pytestmark = pytest.mark.page

TRANSIT = "t=2022-12-16T03:00:00Z"
TOKARA = "lon=129.6&lat=29.4&z=7"


def pixel(one: Opened, lon: float, lat: float) -> tuple[int, int, int]:
    """Colour of a place of the map as it stands on the screen."""
    x, y = one.screen(lon, lat)
    shot = Image.open(io.BytesIO(one.page.screenshot())).convert("RGB")
    red, green, blue = shot.getpixel((round(x), round(y)))
    return red, green, blue


def test_ships_are_drawn_hollow_since_they_are_simulated(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=128&lat=28&z=6&tab=")
    one.until("straitwatch.onMap.ships > 0")
    one.settle()
    ships = one.drawn("objects")
    assert len(ships) > 5
    assert all(ship["icon"].endswith("/hollow") for ship in ships)
    assert one.page.get_by_text("Simulated traffic is shown").is_visible()


def test_a_ship_is_there_in_pixels(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=128&lat=28&z=7&tab=&layers=objects&theme=dark")
    ship = one.until("straitwatch.drawn.find(s => s.fade === 1)")
    assert isinstance(ship, dict)
    one.go(ship["lon"], ship["lat"], 9)
    x, y = map(round, one.screen(ship["lon"], ship["lat"]))
    place = (x - 14, y - 14, x + 14, y + 14)
    with_it = Image.open(io.BytesIO(one.page.screenshot())).convert("L").crop(place)
    one.page.evaluate("straitwatch.map.setLayoutProperty('objects', 'visibility', 'none')")
    one.settle()
    without = Image.open(io.BytesIO(one.page.screenshot())).convert("L").crop(place)
    lighter = ImageChops.subtract(with_it, without).point([0] * 60 + [255] * 196)
    assert lighter.histogram()[255] > 10  # pixels of its dashed outline


def test_sightings_are_areas_and_never_dots(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=128&lat=28&z=5&tab=")
    one.until("straitwatch.onMap.sightings > 0")
    one.settle()
    assert one.drawn("sightings-fill")
    assert any("Liaoning" in name["name"] for name in one.drawn("sighting-names"))
    assert not [ship for ship in one.drawn("objects") if ship["id"].startswith("hull:")]


def test_land_sea_and_limits_are_told_apart_in_both_themes(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=140.4&lat=36.5&z=7&tab=&layers=limits&theme=dark")
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['limits-12']}).length > 0")
    one.settle()
    land, sea = (140.2, 36.5), (141.6, 36.6)
    dark = pixel(one, *land), pixel(one, *sea)
    assert sum(dark[0]) > sum(dark[1])
    one.page.keyboard.press("d")
    one.until("document.documentElement.dataset.theme === 'light'")
    one.settle()
    bright = pixel(one, *land), pixel(one, *sea)
    assert sum(bright[0]) > 600
    assert sum(bright[0]) > sum(bright[1]) > sum(dark[0])
    assert one.query["theme"] == "light"


def test_gates_name_the_seas_on_either_side(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=126.4&lat=25.5&z=8&tab=&layers=gates")
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['gates']}).length > 0")
    one.settle()
    assert "miyako" in {gate["id"] for gate in one.drawn("gates")}
    assert {"Philippine Sea", "East China Sea"} <= {sea["name"] for sea in one.drawn("gate-arrows")}
    assert not one.drawn("objects")


def test_a_click_on_a_ship_opens_it_and_draws_its_track(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&{TOKARA}&tab=&layers=objects")
    ship = one.until("straitwatch.things.find(s => s.sog > 2)")
    assert isinstance(ship, dict)
    one.go(ship["lon"], ship["lat"], 9)
    one.click(ship["lon"], ship["lat"])
    one.until("location.pathname.startsWith('/object/')")
    assert one.page.url.split("?")[0].endswith("/object/" + ship["id"])
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['track']}).length > 0")
    assert [mark["icon"] for mark in one.drawn("marks")] == ["ring/chosen"]
    one.page.keyboard.press("Escape")
    one.until("location.pathname === '/'")


def test_events_stand_apart_when_looked_at_closely(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=130.8&lat=30.9&z=5&tab=&layers=events")
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['event-clusters']}).length > 0")
    one.go(130.8, 30.9, 10)
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['events']}).length > 0")
    alone = one.drawn("events")
    assert {"simulated"} >= {event["certainty"] for event in alone}
    assert all(event["icon"] == f"event/{event['kind']}/simulated" for event in alone)


def test_the_map_moves_by_keys_and_the_address_follows(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=130&lat=30&z=6&tab=&layers=places")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "+"):
        one.page.keyboard.press(key)
        one.page.wait_for_timeout(500)
    one.settle()
    query = one.query
    assert float(query["lon"]) > 130.5
    assert float(query["lat"]) > 30.2
    assert float(query["z"]) > 6.5


def test_what_the_address_says_is_what_is_shown(open_page: OpenPage) -> None:
    one = open_page(
        f"/?{TRANSIT}&lon=126&lat=25&z=7&theme=light&lang=ja&tab=&layers=gates,limits&units=km&speed=600"
    )
    assert one.page.evaluate("document.documentElement.lang") == "ja"
    assert one.page.locator(".scale").inner_text().strip().endswith("km")
    assert one.page.locator(".speed select").input_value() == "600"
    assert one.page.evaluate("straitwatch.map.getLayoutProperty('objects', 'visibility')") == "none"
    kept = one.query
    assert {key: kept[key] for key in ("lang", "theme", "layers", "units", "speed")} == {
        "lang": "ja", "theme": "light", "layers": "limits,gates", "units": "km", "speed": "600",
    }  # fmt: skip


def test_wall_shows_the_map_and_the_newest_events_only(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&wall=1", width=1920, height=1080)
    one.until("document.querySelectorAll('.ticker li').length > 0")
    for part in (".bar", ".rail", ".timebar", ".panel"):
        held = one.page.locator(part)
        assert held.count() == 0 or not held.first.is_visible()
    assert one.page.locator(".ticker b").first.inner_text() == "03:00"
    box = one.page.locator("#map").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1920, 1080)
