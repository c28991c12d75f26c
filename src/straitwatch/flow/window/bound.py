"""A release turned into bounds of SQL, so that fixes that nobody will see are not even read.

The bounds only narrow: what they let through still passes the release itself.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.flow.release import Release
from straitwatch.model.identity import text_of_object_id
from straitwatch.model.unit import to_us
from straitwatch.store.pack import SCALE

__all__ = ["Bound", "bound_of"]

_MARGIN = 10  # stored units, 1e-6 degrees: the release decides on the edges


@dataclass(frozen=True)
class Bound:
    """A test in SQL over stored fixes.

    Attributes:
        test: with question marks.
        values: for them.
    """

    test: str = "true"
    values: list[Any] = field(default_factory=list)


def bound_of(release: Release, heard: pa.Table, now: datetime) -> Bound:
    """Find the bounds of a release.

    Args:
        release: what may be seen.
        heard: HEARD of the whole store: who there is. Who is not in it is not let through.
        now: the moment from which a delay counts.
    """
    tests, values = [], list[Any]()
    if release.who:
        numbers = heard["object_id"].to_pylist()
        seen = [n for n in numbers if release.may_see(text_of_object_id(n))]
        tests.append(f"object_id IN ({', '.join(map(str, seen)) or 'NULL'})")
    if release.delay:
        tests.append("t <= ?")
        values.append(to_us(now - release.delay))
    if release.area.boxes:
        tests.append(f"({' OR '.join(_inside(box) for box in release.area.boxes)})")
    return Bound(" AND ".join(tests) or "true", values)


def _inside(box: tuple[float, float, float, float]) -> str:
    west, south, east, north = (round(one * SCALE) for one in box)
    west, south, east, north = west - _MARGIN, south - _MARGIN, east + _MARGIN, north + _MARGIN
    around = f"lon >= {west} OR lon <= {east}" if west > east else f"lon BETWEEN {west} AND {east}"
    edge = " OR lon = -1800000000" if east >= 180 * SCALE else ""  # the antimeridian is both ends
    return f"(({around}{edge}) AND lat BETWEEN {south} AND {north})"
