"""Bytes of unknown character set turned into text, with what could not be read counted."""

import codecs
import re
from dataclasses import dataclass

from straitwatch.model.error import SourceError

__all__ = ["Decoding", "decode_text", "plausibility"]

BROKEN_SIGN = "\ufffd"

LEAST_PLAUSIBLE = 0.6
"""Share of likely characters below which bytes are no text. Ours: 10,000 random bytes reach 0.4
in any set, releases and articles 0.97 and more in the right one."""

_MOST_BAD = 0.2  # ours: control signs and unreadable bytes, where the set itself is told
_CERTAIN = 0.98  # ours: with kana, the set is found and no other is weighed
_SURE = 0.9  # ours: below, or with broken signs, lines may be in several sets
_MOST_MIXED = 8 << 20  # bytes that are tried line by line: 2 million characters of 4 bytes

_SAMPLE = 4_000  # bytes, at the head and around the first fault: enough to tell Japanese from noise
_BROKEN_WEIGHT = 3.0  # ours: one unreadable byte weighs as three unlikely characters
_NEC_ROW = 0x2D  # row 13
_NEC_STRICT, _NEC_REPLACE = "straitwatch-nec", "straitwatch-nec-replace"
_FEW_KANJI = 0.2  # of the characters; ours
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JIS_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\(J)")  # RFC 1468
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,400}?\bcharset|\?xml\b[^>]{0,200}?\bencoding)\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4_096  # HTML asks for the first 1,024 bytes; pages are known to be late
_WIDER = {  # the wider set that the web means by the name: WHATWG Encoding Standard, section 4.2
    "shift_jis": "cp932",
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
}
_UNLABELLED = ("cp932", "euc_jp", "utf-16-le", "utf-16-be", "cp1252")
_LINE_SETS = ("utf-8", "cp932", "euc_jp")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\uf8f0-\uf8f3]")
"""Control signs; and the private signs that cp932 makes of bytes which Shift_JIS has not."""

_LIKELY = re.compile(
    "[\t\n\r -~"  # ASCII
    "\u2010-\u2026\u2030-\u203b\u2190-\u2193\u2460-\u2473\u2160-\u2179"  # dashes, quotes, ①, Ⅲ
    "\u3000-\u3029\u3041-\u3093\u30a1-\u30fe\uff01-\uff5e\u25a0-\u25ef\u2212\u00d7\u00b0\u00a0]"
)
_LATIN = re.compile("[\u00a1-\u00ff\u0100-\u017f\u20ac\u2122]")
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30fa]")
_KANJI = re.compile("[\u4e00-\u9fff]")
_LATIN_WEIGHT = 0.4  # ours: European names have a few; half of all signs are noise read in cp1252
_COMMON_ROWS = (0xB0, 0xD0)  # first bytes of JIS X 0208 level 1, the common kanji, in EUC-JP


@dataclass(frozen=True, slots=True)
class Decoding:
    """Bytes as text.

    Attributes:
        text: the text; lines end in a line feed, and no control sign but tab and line end is in it.
        encoding: Python's name of the set; of several, joined by `+`, where lines differ.
        n_broken: U+FFFD in the text: each stands for bytes that could not be read.
    """

    text: str
    encoding: str
    n_broken: int


def decode_text(data: bytes, label: str) -> Decoding:
    """Decode bytes whose character set nobody told.

    In this order: a byte order mark; the escapes of ISO-2022-JP; NUL bytes, which only UTF-16
    has; UTF-8 where it fits strictly; the set that a page declares, where it fits strictly; of
    Shift_JIS, EUC-JP, UTF-16 and cp1252 that in which the text is most like Japanese or English.

    Args:
        data: all bytes, or the first of them.
        label: name of the source, for errors.

    Raises:
        SourceError: no set makes text of them; says what they start with.

    Notes:
        O(n); a candidate is weighed on a sample of 8,000 bytes.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _finish(data[len(mark) :], encoding, label)
    if data.isascii() and _JIS_ESCAPE.search(data, 0, 1 << 20):
        return _finish(data, "iso2022_jp_2", label)
    if b"\0" not in data:
        if _fits(data, "utf-8"):
            return _finish(data, "utf-8", label)
        declared = _find_declared(data)
        if declared and _fits(data, declared):
            return _finish(data, declared, label)
        return _settle(data, _weigh(data, ("utf-8", *_UNLABELLED), declared), label)
    return _settle(data, _weigh(data, ("utf-8", *_UNLABELLED), None), label)


def _settle(data: bytes, encoding: str, label: str) -> Decoding:
    """Take the likeliest set for all, or a set a line where that leaves less unread."""
    text = _decode(data, encoding)
    n_broken = text.count(BROKEN_SIGN)
    sure = not n_broken and plausibility(text[: 2 * _SAMPLE]) >= _SURE
    if not (sure or encoding.startswith("utf-16") or len(data) > _MOST_MIXED):
        mixed, sets = _decode_lines(data)
        if plausibility(mixed) > plausibility(text):
            text, encoding = mixed, sets
    return _clean(text, encoding, data, label, is_text=_is_text(text))


def _decode_lines(data: bytes) -> tuple[str, str]:
    """Decode each line in the set that fits it: files joined end to end are read so."""
    lines, sets = [], set()
    for line in data.split(b"\n"):
        if line.isascii():
            lines.append(line.decode("ascii"))
            continue
        fitting = [name for name in _LINE_SETS if _fits(line, name)]
        read = [(plausibility(_decode(line, name)), name) for name in fitting]
        name = max(read, default=(0.0, "utf-8"))[1]
        sets.add(name)
        lines.append(_decode(line, name))
    return "\n".join(lines), "+".join(sorted(sets)) or "utf-8"


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding, _NEC_STRICT)
    except UnicodeError:
        return False
    return True


def _read_nec(error: UnicodeError) -> tuple[str, int]:
    """Read row 13 (①, Ⅲ, ㎞), which JIS X 0208 has not and every maker's EUC-JP and JIS have.

    Python's codecs of those two know the standard alone; that of Shift_JIS, cp932, has the row.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) < 2 or pair[0] & 0x7F != _NEC_ROW:  # noqa: PLR2004 - a pair
        raise error
    cell = pair[1] & 0x7F
    shifted = cell + (0x1F if cell < 0x60 else 0x20)  # noqa: PLR2004 - JIS X 0208, annex 1
    try:
        return bytes([0x87, shifted]).decode("cp932"), error.start + 2
    except UnicodeDecodeError:
        raise error from None


