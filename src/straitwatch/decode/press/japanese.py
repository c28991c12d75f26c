"""Japanese releases turned into statements, sentence by sentence."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

import regex

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.grammar import STOP, Grammar, read_grammar
from straitwatch.decode.press.japanese_air import (
    say_aircraft,
    say_first,
    say_flights,
    say_observation,
    say_scramble,
)
from straitwatch.decode.press.japanese_rest import say_absence, say_correction, say_entry
from straitwatch.decode.press.japanese_say import say_legs, say_passage, say_sighting
from straitwatch.decode.press.lexicon import Lexicon
from straitwatch.decode.press.moment import Calendar
from straitwatch.decode.press.plain import Plain, Stretch, plain_japanese
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.statement import Part
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import KINDS, words_of

__all__ = ["read_japanese"]

_FOOTER = regex.compile(r"\(?(?:お?問い?合わ?せ先?|連絡先|担当者?[:は])|統合幕僚監部(?:総務部)?(?:報道官|広報)室?")
_FULL_STOP = "'。'"

_SAY: dict[str, Callable[[Token, Scene], None]] = {
    "correction": say_correction,
    "same_as": say_legs,
    "flights": say_flights,
    "scramble": say_scramble,
    "aircraft": say_aircraft,
    "sighting": say_sighting,
    "sailing": say_sighting,
    "listed": say_sighting,
    "transit": say_passage,
    "entry": say_entry,
    "absence": say_absence,
    "observation": say_observation,
    "first": say_first,
}
"""What is told of each kind of sentence, in this order."""

_ALONE = {
    "correction": set(_SAY),
    "same_as": set(_SAY) - {"first"},
    "flights": set(_SAY) - {"scramble", "first"},
    "scramble": {"aircraft", "sighting", "observation", "sailing", "listed"},
    "sighting": {"sailing", "listed", "aircraft"},
    "sailing": {"listed"},
    "observation": {"sailing", "listed", "aircraft"},
    "transit": {"sailing"},
    "absence": {"entry", "sailing", "aircraft"},
    "aircraft": {"transit", "listed", "sailing"},
}
"""Kinds that a sentence is not, when it is of another: each lists those that it shuts out."""


@cache
def tools() -> tuple[Grammar, Lexicon]:
    """Read the grammar once."""
    path = files("straitwatch.decode").joinpath("data/grammar/ja.grammar")
    grammar = read_grammar(path.read_text("utf-8"), path.name, words_of("ja"), KINDS)
    return grammar, Lexicon([*grammar.words, *words_of("ja")], spaced=False)


def read_japanese(document: Document, stretch: Stretch) -> Part:
    """Read a Japanese stretch of a document.

    What follows the line that names the issuing office repeats the text as captions of maps and
    pictures, and is not read.
    """
    grammar, lexicon = tools()
    plain = plain_japanese(document.text[stretch.start : stretch.end], stretch.start)
    published = document.published.date() if document.published else None
    scene = Scene(document, plain, "ja", Calendar(published))
    body = Plain(plain.text[: _end_of_body(plain.text)], plain.at)
    for sentence in _sentences(grammar.chunk(_with_stops(lexicon.cut(body.text), plain))):
        _read(sentence, grammar, scene)
    return scene.part


def _end_of_body(text: str) -> int:
    """Find where the footer starts; a head may name the office too, before the first stop."""
    first = text.find("。")
    found = _FOOTER.search(text, max(first, 0))
    return found.start() if found else len(text)


def _with_stops(tokens: list[Token], plain: Plain) -> list[Token]:
    """Put a stop where a heading ends, or an item of a list begins."""
    told: list[Token] = []
    for token in tokens:
        if token.start in plain.stops:
            told.append(Token(STOP, token.start, token.start))
        told.append(token)
    return told


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    held: list[Token] = []
    for token in tokens:
        held.append(token)
        if token.kind in (_FULL_STOP, STOP):
            if len(held) > 1:
                yield held
            held = []
    if held:
        yield held


def _read(sentence: list[Token], grammar: Grammar, scene: Scene) -> None:
    nodes = grammar.parse(sentence)
    kinds = {node.kind for node in nodes}
    shut = {other for kind in kinds for other in _ALONE.get(kind, set()) - {kind}}
    before = len(scene.part.statements)
    for kind, say in _SAY.items():
        if kind in shut:
            continue
        for node in nodes:
            if node.kind == kind:
                say(node, scene)
    told = [one.kind for one in scene.part.statements[before:]]
    scene.sentence(sentence[0], sentence[-1], told)
