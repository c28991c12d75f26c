"""A seed turned into AIVDM lines of invented merchant ships, ferries and fishing boats.

None of these ships exists. Their names begin with SIM, their MMSI with 499: no State has the
maritime identification digits 499 (ITU table of MIDs), so no real ship can carry such a number.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.encode import (
    encode_position,
    encode_static,
    encode_static_b,
    tag_block,
)
from straitwatch.model.error import ContractError
from straitwatch.source.lane import FERRIES, GROUNDS, LANES

__all__ = ["FIRST_MMSI", "simulate_traffic"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Motion = Callable[[Floats], tuple[Floats, Floats]]  # seconds -> lon, lat

FIRST_MMSI = 499_000_001
"""MID 499 is unallocated: ITU, Table of Maritime Identification Digits."""

_RECEIVER = b"simulated"
_CHUNK = 40_000  # reports in a chunk: about 4 MB
_REPORT_S = (240.0, 360.0)  # class A would report every 2-10 s: thinned to keep the demo small
_STATIC_S = 21_600.0
_FERRY_WAIT_S = 7_200.0
_HALF_STEP_S = 30.0
_NOISE_DEG = 7e-5  # about 8 m, a GPS fix
_NM_PER_DEG = 60.0
_GAP_H = (4.0, 14.0)
_SPOOF_DEG = (5.0, -2.5)  # east, north: about 300 nm
_MIX = "mmmmmmffbbmmmmbfmbbmmmbmmbmmbb"  # merchant, ferry, boat: shares of any number of ships


@dataclass(frozen=True)
class _Ship:
    """One invented ship: who it says it is, when it reports, and how it moves."""

    mmsi: int
    name: str
    kind: str  # cargo, tanker, ferry, fisher
    length_m: int
    beam_m: int
    draught_m: float
    t_start: float
    t_end: float
    motion: Motion


_TYPES = {"cargo": 70, "tanker": 80, "ferry": 60, "fisher": 30}  # ITU-R M.1371-5, table 53
_STATUS = {"cargo": 0, "tanker": 0, "ferry": 0, "fisher": 7}  # clause 3.1: 0 engine, 7 fishing


def simulate_traffic(
    *, seed: int = 20221216, t_from: datetime, t_to: datetime, ships: int = 60
) -> Iterator[bytes]:
    """Invent the traffic of the seas around Okinawa and write it as a receiver would.

    Merchant ships sail a lane once and leave: none comes back through a gate, so none can look
    like a deployment. Ferries shuttle and fishing boats wander where they cross no gate. A sixth
    of the merchants falls silent once for 4 to 14 h; two report one position that cannot be true.

    Args:
        seed: the same seed gives the same bytes.
        t_from: first moment, with its zone.
        t_to: last moment.
        ships: how many ships.

    Yields:
        Chunks of whole lines in the order of time, a few MB each: a tag block
        (`s:simulated`, `c:` UTC seconds), then AIVDM of type 1 or 18, 5 or 24; CR LF.

    Raises:
        ContractError: a time has no zone, the span is empty, or the ships are no number.

    Notes:
        Reports come every 4 to 6 minutes. Lanes keep off the GSHHG 2.3.7 shore.
    """
    if t_from.tzinfo is None or t_to.tzinfo is None or t_to <= t_from or ships < 1:
        raise ContractError(f"cannot simulate {ships} ships from {t_from} to {t_to}: give UTC")
    rng = np.random.default_rng(seed)
    start, end = t_from.timestamp(), t_to.timestamp()
    fleet = [_launch(number, rng, start, end) for number in range(ships)]
    yield from _transmit(fleet, _reports(fleet, rng))


def _launch(number: int, rng: np.random.Generator, start: float, end: float) -> _Ship:
    """Build the ship of a number; its kind and lane depend on the number only."""
    rounds, place = divmod(number, len(_MIX))
    role = _MIX[place]
    nth = rounds * _MIX.count(role) + _MIX[:place].count(role)
    build = {"m": _merchant, "f": _ferry, "b": _boat}[role]
    return build(number, nth, rng, start, end)


def _merchant(number: int, nth: int, rng: np.random.Generator, start: float, end: float) -> _Ship:
    lane = LANES[nth % len(LANES)]
    kind = "tanker" if nth % 4 == 3 else "cargo"  # noqa: PLR2004 - every fourth
    sog_kn = rng.uniform(11.0, 16.0)
    track = lane.track(rng.uniform(-lane.spread_deg, lane.spread_deg, 2))
    miles = _miles(track)
    lasts = miles[-1] / sog_kn * 3600.0
    sets_out = rng.uniform(start - 0.4 * lasts, max(start, end - 0.6 * lasts))
    period, phase = rng.uniform(9_000.0, 15_000.0), rng.uniform(0.0, 6.28)

    def motion(t: Floats) -> tuple[Floats, Floats]:
        sway = 0.3 * np.sin(t / period * 6.28 + phase)  # speed varies by about half a knot
        return _along(track, miles, (t - sets_out) * sog_kn / 3600.0 + sway)

    length = int(rng.integers(90, 330))
    size = (length, max(14, length // 7), round(float(rng.uniform(5.0, 14.0)), 1))
    life = (max(start, sets_out), min(end, sets_out + lasts))
    return _Ship(
        FIRST_MMSI + number, f"SIM {kind.upper()} {nth + 1:02}", kind, *size, *life, motion
    )


def _ferry(number: int, nth: int, rng: np.random.Generator, start: float, end: float) -> _Ship:
    lane = FERRIES[nth % len(FERRIES)]
    track = lane.track(np.zeros(2))
    miles, sog_kn = _miles(track), rng.uniform(15.0, 20.0)
    sails = miles[-1] / sog_kn * 3600.0
    marks = np.cumsum([0.0, _FERRY_WAIT_S, sails, _FERRY_WAIT_S, sails])
    way = np.array([0.0, 0.0, miles[-1], miles[-1], 0.0])
    late = rng.uniform(0.0, marks[-1])

    def motion(t: Floats) -> tuple[Floats, Floats]:
        return _along(track, miles, np.interp((t - start + late) % marks[-1], marks, way))

    size = (int(rng.integers(40, 140)), 16, 4.5)
    name = f"SIM FERRY {nth + 1:02}"
    return _Ship(FIRST_MMSI + number, name, "ferry", *size, start, end, motion)


def _boat(number: int, nth: int, rng: np.random.Generator, start: float, end: float) -> _Ship:
    lon, lat = GROUNDS[nth % len(GROUNDS)]
    reach = rng.uniform(0.01, 0.07, (2, 3))  # degrees: all three together stay within 0.21
    turns = 6.28 / rng.uniform(14_000.0, 60_000.0, (2, 3))
    phase = rng.uniform(0.0, 6.28, (2, 3))

    def motion(t: Floats) -> tuple[Floats, Floats]:
        swing = (reach * np.sin((t - start)[:, None, None] * turns + phase)).sum(axis=2)
        return lon + swing[:, 0], lat + swing[:, 1]

    size = (int(rng.integers(12, 25)), 5, 0.0)
    name = f"SIM FISHER {nth + 1:02}"
    return _Ship(FIRST_MMSI + number, name, "fisher", *size, start, end, motion)


def _miles(track: Floats) -> Floats:
    """Distance from the start to each waypoint in nautical miles, shape (w,)."""
    step = np.diff(track, axis=0)
    step[:, 0] *= np.cos(np.radians((track[1:, 1] + track[:-1, 1]) / 2))
    return np.concatenate([[0.0], np.cumsum(np.hypot(step[:, 0], step[:, 1]) * _NM_PER_DEG)])


def _along(track: Floats, miles: Floats, way: Floats) -> tuple[Floats, Floats]:
    return np.interp(way, miles, track[:, 0]), np.interp(way, miles, track[:, 1])


@dataclass(frozen=True)
class _Reports:
    """All reports in the order of time, shape (n,) each; `static` marks ship data."""

    t: Ints
    ship: Ints
    static: npt.NDArray[np.bool_]
    lon: Floats
    lat: Floats
    sog_kn: Floats
    cog_deg: Floats


def _reports(fleet: list[_Ship], rng: np.random.Generator) -> _Reports:
    parts = [_of_ship(index, ship, rng) for index, ship in enumerate(fleet)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((columns[1], columns[0]))  # stable: ship data stay first
    return _Reports(*(column[order] for column in columns))


def _of_ship(
    index: int, ship: _Ship, rng: np.random.Generator
) -> tuple[Ints, Ints, npt.NDArray[np.bool_], Floats, Floats, Floats, Floats]:
    """Report one ship: positions every few minutes, ship data every few hours."""
    lasts = max(0.0, ship.t_end - ship.t_start)
    steps = rng.uniform(*_REPORT_S, int(lasts / _REPORT_S[0]) + 1)
    t = ship.t_start + np.cumsum(steps) - steps[0]
    t = np.floor(t[(t <= ship.t_end) & _heard(ship, t, rng)])
    lon, lat, sog_kn, cog_deg = _move(ship, t)
    if _is_odd(ship, 9) and t.size > 2:  # noqa: PLR2004 - a fix before and one after
        lon[t.size // 2] += _SPOOF_DEG[0]
        lat[t.size // 2] += _SPOOF_DEG[1]
    lon, lat = (axis + rng.normal(0.0, _NOISE_DEG, t.size) for axis in (lon, lat))
    every = max(1, round(_STATIC_S / sum(_REPORT_S) * 2))
    told = t[::every]
    none = np.full(told.size, np.nan)
    return (
        np.concatenate([told, t]).astype(np.int64),
        np.full(told.size + t.size, index),
        np.arange(told.size + t.size) < told.size,
        np.concatenate([none, lon]),
        np.concatenate([none, lat]),
        np.concatenate([none, sog_kn]),
        np.concatenate([none, cog_deg]),
    )


def _is_odd(ship: _Ship, nth: int) -> bool:
    """Tell whether a merchant is one of those that misbehave: the nth of every 20."""
    return ship.kind in {"cargo", "tanker"} and int(ship.name[-2:]) % 20 == nth


def _heard(ship: _Ship, t: Floats, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Let every sixth merchant fall silent once, in the middle of its voyage."""
    silent_s = rng.uniform(*_GAP_H) * 3600.0
    begins = ship.t_start + rng.uniform(0.25, 0.5) * (ship.t_end - ship.t_start)
    if ship.kind not in {"cargo", "tanker"} or int(ship.name[-2:]) % 6:
        return np.ones(t.size, bool)
    return (t < begins) | (t > begins + silent_s)


