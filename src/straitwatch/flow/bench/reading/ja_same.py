"""Choices turned into sentences that link ships to earlier legs, each with its truth."""

from datetime import date, timedelta

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_words import WEEK, Clock, Fleet, heading_words, stock

__all__ = ["same_as"]


def same_as(
    dice: Dice, style: str, clock: Clock, day: date, seen: list[Fleet]
) -> tuple[list[str], list[str]]:
    """Write a chain of earlier legs: in a sentence, as numbered lines, or some for each class.

    Args:
        dice: chance.
        style: of the years.
        clock: of the release.
        day: of what was seen last.
        seen: the ships.

    Returns:
        sentences, and the lines of their truth.
    """
    with_hull = [group for fleet in seen for group in fleet.groups if group[2]]
    if len(with_hull) > 1 and dice.comes(0.3):
        return _each_its_own(dice, style, clock, day, with_hull)
    n = dice.pick([1, 1, 1, 2, 2, 3, 4, 6])
    subject, objects = _whom(dice, seen)
    parts, lines = _legs(dice, style, clock, _days(dice, day, n), objects)
    if n > 1 and dice.comes(0.35):
        mark = dice.pick(["（{}）", "({}) ", "{} "])
        listed = [f"{mark.format(k)}{w} {g}を{t}" for k, (w, g, t) in enumerate(parts, 1)]
        lead = dice.pick(["以下のとおり航行した", "次のとおり航行した"])
        return [f"なお、{subject}は、{lead}ものと同一である。", *listed], lines
    return [f"なお、{subject}は、{'し、'.join(map(_said, parts))}したものと同一である。"], lines


def _each_its_own(
    dice: Dice,
    style: str,
    clock: Clock,
    day: date,
    groups: list[tuple[str, tuple[str, ...], tuple[str, ...]]],
) -> tuple[list[str], list[str]]:
    """Write one leg for each of two classes, "the same respectively"."""
    told, lines = [], []
    for leg, (words, objects, _) in zip(_days(dice, day, 2), dice.some(groups, 2), strict=True):
        parts, truth = _legs(dice, style, clock, [leg], list(objects))
        told.append(f"{words}は、{_said(parts[0])}したものと")
        lines += truth
    return [f"なお、これらの艦艇のうち、{'、'.join(told)}、それぞれ同一である。"], lines


def _said(part: tuple[str, str, str]) -> str:
    when, gate, turn = part
    return f"{when}、{gate}を{turn}" if "かけて" in when else f"{when}に{gate}を{turn}"


def _days(dice: Dice, day: date, n: int) -> list[date]:
    """Choose days before what is seen now, the earliest first."""
    days = [day - timedelta(days=dice.whole(4, 20))]
    for _ in range(n - 1):
        days.insert(0, days[0] - timedelta(days=dice.whole(2, 9)))
    return days


def _legs(
    dice: Dice, style: str, clock: Clock, days: list[date], objects: list[str]
) -> tuple[list[tuple[str, str, str]], list[str]]:
    parts, lines = [], []
    for leg in days:
        route = dice.pick(stock()["route"])
        way = dice.pick(route["ways"])[0]
        words, span = _leg_span(dice, clock, leg)
        parts.append((words, dice.pick(route["words"]), heading_words(dice, style, way)))
        lines.append(
            f"transit|sighting same; t={span}; gate={route['gate']}; head={way};"
            f" obj={','.join(objects)}"
        )
    return parts, lines


def _whom(dice: Dice, seen: list[Fleet]) -> tuple[str, list[str]]:
    groups = [group for fleet in seen for group in fleet.groups]
    with_hull = [group for group in groups if group[2]]
    everyone = [line for _, lines, _ in groups for line in lines]
    if len(groups) > 1 and with_hull and dice.comes(0.4):
        words, lines, _ = dice.pick(with_hull)
        return f"これらの艦艇のうち{dice.pick(['、', ''])}{words}", list(lines)
    return ("当該艦艇" if len(everyone) == 1 else "これらの艦艇"), everyone


def _leg_span(dice: Dice, clock: Clock, leg: date) -> tuple[str, str]:
    words = clock.leg_day(leg)
    if dice.comes(0.25) and (leg + timedelta(days=1)).month == leg.month:
        last = leg + timedelta(days=1)
        clock.said = last
        week = WEEK[last.weekday()]
        return f"{words}から{last.day}日（{week}）にかけて", f"{leg}..{last}"
    return words, f"{leg}"
