"""A pack of published limits turned into answers: whose sea, how far from the line."""

import json
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ContractError, SourceError
from straitwatch.zone.published_pack import (
    BOUNDARY,
    FORMAT,
    LANDWARD,
    LIMIT,
    SCALE,
)
from straitwatch.zone.published_search import Search, find_owners, nearest_edge

__all__ = ["Labels", "LimitLine", "LimitSet", "PublishedAnswer"]

Array = npt.NDArray[Any]

_ZONES = {
    "12nm": "territorial_sea_or_landward",
    "24nm": "contiguous_zone_or_landward",
    "eez": "exclusive_economic_zone_or_landward",
}
_DEEP_M = 1000.0  # further inside the land's outline than this, a line is no line of the sea
_LINE_KINDS = {LIMIT: "outer_limit", LANDWARD: "inner_edge"}


@dataclass(frozen=True)
class PublishedAnswer:
    """What one published set says of a place.

    Attributes:
        baseline: name of the set.
        zone: `..._or_landward` of the set's kind, `beyond`, or `not_drawn` where the set is silent
            (the set of OpenStreetMap south of 60° S).
        states: States in whose polygon the place lies (or landward of whose belt), ISO 3166
            alpha-2, claimants of a disputed territory each; several where polygons overlap; empty
            beyond and in gaps on land.
        drawn: letters of those polygons as the source has them (GL, not DK).
        to_limit_m: geodesic distance to the nearest outer limit, negative inside; inside it is the
            limit of the States that hold the place, if they have any; nan where the set has none.
        nearest: lon, lat of that place of the limit.
        limit_states: States that hold the inner side of the limit there.
        error_m: how far the lines may lie from what the source publishes.
    """

    baseline: str
    kind: str
    zone: str
    states: tuple[str, ...]
    drawn: tuple[str, ...]
    to_limit_m: float
    nearest: tuple[float, float]
    limit_states: tuple[str, ...]
    error_m: float
    source: str
    licence: str
    date: str


@dataclass(frozen=True)
class Labels:
    """What a set says of n points.

    Attributes:
        inside: 1 in a polygon of the set, 0 beyond, -1 where the set is silent; int8, shape (n,).
        state: code of `states`, int16, shape (n,); -1 for none.
        states: names of the codes; several States of one place joined by `|`.
    """

    inside: Array
    state: Array
    states: list[str]


class LimitLine(NamedTuple):
    """A line of a set: its State or States, its kind, its vertices as lon, lat, shape (n, 2).

    Kinds: `outer_limit`, `sea_boundary` and `land_border` between States, `inner_edge` (where a
    belt of the user's own download begins).
    """

    states: tuple[str, ...]
    kind: str
    xy: Array


