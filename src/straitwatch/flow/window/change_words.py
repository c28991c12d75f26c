"""Changes of an identity turned into sentences of a language, without a verdict on why."""

from datetime import UTC, datetime

from straitwatch.flow.show_objects import change_words
from straitwatch.model.ship_type import ship_type_word
from straitwatch.track.identity import Change

__all__ = ["tell_change"]

_ATTRIBUTES = {
    "name": "船名", "callsign": "コールサイン", "imo": "IMO番号", "ship_type": "船種",
    "aircraft_type": "機種", "length_m": "全長", "flag": "旗国",
}  # fmt: skip


def tell_change(change: Change, lang: str) -> str:
    """Tell a change in a sentence of a language."""
    if lang != "ja":
        return change_words(change)
    what = _ATTRIBUTES.get(change.attribute, change.attribute)
    before, after = (_value(change.attribute, one) for one in (change.before, change.after))
    if change.t_both is not None:
        both = f"{what}が{_minute(change.t)}から{after}、{_minute(change.t_both)}にはまだ{before}"
        return f"{both}: 同じ識別番号の2つの対象か、元に戻されたもの"
    last = f"最後に{before}であったのは{_minute(change.t_before)}"
    return f"{what}が{before}から{after}に変わった({_minute(change.t)}、{last})"


def _value(attribute: str, value: str) -> str:
    if attribute == "length_m":
        return f"{value}メートル"
    if attribute == "ship_type":
        return f"種別{value}" if ship_type_word(int(value)) else f"種別{value}(未指定)"
    return f"「{value}」" if attribute in ("name", "callsign") else value


def _minute(moment: datetime | None) -> str:
    if moment is None:
        return "時期不明"
    at = moment.astimezone(UTC)
    return f"{at.year}年{at.month}月{at.day}日{at.hour}時{at.minute:02d}分(UTC)"
