"""A seed turned into the world's ships at one moment, ports included; the time to pair them.

Run as a module in a process of its own, on so many cores:
`python -m straitwatch.flow.bench.event_dense SHIPS THREADS SLOTS PEERS`.
"""

import json
import sys
from importlib import import_module
from importlib.util import find_spec
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, Detector, World
from straitwatch.flow.bench.event_input import SOURCE, T_START_S
from straitwatch.flow.bench.event_lane import LANES, PORTS
from straitwatch.flow.bench.event_own import pin
from straitwatch.flow.bench.event_restated import adjacent_as_published
from straitwatch.model.schema import JUMP, PATH
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S
from straitwatch.zone.chart import open_chart
from straitwatch.zone.gate import gates
from straitwatch.zone.port import ports
from straitwatch.zone.zoned import zone_rows

__all__ = ["DETECTOR", "Ships", "dense_ships", "move", "slot_batch", "slot_ms"]

Floats = npt.NDArray[np.float64]

DETECTOR = "straitwatch.event.encounter"

_SEED = 20221216
_SLOT_S = 600.0  # pipe-encounters of Global Fishing Watch resamples to 10 minutes
_IN_PORT = 0.55
_SHIPS_A_PORT = 40  # mean; the largest holds some 1 % of all ships, as Singapore does
_LARGEST = 15.0  # flattens the head of the power law
_HARBOUR_DEG, _ROADS_DEG = 0.008, 0.07  # deviation of berths, about 1 km, and of anchorages
_LANE_DEG, _OPEN_DEG = 0.08, 0.8  # off the lanes: ships on them, and others


class Ships(NamedTuple):
    """Ships at one moment, shape (n,) each."""

    lon: Floats
    lat: Floats
    sog_kn: Floats
    cog_deg: Floats


_WARM_UP = 9


def dense_ships(n: int = 100_000, seed: int = _SEED) -> Ships:
    """Place ships as densely as they lie and sail: most close together in few ports.

    Of them 55 % are in ports whose sizes fall off as a power law (about one port for 40 ships; the
    largest has about 1 % of all): two in three of these lie within some km² at berths, the rest in
    the roads, over some 10 km. Of the others two in three sail in lanes, the rest off them.

    Args:
        n: how many.
        seed: the same seed gives the same ships.

    Returns:
        places in degrees, speeds in knots (0 in port), courses in degrees.
    """
    rng = np.random.default_rng(seed)
    in_port = int(_IN_PORT * n)
    in_lane = (n - in_port) * 2 // 3
    sailing = _by_lanes(in_lane, _LANE_DEG, rng)
    astray = _by_lanes(n - in_port - in_lane, _OPEN_DEG, rng)
    places = np.concatenate([_berthed(in_port, rng), sailing, astray])
    sog = np.append(np.zeros(in_port), rng.uniform(6.0, 20.0, n - in_port))
    order = rng.permutation(n)
    lon, lat = places[order].T
    return Ships(lon, np.clip(lat, -80.0, 80.0), sog[order], rng.uniform(0.0, 360.0, n))


def _berthed(n: int, rng: np.random.Generator) -> Floats:
    count = max(len(PORTS), n // _SHIPS_A_PORT)
    others = ports()
    chosen = rng.choice(others.num_rows, count - len(PORTS), replace=False)
    real = np.stack([np.asarray(others[name])[chosen] for name in ("lon", "lat")], axis=1)
    middles = np.concatenate([PORTS, real])
    size = 1.0 / (np.arange(count) + _LARGEST)
    port = rng.choice(count, n, p=size / size.sum())
    spread = np.where(rng.random(n) < 2.0 / 3.0, _HARBOUR_DEG, _ROADS_DEG)
    return np.asarray(middles[port] + rng.normal(0.0, 1.0, (n, 2)) * spread[:, None])


def _by_lanes(n: int, off_deg: float, rng: np.random.Generator) -> Floats:
    lane = rng.integers(0, len(LANES), n)
    places = np.empty((n, 2))
    for number, waypoints in enumerate(LANES):
        own = np.flatnonzero(lane == number)
        along = rng.uniform(0.0, len(waypoints) - 1.0, len(own))
        stops, marks = np.array(waypoints), np.arange(len(waypoints))
        for axis in (0, 1):
            places[own, axis] = np.interp(along, marks, stops[:, axis])
    return places + rng.normal(0.0, off_deg, (n, 2))


def move(ships: Ships, seconds: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Sail on straight for so many seconds, each ship the same or its own: lon and lat."""
    dist_deg = ships.sog_kn * KN_TO_M_S * np.asarray(seconds) / NM_M / 60.0
    course = np.radians(ships.cog_deg)
    lat = ships.lat + dist_deg * np.cos(course)
    return ships.lon + dist_deg * np.sin(course) / np.cos(np.radians(ships.lat)), lat


def slot_batch(ships: Ships, slot: int) -> Batch:
    """Give one fix of each ship within a slot of ten minutes, as detectors are given it."""
    n = len(ships.lon)
    since_s = np.floor(slot * _SLOT_S + np.random.default_rng(slot).uniform(0.0, _SLOT_S, n))
    lon, lat = move(ships, since_s)
    word = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([SOURCE]))
    given: dict[str, Any] = {
        "object_id": np.arange(n) + 499_000_000,
        "track_id": np.arange(n),
        "t": ((T_START_S + since_s) * US_PER_S).astype(np.int64),
        "lon": lon,
        "lat": lat,
        "sog_kn": ships.sog_kn.astype(np.float32),
        "source": word,
        "line": np.arange(n) + slot * n + 1,
    }
    columns = [
        pa.array(given[field.name], field.type) if field.name in given else pa.nulls(n, field.type)
        for field in PATH
    ]
    return Batch(path=pa.table(columns, schema=PATH), jumps=JUMP.empty_table())


def slot_ms(detector: Detector, ships: Ships, slots: int) -> list[float]:
    """Feed slots to a detector of pairs, with their zones: milliseconds of each.

    A slot is settled an hour of the stream after it: those before that are warm-up.
    """
    carry, shores, times = None, None, []
    for slot in range(slots + _WARM_UP):
        given = slot_batch(ships, slot)
        fresh = np.full(len(given.rows.t), slot == 0)
        rows = given.rows._replace(fresh=fresh)
        rows, words, shores = zone_rows(rows, given.words, open_chart(), shores)
        batch = Batch(None, given.jumps, rows=rows, words=words)
        began = perf_counter()
        _, carry = detector.detect(batch, carry)
        times.append((perf_counter() - began) * 1000.0)
    return times[_WARM_UP:]


def main(ships: int, threads: int, slots: int, peers: bool) -> None:
    """Measure the detector of encounters, if there is one; tell the milliseconds of each slot."""
    pin(threads)
    dense, told = dense_ships(ships), dict[str, Any](ms=None)
    if find_spec(DETECTOR) is not None:
        detector = import_module(DETECTOR).make(World(gates=gates()))
        told["ms"] = slot_ms(detector, dense, slots)
    if peers:
        lon, lat = dense.lon.tolist(), dense.lat.tolist()
        began = perf_counter()
        found = adjacent_as_published(lon, lat)
        told["restated_ms"] = (perf_counter() - began) * 1000.0
        told["restated_pairs"] = sum(map(len, found)) // 2
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), bool(int(sys.argv[4])))
