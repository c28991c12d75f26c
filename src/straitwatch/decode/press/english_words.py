"""The tables of names turned into the words of English texts, with numbers and months."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import regex

from straitwatch.decode.press.lexicon import Lexicon, Word
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import KINDS, words_of

__all__ = ["ENGLISH_KINDS", "cut_english", "english_words"]

ENGLISH_KINDS = (*KINDS, "MONTH", "WEEKDAY", "HALF", "SEVERAL", "ORDER", "YEAR", "FOUR")
"""Kinds of words that an English grammar may name besides those of the tables."""

_NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a hundred": 100, "one hundred": 100}
_SETS = {"pair": 2, "duo": 2, "trio": 3, "quartet": 4, "dozen": 12}
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_ORDERS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
_SEVERAL = ("several", "multiple", "many", "some of", "a number of", "numerous", "various")
_SERVICES = {"Maritime SDF": "JMSDF", "Air SDF": "JASDF", "Ground SDF": "JGSDF"}
_ISLE = regex.compile(r"^(?P<root>[\w' -]+?)[ -]?(?P<tail>jima|shima|island|to)$", regex.IGNORECASE)
_NO_SEA = regex.compile(r"^(south of|waters|the |Oki-Daito)", regex.IGNORECASE)
_FLAT = regex.compile(r"(craft|UAV\b.*not told\)|\))$")
_MADE_OF = regex.compile(r"\b(\w+(?: I{1,3})?) class\b")
_YEARS = range(1850, 2100)
_FOUR = 4
_LONG_ROOT = 6  # Oki-Daito, Uotsuri: such a name stands alone; Kume and Iki mean other things too
_HOURS, _MINUTES = 24, 60
_AT = frozenset({"'at'", "'around'", "'about'", "'by'"})
_SHORT = ("Osumi", "Soya", "Miyako", "Tsugaru", "Tsushima")
_THROUGH = frozenset({"'through'", "'via'", "'ran'", "'transited'", "'cleared'", "'traversed'"})
_TITLES = frozenset({"'CNS'", "'RFS'", "'PLANS'"})
_MAKERS = frozenset({"Shenyang", "Chengdu", "Xi'an", "Harbin", "Changhe", "Guizhou"})
_YARDS = ("Air Base", "Naval Base", "Air Station", "Naval Air Facility", "Airport", "Air Field")
_MARKS = frozenset('"*')
_FOUR_WINDS = frozenset("NESW")
_EACH = frozenset({"'each time'", "'every time'"})
_STEERS = frozenset(
    {"'going'", "'heading'", "'course'", "'sailing'", "'steaming'", "'sailed'", "'went'"}
)
_LETTERS = ("NE", "SE", "SW", "NW", "NNE", "ENE", "ESE", "SSE", "SSW", "WSW", "WNW", "NNW")


@cache
def english_words() -> tuple[Word, ...]:
    """List the words of English texts.

    Returns:
        those of the tables of names, with their plurals and with an island's name in its usual
        forms (Kume Island, Kumejima, Kume-jima), and words of number and of the calendar: NUM,
        MONTH (1 to 12), WEEKDAY (0 is Monday), HALF (hours to add), SEVERAL, ORDER (first is 1).
    """
    told = [
        word for word in words_of("en") if word.kind != "SEA" or not _NO_SEA.match(word.spelling)
    ]
    more = [other for word in told for other in _variants(word)]
    return (*told, *more, *_calendar(), *_counting())


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset((word.spelling.casefold(), word.kind) for word in words_of("en"))


def _variants(word: Word) -> Iterator[Word]:
    for spelling in _spellings(word):
        if (spelling.casefold(), word.kind) not in _known():
            yield Word(spelling, word.kind, word.value)


def _spellings(word: Word) -> Iterator[str]:
    spelling = word.spelling
    if "Defense" in spelling:
        yield spelling.replace("Defense", "Defence")
    if word.kind in ("CLASS", "SHIPTYPE", "AIRCRAFT", "PLANETYPE"):
        yield from _plurals(spelling)
    if word.kind == "CLASS" and spelling.startswith("Type "):
        number = spelling[5:]
        yield from (f"Type-{number}", f"Type {number.lstrip('0')}", f"Type-{number.lstrip('0')}")
    if word.kind == "BASE":
        yield from (f"{spelling} {yard}" for yard in _YARDS)
        yield from (f"{yard} {spelling}" for yard in _YARDS)
    if word.kind == "PLACE":
        yield from _places(spelling)


def _plurals(spelling: str) -> Iterator[str]:
    for one in {spelling, _MADE_OF.sub(r"\1-class", spelling)}:
        yield one
        if not _FLAT.search(one) and one[-1:].isalnum() and one[-1:] != "s":
            yield one + "s"
            yield one + "'s"


def _places(spelling: str) -> Iterator[str]:
    yield from (spelling.replace("-", " "), spelling.replace("-", ""))
    found = _ISLE.match(spelling)
    if found:
        root, tail = found["root"], found["tail"].casefold()
        yield f"{root} Island"
        if len(root) >= _LONG_ROOT:
            yield root
        for end in ("jima", "shima") if tail == "island" else (tail,):
            yield from (f"{root}{end}", f"{root}-{end}", f"{root} {end}")
    if spelling.startswith("Cape "):
        yield from (f"{spelling}{tail}" for tail in ("saki", "zaki", "misaki", " Misaki"))
        yield f"{spelling[5:]} cape"


def _calendar() -> Iterator[Word]:
    for number, name in enumerate(_MONTHS, start=1):
        short = {name[:3]} | ({"sept"} if number == 9 else set())  # noqa: PLR2004 - September
        for one in (name, *(f"{s}." for s in short), *(s for s in short if s != "mar")):
            yield Word(one, "MONTH", number)
    for number, name in enumerate(_WEEKDAYS):
        yield Word(name, "WEEKDAY", number)
        yield Word(f"{name[:3]}.", "WEEKDAY", number)
        if name[:3] in ("mon", "tue", "fri", "thu"):
            yield Word(name[:3], "WEEKDAY", number)
    for one in ("a.m.", "am", "a.m", "a. m."):
        yield Word(one, "HALF", 0)
    for one in ("p.m.", "pm", "p.m", "p. m."):
        yield Word(one, "HALF", 12)


def _counting() -> Iterator[Word]:
    for number, name in enumerate(_NUMBERS, start=1):
        yield Word(name, "NUM", number)
    for name, number in _SETS.items():
        for one in (name, f"a {name}"):
            yield Word(f"{one} of", "NUM", number)
    for name, number in _TENS.items():
        yield Word(name, "NUM", number)
    for number, name in enumerate(_ORDERS, start=1):
        yield Word(name, "ORDER", number)
    for name in _LETTERS:
        yield Word(name, "WIND", name)
    for name, service in _SERVICES.items():
        yield Word(name, "SERVICE", service)
    for name in _SEVERAL:
        yield Word(name, "SEVERAL", None)


def cut_english(lexicon: Lexicon, text: str) -> list[Token]:
    """Cut plain English into words.

    Four digits after "at" or with a 0 in front are a time of day, FOUR; other four digits that
    may be a year are a YEAR. Quotation marks are left out.
    """
    tokens = [token for token in lexicon.cut(text) if text[token.start] not in _MARKS]
    _tell_straits(tokens, text)
    _tell_ships(tokens, text)
    if tokens and tokens[-1].kind in _EACH:
        tokens[-1].kind = "WORD"  # "fighters were sent up each time" is of those told, no rule
    before = ""
    for token in tokens:
        if token.kind == "'-'" and text[token.start - 1 : token.end + 1] == " - ":
            token.kind = "'--'"
        if token.kind == "NUM" and token.end - token.start == _FOUR and text[token.start].isdigit():
            token.kind = _four_digits(token, text, before)
        before = token.kind
    return tokens


@cache
def _short_straits() -> dict[str, Any]:
    """Straits that English texts call by the first word alone, after "through" and the like."""
    known = {word.spelling: word.value for word in words_of("en") if word.kind == "STRAIT"}
    return {name: known[f"{name} Strait"] for name in _SHORT if f"{name} Strait" in known}


def _tell_straits(tokens: list[Token], text: str) -> None:
    """Make "through Osumi" the strait, neither the ship of that name nor an island."""
    for before, token in pairwise(tokens):
        word = text[token.start : token.end]
        passes = before.kind in _THROUGH or before.kind.endswith("through'")
        if passes and word in _short_straits():
            token.kind, token.value = "STRAIT", _short_straits()[word]


def _tell_ships(tokens: list[Token], text: str) -> None:
    """Make a town's name that follows a ship's class, or has a hull behind it, a ship's name."""
    for place, token in enumerate(tokens):
        then = tokens[place + 1 : place + 2]
        if text[token.start : token.end] in _MAKERS and then and _is_plane(then[0]):
            token.kind = "'Tupolev'"  # a Shenyang J-15 is no ship of that name
            continue
        word = text[token.start : token.end]
        follows = text[token.end : token.end + 2]
        joined = follows[:1] == "-" and follows[1:].isalpha()
        if joined and any(hasattr(one, "class_id") for one in _senses(token)):
            token.kind, token.value = "WORD", word  # a helicopter-carrying ship is no helicopter
            continue
        heads = place > 0 and tokens[place - 1].kind in _STEERS
        if word in _FOUR_WINDS and (heads or text[token.end : token.end + 4] == " of "):
            token.kind, token.value = "WIND", word
        if place and tokens[place - 1].kind == "'JS'":
            known = token.value.get("WATCHER") if isinstance(token.value, dict) else None
            if known is not None:
                token.kind, token.value = "WATCHER", known
        watches = isinstance(token.value, dict) and "WATCHER" in token.value and place > 0
        if watches and _leads_to_ship(tokens, place):
            token.kind, token.value = "WATCHER", token.value["WATCHER"]
        if not isinstance(token.value, dict) or "SHIPNAME" not in token.value:
            continue
        before = tokens[place - 1] if place else None
        after = (
            text[token.end : token.end + 2].strip() == "("
            and text[token.end + 2 : token.end + 3].isdigit()
        )
        if after or (before is not None and _leads_to_ship(tokens, place)):
            token.kind, token.value = "SHIPNAME", token.value["SHIPNAME"]


def _is_plane(token: Token) -> bool:
    return any(getattr(one, "kind", None) == "aircraft" for one in _senses(token))


def _leads_to_ship(tokens: list[Token], place: int) -> bool:
    before = tokens[place - 1]
    if before.kind in _TITLES or any(hasattr(one, "class_id") for one in _senses(before)):
        return True
    joined = before.kind in ("'and'", "','") and place > 1
    return joined and (tokens[place - 2].kind == "SHIPNAME")


def _senses(token: Token) -> list[Any]:
    return list(token.value.values()) if isinstance(token.value, dict) else [token.value]


def _four_digits(token: Token, text: str, before: str) -> str:
    hour, minute = (
        divmod(int(text[token.start : token.end]), 100)
        if text[token.start : token.end].isdigit()
        else (99, 0)
    )
    timed = hour < _HOURS and minute < _MINUTES
    if timed and (text[token.start] == "0" or before in _AT):
        return "FOUR"
    return "YEAR" if token.value in _YEARS else "NUM"
