"""Layouts that ask and command: types 10, 15, 16, 20, 22, 23 (ITU-R M.1371-5, annex 8)."""

from straitwatch.decode.ais.field import Field, Group, Layout, spare
from straitwatch.decode.ais.kind import HEAD, Case, Kind, flag, mmsi, rough_place

__all__ = ["KINDS"]

_UTC_INQUIRY = Kind(
    "utc_inquiry",
    "UTC and date inquiry",
    (
        Case(
            Layout(
                "utc_inquiry", "UTC and date inquiry",
                (*HEAD, spare(2), mmsi("dest_mmsi"), spare(2)),
                "M.1371-5 annex 8, 3.8", (10,), shortest=70,
            )
        ),
    ),
)  # fmt: skip


def _asked(name: str, *, is_optional: bool = True) -> tuple[Field, Field]:
    return (
        Field(f"type{name}", 6, absent=(0,), is_optional=is_optional),
        Field(f"offset{name}", 12, is_optional=is_optional),
    )


_INTERROGATION = Kind(
    "interrogation",
    "interrogation of one or two stations",
    (
        Case(
            Layout(
                "interrogation", "interrogation of one or two stations",
                (
                    *HEAD,
                    spare(2),
                    mmsi("mmsi1"),
                    *_asked("1_1", is_optional=False),
                    spare(2),
                    *_asked("1_2"),
                    spare(2),
                    Field("mmsi2", 30, absent=(0,), is_optional=True),
                    *_asked("2_1"),
                    spare(2),
                ),
                "M.1371-5 annex 8, 3.13", (15,), shortest=88,
            )
        ),
    ),
)  # fmt: skip

_ASSIGNMENT = Kind(
    "assignment",
    "assigned mode command to one or two stations",
    (
        Case(
            Layout(
                "assignment", "assigned mode command to one or two stations",
                (
                    *HEAD,
                    spare(2),
                    Group(
                        "assignments",
                        (mmsi("mmsi"), Field("offset", 12), Field("increment", 10)),
                        2,
                    ),
                ),
                "M.1371-5 annex 8, 3.14", (16,), shortest=92, longest=144,
            )
        ),
    ),
)  # fmt: skip

_SLOTS = Kind(
    "slots",
    "data link management: slots reserved by a base station",
    (
        Case(
            Layout(
                "slots", "data link management message",
                (
                    *HEAD,
                    spare(2),
                    Group(
                        "reservations",
                        (
                            Field("offset", 12),
                            Field("n_slots", 4),
                            Field("timeout_min", 3),
                            Field("increment", 11),
                        ),
                        4,
                    ),
                ),
                "M.1371-5 annex 8, 3.18", (20,), shortest=70, longest=160,
            )
        ),
    ),
)  # fmt: skip

_CHANNELS_HEAD = (
    *HEAD,
    spare(2),
    Field("channel_a", 12),
    Field("channel_b", 12),
    Field("txrx_mode", 4, words="txrx_mode"),
    flag("low_power"),
)
_CHANNELS_TAIL = (
    flag("addressed"),
    flag("band_a"),
    flag("band_b"),
    Field("zone_nm", 3, offset=1),
    spare(23),
)
_TO = (mmsi("dest1_mmsi"), spare(5), mmsi("dest2_mmsi"), spare(5))
_AREA = (*rough_place("ne_"), *rough_place("sw_"))

_CHANNELS = Kind(
    "channels",
    "channel management, for an area or for one or two stations",
    (
        Case(
            Layout(
                "channels", "channel management for stations",
                (*_CHANNELS_HEAD, *_TO, *_CHANNELS_TAIL),
                "M.1371-5 annex 8, 3.20", (22,), shortest=145,
            ),
            (("addressed", 1, 1),),
        ),
        Case(
            Layout(
                "channels", "channel management for an area",
                (*_CHANNELS_HEAD, *_AREA, *_CHANNELS_TAIL),
                "M.1371-5 annex 8, 3.20", (22,), shortest=145,
            ),
        ),
    ),
)  # fmt: skip

_GROUP = Kind(
    "group",
    "group assignment command",
    (
        Case(
            Layout(
                "group", "group assignment command",
                (
                    *HEAD,
                    spare(2),
                    *_AREA,
                    Field("station_type", 4, words="station_type"),
                    Field("ship_type", 8, words="ship_type"),
                    spare(22),
                    Field("txrx_mode", 2, words="txrx_mode"),
                    Field("interval", 4, words="interval"),
                    Field("quiet_min", 4),
                    spare(6),
                ),
                "M.1371-5 annex 8, 3.21", (23,), shortest=154,
            )
        ),
    ),
)  # fmt: skip

KINDS = (_UTC_INQUIRY, _INTERROGATION, _ASSIGNMENT, _SLOTS, _CHANNELS, _GROUP)
"""Kinds by which stations are asked and commanded."""
