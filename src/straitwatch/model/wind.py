"""Winds: the letters of a heading or bearing turned into degrees from true north."""

__all__ = ["WINDS"]

_NAMED = (
    "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW",
    "NNW",
)  # fmt: skip

WINDS = {wind: 22.5 * number for number, wind in enumerate(_NAMED)}
"""The sixteen winds; most texts use the eight main ones."""
