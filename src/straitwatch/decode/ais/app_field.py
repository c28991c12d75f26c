"""Fields that many applications share, as declarations."""

from straitwatch.decode.ais.field import Field, Form

__all__ = [
    "bearing",
    "claim",
    "clock",
    "code",
    "day_time",
    "decimal",
    "fine_place",
    "linkage",
    "month_time",
    "number",
    "place",
    "signed",
    "text",
]

_COARSE, _FINE = 60_000, 600_000
"""Codes of a degree: thousandths and ten-thousandths of a minute of arc."""


def code(name: str, width: int, *absent: int, high: int | None = None, words: str = "") -> Field:
    """A word by its number."""
    return Field(name, width, absent=absent, high=high, words=words)


def number(
    name: str,
    width: int,
    *absent: int,
    low: int | None = None,
    high: int | None = None,
    plus: int = 0,
) -> Field:
    """A whole number from 0 up, or from `plus` up."""
    return Field(name, width, absent=absent, low=low, high=high, offset=plus)


def decimal(
    name: str,
    width: int,
    divisor: float,
    *absent: int,
    low: int | None = None,
    high: int | None = None,
    plus: float = 0.0,
) -> Field:
    """A number with a fraction: code / divisor + plus."""
    return Field(name, width, divisor=divisor, offset=plus, absent=absent, low=low, high=high)


def signed(
    name: str,
    width: int,
    divisor: float,
    *absent: int,
    low: int | None = None,
    high: int | None = None,
) -> Field:
    """A number with a fraction in two's complement."""
    return Field(name, width, Form.INT, divisor, absent=absent, low=low, high=high)


def text(name: str, letters: int) -> Field:
    """Six-bit letters; 0: up to the end of the message."""
    return Field(name, 6 * letters, Form.TEXT)


def claim(name: str) -> Field:
    """One bit."""
    return Field(name, 1, Form.BOOL)


def bearing(name: str, absent: int = 360) -> Field:
    """Degrees from true north; SN.1/Circ.289 says 360 for "not available", Circ.236 says 511.

    Both are taken as such, whichever the document: stations mix them, and neither is a bearing.
    """
    return Field(name, 9, absent=(absent, 871 - absent), high=359)


def linkage() -> Field:
    """Number that links a text (FI 29, 30) to another message of the same station."""
    return Field("linkage_id", 10)


def place(
    prefix: str = "", *, lat_first: bool = False, absent: tuple[int, ...] = ()
) -> tuple[Field, ...]:
    """Longitude and latitude in thousandths of a minute, 25 and 24 bits."""
    return _place(prefix, (25, 24), _COARSE, lat_first=lat_first, absent=absent)


def fine_place(prefix: str = "", *, lat_first: bool = False) -> tuple[Field, ...]:
    """Longitude and latitude in ten-thousandths of a minute, 28 and 27 bits."""
    return _place(prefix, (28, 27), _FINE, lat_first=lat_first, absent=())


def _place(
    prefix: str,
    widths: tuple[int, int],
    per_degree: int,
    *,
    lat_first: bool,
    absent: tuple[int, ...],
) -> tuple[Field, ...]:
    made = []
    for name, width, most, k in (("lon", widths[0], 180, 0), ("lat", widths[1], 90, 1)):
        none = (most + 1) * per_degree
        codes = (absent[k], none) if absent else (none,)
        top = most * per_degree
        made.append(
            Field(prefix + name, width, Form.INT, per_degree, absent=codes, low=-top, high=top)
        )
    return tuple(reversed(made)) if lat_first else tuple(made)


def clock(prefix: str = "") -> tuple[Field, ...]:
    """Hour and minute, UTC; 24 and 60: not available."""
    return (
        Field(f"{prefix}hour", 5, absent=(24,), high=23),
        Field(f"{prefix}minute", 6, absent=(60,), high=59),
    )


def day_time(prefix: str = "") -> tuple[Field, ...]:
    """Day of the month, hour and minute, UTC; 0, 24 and 60: not available."""
    return (Field(f"{prefix}day", 5, absent=(0,)), *clock(prefix))


def month_time(prefix: str = "") -> tuple[Field, ...]:
    """Month, day, hour and minute, UTC; 0, 0, 24 and 60: not available."""
    return (Field(f"{prefix}month", 4, absent=(0,), high=12), *day_time(prefix))
