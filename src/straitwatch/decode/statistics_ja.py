"""Japanese sentences on scrambles turned into counts and changes.

A sentence is read from left to right as words of five kinds. A period ("令和4年度") and a subject
("中国機に対する") hold for the counts that follow; "前年度" makes a comparison; a count ("778回")
becomes a claim when a subject of ours and a period hold, a change where "増" or "減" follows it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from straitwatch.decode.claim import TOTAL, Change, Claim, Fiscal, Group, make_fiscal
from straitwatch.decode.fiscal import ERAS, fiscal_year_of

__all__ = ["find_japanese"]

_PERIOD = (
    r"(?:(?:(?P<era>令和|平成|昭和)(?P<era_year>元|\d{1,2})|(?P<year>\d{4})|(?P<short>\d{2})"
    r"|(?P<near>今|本|昨|翌|同))年度)"
    r"(?:\((?:令和|平成)?\d{1,2}(?:年度?)?\))?"
    r"(?:の?(?:第?(?P<quarter>[1-4一二三四])四半期|(?P<half>[上下])半期)(?P<upto>まで)?)?"
    r"(?:\(?の?(?P<m1>\d{1,2})月?(?:~|〜|-|から)(?P<m2>\d{1,2})月(?:まで)?\)?)?"
)
_MONTHS = r"(?P<c_year>\d{4}|今|本|昨)年の?(?P<c1>\d{1,2})月?(?:~|〜|-|から)(?P<c2>\d{1,2})月"
_MET = r"(?=に対|を対象|へ|は|が|も|について|:|\(?の?約?\d)"
_TOTAL = (
    r"(?P<total>対領空侵犯措置|緊急発進|スクランブル|(?:全体の|総|合計)回数"
    r"|(?:外国|国籍不明|(?:おそれ|恐れ)[のが]ある)の?航空機|外国機)"
)
_FOREIGN = (
    r"(?P<foreign>方面隊|無人機|気球|爆撃機|情報収集機|哨戒機|ヘリ|戦闘機に対|特異な飛行|共同飛行"
    r"|領空侵犯(?!の?(?:おそれ|恐れ|措置|に対する措置|を防))|発着艦|発艦|着艦|事例|訓練)"
)
_WORDS = re.compile(
    "|".join(
        [
            r"(?P<prior>(?:前|昨)年度?の?同(?:時?期|四半期)|前年度?)",
            rf"(?P<period>{_PERIOD}|{_MONTHS})(?P<since>以降|以来|以後)?",
            r"(?P<month>\d{1,2}月(?!\d))",
            r"(?P<mixed>中国(?:軍?機)?(?:及び|・|と|、)ロシア(?:軍?機)?)",
            rf"(?P<country>中国|ロシア|台湾|北朝鮮)(?:軍)?(?:機|の航空機)?(?P<met>{_MET})?",
            r"(?P<other>「?その他」?(?!の|、))",
            r"(?P<region>北部|中部|西部|南西)航空(?:方面隊|混成団)",
            _TOTAL,
            r"(?P<record>過去最[多高])",
            _FOREIGN,
            r"(?P<about>約|およそ)?(?<!\d)(?P<n>\d[\d,]{0,9})(?P<unit>回(?!目)|件)",
        ]
    )
)
_COUNTRY = {"中国": "China", "ロシア": "Russia", "台湾": "Taiwan", "北朝鮮": "North Korea"}
_REGION = {"北部": "north", "中部": "central", "西部": "west", "南西": "southwest"}
_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTH_PART = {
    (4, 6): "Q1", (7, 9): "Q2", (10, 12): "Q3", (1, 3): "Q4", (4, 9): "H1", (10, 3): "H2",
    (4, 12): "Q1-Q3", (4, 3): "",
}  # fmt: skip
_GATE = re.compile(r"緊急発進|スクランブル")
_ATTACHED = re.compile(
    r"(?:(?:に対する|への|に対して|に対し|を対象にした|を対象とした)[^、。]{0,6}|\d[回件]の|同(?:時?期|四半期)(?:の|における)|前年度?の)$"
)
_CHANGE = re.compile(r"(?:の|も|ほど)?(?:大幅な?|大幅に)?(?P<sign>増|減|多|少な)")
_BOUND = re.compile(r"(?:を超え|超|以上|余り)")
_LEVEL = re.compile(r"(?:を超える|超の?|以上の|前後の)(?:高い)?水準")
_RIVAL = re.compile(r"(?:だった)?(?:に次|に並|に迫|を上回|を下回)")
_PRIOR_OWN = re.compile(
    r"(?:前年度?|(?:前|昨)年度?の?同(?:時?期|四半期))(?:の|は|が|における|\()?(?:緊急発進)?(?:回数)?\(?$"
)
_PERIOD_OWN = re.compile(rf"\((?:{_PERIOD}|{_MONTHS})\)")


_WIDEST = 80
"""Letters that a count quotes at most on either side, where no comma comes. Ours."""


@dataclass
class _State:
    """What holds while a text is read: the title's period, the sentence's period and subject."""

    published: date | None
    main: Fiscal | None = None
    style: str = ""  # how the last whole year was written: an era, or `western`
    last: Fiscal | None = None
    when: Fiscal | None = None
    own: Fiscal | None = None  # of the next count only
    subject: Group | None = None
    carried: Group | None = None  # the subject that the sentence before ended with
    prior: bool = False
    by_case: bool = False  # the sentence counts scrambles by 件
    claims: list[Claim] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def find_japanese(text: str, published: date | None) -> tuple[list[Claim], list[Change]]:
    """Find counts of scrambles and their changes.

    Args:
        text: any; white space may break words anywhere.
        published: its day.

    Returns:
        claims and changes by place, offsets in `text`.
    """
    plain, places = _plain(text)
    state = _State(published)
    if not _GATE.search(plain):
        return [], []
    for sentence in re.finditer(r"[^。]+", plain):
        state.when, state.carried, state.subject = state.main, state.subject, None
        state.prior, state.own = False, None
        state.by_case = "件数" in sentence[0]
        for word in _WORDS.finditer(plain, *sentence.span()):
            _take(state, word, plain, places)
    return state.claims, state.changes


def _plain(text: str) -> tuple[str, list[int]]:
    """Normalise and take white space out; with the place of each letter, and of the end."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for sign in unicodedata.normalize("NFKC", letter):
            if not sign.isspace():
                letters.append(sign)
                places.append(place)
    return "".join(letters), [*places, len(text)]


