"""The link between watch and server, the intake, and the watch's process kept running."""

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from live_parts import LABEL, Heard, Sender, lines_of_days, until

from straitwatch.flow.live.feeds import Runner
from straitwatch.flow.live.intake import BYTES, FEEDS, Intake, document_record, read_document_record
from straitwatch.flow.live.link import LinkReader, LinkWriter, receive_words, send_words
from straitwatch.flow.live.newest import newest_of, said_of
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.flow.live.remember import Heard as HeardOfFeed
from straitwatch.flow.live.supervise import Supervisor
from straitwatch.flow.live_settings import FeedSettings, LiveSettings
from straitwatch.flow.order import Waiting
from straitwatch.model.live import LIVE, SAID, FeedHealth
from straitwatch.model.record import Tally
from straitwatch.model.schema import FIX
from straitwatch.store.journal import Journal
from straitwatch.store.store import open_store

_T = datetime(2026, 1, 1, tzinfo=UTC)


def _live(*rows: tuple[int, int, float]) -> pa.Table:
    """LIVE of identity, second, latitude."""
    columns = {
        "object_id": [one for one, _, _ in rows],
        "t": [_second(second) for _, second, _ in rows],
        "lat": [lat for *_, lat in rows],
    }
    return pa.table([pa.array(columns.get(f.name, [None] * len(rows)), f.type) for f in LIVE], LIVE)


def _second(second: int) -> datetime:
    return _T.replace(second=second)


def test_of_each_object_the_newest_position_stays() -> None:
    """Of one moment the last that came; a table that came later may hold older rows."""
    rows = newest_of(
        [_live((7, 5, 1.0), (3, 9, 2.0), (7, 5, 3.0)), _live((3, 4, 4.0), (9, 1, 5.0))]
    )
    told = zip(rows["object_id"].to_pylist(), rows["lat"].to_pylist(), strict=True)
    assert list(told) == [(3, 2.0), (7, 3.0), (9, 5.0)]
    assert newest_of([]).equals(LIVE.empty_table())


def test_of_each_object_the_newest_words_stay() -> None:
    def words(**columns: object) -> pa.Table:
        n = len(columns["object_id"])  # type: ignore[arg-type]
        return pa.table([pa.array(columns.get(f.name, [None] * n), f.type) for f in SAID], SAID)

    rows = said_of(
        [
            words(object_id=[1, 2], name=["OLD", "B"], imo=[9074729, None]),
            words(object_id=[1], name=["NEW"], destination=["NAHA"]),
        ]
    )
    assert rows.schema.equals(SAID)
    assert rows["name"].to_pylist() == ["NEW", "B"]
    assert rows["imo"].to_pylist() == [9074729, None]
    assert rows["destination"].to_pylist() == ["NAHA", None]


def test_what_the_watch_tells_comes_as_it_was() -> None:
    ours, theirs = socket.socketpair()
    heard = Heard()
    reader = LinkReader(ours, heard, heard.states.append)
    writer = LinkWriter(theirs)
    health = FeedHealth("a", since=_T, last_heard=None, rejects={"checksum": 2}, notes=["x"])
    writer.positions(_live((1, 1, 1.0)))
    writer.said(SAID.empty_table())
    writer.feeds([health, replace(health, name="b", last_heard=_T)])
    writer.events(41)
    writer.events(42)
    writer.state({"state": "running"})
    writer.close()
    theirs.close()
    reader.wait(60.0)
    assert heard.rows == [_live((1, 1, 1.0))]
    assert heard.words == []
    assert heard.health == {"a": health, "b": replace(health, name="b", last_heard=_T)}
    assert (heard.seq, heard.states) == (42, [{"state": "running"}])
    ours.close()


def test_a_server_that_does_not_read_holds_nothing_up() -> None:
    """The newest row of each object is kept, and no more; all of it comes once it reads."""
    ours, theirs = socket.socketpair()
    writer = LinkWriter(theirs)
    ids = np.arange(2000)
    for k in range(100):
        writer.positions(_many(ids, float(k % 90)))
        held = writer._rows[1]
        assert sum(map(len, held)) <= 2000
    heard = Heard()
    reader = LinkReader(ours, heard, heard.states.append)
    writer.close(60.0)
    theirs.close()
    reader.wait(60.0)
    assert set(heard.rows[-1]["lat"].to_pylist()) == {9.0}
    assert len(heard.rows) < 100
    ours.close()


def _many(ids: np.ndarray, lat: float) -> pa.Table:
    columns = {"object_id": pa.array(ids), "t": pa.array([_T] * len(ids), LIVE.field("t").type)}
    columns["lat"] = pa.array(np.full(len(ids), lat))
    return pa.table(
        [columns[f.name] if f.name in columns else pa.nulls(len(ids), f.type) for f in LIVE],
        LIVE,
    )


def test_a_plan_passes_as_words() -> None:
    feed = FeedSettings(url="tcp://127.0.0.1:1", name="a", headers={"key": "env:KEY"})
    plan = WatchPlan(Path("store"), Path("watch.toml"), (feed,), LiveSettings(commit_s=3.0))
    assert WatchPlan.read(json.loads(json.dumps(plan.words()))) == plan
    ours, theirs = socket.socketpair()
    send_words(ours, plan.words())
    assert WatchPlan.read(receive_words(theirs) or {}) == plan
    ours.close()
    assert receive_words(theirs) is None
    theirs.close()


def test_times_of_receipt_never_go_back_in_the_journal(tmp_path: Path) -> None:
    """The wall clock is set back by an hour, and a watch begins with it set back."""
    intake = Intake(Journal(tmp_path), {1: "a"})
    intake.start(5_000)
    for t_us in (9_000, 2_000, 9_500, -3_600_000_000):
        intake.put(1, BYTES, b"line\n", t_us, lambda: False, join=False)
    intake.close()
    records = []
    while found := intake.take(0.0):
        records += found
    assert [one.t_us for one in records if one.kind == BYTES] == [9_000, 9_000, 9_500, 9_500]
    assert [(one.kind, one.data) for one in records[:1]] == [(FEEDS, b'{"1": "a"}')]
    assert list(Journal(tmp_path).read()) == records


class _Odd(Journal):
    def append(self, *_: object) -> int:
        raise ValueError("odd")


def test_a_journal_that_fails_oddly_is_told_of(tmp_path: Path) -> None:
    """A thread that ended unheard would leave feeds that look as if they were read."""
    intake = Intake(_Odd(tmp_path), {1: "a"})
    intake.start(0)
    intake.put(1, BYTES, b"line\n", 1, lambda: False, join=False)
    until(lambda: intake.failure is not None)
    assert str(intake.failure) == "odd"
    intake.close()


def test_a_feed_that_fails_oddly_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "lines").write_bytes(b"line\n")

    def odd() -> int:
        raise ValueError("odd")

    intake = Intake(Journal(tmp_path), {1: "a"})
    runner = Runner(FeedSettings(url=f"file:{tmp_path}/lines", name="a"), 1, intake, odd)
    runner.start(HeardOfFeed(Tally("a")))
    until(lambda: runner.health.state == "failed")
    assert "ValueError: odd" in runner.health.error
    assert not runner.is_running


def test_documents_keep_their_path() -> None:
    assert read_document_record(document_record("a/b\udce9.txt", b"\x00\n")) == (
        "a/b\udce9.txt",
        b"\x00\n",
    )


def _fixes(*times: int) -> pa.Table:
    n = len(times)
    columns = {
        "object_id": pa.array(range(n), pa.int64()),
        "t": pa.array([t * 1_000_000 for t in times], pa.int64()).cast(FIX.field("t").type),
        "source": pa.array(["a"] * n).dictionary_encode().cast(FIX.field("source").type),
    }
    return pa.table([columns.get(f.name, pa.nulls(n, f.type)) for f in FIX], FIX)