class LimitSet:
    """One set of published limits, read when it is first asked.

    Args:
        path: its pack.

    Attributes:
        about: what the pack says of itself: name, kind, title, source, licence, date, error_m.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.about: dict[str, Any] = json.loads(self._read(["about"])["about"].tobytes())
        if self.about.get("format") != FORMAT:
            raise SourceError(
                f"{path}: packed as format {self.about.get('format')}, this version reads "
                f"{FORMAT}; pack it again: `straitwatch zone import`, or "
                "python scripts/make_published.py"
            )

    def _read(self, names: list[str]) -> dict[str, Array]:
        try:
            with self.path.open("rb") as file, np.load(file) as kept:
                return {name: kept[name] for name in names}
        except (OSError, ValueError, KeyError, BadZipFile) as error:
            raise SourceError(
                f"{self.path}: no pack of limits ({error}); remove the file, then import it again "
                "(the project's own: python scripts/make_published.py)"
            ) from error

    @property
    def name(self) -> str:
        """Name by which the user knows the set."""
        return str(self.about["name"])

    @property
    def kind(self) -> str:
        """12nm, 24nm or eez."""
        return str(self.about["kind"])

    @cached_property
    def search(self) -> Search:
        """The set's arrays, ready to be searched."""
        names = ["x", "y", "n", "kind", "left", "right", "ring_arc", "ring_n", "ring_poly"]
        return Search.build(self._read([*names, "poly_owner"]), SCALE)

    def _states(self, owners: Array) -> tuple[str, ...]:
        known = self.about["states"]
        return tuple(sorted({state for owner in owners.tolist() for state in known[owner]}))

    def _silent(self, lat: npt.ArrayLike) -> Array:
        return np.asarray(np.asarray(lat) < self.about.get("south", -91.0))

    def judge(self, lon: float, lat: float) -> PublishedAnswer:
        """Say what the set tells of a place.

        Args:
            lon: degrees east.
            lat: degrees north.

        Returns:
            the answer; see PublishedAnswer.

        Raises:
            ContractError: no such place.
            SourceError: the pack is unreadable.

        Notes:
            Distances are geodesic to under 1 m up to 1000 km, to lines that are straight in
            degrees between vertices. The first answer of a process takes some 0.2 s.
        """
        x, y = _check_place(lon, lat)
        if self._silent(y):
            return self._answer("not_drawn", (), np.empty(0, int), (np.nan, np.nan, np.nan), ())
        owners = find_owners(self.search, x, y)
        states = self._states(owners)
        landward = states or self._landward_of(x, y)
        dist, foot_x, foot_y, arc = self._nearest_limit(x, y, landward or ())
        inside = landward is not None
        zone = _ZONES[self.kind] if inside else "beyond"
        limit = (-dist if inside else dist, foot_x, foot_y)
        return self._answer(zone, landward or (), owners, limit, self._held(arc))

    def _answer(
        self,
        zone: str,
        states: tuple[str, ...],
        owners: Array,
        limit: tuple[float, float, float],
        held: tuple[str, ...],
    ) -> PublishedAnswer:
        about = self.about
        return PublishedAnswer(
            baseline=about["title"],
            kind=self.kind,
            zone=zone,
            states=states,
            drawn=tuple(about["owners"][owner] for owner in owners.tolist()),
            to_limit_m=limit[0],
            nearest=(round(limit[1], 6), round(limit[2], 6)),
            limit_states=held,
            error_m=float(about["error_m"]),
            source=about["source"],
            licence=about["licence"],
            date=about["date"],
        )

    def _held(self, arc: int) -> tuple[str, ...]:
        """States on either side of an arc; none of arc -1."""
        if arc < 0:
            return ()
        search, held = self.search, self.about["held"]
        return tuple(sorted({*held[search.left[arc]], *held[search.right[arc]]}))

    def _nearest_limit(
        self, x: float, y: float, states: tuple[str, ...]
    ) -> tuple[float, float, float, int]:
        """Nearest outer limit at sea: metres, lon, lat, arc; nan and -1 for none.

        Inside, it is that of the States that hold the place, if they have any.
        """
        search = self.search
        limits = search.kind == LIMIT
        mine = np.array([bool({*held} & {*states}) for held in self.about["held"]])
        own = limits & (mine[search.left] | mine[search.right])
        for usable in [own, limits] if states else [limits]:
            while (found := nearest_edge(search, x, y, usable)) is not None:
                if not self._may_cross_land or not _is_deep_inland([found.lon], [found.lat])[0]:
                    return found.dist_m, found.lon, found.lat, found.arc
                usable[found.arc] = False
        return np.nan, np.nan, np.nan, -1

    @property
    def _may_cross_land(self) -> bool:
        """Tell whether gaps between States on land look like outer limits: not in belts at sea."""
        return bool(self.about.get("filled"))

    def _landward_of(self, x: float, y: float) -> tuple[str, ...] | None:
        """States landward of whose belt a place outside all polygons lies; None: it lies beyond.

        Nobody, but landward: deep inland in a gap between States.
        """
        kinds = self.search.kind
        if np.any(kinds == LANDWARD):
            found = nearest_edge(self.search, x, y, (kinds == LIMIT) | (kinds == LANDWARD))
            if found is not None and kinds[found.arc] == LANDWARD:
                return self._held(found.arc)
            return None
        return () if bool(_is_deep_inland([x], [y])[0]) else None

    def label(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Labels:
        """Say of many points whether polygons of the set hold them, and whose.

        Args:
            lon: degrees east, any turn of the circle, shape (n,).
            lat: degrees north, shape (n,).

        Returns:
            labels in the order given. Landward of a belt that the user imported is `beyond` here:
            only `judge` looks at that.

        Raises:
            ContractError: shapes differ or a coordinate is no place.
        """
        from straitwatch.zone.published_shape import label_points  # noqa: PLC0415 - loads shapely

        x, y = _check_places(lon, lat)
        held, codes = label_points(self.search, x, y)
        names = ["|".join(self._states(np.array(owners))) for owners in held]
        inside = (codes >= 0).astype(np.int8)
        inside[self._silent(y)] = -1
        return Labels(inside, codes, names)

    def lines(self, west: float, south: float, east: float, north: float) -> list[LimitLine]:
        """List the lines that touch a box, for maps and exports.

        Args:
            west: degrees; may exceed east where the box crosses the antimeridian.
            south: degrees.
            east: degrees.
            north: degrees.

        Returns:
            lines of whole edges: none is cut at the box. Outer limits that lie on land (gaps
            between States) are left out.
        """
        if not (np.isfinite([west, south, east, north]).all() and south <= north):
            raise ContractError(f"no box: {west} {south} {east} {north}; south must not pass north")
        if west > east:
            return self.lines(west, south, 180.0, north) + self.lines(-180.0, south, east, north)
        found = []
        for arc, xy in self.search.runs_in(west, south, east, north):
            kind = int(self.search.kind[arc])
            if kind == BOUNDARY or (kind == LIMIT and self._may_cross_land):
                found += _split_by_land(self._held(arc), kind, xy)
            else:
                found.append(LimitLine(self._held(arc), _LINE_KINDS[kind], xy))
        return found


def _split_by_land(states: tuple[str, ...], kind: int, xy: Array) -> list[LimitLine]:
    """Cut a line where it comes ashore."""
    middle = (xy[:-1] + xy[1:]) / 2.0
    ashore = _is_deep_inland(middle[:, 0], middle[:, 1])
    cuts = [0, *(np.flatnonzero(np.diff(ashore)) + 1).tolist(), len(middle)]
    lines = []
    for start, stop in pairwise(cuts):
        part = xy[start : stop + 1]
        if kind == LIMIT and not ashore[start]:
            lines.append(LimitLine(states, _LINE_KINDS[kind], part))
        elif kind == BOUNDARY:
            name = "land_border" if ashore[start] else "sea_boundary"
            lines.append(LimitLine(states, name, part))
    return lines


def _is_deep_inland(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Array:
    """Tell which places lie more than 1 km inside the land's outline of the project's chart."""
    from straitwatch.zone.chart import INTERNAL, LAND, classify, open_chart  # noqa: PLC0415 - numba

    zoned = classify(open_chart(), np.asarray(lon, float), np.asarray(lat, float))
    inland = (zoned.zone == LAND) | (zoned.zone == INTERNAL)
    return np.asarray(inland & ~(zoned.coast_m > -_DEEP_M))


def _check_place(lon: float, lat: float) -> tuple[float, float]:
    x, y = _check_places([lon], [lat])
    return float(x[0]), float(y[0])


def _check_places(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Array, Array]:
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    if x.shape != y.shape or x.ndim != 1:
        raise ContractError(f"lon and lat differ in shape: {x.shape} and {y.shape}")
    if not (np.isfinite(x).all() and np.isfinite(y).all() and (np.abs(y) <= 90.0).all()):  # noqa: PLR2004
        raise ContractError("lon and lat must be finite degrees, lat from -90 to 90")
    return np.where((x < -180.0) | (x >= 180.0), (x + 180.0) % 360.0 - 180.0, x), y  # noqa: PLR2004
