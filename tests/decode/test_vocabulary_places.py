"""The gazetteer's places lie where the shore says, and are found in both languages."""

import csv
import re
from collections import defaultdict
from importlib.resources import files

import numpy as np
import pytest
import shapely

from straitwatch.decode.gazetteer import find_place, places, prefectures
from straitwatch.decode.spelling import plain
from straitwatch.model.error import ContractError
from straitwatch.zone.shore import SEA_LEVELS, polygons

HIRAGANA = re.compile(r"[ぁ-ゖー]*")
TINY = "general knowledge: too small"


def rows(package: str, name: str, skip: int = 0) -> list[dict[str, str]]:
    text = files(package).joinpath(f"data/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()[skip:]))


def test_every_place_is_found_by_every_name_of_its_own() -> None:
    for place in places():
        for name in (place.place_id, place.name, place.name_ja):
            assert not name or find_place(name) == place
        for name in place.spellings:
            found = find_place(name, prefecture=place.prefecture or None)
            assert found == place or found.name_ja == name or plain(name) == plain(found.name)


def test_no_two_places_share_a_name_unless_the_prefecture_tells_them_apart() -> None:
    claims = defaultdict(set)
    for place in places():
        for name in (place.place_id, *place.spellings):
            claims[plain(name), place.prefecture].add(place.place_id)
    assert not {key: ids for key, ids in claims.items() if len(ids) > 1}


@pytest.mark.parametrize(
    ("text", "prefecture", "place_id"),
    [
        ("硫黄島", None, "iwoto"),
        ("硫黄島", "東京都", "iwoto"),
        ("硫黄島", "鹿児島県", "satsuma-io-jima"),
        ("硫黄島（鹿児島県）", None, "satsuma-io-jima"),
        ("鹿児島県の硫黄島", None, "satsuma-io-jima"),
        ("鳥島（東京都）", None, "izu-torishima"),
        ("鳥島（長崎県）", None, "hizen-torishima"),
        ("鳥島", "Okinawa", "kume-torishima"),
        ("竹島（鹿児島県）", None, "take-shima-kagoshima"),
        ("沖ノ島（福岡県）", None, "okino-shima"),
        ("沖ノ島（高知県）", None, "okino-shima-kochi"),
        ("大島（東京都）", None, "izu-oshima"),
        ("宮古島（沖縄県）", None, "miyakojima"),
        ("沖縄県久米島", None, "kume-jima"),
        ("Miyako Island, Okinawa Prefecture", None, "miyakojima"),
        ("Okinawa Prefecture's Yonaguni Island", None, "yonaguni-jima"),
        ("北海道", None, "hokkaido"),
        ("対馬（長崎県）", None, "tsushima"),
        ("上対馬", None, "kami-tsushima"),
        ("竜飛崎", None, "tappi-zaki"),
        ("西太平洋", None, "pacific-ocean"),
        ("La Pérouse Strait", None, "soya-strait"),
        ("れぶんとう", None, "rebun-to"),
        ("尖閣諸島の魚釣島", None, "uotsuri-jima"),
        ("五島列島福江島", None, "fukue-jima"),
        ("五島列島", None, "goto"),
        ("the Kusagaki islets", None, "kusagaki"),
        ("the volcanic island of Yokoate-jima", None, "yokoate-jima"),
        ("Japan's Yonaguni Island", None, "yonaguni-jima"),
    ],
)
def test_namesakes_are_told_apart_by_their_prefecture(
    text: str, prefecture: str | None, place_id: str
) -> None:
    assert find_place(text, prefecture=prefecture).place_id == place_id


def test_a_name_in_the_wrong_prefecture_is_refused() -> None:
    with pytest.raises(ContractError, match="'宮古島（北海道）' is not in the gazetteer"):
        find_place("宮古島（北海道）")
    with pytest.raises(ContractError, match="prefecture 'Atlantis' is not known"):
        find_place("宮古島", prefecture="Atlantis")


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("沖縄本島と宮古島（沖縄県）との間の海域", "miyako"),
        ("与那国島（沖縄県）と西表島（沖縄県）との間の海域", "yonaguni-iriomote"),
        ("与那国島と台湾との間", "yonaguni-taiwan"),
        ("奄美大島と横当島との間", "amami-yokoate"),
        ("屋久島と口之島との間", "tokara"),
        ("佐多岬と種子島の間", "osumi"),
        ("対馬海峡", "tsushima-east"),
        ("the Tsugaru Strait", "tsugaru-west"),
        ("宗谷海峡", "soya"),
        ("バシー海峡", "bashi"),
        ("択捉海峡", "vries"),
        ("between Yonaguni Island and Iriomote Island", "yonaguni-iriomote"),
        ("between Okinawa and Miyako Island", "miyako"),
        ("between Okinawa itself and Miyako", "miyako"),
        ("between Okinawa and Miyako islands", "miyako"),
        ("between Yokoate-jima and the island of Amami Oshima", "amami-yokoate"),
        ("between Sumisu Island and the island of Tori-Shima", ""),
        ("須美寿島と鳥島との間", ""),
        ("八丈島と青ヶ島との間の海域", ""),
    ],
)
def test_a_strait_is_found_by_its_ends_and_knows_its_gate(text: str, gate: str) -> None:
    place = find_place(text)
    assert (place.kind, place.gate_id) == ("strait", gate)


