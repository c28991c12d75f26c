"""The tables of names beside the decoders turned into typed rows, read once."""

import re
from dataclasses import dataclass
from functools import cache

from straitwatch.decode.own_tables import table_rows
from straitwatch.decode.spelling import ordinal, plain
from straitwatch.model.error import ContractError

__all__ = [
    "Base",
    "Class",
    "Navy",
    "Observer",
    "Ship",
    "Span",
    "Unit",
    "Wind",
    "bases",
    "classes",
    "find_class",
    "navies",
    "observer_ships",
    "observers",
    "ships",
    "spans",
    "units",
    "winds",
]
_STEM = re.compile(r".+?(?:級|class)")
_DIGIT = re.compile(r"[1-5](?=級)")


@dataclass(frozen=True)
class Class:
    """A ship class or an aircraft type, or a bare word for what no class is told of.

    Attributes:
        class_id: short name, for example `luyang-3`.
        name: English name; the `class` of a sighted object.
        name_ja: Japanese name in its fullest form, or empty.
        designation: the builder's own number, for example `Type 052D`, or empty.
        aliases: other spellings in both languages; a Japanese one may end in 級.
        navy: ISO alpha-2 of the navy that has it, or empty where several do.
        kind: destroyer, survey ship, aircraft ...
        generic: whether it is a bare word ("destroyer") with no class told.
    """

    class_id: str
    name: str
    name_ja: str
    designation: str
    aliases: tuple[str, ...]
    navy: str
    kind: str
    generic: bool

    @property
    def spellings(self) -> tuple[str, ...]:
        """All its names, the fullest first, none twice."""
        names = (self.name, self.name_ja, self.designation, *self.aliases)
        return tuple(dict.fromkeys(filter(None, names)))


@dataclass(frozen=True)
class Navy:
    """A State's navy, air force, coast guard, its armed forces, or the State itself.

    Attributes:
        iso: ISO alpha-2 of the State.
        branch: navy, air force, army, coast guard, military or state.
        name: English name.
        name_ja: Japanese name.
        aliases_en: other English words for it, adjectives among them.
        aliases_ja: other Japanese words for it; 推定 in front says that it is an estimate.
    """

    iso: str
    branch: str
    name: str
    name_ja: str
    aliases_en: tuple[str, ...]
    aliases_ja: tuple[str, ...]


@dataclass(frozen=True)
class Ship:
    """A ship of a foreign navy, by the hull that it was last known by.

    Attributes:
        navy: ISO alpha-2.
        hull: digits painted on her side, or empty; navies repaint them.
        name: romanised name.
        names_ja: Japanese spellings, the first the commonest.
        class_id: of classes.csv.
        source: where it is known from.
        aliases: other romanised spellings.
    """

    navy: str
    hull: str
    name: str
    names_ja: tuple[str, ...]
    class_id: str
    source: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Observer:
    """A ship or an aircraft type that reports what it saw, or a bare word for one.

    Attributes:
        observer_id: short name.
        service: JMSDF, JASDF or JCG.
        name: for example `JS Kirisame (DD-104)`, `P-1`, `fighters`.
        name_ja: as releases write it, ships in kana.
        hull: for example `DD-104`, or empty.
        kind: ship, aircraft, or ship word.
        aliases: other spellings in both languages.
    """

    observer_id: str
    service: str
    name: str
    name_ja: str
    hull: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """A unit, or a row of units that differ in a number or a place.

    Attributes:
        unit_id: short name.
        service: JMSDF, JASDF, JGSDF or JCG.
        name_ja: Japanese name; `{n}` stands for a number, `{place}` for a base.
        name: English name; `{nth}` stands for an ordinal, `{n}` and `{place}` as above.
        aliases_ja: other Japanese names.
        aliases_en: other English names.
        source: whose English it is.
    """

    unit_id: str
    service: str
    name_ja: str
    name: str
    aliases_ja: tuple[str, ...]
    aliases_en: tuple[str, ...]
    source: str

    def named(self, number: int | None = None, place: str = "") -> str:
        """Write its English name.

        Args:
            number: for `{n}` and `{nth}`; None drops them.
            place: English name of the base for `{place}`.

        Returns:
            for example `8th Escort Division`, `Ominato Guard Force`.
        """
        nth = "" if number is None else ordinal(number)
        plain = "" if number is None else str(number)
        return self.name.format(n=plain, nth=nth, place=place).strip()


@dataclass(frozen=True)
class Base:
    """A base or home port of the observing services.

    Attributes:
        name_ja: Japanese name.
        name: English name.
        aliases: other names in both languages.
        lon: degrees east.
        lat: degrees north.
    """

    name_ja: str
    name: str
    aliases: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True)
