"""Arrays of a pack turned into who holds a place, and the nearest edge to it. NumPy only."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from straitwatch.kernel.coast import arc_of_chord, to_ecef
from straitwatch.zone.published_pack import INNER

__all__ = ["Found", "Search", "densify", "ecef", "find_owners", "nearest_edge"]

Array = npt.NDArray[Any]

_CHUNK = 64  # edges in a chunk
_WIDE_DEG = 2.0  # a chunk's box beyond this is bounded by a finer grid
_STEP_M = 1000.0  # a longer edge is cut: the chord of 1 km lies 2 cm below the ellipsoid
_DEGREE_M = 111_700.0  # at most, along a meridian or the equator


class Found(NamedTuple):
    """The nearest edge: metres along the ground, the place of its foot, its arc."""

    dist_m: float
    lon: float
    lat: float
    arc: int


@dataclass(frozen=True)
class Search:
    """A pack, unpacked.

    Attributes:
        xy: vertices of all arcs, degrees, float64, shape (p, 2).
        first: first vertex of each arc, int64, shape (k,); `n` vertices follow.
        kind: LIMIT, BOUNDARY, INNER or LANDWARD of each arc.
        left: number of the set of States to its left; so `right`.
        chunk_first: first vertex of each chunk, int64, shape (c,); `chunk_n` edges, of `chunk_arc`.
        box: west, south, east, north of each chunk, shape (c, 4).
        ring_arc: arcs of all rings; `ring_n` of each ring; `ring_poly` its polygon.
        poly_owner: owner of each polygon.
    """

    xy: Array
    first: Array
    n: Array
    kind: Array
    left: Array
    right: Array
    chunk_first: Array
    chunk_n: Array
    chunk_arc: Array
    box: Array
    spheres: Array
    ring_arc: Array
    ring_n: Array
    ring_poly: Array
    poly_owner: Array

    @classmethod
    def build(cls, kept: dict[str, Array], scale: float) -> "Search":
        """Unpack what `published_pack.pack_outlines` packed."""
        xy = np.stack([_decode(kept[name]) * scale for name in ("x", "y")], axis=1)
        n = kept["n"].astype(np.int64)
        first = np.cumsum(n) - n
        pieces = -(-(n - 1) // _CHUNK)
        arc = np.repeat(np.arange(len(n)), pieces)
        nth = np.arange(len(arc)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        chunk_first = first[arc] + nth * _CHUNK
        chunk_n = np.minimum(_CHUNK, n[arc] - 1 - nth * _CHUNK)
        box = _boxes(xy, chunk_first, chunk_n)
        return cls(
            xy=xy,
            first=first,
            n=n,
            kind=kept["kind"],
            left=kept["left"],
            right=kept["right"],
            chunk_first=chunk_first,
            chunk_n=chunk_n,
            chunk_arc=arc,
            box=box,
            spheres=_bound(box, kept["kind"][arc] != INNER),
            ring_arc=kept["ring_arc"].astype(np.int64),
            ring_n=kept["ring_n"].astype(np.int64),
            ring_poly=kept["ring_poly"].astype(np.int64),
            poly_owner=kept["poly_owner"].astype(np.int64),
        )

    @cached_property
    def _arc_boxes(self) -> Array:
        cuts = np.flatnonzero(np.diff(self.chunk_arc, prepend=-1))
        low = np.minimum.reduceat(self.box[:, :2], cuts)
        return np.concatenate([low, np.maximum.reduceat(self.box[:, 2:], cuts)], axis=1)

    @cached_property
    def poly_boxes(self) -> Array:
        """West, south, east, north of each polygon, shape (polygons, 4)."""
        boxes = np.tile([np.inf, np.inf, -np.inf, -np.inf], (len(self.poly_owner), 1))
        used = self._arc_boxes[np.where(self.ring_arc < 0, ~self.ring_arc, self.ring_arc)]
        poly = np.repeat(self.ring_poly, self.ring_n)
        np.minimum.at(boxes[:, :2], poly, used[:, :2])
        np.maximum.at(boxes[:, 2:], poly, used[:, 2:])
        return boxes

    def ring(self, number: int) -> Array:
        """Vertices of a ring, shape (n, 2)."""
        start = int(self.ring_n[:number].sum())
        parts = []
        for arc in self.ring_arc[start : start + self.ring_n[number]].tolist():
            k = ~arc if arc < 0 else arc
            xy = self.xy[self.first[k] : self.first[k] + self.n[k]]
            parts.append(xy[::-1] if arc < 0 else xy)
        return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])

    def edges_of(self, chunks: Array) -> tuple[Array, Array]:
        """First vertex and arc of every edge of some chunks."""
        n = self.chunk_n[chunks]
        nth = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
        return np.repeat(self.chunk_first[chunks], n) + nth, np.repeat(self.chunk_arc[chunks], n)

    def runs_in(
        self, west: float, south: float, east: float, north: float
    ) -> Iterator[tuple[int, Array]]:
        """Give each arc's runs of edges whose boxes touch a box: arc, vertices (n, 2)."""
        box = self.box
        near = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north)
        near &= (box[:, 3] >= south) & (self.kind[self.chunk_arc] != INNER)
        edge, arc = self.edges_of(np.flatnonzero(near))
        low = np.minimum(self.xy[edge], self.xy[edge + 1])
        high = np.maximum(self.xy[edge], self.xy[edge + 1])
        touch = (low <= [east, north]).all(axis=1) & (high >= [west, south]).all(axis=1)
        edge, arc = edge[touch], arc[touch]
        cuts = np.flatnonzero((np.diff(edge) != 1) | (np.diff(arc) != 0)) + 1
        for run in np.split(np.arange(len(edge)), cuts) if len(edge) else []:
            yield int(arc[run[0]]), self.xy[edge[run[0]] : edge[run[-1]] + 2]


