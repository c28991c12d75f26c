"""Plain English turned into sentences, and those set aside that can say nothing of a sighting."""

import re
from dataclasses import dataclass, replace

import regex

__all__ = ["CORRECTS", "PARAGRAPH", "Sentence", "sentences"]

PARAGRAPH = "\u2029"
"""Stands for the end of a paragraph."""


_SHORT = [
    "a.m",
    "p.m",
    "U.S",
    "U.K",
    "U.N",
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
    "Mon",
    "Tue",
    "Tues",
    "Wed",
    "Thu",
    "Thur",
    "Thurs",
    "Fri",
    "Sat",
    "Sun",
    "No",
    "Nos",
    "nos",
    "Adm",
    "Gen",
    "Brig",
    "Maj",
    "Capt",
    "Lt",
    "Col",
    "Cmdr",
    "Sgt",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Prof",
    "Gov",
    "Sen",
    "Rep",
    "Pref",
    "Is",
    "St",
    "vs",
    "approx",
    "Co",
    "Inc",
    "Ltd",
    "Corp",
    "Ft",
    "e.g",
    "i.e",
    "etc",
    "hrs",
]
_MAY_END = {"a.m", "p.m", "U.S", "Pref", "etc", "hrs", "Is"}
_STOP = regex.compile(  # not the semicolon of a list: "...; a frigate; and the Anshan"
    r"[.!?][\"')\]]*(?=\s|$)|\u2029"
    r"|[;](?=\s)(?!\s(?:and )?(?:an?|one|two|three|four|five|CNS|RFS|[\w' ]{3,20}-class) )"
)
_LIST_LINE = regex.compile(
    r"\n(?=[ \t]*(?:[A-Z][a-z]{2,8}\.? \d{1,2}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"[^\n:.]{0,16}:\s)"
    r"|(?<=\n[ \t]*(?:[A-Z][a-z]{2,8}\.? \d{1,2}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    r"[^\n:.]{0,16}:\s[^\n.]{0,120})\n"
)
_DATE_LINE = regex.compile(  # "13:04 JST, June 24, 2025": a line with a day, a clock and no more
    r"(?<=\n|^|\u2029)(?=[^\n\u2029]{4,60}[ ,](?:19|20)\d\d\b)(?=[^\n\u2029]{0,60}\d:\d\d\b)"
    r"(?:[A-Z][a-z]{2,8}\b|[A-Z]{2,9}\b|at\b|on\b|[ap]\.?m\b|\d{1,4}\b|[ \t,.:|/()-]){5,40}"
    r"(?=[\n\u2029]|$)"
)
_NUMBERED = regex.compile(r"\s\d")
_LAST_WORD = regex.compile(r"[A-Za-z][A-Za-z.]*$")
_STATES = {"U.S", "U.K", "U.N"}
_OPENS = regex.compile(
    r"\s+[\"']?(?:The|A|An|It|Its|In|On|At|He|She|They|This|That|These|Those|But|And|As|After|Before"
    r"|According|Japan|China|Tokyo|Beijing|For|From|To|There|When|While|With|Since|Both|All|Two|Three)\b"
)
_STARTS = regex.compile(
    r"\s+[\"'(\[]*(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun"
    r"|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|JST\b|Japan (?:Standard )?[Tt]ime\b|GMT\b|UTC\b|EST\b|ET\b"
    r"|Tokyo time\b)[A-Z]"
)
_DATELINE = regex.compile(
    r"(?!(?:An?|The|Two|Three|Four|Five|Six) )(?![^\n-]{0,40} (?:an?|the|of|are|is|was|were) )"
    r"(?:[A-Z][A-Za-z.' ]{2,30},? ?){1,2}(?:,? ?[A-Z][a-z]{2,8}\.? \d{1,2},?(?: \d{4})?)?"
    r" ?(?:\([A-Z][A-Za-z ]{1,24}\))? ?(?:--+| - )(?=\s?[A-Z\"'])"
)
_KEY = re.compile(
    r"ship|vessel|\bmiles\b|\bkm\b|kilomet"
    r"|\bthrough\b|\bentr(?:y|ies)\b|\bwith (?:it|her|them)\b|-class\b"
    r"|carrier|destroyer|frigate|cruiser|corvette|flotilla|fleet|submarine|warship|oiler"
    r"|minesweeper|flattop|aircraft|drone|bomber|fighter|plane|jets?\b|uav|helicopter|island|strait"
    r"|territorial|contiguous|airspace|take-?offs?|landings?|sortie|scrambl|shadow|monitor"
    r"|surveillance|\bwatch|\bsent\b|\bp-[13]|took off|sailed|entered|tailed|patrol"
    r"|times\b|total|craft\b|\b[a-z][a-z]{0,2}-\d|\bsea\b|pacific|\bflew\b|\bflying\b|passed"
    r"|spotted|sighted|detected|waters|intrusion|incursion|violat|jets"
    r"|response:|\blone\b|\bran\b"
    r"|passage|transit|happened|occurred|correct|earlier version"
    r"|\b(?:said|says|announced|released?|issued|stated|report|told)\b"
    r"|\b[12]\d{3}\b|cns|rfs|js |liaoning|shandong|fujian|\bgroup|they|\bit\b",
)
_TELLS_NOTHING = re.compile(
    r"\b(?:budget|trillion|billion|tax hike|lawmakers?|parliament|election|file photo"
    r"|getty images|handout|courtesy of|screengrab|screenshot|photographed|pictured)\b"
    r"|\bvia (?:ap|afp|reuters)\b|/(?:ap|afp|reuters|kyodo)\b|\bphoto$",
)
CORRECTS = regex.compile(r"\bcorrect(?:s|ed|ion)\b", regex.IGNORECASE)
"""Words that a correction has."""

