"""The page used as people do: what the map draws at a time, and what the address keeps."""

import pytest
from opened import OpenPage

pytestmark = pytest.mark.page

TRANSIT = "t=2022-12-16T03:00:00Z"


def test_ships_of_the_replay_are_drawn_and_marked_as_simulated(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=128&lat=28&z=6")
    one.until("straitwatch.onMap.ships > 0")
    one.settle()
    ships = one.drawn("objects")
    assert len(ships) > 5
    assert all(ship["icon"].endswith("/hollow") for ship in ships)
    assert one.page.get_by_text("Simulated traffic is shown").is_visible()


def test_sightings_are_areas_and_never_dots(open_page: OpenPage) -> None:
    one = open_page(f"/?{TRANSIT}&lon=128&lat=28&z=5")
    one.until("straitwatch.onMap.sightings > 0")
    one.settle()
    assert one.drawn("sightings-fill")
    names = {name["name"] for name in one.drawn("sighting-names")}
    assert any("Liaoning" in name for name in names)
    assert not [ship for ship in one.drawn("objects") if ship["id"].startswith("hull:")]
