"""Fixes with zones into proximities: how near lanes came to waters that they kept out of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.memory import Memory, is_simulated
from straitwatch.event.states import code_states
from straitwatch.event.table import events_table
from straitwatch.kernel import near as sweep
from straitwatch.model.error import ConfigError
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.unit import NM_M, US_PER_S, iso, moment

__all__ = ["Nearby", "ProximityDetector", "make"]

_ENDED = {
    sweep.BEYOND: "beyond",
    sweep.ENTERED_OTHER: "entered_another_state",
    sweep.SILENCE: "silence",
    sweep.TRACK_ENDS: "track_ends",
    sweep.OTHER_STATES: "nearer_to_others",
}
_MEASURED_NM = 24.0


def _nothing() -> Memory:
    return Memory.empty(points=sweep.KEPT * sweep.WIDTH)


@dataclass
class Nearby:
    """What is remembered of all lanes.

    Attributes:
        memory: their fixes and identities.
        near: their approaches; its points are those of the memory.
        states: States of the codes.
    """

    memory: Memory = field(default_factory=_nothing)
    near: sweep.Near = field(default_factory=lambda: sweep.empty_near(_nothing().points))
    states: list[str | None] = field(default_factory=list)

    def __getstate__(self) -> dict[str, Any]:
        """Pickle the points once."""
        return {"memory": self.memory, "near": self.near[1:], "states": self.states}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Share the points again."""
        self.memory, self.states = state["memory"], state["states"]
        self.near = sweep.Near(self.memory.points, *state["near"])


