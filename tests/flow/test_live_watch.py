"""The live watch over real sockets: what it tells, keeps, and how it bears with the world."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path

import pyarrow as pa
import pytest
from live_parts import (
    LABEL,
    Heard,
    Sender,
    assert_same_events,
    batch_events,
    events_of,
    lines_of_days,
    until,
    watching,
)

from straitwatch.flow.config import Settings
from straitwatch.flow.derive import derive_events
from straitwatch.flow.ingest import ingest_items
from straitwatch.flow.live import herald as herald_module
from straitwatch.flow.live import intake as intake_module
from straitwatch.flow.live import watcher as watcher_module
from straitwatch.flow.live.engine import Engine, Found
from straitwatch.flow.live_settings import FeedSettings
from straitwatch.flow.tell import SILENT
from straitwatch.model.error import ConfigError, StoreError
from straitwatch.model.live import LIVE, SAID
from straitwatch.source.file import find_items
from straitwatch.store import journal as journal_module
from straitwatch.store.journal import Journal, Record
from straitwatch.store.store import Store, open_store

_TEXTS = "data/texts/liaoning_2022_12"


@pytest.fixture(scope="module")
def lines() -> bytes:
    return lines_of_days(2, 8)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed sooner than in life."""
    monkeypatch.setattr(watcher_module, "_QUIET_S", 0.3)
    monkeypatch.setattr(herald_module, "_SECOND_S", 0.1)


def _feed(url: str, **more: object) -> FeedSettings:
    return FeedSettings(url=url, name=LABEL, **more)  # type: ignore[arg-type]


def test_a_feed_becomes_positions_events_and_parts(tmp_path: Path, lines: bytes) -> None:
    wanted = batch_events(tmp_path / "batch", lines)
    sender = Sender(lines)
    n = lines.count(b"\n")
    with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0, commit_s=0.2) as (
        _,
        heard,
    ):
        until(lambda: heard.health and heard.health[LABEL].committed == n)
        with open_store(tmp_path / "live") as store, open_store(tmp_path / "batch") as batch:
            until(
                lambda: store.tracks().equals(batch.tracks())
            )  # the watermark passed the last fix
            until(lambda: store.event_seq() and heard.seq == store.event_seq())
        until(lambda: heard.rows and heard.words)
    sender.close()
    health = heard.health[LABEL]
    assert (health.lines, health.late, health.rejects) == (n, 0, {})
    assert health.lines == health.messages + health.parts + health.skipped + health.times
    assert health.url == sender.url
    assert health.simulated
    assert heard.rows[0].schema.equals(LIVE)
    assert heard.words[0].schema.equals(SAID)
    latest = pa.concat_tables(heard.rows)
    assert set(latest["source"].to_pylist()) == {LABEL}
    assert latest["received"].null_count == 0
    with open_store(tmp_path / "live") as live, open_store(tmp_path / "batch") as batch:
        assert_same_events(events_of(live), wanted)
        assert live.positions().equals(batch.positions())
        assert live.statics().equals(batch.statics())
        assert live.tracks().equals(batch.tracks())
        assert live.coverage().equals(batch.coverage())
        assert live.sources()[0].is_balanced()
        live.check()


def test_stopped_and_begun_again_it_tells_the_same(tmp_path: Path, lines: bytes) -> None:
    """Four clean stops between; the sender goes on where it was."""
    sender = Sender(lines, chunk=4000, goal=0)
    n = lines.count(b"\n")
    for part in (0.2, 0.4, 0.6, 0.8, 1.0):
        with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0) as (watcher, heard):
            sender.send(part)
            until(lambda: _is_all_in(heard, lines[: sender.sent]))
            until(lambda: part < 1.0 or not watcher._engine.is_waiting())  # noqa: B023 - same
    sender.close()
    assert heard.health[LABEL].committed == n
    with open_store(tmp_path / "live") as live:
        assert live.positions().num_rows == live.sources()[0].fixes
        assert_same_events(events_of(live), batch_events(tmp_path / "batch", lines))


def _is_all_in(heard: Heard, sent: bytes) -> bool:
    return bool(heard.health) and heard.health[LABEL].lines >= sent.count(b"\n")


def test_two_watches_on_one_store(tmp_path: Path, lines: bytes) -> None:
    sender = Sender(lines)
    with watching(tmp_path / "live", _feed(sender.url)):
        with pytest.raises(StoreError, match="is being written by process"):
            open_store(tmp_path / "live", create=True)
        with open_store(tmp_path / "live") as reader:
            assert reader.extent() is not None
    sender.close()


