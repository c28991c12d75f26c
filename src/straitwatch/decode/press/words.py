"""The tables of names turned into the words of one language that a grammar can name by kind."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from straitwatch.decode.gazetteer import places, prefectures
from straitwatch.decode.press.lexicon import Word
from straitwatch.decode.vocabulary import (
    bases,
    classes,
    navies,
    observer_ships,
    ships,
    spans,
    units,
    winds,
)

__all__ = ["KINDS", "Flag", "Known", "ship_names", "words_of"]

KINDS = (
    *("NAVY", "SERVICE", "JAPAN", "CLASS", "SHIPTYPE", "AIRCRAFT", "PLANETYPE"),
    *("PLACE", "STRAIT", "SEA", "PREFECTURE", "BASE"),
    *("UNIT", "UNITHEAD", "UNITTAIL", "UNITPART"),
    *("WIND", "COURSE", "SPAN", "SHIPNAME", "WATCHER"),
)
"""Kinds of words that the tables of names give to a grammar."""

_PLACEHOLDER = regex.compile(r"(\{\w+\})")
_SIDE = regex.compile(r".の?[東西南北]{1,2}[方側]?$")  # a bearing from a place: the grammar's
_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")
_ROMAN = regex.compile("I{1,3}(?=[改級型])")
_LATIN_START = regex.compile(r"^[A-Za-z]+")
_SERVICES = {
    "navy": "JMSDF",
    "air force": "JASDF",
    "army": "JGSDF",
    "coast guard": "JCG",
    "military": "JSDF",
    "state": "JP",
}
_ESTIMATED = "推定"


@dataclass(frozen=True)
class Flag:
    """Whose a ship or an aircraft is said to be.

    Attributes:
        iso: ISO alpha-2 of the State.
        branch: navy, air force, coast guard, military, state.
        estimated: whether the words say that it is an estimate.
    """

    iso: str
    branch: str
    estimated: bool = False


@dataclass(frozen=True)
class Known:
    """A name of the vocabulary, as a place, a class or a unit is known by.

    Attributes:
        spelling: as the text has it.
        entry: the row of the vocabulary.
    """

    spelling: str
    entry: Any


@cache
def words_of(language: str) -> tuple[Word, ...]:
    """List the words of a language.

    Args:
        language: ja or en.

    Returns:
        words by their kind: NAVY (value `Flag`), SERVICE (JMSDF, ...), JAPAN, CLASS, SHIPTYPE,
        AIRCRAFT, PLANETYPE (value the row of classes.csv), PLACE, STRAIT, SEA (value: `Known`, its
        places), PREFECTURE, BASE (value its English name), UNIT (value the row), UNITTAIL (what
        follows a number), UNITPART (what follows a base), WIND and COURSE (value its letters), SPAN
        (value hours from and to), SHIPNAME and WATCHER in English. A spelling that is of several
        kinds has one word a kind.
    """
    japanese = language == "ja"
    told: list[Word] = []
    for word in _all(japanese):
        spelling = unicodedata.normalize("NFKC", word.spelling)
        spelling = spelling.replace(" ", "") if japanese else spelling.replace("’", "'")
        if spelling:
            told.append(Word(spelling, word.kind, word.value))
    return tuple(told)


def _all(japanese: bool) -> Iterator[Word]:
    yield from _navies(japanese)
    yield from _classes(japanese)
    yield from _places(japanese)
    yield from _units(japanese)
    for base in bases():
        for name in (base.name_ja, base.name, *base.aliases):
            if _fits(name, japanese):
                yield Word(name, "BASE", base.name)
    for wind in winds():
        for name in wind.ja if japanese else wind.en:
            yield Word(name, "WIND", wind.letter)
        for name in wind.heading_ja if japanese else wind.heading_en:
            yield Word(name, "COURSE", wind.letter)
    for span in spans():
        if span.language == ("ja" if japanese else "en"):
            yield Word(span.word, "SPAN", (span.from_h, span.to_h))
    if not japanese:
        yield from _named_ships()


def _fits(name: str, japanese: bool) -> bool:
    """Tell whether a spelling is of a language; Latin letters alone are of both."""
    return bool(name) and (japanese == bool(_JAPANESE.search(name)))


def _navies(japanese: bool) -> Iterator[Word]:
    for navy in navies():
        names = (navy.name_ja, *navy.aliases_ja) if japanese else (navy.name, *navy.aliases_en)
        for name in filter(None, names):
            if navy.iso == "JP":
                kind = "JAPAN" if navy.branch == "state" else "SERVICE"
                yield Word(name, kind, _SERVICES[navy.branch])
                continue
            estimated = name.startswith(_ESTIMATED)
            yield Word(name, "NAVY", Flag(navy.iso, navy.branch, estimated))
            if japanese and not estimated:
                yield Word(_ESTIMATED + name, "NAVY", Flag(navy.iso, navy.branch, True))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name)


def _classes(japanese: bool) -> Iterator[Word]:
    for one in classes():
        flies = one.kind == "aircraft"
        for name in one.spellings:
            latin = _JAPANESE.search(name) is None
            if (japanese and latin and not flies) or (not japanese and not latin):
                continue
            kind = ("PLANETYPE" if flies else "SHIPTYPE") if one.generic else "CLASS"
            if flies and not one.generic:
                kind = "AIRCRAFT"
            yield Word(name, kind, one)
            if kind == "CLASS" and japanese and _ROMAN.search(_plain(name)):  # ウダロイ1級
                yield Word(_ROMAN.sub(lambda found: str(len(found[0])), _plain(name)), kind, one)
            if japanese and kind == "AIRCRAFT":  # TU-95 as well as Tu-95, Il20 as IL20
                yield Word(_LATIN_START.sub(lambda found: found[0].upper(), name), kind, one)
                yield Word(_LATIN_START.sub(lambda found: found[0].capitalize(), name), kind, one)


def _places(japanese: bool) -> Iterator[Word]:
    named: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for place in places():
        kind = {"sea": "SEA", "strait": "STRAIT"}.get(place.kind, "PLACE")
        for name in place.spellings:
            if _fits(name, japanese) and not _SIDE.search(name):
                named[name, kind].append(place)
    for name, english in prefectures().items():
        yield Word(name if japanese else english, "PREFECTURE", name)
    for (name, kind), found in named.items():
        yield Word(name, kind, Known(name, tuple(found)))


def _units(japanese: bool) -> Iterator[Word]:
    for unit in units():
        names = (unit.name_ja, *unit.aliases_ja) if japanese else (unit.name, *unit.aliases_en)
        for name in filter(None, names):
            yield from _unit(name, unit)


def _unit(name: str, unit: Any) -> Iterator[Word]:  # noqa: ANN401 - a row of units.csv
    before, found, after = _PLACEHOLDER.split(name, maxsplit=1) if "{" in name else (name, "", "")
    if found in ("{n}", "{nth}"):
        if before.strip("第 "):
            yield Word(before.strip(), "UNITHEAD", unit)
        else:
            yield Word(after.strip(), "UNITTAIL", unit)
    elif found == "{place}":
        yield Word(after.strip(), "UNITPART", unit)
    else:
        yield Word(name, "UNIT", unit)


def _named_ships() -> Iterator[Word]:
    for ship in ships():
        yield Word(ship.name, "SHIPNAME", ship)
    for ours in observer_ships():
        yield Word(regex.sub(r"^J[SG]\s+|\s*\(.*\)$", "", ours.name), "WATCHER", ours)


@cache
def ship_names() -> dict[str, Any]:
    """Map the Japanese names of ships to their rows: those sighted, and those that observe."""
    told: dict[str, Any] = {}
    named: Iterable[tuple[str, Any]] = [
        *((name, ship) for ship in ships() for name in ship.names_ja),
        *((ship.name_ja, ship) for ship in observer_ships()),
    ]
    for name, ship in named:
        told.setdefault(unicodedata.normalize("NFKC", name), ship)
    return told
