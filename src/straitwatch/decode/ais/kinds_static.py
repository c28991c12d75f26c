"""Layouts of what a station says of itself: types 5, 21, 24 (ITU-R M.1371-5, annex 8)."""

from dataclasses import replace

from straitwatch.decode.ais.field import Field, Layout, spare
from straitwatch.decode.ais.kind import (
    ACCURATE,
    ASSIGNED,
    EPFD,
    HEAD,
    NO_DTE,
    PLACE,
    RAIM,
    SECOND,
    SIZE,
    Case,
    Kind,
    flag,
    mmsi,
    text,
)

__all__ = ["KINDS"]

_SHIP_TYPE = Field("ship_type", 8, absent=(0,), words="ship_type")

_STATIC_A = Kind(
    "static_a",
    "class A static and voyage related data",
    (
        Case(
            Layout(
                "static_a", "class A static and voyage related data",
                (
                    *HEAD,
                    Field("ais_version", 2),
                    Field("imo", 30, absent=(0,)),
                    text("callsign", 7),
                    text("name", 20),
                    _SHIP_TYPE,
                    *SIZE,
                    EPFD,
                    Field("eta_month", 4, absent=(0,), high=12),
                    Field("eta_day", 5, absent=(0,)),
                    Field("eta_hour", 5, absent=(24,), high=23),
                    Field("eta_minute", 6, absent=(60,), high=59),
                    Field("draught_m", 8, divisor=10, absent=(0,)),
                    text("destination", 20),
                    replace(NO_DTE, is_optional=True),
                    spare(1),
                ),
                "M.1371-5 annex 8, 3.3", (5,), shortest=422,
            )
        ),
    ),
)  # fmt: skip

_ATON = Kind(
    "aton",
    "aid to navigation report",
    (
        Case(
            Layout(
                "aton", "aid to navigation report",
                (
                    *HEAD,
                    Field("aid_type", 5, absent=(0,), words="aid_type"),
                    text("name", 20),
                    ACCURATE,
                    *PLACE,
                    *SIZE,
                    replace(EPFD, is_optional=True),
                    replace(SECOND, is_optional=True),
                    flag("off_position", is_optional=True),
                    Field("aton_status", 8, is_optional=True),
                    replace(RAIM, is_optional=True),
                    flag("virtual", is_optional=True),
                    replace(ASSIGNED, is_optional=True),
                    spare(1),
                    text("name_extension", 0, is_optional=True),
                ),
                "M.1371-5 annex 8, 3.19", (21,), shortest=249, longest=360,
            )
        ),
    ),
)  # fmt: skip

_PART_B = (
    *HEAD,
    Field("part", 2, high=1, words="part"),
    _SHIP_TYPE,
    text("vendor_id", 3),
    Field("unit_model", 4),
    Field("serial", 20),
    text("callsign", 7),
)

_STATIC_B = Kind(
    "static_b",
    "class B static data: part A, part B, part B of an auxiliary craft",
    (
        Case(
            Layout(
                "static_b", "static data, part A",
                (*HEAD, Field("part", 2, high=1, words="part"), text("name", 20)),
                "M.1371-5 annex 8, 3.22", (24,), shortest=160, longest=168,
            ),
            (("part", 0, 0),),
        ),
        Case(
            Layout(
                "static_b", "static data, part B of an auxiliary craft",
                (*_PART_B, mmsi("mothership_mmsi"), replace(EPFD, is_optional=True), spare(2)),
                "M.1371-5 annex 8, 3.22", (24,), shortest=162,
            ),
            (("part", 1, 1), ("object_id", 980_000_000, 989_999_999)),
        ),
        Case(
            Layout(
                "static_b", "static data, part B",
                (*_PART_B, *SIZE, replace(EPFD, is_optional=True), spare(2)),
                "M.1371-5 annex 8, 3.22", (24,), shortest=162,
            ),
            (("part", 1, 1),),
        ),
    ),
)  # fmt: skip

KINDS = (_STATIC_A, _ATON, _STATIC_B)
"""Kinds of static data."""
