"""The chart turned into room for scenes: open water, shores with sea before them, gates."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.flow.bench.traffic.plan import metres_between, shift
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.model.unit import NM_M
from straitwatch.zone.breadth import breadth_at
from straitwatch.zone.chart import INTERNAL, LAND, Chart, classify, label, nearest_coast

__all__ = ["SLOT_H", "Passage", "Sea", "Site", "find_sea"]

Array = npt.NDArray[Any]

SLOT_H = 36.0
"""A place is given to one scene for so many hours, then to the next: two scenes never meet."""

_OPEN_NM = 200.0  # open water is further than this from any coast
_OPEN_APART_DEG = 8.0
_SITE_APART_NM = 120.0
_SITE_NM = (32.0, 60.0)  # how far off a shore is looked for
_TERRITORIAL_NM = 12.0
_CLEAR_NM = 40.0
_AISLE_NM = 26.0
_HALVINGS = 16  # of 12 nm: to a third of a metre
_GATE_NM = 8.0  # a narrower gate needs a pilot
_RUN_NM = 30.0
_LATITUDES = (-48.0, 56.0)


@dataclass(frozen=True)
class Site:
    """A shore with open sea before it, all one State's, which keeps 12 nm there.

    Attributes:
        number: for the name of its receiver.
        lon: foot on the coast, degrees east.
        lat: degrees north.
        out_deg: bearing straight out to sea. As far as `reach_nm` out the foot is the nearest
            coast: a place nearer to another coast would make that nearer to the end of the line.
        reach_nm: length of that line.
        state: ISO 3166 alpha-2.
    """

    number: int
    lon: float
    lat: float
    out_deg: float
    reach_nm: float
    state: str

    def at(self, out_nm: float, along_nm: float = 0.0) -> tuple[float, float]:
        """Place so far out and so far along the coast, to the right of one who looks out."""
        return shift(*shift(self.lon, self.lat, self.out_deg, out_nm), self.out_deg + 90.0,
                     along_nm)  # fmt: skip

    @property
    def receiver(self) -> str:
        """Name of the station on the shore."""
        return f"shore-{self.number:02}"


@dataclass(frozen=True)
class Passage:
    """A way straight through a gate.

    Attributes:
        gate: GATE row.
        lon: where the way crosses the gate's line.
        lat: degrees north.
        left_deg: bearing to the left of one who looks from a to b.
    """

    gate: dict[str, Any]
    lon: float
    lat: float
    left_deg: float

    def at(self, left_nm: float, along_nm: float = 0.0) -> tuple[float, float]:
        """Place so far to the left of the gate's line, and so far along it."""
        return shift(*shift(self.lon, self.lat, self.left_deg + 90.0, along_nm), self.left_deg,
                     left_nm)  # fmt: skip


@dataclass(eq=False)
class Sea:
    """Where there is room; each call takes a place for one scene.

    Attributes:
        chart: the chart.
        open: places in open water, shape (k, 2).
        sites: shores.
        passages: ways through gates.
        gates: GATE, all of them.
        span_h: hours over which the ships at gates are spread.
    """

    chart: Chart
    open: Array
    sites: list[Site]
    passages: list[Passage]
    gates: pa.Table
    span_h: float
    _open_used: int = 0
    _shore_used: int = 0
    _gate_used: int = 0

    def open_water(self) -> tuple[float, float, float]:
        """Take open water: longitude, latitude, and the second from which it is free."""
        slot, place = divmod(self._open_used, len(self.open))
        self._open_used += 1
        return float(self.open[place, 0]), float(self.open[place, 1]), slot * SLOT_H * HOUR_S

    def shore(self) -> tuple[Site, float]:
        """Take a shore, and the second from which it is free."""
        slot, place = divmod(self._shore_used, len(self.sites))
        self._shore_used += 1
        return self.sites[place], slot * SLOT_H * HOUR_S

    def off_coast(self, site: Site, along_nm: Array, off_m: Array) -> list[tuple[float, float]]:
        """Places so far along a coast that lie exactly so far off it; shape (k,) each."""
        low, high = np.full(len(along_nm), 6.0), np.full(len(along_nm), 18.0)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2.0
            spots = [site.at(*each) for each in zip(middle, along_nm, strict=True)]
            inside = classify(self.chart, *np.array(spots).T).coast_m < off_m
            low, high = np.where(inside, middle, low), np.where(inside, high, middle)
        return [site.at(*each) for each in zip(low, along_nm, strict=True)]

    def passage(self) -> Passage:
        """Take the next way through a gate; others may pass it on the same day."""
        self._gate_used += 1
        return self.passages[self._gate_used % len(self.passages)]


def find_sea(
    rng: np.random.Generator,
    chart: Chart,
    gates: pa.Table,
    *,
    waters: int,
    shores: int,
    ways: int,
    span_h: float,
) -> Sea:
    """Look for room on the chart.

    Args:
        rng: chance.
        chart: the chart.
        gates: GATE.
        waters: how many places in open water.
        shores: how many shores.
        ways: how many gates.
        span_h: hours over which the ships at gates are spread.

    Returns:
        the sea; fewer of each where the Earth has no more.
    """
    return Sea(
        chart,
        _open_waters(rng, chart, waters),
        _sites(rng, chart, shores),
        _passages(rng, chart, gates, ways),
        gates,
        span_h,
    )


