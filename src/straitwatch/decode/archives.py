"""Known archives of positions: by which names each is told, and what must be put right in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = [
    "AISHUB_RAW",
    "ARCHIVES",
    "LAYOUT_NAMES",
    "MARINETRAFFIC_TENTHS",
    "Archive",
    "archive_called",
    "archive_of",
    "is_raw_aishub",
    "is_tenths",
]


@dataclass(frozen=True)
class Archive:
    """A layout that many people have.

    Attributes:
        name: for the reader, and for `--format`.
        needs: plain names (see `columns.plain_name`) that tell it, all of them.
        names: our column -> plain name, where the table of `columns` would choose otherwise.
        units: our column -> unit in which it is written, where that is not the one of its name.
        absent: our column -> further values that say "not available".
        unsure: our columns whose unit is taken so, but not certain.
        tenths: where all speeds of the first rows are whole numbers, they are tenths of a knot.
        is_dated: whether its rows carry a time; without, fixes are undated.
        has_statics: whether it writes static messages as rows of their own, without a position.
        note: what the reader should know.
        refusal: where it holds no dated positions of ships or aircraft: what it is, and the mend.
    """

    name: str
    needs: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    absent: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    tenths: bool = False
    is_dated: bool = True
    has_statics: bool = False
    note: str = ""
    refusal: str = ""


_COUNTS = "counts of hours in cells, not positions: the vessels' own tracks are wanted"
_ENCRYPTED = "MarineCadastre encrypted the MMSI of 2010 to 2014: they are not those of the ships"
_GFW_IDS = (
    "the training data of Global Fishing Watch have invented numbers for MMSI: those of more than "
    "nine digits are rejects"
)

_ABCD = {"bow_m": "a", "stern_m": "b", "port_m": "c", "starboard_m": "d"}

ARCHIVES = (
    Archive("NOAA MarineCadastre", ("basedatetime", "mmsi", "lat", "lon")),
    Archive("NOAA MarineCadastre", ("basedatetime", "mmsi", "latitude", "longitude")),
    Archive("NOAA MarineCadastre", ("basedatetime", "mmsi", "geometry")),
    # a file geodatabase of 2009 to 2014, its table Broadcast written by ogr2ogr
    Archive(
        "NOAA MarineCadastre",
        ("basedatetime", "mmsi", "x", "y"),
        unsure=("rot_deg_min",),
        note=_ENCRYPTED,
    ),
    Archive("Danish Maritime Authority", ("timestamp", "typeofmobile", "mmsi")),
    Archive("Norwegian Coastal Administration", ("mmsi", "datetimeutc", "messagenr")),
    Archive("Norwegian Coastal Administration", ("mmsi", "datetimeutc", "aismessagetype")),
    Archive("Norwegian Coastal Administration", ("mmsi", "datetimeutc", "calcspeed")),
    Archive(
        "BarentsWatch",
        ("mmsi", "msgtime", "speedoverground", "courseoverground"),
        units={"draught_m": "0.1 m"},
        unsure=("rot_deg_min",),
    ),
    # its `timestamp` is the second of the minute; `rot` is ROT_AIS, draught tenths
    Archive(
        "Digitraffic",
        ("mmsi", "timestampexternal", "navstat", "posacc"),
        names={"t": "timestampexternal"},
        units={"rot_deg_min": "ais", "draught_m": "0.1 m"},
        note="each position keeps its own time: a list of the latest ones holds some of years ago",
    ),
    Archive(
        "Digitraffic",
        ("mmsi", "time", "navstat", "posacc"),
        units={"rot_deg_min": "ais", "draught_m": "0.1 m"},
    ),
    Archive(
        "Global Fishing Watch training data",
        ("mmsi", "timestamp", "distancefromshore", "distancefromport", "isfishing"),
        note=_GFW_IDS,
    ),
    Archive("Global Fishing Watch", ("celllllat", "celllllon"), refusal=_COUNTS),
    Archive("Global Fishing Watch", ("apparentfishinghours",), refusal=_COUNTS),
    Archive("Global Fishing Watch", ("vesselpresencehours",), refusal=_COUNTS),
    Archive("Global Fishing Watch", ("fishinghours", "lat", "lon"), refusal=_COUNTS),
    Archive("Global Fishing Watch", ("mmsipresent", "hours"), refusal=_COUNTS),
    Archive(
        "Global Fishing Watch",
        ("vessel1mmsi", "vessel2mmsi"),
        refusal="encounters, each of two vessels and a span, not positions",
    ),
    Archive(
        "Global Fishing Watch",
        ("meanlatitude", "meanlongitude", "mediandistancekm"),
        refusal="encounters, each of two vessels and a span, not positions",
    ),
    Archive(
        "Global Fishing Watch",
        ("startinglatitude", "startinglongitude", "endinglatitude"),
        refusal="loitering events, each a span, not positions",
    ),
    Archive(
        "Global Fishing Watch",
        ("gapid", "gaphours"),
        refusal="events of vessels that fell silent, not positions",
    ),
    # MarineTraffic (Kpler): SPEED is knots x 10 and DRAUGHT metres x 10 in its services
    Archive(
        "MarineTraffic",
        ("mmsi", "lat", "lon", "speed", "course", "timestamp", "dsrc"),
        units={"sog_kn": "0.1 kn", "draught_m": "0.1 m"},
    ),
    Archive(
        "MarineTraffic",
        ("mmsi", "status", "speed", "lon", "lat", "course", "heading", "timestamp"),
        tenths=True,
    ),
    Archive(
        "AISHub",
        ("mmsi", "time", "latitude", "longitude", "cog", "sog", "navstat", "draught"),
        names={"ship_type": "type", "destination": "dest", **_ABCD},
    ),
    Archive(
        "VesselFinder",
        ("mmsi", "timestamp", "latitude", "longitude", "course", "speed", "navstat"),
        names={"ship_type": "type", "eta": "etaais", **_ABCD},
    ),
    Archive(
        "Spire",
        ("createdat", "timestamp", "mmsi", "msgtype", "latitude", "longitude"),
        names={"t": "timestamp"},
        units={"rot_deg_min": "ais"},
        has_statics=True,
    ),
    Archive("exactEarth", ("mmsi", "dtposutc")),
    Archive(  # aisdb takes the same columns
        "exactEarth",
        ("mmsi", "messageid", "repeatindicator", "time", "millisecond"),
        unsure=("rot_deg_min", "draught_m"),
        has_statics=True,
    ),
    Archive(
        "Naval Academy, Brest",
        ("sourcemmsi", "navigationalstatus", "speedoverground", "trueheading", "t"),
        units={"rot_deg_min": "ais"},
        unsure=("rot_deg_min",),
    ),
    Archive(
        "gpsdecode",
        ("class", "mmsi", "scaled", "lon", "lat"),
        is_dated=False,
        has_statics=True,
        note="lines of gpsdecode carry no time: their fixes are undated",
    ),
    Archive(
        "pyais",
        ("msgtype", "repeat", "mmsi", "lon", "lat", "second", "radio"),
        absent={"rot_deg_min": (127.0, -127.0)},
        is_dated=False,
        has_statics=True,
        note="pyais gives no time of its own: fixes are undated where no column tells one",
    ),
    Archive("OpenSky state vectors", ("time", "icao24", "lat", "lon", "velocity")),
)
"""Layouts in the order in which they are tried.

