"""What a release hides: no byte of it in any answer, and every count without it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from api_store import ALPHA, CARRIER, CHARLIE, HIDDEN, N_FIXES, PLANE, SIM, make_store
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import serving

from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.window import open_window
from straitwatch.serve.app import make_app
from straitwatch.serve.window import LOCAL, Asker, EventQuestion, ObjectQuestion, ReplayQuestion

RELEASES = (
    ReleaseSettings(name="hidden", hidden=(HIDDEN,)),
    ReleaseSettings(name="ships", objects=("mmsi:431*", "mmsi:563*")),
    ReleaseSettings(name="box", boxes=("125.5,24,127,27",)),
    ReleaseSettings(name="kinds", kinds=("gap",)),
    ReleaseSettings(name="late", delay_min=10.0),
    ReleaseSettings(name="rough", round_deg=0.5),
    ReleaseSettings(name="nothing", objects=("mmsi:999999999",)),
)
SECRETS = ("412000002", "SECRETSHIP", "BSECR", "secretship", "e-entry")
READ = frozenset({"read", "export"})
PATHS = (
    "/api/status", "/api/objects", f"/api/objects/{ALPHA}", f"/api/objects/{HIDDEN}",
    f"/api/objects/{HIDDEN}/track", f"/api/objects/{ALPHA}/track", "/api/events",
    "/api/events?status=open,closed,retracted", "/api/events/e-meet", "/api/events/e-entry",
    "/api/events/e-transit", f"/api/events?object={HIDDEN}", "/api/events?q=secret",
    "/api/objects?q=secret", "/api/objects?kind=entry", "/api/objects?flag=CN", "/api/sightings",
    f"/api/sightings?object={HIDDEN}", "/api/coverage", "/api/replay", "/api/sources",
    "/api/feeds", "/report/report.md", "/metrics", "/openapi.json", "/api/docs",
    "/api/events?lang=ja", "/api/events/e-entry?lang=ja", f"/object/{HIDDEN}",
)  # fmt: skip


class ByHeader:
    """Asks for the release that a header names."""

    def scope_of(self, request: Request) -> Asker:
        name = request.headers.get("x-release")
        return LOCAL if name is None else Asker("partner", READ, name)


@pytest.fixture(scope="module")
def store_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_store(tmp_path_factory.mktemp("scope") / "store")


@contextmanager
def asking(store_folder: Path) -> Iterator[Callable[..., httpx.Response]]:
    (store_folder.parent / "report.md").write_text(" ".join(SECRETS))
    window = open_window(store_folder, Settings(release=RELEASES))
    app = make_app(window, access=ByHeader())
    with serving(app) as address, httpx.Client(base_url=address, timeout=60) as client:

        def get(path: str, release: str | None = None, **more: object) -> httpx.Response:
            headers = {} if release is None else {"X-Release": release}
            return client.get(path, headers=headers | dict(more))

        yield get


@pytest.fixture(scope="module")
def get(store_folder: Path) -> Iterator[Callable[..., httpx.Response]]:
    with asking(store_folder) as ask:
        yield ask


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("release", ["hidden", "ships", "nothing"])
def test_no_byte_of_a_hidden_object_is_told(
    get: Callable[..., httpx.Response], path: str, release: str
) -> None:
    answer = get(path, release)
    assert answer.status_code in {200, 404}, answer.text
    asked_for = path.partition("?")[2] + path  # an answer may not even repeat what was asked
    found = [word for word in SECRETS if word in answer.text]
    assert not found, (path, found, asked_for)


def test_the_secrets_are_there_without_a_release(get: Callable[..., httpx.Response]) -> None:
    told = "".join(get(path).text for path in PATHS)
    assert all(word in told for word in SECRETS[:3])


@pytest.mark.parametrize(
    ("hidden", "absent"),
    [
        (f"/api/objects/{HIDDEN}", "/api/objects/mmsi:412999999"),
        (f"/api/objects/{HIDDEN}/track", "/api/objects/mmsi:412999999/track"),
        ("/api/events/e-entry", "/api/events/e-never"),
        (f"/api/events?object={HIDDEN}", "/api/events?object=mmsi:412999999"),
        ("/api/objects?q=SECRETSHIP", "/api/objects?q=NOSUCHSHIP"),
        ("/api/events?q=SECRETSHIP", "/api/events?q=NOSUCHSHIP"),
    ],
)
def test_what_is_hidden_is_answered_as_what_is_not_there(
    get: Callable[..., httpx.Response], hidden: str, absent: str
) -> None:
    one, other = get(hidden, "hidden"), get(absent, "hidden")
    assert one.status_code == other.status_code
    assert one.content == other.content
    assert get(hidden).content != get(absent).content


def test_counts_are_those_of_what_may_be_seen(get: Callable[..., httpx.Response]) -> None:
    whole, some = get("/api/status").json()["store"], get("/api/status", "hidden").json()["store"]
    assert whole["n_fixes"] - some["n_fixes"] == 48
    assert whole["n_objects"] - some["n_objects"] == 1
    assert whole["n_events"] - some["n_events"] == 2  # its entry, and the encounter with it
    assert get("/api/objects", "hidden").json()["n_found"] == some["n_objects"]
    assert get("/api/events", "hidden").json()["n_found"] == some["n_events"]
    assert get("/api/replay", "hidden").json()["n_found"] == some["n_fixes"]
    assert get(f"/api/objects/{ALPHA}", "hidden").json()["kinds"] == {"transit": 1}
    assert get(f"/api/objects/{ALPHA}").json()["kinds"] == {"transit": 1, "encounter": 1}
    (row,) = get("/api/objects?q=alpha", "hidden").json()["objects"]
    assert row["kinds"] == ["transit"]
    assert get("/api/events/e-transit", "hidden").json()["related"] == []


def test_only_the_objects_of_a_list_are_seen(get: Callable[..., httpx.Response]) -> None:
    told = get("/api/objects", "ships").json()["objects"]
    assert {row["object_id"] for row in told} == {ALPHA, CHARLIE}
    assert get("/api/sightings", "ships").json()["n_found"] == 0
    nothing = get("/api/status", "nothing").json()["store"]
    assert nothing == {
        "t_min": None, "t_max": None, "n_fixes": 0, "n_objects": 0, "n_events": 0,
        "simulated": False,
    }  # fmt: skip


def test_a_box_bounds_fixes_events_and_last_places(get: Callable[..., httpx.Response]) -> None:
    told = get("/api/replay", "box").json()
    assert 0 < told["n_found"] < N_FIXES
    assert all(125.5 <= lon <= 127 for lon in told["lon"])
    rows = {row["object_id"]: row for row in get("/api/objects", "box").json()["objects"]}
    assert CHARLIE not in rows
    assert (rows[HIDDEN]["t"], rows[HIDDEN]["fixes"]) == (
        None,
        None,
    )  # met there, never heard there
    assert rows[ALPHA]["lon"] == pytest.approx(127.0)
    assert rows[ALPHA]["fixes"] == 31  # from 125.5 to 127.0 by 0.05
    assert rows[ALPHA]["t_last"] == "2023-05-01T20:00:00Z"
    track = get(f"/api/objects/{ALPHA}/track", "box").json()
    assert (track["n"], track["n_found"]) == (31, 31)
    assert {row["west"] for row in get("/api/coverage", "box").json()["coverage"]} == {126.0}


def test_only_some_kinds_are_seen(get: Callable[..., httpx.Response]) -> None:
    assert {row["kind"] for row in get("/api/events", "kinds").json()["events"]} == {"gap"}
    assert get("/api/events/e-transit", "kinds").status_code == 404
    assert get("/api/sightings", "kinds").json()["n_found"] == 0


def test_places_are_rounded_wherever_they_are_told(get: Callable[..., httpx.Response]) -> None:
    def is_rough(value: float | None) -> bool:
        return value is None or value * 2 == pytest.approx(round(value * 2), abs=1e-6)

    track = get(f"/api/objects/{ALPHA}/track", "rough").json()
    replay = get("/api/replay", "rough").json()
    places = [track["lon"], track["lat"], replay["lon"], replay["lat"]]
    for path, name in (("/api/objects", "objects"), ("/api/events", "events")):
        rows = get(path, "rough").json()[name]
        places += [[row["lon"], row["lat"]] for row in rows]
    assert all(is_rough(value) for column in places for value in column)
    exact = get("/api/replay").json()
    assert not all(is_rough(value) for value in exact["lon"])


def test_a_delay_ends_live_and_hides_what_is_open(get: Callable[..., httpx.Response]) -> None:
    assert get("/api/events/e-entry", "late").status_code == 404
    assert get("/api/events/e-transit", "late").status_code == 200
    assert get("/api/status", "late").json()["live"] is False


def test_the_report_the_sources_and_the_metrics_are_for_those_who_see_all(
    get: Callable[..., httpx.Response],
) -> None:
    assert get("/report/report.md").status_code == 200
    for release in ("hidden", "rough"):
        assert get("/report/report.md", release).status_code == 404
        assert get("/metrics", release).status_code == 404
        assert get("/api/sources", release).json()["n_found"] == 0


def test_an_answer_kept_for_one_is_not_given_to_another(
    get: Callable[..., httpx.Response],
) -> None:
    tag = get("/api/events").headers["etag"]
    other = get("/api/events", "hidden", **{"If-None-Match": tag})
    assert other.status_code == 200
    assert other.headers["etag"] != tag
    assert "Authorization" in other.headers["vary"]


def test_a_release_that_is_not_set_shows_nothing(get: Callable[..., httpx.Response]) -> None:
    for path in ("/api/status", "/api/objects", "/api/events", "/api/replay", "/api/coverage"):
        answer = get(path, "never-set")
        assert answer.status_code == 503
        assert "never-set" not in answer.text


_KEYS = st.lists(
    st.sampled_from([ALPHA, HIDDEN, CHARLIE, PLANE, CARRIER, SIM]), unique=True, max_size=5
)
_WORDS = {
    ALPHA: ("431000001", "ALPHA"),
    HIDDEN: SECRETS[:2],
    CHARLIE: ("563000003", "チャーリー"),
    PLANE: ("ae0455", "NAVY55"),
    CARRIER: ("CN/16", "Liaoning", "遼寧"),
    SIM: ("499000001", "SIM ONE"),
}


@settings(max_examples=6, deadline=None)
@given(hidden=_KEYS.filter(bool), delay=st.sampled_from([0.0, 5.0]))
def test_whoever_is_hidden_is_in_no_table_and_no_answer(
    store_folder: Path, hidden: list[str], delay: float
) -> None:
    """The law: of those hidden nothing is told, of the others what is told without them."""
    release = ReleaseSettings(name="x", hidden=tuple(hidden), delay_min=delay)
    window, scope = open_window(store_folder, Settings(release=(release,))), Asker("x", READ, "x")
    objects = window.objects(ObjectQuestion(), scope)
    events = window.events(EventQuestion(), scope)
    replay = window.replay(ReplayQuestion(), scope)
    told = [objects.rows, events.rows, replay, window.status(scope)]
    for row in objects.rows:
        told += [window.one_object(row["object_id"], scope, "en")]
    for row in events.rows:
        told += [window.one_event(row["event_id"], scope, lang) for lang in ("en", "ja")]
    text = json.dumps(told, ensure_ascii=False)
    for identity in hidden:
        assert not [word for word in _WORDS[identity] if word in text], identity
    shown = {row["object_id"] for row in objects.rows}
    whole = {row["object_id"] for row in window.objects(ObjectQuestion(), LOCAL).rows}
    assert shown == whole - set(hidden)
    assert window.status(scope)["n_objects"] == objects.n_found == len(shown)
    assert window.status(scope)["n_events"] == events.n_found == len(events.rows)
    assert replay["n_found"] == window.status(scope)["n_fixes"]


def test_the_delay_is_counted_from_now(tmp_path: Path) -> None:
    folder = make_store(tmp_path / "store")
    long = (datetime.now(UTC) - datetime(2023, 5, 1, 12, tzinfo=UTC)) / timedelta(minutes=1)
    release = ReleaseSettings(name="x", delay_min=long)
    window, scope = open_window(folder, Settings(release=(release,))), Asker("x", READ, "x")
    told = window.replay(ReplayQuestion(), scope)
    assert told["n_found"] == 4 * 25 + 24
    assert max(told["t"]) <= datetime(2023, 5, 1, 12, 1, tzinfo=UTC).timestamp() * 1000
    assert window.status(scope)["t_max"] <= "2023-05-01T12:01:00Z"
    (row,) = window.objects(ObjectQuestion(q="alpha"), scope).rows
    assert (row["fixes"], row["name"]) == (25, "ALPHA MARU")
