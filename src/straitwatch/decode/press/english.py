"""English texts turned into statements."""

from functools import cache

import regex

from straitwatch.decode.document.record import Document
from straitwatch.decode.own_tables import grammar_text
from straitwatch.decode.press.english_clause import clauses
from straitwatch.decode.press.english_form import as_sentences
from straitwatch.decode.press.english_sentence import CORRECTS, PARAGRAPH, Sentence, sentences
from straitwatch.decode.press.english_story import Story
from straitwatch.decode.press.english_tell import tell_sentence
from straitwatch.decode.press.english_untold import is_asked, is_general
from straitwatch.decode.press.english_when import Almanac, dateline
from straitwatch.decode.press.english_words import ENGLISH_KINDS, cut_english, english_words
from straitwatch.decode.press.grammar import STOP, Grammar, read_grammar
from straitwatch.decode.press.lexicon import Lexicon
from straitwatch.decode.press.plain import Plain, Stretch, plain_english
from straitwatch.decode.press.statement import Part, Span
from straitwatch.decode.press.token import Token

__all__ = ["read_english"]

_RETELLING = 0.9
"""Confidence of a full plain statement that somebody retells; ours."""

_OFFICE = regex.compile(
    r"ministry of defen[cs]e|defen[cs]e ministry|joint staff|防衛省|統合幕僚", regex.IGNORECASE
)
_BLANKS = regex.compile(r"\s+")
_AT_A_TIME = 30  # sentences; the rules are looked for once for all of them
_OLDEST = 1960  # what is told of a year before this is history, not a sighting; ours
_MOST_WORDS = 300  # of a sentence; what goes on after them is read as another


@cache
def _tools() -> tuple[Grammar, Lexicon]:
    words = english_words()
    grammar = read_grammar(grammar_text("en.grammar"), "en.grammar", words, ENGLISH_KINDS)
    return grammar, Lexicon([*grammar.words, *words], spaced=True)


def read_english(document: Document, stretch: Stretch) -> Part:
    """Read an English stretch of a document."""
    grammar, lexicon = _tools()
    start = _start(document, stretch)
    plain, raw = _one_blank(document.text, plain_english(document.text[start : stretch.end], start))
    unheaded, raw = as_sentences(plain.text, raw)
    plain = Plain(unheaded, plain.at)
    part = Part()
    read: list[tuple[Sentence, list[Token]]] = []
    games: set[int] = set()  # paragraphs on what is only played or imagined
    for one in sentences(plain.text, raw):
        asked = is_asked(plain.text, one.start, one.end)
        words = _words(plain.text, one, grammar, lexicon) if one.told and not asked else []
        if any(token.kind in grammar.kinds["GAME"] for token in words):
            games.add(one.block)
        read.append((one, [] if one.block in games else words))
    told = _phrases([words for _, words in read], grammar)
    story = _story(document, plain, grammar, told)
    for (one, _), tokens in zip(read, told, strict=True):
        untold = not tokens or is_general(tokens, grammar)
        found = [] if untold else tell_sentence(story, clauses(tokens, grammar))
        kinds = ", ".join(dict.fromkeys(one.kind for one in found))
        part.sentences.append(Span(kinds, *plain.span(one.start, one.end)))
        part.spans += [Span(t.kind, *plain.span(t.start, t.end)) for t in tokens if t.slots]
    part.statements = story.told
    return part


def _start(document: Document, stretch: Stretch) -> int:
    """Start at the title where it is a correction: that is told nowhere else."""
    title = document.title or ""
    if stretch.start != document.body_start or not CORRECTS.search(title):
        return stretch.start
    at = document.text.rfind(title, 0, stretch.start)
    only_title = at >= 0 and not document.text[at + len(title) : stretch.start].strip()
    return at if only_title else stretch.start


def _one_blank(text: str, plain: Plain) -> tuple[Plain, str]:
    """Make runs of blanks one blank; and the same text with its breaks.

    Returns:
        the plain text, and beside it, letter by letter, one in which a blank is a line break or
        the end of a paragraph where the document has such.
    """
    letters: list[str] = []
    raw: list[str] = []
    at: list[int] = []
    done = 0
    for found in _BLANKS.finditer(plain.text):
        start, end = found.span()
        first, last = plain.at[start], plain.at[end - 1] + 1
        breaks = text.count("\n", first, last)
        if end - start == 1 and not breaks:
            continue
        letters += (plain.text[done:start], " ")
        raw += (plain.text[done:start], PARAGRAPH if breaks > 1 else "\n" if breaks else " ")
        at += (*plain.at[done:start], first)
        done = end
    letters.append(plain.text[done:])
    raw.append(plain.text[done:])
    at += plain.at[done:]
    return Plain("".join(letters), at), "".join(raw)


def _story(document: Document, plain: Plain, grammar: Grammar, told: list[list[Token]]) -> Story:
    """Start the story of a text: its days, and how sure its publisher is."""
    published = document.published.date() if document.published else None
    line = None
    if published is None:
        days = ("said", "moment", "period")
        line = dateline(t for tokens in told for t in tokens if t.kind in days)
    office = bool(document.publisher and _OFFICE.search(document.publisher))
    own = " ".join(filter(None, (published.isoformat() if published else None, document.title)))
    sure = 1.0 if office else _RETELLING
    return Story(plain, Almanac(published, line), grammar, sure, own or None)


def _words(text: str, one: Sentence, grammar: Grammar, lexicon: Lexicon) -> list[Token]:
    """Cut a sentence into words; none where it is only supposed, or of a year's figures."""
    tokens = cut_english(lexicon, text[one.start : one.end])[:_MOST_WORDS]
    for token in tokens:
        token.start += one.start
        token.end += one.start
    untold = grammar.kinds["UNTOLD"]
    past = any(token.kind == "YEAR" and int(token.value) < _OLDEST for token in tokens)
    return [] if past or any(token.kind in untold for token in tokens) else tokens


def _phrases(told: list[list[Token]], grammar: Grammar) -> list[list[Token]]:
    """Join the words of sentences to phrases, many sentences at a time."""
    found: list[list[Token]] = []
    for first in range(0, len(told), _AT_A_TIME):
        words: list[Token] = []
        for tokens in told[first : first + _AT_A_TIME]:
            words += tokens
            words.append(Token(STOP, 0, 0))
        sentence: list[Token] = []
        for token in grammar.chunk(words):
            if token.kind == STOP:
                found.append(sentence)
                sentence = []
            else:
                sentence.append(token)
    return found
