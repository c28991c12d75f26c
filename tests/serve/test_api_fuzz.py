"""Words that nobody meant: whatever is asked, the answer is a row, a refusal with a mend, or none.

Routes and words are those of the OpenAPI document, of the whole server with all its routers.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from api_store import ALPHA, CARRIER, HIDDEN, make_store
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from serving import serving

from straitwatch.flow.public_routes import public_routers
from straitwatch.flow.window import open_window
from straitwatch.serve.app import make_app

ODD = st.one_of(
    st.sampled_from(
        [
            "", " ", "0", "-1", "1e400", "nan", "inf", "-inf", "null", "true", "１２", "%00",
            "\x00", "9" * 40, "2022-12-16", "2022-13-99", "0001-01-01", "9999-12-31T23:59:59Z",
            "2022-12-16T25:00", "0000", "1,2,3,4", "180,-10,-180,10", "1,2,3", "-400,0,400,10",
            "a,,b,", ",", "'; DROP TABLE events; --", "../../etc/passwd", "hull:", "mmsi:-5",
            "mmsi:９", "icao24:zz", "name:", "hull:CN/" + "1" * 30, "ａｂｃ", "遼寧", "\ud7ff",
            "{}", "[]", "*", "%", "_", "x" * 500, "json", "asc", "desc", "en", "ja", "+09:00",
            ALPHA, HIDDEN, CARRIER, "e-meet", "miyako", "events.csv",
        ]
    ),
    st.text(max_size=12).filter(lambda text: text.isprintable()),
    st.floats().map(str),
    st.integers().map(str),
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = make_store(tmp_path_factory.mktemp("fuzz") / "store")
    app = make_app(open_window(folder), routers=public_routers(folder))
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.fixture(scope="module")
def routes(client: httpx.Client) -> list[tuple[str, list[str]]]:
    document = client.get("/openapi.json").json()
    return [
        (path, [one["name"] for one in told["get"].get("parameters", []) if one["in"] == "query"])
        for path, told in document["paths"].items()
        if "get" in told
    ]


def _refused_well(answer: httpx.Response, folder_words: tuple[str, ...] = ("Traceback",)) -> None:
    assert answer.status_code in {200, 204, 304, 400, 404, 406, 416}, answer.text
    if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
        told = answer.json()
        assert {"error", "mend"} <= set(told)
    assert not any(word in answer.text[:5_000] for word in folder_words)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_word_of_a_query_breaks_the_server(
    client: httpx.Client, routes: list[tuple[str, list[str]]], data: st.DataObject
) -> None:
    path, known = data.draw(st.sampled_from(routes))
    filled = "/".join(
        quote(data.draw(ODD), safe="") if "{" in part and "." not in part else part
        for part in path.split("/")
    )
    filled = filled.replace("{form}", data.draw(st.sampled_from(["csv", "kml", "x"])))
    filled = filled.replace("{y}", "3")
    names = st.sampled_from([*known, "unknown"]) if known else st.just("unknown")
    words: dict[str, Any] = data.draw(st.dictionaries(names, ODD, max_size=3))
    if path == "/api/replay" and "at_most" not in words:
        words["at_most"] = "50"
    _refused_well(client.get(filled, params=words))


@pytest.mark.parametrize(
    "path",
    [
        "/api/events?" + "&".join("kind=a" for _ in range(3000)),
        "/api/events?kind=" + ",".join(str(k) for k in range(500)),
        "/api/events?q=" + "a" * 5000,
        "/api/events?offset=1099511627776",
        "/api/events?offset=99999999999999999999",
        "/api/events?limit=99999999999999999999",
        "/api/events?from=0001-01-01&to=9999-12-31",
        "/api/objects?from=0001-01-01&to=9999-12-31",
        "/api/replay?from=0001-01-01&to=9999-12-31&at_most=5",
        "/api/coverage?from=0001-01-01&to=9999-12-31",
        "/api/sightings?from=0001-01-01&to=9999-12-31",
        f"/api/objects/{ALPHA}/track?from=9999-12-31T23:59:59.999999Z",
        "/api/objects?bbox=-180,-90,180,90",
        "/api/replay?bbox=-360,-90,360,90&at_most=5",
        "/api/events?q=%ff%fe",
        "/api/events?object=name%3Aa%2Fb",
        "/api/objects/%ff",
        "/api/objects/" + "a" * 3000,
        "/api/events/%00",
        "/api/zone?lon=1e308&lat=1",
        "/api/zone?lon=179.9999999&lat=-90",
    ],
)
def test_edges_are_answered(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    _refused_well(answer)
    assert json.loads(answer.text)


def test_headers_that_make_no_sense_change_nothing(client: httpx.Client) -> None:
    for headers in (
        {"If-None-Match": "*"}, {"If-None-Match": '"\xff'.encode("latin-1")},
        {"Accept": "text/x-nothing"}, {"Accept-Encoding": "br;q=x"}, {"Range": "bytes=x"},
        {"Authorization": "Basic xx"}, {"Cookie": "a=b; c"},
    ):  # fmt: skip
        assert client.get("/api/events", headers=headers).status_code == 200  # type: ignore[arg-type]
