"""Patterns of identities into who may be seen, and how those are called who may not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pyarrow as pa

from straitwatch.flow.known import ship_register
from straitwatch.flow.release_words import Patterns, Words, hull_digits, join_name, names_of
from straitwatch.model.identity import identity_of, is_nameless, parse_object_id, text_of_object_id

__all__ = ["Who"]

_Row = dict[str, Any]
_FREE = frozenset({"text", "title", "as_written", "place", "what", "name", "reason"})
"""Where a sighting holds words in which a hull number may stand."""


@dataclass(frozen=True)
class Who:
    """Who may be seen.

    Attributes:
        only: those who may; all when empty.
        hidden: those who may not.
        names: names of those who may not, as `join_name` gives them; `knowing` learns them.
        hulls: their hull numbers.
        linked: identities, small letters, that are hidden for a name or IMO number they share
            with a hidden one.
        unseen: names of those who are not among the shown.
        shown: names of those who are: these may be told, whoever else bears them.
        withheld: ids of sightings that are not shown for whom they name.
    """

    only: Patterns = field(default_factory=Patterns)
    hidden: Patterns = field(default_factory=Patterns)
    names: frozenset[str] = frozenset()
    hulls: frozenset[str] = frozenset()
    linked: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    withheld: frozenset[str] = field(default=frozenset(), repr=False)

    @classmethod
    def of(cls, only: tuple[str, ...], hidden: tuple[str, ...]) -> "Who":
        """Read patterns; names and hull numbers that stand in identities are known at once."""
        closed = Patterns.of(hidden)
        names = {join_name(text.rpartition("/")[2]) for text in closed.exact if _is_name(text)}
        hulls = frozenset(filter(None, map(hull_digits, closed.exact)))
        return cls(Patterns.of(only), closed, names_of(*names), hulls)

    def __bool__(self) -> bool:
        """Tell whether some may not be seen."""
        return bool(self.only or self.hidden)

    def may_see(self, object_id: str) -> bool:
        """Tell whether an object may be seen, by its text identity."""
        return not self.hides(object_id) and (not self.only or self.only.hold(object_id))

    def hides(self, object_id: str) -> bool:
        """Tell whether an object is hidden, which is more than not being among those shown."""
        folded = object_id.casefold()
        return folded in self.linked or self._hides(folded)

    def _hides(self, folded: str) -> bool:
        """Tell whether it is hidden by itself, not for a name that it shares."""
        if self.hidden.hold(folded):
            return True
        if not _is_name(folded):
            return False
        if folded.startswith("name:#"):
            return self.hidden.reach_names or folded in self._hashes
        return join_name(folded.partition("/")[2]) in self.names

    @cached_property
    def _hashes(self) -> frozenset[str]:
        """Hidden `name:` identities as numbers give them back; their State is in capitals."""
        named = [text for text in self.hidden.exact if _is_name(text)]
        cases = {case for text in named for case in (text, text[:5] + text[5:7].upper() + text[7:])}
        return frozenset(text_of_object_id(parse_object_id(text)) for text in cases)

    @cached_property
    def words(self) -> Words:
        """What texts must not say."""
        return Words(self.may_see, self.names | (self.unseen - self.shown), self.hulls)

    def knowing(self, objects: pa.Table | None, sightings: pa.Table | None) -> "Who":
        """Learn from a store how those are called who may not be seen; see `Release.knowing`."""
        if not self:
            return self
        rows = [] if objects is None else objects.to_pylist()
        told = [] if sightings is None else sightings.to_pylist()
        ones = [one for row in told for one in row["objects"] or []]
        own = self._called(rows, ones, lambda text: self._hides(text.casefold()))
        names = self.names | own | self._registered()
        linked = frozenset(row["object_id"].casefold() for row in rows if _bears(row) & names)
        known = replace(
            self,
            names=names,
            unseen=self.unseen | self._called(rows, ones, self._is_unseen),
            shown=self.shown | (self._called(rows, ones, self.may_see) if self.only else set()),
            hulls=self.hulls
            | {one["hull"] for one in ones if one["hull"] and self._is_hidden(one)},
            linked=self.linked | linked,
        )
        withheld = frozenset(row["sighting_id"] for row in told if known.tells(row))
        return replace(known, withheld=self.withheld | withheld)

    def _called(
        self, rows: list[_Row], ones: list[_Row], unseen: Callable[[str], bool]
    ) -> frozenset[str]:
        """Give how those are called for whom `unseen` holds."""
        heard = [
            _bears(row) | names_of(row["callsign"]) for row in rows if unseen(row["object_id"])
        ]
        told = [_names_of_one(one) for one in ones if any(map(unseen, _identities(one)))]
        return frozenset().union(*heard, *told)

    def _registered(self) -> frozenset[str]:
        """Give the names, Japanese ones and others too, of hidden ships of the own register."""
        rows = ship_register().to_pylist()
        hidden = [row for row in rows if self.hides(f"hull:{row['navy']}/{row['hull']}")]
        return names_of(
            *(name for row in hidden for name in [row["name"], *(row["aliases"] or "").split(";")])
        )

    def _is_unseen(self, object_id: str) -> bool:
        """Tell whether it is not among the shown, where there are such."""
        return bool(self.only) and not self.only.hold(object_id)

    def _is_hidden(self, one: _Row) -> bool:
        return any(map(self.hides, _identities(one)))

    def tells(self, sighting: _Row) -> bool:
        """Tell whether a sighting is of, or names, one that may not be seen."""
        ones = sighting["objects"] or []
        if any(map(self._is_hidden, ones)):
            return True
        if self.only and not (ones and all(map(self._shows, ones))):
            return True
        words = self.words
        return any(
            words.tell(text) or (name in _FREE and words.tell_hull(text))
            for name, text in _texts(sighting)
        )

    def _shows(self, one: _Row) -> bool:
        return any(map(self.only.hold, _identities(one)))


def _is_name(identity: str) -> bool:
    return identity.startswith("name:")


def _identities(one: _Row) -> list[str]:
    """Give every identity that one of a sighting's objects goes by."""
    found = [identity_of(one)]
    if one["hull"] and not is_nameless(one | {"hull": None}):
        found.append(identity_of(one | {"hull": None}))
    return found


def _names_of_one(one: _Row) -> frozenset[str]:
    """Give the names of one of a sighting's objects; a class is none, a type of aircraft is."""
    if is_nameless(one | {"hull": None}):
        return frozenset()
    return names_of(one["name"], identity_of(one | {"hull": None}).rpartition("/")[2])


def _bears(row: _Row) -> frozenset[str]:
    """Give the name and the IMO number of a row of OBJECT."""
    return names_of(row["name"], str(row["imo"]) if row["imo"] else None)


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a row and its parts
    """Give every text in a row, with the name of where it stands."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one, name)
