"""Ships or aircraft that were named together, and what a text told of before, as records."""

from dataclasses import dataclass, field
from typing import Any

from straitwatch.decode.press.words import Flag

__all__ = ["PLANE", "SHIP", "Memory", "Party"]

_Row = dict[str, Any]
SHIP, PLANE = "ship", "plane"


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
        self.parties.append(party)
