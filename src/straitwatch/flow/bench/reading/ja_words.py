"""Choices turned into Japanese words and the same in the notation of truth."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from straitwatch.flow.bench.reading.dice import Dice

__all__ = ["Clock", "Fleet", "draw_fleet", "heading_words", "joined", "stock", "total_words"]

WEEK = "月火水木金土日"
_NOON, _LAST_HOUR = 12, 23
_REIWA, _HEISEI, _FIRST = 2018, 1988, date(2019, 5, 1)


@cache
def stock() -> dict[str, Any]:
    """Read what is drawn from."""
    file = files("straitwatch.flow.bench.reading").joinpath("data", "compose_ja.toml")
    return tomllib.loads(file.read_text("utf-8"))


def era(day: date) -> str:
    """Write the year of a day in its era."""
    if day < _FIRST:
        return f"平成{day.year - _HEISEI}年"
    year = day.year - _REIWA
    return "令和元年" if year == 1 else f"令和{year}年"


class Clock:
    """Writes days and hours as a release does: each shorter for what was said before.

    Args:
        dice: chance.
        published: day of the release.
    """

    def __init__(self, dice: Dice, published: date) -> None:
        self.dice = dice
        self.published = published
        self.said: date | None = None
        self.with_era = dice.comes(0.5)
        self._last: tuple[date | None, int] = (None, -1)

    def day(self, day: date, *, short: bool = True) -> str:
        """Write a day: with its era at first, then a day alone, or "the same day"."""
        week = f"（{WEEK[day.weekday()]}）"
        before, self.said = self.said, day
        if before is None or not short:
            head = era(day) if self.with_era or day.year != self.published.year else ""
            return f"{head}{day.month}月{day.day}日{week}"
        if before == day:
            return "同日"
        if before.year != day.year:
            return f"{era(day)}{day.month}月{day.day}日{week}"
        if before.month != day.month:
            return f"{day.month}月{day.day}日{week}"
        if day - before == timedelta(days=1) and self.dice.comes(0.25):
            return f"翌{day.day}日{week}"
        return f"{day.day}日{week}"

    def leg_day(self, day: date) -> str:
        """Write a day long past."""
        week = f"（{WEEK[day.weekday()]}）"
        before, self.said = self.said, day
        last_year = day.year == self.published.year - 1
        if before and (before.year, before.month) == (day.year, day.month) and before != day:
            return self.dice.pick([f"同月{day.day}日{week}", f"{day.month}月{day.day}日{week}"])
        return f"{'昨年' if last_year else ''}{day.month}月{day.day}日{week}"

    def hours(self) -> tuple[str, str]:
        """Choose two hours that a sighting took, before noon: words and notation."""
        first = self.dice.whole(1, 6)
        last = first + self.dice.whole(1, 4)
        words = f"午前{first}時頃から午前{last}時頃にかけて"
        return words, f"{first:02}:00~..{last:02}:00~"

    def hour(self) -> tuple[str, str]:
        """Choose an hour of the day said last, after any told of it: words and notation."""
        dice = self.dice
        day, told = self._last
        first = min(told + 1, _LAST_HOUR) if day == self.said else 0
        if dice.comes(0.08):
            word = dice.pick(["未明", "早朝", "夕方", "夜", "午前", "午後"])
            return word, word
        hour = dice.whole(first, _LAST_HOUR)
        self._last = (self.said, hour)
        minute = dice.whole(1, 5) * 10 if dice.comes(0.08) else 0
        if hour == _NOON and not minute:
            return "正午頃", "12:00~"
        half = "午前" if hour < _NOON else "午後"
        minutes = f"{minute}分" if minute else ""
        return f"{half}{hour % _NOON}時{minutes}頃", f"{hour:02}:{minute:02}~"


@dataclass(frozen=True)
class Fleet:
    """Ships in words, how many, their truth, and their groups: words and truth a class."""

    words: str
    count: int
    truth: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def joined(words: list[str], dice: Dice) -> str:
    """Join a list: with 及び before the last, or commas only."""
    if len(words) == 1 or dice.comes(0.15):
        return "、".join(words)
    return "、".join(words[:-1]) + "及び" + words[-1]


def total_words(count: int, groups: int, dice: Dice) -> str:
    """Write how many these are together, where a release would."""
    if groups == 1 or dice.comes(0.2):
        return ""
    return dice.pick(["の計{}隻", "の計{}隻", "計{}隻", "の{}隻"]).format(count)


def draw_fleet(dice: Dice, navy: str, style: str, groups: int) -> Fleet:
    """Draw ships of a navy and write them as that style does."""
    pool = {one[0]: one for one in dice.some(stock()["classes"][navy], groups + 1)}
    drawn = dice.some(list(pool.values()), groups)
    written = [_group(dice, navy, style, one) for one in drawn]
    count = sum(len(truth) if hulls else _times(truth) for _, truth, hulls in written)
    words = joined([one[0] for one in written], dice)
    truth = tuple(line for _, lines, _ in written for line in lines)
    return Fleet(words, count, truth, tuple(written))


def _times(truth: tuple[str, ...]) -> int:
    tail = truth[0].rsplit(" x", 1)
    return int(tail[1]) if len(tail) > 1 else 1


def _group(
    dice: Dice, navy: str, style: str, one: tuple[str, int, int]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Write one class: words, truth lines, hulls."""
    name, low, high = one
    n = dice.pick([1, 1, 1, 2, 2, 3])
    with_hull = low and not (style == "2020-2022" or (style == "2016-2019" and dice.comes(0.6)))
    if not with_hull:
        shown = f"{n}隻" if n > 1 or style != "2025-2026" else ""
        return f"{name}{shown}", (f"{navy} {name}" + (f" x{n}" if n > 1 else ""),), ()
    hulls = [str(h) for h in dice.some(list(range(low, high + 1)), n)]
    truth = tuple(f"{navy} {name} #{hull}" for hull in hulls)
    return f"{name}{_hull_words(dice, style, hulls)}", truth, tuple(hulls)


def _hull_words(dice: Dice, style: str, hulls: list[str]) -> str:
    signs = [f"「{hull}」" for hull in hulls]
    if style == "2016-2019":
        return "".join(signs) if len(signs) == 1 else f"{len(signs)}隻{'、'.join(signs)}"
    many = len(signs) > 1 or style == "2023-2024" or dice.comes(0.1)
    listed = dice.pick(["".join(signs), "、".join(signs), "及び".join(signs)])
    if len(signs) > len("二隻"):
        listed = dice.pick(["".join(signs), "、".join(signs[:-1]) + "及び" + signs[-1]])
    return f"{f'{len(signs)}隻' if many else ''}（艦番号{listed}）"


_OLD_TURNS = {"N": ["北進", "北上", "北航"], "S": ["南進", "南下"], "E": ["東進", "東航"]}


def heading_words(dice: Dice, style: str, wind: str) -> str:
    """Write which way: 進, and in older releases 上, 下 and 航 as well."""
    if style in {"2016-2019", "2020-2022"} and wind in _OLD_TURNS:
        return dice.pick(_OLD_TURNS[wind])
    return f"{stock()['winds'][wind]}進"
