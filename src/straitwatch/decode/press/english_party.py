"""Ships or aircraft that were named together, and what a text told of before, as records."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import regex

from straitwatch.decode.press.english_class import is_foreign, is_of
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag
from straitwatch.decode.vocabulary import Class

__all__ = [
    "PLANE",
    "SHIP",
    "Memory",
    "Party",
    "goes_along",
    "once_each",
    "says_navy",
    "watched_kind",
    "without_wholes",
]

_Row = dict[str, Any]
SHIP, PLANE = "ship", "plane"
_WITH = regex.compile(
    r"(?:in company with|along with|together with|accompanied by|alongside|escorted by"
    r"|joined by)\s+$",
    regex.IGNORECASE,
)
_HALVES = regex.compile(
    r"(?:one|the (?:first|second|other)) pair|the (?:first|second)|the other two", regex.IGNORECASE
)
_TWO_PAIRS = 4
_LOOK_BACK = 20  # characters: the longest of the joining words, and a blank


@dataclass
class Party:
    """Ships, or aircraft, that were named together.

    Attributes:
        what: ship or plane.
        objects: elements of SIGHTING.objects.
        derived: pairs of slot and reason.
        named: whether the words name them, or only point back.
    """

    what: str
    objects: list[_Row]
    derived: list[tuple[str, str]] = field(default_factory=list)
    named: bool = True


@dataclass
class Memory:
    """What was told before, the last of it last."""

    parties: list[Party] = field(default_factory=list)
    by_name: dict[str, _Row] = field(default_factory=dict)
    by_hull: dict[str, _Row] = field(default_factory=dict)
    flag: Flag | None = None

    def last(self, what: str | None = None) -> Party | None:
        """Give the ships or aircraft that were told last."""
        return next((p for p in reversed(self.parties) if what in (None, p.what)), None)

    def keep(self, party: Party) -> None:
        """Take ships or aircraft as those told last."""
        if not party.objects or (party.what == PLANE and not any(r["navy"] for r in party.objects)):
            return  # nobody's aircraft are Japan's own, or those of a carrier's deck
        if party.named:
            for row in party.objects:
                if row["name"]:
                    self.by_name[str(row["name"]).casefold()] = row
                if row["hull"]:
                    self.by_hull[str(row["hull"])] = row
        self.parties.append(party)

    def of_hull(self, row: _Row) -> _Row:
        """Add what was told before of the ship with this hull: her navy and class."""
        known = self.by_hull.get(str(row["hull"]))
        if known is None or row["navy"] not in (None, known["navy"]):
            return row
        vague = str(row["class"] or "not told)").endswith("not told)")
        kind = known["class"] if vague and known["class"] else row["class"]
        return {**row, "navy": known["navy"], "class": kind}

    def of_count(self, n: int, what: str, iso: str | None = None) -> list[_Row] | None:
        """Find what was told together, or one after the other, and is n in all."""
        for party in reversed(self.parties):
            counts = [row["count"] for row in party.objects]
            theirs = iso is None or all(row["navy"] in (iso, None) for row in party.objects)
            if party.what == what and theirs and None not in counts and sum(counts) == n:
                return party.objects
        return self.of_several(n, what)

    def of_several(self, n: int, what: str) -> list[_Row] | None:
        """Find n ships among those told last, in whatever number of lists."""
        found: list[_Row] = []
        for party in reversed(self.parties):
            if party.what != what or not party.named:
                continue
            found = [row for row in party.objects if row not in found] + found
            total = sum(row["count"] or n + 1 for row in found)
            if total >= n:
                return found if total == n else None
        return None

    def half(self, words: str) -> Party | None:
        """Find what "one pair", "the second" or "the other two" is: two of four told before."""
        if not _HALVES.fullmatch(words):
            return None
        whole = next((p for p in reversed(self.parties) if p.what == SHIP and p.named), None)
        if whole is None or len(whole.objects) != 1 or whole.objects[0]["count"] != _TWO_PAIRS:
            return None
        row = {**whole.objects[0], "count": _TWO_PAIRS // 2, "as_written": words}
        return Party(SHIP, [row], [("objects", f"'{words}': of those told before")], named=False)

    def of_navy(self, what: str, flags: list[Flag], *, several: bool) -> Party | None:
        """Find the ships of a navy that were told last; several where the words are of several."""
        iso = flags[0].iso if flags else None
        fitting = [
            party
            for party in reversed(self.parties)
            if party.what == what
            and (iso is None or any(row["navy"] in (iso, None) for row in party.objects))
        ]
        many = [p for p in fitting if len(p.objects) > 1 or p.objects[0]["count"] != 1]
        return next(iter((several and many) or fitting), None)

    def of_class(
        self, row: Class, what: str, here: Sequence[Party], *, several: bool
    ) -> list[_Row] | None:
        """Find those of a class, or of a kind of ships, that were told last, or are told `here`."""
        bare = row.name.split(" (", maxsplit=1)[0]
        for party in reversed([*self.parties, *here]):
            if party.what != what:
                continue
            rows = [one for one in party.objects if is_of(one, row.kind, bare)]
            if rows:
                return rows if several else rows[:1]
        return None


def without_wholes(parties: list[Party]) -> list[Party]:
    """Leave out "five vessels in total" where the same clause lists the five."""
    if len(parties) < 2:  # noqa: PLR2004 - a whole and a list
        return parties
    first, *rest = parties
    n = first.objects[0]["count"] if len(first.objects) == 1 else None
    counts = [row["count"] for one in rest for row in one.objects]
    vague = len(first.objects) == 1 and str(first.objects[0]["class"]).startswith("warship")
    navies = {row["navy"] for one in parties for row in one.objects if row["navy"]}
    whole = vague and None not in counts and n is not None and n > 1 and sum(counts) == n
    whole = whole and (first.objects[0]["navy"] is None or navies == {first.objects[0]["navy"]})
    for row in (row for one in rest for row in one.objects if whole and row["navy"] is None):
        row["navy"] = first.objects[0]["navy"]
    return rest if whole else parties


def goes_along(tokens: Sequence[Token], text: str) -> bool:
    """Tell whether "it" and ships are one group: "it sailed ... in company with a tug"."""
    if len(tokens) != 2 or tokens[0].kind != "them" or tokens[1].kind == "them":  # noqa: PLR2004
        return False
    start = tokens[1].start
    return _WITH.search(text, max(0, start - _LOOK_BACK), start) is not None


def says_navy(token: Token) -> bool:
    """Tell whether a phrase says whose ships or aircraft they are."""
    return any(slot == "navy" or one.kind == "AIRCRAFT" for slot, one in token.walk())


def watched_kind(parties: Sequence[Party], first: Token) -> str:
    """Tell whether ships or aircraft are watched: "destroyers and aircraft watched the ship"."""
    what = parties[0].what
    if what != PLANE or not parties[0].named or says_navy(first):
        return what
    theirs = [one for one in parties if any(is_foreign(row) for row in one.objects)]
    return theirs[-1].what if theirs else what


def once_each(parties: Sequence[Party]) -> list[_Row]:
    """List the ships of several parties, each once."""
    objects: list[_Row] = []
    for one in parties:
        names = {row["name"] for row in objects if row["name"]}
        objects += [r for r in one.objects if r not in objects and r["name"] not in names]
    return objects
