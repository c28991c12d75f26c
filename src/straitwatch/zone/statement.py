"""Zone, craft and activity turned into the statements that may be made of them.

Four statements stay apart: entered the territorial sea (a fact), passage not innocent (an
assessment that names the activity), entered an identification zone (no breach), overflew (aircraft
have no right of passage). None follows from another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from straitwatch.model.error import ContractError
from straitwatch.zone.law import CRAFT, find_zone, law_zones
from straitwatch.zone.table import read_rows
from straitwatch.zone.treaty import spell_articles

__all__ = ["Statement", "activities", "statements", "statements_of"]


@dataclass(frozen=True)
class Statement:
    """One of the four.

    Attributes:
        statement: entered_territorial_sea, passage_not_innocent, entered_adiz, overflew.
        kind: fact, assessment, no_breach, no_right.
        articles: of UNCLOS unless another treaty is named.
        en: its sentence; so `ja`. An assessment names its activity.
        activity: the activity it rests on; empty unless it is an assessment.
    """

    statement: str
    kind: str
    articles: str
    en: str
    ja: str
    activity: str = ""

    def tell(self, lang: str = "en") -> str:
        """Write it as its articles and its sentence, in `en` or `ja`."""
        return f"{spell_articles(self.articles, lang)}: {self.en if lang == 'en' else self.ja}"


@cache
def statements() -> dict[str, dict[str, str]]:
    """Read the four statements by name: kind, articles, zones, craft, needs_activity, en, ja."""
    return {row["statement"]: row for row in read_rows("statement.csv")}


@cache
def activities() -> dict[str, dict[str, str]]:
    """Read the activities by which a passage can be called not innocent: article, craft, en, ja.

    Notes:
        Source: UNCLOS 18(2), 19(2)(a)-(l), 20.
    """
    return {row["activity"]: row for row in read_rows("activity.csv")}


def statements_of(zone: str, craft: str, activity: str | None = None) -> list[Statement]:
    """Give the statements that can be made of a craft in a zone.

    Args:
        zone: where it was: a name or words that `find_zone` knows.
        craft: one of `CRAFT`.
        activity: what it did there, one of `activities`; None when all that is known is where it
            was: then no assessment is made.

    Returns:
        none to two statements, in the order of statement.csv. An activity outside a sea with
        innocent passage gives no assessment: there it is judged by other rules.

    Raises:
        ContractError: no such zone, craft or activity.
    """
    name = find_zone(zone)
    done = activities().get(activity) if activity else None
    _check("zone", zone, name in law_zones(), law_zones())
    _check("craft", craft, craft in CRAFT, CRAFT)
    _check("activity", activity, not activity or done is not None, activities())
    return [
        _state(row, done)
        for row in statements().values()
        if name in row["zones"].split("|")
        and craft in row["craft"].split("|")
        and (row["needs_activity"] == "no" or (done and craft in done["craft"].split("|")))
    ]


def _check(what: str, told: object, known: bool, those: Iterable[str]) -> None:
    if not known:
        raise ContractError(f"no {what} '{told}': known are {', '.join(those)}")


def _state(row: dict[str, str], done: dict[str, str] | None) -> Statement:
    key, kind = row["statement"], row["kind"]
    if row["needs_activity"] == "no" or done is None:
        return Statement(key, kind, row["articles"], row["en"], row["ja"])
    en, ja = (
        row[lang].format(activity=done[lang], article=spell_articles(done["article"], lang))
        for lang in ("en", "ja")
    )
    return Statement(key, kind, done["article"], en, ja, done["activity"])
