"""Names of observing units, as texts write them, turned into their service and English name."""

import re
import unicodedata
from functools import cache

from straitwatch.decode.spelling import plain
from straitwatch.decode.vocabulary import Unit, bases, units

__all__ = ["name_unit"]

_SLOT = re.compile(r"\{(nth|n|place)\}")
_MARKS = {
    "n": r"(?P<n>\d+)",
    "nth": r"(?P<n>\d+)(?:st|nd|rd|th)",
    "place": r"(?P<place>[^\W\d]+)",
}


def name_unit(text: str) -> tuple[Unit, str] | None:
    """Find the unit that a name stands for.

    Args:
        text: the whole name and nothing else, for example `第8護衛隊`, `大湊警備隊`,
            `Fleet Air Wing 4`, `8th Escort Division`.

    Returns:
        The row of units.csv and the English name (`4th Air Wing`); None where no row fits, or
        where the place in it is no base of bases.csv.
    """
    wide = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    for unit, pattern in _patterns():
        found = pattern.fullmatch(wide)
        if found is None:
            continue
        said = found.groupdict()
        place = _place(said["place"]) if said.get("place") else ""
        if place is not None:
            number = int(said["n"]) if said.get("n") else None
            return unit, unit.named(number, place)
    return None


@cache
def _patterns() -> tuple[tuple[Unit, re.Pattern[str]], ...]:
    """Every spelling of every unit: what says most first."""
    spellings = [
        (unit, word)
        for unit in units()
        for word in (unit.name_ja, unit.name, *unit.aliases_ja, *unit.aliases_en)
    ]
    spellings.sort(key=lambda pair: ("{place}" in pair[1], -len(pair[1])))
    return tuple((unit, _pattern(word)) for unit, word in spellings)


def _pattern(word: str) -> re.Pattern[str]:
    parts = _SLOT.split(unicodedata.normalize("NFKC", word))
    text = "".join(
        _MARKS[part] if k % 2 else re.escape(part).replace(r"\ ", r"[ \-]?")
        for k, part in enumerate(parts)
    )
    return re.compile(text, re.IGNORECASE)


@cache
def _place(name: str) -> str | None:
    """English name of a base, by any of its names."""
    for base in bases():
        if plain(name) in map(plain, (base.name_ja, base.name, *base.aliases)):
            return base.name
    return None
