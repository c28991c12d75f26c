"""English texts turned into statements."""

from functools import cache
from importlib.resources import files

import regex

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.english_clause import clauses
from straitwatch.decode.press.english_sentence import sentences
from straitwatch.decode.press.english_story import Story
from straitwatch.decode.press.english_tell import tell_sentence
from straitwatch.decode.press.english_when import Almanac, dateline
from straitwatch.decode.press.english_words import ENGLISH_KINDS, cut_english, english_words
from straitwatch.decode.press.grammar import Grammar, read_grammar
from straitwatch.decode.press.lexicon import Lexicon
from straitwatch.decode.press.plain import Stretch, plain_english
from straitwatch.decode.press.statement import Part, Span
from straitwatch.decode.press.token import Token

__all__ = ["read_english"]

_RETELLING = 0.9
"""Confidence of a full plain statement that somebody retells; ours."""

_OFFICE = regex.compile(
    r"ministry of defen[cs]e|defen[cs]e ministry|joint staff|防衛省|統合幕僚", regex.IGNORECASE
)
_MOST_WORDS = 300  # of a sentence; what goes on after them is read as another


@cache
def _tools() -> tuple[Grammar, Lexicon]:
    path = files("straitwatch.decode").joinpath("data/grammar/en.grammar")
    words = english_words()
    grammar = read_grammar(path.read_text("utf-8"), path.name, words, ENGLISH_KINDS)
    return grammar, Lexicon([*grammar.words, *words], spaced=True)


def read_english(document: Document, stretch: Stretch) -> Part:
    """Read an English stretch of a document."""
    grammar, lexicon = _tools()
    raw = document.text[stretch.start : stretch.end]
    plain = plain_english(raw, stretch.start)
    raw = raw if len(raw) == len(plain.text) else plain.text
    told: list[list[Token]] = []
    part = Part()
    spans = []
    games: set[int] = set()  # paragraphs on what is only played or imagined
    for one in sentences(plain.text, raw):
        place = plain.span(one.start, one.end)
        if not one.told:
            part.sentences.append(Span("", *place))
            continue
        tokens = _cut(plain.text, one.start, one.end, grammar, lexicon)
        if any(token.kind in grammar.kinds["GAME"] for token in tokens):
            games.add(one.block)
        spans.append(place)
        told.append([] if one.block in games else tokens)
    published = document.published.date() if document.published else None
    line = None
    if published is None:
        line = dateline(
            t for tokens in told for t in tokens if t.kind in ("said", "moment", "period")
        )
    office = bool(document.publisher and _OFFICE.search(document.publisher))
    own = " ".join(filter(None, (published.isoformat() if published else None, document.title)))
    sure = 1.0 if office else _RETELLING
    story = Story(plain, Almanac(published, line), grammar, sure, own or None)
    for tokens, place in zip(told, spans, strict=True):
        found = tell_sentence(story, clauses(tokens, grammar))
        kinds = ", ".join(dict.fromkeys(one.kind for one in found))
        part.sentences.append(Span(kinds, *place))
        part.spans += [Span(t.kind, *plain.span(t.start, t.end)) for t in tokens if t.slots]
    part.statements = story.told
    part.sentences.sort(key=lambda one: one.start)
    return part


def _cut(text: str, start: int, end: int, grammar: Grammar, lexicon: Lexicon) -> list[Token]:
    """Cut a sentence into words, and those into phrases."""
    tokens = cut_english(lexicon, text[start:end])[:_MOST_WORDS]
    for token in tokens:
        token.start += start
        token.end += start
    untold = grammar.kinds["UNTOLD"]
    if any(token.kind in untold for token in tokens):
        return []
    return grammar.chunk(tokens)
