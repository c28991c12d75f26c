"""Ticks into what one release may see of them, as codes: what was known, and what is new."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.pack_positions import COLUMNS
from straitwatch.kernel.position_code import to_codes
from straitwatch.model.unit import moment
from straitwatch.serve.fleet import WHO, Positions
from straitwatch.serve.hub import Hub, Tick

__all__ = ["Scene", "Seen", "Step", "look"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

_US_PER_MS = 1_000
_NAMES = ("lon", "lat", "cog_deg", "sog_kn", "heading_deg", "alt_ft", "vrate_ft_min", "nav_status")


class Seen(Protocol):
    """What a scope may see: `flow.release.Release`."""

    @property
    def whole(self) -> bool:
        """Everything may be seen."""
        ...

    @property
    def live(self) -> bool:
        """Positions may be shown as they come."""
        ...

    def fixes(self, table: pa.Table, now: datetime) -> pa.Table:
        """Give the fixes that may be seen, as they may be seen."""
        ...

    def statics(
        self, table: pa.Table, now: datetime, *, seen: Collection[str] | None = None
    ) -> pa.Table:
        """Give the words of objects on themselves that may be seen."""
        ...

    def hearing(self, fresh: pa.Table, everything: Callable[[], pa.Table]) -> "Seen":
        """Learn how objects are called from what is being heard: CALLED."""
        ...


_TOLD = pa.schema(
    [
        ("slot", pa.int64()),
        ("object_id", pa.string()),
        *((name, pa.string()) for name in ("name", "callsign", "flag", "type")),
        *((name, pa.string()) for name in ("destination", "source")),
        ("imo", pa.int64()),
        ("length_m", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Step:
    """What a tick changes for those who see a scene.

    Attributes:
        tick: number of the tick.
        t_ms: its moment, ms since 1970.
        slots: objects that are told, rising, shape (n,).
        old: codes that those have who saw them, shape (n, COLUMNS).
        new: codes that they shall have.
        fix_ms: when the fixes were made, n.
        lost: slots of objects that are not seen any more.
        said: slots of objects that told something of themselves.
        anew: whether other things may be seen than before: what was written before may not be
            given to those who come now.
    """

    tick: int
    t_ms: int
    slots: Ints
    old: Codes
    new: Codes
    fix_ms: Ints
    lost: Ints
    said: Ints
    anew: bool = False


class Scene:
    """What one release sees: codes by slot.

    Args:
        hub: where the newest state of all objects is.
        seen: what may be seen of it.
        tick: number of the last tick.
        t_ms: moment of it.

    Attributes:
        codes: by slot, shape (slots, COLUMNS).
        fix_ms: when the fixes were made, by slot.
        visible: which slots are seen.
        tick: number of the last tick.
        t_ms: moment of it.
    """

    def __init__(self, hub: Hub, seen: Seen, tick: int, t_ms: int) -> None:
        self._hub, self.seen, self._place = hub, seen, 0
        self.codes = np.zeros((0, COLUMNS), np.int32)
        self.fix_ms = np.zeros(0, np.int64)
        self.visible = np.zeros(0, np.bool_)
        self.tick, self.t_ms = tick, t_ms
        self._changed = False
        self._learn()
        none = np.empty(0, np.int64)
        self.apply(Tick(tick, t_ms, hub.all_positions(), none, none, None, None))

    def change(self, seen: Seen, place: int = 0) -> None:
        """Let something else be seen, if it is something else, from the next tick on.

        Args:
            seen: what.
            place: up to which it knows what the hub heard; see `look`.
        """
        before, self.seen, self._place = self.seen, seen, place
        self._learn()
        self._changed = self._changed or self.seen != before

    def _learn(self) -> None:
        """Learn names that were heard since: who becomes known as hidden is lost in this tick."""
        if self.seen.whole or self._hub.n_called == self._place:
            return
        fresh, self._place = self._hub.called(self._place)
        seen = self.seen.hearing(fresh, lambda: self._hub.called()[0])
        if seen != self.seen:  # else the same one is kept: it knows texts that it judged
            self.seen, self._changed = seen, True

    def apply(self, tick: Tick) -> Step:
        """Take in a tick."""
        self._learn()
        anew = self._changed
        if anew:  # what was seen before is judged anew
            self._changed = False
            tick = replace(tick, positions=self._hub.all_positions())
        self.tick, self.t_ms = tick.number, tick.t_ms
        shown = _seen_of(tick.positions, self.seen, moment(tick.t_ms * 1_000))
        slots = shown.slots
        self._grow(tick)
        hidden = np.setdiff1d(tick.positions.slots, slots, assume_unique=True)
        out = np.union1d(tick.gone, hidden)
        lost = out[self.visible[out]]
        self.visible[lost] = False
        old = self.codes[slots]
        new = to_codes(list(shown.values.T))
        self.codes[slots] = new
        self.fix_ms[slots] = shown.t_us // _US_PER_MS
        self.visible[slots] = True
        said = tick.said[self.visible[tick.said]]
        return Step(
            tick.number, tick.t_ms, slots, old, new, self.fix_ms[slots], lost, said, anew
        )  # fmt: skip

    def who(self, slots: Ints) -> list[list[Any]]:
        """Tell who has these slots: rows of the slot and the columns of `fleet.WHO`.

        Of an object whose words may not be seen only the identity and the kind of craft are told.
        """
        rows = self._hub.who(slots)
        if self.seen.whole or not rows:
            return rows
        ids = [row[1] for row in rows]
        told = pa.table(_columns_of(rows), schema=_TOLD)
        free = self.seen.statics(told, moment(self.t_ms * 1_000), seen=frozenset(ids))
        kept = {row["slot"]: row for row in free.to_pylist()}
        bare = {"id", "craft", "simulated"}
        return [
            [row[0], *(
                value if name in bare else kept.get(row[0], {}).get(name)
                for name, value in zip(WHO, row[1:], strict=True)
            )]
            for row in rows
        ]  # fmt: skip

    def _grow(self, tick: Tick) -> None:
        told = (tick.positions.slots, tick.gone, tick.said)
        need = 1 + max((int(slots[-1]) for slots in told if len(slots)), default=-1)
        have = len(self.visible)
        if need <= have:
            return
        more = max(need, 2 * have, 1_024) - have
        self.codes = np.concatenate([self.codes, np.zeros((more, COLUMNS), np.int32)])
        self.fix_ms = np.concatenate([self.fix_ms, np.zeros(more, np.int64)])
        self.visible = np.concatenate([self.visible, np.zeros(more, np.bool_)])


def look(hub: Hub, see: Callable[[], Seen]) -> tuple[Seen, int]:
    """Ask what may be seen, and let it learn all names that the hub heard; takes its time.

    Returns:
        what may be seen, and the place up to which it learned.
    """
    rows, place = hub.called()
    seen = see()
    return (seen if seen.whole else seen.hearing(rows, lambda: rows)), place


def _columns_of(rows: list[list[Any]]) -> dict[str, list[Any]]:
    names = ["slot", "object_id", *WHO[1:]]
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    columns["source"] = [None] * len(rows)  # which receiver heard it is not told
    return {name: columns[name] for name in _TOLD.names}


def _seen_of(rows: Positions, seen: Seen, now: datetime) -> Positions:
    """Put positions through a release."""
    if seen.whole or not len(rows.slots):
        return rows
    t = pa.array(rows.t_us).cast(pa.timestamp("us", tz="UTC"))
    values = {
        name: pa.array(rows.values[:, place], from_pandas=True) for place, name in enumerate(_NAMES)
    }
    table = seen.fixes(
        pa.table({"object_id": rows.object_id, "t": t, **values, "slot": rows.slots}), now
    ).sort_by("slot")
    kept = np.column_stack([table[name].cast(pa.float64()).to_numpy() for name in _NAMES])
    return Positions(
        table["slot"].to_numpy(),
        table["object_id"].to_numpy(),
        table["t"].cast(pa.int64()).to_numpy(),
        kept,
    )
