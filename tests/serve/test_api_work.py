"""How answers are worked out: once, a bit at a time, and no longer than somebody waits."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import pyarrow as pa
import pytest
from api_store import (
    ALPHA,
    EVENTS,
    HIDDEN,
    N_FIXES,
    STATICS,
    T0,
    event,
    fill,
    make_store,
    rows_as,
)
from fastapi import APIRouter, Depends, Request
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import serving

from straitwatch.flow.config import Settings
from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.release import Release
from straitwatch.flow.window import open_window
from straitwatch.flow.window.bound import Bound, bound_of
from straitwatch.flow.window.event_index import EventIndex
from straitwatch.flow.window.heard import Heard, heard_of, heard_within, join_heard
from straitwatch.flow.window.memo import Memo
from straitwatch.model.identity import parse_object_id
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import EVENT, FIX, REJECT, STATIC
from straitwatch.serve import deadline
from straitwatch.serve.app import make_app
from straitwatch.serve.desk import ask
from straitwatch.serve.filter import event_filter
from straitwatch.serve.window import (
    LOCAL,
    Asker,
    EventQuestion,
    FixQuestion,
    Limits,
    ReplayQuestion,
)
from straitwatch.store.store import Store, open_store

PARTNER = Asker("partner", frozenset({"read"}), "x")


def keep_all(events: pa.Table) -> pa.Table:
    return events


def test_what_many_want_is_made_once() -> None:
    memo, made = Memo(), []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return 7

    told: list[int] = []
    threads = [
        threading.Thread(target=lambda: told.append(memo.get("key", make))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (told, made) == ([7] * 8, [1])


def test_only_the_newest_are_kept() -> None:
    memo, made = Memo(2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        memo.get(key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]


def test_what_went_wrong_is_tried_again() -> None:
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.get("key", lambda: 1 // 0)
    assert memo.get("key", lambda: 5) == 5


def test_what_many_will_use_goes_on_when_who_asked_first_leaves() -> None:
    memo, may_end = Memo(), threading.Event()

    def make() -> int:
        assert not deadline.is_running()
        assert may_end.wait(20)
        return 7

    with deadline.started() as patience:
        patience.cut()
        with pytest.raises(deadline.Cut):
            memo.get("key", make)
    may_end.set()
    assert memo.get("key", lambda: 0) == 7


def test_a_question_that_takes_too_long_is_refused_and_stopped(tmp_path: Path) -> None:
    stopped = threading.Event()

    def forever() -> None:
        try:
            while True:
                deadline.check()
                time.sleep(0.005)
        except deadline.Cut:
            stopped.set()
            raise

    router = APIRouter()

    @router.get("/slow")
    async def slow(request: Request) -> None:
        await ask(request, forever)

    app = make_app(
        open_window(make_store(tmp_path / "store")), limits=Limits(query_s=0.2), routers=[router]
    )
    with serving(app) as address:
        answer = httpx.get(f"{address}/slow", timeout=30)
        assert answer.status_code == 503
        assert "0.2 s" in answer.json()["error"]
        assert "shorter span" in answer.json()["mend"]
        assert stopped.wait(20)


def test_duckdb_stops_when_nobody_waits() -> None:
    import duckdb

    with deadline.started() as patience:
        db = duckdb.connect()
        timer = threading.Timer(0.2, patience.cut)
        timer.start()
        with pytest.raises(deadline.Cut), deadline.watched(db):
            db.execute("SELECT count(*) FROM range(1e12::BIGINT) a, range(1e12::BIGINT) b")
        db.close()
        timer.join()
        with pytest.raises(deadline.Cut):
            deadline.check()
    deadline.check()


def test_other_routers_share_the_filters(tmp_path: Path) -> None:
    router = APIRouter()

    @router.get("/api/mine")
    async def mine(asked: Annotated[EventQuestion, Depends(event_filter)]) -> dict[str, object]:
        return {"kinds": asked.kinds, "box": asked.box}

    app = make_app(open_window(make_store(tmp_path / "store")), routers=[router])
    with serving(app) as address:
        told = httpx.get(f"{address}/api/mine?kind=gap,entry&bbox=1,2,3,4").json()
        assert told == {"kinds": ["gap", "entry"], "box": [1, 2, 3, 4]}
        assert httpx.get(f"{address}/api/mine?kinds=gap").status_code == 400


@settings(max_examples=10, deadline=None)
@given(st.lists(st.lists(st.sampled_from(range(len(EVENTS))), max_size=4), max_size=4))
def test_an_index_kept_in_step_is_the_index_made_anew(
    tmp_path_factory: pytest.TempPathFactory, steps: list[list[int]]
) -> None:
    folder = tmp_path_factory.mktemp("index") / "store"
    with open_store(folder, create=True) as store:
        store.put_events(rows_as([event("e-first", "gap", ALPHA)], EVENT), complete=False)
        index = EventIndex({}, keep_all)
        index.of(store)
        for n, step in enumerate(steps):
            rows = [EVENTS[k] | {"n": n, "status": "closed"} for k in dict.fromkeys(step)]
            store.put_events(rows_as(rows, EVENT), complete=n % 2 == 1)
            assert index.of(store).equals(EventIndex({}, keep_all).of(store))


def _add(store: Store, label: str, rows: list[dict[str, object]]) -> None:
    with store.ingest(label) as intake:
        intake.add(Decoded(rows_as(rows, FIX), rows_as([], STATIC), rows_as([], REJECT)))
        intake.commit(Tally(label))


def _fix(identity: str, hours: float, **more: object) -> dict[str, object]:
    known = {"object_id": parse_object_id(identity), "t": T0 + timedelta(hours=hours)}
    return known | {"lon": 125.0 + hours, "lat": 25.0, "source": "more", "line": 1} | more


def test_who_was_heard_is_summed_up_part_by_part(tmp_path: Path) -> None:
    folder = make_store(tmp_path / "store")
    with open_store(folder) as store:
        heard = Heard()
        first = heard.of(store.state)
        assert first["fixes"].to_pylist() == [48, 48, 24, 48, 48]
        for label, rows in (
            ("b", [_fix(ALPHA, 40.0), _fix("mmsi:999000111", 1.0)]),
            ("c", [_fix(ALPHA, -5.0), _fix(ALPHA, 50.0, lon=None, lat=None)]),
            ("b", [_fix(ALPHA, 41.0)]),  # read anew: what it gave before counts no more
        ):
            _add(store, label, rows)
            assert heard.of(store.state).equals(Heard().of(store.state))
        told = {row["object_id"]: row for row in heard.of(store.state).to_pylist()}
        alpha = told[parse_object_id(ALPHA)]
        assert (alpha["fixes"], alpha["placed"], alpha["lon"]) == (51, 50, 166.0)
        assert alpha["t_first"] == T0 - timedelta(hours=5)
        assert alpha["t_last"] == T0 + timedelta(hours=50)
        assert parse_object_id("mmsi:999000111") not in told


RULES = [
    ReleaseSettings(name="x", hidden=(HIDDEN,)),
    ReleaseSettings(name="x", objects=("mmsi:431*",)),
    ReleaseSettings(name="x", boxes=("125.5,24,126.5,27", "179.5,-20,-179.5,0")),
    ReleaseSettings(name="x", boxes=("179.5,-20,180,0",)),
    ReleaseSettings(name="x", round_deg=0.25),
    ReleaseSettings(name="x", boxes=("125.5,24,126.5,27",), round_deg=0.25, hidden=(ALPHA,)),
]


def _all_fixes(store: Store, release: Release, now: datetime) -> pa.Table:
    rows = release.fixes(store.positions(), now)
    return rows.select(["object_id", "t", "lon", "lat"])


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("limit", [9, 1000])
def test_pages_of_fixes_are_those_that_the_release_lets_through(
    tmp_path_factory: pytest.TempPathFactory, rule: ReleaseSettings, limit: int
) -> None:
    folder = _shared_store(tmp_path_factory)
    window = open_window(folder, Settings(release=(rule,)))
    with open_store(folder) as store:
        wanted = _all_fixes(store, Release.of(rule), datetime.now(UTC))
    told, n = [], 0
    for offset in range(0, min(len(wanted) + limit, 4 * limit), limit):
        some, n = window.fix_table(FixQuestion(limit=limit, offset=offset), PARTNER)
        told.append(some.select(wanted.column_names))
    found = pa.concat_tables(told)
    assert n == len(wanted)
    assert found.equals(wanted.slice(0, len(found)))
    thinned, n_thinned = window.fix_table(FixQuestion(at_most=15), PARTNER)
    assert n_thinned == n
    assert 0 < len(thinned) <= 15 or not n
    assert set(_keys(thinned)) <= set(_keys(wanted))


def _keys(rows: pa.Table) -> list[tuple[object, ...]]:
    return list(
        zip(*(rows[name].to_pylist() for name in ("object_id", "t", "lon", "lat")), strict=True)
    )


_STORES: list[Path] = []


def _shared_store(factory: pytest.TempPathFactory) -> Path:
    if not _STORES:
        _STORES.append(make_store(factory.mktemp("work") / "store"))
    return _STORES[0]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_bounds_in_sql_let_through_no_less_than_the_release(
    tmp_path_factory: pytest.TempPathFactory, rule: ReleaseSettings
) -> None:
    with open_store(_shared_store(tmp_path_factory)) as store:
        release, now = Release.of(rule), datetime.now(UTC)
        bound = bound_of(release, Heard().of(store.state), now)
        wide = heard_of(store.state, lambda fixes: release.fixes(fixes, now), Bound())
        narrow = heard_of(store.state, lambda fixes: release.fixes(fixes, now), bound)
        assert narrow.equals(wide)
        assert len(heard_within(store.state, bound)) >= len(narrow)


def test_a_page_in_a_box_and_a_span_is_that_of_the_whole(tmp_path: Path) -> None:
    folder = make_store(tmp_path / "store")
    window = open_window(folder)
    asked = {"box": (125.2, 24.0, 127.0, 27.0), "t_from": T0, "t_to": T0 + timedelta(hours=12)}
    whole, n = window.fix_table(FixQuestion(limit=10_000, **asked), LOCAL)
    assert n == len(whole) > 20
    pages = [
        window.fix_table(FixQuestion(limit=9, offset=k, **asked), LOCAL)[0] for k in range(0, n, 9)
    ]
    assert pa.concat_tables(pages).equals(whole.combine_chunks())
    beyond, n_beyond = window.fix_table(FixQuestion(limit=9, offset=n, **asked), LOCAL)
    assert (len(beyond), n_beyond) == (0, n)


def test_joining_sums_of_parts_is_the_sum_of_the_whole(tmp_path: Path) -> None:
    with open_store(make_store(tmp_path / "store")) as store:
        whole = Heard().of(store.state)
        some, rest = whole.slice(0, 2), whole.slice(2)
        assert join_heard([rest, some]).equals(join_heard([whole]))


def test_a_store_that_grows_is_seen_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with open_store(folder, create=True) as store:
        window = open_window(folder)
        assert window.status(LOCAL)["n_objects"] == 0
        assert window.replay(ReplayQuestion(), LOCAL)["n_found"] == 0
        assert window.events(EventQuestion(), LOCAL).rows == []
        first = window.version()
        fill(store)
        assert window.version() != first
        assert window.status(LOCAL)["n_fixes"] == N_FIXES
        assert len(STATICS) == 5
