"""Steps of a scene into bytes for all who look at the same box: encoded once, kept for a while."""

import base64
import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.pack_positions import COLUMNS, LAT, LON, most_bytes, pack_rows
from straitwatch.kernel.position_code import PER_DEG, to_values
from straitwatch.model.unit import iso, moment
from straitwatch.serve.fleet import WHO
from straitwatch.serve.scene import Scene, Step

__all__ = ["KEPT_TICKS", "Box", "Channel", "Picture", "message", "snap", "warm"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Box = tuple[float, float, float, float]
Who = Callable[[Ints], list[list[Any]]]

KEPT_TICKS = 8
"""Ours: a browser that is four seconds behind, at two ticks a second, gets a new picture: as many
bytes as these ticks, and newer."""
_WHO_PIECE = 2_000
_COLUMNS = (
    "lon",
    "lat",
    "cog_deg",
    "sog_kn",
    "heading_deg",
    "alt_ft",
    "vrate_ft_min",
    "nav_status",
)


def message(event: str, number: int, data: bytes) -> bytes:
    """Write one message of an event stream (WHATWG HTML, 9.2)."""
    return b"event: %s\nid: %d\ndata: %s\n\n" % (event.encode(), number, data)


def snap(box: Box | None) -> Box | None:
    """Widen a box to a grid of about a quarter of its size: like views become one, and share.

    Args:
        box: west, south, east, north in degrees; west > east is a box over the antimeridian.

    Returns:
        The wider box; None, the world, for one that becomes wider than that.
    """
    if box is None:
        return None
    west, south, east, north = box
    width = (east - west) % 360.0 or 360.0 * (east != west)
    step = 2.0 ** np.floor(np.log2(max(width, north - south, 1e-3) / 4.0))
    west_s, east_s = np.floor(west / step) * step, np.ceil((west + width) / step) * step
    south_s = max(-90.0, np.floor(south / step) * step)
    north_s = min(90.0, np.ceil(north / step) * step)
    if east_s - west_s >= 360.0:  # noqa: PLR2004 - degrees
        west_s, east_s = -180.0, 180.0
        if south_s == -90.0 and north_s == 90.0:  # noqa: PLR2004 - degrees
            return None
    return _round(west_s), float(south_s), _round(east_s), float(north_s)


def _round(lon: float) -> float:
    return float(lon) if -180.0 <= lon <= 180.0 else float((lon + 180.0) % 360.0 - 180.0)  # noqa: PLR2004 - degrees


def _within(codes: Codes, box: Box | None) -> Flags:
    """Tell which codes lie in a box."""
    if box is None:
        return np.ones(len(codes), np.bool_)
    west, south, east, north = box
    lon, lat = codes[:, LON] / PER_DEG, codes[:, LAT] / PER_DEG
    high = (lat >= south) & (lat <= north)
    if west <= east:
        return np.asarray(high & (lon >= west) & (lon <= east), np.bool_)
    return np.asarray(high & ((lon >= west) | (lon <= east)), np.bool_)


class Picture:
    """Everything that is to be seen, in pieces, each made when it is first asked for.

    Args:
        tick: of which it is; what was told since then is still to be told.
        first: the positions.
        slots: of whom it is told next who they are: as they are by then, it may be a later tick.
        said: slots -> messages that say who they are.

    Attributes:
        tick: of which it is.
    """

    def __init__(
        self, tick: int, first: bytes, slots: Ints, said: Callable[[Ints], list[bytes]]
    ) -> None:
        self.tick, self._slots, self._said = tick, slots, said
        self._pieces = [first]

    def __iter__(self) -> Iterator[bytes]:
        """Give the pieces; others may be given the same at the same time."""
        for place in range(1 + -(-len(self._slots) // _WHO_PIECE)):
            if place == len(self._pieces):
                start = (place - 1) * _WHO_PIECE
                made = self._said(self._slots[start : start + _WHO_PIECE])
                self._pieces.append(b"".join(made))
            yield self._pieces[place]


@dataclass(frozen=True)
class _Rows:
    """What is told: as in Step, all of it of this channel."""

    slots: Ints
    whole: Flags
    old: Codes
    new: Codes
    fix_ms: Ints


class Channel:
    """What is told to those who look at one box of one scene in one encoding.

    Args:
        scene: what may be seen.
        box: which part of it; None is the world.
        packed: positions as `kernel.pack_positions` writes them; else JSON columns.
    """

    def __init__(self, scene: Scene, box: Box | None, *, packed: bool) -> None:
        self.scene, self.box, self._packed, self._who = scene, box, packed, scene.who
        self._members = scene.visible.copy()
        there = np.flatnonzero(scene.visible)
        self._members[there] = _within(scene.codes[there], box)
        self._ticks: deque[tuple[int, bytes]] = deque()
        self._picture: Picture | None = None
        self._floor = scene.tick  # what was told up to here is not kept

    def publish(self, step: Step, more: bytes = b"") -> None:
        """Encode a step, for all; `more` are messages that go with it."""
        self._grow()
        lost = step.lost[self._members[step.lost]]
        self._members[lost] = False
        within = _within(step.new, self.box)
        was = self._members[step.slots]
        left = step.slots[was & ~within]
        self._members[step.slots] = within
        told = _Rows(
            step.slots[within], ~was[within], step.old[within], step.new[within],
            step.fix_ms[within],
        )  # fmt: skip
        gone = np.union1d(lost, left)
        said = np.union1d(told.slots[told.whole], step.said[self._members[step.said]])
        parts = [self._gone(step.tick, gone), *self._said(step.tick, said)]
        if len(told.slots):
            data = self._encode(told, step.tick, step.t_ms)
            parts.append(message("positions", step.tick, data))
        self._ticks.append((step.tick, b"".join([*parts, more])))
        if len(self._ticks) > KEPT_TICKS:
            self._floor = self._ticks.popleft()[0]
        old = self._picture is not None and step.tick - self._picture.tick > KEPT_TICKS // 2
        if old or step.anew:
            self._picture = None

    def since(self, tick: int) -> bytes | None:
        """Give what was told after a tick; None when some of it is not kept any more."""
        if tick < self._floor:
            return None
        return b"".join(data for number, data in self._ticks if number > tick)

    def picture(self) -> Picture:
        """Give everything that is to be seen; those who come at about the same time share one."""
        if self._picture is None:
            self._picture = self._paint()
        return self._picture

    def _paint(self) -> Picture:
        self._grow()
        slots = np.flatnonzero(self._members)
        codes, scene = self.scene.codes[slots], self.scene
        tick = scene.tick
        all_new = np.ones(len(slots), np.bool_)
        rows = _Rows(slots, all_new, codes, codes, scene.fix_ms[slots])
        head = {
            "tick": tick,
            "t": iso(moment(scene.t_ms * 1_000)),
            "t_ms": scene.t_ms,
            "box": self.box,
            "n": len(slots),
        }
        data = self._encode(rows, tick, scene.t_ms)
        if self._packed:
            data = b'"%s"' % data
        body = json.dumps(head).encode()[:-1] + b', "positions": ' + data + b"}"
        return Picture(tick, message("snapshot", tick, body), slots, partial(self._said, tick))

    def _gone(self, tick: int, slots: Ints) -> bytes:
        if not len(slots):
            return b""
        return message("gone", tick, json.dumps({"slots": slots.tolist()}).encode())

    def _said(self, tick: int, slots: Ints) -> list[bytes]:
        rows = self._who(slots) if len(slots) else []
        if not rows:
            return []
        told = {"columns": ["slot", *WHO], "rows": rows}
        data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        return [message("said", tick, data)]

    def _encode(self, rows: _Rows, tick: int, t_ms: int) -> bytes:
        if self._packed:
            return base64.b64encode(_pack(rows, t_ms))
        return _columns(rows, self._who, tick, t_ms)

    def _grow(self) -> None:
        lacking = len(self.scene.visible) - len(self._members)
        if lacking:
            self._members = np.concatenate([self._members, np.zeros(lacking, np.bool_)])


def warm() -> None:
    """Have the kernel compiled, or loaded, before somebody waits for it."""
    none, codes = np.empty(0, np.int64), np.empty((0, COLUMNS), np.int32)
    _pack(_Rows(none, np.empty(0, np.bool_), codes, codes, none), 0)


def _pack(rows: _Rows, t_ms: int) -> bytes:
    age_s = np.rint((t_ms - rows.fix_ms) / 1e3).astype(np.int64)
    common = int(np.median(age_s)) if len(age_s) else 0
    out = np.empty(most_bytes(len(rows.slots)), np.uint8)
    size = pack_rows(rows.slots, rows.whole, rows.old, rows.new, age_s, common, t_ms, out)
    return out[:size].tobytes()


def _columns(rows: _Rows, who: Who, tick: int, t_ms: int) -> bytes:
    """Write positions as JSON columns, each of as many values."""
    ids = {row[0]: row[1] for row in who(rows.slots)}
    told: dict[str, Any] = {
        "tick": tick,
        "t_ms": t_ms,
        "slot": rows.slots.tolist(),
        "id": [ids.get(slot) for slot in rows.slots.tolist()],
        "fix_ms": rows.fix_ms.tolist(),
    }
    for name, values in zip(_COLUMNS, to_values(rows.new), strict=True):
        told[name] = [None if one != one else one for one in values.tolist()]  # noqa: PLR0124 - NaN
    return json.dumps(told, separators=(",", ":")).encode()
