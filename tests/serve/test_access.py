"""Who asks: keys, sessions, limits, and requests that another site makes a browser send."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from serving import serving
from starlette.middleware import Middleware

from straitwatch.flow.config import Settings
from straitwatch.flow.keys import KeyBook
from straitwatch.flow.live_settings import ReleaseSettings, ServeSettings
from straitwatch.flow.open_access import check_host, open_access
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.model.error import ConfigError
from straitwatch.serve.access import COOKIE, Access, needs
from straitwatch.serve.bucket import Buckets, who_of_address
from straitwatch.serve.refuse import catch_errors
from straitwatch.serve.route_session import session_router
from straitwatch.serve.site import Site
from straitwatch.serve.window import Scope

NOW = datetime.now(UTC)
EVERYTHING = frozenset({"read", "export", "operate"})


def app_of(access: Access) -> FastAPI:
    app = FastAPI(middleware=[Middleware(Site)])
    catch_errors(app)
    app.include_router(session_router(access))
    asker = Depends(access.scope_of)

    @app.get("/api/who")
    def who(scope: Annotated[Scope, asker]) -> dict[str, object]:
        return {"name": scope.name, "scopes": sorted(scope.scopes), "release": scope.release}

    @app.post("/api/act")
    def act(scope: Annotated[Scope, asker]) -> dict[str, bool]:
        needs(scope, "operate")
        return {"done": True}

    return app


@pytest.fixture
def store(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


@pytest.fixture
def book(store: Path) -> KeyBook:
    return KeyBook(ServerFile(server_file(store)))


@pytest.fixture
def here(store: Path) -> Iterator[httpx.Client]:
    """A browser at a server on loopback."""
    access = open_access(store, Settings(), host="127.0.0.1", public=False)
    with serving(app_of(access)) as address, httpx.Client(base_url=address) as client:
        yield client


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_without_a_key_this_machine_may_look_and_nothing_more(here: httpx.Client) -> None:
    assert here.get("/api/who").json()["scopes"] == ["export", "read"]
    refused = here.post("/api/act")
    assert refused.status_code == 403
    assert set(refused.json()) == {"error", "mend"}


def test_what_a_proxy_passes_on_is_not_from_this_machine(here: httpx.Client) -> None:
    assert here.get("/api/who", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 401


def test_a_key_says_who_and_what(here: httpx.Client, book: KeyBook) -> None:
    key = book.new("harbour", scopes=frozenset({"read"}), release="partner", now=NOW)
    told = here.get("/api/who", headers=bearer(key)).json()
    assert told == {"name": "harbour", "scopes": ["read"], "release": "partner"}
    assert here.post("/api/act", headers=bearer(key)).status_code == 403
    able = book.new("officer", scopes=EVERYTHING, now=NOW)
    assert here.post("/api/act", headers=bearer(able)).json() == {"done": True}


@pytest.mark.parametrize("wrong", ["sw_nothing", "sw_" + "A" * 43, "日本"])
def test_a_wrong_key_is_refused_even_where_none_is_needed(here: httpx.Client, wrong: str) -> None:
    raw = {"Authorization": f"Bearer {wrong}".encode()}
    refused = here.get("/api/who", headers=raw)
    assert refused.status_code == 401
    assert "Bearer" in refused.headers["www-authenticate"]
    assert wrong not in refused.text


def test_revoked_and_ended_keys_open_nothing(here: httpx.Client, book: KeyBook) -> None:
    key = book.new("a", scopes=EVERYTHING, now=NOW)
    assert here.get("/api/who", headers=bearer(key)).status_code == 200
    assert here.post("/api/session", json={"key": key}).status_code == 200
    assert here.get("/api/who").json()["name"] == "a"
    KeyBook(ServerFile(book._file.path)).revoke("a", NOW)  # as another process does
    assert here.get("/api/who", headers=bearer(key)).status_code == 401
    assert here.get("/api/who").json()["name"] == "local"
    hour = timedelta(hours=1)
    old = book.new("b", scopes=EVERYTHING, now=NOW - 2 * hour, expires=NOW - hour)
    assert here.get("/api/who", headers=bearer(old)).status_code == 401


def test_a_session_is_a_cookie_that_scripts_cannot_read(here: httpx.Client, book: KeyBook) -> None:
    key = book.new("wall", scopes=EVERYTHING, now=NOW)
    begun = here.post(
        "/api/session", json={"key": key}, headers={"Origin": str(here.base_url).rstrip("/")}
    )
    cookie = begun.headers["set-cookie"].lower()
    assert begun.json() == {"name": "wall", "scopes": sorted(EVERYTHING), "release": None}
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    assert key not in begun.text + cookie
    assert here.get("/api/who").json()["name"] == "wall"
    held = here.cookies[COOKIE]
    assert here.delete("/api/session").status_code == 204
    assert here.get("/api/who", headers={"Cookie": f"{COOKIE}={held}"}).json()["name"] == "local"


def test_the_cookie_is_secure_behind_tls(here: httpx.Client, book: KeyBook) -> None:
    key = book.new("wall", scopes=EVERYTHING, now=NOW)
    begun = here.post("/api/session", json={"key": key}, headers={"X-Forwarded-Proto": "https"})
    assert "secure" in begun.headers["set-cookie"].lower()


def test_attempts_are_limited(here: httpx.Client, book: KeyBook) -> None:
    statuses = [here.post("/api/session", json={"key": f"sw_{k}"}).status_code for k in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    good = book.new("late", scopes=EVERYTHING, now=NOW)
    refused = here.post("/api/session", json={"key": good})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) >= 1


@pytest.mark.parametrize("body", ["{}", '{"key": 5}', "not json", '{"key": "' + "x" * 500 + '"}'])
def test_a_senseless_log_in_is_refused(here: httpx.Client, body: str) -> None:
    refused = here.post("/api/session", content=body, headers={"Content-Type": "application/json"})
    assert refused.status_code == 400
    assert "x" * 201 not in refused.text


@pytest.mark.parametrize(
    ("host", "good"),
    [
        ("localhost", True),
        ("127.0.0.1:1234", True),
        ("[::1]:80", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("127.0.0.1@evil.example", False),
        ("", False),
    ],
)
def test_another_name_for_this_machine_is_refused(
    here: httpx.Client, host: str, good: bool
) -> None:
    assert (here.get("/api/who", headers={"Host": host}).status_code == 200) is good


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),  # not for the origin: the scope is missing
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_another_site_changes_nothing(
    here: httpx.Client, book: KeyBook, headers: dict[str, str], status: int
) -> None:
    key = book.new("officer", scopes=EVERYTHING, now=NOW)
    here.post("/api/session", json={"key": key})
    own = here.post("/api/act", headers={"Origin": str(here.base_url).rstrip("/")})
    assert own.status_code == 200
    if headers:
        refused = here.post("/api/act", headers=headers)
        assert refused.status_code == status
        assert "another site" in refused.json()["error"]


def test_a_public_server_shows_the_release_called_public(store: Path) -> None:
    for releases, found in (((), None), ((ReleaseSettings(name="public"),), "public")):
        settings = Settings(release=releases)
        access = open_access(store, settings, host="0.0.0.0", public=True)  # noqa: S104 - not bound
        with serving(app_of(access)) as address:
            told = httpx.get(f"{address}/api/who").json()
        assert told == {"name": "public", "scopes": ["export", "read"], "release": found}


def test_other_hosts_need_a_key_or_public(store: Path, book: KeyBook) -> None:
    with pytest.raises(ConfigError, match="straitwatch key new"):
        open_access(store, Settings(), host="0.0.0.0", public=False)  # noqa: S104 - same
    book.new("a", scopes=EVERYTHING, now=NOW)
    access = open_access(store, Settings(), host="0.0.0.0", public=False)  # noqa: S104 - same
    with serving(app_of(access)) as address:
        assert httpx.get(f"{address}/api/who").status_code == 401
    for host in ("localhost", "127.0.0.5", "::1"):
        check_host(host, public=False, any_key=False)


def test_too_many_questions_are_put_off(store: Path, book: KeyBook) -> None:
    settings = Settings(serve=ServeSettings(per_minute=5))
    access = open_access(store, settings, host="127.0.0.1", public=False)
    key = book.new("other", scopes=EVERYTHING, now=NOW)
    with serving(app_of(access)) as address, httpx.Client(base_url=address) as client:
        statuses = [client.get("/api/who").status_code for _ in range(7)]
        assert statuses == [200] * 5 + [429] * 2
        assert client.get("/api/who", headers=bearer(key)).status_code == 200  # a bucket of its own
        assert 1 <= int(client.get("/api/who").headers["retry-after"]) <= 12


def test_a_bucket_fills_again_and_buckets_are_bounded() -> None:
    clock = [0.0]
    buckets = Buckets(60, clock=lambda: clock[0])
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    clock[0] = 2.0
    assert buckets.take("a") == 0.0
    for k in range(20_000):
        buckets.take(f"b{k}")
    assert len(buckets._left) <= 10_000
    assert Buckets(0).take("a") == 0.0


def test_one_customer_of_ipv6_is_one_asker() -> None:
    assert who_of_address("2001:db8::1") == who_of_address("2001:db8::ffff") == "2001:db8::/64"
    assert who_of_address("2001:db8:0:1::1") != who_of_address("2001:db8::1")
    assert who_of_address("::ffff:192.0.2.1") == "192.0.2.1"
    assert who_of_address(None) == "unknown"
