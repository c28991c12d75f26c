"""Settings: one TOML file turned into frozen, checked dataclasses."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straitwatch.flow.live_settings import (
    AlertSettings,
    FeedSettings,
    LiveSettings,
    ReleaseSettings,
    RuleSettings,
    ServeSettings,
)
from straitwatch.model.error import ConfigError

__all__ = [
    "EventSettings",
    "GateSettings",
    "InputSettings",
    "ReadingSettings",
    "Settings",
    "TrackSettings",
    "read_settings",
    "with_input",
]


@dataclass(frozen=True)
class InputSettings:
    """How input is read.

    Attributes:
        columns: for a table whose names are not known: our column name -> name in the file, or
            `NAME in UNIT`; in the file also `{ column = "NAME", unit = "0.1 kn" }`.
        format: a format or a layout, where it shall not be found from the content.
        start: ISO 8601 time of the first message of a recording that tells no day, raw Mode S.
    """

    columns: dict[str, str] = field(default_factory=dict)
    format: str = ""
    start: str = ""

    @property
    def start_s(self) -> float | None:
        """The start, as seconds since 1970; None where none is told.

        Raises:
            ConfigError: it is no time.
        """
        if not self.start:
            return None
        try:
            t = datetime.fromisoformat(self.start)
        except ValueError as error:
            raise ConfigError(
                f"[input] start = '{self.start}': write a time such as 2022-12-16T01:02:03Z"
            ) from error
        return (t if t.tzinfo else t.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True)
class TrackSettings:
    """How fixes become tracks.

    Attributes:
        max_speed_kn: a ship that would have to be faster has jumped. 60 kn: above every
            merchant and naval ship in service, below the jumps of corrupted positions.
        gap_h: silence after which a new track begins; also the least length of a `gap` event.
            1 h is the least class of the field (notes of Global Fishing Watch's pipe-gaps).
    """

    max_speed_kn: float = 60.0
    gap_h: float = 1.0


@dataclass(frozen=True)
class EventSettings:
    """How events are composed.

    Attributes:
        min_away_h: a deployment is out for at least this long; less is a shuttle.
        slice_rows: fixes that are looked at together: bounds the memory, changes no event.
    """

    min_away_h: float = 24.0
    slice_rows: int = 100_000


@dataclass(frozen=True)
class GateSettings:
    """Which gates are watched beside the project's own.

    Attributes:
        files: TOML or GeoJSON files, or folders of them; a path that is not absolute starts at the
            folder of `watch.toml`.
    """

    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingSettings:
    """How releases and news are read.

    Attributes:
        tables: folders of names and rules beside the project's own (`decode/own_tables.py`); a
            path that is not absolute starts at the folder of `watch.toml`.
    """

    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """All settings, each with a default. Tuples are tables that may stand more than once."""

    input: InputSettings = InputSettings()
    track: TrackSettings = TrackSettings()
    event: EventSettings = EventSettings()
    gates: GateSettings = GateSettings()
    reading: ReadingSettings = ReadingSettings()
    feed: tuple[FeedSettings, ...] = ()
    live: LiveSettings = field(default_factory=LiveSettings)
    serve: ServeSettings = field(default_factory=ServeSettings)
    alert: AlertSettings = field(default_factory=AlertSettings)
    rule: tuple[RuleSettings, ...] = ()
    release: tuple[ReleaseSettings, ...] = ()


_MANY = {"feed": FeedSettings(), "rule": RuleSettings(), "release": ReleaseSettings()}
"""Tables that may stand more than once, `[[feed]]`; each with what it is by default."""


def with_input(
    settings: Settings, form: str | None, columns: Sequence[str], start: str | None = None
) -> Settings:
    """Give settings with what the command line says of the input: columns as `OURS=NAME in UNIT`.

    Raises:
        ConfigError: a column has no `=`.
    """
    told = dict(settings.input.columns)
    for words in columns:
        ours, sign, theirs = words.partition("=")
        if not sign or not ours.strip() or not theirs.strip():
            raise ConfigError(f"--column {words}: write OURS=NAME, as in sog_kn='SPEED in 0.1 kn'")
        told[ours.strip()] = theirs.strip()
    old = settings.input
    return replace(settings, input=InputSettings(told, form or old.format, start or old.start))


def read_settings(path: Path | None) -> Settings:
    """Read `watch.toml`; without one, take the defaults.

    Raises:
        ConfigError: the file cannot be read, or a name or a value in it is not known.
    """
    if path is None:
        return Settings()
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error
    parts: dict[str, Any] = {part.name: getattr(Settings(), part.name) for part in fields(Settings)}
    unknown = sorted(set(tree) - set(parts))
    if unknown:
        known = ", ".join(f"[{name}]" for name in parts)
        raise ConfigError(f"{path}: unknown table [{unknown[0]}]; known are {known}")
    found: dict[str, Any] = {
        name: _fill_all(name, tree.get(name, []), path)
        if name in _MANY
        else _fill(part, tree.get(name, {}), path)
        for name, part in parts.items()
    }
    gates, reading = found["gates"], found["reading"]
    found["gates"] = replace(gates, files=_from(path, gates.files))
    found["reading"] = replace(reading, tables=_from(path, reading.tables))
    return Settings(**found)


def _from(path: Path, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give paths as they are seen from the folder of the settings."""
    return tuple(str(path.parent / Path(name).expanduser()) for name in names)


def _fill_all(name: str, given: Any, path: Path) -> tuple[Any, ...]:  # noqa: ANN401 - TOML
    if not isinstance(given, list):
        raise ConfigError(
            f"{path}: write [[{name}]], with two brackets: it may stand more than once"
        )
    return tuple(_fill(_MANY[name], one, path) for one in given)


def _fill(default: Any, given: Any, path: Path) -> Any:  # noqa: ANN401 - TOML values are of any type
    if not isinstance(given, dict):
        raise ConfigError(f"{path}: '{given}' stands where a table is wanted")
    known = {part.name: getattr(default, part.name) for part in fields(default)}
    for name, value in given.items():
        if name not in known:
            raise ConfigError(f"{path}: unknown setting '{name}'; known are {', '.join(known)}")
        _check(name, value, known[name], path)
    given = {name: _value(value) for name, value in given.items()}
    return type(default)(**{**known, **given})


def _value(value: Any) -> Any:  # noqa: ANN401 - TOML
    """A list as a tuple; a column with its unit as the words `NAME in UNIT`."""
    if isinstance(value, dict):
        return {
            key: f"{v['column']} in {v['unit']}" if isinstance(v, dict) else v
            for key, v in value.items()
        }
    return tuple(value) if isinstance(value, list) else value


def _is_column(value: Any) -> bool:  # noqa: ANN401 - TOML
    if isinstance(value, dict):
        return set(value) == {"column", "unit"} and all(isinstance(v, str) for v in value.values())
    return isinstance(value, str)


def _check(name: str, value: Any, default: Any, path: Path) -> None:  # noqa: ANN401 - same
    if isinstance(default, dict):
        good = isinstance(value, dict) and all(map(_is_column, value.values()))
        wanted = 'a table of names, or of { column = "NAME", unit = "0.1 kn" }'
    elif isinstance(default, str):
        good, wanted = isinstance(value, str), "words in quotes"
    elif isinstance(default, tuple):
        kind = int | float if name == "box" else str
        good = isinstance(value, list) and all(isinstance(v, kind) for v in value)
        wanted = "four numbers: west, south, east, north" if name == "box" else "a list of words"
    else:
        good = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
        good = good and (isinstance(default, float) or isinstance(value, int))
        wanted = (
            "a number, 0 or more" if isinstance(default, float) else "a whole number, 0 or more"
        )
    if not good:
        raise ConfigError(f"{path}: '{name}' must be {wanted}, not {value!r}")
