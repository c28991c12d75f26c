"""A seed turned into a day of traffic: FIX rows by object and time, and the slices of a store."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.event_lane import FLIGHTS, GROUNDS, LANES, PORTS, Places
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.error import ContractError
from straitwatch.model.schema import FIX
from straitwatch.model.unit import KN_TO_M_S, NM_M, US_PER_S

__all__ = [
    "KINDS",
    "SOURCE",
    "T_START_S",
    "Kind",
    "fix_table",
    "make_fixes",
    "share_of",
    "slices_of",
]

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]

SOURCE = "simulated:bench"
T_START_S = 1_671_148_800
"""16 December 2022, 00:00 UTC."""

_SEED = 20221216
_FIRST_MMSI = 499_000_000
"""MID 499 is unallocated (ITU, table of MIDs): no real ship has such a number."""
_FIRST_ICAO24 = (1 << 56) | 0x00A001
_NOISE_DEG = 5e-5  # about 5 m
_SPREAD_DEG = 0.01  # ships of a lane side by side
_CLONED, _JUMPED, _SILENT, _REPEATED = 0.01, 0.0002, 0.05, 0.005
_SILENCE_H = (1.2, 4.0)
_SPARE = 1.08  # silences take rows away: so many more are made


@dataclass(frozen=True)
class Kind:
    """One kind of traffic.

    Attributes:
        name: of the kind.
        share: of all objects.
        every_s: seconds between reports.
        nav_status: as sent; ITU-R M.1371-5, 3.1.
        msg_type: 1 is class A, 18 class B; 0 is none.
    """

    name: str
    share: float
    every_s: float
    nav_status: int
    msg_type: int


KINDS = (
    Kind("moored", 0.25, 180.0, 5, 1),
    Kind("at anchor", 0.15, 180.0, 1, 1),
    Kind("under way", 0.44, 10.0, 0, 1),
    Kind("fishing", 0.10, 10.0, 7, 1),
    Kind("class B", 0.05, 30.0, -1, 18),
    Kind("aircraft", 0.01, 10.0, -1, 0),
)
"""What the traffic is made of: shares of objects."""


class _Motion(NamedTuple):
    """Where and how fast, shape (k, m) each: k objects, m reports."""

    lon: Floats
    lat: Floats
    sog_kn: Floats
    cog_deg: Floats
    alt_ft: float = np.nan


class _Rows(NamedTuple):
    """Columns of reports, shape (n,) each."""

    object_id: Array
    t_us: Array
    lon: Array
    lat: Array
    sog_kn: Array
    cog_deg: Array
    alt_ft: Array
    nav_status: Array
    msg_type: Array

    def at(self, rows: Array) -> "_Rows":
        """Choose rows."""
        return _Rows(*(column[rows] for column in self))


def make_fixes(fixes: int, *, seed: int = _SEED, hours: float = 6.0) -> pa.Table:
    """Invent the traffic of a quarter of a day around Japan, Europe and Singapore.

    Of the objects 40 % are moored or at anchor, 44 % under way on lanes through straits and along
    coasts, 10 % fish, 5 % send as class B, 1 % are aircraft. 1 % of them send under the identity of
    another, 5 % are silent once for 1.2 to 4 h; 0.02 % of the rows are thrown 0.5 to 5 degrees
    away, 0.5 % are told twice.

    Args:
        fixes: how many rows; about 1,300 an object in 6 h.
        seed: the same seed gives the same rows.
        hours: length of the traffic; fewer hours have more objects in as many rows.

    Returns:
        FIX of just so many rows, by object_id, t; source `simulated:bench`; line counts the rows in
        the order of time.

    Raises:
        ContractError: fewer than 1,000 rows are asked for, or no time for them.

    Notes:
        About 0.8 s a million. Reports come as they do on the air (ITU-R M.1371-5, table 1): 10 s
        under way, 30 s of class B, 3 min at rest. Archives thinned to one a minute have more events
        in as many rows. Real logs have fewer rows thrown: 1 of 18,623 in the Solent sample.
    """
    if fixes < 1000 or hours <= 0.0:  # noqa: PLR2004 - too few for the shares
        raise ContractError(f"cannot make {fixes} fixes of {hours} h: ask for 1,000 or more")
    rng = np.random.default_rng(seed)
    per_object = sum(kind.share * hours * 3600.0 / kind.every_s for kind in KINDS)
    objects = int(np.ceil(_SPARE * fixes / per_object)) + len(KINDS)
    rows = _spoil(_all_kinds(objects, hours, rng), hours, rng)
    order = np.argsort(rows.t_us, kind="stable")[:fixes]
    line = np.arange(1, fixes + 1)
    rows = rows.at(order)
    by = np.lexsort((line, rows.object_id))
    return _table(rows.at(by), line[by])


def slices_of(fixes: pa.Table, rows: int = 500_000) -> list[pa.Table]:
    """Cut fixes in the order of time, as a store gives them.

    Args:
        fixes: FIX, n rows.
        rows: of each slice but the last.

    Returns:
        FIX tables, each by object_id, t; none is later than one of the next.
    """
    order = np.argsort(fixes["line"].to_numpy(), kind="stable")
    cuts = (order[k : k + rows] for k in range(0, len(order), rows))
    return [fixes.take(pa.array(np.sort(cut))).combine_chunks() for cut in cuts]


def share_of(fixes: pa.Table, rows: int) -> pa.Table:
    """Take whole objects, spread evenly over all, until there are about so many rows.

    Args:
        fixes: FIX by object_id, t.
        rows: about how many; at least one object is given.
    """
    if rows >= fixes.num_rows:
        return fixes
    ids = fixes["object_id"].to_numpy()
    known = np.unique(ids)
    step = max(1, round(fixes.num_rows / max(rows, 1)))
    chosen = known[step // 2 :: step] if step // 2 < len(known) else known[:1]
    return fixes.filter(pa.array(np.isin(ids, chosen))).combine_chunks()


def _all_kinds(objects: int, hours: float, rng: np.random.Generator) -> _Rows:
    parts, first = [], 0
    for kind in KINDS:
        count = max(1, round(kind.share * objects))
        first_id = _FIRST_ICAO24 if kind.name == "aircraft" else _FIRST_MMSI + first
        parts.append(_reports(kind, first_id + np.arange(count), hours, rng))
        first += count
    whole = _Rows(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
    return _clone(whole, first, rng)


def _reports(kind: Kind, ids: Array, hours: float, rng: np.random.Generator) -> _Rows:
    k, m = len(ids), max(1, int(hours * 3600.0 / kind.every_s))
    begin = rng.uniform(0.0, 0.8, (k, 1))
    t_s = (np.arange(m) + begin + rng.uniform(0.0, 0.2, (k, m))) * kind.every_s
    t_s = np.round(t_s)  # AIS and archives tell whole seconds
    motion = _MOTIONS[kind.name](t_s, rng)
    lon, lat = (
        (at + rng.normal(0.0, _NOISE_DEG, (k, m))).ravel() for at in (motion.lon, motion.lat)
    )
    n = k * m
    return _Rows(
        np.repeat(ids, m),
        ((T_START_S + t_s) * US_PER_S).astype(np.int64).ravel(),
        lon,
        lat,
        motion.sog_kn.astype(np.float32).ravel(),
        motion.cog_deg.astype(np.float32).ravel(),
        np.full(n, motion.alt_ft, np.float32),
        np.full(n, kind.nav_status, np.int8),
        np.full(n, kind.msg_type, np.int8),
    )


def _lie(t_s: Floats, rng: np.random.Generator, swing_m: float, spread_deg: float) -> _Motion:
    """Lie in a port or before it, the ship swinging about a place."""
    k = len(t_s)
    home = np.array(PORTS)[rng.integers(0, len(PORTS), k)]
    home = home + rng.normal(0.0, spread_deg, (k, 2))
    angle = 2.0 * np.pi * t_s / rng.uniform(6.0, 14.0, (k, 1)) / 3600.0  # as the tide turns
    radius_deg = swing_m / NM_M / 60.0
    lat = home[:, 1:] + radius_deg * np.sin(angle)
    lon = home[:, :1] + radius_deg * np.cos(angle) / np.cos(np.radians(home[:, 1:]))
    drift = rng.uniform(0.0, 0.2, t_s.shape)
    return _Motion(lon, lat, np.round(drift, 1), rng.uniform(0.0, 359.9, t_s.shape))


def _moored(t_s: Floats, rng: np.random.Generator) -> _Motion:
    return _lie(t_s, rng, swing_m=2.0, spread_deg=0.02)


def _anchored(t_s: Floats, rng: np.random.Generator) -> _Motion:
    return _lie(t_s, rng, swing_m=40.0, spread_deg=0.06)


def _under_way(t_s: Floats, rng: np.random.Generator) -> _Motion:
    return _sail(t_s, LANES, rng.uniform(8.0, 22.0, (len(t_s), 1)), rng)


def _flying(t_s: Floats, rng: np.random.Generator) -> _Motion:
    motion = _sail(t_s, FLIGHTS, rng.uniform(380.0, 480.0, (len(t_s), 1)), rng)
    return motion._replace(alt_ft=35_000.0)


def _sail(t_s: Floats, lanes: tuple[Places, ...], kn: Floats, rng: np.random.Generator) -> _Motion:
    """Go up and down a lane at a steady speed, a little off its middle."""
    k = len(t_s)
    lon, lat, cog = np.empty(t_s.shape), np.empty(t_s.shape), np.empty(t_s.shape)
    lane, side = rng.permutation(k) % len(lanes), rng.normal(0.0, _SPREAD_DEG, (k, 2, 1))
    begin = rng.uniform(0.0, 2.0, (k, 1))
    for number, places in enumerate(lanes):
        own = np.flatnonzero(lane == number)
        x, y = np.array(places).T
        legs = np.array([float(arc_distance(*a, *b)) for a, b in pairwise(places)])
        mark = np.append(0.0, np.cumsum(legs))
        run = (begin[own] * mark[-1] + kn[own] * KN_TO_M_S * t_s[own]) % (2.0 * mark[-1])
        back = run > mark[-1]
        along = np.where(back, 2.0 * mark[-1] - run, run)
        lon[own] = np.interp(along, mark, x) + side[own, 0]
        lat[own] = np.interp(along, mark, y) + side[own, 1]
        course = _courses(x, y)[np.clip(np.searchsorted(mark, along) - 1, 0, len(legs) - 1)]
        cog[own] = (course + 180.0 * back) % 360.0
    sog = kn + rng.normal(0.0, 0.2, t_s.shape)
    return _Motion(lon, lat, np.round(sog, 1), np.round(cog, 1) % 360.0)


def _courses(x: Floats, y: Floats) -> Floats:
    east = np.diff(x) * np.cos(np.radians((y[1:] + y[:-1]) / 2.0))
    return np.degrees(np.arctan2(east, np.diff(y))) % 360.0


def _fish(t_s: Floats, rng: np.random.Generator) -> _Motion:
    return _wander(t_s, np.array(GROUNDS), rng, kn=4.0, spread_deg=0.4)


def _class_b(t_s: Floats, rng: np.random.Generator) -> _Motion:
    return _wander(t_s, np.array(PORTS), rng, kn=6.0, spread_deg=0.1)


def _wander(
    t_s: Floats, middles: Floats, rng: np.random.Generator, kn: float, spread_deg: float
) -> _Motion:
    """Turn to and fro about a place, two swings laid over each other each way."""
    k = len(t_s)
    home = middles[rng.integers(0, len(middles), k)] + rng.normal(0.0, spread_deg, (k, 2))
    shrink = np.cos(np.radians(home[:, 1:]))
    (east, east_v), (north, north_v) = _swings(t_s, kn, rng), _swings(t_s, kn, rng)
    per_deg = NM_M * 60.0
    cog = np.degrees(np.arctan2(east_v, north_v)) % 360.0
    sog = np.hypot(east_v, north_v) / KN_TO_M_S
    lon, lat = home[:, :1] + east / per_deg / shrink, home[:, 1:] + north / per_deg
    return _Motion(lon, lat, np.round(sog, 1), np.round(cog, 1) % 360.0)


def _swings(t_s: Floats, kn: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Add two swings of some hours: how far in metres, and how fast in m/s."""
    far, fast = np.zeros(t_s.shape), np.zeros(t_s.shape)
    for _ in range(2):
        rate = 2.0 * np.pi / rng.uniform(3600.0, 5.0 * 3600.0, (len(t_s), 1))  # rad/s
        phase = rate * t_s + rng.uniform(0.0, 2.0 * np.pi, (len(t_s), 1))
        far += kn * KN_TO_M_S / 2.0 / rate * np.sin(phase)
        fast += kn * KN_TO_M_S / 2.0 * np.cos(phase)
    return far, fast


_MOTIONS: dict[str, Callable[[Floats, np.random.Generator], _Motion]] = {
    "moored": _moored,
    "at anchor": _anchored,
    "under way": _under_way,
    "fishing": _fish,
    "class B": _class_b,
    "aircraft": _flying,
}


def _clone(rows: _Rows, ships: int, rng: np.random.Generator) -> _Rows:
    """Let 1 % of the ships send under the number of another."""
    count = round(_CLONED * ships)
    pairs = rng.permutation(ships)[: 2 * count].reshape(2, count)
    sends_as = np.arange(ships)
    sends_as[pairs[0]] = pairs[1]
    ids = rows.object_id.copy()
    number = ids - _FIRST_MMSI
    own = (number >= 0) & (number < ships)
    ids[own] = _FIRST_MMSI + sends_as[number[own]]
    return rows._replace(object_id=ids)


def _spoil(rows: _Rows, hours: float, rng: np.random.Generator) -> _Rows:
    """Silence some objects for a while, throw some rows far away, tell some twice."""
    ids, which = np.unique(rows.object_id, return_inverse=True)
    begin = rng.uniform(0.0, hours, len(ids))
    begin[rng.random(len(ids)) >= _SILENT] = np.inf
    end = begin + rng.uniform(*_SILENCE_H, len(ids))
    at_h = (rows.t_us / US_PER_S - T_START_S) / 3600.0
    rows = rows.at(np.flatnonzero((at_h < begin[which]) | (at_h > end[which])))
    n = len(rows.lon)
    thrown = rng.choice(n, round(_JUMPED * n), replace=False)
    far_deg = rng.uniform(0.5, 5.0, (2, len(thrown))) * rng.choice([-1.0, 1.0], (2, len(thrown)))
    rows.lon[thrown] += far_deg[0]
    rows.lat[thrown] += far_deg[1]
    twice = rng.choice(n, round(_REPEATED * n), replace=False)
    return rows.at(np.concatenate([np.arange(n), twice]))


def fix_table(columns: dict[str, Any]) -> pa.Table:
    """Make FIX of some of its columns.

    Args:
        columns: shape (n,) each: at least object_id, t in µs, lon, lat. NaN, and what is not given,
            is null; source is `simulated:bench`.
    """
    n = len(columns["object_id"])
    word = pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int32)), pa.array([SOURCE]))
    given: dict[str, Any] = {"source": word, **columns}
    given["lon"] = np.round((columns["lon"] + 180.0) % 360.0 - 180.0, 6)
    given["lat"] = np.round(columns["lat"], 6)
    made = [
        pa.array(given[field.name], field.type, from_pandas=True)
        if field.name in given
        else pa.nulls(n, field.type)
        for field in FIX
    ]
    return pa.table(made, schema=FIX)


def _table(rows: _Rows, line: Array) -> pa.Table:
    told = rows._asdict()
    told["t"] = told.pop("t_us")
    told["nav_status"] = pa.array(rows.nav_status, mask=rows.nav_status < 0)
    told["msg_type"] = pa.array(rows.msg_type, mask=rows.msg_type == 0)
    return fix_table(told | {"accuracy_m": np.full(len(line), 10.0, np.float32), "line": line})
