"""Two names turned into a claim that they mean the same, by the shipped vocabulary."""

import csv
import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files

from straitwatch.decode.gazetteer import find_place
from straitwatch.model.error import ContractError

__all__ = ["in_vocabulary", "mean_same", "place_id", "plain", "written_in"]

_NO_NAMES = {"gazetteer.csv", "mid.csv", "icao24.csv", "spans.csv", "gazetteer_hints.csv"}
"""Files beside the vocabulary that name no class, ship, unit or base."""

_NAME_COLUMNS = ("id", "name", "alias", "designation", "reading", "romaji", "short", "en", "ja")
_NOISE = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(st|nd|rd|th)?")
_TEMPLATE = re.compile(r"\{n(th)?\}")
_ANY_NUMBER = "qnumberq"


def plain(words: str | None) -> str:
    """Strip width, case, spaces and marks, so that spellings meet.

    Args:
        words: any text, or None.

    Returns:
        letters and digits only; empty for None.
    """
    wide = unicodedata.normalize("NFKC", words or "").casefold()
    return _NOISE.sub("", wide)


def in_vocabulary(words: str | None) -> bool:
    """Tell whether the vocabulary has these words as a name."""
    return any(word in _meanings() for word in (plain(words), *_masked(plain(words))))


def mean_same(one: str | None, other: str | None) -> bool:
    """Tell whether two names are alike, or stand in one row of a vocabulary file.

    Args:
        one: in either language.
        other: in either language.

    Returns:
        false where either is empty.
    """
    a, b = plain(one), plain(other)
    if not a or not b:
        return False
    return a == b or _share_row(a, b) or (_numbers(a) == _numbers(b) and _share_row(*_masked(a, b)))


def _share_row(a: str, b: str) -> bool:
    book = _meanings()
    return not book.get(a, frozenset()).isdisjoint(book.get(b, frozenset()))


def _numbers(words: str) -> list[str]:
    return re.findall(r"\d+", words)


def _masked(*words: str) -> list[str]:
    """Put a sign for every number: units stand in the vocabulary as `第{n}護衛隊`."""
    return [_NUMBER.sub(_ANY_NUMBER, word) for word in words]


def written_in(words: str | None, text: str | None) -> bool:
    """Tell whether a text holds these words, spelled in any way."""
    return bool(plain(words)) and plain(words) in plain(text)


@cache
def place_id(name: str) -> str | None:
    """Find the gazetteer's id of a place; None where it has no such place."""
    try:
        return find_place(name).place_id
    except ContractError:
        return None


@cache
def _meanings() -> dict[str, frozenset[tuple[str, int]]]:
    """Read every vocabulary file once: plain name to the rows that hold it."""
    book: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for file in files("straitwatch.decode").joinpath("data").iterdir():
        if not file.name.endswith(".csv") or file.name in _NO_NAMES:
            continue
        lines = [line for line in file.read_text("utf-8").splitlines() if line[:1] != "#"]
        for k, row in enumerate(csv.DictReader(lines)):
            for word in _names(row):
                book[word].add((file.name, k))
    return {word: frozenset(rows) for word, rows in book.items()}


def _names(row: dict[str, str]) -> set[str]:
    cells = [row[key] or "" for key in row if key and key.startswith(_NAME_COLUMNS)]
    plain_cells = [_TEMPLATE.sub(_ANY_NUMBER, cell) for cell in cells]
    return {word for cell in plain_cells for word in map(plain, cell.split(";")) if word}
