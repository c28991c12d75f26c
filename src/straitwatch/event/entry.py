"""Fixes with zones into entries into a territorial sea and exits from it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.base import Batch, World
from straitwatch.event.chain import Chain, Held, chain_fixes, hold_rows
from straitwatch.event.stay import ENTRY_RULE, Passage, Stay, stay_rows
from straitwatch.event.table import events_table
from straitwatch.kernel import stay as sweep
from straitwatch.kernel.sphere import along, to_degrees, to_vectors
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.schema import EVENT, JUMP, PATH
from straitwatch.model.unit import US_PER_S

__all__ = ["EntryDetector", "make"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_LAND, _INTERNAL, _TERRITORIAL, _ARCHIPELAGIC = 0, 1, 2, 6
"""Codes of the column `zone`: land, internal waters, territorial sea and archipelagic waters are a
State's own (UNCLOS 2, 49)."""

_SLOT, _IN_BEFORE, _IN_AFTER, _NEAR, _OUT_BEFORE, _OUT_AFTER, _HOW = range(7)


@dataclass(frozen=True, eq=False)
class _Sides:
    """What the sweep needs of each row of a chain, shape (n,) each."""

    side: Ints
    coast: Floats
    sure: Bools
    limit: Floats


class EntryDetector:
    """Finds stays inside a State's territorial sea: an `entry` and an `exit` each.

    Inside is what the column `zone` calls land, internal waters, territorial sea or archipelagic
    waters; whose, the column `state` says. A limit counts as passed when a fix lies beyond it by
    more than the error, or when fixes on the other side go on for `world.dwell_s`; between two
    States' seas only the latter. Passing from one State's sea into another's is an exit and an
    entry.

    - An entry is told when its stay ends, with `t_end`, or by `close` as `open`.
    - A stay whose nearest fix is within the error of the limit has `detail.within_error`.
    - A track that begins inside gives no entry; its exit has `detail.began_inside`.
    - Where the track breaks inside, or leaves over a gap, the exit has `detail.unknown` and is
      `inferred`: it is of the last fix inside. So is an entry over a gap, of the first fix inside.
    - A silence inside that ends inside the same sea is a gap, and no exit.
    """

    kind = "entry"
    rule = ENTRY_RULE

    def __init__(self, world: World) -> None:
        self._world = world

    def detect(self, batch: Batch, carry: Held | None) -> tuple[pa.Table, Held]:
        """Find the stays that end in this batch."""
        chain = self._chain(batch, carry)
        sides = self._sides(chain.rows)
        stays = np.empty((len(chain.slot), 7), np.int64)
        found = sweep.sweep_stays(
            chain.t_us,
            sides.side,
            sides.coast,
            sides.sure,
            chain.broken,
            chain.slot,
            int(self._world.dwell_s * US_PER_S),
            chain.marks,
            stays,
        )
        return self._events(chain, sides, stays[:found]), hold_rows(chain, chain.marks)

    def close(self, carry: Held) -> pa.Table:
        """Tell the entries that no exit was seen for."""
        chain = self._chain(Batch(PATH.empty_table(), JUMP.empty_table()), carry)
        entered = np.flatnonzero(carry.marks[:, sweep.IN_BEFORE] >= 0)
        marks = carry.marks[entered]
        stays = np.full((len(entered), 7), -1, np.int64)
        stays[:, _SLOT] = entered
        stays[:, _IN_BEFORE] = marks[:, sweep.IN_BEFORE]
        stays[:, _IN_AFTER] = marks[:, sweep.IN_AFTER]
        stays[:, _NEAR] = marks[:, sweep.NEAR]
        return self._events(chain, self._sides(chain.rows), stays)

    def _chain(self, batch: Batch, carry: Held | None) -> Chain:
        return chain_fixes(batch, carry, self._world, width=sweep.MARKS, last=sweep.LAST)

    def _sides(self, rows: pa.Table) -> _Sides:
        zone = np.asarray(pc.fill_null(rows["zone"], -1), np.int64)
        coast = np.asarray(pc.fill_null(rows["coast_m"], np.inf), np.float64)
        coast = np.where(np.isnan(coast), np.inf, coast)
        enclosed = zone == _ARCHIPELAGIC
        inside = (zone <= _TERRITORIAL) | enclosed
        error = self._world.uncertainty_m
        limit = np.asarray(pc.fill_null(rows["breadth_m"], self._world.limit_m), np.float64)
        deep = (coast < limit - error) | (zone <= _INTERNAL) | enclosed
        nobody = (zone == _LAND) & np.asarray(pc.is_null(rows["state"]), bool)  # far inland
        side = np.where(inside, _codes(rows["state"]), 0)
        side = np.where((zone < 0) | nobody, -1, side)
        return _Sides(side, coast, np.where(inside, deep, coast > limit + error), limit)

    def _events(self, chain: Chain, sides: _Sides, stays: Ints) -> pa.Table:
        if not len(stays):
            return EVENT.empty_table()
        began = self._passages(chain, sides, stays[:, _IN_BEFORE], stays[:, _IN_AFTER], 1.0)
        ended = self._passages(chain, sides, stays[:, _OUT_BEFORE], stays[:, _OUT_AFTER], 0.0)
        for k in np.flatnonzero(stays[:, _HOW] == sweep.BROKEN):
            ended[k] = _break(chain, int(stays[k, _OUT_BEFORE]), int(stays[k, _OUT_AFTER]))
        near, first = stays[:, _NEAR], stays[:, _IN_AFTER]
        states = chain.rows["state"].take(pa.array(first)).to_pylist()
        fixes = chain.fixes(near)
        rows = [
            stay_rows(
                Stay(
                    text=text_of_object_id(int(chain.slots[stays[k, _SLOT]])),
                    track_id=int(chain.track_id[first[k]]),
                    state=states[k] or None,
                    began=began[k],
                    ended=ended[k],
                    near=fixes[k],
                    nearest_m=float(sides.coast[near[k]]),
                    within_error=not sides.sure[near[k]],
                ),
                self._world,
            )
            for k in range(len(stays))
        ]
        return events_table(row for pair in rows for row in pair)

    def _passages(
        self, chain: Chain, sides: _Sides, before: Ints, after: Ints, inner: float
    ) -> list[Passage | None]:
        """Say where the limit was passed; `inner` is the share of the leg at its end inside."""
        whole = np.flatnonzero((before >= 0) & (after >= 0))
        a, b = before[whole], after[whole]
        leg_us = chain.t_us[b] - chain.t_us[a]
        unknown = leg_us >= self._world.gap_s * US_PER_S
        limit = sides.limit[b if inner else a]  # of the fix inside: its State's
        past = _share(sides.coast[a] - limit, sides.coast[b] - limit, inner)
        share = np.where(unknown, inner, past)
        ends = np.stack([a, b], axis=1).ravel()
        path = to_vectors(chain.lon[ends], chain.lat[ends])
        lon, lat = to_degrees(along(path, np.arange(0, len(ends), 2), share))
        t_us = chain.t_us[a] + np.rint(share * leg_us).astype(np.int64)
        fixes = chain.fixes(ends)
        out: list[Passage | None] = [None] * len(before)
        for k, place in enumerate(whole):
            hours = leg_us[k] / US_PER_S / 3600.0
            out[place] = Passage(
                t_us=int(t_us[k]),
                lon=float(lon[k]),
                lat=float(lat[k]),
                leg_s=leg_us[k] / US_PER_S,
                reason=f"no fix for {hours:.1f} h while the limit was passed" if unknown[k] else "",
                fixes=(fixes[2 * k], fixes[2 * k + 1]),
            )
        return out


