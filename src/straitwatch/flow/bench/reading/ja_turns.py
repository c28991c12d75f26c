"""Choices turned into the rarer turns of releases, each with its truth."""

import re
from datetime import date, timedelta

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_words import WEEK, Clock, Fleet, stock

__all__ = ["polite", "table", "trained_together", "two_legs", "voyage"]

Told = tuple[list[str], list[str]]


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日（{WEEK[day.weekday()]}）"


def _objects(seen: list[Fleet]) -> str:
    return ",".join(line for fleet in seen for line in fleet.truth)


def trained_together(dice: Dice, day: date, seen: list[Fleet]) -> Told:
    """Write that the ships are those that did something together at a place before."""
    last = day - timedelta(days=dice.whole(6, 20))
    first = last - timedelta(days=dice.whole(1, 4))
    name, prefecture, wind = dice.pick(
        [
            ("隠岐諸島", "島根県", "N"),
            ("佐渡島", "新潟県", "NW"),
            ("沖ノ鳥島", "東京都", "N"),
            ("与那国島", "沖縄県", "S"),
        ]
    )
    dist = dice.whole(6, 40) * 10
    did = dice.pick(["共同訓練を実施した", "共同航行を実施した", "航行していた"])
    ships = dice.pick(["これらの艦艇", "これらの艦艇"]) if len(seen) > 1 else "当該艦艇"
    span = f"{_day(first)}から{_day(last)}にかけて"
    where = f"{name}（{prefecture}）の{stock()['winds'][wind]}約{dist}kmの海域"
    text = f"なお、{ships}は、{span}、{where}において{did}ものと同一である。"
    about = f"t={first}..{last}; at={name} {wind} {dist}; obj={_objects(seen)}"
    return [text], [f"sighting|transit same; {about}"]


def two_legs(dice: Dice, clock: Clock, day: date, seen: list[Fleet]) -> Told:
    """Write two parts of a voyage in one sentence, each with its day."""
    later = min(day + timedelta(days=1), clock.published)
    places = [("沖大東島", "沖縄県"), ("北大東島", "沖縄県"), ("八丈島", "東京都")]
    name, prefecture = dice.pick(places)
    wind = dice.pick(["S", "N", "SE"])
    dist = dice.whole(4, 15) * 10
    route = dice.pick([r for r in stock()["route"] if r["gate"] in {"miyako", "osumi", "tokara"}])
    ways = [one for one in route["ways"] if one[1] == "東シナ海"]
    way, sea = dice.pick(ways)
    winds = stock()["winds"]
    first, second = clock.day(day), clock.day(later)
    text = (
        f"その後、{first}に、これらの艦艇が{name}（{prefecture}）の{winds[wind]}約{dist}kmの海域を"
        f"西進し、{second}に、{dice.pick(route['words'])}を{winds[way]}進し、{sea}へ向けて"
        "航行したことを確認した。"
    )
    objects = _objects(seen)
    return [text], [
        f"sighting|transit; t={day}; at={name} {wind} {dist}; head=W; obj={objects}; free=to_sea",
        f"transit; t={later}; gate={route['gate']}; head={way}; to=East China Sea; obj={objects}",
    ]


def voyage(dice: Dice, seen: list[Fleet]) -> Told:
    """Write that ships went through a strait, turned at a place and came back."""
    out, back, home = dice.pick([("SW", "NE", "日本海"), ("S", "N", "日本海")])
    winds = stock()["winds"]
    dist = dice.whole(4, 15) * 10
    ships = "当該艦艇" if len(seen) == 1 else "これらの艦艇"
    mark = dice.pick(["", "、再び"])
    text = (
        f"その後、{ships}は、対馬海峡を{winds[out]}進し、対馬（長崎県）の南西約{dist}kmの海域で"
        f"反転した後{mark}対馬海峡を{winds[back]}進し、{home}へ向けて航行したことを確認した。"
    )
    gate, objects = "gate=tsushima-east|tsushima-west|tsushima", _objects(seen)
    place = f"at=対馬 SW {dist}; obj={objects}; free=t heading gate to_sea"
    return [text], [
        f"transit; {gate}; head={out}; obj={objects}",
        f"sighting|transit optional; {place}",
        f"transit; {gate}; head={back}; to=Sea of Japan; obj={objects}",
    ]


def table(
    dice: Dice, clock: Clock, days: list[date], lead: tuple[str, str, str], others: list[str]
) -> Told:
    """Write where a carrier and her company were each day as lines of a table.

    Args:
        dice: chance.
        clock: of the release.
        days: a line each.
        lead: class, name and hull of the carrier.
        others: truth of the ships with her, each with a hull.

    Returns:
        lines, and their truth.
    """
    kind, name, hull = lead
    gap = dice.pick(["　", " ", "\n"])  # a page's text layer may give a cell a line
    lines = [gap.join(["日時", "位置", "確認された艦艇"])]
    truth = []
    for day in days:
        place, prefecture, winds = dice.pick(stock()["far"]["places"])
        wind, dist = dice.pick(winds.split()), dice.whole(8, 60) * 10
        clock.said = day
        hour, hour_truth = clock.hour()
        company = dice.some(others, dice.whole(1, max(1, len(others)))) if others else []
        ships = [f"{kind}「{name}」（{hull}）", *(_bare(one) for one in company)]
        where = f"{place}（{prefecture}）の{stock()['winds'][wind]}約{dist}kmの海域"
        lines.append(gap.join([f"{_day(day)}{hour}", where, "、".join(ships)]))
        objects = ",".join([f"CN {kind} 「{name}」 #{hull}", *company])
        truth.append(f"sighting; t={day} {hour_truth}; at={place} {wind} {dist}; obj={objects}")
    return lines, truth


def _bare(truth: str) -> str:
    """`CN CLASS #HULL` as a table has it: `CLASS（HULL）`."""
    _, name, hull = truth.split()
    return f"{name}（{hull.removeprefix('#')}）"


_POLITE = {
    "確認した。": "確認しました。",
    "行った。": "行いました。",
    "航行した。": "航行しました。",
    "対応した。": "対応しました。",
    "至った。": "至りました。",
    "同一である。": "同一です。",
}


def polite(sentences: list[str]) -> list[str]:
    """Write the endings as the ministry's own page does."""
    pattern = re.compile("|".join(map(re.escape, _POLITE)))
    return [pattern.sub(lambda found: _POLITE[found[0]], line) for line in sentences]