def _take(state: _State, word: re.Match[str], plain: str, places: list[int]) -> None:
    """Let one word change the state, or become a claim."""
    if word["n"]:
        _take_count(state, word, plain, places)
    elif word["period"]:
        _take_period(state, word, plain)
    elif word["prior"]:
        state.prior = True
    elif word["month"]:
        state.when = None
    else:
        _take_subject(state, word, plain)


def _take_subject(state: _State, word: re.Match[str], plain: str) -> None:
    if word["country"]:  # "中国機と推定される" counts no scrambles against it
        state.subject = (
            Group("country", _COUNTRY[word["country"]]) if word["met"] is not None else None
        )
    elif word["other"]:
        state.subject = Group("country", "other")
    elif word["region"]:
        state.subject = Group("region", _REGION[word["region"]])
    elif word["record"]:
        state.subject = state.subject or state.carried
    elif word["total"]:
        attached = _ATTACHED.search(plain, max(0, word.start() - 12), word.start())
        state.subject = state.subject if attached else TOTAL
    else:
        state.subject = None


def _take_period(state: _State, word: re.Match[str], plain: str) -> None:
    when = _fiscal(state, word)
    if word["since"]:
        state.when = None
        return
    if when is None:
        state.when = None
        return
    state.last = when
    state.main = state.main or when
    if re.match(r"(?:の|\()(?:約|およそ)?\d[\d,]*[回件]", plain[word.end() : word.end() + 16]):
        state.own = when
    else:
        state.when = when


