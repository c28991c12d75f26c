"""A text and the spans that were understood in it turned into marks: nested, each with its slot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["GROUPS", "Explained", "Mark", "nest_marks", "plain_lines", "printable", "walk_marks"]

GROUPS = {
    "time": "when",
    "place": "where",
    "gate": "strait",
    "heading": "heading, from where, to where",
    "objects": "ships and aircraft",
    "counts": "how often",
    "observers": "who watched",
    "other": "other words that were understood",
}
"""Kinds of slots that are told apart, and what each says."""

_SLOTS = {
    "time": "time t_start t_end moment period twice",
    "place": "place lon lat radius_km bearing_deg dist_km spot near inside",
    "gate": "gate",
    "heading": "heading from_sea to_sea from to zone",
    "objects": "objects fleet flight them vessel",
    "counts": "counts tally duration",
    "observers": "observers watchers forces base",
    "other": "same_as negation kind supersedes confidence title publisher published",
}
_GROUP_OF = {slot: group for group, slots in _SLOTS.items() for slot in slots.split()}


@dataclass(frozen=True)
class Explained:
    """A text as it was read.

    Attributes:
        label: its path as given.
        title: of the text, or None.
        text: what offsets count.
        spans: slot, start, end of each span that was understood.
        unread: start and end of each sentence in which nothing was understood.
        notes: what was taken for its date, its publisher and its language, and why.
        told: of each statement its words for people, and what was derived with its reason.
    """

    label: str
    title: str | None
    text: str
    spans: Sequence[tuple[str, int, int]]
    unread: Sequence[tuple[int, int]]
    notes: Sequence[str]
    told: Sequence[tuple[str, Sequence[str]]] = ()


@dataclass
class Mark:
    """Characters that were understood, and the marks within them.

    Attributes:
        start: first character.
        end: one past the last.
        slots: columns of SIGHTING, or phrases of the grammar, that these characters are.
        group: one of `GROUPS`.
        inner: marks within, in order; none overlaps another.
    """

    start: int
    end: int
    slots: list[str]
    group: str
    inner: list["Mark"] = field(default_factory=list)


def nest_marks(spans: Iterable[tuple[str, int, int]], *, whole: bool = True) -> list[Mark]:
    """Put spans into one another.

    A span that crosses the end of the one it starts in is cut there, and goes on as a mark of its
    own. A slot that is no column of SIGHTING is of the group around it.

    Args:
        spans: slot, start and end, in any order.
        whole: whether all are kept; else only the outermost of each group.

    Returns:
        the outermost marks, in the order of the text.
    """
    told: list[Mark] = []
    waiting = sorted({(a, -b, slot) for slot, a, b in spans if b > a}, reverse=True)
    while waiting:
        start, minus_end, slot = waiting.pop()
        end, level, around = -minus_end, told, None
        while level and start < level[-1].end:
            around = level[-1]
            if end > around.end:
                waiting.append((around.end, -end, slot))
                waiting.sort(reverse=True)
                end = around.end
            if (start, end) == (around.start, around.end):
                break
            level = around.inner
        if around is not None and (start, end) == (around.start, around.end):
            around.slots += [] if slot in around.slots else [slot]
            if around.group == "other":
                around.group = _group(slot, None)
        else:
            level.append(Mark(start, end, [slot], _group(slot, around)))
    return told if whole else list(_outermost(told, None))


def _group(slot: str, around: Mark | None) -> str:
    return _GROUP_OF.get(slot) or (around.group if around is not None else "other")


def _outermost(marks: Iterable[Mark], group: str | None) -> Iterator[Mark]:
    """Leave out marks of the group that they stand in; what is within them moves up."""
    for mark in marks:
        inner = list(_outermost(mark.inner, mark.group))
        if mark.group == group:
            yield from inner
        else:
            yield Mark(mark.start, mark.end, mark.slots, mark.group, inner)


def walk_marks(
    text: str, marks: Sequence[Mark], start: int, end: int
) -> Iterator[tuple[str, Mark | None]]:
    """Cut a stretch of text at its outermost marks: words, and the mark that they are or None."""
    done = start
    for mark in marks:
        if mark.start > done:
            yield text[done : mark.start], None
        yield text[mark.start : mark.end], mark
        done = mark.end
    if end > done:
        yield text[done:end], None


def plain_lines(one: Explained) -> Iterator[str]:
    """Explain a text in plain characters: `[time: on Friday]`, then what was not understood."""
    yield f"=== {one.label}" + (f": {printable(one.title)}" if one.title else "")
    yield from (printable(note) for note in one.notes)
    yield ""
    marks = nest_marks(one.spans, whole=False)
    yield _plain(one.text, marks, 0, len(one.text)).strip("\n")
    yield ""
    for words, reasons in one.told:
        yield f"- {printable(words)}"
        yield from (f"    derived: {printable(reason)}" for reason in reasons)
    n = len(one.unread)
    yield f"{n} sentence{'' if n == 1 else 's'} in which nothing was understood{':' if n else ''}"
    for start, end in one.unread:
        yield f"  {start}-{end}: {printable(' '.join(one.text[start:end].split()))}"


def _plain(text: str, marks: Sequence[Mark], start: int, end: int) -> str:
    told = [
        printable(words)
        if mark is None
        else f"[{mark.group}: {_plain(text, mark.inner, mark.start, mark.end)}]"
        for words, mark in walk_marks(text, marks, start, end)
    ]
    return "".join(told)


def printable(text: str) -> str:
    """Put a sign of its own for each character that would steer a terminal."""
    return "".join(
        sign if sign.isprintable() or sign in "\n\t\u3000" else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )
