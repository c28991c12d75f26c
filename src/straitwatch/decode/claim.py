"""Counts and changes as a text states them, before they become rows."""

from dataclasses import dataclass

from straitwatch.decode.fiscal import Period, fiscal_period

__all__ = ["TOTAL", "Change", "Claim", "Fiscal", "Group", "make_fiscal"]

_FIRST_YEAR, _LAST_YEAR = 1950, 2150
"""Years that a text on scrambles can mean: the measure began in 1958."""


@dataclass(frozen=True)
class Fiscal:
    """A fiscal year or a part of it, and how it is known.

    Attributes:
        year: in which it begins.
        part: as `fiscal_period` takes it.
        reason: why it is this one where the words do not say so themselves; else empty.
    """

    year: int
    part: str = ""
    reason: str = ""

    def period(self) -> Period:
        """Give its span."""
        return fiscal_period(self.year, self.part)

    def before(self) -> "Fiscal":
        """Give the same of the year before."""
        return Fiscal(self.year - 1, self.part, self.reason)


def make_fiscal(year: int, part: str = "", reason: str = "") -> Fiscal | None:
    """Make a fiscal year, or None where no text on scrambles can mean it."""
    return Fiscal(year, part, reason) if _FIRST_YEAR <= year <= _LAST_YEAR else None


@dataclass(frozen=True)
class Group:
    """What part of all scrambles is counted."""

    group_by: str
    name: str | None


TOTAL = Group("all", None)


@dataclass(frozen=True)
class Claim:
    """One count: `start` to `end` are the characters of the text that state it."""

    when: Fiscal
    group: Group
    value: int
    value_is: str
    start: int
    end: int


@dataclass(frozen=True)
class Change:
    """How many more or fewer than the year before; `when` is the newer one."""

    when: Fiscal
    group: Group
    by: int
    start: int
    end: int
