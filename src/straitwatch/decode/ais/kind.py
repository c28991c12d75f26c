"""Words in which kinds of messages are declared: their cases, and fields that many have."""

from dataclasses import dataclass

from straitwatch.decode.ais.field import Field, Form, Group, Layout

__all__ = [
    "ACCURATE",
    "ASSIGNED",
    "COURSE",
    "EPFD",
    "HEAD",
    "HEADING",
    "ITDMA",
    "ITDMA_STATE",
    "NO_DTE",
    "PLACE",
    "RAIM",
    "ROUGH_PLACE",
    "SECOND",
    "SIZE",
    "SOTDMA_STATE",
    "SPEED",
    "Case",
    "Kind",
    "flag",
    "mmsi",
    "rough_place",
    "text",
]

_UNIT = 600_000  # of the standard: parts of a degree, 1/10000 minute
_ROUGH = 600  # ditto where it tells 1/10 minute only


@dataclass(frozen=True)
class Case:
    """A layout, and which messages of its types have it.

    Attributes:
        layout: the fields.
        when: fields of fixed place that tell: name, lowest and highest raw code. Of the cases of a
            type, the first whose fields are all within holds.
    """

    layout: Layout
    when: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Kind:
    """Messages that become rows of one table.

    Attributes:
        name: of the table.
        title: in words.
        cases: layouts of its messages; a column that a case does not have is null.
    """

    name: str
    title: str
    cases: tuple[Case, ...]

    @property
    def types(self) -> tuple[int, ...]:
        """Message types of its cases, in order."""
        return tuple(sorted({kind for case in self.cases for kind in case.layout.types}))

    @property
    def parts(self) -> tuple[Field | Group, ...]:
        """Fields and groups with a name, of all cases, each once, in order of first mention."""
        named = {p.name: p for case in self.cases for p in case.layout.fields if p.name}
        return tuple(named.values())


def flag(name: str, *, is_optional: bool = False) -> Field:
    """One bit."""
    return Field(name, 1, Form.BOOL, is_optional=is_optional)


def text(name: str, characters: int, *, is_optional: bool = False) -> Field:
    """Six-bit characters; 0: up to the end."""
    return Field(name, 6 * characters, Form.TEXT, is_optional=is_optional)


def mmsi(name: str, *, is_optional: bool = False) -> Field:
    """An identity of 30 bits."""
    return Field(name, 30, is_optional=is_optional)


def _place(name: str, width: int, unit: int, limit: int) -> Field:
    return Field(
        name, width, Form.INT, unit, absent=((limit + 1) * unit,), low=-limit * unit,
        high=limit * unit,
    )  # fmt: skip


def rough_place(prefix: str = "") -> tuple[Field, Field]:
    """Longitude and latitude in 1/10 minute."""
    return (
        _place(f"{prefix}lon", 18, _ROUGH, 180),
        _place(f"{prefix}lat", 17, _ROUGH, 90),
    )


HEAD = (Field("msg_type", 6), Field("repeat", 2), Field("object_id", 30))
"""What every message begins with: type, repeat indicator, the sender's identity."""

PLACE = (_place("lon", 28, _UNIT, 180), _place("lat", 27, _UNIT, 90))
ROUGH_PLACE = rough_place()
SPEED = Field("sog_kn", 10, divisor=10, absent=(1023,))
COURSE = Field("cog_deg", 12, divisor=10, absent=(3600,), high=3599)
HEADING = Field("heading_deg", 9, absent=(511,), high=359)
SECOND = Field("second", 6, absent=(60,))
ACCURATE, RAIM, ASSIGNED, NO_DTE = flag("accurate"), flag("raim"), flag("assigned"), flag("no_dte")
EPFD = Field("epfd", 4, absent=(0,), words="epfd")
SIZE = (
    Field("to_bow_m", 9, absent=(0,)),
    Field("to_stern_m", 9, absent=(0,)),
    Field("to_port_m", 6, absent=(0,)),
    Field("to_starboard_m", 6, absent=(0,)),
)

ITDMA = flag("itdma", is_optional=True)
"""Which of the two forms of the communication state follows."""

SOTDMA_STATE = (
    Field("sync_state", 2, is_optional=True, words="sync_state"),
    Field("slot_timeout", 3, is_optional=True),
    Field("sub_message", 14, is_optional=True),
)
ITDMA_STATE = (
    Field("sync_state", 2, is_optional=True, words="sync_state"),
    Field("slot_increment", 13, is_optional=True),
    Field("n_slots", 3, is_optional=True),
    flag("keep_slot", is_optional=True),
)
