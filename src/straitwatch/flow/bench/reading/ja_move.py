"""Choices turned into sentences on ships under way, each with its truth."""

from datetime import date, timedelta
from typing import Any

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_words import (
    Clock,
    Fleet,
    draw_fleet,
    heading_words,
    joined,
    stock,
    total_words,
)

__all__ = ["Told", "movement", "observation", "place_words"]

Told = tuple[list[str], list[str]]
"""Sentences, and the lines of their truth."""

_NAVY_JA = {"CN": "中国海軍", "RU": "ロシア海軍"}
_OLD = {"2016-2019", "2020-2022"}


def place_words(dice: Dice, places: list[list[str]], far: int = 40) -> tuple[str, str]:
    """Choose a place with bearing and distance: words and notation."""
    name, prefecture, winds = dice.pick(places)
    wind = dice.pick(winds.split())
    dist = dice.whole(4, far) * 10
    where = f"{name}（{prefecture}）" if dice.comes(0.75) else name
    return f"{where}の{stock()['winds'][wind]}約{dist}km", f"{name} {wind} {dist}"


def observation(dice: Dice, style: str) -> tuple[str, str]:
    """Choose who watched: words without the verb, and the notation."""
    pool = stock()["observers"]["old"] + (
        stock()["observers"]["new"] if style == "2025-2026" else []
    )
    chosen = dice.some(pool, dice.pick([1, 1, 2, 2, 3, 4, 5]))
    words = joined([f"{unit}所属「{name}」（{base}）" for unit, name, base in chosen], dice)
    lead = "海上自衛隊" if style in _OLD or dice.comes(0.8) else ""
    return lead + words, ",".join(f"JMSDF {u} / {n} / {b}" for u, n, b in chosen)


