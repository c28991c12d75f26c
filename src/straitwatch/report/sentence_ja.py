"""One event turned into one Japanese sentence."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from straitwatch.report.sentence import KIND_JA, Told

__all__ = ["say_event"]

_TOKYO = ZoneInfo("Asia/Tokyo")
_DAY = timedelta(days=1)
_ABOUT = {"about": "約", "at_least": "少なくとも", "at_most": "多くとも"}
_MANY_HOURS = 48


def say_event(told: Told) -> str:
    """Say an event in one sentence."""
    sentence = _SAY.get(told.kind, _any)(told)
    if told.certainty == "reported" and told.kind not in _REPORTED:
        sentence = f"{sentence.removesuffix('。')}(報道・発表による)。"
    lead = "[撤回]" if told.status == "retracted" else ""
    return lead + ("[模擬]" if told.certainty == "simulated" else "") + sentence


_REPORTED = {"first_sighting", "reported_absence", "flight_operations"}


def _when(told: Told) -> str:
    """Say when: in the source's own days in Japan, else in UTC."""
    if told.t_start is None:
        return "時期不明、"
    local = bool(told.when) or told.detail.get("tz") == "Asia/Tokyo"
    zone, label = (_TOKYO, "日本時間") if local else (UTC, "UTC")
    start = told.t_start.astimezone(zone)
    end = told.t_end.astimezone(zone) if told.t_end else start
    if told.when and (part := _part_of_day(told.when)):
        return f"{_day(start)}{part}({label})、"
    if _is_midnight(start) and _is_midnight(end) and end > start:
        last = end - _DAY
        if last.date() == start.date():
            return f"{_day(start)}({label})、"
        return f"{_day(start)}から{_day_after(start, last)}まで({label})、"
    if end.date() == start.date() or told.kind in _AT_ONCE:
        return f"{_day(start)}{start.hour}時{start.minute:02d}分({label})、"
    return f"{_day(start)}から{_day_after(start, end)}まで({label})、"


_AT_ONCE = {"entry", "gap", "loitering", "port_visit", "anchoring", "passage", "proximity"}


def _part_of_day(when: str) -> str:
    """Find the part of one day that a source words: `morning to afternoon of 2023-01-01 JST`."""
    if clock := _CLOCK.match(when):
        return f"{int(clock[2])}時{clock[3]}分{'ごろ' if clock[1] else ''}"
    lead, of, rest = when.partition(" of ")
    parts = [_PARTS.get(one) for one in lead.split(" to ")]
    if not of or len(_DATE.findall(rest)) != 1 or None in parts:
        return ""
    return "から".join(one for one in parts if one)


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"(about )?(\d\d):(\d\d), \d{4}-\d\d-\d\d( JST)?$")
_PARTS = {
    "morning": "午前", "afternoon": "午後", "night": "夜", "evening": "夕方", "noon": "正午",
    "early morning": "早朝", "dawn": "未明", "daytime": "日中",
}  # fmt: skip


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def _day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _day_after(start: datetime, end: datetime) -> str:
    """Say a later day; year and month only where they are others."""
    if end.year != start.year:
        return _day(end)
    return f"{end.day}日" if end.month == start.month else f"{end.month}月{end.day}日"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f}秒"
    hours, rest = divmod(minutes, 60)
    if hours >= _MANY_HOURS:
        days, left = divmod(round(seconds / 3600), 24)
        return f"{days}日{left}時間" if left else f"{days}日"
    if not hours:
        return f"{minutes}分"
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def _length(told: Told) -> str:
    return "" if told.seconds is None else f"約{_span(told.seconds)}、"


def _count(told: Told) -> str:
    return _ABOUT.get(told.n_is or "", "") + f"{told.n:,}"


def _who(told: Told) -> str:
    return f"{told.who}ほか{len(told.others)}" if told.others else told.who


def _whom(told: Told) -> str:
    return _who(told) + (("機" if told.air else "隻") if told.others else "")


def _seas(told: Told) -> str:
    if not (told.from_sea and told.to_sea) or told.from_sea == told.to_sea:
        return ""
    return f"{told.from_sea}から{told.to_sea}へ"


def _gate(told: Told) -> str:
    return told.gate or told.place or "海峡"


def _sea_of(told: Told) -> str:
    sea = "領空" if told.air else "領海"
    return f"{told.state}の{sea}" if told.state else sea


def _at(told: Told) -> str:
    name = told.gate or told.place
    return f"{name}で" if name else ""


def _goes_on(told: Told) -> str:
    return "(継続中)" if told.status == "open" else ""


def _crossing(told: Told) -> str:
    return f"{_when(told)}{_whom(told)}が{_gate(told)}の線を{_seas(told)}通過した。"


def _transit(told: Told) -> str:
    return f"{_when(told)}{_whom(told)}が{_gate(told)}を{_seas(told)}通過した。"


def _deployment(told: Told) -> str:
    days = f"。期間は{_count(told)}日" if told.n is not None else ""
    return f"{_when(told)}{_whom(told)}が{_gate(told)}を経て進出し、戻った{days}。"


def _entry(told: Told) -> str:
    stay = f"。滞在は約{_span(told.seconds)}" if told.seconds else ""
    return f"{_when(told)}{_whom(told)}が{_sea_of(told)}に入った{stay}{_goes_on(told)}。"


def _exit(told: Told) -> str:
    return f"{_when(told)}{_whom(told)}が{_sea_of(told)}から出た。"