Notes:
    Sources: MarineCadastre's data dictionary; the column list that the Danish Maritime Authority
    keeps beside its files; the API pages of MarineTraffic (PS01 to PS07: "SPEED returned in (knots
    x10)"), AISHub ("in 1/10000 minute i.e. degrees multiplied by 600000"), VesselFinder, Spire
    (rot "-127 - 127"), Digitraffic ("ROT[AIS]"); `fishing_effort` and `fleet` tables of Global
    Fishing Watch. BarentsWatch gives draughts such as 10 for a boat of 12 m: tenths of a metre.
"""

_AISHUB_RAW = {
    "lat": "1/600000 deg",
    "lon": "1/600000 deg",
    "sog_kn": "0.1 kn",
    "cog_deg": "0.1 deg",
    "rot_deg_min": "ais",
    "draught_m": "0.1 m",
}
AISHUB_RAW = Archive(
    "AISHub, AIS encoding",
    ("mmsi", "time", "latitude", "longitude", "cog", "sog", "navstat", "draught"),
    names={"ship_type": "type", "destination": "dest", **_ABCD},
    units=_AISHUB_RAW,
)
MARINETRAFFIC_TENTHS = Archive(
    "MarineTraffic",
    ("mmsi", "status", "speed", "lon", "lat", "course", "heading", "timestamp"),
    units={"sog_kn": "0.1 kn"},
    unsure=("sog_kn",),
)
_EVERY = (*ARCHIVES, AISHUB_RAW, MARINETRAFFIC_TENTHS)
LAYOUT_NAMES = tuple(dict.fromkeys(one.name for one in _EVERY if not one.refusal))
"""Names that `--format` takes for a layout, in any case, with or without blanks."""
_BEYOND_DEGREES = 181.0  # 181 is the most that a longitude in degrees can be, as "not available"


def archive_of(plain: set[str]) -> Archive | None:
    """Find the layout that names tell; None where none does."""
    return next((one for one in ARCHIVES if plain.issuperset(one.needs)), None)


def archive_called(name: str, plain: set[str]) -> Archive | None:
    """Find the layout of a name, as a user says it; of several the one that fits the names most."""
    like = [one for one in _EVERY if _plain(one.name) == _plain(name)]
    fitting = sorted(
        like, key=lambda one: (bool(one.units), len(plain & set(one.needs)) / len(one.needs))
    )
    return fitting[-1] if fitting else None


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def is_tenths(speeds: Sequence[str]) -> bool:
    """Tell whether all speeds that are told are whole numbers, and one at least is not 0."""
    told = [word for word in speeds if word]
    return bool(told) and all(_is_whole(word) for word in told) and any(map(_number, told))


def is_raw_aishub(latitudes: Sequence[str], longitudes: Sequence[str]) -> bool:
    """Tell whether positions are 1/10,000 minutes: whole numbers, and one beyond any degree."""
    told = [word for word in (*latitudes, *longitudes) if word]
    beyond = any(abs(_number(word)) > _BEYOND_DEGREES for word in told)
    return bool(told) and all(map(_is_whole, told)) and beyond


def _is_whole(word: str) -> bool:
    return word.removeprefix("-").isdecimal()


def _number(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return 0.0
