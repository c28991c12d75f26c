"""The declared table of header names: how files write each of our columns, and in which unit."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from straitwatch.decode.scale import read_scale
from straitwatch.model.unit import KN_TO_M_S

__all__ = ["COLUMNS", "STATIC_TARGETS", "Column", "in_unit", "plain_name"]

Floats = npt.NDArray[np.float64]

_FT_PER_M = 1.0 / 0.3048
_ROT_FACTOR, _MOST_ROT = 4.733, 126
"""ITU-R M.1371-5, table 45: ROT_AIS is 4.733 times the root of the degrees a minute; 127 says only
that it turns faster than 5 degrees in 30 s."""
_NEAR = 1e-3  # a sign of "not available" may come as 102.30000305
_KN_PER_KM_H = 1.0 / 1.852


@dataclass(frozen=True)
class Column:
    """One way in which a file may write one of our columns.

    Attributes:
        target: our column.
        names: header names taken for it, plain (see `plain_name`), the better first.
        scale: what a value is multiplied by to be in our unit.
        low: lowest value that can be.
        high: highest value that can be.
        absent: values that say "not available", as they stand in the file.
        is_ais_rot: a rate of turn as AIS codes it, to be squared.
        unit: the unit, where the file, its layout or the user says another than the name.
    """

    target: str
    names: tuple[str, ...]
    scale: float = 1.0
    low: float = float("-inf")
    high: float = float("inf")
    absent: tuple[float, ...] = ()
    is_ais_rot: bool = False
    unit: str = ""

    def settle(self, values: Floats) -> Floats:
        """Turn values of the file into our unit, NaN where they say "not available"."""
        absent = np.zeros(len(values), bool)
        for sign in self.absent:
            absent |= np.abs(values - sign) < _NEAR
        if self.is_ais_rot:
            absent |= (np.abs(values) > _MOST_ROT) & np.isfinite(values)
            values = np.sign(values) * np.square(values / _ROT_FACTOR)
        return np.where(absent, np.nan, values * self.scale)


COLUMNS = (
    Column(
        "mmsi",
        ("mmsi", "mmsinumber", "sourcemmsi", "shipmmsi", "mmsicode", "useridmmsi", "objectid"),
    ),
    Column("icao24", ("icao24", "icao", "hex", "hexident", "modes", "icaoaddress", "transponder")),
    Column(
        "t",
        (
            *(
                "timestampexternal",
                "basedatetime",
                "timestamp",
                "timestamputc",
                "datetime",
                "datetimeutc",
            ),
            *("time", "timeutc", "utc", "t", "ts", "unixtime", "unix", "epoch", "epochtime"),
            *("receivedat", "rxtime", "tagblocktimestamp", "positiontime", "dtposutc"),
            *("timeposition", "postime", "movementdatetime", "msgtime", "date"),
        ),
    ),
    Column("date", ("date", "dateutc")),  # joined to t where that column holds a clock only
    # ITU-R M.1371-5, table 48: 181 and 91 degrees say that there is no position
    Column(
        "lat", ("lat", "latitude", "latitudedegrees", "latdeg", "latdegrees", "y"), absent=(91.0,)
    ),
    Column(
        "lon",
        ("lon", "long", "lng", "longitude", "longitudedegrees", "londeg", "londegrees", "x"),
        absent=(181.0,),
    ),
    # speeds: 102.3 kn (1023 aboard SAR aircraft) says not available
    Column(
        "sog_kn",
        (
            *("sog", "sogkn", "sogknots", "speedoverground", "speedknots", "speedkn", "gs"),
            *("groundspeed", "groundspeedkn", "gspeed", "speed"),
        ),
        low=0.0,
        high=4000.0,
        absent=(102.3, 1023.0),
    ),
    Column("sog_kn", ("velocity", "speedms", "sogms"), scale=1.0 / KN_TO_M_S, low=0.0, high=4000.0),
    Column("sog_kn", ("speedkmh", "sogkmh"), scale=_KN_PER_KM_H, low=0.0, high=4000.0),
    Column(
        "cog_deg",
        ("cog", "cogdegrees", "cogdeg", "courseoverground", "course", "track", "truetrack"),
        low=0.0,
        high=359.9999,
        absent=(360.0,),
    ),
    Column(
        "heading_deg",
        ("heading", "trueheading", "headingdegrees", "headingdeg", "hdg", "thhdg"),
        low=0.0,
        high=359.9999,
        absent=(511.0, 360.0, -1.0),  # -1: MarineTraffic
    ),
    # ITU-R M.1371-5, table 48: 708 degrees a minute is the most that can be told; 720 and more
    # say that there is no turn indicator
    Column(
        "rot_deg_min",
        ("rot", "rateofturn", "rotdegmin", "turn"),
        low=-708.0,
        high=708.0,
        absent=(-128.0, 128.0, -731.0, 731.0, -731.386, 720.0, -720.0),
    ),
    Column(
        "alt_ft",
        ("altbaro", "altitude", "altitudeft", "altft", "alt"),
        low=-2000.0,
        high=130_000.0,
    ),
    Column(
        "alt_ft",
        ("baroaltitude", "altitudem", "altm"),
        scale=_FT_PER_M,
        low=-2000.0,
        high=130_000.0,
    ),
    # taken where no barometric altitude is told, in the air: see `sift`
    Column("alt_geom_ft", ("altgeom", "altitudegeom", "altgnss"), low=-2000.0, high=130_000.0),
    Column("alt_geom_ft", ("geoaltitude",), scale=_FT_PER_M, low=-2000.0, high=130_000.0),
    Column(
        "vrate_ft_min",
        ("barorate", "verticalrate", "vspeed", "vratefpm", "vrateftmin", "geomrate"),
        low=-65_000.0,
        high=65_000.0,
    ),
    Column(
        "vrate_ft_min",
        ("vertrate",),
        scale=60.0 * _FT_PER_M,
        low=-65_000.0,
        high=65_000.0,
    ),
    Column(
        "nav_status", ("status", "navstatus", "navigationalstatus", "navigationstatus", "navstat")
    ),
    # air or ground state of an aircraft: OpenSky, SBS, traffic
    Column("on_ground", ("onground", "isonground")),
    Column("receiver", ("receiver", "station", "stationid", "basestation", "rxstation")),
    Column("t_position", ("lastposupdate", "lastposition")),  # when the position itself came
    Column("age_s", ("seenpos",)),  # seconds since the position itself came
    Column("imo", ("imo", "imonumber", "lrimoshipno", "imono", "imonr", "imonumais")),
    Column("callsign", ("callsign", "flight", "ident", "cs")),
    Column(
        "name", ("vesselname", "name", "shipname", "nameofship", "nameais", "registration", "r")
    ),
    Column("aircraft_type", ("typecode", "aircrafttype", "icaotype", "icaoaircrafttype")),
    Column("ship_type", ("vesseltype", "shiptype", "typeofship", "shipandcargotype", "shipcargo")),
    Column(
        "length_m", ("length", "lengthm", "shiplength", "loa"), low=0.1, high=1022.0, absent=(0.0,)
    ),
    Column(
        "beam_m",
        ("width", "beam", "beamm", "shipwidth", "breadth"),
        low=0.1,
        high=126.0,
        absent=(0.0,),
    ),
    Column(
        "draught_m",
        ("draft", "draught", "draughtm", "maxdraught"),
        low=0.1,
        high=25.5,
        absent=(0.0,),
    ),
    # where the antenna stands, in metres: length and beam are the sums (ITU-R M.1371-5, figure 41)
    Column(
        "bow_m",
        ("tobow", "dimtobow", "dimensiontobow", "dimensiona", "refa", "referencepointa", "sizea"),
    ),
    Column(
        "stern_m",
        (
            "tostern",
            "dimtostern",
            "dimensiontostern",
            "dimensionb",
            "refb",
            "referencepointb",
            "sizeb",
        ),
    ),
    Column(
        "port_m",
        (
            "toport",
            "dimtoport",
            "dimensiontoport",
            "dimensionc",
            "refc",
            "referencepointc",
            "sizec",
        ),
    ),
    Column(
        "starboard_m",
        (
            "tostarboard",
            "dimtostarboard",
            "dimensiontostarboard",
            "dimensiond",
            "refd",
            "referencepointd",
            "sized",
        ),
    ),
    Column("destination", ("destination", "dest")),
    Column("eta", ("eta", "etaais")),
)
"""What may stand for what. Within a target the earlier line, and in it the earlier name, wins.

Notes:
    `velocity` and `vertrate` are metres a second and `baroaltitude` is metres: only OpenSky
    writes these names (its state vectors). `altitude`, `groundspeed` and `vertical_rate` are
    feet, knots and feet a minute, as in FlightAware, readsb and traffic.
"""

STATIC_TARGETS = (
    *("imo", "callsign", "name", "ship_type", "aircraft_type", "length_m"),
    *("beam_m", "draught_m", "destination", "eta"),
    *("bow_m", "stern_m", "port_m", "starboard_m"),
)
"""What an object says of itself; the last four only give its length and its beam."""


def plain_name(name: str) -> str:
    """Bare letters and digits of a header name, small: `# Base_Date Time` is `basedatetime`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def in_unit(column: Column, unit: str) -> Column:
    """Give a way of writing in another unit; its signs of "not available" are in that one too."""
    base = next(one for one in COLUMNS if one.target == column.target)
    scale = read_scale(column.target, unit)
    signs = (
        base.absent if scale.is_ais_rot else [round(sign / scale.factor, 6) for sign in base.absent]
    )
    return replace(
        base,
        names=column.names,
        scale=scale.factor,
        absent=tuple(signs),
        is_ais_rot=scale.is_ais_rot,
        unit=scale.unit,
    )
