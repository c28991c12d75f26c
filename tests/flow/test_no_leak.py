"""The whole server, asked by a partner: nothing of what is hidden in any answer."""

import json
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from straitwatch.flow.config import Settings
from straitwatch.flow.house import House
from straitwatch.flow.keys import KeyBook
from straitwatch.flow.live_settings import ReleaseSettings, ServeSettings
from straitwatch.flow.serve import Plan
from straitwatch.flow.server_file import ServerFile, server_file

sys.path.append(str(Path(__file__).parent.parent / "serve"))
from serving import serving

_LIMIT = datetime(2022, 12, 24, tzinfo=UTC)
_BOX = (122.0, 24.0, 132.0, 31.0)
_FILL = {
    "form": ["csv", "geojson", "kml", "gpx", "ndjson"],
    "layer": ["coverage", "gates"],
    "chart": ["transits", "entries", "flights", "gaps"],
    "z": ["6"], "x": ["54"], "y": ["27"],
    "gate_id": ["miyako"],
    "object_id": ["hull:CN/103", "mmsi:499000001"],
}  # fmt: skip
_SAID = re.compile(r"liaoning|遼寧|hull:CN/16\b|SIM TANKER 04|499000004", re.IGNORECASE)
_TIME = re.compile(r"20(?:22-12-(?:2[5-9]|3\d)|23-\d\d-\d\d)[T ]\d\d:\d\d")


class Asked:
    """A server, a key for each release, and every address that it answers to."""

    def __init__(self, address: str, keys: dict[str, str]) -> None:
        self.client, self._keys = httpx.Client(base_url=address, timeout=120), keys
        whole = self.get("all", "/api/events?limit=5000").json()["events"]
        self.hidden = [
            row["event_id"] for row in whole
            if {"hull:CN/16", "mmsi:499000004"} & {row["object_id"], *(row["others"] or [])}
        ]  # fmt: skip
        self.shown = [row["event_id"] for row in whole][::300]

    def get(self, who: str, path: str) -> httpx.Response:
        """Ask with a key."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self._keys[who]}"})

    def paths(self) -> Iterator[str]:
        """Give addresses of every kind that OpenAPI lists, and those of OGC API."""
        for path, verbs in self.get("all", "/openapi.json").json()["paths"].items():
            if "get" in verbs and "/api/live" not in path and "/api/stream" not in path:
                yield from self._filled(path)
        for name in ("fixes", "tracks", "events", "sightings"):
            yield f"/ogc/collections/{name}"
            yield f"/ogc/collections/{name}/items?limit=1000"
        yield "/"

    def _filled(self, path: str) -> Iterator[str]:
        filled = [path]
        more = {"event_id": [*self.hidden[:8], *self.shown], "name": ["report.html", "map.png"]}
        for name, values in (_FILL | more).items():
            mark = f"{{{name}}}"
            filled = [p.replace(mark, v) for p in filled for v in (values if mark in p else [""])]
        for one in filled:
            if "{" not in one:
                yield f"{one}?lon=125&lat=25" if one.endswith("/zone") else one


@pytest.fixture(scope="module")
def asked(demo_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    folder = tmp_path_factory.mktemp("leak") / "store"
    shutil.copytree(demo_out / "store", folder)
    delay = (datetime.now(UTC) - _LIMIT).total_seconds() / 60.0
    settings = Settings(
        release=(
            ReleaseSettings(name="hide", hidden=("hull:CN/16", "mmsi:499000004")),
            ReleaseSettings(name="box", boxes=(",".join(map(str, _BOX)),), round_deg=0.5),
            ReleaseSettings(name="late", delay_min=delay),
        ),
        serve=ServeSettings(per_minute=0, query_s=120),
    )
    book = KeyBook(ServerFile(server_file(folder)))
    now, scopes = datetime.now(UTC), frozenset({"read", "export", "operate"})
    keys = {
        name: book.new(name, scopes=scopes, now=now, release=None if name == "all" else name)
        for name in ("all", "hide", "box", "late")
    }
    with (
        House(Plan(folder, settings), lambda *_: None) as house,
        serving(house._build()) as address,
    ):
        asked = Asked(address, keys)
        yield asked
        asked.client.close()


def _places(value: object) -> Iterator[tuple[float, float]]:
    """Give the places of an answer, save those of gates and of circles around places."""
    if isinstance(value, dict):
        if isinstance(value.get("lon"), int | float):
            yield value["lon"], value["lat"]
        for key, one in value.items():
            if key not in ("gate", "gates", "area"):
                yield from _places(one)
    elif isinstance(value, list):
        for one in value:
            yield from _places(one)


@pytest.mark.slow
def test_nobody_who_is_hidden_is_named_in_any_answer(asked: Asked) -> None:
    n = 0
    for path in asked.paths():
        answer = asked.get("hide", path)
        assert answer.status_code < 500, path
        found = _SAID.search(answer.text)
        assert found is None, (path, answer.text[max(0, found.start() - 80) : found.end() + 40])
        n += answer.status_code == 200
    assert n > 40


@pytest.mark.slow
def test_what_is_hidden_is_answered_as_what_is_not_there(asked: Asked) -> None:
    for there, nowhere in (
        ("/api/objects/hull:CN/16", "/api/objects/hull:CN/999"),
        ("/api/objects/mmsi:499000004", "/api/objects/mmsi:499999999"),
        (f"/api/events/{asked.hidden[0]}", "/api/events/0123456789abcdef"),
        ("/api/objects/hull:CN/16/track", "/api/objects/hull:CN/999/track"),
        ("/api/events?object=hull:CN/16", "/api/events?object=hull:CN/999"),
        ("/api/objects?q=liaoning", "/api/objects?q=nosuchship"),
        ("/api/events?q=liaoning", "/api/events?q=nosuchship"),
        ("/api/sightings?object=hull:CN/16", "/api/sightings?object=hull:CN/999"),
        ("/report/report.html", "/report/nothing.html"),
    ):
        hidden, absent = asked.get("hide", there), asked.get("hide", nowhere)
        assert asked.get("all", there).status_code in (200, 404)
        assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text), there


@pytest.mark.slow
def test_no_place_outside_the_boxes_is_in_any_answer(asked: Asked) -> None:
    west, south, east, north = _BOX
    for path in asked.paths():
        answer = asked.get("box", path)
        assert answer.status_code < 500, path
        if "/gates" in path or "/zone" in path or "json" not in answer.headers["content-type"]:
            continue
        told = (
            [json.loads(line) for line in answer.text.splitlines()]
            if "ndjson" in path
            else answer.json()
        )
        for lon, lat in _places(told):
            assert west <= lon <= east, path
            assert south <= lat <= north, path
            assert lon * 2 == pytest.approx(round(lon * 2)), path


@pytest.mark.slow
def test_no_time_within_the_delay_is_in_any_answer(asked: Asked) -> None:
    for path in asked.paths():
        answer = asked.get("late", path)
        assert answer.status_code < 500, path
        found = _TIME.search(answer.text)
        assert found is None, (path, answer.text[max(0, found.start() - 80) : found.end() + 40])
    assert asked.get("late", "/api/live").status_code in (403, 404)


@pytest.mark.slow
def test_a_stream_of_events_tells_nothing_hidden(asked: Asked) -> None:
    heard: list[str] = []

    def listen() -> None:
        headers = {"Authorization": f"Bearer {asked._keys['hide']}"}
        with asked.client.stream("GET", "/api/stream/events", headers=headers) as stream:
            heard.append(str(stream.status_code))
            for line in stream.iter_lines():
                heard.append(line)
                return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    ends = time.monotonic() + 30
    while len(heard) < 2:
        assert time.monotonic() < ends
        time.sleep(0.05)
    assert heard[0] == "200"
    assert not _SAID.search("".join(heard))
