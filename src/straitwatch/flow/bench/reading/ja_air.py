"""Choices turned into sentences on aircraft, carriers, survey ships, firing, with their truth."""

from datetime import date, timedelta

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_move import Told, observation, place_words
from straitwatch.flow.bench.reading.ja_turns import table
from straitwatch.flow.bench.reading.ja_words import (
    WEEK,
    Clock,
    draw_fleet,
    joined,
    stock,
    total_words,
)

__all__ = ["carrier", "entry", "firing", "flights", "joint_flight"]

_NOON = 12
_NAVY = {"CN": "中国", "RU": "ロシア"}
_PARTS = {
    "午前": "午前",
    "午後": "午後",
    "午前から午後にかけて": "午前から午後",
    "午前から夜にかけて": "午前から夜",
    "": "",
}


def flights(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on aircraft: one to three sentences, then the fighters sent."""
    day = clock.published - timedelta(days=dice.whole(0, 2))
    if style == "2016-2019":
        return _listed_flight(dice, clock, day)
    sentences, truth = [], []
    for k in range(dice.pick([1, 1, 2, 3])):
        words, line = _flight(dice, style, clock, day)
        sentences.append(["", "また、", "さらに、"][k] + words)
        truth.append(line)
    words, line = scramble(dice, len(sentences) > 1)
    return [*sentences, words], [*truth, line]


def scramble(dice: Dice, many: bool) -> tuple[str, str]:
    """Write that fighters were sent, and by whom."""
    lead = dice.pick(["これらに対し、" if many else "これに対し、", "これに対して、"])
    end = dice.pick(
        ["緊急発進させ対応した。", "緊急発進させ、対応した。", "緊急発進させるなどして対応した。"]
    )
    forces = dice.some(stock()["aircraft"]["forces"], dice.pick([0, 1, 1, 1, 2]))
    if not forces:
        return f"{lead}航空自衛隊の戦闘機を{end}", "scramble; obs=JASDF -"
    also = "等" if dice.comes(0.25) else ""
    words = f"{lead}航空自衛隊{dice.pick(['の', ''])}{'及び'.join(forces)}{also}の戦闘機を{end}"
    return words, f"scramble; obs={','.join(f'JASDF {force}' for force in forces)}"


def _craft(dice: Dice, style: str, flag: str, n: int) -> tuple[str, str]:
    """Write types with their numbers: words and truth."""
    words, truth = [], []
    for role, kind in dice.some(stock()["aircraft"][flag], n):
        count = dice.pick([1, 1, 2, 2, 4])
        name = f"{role}（{kind}）" if style == "2025-2026" else f"{kind}{role}"
        times = dice.pick(["×", ""]) if style == "2025-2026" else ""
        words.append(f"{name}{times}{count}機")
        truth.append(f"{flag} {name}" + (f" x{count}" if count > 1 else ""))
    return joined(words, dice), ",".join(truth)


def _flight(dice: Dice, style: str, clock: Clock, day: date) -> tuple[str, str]:
    passage = dice.pick(stock()["passage"])
    near, far = passage["seas"]
    flag = dice.pick(["CN", "CN", "CN", "RU"])
    if flag == "CN" and dice.comes(0.25):
        words, objects = "推定中国無人機1機", "CN 無人機"
    else:
        craft, objects = _craft(dice, style, flag, dice.pick([1, 1, 1, 2, 3]))
        words = f"{_NAVY[flag]}{dice.pick(['軍の', 'の'])}{craft}"
    when = clock.day(day)
    part = dice.pick(list(_PARTS))
    route, to = _route(dice, passage["words"], near, far)
    end = dice.pick(["ことを確認した。", "ことを確認した。", "。"])
    text = f"{when}{part}、{words}が、{near}{dice.pick(['方面', ''])}から飛来し、{route}{end}"
    seas = "|".join(stock()["seas"][sea] for sea in to)
    line = (
        f"aircraft; t={day} {_PARTS[part]}; gate={passage['gate']}; from={stock()['seas'][near]};"
        f" to={seas}; obj={objects}; free=heading place"
    )
    return text, line


def _route(dice: Dice, strait: str, near: str, far: str) -> tuple[str, list[str]]:
    """Write out only, or out and back: words, and the seas that may be told as its end."""
    out = f"{strait}を通過して{far}に至"
    if dice.comes(0.35):
        return f"{out}った", [far]
    turned = dice.pick([f"{far}上で旋回後、反転し", "反転し", "その後反転し"])
    back = dice.pick(
        [f"再び{strait}を通過して{near}に至った", f"再び{strait}を通過し、{near}へ飛行した"]
    )
    return f"{out}り、{turned}、{back}", [far, near]


def _listed_flight(dice: Dice, clock: Clock, day: date) -> Told:
    """Write the numbered headings of older releases."""
    flag = dice.pick(["CN", "RU"])
    passage = dice.pick(stock()["passage"])
    near, far = passage["seas"]
    words, objects = _craft(dice, "2016-2019", flag, dice.pick([1, 2, 3]))
    clock.with_era = True
    route, to = _route(dice, passage["words"], near, far)
    seas = "|".join(stock()["seas"][sea] for sea in to)
    force = dice.pick(stock()["aircraft"]["forces"])
    lines = [
        f"1 {dice.pick(['期日', '期 日', '日時'])} {clock.day(day)}",
        f"2 国籍 {_NAVY[flag]}",
        f"3 {dice.pick(['機種・機数', '機種及び機数'])} {words}",
        f"4 行動概要 {near}から飛来し、{route}。",
        f"5 {dice.pick(['対応', '自衛隊の対応'])} {force}の戦闘機を緊急発進させ対応した。",
    ]
    line = (
        f"aircraft; t={day}; gate={passage['gate']}; from={stock()['seas'][near]}; to={seas};"
        f" obj={objects}; free=heading place"
    )
    return lines, [line, f"scramble; obs=JASDF {force}"]


def joint_flight(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on bombers of two flags that flew together."""
    day = clock.published - timedelta(days=dice.whole(0, 1))
    n, m = dice.whole(2, 4), dice.whole(2, 4)
    new = style == "2025-2026"
    cn, ru = ("爆撃機（H-6）", "爆撃機（Tu-95）") if new else ("H-6爆撃機", "Tu-95爆撃機")
    when = clock.day(day)
    part = dice.pick(["午前", "午後", "午前から午後にかけて"])
    mid = dice.pick(["及び", "と"])
    where = dice.pick(
        [
            "日本海から東シナ海にかけて",
            "東シナ海から四国沖の太平洋にかけて",
            "日本海、東シナ海及び太平洋において",
        ]
    )
    done = dice.pick(["共同飛行を実施した", "共同飛行を行った", "共同飛行した"])
    text = f"{when}{part}、中国の{cn}{n}機{mid}ロシアの{ru}{m}機が、{where}{done}ことを確認した。"
    line = f"joint_flight; t={day} {_PARTS[part]}; obj=CN {cn} x{n},RU {ru} x{m}"
    sent, sent_line = scramble(dice, many=True)
    return [text, sent], [line, sent_line]


def carrier(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on a carrier: where, with whom, how many take-offs and landings."""
    name, hull, kind = dice.pick(stock()["carriers"]["names"])
    shows_hull = style in {"2023-2024", "2025-2026"}
    lead = f"{kind}「{name}」" + (f"（艦番号「{hull}」）" if shows_hull else "1隻")
    lead_truth = f"CN {kind} 「{name}」" + (f" #{hull}" if shows_hull else "")
    fleet = draw_fleet(dice, "CN", style, dice.pick([1, 2, 3]))
    last = clock.published - timedelta(days=1)
    days = [last - timedelta(days=k) for k in range(dice.pick([1, 2, 3, 4]))][::-1]
    where, place = place_words(dice, stock()["far"]["places"], 60)
    when, (hour, hour_truth) = clock.day(days[0]), clock.hour()
    who = dice.pick(["海上自衛隊は、", "海上自衛隊は、"])
    ships = f"中国海軍{lead}、{fleet.words}{total_words(fleet.count + 1, 2, dice)}"
    seen = f"{when}{hour}、{who}{ships}が、{where}の海域において航行していることを確認した。"
    objects = ",".join([lead_truth, *fleet.truth])
    truth = [f"sighting; t={days[0]} {hour_truth}; at={place}; obj={objects}"]
    rows: Told = ([], [])
    if style == "2025-2026" and len(days) > 1 and dice.comes(0.6):
        rows = _table(dice, clock, days[1:], (kind, name, hull), fleet.truth)
    seen_too, truth = [seen, *rows[0]], [*truth, *rows[1]]
    ops, ops_truth = _deck(dice, clock, name, days)
    watchers, watch_truth = observation(dice, style)
    sent = dice.pick(["艦載戦闘機の発着艦に対し、戦闘機を緊急発進させる等の対応を行った。"])
    watched = f"防衛省・自衛隊は、{watchers}により、警戒監視・情報収集を行った。"
    first = _first(dice, name)
    tail_truth = [*first[1], "scramble; free=observers", f"observation; obs={watch_truth}"]
    return [*seen_too, *ops, *first[0], sent, watched], [*truth, *ops_truth, *tail_truth]


def _table(
    dice: Dice,
    clock: Clock,
    days: list[date],
    lead: tuple[str, str, str],
    others: tuple[str, ...],
) -> Told:
    """Write the later days as a table, where all hulls are told."""
    hulled = [line for line in others if "#" in line]
    lines, truth = table(dice, clock, days, lead, hulled)
    return ["その後の位置等は、次の表のとおりである。", *lines], truth


def _first(dice: Dice, name: str) -> Told:
    if not dice.comes(0.2):
        return [], []
    words = dice.pick(["太平洋上における", "沖ノ鳥島周辺の海域における", ""])
    text = f"{words}空母「{name}」からの艦載戦闘機の発着艦を確認したのは、今回が初めてである。"
    return [text], ["first_sighting; free=objects"]


def _deck(dice: Dice, clock: Clock, name: str, days: list[date]) -> Told:
    """Write the count of each day, and of all together; or of fighters and helicopters apart."""
    clock.said = days[-1]
    if dice.comes(0.25):
        return _apart(dice, name, days)
    numbers = [dice.whole(1, 20) * 10 for _ in days]
    both = dice.pick(["艦載戦闘機及び艦載ヘリによる発着艦", "艦載戦闘機及び艦載ヘリの発着艦"])
    about = [f"{_day(day)}に約{n}回" for day, n in zip(days, numbers, strict=True)]
    each = "、それぞれ" if len(days) > 1 else ""
    text = f"空母「{name}」からの{both}を、{'、'.join(about)}{each}確認した。"
    tallies = ",".join(f"both {n}~ {day}" for day, n in zip(days, numbers, strict=True))
    carrier_truth = f"obj=CN 空母 「{name}」"
    sentences, truth = [text], [f"flight_operations; {carrier_truth}; n={tallies}"]
    if len(days) > 1 and dice.comes(0.7):
        words, tally = _total(dice, days, sum(numbers))
        sentences.append(words)
        truth.append(f"flight_operations; {carrier_truth}; n={tally}; free=objects")
    return sentences, truth


def _total(dice: Dice, days: list[date], total: int) -> tuple[str, str]:
    span = f"{_day(days[0])}から{_day(days[-1])}"
    frames = [
        f"これにより、{span}までの発着艦は計約{total}回となった。",
        f"{span}までの間に確認した発着艦は、計約{total}回となった。",
        f"これにより、{span}までの間の発着艦の回数は、約{total}回となった。",
    ]
    return dice.pick(frames), f"both {total}~ {days[0]}..{days[-1]}"


def _apart(dice: Dice, name: str, days: list[date]) -> Told:
    """Write the count of fighters and that of helicopters over the same days."""
    fighters, helicopters = dice.whole(2, 30) * 10, dice.whole(1, 15) * 10
    when = f"{_day(days[0])}から{_day(days[-1])}にかけて" if len(days) > 1 else _day(days[0])
    span = f"{days[0]}..{days[-1]}" if len(days) > 1 else f"{days[0]}"
    frames = [
        (
            f"{when}、空母「{name}」からの艦載戦闘機による発着艦を約{fighters}回、"
            f"艦載ヘリによる発着艦を約{helicopters}回、それぞれ確認した。"
        ),
        (
            f"{when}、空母「{name}」において、艦載戦闘機約{fighters}回、"
            f"艦載ヘリ約{helicopters}回の発着艦を確認した。"
        ),
    ]
    tallies = f"fighters {fighters}~ {span},helicopters {helicopters}~ {span}"
    return [dice.pick(frames)], [f"flight_operations; obj=CN 空母 「{name}」; n={tallies}"]


def _day(day: date) -> str:
    """A day with its month: a tally may run over the end of one."""
    return f"{day.month}月{day.day}日（{WEEK[day.weekday()]}）"


def entry(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on a survey ship that passed through the territorial sea."""
    del style
    hull = dice.whole(20, 29)
    way = dice.pick(_THROUGH)
    day = clock.published
    hour, minute = dice.whole(1, 9), dice.whole(1, 5) * 10
    sentences = _entry_words(dice, clock.day(day), way, (hour, minute), hull)
    first, last, head, wind_in, wind_out, turn = way
    obj = f"obj=CN シュパン級測量艦 #{hull}"
    free, seen, waters = "free=place", "free=place to_sea", "territorial sea of Japan"
    tail = f" head={turn}; from={waters}; {obj}; free=to_sea place"
    truth = [
        f"sighting|entry; t={day} {hour:02}:00~; at={first} {wind_in}; head={head}; {obj}; {seen}",
        f"entry; t={day} {hour + 1:02}:{minute}~; at={first} {wind_in}; to={waters}; {obj}; {free}",
        f"entry|sighting|transit; t={day} {hour + _NOON}:{minute}~; at={last} {wind_out};{tail}",
    ]
    watchers, watch_truth = observation(dice, "2023-2024")
    sentences.append(f"防衛省・自衛隊は、{watchers}により、警戒監視・情報収集を行った。")
    return sentences, [*truth, f"observation; obs={watch_truth}"]


_THROUGH = [
    ("口永良部島", "屋久島", "E", "SW", "S", "SE"),
    ("屋久島", "口永良部島", "W", "S", "W", "NW"),
    ("口之島", "屋久島", "E", "N", "SE", "E"),
]
"""First and last island, the way between, the side of entry and of exit, the way out."""


def _entry_words(
    dice: Dice, when: str, way: tuple[str, ...], clock: tuple[int, int], hull: int
) -> list[str]:
    first, last, head, wind_in, wind_out, turn = way
    hour, minute = clock
    winds = stock()["winds"]
    our = dice.pick(["我が国の領海", "我が国領海"])
    ship = f"シュパン級測量艦（艦番号「{hull}」）"
    seen = f"{first}（鹿児島県）{winds[wind_in]}の接続水域を{winds[head]}進する中国海軍{ship}"
    came = f"{first}{winds[wind_in]}の{our}に入域した"
    left = f"{last}（鹿児島県）{winds[wind_out]}の{our}から出域し、{winds[turn]}進した"
    return [
        f"{when}午前{hour}時頃、海上自衛隊は、{seen}を確認した。",
        f"その後、同日午前{hour + 1}時{minute}分頃、当該測量艦が{came}ことを確認した。",
        f"同日午後{hour}時{minute}分頃、当該測量艦が{left}ことを確認した。",
    ]


def firing(dice: Dice, style: str, clock: Clock) -> Told:
    """Write a release on ships that fired."""
    fleet = draw_fleet(dice, dice.pick(["RU", "CN"]), style, dice.pick([1, 2]))
    navy = "中国" if fleet.truth[0].startswith("CN") else "ロシア"
    where, place = place_words(dice, stock()["far"]["places"], 30)
    day = clock.published - timedelta(days=1)
    when, (hour, hour_truth) = clock.day(day), clock.hour()
    done = dice.pick(["射撃を実施した", "射撃を行った", "射撃訓練を実施した"])
    ships = f"{navy}海軍{fleet.words}"
    text = f"{when}{hour}、海上自衛隊は、{where}の海域において、{ships}が{done}ことを確認した。"
    about = f"t={day} {hour_truth}; at={place}; obj={','.join(fleet.truth)}"
    watchers, watch_truth = observation(dice, style)
    watched = f"防衛省・自衛隊は、{watchers}により、警戒監視・情報収集を行った。"
    truth = [
        f"live_firing; {about}",
        f"sighting optional; {about}",
        f"observation; obs={watch_truth}",
    ]
    return [text, watched], truth
