"""A stream of fixes paced by the clock turned into the time from each fix to its events.

Run as a module in a process of its own, on so many cores:
`python -m straitwatch.flow.bench.event_live OBJECTS FIXES_PER_S SECONDS THREADS`.
"""

import json
import sys
from collections.abc import Iterator
from time import perf_counter, sleep
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.event_dense import Ships, dense_ships, move
from straitwatch.flow.bench.event_input import T_START_S, fix_table
from straitwatch.flow.bench.event_own import open_engine, pin
from straitwatch.flow.watch import Watch
from straitwatch.model.unit import US_PER_S

__all__ = ["BATCH_S", "Lag", "live_batches", "run_live"]

Floats = npt.NDArray[np.float64]

BATCH_S = 0.1
_SEED = 20221216
_FIRST_ID = 499_000_000
_JUMPED = 0.001
_KNOWN = 2  # times that each object is told before: the second bears out the first


class Lag(NamedTuple):
    """What a paced run took.

    Attributes:
        fix_ms: from each fix to the return of its batch, the wait for the batch to fill included.
        batch_ms: from each full batch to its return, the wait for those before it included.
        seconds: from the first fix to the last return.
        events: how many were told.
    """

    fix_ms: Floats
    batch_ms: Floats
    seconds: float
    events: int


def known_objects(ships: Ships) -> Iterator[pa.Table]:
    """Tell every object some times before the stream begins."""
    number = np.arange(len(ships.lon))
    for round_ in range(_KNOWN, 0, -1):
        since_s = np.full(len(number), -10.0 * round_)
        yield _fixes(ships, number, since_s, -round_ * len(number), np.zeros(len(number), bool))


def live_batches(ships: Ships, per_s: int, seconds: float) -> Iterator[pa.Table]:
    """Give the batches of a stream: the ships report in turn, in an order mixed once.

    Args:
        ships: all of them, known before.
        per_s: fixes a second; a batch has a tenth.
        seconds: length of the stream.

    Yields:
        FIX by object_id, t; one fix in 1,000 is thrown a degree away.
    """
    rng = np.random.default_rng(_SEED)
    turn, size = rng.permutation(len(ships.lon)), round(per_s * BATCH_S)
    for k in range(round(seconds / BATCH_S)):
        number = np.sort(turn[np.arange(k * size, (k + 1) * size) % len(turn)])
        since_s = k * BATCH_S + np.sort(rng.uniform(0.0, BATCH_S, size))
        by = np.lexsort((since_s, number))
        yield _fixes(ships, number[by], since_s[by], k * size, rng.random(size) < _JUMPED)


def _fixes(
    ships: Ships,
    number: npt.NDArray[np.int64],
    since_s: Floats,
    line: int,
    thrown: npt.NDArray[np.bool_],
) -> pa.Table:
    own = Ships(*(column[number] for column in ships))
    lon, lat = move(own, since_s)
    return fix_table(
        {
            "object_id": _FIRST_ID + number,
            "t": ((T_START_S + since_s) * US_PER_S).astype(np.int64),
            "lon": lon + np.where(thrown, 1.0, 0.0),
            "lat": lat,
            "sog_kn": own.sog_kn.astype(np.float32),
            "cog_deg": own.cog_deg.astype(np.float32),
            "line": line + np.arange(1, len(number) + 1),
        }
    )


def run_live(engine: Watch, ships: Ships, *, per_s: int, seconds: float) -> Lag:
    """Feed a stream as the clock brings it, and time its events.

    A batch that comes while another is worked on waits; its wait counts.
    """
    for fixes in known_objects(ships):
        engine.feed_sorted(fixes)
    batches = list(live_batches(ships, per_s, seconds))
    done, events, start = [], 0, perf_counter()
    for k, batch in enumerate(batches, start=1):
        sleep(max(0.0, start + k * BATCH_S - perf_counter()))
        events += engine.feed_sorted(batch).num_rows
        done.append(perf_counter() - start)
    batch_ms = (np.array(done) - np.arange(1, len(done) + 1) * BATCH_S) * 1000.0
    size = batches[0].num_rows
    waited_ms = (1.0 - np.arange(size) / size) * BATCH_S * 1000.0
    return Lag((batch_ms[:, None] + waited_ms).ravel(), batch_ms, done[-1], events)


def main(objects: int, per_s: int, seconds: float, threads: int) -> None:
    """Run a stream; tell percentiles in milliseconds."""
    pin(threads)
    lag = run_live(open_engine(), dense_ships(objects), per_s=per_s, seconds=seconds)
    told = {
        "fix_ms": dict(zip(("p50", "p99"), np.percentile(lag.fix_ms, [50, 99]), strict=True)),
        "batch_ms": dict(zip(("p50", "p99"), np.percentile(lag.batch_ms, [50, 99]), strict=True)),
        "fixes_per_s": len(lag.fix_ms) / lag.seconds,
        "events": lag.events,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))
