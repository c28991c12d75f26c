"""The law over both stages: cut the stream of fixes anywhere, get the same events."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from sailing import SHIP, START, fix, parsed, world

from straitwatch.event import crossing, entry, gap, impossible_position
from straitwatch.event.base import Batch
from straitwatch.event.transit import compose_transits
from straitwatch.kernel.rows import Rows, Words
from straitwatch.model.schema import EVENT, FIX
from straitwatch.track.segment import assign_tracks, close_tracks

STEP = st.tuples(
    st.sampled_from([0.0, 1.0, 60.0, 600.0, 1800.0, 3600.0, 20_000.0]),
    st.sampled_from([(126.5, 26.0), (126.55, 25.5), (126.6, 25.45), (127.0, 25.2), (3.0, 50.0)]),
    st.sampled_from([0.0, 0.001, 0.004]),
)
VOYAGES = st.lists(st.lists(STEP, max_size=16), min_size=1, max_size=3)


def to_fixes(voyages: list[list[tuple]]) -> pa.Table:
    rows = []
    for k, voyage in enumerate(voyages):
        t = 0.0
        for step, (lon, lat), nudge in voyage:
            t += step
            row = fix(t, lon + nudge, lat, object_id=SHIP + k, line=len(rows) + 1)
            rows.append({name: row.get(name) for name in FIX.names})
    rows.sort(key=lambda row: (row["object_id"], row["t"]))
    return pa.Table.from_pylist(rows, schema=FIX)


def add_zones(rows: Rows, words: Words) -> tuple[Rows, Words]:
    """An invented coast: the further east, the further out."""
    coast_m = ((rows.lon - 126.3) * 89_000.0).astype(np.float32)
    zone = np.where(coast_m <= 22_224.0, 2, 3).astype(np.int8)
    state = np.zeros(len(zone), np.int32)
    return rows._replace(coast_m=coast_m, zone=zone, state=state), words._replace(state=("JP",))


def events_of(fixes: pa.Table, cuts: list[float]) -> list[dict]:
    kinds = [module.make(world()) for module in (crossing, entry, gap, impossible_position)]
    t = np.asarray(fixes["t"].cast(pa.int64()))
    edges = [-(2**62), *(round((START.timestamp() + s) * 1e6) for s in sorted(cuts)), 2**62]
    memory, carries, tables = None, {}, [EVENT.empty_table()]
    tracked = []
    for a, b in pairwise(edges):
        told, memory = assign_tracks(fixes.filter(pa.array((t >= a) & (t < b))), memory)
        tracked.append(told)
    for told in [*tracked, close_tracks(memory)]:
        rows, words = add_zones(told.rows, told.words)
        batch = Batch(None, told.jumps, retired=told.retired, rows=rows, words=words)
        for kind in kinds:
            events, carries[kind.rule] = kind.detect(batch, carries.get(kind.rule))
            tables.append(events)
    tables += [kind.close(carries[kind.rule]) for kind in kinds]
    events = pa.concat_tables(tables)
    crossings = events.filter(pa.compute.equal(events["kind"], "crossing"))
    return parsed(pa.concat_tables([events, compose_transits(crossings)]))


@settings(max_examples=40, deadline=None)
@given(VOYAGES, st.lists(st.floats(0.0, 60_000.0), max_size=5))
def test_cut_anywhere_from_fixes_to_events(voyages: list, cuts: list[float]) -> None:
    fixes = to_fixes(voyages)
    assert events_of(fixes, cuts) == events_of(fixes, [])


def test_a_voyage_with_all_of_it() -> None:
    """Out through the strait, a false fix, a silence, a stay inside."""
    voyage = [
        (0.0, (126.9, 26.3), 0.0),
        (1800.0, (126.9, 26.1), 0.0),
        (600.0, (3.0, 50.0), 0.0),
        (1200.0, (126.8, 25.9), 0.0),
        (7200.0, (126.5, 25.4), 0.0),
        (3000.0, (126.8, 25.3), 0.0),
    ]
    kinds = sorted(event["kind"] for event in events_of(to_fixes([voyage]), []))
    assert kinds == ["crossing", "entry", "exit", "gap", "impossible_position", "transit"]
