"""A text as written turned into one that is easy to read, with the way back to each letter."""

import unicodedata
from dataclasses import dataclass, field
from itertools import accumulate

import regex

__all__ = ["Plain", "Stretch", "languages", "plain_english", "plain_japanese"]

_KANA_KANJI = regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Han}]")
_LEAST_WORDS = 3  # a line with fewer, such as "km" or "P-3C", may be of either language
_LATIN_WORD = regex.compile(r"[A-Za-z]{2,}")
_HEAD_END = regex.compile(r"(?:について|お知らせ\)|資料\)|速報\))$")
_ITEM = regex.compile(
    r"\s*(?:[(（]\s*[0-9０-９]{1,2}\s*[)）]|[0-9０-９]{1,2}[.．)）、]|[①-⑳]|[・○●◎◆■□▶▷※]"
    r"|[0-9０-９]{1,2}[\s\u3000]+(?!km|ｋｍ|キロ|日(?!\s*時)|月|時|隻|機(?!\s*種)|回|年|分|度|号|航空|護衛|掃海|水上|及び|、))"
    r"(?=[^\n]*\S)"
)
_SUBITEM = regex.compile(  # ア 7月1日: a dated line below the heading of a block
    r"\s*(?:[(（]?[ア-オa-eａ-ｅ][)）.．、\s\u3000]\s*)?"
    r"(?=(?:(?:令和|平成)[0-9０-９元]+年|同月|同年|昨年|本年)?[0-9０-９]{1,2}[月日])"
)
_BLOCK = regex.compile(r"[^。、をはが]{0,30}級[^。をはが]{0,24}[)）」隻]\s*")  # (2) A級(886)
_TITLE = regex.compile(r"(?:動向|飛行|航行|射撃|活動|状況|訂正|飛行等)について(?![はもの、])")
_TABLE = regex.compile(r"位置(?:等)?確認された艦艇等?(?=[\d令平同])")
_WATCH = regex.compile(
    r"(?<=[回機隻)])(?=(?:対応|監視|警戒監視)部隊:)"
    r"|(?<![、。])(?=防衛省・自衛隊は、)|(?<![・上空、。])(?=自衛隊は、)"
)
_BOXED = regex.compile(r"(?=【[^】]{2,40}】)|(?<=】)")
_INLINE = regex.compile(r"\((?:[1-9]|1\d)\)(?=\d|令和|平成|同月|同年|昨年|本年)")
_HEADER = regex.compile(r"位\s*置.{0,6}確認された艦艇")  # of a table: one row a sighting
_ROW = regex.compile(
    r"\s*(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日(?!\s*(?:[(（].[)）])?\s*(?:に|から|まで|の|、|は|及び))"
)
_LAST_CELL = regex.compile(r"[(（][「0-9０-９][^()（）]*[)）]等?$")  # 補給艦（901）
_DATED = regex.compile(  # 5 1月30日（木） 宮古島…: an item even after a full line
    r"\s*[(（]?[0-9０-９]{1,2}[)）.．]?[\s\u3000]+"
    r"(?:(?:令和|平成)[0-9０-９元]+年|同月|同年|昨年|本年)?[0-9０-９]{1,2}[月日]"
)
_WHOSE = regex.compile(  # a heading within a list of ships
    r"\s*[・○●◎◆■□▶▷]?\s*[(（【<＜〈\[〔][^\n。、]{1,12}(?:海軍|海警局?|海警船)[^\n。、]{0,4}[)）】>＞〉\]〕]\s*$"
)
_FORM = regex.compile(  # (4) 状況: a heading of a form
    r"\s*(?:[(（]\s*[0-9０-９]{1,2}\s*[)）]|[0-9０-９]{1,2}[.．)）、]?|[①-⑳])\s*(?:確認|発見|対象|行動)?"
    r"(?:日\s*時|場\s*所|期\s*間|海\s*域|位\s*置|艦\s*種|艦\s*艇|対\s*象|状\s*況|概\s*要|対\s*応|対\s*処|その他|備\s*考)(?:部隊|状況)?"
    r"[\s:：等]"
)
_HEADING = regex.compile(  # the same without a number
    r"\s*(?:日\s*時|場\s*所|期\s*日|海\s*域|位\s*置|艦\s*種|艦\s*艇|状\s*況|行\s*動|概\s*要|対\s*応|対\s*処)\s*[:：]"
)
_SHIP = regex.compile(  # a line of a list that holds a class and its numbers alone
    r"\s*[・○●◎◆■□▶▷]?\s*[^\s。、をはが]{0,24}級[^。をはがに]{0,40}[」)）隻]\s*$"
)
_POINTS = regex.compile(  # of ships that a list above names
    r"\s*(?:[0-9０-９]{1,2}\s*隻|両艦|同艦|これらの艦艇|当該艦艇)[はが]|\s*(?:この)?うち、"
)
_TITLE_LINE = regex.compile(r"[^。]{6,40}(?<![、をにはがのでとへ])")
_LIST_END = regex.compile(r"(?:」[)）]?|隻|[】〉])\s*$")
_LIST_BEFORE = regex.compile(r"(?:[。:：」)）】〉>隻]|とおり|通り)\s*$")
_GOES_ON = regex.compile(r"\s*(?:及び|並びに|、|の|を|が|は|で|と|計|等|から|合計)")
_LETTERED = regex.compile(r"\s*(?:\S\s){8}")  # a line whose letters stand apart
_NEW = regex.compile(
    r"\s*(?:(?:防衛省・)?自衛隊[はで]|なお、|(?:防\s*衛\s*省)?\s*統\s*合\s*幕\s*僚\s*監\s*部|防\s*衛\s*省\s*$)"
)  # never amid a sentence
_PARAGRAPH = regex.compile(
    r"\s*(?:(?:防衛省・)?自衛隊[はで]|なお、|また、|さらに、|その後、|これら?に対し|海上自衛隊は"
    r"|[(（]\s*[誤正]\s*[)）]|(?:防衛省|統合幕僚監部|防衛省統合幕僚監部|統幕)[はに])"
)
_HEADLINE = 45  # letters that a headline has at most: ours
_HEADER_LENGTH = 20
_ENDS = ("。", ".", ":", "：", ")。")
_MARKED = "\u3099\u309a"  # sound marks of kana, which half-width text writes apart
_SHAPES: dict[int, int | str | None] = {
    **str.maketrans(
        "⺠⺟⺝⺜⻁⻂⻃⻄⻅⻆⻇⻉⻊⻋⻑⻒⻓⻔⻗⻘⻛⻜⻝⻟⻡⻢⻣⻤⻥⻦⻨⻩⻫⻬⻭⻮⻯⻰⻱⻲⺾戶黑靑內淸﨑髙德增邉邊隝嶋",
        "民母月日虎衣西西見角角貝足車長長長門雨青風飛食食首馬骨鬼魚鳥麦黄斉斉歯歯竜竜亀亀艹戸黒青内清崎高徳増辺辺島島",
    ),
    **dict.fromkeys(range(0x2010, 0x2016), "-"),
    **dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]),  # how a letter is drawn
    0x201C: "「",
    0x201D: "」",
    **dict.fromkeys((0x2212, 0x2500, 0xFE63), "-"),
}
"""Radicals that a PDF names in place of letters, and older shapes of letters, in today's shape.

The Unicode block of radicals U+2E80 to U+2EFF has no compatibility form but for two of them.
"""

