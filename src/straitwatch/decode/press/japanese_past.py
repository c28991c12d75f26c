"""Japanese sentences on history, counts, rules and questions told apart from what was seen."""

from datetime import timedelta

import regex

from straitwatch.decode.press.japanese_point import SEEN
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = ["drop_undated", "forget_vague", "is_dialogue", "is_unreal"]

_TIMES = ("moment", "period")
_UNREAL = frozenset({"future", "general", "asked"})
_TURNS = 2  # of speech that make a dialogue: ours
_SPEAKS = regex.compile(
    r"^[\s\u3000]*[(（【]?(?:記者|大臣|副大臣|長官|報道官|幕僚長|統幕長|海幕長|質問|問|答|Q|A|Ｑ|Ａ)[0-9０-９]*"
    r"[)）】]?[\s\u3000]*[:：.．\u3000]",
    regex.MULTILINE,
)
_LONG_AGO = timedelta(days=366)
"""What lies farther before the day of publication is history: ours; the earlier ways that releases
link to today's ships lie weeks back, a few of them months."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_MONTHS = 12
_EARLIER = timedelta(days=3)
"""How far before today's sighting an earlier way of the same ships lies at least: ours; what lies
nearer is told as one story."""

_ALLIES = regex.compile(
    "(?:米|英|仏|独|豪|カナダ|フランス|ドイツ|オーストラリア|オランダ|イタリア|インド)国?"
    "(?:海軍|軍|艦|駆逐艦|フリゲート|空母)"
)
_WATCHED = regex.compile("中国|ロシア|北朝鮮|中[露ロ]|[露ロ]軍")

_PLACED = ("sighting", "transit", "entry", "aircraft")


def is_unreal(sentence: list[Token], kinds: set[str], scene: Scene) -> bool:
    """Tell whether a sentence tells of no single thing that happened of late.

    Args:
        sentence: its words and phrases.
        kinds: of sentences that the grammar found in it.
        scene: what was told before, and the day of publication.
    """
    if kinds & _UNREAL or (kinds & {"drill", "spoken"} and "seeing" not in kinds):
        return True
    dated = any(token.kind in _TIMES for token in sentence)
    background = kinds & {"past", "counted"} and not kinds & {"same_as", "first", "correction"}
    return bool(background) and (not dated or any(_is_past(one, scene) for one in sentence))


def _is_past(token: Token, scene: Scene) -> bool:
    """Tell whether a month told with its year lies more than a year before publication."""
    published, year, month = scene.calendar.published, token.number("year"), token.number("month")
    if token.kind != "month" or published is None or year is None or month is None:
        return False
    era = token.get("era")
    year += _ERAS.get(era.kind.strip("'"), 0) if era is not None else 0
    return (published.year - year) * 12 + published.month - month > _MONTHS


def is_dialogue(text: str) -> bool:
    """Tell whether a text is made of questions and answers: a press conference."""
    return len(_SPEAKS.findall(text)) >= _TURNS


def drop_undated(scene: Scene) -> None:
    """Leave out what a document tells with no time at all, or as history.

    A way without a time stands beside one that has a time, as the head of an item does; a document
    that dates nothing, and knows no ship by its number, tells of no single way.
    """
    told = scene.part.statements
    kept = [one for one in told if one.same_as is not None or not _is_old(one, scene)]
    kept = [one for one in kept if not _is_of_allies(one, scene)]
    _link_earlier(kept)
    if not any(_is_single(one, spoken=scene.spoken) for one in kept):
        kept = [one for one in kept if one.kind == "correction"]
    scene.part.statements = [one for one in kept if not _is_headline(one, kept, scene)]


def _is_of_allies(one: Statement, scene: Scene) -> bool:
    """Tell whether ships without a flag stand in a sentence that speaks of an ally's navy alone."""
    if not one.objects or any(ship["navy"] is not None for ship in one.objects):
        return False
    text = scene.document.text
    words = text[text.rfind("。", 0, one.start) + 1 : one.end]
    return _ALLIES.search(words) is not None and _WATCHED.search(words) is None


def forget_vague(told: list[Statement], scene: Scene) -> None:
    """Forget the ships and aircraft of a headline that have neither number nor name."""
    if not told or any(one.when is not None for one in told):
        return
    for known in (scene.ships, scene.recent, scene.group, scene.aircraft, scene.flown):
        known[:] = [one for one in known if one["hull"] or one["name"]]


def _is_headline(one: Statement, told: list[Statement], scene: Scene) -> bool:
    """Tell whether a statement without a time stands in a headline above some that have one."""
    if one.when is not None or one.kind == "correction":
        return False
    above = "。" not in scene.document.text[: one.end + 1]
    return above and any(other.when is not None for other in told)


def _link_earlier(told: list[Statement]) -> None:
    """Link ways that lie days before today's sighting of the same ships to it."""
    first = next((one for one in told if one.kind in SEEN and one.when is not None), None)
    for one in told:
        if first is None or first.when is None or one is first or one.same_as is not None:
            continue
        if one.kind not in ("sighting", "transit") or one.when is None or one.start < first.end:
            continue
        known = {ship["hull"] for ship in first.objects if ship["hull"]}
        hulls = {ship["hull"] for ship in one.objects if ship["hull"]}
        if known & hulls and one.when.t_end < first.when.t_start - _EARLIER:
            one.same_as = first


def _is_single(told: Statement, *, spoken: bool) -> bool:
    if told.when is not None or spoken or any(one["hull"] for one in told.objects):
        return True
    return told.where is not None and told.where.fields.get("dist_km") is not None


def _is_old(told: Statement, scene: Scene) -> bool:
    published = scene.calendar.published
    if published is None or told.when is None or told.kind not in _PLACED:
        return False
    return told.when.last_day < published - _LONG_AGO
