"""Breadth claims and disputed places."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from straitwatch.zone.baseline import System
from straitwatch.zone.claim import (
    COMMON_NM,
    WHOLE,
    Dispute,
    breadth_areas,
    breadths,
    claim_note,
    claims,
    disputes,
)
from straitwatch.zone.shore import polygons

# a place that everyone would look for inside each outline: lon, lat
TOWNS = {
    "Senkaku / Diaoyu Islands": (123.47, 25.745),
    "Takeshima / Dokdo": (131.867, 37.242),
    "Southern Kurils / Northern Territories": (145.86, 44.03),
    "Paracel Islands": (112.34, 16.83),
    "Spratly Islands": (114.36, 10.38),
    "Scarborough Reef": (117.76, 15.15),
    "Crimea": (34.10, 44.95),
    "Abu Musa": (55.03, 25.87),
    "Greater and Lesser Tunb": (55.305, 26.262),
    "Halaib Triangle": (36.65, 22.22),
    "Ceuta": (-5.32, 35.89),
    "Melilla": (-2.94, 35.292),
    "Imia / Kardak": (27.151, 37.051),
    "Mayotte": (45.16, -12.80),
    "Glorioso Islands": (47.29, -11.58),
    "Juan de Nova": (42.75, -17.06),
    "Bassas da India and Europa": (40.36, -22.37),
    "Tromelin": (54.52, -15.89),
    "Navassa": (-75.01, 18.40),
    "Machias Seal Island": (-67.10, 44.50),
    "Land and coast west of the Essequibo": (-59.78, 8.20),
    "Western Sahara": (-13.20, 27.15),
    "Jammu and Kashmir": (74.80, 34.08),
    "Aksai Chin": (79.30, 35.20),
    "Arunachal Pradesh / Zangnan": (91.87, 27.59),
    "Kalapani, Limpiyadhura and Lipulekh": (80.90, 30.22),
    "Doklam": (89.00, 27.33),
    "West Bank": (35.26, 32.22),
    "Gaza Strip": (34.45, 31.50),
    "Golan Heights": (35.69, 32.99),
    "Shab'a Farms": (35.70, 33.28),
    "Abyei": (28.43, 9.59),
    "al-Fashaga": (36.30, 14.05),
    "Ilemi Triangle": (35.30, 4.90),
    "Migingo": (33.938, -0.883),
    "Kosovo": (21.17, 42.66),
    "Falkland Islands / Malvinas": (-57.86, -51.69),
    "South Georgia": (-36.51, -54.28),
    "South Sandwich Islands": (-26.40, -57.80),
    "Chagos Archipelago": (72.42, -7.32),
    "Gibraltar": (-5.345, 36.13),
    "Peñón de Vélez de la Gomera": (-4.301, 35.173),
    "Peñón de Alhucemas": (-3.889, 35.213),
    "Chafarinas Islands": (-2.43, 35.18),
    "Perejil / Leila": (-5.419, 35.914),
    "Olivenza": (-7.10, 38.68),
    "Doumeira": (43.133, 12.716),
    "Sabah": (116.07, 5.98),
    "Southern Belize": (-88.80, 16.10),
    "New River Triangle": (-57.40, 2.40),
    "Between the Litani and the Marouini": (-54.15, 2.60),
    "Matthew and Hunter": (171.35, -22.35),
    "Donetsk, Kherson, Luhansk and Zaporizhzhia": (37.80, 48.00),
}
# towns that an outline must not hold: near it, and no one's dispute
BESIDE = {
    "Golan Heights": [(35.53, 32.79), (36.30, 33.51)],  # Tiberias, Damascus
    "West Bank": [(34.78, 32.08), (35.93, 31.95), (34.79, 31.25)],  # Tel Aviv, Amman, Beersheba
    "Gaza Strip": [(34.57, 31.67), (34.25, 31.13)],  # Ashkelon, Egypt's side of the border
    "Kosovo": [(21.43, 42.00), (20.52, 43.14), (19.82, 41.33)],  # Skopje, Novi Pazar, Tirana
    "Western Sahara": [(-11.10, 28.99), (-17.03, 20.91), (-8.16, 27.67)],  # Guelmim, Nouadhibou
    "Jammu and Kashmir": [(73.05, 33.69), (75.58, 31.33), (77.16, 32.24)],  # Islamabad, Manali
    "Arunachal Pradesh / Zangnan": [(94.91, 27.48), (91.77, 29.24)],  # Dibrugarh, Tsetang
    "Donetsk, Kherson, Luhansk and Zaporizhzhia": [(35.04, 48.47), (36.23, 49.99), (39.71, 47.24)],
    "Sabah": [(114.94, 4.89), (118.31, 6.08), (117.63, 3.33)],  # Brunei, Taganak, Tarakan
    "Southern Belize": [(-88.20, 17.50), (-88.60, 15.73)],  # Belize City, Puerto Barrios
    "Land and coast west of the Essequibo": [(-58.16, 6.80), (-60.67, 2.82)],  # Georgetown
    "Abyei": [(29.72, 11.02), (28.0, 8.77)],  # Kadugli, Wau
}


def outline_of(dispute: Dispute) -> shapely.Polygon:
    return shapely.Polygon(dispute.outline)


def area_of(area: System) -> shapely.Polygon:
    return shapely.Polygon([(corner.lon, corner.lat) for corner in area.outline])


# disputed places


def test_every_place_is_tried() -> None:
    assert {dispute.place for dispute in disputes()} == set(TOWNS)
    assert len(disputes()) == len(TOWNS)


@pytest.mark.parametrize("dispute", disputes(), ids=lambda dispute: dispute.place)
def test_an_outline_is_simple_and_holds_its_town(dispute: Dispute) -> None:
    outline = outline_of(dispute)
    assert outline.is_valid
    assert shapely.contains_xy(outline, *TOWNS[dispute.place])
    for town in BESIDE.get(dispute.place, []):
        assert not shapely.contains_xy(outline, *town)


@pytest.mark.parametrize("dispute", disputes(), ids=lambda dispute: dispute.place)
def test_claimants_stand_in_the_order_of_their_letters(dispute: Dispute) -> None:
    states = dispute.claimants.split("|")
    assert states == sorted(set(states))
    assert len(states) > 1
    assert all(len(state) == 2 and state.isupper() for state in states)
    assert dispute.source
    assert dispute.on in {"land", "both"}


def test_land_alone_holds_no_coast_and_the_others_some() -> None:
    xy, _, count, level = polygons()
    coast = xy[np.repeat(np.isin(level, (1, 5)), count)]
    for dispute in disputes():
        low, high = dispute.outline.min(axis=0), dispute.outline.max(axis=0)
        x, y = coast.T
        near = coast[(x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])].astype(float)
        held = shapely.contains_xy(outline_of(dispute), near[:, 0], near[:, 1]).any()
        charted = dispute.place != "Scarborough Reef"  # drying rocks that the coastline lacks
        assert held == (dispute.on == "both" and charted), dispute.place


def test_crimea_is_not_told_twice() -> None:
    crimea, regions = (
        outline_of(dispute)
        for dispute in disputes()
        if dispute.place in {"Crimea", "Donetsk, Kherson, Luhansk and Zaporizhzhia"}
    )
    assert crimea.intersection(regions).area < 0.1 * crimea.area


# claims


def test_claims_are_dated_sourced_and_bounded() -> None:
    areas = {area.system_id: area for area in breadth_areas()}
    for claim in claims():
        assert claim.source
        assert len(claim.date) == 10
        assert claim.breadth_nm == min(claim.claimed_nm, COMMON_NM)
        if claim.where != WHOLE:
            area = areas.pop(claim.where)
            assert (area.state, area.breadth_nm) == (claim.state, claim.breadth_nm)
    assert not areas  # each area has its row


def test_breadths() -> None:
    names = ["JP", "GR", "SG", "JO", "PE", "TG", "TR", "", "CN|JP|TW", "GR|TR", "JO|SG", "XY"]
    found = breadths(names)
    assert found.dtype == np.float64
    assert found.tolist() == [12, 6, 3, 3, 12, 12, 12, 12, 12, 12, 3, 12]
    assert breadths([]).shape == (0,)


def test_notes() -> None:
    assert "five straits" in claim_note("JP", ["jp-soya"])
    assert claim_note("JP") == ""
    assert claim_note("JP|KR", ["jp-soya", "kr-korea-strait"]).count("nm") == 2
    assert "Ionian" in claim_note("GR")
    assert claim_note("NO") == claim_note("") == ""


@pytest.mark.parametrize(
    ("area_id", "inside", "outside"),
    [
        ("jp-soya", [(141.98, 45.70), (141.6, 45.6)], [(140.0, 45.0), (144.3, 44.2)]),
        (
            "jp-tsugaru",
            [(140.33, 41.35), (140.9, 41.55), (141.2, 41.65), (140.1, 41.3)],
            [(140.85, 41.0), (139.5, 40.0)],  # Mutsu Bay, Oga
        ),
        ("jp-tsushima-east", [(129.55, 34.0), (130.1, 34.3), (129.6, 34.55)], [(129.1, 34.6)]),
        ("jp-tsushima-west", [(129.15, 34.75), (129.0, 34.4), (129.4, 34.95)], [(129.7, 34.1)]),
        (
            "jp-osumi",
            [(130.8, 30.9), (130.4, 30.7), (130.2, 30.9)],
            [(130.65, 31.35), (129.4, 28.4)],
        ),
        ("kr-korea-strait", [(129.2, 34.95), (128.8, 34.6)], [(126.5, 33.2), (130.9, 37.5)]),
        ("tr-aegean", [(26.6, 38.9), (27.2, 36.9), (26.0, 40.0)], [(30.5, 36.5), (29.5, 41.5)]),
        ("gr-ionian", [(19.6, 39.2), (20.8, 37.6), (21.6, 36.8)], [(23.0, 36.2), (24.0, 38.0)]),
        (
            "dk-greenland",
            [(-52.0, 64.0), (-20.0, 76.0), (-45.0, 59.7)],
            [(-7.0, 62.0), (10.0, 56.0)],
        ),
        ("bz-south", [(-88.6, 16.1)], [(-88.0, 17.5)]),
        ("gb-anguilla", [(-63.05, 18.3), (-63.43, 18.6)], [(-62.2, 16.7)]),
        ("gb-gibraltar", [(-5.33, 36.1), (-5.38, 36.14)], [(-1.3, 50.7)]),
    ],
)
def test_an_area_holds_its_water(
    area_id: str, inside: list[tuple[float, float]], outside: list[tuple[float, float]]
) -> None:
    area = area_of(next(area for area in breadth_areas() if area.system_id == area_id))
    assert area.is_valid
    assert shapely.contains_xy(area, inside).all()
    assert not shapely.contains_xy(area, outside).any()


def test_east_and_west_channel_share_tsushima() -> None:
    east, west = (
        area_of(area) for area in breadth_areas() if area.system_id.startswith("jp-tsushima")
    )
    assert east.intersection(west).area == pytest.approx(0.0, abs=1e-12)
    assert shapely.union(east, west).geom_type == "Polygon"


def test_areas_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_BASELINES", "")
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[system]]\nid = "mine"\nstate = "XX"\nkind = "breadth"\nbreadth_nm = 4.5\nname = "Mine"\n'
        'source = "me"\ndate = 2024-01-01\n'
        "outline = [{lon = 1, lat = 1}, {lon = 2, lat = 1}, {lon = 2, lat = 2}]\n",
        encoding="utf-8",
    )
    own = breadth_areas()
    assert [area.system_id for area in breadth_areas([path])] == [
        *(area.system_id for area in own),
        "mine",
    ]
