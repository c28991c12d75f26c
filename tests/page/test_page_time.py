"""Time used as people do: play, step, slide; and what stands still while nothing was heard."""

import pytest
from opened import OpenPage

pytestmark = pytest.mark.page

WHERE = "lon=128&lat=28&z=5&tab=&layers=objects,trails"


def test_a_replay_plays_and_ships_move(open_page: OpenPage) -> None:
    one = open_page(f"/?t=2022-12-16T03:00:00Z&{WHERE}&speed=3600")
    one.until("straitwatch.onMap.ships > 0")
    before = one.page.evaluate("Object.fromEntries(straitwatch.things.map(s => [s.id, s.lon]))")
    one.page.keyboard.press("Space")
    one.until("straitwatch.time > Date.parse('2022-12-16T05:00:00Z')")
    one.page.keyboard.press("Space")
    after = one.page.evaluate("Object.fromEntries(straitwatch.things.map(s => [s.id, s.lon]))")
    assert any(abs(after[ship] - before[ship]) > 0.01 for ship in before if ship in after)
    assert one.query["t"] > "2022-12-16T05:00:00Z"
    one.settle()
    assert one.drawn("trails")


def test_steps_and_the_slider_move_the_time(open_page: OpenPage) -> None:
    one = open_page(f"/?t=2022-12-20T00:00:00Z&{WHERE}")
    slider = one.page.get_by_role("slider", name="Time shown")
    slider.focus()
    one.page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "2022-12-20 01:00 UTC"
    one.page.keyboard.press("PageDown")
    assert slider.get_attribute("aria-valuetext") == "2022-12-19 01:00 UTC"
    one.page.locator("#map").focus()
    one.page.keyboard.press(".")
    assert slider.get_attribute("aria-valuetext") == "2022-12-19 01:10 UTC"
    box = slider.bounding_box()
    assert box is not None
    one.page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 10)
    middle = one.page.evaluate("straitwatch.time")
    assert abs(middle - 1_671_894_000_000) < 86_400_000  # the store's middle: 24 December
    assert one.query["t"].startswith(("2022-12-23", "2022-12-24"))


def test_a_ship_that_was_not_heard_stays_where_it_was_and_fades(open_page: OpenPage) -> None:
    one = open_page(f"/?t=2022-12-16T12:00:00Z&{WHERE}")  # SIM CARGO: silent from 05:48 to 14:53
    one.until("straitwatch.onMap.ships > 0")
    silent = one.until("straitwatch.things.find(s => s.id === 'mmsi:499000028')")
    assert isinstance(silent, dict)
    assert not silent.get("between")
    assert abs(silent["t"] - 1_671_169_711_000) < 600_000
    assert abs(silent["lat"] - 25.925) < 0.2
    one.go(silent["lon"], silent["lat"], 8)
    (drawn,) = [ship for ship in one.drawn("objects") if ship["id"] == "mmsi:499000028"][:1]
    assert drawn["fade"] < 0.5


def test_the_span_is_narrowed_and_widened_again(open_page: OpenPage) -> None:
    one = open_page(f"/?from=2022-12-16&to=2022-12-18&t=2022-12-17T00:00:00Z&{WHERE}")
    words = one.page.locator(".span-words")
    assert "2022-12-16 – 2022-12-18" in words.inner_text()
    one.page.get_by_role("button", name="Whole span").click()
    one.until("document.querySelector('.span-words').textContent.includes('2023-01-02')")
    assert "from" not in one.query
