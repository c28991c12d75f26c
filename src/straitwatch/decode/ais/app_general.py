"""Applications of the radio system itself and of aids to navigation, as declarations."""

from straitwatch.decode.ais.app_field import (
    claim,
    clock,
    code,
    decimal,
    number,
    place,
    text,
)
from straitwatch.decode.ais.app_layout import Application
from straitwatch.decode.ais.field import Field, Form, spare

__all__ = ["GENERAL"]

_GLA = (
    Field("supply_v", 10, divisor=20, absent=(0,)),
    Field("external_1_v", 10, divisor=20, absent=(0,)),
    Field("external_2_v", 10, divisor=20, absent=(0,)),
    code("racon", 2, words="racon"),
    code("light", 2, words="light"),
    claim("is_alarm"),
    number("inputs", 8),
    claim("is_off_position"),
    spare(4),
)
_GLA_SOURCE = "IALA A-126 annex, AtoN monitoring of the General Lighthouse Authorities"
_ANNEX_5 = "ITU-R M.1371-5, annex 5, 5.1, international function message "

GENERAL: tuple[Application, ...] = (
    Application(
        "telegram",
        "Text telegram",
        (claim("ack_wanted"), number("sequence", 11), text("text", 0)),
        _ANNEX_5 + "0",
        dac=1,
        fi=0,
    ),
    Application(
        "ack_application_old",
        "Acknowledgement by an application, old form",
        (number("ack_dac", 10), number("sequence", 11), spare(3)),
        "ITU-R M.1371-1, annex 5, international function message 1",
        dac=1,
        fi=1,
    ),
    Application(
        "question_message",
        "Interrogation for a message",
        (number("wanted_dac", 10), number("wanted_fi", 6)),
        _ANNEX_5 + "2",
        dac=1,
        fi=2,
    ),
    Application(
        "question_capability",
        "Interrogation for what a station can do",
        (number("wanted_dac", 10), spare(6)),
        _ANNEX_5 + "3",
        dac=1,
        fi=3,
    ),
    Application(
        "capability",
        "What a station can do, a pair of bits for each function identifier from 0 to 63",
        (number("for_dac", 10), Field("functions", 128, Form.DATA), spare(126)),
        _ANNEX_5 + "4",
        dac=1,
        fi=4,
    ),
    Application(
        "ack_application",
        "Acknowledgement by an application",
        (
            number("ack_dac", 10),
            number("ack_fi", 6),
            number("sequence", 11),
            claim("is_received"),
            code("response", 3, words="response"),
            spare(49),
        ),
        _ANNEX_5 + "5",
        dac=1,
        fi=5,
    ),
    Application(
        "aton_monitoring", "State of an aid to navigation", _GLA, _GLA_SOURCE, dac=235, fi=10
    ),
    Application(
        "aton_monitoring", "State of an aid to navigation", _GLA, _GLA_SOURCE, dac=250, fi=10
    ),
    Application(
        "light_monitoring",
        "State of a light",
        (
            number("sub_id", 16),
            decimal("supply_v", 12, 10),
            decimal("current_a", 10, 10),
            claim("is_supply_dc"),
            claim("is_light_on"),
            claim("is_battery_low"),
            claim("is_off_position"),
            spare(6),
        ),
        "IALA register of application-specific messages, DAC 0 FI 0",
        dac=0,
        fi=0,
    ),
    Application(
        "satellite_weather",
        "Weather of a ship for satellites, small",
        (
            number("version", 3),
            *clock(),
            *place(),
            number("pressure_hpa", 9, 403, 511, high=402, plus=799),
        ),
        "IALA register of application-specific messages, DAC 367 FI 24",
        dac=367,
        fi=24,
    ),
)
