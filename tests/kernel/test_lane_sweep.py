"""The sweep of lanes against a plain reference, and the pieces it is made of."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.kernel import lane as kernel
from straitwatch.kernel import laneform as form
from straitwatch.kernel.craft import is_aircraft
from straitwatch.kernel.sphere import arc_distance

SPEED = 60.0 * 1852.0 / 3600.0 / 1e6
LIMITS = form.Limits(1852.0, 3.6e9, 3.6e9, 8.64e10, SPEED, SPEED, 50.0)
MASK = (1 << 64) - 1

PLACE = st.sampled_from([(127.0, 25.0), (127.02, 25.0), (127.5, 25.0), (3.0, -50.0), (179.99, 0.0)])
STEP_S = st.sampled_from([0, 1, 60, 600, 3600, 3601, 9000, 90_000])
FIXES = st.lists(st.tuples(STEP_S, PLACE), max_size=16)


def way(a: tuple, b: tuple) -> float | None:
    """Metres from fix to fix; None when too far."""
    metres = float(arc_distance(a[1], a[2], b[1], b[2]))
    return metres if metres <= 1852.0 + SPEED * (b[0] - a[0]) else None


def plain_sweep(rows: list[tuple]) -> tuple[list[tuple[int, bool]], list[tuple], int, int]:
    """One object, in the words of the docstring.

    Returns:
        of each row that stays its lane and whether it begins it, the jumps, how many rows tell a
        moment again, how many lanes were given up.
    """
    lanes: dict[int, dict] = {}  # serial of the lane
    out, jumps, same, retired, serial, last = [], [], 0, 0, 0, None
    for row in rows:
        fits = {k: s for k, lane in lanes.items() if (s := way(lane["last"], row)) is not None}
        chosen = min(fits, key=lambda k: (fits[k], lanes[k]["place"]), default=None)
        if chosen is not None and lanes[chosen]["last"][0] == row[0]:
            same += 1
            continue
        for k, lane in list(lanes.items()):
            if k == chosen:
                continue
            if lane["n"] == 1 and chosen is not None:
                lane["denied"] = True
            wait = LIMITS.alone_us if lane["n"] == 1 else LIMITS.given_up_us
            if row[0] - lane["last"][0] > wait:
                retired += 1
                give_up(lanes, k, jumps)
        if chosen is None:
            if len(lanes) == 4:
                first = [lanes[k] | {"k": k} for k in lanes]
                worst = min(first, key=lambda x: (x["n"] > 1, x["last"][0], x["place"]))["k"]
                retired += 1
                give_up(lanes, worst, jumps)
            place = min(set(range(4)) - {lane["place"] for lane in lanes.values()})
            denied = last in lanes
            serial += 1
            chosen = serial
            lanes[chosen] = {"last": row, "n": 0, "denied": denied, "place": place}
        lane = lanes[chosen]
        lane["last"], lane["n"], last = row, lane["n"] + 1, chosen
        out.append((chosen, lane["n"] == 1))
    return out, jumps, same, retired


def give_up(lanes: dict[int, dict], k: int, jumps: list[tuple]) -> None:
    lane = lanes.pop(k)
    if lane["n"] == 1 and lane["denied"]:
        jumps.append(lane["last"])


def run_kernel(rows: list[tuple]) -> tuple[list[tuple[int, bool]], list[tuple], int, int]:
    n = len(rows)
    t = np.array([row[0] for row in rows], np.int64)
    lon, lat = (np.array([row[k] for row in rows], float) for k in (1, 2))
    objects, lanes = np.zeros(1, form.OBJECT), np.zeros(n + 1, form.LANE)
    objects["lanes"], objects["last"] = -1, -1
    fixes = form.Fixes(
        np.zeros(n, np.int64),
        np.full(n, 7),
        t,
        lon,
        lat,
        np.full(n, np.nan, np.float32),
        np.zeros(n, np.int32),
        np.arange(n),
    )
    kept, tally = form.make_room(n), np.zeros(form.TALLY, np.int64)
    jumps, closed = np.zeros(n + 4, form.LANE), np.zeros(n + 4, form.CLOSED)
    retired, switches = np.zeros(n + 4, np.int32), np.zeros(n, form.SWITCH)
    free = np.arange(n, dtype=np.int32)
    kernel.sweep_lanes(
        fixes, objects, lanes, free, LIMITS, kept, jumps, closed, retired, switches, tally
    )
    told = jumps[: tally[form.N_JUMPS]]
    found = tally[form.N_KEPT]
    out = list(zip((kept.slot[:found] + 1).tolist(), kept.fresh[:found].tolist(), strict=True))
    wrong = [(int(j["t"]), float(j["lon"]), float(j["lat"])) for j in told]
    changes = [a != b for (a, _), (b, _) in pairwise(out)]
    assert tally[form.N_SWITCHES] <= sum(changes)
    return out, wrong, int(tally[form.N_SAME]), int(tally[form.N_RETIRED])


@settings(max_examples=150, deadline=None)
@given(FIXES)
def test_the_sweep_agrees_with_the_plain_reference(steps: list[tuple]) -> None:
    t = np.cumsum([step for step, _ in steps]) * 1_000_000
    rows = [(int(t[k]), *place) for k, (_, place) in enumerate(steps)]
    (out, jumps, *rest), (plain_out, plain_jumps, *plain_rest) = run_kernel(rows), plain_sweep(rows)
    assert (out, sorted(jumps), rest) == (plain_out, sorted(plain_jumps), plain_rest)


def test_across_the_antimeridian_is_near() -> None:
    out, jumps, _, _ = run_kernel([(0, 179.99, 0.0), (60_000_000, -179.99, 0.0)])
    assert out == [(1, True), (1, False)]
    assert not jumps


def plain_hash(object_id: int, t_us: int, lon: float, lat: float) -> int:
    x = object_id
    for word in (t_us, round(lon * 1e7), round(lat * 1e7)):
        x = x * 0x9E3779B97F4A7C15 + word & MASK
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & MASK
        x = (x ^ x >> 27) * 0x94D049BB133111EB & MASK
        x ^= x >> 31
    return x >> 1


@settings(deadline=None)
@given(
    st.integers(0, 2**62), st.integers(0, 2**52), st.floats(-180.0, 180.0), st.floats(-90.0, 90.0)
)
def test_a_track_id_agrees_with_its_reference(who: int, t_us: int, lon: float, lat: float) -> None:
    assert kernel.hash_track(who, t_us, lon, lat) == plain_hash(who, t_us, lon, lat) >= 0


def test_track_ids_of_a_fleet_differ() -> None:
    ids = {
        int(kernel.hash_track(mmsi, t, 127.0, 25.0))
        for mmsi in range(431_000_000, 431_000_100)
        for t in range(99)
    }
    assert len(ids) == 9_900


def test_aircraft_are_told_by_their_identity() -> None:
    assert is_aircraft(1 << 56 | 0xAE0455)
    assert is_aircraft(111_431_501)
    assert not is_aircraft(431_000_001)