def _passage(told: Told) -> str:
    signs = f"。継続的かつ迅速な通航と異なる兆候{told.n}件(判断ではない)" if told.n else ""
    return f"{_when(told)}{_whom(told)}が{_length(told)}{_sea_of(told)}を航行した{signs}。"


def _proximity(told: Told) -> str:
    nm = told.number("nearest_nm")
    of = f"{told.state}の" if told.state else ""
    near = f"{of}基線から{nm:.1f}海里まで" if nm is not None else f"{of}基線の近くまで"
    return f"{_when(told)}{_whom(told)}が{near}接近した。領海には入っていない。"


def _gap(told: Told) -> str:
    if told.status == "open":
        return f"{_when(told).removesuffix('、')}以降、{told.who}の位置を受信していない。"
    return f"{_when(told)}{told.who}の位置を{_length(told)}受信しなかった。".replace(
        "、受信", "受信"
    )


def _encounter(told: Told) -> str:
    other = told.others[0] if told.others else "別の船"
    m = told.number("closest_m")
    near = f"。最短距離は{m:,.0f}メートル" if m is not None else ""
    return f"{_when(told)}{told.who}と{other}が{_length(told)}低速で互いの近くにいた{near}。"


def _loitering(told: Told) -> str:
    return f"{_when(told)}{told.who}が{_length(told)}一つの海域付近にとどまった{_goes_on(told)}。"


def _port_visit(told: Told) -> str:
    return (
        f"{_when(told)}{told.who}が{_length(told)}{told.place or '港'}に在港した{_goes_on(told)}。"
    )


def _anchoring(told: Told) -> str:
    return f"{_when(told)}{told.who}が{_length(told)}錨泊した{_goes_on(told)}。"


def _group(told: Told) -> str:
    n = told.n or len(told.others) + 1
    return f"{_when(told)}{told.who}を含む{n}隻が{_length(told)}互いの距離を保って航行した。"


def _shared(told: Told) -> str:
    nm = told.number("apart_nm")
    apart = f"{nm:,.0f}海里離れた" if nm is not None else ""
    return f"{_when(told)}{told.who}を名乗る位置が{apart}2か所から交互に届いた。"


def _impossible(told: Told) -> str:
    if told.others:
        return f"{_when(told)}{len(told.others) + 1}の対象の位置が1か所に示された。"
    kn = told.number("speed_kn")
    need = f"({kn:,.0f}ノットが必要)" if kn is not None else ""
    return f"{_when(told)}{told.who}の位置はあり得ない{need}。"


def _deck(verb: str, mark: str) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        deck = told.others[0] if told.others else "洋上の甲板"
        return f"{_when(told)}{told.who}が{deck}{mark}{verb}した。"

    return say


def _field(verb: str, mark: str) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        place = f"{told.place}{mark}" if told.place else ""
        return f"{_when(told)}{told.who}が{place}{verb}した。"

    return say


def _operations(told: Told) -> str:
    if told.n is None:
        return f"{_when(told)}{told.who}で発着艦があったと伝えられた。回数は示されていない。"
    verb = "受信された" if told.detail.get("counted_from") == "tracks" else "伝えられた"
    return f"{_when(told)}{told.who}で発艦と着艦の合計{_count(told)}回が{verb}。"


def _first(told: Told) -> str:
    return f"{_when(told)}{_at(told)}{told.who}が確認された。発表元によれば、そこでは初めて。"


def _observation(told: Told) -> str:
    watchers = "、".join(told.watchers[:4])
    by = f"{watchers}が" if watchers else ""
    return f"{_when(told)}{by}{_whom(told)}に対する警戒監視を行った。"


def _scramble(told: Told) -> str:
    return f"{_when(told)}{_whom(told)}に対し戦闘機が緊急発進した。"


def _joint(told: Told) -> str:
    whom = f"航空機{_count(told)}機" if told.n else _whom(told)
    return f"{_when(told)}{_at(told)}{whom}が共同飛行した。"


def _firing(told: Told) -> str:
    return f"{_when(told)}{_at(told)}{_whom(told)}が実弾射撃を行った。"


def _no_entry(told: Told) -> str:
    return f"{_when(told)}{_whom(told)}による{_sea_of(told)}への侵入はなかったと発表された。"


def _absence(told: Told) -> str:
    return f"{_when(told)}{told.who}の{_sea_of(told)}への進入の有無を受信範囲から調べた。"


def _could(told: Told) -> str:
    return f"{_when(told)}{told.who}は信号の途絶中に{_sea_of(told)}へ入った可能性がある。"


def _any(told: Told) -> str:
    return f"{_when(told)}{_at(told)}{_whom(told)}:{KIND_JA.get(told.kind, 'その他')}。"


_SAY: dict[str, Callable[[Told], str]] = {
    "crossing": _crossing, "transit": _transit, "deployment": _deployment, "entry": _entry,
    "exit": _exit, "passage": _passage, "proximity": _proximity, "gap": _gap,
    "encounter": _encounter, "loitering": _loitering, "port_visit": _port_visit,
    "anchoring": _anchoring, "group": _group, "identity_shared": _shared,
    "impossible_position": _impossible, "deck_landing": _deck("着艦", "に"),
    "deck_takeoff": _deck("発艦", "から"), "landing": _field("着陸", "に"),
    "takeoff": _field("離陸", "から"), "flight_operations": _operations,
    "first_sighting": _first, "observation": _observation, "scramble": _scramble,
    "joint_flight": _joint, "live_firing": _firing, "reported_absence": _no_entry,
    "absence": _absence, "could_have_entered": _could,
}  # fmt: skip
