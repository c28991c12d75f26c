"""Rows of events become an Atom feed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from straitwatch.model.version import __version__
from straitwatch.report.element import element, text
from straitwatch.report.placed import is_simulated, place_of, summary_of, title_of

__all__ = ["FeedHead", "events_to_atom"]

_AUTHORITY = "straitwatch.invalid,2026"
"""Names the ids of feeds (RFC 4151): a name that nobody can own, so ids are the same on each
server that derives the same event."""

_SIMULATED = {"en": "simulated", "ja": "模擬"}
_NEVER = "1970-01-01T00:00:00Z"  # an empty feed has no entry that could say when


@dataclass(frozen=True)
class FeedHead:
    """What a feed says of itself.

    Attributes:
        title: of the feed.
        filter: words of the query, sorted: they are a part of its id.
        home: address of the page, ending in `/`.
        links: addresses by relation: self, first, next, previous (RFC 5005).
        lang: `en` or `ja`.
        updated: when each event was last changed, ISO 8601, by id, as far as that is known.
    """

    title: str
    filter: str
    home: str
    links: Mapping[str, str]
    lang: str = "en"
    updated: Mapping[str, str] = field(default_factory=dict)


def events_to_atom(rows: Iterable[Mapping[str, Any]], head: FeedHead) -> Iterator[str]:
    """Write events as a feed.

    Args:
        rows: EVENT as JSON holds them, with `words`, newest first.
        head: what the feed says of itself.

    Yields:
        pieces of the file.

    Notes:
        Source: RFC 4287; places as GeoRSS-Simple points. An event that was never changed since it
        came, or of which that is not known, was updated when it ended.
    """
    rows = list(rows)
    latest = max((_updated(row, head) for row in rows), default=_NEVER)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss" '
        f'xml:lang="{text(head.lang)}">\n'
    )
    yield element("id", f"tag:{_AUTHORITY}:events:{head.filter}") + "\n"
    yield f"{element('title', head.title)}{element('updated', latest)}\n"
    yield f'<generator version="{text(__version__)}">straitwatch</generator>\n'
    yield "<author><name>straitwatch</name></author>\n"
    yield f'<link rel="alternate" type="text/html" href="{text(head.home)}"/>\n'
    for rel, address in head.links.items():
        yield f'<link rel="{rel}" type="application/atom+xml" href="{text(address)}"/>\n'
    for row in rows:
        yield _entry(row, head)
    yield "</feed>\n"


def _updated(row: Mapping[str, Any], head: FeedHead) -> str:
    known = head.updated.get(row["event_id"])
    return known or row.get("t_end") or row.get("t_start") or _NEVER


def _title(row: Mapping[str, Any], lang: str) -> str:
    """The event's sentence, and that it is simulated where the sentence does not say so."""
    words = str(row.get("words") or "")
    if not words:
        return title_of(row)
    mark = _SIMULATED.get(lang, _SIMULATED["en"])
    told = not is_simulated(row) or mark.lower() in words.lower()
    return words if told else f"{words} ({mark})"


def _entry(row: Mapping[str, Any], head: FeedHead) -> str:
    event_id = row["event_id"]
    place = place_of(row)
    point = "" if place is None else f"<georss:point>{place[1]} {place[0]}</georss:point>"
    home = f"{head.home}event/{event_id}"
    words = (row.get("kind"), row.get("certainty"), row.get("status"))
    labels = "".join(f'<category term="{text(word)}"/>' for word in words if word)
    return (
        f"<entry>{element('id', f'tag:{_AUTHORITY}:event:{event_id}')}"
        f"{element('title', _title(row, head.lang))}{element('updated', _updated(row, head))}"
        f"{element('published', row.get('t_start'))}"
        f'<link rel="alternate" type="text/html" href="{text(home)}"/>{labels}'
        f'<summary type="text">{text(summary_of(row) or event_id)}</summary>{point}</entry>\n'
    )