_LONG_MARK = regex.compile(r"(?<=[A-Za-z])[ー一](?=\d)")  # H-6 written as Hー6
_N = r"\s*[0-9０-９]{1,3}\s*"
_PAGE = regex.compile(rf"\s*(?:[-‐–—－−]{_N}[-‐–—－−]|{_N}[/／]{_N})\s*$")
_SAID_TWICE = regex.compile(
    r"(?<=\p{Han})(\()\p{Hiragana}{2,12}(\))(?=[島岬崎])"  # how a name is read
    r"|([「『])[^「」『』]{2,20}級[^「」『』]{0,16}([」』])(?!の?一部|について)"  # a class
    r"|([「『])海警\d{4,5}([」』])"
    r"|([「『])[A-Z][A-Za-z]{0,3}-?\d[^「」『』]{0,12}([」』])(?=\d+機|偵察|情報|爆撃|戦闘|無人)"
)
_ASIDE = regex.compile(r"(?<=\w)\u2014(?=\w)")  # an aside between long dashes without blanks
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\t\r\n", " "),
    }
)


@dataclass(frozen=True)
class Plain:
    """A text made plain.

    Attributes:
        text: the plain text.
        at: for each of its letters where it stands in the document, and one more for its end.
        stops: places where a new part starts without a full stop before it: after a heading,
            before an item of a list. The mark of the item is left out.
    """

    text: str
    at: list[int]
    stops: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of the plain text into one of the document, both ends in characters."""
        if end <= start:
            return self.at[start], self.at[start]
        return self.at[start], self.at[end - 1] + 1


@dataclass(frozen=True)
class Stretch:
    """Lines of a document that are in one language.

    Attributes:
        language: ja or en.
        start: where they start in the document.
        end: where they end.
    """

    language: str
    start: int
    end: int


def plain_japanese(text: str, offset: int = 0) -> Plain:
    """Make Japanese plain: NFKC, and without any blank or line break.

    A page breaks lines anywhere, even within a word, and digits come in full width.

    Args:
        text: a stretch of a document.
        offset: where it starts in the document.

    Notes:
        Unicode Standard Annex 15, form NFKC, letter by letter; a sound mark that stands apart
        joins the kana before it.
    """
    lines = text.splitlines(keepends=True)
    sheet = _Sheet(full=max((len(line.rstrip()) for line in lines), default=0) - 1)
    place = offset
    for line in lines:
        if not _PAGE.match(line):
            sheet.take(line, place)
        place += len(line)
    at = [*sheet.at, offset + len(text)]
    plain, at, stops = _leave_out("".join(sheet.letters), at, sheet.stops)
    for pattern in (_TITLE, _TABLE, _INLINE, _BOXED, _WATCH):
        stops.update(found.end() for found in pattern.finditer(plain))
    return Plain(plain, at, frozenset(stops))


@dataclass
class _Sheet:
    """What the lines of a text say so far.

    Attributes:
        full: length of a line that is as long as lines get.
        letters: in their plain form.
        at: where each stands in the document.
        stops: where a new part starts.
        before: the line before.
        table: whether the lines are those of a table.
        lines: how many there were.
        listed: whether the line before was one of a list of ships.
        headline: whether no full stop has come yet: of news, whose first line ends without one.
        blank: whether the line before was blank.
        block: whether the line before was the heading of a block, or a line of it.
        cells: whether each cell of it stands in a line of its own.
    """

    full: int
    letters: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    stops: set[int] = field(default_factory=set)
    before: str = ""
    table: bool = False
    cells: bool = False
    lines: int = 0
    listed: bool = False
    headline: bool = True
    blank: bool = False
    block: bool = False

    def take(self, line: str, place: int) -> None:
        """Add a line that stands at a place of the document."""
        marker, first = self._begin(line), len(self.letters)
        self.table = (self.table or _HEADER.search(line) is not None) and "。" not in line
        _take(line[marker:], place + marker, self.letters, self.at)
        tail = self._tail()
        if not self.table and (found := _HEADER.search(tail)) and "。" not in tail[found.start() :]:
            self.table = self.cells = True
        if _HEAD_END.search("".join(self.letters[first:])) or _WHOSE.match(line):
            self.stops.add(len(self.letters))
        indented = line.startswith("\u3000") and not _FORM.match(self.before + " ")
        if self.headline and (self.blank or 0 < first < _HEADLINE) and indented:
            self.stops.add(first)
        self.headline, self.blank = self.headline and "。" not in line, not line.strip()
        self.before = line.rstrip() or self.before

    def _tail(self) -> str:
        return "".join(self.letters[-_HEADER_LENGTH:])

    def _is_ship(self, line: str, goes_on: bool) -> bool:
        """Tell whether a line is one of a list of ships, each in a line of its own."""
        return not goes_on and bool(_LIST_BEFORE.search(self.before) and _SHIP.match(line))

    def _begin(self, line: str) -> int:
        """Put a stop where a line begins a new part; the length of the mark before an item."""
        amid = _is_within("".join(self.letters[-2:]))
        goes_on = amid or _goes_on(self.before, self.full)
        row = self.table and _ROW.match(line)
        listed, self.listed = self.listed, self._is_ship(line, goes_on)
        title = self.lines == 1 and not goes_on and _TITLE_LINE.fullmatch(self.before)
        self.lines += 1
        heading = _WHOSE.match(line) or _HEADING.match(line)
        if title or self.listed or heading or (listed and not _GOES_ON.match(line)):
            self.stops.add(len(self.letters))
        if (
            row
            or (self.table and not goes_on and _cut(self.cells, self._tail()))
            or (_NEW.match(line) and not amid)
        ):
            self.stops.add(len(self.letters))
        elif not goes_on or (not amid and (_DATED.match(line) or _FORM.match(line))):
            item = None if _LETTERED.match(line) else _ITEM.match(line)
            below = _SUBITEM.match(line) if self.block else None
            self.block = below is not None or _is_block(line, item)
            item = below or item
            points = _LIST_END.search(self.before) and _POINTS.match(line)
            if item or points or _PARAGRAPH.match(line):
                self.stops.add(len(self.letters))
            return item.end() if item else 0
        return 0


def _is_block(line: str, item: "regex.Match[str] | None") -> bool:
    """Tell whether an item of a list names a ship alone: the lines below it are that ship's."""
    return item is not None and _BLOCK.fullmatch(line.rstrip(), item.end()) is not None


