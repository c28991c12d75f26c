"""Reports of sensors ashore and at sea, as declarations."""

from collections.abc import Callable

from straitwatch.decode.ais.app_field import (
    bearing,
    claim,
    clock,
    code,
    day_time,
    decimal,
    fine_place,
    number,
    signed,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Choice, Part, Series, Variant
from straitwatch.decode.ais.field import Field

__all__ = ["SENSOR"]

_BODY = 85
"""Bits of a report behind its head of 27."""


def _sensor(name: str = "sensor") -> Field:
    return code(name, 3, 0, words="sensor")


def _kn(name: str) -> Field:
    return decimal(name, 8, 10, 247, high=246)


def _vector_us(name: str) -> Field:
    return decimal(name, 9, 10)


def _depth(name: str) -> Field:
    return number(name, 9, 362, high=361)


def _wind_kn(name: str) -> Field:
    return number(name, 7, 122, 127, high=121)


def _salinity() -> Field:
    return decimal("salinity_permille", 9, 10, 502, 503, high=501)


def _height(name: str) -> Field:
    return decimal(name, 8, 10, 247, high=246)


_LOCATION = (
    *fine_place(),
    decimal("altitude_m", 11, 10, 2002, high=2001),
    code("owner", 4, 0, words="owner"),
    code("timeout", 3, 0, words="timeout"),
)
_WIND = (
    _wind_kn("wind_kn"),
    _wind_kn("gust_kn"),
    bearing("wind_deg"),
    bearing("gust_deg"),
    _sensor(),
    _wind_kn("forecast_wind_kn"),
    _wind_kn("forecast_gust_kn"),
    bearing("forecast_wind_deg"),
    *day_time("forecast_"),
    number("duration_min", 8, 255),
)
_LEVEL = (
    claim("is_absolute"),
    signed("level_m", 16, 100, -32768),
    code("trend", 2, 3, words="level_trend"),
    code("datum", 5, 14, words="datum"),
    _sensor(),
    claim("is_forecast_absolute"),
    signed("forecast_level_m", 16, 100, -32768),
    *day_time("forecast_"),
    number("duration_min", 8, 255),
)
_FLOW = (
    *(
        field
        for n in (1, 2, 3)
        for field in (_kn(f"current_{n}_kn"), bearing(f"current_{n}_deg"), _depth(f"depth_{n}_m"))
    ),
    _sensor(),
)


def _vectors(speed: Callable[[str], Field]) -> tuple[Field, ...]:
    return tuple(
        field
        for n in (1, 2)
        for field in (
            *(speed(f"{way}_{n}_kn") for way in ("north", "east", "up")),
            _depth(f"depth_{n}_m"),
        )
    )


_HORIZONTAL = tuple(
    field
    for n in (1, 2)
    for field in (
        bearing(f"bearing_{n}_deg"),
        number(f"distance_{n}_m", 7, 122, high=121),
        _kn(f"current_{n}_kn"),
        bearing(f"current_{n}_deg"),
        _depth(f"depth_{n}_m"),
    )
)
_SEA = (
    _height("swell_height_m"),
    number("swell_period_s", 6, 61, high=60),
    bearing("swell_deg"),
    code("sea_state", 4, 13, 14, 15, high=12, words="beaufort"),
    _sensor("swell_sensor"),
    decimal("water_c", 10, 10, 601, high=600, plus=-10),
    decimal("water_depth_m", 7, 10, 122, high=121),
    _sensor("water_sensor"),
    _height("wave_height_m"),
    number("wave_period_s", 6, 61, high=60),
    bearing("wave_deg"),
    _sensor("wave_sensor"),
    _salinity(),
)
_SALT = (
    decimal("water_c", 10, 10, 601, 602, 603, high=600, plus=-10),
    decimal("conductivity_s_m", 10, 100, 703, 702, high=701),
    decimal("pressure_dbar", 16, 10, 60003, 60002, high=60001),
    _salinity(),
    code("salinity_kind", 2, words="salinity"),
    _sensor(),
)


def _weather(dew_point: Field) -> tuple[Field, ...]:
    return (
        signed("air_c", 11, 10, -1024, low=-600, high=600),
        _sensor("air_sensor"),
        code("precipitation", 2, words="rain"),
        decimal("visibility_nm", 8, 10, 243, 242, high=241),
        dew_point,
        _sensor("dew_point_sensor"),
        number("pressure_hpa", 9, 403, 511, high=402, plus=799),
        code("pressure_trend", 2, 3, words="trend"),
        _sensor("pressure_sensor"),
        _salinity(),
    )


_AIR = (
    decimal("air_draught_m", 13, 100, 0),
    decimal("air_gap_m", 13, 100, 0),
    code("trend", 2, 3, words="gap_trend"),
    decimal("forecast_air_gap_m", 13, 100, 0),
    *day_time("forecast_"),
)
_STATION = (text("name", 14),)
_DEW = signed("dew_point_c", 10, 10, 501, low=-200, high=500)

_CASES = (
    Variant(0, "location", _LOCATION),
    Variant(1, "station", _STATION),
    Variant(2, "wind", _WIND),
    Variant(3, "water_level", _LEVEL),
    Variant(4, "current", _FLOW),
    Variant(5, "current_3d", (*_vectors(_kn), _sensor())),
    Variant(6, "current_horizontal", _HORIZONTAL),
    Variant(7, "sea", _SEA),
    Variant(8, "salinity", _SALT),
    Variant(9, "weather", _weather(_DEW)),
    Variant(10, "air_gap", _AIR),
)

_LOCATION_US = (
    Field("version", 6),
    *fine_place(),
    Field("precision", 3),
    decimal("altitude_m", 12, 10, 4002, high=4001),
    code("owner", 4, 0, words="owner"),
    code("timeout", 3, 0, words="timeout"),
)
_HORIZONTAL_US = (
    bearing("bearing_deg"),
    *(
        field
        for n in (1, 2)
        for field in (
            Field(f"distance_{n}_m", 9),
            _kn(f"current_{n}_kn"),
            bearing(f"current_{n}_deg"),
            _depth(f"depth_{n}_m"),
        )
    ),
    _sensor(),
)
_WIND_US = (
    _wind_kn("wind_kn"),
    _wind_kn("gust_kn"),
    bearing("wind_deg"),
    Field("averaging_min", 6),
    _sensor(),
    _wind_kn("forecast_wind_kn"),
    _wind_kn("forecast_gust_kn"),
    bearing("forecast_wind_deg"),
    *clock("forecast_"),
    number("duration_min", 8, 255),
)
_CASES_US = (
    Variant(0, "location", _LOCATION_US),
    Variant(1, "station", _STATION),
    Variant(2, "wind", _WIND),
    Variant(3, "water_level", _LEVEL),
    Variant(4, "current", _FLOW),
    Variant(5, "current_3d", (*_vectors(_vector_us), _sensor())),
    Variant(6, "current_horizontal", _HORIZONTAL_US),
    Variant(7, "sea", _SEA),
    Variant(8, "salinity", _SALT),
    Variant(9, "weather", _weather(decimal("dew_point_c", 10, 10, high=700, plus=-20))),
    Variant(10, "air_gap", (*_AIR, _sensor())),
    Variant(11, "wind_2", _WIND_US),
)


def _reports(cases: tuple[Variant, ...], most: int) -> tuple[Series, ...]:
    head: tuple[Part, ...] = (
        code("report", 4, words="report"),
        *day_time(),
        number("site_id", 7),
        Choice("report", _BODY, cases),
    )
    return (Series("reports", head, most),)


SENSOR: tuple[Application, ...] = (
    Application(
        "environment",
        "Environment, as sensors tell it",
        _reports(_CASES, 8),
        "IMO SN.1/Circ.289, annex, environmental (FI 26)",
        dac=1,
        fi=26,
    ),
    Application(
        "environment_us",
        "Environment, as sensors tell it, in the United States",
        _reports(_CASES_US, 8),
        "US Coast Guard, environmental message version 3, DAC 367 FI 33",
        dac=367,
        fi=33,
    ),
)
