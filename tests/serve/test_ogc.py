"""OGC API - Features: what the standard asks, and that GDAL opens it."""

from collections.abc import Iterator

import httpx
import pyogrio
import pytest
from serving import serving
from small_store import SEEN, fill

from straitwatch.flow.map_tiles import MapTiles
from straitwatch.flow.public_routes import public_routers
from straitwatch.flow.tile_cache import TileCache
from straitwatch.flow.window import open_window
from straitwatch.model.error import ContractError
from straitwatch.serve.app import make_app
from straitwatch.serve.ogc import CONFORMS, read_span

_NAMES = ["events", "fixes", "tracks", "sightings", "gates", "zones"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = fill(tmp_path_factory.mktemp("ogc") / "store")
    tiles = MapTiles(TileCache(tmp_path_factory.mktemp("tiles")))
    with serving(
        make_app(open_window(folder), routers=public_routers(folder, tiles=tiles))
    ) as found:
        yield found


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def test_links_lead_on(client: httpx.Client) -> None:
    landing = client.get("/ogc").json()
    links = {one["rel"]: one for one in landing["links"]}
    assert set(links) >= {"self", "service-desc", "conformance", "data"}
    assert client.get(links["conformance"]["href"]).json() == {"conformsTo": list(CONFORMS)}
    api = client.get(links["service-desc"]["href"])
    assert api.headers["content-type"] == links["service-desc"]["type"]
    assert api.json()["openapi"].startswith("3.0")
    told = client.get(links["data"]["href"]).json()["collections"]
    assert [one["id"] for one in told] == _NAMES
    for one in told:
        at = {link["rel"]: link for link in one["links"]}
        assert client.get(at["self"]["href"]).json() == one
        assert at["items"]["type"] == "application/geo+json"
        assert f"/collections/{one['id']}/items" in str(api.json()["paths"])


def test_pages_follow_each_other(client: httpx.Client) -> None:
    seen, address = [], "/ogc/collections/events/items?limit=3"
    while address:
        page = client.get(address)
        assert page.headers["content-type"] == "application/geo+json"
        told = page.json()
        assert told["numberMatched"] == 7
        assert told["numberReturned"] == len(told["features"])
        seen += [one["id"] for one in told["features"]]
        address = next((one["href"] for one in told["links"] if one["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("name", "words", "n"),
    [
        ("events", "kind=transit", 2),
        ("events", "kind=transit,gap", 3),
        ("events", "certainty=simulated", 1),
        ("events", "gate=miyako", 2),
        ("events", f"object_id={SEEN}", 5),
        ("events", "bbox=125,25,126,26", 5),
        ("events", "bbox=179,25,-179,26", 1),  # over the antimeridian
        ("events", "bbox=125,25,0,126,26,100", 5),
        ("events", "datetime=2022-12-16T01:00:00Z", 2),
        ("events", "datetime=2022-12-16T04:30:00Z/..", 2),
        ("events", "datetime=../2022-12-16T01:00:00Z", 2),
        ("events", "datetime=/2022-12-15T00:00:00Z", 0),
        ("events", "datetime=0001-01-01/9999-12-31", 7),
        ("fixes", "", 74),
        ("fixes", f"object_id={SEEN}&datetime=2022-12-16T00:00:00Z/2022-12-16T01:00:00Z", 7),
        ("tracks", "", 2),
        ("tracks", "bbox=124,25.9,127,26.1", 1),
        ("sightings", "", 1),
        ("gates", "", 69),
        ("gates", "bbox=125.3,24.9,125.5,25.1", 2),
    ],
)
def test_features_are_chosen(client: httpx.Client, name: str, words: str, n: int) -> None:
    told = client.get(f"/ogc/collections/{name}/items?limit=1000&{words}").json()
    assert told["numberMatched"] == n
    assert len(told["features"]) == n


@pytest.mark.parametrize(
    "words",
    ["colour=red", "limit=0", "limit=x", "bbox=1,2,3", "bbox=a,b,c,d", "datetime=soon",
     "datetime=2022-12-17T00:00Z/2022-12-16T00:00Z", "f=html", "offset=-1", "datetime=.."],
)  # fmt: skip
def test_bad_words_are_refused(client: httpx.Client, words: str) -> None:
    answer = client.get(f"/ogc/collections/events/items?{words}")
    assert answer.status_code == 400
    assert answer.json()["mend"]


@pytest.mark.parametrize("name", _NAMES[:5])
def test_each_feature_has_an_address(client: httpx.Client, name: str) -> None:
    one = client.get(f"/ogc/collections/{name}/items?limit=2").json()["features"][-1]
    told = client.get(f"/ogc/collections/{name}/items/{one['id']}").json()
    links = {link["rel"]: link["href"] for link in told.pop("links")}
    assert told == one
    assert client.get(links["self"]).json()["id"] == one["id"]
    assert client.get(links["collection"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/ogc/collections/ships", "/ogc/collections/events/items/none", "/ogc/collections/x/items",
     "/ogc/collections/fixes/items/none", "/ogc/collections/fixes/items/mmsi:1@soon~1",
     "/ogc/collections/tracks/items/9e99",
     "/ogc/collections/tracks/items/--5", "/ogc/collections/gates/items/-"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_zones_are_traced_in_a_box(client: httpx.Client) -> None:
    told = client.get("/ogc/collections/zones/items?bbox=125,24.4,125.8,25.1&limit=500").json()
    kinds = {one["properties"]["kind"] for one in told["features"]}
    assert {"territorial_sea_limit", "contiguous_zone_limit"} <= kinds
    wide = client.get("/ogc/collections/zones/items?bbox=100,0,150,40")
    assert wide.status_code == 400
    assert "20 degrees" in wide.json()["mend"]


def test_gdal_opens_the_collections(address: str) -> None:
    if "OAPIF" not in pyogrio.list_drivers():
        pytest.skip("this GDAL has no OAPIF driver")
    place = f"OAPIF:{address}/ogc"
    kinds = dict(pyogrio.list_layers(place).tolist())
    assert set(kinds) == set(_NAMES)
    for name, n, kind in (("events", 7, "Point"), ("fixes", 74, "Point"),
                          ("tracks", 2, "LineString"), ("gates", 69, "LineString")):  # fmt: skip
        about, rows = pyogrio.read_arrow(place, layer=name)
        assert (rows.num_rows, about["geometry_type"], kinds[name]) == (n, kind, kind)
    _, some = pyogrio.read_arrow(place, layer="events", bbox=(125, 25, 126, 26))
    assert some.num_rows == 5
    _, some = pyogrio.read_arrow(place, layer="events", where="kind = 'gap'")
    assert some["event_id"].to_pylist() == ["e2"]


def test_a_bare_date_is_the_whole_day() -> None:
    begin, end = read_span("2022-12-16")
    assert begin is not None
    assert end is not None
    assert (end - begin).total_seconds() == pytest.approx(86_400, abs=0.001)
    with pytest.raises(ContractError):
        read_span("2022/2023/2024")
