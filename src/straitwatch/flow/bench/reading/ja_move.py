"""Choices turned into sentences on ships under way, each with its truth."""

from datetime import date, timedelta
from typing import Any

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_same import same_as
from straitwatch.flow.bench.reading.ja_turns import trained_together, two_legs, voyage
from straitwatch.flow.bench.reading.ja_words import (
    Clock,
    Fleet,
    draw_fleet,
    heading_words,
    joined,
    stock,
    total_words,
)
from straitwatch.flow.bench.reading.notation import WINDS

__all__ = ["Told", "movement", "observation", "place_words"]

Told = tuple[list[str], list[str]]
"""Sentences, and the lines of their truth."""

_NAVY_JA = {"CN": "中国海軍", "RU": "ロシア海軍"}
_OLD = {"2016-2019", "2020-2022"}
_TWICE = {"硫黄島"}
"""Names that two islands bear: only the prefecture tells which."""
_NARROW = {"yonaguni-iriomote", "amami-yokoate", "tokara"}
"""Passages whose contiguous zones meet."""


def place_words(
    dice: Dice, places: list[list[str]], far: int = 40, style: str = ""
) -> tuple[str, str]:
    """Choose a place with bearing and distance: words and notation. Older ones name 16 winds."""
    name, prefecture, winds = dice.pick(places)
    wind = dice.pick(winds.split())
    if style in _OLD and dice.comes(0.2):
        wind = WINDS[WINDS.index(wind) - 1]
    dist = dice.whole(4, far) * 10
    shown = name in _TWICE or dice.comes(0.75)
    where = f"{name}（{prefecture}）" if shown else name
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
    way, sea = dice.pick(route["ways"])
    watchers, watch_truth = observation(dice, style)
    subject = watchers if style == "2016-2019" or (style == "2020-2022" and dice.comes(0.5)) else ""
    sentences, truth, day, seen = _sightings(dice, style, clock, route, (way, subject))
    after = _after(dice, style, clock, (route, way, sea), (day, seen))
    before: Told = ([], [])
    if dice.comes(0.5):
        before = same_as(dice, style, clock, day, seen)
    elif dice.comes(0.15):
        before = trained_together(dice, day, seen)
    sentences += [*after[0], *before[0]]
    truth += [*after[1], *before[1]]
    if not subject:
        sentences.append(_watched(dice, watchers))
    truth.append(f"observation; obs={watch_truth}")
    return sentences, truth


def _after(
    dice: Dice,
    style: str,
    clock: Clock,
    way: tuple[dict[str, Any], str, str],
    last: tuple[date, list[Fleet]],
) -> Told:
    """Write what the ships did then: passed, turned, were seen again."""
    (route, wind, sea), (day, seen) = way, last
    if route["gate"] in _NARROW and dice.comes(0.2):
        told = [turned_back(dice, route, wind, seen)]
    elif route["gate"].startswith("tsushima") and dice.comes(0.15):
        return voyage(dice, seen)
    elif sea == "東シナ海" and day < clock.published and dice.comes(0.15):
        return two_legs(dice, clock, day, seen)
    else:
        told = [_passed(dice, style, clock, route=route, way=wind, sea=sea, last=last)]
        if dice.comes(0.15) and day < clock.published:
            told += seen_again(dice, style, clock, day, seen)
    return [words for words, _ in told], [line for _, lines in told for line in lines]


def _sightings(
    dice: Dice, style: str, clock: Clock, route: dict[str, Any], about: tuple[str, str]
) -> tuple[list[str], list[str], date, list[Fleet]]:
    """Write one to three sightings; what was seen, and when last."""
    way, subject = about
    day = clock.published - timedelta(days=dice.whole(1, 3))
    navies = _navies(dice, route["gate"])
    seen: list[Fleet] = []
    sentences, truth = [], []
    for k in range(dice.pick([1, 1, 1, 2, 3])):
        fleet = _fleet(dice, style, navies)
        if crosses(fleet, seen):
            continue
        seen.append(fleet)
        day = min(day + timedelta(days=dice.pick([0, 0, 1]) if k else 0), clock.published)
        lead = ["", "また、", "さらに、"][k]
        words, line = _seen(
            dice, style, clock, route=route, about=(way, day, lead, subject), fleet=fleet
        )
        sentences.append(words)
        truth.append(line)
    return sentences, truth, day, seen


def _navies(dice: Dice, gate: str) -> list[str]:
    north = gate.startswith(("ts", "soya"))
    if dice.comes(0.08):
        return ["CN", "RU"]
    return ["RU"] if north and dice.comes(0.8) else ["CN"]


def _fleet(dice: Dice, style: str, navies: list[str]) -> Fleet:
    """Draw ships of one navy, or of two: `NAVY A、B並びにNAVY C`."""
    drawn = [draw_fleet(dice, navy, style, dice.pick([1, 1, 2, 3, 4])) for navy in navies]
    named = [_NAVY_JA[navy] + fleet.words for navy, fleet in zip(navies, drawn, strict=True)]
    groups = tuple(group for fleet in drawn for group in fleet.groups)
    count = sum(fleet.count for fleet in drawn)
    total = total_words(count, len(groups), dice)
    if total.startswith("の") and "計" not in total and named[-1][-1] not in "）隻":
        total = "の計" + total[1:]  # "of CLASS two" might be two of that class
    words = dice.pick(["並びに", "及び"]).join(named) + total
    return Fleet(words, count, tuple(line for fleet in drawn for line in fleet.truth), groups)


