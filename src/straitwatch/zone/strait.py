"""A place turned into the strait that it lies in, whose regime goes before the zone's own rule."""

import math
from dataclasses import dataclass

import numpy as np

from straitwatch.kernel.coast import to_ecef, to_segment
from straitwatch.model.unit import NM_M
from straitwatch.zone.law import title_of
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import spell_articles

__all__ = ["Strait", "strait_at"]

_FAR_NM = 15.0
"""No further from a gate's line than this, nor than half its width: the project's own choice."""

_BEFORE = (
    "transit_passage",
    "treaty",
    "non_suspendable_innocent_passage",
    "archipelagic",
    "canal",
)

_LEAST_NM = 2.0  # around a very narrow gate


@dataclass(frozen=True)
class Strait:
    """A gate, and the regime of its strait in words, with its articles.

    Attributes:
        goes_before: True: within the territorial sea it goes before the rule of the zone.
    """

    gate_id: str
    name: str
    name_ja: str
    regime: str
    articles: str
    goes_before: bool


def strait_at(lon: float, lat: float) -> Strait | None:
    """Find the strait of the project's gates that a place lies in.

    Args:
        lon: degrees east.
        lat: degrees north.

    Returns:
        the nearest gate within half its width, 15 nm at most, and 2 nm at least; None for none.

    Notes:
        A gate is a line, a strait has a length that no table here tells: this only points to the
        regime, which may hold further along or end sooner.
    """
    place = to_ecef.py_func(float(lon), float(lat))  # type: ignore[attr-defined]
    best, found = math.inf, None
    for row in read_rows("gates.csv"):
        a, b = (
            np.array(to_ecef.py_func(float(row[f"lon_{e}"]), float(row[f"lat_{e}"])))  # type: ignore[attr-defined]
            for e in "ab"
        )
        away2, _ = to_segment.py_func(*place, *a, *(b - a))  # type: ignore[attr-defined]
        away_nm = math.sqrt(away2) / NM_M
        reach_nm = max(_LEAST_NM, min(_FAR_NM, float(row["width_nm"]) / 2.0))
        if away_nm <= reach_nm and away_nm < best:
            best, found = away_nm, row
    if found is None:
        return None
    articles = found["articles"]
    return Strait(
        gate_id=found["gate_id"],
        name=found["name"],
        name_ja=found["name_ja"],
        regime=title_of(found["regime"]),
        articles=spell_articles(articles) if articles else "no article of UNCLOS",
        goes_before=found["regime"] in _BEFORE,
    )
