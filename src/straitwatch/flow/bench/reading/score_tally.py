"""Counts of take-offs and landings turned into a claim that all, and only, told ones are there."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from straitwatch.flow.bench.reading.truth import Statement, Tally

__all__ = ["counted_right", "counts_what", "false_tallies"]

_SLACK = timedelta(seconds=60)
"""Ours: a day that ends at 23:59 or 23:59:59 ends at midnight."""

_Row: TypeAlias = Mapping[str, Any]


def counted_right(said: Statement, rows: Sequence[_Row]) -> bool:
    """Tell whether the rows of a document hold every tally of a statement.

    Args:
        said: of kind flight_operations.
        rows: all rows of the document; a reader may put days and totals into one row or several.

    Returns:
        whether each tally is there with its number, bound, span and what was counted.
    """
    told = [tally for row in rows if row["kind"] == "flight_operations" for tally in _of(row)]
    return bool(told or not said.counts) and all(
        any(_is(one, tally) for tally in told) for one in said.counts
    )


def false_tallies(row: _Row, statements: Sequence[Statement]) -> list[_Row]:
    """List the tallies of a row that no statement of the document tells."""
    known = [one for said in statements for one in said.counts]
    return [tally for tally in _of(row) if not any(_is(one, tally) for one in known)]


def _of(row: _Row) -> Sequence[_Row]:
    return row.get("counts") or ()


def _is(one: Tally, tally: _Row) -> bool:
    return (
        one.n == tally.get("n")
        and one.n_is == tally.get("n_is")
        and _near(one.t_start, tally.get("t_start"))
        and _near(one.t_end, tally.get("t_end"))
        and counts_what(one.what, str(tally.get("what") or "").casefold())
    )


def _near(wanted: datetime | None, got: datetime | None) -> bool:
    if wanted is None:
        return True
    return got is not None and abs(wanted - got) <= _SLACK


def counts_what(what: str, words: str) -> bool:
    """Tell whether the words of a tally count what the truth counts.

    Args:
        what: both, fighters or helicopters.
        words: of the tally, in small letters.

    Returns:
        `both` has neither or both of the words; `fighters` and `helicopters` their own only.
    """
    fighters = "fighter" in words or "fixed-wing" in words
    helicopters = "helicopter" in words
    if what == "both":
        return fighters == helicopters
    return fighters == (what == "fighters") and helicopters == (what == "helicopters")
