"""A feed at full pace, a server and pages: lines kept, fix to page, bytes a page, processor.

Everything is as users have it: `straitwatch serve` in processes of its own, a feed over TCP, and
pages that read the stream that browsers read.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

import numpy as np

from straitwatch.flow.bench.event_child import run_child
from straitwatch.flow.bench.live_lines import MARK_MMSI, Sender, mark_count
from straitwatch.flow.bench.process import Usage, children_of, usage_of
from straitwatch.flow.tell import Tell
from straitwatch.model.error import SourceError

__all__ = ["Pace", "bench_live"]

Row = dict[str, Any]

_READY_S, _DRAIN_S = 180.0, 60.0
_WARM_S = 10.0  # the first fixes of a region load its coast, and kernels: told apart from the rest
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/")


@dataclass(frozen=True)
class Pace:
    """One load.

    Attributes:
        ships: how many sail; they report in turn.
        per_s: lines a second.
        pages: how many look on, at the whole world.
        seconds: how long.
    """

    ships: int
    per_s: int
    pages: int
    seconds: float


def bench_live(tell: Tell, paces: list[Pace]) -> list[Row]:
    """Measure the live watch.

    Args:
        tell: hears of progress.
        paces: loads, one after the other, each with a new store.

    Returns:
        rows `what`, `value`, `unit`, `note`.

    Raises:
        SourceError: the server did not come up.

    Notes:
        The feed runs for ten seconds before anything is measured. With 70 seconds or more a commit
        and a checkpoint are among them. There is no peer of the same task on the package indexes:
        what stands beside each figure is what was offered, in the same run.
    """
    rows: list[Row] = []
    for pace in paces:
        tell.stage(f"{pace.per_s:,} lines/s, {pace.pages} pages, {pace.seconds:g} s")
        rows += _measure(pace)
    return rows


def _measure(pace: Pace) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as folder:
        sender = Sender(pace.ships, pace.per_s, pace.seconds + _WARM_S + 6.0)
        try:
            with _server(Path(folder), sender.port) as (port, pid):
                _wait(lambda: _lines(port) >= 2 * pace.ships, "the first words of the ships")
                sender.go.set()
                time.sleep(_WARM_S)
                return _look(pace, sender, port, pid)
        finally:
            sender.close()


def _look(pace: Pace, sender: Sender, port: int, pid: int) -> list[Row]:
    """Let pages look while lines come, then wait until all are counted."""
    pids = {"web": pid, "watch": next(iter(children_of(pid)), pid)}
    before, start = {name: usage_of(one) for name, one in pids.items()}, time.perf_counter()
    told = run_child("live_clients", port, pace.pages, pace.seconds, MARK_MMSI, threads=1)
    if isinstance(told, str):
        raise SourceError(f"pages: {told}")
    after, span = {name: usage_of(one) for name, one in pids.items()}, time.perf_counter() - start
    _wait(lambda: sender.sent.ended, "the sender's end")
    lost = _drained(port, sender)
    rows = _told(pace, sender, told, lost)
    return rows + [
        row for name in pids for row in _cost(pace, name, before[name], after[name], span)
    ]


def _told(pace: Pace, sender: Sender, told: dict[str, Any], lost: int) -> list[Row]:
    lag_ms = _lags(sender, told["arrivals"])
    name = _name(pace)
    behind = f"the sender was at most {1000.0 * sender.sent.late_s:.0f} ms behind its pace"
    rows = [
        _row(name, "lines sent", sender.sent.lines, "", behind),
        _row(name, "lines lost", lost, "", "sent, less those that the feed counts"),
    ]
    if len(lag_ms):
        p50, p99, most = np.percentile(lag_ms, [50, 99, 100])
        seen = f"{len(lag_ms):,} marked fixes, at two pages; most {most:.0f} ms"
        rows += [
            _row(name, "fix to page, median", float(p50), "ms", seen),
            _row(name, "fix to page, p99", float(p99), "ms", seen),
        ]
    note = f"after a first picture of {np.median(told['picture_bytes']) / 1000.0:.0f} kB"
    pictures = max(told["pictures"], default=0)
    note += f"; at most {pictures} pictures, {told['cut']} streams cut"
    return [*rows, _row(name, "to a page", float(np.median(told["per_s"])) / 1000.0, "kB/s", note)]


def _lags(sender: Sender, arrivals: list[list[float]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Milliseconds from the moment that a mark was sent to the moment that a page had it."""
    found = []
    for mmsi, lat, moment in arrivals:
        sent = sender.sent.moments.get(int(mmsi) - MARK_MMSI, [])
        count = mark_count(lat)
        if 0 <= count < len(sent):
            found.append((moment - sent[count]) * 1000.0)
    return np.array(found)


def _cost(pace: Pace, name: str, before: Usage, after: Usage, span: float) -> list[Row]:
    share = (after.cpu_s - before.cpu_s) / span
    held = f"{after.rss_bytes >> 20} MB, {before.rss_bytes >> 20} MB before"
    return [_row(_name(pace), f"processor, {name}", share, "cores", held)]


def _row(load: str, what: str, value: float, unit: str, note: str) -> Row:
    return {"load": load, "what": what, "value": value, "unit": unit, "note": note}


def _name(pace: Pace) -> str:
    return f"{pace.per_s:,} lines/s of {pace.ships:,} ships, {pace.pages} pages"


@contextmanager
def _server(folder: Path, feed: int) -> Iterator[tuple[int, int]]:
    """Run `straitwatch serve` on a new store; gives its port and process."""
    words = ["serve", "--store", str(folder), "--feed", f"tcp://127.0.0.1:{feed}", "--port", "0"]
    command = [sys.executable, "-m", "straitwatch", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own command
        try:
            yield _port(server), server.pid
        finally:
            server.terminate()
            server.wait(30.0)


def _port(server: "subprocess.Popen[str]") -> int:
    """Read the server's words until it says where it is; go on reading, that it can go on."""
    lines: Queue[str] = Queue()
    stream = server.stderr
    if stream is None:
        raise SourceError("the server has no words")

    def read() -> None:
        for line in stream:
            lines.put(line)

    Thread(target=read, daemon=True).start()
    said, end = [], time.monotonic() + _READY_S
    while time.monotonic() < end and server.poll() is None:
        try:
            said.append(lines.get(timeout=1.0))
        except Empty:
            continue
        if found := _ADDRESS.search(said[-1]):
            return int(found[1])
    raise SourceError(f"the server did not come up: {' '.join(said).strip() or 'it said nothing'}")


def _lines(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/feeds", timeout=30.0) as answer:
        return sum(feed["lines"] for feed in json.load(answer)["feeds"])


def _drained(port: int, sender: Sender) -> int:
    """Wait until all lines are counted, or no more come; gives how many are missing."""
    end = time.monotonic() + _DRAIN_S
    while time.monotonic() < end:
        missing = sender.sent.lines - _lines(port)
        if missing <= 0:
            return missing
        time.sleep(0.5)
    return missing


def _wait(is_so: Any, what: str) -> None:  # noqa: ANN401 - a question
    end = time.monotonic() + _READY_S
    while not is_so():
        if time.monotonic() > end:
            raise SourceError(f"{what} did not come in {_READY_S:g} s")
        time.sleep(0.2)