def _read_nec_or_replace(error: UnicodeError) -> tuple[str, int]:
    try:
        return _read_nec(error)
    except UnicodeDecodeError as broken:
        return BROKEN_SIGN, broken.end


codecs.register_error(_NEC_STRICT, _read_nec)
codecs.register_error(_NEC_REPLACE, _read_nec_or_replace)


def _decode(data: bytes, encoding: str) -> str:
    errors = _NEC_REPLACE if encoding.startswith(("euc_jp", "iso2022_jp")) else "replace"
    return data.decode(encoding, errors)


def _find_declared(data: bytes) -> str | None:
    """Name the set that a page's own head declares, if Python knows it and it holds ASCII."""
    found = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii", "replace")).name
        plain = "<meta".encode(name)
    except (LookupError, UnicodeError):
        return None
    if not isinstance(plain, bytes) or plain != b"<meta":
        return None  # UTF-16 cannot be declared in ASCII; `rot13` and the like are no sets
    return _WIDER.get(name, name)


def _weigh(data: bytes, candidates: tuple[str, ...], declared: str | None) -> str:
    """Name the candidate that makes the likeliest text of a sample."""
    sample = _take_sample(data)
    names = (declared, *candidates) if declared else candidates
    best, most = names[0], -float("inf")
    for name in names:
        text = _decode(sample, name)
        likely = plausibility(text)
        if likely > most:
            best, most = name, likely
        if likely >= _CERTAIN and (name == "utf-8" or _KANA.search(text)):
            break  # the others could not be much better
    return best


def _take_sample(data: bytes) -> bytes:
    """Head, and where ASCII ends: an even number of bytes from an even place, as UTF-16 asks."""
    found = re.search(rb"[^\x01-\x7f]", data)
    start = max(0, (found.start() if found else 0) - 100) & ~1
    if start <= _SAMPLE:
        return data[: 2 * _SAMPLE]
    return data[:_SAMPLE] + data[start : start + _SAMPLE]


def plausibility(text: str) -> float:
    """Share of characters that Japanese or English text is made of; below 0 for much noise.

    Kanji outside JIS X 0208 level 1 count a third, half-width katakana not at all: both are what
    comes of the wrong set. Without kana no kanji is common, and a few among Latin letters are
    noise: in Shift_JIS, a curly quote and a letter of cp1252 make one.
    """
    if not text:
        return 1.0
    kanji = "".join(_KANJI.findall(text))
    rows = kanji.encode("euc_jp", "replace")
    common = sum(_COMMON_ROWS[0] <= row < _COMMON_ROWS[1] for row in rows[::2])
    if b"?" in rows:  # some are in no Japanese set: then the pairs are out of step
        common = sum(_is_common(sign) for sign in kanji)
    rare, strays = len(kanji) - common, 0
    if not _KANA.search(text):
        common, rare = 0, len(kanji)
        if len(kanji) < _FEW_KANJI * len(text):
            rare, strays = 0, len(kanji)
    good = len(_LIKELY.findall(text)) + _LATIN_WEIGHT * len(_LATIN.findall(text))
    broken = text.count(BROKEN_SIGN) + len(_CONTROL.findall(text))
    return (good + common + rare / 3 - _BROKEN_WEIGHT * (broken + strays)) / len(text)


def _is_common(sign: str) -> bool:
    code = sign.encode("euc_jp", "ignore")
    return len(code) == 2 and _COMMON_ROWS[0] <= code[0] < _COMMON_ROWS[1]  # noqa: PLR2004 - a pair


def _finish(data: bytes, encoding: str, label: str) -> Decoding:
    """Decode in a set that a mark or the bytes themselves tell: it need not be Japanese."""
    text = _decode(data, encoding)
    head = text[: 2 * _SAMPLE]
    n_bad = len(_CONTROL.findall(head)) + head.count(BROKEN_SIGN)
    return _clean(text, encoding, data, label, is_text=n_bad <= _MOST_BAD * len(head))


def _clean(text: str, encoding: str, data: bytes, label: str, *, is_text: bool) -> Decoding:
    if not is_text:
        raise SourceError(
            f"{label}: no text: the first bytes are {data[:8].hex(' ') or 'none'}, and no "
            f"character set makes words of them (best was {encoding}); "
            "give plain text, an HTML page or a PDF with a text layer"
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub(BROKEN_SIGN, text).replace("\x1b", "")
    return Decoding(text, encoding, text.count(BROKEN_SIGN))


def _is_text(text: str) -> bool:
    """Judge by the head and the middle: a picture after a page of text is no text either."""
    middle = len(text) // 2
    parts = [text[: 2 * _SAMPLE]]
    if len(text) > 2 * _SAMPLE:
        parts.append(text[middle : middle + _SAMPLE])
    return all(plausibility(part) >= LEAST_PLAUSIBLE for part in parts)
