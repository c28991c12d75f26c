"""A form of an office (1 Date: ... 2 Location: ... 3 Ships: ...) turned into sentences."""

import regex

__all__ = ["as_sentences"]

_NUMBER = r"(?:(?<=^|\n|\u2029)[ \t]*\(?\d{1,2}[.)]?[ \t]*|(?<=^|\n|\u2029)[ \t]*[-*\u2022]?[ \t]*)"
_HEAD = regex.compile(
    _NUMBER
    + r"(?P<name>(?:date and time|date|time|day|location|place|position|area|ships?|vessels?"
    r"|aircraft|types?(?: of (?:ships?|vessels?))?|ships? type|situation|summary|details|movements?"
    r"|actions?|response|observed by"
    r"|remarks?|notes?|other(?: information)?|reference)"
    r"(?: (?:observed|confirmed|sighted|concerned))?)[ \t]?:(?=\s)",
    regex.IGNORECASE,
)
_WHERE = regex.compile(r"location|place|position|area", regex.IGNORECASE)
_REST = regex.compile(r"remark|note|other|reference", regex.IGNORECASE)
_NEW = regex.compile(
    r"situation|summary|details|movement|action|response|observed by", regex.IGNORECASE
)
_LEAST = 3  # headings; fewer are no form


def as_sentences(text: str, raw: str) -> tuple[str, str]:
    """Take out the headings of a form; its lines of day, place and ships become one sentence.

    Args:
        text: plain.
        raw: the same text, letter by letter, with its line breaks.

    Returns:
        both, of the same lengths. Where no form stands in the text, as they were.
    """
    heads = list(_HEAD.finditer(raw))
    if len(heads) < _LEAST:
        return text, raw
    plain, broken = list(text), list(raw)
    for found in heads:
        start, end = found.span()
        name = found["name"]
        told = "sighted" if _WHERE.match(name) else ""
        if _NEW.match(name):
            ends = name.casefold() in ("response", "observed by")
            told = "response:" if ends else "when"
            if ends:
                plain[max(0, start - 1)] = broken[max(0, start - 1)] = "."
        if _REST.match(name):
            plain[max(0, start - 1)] = broken[max(0, start - 1)] = "."
        plain[start:end] = told.ljust(end - start)[: end - start]
        broken[start:end] = told.ljust(end - start)[: end - start]
    return "".join(plain), "".join(broken)