def _codes(state: pa.ChunkedArray) -> Ints:
    """Number States from 1; none is a State of its own."""
    words = state.combine_chunks()
    return np.asarray(pc.fill_null(words.indices, len(words.dictionary)), np.int64) + 1


def _share(over: Floats, beyond: Floats, inner: float) -> Floats:
    """Share of a leg at the limit, from how far past it each end is; else its end inside."""
    known = np.isfinite(over) & np.isfinite(beyond)
    over, beyond = (np.where(known, past, 0.0) for past in (over, beyond))
    span = over - beyond
    bracketed = known & (span != 0.0) & (over * beyond <= 0.0)
    share = np.where(bracketed, over, inner) / np.where(bracketed, span, 1.0)
    return np.asarray(share, np.float64)


def _break(chain: Chain, last: int, after: int) -> Passage:
    fixes = chain.fixes(np.array([last, after]))
    return Passage(
        t_us=int(chain.t_us[last]),
        lon=float(chain.lon[last]),
        lat=float(chain.lat[last]),
        leg_s=(chain.t_us[after] - chain.t_us[last]) / US_PER_S,
        reason="the track breaks inside: its object cannot have come to the next fix",
        fixes=(fixes[0], fixes[1]),
    )


def make(world: World) -> EntryDetector:
    """Make the detector: entry point `entry`."""
    return EntryDetector(world)
