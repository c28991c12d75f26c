"""The lines that a reader put on top of a saved text turned into what they say of it."""

import re
from dataclasses import dataclass
from datetime import date

from straitwatch.decode.document.dates import DATE, find_date
from straitwatch.decode.document.publisher import find_by_name

__all__ = ["Front", "read_front"]

_MOST_LINES = 20  # ours: no one writes more
_LONGEST_LINE = 400
_LONGEST_TITLE = 160
_LONGEST_NAME = 80  # of a publisher with a date beside it; ours

_DAYS = (
    "published|published on|publication date|date published|date|release date|released|issued|"
    "posted|posted on|dated|発表日|公表日|発行日|日付|掲載日|配信日|公開日|発表年月日|年月日"
)
_OFFICES = (
    "publisher|published by|issued by|agency|outlet|newspaper|発表者|発表元|発表機関|発行元|発行者|"
    "提供|媒体|発行|公表"
)
_SOURCES = (
    "source|sources|original|via|from|出典|出所|引用元|情報源|発表|掲載|配信|引用|参照元|元記事"
)
_ADDRESSES = "url|link|address|web|permalink|リンク|アドレス"
_TITLES = "title|headline|subject|題名|件名|タイトル|見出し|標題|表題"
_ASIDE = (
    "author|authors|language|retrieved|accessed|saved|archived|updated|last updated|tags|"
    "著者|記者|筆者|言語|取得日|閲覧日|更新日|更新|保存日|確認日"
)
_LINE = re.compile(
    rf"\s*(?:[>#*-]+\s*)?(?:(?P<day>{_DAYS})|(?P<office>{_OFFICES})|(?P<source>{_SOURCES})|"
    rf"(?P<address>{_ADDRESSES})|(?P<title>{_TITLES})|(?P<aside>{_ASIDE}))\s*\*{{0,2}}\s*[:：]"
    r"\s*\*{0,2}\s*(?P<value>\S.*)?",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://[^\s<>\"'「」（）、。]+", re.IGNORECASE)
_PUBLISHED = re.compile(r"\bpublished\b.*", re.IGNORECASE)
_FENCE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,})?\s*")
_ANY_DATE = re.compile(DATE, re.IGNORECASE)
_BRACKETS = ("()", "（）", "[]", "【】", "「」")
_EDGES = " \t\u3000,;|、，。・()（）[]【】「」“”\"'*–—-"


@dataclass(slots=True)
class Front:
    """What front lines say: each the first that says it.

    Attributes:
        end: offset in the text where they end; 0 where there are none.
        notes: lines that could not be read, for the reader.
    """

    end: int = 0
    address: str | None = None
    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()


def read_front(text: str) -> Front:
    """Read lines such as `Source: https://...`, `Published: 2022-12-19`, `出典：統合幕僚監部`.

    They stand at the very top, blank lines or rules between them at most, or under one line that
    is the title; the next other line ends them. A bare address in a line is one of them.
    """
    front, above = Front(), ""
    place = 0
    for _ in range(_MOST_LINES):
        stop = text.find("\n", place, place + _LONGEST_LINE + 1)
        if stop < 0:
            stop = min(len(text), place + _LONGEST_LINE + 1)
        line = text[place:stop]
        if place >= len(text) or len(line) > _LONGEST_LINE:
            break
        found = _LINE.fullmatch(line)
        if found and not _is_sentence(found):
            _take(front, found)
            front.end = stop + 1
        elif (bare := _URL.fullmatch(line.strip())) and not front.address:
            front.address = bare[0]
            front.end = stop + 1
        elif not _FENCE.fullmatch(line):
            if front.end or above or not _may_be_title(line):
                break
            above = line
        place = stop + 1
    if above and (front.address or front.published):
        front.title = front.title or above.lstrip("#* ").strip()
    elif above:
        return Front()  # a line and a name under it may be anything
    front.end = _skip_blank(text, front.end) if front.end else 0
    return front


def _may_be_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE and not line.rstrip("」』”\"' ").endswith(("。", "."))


def _is_sentence(found: re.Match[str]) -> bool:
    """Tell `Source: the ministry said that ...`, which is no front line."""
    value = _URL.sub("", found["value"] or "").strip()
    if found["title"] or found["aside"]:
        return False
    return len(value) > _LONGEST_NAME or value.endswith("。")


def _skip_blank(text: str, place: int) -> int:
    place = min(place, len(text))
    while place < len(text):
        stop = text.find("\n", place)
        line = text[place : stop if stop >= 0 else place + _LONGEST_LINE]
        if stop < 0 or not _FENCE.fullmatch(line):
            return place
        place = stop + 1
    return place


def _take(front: Front, found: re.Match[str]) -> None:
    value = (found["value"] or "").strip()
    if found["aside"]:  # Updated: ... Published: ...
        told = _PUBLISHED.search(value)
        front.published = front.published or (find_date(told[0]) if told else None)
        return
    if not value:
        return
    if found["title"]:
        front.title = front.title or value.strip("*").strip()
        return
    url = _URL.search(value)
    if url:
        front.address = front.address or url[0].rstrip(".,;)")
        value = value.replace(url[0], " ")
    if found["address"]:
        return
    day = find_date(value)
    front.published = front.published or day
    if found["day"]:
        if not day:
            front.notes += (f"the date in the front line {found[0].strip()[:80]!r} was not read",)
        return
    name = _trim(_ANY_DATE.sub(" ", value))
    if name:
        front.publisher = front.publisher or _name_publisher(name)


def _trim(name: str) -> str:
    """Take stops and brackets off the ends; a bracket that one within the name opens stays."""
    bare = name.strip(_EDGES)
    after = name[name.index(bare) + len(bare) :][:1] if bare else ""
    opened = next((pair[0] for pair in _BRACKETS if pair[1] == after), "\0")
    return bare + after if opened in bare else bare


def _name_publisher(written: str) -> str:
    """Name of the vocabulary, for the whole or for its first part; else as written."""
    first = re.split(r"[,;|、，:：]", written)[0]
    known = find_by_name(written) or find_by_name(first)
    return known.name if known else written
