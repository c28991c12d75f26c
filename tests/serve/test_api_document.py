"""What OpenAPI tells is so: every route is in it, and every answer has the shape that it gives."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from api_store import ALPHA, CARRIER, make_store
from pydantic import BaseModel
from serving import serving

from straitwatch.flow.window import open_window
from straitwatch.serve import shape
from straitwatch.serve.app import make_app
from straitwatch.serve.example import EXAMPLES

OWN = {
    "/healthz", "/metrics", "/report/{name}", "/api/status", "/api/sources", "/api/feeds",
    "/api/objects", "/api/objects/{object_id}", "/api/objects/{object_id}/track", "/api/events",
    "/api/events/{event_id}", "/api/sightings", "/api/gates", "/api/gates/{gate_id}",
    "/api/coverage", "/api/replay", "/api/zone",
}  # fmt: skip
SHAPES: list[tuple[str, type[BaseModel], str]] = [
    ("/healthz", shape.Health, "healthz"),
    ("/api/status", shape.Status, "status"),
    ("/api/objects", shape.ObjectList, "objects"),
    (f"/api/objects/{ALPHA}", shape.ObjectTold, "object"),
    (f"/api/objects/{CARRIER}", shape.ObjectTold, "object"),
    (f"/api/objects/{ALPHA}/track", shape.Track, "track"),
    ("/api/events?status=open,closed,retracted", shape.EventList, "events"),
    ("/api/events/e-told", shape.EventTold, "event"),
    ("/api/sightings", shape.SightingList, "sightings"),
    ("/api/gates", shape.GateList, "gates"),
    ("/api/gates/miyako", shape.Gate, "gate"),
    ("/api/coverage", shape.CoverageList, "coverage"),
    ("/api/replay", shape.Replay, "replay"),
    ("/api/zone?lon=125.36&lat=24.98", shape.Zone, "zone"),
    ("/api/zone?lon=-160&lat=0", shape.Zone, "zone"),
    ("/api/sources", shape.SourceList, "sources"),
    ("/api/feeds", shape.FeedList, "feeds"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = make_store(tmp_path_factory.mktemp("document") / "store")
    app = make_app(open_window(folder))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_every_route_is_in_it_with_words_an_example_and_what_may_go_wrong(
    document: dict[str, Any],
) -> None:
    assert set(document["paths"]) == OWN
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(names) == len(set(names))
    for path, methods in document["paths"].items():
        told = methods["get"]
        assert told["description"], path
        for word in told.get("parameters", []):
            described = word.get("description") or word["schema"].get("description")
            assert described or word["in"] == "path" or path == "/api/zone", (path, word["name"])
        if path.startswith("/api/"):
            answers = told["responses"]
            assert {"200", "400", "404", "429", "503"} <= set(answers), path
            assert "422" not in answers, path
            assert answers["200"]["content"]["application/json"]["example"], path


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    found = set(references(document))
    assert found
    for one in found:
        place: Any = document
        for step in one.removeprefix("#/").split("/"):
            place = place[step]
        assert place


@pytest.mark.parametrize(("path", "told", "name"), SHAPES)
def test_answers_and_examples_have_the_shape_that_is_told(
    client: httpx.Client, path: str, told: type[BaseModel], name: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    told.model_validate(answer.json(), strict=True)
    told.model_validate(EXAMPLES[name], strict=True)


def test_an_answer_has_no_column_that_is_not_told(client: httpx.Client) -> None:
    for path, name, row in (
        ("/api/objects", "objects", shape.Object),
        ("/api/events", "events", shape.Event),
        ("/api/coverage", "coverage", shape.Cell),
    ):
        for one in client.get(path).json()[name]:
            assert set(one) == set(row.model_fields)


def test_the_page_of_the_api_needs_nothing_from_elsewhere(
    client: httpx.Client, document: dict[str, Any]
) -> None:
    page = client.get("/api/docs").text
    for path in document["paths"]:
        assert path in page
    assert "<script" not in page
    assert "http://" not in page.replace("http://localhost", "")
    assert "src=" not in page
    assert json.dumps(EXAMPLES["healthz"])[1:-1].replace('"', "&quot;") in page.replace("\n ", "")
