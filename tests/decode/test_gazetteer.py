"""Places are found by every spelling, and offsets hold the true place inside their circle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.gazetteer import find_place, offset_place, places
from straitwatch.kernel.sphere import arc_distance, destination
from straitwatch.model.error import ContractError


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Oki-Daito Island", "oki-daito"),
        ("Okidaitojima", "oki-daito"),
        ("OKI DAITO", "oki-daito"),
        ("沖大東島", "oki-daito"),
        ("Fukue", "fukue-jima"),
        ("福江島", "fukue-jima"),
        ("Ōsumi Strait", "osumi-strait"),
        ("宮古海峡", "miyako-strait"),
        ("between the main Okinawa island and Miyakojima island", "miyako-strait"),
        ("沖縄本島と宮古島との間の海域", "miyako-strait"),
        ("宮古島と沖縄本島の間", "miyako-strait"),
        ("与那国島と台湾との間", "yonaguni-taiwan"),
        ("Diaoyu Dao", "uotsuri-jima"),
        ("礼文島", "rebun-to"),
        ("ｏｋｉｎａｗａ", "okinawa"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(text: str, place_id: str) -> None:
    assert find_place(text).place_id == place_id


def test_an_unknown_place_lists_the_nearest_names() -> None:
    with pytest.raises(ContractError, match="the nearest are: Oki-Daito Island"):
        find_place("Okidato")
    with pytest.raises(ContractError, match="'' is not in the gazetteer"):
        find_place("")
    with pytest.raises(ContractError, match="'Atlantis'"):
        find_place("between Okinawa and Atlantis")


def test_every_place_is_whole_and_found_by_both_its_names() -> None:
    listed = places()
    assert len(listed) >= 60
    assert sum(place.kind in {"island", "cape"} and bool(place.name_ja) for place in listed) >= 40
    for place in listed:
        assert -180 <= place.lon <= 180
        assert -90 <= place.lat <= 90
        assert place.radius_km > 0
        assert place.source
        assert find_place(place.name) == place
        if place.name_ja:
            assert find_place(place.name_ja) == place


def test_a_sailor_can_check_the_offset() -> None:
    lon, lat, radius_km = offset_place(find_place("kita-daito"), 90.0, 530.0)
    assert (lon, lat) == pytest.approx((136.61, 25.84), abs=0.01)
    assert radius_km == pytest.approx(2.9 + 207.8, abs=0.5)


@settings(max_examples=50, deadline=None)
@given(
    bearing=st.sampled_from([0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0]),
    dist_km=st.integers(1, 60).map(lambda n: n * 10.0),
    turn=st.floats(-22.5, 22.5),
    more=st.floats(-5.0, 5.0),
)
def test_whatever_the_text_could_mean_lies_in_the_circle(
    bearing: float, dist_km: float, turn: float, more: float
) -> None:
    place = find_place("oki-daito")
    lon, lat, radius_km = offset_place(place, bearing, dist_km)
    true_lon, true_lat = destination(
        place.lon, place.lat, bearing + turn, max(0.0, dist_km + more) * 1000.0
    )
    off_m = arc_distance(lon, lat, float(true_lon), float(true_lat))
    assert off_m <= radius_km * 1000.0 * 1.001
    assert np.isfinite(off_m)