def _leave_out(plain: str, at: list[int], stops: set[int]) -> tuple[str, list[int], set[int]]:
    """Leave out how a name is read, 口永良部(くちのえらぶ)島, and the brackets around a class."""
    plain = _LONG_MARK.sub("-", plain)
    gone: set[int] = set()
    for found in _SAID_TWICE.finditer(plain):
        reading = found[1] is not None  # else the brackets alone go
        ends = {found.start(), found.end() - 1}
        if plain[found.end() - 2].isdigit() and plain[found.end() : found.end() + 1].isdigit():
            ends = {found.start()}  # 「WL10」1機: the numbers stay apart
        gone |= set(range(*found.span())) if reading else ends
    if not gone:
        return plain, at, stops
    kept = [place for place in range(len(plain)) if place not in gone]
    moved = {place - sum(one < place for one in gone) for place in stops}
    return "".join([plain[one] for one in kept]), [*(at[one] for one in kept), at[-1]], moved


def _cut(cells: bool, tail: str) -> bool:
    """Tell whether the row of a table ends with the letters before: cells may be lines too."""
    return not cells or _LAST_CELL.search(tail) is not None


def _goes_on(before: str, full: int) -> bool:
    """Tell whether a line is as full as lines get, and ends amid a sentence."""
    return len(before) >= full and not before.endswith(_ENDS)


def _is_within(tail: str) -> bool:
    """Tell whether the next line goes on with a word: 海上 / 自衛隊, 防衛省 / ・自衛隊."""
    return tail in ("海上", "航空", "陸上", "衛省")


def _take(line: str, start: int, letters: list[str], at: list[int]) -> None:
    """Add the letters of a line in their plain form."""
    for place, sign in enumerate(line, start):
        if sign < "\u007f":
            if not sign.isspace() and sign.isprintable():
                letters.append(sign)
                at.append(place)
            continue
        for one in unicodedata.normalize("NFKC", sign).translate(_SHAPES):
            joined = unicodedata.normalize("NFC", letters[-1] + one) if letters else one
            if one in _MARKED and letters and len(joined) == 1:
                letters[-1] = joined
            elif not one.isspace() and one.isprintable():
                letters.append(one)
                at.append(place)


def plain_english(text: str, offset: int = 0) -> Plain:
    """Make English plain: one kind of quotation mark, of hyphen and of blank.

    Accents stay; a letter of another width becomes the usual one. No letter is added or lost but
    those whose plain form has several (such as ligatures).
    """
    plain = _ASIDE.sub(",", text).translate(_SIGNS)
    if plain.isascii():
        return Plain(plain, list(range(offset, offset + len(text) + 1)))
    pieces = [one if one.isascii() else unicodedata.normalize("NFKC", one) for one in plain]
    at = [place for place, piece in enumerate(pieces, offset) for _ in piece]
    at.append(offset + len(text))
    return Plain("".join(pieces), at)


def languages(text: str) -> list[Stretch]:
    """Cut a text into stretches of one language.

    A line with kana or kanji is Japanese, one with three words of Latin letters and no kana or
    kanji is English; any other line goes with the lines before it.

    Returns:
        stretches in order; together they cover the text. An empty text has none.
    """
    lines = text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    told: list[Stretch] = []
    for line, start in zip(lines, starts[:-1], strict=True):
        language = _language(line)
        if told and language in (None, told[-1].language):
            told[-1] = Stretch(told[-1].language, told[-1].start, start + len(line))
        else:
            told.append(Stretch(language or "?", start, start + len(line)))
    return _named(told)


def _language(line: str) -> str | None:
    if _KANA_KANJI.search(line):
        return "ja"
    return "en" if len(_LATIN_WORD.findall(line)) >= _LEAST_WORDS else None


def _named(told: list[Stretch]) -> list[Stretch]:
    """Give a head without words the language of what follows it."""
    if told and told[0].language == "?":
        follows = told[1].language if len(told) > 1 else "en"
        head = Stretch(follows, told[0].start, told[0].end)
        rest = told[1:]
        return [Stretch(follows, head.start, rest[0].end), *rest[1:]] if rest else [head]
    return told
