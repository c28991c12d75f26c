"""Tools used as people do: measure, rings, what a place is, the picture."""

import io
import re
from pathlib import Path

import pytest
from opened import OpenPage
from PIL import Image

pytestmark = pytest.mark.page

SIMULATED = "#ff9d6b"  # colour of the certainty, dark

WHERE = "t=2022-12-16T03:00:00Z&lon=130&lat=30&z=7&tab=&layers=limits"


def test_a_degree_of_latitude_is_sixty_miles_to_the_north(open_page: OpenPage) -> None:
    one = open_page(f"/?{WHERE}")
    one.page.keyboard.press("m")
    one.click(130, 29.5)
    one.click(130, 30.5)
    card = one.page.get_by_role("region", name="Measure")
    told = card.locator("tbody tr").first.inner_text()
    assert abs(float(re.findall(r"([\d.]+) nm", told)[0]) - 60.0) < 0.6
    assert re.search(r"\b(000|360|359|001)°", told)
    one.click(131, 30.5)
    assert card.locator("tbody tr").count() == 2
    one.page.keyboard.press("Backspace")
    assert card.locator("tbody tr").count() == 1
    one.page.keyboard.press("u")
    assert " km" in card.locator("tfoot").inner_text()
    assert len(one.query["measure"].split(";")) == 2
    one.settle()
    assert one.drawn("measure")


def test_range_rings_lie_around_the_place_that_was_clicked(open_page: OpenPage) -> None:
    one = open_page(f"/?{WHERE}")
    one.page.keyboard.press("r")
    one.click(130, 30)
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['rings']}).length > 0")
    one.settle()
    assert {ring["radius"] for ring in one.drawn("rings")} == {3, 12, 24}
    one.page.get_by_label("Radii (nm)").fill("5, 40")
    one.settle()
    one.until("straitwatch.map.queryRenderedFeatures({layers: ['rings']}).length > 0")
    assert {ring["radius"] for ring in one.drawn("rings")} == {5, 40}
    assert one.query["rings"] == "5,40"


def test_a_right_click_tells_zone_and_regime(open_page: OpenPage) -> None:
    one = open_page(f"/?{WHERE}")
    one.click(130.6, 30.2, button="right")  # 6 nm off Yakushima
    card = one.page.get_by_role("region", name="What is this place")
    card.get_by_text("Territorial sea · Japan").wait_for(timeout=30_000)
    assert "°" in card.locator(".place-coordinates").inner_text()
    assert "17" in card.get_by_text("UNCLOS").first.inner_text()
    one.page.keyboard.press("Escape")
    card.wait_for(state="hidden")


def test_the_picture_is_the_map_with_scale_time_and_mark(
    open_page: OpenPage, tmp_path: Path
) -> None:
    one = open_page(f"/?{WHERE},objects&theme=dark")
    one.until("straitwatch.onMap.simulated > 0")
    one.settle()
    with one.page.expect_download() as coming:
        one.page.keyboard.press("p")
    assert coming.value.suggested_filename == "straitwatch-2022-12-16T030000Z.png"
    coming.value.save_as(tmp_path / "map.png")
    shot = Image.open(io.BytesIO((tmp_path / "map.png").read_bytes())).convert("RGB")
    box = one.page.locator("#map").bounding_box()
    assert box is not None
    assert shot.width == round(box["width"])
    assert shot.height == round(box["height"]) + 34
    colours = shot.crop((0, 0, shot.width, 60)).getcolors(1 << 20)
    assert (255, 157, 107) in {colour for _, colour in colours}  # of the mark of simulated traffic
    strip = shot.crop((0, shot.height - 34, shot.width, shot.height))
    assert len(strip.getcolors(1 << 20)) > 20  # words, not a blank strip
    assert len(shot.crop((0, 60, shot.width, shot.height - 34)).getcolors(1 << 20)) > 50


def test_layers_are_switched_by_hand(open_page: OpenPage) -> None:
    one = open_page("/?t=2022-12-16T03:00:00Z&lon=128&lat=28&z=6&tab=&theme=dark")
    one.until("straitwatch.drawn.length > 0")
    one.page.get_by_role("button", name="Layers").click()
    one.page.get_by_role("checkbox", name="Ships and aircraft").uncheck()
    one.settle()
    assert not one.drawn("objects")
    one.page.get_by_role("checkbox", name="Ships and aircraft").check()
    one.page.get_by_role("radio", name="Certainty").click()
    one.until(f"straitwatch.drawn.every(one => one.icon.includes('{SIMULATED}'))")
    assert one.drawn("objects")
