"""Sightings into lines for people: when (JST), what, who, where, whence."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from straitwatch.event.wording import word_span
from straitwatch.flow.read import Harvest
from straitwatch.report.explain import printable
from straitwatch.report.export import to_text

__all__ = ["SIGHTING_HEAD", "harvest_lines", "sighting_text", "sighting_words"]

SIGHTING_HEAD = ("when", "kind", "who", "where", "source")

_BOUNDS = {"about": "about ", "at_least": "at least ", "at_most": "at most "}
_SHOWN = 6  # ships by name in a cell; the rest by number
_Row = Mapping[str, Any]


def sighting_text(sightings: pa.Table, *, width: int | None = None) -> str:
    """Write sightings as a table; addresses stand below it, by number.

    Args:
        sightings: SIGHTING.
        width: columns of the terminal; None: nothing is cut.
    """
    numbers: dict[str, int] = {}
    rows = [(*_cells(row), _whence(row, numbers)) for row in sightings.to_pylist()]
    if not rows:
        return "no sighting"
    text = to_text(SIGHTING_HEAD, rows, width=width)
    return "\n".join([text, *(f"[{number}] {one}" for one, number in numbers.items())])


def sighting_words(row: _Row) -> str:
    """Say one sighting in one line."""
    when, kind, who, where = _cells(row)
    told = [f"{kind}: {who}" if who else kind, where, when, _watchers(row)]
    return ", ".join(part for part in told if part) + (" (denied)" if row["negation"] else "")


def _cells(row: _Row) -> tuple[str, str, str, str]:
    tallies = "; ".join(_tally(one) for one in row["counts"] or [])
    return _when(row), row["kind"] + (f", {tallies}" if tallies else ""), _who(row), _where(row)


def _when(row: _Row) -> str:
    if row["t_start"] is None:
        return "not told"
    return word_span(row["t_start"], row["t_end"] or row["t_start"])


def _tally(one: _Row) -> str:
    if one["n"] is None:
        return printable(one["what"] or "")
    return printable(f"{_BOUNDS.get(one['n_is'] or '', '')}{one['n']:,} {one['what']}")


def _who(row: _Row) -> str:
    objects = row["objects"] or []
    named = [_craft(one) for one in objects[:_SHOWN]]
    more = [f"{len(objects) - _SHOWN} more"] if len(objects) > _SHOWN else []
    navies = {one["navy"] for one in objects} - {None}
    return printable(" ".join([*sorted(navies), ", ".join([*named, *more])]).strip())


def _craft(one: _Row) -> str:
    called = one["name"] or one["class"] or one["as_written"] or "ship"
    called = f"{called} ({one['hull']})" if one["hull"] and one["name"] else called
    called = f"{one['hull']}" if one["hull"] and not one["name"] else called
    if one["count"] in (None, 1) and one["count_is"] in (None, "exact"):
        return str(called)
    return f"{_BOUNDS.get(one['count_is'] or '', '')}{one['count'] or 'several'} × {called}"


def _where(row: _Row) -> str:
    way = [
        f"from {row['from_sea']}" if row["from_sea"] else "",
        f"to {row['to_sea']}" if row["to_sea"] else "",
        f"heading {row['heading']}" if row["heading"] else "",
    ]
    return printable(", ".join(filter(None, [row["place"] or row["gate"] or "", *way])))


def _watchers(row: _Row) -> str:
    found = [one["name"] or one["unit"] or one["service"] for one in row["observers"] or []]
    return printable(f"seen by {', '.join(filter(None, found))}") if any(found) else ""


def _whence(row: _Row, numbers: dict[str, int]) -> str:
    document = row["document"] or ""
    number = numbers.setdefault(printable(document), len(numbers) + 1)
    publisher = printable(row["publisher"] or "")
    return f"{publisher} [{number}]".strip()


def harvest_lines(harvest: Harvest) -> Iterable[str]:
    """Say what reading gave: texts, sightings by kind, what was not understood, what failed."""
    kinds = ", ".join(f"{n:,} {kind}" for kind, n in harvest.kinds.most_common())
    n = harvest.kinds.total()
    yield (
        f"{_plural(harvest.documents, 'text')} read: {_plural(n, 'sighting')}"
        + (f" ({kinds})" if kinds else "")
    )
    if harvest.unread:
        n_unread = _plural(harvest.unread, "sentence")
        yield f"{n_unread} in which nothing was understood: --explain lists them"
    if harvest.without_date:
        yield (
            f"{_plural(harvest.without_date, 'text')} without a date of publication"
            + (
                f", {_plural(harvest.undated, 'sighting')} without a time"
                if harvest.undated
                else ""
            )
            + ": --published gives it"
        )
    if harvest.failures:
        yield f"{_plural(len(harvest.failures), 'text')} could not be read"
        yield from (f"straitwatch: {failure.reason}" for failure in harvest.failures)


def _plural(n: int, word: str) -> str:
    return f"{n:,} {word}{'' if n == 1 else 's'}"