@pytest.mark.parametrize("broken", [1, 2])
def test_a_broken_checkpoint_is_said_and_the_watch_goes_on(
    tmp_path: Path, lines: bytes, broken: int
) -> None:
    """The one before takes its place, and the journal gives the rest; else it begins anew."""
    sender = Sender(lines, chunk=3000, goal=0)
    for part in (0.3, 0.6):
        with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0) as (_, heard):
            sender.send(part)
            until(lambda: _is_all_in(heard, lines[: sender.sent]))
    newest = sorted((tmp_path / "live" / "live").glob("checkpoint-*"), reverse=True)
    assert len(newest) == 2
    for path in newest[:broken]:
        path.write_bytes(path.read_bytes()[:-9])
    with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0) as (watcher, heard):
        sender.send(1.0)
        until(lambda: _is_all_in(heard, lines))
        until(lambda: not watcher._engine.is_waiting())
    sender.close()
    notes = " ".join(note for state in heard.states for note in state["notes"])
    assert "its content has changed" in notes
    n = lines.count(b"\n")
    with open_store(tmp_path / "live") as live:
        assert (live.sources()[0].lines, heard.health[LABEL].committed) == (n, n)
        assert live.positions().num_rows == live.sources()[0].fixes
        if broken == 1:
            assert_same_events(events_of(live), batch_events(tmp_path / "batch", lines))
        else:
            assert "it begins anew" in notes
            assert not [one for (one,) in _changes(live) if one == "retracted"]
            assert live.events().num_rows > 20


def _changes(store: Store) -> list[tuple[str]]:
    return [(one,) for one in store.event_changes(0)["change"].to_pylist()]


def test_what_makes_it_fall_over_does_so_no_more_than_five_times(
    tmp_path: Path, lines: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """First what it remembered is left, then the journal is set aside; each time it says so."""
    sender, folder = Sender(lines, chunk=3000, goal=0), tmp_path / "live"
    with watching(folder, _feed(sender.url), commit_s=600.0) as (watcher, heard):
        sender.send(0.5)
        until(lambda: _is_all_in(heard, lines[: sender.sent]))
        watcher._herald.spoiled = True  # it ends without a commit, as if killed
    n = sum(len(one.data) for one in Journal(folder / "live").read())
    with watching(folder, _feed(sender.url), falls=3) as (_, heard):
        until(lambda: _is_all_in(heard, lines[: sender.sent]))
    take = Engine.take
    monkeypatch.setattr(Engine, "take", lambda *_: pytest.fail("the journal was read"))
    with watching(folder, _feed("tcp://127.0.0.1:9"), falls=5) as (_, heard):
        until(lambda: heard.states and heard.states[-1]["state"] == "running")
    monkeypatch.setattr(Engine, "take", take)
    sender.close()
    (aside,) = (folder / "live").glob("aside-*")
    assert any(str(aside) in note for note in heard.states[-1]["notes"])
    assert sum(len(one.data) for one in Journal(aside).read()) >= n > 0


def test_a_slow_engine_holds_the_sender_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not looked at waits in the sender, not in memory; and none of it is lost."""
    monkeypatch.setattr(intake_module, "_MOST_WAITING", 100_000)
    monkeypatch.setattr(intake_module, "_MOST_QUEUED", 200_000)
    noise = b"!AIVDM,1,1,,A,noise and nothing else in this line,0*00\r\n" * 300_000
    sender, go = Sender(noise, chunk=200_000), threading.Event()
    take = Engine.take

    def slowly(engine: Engine, records: list[Record]) -> Found:
        go.wait(60.0)
        return take(engine, records)

    monkeypatch.setattr(Engine, "take", slowly)
    with watching(tmp_path / "live", _feed(sender.url)) as (watcher, heard):
        until(lambda: _stands_still(lambda: sender.sent))
        assert 0 < sender.sent < len(noise)
        assert watcher._intake._queued < 1_000_000
        go.set()
        until(lambda: heard.health and heard.health[LABEL].lines == 300_000)
    sender.close()
    assert sum(heard.health[LABEL].rejects.values()) == 300_000


def _stands_still(measure: Callable[[], int]) -> bool:
    before = measure()
    time.sleep(0.5)
    return measure() == before > 0


def test_the_journal_and_the_checkpoints_are_bounded(
    tmp_path: Path, lines: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        journal_module.Journal.__init__, "__kwdefaults__", {"segment_bytes": 20_000}
    )
    sender = Sender(lines, chunk=3000)
    with watching(tmp_path / "live", _feed(sender.url), commit_s=0.05) as (_, heard):
        until(lambda: heard.health and _is_all_in(heard, lines))
        until(lambda: heard.health[LABEL].committed == lines.count(b"\n"))
        until(lambda: len(list((tmp_path / "live" / "live").glob("journal-*"))) <= 3)
    sender.close()
    assert len(list((tmp_path / "live" / "live").glob("checkpoint-*"))) <= 2
    assert len(list((tmp_path / "live").rglob("*.parquet"))) <= 3 * 33 + 3


def test_a_feed_is_paused_and_resumed(tmp_path: Path, lines: bytes) -> None:
    sender = Sender(lines, chunk=500)
    with watching(tmp_path / "live", _feed(sender.url)) as (watcher, heard):
        until(lambda: heard.health and heard.health[LABEL].state == "open")
        watcher.command({"command": "pause", "feed": LABEL})
        until(lambda: heard.health[LABEL].state == "paused")
        watcher.command({"command": "pause", "feed": "another"})
        watcher.command({"command": "resume", "feed": LABEL})
        until(lambda: heard.health[LABEL].state == "open")
    sender.close()


def test_nonsense_feeds_are_refused(tmp_path: Path) -> None:
    twice = _feed("tcp://127.0.0.1:9"), _feed("tcp://127.0.0.1:8")
    with pytest.raises(ConfigError, match="two feeds are called"), watching(tmp_path / "a", *twice):
        pass
    with pytest.raises(ConfigError), watching(tmp_path / "b", _feed("nonsense://x")):
        pass


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 24 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here: it needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_waited_for(tmp_path: Path, lines: bytes, small_disk: Path) -> None:
    """Nothing more is read while there is no room; then all goes on, and nothing is lost."""
    sender, folder = Sender(lines, chunk=3000, goal=0), small_disk / "live"
    with watching(folder, _feed(sender.url), watermark_s=1.0, commit_s=0.2) as (watcher, heard):
        sender.send(0.3)
        _fill(small_disk / "filler")
        sender.goal = len(lines)
        until(lambda: _has_no_room(heard))
        assert heard.health[LABEL].committed < lines.count(b"\n")
        (small_disk / "filler").unlink()
        until(lambda: heard.health[LABEL].committed == lines.count(b"\n"))
        until(lambda: not watcher._engine.is_waiting())
        until(lambda: not _has_no_room(heard))
    sender.close()
    with open_store(folder) as live:
        assert live.positions().num_rows == live.sources()[0].fixes
        assert_same_events(events_of(live), batch_events(tmp_path / "batch", lines))


def _has_no_room(heard: Heard) -> bool:
    return bool(heard.health) and any("no space" in one for one in heard.health[LABEL].notes)


def _fill(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    for size in (1 << 20, 1 << 12):
        with suppress(OSError):
            while os.write(handle, bytes(size)) == size:
                pass
    os.close(handle)


def test_a_release_that_is_dropped_into_a_folder_is_told(tmp_path: Path) -> None:
    """And a recording there becomes rows; a file that is nothing is said to be so."""
    folder = tmp_path / "drop"
    folder.mkdir()
    shelf = files("straitwatch.decode").joinpath(_TEXTS)
    texts = sorted((one for one in shelf.iterdir() if one.name.endswith(".txt")), key=str)
    for one in texts:
        (folder / one.name).write_bytes(one.read_bytes())
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 9)
    feed = FeedSettings(url=f"folder:{folder}", name="releases", poll_s=0.05)
    live = tmp_path / "live"
    with watching(live, feed) as (_, heard), open_store(live) as store:
        until(lambda: store.sightings().num_rows and heard.seq == store.event_seq() > 0)
        until(lambda: "noise.bin" in " ".join(heard.states[-1]["notes"]))
        until(lambda: len(store.sources()) == len(texts))
        until(lambda: heard.health["releases"].lines == sum(t.lines for t in store.sources()))
        told = events_of(store)
    with open_store(tmp_path / "batch", create=True) as store:
        items = find_items([str(folder / one.name) for one in texts])
        ingest_items(store, items, Settings(), SILENT)
        derive_events(store, Settings(), SILENT)
        assert_same_events(told, events_of(store), least=10)


def test_silence_makes_no_coverage(tmp_path: Path, lines: bytes) -> None:
    """A feed that is cut for hours heard nothing then: no hour of it claims that it would have."""
    rows = lines.splitlines(keepends=True)
    sender = Sender(b"".join(rows[: len(rows) // 3] + rows[2 * len(rows) // 3 :]))
    with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0) as (watcher, heard):
        until(lambda: _is_all_in(heard, sender.data))
        until(lambda: not watcher._engine.is_waiting())
    sender.close()
    with open_store(tmp_path / "live") as live:
        heard_at = {one.replace(minute=0, second=0, microsecond=0) for one in _times(live)}
        covered = set(live.coverage()["t_start"].to_pylist())
    assert covered == heard_at
    assert len(covered) < (max(covered) - min(covered)).total_seconds() / 3600.0 - 12


def _times(store: Store) -> list[datetime]:
    return list(store.positions()["t"].to_pylist())


def test_a_file_is_replayed_once_and_read_on_when_it_grew(tmp_path: Path, lines: bytes) -> None:
    """As fast as can be; a second watch of it doubles nothing."""
    path, half = tmp_path / "log.nmea", lines.rfind(b"\n", 0, len(lines) // 2) + 1
    for whole in (lines[:half], lines[:half], lines):
        path.write_bytes(whole)
        feed = _feed(f"file:{path}", speed=0.0)
        with watching(tmp_path / "live", feed, watermark_s=1.0) as (watcher, heard):
            until(lambda: heard.health and heard.health[LABEL].state == "ended")
            until(lambda: _is_all_in(heard, whole))  # noqa: B023 - used at once
            until(lambda: whole is not lines or not watcher._engine.is_waiting())  # noqa: B023 - same
    with open_store(tmp_path / "live") as live:
        assert live.sources()[0].lines == lines.count(b"\n")
        assert live.positions().num_rows == live.sources()[0].fixes
        assert_same_events(events_of(live), batch_events(tmp_path / "batch", lines))