class ProximityDetector:
    """Finds approaches to a State's coast that stay outside its territorial sea.

    An approach is a run of fixes within `reach_m` of the State's baseline, whoever else's is near
    later: one event an approach and State, with the fix nearest to the baseline. It is told when
    the lane is back beyond `reach_m`, by more than the error or for the dwell (`world.dwell_s`, of
    an aircraft `air_dwell_s`); until then `close` tells it as open.

    - A lane that goes on into that State's territorial sea did not stay out: its `entry` is told
      and no proximity. One that was told as open so far is then not told again.
    - A lane that comes out of a State's waters does not approach that State.
    - The nearest fix is told, nothing between fixes: `detail.leg_s` says how long the legs on
      either side of it are, and so how much nearer the lane may have come.
    - `detail.within_error`: not even the nearest fix is within reach by more than the error.
      `detail.limit_within_error`: it is so near the limit that the error decides.
    - A visit within the error and shorter than the dwell is none; nor is one so short that
      began before the first fix or has not ended, or is one of two States' side by side.
    """

    kind = "proximity"
    rule = "proximity/1"

    def __init__(
        self,
        world: World,
        *,
        reach_m: float = _MEASURED_NM * NM_M,
        silence_h: float = 12.0,
        air_dwell_s: float = 60.0,
    ) -> None:
        """Set thresholds.

        Args:
            world: errors, dwell and breadth of the territorial sea.
            reach_m: 24 nm: there the control of a contiguous zone begins, UNCLOS 33(2).
            silence_h: so long without a fix ends an approach: 12 h, from which Global Fishing
                Watch publishes gaps (pipe-gaps).
            air_dwell_s: dwell of an aircraft: ours, the time in which one at 20 kn goes 600 m, more
                than the error; a ship at 2 kn takes `world.dwell_s` for it.

        Raises:
            ConfigError: `reach_m` is within the territorial sea or farther than the chart measures.
        """
        if not world.limit_m < reach_m <= _MEASURED_NM * NM_M:
            found = f"reach_m = {reach_m:.0f} of proximity"
            raise ConfigError(f"{found}: give more than 12 nm and at most 24 nm, in metres")
        self._world = world
        self._bounds = sweep.Bounds(
            reach_m=float(reach_m),
            limit_m=float(world.limit_m),
            error_m=float(world.uncertainty_m),
            dwell_us=int(world.dwell_s * US_PER_S),
            air_dwell_us=int(air_dwell_s * US_PER_S),
            silence_us=int(silence_h * 3600.0 * US_PER_S),
        )

    def detect(self, batch: Batch, carry: Nearby | None) -> tuple[pa.Table, Nearby]:
        """Find the approaches that end in this batch."""
        carry = carry if carry is not None else Nearby()
        source, state = carry.memory.take_in(batch), code_states(batch, carry.states)
        carry.near = sweep.grow_near(carry.near, carry.memory.points)
        told = sweep.room_for(len(source))
        found = sweep.sweep_near(batch.rows, source, state, carry.near, self._bounds, told)
        rows = list(self._rows(carry, told, found))
        rows += self._end(carry, batch.retired.astype(np.int32), sweep.TRACK_ENDS)
        return events_table(rows), carry

    def close(self, carry: Nearby) -> pa.Table:
        """Tell the approaches that go on."""
        slots = np.arange(len(carry.near.sides), dtype=np.int32)
        return events_table(self._end(carry, slots, sweep.OPEN))

    def _end(self, carry: Nearby, slots: Any, ended: int) -> list[dict[str, Any]]:  # noqa: ANN401 - an array
        slots = slots[slots < len(carry.near.sides)]
        told = sweep.room_for(len(slots))
        found = sweep.end_lanes(slots, carry.near, ended, told)
        return list(self._rows(carry, told, found))

    def _rows(self, carry: Nearby, told: sweep.Told, found: int) -> Iterator[dict[str, Any]]:
        for points, one in zip(told.points[:found], told.approaches[:found], strict=True):
            yield self._row(carry, points, one)

    def _row(self, carry: Nearby, points: Any, one: Any) -> dict[str, Any]:  # noqa: ANN401 - records
        text = text_of_object_id(int(carry.memory.object_id[one["slot"]]))
        state = carry.states[one["state"]] if one["state"] >= 0 else None
        first, nearest, last = points
        t = moment(first["t"])
        fixes = [carry.memory.tell(point) for point in _different(first, nearest, last)]
        is_open = one["ended"] == sweep.OPEN
        track_id = int(one["track_id"])
        return {
            "event_id": event_id(self.kind, text, t, self.rule, state or "", str(track_id)),
            "kind": self.kind,
            "object_id": text,
            "track_id": track_id if track_id >= 0 else None,
            "t_start": t,
            "t_end": None if is_open else moment(last["t"]),
            "lon": float(nearest["lon"]),
            "lat": float(nearest["lat"]),
            "where": state,
            "certainty": "simulated" if is_simulated(fixes) else "observed",
            "baseline": self._world.baseline,
            "uncertainty_m": self._world.uncertainty_m,
            "evidence": fixes,
            "detail": self._detail(points, one, state),
            "status": "open" if is_open else "closed",
            "rule": self.rule,
            "source": fixes[0]["source"],
        }

    def _detail(self, points: Any, one: Any, state: str | None) -> dict[str, Any]:  # noqa: ANN401 - records
        error_m, reach_m = self._bounds.error_m, self._bounds.reach_m
        nearest_m, limit_m = float(one["nearest_m"]), float(one["limit_m"])
        detail = {
            "zone": "contiguous_zone",
            "state": state,
            "nearest_nm": round(nearest_m / NM_M, 3),
            "t_nearest": iso(moment(points[1]["t"])),
            "limit_nm": round(limit_m / NM_M, 3),
            "margin_nm": round((nearest_m - limit_m) / NM_M, 3),
            "reach_nm": round(reach_m / NM_M, 3),
            "hours": round((int(points[2]["t"]) - int(points[0]["t"])) / US_PER_S / 3600.0, 3),
            "fixes": int(one["n"]),
            "leg_s": {"before": _seconds(one["before_s"]), "after": _seconds(one["after_s"])},
            "within_error": nearest_m > reach_m - error_m,
            "limit_within_error": nearest_m < limit_m + error_m,
        }
        if one["began_near"]:
            detail["began_near"] = True
        if one["ended"] != sweep.OPEN:
            detail["ended"] = _ENDED[int(one["ended"])]
        return detail


def _seconds(leg_s: float) -> float | None:
    return None if np.isnan(leg_s) else round(float(leg_s), 3)


def _different(*points: Any) -> list[Any]:  # noqa: ANN401 - records
    """Drop the points that are the fix before them."""
    return [p for k, p in enumerate(points) if k == 0 or p["t"] != points[k - 1]["t"]]


def make(world: World) -> ProximityDetector:
    """Make the detector: entry point `proximity`."""
    return ProximityDetector(world)
