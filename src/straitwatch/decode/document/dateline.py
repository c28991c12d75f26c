"""Front lines, heads, an address and a file's name turned into who published what, and when."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from straitwatch.decode.document.dates import find_date, find_named_date, make_date, read_instant
from straitwatch.decode.document.front import read_front
from straitwatch.decode.document.head import Head, read_head
from straitwatch.decode.document.html import Page
from straitwatch.decode.document.publisher import find_by_address, find_by_name

__all__ = ["Particulars", "find_particulars"]

_DATE_METAS = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "date",
)
_PUBLISHER_METAS = ("og:site_name", "dc.publisher", "citation_publisher", "publisher")
_ARTICLE_TYPES = re.compile("Article|Report|BlogPosting|WebPage|PressRelease")
_MOST_JSON = 1 << 20  # characters of a JSON-LD script, and nodes of it that are looked at; ours
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{2})[/-]?(\d{2})(?=[/_.-]|$)")
_URL_DATES_APART = re.compile(r"/(20\d\d)/(\d{1,2})/(\d{1,2})(?:/|$)")
_INK = re.compile(r"\S")
_HTTP = re.compile(r"https?://[^\s]+", re.IGNORECASE)


@dataclass(slots=True)
class Particulars:
    """Who published a text, when, where, under which title, and where each of it stood."""

    title: str | None = None
    address: str | None = None
    published: date | None = None
    published_from: str | None = None
    publisher: str | None = None
    publisher_from: str | None = None
    body_start: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Meta:
    """What a page's own head says."""

    dates: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    address: str | None = None


def find_particulars(
    text: str,
    label: str,
    *,
    page: Page | None = None,
    published: date | None = None,
    publisher: str | None = None,
) -> Particulars:
    """Find date, publisher, title and address.

    The date is the first of: the user's option; a front line, which a reader wrote for this very
    purpose; the page's own head, which is exact and meant for machines; the head of the text; the
    date in the address; the date in the file's name, which may as well be that of the saving.
    Dates in the running text tell of what happened, and are never taken. The publisher likewise:
    option, front line, the page's head, the text's head, the host of the address.

    Args:
        text: the text of the document.
        label: its path or name.
        page: what the page said, if it is one.
        published: the user's option.
        publisher: the user's option; another name of a known publisher becomes its name.
    """
    front = read_front(text)
    head = read_head(text, front.end)
    meta = _read_meta(page) if page else _Meta()
    address = front.address or meta.address
    who, who_from = _choose_publisher(publisher, front.publisher, meta, head, address)
    when, when_from = _choose(
        (published, "option"),
        (front.published, "text"),
        (_read_date(meta, who), "page"),
        (head.published, "text"),
        (_find_address_date(address) if address else None, "address"),
        (find_named_date(label), "file name"),
    )
    titles = (front.title, head.title if not page else None, *meta.titles, head.title)
    return Particulars(
        title=next((title for title in titles if title), None),
        address=address,
        published=when,
        published_from=when_from,
        publisher=who,
        publisher_from=who_from,
        body_start=_skip_space(text, max(front.end, head.end)),
        notes=front.notes + (head.notes if when_from == "text" and not front.published else ()),
    )


def _skip_space(text: str, place: int) -> int:
    found = _INK.search(text, place)
    return found.start() if place and found else place


def _choose_publisher(
    option: str | None, front: str | None, meta: _Meta, head: Head, address: str | None
) -> tuple[str | None, str | None]:
    if option:
        known = find_by_name(option)
        return (known.name if known else option), "option"
    if front:
        return front, "text"
    at_host = find_by_address(address) if address else None
    for written in meta.publishers:
        if known := find_by_name(written):
            return known.name, "page"
    if head.publisher:
        return head.publisher, "text"
    if at_host:
        return at_host.name, "address"
    return (meta.publishers[0], "page") if meta.publishers else (None, None)


def _choose(*choices: tuple[date | None, str]) -> tuple[date | None, str | None]:
    return next(((day, where) for day, where in choices if day), (None, None))


def _find_address_date(address: str) -> date | None:
    """Date in the path of an address: /2022/12/19/name, /20221219-name, /p20230101_01.pdf."""
    path = address.split("?", 1)[0]
    for pattern in (_URL_DATES_APART, _URL_DATE):
        if (found := pattern.search(path)) and (day := make_date(*map(int, found.groups()))):
            return day
    return find_named_date(path)


# --- what a page's own head says


def _read_meta(page: Page) -> _Meta:
    meta = _Meta()
    metas = page.metas
    meta.dates = [metas[name] for name in _DATE_METAS if metas.get(name)]
    meta.publishers = [metas[name] for name in _PUBLISHER_METAS if metas.get(name)]
    meta.titles = [title for title in (metas.get("og:title"),) if title]
    for node in _read_scripts(page.scripts):
        _take_node(meta, node)
    meta.titles.append(page.title)
    meta.dates += _choose_times(page.times)
    for address in (page.canonical, metas.get("og:url", "")):
        if _HTTP.fullmatch(address) and not meta.address:
            meta.address = address
    return meta


def _choose_times(times: list[tuple[bool, str]]) -> list[str]:
    """Time elements that are marked as the date of publication; unmarked ones only if all agree."""
    marked = [value for is_marked, value in times if is_marked and value]
    if marked:
        return marked[:1]
    days = {value[:10] for _, value in times if value}
    return [value for _, value in times if value][:1] if len(days) == 1 else []


def _read_scripts(scripts: list[str]) -> Iterator[dict[str, Any]]:
    """Nodes of JSON-LD, without recursion; a script that is no JSON says nothing."""
    for script in scripts:
        if len(script) > _MOST_JSON:
            continue
        try:
            waiting = [json.loads(script)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            node = waiting.pop()
            if isinstance(node, dict):
                yield node
                waiting.extend(reversed(node.values()))
            elif isinstance(node, list):
                waiting.extend(reversed(node))


def _take_node(meta: _Meta, node: dict[str, Any]) -> None:
    if not _ARTICLE_TYPES.search(str(node.get("@type"))[:200]):
        return
    day, title, office = node.get("datePublished"), node.get("headline"), node.get("publisher")
    if isinstance(day, str) and day:
        meta.dates.append(day)
    if isinstance(title, str) and title:
        meta.titles.append(title)
    if isinstance(office, dict) and isinstance(office.get("name"), str) and office["name"]:
        meta.publishers.append(office["name"])


def _read_date(meta: _Meta, publisher: str | None) -> date | None:
    known = find_by_name(publisher) if publisher else None
    zone = known.zone if known else ""
    read = (read_instant(written, zone) or find_date(written[:100]) for written in meta.dates)
    return next((day for day in read if day), None)
