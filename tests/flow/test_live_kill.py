"""Killed at any moment, the watch loses nothing that it acknowledged, and tells nothing twice."""

import os
import random
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from live_parts import (
    LABEL,
    Heard,
    Sender,
    assert_same_events,
    events_of,
    lines_of_days,
    until,
    watching,
)

from straitwatch.flow.config import Settings
from straitwatch.flow.derive import derive_events
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.flow.live.supervise import Supervisor
from straitwatch.flow.live_settings import FeedSettings, LiveSettings
from straitwatch.flow.tell import SILENT
from straitwatch.store.store import open_store


def _kill_often(folder: Path, lines: bytes, kills: int, chance: random.Random) -> Heard:
    """Feed all lines through a watch that is killed so often, then let it end."""
    sender, heard = Sender(lines, chunk=6000, goal=0), Heard()
    feed = FeedSettings(url=sender.url, name=LABEL)
    plan = WatchPlan(folder, None, (feed,), LiveSettings(watermark_s=1.0, commit_s=0.15))
    supervisor = Supervisor(plan, heard, first_s=0.01, longest_s=0.01)
    supervisor.start()
    most_committed = most_seq = 0
    for k in range(kills):
        sender.send((k + 1) / (kills + 1))
        until(lambda: supervisor.state().state == "running" and heard.health)
        time.sleep(chance.uniform(0.0, 0.5))  # somewhere between journal, telling and commit
        most_committed = max(most_committed, heard.health[LABEL].committed)
        most_seq = max(most_seq, heard.seq)
        heard.health = {}
        os.kill(supervisor.state().pid or 0, signal.SIGKILL)
        until(lambda: supervisor.state().restarts == k + 1)  # noqa: B023 - used at once
        until(lambda: heard.health and heard.health[LABEL].state != "waiting")
        assert heard.health[LABEL].committed >= most_committed
        with open_store(folder) as store:
            assert store.event_seq() >= most_seq
            assert sum(one.lines for one in store.sources()) >= most_committed
    sender.send(1.0)
    until(lambda: heard.health and heard.health[LABEL].committed >= most_committed)
    supervisor.stop()
    sender.close()
    assert heard.health[LABEL].committed == heard.health[LABEL].lines
    with watching(folder, feed, watermark_s=1.0) as (watcher, _):  # its sender is gone: silence
        until(lambda: not watcher._engine.is_waiting())
    return heard


def _check(folder: Path, copy: Path) -> None:
    """Each line of the store is there once, and a batch over them tells the same events."""
    with open_store(folder) as store:
        (tally,) = store.sources()
        assert tally.is_balanced()
        fixes = store.positions()
        assert len(fixes) == tally.fixes
        number = np.sort(fixes["line"].to_numpy())
        assert len(np.unique(number)) == len(number)
        assert number[-1] <= tally.lines
        store.check()
        told = events_of(store)
    shutil.copytree(folder, copy)
    with open_store(copy) as store:
        derive_events(store, Settings(), SILENT)
        assert_same_events(told, events_of(store))


@pytest.mark.slow
def test_killed_twice(tmp_path: Path) -> None:
    lines = lines_of_days(3, 8)
    _kill_often(tmp_path / "live", lines, 2, random.Random(1))
    _check(tmp_path / "live", tmp_path / "batch")


@pytest.mark.long
def test_killed_a_hundred_times(tmp_path: Path) -> None:
    lines = lines_of_days(10, 20)
    _kill_often(tmp_path / "live", lines, 100, random.Random(2))
    _check(tmp_path / "live", tmp_path / "batch")
