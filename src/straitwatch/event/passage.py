"""Fixes with zones into passages: stays in a State's waters, and signs that one was not swift."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.assess import HOUR_US, Limits, assess_stay, has_left, measure_stay
from straitwatch.event.base import Batch, World
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.states import code_states
from straitwatch.event.table import events_table
from straitwatch.kernel import staying
from straitwatch.kernel.passage import end_stays, sweep_passages
from straitwatch.kernel.rows import NEVER
from straitwatch.model.error import ConfigError
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, US_PER_S, moment

__all__ = ["PassageDetector", "Passing", "make"]

_SIDES = (staying.BEFORE, staying.FIRST, staying.NEAREST, staying.LAST, staying.NEXT)


def _nothing() -> Memory:
    return Memory.empty(points=staying.WIDTH)


@dataclass
class Passing:
    """What is remembered of all lanes.

    Attributes:
        memory: their fixes and identities.
        stays: their stays; its points are those of the memory.
        states: States of the codes.
    """

    memory: Memory = field(default_factory=_nothing)
    stays: staying.Stays = field(default_factory=lambda: staying.empty_stays(_nothing().points))
    states: list[str | None] = field(default_factory=list)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the points once."""
        return {"memory": self.memory, "stays": self.stays[1:], "states": self.states}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Share the points again."""
        self.memory, self.states = state["memory"], state["states"]
        self.stays = staying.Stays(self.memory.points, *state["stays"])


class PassageDetector:
    """Assesses each stay of a ship in a State's territorial sea, by signs with their excuses.

    A sign is a number that speaks against a passage that is continuous and expeditious (UNCLOS
    18(2)). One event a stay, told when it ends, by `close` as open; `n` counts the signs, and one
    without any says what was tested. No verdict is given: whether a passage is innocent is for
    people.

    - A stay that began before its first fix (`detail.began_inside`) is told only when it ends with
      an exit after two fixes inside, and fewer signs are tested.
    - Internal waters are no place of passage: what happens there is not measured, and the passage
      is `to or from internal waters` (UNCLOS 18(1)(b)) when it was there for `world.dwell_s`.
    - A ship in its own State's sea has no passage: `event.foreign.foreign_only` drops it once
      flags are known. Aircraft have none at all; submarines cannot be told.
    """

    kind = "passage"
    rule = "passage/1"

    def __init__(
        self,
        world: World,
        *,
        ratio: float = 1.5,
        slow_kn: float = 3.0,
        share: float = 0.5,
        spell_h: float = 0.5,
        status_h: float = 1.0 / 6.0,
        turn_deg: float = 120.0,
        again_h: float = 24.0,
        least_nm: float = 3.0,
        inshore_nm: float = 3.0,
        step_nm: float = 0.5,
    ) -> None:
        """Set thresholds: all ours; none is in a treaty, and none is tested against judged cases.

        Args:
            world: errors, dwell, breadth of the territorial sea, and what a gap is.
            ratio: way over straight line: half as long again is no direct way.
            slow_kn: above the current that sets a drifting ship, below steerage way of most.
            share: of the ship's own usual speed: the median of at least half an hour under way
                before the stay.
            spell_h: longer than it takes to board a pilot.
            status_h: as `world.dwell_s`: a status that is set by mistake is mended sooner.
            turn_deg: more than any bend of a fairway.
            again_h: a ship that has left and comes back within a day is not merely passing.
            least_nm: on a shorter way its ratio and its sides say nothing.
            inshore_nm: slow so near the shore is perhaps a call that the chart does not know: most
                roadsteads and pilot grounds are nearer.
            step_nm: chord in which way is measured: more than a ship swings at anchor.

        Raises:
            ConfigError: a threshold is not above 0, or `turn_deg` is above 180.
        """
        given = (ratio, slow_kn, share, spell_h, status_h, turn_deg, again_h, least_nm, step_nm)
        if min(given) <= 0.0 or turn_deg > 180.0:  # noqa: PLR2004 - half a turn
            raise ConfigError(
                "a threshold of passage is senseless: give numbers above 0, at most 180°"
            )
        self._world = world
        self._bounds = staying.Bounds(
            limit_m=float(world.limit_m),
            error_m=float(world.uncertainty_m),
            dwell_us=int(world.dwell_s * US_PER_S),
            gap_us=int(world.gap_s * US_PER_S),
            slow_kn=float(slow_kn),
            share=float(share),
            spell_us=int(spell_h * HOUR_US),
            status_us=int(status_h * HOUR_US),
            inshore_m=inshore_nm * NM_M,
            step_m=step_nm * NM_M,
            turn_deg=float(turn_deg),
        )
        thresholds = {
            "indirect_way": ratio,
            "slow": spell_h,
            "below_own_speed": spell_h,
            "at_anchor": status_h,
            "fishing": status_h,
            "re_entry": again_h,
            "silence": world.gap_s / 3600.0,
        }
        self._limits = Limits(thresholds, least_nm, world.dwell_s / 3600.0)

    def detect(self, batch: Batch, carry: Passing | None) -> tuple[pa.Table, Passing]:
        """Find the stays that end in this batch."""
        carry = carry if carry is not None else Passing()
        source, state = carry.memory.take_in(batch), code_states(batch, carry.states)
        carry.stays = staying.grow_stays(carry.stays, carry.memory.points)
        told = staying.room_for(len(source))
        found = sweep_passages(batch.rows, source, state, carry.stays, self._bounds, told)
        rows = list(self._rows(carry, told, found))
        rows += self._end(carry, batch.retired.astype(np.int32), staying.TRACK_ENDS)
        return events_table(rows), carry

    def close(self, carry: Passing) -> pa.Table:
        """Tell the stays that go on."""
        slots = np.arange(len(carry.stays.sides), dtype=np.int32)
        return events_table(self._end(carry, slots, staying.OPEN))

    def _end(
        self, carry: Passing, slots: npt.NDArray[np.int32], ended: int
    ) -> list[dict[str, Any]]:
        slots = slots[slots < len(carry.stays.sides)]
        told = staying.room_for(len(slots))
        return list(self._rows(carry, told, end_stays(slots, carry.stays, ended, told)))

    def _rows(self, carry: Passing, told: staying.Told, found: int) -> Iterator[dict[str, Any]]:
        for points, stay, turns in zip(*(array[:found] for array in told), strict=True):
            left = has_left(stay) and points["t"][staying.FIRST] != points["t"][staying.LAST]
            if stay["began"] == staying.ENTERED or left:
                yield self._row(carry, points, stay, turns)

    def _row(self, carry: Passing, points: Any, stay: Any, turns: Any) -> dict[str, Any]:  # noqa: ANN401 - records
        text = text_of_object_id(int(carry.memory.object_id[stay["slot"]]))
        state = carry.states[stay["state"]] if stay["state"] >= 0 else None
        is_open = stay["ended"] == staying.OPEN
        fixes = [carry.memory.tell(point) for point in _evidence(points, stay)]
        measures = measure_stay(points, stay, turns, carry.memory.t_max, self._bounds.step_m)
        reason = self._gaps(points, stay)
        t, near = moment(points["t"][staying.FIRST]), points[staying.NEAREST]
        track_id = int(stay["track_id"])
        detail = assess_stay(stay, measures, self._limits)
        certainty = "inferred" if reason else "observed"
        return {
            "event_id": event_id(self.kind, text, t, self.rule, state or "", str(track_id)),
            "kind": self.kind,
            "object_id": text,
            "track_id": track_id if track_id >= 0 else None,
            "t_start": t,
            "t_end": None if is_open else moment(points["t"][staying.LAST]),
            "lon": float(near["lon"]),
            "lat": float(near["lat"]),
            "where": state,
            "n": len(detail["signs"]),
            "n_is": "exact",
            "certainty": "simulated" if is_simulated(fixes) else certainty,
            "baseline": self._world.baseline,
            "uncertainty_m": self._world.uncertainty_m,
            "evidence": fixes,
            "detail": {"state": state} | detail | ({"reason": reason} if reason else {}),
            "status": "open" if is_open else "closed",
            "rule": self.rule,
            "source": fixes[0]["source"],
        }

    def _gaps(self, points: Any, stay: Any) -> str:  # noqa: ANN401 - records
        """Say when nobody saw it come in or go out."""
        t, words = points["t"], []
        if stay["began"] == staying.ENTERED:
            words += self._unseen(int(t[staying.FIRST] - t[staying.BEFORE]), "it came in")
        if has_left(stay):
            words += self._unseen(int(t[staying.NEXT] - t[staying.LAST]), "it went out")
        return "; ".join(words)

    def _unseen(self, leg_us: int, what: str) -> list[str]:
        if leg_us < self._bounds.gap_us:
            return []
        return [f"no fix for {leg_us / HOUR_US:.1f} h while {what}"]


def _evidence(points: Any, stay: Any) -> list[Any]:  # noqa: ANN401 - records
    """Fixes on either side of each end, the nearest, and those that signs rest on; by time."""
    chosen = [*_SIDES, staying.SLOW, staying.STATUS, staying.REVERSAL, staying.SILENCE]
    if stay["began"] == staying.BEGAN_INSIDE:
        chosen.remove(staying.BEFORE)
    if not has_left(stay):
        chosen.remove(staying.NEXT)
    known = {int(points["t"][k]): points[k] for k in chosen if points["t"][k] != NEVER}
    return [known[t] for t in sorted(known)]


def make(world: World) -> PassageDetector:
    """Make the detector: entry point `passage`."""
    return PassageDetector(world)
