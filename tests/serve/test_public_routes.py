"""Tiles, exports, charts, the feed and OGC API - Features over a real server."""

import csv
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import sleep
from types import SimpleNamespace
from typing import ClassVar
from xml.etree import ElementTree as ET

import httpx
import mapbox_vector_tile
import pytest
from fastapi import FastAPI, Request
from serving import serving
from small_store import HIDDEN, SECRET, SEEN, fill
from starlette.types import ASGIApp, Receive, Send
from starlette.types import Scope as ASGIScope

from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.map_tiles import MapTiles, cover_box, coverage_tile
from straitwatch.flow.public_routes import public_routers
from straitwatch.flow.tile_cache import TileCache
from straitwatch.flow.window import open_window
from straitwatch.model.error import ConfigError
from straitwatch.serve.app import make_app
from straitwatch.serve.bucket import Buckets
from straitwatch.serve.refuse import Refused
from straitwatch.serve.route_tiles import Tiles, tile_router
from straitwatch.serve.tile_door import TileDoor
from straitwatch.serve.window import Asker

_ATOM = "{http://www.w3.org/2005/Atom}"


class _Keys:
    """Who asks, by a header."""

    def scope_of(self, request: object) -> Asker:
        partner = request.headers.get("x-partner")  # type: ignore[attr-defined]
        scopes = {"read"} if partner == "reader" else {"read", "export"}
        return Asker(partner or "all", frozenset(scopes), "partner" if partner else None)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = fill(tmp_path_factory.mktemp("public") / "store")
    tiles = MapTiles(TileCache(tmp_path_factory.mktemp("tiles")))
    settings = Settings(release=(ReleaseSettings(name="partner", hidden=(HIDDEN,)),))
    routers = public_routers(folder, tiles=tiles)
    app = make_app(open_window(folder, settings), access=_Keys(), routers=routers)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def get(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text[:300]
    return answer


def xml(answer: httpx.Response) -> ET.Element:
    return ET.fromstring(answer.content)  # noqa: S314 - our own


FILES = [
    f"/api/export/{what}.{form}"
    for what in ("events", "objects", "sightings", "tracks")
    for form in ("csv", "geojson", "kml", "gpx", "ndjson")
]
OTHERS = [
    "/feeds/events.atom",
    "/api/charts/entries",
    *(f"/ogc/collections/{name}/items?limit=1000" for name in ("events", "fixes", "tracks")),
]


@pytest.mark.parametrize("path", FILES + OTHERS)
def test_what_is_hidden_is_in_no_answer(client: httpx.Client, path: str) -> None:
    whole, part = get(client, path), get(client, path, **{"x-partner": "p"})
    number = HIDDEN.split(":")[1]
    for told in (SECRET, HIDDEN, number, "h1"):
        assert f'"{told}"' not in part.text
        assert SECRET not in part.text
        assert number not in part.text
    if "sightings" not in path and "entries" not in path:
        assert number in whole.text or SECRET in whole.text


def test_hidden_features_are_not_there(client: httpx.Client) -> None:
    path = "/ogc/collections/events/items/h1"
    assert client.get(path).status_code == 200
    hidden = client.get(path, headers={"x-partner": "p"})
    nothing = client.get(path.replace("h1", "h2"), headers={"x-partner": "p"})
    assert (hidden.status_code, hidden.text) == (nothing.status_code, nothing.text)
    assert hidden.status_code == 404
    counts = [
        get(client, "/ogc/collections/events/items?limit=1", **head).json()["numberMatched"]
        for head in ({}, {"x-partner": "p"})
    ]
    assert counts == [7, 6]


def test_a_key_that_may_not_export_does_not(client: httpx.Client) -> None:
    answer = client.get("/api/export/events.csv", headers={"x-partner": "reader"})
    assert answer.status_code == 403
    assert client.get("/api/export/events.doc").status_code == 404


def test_files_hold_all_rows_whatever_page_is_asked_for(client: httpx.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(get(client, "/api/export/events.csv?limit=1").text)))
    assert [row["event_id"] for row in rows] == ["e4", "e1", "e5", "e6", "e2", "h1", "e3"]
    lines = get(client, f"/api/export/tracks.ndjson?object={SEEN}").text.splitlines()
    assert len(lines) == 37
    assert json.loads(lines[0])["object_id"] == SEEN
    shown = get(client, f"/api/export/tracks.geojson?object={SEEN}").json()["features"]
    assert [one["properties"]["n"] for one in shown] == [21, 16]  # cut at the silence
    assert [len(one["geometry"]["coordinates"]) for one in shown] == [21, 16]
    area = get(client, "/api/export/sightings.geojson").json()["features"][0]
    assert area["geometry"]["type"] == "Polygon"


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith(("kml", "gpx"))])
def test_xml_is_well_formed_whatever_ships_are_called(client: httpx.Client, path: str) -> None:
    answer = get(client, path)
    xml(answer)
    if "sightings" not in path:
        assert "A &amp; B &lt;" in answer.text


