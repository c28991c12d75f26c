"""Japanese releases turned into statements."""

from functools import cache
from importlib.resources import files

from straitwatch.decode.document.record import Document
from straitwatch.decode.press.grammar import Grammar, read_grammar
from straitwatch.decode.press.lexicon import Lexicon
from straitwatch.decode.press.plain import Stretch, plain_japanese
from straitwatch.decode.press.statement import Part, Span
from straitwatch.decode.press.words import KINDS, words_of

__all__ = ["read_japanese"]


@cache
def _tools() -> tuple[Grammar, Lexicon]:
    path = files("straitwatch.decode").joinpath("data/grammar/ja.grammar")
    grammar = read_grammar(path.read_text("utf-8"), path.name, words_of("ja"), KINDS)
    return grammar, Lexicon([*grammar.words, *words_of("ja")], spaced=False)


def read_japanese(document: Document, stretch: Stretch) -> Part:
    """Read a Japanese stretch of a document."""
    grammar, lexicon = _tools()
    plain = plain_japanese(document.text[stretch.start : stretch.end], stretch.start)
    tokens = grammar.chunk(lexicon.cut(plain.text))
    return Part(sentences=[Span("", *plain.span(t.start, t.end)) for t in grammar.parse(tokens)])
