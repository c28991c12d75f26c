"""The header line of a table of counts turned into the layout that it announces."""

from straitwatch.decode.header import guess_separator, split_cells

__all__ = ["LAYOUTS", "column_names", "find_layout"]

LAYOUTS = {
    "years": {"fiscal_year", "scrambles"},
    "groups": {"table", "fiscal_year", "period", "group", "value"},
    "violations": {"date", "place", "country", "type"},
}
"""Columns that each layout needs, in any order; further ones may stand beside them."""

_ALIASES = {"place_ja": "place", "country_ja": "country", "type_ja": "type"}
_POSITION = {"lon", "lat", "longitude", "latitude"}


def find_layout(line: str) -> str | None:
    """Tell a layout by its header line; None when it is none of ours.

    A table with a position of its own is none: it is read as fixes.
    """
    names = set(column_names(line))
    if names & _POSITION:
        return None
    return next((layout for layout, needs in LAYOUTS.items() if needs <= names), None)


def column_names(line: str) -> list[str]:
    """Give the plain names of a header line, the known spellings of one as one."""
    cells = split_cells(line.lstrip("\ufeff"), guess_separator(line))
    plain = [cell.casefold().replace(" ", "_") for cell in cells]
    return [_ALIASES.get(name, name) for name in plain]
