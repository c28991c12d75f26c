"""Choices turned into releases that hold no sighting, full of the same words."""

from datetime import timedelta

from straitwatch.flow.bench.reading.dice import Dice
from straitwatch.flow.bench.reading.ja_words import WEEK, Clock, draw_fleet, stock

__all__ = ["nothing"]


def nothing(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    """Write a release of another subject.

    Args:
        dice: chance.
        style: of the years.
        clock: of the release.

    Returns:
        title and sentences. No sentence tells of a foreign ship or aircraft that was seen there.
    """
    return dice.pick([_exercise, _visit, _statistics, _relief, _piracy, _plan, _speech, _people])(
        dice, style, clock
    )


def _unit(dice: Dice) -> str:
    unit, name, base = dice.pick(stock()["observers"]["old"])
    return f"{unit}所属「{name}」（{base}）"


def _span(dice: Dice, clock: Clock) -> str:
    first = clock.published - timedelta(days=dice.whole(2, 9))
    last = first + timedelta(days=dice.whole(1, 4))
    return f"{clock.day(first)}から{last.month}月{last.day}日（{WEEK[last.weekday()]}）"


def _gate(dice: Dice) -> str:
    words: list[str] = dice.pick(stock()["route"])["words"]
    return dice.pick(words)


def _exercise(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    ally = dice.pick(["米海軍", "豪海軍", "英海軍", "韓国海軍", "インド海軍", "仏海軍"])
    hull = dice.whole(51, 180)
    drill = dice.pick(["対水上戦訓練", "対潜戦訓練", "洋上補給訓練", "射撃訓練", "発着艦訓練"])
    return f"{ally}との共同訓練について", [
        f"1 期間 {_span(dice, clock)}",
        f"2 海空域 {dice.pick(['東シナ海', '日本海', '沖縄南方の太平洋', '宮古島の南の海域'])}",
        f"3 参加部隊 海上自衛隊{_unit(dice)}、{ally}駆逐艦（艦番号「{hull}」）",
        f"4 訓練項目 {drill}、戦術運動、通信訓練",
        f"訓練部隊は、{_gate(dice)}を{dice.pick('東西南北')}進し、太平洋へ向けて航行した。",
    ]


def _visit(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    navy = dice.pick(["CN", "RU"])
    fleet = draw_fleet(dice, navy, style, 1)
    port = dice.pick(["横須賀", "佐世保", "呉", "舞鶴", "東京"])
    flag = {"CN": "中国", "RU": "ロシア"}[navy]
    until = _span(dice, clock)
    return f"{flag}海軍艦艇の訪日について", [
        f"{flag}海軍{fleet.words}は、親善のため、{until}まで{port}に寄港する予定である。",
        f"期間中、海上自衛隊{_unit(dice)}がホストシップを務め、艦艇の相互訪問、スポーツ交歓等を行う。",
    ]


def _statistics(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    total = dice.whole(300, 900)
    half = dice.pick(["上半期", "第1四半期", "第3四半期まで"])
    change = f"{dice.whole(3, 60)}回{dice.pick(['増加', '減少'])}"
    return f"{clock.published.year}年度{half}の緊急発進実施状況について", [
        f"1 緊急発進回数は{total}回であり、前年度同期と比べて{change}した。",
        f"2 中国機に対し約{dice.whole(55, 75)}%、ロシア機に対し約{dice.whole(20, 40)}%であった。",
        "3 南西航空方面隊の戦闘機による緊急発進が最多であり、北部航空方面隊がこれに次いだ。",
        f"4 期間中に公表した飛行は、H-6爆撃機、推定中国無人機等の{dice.whole(9, 40)}件である。",
    ]


def _relief(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    when = clock.day(clock.published - timedelta(days=1))
    place = dice.pick([p[0] for p in dice.pick(stock()["route"])["places"]])
    hour = clock.hour()[0]
    return "離島からの急患輸送に係る災害派遣について", [
        f"{when}{hour}、知事からの要請を受け、海上自衛隊{_unit(dice)}が災害派遣を実施した。",
        f"{place}の急患1名を本土へ空輸し、搭乗医師に引き継いだことを確認した。",
        f"周辺の海域においては、艦艇{dice.whole(2, 5)}隻が待機した。",
    ]


def _piracy(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    until, ships, flown, seen = (
        _span(dice, clock),
        dice.whole(1, 9),
        dice.whole(8, 20),
        dice.whole(5, 20) * 100,
    )
    return "海賊対処行動に係る活動状況について", [
        (
            f"1 派遣海賊対処行動水上部隊は、{until}まで、アデン湾の海域において"
            f"商船{ships}隻を護衛した。"
        ),
        (
            "2 派遣海賊対処行動航空隊の「P-3C」は、警戒監視・情報収集のための飛行を"
            f"{flown}回実施し、商船約{seen}隻を確認した。"
        ),
        "3 得られた情報は、中国海軍の護衛部隊を含む関係機関に提供した。",
    ]


def _plan(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    route = dice.pick(stock()["route"])
    when = clock.day(clock.published + timedelta(days=dice.whole(3, 20)))
    gate, way = dice.pick(route["words"]), dice.pick("東西南北")
    return "練習艦隊の行動予定について", [
        f"練習艦隊は、{when}に呉を出港し、{gate}を{way}進する予定である。",
        "その後、太平洋へ向けて航行し、洋上において補給及び射撃の訓練を行う。",
        f"途中、海上自衛隊{_unit(dice)}が合流する。",
    ]


def _speech(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    name = dice.pick(stock()["carriers"]["names"])[0]
    land = dice.pick(["米国", "豪州", "フィリピン", "フランス"])
    return "統合幕僚長の外国出張について", [
        f"統合幕僚長は、{_span(dice, clock)}まで、{land}を訪問した。",
        (
            f"会談では、空母「{name}」の太平洋における活動、中国とロシアの爆撃機による共同飛行等、"
            "我が国周辺の情勢について認識を共有した。"
        ),
        "双方は、警戒監視・情報収集における連携を強化していくことを確認した。",
    ]


def _people(dice: Dice, style: str, clock: Clock) -> tuple[str, list[str]]:
    del style
    unit, _, base = dice.pick(stock()["observers"]["old"])
    return "弾道ミサイル等に関する情報について", [
        f"{clock.day(clock.published)}{clock.hour()[0]}、弾道ミサイルの可能性があるものが北東方向に発射された。",
        "当該飛翔体は、日本海の我が国排他的経済水域の外側に落下したものと推定される。",
        f"付近を航行する船舶及び航空機に対し情報を提供した。{unit}（{base}）においても警戒監視を継続している。",
    ]