def test_ends_that_no_strait_is_listed_for_give_the_place_halfway() -> None:
    place = find_place("父島と硫黄島との間の海域")
    assert place.name == "strait between Chichijima and Iwoto"
    assert place == find_place("硫黄島と父島の間")
    assert (place.lon, place.lat) == pytest.approx((141.76, 25.92), abs=0.01)
    assert place.radius_km == pytest.approx(135, abs=1)
    assert not place.gate_id


def test_every_pair_of_ends_and_every_gate_is_known() -> None:
    known = {place.place_id for place in places()}
    gates = {row["gate_id"] for row in rows("straitwatch.zone", "gates", skip=1)}
    pairs = []
    for row in rows("straitwatch.decode", "gazetteer"):
        assert not row["gate_id"] or row["gate_id"] in gates
        for pair in filter(None, row["between"].split(";")):
            assert set(pair.split("+")) <= known
            pairs.append(frozenset(pair.split("+")))
    assert len(pairs) == len(set(pairs))


def test_a_strait_with_a_gate_lies_on_the_line_of_the_gate() -> None:
    gates = {row["gate_id"]: row for row in rows("straitwatch.zone", "gates", skip=1)}
    for place in places():
        if place.gate_id:
            gate = gates[place.gate_id]
            for key, value in (("lon", place.lon), ("lat", place.lat)):
                middle = (float(gate[f"{key}_a"]) + float(gate[f"{key}_b"])) / 2.0
                assert value == pytest.approx(middle, abs=0.05)


def test_every_place_in_japan_has_its_reading() -> None:
    for place in places():
        assert HIRAGANA.fullmatch(place.reading), place
        assert place.reading or not place.name_ja
        assert place.prefecture in ("", *prefectures())


def test_the_gazetteer_is_made_from_the_hints_beside_it() -> None:
    hints = rows("straitwatch.decode", "gazetteer_hints", skip=1)
    made = rows("straitwatch.decode", "gazetteer")
    keys = ("id", "name_en", "name_ja", "reading", "prefecture", "aliases", "gate_id", "between")
    assert [[hint[key] for key in keys] for hint in hints] == [
        [row[key] for key in keys] for row in made
    ]


def test_every_island_and_cape_lies_within_its_radius_of_a_shore() -> None:
    xy, first, count, level = polygons()
    there = [place for place in places() if place.kind in {"island", "cape"}]
    there = [place for place in there if not place.source.startswith(TINY)]
    assert len(there) > 150
    here = np.array([[place.lon, place.lat] for place in there])
    left = set(range(len(there)))
    east = here[:, 0].min() - 1.0, here[:, 0].max() + 1.0
    for i in np.flatnonzero(np.isin(level, SEA_LEVELS)):
        lon, lat = xy[first[i]]
        if not (east[0] < lon < east[1] and 0.0 < lat < 60.0) and count[i] < 10_000:
            continue
        ring = np.array(xy[first[i] : first[i] + count[i]], np.float64)
        low, high = ring.min(axis=0) - 0.05, ring.max(axis=0) + 0.05
        near = [k for k in left if (low < here[k]).all() and (here[k] < high).all()]
        if near:
            shape = shapely.Polygon(ring)
            for k in near:
                away_km = shape.distance(shapely.Point(here[k])) * 111.2
                if away_km <= there[k].radius_km:
                    left.discard(k)
    assert not [there[k].place_id for k in left]
