"""Japanese releases turned into statements, sentence by sentence."""

from collections.abc import Callable, Iterator
from functools import cache

import regex

from straitwatch.decode.document.record import Document
from straitwatch.decode.own_tables import grammar_text
from straitwatch.decode.press.grammar import STOP, Grammar, read_grammar
from straitwatch.decode.press.japanese_air import (
    flies_before,
    say_aircraft,
    say_first,
    say_joint,
    say_observation,
    say_scramble,
)
from straitwatch.decode.press.japanese_deck import say_flights, say_tallies
from straitwatch.decode.press.japanese_form import (
    end_form,
    say_dated,
    say_located,
    say_roster,
    say_roster_alone,
    say_there,
)
from straitwatch.decode.press.japanese_legs import say_leg_item, say_legs
from straitwatch.decode.press.japanese_list import say_detail, say_hulls, say_item, say_whose
from straitwatch.decode.press.japanese_news import (
    learn_ships,
    say_appeared,
    say_back,
    say_beside,
    say_meeting,
    say_onward,
    say_onway,
    say_spotted,
    say_via,
    say_voyage,
)
from straitwatch.decode.press.japanese_past import (
    drop_undated,
    forget_vague,
    is_dialogue,
    is_unreal,
)
from straitwatch.decode.press.japanese_rest import (
    say_absence,
    say_anew,
    say_correction,
    say_entry,
    say_firing,
    say_incursion,
    say_leaving,
    say_numbered,
)
from straitwatch.decode.press.japanese_say import say_passage, say_sighting
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.lexicon import Lexicon
from straitwatch.decode.press.moment import Calendar
from straitwatch.decode.press.plain import Plain, Stretch, plain_japanese
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Part
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import KINDS, words_of

__all__ = ["read_japanese"]

_FOOTER = regex.compile(r"[(（]?\s*お?問\s*い?\s*合\s*わ?\s*せ|連\s*絡\s*先")
_FOOT = regex.compile(
    r"(?:防衛省統合幕僚監部|統合幕僚監部|防衛省(?!統))(?![・はがにのともで、]|による)"
)
"""The name of the office at the start of a part, with nothing said of it: the footer."""

_SINCE = regex.compile(
    r"(?:以来|ぶり)、?(?:\d+(?:回|度|例)目)?(?:である|です|のことである|となる)?。$"
)
_LONGEST = 5000
"""Words of the longest sentence that is read whole: ours; real ones have some 120."""

_HEAD_LINES, _HEAD_LENGTH = 6, 60
"""A head stands in the first lines and is short: ours, by the longest of releases."""

_MOVES = regex.compile("動向|飛行|航行|通過|艦艇が|確認した")
_FULL_STOP = "'。'"
_MOST_WORDS = 400  # of a sentence; what goes on after them is read as another
_TIMES = ("moment", "period")

_SAY: dict[str, Callable[[Token, Scene], None]] = {
    "correction": say_correction,
    "same_as": say_legs,
    "leg": say_leg_item,
    "dated": say_dated,
    "located": say_located,
    "roster": say_roster,
    "there": say_there,
    "whose": say_whose,
    "detail": say_detail,
    "called": say_hulls,
    "item": say_item,
    "absence": say_absence,
    "flights": say_flights,
    "tallies": say_tallies,
    "incursion": say_incursion,
    "numbered": say_numbered,
    "anew": say_anew,
    "facing": say_aircraft,
    "scramble": say_scramble,
    "firing": say_firing,
    "first": say_first,
    "observation": say_observation,
    "joint": say_joint,
    "aircraft": say_aircraft,
    "flight": say_aircraft,
    "meeting": say_meeting,
    "sighting": say_sighting,
    "beside": say_beside,
    "via": say_via,
    "onway": say_onway,
    "transit": say_passage,
    "sailing": say_sighting,
    "listed": say_sighting,
    "voyage": say_voyage,
    "onward": say_onward,
    "appeared": say_appeared,
    "spotted": say_spotted,
    "back": say_back,
    "entry": say_entry,
    "leaving": say_leaving,
}
"""What is told of each kind of sentence, in this order."""

