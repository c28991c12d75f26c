"""Words for ships, aircraft and those who watch them turned into elements of SIGHTING's lists."""

from typing import Any

from straitwatch.decode.press.words import Flag

__all__ = ["craft", "watcher"]

_Row = dict[str, Any]
_EDGES = "、, ・"


def craft(
    flag: Flag | None,
    class_name: str | None,
    *,
    as_written: str,
    name: str | None = None,
    hull: str | None = None,
    count: int | None = 1,
    count_is: str = "exact",
) -> _Row:
    """Make an element of SIGHTING.objects.

    Args:
        flag: whose it is, None where the words do not say.
        class_name: `name` of a row of classes.csv, or the words for a class that it lacks.
        as_written: the document's own words.
        name: of a ship; romanised where the register knows it.
        hull: digits, as written.
        count: how many; None where the words say only that there were several.
        count_is: exact, about, at_least, at_most.
    """
    return {
        "navy": flag.iso if flag else None,
        "class": class_name,
        "name": name,
        "hull": hull,
        "count": count,
        "count_is": count_is if count is not None else None,
        "as_written": as_written.strip(_EDGES),
    }


def watcher(
    service: str | None,
    *,
    as_written: str,
    unit: str | None = None,
    name: str | None = None,
    base: str | None = None,
) -> _Row:
    """Make an element of SIGHTING.observers."""
    return {
        "service": service,
        "unit": unit,
        "name": name,
        "base": base,
        "as_written": as_written.strip(_EDGES),
    }
