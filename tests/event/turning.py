"""Fixes through track/ into batches with turns and jumps, for tests of shared identities."""

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from sailing import START, fix, parsed

from straitwatch.event.base import Batch, Detector
from straitwatch.model.schema import FIX
from straitwatch.track.segment import assign_tracks


def to_fixes(rows: list[dict[str, Any]]) -> pa.Table:
    """FIX of rows as `sailing.fix` makes them."""
    rows = sorted(rows, key=lambda row: (row["object_id"], row["t"]))
    return pa.Table.from_pylist([{n: row.get(n) for n in FIX.names} for row in rows], schema=FIX)


def watch_fixes(
    detector: Detector, rows: list[dict[str, Any]], *cuts: float
) -> list[dict[str, Any]]:
    """Events of a stream of fixes, cut at these seconds."""
    fixes = to_fixes(rows)
    t = np.asarray(fixes["t"].cast(pa.int64()))
    edges = [-(2**62), *(round((START.timestamp() + s) * 1e6) for s in sorted(cuts)), 2**62]
    memory, carry, told = None, None, []
    for a, b in pairwise(edges):
        tracked, memory = assign_tracks(fixes.filter(pa.array((t >= a) & (t < b))), memory)
        batch = Batch(
            None,
            tracked.jumps,
            retired=tracked.retired,
            switches=tracked.switches,
            rows=tracked.rows,
            words=tracked.words,
        )
        events, carry = detector.detect(batch, carry)
        told.append(events)
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - our own carry, as a checkpoint does
        detector.close(carry)
    return parsed(pa.concat_tables([*told, detector.close(carry)]))


def sail(minutes: list[float], lon: float, lat: float, **more: object) -> list[dict[str, Any]]:
    """A ship that sails due north at 12 kn, seen at these minutes."""
    return [
        fix(m * 60.0, lon, lat + m * 12.0 / 3600.0, line=round(m * 60) + 1, **more) for m in minutes
    ]
