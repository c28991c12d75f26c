"""Header names turned into our columns: the declared table of what is taken for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from straitwatch.model.error import ConfigError
from straitwatch.model.unit import KN_TO_M_S

__all__ = ["COLUMNS", "STATIC_TARGETS", "Column", "Match", "match_columns", "plain_name"]

_FT_PER_M = 1.0 / 0.3048
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
        absent: values that say "not available".
    """

    target: str
    names: tuple[str, ...]
    scale: float = 1.0
    low: float = float("-inf")
    high: float = float("inf")
    absent: tuple[float, ...] = ()


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
        absent=(511.0, 360.0),
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
        ("altbaro", "altitude", "altitudeft", "altft", "altgeom", "alt"),
        low=-2000.0,
        high=130_000.0,
    ),
    Column(
        "alt_ft",
        ("baroaltitude", "altitudem", "altm", "geoaltitude"),
        scale=_FT_PER_M,
        low=-2000.0,
        high=130_000.0,
    ),
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
    Column("imo", ("imo", "imonumber", "lrimoshipno", "imono")),
    Column("callsign", ("callsign", "flight", "ident", "cs")),
    Column("name", ("vesselname", "name", "shipname", "nameofship", "registration", "r")),
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
)

_LAYOUTS = (
    ("NOAA MarineCadastre", ("basedatetime", "mmsi", "lat", "lon")),
    ("NOAA MarineCadastre", ("basedatetime", "mmsi", "latitude", "longitude")),
    ("Danish Maritime Authority", ("timestamp", "typeofmobile", "mmsi")),
    ("OpenSky state vectors", ("time", "icao24", "lat", "lon", "velocity")),
)


@dataclass(frozen=True)
class Match:
    """What was taken for what.

    Attributes:
        layout: name of a known layout; else `generic`.
        used: (way of writing, name in the file), one for each target found.
        unused: names in the file that stand for nothing of ours.
        names: all names in the file, in order.
    """

    layout: str
    used: tuple[tuple[Column, str], ...]
    unused: tuple[str, ...]
    names: tuple[str, ...]

    def name_of(self, target: str) -> str | None:
        """Name in the file that was taken for a target."""
        return next((name for column, name in self.used if column.target == target), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a position cannot do without and was not found."""
        need = [target for target in ("t", "lat", "lon") if self.name_of(target) is None]
        if self.name_of("mmsi") is None and self.name_of("icao24") is None:
            need.append("mmsi (or icao24)")
        return tuple(need)

    @property
    def words(self) -> str:
        """The match as a sentence for the reader."""
        taken = ", ".join(f"{column.target} from '{name}'" for column, name in self.used)
        rest = f"; not used: {', '.join(self.unused)}" if self.unused else ""
        return f"columns ({self.layout}): {taken}{rest}"


def plain_name(name: str) -> str:
    """Bare letters and digits of a header name, small: `# Base_Date Time` is `basedatetime`."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def match_columns(names: Sequence[str], given: Mapping[str, str] | None = None) -> Match:
    """Find what each name of a header stands for.

    Args:
        names: the header's names, in order.
        given: the user's own map, our column -> name in the file; it wins over the table.

    Returns:
        the match; what it lacks is in `missing`.

    Raises:
        ConfigError: the user's map names a column of ours or of the file that is not there.
    """
    by_plain = {plain_name(name): name for name in reversed(names)}
    used: dict[str, tuple[Column, str]] = {}
    for ours, theirs in (given or {}).items():
        column = _column_called(ours)
        name = theirs if theirs in names else by_plain.get(plain_name(theirs))
        if name is None:
            raise ConfigError(
                f"column '{theirs}' (for {ours}) is not in the file: it has {_listed(names)}"
            )
        used[column.target] = column, name
    taken = {name for _, name in used.values()}
    for column in COLUMNS:
        found = [by_plain[plain] for plain in column.names if plain in by_plain]
        free = [name for name in found if name not in taken]
        if free and column.target not in used:
            used[column.target] = column, free[0]
            taken.add(free[0])
    _settle_aircraft(used)
    unused = tuple(name for name in names if name not in {name for _, name in used.values()})
    return Match(_layout_of(set(by_plain)), tuple(used.values()), unused, tuple(names))


def _column_called(ours: str) -> Column:
    """Way of writing that a user means: by our column's name, or by any name in the table."""
    plain = plain_name(ours)
    for column in COLUMNS:
        if plain == plain_name(column.target):
            return column
    for column in COLUMNS:
        if plain in column.names:
            return column
    targets = list(dict.fromkeys(column.target for column in COLUMNS))
    raise ConfigError(f"there is no column '{ours}' to map to: choose one of {', '.join(targets)}")


def _settle_aircraft(used: dict[str, tuple[Column, str]]) -> None:
    """Where only an aircraft's `heading` is told it is the track over ground, as OpenSky says."""
    if "mmsi" in used or "icao24" not in used:
        return
    if "cog_deg" not in used and "heading_deg" in used:
        _, name = used.pop("heading_deg")
        used["cog_deg"] = _column_called("cog_deg"), name


def _layout_of(plain: set[str]) -> str:
    return next((title for title, needs in _LAYOUTS if plain.issuperset(needs)), "generic")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:40]) + (", ..." if len(names) > 40 else "")  # noqa: PLR2004 - a message stays readable