def _move(ship: _Ship, t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Position now, and speed and course from the positions half a minute before and after."""
    lon, lat = ship.motion(t)
    west, south = ship.motion(t - _HALF_STEP_S)
    east, north = ship.motion(t + _HALF_STEP_S)
    x, y = (east - west) * np.cos(np.radians(lat)), north - south
    sog_kn = np.hypot(x, y) * _NM_PER_DEG / (2 * _HALF_STEP_S / 3600.0)
    return lon, lat, sog_kn, np.degrees(np.arctan2(x, y)) % 360.0


def _transmit(fleet: list[_Ship], reports: _Reports) -> Iterator[bytes]:
    """Write reports as lines, a chunk at a time."""
    class_b = np.array([ship.kind == "fisher" for ship in fleet])[reports.ship]
    for begin in range(0, reports.t.size, _CHUNK):
        part = slice(begin, begin + _CHUNK)
        tags = tag_block(reports.t[part], _RECEIVER)
        lines: list[bytes] = [b""] * len(tags)
        static, boat = reports.static[part], class_b[part]
        for is_static, is_boat in ((False, False), (False, True), (True, False), (True, True)):
            rows = np.flatnonzero((static == is_static) & (boat == is_boat))
            write = _write_static if is_static else _write_positions
            sentences = write(fleet, reports, rows + begin, is_boat) if rows.size else []
            for row, words in zip(rows.tolist(), sentences, strict=True):
                lines[row] = b"".join(tags[row] + word + b"\r\n" for word in words)
        yield b"".join(lines)


def _write_positions(
    fleet: list[_Ship], reports: _Reports, rows: Ints, class_b: bool
) -> list[tuple[bytes, ...]]:
    index, sog_kn = reports.ship[rows], reports.sog_kn[rows]
    ferry = np.array([ship.kind == "ferry" for ship in fleet])[index]
    status = np.array([_STATUS[ship.kind] for ship in fleet])[index]
    cog = reports.cog_deg[rows]
    sentences = encode_position(
        np.array([ship.mmsi for ship in fleet])[index],
        np.where(ferry & (sog_kn < 0.1), 5, status),  # noqa: PLR2004 - 5: moored
        np.nan,
        sog_kn,
        reports.lon[rows],
        reports.lat[rows],
        cog,
        np.nan if class_b else cog,
        reports.t[rows] % 60,
        msg_type=18 if class_b else 1,
        channel=b"B" if class_b else b"A",
    )
    return [(sentence,) for sentence in sentences]


def _write_static(
    fleet: list[_Ship], reports: _Reports, rows: Ints, class_b: bool
) -> list[tuple[bytes, ...]]:
    ships = [fleet[index] for index in reports.ship[rows].tolist()]
    mmsi, name = [ship.mmsi for ship in ships], [ship.name for ship in ships]
    call = [f"SIM{ship.mmsi % 10_000:04}" for ship in ships]
    kind = [_TYPES[ship.kind] for ship in ships]
    length, beam = [ship.length_m for ship in ships], [ship.beam_m for ship in ships]
    if class_b:
        words = encode_static_b(mmsi, call, name, kind, length, beam)
    else:
        draught, bound = [ship.draught_m for ship in ships], ["SIMULATED"] * len(ships)
        words = encode_static(
            mmsi, 0, call, name, kind, length, beam, draught, bound, sequence=int(rows[0]) % 10
        )
    return list(zip(words[::2], words[1::2], strict=True))
