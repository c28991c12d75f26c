"""Common listings become groups: who was told to sail with whom, who joined and who left."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import identity_of, is_type
from straitwatch.model.schema import SIGHTING, conform
from straitwatch.track.sighted import is_repeat
from straitwatch.track.union import gather_linked

__all__ = ["Company", "Member", "companies_of"]

_MOST = 0.5
"""Ours: more than half of the smaller list. A carrier and one escort of six are still its group;
two ships that met one of another group are not."""

_APART = timedelta(days=60)
"""Ours: longer than a group is out of sight on one voyage (weeks), shorter than the time from one
voyage to the next of a carrier (months)."""

_KINDS = ("sighting", "transit", "entry", "aircraft", "joint_flight", "live_firing")
_Row = dict[str, Any]


@dataclass(frozen=True)
class Member:
    """One of a group.

    Attributes:
        object_id: text identity.
        name: what to call it.
        t_first: start of the first listing that names it.
        t_last: end of the last one.
        listings: how many name it.
        joined: it is not in the group's first listing.
        left: later listings of the group do not name it: it may have left, or was not seen.
    """

    object_id: str
    name: str
    t_first: datetime
    t_last: datetime
    listings: int
    joined: bool
    left: bool


@dataclass(frozen=True)
class Company:
    """A group of ships or aircraft that texts list together.

    Attributes:
        t_start: start of its first listing.
        t_end: end of its last.
        members: by the number of listings, then by identity.
        sightings: its listings' ids, in the order of time.
    """

    t_start: datetime
    t_end: datetime
    members: tuple[Member, ...]
    sightings: tuple[str, ...]


def companies_of(
    sightings: pa.Table, *, most: float = _MOST, apart: timedelta = _APART
) -> list[Company]:
    """Find the groups that texts list.

    Args:
        sightings: SIGHTING in any order, as `name_objects` and `apply_corrections` leave it. A
            listing is a row that puts two or more objects to one time; types of aircraft are not
            told from each other and count for none.
        most: two listings are of one group when they share more than this part of the smaller.
        apart: and when they are no further apart in time.

    Returns:
        by t_start, then by the first listing's id. A ship is in as many groups as list it.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    rows = {row["sighting_id"]: row for row in conform(sightings, SIGHTING).to_pylist()}
    lists = [row for row in rows.values() if _is_list(row) and not is_repeat(row, rows)]
    lists.sort(key=lambda row: (row["t_start"], row["t_end"] or row["t_start"], row["sighting_id"]))
    groups = gather_linked(len(lists), _links(lists, most, apart))
    found = [_company([lists[number] for number in group]) for group in groups]
    return sorted(found, key=lambda one: (one.t_start, one.sightings))


def _links(lists: list[_Row], most: float, apart: timedelta) -> Iterator[tuple[int, int]]:
    """Link listings that share most members and are not too far apart; lists by t_start."""
    members = [frozenset(_members(row)) for row in lists]
    longest = max((_end(row) - row["t_start"] for row in lists), default=timedelta())
    told: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(lists):
        seen: set[int] = set()
        for key in members[number]:
            for other in reversed(told[key]):
                if row["t_start"] - lists[other]["t_start"] > apart + longest:
                    break
                seen.add(other)
            told[key].append(number)
        for other in seen:
            few = min(len(members[number]), len(members[other]))
            near = row["t_start"] - _end(lists[other]) <= apart
            if near and len(members[number] & members[other]) > most * few:
                yield number, other


def _is_list(row: _Row) -> bool:
    told = row["kind"] in _KINDS and not row["negation"] and not row["superseded_by"]
    return told and row["t_start"] is not None and len(_members(row)) > 1


def _members(row: _Row) -> dict[str, str]:
    named = ((identity_of(one), one) for one in row["objects"] or [])
    return {key: one["name"] or key for key, one in named if not is_type(key)}


def _end(row: _Row) -> datetime:
    end: datetime = row["t_end"] or row["t_start"]
    return end


def _company(rows: Iterable[_Row]) -> Company:
    rows = sorted(rows, key=lambda row: (row["t_start"], _end(row), row["sighting_id"]))
    names = {key: name for row in rows for key, name in _members(row).items()}
    members = [_member(key, name, rows) for key, name in names.items()]
    return Company(
        t_start=rows[0]["t_start"],
        t_end=max(map(_end, rows)),
        members=tuple(sorted(members, key=lambda one: (-one.listings, one.object_id))),
        sightings=tuple(row["sighting_id"] for row in rows),
    )


def _member(key: str, name: str, rows: list[_Row]) -> Member:
    told = [row for row in rows if key in _members(row)]
    first, last = min(row["t_start"] for row in told), max(map(_end, told))
    return Member(
        object_id=key,
        name=name,
        t_first=first,
        t_last=last,
        listings=len(told),
        joined=first > rows[0]["t_start"],
        left=any(row["t_start"] >= last for row in rows if row not in told),
    )
