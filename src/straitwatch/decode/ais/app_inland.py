"""Applications of inland navigation, as declarations."""

from straitwatch.decode.ais.app_field import (
    claim,
    clock,
    code,
    decimal,
    fine_place,
    month_time,
    number,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Series
from straitwatch.decode.ais.field import Field, Form, spare

__all__ = ["INLAND"]

_RIS = "UNECE TRANS/SC.3/176, inland AIS, "
_DAC = 200

_LOCK = (
    text("country", 2),
    text("locode", 3),
    text("section", 5),
    text("terminal", 5),
    text("hectometre", 5),
)
_SHIP = (
    text("eni", 8),
    decimal("length_m", 13, 10, 0, high=8000),
    decimal("beam_m", 10, 10, 0, high=1000),
    code("ship_type", 14, 0, words="eri"),
    code("hazard", 3, 5, words="blue_cones"),
    decimal("draught_m", 11, 100, 0, high=2000),
    code("loaded", 2, 0, words="loaded"),
    claim("is_speed_good"),
    claim("is_course_good"),
    claim("is_heading_good"),
    spare(8),
)


def _date(prefix: str) -> tuple[Field, ...]:
    return (
        number(f"{prefix}year", 8, 0, high=255, plus=2000),
        Field(f"{prefix}month", 4, absent=(0,), high=12),
        Field(f"{prefix}day", 5, absent=(0,)),
    )


_WARNING = (
    *_date("from_"),
    *_date("to_"),
    *clock("from_"),
    *clock("to_"),
    *fine_place("from_"),
    *fine_place("to_"),
    code("warning", 4, 0, words="emma"),
    Field("lowest", 9, Form.MINUS, absent=(255, -255)),
    Field("highest", 9, Form.MINUS, absent=(255, -255)),
    code("strength", 2, 0, words="strength"),
    code("wind", 4, 0, words="wind_rose"),
    spare(6),
)
_GAUGE = (
    number("gauge_id", 11, 0),
    Field("level_cm", 14, Form.PLUS, absent=(0,)),
)
_SIGNAL = (
    *fine_place(),
    number("signal_form", 4, 0, 15),
    Field("orientation_deg", 9, absent=(511,), high=359),
    code("impact", 3, 0, words="impact"),
    number("lights", 30, 0),
    spare(11),
)
_PEOPLE = (
    number("crew", 8, 255),
    number("passengers", 13, 8191),
    number("personnel", 8, 255),
    spare(51),
)

INLAND: tuple[Application, ...] = (
    Application(
        "inland_ship",
        "Inland ship and voyage data",
        _SHIP,
        _RIS + "inland ship static and voyage related data (FI 10)",
        dac=_DAC,
        fi=10,
    ),
    Application(
        "inland_eta",
        "Estimated time of arrival at a lock, bridge or terminal",
        (
            *_LOCK,
            *month_time("eta_"),
            number("tugs", 3, 7),
            decimal("air_draught_m", 12, 100, 0, high=4000),
            spare(5),
        ),
        _RIS + "ETA at lock/bridge/terminal (FI 21)",
        dac=_DAC,
        fi=21,
    ),
    Application(
        "inland_rta",
        "Required time of arrival at a lock, bridge or terminal",
        (*_LOCK, *month_time("rta_"), code("status", 2, 3, words="lock_status"), spare(2)),
        _RIS + "RTA at lock/bridge/terminal (FI 22)",
        dac=_DAC,
        fi=22,
    ),
    Application(
        "inland_warning",
        "Warning of heavy weather (EMMA)",
        _WARNING,
        _RIS + "EMMA warning (FI 23)",
        dac=_DAC,
        fi=23,
    ),
    Application(
        "inland_water_level",
        "Water levels",
        (text("country", 2), Series("gauges", _GAUGE, 4)),
        _RIS + "water levels (FI 24)",
        dac=_DAC,
        fi=24,
    ),
    Application(
        "inland_signal",
        "Status of a light signal",
        _SIGNAL,
        _RIS + "signal status (FI 40)",
        dac=_DAC,
        fi=40,
    ),
    Application(
        "inland_persons",
        "Persons on board an inland vessel",
        _PEOPLE,
        _RIS + "number of persons on board (FI 55)",
        dac=_DAC,
        fi=55,
    ),
)
