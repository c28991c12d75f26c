"""Ticks of the hub to all who listen: encoded once a box, told to each at its own pace."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from straitwatch.model.live import FeedHealth
from straitwatch.model.unit import iso
from straitwatch.serve.channel import Box, Channel, message, snap, warm
from straitwatch.serve.hub import Hub, Tick
from straitwatch.serve.scene import Scene, Seen, look

__all__ = ["HEARTBEAT_S", "Broadcast", "Viewer"]

HEARTBEAT_S = 15.0
"""Ours: proxies close what is silent for a minute or so; WHATWG HTML, 9.2.7, advises 15 s."""
LEAST_TICK_S = 0.2
"""Ours: five pictures a second are more than a ship at 30 kn needs at any zoom."""
RENEW_S = 30.0
"""Ours: so long a name that a report gives to a hidden object, or a new key, may still be shown."""
_FEEDS_S = 2.0
_IDLE_S = 5.0
BEAT = b": \n\n"

Key = tuple[str | None, Box | None, bool]


class Viewer:
    """One who looks at a channel: gets what it missed, or a new picture when that is too much."""

    def __init__(self, channel: Channel, broadcast: "Broadcast") -> None:
        self._channel, self._broadcast = channel, broadcast
        self.woken = asyncio.Event()
        self.left = False

    def leave(self) -> None:
        """End it: nothing more is to be told."""
        self.left = True
        self.woken.set()

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """Give what is to be written, until it leaves."""
        tick, beat_s = -1, time.monotonic() + HEARTBEAT_S
        while not self.left:
            self.woken.clear()
            missed = self._channel.since(tick)
            if missed is None:
                picture = self._channel.picture()
                tick = picture.tick
                for piece in picture:
                    yield piece
                    if self.left:
                        return
                yield self._broadcast.standing(self._channel)
                continue
            tick = self._channel.scene.tick
            if missed or time.monotonic() >= beat_s:  # ticks that tell nothing wake too
                yield missed or BEAT
                beat_s = time.monotonic() + HEARTBEAT_S
            else:
                await _within(self.woken.wait(), beat_s - time.monotonic())


async def _within(what: Any, seconds: float) -> bool:  # noqa: ANN401 - a coroutine
    try:
        await asyncio.wait_for(what, seconds)
    except TimeoutError:
        return False
    return True


class Broadcast:
    """Takes ticks from a hub as they come and wakes those who look.

    Args:
        hub: where the watch tells.
        least_tick_s: ticks are no nearer to each other.
        renew_s: how often it is asked anew what may be seen: names of hidden objects are learned.
        now_ms: ms since 1970.
    """

    def __init__(
        self,
        hub: Hub,
        *,
        least_tick_s: float = LEAST_TICK_S,
        renew_s: float = RENEW_S,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.hub, self._least_tick_s, self._now_ms = hub, least_tick_s, now_ms
        self._renew_s, self._renewed_s = renew_s, time.monotonic()
        self._scenes: dict[str | None, Scene] = {}
        self._renew: dict[str | None, Callable[[], Seen]] = {}
        self._channels: dict[Key, tuple[Channel, set[Viewer]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._deaf: Callable[[], None] = _nothing
        self._tick, self._feeds_s = 0, float("-inf")
        self._held: tuple[FeedHealth, ...] | None = None
        self.stopped = False

    def start(self) -> None:
        """Begin to take ticks, in the running loop; once is enough."""
        if self._task is None:
            loop, due = asyncio.get_running_loop(), asyncio.Event()
            loop.run_in_executor(None, warm)
            self._task = loop.create_task(self._run(due))
            self._task.add_done_callback(self._ended)
            self._deaf = self.hub.listen(partial(_set_from_thread, loop, due))

    def stop(self) -> None:
        """Let all who look go, and take no more ticks; from the loop."""
        self.stopped = True
        self._deaf()
        self._dismiss()
        if self._task is not None:
            self._task.cancel()

    def _dismiss(self) -> None:
        for _, viewers in self._channels.values():
            for viewer in viewers:
                viewer.leave()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """Let a failure of the task be heard: nobody waits for it."""
        self._task = None
        self._deaf()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._dismiss()
            context = {"message": "no more ticks until somebody looks", "exception": error}
            task.get_loop().call_exception_handler(context)

    async def join(
        self, release: str | None, see: Callable[[], Seen], box: Box | None, *, packed: bool
    ) -> Viewer:
        """Begin to look.

        Args:
            release: name of what may be seen; None is everything.
            see: gives what that is; called in a thread, now and from time to time.
            box: west, south, east, north; it is widened so that many share it.
            packed: see `Channel`.
        """
        self.start()
        seen, place = await asyncio.to_thread(look, self.hub, see)
        self._renew[release] = see
        key = (release, snap(box), packed)
        scene = self._scenes.get(release)
        if scene is None:
            self._scenes[release] = scene = Scene(self.hub, seen, self._tick, self._now_ms())
        scene.change(seen, place)
        if key not in self._channels:
            self._channels[key] = (Channel(scene, key[1], packed=packed), set())
        channel, viewers = self._channels[key]
        viewer = Viewer(channel, self)
        viewers.add(viewer)
        return viewer

    def part(self, viewer: Viewer) -> None:
        """End looking; a channel and a scene at which nobody looks are forgotten."""
        viewer.leave()
        for key, (_, viewers) in list(self._channels.items()):
            viewers.discard(viewer)
            if not viewers:
                del self._channels[key]
        used = {id(channel.scene) for channel, _ in self._channels.values()}
        self._scenes = {name: one for name, one in self._scenes.items() if id(one) in used}

    def standing(self, channel: Channel) -> bytes:
        """Write what is told at once to one who begins: feeds, and the newest event."""
        if not channel.scene.seen.whole:
            return b""
        return self._more(self.hub.health, self.hub.seq)

    async def _run(self, due: asyncio.Event) -> None:
        while True:
            await _within(due.wait(), _IDLE_S)
            due.clear()
            if time.monotonic() - self._renewed_s >= self._renew_s:
                await self._look_again()
            self._publish(self.hub.take(self._now_ms()))
            await asyncio.sleep(self._least_tick_s)

    async def _look_again(self) -> None:
        self._renewed_s = time.monotonic()
        for name, scene in list(self._scenes.items()):
            scene.change(*await asyncio.to_thread(look, self.hub, self._renew[name]))

    def _publish(self, tick: Tick) -> None:
        """Tell a tick; without a pause, or a picture taken meanwhile would be half of it."""
        self._tick = tick.number
        more = self._more(self._feeds_due(tick.feeds), tick.seq)
        steps = {id(scene): scene.apply(tick) for scene in self._scenes.values()}
        for channel, viewers in self._channels.values():
            whole = channel.scene.seen.whole
            channel.publish(steps[id(channel.scene)], more if whole else b"")
            for viewer in viewers:
                viewer.woken.set()

    def _feeds_due(self, told: tuple[FeedHealth, ...] | None) -> tuple[FeedHealth, ...] | None:
        """Hold the feeds back when they were told just before: they change all the time."""
        held = told or self._held
        now_s = time.monotonic()
        if held is None or now_s - self._feeds_s < _FEEDS_S:
            self._held = held
            return None
        self._held, self._feeds_s = None, now_s
        return held

    def _more(self, feeds: tuple[FeedHealth, ...] | None, seq: int | None) -> bytes:
        parts = []
        if feeds:
            rows = {"feeds": [asdict(one) for one in feeds]}
            parts.append(message("feeds", self._tick, json.dumps(rows, default=_plain).encode()))
        if seq:
            parts.append(message("events", self._tick, b'{"seq": %d}' % seq))
        return b"".join(parts)


def _nothing() -> None:
    """Nothing is listened to yet."""


def _set_from_thread(loop: asyncio.AbstractEventLoop, due: asyncio.Event) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(due.set)


def _plain(value: object) -> str | None:
    if isinstance(value, datetime):
        return iso(value)
    raise TypeError(type(value).__name__)