def movement(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on ships: seen, passed, the same as before, watched by."""
    route = dice.pick(stock()["route"])
    navy = "RU" if route["gate"].startswith(("ts", "soya")) and dice.comes(0.8) else "CN"
    way, sea = dice.pick(route["ways"])
    day = clock.published - timedelta(days=dice.whole(1, 3))
    seen: list[Fleet] = []
    sentences, truth = [], []
    watchers, watch_truth = observation(dice, style)
    subject = watchers if style == "2016-2019" or (style == "2020-2022" and dice.comes(0.5)) else ""
    for k in range(dice.pick([1, 1, 1, 2, 3])):
        fleet = draw_fleet(dice, navy, style, dice.pick([1, 1, 2, 3, 4]))
        if _crosses(fleet, seen):
            continue
        seen.append(fleet)
        day = min(day + timedelta(days=dice.pick([0, 0, 1]) if k else 0), clock.published)
        lead = ["", "また、", "さらに、"][k]
        told = _seen(
            dice, style, clock, route=route, about=(navy, way, day, lead, subject), fleet=fleet
        )
        sentences.append(told[0])
        truth.append(told[1])
    told = _passed(dice, style, clock, route=route, way=way, sea=sea, last=(day, seen))
    sentences.append(told[0])
    truth.append(told[1])
    if dice.comes(0.5):
        legs = _same_as(dice, style, clock, day, seen)
        sentences += legs[0]
        truth += legs[1]
    if not subject:
        sentences.append(_watched(dice, watchers))
    truth.append(f"observation; obs={watch_truth}")
    return sentences, truth


def _crosses(fleet: Fleet, seen: list[Fleet]) -> bool:
    """A class twice in one release would leave open which of them is meant later."""
    before = {line.split()[1] for other in seen for line in other.truth}
    return any(line.split()[1] in before for line in fleet.truth)


def _watched(dice: Dice, watchers: str) -> str:
    lead = dice.pick(["防衛省・自衛隊は、"] * 3 + ["自衛隊は、"])
    need = dice.pick(["", "", "所要の"])
    work = dice.pick(["警戒監視・情報収集", "警戒監視・情報収集", "情報収集・警戒監視"])
    return f"{lead}{watchers}により、{need}{work}を行った。"


def _seen(
    dice: Dice,
    style: str,
    clock: Clock,
    *,
    route: dict[str, Any],
    about: tuple[str, str, date, str, str],
    fleet: Fleet,
) -> tuple[str, str]:
    navy, way, day, lead, subject = about
    where, place = place_words(dice, route["places"], 25)
    when, (hour, hour_truth) = clock.day(day), clock.hour()
    turn = heading_words(dice, style, way)
    who = f"{subject}が" if subject else "海上自衛隊は"
    ships = _NAVY_JA[navy] + fleet.words + total_words(fleet.count, len(fleet.groups), dice)
    frames = [
        f"{when}{hour}、{who}、{where}の海域において、同海域を{turn}する{ships}を確認した。",
        f"{when}{hour}、{who}、{where}の海域を{turn}する{ships}を確認した。",
    ]
    if not subject:
        frames += [
            f"{who}、{when}{hour}、{where}の海域において、{turn}する{ships}を確認した。",
            f"{when}{hour}、{who}、{ships}が、{where}の海域を{turn}していることを確認した。",
        ]
    frame = frames[0] if dice.comes(0.5) else dice.pick(frames)
    line = f"sighting; t={day} {hour_truth}; at={place}; head={way}; obj={','.join(fleet.truth)}"
    return lead + frame, line


def _passed(
    dice: Dice,
    style: str,
    clock: Clock,
    *,
    route: dict[str, Any],
    way: str,
    sea: str,
    last: tuple[date, list[Fleet]],
) -> tuple[str, str]:
    day, seen = last
    when, when_truth = _later(dice, clock, day)
    one = sum(fleet.count for fleet in seen) == 1
    ships = dice.pick(["当該艦艇", "同艦"] if one else ["これらの艦艇", "これらの艦艇", "当該艦艇"])
    turn = heading_words(dice, style, way)
    gate = dice.pick(route["words"])
    to = dice.pick([f"し、{sea}へ向けて航行し", f"し、{sea}に向けて航行し"]) if sea else "し"
    end = "た。" if style in _OLD and dice.comes(0.4) else "たことを確認した。"
    comma = "、" if dice.comes(0.2) else ""
    text = f"その後、{when}{ships}{dice.pick('がは')}{comma}{gate}を{turn}{to}{end}"
    objects = ",".join(line for fleet in seen for line in fleet.truth)
    sea_truth = f"; to={stock()['seas'][sea]}" if sea else ""
    return text, f"transit{when_truth}; gate={route['gate']}; head={way}{sea_truth}; obj={objects}"


def _later(dice: Dice, clock: Clock, day: date) -> tuple[str, str]:
    """When a passage was: not told, a day, a span of two days, or a part of one."""
    last = min(day + timedelta(days=1), clock.published)
    choice = dice.pick(["", "", "", "day", "span", "part"])
    if choice == "" or last == day:
        return "", ""
    if choice == "span":
        first = f"{day.day}日（{'月火水木金土日'[day.weekday()]}）"
        clock.said = day
        second = f"{last.day}日（{'月火水木金土日'[last.weekday()]}）"
        month = f"{last.month}月" if last.month != day.month else ""
        clock.said = last
        return f"{first}から{month}{second}にかけて、", f"; t={day}..{last}"
    words = clock.day(last)
    if choice == "part":
        part = dice.pick(["未明", "早朝", "午前", "午後", "夜", "午前から午後"])
        tail = "午前から午後にかけて" if part == "午前から午後" else part
        return f"{words}{tail}、", f"; t={last} {part}"
    return f"{words}{'、' if words == '同日' else dice.pick(['、', 'に、'])}", f"; t={last}"


def _same_as(dice: Dice, style: str, clock: Clock, day: date, seen: list[Fleet]) -> Told:
    """Write a chain of earlier legs: within a sentence, or as numbered lines."""
    n = dice.pick([1, 1, 1, 2, 2, 3, 4, 6])
    subject, objects = _whom(dice, seen)
    end = day - timedelta(days=dice.whole(4, 20))
    legs = []
    for _ in range(n):
        legs.append(end)
        end -= timedelta(days=dice.whole(2, 9))
    parts, lines = [], []
    numbered = n > 1 and dice.comes(0.35)
    for leg in reversed(legs):
        route = dice.pick(stock()["route"])
        way = dice.pick(route["ways"])[0]
        words, span = _leg_span(dice, clock, leg)
        turn = heading_words(dice, style, way)
        gate = dice.pick(route["words"])
        parts.append((words, gate, turn))
        lines.append(
            f"transit|sighting same; t={span}; gate={route['gate']}; head={way};"
            f" obj={','.join(objects)}"
        )
    if numbered:
        listed = [f"（{k}）{w} {g}を{t}" for k, (w, g, t) in enumerate(parts, 1)]
        return [f"なお、{subject}は、以下のとおり航行したものと同一である。", *listed], lines
    chain = "し、".join(
        f"{w}に{g}を{t}" if "かけて" not in w else f"{w}、{g}を{t}" for w, g, t in parts
    )
    return [f"なお、{subject}は、{chain}したものと同一である。"], lines


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
        week = "月火水木金土日"[last.weekday()]
        return f"{words}から{last.day}日（{week}）にかけて", f"{leg}..{last}"
    return words, f"{leg}"
