"""The head of a release or an article turned into its date, publisher and title."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from straitwatch.decode.document.dates import (
    DATE,
    JAPANESE_DATE,
    find_date,
    make_date,
    read_match,
)
from straitwatch.decode.document.publisher import find_by_name, office_names

__all__ = ["Head", "read_head"]

_LONGEST_HEAD = 300  # characters of a Japanese head without white space; ours
_MOST_LINES = 15  # lines of an article's head: title, by-line, date, captions of buttons; ours
_LONGEST_LINE = 160  # ours: longer lines are sentences
_MOST_OTHER = 3  # title, sub-title, section; ours: more are the lines of a wrapped text
_LEAST_SENTENCE = 40  # ours: shorter lines that end in a stop are not yet sentences
_BARE_ERA_TURN = 17
"""An office that writes years without their era was made in 2006 (Heisei 18): up to 17 is Reiwa,
above is Heisei. Good until 2035. Source: Self-Defense Forces Act as in force from March 2006."""

_CLOCK = r"(?:\d{1,2}[:.時]\d{2}分?(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?)"
_DAY_LINE = re.compile(
    rf"\W*{DATE}\s*(?:\([^)]{{1,10}}\))?[\s,|・at-]*{_CLOCK}?\W*"
    r"(?:配信|公開|掲載|発信|公表|発表|付|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)?\W*",
    re.IGNORECASE,
)
_LED_DAY = re.compile(
    r"\W*\b(?:(?:first\s+)?published|posted|released|issued|publication date|release date|dated?|"
    r"[\w ,]{0,40}(?:press|news) release|公開日?時?|掲載日?時?|配信日?時?|発表日?時?|投稿日?時?)"
    rf"(?:\s+(?:on|at)|\s+by\s[^|,\d]{{1,60}})?\s*[:：,|(-]?\s*(?:{_CLOCK},?\s*)?{DATE}",
    re.IGNORECASE,
)
_NOTICE_LINE = re.compile(
    r"\W*(?:press release|news release|for immediate release)\W*", re.IGNORECASE
)
_ANY_DATE = re.compile(DATE, re.IGNORECASE)
_ISSUE = re.compile(rf"\s*【\s*{DATE}[^】]{{0,20}}】", re.IGNORECASE)  # how papers mark an issue
_UPDATED = re.compile(r"\W*(?:last\s+)?(?:updated|modified|最終更新|更新)", re.IGNORECASE)
_BYLINE = re.compile(
    r"\W*[Bb][Yy]:?\s+(?:(?:[A-Z][\w.'’-]*|and|of|for|the|de|van|von|[,&])(?:\s+|(?=,)|$))+"
)
_HALF_DAY = re.compile(r"\s[ap]\.m\.$", re.IGNORECASE)  # a stop that ends no sentence
_BETWEEN_PARTS = re.compile(r"\s*[|•·]\s*|\s+[-–—/]\s+")
_DATELINE = re.compile(
    r"(?:\((?P<before>[\w. ]{2,30})\)\s*)?"
    r"(?P<place>[A-Z][A-Z'’.-]+(?: [A-Z'’.-]+){0,3}(?:,\s*[A-Z][\w.]{2,20})?)\s*"
    r"(?:\((?P<agency>[A-Za-z][\w. ]{1,29})\)\s*)?[,(\s]*"
    rf"(?:(?:{DATE})|[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}})?\)?[\s,]*"
    r"(?:\((?P<after>[A-Za-z][\w. ]{1,29})\)\s*)?(?:--|[—–―-]|(?<=\))\s)\s*",
)

_NOTICE = (
    r"[(【]?(?:お知らせ|報道資料|報道発表資料|報道発表|発表資料|プレスリリース|NewsRelease|"
    r"PressRelease)[)】]?"
)
_WEEKDAY = r"(?:\([日月火水木金土]\))?"
_RUNS_ON = r"(?![はがのにをもで、,とへや午夜朝未早夕深頃か])"  # then it is a sentence's begin
_TITLE = re.compile(r"[^。]{2,90}?について(?:\([^)]{1,15}\)|【[^】]{1,15}】)?")
_JAPANESE = re.compile("[\u3041-\u30fe\u4e00-\u9fff]")


@dataclass(slots=True)
class Head:
    """What a head says.

    Attributes:
        end: offset in the text where it ends: what stands before is no sentence.
    """

    end: int = 0
    published: date | None = None
    publisher: str | None = None
    title: str | None = None
    notes: tuple[str, ...] = ()


def read_head(text: str, start: int) -> Head:
    """Read the head of a text: a Japanese release's, else that of an article.

    Args:
        text: all of it.
        start: offset where the front lines end.
    """
    if _JAPANESE.search(text, start, start + _LONGEST_HEAD):
        head = _read_release(text, start)
        if head.end > start:
            return head
    return _read_article(text, start)


# --- the head of a Japanese release: date, office, (notice), title, with spaces anywhere


def _squeeze(text: str, start: int) -> tuple[str, list[int]]:
    """Text without white space and in half-width, and where each of its signs stands."""
    signs: list[str] = []
    places: list[int] = []
    for place in range(start, min(len(text), start + 2 * _LONGEST_HEAD)):
        sign = text[place]
        if sign.isspace():
            continue
        plain = sign if sign.isascii() else unicodedata.normalize("NFKC", sign)
        signs.append(plain)
        places.extend([place] * len(plain))
        if len(places) >= _LONGEST_HEAD:
            break
    return "".join(signs), places


@cache
def _tokens() -> re.Pattern[str]:
    offices = "|".join(map(re.escape, office_names()))
    bare = rf"(?P<bare>\d{{1,2}}\.\d{{1,2}}\.\d{{1,2}})(?={_WEEKDAY}統合幕僚監部)"
    return re.compile(
        rf"(?P<date>{JAPANESE_DATE}){_WEEKDAY}{_RUNS_ON}|{bare}{_WEEKDAY}|"
        rf"(?P<office>{offices})(?:報道官室?|報道室|広報室)?{_RUNS_ON}|(?P<notice>{_NOTICE})"
    )


def _read_release(text: str, start: int) -> Head:
    squeezed, places = _squeeze(text, start)
    head, kinds, at = Head(), set(), 0
    while found := _tokens().match(squeezed, at):
        kind = "date" if found["bare"] else str(found.lastgroup and _kind(found))
        kinds.add(kind)
        _take_token(head, found)
        at = found.end()
    if not at:
        return Head()
    end = places[at - 1] + 1
    alone = text[end : end + 1] in {"", "\n", "\f"}
    if len(kinds) == 1 and not alone:
        return Head()
    head.end = end
    title = _TITLE.match(squeezed, at)
    if title and text[(stop := places[title.end() - 1] + 1) : stop + 1] in {"", "\n", "\f", " "}:
        head.title, head.end = title[0], stop
    return head


def _kind(found: re.Match[str]) -> str:
    return next(kind for kind in ("date", "office", "notice") if found[kind])


def _take_token(head: Head, found: re.Match[str]) -> None:
    if found["bare"] and not head.published:
        year, month, day = map(int, found["bare"].split("."))
        era = "Reiwa" if year <= _BARE_ERA_TURN else "Heisei"
        head.published = make_date(year + (2018 if era == "Reiwa" else 1988), month, day)
        head.notes += (f"the year in {found['bare']} names no era: read as {era} {year}",)
    elif found["date"] and not head.published:
        head.published = read_match(found)
    elif found["office"]:
        known = find_by_name(found["office"])
        head.publisher = head.publisher or (known.name if known else None)


# --- the head of an article: lines of title, by-line and date before the first sentence


def _read_article(text: str, start: int) -> Head:
    head = Head()
    place, first = start, ""
    after_first = n_other = 0
    for _ in range(_MOST_LINES):
        if place >= len(text):
            break
        stop = text.find("\n", place, place + _LONGEST_LINE + 1)
        whole = stop >= 0 or len(text) - place <= _LONGEST_LINE
        line = text[place : stop if stop >= 0 else place + _LONGEST_LINE].strip()
        if not line:
            pass
        elif whole and _runs_on(line, text, stop):
            break
        elif whole and _take_line(head, line):
            head.end = (stop if stop >= 0 else len(text)) + 1
        elif _take_dateline(head, line) or not whole or _is_body(line, n_other):
            break
        else:
            n_other += 1
            if not first:
                first, after_first = line, stop + 1 if stop >= 0 else len(text)
        place = stop + 1 if stop >= 0 else len(text)
    if first and after_first < len(text):
        _take_title(head, first, text, after_first)
    head.end = min(head.end, len(text))
    return head


def _is_body(line: str, n_other: int) -> bool:
    return _is_sentence(line) or line[0].islower() or n_other == _MOST_OTHER


def _runs_on(line: str, text: str, stop: int) -> bool:
    """Tell a date that a line break parts from its sentence: 1月2日(月) / 午前4時頃、..."""
    if stop < 0 or not line.endswith(("日", "）", ")")):
        return False
    return not re.match(_RUNS_ON, text[stop : stop + _LONGEST_LINE].lstrip()[:1])


def _take_title(head: Head, line: str, text: str, after: int) -> None:
    """The first line is the title if it stands apart; else only if it is much the shorter."""
    apart = head.end >= after or text[after : after + 1] == "\n"
    following = text[after : after + _LONGEST_LINE].split("\n", 1)[0]
    shorter = 3 * len(line) < 2 * len(following) and _is_sentence(following)
    if apart or shorter:
        head.title = head.title or line.lstrip("#* ").strip()
    if apart:
        head.end = max(head.end, after)


def _is_sentence(line: str) -> bool:
    last = line.rstrip("\"'”’)）」』 ")[-1:]
    return last in "。！？" or (len(line) > _LEAST_SENTENCE and last in ".!?") or "。" in line


def _take_line(head: Head, line: str) -> bool:
    """Take a line that only tells of the document; returns whether it is one."""
    plain = line if line.isascii() else unicodedata.normalize("NFKC", line)
    if known := find_by_name(plain):
        head.publisher = head.publisher or known.name
        return True
    if _UPDATED.match(plain):
        if found := _LED_DAY.search(plain):  # Updated: ... Published: ...
            head.published = head.published or find_date(found[0])
        return bool(find_date(plain))
    if _NOTICE_LINE.fullmatch(plain):
        return True
    led = _LED_DAY.match(plain) and not _is_sentence(_HALF_DAY.sub("", plain))
    if led or _DAY_LINE.fullmatch(plain):
        day = find_date(plain)
        head.published = head.published or day
        return day is not None
    return _take_parts(head, plain)


def _is_byline(plain: str) -> bool:
    """Tell `By A. Name and B. Name, A Paper`: names alone, up to a sign or a date."""
    name = _BETWEEN_PARTS.split(_ANY_DATE.sub("", plain))[0]
    return bool(_BYLINE.fullmatch(name)) and plain.rstrip()[-1:] != "."


def _take_parts(head: Head, plain: str) -> bool:
    """Take `By A. Name | Jan 2, 2023`, `A Paper - 2 January 2023`."""
    told = _is_byline(plain)
    if (found := _ANY_DATE.search(plain)) and (known := find_by_name(plain[: found.start()])):
        head.publisher = head.publisher or known.name  # A Paper 2023/1/2 19:30
        head.published = head.published or find_date(found[0])
        return True
    parts = _BETWEEN_PARTS.split(plain)
    if len(parts) == 1 and not told:
        return False
    for part in parts:
        if _UPDATED.match(part):
            continue
        if _DAY_LINE.fullmatch(part) or _LED_DAY.match(part):
            day = find_date(part)
            head.published = head.published or day
            told = told or day is not None
        elif known := find_by_name(part):
            head.publisher = head.publisher or known.name
    if told and not head.published and (found := re.search(rf"[,.]\s+({DATE})$", plain)):
        head.published = find_date(found[1])
    return told


def _take_dateline(head: Head, line: str) -> bool:
    """Take `TOKYO, Dec. 19, 2022 —` and `NAHA, Japan (Kyodo) --` from where a text begins."""
    if issue := _ISSUE.match(unicodedata.normalize("NFKC", line)):
        head.published = head.published or find_date(issue[0])
        return True
    found = _DATELINE.match(line)
    if not found:
        return False
    day = find_date(found[0])
    head.published = head.published or day
    named = [find_by_name(found[part]) for part in ("before", "agency", "after") if found[part]]
    names = [known.name for known in named if known]
    head.publisher = head.publisher or next(iter(names), None)
    return bool(day or names)