def test_too_much_is_refused_not_cut(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("straitwatch.serve.route_export.MOST_FIXES", 30)
    answer = client.get("/api/export/tracks.csv")
    assert answer.status_code == 413
    assert "74 fixes" in answer.json()["error"]


def test_land_and_coverage_tiles(client: httpx.Client) -> None:
    answer = get(client, "/tiles/land/9/434/219.mvt")
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert list(mapbox_vector_tile.decode(answer.content)) == ["land"]
    again = client.get(
        "/tiles/land/9/434/219.mvt", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert client.get("/tiles/land/9/450/219.mvt").status_code == 204  # the open sea
    cells = mapbox_vector_tile.decode(get(client, "/tiles/coverage/8/217/109.mvt").content)
    told = [one["properties"] for one in cells["coverage"]["features"]]
    assert [(one["hours"], one["n_fixes"]) for one in told] == [(2, 14), (2, 14)]
    span = "?from=2022-12-16T01:30Z&to=2022-12-16T02:30Z"
    cells = mapbox_vector_tile.decode(get(client, f"/tiles/coverage/8/217/109.mvt{span}").content)
    assert {one["properties"]["hours"] for one in cells["coverage"]["features"]} == {1}


def test_tiles_of_a_version_are_kept_for_good(client: httpx.Client) -> None:
    about = get(client, "/tiles/gates.json").json()
    address = about["tiles"][0].replace("{z}/{x}/{y}", "3/6/3")
    assert "immutable" in get(client, address).headers["cache-control"]
    old = get(client, address.partition("?")[0] + "?v=old")
    assert "immutable" not in old.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/land/3/8/0.mvt", 400),
        ("/tiles/land/40/0/0.mvt", 400),
        ("/tiles/land/x/0/0.mvt", 400),
        ("/tiles/sky/0/0/0.mvt", 404),
        ("/tiles/sky.json", 404),
        ("/tiles/coverage/2/9/9.mvt", 400),
        ("/api/charts/storms", 404),
        ("/api/charts/gaps?tz=moon", 400),
        ("/api/charts/gaps?tz=../../etc/passwd", 400),
    ],
)
def test_what_is_not_there_is_refused(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["mend"]


def test_charts_count_by_local_day(client: httpx.Client) -> None:
    told = get(client, "/api/charts/transits?tz=%2B09:00").json()
    assert [(row["day"], row["gate"], row["n"], row["simulated"]) for row in told["rows"]] == [
        ("2022-12-16", "miyako", 1, 0),
        ("2022-12-16", "miyako", 0, 1),
    ]
    assert told["watched"] == [{"day": "2022-12-16", "hours": 2, "simulated": 0}]
    assert "1 (2022-12-16" in told["coverage_note"]
    flights = get(client, "/api/charts/flights?tz=Asia/Tokyo").json()["rows"]
    assert [(row["kind"], row["day"], row["day_to"], row["n"], row["n_is"]) for row in flights] == [
        ("deck_takeoff", "2022-12-16", None, 2, "exact"),
        ("flight_operations", "2022-12-16", "2022-12-18", 320, "about"),
    ]


def test_the_feed_is_paged_and_its_ids_are_stable(client: httpx.Client) -> None:
    feed = xml(get(client, "/feeds/events.atom?limit=3"))
    ids = [one.findtext(f"{_ATOM}id") for one in feed.findall(f"{_ATOM}entry")]
    assert ids == [f"tag:straitwatch.invalid,2026:event:{n}" for n in ("e3", "h1", "e2")]
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{_ATOM}link")}
    assert links["self"]
    after = xml(get(client, links["next"] or ""))
    assert len(after.findall(f"{_ATOM}entry")) == 3
    assert after.findtext(f"{_ATOM}id") == feed.findtext(f"{_ATOM}id")
    newest = max(one.findtext(f"{_ATOM}updated") or "" for one in feed.findall(f"{_ATOM}entry"))
    assert feed.findtext(f"{_ATOM}updated") == newest
    assert newest[:4] >= "2026"  # when it was put, not when it was
    titles = [one.findtext(f"{_ATOM}title") or "" for one in feed.findall(f"{_ATOM}entry")]
    assert "simulated" in titles[0].lower()


def test_the_feed_is_filtered(client: httpx.Client) -> None:
    feed = xml(get(client, "/feeds/events.atom?kind=gap"))
    assert len(feed.findall(f"{_ATOM}entry")) == 1
    assert (feed.findtext(f"{_ATOM}id") or "").endswith("kind=gap")
    none = xml(get(client, "/feeds/events.atom?kind=encounter"))
    assert none.findall(f"{_ATOM}entry") == []


def test_the_shape_of_xml_files_follows_their_schemas(client: httpx.Client) -> None:
    gpx = xml(get(client, "/api/export/events.gpx"))
    order = ["time", "name", "desc", "type"]
    for mark in gpx:
        names = [child.tag.partition("}")[2] for child in mark]
        if mark.tag.endswith("wpt"):
            assert names == [name for name in order if name in names]
            assert -180.0 <= float(mark.attrib["lon"]) < 180.0
        else:
            assert mark.tag.endswith("metadata")
            assert "1 without a place" in (mark[0].text or "")


class _Locked:
    """Lets in who has the key, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def scope_of(self, request: object) -> Asker:
        self.asked += 1
        if request.headers.get("authorization") != "Bearer good":  # type: ignore[attr-defined]
            raise Refused(401, "a key is needed")
        return Asker("key", frozenset({"read"}))


def test_where_a_key_is_needed_tiles_need_it_too(tmp_path: Path) -> None:
    folder, lock = fill(tmp_path / "store"), _Locked()
    routers = public_routers(folder, tiles=MapTiles(TileCache(tmp_path / "tiles")))
    app = make_app(open_window(folder), access=lock, routers=routers)
    good = {"authorization": "Bearer good"}
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        paths = ["/tiles/gates/0/0/0.mvt", "/tiles/gates.json", "/tiles/coverage/0/0/0.mvt"]
        paths += ["/api/export/events.csv", "/feeds/events.atom", "/api/charts/gaps", "/ogc"]
        assert {client.get(path).status_code for path in paths} == {401}
        before = lock.asked
        for x in range(8):
            assert client.get(f"/tiles/gates/3/{x}/3.mvt", headers=good).status_code < 300
        assert lock.asked == before + 1  # a screen of tiles is one question
        assert client.get("/tiles/gates/3/1/3.mvt").status_code == 401


def test_too_many_tiles_are_refused() -> None:
    now = [0.0]
    door = TileDoor(lambda: now[0], Buckets(2, clock=lambda: now[0]))
    app = FastAPI()
    app.state.desk = SimpleNamespace(access=None)
    asked = Request({"type": "http", "headers": [], "client": ("192.0.2.1", 1), "app": app})
    door(asked)
    door(asked)
    with pytest.raises(Refused) as refused:
        door(asked)
    assert refused.value.status_code == 429
    now[0] += 60.0
    door(asked)


class _Slow:
    """Makes one tile when it is let."""

    versions: ClassVar[dict[str, str]] = {"limits": "1"}

    def __init__(self) -> None:
        self.let, self.made = Event(), 0

    def tile(self, layer: str, z: int, x: int, y: int) -> bytes:
        assert self.let.wait(30)
        self.made += 1
        if x:
            raise ConfigError("the coastline is not installed")
        return f"{layer}/{z}/{x}/{y}".encode()


class _Noted:
    """Notes what is asked for."""

    def __init__(self, app: ASGIApp, came: list[str]) -> None:
        self._app, self._came = app, came

    async def __call__(self, scope: ASGIScope, receive: Receive, send: Send) -> None:
        self._came.append(scope.get("path", ""))
        await self._app(scope, receive, send)


def test_a_slow_tile_is_made_once_and_holds_up_nobody(tmp_path: Path) -> None:
    slow = _Slow()
    tiles = Tiles(slow, coverage_tile, cover_box, 14, {})
    app = make_app(open_window(fill(tmp_path / "store")), routers=[tile_router(tiles)])
    came: list[str] = []
    app.add_middleware(_Noted, came=came)
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        path = "/tiles/limits/1/0/0.mvt"
        early = client.get(path, params={"wait": 0.01})
        assert (early.status_code, early.content) == (202, b"")
        assert early.headers["cache-control"] == "no-store"
        with ThreadPoolExecutor(40) as pool:
            asked = [pool.submit(httpx.get, address + path, timeout=60) for _ in range(30)]
            others = [pool.submit(httpx.get, f"{address}/tiles/limits/9/{n}/0.mvt", timeout=60)
                      for n in range(1, 10)]  # fmt: skip
            assert client.get("/api/events").status_code == 200
            assert client.get("/tiles/coverage/0/0/0.mvt").status_code == 200
            for _ in range(600):
                if came.count(path) > len(asked):
                    break
                sleep(0.05)
            sleep(0.5)  # the last one is on its way to the others
            slow.let.set()
            assert {one.result().content for one in asked} == {b"limits/1/0/0"}
            failed = [one.result() for one in others]
        assert {one.status_code for one in failed} == {503}
        assert slow.made == 1 + len(others)