_ALONE = {
    "correction": set(_SAY),
    "same_as": set(_SAY) - {"first"},
    "leg": set(_SAY),
    "flights": {
        "tallies",
        "spotted",
        "back",
        "aircraft",
        "flight",
        "sailing",
        "joint",
        "observation",
        "entry",
    },
    "tallies": {"aircraft", "flight", "sailing", "joint", "observation", "entry", "sighting"},
    "numbered": {"aircraft", "flight", "entry", "transit", "first"},
    "meeting": {"sailing", "listed", "voyage"},
    "incursion": {"aircraft", "flight", "entry", "transit", "listed", "sailing"},
    "scramble": {"aircraft", "flight", "sighting", "sailing", "listed", "joint"},
    "beside": {"sailing", "listed", "entry", "voyage", "spotted", "aircraft", "flight"},
    "sighting": {"appeared", "beside", "sailing", "listed", "aircraft", "flight", "spotted"},
    "sailing": {"listed", "onward", "voyage", "spotted"},
    "listed": {"voyage", "spotted"},
    "voyage": {"spotted", "appeared"},
    "back": set(),
    "firing": {"beside", "voyage", "spotted", "sailing", "listed", "sighting"},
    "first": {"sailing", "listed", "transit", "entry", "aircraft", "flight"},
    "observation": {"sailing", "listed", "aircraft", "flight", "entry"},
    "transit": {"sailing", "listed"},
    "absence": {"entry", "sailing", "aircraft", "flight", "flights"},
    "joint": {"aircraft", "flight", "transit", "listed", "sailing"},
    "aircraft": {"transit", "listed", "sailing", "flight"},
}
"""What a sentence does not tell besides, once it has told something of a kind."""


@cache
def tools() -> tuple[Grammar, Lexicon]:
    """Read the grammar once."""
    grammar = read_grammar(grammar_text("ja.grammar"), "ja.grammar", words_of("ja"), KINDS)
    return grammar, Lexicon([*grammar.words, *words_of("ja")], spaced=False)


def read_japanese(document: Document, stretch: Stretch) -> Part:
    """Read a Japanese stretch of a document.

    What follows the line that names the issuing office repeats the text as captions of maps and
    pictures, and is not read.
    """
    grammar, lexicon = tools()
    text = document.text[stretch.start : stretch.end]
    plain = plain_japanese(text[: _end_of_body(text)], stretch.start)
    published = document.published.date() if document.published else None
    scene = Scene(document, plain, "ja", Calendar(published))
    if is_dialogue(text):
        return scene.part
    words = _bounded(_with_stops(lexicon.cut(plain.text), plain))
    for sentence in _sentences(grammar.chunk(words)):
        if scene.part.statements and _FOOT.match(plain.text, sentence[0].start):
            break
        if _is_of_another_kind(sentence, grammar, scene):
            break
        _read(sentence, grammar, scene)
    say_roster_alone(scene)
    drop_undated(scene)
    return scene.part


def _is_of_another_kind(sentence: list[Token], grammar: Grammar, scene: Scene) -> bool:
    """Tell whether a head says that the document is no release on movements."""
    words = scene.plain.text[sentence[0].start : sentence[-1].end]
    if len(scene.part.sentences) >= _HEAD_LINES or len(words) > _HEAD_LENGTH:
        return False
    told = any(node.kind == "otherkind" for node in grammar.parse(sentence))
    return told and not scene.part.statements and not _MOVES.search(words)


def _end_of_body(text: str) -> int:
    """Find where the footer starts; a head may name the office too, before the first stop."""
    first = max(text.find("。"), 0)
    found = _FOOTER.search(text, first)
    return found.start() if found else len(text)


def _with_stops(tokens: list[Token], plain: Plain) -> list[Token]:
    """Put a stop where a heading ends, or an item of a list begins."""
    told: list[Token] = []
    for token in tokens:
        if token.start in plain.stops:
            told.append(Token(STOP, token.start, token.start))
        told.append(token)
    return told


def _bounded(tokens: list[Token]) -> list[Token]:
    """Make one word of what a sentence has beyond its first words: it is none."""
    told: list[Token] = []
    length = 0
    for token in tokens:
        length = 0 if token.kind in (_FULL_STOP, STOP) else length + 1
        if length <= _LONGEST:
            told.append(token)
        elif length == _LONGEST + 1:
            told.append(Token("WORD", token.start, token.end, ""))
        else:
            told[-1] = Token("WORD", told[-1].start, token.end, "")
    return told


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    held: list[Token] = []
    for token in tokens:
        held.append(token)
        if token.kind in (_FULL_STOP, STOP) or len(held) >= _MOST_WORDS:
            if len(held) > 1:
                yield held
            held = []
    if held:
        yield held