def crosses(fleet: Fleet, seen: list[Fleet]) -> bool:
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
    about: tuple[str, date, str, str],
    fleet: Fleet,
) -> tuple[str, str]:
    way, day, lead, subject = about
    where, place = place_words(dice, route["places"], 25, style)
    when, (hour, hour_truth) = clock.day(day), clock.hours() if dice.comes(0.05) else clock.hour()
    if style in _OLD and dice.comes(0.15):
        way = WINDS[WINDS.index(way) - 1]
    turn = heading_words(dice, style, way)
    who = f"{subject}が" if subject else "海上自衛隊は"
    ships = fleet.words
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
    span = " ".join([f"{day}", hour_truth]).replace("..", f"..{day} ")
    line = f"sighting; t={span}; at={place}; head={way}; obj={','.join(fleet.truth)}"
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
) -> tuple[str, list[str]]:
    day, seen = last
    when, when_truth = _later(dice, clock, day)
    objects = ",".join(line for fleet in seen for line in fleet.truth)
    turn = heading_words(dice, style, way)
    by, by_truth = _by_way_of(dice, route, (way, turn), f"{when_truth}; head={way}; obj={objects}")
    gate = dice.pick(route["words"])
    to = dice.pick([f"し、{sea}へ向けて航行し", f"し、{sea}に向けて航行し"]) if sea else "し"
    end = "た。" if style in _OLD and dice.comes(0.4) else "たことを確認した。"
    mark = dice.pick("がは") + ("、" if dice.comes(0.2) else "")
    text = f"その後、{when}{these(dice, seen)}{mark}{by}{gate}を{turn}{to}{end}"
    sea_truth = f"; to={stock()['seas'][sea]}" if sea else ""
    about = f"gate={route['gate']}; head={way}{sea_truth}; obj={objects}"
    return text, [*by_truth, f"transit{when_truth}; {about}"]


def these(dice: Dice, seen: list[Fleet]) -> str:
    """Point back to the ships that were told."""
    if sum(fleet.count for fleet in seen) == 1:
        return dice.pick(["当該艦艇", "同艦"])
    if len(seen) > 1:
        return "これらの艦艇"  # "the said ships" might be those told last
    return dice.pick(["これらの艦艇", "これらの艦艇", "当該艦艇"])


def _by_way_of(
    dice: Dice, route: dict[str, Any], way: tuple[str, str], about: str
) -> tuple[str, list[str]]:
    """Write the waters that were passed before the strait."""
    if not dice.comes(0.12):
        return "", []
    where, place = place_words(dice, route["places"], 12)
    return f"{where}の海域を{way[1]}した後、", [f"sighting|transit{about}; at={place}; free=to_sea"]


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


def turned_back(
    dice: Dice, route: dict[str, Any], way: str, seen: list[Fleet]
) -> tuple[str, list[str]]:
    """Write that ships went into the contiguous zone of a passage, and turned."""
    winds = stock()["winds"]
    back = WINDS[(WINDS.index(way) + len(WINDS) // 2) % len(WINDS)]
    gate = dice.pick(route["words"]).replace("の海域", "")
    zone = dice.pick(["の接続水域内", "の我が国の接続水域内", "の我が国接続水域"])
    text = (
        f"その後、{these(dice, seen)}は、{gate}{zone}を{winds[way]}進した後、反転し、"
        f"同水域を{winds[back]}進したことを確認した。"
    )
    objects = ",".join(line for fleet in seen for line in fleet.truth)
    about = f"gate={route['gate']}; head={way}|{back}; obj={objects}"
    return text, [f"transit|entry; {about}; free=to_sea from_sea place"]


def seen_again(
    dice: Dice, style: str, clock: Clock, day: date, seen: list[Fleet]
) -> list[tuple[str, list[str]]]:
    """Write that the same ships were seen once more elsewhere, and passed a strait."""
    route = dice.pick(stock()["route"])
    way, sea = dice.pick(route["ways"])
    where, place = place_words(dice, route["places"], 25)
    later = min(day + timedelta(days=dice.whole(1, 2)), clock.published)
    when, (hour, hour_truth) = clock.day(later), clock.hour()
    ships, turn = these(dice, seen), heading_words(dice, style, way)
    text = dice.pick(
        [
            f"また、{when}{hour}、{where}の海域において、同海域を{turn}する{ships}を確認した。",
            f"また、{when}{hour}、{ships}が、{where}の海域を{turn}していることを確認した。",
        ]
    )
    objects = ",".join(line for fleet in seen for line in fleet.truth)
    line = f"sighting; t={later} {hour_truth}; at={place}; head={way}; obj={objects}"
    passed = _passed(dice, style, clock, route=route, way=way, sea=sea, last=(later, seen))
    return [(text, [line]), passed]
