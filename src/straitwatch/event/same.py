"""Claims become groups: those that tell of one thing, however vague each of them is."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from straitwatch.event.claim import Claim, craft_of, is_generic
from straitwatch.model.identity import is_nameless

__all__ = ["gather_same"]

_BY_SPAN = ("flight_operations",)  # a tally is of its span: another span is another tally
_BY_DAY = ("observation", "scramble", "first_sighting", "joint_flight", "live_firing")
_DAY = timedelta(hours=26)
"""Ours: a day and the hour before and after it that "about midnight" takes. Watches and scrambles
of several days are told as wholes of their own; those of one day are one, however it is worded."""

_ABOUT_SHARE = 0.1
"""Ours: "about" of ships is good to a tenth of the number, and to one ship at least."""


def gather_same(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Group the claims that tell of one thing, whatever their order.

    Claims that share an object, the gate and the way, with spans that overlap, hang together; so
    do, transitively, those that hang together with one of them. One that names no ship joins the
    only group it fits; where two fit, it stays alone. One that names a ship and no way joins all
    that it fits: out and back on one day, it tells of both.

    Returns:
        groups, each of at least one claim.
    """
    themes: dict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim in claims:
        themes[_theme(claim)].append(claim)
    return [group for some in themes.values() for group in _at_one_place(some)]


def _theme(claim: Claim) -> tuple[str, ...]:
    """Give what two claims must share before their spans and objects are compared."""
    if claim.kind in _BY_SPAN:
        return claim.kind, craft_of(claim.what), f"{claim.t_start} {claim.t_end}"
    if claim.kind in _BY_DAY:
        return (claim.kind,)
    way = "" if claim.kind == "transit" else claim.to_sea or ""
    return claim.kind, claim.where or "", way


def _at_one_place(claims: list[Claim]) -> list[list[Claim]]:
    groups = _hang_together([claim for claim in claims if _is_firm(claim)])
    groups.sort(key=_start)
    starts = [_start(group) for group in groups]
    longest = max((max(o.t_end for o in g) - s for g, s in zip(groups, starts, strict=True)),
                  default=timedelta())  # fmt: skip
    joined: dict[int, list[Claim]] = defaultdict(list)
    alone = []
    for claim in claims:
        if not _is_firm(claim):
            first = bisect_left(starts, claim.t_start - longest)
            last = bisect_right(starts, claim.t_end)
            fitting = [n for n in range(first, last) if _fits(claim, groups[n])]
            if len(fitting) == 1 or claim.known:
                for n in fitting:
                    joined[n].append(claim)
            if not fitting or (len(fitting) > 1 and not claim.known):
                alone.append(claim)
    return [
        *(group + joined[number] for number, group in enumerate(groups)),
        *_hang_together(alone),
    ]


def _start(group: list[Claim]) -> datetime:
    return min(claim.t_start for claim in group)


def _is_firm(claim: Claim) -> bool:
    way = claim.kind != "transit" or claim.to_sea is not None
    return claim.kind in _BY_SPAN or (bool(claim.known) and way)


def _hang_together(claims: list[Claim]) -> list[list[Claim]]:
    done: list[list[Claim]] = []
    groups: list[list[Claim]] = []  # those that a later claim may still join
    for claim in sorted(claims, key=lambda one: one.t_start):
        apart, joined = [], [claim]
        for group in groups:
            if max(one.t_end for one in group) < claim.t_start:
                done.append(group)
            elif any(_is_same(claim, other) for other in group):
                joined += group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return done + groups


def _is_same(one: Claim, other: Claim) -> bool:
    """Tell whether two claims share an object, the way and the time."""
    if one.kind == "transit" and one.to_sea != other.to_sea:
        return False
    return bool(set(one.objects) & set(other.objects)) and _meet(one, other)


def _meet(one: Claim, other: Claim) -> bool:
    same_span = (one.t_start, one.t_end) == (other.t_start, other.t_end)
    if one.kind in _BY_DAY and max(one.t_end - one.t_start, other.t_end - other.t_start) > _DAY:
        return same_span
    instants = one.t_start == other.t_start  # a span without length still meets itself
    return instants or (one.t_start < other.t_end and other.t_start < one.t_end)


def _fits(claim: Claim, group: list[Claim]) -> bool:
    """Tell whether a vague claim may be of the thing that a group of firm ones tells of."""
    if not any(_meet(claim, other) for other in group):
        return False
    if claim.to_sea is not None and claim.to_sea != group[0].to_sea:
        return False
    if claim.known:
        return any(claim.known & other.known for other in group)
    objects = [one for other in group for one in other.row["objects"]]
    classes = {(one["class"] or "").lower() for one in objects}
    navies = {one["navy"] for one in objects}
    told = claim.row["objects"]
    return (
        all(one["navy"] in navies for one in told)
        and all(is_generic(one) or _is_of(one["class"], classes) for one in told)
        and _count_fits(claim, max(other.n or 0 for other in group))
        and all(is_nameless(one) for one in told)
    )


def _is_of(called: str, classes: set[str]) -> bool:
    """Tell whether one of the classes is the one called, or a kind of it: a Renhai, a destroyer."""
    word = called.lower().removesuffix("s")
    return any(word in one for one in classes)


def _count_fits(claim: Claim, n: int) -> bool:
    told = claim.n or 0
    if claim.n_is == "at_least":
        return told <= n
    if claim.n_is == "at_most":
        return told >= n
    slack = max(1.0, _ABOUT_SHARE * told) if claim.n_is == "about" else 0.0
    return abs(told - n) <= slack
