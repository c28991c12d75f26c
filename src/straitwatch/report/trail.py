"""FIX rows become trails: the way of one object, cut where it was silent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.identity import text_of_object_id
from straitwatch.model.unit import iso, moment

__all__ = ["GAP_S", "Trail", "trails_of"]

Array = npt.NDArray[Any]

GAP_S = 3600.0
"""Silence that ends a trail: as it ends a track (track/segment.py)."""

_SIMULATED = "simulated:"


@dataclass(frozen=True)
class Trail:
    """The way of one object without a gap.

    Attributes:
        object_id: text identity.
        number: of the trail among those of its object, from 1.
        name: of the object, or empty.
        flag: State, ISO 3166 alpha-2, or empty.
        craft: ship, aircraft, ... or empty.
        simulated: whether any fix of it is.
        t_us: microseconds since 1970, UTC, rising; shape (n,).
        lon: degrees, -180 to 180, shape (n,).
        lat: degrees, shape (n,).
        alt_ft: feet, nan where not told; shape (n,).
    """

    object_id: str
    number: int
    name: str
    flag: str
    craft: str
    simulated: bool
    t_us: Array
    lon: Array
    lat: Array
    alt_ft: Array

    @property
    def title(self) -> str:
        """Its name, and that it is simulated where it is."""
        called = self.name or self.object_id
        return f"{called} (simulated)" if self.simulated else called

    @property
    def times(self) -> list[str]:
        """ISO 8601 UTC, one a vertex."""
        return [iso(moment(t)) or "" for t in self.t_us.tolist()]

    def lines(self) -> list[list[list[float]]]:
        """Its line as lon, lat, six decimals; cut in two where it passes the antimeridian."""
        places = np.round(np.column_stack([self.lon, self.lat]), 6).tolist()
        parts = [places[:1]]
        for a, b in pairwise(places):
            if abs(b[0] - a[0]) > 180.0:  # noqa: PLR2004 - degrees: the short way is over it
                edge = 180.0 if a[0] > 0 else -180.0
                far = b[0] + 2.0 * edge
                share = (edge - a[0]) / (far - a[0]) if far != a[0] else 0.0
                lat = round(a[1] + share * (b[1] - a[1]), 6)
                parts[-1].append([edge, lat])
                parts.append([[-edge, lat]])
            parts[-1].append(b)
        return parts


def trails_of(
    fixes: pa.Table, objects: Mapping[str, Mapping[str, Any]], *, gap_s: float = GAP_S
) -> Iterator[Trail]:
    """Cut fixes into trails.

    Args:
        fixes: FIX by object_id, t; those without a time or place are left out.
        objects: rows of OBJECT by text identity, as far as they are known.
        gap_s: silence that ends a trail.

    Yields:
        trails, by object and time.
    """
    ids, lon, lat = (fixes[c].to_numpy() for c in ("object_id", "lon", "lat"))
    t = fixes["t"].cast(pa.int64()).to_numpy().astype(float)
    alt = fixes["alt_ft"].to_numpy().astype(float)
    source = fixes["source"].cast(pa.string()).to_pylist()
    good = np.flatnonzero(np.isfinite(t) & np.isfinite(lon) & np.isfinite(lat))
    same = ids[good][1:] == ids[good][:-1]
    near = np.diff(t[good]) <= gap_s * 1e6
    count: dict[str, int] = {}
    for part in np.split(good, np.flatnonzero(~(same & near)) + 1):
        if not len(part):
            continue
        object_id = text_of_object_id(int(ids[part[0]]))
        told = objects.get(object_id, {})
        count[object_id] = number = count.get(object_id, 0) + 1
        yield Trail(
            object_id=object_id,
            number=number,
            name=told.get("name") or "",
            flag=told.get("flag") or "",
            craft=told.get("craft") or "",
            simulated=any((source[k] or "").startswith(_SIMULATED) for k in part.tolist()),
            t_us=t[part].astype(np.int64),
            lon=lon[part],
            lat=lat[part],
            alt_ft=alt[part],
        )
