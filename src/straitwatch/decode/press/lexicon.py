"""A plain text turned into words: numbers, quoted names, and words that the vocabulary knows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import regex

from straitwatch.decode.press.token import Token

__all__ = ["Lexicon", "Word"]

_NUMBER = regex.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
_QUOTED = regex.compile(r"[「『“\"]([^「」『』“”\"]{1,24})[」』”\"]")
_LATIN = regex.compile(r"[A-Za-z\p{Latin}][\p{Latin}'&]*(?:-[\p{Latin}\d]+)*")
_LONGEST = 64
_FIRST_WORD = regex.compile(r"\p{L}+|\d+")
_JAPANESE_RUN = regex.compile(r"[\p{Katakana}ー・]+|[A-Za-z]+|.", regex.DOTALL)


@dataclass(frozen=True)
class Word:
    """A spelling and what it stands for.

    Attributes:
        spelling: as plain text has it.
        kind: in capitals, or the spelling in quotes for a word of the grammar.
        value: an id of the vocabulary, a number, ...
    """

    spelling: str
    kind: str
    value: Any = None


class Lexicon:
    """All spellings that are known in one language.

    The longest spelling that fits at a place is taken. Japanese has no blanks: a word may start
    and end anywhere. English words start and end at a word's edge, in capitals or not.

    Args:
        words: spellings; of two that are the same the first counts.
        spaced: whether blanks part the words (English).
    """

    def __init__(self, words: Iterable[Word], *, spaced: bool) -> None:
        self._spaced = spaced
        self._words: dict[str, Word] = {}
        lengths: dict[str, set[int]] = defaultdict(set)
        for word in words:
            spelling = word.spelling.casefold() if spaced else word.spelling
            if spelling and spelling not in self._words:
                self._words[spelling] = word
                lengths[self._first(spelling, 0)].add(len(spelling))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def cut(self, text: str) -> list[Token]:
        """Cut a plain text into words.

        Returns:
            tokens in order: `NUM` with its value, `QUOTE` (a short quotation without known words
            around it) with its text, words of the lexicon, and `WORD` for each run of letters
            that it does not know; in English, blanks are left out.
        """
        return self._cut_english(text) if self._spaced else self._cut_japanese(text)

    def _cut_japanese(self, text: str) -> list[Token]:
        told: list[Token] = []
        place, length = 0, len(text)
        while place < length:
            sign = text[place]
            token = None
            if sign in "「『":
                token = _quoted(text, place)
            token = token or self._known(text, place)
            if token is None and sign.isdigit():
                token = _number(text, place)
            if token is None:
                found = _JAPANESE_RUN.match(text, place)
                end = self._run_end(text, place, found.end() if found else place + 1)
                token = Token("WORD", place, end, text[place:end])
                if told and told[-1].kind == "WORD" and not _apart(text[place - 1], token.value):
                    told[-1] = _join(told[-1], token)
                    place = end
                    continue
            told.append(token)
            place = token.end
        return told

    def _run_end(self, text: str, start: int, end: int) -> int:
        """Stop a run of unknown letters where a longer known word starts within it."""
        for place in range(start + 1, end):
            found = self._known(text, place)
            if found is not None and found.end - place > 1:
                return place
        return end

    def _cut_english(self, text: str) -> list[Token]:
        told: list[Token] = []
        folded = text.casefold()
        if len(folded) != len(text):  # a letter such as ß has a longer folded form
            folded = text.lower() if len(text.lower()) == len(text) else text
        place, length = 0, len(text)
        while place < length:
            if text[place].isspace():
                place += 1
                continue
            token = self._known(folded, place) or _other(text, place)
            told.append(token)
            place = token.end
        return told

    def _known(self, text: str, place: int) -> Token | None:
        for length in self._lengths.get(self._first(text, place), ()):
            word = self._words.get(text[place : place + length])
            if word is not None and self._stands(word, text, place):
                return Token(word.kind, place, place + len(word.spelling), word.value)
        return None

    def _first(self, text: str, place: int) -> str:
        """Give what words are looked up by: the first word, or the first sign of Japanese."""
        if not self._spaced:
            return text[place]
        found = _FIRST_WORD.match(text, place)
        return found[0] if found else text[place]

    def _stands(self, word: Word, text: str, place: int) -> bool:
        """Tell whether a word that fits is one here, and no part of a longer one."""
        end = place + len(word.spelling)
        if self._spaced:
            return _is_whole(text, place, end)
        if word.kind[0] == "'" and _is_katakana(text[place]) and end < len(text):
            return not _is_katakana(text[end])
        return True


def _apart(before: str, after: str) -> bool:
    """Tell whether two unknown runs are words of their own: katakana beside other letters."""
    return _is_katakana(before[-1]) != _is_katakana(after[0])


def _is_katakana(sign: str) -> bool:
    return "\u30a0" <= sign <= "\u30ff"


def _join(one: Token, other: Token) -> Token:
    """Make one word of two; of a very long one the value holds the start alone."""
    value = one.value + other.value if len(one.value) < _LONGEST else one.value
    return Token("WORD", one.start, other.end, value)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a spelling stands alone: no letter or digit goes on before or after it.

    A unit may follow its number without a blank: 7am, 360km, 19th.
    """
    first, last = text[start], text[end - 1]
    before = start == 0 or not (first.isalnum() and text[start - 1].isalnum())
    before = before or (first.isalpha() and text[start - 1].isdigit())
    after = end == len(text) or not (last.isalnum() and text[end].isalnum())
    return before and after


def _quoted(text: str, place: int) -> Token | None:
    found = _QUOTED.match(text, place)
    if found is None:
        return None
    inner = found[1]
    if inner.isascii() and inner.isdigit():
        return Token("QUOTED_NUM", place, found.end(), inner)
    return Token("QUOTE", place, found.end(), inner)


def _number(text: str, place: int) -> Token | None:
    found = _NUMBER.match(text, place)
    if found is None:
        return None
    plain = found[0].replace(",", "")
    value = float(plain) if "." in plain else int(plain[:12])
    return Token("NUM", place, found.end(), value)


def _other(text: str, place: int) -> Token:
    if text[place].isdigit():
        number = _number(text, place)
        if number is not None:
            return number
    found = _LATIN.match(text, place)
    end = found.end() if found else place + 1
    word = text[place:end]
    kind = "NAME" if word[0].isupper() else "WORD"
    return Token(kind if found else "SIGN", place, end, word)