def _open_waters(rng: np.random.Generator, chart: Chart, many: int) -> Array:
    lon, lat = np.meshgrid(np.arange(-180.0, 180.0, _OPEN_APART_DEG), np.arange(-40.0, 41.0, 8.0))
    lon, lat = lon.ravel(), lat.ravel()
    off = nearest_coast(chart, lon, lat).dist_m > _OPEN_NM * NM_M
    off &= label(chart, lon, lat).zone > INTERNAL
    places = np.stack([lon, lat], axis=1)[off]
    seam = np.abs(places[:, 0]) > 179.0  # noqa: PLR2004 - the antimeridian is always among them
    order = rng.permutation(len(places))
    order = np.concatenate([order[seam[order]][:2], order[~seam[order]]])
    return np.asarray(places[order[:many]])


def _sites(rng: np.random.Generator, chart: Chart, many: int) -> list[Site]:
    lon = rng.uniform(-180.0, 180.0, 200 * many)
    lat = rng.uniform(*_LATITUDES, 200 * many)
    zone = label(chart, lon, lat).zone
    lon, lat = lon[zone > INTERNAL + 1], lat[zone > INTERNAL + 1]
    near = nearest_coast(chart, lon, lat)
    good = (near.dist_m > _SITE_NM[0] * NM_M) & (near.dist_m < _SITE_NM[1] * NM_M)
    good &= near.state >= 0
    found: list[Site] = []
    for k in np.flatnonzero(good):
        if len(found) == many:
            break
        foot, state = (float(near.lon[k]), float(near.lat[k])), chart.coast.states[near.state[k]]
        site = _site(len(found), foot, (float(lon[k]), float(lat[k])), near.dist_m[k], state)
        if _is_apart(site, found) and _is_clear(chart, site):
            found.append(site)
    return found


def _site(
    number: int, foot: tuple[float, float], out: tuple[float, float], dist_m: float, state: str
) -> Site:
    lon, lat = foot
    east = ((out[0] - lon + 180.0) % 360.0 - 180.0) * np.cos(np.radians((out[1] + lat) / 2.0))
    bearing = float(np.degrees(np.arctan2(east, out[1] - lat)) % 360.0)
    return Site(number, lon, lat, bearing, float(dist_m) / NM_M, state)


def _is_apart(site: Site, found: list[Site]) -> bool:
    return all(
        metres_between(site.lon, site.lat, other.lon, other.lat) > _SITE_APART_NM * NM_M
        for other in found
    )


def _is_clear(chart: Chart, site: Site) -> bool:
    """Tell whether there is but sea, and but one State's, where scenes will sail."""
    if "|" in site.state:
        return False
    radial = [site.at(out) for out in np.arange(0.4, site.reach_nm, 0.4)]
    outs, alongs = np.arange(10.0, _CLEAR_NM, 2.5), np.arange(-_AISLE_NM, _AISLE_NM + 1, 2.0)
    aisle = [site.at(out, along) for out in outs for along in alongs]
    lon, lat = np.array(radial + aisle).T
    zoned = classify(chart, lon, lat)
    near = np.isfinite(zoned.coast_m)
    kept = breadth_at(chart, lon[near], lat[near], zoned.state[near])
    own = zoned.state[near] == chart.coast.states.index(site.state)
    is_sea = bool(np.all((zoned.zone != LAND) & (zoned.zone != INTERNAL)))
    return is_sea and bool(np.all(own) and np.all(kept == _TERRITORIAL_NM))


def _passages(rng: np.random.Generator, chart: Chart, gates: pa.Table, many: int) -> list[Passage]:
    found: list[Passage] = []
    rows = gates.to_pylist()
    for k in rng.permutation(len(rows)):
        if len(found) == many:
            break
        gate = rows[k]
        wide = gate["width_nm"] >= _GATE_NM and abs(gate["lat_a"]) < 62.0  # noqa: PLR2004 - no ice
        for share in (0.5, 0.4, 0.6) if wide else ():
            way = _passage(gate, share)
            if _is_open(chart, way):
                found.append(way)
                break
    return found


def _passage(gate: dict[str, Any], share: float) -> Passage:
    lon, lat = gate["lon_a"], gate["lat_a"]
    east = (gate["lon_b"] - lon + 180.0) % 360.0 - 180.0
    north = gate["lat_b"] - lat
    along = np.arctan2(east * np.cos(np.radians(lat + north / 2.0)), north)
    left = float(np.degrees(along) - 90.0) % 360.0
    return Passage(gate, lon + share * east, lat + share * north, left)


def _is_open(chart: Chart, way: Passage) -> bool:
    lon, lat = np.array([way.at(left) for left in np.arange(-_RUN_NM, _RUN_NM + 1, 0.5)]).T
    zoned = classify(chart, lon, lat)
    shoal = np.isfinite(zoned.coast_m) & (zoned.coast_m < NM_M)
    return not bool(np.any(shoal | (zoned.zone == LAND)))
