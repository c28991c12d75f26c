"""Readings into explanations: on a terminal in colours, in a pipe in marks, or as a page."""

from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text

from straitwatch.decode.press import Reading
from straitwatch.flow.show_sightings import sighting_words
from straitwatch.flow.text import text_notes
from straitwatch.report.explain import (
    GROUPS,
    Explained,
    Mark,
    nest_marks,
    plain_lines,
    printable,
    walk_marks,
)
from straitwatch.report.explain_page import explain_page

__all__ = ["explain_of", "write_colours", "write_page", "write_plain"]

_STYLES = {
    "time": "black on bright_blue",
    "place": "black on green",
    "gate": "black on cyan",
    "heading": "black on yellow",
    "objects": "black on dark_orange",
    "counts": "black on bright_magenta",
    "observers": "black on medium_purple1",
    "other": "underline",
}


def explain_of(reading: Reading) -> Explained:
    """Say how a text was read."""
    document, rows = reading.document, reading.sightings.to_pylist()
    return Explained(
        label=document.label,
        title=document.title,
        text=document.text,
        spans=[
            *((span.slot, span.start, span.end) for span in reading.spans),
            *((one["slot"], one["start"], one["end"]) for row in rows for one in row["spans"]),
        ],
        unread=reading.unread,
        notes=text_notes(reading),
        told=[
            (
                sighting_words(row),
                [f"{one['slot']}: {one['reason']}" for one in row["derived"] or []],
            )
            for row in rows
        ],
    )


def write_plain(readings: Iterable[Reading], out: IO[bytes]) -> None:
    """Write each text with marks such as `[time: on Friday]`, as it is read."""
    for reading in readings:
        out.write(("\n".join(plain_lines(explain_of(reading))) + "\n\n").encode())
    out.flush()


def write_page(readings: Iterable[Reading], out: IO[bytes]) -> None:
    """Write all texts as one HTML page."""
    out.write(explain_page([explain_of(reading) for reading in readings]).encode())


def write_colours(readings: Iterable[Reading]) -> None:
    """Write each text in colours on the terminal, the key of the colours first."""
    console = Console(highlight=False, soft_wrap=False)
    key = Text()
    for group, words in GROUPS.items():
        key.append(f" {group} ", _STYLES[group]).append(f" {words}  ")
    console.print(key)
    for reading in readings:
        _colours(explain_of(reading), console)


def _colours(one: Explained, console: Console) -> None:
    console.print(Text(f"\n{printable(one.title or one.label)}", "bold"))
    for note in (one.label, *one.notes):
        console.print(Text(printable(note), "dim"))
    told = Text("\n")
    whole = Mark(0, len(one.text), [], "", nest_marks(one.spans, whole=False))
    _paint(one.text, whole, told)
    for start, end in one.unread:
        told.stylize("dim italic", start + 1, end + 1)  # the line break before it
    console.print(told)
    for words, reasons in one.told:
        console.print(Text(f"- {printable(words)}"))
        for reason in reasons:
            console.print(Text(f"    derived: {printable(reason)}", "dim"))
    console.print(Text(f"{len(one.unread)} sentences in which nothing was understood (slanted)"))
    for start, end in one.unread:
        words = printable(" ".join(one.text[start:end].split()))
        console.print(Text(f"  {start}-{end}: {words}", "italic"))


def _paint(text: str, within: Mark, told: Text) -> None:
    for words, mark in walk_marks(text, within.inner, within.start, within.end):
        if mark is None:
            told.append(printable(words), _STYLES.get(within.group, ""))
        else:
            _paint(text, mark, told)
