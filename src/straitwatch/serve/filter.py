"""Words of a query turned into questions. Routers share them: `Depends(event_filter)`.

Every list word may be given several times, or once with commas: `kind=transit,entry`.
"""

import math
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Query, Request

from straitwatch.model.error import ContractError
from straitwatch.model.identity import parse_object_id
from straitwatch.model.unit import read_moment
from straitwatch.serve.desk import desk_of
from straitwatch.serve.window import (
    Asked,
    Box,
    CoverageQuestion,
    EventQuestion,
    FixQuestion,
    ObjectQuestion,
    ReplayQuestion,
    SightingQuestion,
)

__all__ = [
    "Lang", "asked", "coverage_filter", "event_filter", "fix_filter", "identity", "lang_of",
    "object_filter", "replay_filter", "sighting_filter", "track_filter",
]  # fmt: skip

_LONGEST = 200
"""Letters of a word that is searched for: ours."""
_MOST_WORDS = 50
_LANGS = ("en", "ja")
_DEFAULT_ROWS = 1_000
_DEFAULT_POINTS = 5_000
_DEFAULT_REPLAY = 60_000

Words = list[str] | None
From = Annotated[
    str | None,
    Query(alias="from", description="Only what ends then or later: ISO 8601, UTC without a zone.",
          examples=["2022-12-16", "2022-12-16T08:00Z"]),
]  # fmt: skip
To = Annotated[
    str | None,
    Query(alias="to", description="Only what begins then or earlier; a bare date is its end.",
          examples=["2022-12-17"]),
]  # fmt: skip
BoxText = Annotated[
    str | None,
    Query(description="west,south,east,north in degrees; west > east passes the antimeridian.",
          examples=["120,20,135,35"]),
]  # fmt: skip
Limit = Annotated[
    int, Query(ge=0, description="Rows of the answer; the server's own limit bounds it.")
]
Offset = Annotated[int, Query(ge=0, le=1 << 40, description="Rows left out before them: `next`.")]
Lang = Annotated[str, Query(description="Language of sentences: en or ja.", examples=["en", "ja"])]
Q = Annotated[
    str, Query(max_length=_LONGEST, description="Words that must all be found.", examples=["遼寧"])
]
Flags = Annotated[Words, Query(description="States, ISO 3166 alpha-2.", examples=[["CN"]])]
Kinds = Annotated[Words, Query(description="Kinds of event.", examples=[["transit"]])]
Gates = Annotated[Words, Query(description="Ids of gates.", examples=[["miyako"]])]
ObjectId = Annotated[
    str | None,
    Query(max_length=_LONGEST, description="Text identity, or a bare MMSI.",
          examples=["hull:CN/16", "mmsi:499000016"]),
]  # fmt: skip
AtMost = Annotated[int, Query(ge=1, description="Thin to so many fixes or fewer.")]


def lang_of(lang: Lang = "en") -> str:
    """Read the language.

    Raises:
        ContractError: it is none that the server speaks.
    """
    if lang not in _LANGS:
        raise ContractError(f"'{_short(lang)}' is no language of this server: write en or ja")
    return lang


def span_of(t_from: From = None, t_to: To = None) -> tuple[datetime | None, datetime | None]:
    """Read a span."""
    first = None if t_from is None else _moment(t_from)
    last = None if t_to is None else _moment(t_to)
    if last is not None and t_to is not None and len(t_to.strip()) <= len("2022-12-17"):
        last += timedelta(days=1) - timedelta(microseconds=1)
    if first is not None and last is not None and last < first:
        raise ContractError("'from' is later than 'to': swap them")
    return first, last


def _moment(text: str) -> datetime:
    try:
        return read_moment(text.strip().replace(" ", "+"))
    except (OverflowError, ValueError) as error:
        raise ContractError(
            f"'{_short(text)}' is no time: write 2022-12-16 or 2022-12-16T08:00Z"
        ) from error


def box_of(bbox: BoxText = None) -> Box | None:
    """Read a box."""
    if bbox is None or not bbox.strip():
        return None
    try:
        west, south, east, north = (float(one) for one in bbox.split(","))
    except ValueError as error:
        raise ContractError(
            f"'{_short(bbox)}' is no box: write west,south,east,north in degrees"
        ) from error
    good = all(math.isfinite(one) for one in (west, south, east, north))
    if not good or not -90 <= south <= north <= 90 or max(abs(west), abs(east)) > 360:  # noqa: PLR2004 - degrees
        raise ContractError(
            f"'{_short(bbox)}' is no box on Earth: south before north, latitudes within 90, "
            "longitudes within 180"
        )
    if east - west >= 360:  # noqa: PLR2004 - degrees: all the way round
        return -180.0, south, 180.0, north
    return _wrap(west), south, _wrap(east) or 0.0, north


def _wrap(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180  # noqa: PLR2004 - degrees


def asked(
    *,
    request: Request,
    span: Annotated[tuple[datetime | None, datetime | None], Depends(span_of)],
    box: Annotated[Box | None, Depends(box_of)],
    lang: Annotated[str, Depends(lang_of)],
    limit: Limit = _DEFAULT_ROWS,
    offset: Offset = 0,
) -> Asked:
    """Read what all questions share."""
    most = min(limit, desk_of(request).limits.max_rows)
    return Asked(t_from=span[0], t_to=span[1], box=box, lang=lang, limit=most, offset=offset)


Shared = Annotated[Asked, Depends(asked)]


def event_filter(
    *,
    shared: Shared,
    kind: Kinds = None,
    object_id: Annotated[ObjectId, Query(alias="object")] = None,
    gate: Gates = None,
    flag: Flags = None,
    certainty: Annotated[
        Words, Query(description="observed, reported, inferred, simulated.")
    ] = None,
    status: Annotated[
        Words, Query(description="open, closed, retracted; without it all but retracted ones.")
    ] = None,
    q: Q = "",
    order: Annotated[str, Query(description="asc: oldest first; desc: newest first.")] = "asc",
) -> EventQuestion:
    """Read which events."""
    return EventQuestion(
        **vars(shared),
        kinds=_listed(kind),
        object_id=identity(object_id),
        gates=_listed(gate),
        flags=tuple(one.upper() for one in _listed(flag)),
        certainty=_one_of(
            "certainty", certainty, ("observed", "reported", "inferred", "simulated")
        ),
        status=_one_of("status", status, ("open", "closed", "retracted")),
        q=q,
        newest_first=_one_of("order", [order], ("asc", "desc")) == ("desc",),
    )


def object_filter(
    *,
    shared: Shared,
    q: Q = "",
    flag: Flags = None,
    craft: Annotated[Words, Query(description="ship, aircraft, station, reported.")] = None,
    type_: Annotated[Words, Query(alias="type", description="Words of the type.")] = None,
    zone: Annotated[Words, Query(description="Zones of the last fix.")] = None,
    kind: Kinds = None,
    gate: Gates = None,
) -> ObjectQuestion:
    """Read which objects."""
    return ObjectQuestion(
        **vars(shared),
        q=q,
        flags=tuple(one.upper() for one in _listed(flag)),
        crafts=_one_of("craft", craft, ("ship", "aircraft", "station", "reported")),
        types=_listed(type_),
        zones=_listed(zone),
        kinds=_listed(kind),
        gates=_listed(gate),
    )


def sighting_filter(
    shared: Shared, object_id: Annotated[ObjectId, Query(alias="object")] = None
) -> SightingQuestion:
    """Read which sightings."""
    return SightingQuestion(**vars(shared), object_id=identity(object_id))


def coverage_filter(shared: Shared) -> CoverageQuestion:
    """Read which coverage."""
    return CoverageQuestion(**vars(shared))


def fix_filter(
    shared: Shared, object_id: Annotated[ObjectId, Query(alias="object")] = None
) -> FixQuestion:
    """Read which fixes, page by page."""
    return FixQuestion(**vars(shared), object_id=identity(object_id))


def track_filter(
    span: Annotated[tuple[datetime | None, datetime | None], Depends(span_of)],
    at_most: AtMost = _DEFAULT_POINTS,
) -> FixQuestion:
    """Read which fixes of one object, thinned."""
    return FixQuestion(t_from=span[0], t_to=span[1], at_most=min(at_most, _DEFAULT_REPLAY))


def replay_filter(
    span: Annotated[tuple[datetime | None, datetime | None], Depends(span_of)],
    box: Annotated[Box | None, Depends(box_of)],
    at_most: AtMost = _DEFAULT_REPLAY,
) -> ReplayQuestion:
    """Read which fixes of all objects, thinned."""
    most = min(at_most, 4 * _DEFAULT_REPLAY)
    return ReplayQuestion(t_from=span[0], t_to=span[1], box=box, at_most=most)


def _listed(words: Words) -> tuple[str, ...]:
    found = [one.strip() for word in words or () for one in word.split(",")]
    told = tuple(dict.fromkeys(one for one in found if one))
    if len(told) > _MOST_WORDS:
        raise ContractError(f"{len(told)} words in one list: give {_MOST_WORDS} at most")
    return told


def _one_of(name: str, words: Words, known: tuple[str, ...]) -> tuple[str, ...]:
    told = _listed(words)
    for one in told:
        if one not in known:
            raise ContractError(f"{name} '{_short(one)}' is not known: write {', '.join(known)}")
    return told


def identity(text: str | None) -> str | None:
    """Bring an identity to its text form; a bare number is an MMSI."""
    if text is None or not text.strip():
        return None
    text = text.strip()
    if ":" in text:
        parse_object_id(text)
        return text
    if text.isascii() and text.isdigit() and len(text) <= len("431000001"):
        return f"mmsi:{int(text):09d}"
    raise ContractError(
        f"'{_short(text)}' is no identity: write mmsi:431000001, icao24:ae0455 or hull:CN/16"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - letters
