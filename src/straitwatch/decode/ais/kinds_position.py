"""Layouts of position reports: types 1 to 4, 9, 11, 18, 19, 27 (ITU-R M.1371-5, annex 8)."""

from dataclasses import replace

from straitwatch.decode.ais.field import Field, Form, Layout, spare
from straitwatch.decode.ais.kind import (
    ACCURATE,
    ASSIGNED,
    COURSE,
    EPFD,
    HEAD,
    HEADING,
    ITDMA,
    ITDMA_STATE,
    NO_DTE,
    PLACE,
    RAIM,
    ROUGH_PLACE,
    SECOND,
    SIZE,
    SOTDMA_STATE,
    SPEED,
    Case,
    Kind,
    flag,
    text,
)

__all__ = ["KINDS"]

_STATUS = Field("nav_status", 4, absent=(15,), words="nav_status")
_SHIP_TYPE = Field("ship_type", 8, absent=(0,), words="ship_type")
_LATE_SECOND = replace(SECOND, is_optional=True)
_LATE_RAIM = replace(RAIM, is_optional=True)

_CLASS_A = (
    *HEAD,
    _STATUS,
    Field("rot_deg_min", 8, Form.TURN, absent=(-128,)),
    SPEED,
    ACCURATE,
    *PLACE,
    COURSE,
    HEADING,
    _LATE_SECOND,
    Field("maneuver", 2, absent=(0,), high=2, is_optional=True, words="maneuver"),
    spare(3),
    _LATE_RAIM,
)

_POSITION_A = Kind(
    "position_a",
    "class A position report",
    (
        Case(
            Layout(
                "position_a", "scheduled or assigned position report", _CLASS_A + SOTDMA_STATE,
                "M.1371-5 annex 8, 3.1", (1, 2), shortest=137,
            )
        ),
        Case(
            Layout(
                "position_a", "special position report", _CLASS_A + ITDMA_STATE,
                "M.1371-5 annex 8, 3.1", (3,), shortest=137,
            )
        ),
    ),
)  # fmt: skip

_BASE_STATION = Kind(
    "base_station",
    "base station report, and UTC and date response",
    (
        Case(
            Layout(
                "base_station", "base station report, and UTC and date response",
                (
                    *HEAD,
                    Field("year", 14, absent=(0,), high=9999),
                    Field("month", 4, absent=(0,), high=12),
                    Field("day", 5, absent=(0,)),
                    Field("hour", 5, absent=(24,), high=23),
                    Field("minute", 6, absent=(60,), high=59),
                    Field("second", 6, absent=(60,), high=59),
                    ACCURATE,
                    *PLACE,
                    replace(EPFD, is_optional=True),
                    flag("long_range_control", is_optional=True),
                    spare(9),
                    _LATE_RAIM,
                    *SOTDMA_STATE,
                ),
                "M.1371-5 annex 8, 3.2", (4, 11), shortest=134,
            )
        ),
    ),
)  # fmt: skip

_SAR = (
    *HEAD,
    Field("altitude_m", 12, absent=(4095,)),
    Field("sog_kn", 10, absent=(1023,)),
    ACCURATE,
    *PLACE,
    COURSE,
    _LATE_SECOND,
    flag("barometric", is_optional=True),
    spare(7),
    replace(NO_DTE, is_optional=True),
    spare(3),
    replace(ASSIGNED, is_optional=True),
    _LATE_RAIM,
    ITDMA,
)

_CLASS_B = (
    *HEAD,
    spare(8),
    SPEED,
    ACCURATE,
    *PLACE,
    COURSE,
    HEADING,
    _LATE_SECOND,
    spare(2),
    flag("cs", is_optional=True),
    flag("display", is_optional=True),
    flag("dsc", is_optional=True),
    flag("band", is_optional=True),
    flag("msg22", is_optional=True),
    replace(ASSIGNED, is_optional=True),
    _LATE_RAIM,
    ITDMA,
)


def _by_state(name: str, title: str, layout: Layout) -> Kind:
    """Give a layout that ends with either communication state its two cases."""
    itdma = replace(layout, fields=layout.fields + ITDMA_STATE)
    sotdma = replace(layout, fields=layout.fields + SOTDMA_STATE)
    return Kind(name, title, (Case(itdma, (("itdma", 1, 1),)), Case(sotdma)))


_SAR_AIRCRAFT = _by_state(
    "sar_aircraft",
    "search and rescue aircraft position report",
    Layout(
        "sar_aircraft", "search and rescue aircraft position report", _SAR,
        "M.1371-5 annex 8, 3.7", (9,), shortest=128,
    ),
)  # fmt: skip

_POSITION_B = _by_state(
    "position_b",
    "class B position report",
    Layout(
        "position_b", "class B position report", _CLASS_B, "M.1371-5 annex 8, 3.16", (18,),
        shortest=133,
    ),
)  # fmt: skip

_POSITION_B_EXTENDED = Kind(
    "position_b_extended",
    "extended class B position report",
    (
        Case(
            Layout(
                "position_b_extended", "extended class B position report",
                (
                    *HEAD,
                    spare(8),
                    SPEED,
                    ACCURATE,
                    *PLACE,
                    COURSE,
                    HEADING,
                    SECOND,
                    spare(4),
                    text("name", 20),
                    _SHIP_TYPE,
                    *SIZE,
                    replace(EPFD, is_optional=True),
                    _LATE_RAIM,
                    replace(NO_DTE, is_optional=True),
                    replace(ASSIGNED, is_optional=True),
                    spare(4),
                ),
                "M.1371-5 annex 8, 3.17", (19,), shortest=301,
            )
        ),
    ),
)  # fmt: skip

_LONG_RANGE = Kind(
    "long_range",
    "long-range position report",
    (
        Case(
            Layout(
                "long_range", "long-range position report",
                (
                    *HEAD,
                    ACCURATE,
                    RAIM,
                    _STATUS,
                    *ROUGH_PLACE,
                    Field("sog_kn", 6, absent=(63,)),
                    Field("cog_deg", 9, absent=(511,), high=359),
                    flag("no_gnss", is_optional=True),
                    spare(1),
                ),
                "M.1371-5 annex 8, 3.25", (27,), shortest=94,
            )
        ),
    ),
)  # fmt: skip

KINDS = (
    _POSITION_A,
    _BASE_STATION,
    _SAR_AIRCRAFT,
    _POSITION_B,
    _POSITION_B_EXTENDED,
    _LONG_RANGE,
)
"""Kinds of position reports."""
