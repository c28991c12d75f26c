"""A seed turned into Japanese releases with their truth, in every style of the years."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_air import carrier, entry, firing, flights, joint_flight
from straitwatch.flow.bench.reading.ja_move import Told, movement
from straitwatch.flow.bench.reading.ja_none import nothing
from straitwatch.flow.bench.reading.ja_turns import polite
from straitwatch.flow.bench.reading.ja_words import Clock, era, stock
from straitwatch.flow.bench.reading.notation import read_release
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["compose_japanese"]

_YEARS = {
    "2016-2019": (date(2016, 4, 1), date(2019, 12, 28)),
    "2020-2022": (date(2020, 1, 6), date(2022, 12, 28)),
    "2023-2024": (date(2023, 1, 6), date(2024, 12, 28)),
    "2025-2026": (date(2025, 1, 6), date(2026, 6, 30)),
}
_WRITERS: dict[str, tuple[Callable[[Dice, str, Clock], Told], str]] = {
    "movement": (movement, "艦艇の動向について"),
    "flights": (flights, "軍機の動向について"),
    "carrier": (carrier, "空母を含む中国海軍艦艇の動向について"),
    "entry": (entry, "中国海軍艦艇の動向について"),
    "joint": (joint_flight, "中国とロシアの爆撃機による共同飛行について"),
    "firing": (firing, "艦艇による射撃について"),
}
_SHARES = ["movement"] * 12 + ["flights"] * 4 + ["carrier"] * 2 + ["entry", "joint", "firing"]
_SHARES += ["correction", "none", "none"]
_TAILS = [
    ["（以上）"],
    ["", "（参考）艦艇の性能要目等", "艦　種　シュパン級測量艦", "速　力　17ノット", "配備数　9隻"],
    ["", "問い合わせ先", "統合幕僚監部　電話（代表）"],
]
"""What may stand after the last sentence."""
_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_NARROW = str.maketrans("（）", "()")


def compose_japanese(seed: int, n: int) -> list[Release]:
    """Compose releases.

    Args:
        seed: the same seed gives the same releases; the first of them whatever n is.
        n: how many.

    Returns:
        releases with their truth; about one in twelve holds no sighting.
    """
    return [_compose(seed, k) for k in range(n)]


def _compose(seed: int, k: int) -> Release:
    dice = Dice(seed, k)
    style = dice.pick(list(_YEARS))
    published = dice.day(*_YEARS[style])
    clock = Clock(dice, published)
    kind = dice.pick(_SHARES)
    if kind == "none":
        says: list[str] = []
        title, sentences = nothing(dice, style, clock)
    elif kind == "correction":
        title, sentences, says = _correction(dice, style, clock)
    else:
        write, title = _WRITERS[kind]
        sentences, says = write(dice, style, clock)
        if title.startswith(("艦艇", "軍機")):
            title = _whose(sentences, says) + title
    return read_release(
        {
            "id": f"ja-{seed}-{k}",
            "language": "ja",
            "style": style if says else "none",
            "published": published,
            "text": _dress(dice, style, clock, title, sentences),
            "says": says,
        }
    )


def _whose(sentences: list[str], says: list[str]) -> str:
    """Put the navies, or the flags, of the ships and aircraft told before the title."""
    told = " ".join(says)
    at_sea = "海軍" if "海軍" in "".join(sentences) else ""
    flags = {"CN": f"中国{at_sea}", "RU": f"ロシア{at_sea}"}
    return "及び".join(name for flag, name in flags.items() if f"{flag} " in told)


def _correction(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str], list[str]]:
    """Write that an earlier release is corrected: by a line, or by the whole text anew."""
    was = clock.published - timedelta(days=dice.whole(1, 5))
    old = dice.pick(["中国海軍艦艇の動向について", "ロシア海軍艦艇の動向について"])
    title = f"「{old}」の一部訂正について"
    line = f"correction; was={was} {old}"
    told = dice.pick(
        [
            f"{era(was)}{was.month}月{was.day}日付「{old}」の一部を訂正します。",
            f"{era(was)}{was.month}月{was.day}日に公表した「{old}」の一部を次のとおり訂正します。",
        ]
    )
    if dice.comes(0.5):
        wrong, right = dice.whole(101, 570), dice.whole(101, 570)
        name = dice.pick(stock()["classes"]["CN"])[0]
        lines = [f"（誤）{name}（艦番号「{wrong}」）", f"（正）{name}（艦番号「{right}」）"]
        return title, [told, *lines], [line]
    sentences, says = movement(dice, style, Clock(dice, was))
    return title, [told, "訂正後の全文は、以下のとおりです。", *sentences], [line, *says]


def _dress(dice: Dice, style: str, clock: Clock, title: str, sentences: list[str]) -> str:
    """Set the sentences as a release: head, body, foot and captions, lines, widths."""
    day = clock.published
    dated = f"{era(day)}{day.month}月{day.day}日"
    short = f"{day.year - (1988 if day < date(2019, 5, 1) else 2018)}.{day.month}.{day.day}"
    head = [
        dice.pick([dated, dated, short]),
        dice.pick(["統合幕僚監部", "統合幕僚監部", "防衛省"]),
        title,
    ]
    if dice.comes(0.6):
        head.insert(0, "（お知らせ）")
    body = _body(dice, polite(sentences) if dice.comes(0.1) else sentences)
    foot = _foot(dice, body, title) if dice.comes(0.4) else []
    if not foot and dice.comes(0.2):
        foot = dice.pick(_TAILS)
    text = "\n".join([*head, "", *body, *foot])
    if style != "2025-2026" and dice.comes(0.3):
        text = text.translate(_NARROW)
    if dice.comes(0.3):
        text = text.translate(_WIDE)
    return _wrap(text, dice.whole(14, 38)) if dice.comes(0.5) else text


def _body(dice: Dice, sentences: list[str]) -> list[str]:
    numbered = any(re.match(r"[（\d]", line) for line in sentences)
    if not numbered and dice.comes(0.15):
        return [f"{k} {line}" for k, line in enumerate(sentences, 1)]
    if not numbered and dice.comes(0.2):
        return ["".join(sentences)]
    return ["　" + line for line in sentences] if dice.comes(0.3) else sentences


def _foot(dice: Dice, body: list[str], title: str) -> list[str]:
    """Write the footer that names the office, and what a map page repeats after it."""
    office = dice.pick(["統合幕僚監部", "防衛省統合幕僚監部", "統合幕僚監部報道官"])
    joined = "".join(body)
    hulls = [f"艦番号「{hull}」" for hull in re.findall(r"「(\d+)」", joined)]
    ships = re.findall(r"[ァ-ヴー・]+[ⅠⅡⅢⅣⅤ]?改?級[一-龥ァ-ヴー]+", joined)
    days = re.findall(r"\d+月\d+日（.）[^、。]{0,6}", joined)
    repeated = [body[0]] if dice.comes(0.5) else []
    return ["", office, "", title, *days, *ships, *hulls, *repeated, "※ 地図は概要を示す。"]


def _wrap(text: str, width: int) -> str:
    """Break lines anywhere, as the text layer of a page does."""
    lines = [
        line[at : at + width]
        for line in text.split("\n")
        for at in range(0, max(len(line), 1), width)
    ]
    return "\n".join(lines)
