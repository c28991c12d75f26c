"""Applications about areas, routes, targets and signals, as declarations."""

from straitwatch.decode.ais.app_field import (
    bearing,
    code,
    decimal,
    fine_place,
    linkage,
    month_time,
    number,
    place,
    text,
)
from straitwatch.decode.ais.app_layout import Application, Choice, Part, Series, Variant
from straitwatch.decode.ais.field import Field, spare

__all__ = ["AREA"]

_NEW = "IMO SN.1/Circ.289, annex, "
_LONGEST_M = 262_143
"""Duration in minutes: not available."""

_SCALE = Field("scale", 2)
_PRECISION = Field("precision", 3)


def _metres(name: str, width: int) -> Field:
    return Field(name, width, power="scale")


def _points(distance: int) -> tuple[Part, ...]:
    """Four more points, each as seen from the one before."""
    fields = (
        decimal("bearing_deg", 10, 2, 720, high=719),
        Field("distance_m", distance, absent=(0,), power="scale"),
    )
    return (_SCALE, Series("points", fields, 4, until="distance_m"))


def _shapes(at: tuple[Field, ...], distance: int, letters: int) -> tuple[Variant, ...]:
    turn = Field("orientation_deg", 9, high=359)
    left, right = Field("left_deg", 9, high=359), Field("right_deg", 9, high=359)
    return (
        Variant(0, "circle", (_SCALE, *at, _metres("radius_m", 12))),
        Variant(1, "rectangle", (_SCALE, *at, _metres("east_m", 8), _metres("north_m", 8), turn)),
        Variant(2, "sector", (_SCALE, *at, _metres("radius_m", 12), left, right)),
        Variant(3, "polyline", _points(distance)),
        Variant(4, "polygon", _points(distance)),
        Variant(5, "text", (text("text", letters),)),
    )


def _areas(width: int, most: int, cases: tuple[Variant, ...]) -> Series:
    fields: tuple[Part, ...] = (code("shape", 3, words="shape"), Choice("shape", width, cases))
    return Series("areas", fields, most)


_NOTICE = (
    linkage(),
    code("notice", 7, 127, words="notice"),
    *month_time(),
    number("duration_min", 18, _LONGEST_M),
)
_AREA_NOTICE: tuple[Part, ...] = (*_NOTICE, _areas(84, 10, _shapes((*place(), _PRECISION), 10, 14)))

_ROUTE: tuple[Part, ...] = (
    linkage(),
    code("sender", 3, words="sender"),
    code("route", 5, words="route"),
    *month_time(),
    number("duration_min", 18, _LONGEST_M),
    Field("n_waypoints", 5),
    Series("waypoints", fine_place(), 16, count="n_waypoints"),
)
_TEXT = (linkage(), text("text", 0))

_WHO = (
    Variant(0, "by_mmsi", (spare(12), Field("mmsi", 30))),
    Variant(1, "by_imo", (spare(12), Field("imo", 30))),
    Variant(2, "by_callsign", (text("callsign", 7),)),
    Variant(3, "by_name", (text("name", 7),)),
)
_TARGET: tuple[Part, ...] = (
    code("identity", 2),
    Choice("identity", 42, _WHO),
    spare(4),
    *place(lat_first=True),
    bearing("cog_deg"),
    Field("second", 6, absent=(60, 61, 62, 63), high=59),
    number("sog_kn", 8, 255),
)

AREA: tuple[Application, ...] = (
    Application(
        "targets",
        "Targets that a traffic centre tells of",
        (Series("targets", _TARGET, 4),),
        _NEW + "VTS-generated/synthetic targets (FI 17)",
        dac=1,
        fi=17,
    ),
    Application(
        "targets",
        "Targets that a traffic centre tells of, under their old identifier",
        (Series("targets", _TARGET, 4),),
        "ITU-R M.1371-1, annex 5, international function message 16 (VTS targets), 120 bits each",
        dac=1,
        fi=16,
        least=120,
    ),
    Application(
        "traffic_signal",
        "Marine traffic signal",
        (
            linkage(),
            text("station", 20),
            *place(),
            code("status", 2, 0, words="signal_status"),
            code("signal", 5, 0, words="signal"),
            Field("hour", 5, absent=(24,), high=23),
            Field("minute", 6, absent=(60,), high=59),
            code("next_signal", 5, 0, words="signal"),
            spare(102),
        ),
        _NEW + "marine traffic signal (FI 19)",
        dac=1,
        fi=19,
    ),
    Application(
        "area_notice",
        "Area notice, broadcast",
        _AREA_NOTICE,
        _NEW + "area notice (FI 22)",
        dac=1,
        fi=22,
    ),
    Application(
        "area_notice",
        "Area notice, addressed",
        _AREA_NOTICE,
        _NEW + "area notice (FI 23)",
        dac=1,
        fi=23,
    ),
    Application(
        "route",
        "Route information, broadcast",
        _ROUTE,
        _NEW + "route information (FI 27)",
        dac=1,
        fi=27,
    ),
    Application(
        "route",
        "Route information, addressed",
        _ROUTE,
        _NEW + "route information (FI 28)",
        dac=1,
        fi=28,
    ),
    Application(
        "text_description",
        "Text to another message, broadcast",
        _TEXT,
        _NEW + "text description (FI 29)",
        dac=1,
        fi=29,
    ),
    Application(
        "text_description",
        "Text to another message, addressed",
        _TEXT,
        _NEW + "text description (FI 30)",
        dac=1,
        fi=30,
    ),
    Application(
        "area_notice_us",
        "Area notice of the United States, first form",
        (*_NOTICE, _areas(87, 10, _shapes(fine_place(), 11, 14))),
        "US Coast Guard, area notice after Nav 55, DAC 366 FI 22",
        dac=366,
        fi=22,
    ),
    Application(
        "geographic_notice_us",
        "Geographic notice of the United States",
        (
            Field("version", 6),
            *_NOTICE,
            spare(3),
            _areas(93, 9, _shapes((*fine_place(), _PRECISION), 11, 15)),
        ),
        "US Coast Guard, geographic notice release version 1, DAC 367 FI 22",
        dac=367,
        fi=22,
    ),
)
