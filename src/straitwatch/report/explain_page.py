"""Texts and the spans that were understood in them turned into one HTML page."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from straitwatch.report.explain import GROUPS, Explained, Mark, nest_marks, walk_marks

__all__ = ["explain_page"]

_SHELF = "templates"


def explain_page(texts: Sequence[Explained]) -> str:
    """Write an HTML page that asks for nothing from outside and runs no script.

    Args:
        texts: as they were read; every word of theirs is escaped here.

    Returns:
        a whole document. Each span that was understood is an element with its slots and
        offsets in its title, coloured by what it says; each sentence in which nothing was
        understood is struck with a dotted line.
    """
    house = Environment(
        loader=PackageLoader("straitwatch.report", _SHELF),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    css = files("straitwatch.report").joinpath(_SHELF, "explain.css").read_text("utf-8")
    house.globals["marked"] = _marked
    page = house.get_template("explain.html.j2")
    return page.render(texts=texts, groups=GROUPS, style=Markup(css)).lstrip()  # noqa: S704 - our own words only


def _marked(one: Explained) -> Markup:
    spans = [*one.spans, *(("unread", start, end) for start, end in one.unread)]
    marks = nest_marks(spans)
    return Markup("".join(_html(one.text, marks, 0, len(one.text), None)))  # noqa: S704 - escaped in _html


def _html(
    text: str, marks: Sequence[Mark], start: int, end: int, group: str | None
) -> Iterator[str]:
    for words, mark in walk_marks(text, marks, start, end):
        if mark is None:
            yield escape(words)
            continue
        kind = "unread" if "unread" in mark.slots else mark.group
        coloured = f' class="{kind}"' if kind != group else ""
        title = f"{', '.join(mark.slots)}: characters {mark.start} to {mark.end}"
        yield f'<span{coloured} title="{escape(title)}">'
        yield from _html(text, mark.inner, mark.start, mark.end, kind)
        yield "</span>"
