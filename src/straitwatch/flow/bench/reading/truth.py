"""What a release says, written by hand or composed: the truth that a reader is held against."""

from dataclasses import dataclass, field
from datetime import date, datetime

__all__ = ["ObjectTruth", "ObserverTruth", "Place", "Release", "Statement", "Tally"]


@dataclass(frozen=True)
class ObjectTruth:
    """One ship or aircraft that the words name, or several of one class.

    Attributes:
        navy: ISO alpha-2, or None where the words do not say.
        class_name: the class in the words of the document, or None.
        name: the ship's name as written, or None.
        hull: digits, or None.
        count: how many.
        count_is: exact, about, at_least or at_most.
    """

    navy: str | None = None
    class_name: str | None = None
    name: str | None = None
    hull: str | None = None
    count: int = 1
    count_is: str = "exact"


@dataclass(frozen=True)
class ObserverTruth:
    """Who watched, in the words of the document; None where they do not say."""

    service: str | None = None
    unit: str | None = None
    name: str | None = None
    base: str | None = None


@dataclass(frozen=True)
class Tally:
    """Something counted over a span; the moments are aware, None where the words do not say."""

    what: str
    n: int
    n_is: str
    t_start: datetime | None
    t_end: datetime | None


@dataclass(frozen=True)
class Place:
    """A named place, and where from it: any of `names` will do, all of `between` must stand."""

    names: tuple[str, ...] = ()
    bearing_deg: float | None = None
    dist_km: float | None = None
    between: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One statement of a document. A tuple of words is a choice: any of them is right.

    Attributes:
        kinds: of SIGHTING; more than one where the contract leaves it open.
        t_start: aware, None where the words do not say.
        t_end: aware, None where the words do not say.
        place: None where the words do not say.
        gate: gate ids.
        heading: eight-wind letters.
        to_sea: English names.
        from_sea: English names.
        objects: in any order.
        observers: in any order.
        counts: of take-offs and landings.
        same_as: that it links an earlier leg to what was seen now.
        negation: that it says that something was not.
        supersedes: of a correction: the date and the title of what it corrects.
        free: slots that are not compared.
        optional: may be told or not; told, it must be right.
        line: the truth as it was written, for lists of misses.
    """

    kinds: tuple[str, ...]
    t_start: datetime | None = None
    t_end: datetime | None = None
    place: Place | None = None
    gate: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    to_sea: tuple[str, ...] = ()
    from_sea: tuple[str, ...] = ()
    objects: tuple[ObjectTruth, ...] = ()
    observers: tuple[ObserverTruth, ...] = ()
    counts: tuple[Tally, ...] = ()
    same_as: bool = False
    negation: bool = False
    supersedes: tuple[str, str] | None = None
    free: frozenset[str] = field(default_factory=frozenset)
    optional: bool = False
    line: str = ""


@dataclass(frozen=True)
class Release:
    """A document and all that it says."""

    release_id: str
    language: str
    style: str
    published: date
    text: str
    statements: tuple[Statement, ...]
