"""Zones and kinds of craft turned into what the law lets them do there.

`law.csv` is the law, `zone.csv` names the zones, `treaty.csv` the articles.
"""

from functools import cache
from typing import TYPE_CHECKING, Final

from straitwatch.model.error import ContractError
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import spell_articles

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ALLOWED",
    "CRAFT",
    "find_zone",
    "law",
    "law_zones",
    "rule_of",
    "tell_rule",
    "title_of",
    "zone_names",
]

CRAFT: Final = ("ship", "warship", "submarine", "aircraft", "civil_aircraft")
"""Kinds of craft; `aircraft` is a state aircraft (Chicago 3(b)), `ship` any ship but a warship."""

ALLOWED: Final = (
    "no",
    "consent",
    "innocent_passage",
    "non_suspendable_innocent_passage",
    "transit_passage",
    "sea_lanes_passage",
    "treaty",
    "free",
    "disputed",
)
"""What a rule allows: `no` where the law of the sea has no rule, `treaty` as one lays down."""


@cache
def law() -> "pa.Table":
    """Read the table of zone and craft.

    Returns:
        columns zone, craft (`CRAFT`), allowed (`ALLOWED`), articles (of UNCLOS unless another
        treaty is named), en, ja: one row for each of `law_zones` and each craft.

    Notes:
        Source: the treaties of treaty_names.csv, which says what was checked against which copy;
        own words.
    """
    import pyarrow as pa  # noqa: PLC0415 - a verdict reads the rows alone, and sooner

    return pa.Table.from_pylist(read_rows("law.csv"))


@cache
def _rules() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["zone"], row["craft"]): row for row in read_rows("law.csv")}


@cache
def _zones() -> dict[str, dict[str, str]]:
    return {row["zone"]: row for row in read_rows("zone.csv")}


@cache
def zone_names() -> list[str]:
    """Names of the zones of the sea, in the order of their codes from 0."""
    coded = [row for row in _zones().values() if row["code"]]
    return [row["zone"] for row in sorted(coded, key=lambda row: int(row["code"]))]


def law_zones() -> list[str]:
    """All that the law table speaks of: zones of the sea, regimes of straits, lake, adiz."""
    return list(_zones())


def title_of(zone: str, lang: str = "en") -> str:
    """Name of a zone or a regime for a reader, in `en` or `ja`."""
    return _zones()[zone][lang]


@cache
def _words() -> dict[str, str]:
    return {
        word.casefold(): row["zone"]
        for row in _zones().values()
        for word in (row["zone"].replace("_", " "), row["en"], row["ja"], *row["also"].split(","))
        if word
    }


def find_zone(told: object) -> str | None:
    """Find the zone that a code or words mean.

    Args:
        told: a code (0 to 6), a zone's name, or words for it in English or Japanese, also with the
            State after them: `territorial sea of Japan`, `日本の領海`, `contiguous_zone`.

    Returns:
        its name in `law_zones`; None for what is none.
    """
    if isinstance(told, int) and not isinstance(told, bool):
        return zone_names()[told] if 0 <= told < len(zone_names()) else None
    words = " ".join(str(told or "").replace("_", " ").casefold().split())
    for part in (words, words.split(" of ", maxsplit=1)[0], words.rsplit("の", maxsplit=1)[-1]):
        for word in (part, part.removesuffix(" airspace")):
            if word in _words():
                return _words()[word]
    return None


def rule_of(zone: str, craft: str) -> dict[str, str]:
    """The row of the law table for a zone and a craft.

    Args:
        zone: a name or other words that `find_zone` knows.
        craft: one of `CRAFT`.

    Raises:
        ContractError: no such zone or craft.
    """
    row = _rules().get((zone, craft)) or _rules().get((find_zone(zone) or "", craft))
    if row is None:
        raise ContractError(
            f"the law table has no zone '{zone}' with craft '{craft}': zones are "
            f"{', '.join(law_zones())}; craft {', '.join(CRAFT)}"
        )
    return row


@cache
def tell_rule(zone: str, craft: str, lang: str = "en") -> str:
    """Write a rule as its articles and its sentence, in `en` or `ja`."""
    row = rule_of(zone, craft)
    return f"{spell_articles(row['articles'], lang)}: {row[lang]}" if row["articles"] else row[lang]
