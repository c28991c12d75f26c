"""Measures of a passage into signs that it was not continuous and expeditious, with their excuses.

A sign is a number beyond a threshold. What it means nobody knows from here: weather, a pilot, a
port or a distress give the same number. So each comes with what may excuse it, and none is a
verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["EXCUSES", "SIGNS", "Excuse", "Sign", "find_signs", "tell_signs"]


@dataclass(frozen=True)
class Sign:
    """One sign.

    Attributes:
        sign: its name.
        threshold: told when the value is beyond it: ours, from `docs/passage.md`.
        below: whether beyond is below.
        unit: of value and threshold.
        article: of UNCLOS, as treaty.csv has it.
        excuses: names of what may excuse it.
        en: what was measured, with {value} and {threshold}.
        ja: the same in Japanese.
    """

    sign: str
    threshold: float
    below: bool
    unit: str
    article: str
    excuses: tuple[str, ...]
    en: str
    ja: str


@dataclass(frozen=True)
class Excuse:
    """What may excuse a sign: the words, and the article that allows it where there is one."""

    article: str | None
    en: str
    ja: str


EXCUSES = {
    "weather": Excuse("UNCLOS 18(2)", "weather, force majeure", "荒天・不可抗力"),
    "distress": Excuse("UNCLOS 18(2)", "distress or damage of its own", "自船の遭難・故障"),
    "assistance": Excuse("UNCLOS 18(2)", "help to others in distress", "遭難した他者への援助"),
    "port_call": Excuse("UNCLOS 18(1)(b)", "call at a port or a roadstead", "港・停泊地への寄港"),
    "anchorage": Excuse("UNCLOS 18(2)", "pilot or anchorage area", "水先区域・錨地"),
    "routeing": Excuse("UNCLOS 22", "sea lanes and traffic separation", "航路帯・分離通航帯"),
    "other_ships": Excuse("UNCLOS 18(2)", "giving way to other ships", "他船の避航"),
    "coastline": Excuse(None, "land or shoals in the straight way", "直線上の陸地・浅瀬"),
    "ferry": Excuse(None, "a line service to and fro", "定期往復便"),
    "consent": Excuse("UNCLOS 21", "leave of the coastal State", "沿岸国の許可"),
    "status_stale": Excuse(None, "status set by hand and left", "手動設定の更新忘れ"),
    "reception": Excuse(None, "no receiver within reach", "受信局の圏外"),
    "equipment": Excuse(None, "faulty or, for safety, switched off", "機器の故障・保安上の停波"),
}

_STOPS = ("weather", "distress", "assistance", "port_call", "anchorage", "routeing")

SIGNS = (
    Sign(
        "indirect_way", 1.5, False, "ratio", "UNCLOS 18(2)",
        ("coastline", "routeing", "weather", "port_call", "anchorage", "assistance"),
        "way of {value} times the straight line (from {threshold})",
        "航程は直線距離の{value}倍(目安{threshold}倍超)",
    ),
    Sign(
        "slow", 0.5, False, "h", "UNCLOS 18(2)", _STOPS,
        "slow for {value} h on end (from {threshold} h)",
        "連続{value}時間の低速航行(目安{threshold}時間超)",
    ),
    Sign(
        "below_own_speed", 0.5, False, "h", "UNCLOS 18(2)", _STOPS,
        "far below its own usual speed for {value} h on end (from {threshold} h)",
        "連続{value}時間、自船の通常速力を大きく下回る(目安{threshold}時間超)",
    ),
    Sign(
        "at_anchor", 1 / 6, False, "h", "UNCLOS 18(2)", (*_STOPS, "status_stale"),
        "status `at anchor` for {value} h (from {threshold} h)",
        "航海状態「錨泊中」が{value}時間(目安{threshold}時間超)",
    ),
    Sign(
        "fishing", 1 / 6, False, "h", "UNCLOS 19(2)(i)", ("consent", "status_stale"),
        "status `engaged in fishing` for {value} h (from {threshold} h)",
        "航海状態「漁ろう中」が{value}時間(目安{threshold}時間超)",
    ),
    Sign(
        "reversals", 0, False, "count", "UNCLOS 18(2)",
        ("other_ships", "routeing", "weather", "port_call", "anchorage", "assistance", "ferry"),
        "turned back, {value} in number (from more than {threshold})",
        "反転{value}回(目安{threshold}回超)",
    ),
    Sign(
        "survey_lines", 3, False, "count", "UNCLOS 19(2)(j)",
        ("consent", "assistance", "anchorage", "ferry"),
        "{value} parallel lines side by side (from more than {threshold})",
        "並行する測線{value}本(目安{threshold}本超)",
    ),
    Sign(
        "same_side", 0.5, True, "ratio", "UNCLOS 18(1)(a)",
        ("port_call", "weather", "distress", "assistance", "coastline"),
        "left at {value} of its farthest distance from where it came in (below {threshold})",
        "入域点付近から出域(最遠距離の{value}倍、目安{threshold}倍未満)",
    ),
    Sign(
        "re_entry", 24, True, "h", "UNCLOS 18(2)",
        ("port_call", "ferry", "weather", "routeing", "coastline"),
        "back in {value} h after it left the same State's waters (below {threshold} h)",
        "同じ国の海域を出てから{value}時間で再入域(目安{threshold}時間未満)",
    ),
    Sign(
        "silence", 1, False, "h", "UNCLOS 18(2)", ("reception", "equipment", "port_call"),
        "no fix for {value} h from a place inside (from {threshold} h)",
        "域内で始まる{value}時間の位置通報の途絶(目安{threshold}時間超)",
    ),
)  # fmt: skip
"""Signs in the order in which they are told. None of the thresholds is in a treaty."""


def find_signs(
    values: Mapping[str, float | str], supported: tuple[str, ...], thresholds: Mapping[str, float]
) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """Hold each value against its threshold.

    Args:
        values: by sign, the value, or in words why it could not be tested.
        supported: excuses that the fixes themselves speak for.
        thresholds: by sign, instead of the table's.

    Returns:
        signs that were found: sign, value, threshold, unit, article, en, ja, excuses, supported;
        and those that were not tested: sign, why.
    """
    found, untested = [], []
    for sign in SIGNS:
        value = values[sign.sign]
        if isinstance(value, str):
            untested.append({"sign": sign.sign, "why": value})
            continue
        threshold = thresholds.get(sign.sign, sign.threshold)
        if value < threshold if sign.below else value > threshold:
            found.append(_tell(sign, value, threshold, supported))
    return found, untested


def _tell(sign: Sign, value: float, threshold: float, supported: tuple[str, ...]) -> dict[str, Any]:
    words = {"value": f"{value:.3g}", "threshold": f"{threshold:.3g}"}
    return {
        "sign": sign.sign,
        "value": round(value, 3),
        "threshold": round(threshold, 3),
        "unit": sign.unit,
        "article": sign.article,
        "en": sign.en.format(**words),
        "ja": sign.ja.format(**words),
        "excuses": list(sign.excuses),
        "supported": [excuse for excuse in sign.excuses if excuse in supported],
    }


def tell_signs(found: list[dict[str, Any]], untested: list[dict[str, str]]) -> dict[str, str]:
    """Word what was found and what was not, in English (`text`) and Japanese (`text_ja`)."""
    n = len(SIGNS) - len(untested)
    names = ", ".join(one["sign"] for one in untested)
    left, left_ja = (f"; not tested: {names}", f"。未検査: {names}") if untested else ("", "")
    if not found:
        return {
            "text": f"no sign found among {n} tested{left}",
            "text_ja": f"検査した{n}項目に兆候なし{left_ja}",
        }
    return {
        "text": f"signs, no verdict: {'; '.join(one['en'] for one in found)}{left}",
        "text_ja": f"兆候(判断ではない): {'、'.join(one['ja'] for one in found)}{left_ja}",
    }
