"""Users' files turned into gates: TOML and GeoJSON, beside the project's own."""

import json
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.model.error import ConfigError, ContractError
from straitwatch.model.schema import GATE
from straitwatch.model.unit import NM_M
from straitwatch.zone.chart import coast_distance, nearest_coast, open_chart
from straitwatch.zone.corridor import Place, is_left, measure_line, narrowest_corridor
from straitwatch.zone.gate import REGIMES, gates, sea_near
from straitwatch.zone.gate_place import read_place

__all__ = ["gate_folder", "read_gates", "watched_gates"]

_GIVEN = (
    "id", "name", "name_ja", "a", "b", "left_sea", "right_sea", "left_sea_ja", "right_sea_ja",
    "side_a", "side_b", "regime", "articles", "note", "source",
    *(f"position_{k}{of}" for k in (1, 2) for of in ("_by", "", "_source")),
)  # fmt: skip
_COMPUTED = frozenset(
    ("width_nm", "snap", "baseline_source", *(f"beyond_{k}nm_on_gate_nm" for k in (3, 12, 24)))
) | (set(GATE.names) - set(_GIVEN))
_SUFFIXES = {".toml", ".geojson", ".json"}
_INLAND_NM = 5.0  # a gate with both ends further inland than this crosses no strait
_ASTRAY_NM = 60.0  # ends further at sea than this, which swapped lie on a coast, were swapped
_ON_COAST_NM = 3.0
_LEFT_BY_ORDER = "The file does not say on which side its seas lie: side_a was taken for the left."


