"""Values of JSON messages turned into cells of text, in our units."""

from collections.abc import Mapping
from typing import Any, TypeGuard

__all__ = ["altitude_of", "cell", "is_number", "moment_text", "sum_of", "turn_of", "whole_numbers"]

_FT_PER_M = 1.0 / 0.3048
_SENSE = 1e18  # nothing that is measured here, nor a time in µs, is larger
_NO_ALT_M = 4095
_MOST_ROT = 126
_ROT = 4.733


def cell(value: Any) -> str | None:  # noqa: ANN401 - whatever stands in the document
    """A value as a cell of text: None for nothing and for lists; no half characters."""
    if value is None or value == "" or isinstance(value, dict | list):
        return None
    text = value if isinstance(value, str) else repr(value)
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell a number of sense from what else a document may hold; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _SENSE


def whole_numbers(values: Mapping[str, Any], *names: str) -> list[int] | None:
    """Take some whole numbers; None where one is missing."""
    told = [value for name in names if isinstance(value := values.get(name), int)]
    return told if len(told) == len(names) else None


def sum_of(values: Mapping[str, Any], *names: str) -> str | None:
    """Add up numbers; None where one is missing, or all are 0: not available."""
    told = [float(value) for name in names if is_number(value := values.get(name))]
    total = sum(told, 0.0)
    return repr(total) if len(told) == len(names) and total else None


def turn_of(coded: object) -> str | None:
    """Rate of turn in degrees a minute, from the coded number; None where it tells none.

    Notes:
        Source: ITU-R M.1371-5, table 48: coded = 4.733 x root of degrees a minute; 127 says only
        that it is more than 5 degrees in 30 s, and 128 that there is none.
    """
    if not is_number(coded) or abs(coded) > _MOST_ROT:
        return None
    return repr((coded / _ROT) ** 2 * (1 if coded >= 0 else -1))


def altitude_of(metres: object) -> str | None:
    """Altitude of an aircraft in feet, from the metres of message 9; 4095 tells none."""
    return repr(metres * _FT_PER_M) if is_number(metres) and metres < _NO_ALT_M else None


def moment_text(t_us: int | None) -> str | None:
    """Time of receipt as text that `cell.read_times` reads."""
    return None if t_us is None else str(t_us)
