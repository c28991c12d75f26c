"""States turned into the breadth of the territorial sea that each claims, and what to say of it."""

from collections.abc import Sequence
from csv import DictReader
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.zone.baseline import System, read_systems
from straitwatch.zone.shore import data_path

__all__ = [
    "COMMON_NM",
    "WHOLE",
    "Claim",
    "Dispute",
    "breadth_areas",
    "breadths",
    "claim_note",
    "claims",
    "disputes",
]

Array = npt.NDArray[Any]

COMMON_NM = 12.0
"""What a State claims unless it is known otherwise; the most that UNCLOS 3 allows."""

WHOLE = "whole"


@dataclass(frozen=True)
class Claim:
    """One row of data/claims.csv.

    Attributes:
        where: `WHOLE`, or the id of an area of baselines.toml.
        claimed_nm: what the State claims.
        breadth_nm: what the project measures by: at most `COMMON_NM`.
    """

    state: str
    where: str
    claimed_nm: float
    breadth_nm: float
    date: str
    source: str
    note: str


@dataclass(frozen=True)
class Dispute:
    """One row of data/disputed.csv.

    Attributes:
        claimants: letters of the States, joined by `|`.
        outline: lon, lat of corners, not closed, float64, shape (n, 2).
        on: `land`, or `both` the land and its coast.
    """

    place: str
    claimants: str
    outline: Array
    on: str
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    with data_path(name).open(encoding="utf-8") as file:
        return list(DictReader(line for line in file if not line.startswith("#")))


@cache
def claims() -> tuple[Claim, ...]:
    """Read what States claim, as far as it differs from 12 nm or needs a word."""
    return tuple(
        Claim(
            row["state"],
            row["where"],
            float(row["claimed_nm"]),
            float(row["breadth_nm"]),
            row["date"],
            row["source"],
            row["note"],
        )
        for row in _rows("claims.csv")
    )


def breadths(states: Sequence[str]) -> Array:
    """Look up the breadth of the territorial sea of each State, outside `breadth_areas`.

    Args:
        states: n names as the chart gives them: ISO 3166 alpha-2; claimants of one place joined by
            `|`; empty where no State is known.

    Returns:
        nautical miles, float64, shape (n,). Claimants who differ are given `COMMON_NM`: whose
        breadth counts would decide whose place it is.
    """
    known = {claim.state: claim.breadth_nm for claim in claims() if claim.where == WHOLE}
    found = np.full(len(states), COMMON_NM)
    for n, name in enumerate(states):
        of_each = {known.get(state, COMMON_NM) for state in name.split("|")}
        if len(of_each) == 1:
            found[n] = of_each.pop()
    return found


def breadth_areas(paths: Sequence[Path] = ()) -> list[System]:
    """Read the areas in which a State's territorial sea has a breadth of its own.

    Args:
        paths: more TOML files, as of `read_systems`.

    Returns:
        systems of the kind `breadth`; each holds for the coasts of its own State only.

    Raises:
        ConfigError: as `read_systems`.
    """
    return [system for system in read_systems(paths) if system.kind == "breadth"]


def claim_note(state: str, areas: Sequence[str] = ()) -> str:
    """Say what is peculiar about a State's claim, or those of all claimants; else nothing.

    Args:
        state: letters; claimants joined by `|`.
        areas: ids of the areas of `breadth_areas` that hold the place: what is said of others of
            the State's areas is left out.
    """
    notes = [
        claim.note
        for claim in claims()
        if claim.note
        and claim.state in state.split("|")
        and (claim.where == WHOLE or claim.where in areas)
    ]
    return " ".join(dict.fromkeys(notes))


@cache
def disputes() -> tuple[Dispute, ...]:
    """Read the places that States dispute; where two outlines overlap, the later one counts."""
    return tuple(
        Dispute(
            row["place"],
            row["claimants"],
            np.array([corner.split() for corner in row["outline"].split(";")], float),
            row["on"],
            row["source"],
        )
        for row in _rows("disputed.csv")
    )