def _fiscal(state: _State, word: re.Match[str]) -> Fiscal | None:
    """Read a period; None where the words and the date do not tell it."""
    if word["c_year"]:
        return _calendar(state, word)
    year, reason = _year(state, word)
    part = _part(word)
    return None if year is None or part is None else make_fiscal(year, part, reason)


def _year(state: _State, word: re.Match[str]) -> tuple[int | None, str]:
    if word["era"]:
        state.style = word["era"]
        return ERAS[word["era"]] + (1 if word["era_year"] == "元" else int(word["era_year"])), ""
    if word["year"]:
        state.style = "western"
        return int(word["year"]), ""
    if word["short"]:
        base = 2000 if state.style == "western" else ERAS.get(state.style)
        why = "two figures, read as the year written before it"
        return (None, "") if base is None else (base + int(word["short"]), why)
    if word["near"] in "翌同":
        step = word["near"] == "翌"
        return (None, "") if state.last is None else (state.last.year + step, "")
    if state.published is None:
        return None, ""
    why = f"{word['near']}年度 on {state.published.isoformat()}"
    return fiscal_year_of(state.published) - (word["near"] == "昨"), why


def _part(word: re.Match[str]) -> str | None:
    """Name the part of the year; None where it may be a quarter or all up to it."""
    if word["m1"]:
        return _MONTH_PART.get((int(word["m1"]), int(word["m2"])))
    if word["half"]:
        return "H1" if word["half"] == "上" else "H2"
    if not word["quarter"]:
        return ""
    quarter = _DIGIT.get(word["quarter"]) or int(word["quarter"])
    if word["upto"]:
        return ("Q1", "H1", "Q1-Q3", "")[quarter - 1]
    return f"Q{quarter}" if quarter == 1 or "第" in word[0] else None


def _calendar(state: _State, word: re.Match[str]) -> Fiscal | None:
    """Read months of a calendar year, for example `2022年4~12月`."""
    part = _MONTH_PART.get((int(word["c1"]), int(word["c2"])))
    if part is None:
        return None
    if word["c_year"].isdigit():
        year, why = int(word["c_year"]), ""
    elif state.published is None:
        return None
    else:
        year = state.published.year - (word["c_year"] == "昨")
        why = f"{word['c_year']}年 on {state.published.isoformat()}"
    return make_fiscal(year - (part == "Q4"), part, why)


def _take_count(state: _State, word: re.Match[str], plain: str, places: list[int]) -> None:
    own, state.own = state.own, None
    after = plain[word.end() : word.end() + 24]
    if state.subject is None or (word["unit"] == "件" and not state.by_case):
        return
    n = int(word["n"].replace(",", ""))
    span = _clause(word, plain, places)
    change = _CHANGE.match(after)
    if change:
        if state.prior and state.when is not None and not word["about"]:
            by = n if change["sign"] in "増多" else -n
            state.changes.append(Change(state.when, state.subject, by, *span))
        return
    named = _PERIOD_OWN.match(after)
    when = (_fiscal(state, named) if named else None) or own or _compared(state, word, plain)
    loose = own is None and named is None
    if when is None or _LEVEL.match(after) or (loose and _RIVAL.match(after)):
        return
    value_is = "about" if word["about"] else "at_least" if _BOUND.match(after) else "exact"
    state.claims.append(Claim(when, state.subject, n, value_is, *span))


def _clause(word: re.Match[str], plain: str, places: list[int]) -> tuple[int, int]:
    """Give the part of the sentence between commas that holds a count, as places in the text."""
    low, high = max(0, word.start() - _WIDEST), min(len(plain), word.end() + _WIDEST)
    start = max(plain.rfind(sign, low, word.start()) for sign in "、。") + 1
    ends = [plain.find(sign, word.end(), high) for sign in "、。"]
    start, end = max(start, low), min((end for end in ends if end >= 0), default=high)
    return places[start], places[end - 1] + 1


def _compared(state: _State, word: re.Match[str], plain: str) -> Fiscal | None:
    """Give the period of a count: the year before where that word stands right before it."""
    before = plain[max(0, word.start() - 24) : word.start()]
    if state.when is not None and _PRIOR_OWN.search(before):
        return state.when.before()
    return state.when
