"""Tallies of days and of spans become bounds of a total: nothing is added twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

__all__ = ["Bounds", "Tally", "agree", "bounds_of", "sum_bounds"]

_ABOUT_SHARE = 0.1
"""Ours: "about" is good to a tenth of the number or to half of its last digit that is not zero,
whichever is more. No office says how it rounds."""


@dataclass(frozen=True)
class Bounds:
    """What a number may be; `high` is None where nothing bounds it."""

    low: int
    high: int | None


@dataclass(frozen=True)
class Tally:
    """A count over a span.

    Attributes:
        t_start: of the span.
        t_end: of the span; a day ends where the next begins.
        bounds: what the count may be.
        craft: all, fixed-wing or helicopters.
    """

    t_start: datetime
    t_end: datetime
    bounds: Bounds
    craft: str = "all"


def bounds_of(n: int, n_is: str | None) -> Bounds:
    """Say what a count may be, as it is told.

    Args:
        n: the number that is told.
        n_is: exact, about, at_least or at_most; None stands for exact.
    """
    if n_is == "at_least":
        return Bounds(n, None)
    if n_is == "at_most":
        return Bounds(0, n)
    slack = 0
    if n_is == "about" and n > 0:
        digit = 1
        while n % (digit * 10) == 0:
            digit *= 10
        slack = max(round(n * _ABOUT_SHARE), digit // 2)
    return Bounds(max(n - slack, 0), n + slack)


def sum_bounds(tallies: Iterable[Tally]) -> Bounds | None:
    """Bound the total over all spans that are told of.

    The least is the greatest sum of tallies of which no two spans meet; the most is the least sum
    of tallies that cover all that is covered at all. So a day within a week is not added to it.

    Args:
        tallies: any; those of one craft bound the least, and where both crafts are told of one
            span, the most too.

    Returns:
        None without tallies; `high` is None where some part is bounded by no tally from above.

    Notes:
        Exact for the least and for the most: O(n²) for n tallies.
    """
    whole = _of_all(tallies)
    if not whole:
        return None
    return Bounds(_least(whole), _most(whole))


def _of_all(tallies: Iterable[Tally]) -> list[Tally]:
    """Turn the tallies of crafts into tallies of all; by end."""
    parts: dict[tuple[datetime, datetime], dict[str, list[Bounds]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in tallies:
        parts[one.t_start, one.t_end][one.craft].append(one.bounds)
    found = []
    for (start, end), crafts in parts.items():
        whole = list(crafts.get("all", []))
        each = [agree(some) for craft, some in crafts.items() if craft != "all"]
        if each:
            highs = [bounds.high for bounds in each]
            both = len(each) > 1 and None not in highs
            most = sum(high or 0 for high in highs) if both else None
            whole.append(Bounds(sum(bounds.low for bounds in each), most))
        found.append(Tally(start, end, agree(whole)))
    return sorted(found, key=lambda one: (one.t_end, one.t_start))


def agree(some: Sequence[Bounds]) -> Bounds:
    """Put several tellings of one count together: what all allow; where they differ, all of it."""
    highs = [bounds.high for bounds in some if bounds.high is not None]
    low, high = max(bounds.low for bounds in some), min(highs, default=None)
    if high is None or low <= high:
        return Bounds(low, high)
    open_end = len(highs) < len(some)
    return Bounds(min(bounds.low for bounds in some), None if open_end else max(highs))


def _least(tallies: list[Tally]) -> int:
    """Sum the best set of spans that do not meet: interval scheduling by weight."""
    best: list[int] = []
    for number, one in enumerate(tallies):
        before = max((best[k] for k in range(number) if tallies[k].t_end <= one.t_start), default=0)
        best.append(max(best[-1] if best else 0, before + one.bounds.low))
    return best[-1]


def _most(tallies: list[Tally]) -> int | None:
    """Sum the cheapest set of spans that covers what is covered at all."""
    points = sorted({moment for one in tallies for moment in (one.t_start, one.t_end)})
    cost: dict[datetime, float] = {points[0]: 0.0}
    for number, point in enumerate(points):
        here = cost.get(point, float("inf"))
        over = [one for one in tallies if one.t_start <= point < one.t_end]
        for one in over:
            high = float("inf") if one.bounds.high is None else one.bounds.high
            for ahead in points:
                if point < ahead <= one.t_end:
                    cost[ahead] = min(cost.get(ahead, float("inf")), here + high)
        if not over and number + 1 < len(points):
            ahead = points[number + 1]
            cost[ahead] = min(cost.get(ahead, float("inf")), here)
    total = cost.get(points[-1], float("inf"))
    return None if total == float("inf") else int(total)
