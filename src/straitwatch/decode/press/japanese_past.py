"""Japanese sentences on history, counts, rules and questions told apart from what was seen."""

from datetime import timedelta

from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = ["drop_undated", "is_unreal"]

_TIMES = ("moment", "period")
_UNREAL = frozenset({"future", "general", "asked"})
_LONG_AGO = timedelta(days=366)
"""What lies farther before the day of publication is history: ours; the earlier ways that releases
link to today's ships lie weeks back, a few of them months."""

_PLACED = ("sighting", "transit", "entry", "aircraft")


def is_unreal(sentence: list[Token], kinds: set[str]) -> bool:
    """Tell whether a sentence tells of no single thing that happened of late.

    Args:
        sentence: its words and phrases.
        kinds: of sentences that the grammar found in it.
    """
    if kinds & _UNREAL or ("drill" in kinds and "seeing" not in kinds):
        return True
    dated = any(token.kind in _TIMES for token in sentence)
    background = kinds & {"past", "counted"} and not kinds & {"same_as", "first", "correction"}
    return bool(background) and not dated


def drop_undated(scene: Scene) -> None:
    """Leave out what a document tells with no time at all, or as history.

    A way without a time stands beside one that has a time, as the head of an item does; a document
    that dates nothing, and knows no ship by its number, tells of no single way.
    """
    told = scene.part.statements
    kept = [one for one in told if one.same_as is not None or not _is_old(one, scene)]
    if not any(map(_is_single, kept)):
        kept = [one for one in kept if one.kind == "correction"]
    scene.part.statements = [one for one in kept if not _is_told_again(one, kept, scene)]


def _is_told_again(one: Statement, told: list[Statement], scene: Scene) -> bool:
    """Tell whether a head or a lead without a day is told again further on with one.

    What only the lead says of the way goes to the statement that has the day, where there is one.
    """
    if one.when is not None or one.kind == "correction":
        return False
    text = scene.document.text
    if "。" not in text[: one.end + 1] and any(other.when is not None for other in told):
        return True  # a headline
    if one.where is None or one.kind not in _PLACED:
        return False
    later = [
        other
        for other in told
        if other.kind == one.kind and other.start > one.start and other.same_as is None
        if other.when is not None and other.where is not None
        if other.where.fields.get("gate") == one.where.fields.get("gate")
    ]
    if len(later) == 1 and one.where.fields.get("gate"):
        for slot in ("from_sea", "to_sea", "heading"):
            setattr(later[0], slot, getattr(later[0], slot) or getattr(one, slot))
    return bool(later) and one.where.fields.get("gate") is not None


def _is_single(told: Statement) -> bool:
    if told.when is not None or any(one["hull"] for one in told.objects):
        return True
    return told.where is not None and told.where.fields.get("dist_km") is not None


def _is_old(told: Statement, scene: Scene) -> bool:
    published = scene.calendar.published
    if published is None or told.when is None or told.kind not in _PLACED:
        return False
    return told.when.last_day < published - _LONG_AGO