def gate_folder() -> Path:
    """Folder whose files are always read: STRAITWATCH_GATES, else ~/.config/straitwatch/gates."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(os.environ.get("STRAITWATCH_GATES") or config / "straitwatch" / "gates")


def watched_gates(files: Iterable[str | Path] = ()) -> pa.Table:
    """Gather the gates that are watched: the project's own, those of the folder, those given.

    Args:
        files: TOML and GeoJSON files, or folders of them.

    Returns:
        GATE: the project's own first.

    Raises:
        ConfigError: a file cannot be read, or a gate in it is wrong; names file, gate and mend.
    """
    folder = gate_folder()
    kept = [folder] if folder.is_dir() else []
    if not kept and os.environ.get("STRAITWATCH_GATES"):
        raise ConfigError(f"STRAITWATCH_GATES names {folder}, which is no folder")
    paths = dict.fromkeys(path.resolve() for path in _files([*kept, *map(Path, files)]))
    return pa.concat_tables([gates(), read_gates(list(paths))]) if paths else gates()


def read_gates(files: Sequence[str | Path]) -> pa.Table:
    """Read gates from files; width, `beyond` and corridor are computed, whatever the files say.

    Args:
        files: TOML and GeoJSON files, or folders of them.

    Returns:
        GATE, the gates in the order of the files.

    Raises:
        ConfigError: a file cannot be read, or a gate in it is wrong; names file, gate and mend.

    Notes:
        About 0.2 s a gate. The format is told in docs/gates.md.
    """
    taken = dict.fromkeys(gates()["gate_id"].to_pylist(), "the project's own gates")
    rows = []
    for path in _files(map(Path, files)):
        for number, given in enumerate(_entries(path), start=1):
            where = f"{path}: gate {_title(given, number)}"
            if path.suffix != ".toml" and isinstance(given.get("name"), str):
                given.setdefault("id", _free_id(given["name"], taken))
            row = _to_row(given, where, path.name)
            if row["gate_id"] in taken:
                raise ConfigError(
                    f"{where}: this id is taken by {taken[row['gate_id']]}; give it another id"
                )
            taken[row["gate_id"]] = str(path)
            rows.append(row)
    return pa.Table.from_pylist(rows, schema=GATE)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
        else:
            yield path


def _entries(path: Path) -> list[dict[str, Any]]:
    """Gates of a file as it tells them, GeoJSON brought into the words of TOML."""
    if path.suffix not in _SUFFIXES:
        raise ConfigError(f"{path}: gates stand in a .toml, .geojson or .json file")
    try:
        text = path.read_text(encoding="utf-8")
        tree = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:  # tomllib, json and UnicodeDecodeError
        form = "TOML" if path.suffix == ".toml" else "JSON"
        raise ConfigError(f"{path}: is not {form}: {error}") from error
    return _of_toml(tree, path) if path.suffix == ".toml" else _of_geojson(tree, path)


def _of_toml(tree: dict[str, Any], path: Path) -> list[dict[str, Any]]:
    found = tree.get("gate")
    if set(tree) != {"gate"} or not isinstance(found, list):
        raise ConfigError(f"{path}: found {sorted(tree)}: write each gate as a [[gate]] table")
    return [dict(entry) for entry in found]


def _of_geojson(tree: Any, path: Path) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON is of any type
    kind = tree.get("type") if isinstance(tree, dict) else None
    found = tree.get("features") if kind == "FeatureCollection" else [tree]
    found = found if kind in {"FeatureCollection", "Feature"} else None
    if not isinstance(found, list) or not all(isinstance(feature, dict) for feature in found):
        raise ConfigError(f"{path}: found {kind!r}: a GeoJSON FeatureCollection is wanted")
    return [_of_feature(feature, path, number) for number, feature in enumerate(found, start=1)]


def _of_feature(feature: dict[str, Any], path: Path, number: int) -> dict[str, Any]:
    told = {k: v for k, v in (feature.get("properties") or {}).items() if v is not None}
    own_id = told.pop("gate_id", feature.get("id"))
    if "id" not in told and own_id is not None:
        told["id"] = str(own_id)
    where = f"{path}: gate {_title(told, number)}"
    shape = feature.get("geometry") or {}
    if shape.get("type") != "LineString":
        raise ConfigError(f"{where}: is a {shape.get('type')}, not a LineString of two places")
    ends = shape.get("coordinates")
    if not isinstance(ends, list) or len(ends) != 2:  # noqa: PLR2004 - two ends
        many = len(ends) if isinstance(ends, list) else "no"
        raise ConfigError(f"{where}: has {many} vertices: a gate is one line of two, a and b")
    told["a"], told["b"] = ([*end[:2]] if isinstance(end, list) else end for end in ends)
    made = (told.get("snap"), told.get("baseline_source"))
    told.setdefault("source", "; ".join(str(word) for word in made if word))
    return {key: value for key, value in told.items() if key in _GIVEN or key not in _COMPUTED}


def _title(given: dict[str, Any], number: int) -> str:
    named = given.get("id") or given.get("name")
    return f"'{named}'" if named else str(number)


def _free_id(name: str, taken: dict[str, str]) -> str:
    """Make an id of a name: GeoJSON need not bring one."""
    stem = re.sub(r"\W+", "-", name).strip("-").casefold()
    tries = (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(made for made in tries if made not in taken)


def _to_row(given: dict[str, Any], where: str, file: str) -> dict[str, Any]:
    unknown = [key for key in given if key not in _GIVEN]
    if unknown:
        raise ConfigError(f"{where}: unknown key '{unknown[0]}'; known are {', '.join(_GIVEN)}")
    for key in ("name", "id", "a", "b"):
        if not given.get(key):
            raise ConfigError(f"{where}: '{key}' is missing")
    words = {key: value for key, value in given.items() if key not in {"a", "b"}}
    for key, value in words.items():
        if not isinstance(value, str):
            raise ConfigError(f"{where}: '{key}' must be text, not {value!r}")
    if words.get("regime") and words["regime"] not in REGIMES:
        known = ", ".join(REGIMES)
        raise ConfigError(f"{where}: regime '{words['regime']}' is not known; choose {known}")
    a, b = (_end(given[key], f"{where}: {key}") for key in "ab")
    measured = _measured(a, b, where)
    _check_where(a, b, where)
    row = dict.fromkeys(GATE.names) | {k: v for k, v in words.items() if k in GATE.names}
    return row | measured | _seas(words, a, b, where) | {
        "gate_id": words["id"],
        "source": words.get("source") or file,
    }  # fmt: skip


def _end(given: object, where: str) -> Place:
    try:
        return read_place(given)
    except ContractError as error:
        raise ConfigError(f"{where}: {error}") from error


def _measured(a: Place, b: Place, where: str) -> dict[str, Any]:
    try:
        return dict(_measure(a, b))
    except ContractError as error:
        raise ConfigError(f"{where}: {error}; write a and b as the two shores") from error


@cache
def _measure(a: Place, b: Place) -> dict[str, Any]:
    line, corridor = measure_line(a, b), narrowest_corridor(a, b)
    (lon_a, lat_a), (lon_b, lat_b) = corridor.a or (None, None), corridor.b or (None, None)
    return {
        "lon_a": a[0],
        "lat_a": a[1],
        "lon_b": b[0],
        "lat_b": b[1],
        **vars(line),
        "corridor_nm": corridor.width_nm,
        "corridor_lon_a": lon_a,
        "corridor_lat_a": lat_a,
        "corridor_lon_b": lon_b,
        "corridor_lat_b": lat_b,
    }


def _off_coast_nm(places: Sequence[Place]) -> list[float]:
    """How far places lie off the coast: nautical miles, negative inland."""
    lon, lat = zip(*places, strict=True)
    chart = open_chart()
    near = nearest_coast(chart, lon, lat).dist_m / NM_M
    inland = coast_distance(chart, lon, lat) < 0.0
    return [float(-d if i else d) for d, i in zip(near, inland, strict=True)]


def _check_where(a: Place, b: Place, where: str) -> None:
    """Refuse ends that lie far inland, or that make sense only the other way round."""
    off = _off_coast_nm([a, b])
    lost = max(off) < -_INLAND_NM or min(off) > _ASTRAY_NM
    if not lost:
        return
    swapped = [(lat, lon) for lon, lat in (a, b) if abs(lon) <= 90.0]  # noqa: PLR2004 - a latitude
    fits = len(swapped) == 2 and max(map(abs, _off_coast_nm(swapped))) < _ON_COAST_NM  # noqa: PLR2004 - both
    if fits:
        raise ConfigError(
            f"{where}: {a} and {b} lie off any coast, but on one with latitude and longitude "
            "swapped; a place is [lon, lat]"
        )
    if max(off) < -_INLAND_NM:
        raise ConfigError(
            f"{where}: both ends lie inland, {-max(off):.0f} nm and more from the sea; "
            "put a and b on the two shores"
        )


def _seas(words: dict[str, str], a: Place, b: Place, where: str) -> dict[str, Any]:
    """Sea on the left and on the right of one who looks from a to b, and how that is known."""
    note = words.get("note")
    if words.get("left_sea") and words.get("right_sea"):
        return {"left_sea": words["left_sea"], "right_sea": words["right_sea"], "note": note}
    first, second = words.get("side_a"), words.get("side_b")
    if not first or not second:
        raise ConfigError(
            f"{where}: say which sea lies on either side of one who looks from a to b: left_sea "
            "and right_sea, or side_a and side_b"
        )
    places = sea_near(first, a, b), sea_near(second, a, b)
    lefts = {is_left(a, b, place) != k for k, place in enumerate(places) if place}
    if len(lefts) != 1:  # no place is known in either sea, or both lie on one side
        note = " ".join(part for part in (note, _LEFT_BY_ORDER) if part)
    left, right = (second, first) if lefts == {False} else (first, second)
    return {"left_sea": left, "right_sea": right, "note": note}
