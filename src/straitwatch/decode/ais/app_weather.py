"""Applications about weather and water, as declarations."""

from straitwatch.decode.ais.app_field import (
    bearing,
    claim,
    code,
    day_time,
    decimal,
    number,
    place,
    signed,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Choice, Variant
from straitwatch.decode.ais.field import Field, Form, spare

__all__ = ["WEATHER"]

_OLD = "IMO SN/Circ.236, annex 2, "
_NEW = "IMO SN.1/Circ.289, annex, "
_ALL = 511


def _current(n: int, none: int) -> tuple[Field, ...]:
    at = f"current_{n}"
    return (
        decimal(f"{at}_kn", 8, 10, 255, high=251),
        bearing(f"{at}_deg", none),
        number(f"{at}_depth_m", 5, 31),
    )


def _waves(name: str, none: int) -> tuple[Field, ...]:
    return (
        decimal(f"{name}_height_m", 8, 10, 255, high=251),
        number(f"{name}_period_s", 6, 63, high=60),
        bearing(f"{name}_deg", none),
    )


def _wind(none: int) -> tuple[Field, ...]:
    return (
        number("wind_kn", 7, 127),
        number("gust_kn", 7, 127),
        bearing("wind_deg", none),
        bearing("gust_deg", none),
    )


def _waters(none: int) -> tuple[Field, ...]:
    return (
        decimal("current_1_kn", 8, 10, 255, high=251),
        bearing("current_1_deg", none),
        *_current(2, none),
        *_current(3, none),
        *_waves("wave", none),
        *_waves("swell", none),
        code("sea_state", 4, 13 if none != _ALL else 15, 13, 14, 15, high=12, words="beaufort"),
    )


_OLD_FIELDS = (
    *place(lat_first=True, absent=(0xFFFFFF, 0x7FFFFF)),
    number("day", 5, 0),
    number("hour", 5, 31, 24, high=23),
    number("minute", 6, 63, 60, high=59),
    *_wind(_ALL),
    decimal("air_c", 11, 10, 2047, high=1200, plus=-60),
    number("humidity_percent", 7, 127, 101, high=100),
    decimal("dew_point_c", 10, 10, 1023, high=700, plus=-20),
    number("pressure_hpa", 9, _ALL, high=400, plus=800),
    code("pressure_trend", 2, 3, words="trend"),
    decimal("visibility_nm", 8, 10, 255, high=250),
    decimal("water_level_m", 9, 10, _ALL, high=400, plus=-10),
    code("water_level_trend", 2, 3, words="trend"),
    *_waters(_ALL),
    decimal("water_c", 10, 10, 1023, high=600, plus=-10),
    code("precipitation", 3, 7, words="precipitation"),
    decimal("salinity_permille", 9, 10, _ALL, 510, high=501),
    code("ice", 2, 3, words="ice"),
    spare(6),
)

_NEW_FIELDS = (
    *place(),
    claim("is_accurate"),
    *day_time(),
    *_wind(360),
    signed("air_c", 11, 10, -1024, low=-600, high=600),
    number("humidity_percent", 7, 101, 127, high=100),
    signed("dew_point_c", 10, 10, 501, low=-200, high=500),
    number("pressure_hpa", 9, _ALL, 403, high=402, plus=799),
    code("pressure_trend", 2, 3, words="trend"),
    claim("is_visibility_more"),
    decimal("visibility_nm", 7, 10, 127),
    decimal("water_level_m", 12, 100, 4001, high=4000, plus=-10),
    code("water_level_trend", 2, 3, words="trend"),
    *_waters(360),
    signed("water_c", 10, 10, 501, low=-100, high=500),
    code("precipitation", 3, 7, words="precipitation"),
    decimal("salinity_permille", 9, 10, 510, 511, high=501),
    code("ice", 2, 3, words="ice"),
    spare(10),
)

_PLAIN = (
    text("location", 20),
    *place(),
    *day_time(),
    code("weather", 4, 8, words="weather"),
    claim("is_visibility_more"),
    decimal("visibility_nm", 7, 10, 127),
    number("humidity_percent", 7, 127, 101, high=100),
    number("wind_kn", 7, 127),
    bearing("wind_deg"),
    number("pressure_hpa", 9, 403, _ALL, high=402, plus=799),
    code("pressure_trend", 4, 15),
    signed("air_c", 11, 10, -1024, low=-600, high=600),
    decimal("water_c", 10, 10, 601, high=600, plus=-10),
    number("wave_period_s", 6, 63, high=60),
    decimal("wave_height_m", 8, 10, 255, high=251),
    bearing("wave_deg"),
    decimal("swell_height_m", 8, 10, 255, high=251),
    bearing("swell_deg"),
    number("swell_period_s", 6, 63, high=60),
    spare(3),
)


def _fives(name: str) -> Field:
    """Degrees in steps of five; 0: calm, or not moving."""
    return decimal(name, 7, 0.2, 127, high=72)


def _swell(n: int) -> tuple[Field, ...]:
    return (
        decimal(f"swell_{n}_deg", 6, 0.1, 63, high=36),
        number(f"swell_{n}_period_s", 5, 31),
        decimal(f"swell_{n}_height_m", 6, 2, 63, high=60),
    )


_WMO = (
    decimal("lon", 16, 100, 65535, high=36000, plus=-180),
    decimal("lat", 15, 100, 32767, high=18000, plus=-90),
    number("month", 4, 15, high=12),
    number("day", 6, 63, high=31),
    number("hour", 5, 31, high=23),
    decimal("minute", 3, 0.1, 7, high=5),
    _fives("cog_deg"),
    decimal("sog_m_s", 5, 2, 31),
    _fives("heading_deg"),
    decimal("pressure_hpa", 11, 10, 2047, high=2000, plus=900),
    decimal("pressure_change_hpa", 10, 10, 1023, high=1000, plus=-50),
    code("pressure_trend", 4, 15, words="bufr_010063"),
    _fives("wind_deg"),
    decimal("wind_m_s", 8, 2, 255),
    _fives("relative_wind_deg"),
    decimal("relative_wind_m_s", 8, 2, 255),
    decimal("gust_m_s", 8, 2, 255),
    _fives("gust_deg"),
    decimal("air_k", 10, 10, 1023, high=1000, plus=223),
    number("humidity_percent", 7, 127, high=100),
    decimal("water_k", 9, 10, 511, high=500, plus=268),
    Field("visibility_m", 6, Form.SQUARE, 1 / 13.073, absent=(63,)),
    code("weather", 9, 511, words="bufr_020003"),
    code("past_weather_1", 5, 31, words="bufr_020004"),
    code("past_weather_2", 5, 31, words="bufr_020005"),
    decimal("cloud_percent", 4, 0.1, 15, high=10),
    code("low_cloud_amount", 4, 15, words="bufr_020011"),
    code("low_cloud", 6, 63, words="bufr_020012"),
    code("middle_cloud", 6, 63, words="bufr_020012"),
    code("high_cloud", 6, 63, words="bufr_020012"),
    Field("cloud_base_m", 7, Form.SQUARE, 1 / 0.16, absent=(127,)),
    number("wave_period_s", 5, 31),
    decimal("wave_height_m", 6, 2, 63, high=60),
    *_swell(1),
    *_swell(2),
    number("ice_cm", 7, 127),
    code("ice_growth", 3, 7, words="bufr_020032"),
    code("ice_cause", 3, 7, words="bufr_020033"),
    code("sea_ice", 5, 31, words="bufr_020034"),
    code("ice_kind", 4, 15, words="bufr_020035"),
    code("ice_situation", 5, 31, words="bufr_020036"),
    code("ice_development", 5, 31, words="bufr_020037"),
    decimal("ice_edge_deg", 4, 1 / 45, 15, high=8),
)

WEATHER: tuple[Application, ...] = (
    Application(
        "weather_236",
        "Meteorological and hydrological data, old form",
        _OLD_FIELDS,
        _OLD + "meteorological and hydrological data (FI 11)",
        dac=1,
        fi=11,
    ),
    Application(
        "weather",
        "Meteorological and hydrographic data",
        _NEW_FIELDS,
        _NEW + "meteorological and hydrographic data (FI 31)",
        dac=1,
        fi=31,
    ),
    Application(
        "weather_ship",
        "Weather observation from a ship",
        (
            code("variant", 1),
            Choice("variant", 303, (Variant(0, "plain", _PLAIN), Variant(1, "wmo", _WMO))),
        ),
        _NEW + "weather observation report from ship (FI 21)",
        dac=1,
        fi=21,
    ),
)
