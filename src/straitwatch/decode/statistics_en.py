"""English sentences on scrambles turned into counts and changes.

A sentence is cut into clauses. A count belongs to the State or the air defence force that its own
clause names, else to the subject before it; its period is that of the clause, else the one before,
else that of the text. A clause that names two States has no count of either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from straitwatch.decode.claim import TOTAL, Change, Claim, Fiscal, Group, make_fiscal
from straitwatch.decode.fiscal import fiscal_year_of

__all__ = ["find_english"]

_FISCAL = r"(?:Japanese )?(?:fiscal(?: year)?|FY) ?"
_YEAR = r"(?:19|20)\d\d|\d\d"
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(_MONTH_NAMES)})"
_ENDED = r"(?:that |which )?(?:ended|ending|to|through|up to)(?: in| on)?"
_ODD = "months|period|quarter|half|part|start|end"  # a part of a year that is not told
_PERIODS = (
    (
        rf"(?P<nth>first|second|third|fourth|last) (?P<size>half|quarter) of (?:the )?"
        rf"{_FISCAL}(?P<part_year>{_YEAR})\b"
    ),
    rf"first (?P<head>three|six|nine) months of (?:the )?{_FISCAL}(?P<head_year>{_YEAR})\b",
    rf"(?P<odd>{_ODD}) (?:of|in) (?:the )?{_FISCAL}(?:{_YEAR})\b",
    rf"\b{_FISCAL}(?P<year>{_YEAR})\b(?!,?\d)",
    (
        rf"(?:fiscal |financial |business )?(?P<whole>year|12 months) {_ENDED}(?: the end of)?"
        r"(?: last)? (?:March(?: 31)?|31 March)\b(?:,? (?P<end_year>\d{4}))?"
    ),
    (
        rf"(?P<span>three|six|nine)[ -]months?(?: period)? {_ENDED}"
        rf" (?P<last>{_MONTH})(?: 3[01])?(?:,? (?P<span_year>\d{{4}}))?"
    ),
    (
        rf"(?P<m1>{_MONTH})(?: 1)?(?: ?[-–] ?| to | through | and )(?P<m2>{_MONTH})(?: 3[01])?"
        r"(?:,?(?: of)? (?P<m_year>\d{4}|last year|this year))?"
    ),
    r"\b(?P<near>past|last|this|current) fiscal year",
    r"\bin (?P<calendar>(?:19|20)\d\d)\b",
)
_PERIOD = re.compile(rf"(?P<since>\bsince )?(?:{'|'.join(_PERIODS)})", re.IGNORECASE)
_SPANS = {"three": 3, "six": 6, "nine": 9}
_PRIOR = re.compile(
    r"\b(?:previous|prior|preceding) (?:fiscal )?year\b|\byear (?:before|earlier|ago)\b"
    r"|\bsame period (?:of |in |a )?(?:the )?(?:last|previous) (?:fiscal )?year|\byear-earlier\b",
    re.IGNORECASE,
)
_GATE = re.compile(r"scrambl|ordered into the air", re.IGNORECASE)
_FOREIGN = re.compile(
    r"take-?offs?\b|landings?\b|carrier\b|warships?\b|vessels?\b|unmanned|drones?\b|balloons?\b"
    r"|violat|intru(?!der)|incursions?\b|budget|yen\b|exercises?\b|unusual|unidentified|phenomena",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"(?:repel|counter|prevent|deter|against|possible|potential|suspected)(?: \w+){0,2}"
    r" (?:violation|incursion|intrusion)s?",
    re.IGNORECASE,
)
_GROUPS = (
    (re.compile(r"\b(?:Chinese|China)\b", re.IGNORECASE), Group("country", "China")),
    (re.compile(r"\bRussian?\b", re.IGNORECASE), Group("country", "Russia")),
    (re.compile(r"\bTaiwan(?:ese)?\b", re.IGNORECASE), Group("country", "Taiwan")),
    (re.compile(r"\bNorth Korean?\b", re.IGNORECASE), Group("country", "North Korea")),
    (
        re.compile(
            r"\b(?:against|involving|to|for) (?:(?:aircraft|planes) (?:from|of) )?others?\b"
            r"|\bothers\b|\bother (?:aircraft|planes|countries)\b",
            re.IGNORECASE,
        ),
        Group("country", "other"),
    ),
    (re.compile(r"\bNorthern Air Defen[cs]e", re.IGNORECASE), Group("region", "north")),
    (re.compile(r"\bCentral Air Defen[cs]e", re.IGNORECASE), Group("region", "central")),
    (re.compile(r"\bWestern Air Defen[cs]e", re.IGNORECASE), Group("region", "west")),
    (re.compile(r"\bSouthwestern Air Defen[cs]e", re.IGNORECASE), Group("region", "southwest")),
)
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d{1,5}"
_WHOLE = r"(?!\d|[,.]\d|[-–]\w|\s?(?:%|percent|per cent|pct))"
_N = rf"(?P<n>{_NUMBER}){_WHOLE}"
_UNITS = r"times|scrambles|sorties|incidents|cases|occasions|missions"
_UNIT = rf"(?: (?:such |emergency |fighter )?(?:{_UNITS}))"
_CHANGE = re.compile(
    r"\b(?P<verb>down|up|fell|rose|decreas\w+|increas\w+|declin\w+|drop\w*|climb\w*)"
    rf"(?: (?:of|by))? {_N}\b"
    rf"|(?P<m>{_NUMBER}){_WHOLE}{_UNIT}? (?P<than>fewer|less|more)(?: times)?(?= than)",
    re.IGNORECASE,
)
_REACHED = (
    r"accounted for|stood at|totall?ed|came to|reached|numbered|numbering|amounted to"
    r"|(?:fell|rose|dropped|increased|decreased)(?: by [\d,]{1,9})? to"
)
_AIMED = (
    r" of (?:them|these|those|which|the \d)"
    r"| (?:were |was )?(?:against|in response to|involving|directed|aimed|targeting|to intercept)\b"
    r"| for (?:the )?(?:Chin|Russ|Taiw|North K)"
)
_COUNT = re.compile(
    r"(?P<bound>\b(?:at least|more than|over|about|around|some|nearly|almost|roughly) )?\b(?:"
    rf"(?:{_REACHED}) (?:a record )?{_N}"
    rf"|(?P<unit>{_NUMBER}){_WHOLE}{_UNIT}\b"
    rf"|(?P<aim>{_NUMBER}){_WHOLE}(?={_AIMED})"
    rf"|(?:from|than(?: the)?|compared (?:with|to)) (?P<old>{_NUMBER}){_WHOLE}\b"
    r")",
    re.IGNORECASE,
)
_BOUNDS = {"at least": "at_least", "more than": "at_least", "over": "at_least"}
_NAMES = ("Chinese", "China", "Russian", "Russia", "Taiwan", "Taiwanese", "Korean", "Korea")
_APART = "".join(f"(?<!{name})" for name in _NAMES)
_CUT = re.compile(
    r"; |: |, (?!\d{4}\b)|,? (?:while|but|whereas|(?<!compared )with) " + rf"|{_APART} and "
)
_MOST = 1000
"""Letters of a clause at most: what is longer is no prose. Ours."""
_STAND_IN = re.compile(
    r"^\W*(?:the (?:figure|number|tally|total|count)\b(?! of)|those\b"
    r"|(?:that|this|it)(?:[’']s| is| was| compares| marks))",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\s")
_OF_ALL = re.compile(r"^\W*of (?:the|that|them|these|those|all)\b", re.IGNORECASE)
_THAN = re.compile(r"\b(?:from|than)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]+|\.(?=\d)|\n(?!\s*\n)[^.!?\n]+)*")


@dataclass
class _State:
    """What holds while a text is read."""

    published: date | None
    main: Fiscal | None = None
    when: Fiscal | None = None
    subject: Group | None = None
    compared: bool = False  # the text has named the year before
    claims: list[Claim] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def find_english(text: str, published: date | None) -> tuple[list[Claim], list[Change]]:
    """Find counts of scrambles and their changes.

    Args:
        text: any.
        published: its day.

    Returns:
        claims and changes by place, offsets in `text`.
    """
    state = _State(published)
    if not _GATE.search(text):
        return [], []
    before, plain = False, _BLANK.sub(" ", text)
    for found in _SENTENCE.finditer(text):
        sentence = plain[found.start() : found.end()]
        told = bool(_GATE.search(sentence))
        if told or before:
            _take_sentence(state, plain, found, told=told)
        before = told or (before and state.subject is not None)
    return state.claims, state.changes


def _take_sentence(state: _State, text: str, found: re.Match[str], *, told: bool) -> None:
    """Read one sentence, clause by clause."""
    sentence, carried = text[found.start() : found.end()], state.subject
    state.subject = TOTAL if told else carried if _STAND_IN.search(sentence) else None
    if state.main is None:
        next(_periods(state, sentence), None)
    state.when = state.main
    state.subject = None if _OF_ALL.search(sentence) else state.subject
    if "respectively" in sentence:
        return
    for start, end in _clauses(text, found.start(), found.end()):
        _take_clause(state, text, start, end)


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for cut in _CUT.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def _take_clause(state: _State, text: str, start: int, end: int) -> None:
    clause = text[start:end]
    if len(clause) > _MOST:
        return
    changed = _CHANGE.search(clause)
    than = _THAN.search(clause, changed.end()) if changed else None
    named = list(_periods(state, clause[: than.start() if than else None]))
    if named:
        state.when = next((when for when in named if when is not None), None)
    groups = [group for pattern, group in _GROUPS if pattern.search(clause)]
    if groups:
        state.subject = groups[0] if len(groups) == 1 else None
    if _FOREIGN.search(_PURPOSE.sub("", clause)):
        state.subject = None
    if state.subject is None or state.when is None:
        return
    prior = bool(_PRIOR.search(clause))
    state.compared = state.compared or prior
    loose = state.compared and not than
    changes = _take_changes(state, clause, start, against=prior or loose)
    for word in _COUNT.finditer(clause):
        if all(word.end() <= a or word.start() >= b for a, b in changes):
            alone = prior and not changes
            _take_count(state, word, start, clause, prior=alone, told_prior=prior)


def _take_changes(
    state: _State, clause: str, start: int, *, against: bool
) -> list[tuple[int, int]]:
    """Keep the changes against the year before; returns where all changes stand in the clause."""
    spans = []
    for word in _CHANGE.finditer(clause):
        spans.append(word.span())
        n = int((word["n"] or word["m"]).replace(",", ""))
        verb = (word["verb"] or word["than"]).casefold()
        grew = verb.startswith(("up", "rose", "incr", "climb", "more"))
        if against and state.subject is not None and state.when is not None:
            by = n if grew else -n
            span = start, start + len(clause)
            state.changes.append(Change(state.when, state.subject, by, *span))
    return spans


def _take_count(
    state: _State, word: re.Match[str], start: int, clause: str, *, prior: bool, told_prior: bool
) -> None:
    n = int((word["n"] or word["unit"] or word["aim"] or word["old"]).replace(",", ""))
    ahead = clause[max(0, word.start() - 20) : word.start()]
    compared = word["old"] or re.search(r"\b(?:from|than(?: the)?|with|to) $", ahead)
    if state.subject is None or state.when is None or (word["old"] and not told_prior):
        return
    whole = re.search(r"\bof (?:the|all|a total of) $", ahead)
    when = state.when.before() if prior or (compared and told_prior) else state.when
    bound = (word["bound"] or "").strip().casefold()
    value_is = _BOUNDS.get(bound, "about") if bound else "exact"
    group = TOTAL if whole else state.subject
    state.claims.append(Claim(when, group, n, value_is, start, start + len(clause)))


def _periods(state: _State, words: str) -> Iterator[Fiscal | None]:
    """Give the periods that words name, in order; None for one that cannot be read."""
    for found in _PERIOD.finditer(words):
        when = None if found["since"] else _fiscal(state.published, found)
        state.main = state.main or when
        yield when


def _fiscal(published: date | None, found: re.Match[str]) -> Fiscal | None:
    if found["part_year"]:
        return _part(found)
    if found["head_year"]:
        part = {"three": "Q1", "six": "H1", "nine": "Q1-Q3"}[found["head"].casefold()]
        return make_fiscal(_year(found["head_year"]), part)
    if found["year"] or found["end_year"]:
        return make_fiscal(_year(found["year"]) if found["year"] else int(found["end_year"]) - 1)
    if found["m1"] or found["last"]:
        return _months(published, found)
    if found["calendar"] or found["odd"] or published is None:
        return None
    gone = (found["near"] or "past").casefold() in ("past", "last")
    why = f"{found[0]} on {published.isoformat()}"
    return make_fiscal(fiscal_year_of(published) - gone, "", why)


def _part(found: re.Match[str]) -> Fiscal | None:
    """Read a half or a quarter; there is no third half."""
    word, is_half = found["nth"].casefold(), found["size"].casefold() == "half"
    nth = 2 if is_half and word == "last" else _NTH[word]
    if is_half and nth > 2:  # noqa: PLR2004 - halves
        return None
    return make_fiscal(_year(found["part_year"]), f"{'H' if is_half else 'Q'}{nth}")


def _year(figures: str) -> int:
    """Read a fiscal year; two figures are of this century."""
    return int(figures) if len(figures) > 2 else 2000 + int(figures)  # noqa: PLR2004 - figures


def _months(published: date | None, found: re.Match[str]) -> Fiscal | None:
    """Read a span of months, for example April-December last year."""
    ends = _number(found["m2"] or found["last"])
    spanned = ends - _SPANS.get((found["span"] or "").casefold(), 0) + 1
    begins = _number(found["m1"]) if found["m1"] else spanned
    part = {
        (4, 6): "Q1", (7, 9): "Q2", (10, 12): "Q3", (1, 3): "Q4", (4, 9): "H1", (4, 12): "Q1-Q3",
    }.get((begins, ends))  # fmt: skip
    told = (found["m_year"] or found["span_year"] or "").casefold()
    if part is None:
        return None
    if told.isdigit():
        return make_fiscal(int(told) - (part == "Q4"), part)
    if published is None:
        return None
    gone = told == "last year" or (not told and ends >= published.month)
    why = f"{found[0]} on {published.isoformat()}"
    return make_fiscal(published.year - gone - (part == "Q4"), part, why)


def _number(month: str) -> int:
    return _MONTH_NAMES.index(month.capitalize()) + 1
