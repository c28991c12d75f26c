"""The live watch over real sockets: what it tells, keeps, and how it bears with the world."""

from pathlib import Path

import pyarrow as pa
import pytest
from live_parts import (
    LABEL,
    Sender,
    assert_same_events,
    batch_events,
    events_of,
    lines_of_days,
    until,
    watching,
)

from straitwatch.flow.live import watcher as watcher_module
from straitwatch.flow.live_settings import FeedSettings
from straitwatch.model.live import LIVE, SAID
from straitwatch.store.store import open_store


@pytest.fixture(scope="module")
def lines() -> bytes:
    return lines_of_days(3, 8)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed sooner than in life."""
    monkeypatch.setattr(watcher_module, "_QUIET_S", 0.3)
    monkeypatch.setattr(watcher_module, "_SECOND_S", 0.1)


def _feed(url: str, **more: object) -> FeedSettings:
    return FeedSettings(url=url, name=LABEL, **more)  # type: ignore[arg-type]


def test_a_feed_becomes_positions_events_and_parts(tmp_path: Path, lines: bytes) -> None:
    sender = Sender(lines)
    n = lines.count(b"\n")
    with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0, commit_s=0.2) as (
        _,
        heard,
    ):
        until(lambda: heard.health and heard.health[LABEL].committed == n)
        with open_store(tmp_path / "live") as store:
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
    wanted = batch_events(tmp_path / "batch", lines)
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
    sender = Sender(lines, chunk=4000)
    n = lines.count(b"\n")
    for part in (0.2, 0.4, 0.6, 0.8, 1.0):
        with watching(tmp_path / "live", _feed(sender.url), watermark_s=1.0) as (watcher, heard):
            until(lambda: sender.sent >= part * len(lines))  # noqa: B023 - used at once
            sender.hold.set()
            until(lambda: sender.is_idle)
            until(lambda: heard.health and _is_all_in(heard, lines[: sender.sent]))
            until(lambda: part < 1.0 or not watcher._engine.is_waiting())  # noqa: B023 - same
        sender.hold.clear()
    sender.close()
    assert heard.health[LABEL].committed == n
    with open_store(tmp_path / "live") as live:
        assert live.positions().num_rows == live.sources()[0].fixes
        assert_same_events(events_of(live), batch_events(tmp_path / "batch", lines))


def _is_all_in(heard: object, sent: bytes) -> bool:
    return heard.health[LABEL].lines >= sent.count(b"\n")  # type: ignore[attr-defined]
