"""Courses turned into what receivers hear: reports with noise, losses, repeats and delays."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.traffic.craft import ANCHORED, MOORED, Craft, Fleet
from straitwatch.flow.bench.traffic.sea import Site
from straitwatch.flow.bench.traffic.truth import to_moments
from straitwatch.model.schema import FIX, STATIC

__all__ = ["ADSB", "AIS", "Heard", "fix_table", "hear", "static_table"]

Array = npt.NDArray[Any]

AIS, ADSB = "simulated:ais", "simulated:adsb"

_REST_S = 180.0  # class A at anchor: ITU-R M.1371-5, table 1
_LOST = 0.06
_TWICE = 0.03
_SLOW_NOISE_M, _FAST_NOISE_M, _NOISE_S = 5.0, 2.0, 300.0  # errors of GNSS drift over minutes
_M_PER_DEG = 111_120.0
_RANGE_NM = 45.0
_STATIC_S = 21_600.0
_SHORE_DELAY_S, _SKY_DELAY_S = 2.0, 60.0
_NO_SOG = 0.005
_HOLDS, _HOLD_S = 2, (10.0, 45.0)


@dataclass(frozen=True, eq=False)
class Heard:
    """What was received, by craft, t; shape (n,) each.

    Attributes:
        craft: index of the craft.
        t: whole seconds.
        false: the place is not where the craft was.
        stale: the last place again.
        receiver: index into `names`.
    """

    craft: Array
    t: Array
    lon: Array
    lat: Array
    sog_kn: Array
    cog_deg: Array
    alt_ft: Array
    vrate: Array
    status: Array
    false: Array
    stale: Array
    receiver: Array
    names: list[str]

    def take(self, rows: Array) -> "Heard":
        """Some rows."""
        columns = {k: v[rows] for k, v in vars(self).items() if k != "names"}
        return Heard(**columns, names=self.names)


def hear(fleet: Fleet) -> Heard:
    """Let every craft report, and receivers hear it or not."""
    parts = [_report(craft, k, fleet.rng) for k, craft in enumerate(fleet.crafts)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    names, receiver = _receivers(columns.pop("true_lon"), columns.pop("true_lat"), fleet.sea.sites)
    heard = Heard(**columns, receiver=receiver, names=names)
    lost = np.zeros(len(heard.t), bool)
    for name, begin, end in fleet.outages:
        lost |= (receiver == names.index(name)) & (heard.t >= begin) & (heard.t < end)
    return heard.take(np.flatnonzero(~lost))


def _moments(craft: Craft, rng: np.random.Generator) -> tuple[Array, Array]:
    """When it reports, in whole seconds, and the navigational status then."""
    begin = float(craft.course.t[0])
    end = max([float(craft.course.t[-1]), *(span[1] for span in craft.frozen)])
    t = np.arange(begin, end, craft.every_s)
    t = np.unique(np.floor(t + rng.uniform(0.0, 0.25 * craft.every_s, len(t))))
    t = t[(rng.uniform(size=len(t)) >= _LOST) & (t >= begin)]
    status = craft.course.status[
        np.minimum(np.searchsorted(craft.course.t, t), len(craft.course.t) - 1)
    ]
    rests = np.isin(status, (ANCHORED, MOORED))
    keep = ~rests | (np.diff(np.floor(t / _REST_S), prepend=-1.0) != 0)
    for first, last in craft.silent:
        keep &= (t <= first) | (t >= last)
    return t[keep], status[keep]


def _report(craft: Craft, number: int, rng: np.random.Generator) -> dict[str, Array]:
    t, status = _moments(craft, rng)
    course = craft.course
    lon, lat = course.at(t)
    sog, cog = course.speed(t, 15.0 if not craft.is_aircraft else 3.0)
    alt = np.interp(t, course.t, course.alt_ft)
    climb = np.interp(t + 4.0, course.t, course.alt_ft) - np.interp(
        t - 4.0, course.t, course.alt_ft
    )
    x, y = lon + _noise(t, rng) / np.cos(np.radians(lat)), lat + _noise(t, rng)
    false = np.zeros(len(t), bool)
    for spoof in craft.spoofs:
        fooled = np.flatnonzero((t >= spoof.t_start) & (t < spoof.t_end))
        turn = (t[fooled] - spoof.t_start) / spoof.period_s * 2.0 * np.pi
        reach = spoof.radius_m / _M_PER_DEG
        x[fooled] = spoof.lon + reach * np.sin(turn) / np.cos(np.radians(spoof.lat))
        y[fooled] = spoof.lat + reach * np.cos(turn)
        false[fooled] = True
    still = sog < 0.3  # noqa: PLR2004 - a course over ground of a ship at rest is chance
    cog = np.where(still & ~np.isfinite(alt), rng.uniform(0.0, 360.0, len(t)), cog)
    sog = np.maximum(0.0, sog + rng.normal(0.0, 0.08, len(t)))
    sog[rng.uniform(size=len(t)) < _NO_SOG] = np.nan
    columns = {
        "craft": np.full(len(t), number),
        "t": t,
        "lon": x,
        "lat": y,
        "true_lon": lon,
        "true_lat": lat,
        "sog_kn": np.round(sog, 1),
        "cog_deg": np.round(cog, 1) % 360.0,
        "alt_ft": np.round(alt / 25.0) * 25.0,  # Mode S counts in 25 ft
        "vrate": np.round(climb * 7.5 / 64.0) * 64.0,  # and in 64 ft a minute
        "status": status,
        "false": false,
        "stale": np.zeros(len(t), bool),
    }
    if not craft.is_aircraft:
        return columns
    return _above_horizon(craft, _hold(columns, rng))


def _hold(columns: dict[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """Let the place stand still for some seconds in flight: speed and course are sent apart."""
    t = columns["t"]
    for begin in rng.uniform(t[0], t[-1], _HOLDS) if len(t) else ():
        held = np.flatnonzero((t > begin) & (t < begin + rng.uniform(*_HOLD_S)))
        if len(held) and held[0] > 0:
            for name in ("lon", "lat", "alt_ft"):
                columns[name][held] = columns[name][held[0] - 1]
            columns["stale"][held] = True
    return columns


def _above_horizon(craft: Craft, columns: dict[str, Array]) -> dict[str, Array]:
    """Drop what flies under the horizon; repeat the last place heard where it freezes."""
    t, seen = (
        columns["t"],
        ~(columns["alt_ft"] < craft.floor_ft) & (columns["t"] <= craft.course.t[-1]),
    )
    froze = np.zeros(len(t), bool)
    for begin, end in craft.frozen:
        froze |= ~seen & (t >= begin) & (t < end)
    last = np.maximum.accumulate(np.where(seen, np.arange(len(t)), -1))
    froze &= last >= 0
    columns["stale"] |= froze
    for name in ("lon", "lat", "sog_kn", "cog_deg", "alt_ft", "vrate"):
        columns[name] = np.where(froze, columns[name][last], columns[name])
    keep = seen | froze
    return {name: column[keep] for name, column in columns.items()}


def _noise(t: Array, rng: np.random.Generator) -> Array:
    """Error of a position in degrees of latitude: most of it drifts over minutes."""
    if not len(t):
        return t
    knots = np.arange(t[0] - _NOISE_S, t[-1] + 2.0 * _NOISE_S, _NOISE_S)
    slow = np.interp(t, knots, rng.normal(0.0, _SLOW_NOISE_M, len(knots)))
    return np.asarray((slow + rng.normal(0.0, _FAST_NOISE_M, len(t))) / _M_PER_DEG)


def _receivers(lon: Array, lat: Array, sites: list[Site]) -> tuple[list[str], Array]:
    """The nearest station on a shore within its range, else a satellite."""
    sky = [f"satellite-{k}" for k in range(6)]
    found = (((lon + 180.0) % 360.0) // 60.0).astype(np.int64) % len(sky)
    best = np.full(len(lon), _RANGE_NM)
    for k, site in enumerate(sites):
        east = ((lon - site.lon + 180.0) % 360.0 - 180.0) * np.cos(np.radians(site.lat))
        dist = 60.0 * np.hypot(east, lat - site.lat)
        near = dist < best
        best[near], found[near] = dist[near], len(sky) + k
    return sky + [site.receiver for site in sites], found


def _repeats(heard: Heard, is_ship: Array, rng: np.random.Generator) -> tuple[Heard, Array]:
    """Add reports that a second receiver heard too, some stamped a second late; and arrivals."""
    n, sky = len(heard.t), 6
    twice = np.flatnonzero(rng.uniform(size=n) < _TWICE)
    both = heard.take(np.concatenate([np.arange(n), twice]))
    again = slice(n, None)
    both.t[again] += (rng.uniform(size=len(twice)) < 0.5) & is_ship[both.craft[again]]  # noqa: PLR2004 - half
    both.receiver[again] = (both.receiver[again] + 1) % sky
    delay = np.where(both.receiver < sky, _SKY_DELAY_S, _SHORE_DELAY_S)
    return both, both.t + rng.uniform(0.0, 1.0, len(both.t)) * delay


def fix_table(heard: Heard, fleet: Fleet) -> pa.Table:
    """Write what was heard as FIX by object_id, t; `line` counts in the order of arrival.

    So who sorts by line gets the reports late and out of order, as feeds bring them.
    """
    crafts = fleet.crafts
    is_ship = np.array([not craft.is_aircraft for craft in crafts])
    heard, arrival = _repeats(heard, is_ship, fleet.rng)
    ids = np.array([craft.object_id for craft in crafts])[heard.craft]
    ship, class_b = is_ship[heard.craft], np.array([c.class_b for c in crafts])[heard.craft]
    line = np.zeros(len(ids), np.int64)
    for part in (ship, ~ship):
        rows = np.flatnonzero(part)
        line[rows[np.argsort(arrival[rows], kind="stable")]] = np.arange(1, len(rows) + 1)
    order = np.lexsort((line, heard.t, ids))
    heading = np.where(ship & ~class_b, heard.cog_deg, np.nan)
    columns = {
        "object_id": pa.array(ids[order]),
        "t": to_moments(heard.t[order]),
        "lon": _column((heard.lon[order] + 180.0) % 360.0 - 180.0),
        "lat": _column(heard.lat[order]),
        "sog_kn": _column(heard.sog_kn[order]),
        "cog_deg": _column(heard.cog_deg[order]),
        "heading_deg": _column(heading[order]),
        "rot_deg_min": pa.nulls(len(order), pa.float64()),
        "alt_ft": _column(heard.alt_ft[order]),
        "vrate_ft_min": _column(np.where(np.isnan(heard.alt_ft), np.nan, heard.vrate)[order]),
        "nav_status": pa.array(heard.status[order], mask=(~ship | class_b)[order]),
        "accuracy_m": pa.nulls(len(order), pa.float64()),
        "msg_type": pa.array(np.where(class_b, 18, 1)[order], mask=~ship[order]),
        "source": _words(np.where(ship, 0, 1)[order], [AIS, ADSB]),
        "receiver": _words(heard.receiver[order], heard.names),
        "line": pa.array(line[order]),
    }
    return pa.table([columns[f.name].cast(f.type) for f in FIX], schema=FIX)


def _column(values: Array) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _words(codes: Array, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), pa.array(words))


def static_table(fleet: Fleet) -> pa.Table:
    """Write what each ship says of itself every six hours as STATIC."""
    rows = [
        (float(t), craft)
        for craft in fleet.crafts
        if not craft.is_aircraft
        for t in np.arange(craft.course.t[0], craft.course.t[-1], _STATIC_S)
    ]
    none = [None] * len(rows)
    columns: dict[str, Any] = {field.name: none for field in STATIC} | {
        "object_id": [craft.object_id for _, craft in rows],
        "t": to_moments([np.floor(t) for t, _ in rows]),
        "callsign": [f"SIM{craft.object_id % 10_000:04}" for _, craft in rows],
        "name": [craft.name for _, craft in rows],
        "ship_type": [craft.ship_type for _, craft in rows],
        "length_m": [22.0 if craft.class_b else 120.0 for _, craft in rows],
        "beam_m": [6.0 if craft.class_b else 20.0 for _, craft in rows],
        "msg_type": [24 if craft.class_b else 5 for _, craft in rows],
        "source": [AIS] * len(rows),
        "line": list(range(1, len(rows) + 1)),
    }
    table = pa.table(
        {f.name: pa.array(columns[f.name], _plain(f.type)).cast(f.type) for f in STATIC}
    )
    return table.cast(STATIC).sort_by([("object_id", "ascending"), ("t", "ascending")])


def _plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind
