"""The API over a real socket: what is asked is answered, by every word of every list."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest
from api_store import (
    ALPHA,
    CARRIER,
    CHARLIE,
    HIDDEN,
    N_FIXES,
    PLANE,
    T0,
    event,
    make_store,
    rows_as,
)
from serving import serving

from straitwatch.flow.window import open_window
from straitwatch.model.schema import EVENT
from straitwatch.serve.app import make_app
from straitwatch.serve.window import Limits
from straitwatch.store.store import open_store


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("api") / "store")


@pytest.fixture(scope="module")
def client(store_folder: Path) -> Iterator[httpx.Client]:
    app = make_app(open_window(store_folder), limits=Limits(max_rows=50))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def ids(client: httpx.Client, **words: object) -> set[str]:
    answer = client.get("/api/events", params=words)
    assert answer.status_code == 200, answer.text
    return {row["event_id"].removeprefix("e-") for row in answer.json()["events"]}


def ships(client: httpx.Client, **words: object) -> set[str]:
    answer = client.get("/api/objects", params=words)
    assert answer.status_code == 200, answer.text
    return {row["object_id"] for row in answer.json()["objects"]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({}, {"transit", "meet", "entry", "line", "told", "sim", "undated"}),
        ({"kind": "transit"}, {"transit", "told"}),
        ({"kind": "transit,gap"}, {"transit", "told", "line"}),
        ({"kind": ["transit", "gap"]}, {"transit", "told", "line"}),
        ({"object": HIDDEN}, {"meet", "entry"}),
        ({"object": "412000002"}, {"meet", "entry"}),
        ({"gate": "miyako"}, {"transit", "told"}),
        ({"flag": "jp"}, {"transit", "meet"}),
        ({"flag": "CN"}, {"meet", "entry", "told", "undated"}),
        ({"certainty": "reported"}, {"told", "undated"}),
        ({"status": "retracted"}, {"gone"}),
        ({"status": "open"}, {"entry"}),
        ({"from": "2023-05-01T20:00Z"}, {"entry", "line", "told"}),
        ({"from": "2023-05-01", "to": "2023-05-01T01:30Z"}, {"transit", "sim"}),
        ({"to": "2023-05-01"}, {"transit", "meet", "entry", "told", "sim"}),
        ({"bbox": "125,25,127,26"}, {"transit", "meet", "told"}),
        ({"bbox": "170,-20,-170,0"}, {"line"}),
        ({"q": "secret"}, {"meet", "entry"}),
        ({"q": "遼寧"}, {"told", "undated"}),
        ({"q": "ＬＩＡＯＮＩＮＧ 宮古"}, {"told"}),
        ({"q": "チャーリー"}, {"line"}),
        ({"q": "海峡通過"}, {"transit", "told"}),
        ({"q": "e-meet"}, {"meet"}),
        ({"q": "nothing of the kind"}, set()),
    ],
)
def test_events_are_chosen_by_words(
    client: httpx.Client, words: dict[str, Any], found: set[str]
) -> None:
    assert ids(client, **words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"q": "alpha"}, {ALPHA}),
        ({"q": "431000001"}, {ALPHA}),
        ({"q": "9074729"}, {ALPHA}),
        ({"q": "bsecr"}, {HIDDEN}),
        ({"q": "ae0455"}, {PLANE}),
        ({"q": "遼寧"}, {CARRIER}),
        ({"q": "チャーリー丸"}, {CHARLIE}),
        ({"flag": "SG"}, {CHARLIE}),
        ({"craft": "aircraft"}, {PLANE}),
        ({"craft": "reported"}, {CARRIER}),
        ({"type": "tanker"}, {ALPHA}),
        ({"kind": "encounter"}, {ALPHA, HIDDEN}),
        ({"gate": "miyako", "flag": "JP"}, {ALPHA}),
        ({"bbox": "-179,-20,-178,0"}, {CHARLIE}),  # it ends at -178.65
        ({"bbox": "-178,-20,-175,0"}, set()),
        ({"bbox": "170,-20,-170,0"}, {CHARLIE}),
        ({"from": "2023-05-01T12:00Z", "craft": "aircraft"}, {PLANE}),
        ({"to": "2023-04-30"}, set()),
        ({"zone": "high_seas", "bbox": "170,-20,-170,0"}, set()),
    ],
)
def test_objects_are_chosen_by_words(
    client: httpx.Client, words: dict[str, Any], found: set[str]
) -> None:
    assert ships(client, **words) == found


def test_an_object_has_its_last_fix_its_zone_and_its_events(client: httpx.Client) -> None:
    (row,) = client.get("/api/objects", params={"q": "alpha"}).json()["objects"]
    assert (row["t"], row["fixes"], row["name"]) == ("2023-05-01T23:30:00Z", 48, "ALPHA STAR")
    assert (row["lon"], row["lat"]) == pytest.approx((127.35, 25.0))
    assert row["kinds"] == ["encounter", "transit"]
    assert row["zone"] in {"exclusive_economic_zone", "contiguous_zone", "territorial_sea"}
    assert row["state"]
    assert not row["simulated"]


def test_one_object_tells_its_history(client: httpx.Client) -> None:
    told = client.get(f"/api/objects/{ALPHA}").json()
    assert told["object"]["flag"] == "JP"
    assert [r["value"] for r in told["identity"] if r["attribute"] == "name"] == [
        "ALPHA MARU",
        "ALPHA STAR",
    ]
    assert "ALPHA MARU to ALPHA STAR" in told["changes"][0]
    japanese = client.get(f"/api/objects/{ALPHA}", params={"lang": "ja"}).json()["changes"]
    assert japanese[0].startswith(
        "船名が「ALPHA MARU」から「ALPHA STAR」に変わった(2023年5月1日20時00分"
    )
    assert told["kinds"] == {"transit": 1, "encounter": 1}
    assert told["sources"] == ["feed"]
    assert [track["n"] for track in told["tracks"]] == [48]
    assert client.get("/api/objects/431000001").json()["object"]["object_id"] == ALPHA
    assert client.get(f"/api/objects/{CARRIER}").json()["sightings"] == 4


def test_a_track_is_thinned_evenly_and_says_so(client: httpx.Client) -> None:
    whole = client.get(f"/api/objects/{ALPHA}/track").json()
    assert (whole["n"], whole["n_found"]) == (48, 48)
    assert whole["t"][0] == int(T0.timestamp() * 1000)
    assert whole["lon"] == pytest.approx([125 + 0.05 * k for k in range(48)])
    some = client.get(f"/api/objects/{ALPHA}/track", params={"at_most": 10}).json()
    assert some["n"] <= 10
    assert some["n_found"] == 48
    assert set(some["t"]) < set(whole["t"])
    later = client.get(f"/api/objects/{ALPHA}/track", params={"from": "2023-05-01T23:00Z"}).json()
    assert later["n"] == 2


def test_replay_gives_columns_by_object_and_time(client: httpx.Client) -> None:
    told = client.get("/api/replay").json()
    assert told["n"] == told["n_found"] == N_FIXES
    assert told["step"] == 1
    lengths = {len(told[name]) for name in ("o", "t", "lon", "lat", "sog_kn", "cog_deg")}
    assert lengths == {N_FIXES}
    pairs = list(zip(told["o"], told["t"], strict=True))
    assert pairs == sorted(pairs)
    assert {one["id"] for one in told["objects"] if one["simulated"]} == {"mmsi:499000001"}
    some = client.get("/api/replay", params={"at_most": 20}).json()
    assert 5 <= some["n"] <= 20
    assert some["n_found"] == N_FIXES
    boxed = client.get("/api/replay", params={"bbox": "178,-20,-178,0"}).json()
    assert [one["id"] for one in boxed["objects"]] == [CHARLIE]
    assert min(abs(lon) for lon in boxed["lon"]) > 178


def test_pages_of_a_list_join_without_a_seam(client: httpx.Client) -> None:
    whole = client.get("/api/events").json()
    told, offset = [], 0
    while offset is not None:
        page = client.get("/api/events", params={"limit": 3, "offset": offset}).json()
        assert page["n_found"] == whole["n_found"] == 7
        told += page["events"]
        offset = page["next"]
    assert told == whole["events"]
    newest = client.get("/api/events", params={"order": "desc"}).json()["events"]
    assert newest == whole["events"][::-1]
    assert client.get("/api/events", params={"limit": 0}).json()["events"] == []
    assert client.get("/api/coverage", params={"limit": 10_000_000}).json()["n"] == 6


def test_an_answer_has_no_more_rows_than_the_server_gives(store_folder: Path) -> None:
    app = make_app(open_window(store_folder), limits=Limits(max_rows=2))
    with serving(app) as address, httpx.Client(base_url=address) as client:
        page = client.get("/api/events", params={"limit": 1000}).json()
    assert (page["n"], page["n_found"], page["next"]) == (2, 7, 2)


def test_an_event_is_told_in_the_language_that_was_asked_for(client: httpx.Client) -> None:
    english = client.get("/api/events/e-told").json()["event"]
    japanese = client.get("/api/events/e-told", params={"lang": "ja"}).json()["event"]
    assert (
        english["words"]
        .replace("\xa0", " ")
        .startswith("Liaoning (CN 16) with 1 other passed through the Miyako")
    )
    assert "遼寧(CN 16)ほか1隻が宮古海峡を東シナ海からフィリピン海へ通過した" in japanese["words"]
    basis = client.get("/api/events/e-transit", params={"lang": "ja"}).json()["event"]
    assert "国連海洋法条約" in basis["legal_basis"]
    assert client.get("/api/events", params={"lang": "fr"}).status_code == 400


def test_one_event_tells_its_gate_its_sightings_and_what_belongs_to_it(
    client: httpx.Client,
) -> None:
    told = client.get("/api/events/e-told").json()
    assert told["gate"]["name_ja"] == "宮古海峡"
    assert [one["sighting_id"] for one in told["sightings"]] == ["s-sector"]
    assert told["event"]["evidence"][0]["sighting_id"] == "s-sector"
    assert told["history"] == []
    assert client.get("/api/events/e-transit").json()["related"] == ["e-meet"]


def test_sightings_have_areas(client: httpx.Client) -> None:
    told = {r["sighting_id"]: r for r in client.get("/api/sightings").json()["sightings"]}
    sector, circle = told["s-sector"]["area"], told["s-circle"]["area"]
    assert sector["type"] == circle["type"] == "Polygon"
    for area in (sector, circle):
        (ring,) = area["coordinates"]
        assert ring[0] == ring[-1]
        turn = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
        assert turn < 0, "RFC 7946: outer rings run against the clock"
    lat = [place[1] for place in circle["coordinates"][0]]
    assert (max(lat) - min(lat)) * 60 * 1.852 == pytest.approx(20.0, rel=0.02)
    assert told["s-gate"]["area"]["type"] == "LineString"
    assert told["s-none"]["area"] is None
    boxed = client.get("/api/sightings", params={"bbox": "131,25,132,26"}).json()["sightings"]
    assert [row["sighting_id"] for row in boxed] == ["s-circle"]


def test_gates_coverage_zone_sources_and_feeds(client: httpx.Client) -> None:
    gates = client.get("/api/gates").json()
    assert gates["n"] == gates["n_found"] > 60
    assert client.get("/api/gates/miyako").json()["name"] == "Miyako Strait"
    cells = client.get("/api/coverage", params={"bbox": "179,20,-179,30"}).json()
    assert {row["west"] for row in cells["coverage"]} == {179.75}
    zone = client.get("/api/zone", params={"lon": 125.3, "lat": 24.8}).json()
    assert zone["state"] == "JP"
    sources = client.get("/api/sources").json()["sources"]
    assert {row["source"] for row in sources} == {"feed", "simulated:traffic"}
    assert client.get("/api/feeds").json()["feeds"] == []


def test_status_tells_the_extent_and_who_asks(client: httpx.Client) -> None:
    told = client.get("/api/status").json()
    assert told["store"] == {
        "t_min": "2023-05-01T00:00:00Z", "t_max": "2023-05-02T15:00:00Z", "n_fixes": N_FIXES,
        "n_objects": 6, "n_events": 7, "simulated": True,
    }  # fmt: skip
    assert told["access"]["release"] is None
    assert told["watch"]["state"] == "off"
    assert not told["live"]
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/objects/mmsi:999999999", 404),
        ("/api/objects/nonsense", 400),
        ("/api/objects/foo:bar", 400),
        ("/api/objects/mmsi:999999999/track", 404),
        ("/api/events/nothing", 404),
        ("/api/gates/nothing", 404),
        ("/api/events?from=soon", 400),
        ("/api/events?from=2023-05-02&to=2023-05-01", 400),
        ("/api/events?bbox=1,2,3", 400),
        ("/api/events?bbox=1,2,3,nan", 400),
        ("/api/events?bbox=1,50,3,40", 400),
        ("/api/events?limit=-1", 400),
        ("/api/events?limit=many", 400),
        ("/api/events?colour=red", 400),
        ("/api/events?certainty=sure", 400),
        ("/api/events?object=ship", 400),
        ("/api/zone?lon=1", 400),
        ("/api/zone?lon=1&lat=91", 400),
        ("/api/nothing", 404),
        ("/store/state.sqlite", 404),
        ("/..%2fstore/state.sqlite", 404),
        ("/report/..%2fstore%2fstate.sqlite", 404),
        ("/report/state.sqlite", 404),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_mend(
    client: httpx.Client, store_folder: Path, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert set(told) == {"error", "mend"}
    assert all(told.values())
    assert str(store_folder.parent) not in answer.text


def test_answers_are_kept_while_the_store_stays_the_same(tmp_path: Path) -> None:
    folder = make_store(tmp_path / "store")
    with (
        serving(make_app(open_window(folder))) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        first = client.get("/api/events")
        tag = first.headers["etag"]
        assert "no-cache" in first.headers["cache-control"]
        again = client.get("/api/events", headers={"If-None-Match": f'"x", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert client.get("/api/events?kind=gap").headers["etag"] != tag
        with open_store(folder) as store:
            more = event("e-new", "transit", ALPHA, t_start=T0 + timedelta(days=3))
            changed = event("e-transit", "transit", ALPHA, n=5)
            store.put_events(rows_as([more, changed], EVENT), complete=False)
        anew = client.get("/api/events", headers={"If-None-Match": tag})
        assert anew.status_code == 200
        told = {row["event_id"]: row for row in anew.json()["events"]}
        assert "e-new" in told
        assert told["e-transit"]["n"] == 5
        one = client.get("/api/events/e-transit").json()
        assert [row["where"] for row in one["history"]] == ["Miyako Strait"]
        assert client.get("/api/status").json()["store"]["n_events"] == 8
