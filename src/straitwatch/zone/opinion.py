"""Published limits turned into what each says of a place, beside the computed baseline."""

from dataclasses import dataclass

import numpy as np

from straitwatch.model.unit import NM_M
from straitwatch.zone.published import published_sets
from straitwatch.zone.published_set import PublishedAnswer

__all__ = ["Answer", "ask_published"]

_WITHIN = {
    "12nm": ("land", "internal_waters", "archipelagic_waters", "territorial_sea"),
    "24nm": (
        "land",
        "internal_waters",
        "archipelagic_waters",
        "territorial_sea",
        "contiguous_zone",
    ),
}
_BEYOND = ("high_seas",)
_OUT_TO_M = (200.0 - 12.0) * NM_M
_LIMITS = {
    "12nm": "territorial sea",
    "24nm": "contiguous zone",
    "eez": "exclusive economic zone",
}


@dataclass(frozen=True)
class Answer:
    """What one baseline says of a place.

    Attributes:
        baseline: its name.
        zone: name of the zone; a set of published limits tells no more than `..._or_landward` or
            `beyond`.
        state: letters of the State, of all that it names joined by `|`; empty for none.
        limit: the nearest of its limits between two zones.
        to_limit_m: geodesic distance to it: negative on its landward side; nan where none is known.
        error_m: what position and baseline may be off together.
        agrees: None where it is silent, or speaks for itself as the computed baseline does.
    """

    baseline: str
    zone: str
    state: str
    limit: str
    to_limit_m: float
    error_m: float
    agrees: bool | None
    source: str
    licence: str
    date: str

    @property
    def is_near(self) -> bool:
        """Tell whether its limit lies within the error."""
        return bool(abs(self.to_limit_m) <= self.error_m)


def ask_published(
    lon: float, lat: float, zone: str, state: str, position_error_m: float
) -> list[Answer]:
    """Ask every set of published limits that is here.

    Args:
        lon: degrees east.
        lat: degrees north.
        zone: what the computed baseline says.
        state: its State.
        position_error_m: what the position may be off.

    Returns:
        an answer each, the project's own set first; none where no set is installed.
    """
    return [_answer(one.judge(lon, lat), zone, state, position_error_m) for one in published_sets()]


def _answer(told: PublishedAnswer, zone: str, state: str, position_error_m: float) -> Answer:
    return Answer(
        baseline=told.baseline,
        zone=told.zone,
        state="|".join(told.states),
        limit=f"limit of the {_LIMITS[told.kind]}",
        to_limit_m=told.to_limit_m,
        error_m=position_error_m + told.error_m,
        agrees=_agrees(told, zone, state),
        source=told.source,
        licence=told.licence,
        date=told.date,
    )


def _agrees(told: PublishedAnswer, zone: str, state: str) -> bool | None:
    if told.zone == "not_drawn" or not np.isfinite(told.to_limit_m):
        return None
    if told.kind == "12nm" and zone in _BEYOND and told.to_limit_m < _OUT_TO_M:
        return False  # a shore that the computed baseline lacks is within 200 nm
    within = zone in _WITHIN[told.kind] if told.kind in _WITHIN else zone not in _BEYOND
    if within != told.zone.endswith("_or_landward"):
        return False
    named = {letters for name in told.states for letters in name.split("|")}
    return not (named and state) or bool(named & set(state.split("|")))