def _decode(planes: Array) -> Array:
    folded = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
    return np.asarray(np.cumsum((folded >> 1) ^ -(folded & 1)))


def ecef(lon: Array, lat: Array) -> Array:
    """Earth-centred metres of places, shape (..., 3)."""
    return np.stack(to_ecef.py_func(lon, lat), axis=-1)  # type: ignore[attr-defined]


def _boxes(xy: Array, first: Array, n: Array) -> Array:
    cuts = np.stack([first, first + n + 1], axis=1).ravel()
    padded = np.concatenate([xy, xy[-1:]])  # so that the last cut is an index
    low = np.minimum.reduceat(padded, cuts)[::2]
    high = np.maximum.reduceat(padded, cuts)[::2]
    return np.concatenate([low, high], axis=1)


def _bound(box: Array, wanted: Array) -> Array:
    """Spheres around boxes on the ellipsoid: centre and radius in metres, shape (c, 4)."""
    spheres = np.zeros((len(box), 4))
    wide = (box[:, 2] - box[:, 0] > _WIDE_DEG) | (box[:, 3] - box[:, 1] > _WIDE_DEG)
    for rows, parts in ((wanted & ~wide, 2), (wanted & wide, 32)):
        some = box[rows]
        middle = (some[:, :2] + some[:, 2:]) / 2.0
        centre = ecef(middle[:, 0], middle[:, 1])
        radius = np.zeros(len(some))
        steps = np.linspace(0.0, 1.0, parts + 1)
        for east in steps:
            for north in steps:
                x = some[:, 0] + east * (some[:, 2] - some[:, 0])
                y = some[:, 1] + north * (some[:, 3] - some[:, 1])
                radius = np.maximum(radius, np.linalg.norm(ecef(x, y) - centre, axis=1))
        slack = 0.0 if parts == 2 else (some[:, 2:] - some[:, :2]).max(axis=1) / parts * _DEGREE_M  # noqa: PLR2004
        spheres[rows] = np.column_stack([centre, radius * 1.01 + 10.0 + slack])
    return spheres


def find_owners(search: Search, x: float, y: float) -> Array:
    """Find who owns the polygons that hold a place: owner numbers, ascending, shape (k,).

    Notes:
        An even-odd count of the edges to the east, by arc, ring and polygon; a place on an edge
        may be told to lie on either side.
    """
    box = search.box
    near = np.flatnonzero((box[:, 1] <= y) & (box[:, 3] >= y) & (box[:, 2] >= x))
    edge, arc = search.edges_of(near)
    (xa, ya), (xb, yb) = search.xy[edge].T, search.xy[edge + 1].T
    meets = np.flatnonzero((ya <= y) != (yb <= y))
    share = (y - ya[meets]) / (yb[meets] - ya[meets])
    east = meets[x < xa[meets] + share * (xb[meets] - xa[meets])]
    by_arc = np.bincount(arc[east], minlength=len(search.n))
    used = np.where(search.ring_arc < 0, ~search.ring_arc, search.ring_arc)
    ring = np.repeat(search.ring_poly, search.ring_n)
    by_poly = np.bincount(ring, by_arc[used], minlength=len(search.poly_owner)).astype(np.int64)
    return np.unique(search.poly_owner[by_poly % 2 == 1])


def densify(a: Array, b: Array, step_m: float) -> tuple[Array, Array, Array]:
    """Cut edges, straight in degrees, into pieces: first ends, second ends, index of the edge."""
    length = np.hypot(*(b - a).T) * _DEGREE_M
    many = 1 + (length / step_m).astype(np.int64)
    which = np.repeat(np.arange(len(a)), many)
    nth = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    start, stop = nth / many[which], (nth + 1) / many[which]
    way = b[which] - a[which]
    return a[which] + start[:, None] * way, a[which] + stop[:, None] * way, which


def nearest_edge(search: Search, x: float, y: float, usable: Array) -> Found | None:
    """Find the nearest edge of the arcs that may be used.

    Args:
        search: the set.
        x: degrees east.
        y: degrees north.
        usable: which arcs count, bool, shape (k,).

    Returns:
        it, or None where no arc may be used.
    """
    mine = np.flatnonzero(usable[search.chunk_arc])
    if not len(mine):
        return None
    place = ecef(np.array([x]), np.array([y]))[0]
    away = np.linalg.norm(search.spheres[mine, :3] - place, axis=1)
    radius = search.spheres[mine, 3]
    near = mine[away - radius <= (away + radius).min()]
    edge, arc = search.edges_of(near)
    a, b, which = densify(search.xy[edge], search.xy[edge + 1], _STEP_M)
    start = ecef(a[:, 0], a[:, 1])
    way = ecef(b[:, 0], b[:, 1]) - start
    length2 = np.maximum((way * way).sum(axis=1), 1e-12)
    share = np.clip(((place - start) * way).sum(axis=1) / length2, 0.0, 1.0)
    chord = np.linalg.norm(start + share[:, None] * way - place, axis=1)
    k = int(chord.argmin())
    foot = a[k] + share[k] * (b[k] - a[k])
    dist = arc_of_chord(chord[k : k + 1], *(np.array([v]) for v in (x, y, foot[0], foot[1])))
    return Found(float(dist[0]), float(foot[0]), float(foot[1]), int(arc[which[k]]))