def test_a_clock_that_is_ahead_makes_no_other_fix_late() -> None:
    """One receiver is a year ahead; its fix waits until then, the others are looked at."""
    times, year = [100, 31_536_000 + 100, 101, 99, 102], 31_536_000
    came = np.array([100, 101, 101, 101, 102], np.int64) * 1_000_000
    whole = Waiting()
    ready, late = whole.take(_fixes(*times), 1.0, came_us=came)
    assert [t.timestamp() for t in ready["t"].to_pylist()] == [100.0]
    assert [t.timestamp() for t in late["t"].to_pylist()] == [99.0]
    ready = whole.release(now_us=103_000_000)
    assert sorted(t.timestamp() for t in ready["t"].to_pylist()) == [101.0, 102.0]
    assert whole.held is not None
    assert [t.timestamp() for t in whole.held["t"].to_pylist()] == [float(year + 100)]


@pytest.mark.parametrize("cut", range(1, 5))
def test_what_is_late_does_not_depend_on_the_cut(cut: int) -> None:
    times, came = [10, 5, 30, 28, 12], np.array([40, 40, 41, 41, 42], np.int64) * 1_000_000
    rows = _fixes(*times)
    _, wanted = Waiting().take(rows, 3.0, came_us=came)
    cut_up = Waiting()
    _, first = cut_up.take(rows.slice(0, cut), 3.0, came_us=came[:cut])
    _, second = cut_up.take(rows.slice(cut), 3.0, came_us=came[cut:])
    assert pa.concat_tables([first, second])["t"].to_pylist() == wanted["t"].to_pylist()
    assert len(wanted) == 2


@pytest.mark.slow
def test_a_store_that_another_process_writes_is_told_of(tmp_path: Path) -> None:
    """The watch tries again, the server shows why; then the other ends, and the watch runs."""
    sender, heard = Sender(lines_of_days(1, 4)), Heard()
    plan = WatchPlan(tmp_path / "live", None, (FeedSettings(url=sender.url, name=LABEL),))
    supervisor = Supervisor(plan, heard, first_s=0.1, longest_s=0.2)
    with open_store(tmp_path / "live", create=True):
        supervisor.start()
        until(lambda: supervisor.state().restarts)
        assert "is being written by process" in supervisor.state().error
    until(lambda: supervisor.state().state == "running")
    assert supervisor.state().error == ""
    until(lambda: heard.health)
    assert supervisor.command({"command": "pause", "feed": LABEL})
    until(lambda: heard.health[LABEL].state == "paused")
    supervisor.stop()
    assert (supervisor.state().state, supervisor.state().pid) == ("stopped", None)
    assert not supervisor.command({"command": "resume", "feed": LABEL})
    sender.close()


_PARENT = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from live_parts import Heard
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.flow.live.supervise import Supervisor
from straitwatch.flow.live_settings import FeedSettings
heard = Heard()
plan = WatchPlan(Path(sys.argv[1]), None, (FeedSettings(url=sys.argv[2], name="a"),))
supervisor = Supervisor(plan, heard)
supervisor.start()
while not (heard.health and heard.health["a"].lines):
    time.sleep(0.02)
print(supervisor.state().pid, heard.health["a"].lines, flush=True)
time.sleep(600)
"""


@pytest.mark.slow
def test_without_its_server_the_watch_ends_cleanly(tmp_path: Path) -> None:
    sender = Sender(lines_of_days(1, 4))
    line = [sys.executable, "-c", _PARENT, str(tmp_path / "live"), sender.url]
    line.append(str(Path(__file__).parent))
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        told = parent.stdout.readline()
        parent.kill()
    pid, lines = map(int, told.split())
    until(lambda: not _is_running(pid))
    with open_store(tmp_path / "live") as store:
        assert store.sources()[0].lines >= lines > 0
        assert store.positions().num_rows == store.sources()[0].fixes
    sender.close()


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
