"""The watch's process begun, begun again when it falls, and stopped: with its state to show."""

import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from straitwatch.flow.live.link import LinkReader, Words, send_words
from straitwatch.flow.live.plan import WatchPlan
from straitwatch.model.live import FeedHealth, Sink

__all__ = ["Supervisor", "WatchState"]

_FIRST_S, _LONGEST_S = 1.0, 60.0
"""Ours: wait before the first new start, and at most."""

_WELL_S = 60.0
"""Ours: a watch that ran so long was well: the wait is the first one again."""

_FALLS = (1, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS)
"""Ends that the watch brought about itself, and would again with the same journal."""

_READ = ("connecting", "open", "silent", "waiting")

_STOP_S = 20.0
"""Ours: time for the last commit."""


@dataclass(frozen=True)
class WatchState:
    """How the watch does.

    Attributes:
        state: `starting`, `replaying`, `running`, `waiting` (before a new start), `stopped`.
        pid: of its process, None when there is none.
        restarts: how often it was begun again.
        error: why it fell last, empty when it never did or runs again.
        notes: remarks of the watch itself.
    """

    state: str = "starting"
    pid: int | None = None
    restarts: int = 0
    error: str = ""
    notes: list[str] = field(default_factory=list)


class Supervisor:
    """Keeps a watch running.

    Args:
        plan: what it is asked to do.
        sink: is told what the watch tells, from a thread.
        first_s: wait before the first new start.
        longest_s: likewise, at most.
    """

    def __init__(
        self,
        plan: WatchPlan,
        sink: Sink,
        *,
        first_s: float = _FIRST_S,
        longest_s: float = _LONGEST_S,
    ) -> None:
        self._plan, self._sink = plan, _Remembering(sink)
        self._first_s, self._longest_s = first_s, longest_s
        self._now = WatchState()
        self._paused: set[str] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="supervise", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def state(self) -> WatchState:
        """Tell how the watch does."""
        with self._lock:
            return self._now

    def told(self) -> dict[str, Any]:
        """Tell it as JSON takes it."""
        return asdict(self.state())

    def command(self, words: Words) -> bool:
        """Send a command: `{"command": "pause", "feed": NAME}`; tells whether it was sent.

        A feed that was paused stays so when the watch is begun again.
        """
        with self._lock:
            connection = self._connection
            if connection is None:
                return False
            self._paused.discard(words.get("feed", ""))
            if words.get("command") == "pause":
                self._paused.add(words["feed"])
        try:
            send_words(connection, words)
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End the watch cleanly: it commits what it has; then return."""
        self._stop.set()
        with self._lock:
            process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
        if self._thread.is_alive():
            self._thread.join(_STOP_S + 5.0)

    def _run(self) -> None:
        wait_s, falls = self._first_s, 0
        while not self._stop.is_set():
            began = time.monotonic()
            status, words = self._watch_once(falls)
            if self._stop.is_set():
                break
            error = self.state().error or words or f"the watch ended with status {status}"
            was_well = time.monotonic() - began >= _WELL_S
            falls = 0 if was_well else falls + (status in _FALLS)
            wait_s = self._first_s if was_well else wait_s
            self._put(state="waiting", pid=None, error=error)
            self._sink.tell_down(error)
            if self._stop.wait(wait_s):
                break
            wait_s = min(wait_s * 2.0, self._longest_s)
            self._put(restarts=self.state().restarts + 1, state="starting")
        self._put(state="stopped", pid=None)

    def _watch_once(self, falls: int) -> tuple[int, str]:
        """Run one process to its end; gives its status and its last words."""
        ours, theirs = socket.socketpair()
        line = [sys.executable, "-m", "straitwatch.flow.live", str(theirs.fileno())]
        process = subprocess.Popen(  # noqa: S603 - our own program
            line, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        theirs.close()
        with ours:
            with self._lock:
                self._process = process
            self._put(pid=process.pid)
            words = _LastWords(process)
            if self._begin(ours, falls):
                with self._lock:
                    self._connection = ours  # the plan went first: commands may follow
                LinkReader(ours, self._sink, self._hear).wait()
            with self._lock:
                self._connection = None
            status = _wait(process)
        return status, words.tell()

    def _begin(self, connection: socket.socket, falls: int) -> bool:
        with self._lock:
            paused = tuple(sorted(self._paused))
        try:
            send_words(connection, replace(self._plan, falls=falls, paused=paused).words())
        except OSError:
            return False
        if self._stop.is_set() and self._process is not None:
            self._process.terminate()
        return True

    def _hear(self, words: Words) -> None:
        state = words.get("state", "running")
        if state == "failed":
            self._put(error=words.get("error", ""), notes=[])
        elif state == "running":
            self._put(state=state, notes=words.get("notes", []), error="")
        else:
            self._put(state=state, notes=words.get("notes", []))

    def _put(self, **more: Any) -> None:  # noqa: ANN401 - fields of WatchState
        with self._lock:
            self._now = WatchState(**(asdict(self._now) | more))


class _Remembering:
    """Passes on what the watch tells; remembers its feeds, of which nobody tells once it fell."""

    def __init__(self, sink: Sink) -> None:
        self._sink, self._last = sink, list[FeedHealth]()
        self.positions, self.said, self.events = sink.positions, sink.said, sink.events

    def feeds(self, rows: list[FeedHealth]) -> None:
        self._last = rows
        self._sink.feeds(rows)

    def tell_down(self, error: str) -> None:
        """Tell that no feed is read: those that were wait for the watch."""
        now, told = datetime.now(UTC), f"the watch fell: {error}"
        self._last = [
            replace(one, state="waiting", error=told, per_s=0.0, since=now)
            if one.state in _READ
            else one
            for one in self._last
        ]
        self._sink.feeds(self._last)


class _LastWords:
    """Keeps the end of what a process writes to stderr."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._pipe, self._last = process.stderr, b""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def tell(self) -> str:
        self._thread.join(1.0)
        lines = self._last.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""

    def _run(self) -> None:
        if self._pipe is not None:
            with self._pipe as pipe:
                for line in pipe:
                    self._last = line if line.strip() else self._last
                    _pass_on(line)


def _pass_on(line: bytes) -> None:
    """Write to stderr, if there is one that anybody reads."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):  # ValueError: closed
            sys.stderr.buffer.write(line)
            sys.stderr.flush()


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