def _read(sentence: list[Token], grammar: Grammar, scene: Scene) -> None:
    if _is_error(sentence, scene):
        return
    _hear(sentence, scene)
    nodes = grammar.parse(sentence)
    statements = scene.part.statements
    kinds = {node.kind for node in nodes}
    if not kinds & _FORM and not ("item" in kinds and (scene.form_ships or scene.form)):
        end_form(scene)
    before = len(statements)
    unreal = is_unreal(sentence, kinds, scene)
    if unreal or _is_heading(sentence, scene) or _is_since(sentence, scene):
        nodes = [node for node in nodes if node.kind in _HEADINGS]
    _tell(nodes, scene)
    told = [one.kind for one in statements[before:]]
    if sentence[-1].kind != _FULL_STOP and len(scene.part.sentences) < _HEAD_LINES:
        forget_vague(statements[before:], scene)
    lists = sorted(kinds & _LISTS) if not told else []
    scene.sentence(sentence[0], sentence[-1], [*told, *lists])
    if not told:
        _learn(sentence, scene)
        if not unreal:
            learn_ships([node for node in nodes if node.kind == "mention"], scene)


def _tell(nodes: list[Token], scene: Scene) -> None:
    """Tell what a sentence says, kind by kind, until a kind shuts out others."""
    statements = scene.part.statements
    shut: set[str] = set()
    if any(node.kind == "scramble" for node in nodes):
        for node in nodes:
            if node.kind == "aircraft" and flies_before(node, scene):
                say_aircraft(node, scene)  # before the fighters that it says were sent up
    for kind, say in _SAY.items():
        known = len(statements)
        for node in nodes if kind not in shut else []:
            if node.kind == kind:
                say(node, scene)
        if len(statements) > known and not _is_dated(kind, nodes):
            shut |= _ALONE.get(kind, set())


def _hear(sentence: list[Token], scene: Scene) -> None:
    """Take the day on which an office spoke: the one that "that day" means."""
    said = [place for place, token in enumerate(sentence) if token.kind == "said"]
    scene.spoken = scene.spoken or bool(said)
    for token in sentence[: said[-1] + 1] if said else []:
        if token.kind == "said":
            when_of(token.all("when")[0], scene.calendar)
        elif token.kind in _TIMES:
            when_of(token, scene.calendar)


_FORM = {"dated", "located", "roster"}
"""Lines of a form; the first sentence that is none of them ends it."""

_LISTS = {"called", "detail", "item", "whose", "dated", "located", "roster"}
"""Sentences that are understood, and give no row of their own."""

_HEADINGS = ("correction", "dated", "roster", "observation")
"""What a heading, or a sentence on what is planned, may tell all the same."""


def _is_heading(sentence: list[Token], scene: Scene) -> bool:
    return scene.plain.text[sentence[0].start : sentence[-1].end].endswith("について")


def _is_since(sentence: list[Token], scene: Scene) -> bool:
    """Tell whether a sentence says no more than when such a thing was seen before."""
    return _SINCE.search(scene.plain.text[sentence[0].start : sentence[-1].end]) is not None


def _is_dated(kind: str, nodes: list[Token]) -> bool:
    """Tell whether a "first time" stands in a sentence that says when: then it tells more."""
    return kind == "first" and any(
        node.all("moment") for node in nodes if node.kind == kind and node.all("seen")
    )


def _learn(sentence: list[Token], scene: Scene) -> None:
    """Take days, and whose the ships are, from a sentence that tells nothing by itself."""
    if sentence[-1].kind == _FULL_STOP:
        said = max((place for place, one in enumerate(sentence) if one.kind == "said"), default=0)
        for token in sentence[said:]:
            if token.kind in _TIMES:
                scene.when = when_of(token, scene.calendar) or scene.when
    words = [one for token in sentence for one in (token, *(held for _, held in token.walk()))]
    flags = {token.sense("NAVY") for token in words if "NAVY" in token.kind}
    bare = any(one.kind == "ships" and not _has_flag(one) for one in sentence)
    if len({flag.iso for flag in flags}) == 1 and scene.flag is None and not bare:
        scene.flag = next(iter(flags))


def _has_flag(ships: Token) -> bool:
    """Tell whether a list of ships says at its start whose they are."""
    first = ships.get("ship")
    return any(one is not None and one.get("navy") for one in (ships, first))


def _is_error(sentence: list[Token], scene: Scene) -> bool:
    """Tell whether a correction quotes here what was wrong before: (誤)."""
    text = scene.plain.text[sentence[0].start : sentence[-1].end]
    return text.startswith("(誤)")