class Span:
    """What a vague word of time means.

    Attributes:
        word: for example `未明`, `early morning`.
        language: ja or en.
        from_h: hours since midnight, local.
        to_h: hours since midnight, local.
    """

    word: str
    language: str
    from_h: float
    to_h: float


@dataclass(frozen=True)
class Wind:
    """One of sixteen winds.

    Attributes:
        letter: N, NNE, NE ...
        degrees: from true north.
        half_deg: half of what the wind covers: 22.5 for the eight, as they stand alone in most
            texts, 11.25 for those between.
        ja: Japanese words for the bearing.
        en: English words for the bearing.
        heading_ja: Japanese words for a course that way.
        heading_en: English words for a course that way.
    """

    letter: str
    degrees: float
    half_deg: float
    ja: tuple[str, ...]
    en: tuple[str, ...]
    heading_ja: tuple[str, ...]
    heading_en: tuple[str, ...]


def find_class(text: str) -> Class:
    """Find a class or type by its id or any spelling.

    Args:
        text: for example `ルーヤンⅢ級ミサイル駆逐艦`, `Luyang III class`, `Type 052D`, `TB001`; a
            role of any wording may follow 級 or class.

    Returns:
        The row of classes.csv.

    Raises:
        ContractError: no row has that spelling.
    """
    key = plain(text)
    stem = _STEM.match(_DIGIT.sub(lambda digit: "i" * int(digit[0]), key))
    found = _by_spelling().get(key) or (_by_spelling().get(stem[0]) if stem else None)
    if found is None:
        raise ContractError(f"class '{text}' is not in classes.csv; add it there, or mend it")
    return found


@cache
def classes() -> tuple[Class, ...]:
    """Ship classes, aircraft types and bare words, in the order of classes.csv."""
    return tuple(
        Class(
            row["id"],
            row["name"],
            row["name_ja"],
            row["designation"],
            _cell(row["aliases"]),
            row["navy"],
            row["kind"],
            row["name"].endswith("not told)"),
        )
        for row in table_rows("classes")
    )


@cache
def _by_spelling() -> dict[str, Class]:
    names = ((plain(word), row) for row in classes() for word in (row.class_id, *row.spellings))
    return dict(reversed(list(names)))


@cache
def navies() -> tuple[Navy, ...]:
    """Navies, other branches and States, in the order of navies.csv."""
    return tuple(
        Navy(
            row["iso"],
            row["branch"],
            row["name_en"],
            row["name_ja"],
            _cell(row["aliases_en"]),
            _cell(row["aliases_ja"]),
        )
        for row in table_rows("navies")
    )


@cache
def ships() -> tuple[Ship, ...]:
    """The register of foreign ships, in the order of ships.csv."""
    return tuple(
        Ship(
            row["navy"],
            row["hull"],
            row["name_en"],
            _cell(row["name_ja"]),
            row["class_id"],
            row["source"],
            _cell(row["aliases"]),
        )
        for row in table_rows("ships")
    )


@cache
def observers() -> tuple[Observer, ...]:
    """Ships, aircraft types and bare words of the observing services, as in observers.csv."""
    return tuple(
        Observer(
            row["id"],
            row["service"],
            row["name"],
            row["name_ja"],
            row["hull"],
            row["kind"],
            _cell(row["aliases"]),
        )
        for row in table_rows("observers")
    )


def observer_ships() -> tuple[Observer, ...]:
    """The ships by name among the observers."""
    return tuple(seen for seen in observers() if seen.kind == "ship")


@cache
def units() -> tuple[Unit, ...]:
    """Units that observe, in the order of units.csv."""
    return tuple(
        Unit(
            row["id"],
            row["service"],
            row["name_ja"],
            row["name_en"],
            _cell(row["aliases_ja"]),
            _cell(row["aliases_en"]),
            row["source"],
        )
        for row in table_rows("units")
    )


@cache
def bases() -> tuple[Base, ...]:
    """Bases of the observing services, in the order of bases.csv."""
    return tuple(
        Base(
            row["name_ja"],
            row["name_en"],
            _cell(row["aliases"]),
            float(row["lon"]),
            float(row["lat"]),
        )
        for row in table_rows("bases")
    )


@cache
def spans() -> tuple[Span, ...]:
    """Vague words of time, in the order of spans.csv."""
    return tuple(
        Span(row["word"], row["language"], float(row["from_h"]), float(row["to_h"]))
        for row in table_rows("spans")
    )


@cache
def winds() -> tuple[Wind, ...]:
    """The sixteen winds, from north round by east."""
    return tuple(
        Wind(
            row["letter"],
            float(row["degrees"]),
            float(row["half_deg"]),
            *(_cell(row[key]) for key in ("ja", "en", "heading_ja", "heading_en")),
        )
        for row in table_rows("winds")
    )


def _cell(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))
