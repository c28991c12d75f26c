"""Applications of the St. Lawrence Seaway, as declarations."""

from straitwatch.decode.ais.app_field import (
    bearing,
    claim,
    code,
    decimal,
    month_time,
    number,
    place,
    signed,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Choice, Part, Series, Variant
from straitwatch.decode.ais.field import spare

__all__ = ["SEAWAY"]

_SOURCE = "St. Lawrence Seaway AIS Data Messaging Formats and Specifications, messages "
_CANADA, _UNITED_STATES = 316, 366
_NO_BEARING = 511
_NO_KNOTS = 1023
_COLDEST = -512  # tenths of a degree: not available

_AT = (*month_time(), text("station", 7), *place())
_WIND = (
    decimal("wind_kn", 10, 10, _NO_KNOTS),
    decimal("gust_kn", 10, 10, _NO_KNOTS),
    bearing("wind_deg", _NO_BEARING),
)
_WEATHER = (
    *_AT,
    *_WIND,
    decimal("pressure_hpa", 14, 10, 16_383),
    signed("air_c", 10, 10, _COLDEST),
    signed("dew_point_c", 10, 10, _COLDEST),
    decimal("visibility_km", 8, 10, 255),
    signed("water_c", 10, 10, _COLDEST),
)
_LEVEL = (
    *_AT,
    claim("is_depth"),
    signed("level_m", 16, 100, -32_768),
    code("datum", 2, words="datum"),
    spare(14),
)
_FLOW = (*_AT, number("flow_m3_s", 14, 16_383), spare(19))
_SCHEDULE = (text("name", 15), claim("direction"), *month_time("eta_"), spare(9))
_ORDER: tuple[Part, ...] = (
    *month_time(),
    text("lock", 7),
    *place(),
    spare(9),
    Series("ships", _SCHEDULE, 6),
)
_TIMES = (
    *month_time(),
    text("name", 15),
    text("last_place", 7),
    *month_time("last_"),
    text("first_lock", 7),
    *month_time("first_"),
    text("second_lock", 7),
    *month_time("second_"),
    text("delay", 7),
    spare(4),
)


def _message(*variants: Variant) -> tuple[Part, ...]:
    return (spare(2), code("message", 6), Choice("message", 0, variants))


_REPORTS = _message(
    Variant(1, "weather", (Series("reports", _WEATHER, 4),)),
    Variant(2, "wind", (Series("reports", (*_AT, *_WIND, spare(4)), 6),)),
    Variant(3, "water_level", (Series("reports", _LEVEL, 6),)),
    Variant(6, "water_flow", (Series("reports", _FLOW, 6),)),
)
_LOCKS = _message(Variant(1, "order", _ORDER), Variant(2, "times", _TIMES))
_VERSION = _message(Variant(1, "version", (number("major", 8), number("minor", 8), spare(8))))

SEAWAY: tuple[Application, ...] = tuple(
    Application(name, title, fields, _SOURCE + messages, dac, fi)
    for dac in (_CANADA, _UNITED_STATES)
    for name, title, fields, messages, fi in (
        ("seaway", "Weather and water of the Seaway", _REPORTS, "1-1, 1-2, 1-3, 1-6", 1),
        ("seaway_lock", "Locks of the Seaway", _LOCKS, "2-1, 2-2", 2),
        ("seaway_version", "Version of the Seaway's messages", _VERSION, "32-1", 32),
    )
)