_CREDIT = regex.compile(
    r"\s*\([^()]{0,120}(?:Getty|Photo|Reuters|Handout|AP|AFP|Kyodo|Courtesy)[^()]{0,60}\)"
)
_LABEL = regex.compile(r"\s*(?:Ships?|Vessels?|Aircraft)(?: (?:observed|sighted|seen))?:\s")
_FARTHEST = 1_500  # characters: a sentence that is longer is read in parts


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of plain text.

    Attributes:
        start: in characters of the plain text.
        end: exclusive; without the sign that ends it.
        block: number of its paragraph.
        told: whether it may tell something: a headline, a caption and a sentence on other matters
            do not.
    """

    start: int
    end: int
    block: int
    told: bool


def sentences(text: str, raw: str) -> list[Sentence]:
    """Cut plain text into sentences.

    Args:
        text: plain.
        raw: the same text, letter by letter; its blanks are line breaks, or `PARAGRAPH`, where
            the document has such.

    Returns:
        sentences in order. A headline (a paragraph that ends without a full stop) and a caption
        (a credit follows it) are marked as telling nothing.
    """
    told: list[Sentence] = []
    start, block = 0, 0
    stops = [*_STOP.finditer(raw), *_LIST_LINE.finditer(raw), *_DATE_LINE.finditer(raw)]
    for found in sorted(stops, key=lambda one: one.start()):
        if found.start() < start or (found[0][0] == "." and _goes_on(text, found)):
            continue
        blank = found[0] == PARAGRAPH or found.re is _DATE_LINE
        end = found.start()
        _add(told, text, start, end, block, ended=not blank)
        if blank:
            _unsay(told, raw, block)
        start = found.end()
        block += blank
    _add(told, text, start, len(text), block, ended=False)
    return told


def _unsay(told: list[Sentence], raw: str, block: int) -> None:
    """Let a headline's words before a semicolon tell nothing: what follows it has no full stop."""
    if len(told) > 1 and not told[-1].told and told[-2].block == block:
        before = told[-2]
        if raw[before.end : before.end + 1] == ";":
            told[-2] = replace(before, told=False)


def _goes_on(text: str, stop: "regex.Match[str]") -> bool:
    """Tell whether a full stop belongs to a short form, not to the end of a sentence."""
    word = _LAST_WORD.search(text, max(0, stop.start() - 12), stop.start())
    short = word is not None and (
        word[0] in _SHORT or len(word[0]) == 1 or word[0].lower() in _SHORT
    )
    if word is not None and word[0] in ("no", "nos"):  # "frigate no. 531", but "they said no."
        return _NUMBERED.match(text, stop.end()) is not None
    if not short or word is None:
        return False
    if word[0] in _STATES and not _OPENS.match(text, stop.end()):
        return True  # "a U.S. Navy destroyer"
    return not (word[0] in _MAY_END and _STARTS.match(text, stop.end()))


def _add(told: list[Sentence], text: str, start: int, end: int, block: int, *, ended: bool) -> None:
    head = _DATELINE.match(text, start, end) if start < end else None
    start = head.end() if head else start
    label = _LABEL.match(text, start, end) if start < end else None
    start = label.end() if label else start
    credit = _CREDIT.match(text, start, end)
    start = credit.end() if credit else start
    ended = ended or text[max(start, end - 3) : end].rstrip()[-1:] in (".", "!", "?")
    while start < end and text[start].isspace():
        start += 1
    while start < end:
        cut = min(end, start + _FARTHEST)
        if cut < end:
            blank = text.rfind(" ", start + 1, cut)
            cut = blank if blank > 0 else cut
        words = text[start:cut]
        lower = words.lower()
        says = (
            (ended or bool(CORRECTS.search(words)))
            and bool(_KEY.search(lower))
            and not _TELLS_NOTHING.search(lower)
        )
        says = says and not _CREDIT.match(text[end + 1 : end + 200])
        told.append(Sentence(start, cut, block, says))
        start = cut
