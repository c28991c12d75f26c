"""Header names turned into our columns: what was taken for what, in which layout."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from straitwatch.decode.archives import (
    AISHUB_RAW,
    MARINETRAFFIC_TENTHS,
    Archive,
    archive_called,
    archive_of,
    is_raw_aishub,
    is_tenths,
)
from straitwatch.decode.column import COLUMNS, STATIC_TARGETS, Column, in_unit, plain_name
from straitwatch.decode.scale import split_unit
from straitwatch.model.error import ConfigError

__all__ = [
    "COLUMNS",
    "LAYOUT",
    "STATIC_TARGETS",
    "Column",
    "Match",
    "match_columns",
    "plain_name",
    "settle_units",
]


LAYOUT = "layout"
"""Key of a user's map that names the layout, instead of one that the names tell."""
_GENERIC = "generic"


@dataclass(frozen=True)
class Match:
    """What was taken for what.

    Attributes:
        layout: name of a known layout; else `generic`.
        used: (way of writing, name in the file), one for each target found.
        unused: names in the file that stand for nothing of ours.
        names: all names in the file, in order.
        archive: the known layout; None where it is none.
    """

    layout: str
    used: tuple[tuple[Column, str], ...]
    unused: tuple[str, ...]
    names: tuple[str, ...]
    archive: Archive | None = None

    def name_of(self, target: str) -> str | None:
        """Name in the file that was taken for a target."""
        return next((name for column, name in self.used if column.target == target), None)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a position cannot do without and was not found."""
        dated = self.archive is None or self.archive.is_dated
        needed = ("t", "lat", "lon") if dated else ("lat", "lon")
        need = [target for target in needed if self.name_of(target) is None]
        if self.name_of("mmsi") is None and self.name_of("icao24") is None:
            need.append("mmsi (or icao24)")
        return tuple(need)

    @property
    def words(self) -> str:
        """The match as a sentence for the reader."""
        taken = ", ".join(
            f"{column.target} from '{name}'" + (f" in {column.unit}" if column.unit else "")
            for column, name in self.used
        )
        rest = f"; not used: {', '.join(self.unused)}" if self.unused else ""
        return f"columns ({self.layout}): {taken}{rest}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the reader should know of the layout, and of units that are not certain."""
        if self.archive is None:
            return ()
        unsure = [
            f"{column.target} is taken as {column.unit or _OUR_UNITS[column.target]}, which is not "
            f"certain: --column '{column.target}={name} in UNIT' says otherwise"
            for column, name in self.used
            if column.target in self.archive.unsure
        ]
        return (*([self.archive.note] if self.archive.note else []), *unsure)


_OUR_UNITS = {"rot_deg_min": "degrees a minute", "sog_kn": "knots", "draught_m": "metres"}


def match_columns(names: Sequence[str], given: Mapping[str, str] | None = None) -> Match:
    """Find what each name of a header stands for.

    Args:
        names: the header's names, in order.
        given: the user's own map, our column -> name in the file, or `NAME in UNIT`; it wins over
            the table. `layout` in it names the layout, `generic` for none.

    Returns:
        the match; what it lacks is in `missing`.

    Raises:
        ConfigError: the user's map names a column of ours or of the file that is not there.
    """
    by_plain = {plain_name(name): name for name in reversed(names)}
    own = {ours: theirs for ours, theirs in (given or {}).items() if ours != LAYOUT}
    used = dict(_given(ours, theirs, names, by_plain) for ours, theirs in own.items())
    archive = _archive(set(by_plain), (given or {}).get(LAYOUT))
    for target, plain in (archive.names if archive else {}).items():
        if target not in used and plain in by_plain:
            used[target] = _column_called(target), by_plain[plain]
    taken = {name for _, name in used.values()}
    for column in COLUMNS:
        found = [by_plain[plain] for plain in column.names if plain in by_plain]
        free = [name for name in found if name not in taken]
        if free and column.target not in used:
            used[column.target] = column, free[0]
            taken.add(free[0])
    _settle_aircraft(used)
    unused = tuple(name for name in names if name not in {name for _, name in used.values()})
    title = archive.name if archive else "generic"
    match = Match(title, tuple(used.values()), unused, tuple(names), archive)
    return _with_units(match, archive, given or {})


def _archive(plain: set[str], wanted: str | None) -> Archive | None:
    """Layout of the names, or the one that the user wants."""
    if wanted is None:
        return archive_of(plain)
    return None if wanted == _GENERIC else archive_called(wanted, plain)


def _given(
    ours: str, theirs: str, names: Sequence[str], by_plain: Mapping[str, str]
) -> tuple[str, tuple[Column, str]]:
    """Read one line of a user's map: the name in the file, or `NAME in UNIT`."""
    column = _column_called(ours)
    unit, name = "", theirs if theirs in names else by_plain.get(plain_name(theirs))
    if name is None:
        bare, unit = split_unit(theirs, column.target)
        name = bare if bare in names else by_plain.get(plain_name(bare))
    if name is None:
        raise ConfigError(
            f"column '{theirs}' (for {ours}) is not in the file: it has {_listed(names)}"
        )
    return column.target, (in_unit(column, unit) if unit else column, name)


def _with_units(match: Match, archive: Archive | None, given: Mapping[str, str]) -> Match:
    """Put the units of a layout in, but for what the user has mapped."""
    own = {_column_called(ours).target for ours in given if ours != LAYOUT}
    units = {k: v for k, v in (archive.units if archive else {}).items() if k not in own}
    signs = {k: v for k, v in (archive.absent if archive else {}).items() if k not in own}

    def put(column: Column) -> Column:
        column = in_unit(column, units[column.target]) if column.target in units else column
        more = signs.get(column.target, ())
        return replace(column, absent=(*column.absent, *more)) if more else column

    used = tuple((put(column), name) for column, name in match.used)
    return replace(match, used=used, archive=archive)


def settle_units(
    match: Match, first: Mapping[str, Sequence[str]], given: Mapping[str, str] | None = None
) -> Match:
    """Settle by the first values what names alone cannot tell of a layout's units.

    Args:
        match: by the names.
        first: name in the file -> its first values, as text, empty where there is none.
        given: the user's own map: what it says of a column stays.
    """
    archive, given = match.archive, given or {}

    def values(target: str) -> Sequence[str]:
        return first.get(match.name_of(target) or "", ())

    if LAYOUT in given:
        return match
    if archive and archive.tenths and is_tenths(values("sog_kn")):
        return _with_units(match, MARINETRAFFIC_TENTHS, given)
    if archive and archive.name == "AISHub" and is_raw_aishub(values("lat"), values("lon")):
        match = _with_units(match, AISHUB_RAW, given)
        return replace(match, layout=AISHUB_RAW.name)
    return match


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


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names[:40]) + (", ..." if len(names) > 40 else "")  # noqa: PLR2004 - a message stays readable
