"""A downloaded file of maritime zones turned into outlines, each with its State, and rejects."""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ConfigError, SourceError
from straitwatch.zone.published_pack import Outline, iso_table

__all__ = ["KINDS", "Reading", "read_zones"]

Array = npt.NDArray[Any]

KINDS = ("12nm", "24nm", "eez")
_WORDS = {
    "12nm": r"12[ _]?n\.?m|territorial[ _]sea",
    "24nm": r"24[ _]?n\.?m|contiguous",
    "eez": r"200[ _]?n\.?m|exclusive[ _]economic|(^|[^a-z])eez",
}
_OTHERS = r"internal[ _]waters|archipelagic|high[ _]seas|ecs|continental[ _]shel"
_SUFFIXES = (".shp", ".gpkg", ".geojson", ".json")
_MIXED = ("Unknown", "GeometryCollection")  # may hold polygons: each feature is looked at
_ISLET_KM2 = 5.0  # a hole this small in a zone is an islet that the chart may not know
_KM_PER_DEG = 111.2
_WGS84 = ("EPSG:4326", "OGC:CRS84")
_LINES = "polygons are wanted: of the same download the file without `boundaries` in its name"


@dataclass
class Reading:
    """What a file gave.

    Attributes:
        outlines: its polygons.
        kind: 12nm, 24nm or eez.
        layer: the layer that was read.
        n: features in it.
        mended: features whose geometry had to be made valid.
        rejects: features that were left out, by reason.
    """

    kind: str
    layer: str
    outlines: list[Outline] = field(default_factory=list)
    n: int = 0
    mended: int = 0
    rejects: Counter[str] = field(default_factory=Counter)


def read_zones(path: Path, kind: str | None = None) -> Reading:
    """Read a polygon file in the layout of Marine Regions.

    Args:
        path: shapefile, zipped shapefile, GeoPackage or GeoJSON.
        kind: 12nm, 24nm or eez; None: found from names, then from GEONAME and POL_TYPE.

    Returns:
        what it gave.

    Raises:
        SourceError: no such file, no polygons, no State, or degrees that are none.
        ConfigError: the kind cannot be told, or pyogrio or pyproj is missing.

    Notes:
        Columns (case does not matter): ISO_SOV1 to 3, else ISO_TER1 to 3: letters of the States,
        ISO 3166 alpha-3; GEONAME and POL_TYPE tell the kind. Source: marineregions.org, attribute
        table of the Maritime Boundaries Geodatabase.
    """
    if not path.exists():
        raise SourceError(f"{path}: no such file; give the shapefile, .zip, .gpkg or .geojson")
    source, layer = _find_layer(path)
    meta, shapes, columns = _read_layer(path, source, layer)
    found = kind or _guess_kind(path, source, layer, columns)
    reading = Reading(found, layer, n=len(shapes))
    owners = _owners(path, columns, len(shapes))
    _collect(reading, _to_degrees(path, shapes, meta.get("crs")), owners)
    if not reading.outlines:
        reasons = ", ".join(f"{n} {why}" for why, n in reading.rejects.items()) or "no features"
        raise SourceError(f"{path}: nothing to import: {reasons}")
    return reading


def _pyogrio() -> Any:  # noqa: ANN401 - a module
    try:
        import pyogrio  # noqa: PLC0415 - slow, and only an import needs it
    except ImportError as error:
        raise ConfigError("`zone import` needs the package pyogrio: pip install pyogrio") from error
    return pyogrio


def _find_layer(path: Path) -> tuple[str, str]:
    """Find the first layer of polygons in a file: what GDAL is to open, and the layer's name."""
    pyogrio, seen = _pyogrio(), []
    for source in _sources(path):
        try:
            layers = pyogrio.list_layers(source)
        except pyogrio.errors.DataSourceError as error:
            raise SourceError(
                f"{path}: cannot be read as a file of zones ({error}); "
                "give a shapefile (.shp with its .shx, .dbf, .prj), .zip, .gpkg or .geojson"
            ) from error
        for name, shape in layers:
            if shape and ("Polygon" in shape or shape in _MIXED):
                return source, str(name)
            seen.append(f"{name} ({shape or 'no geometry'})")
    lines = any("Line" in one for one in seen)
    mend = _LINES if lines else "give the file of polygons"
    raise SourceError(f"{path}: no layer of polygons, only {', '.join(seen) or 'nothing'}; {mend}")


def _sources(path: Path) -> list[str]:
    if path.suffix.lower() != ".zip":
        return [str(path)]
    try:
        with zipfile.ZipFile(path) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(_SUFFIXES)]
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{path}: no zip file ({error}); download it again") from error
    if not names:
        raise SourceError(f"{path}: holds no {', '.join(_SUFFIXES)}; give the file of polygons")
    return [f"/vsizip/{path.absolute()}/{name}" for name in sorted(names)]


def _read_layer(
    path: Path, source: str, layer: str
) -> tuple[dict[str, Any], Array, dict[str, Array]]:
    """Read a layer: meta, geometries, columns by lower-case name."""
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    pyogrio = _pyogrio()
    try:
        meta, _, wkb, values = pyogrio.raw.read(source, layer=layer, force_2d=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError) as error:
        raise SourceError(f"{path}: broke off while read ({error}); download it again") from error
    columns = {str(n).lower(): v for n, v in zip(meta["fields"], values, strict=True)}
    return meta, np.asarray(shapely.from_wkb(wkb, on_invalid="ignore")), columns


def _guess_kind(path: Path, source: str, layer: str, columns: dict[str, Array]) -> str:
    """Tell the kind from names, then from the columns that say it."""
    names = f"{layer} {Path(source).stem} {path.stem}".lower()
    texts = [names, *(_common(columns[n]) for n in ("geoname", "pol_type") if n in columns)]
    for text in texts:
        if re.search(_OTHERS, text):
            raise SourceError(
                f"{path}: its {'name' if text is names else 'features'} tell of other waters "
                f"('{text}'); a file of 12 nm, 24 nm or EEZ is wanted, or say --kind"
            )
        for kind, words in _WORDS.items():
            if re.search(words, text):
                return kind
    raise ConfigError(
        f"{path}: neither its name nor GEONAME nor POL_TYPE tells what limits these are "
        f"(columns: {', '.join(columns) or 'none'}); say --kind {' or --kind '.join(KINDS)}"
    )


def _common(column: Array) -> str:
    """The text of a column that says most often what kind it is: its last words, lower case."""
    words = Counter(str(value).lower() for value in column.tolist() if value)
    known = [*_WORDS.values(), _OTHERS]
    hits = Counter({w: n for w, n in words.items() if any(re.search(k, w) for k in known)})
    return hits.most_common(1)[0][0] if hits else ""


def _owners(path: Path, columns: dict[str, Array], n: int) -> list[str]:
    """Letters of each feature's States, ISO 3166 alpha-2 joined by `|`; empty for none."""
    groups = [[f"iso_{what}{k}" for k in (1, 2, 3)] for what in ("sov", "ter")]
    groups = [[name for name in group if name in columns] for group in groups]
    if not any(groups):
        raise SourceError(
            f"{path}: no column ISO_SOV1 or ISO_TER1 that names the States "
            f"(columns: {', '.join(columns) or 'none'}); a file of Marine Regions has them"
        )
    iso, owners = iso_table(), []
    for row in range(n):
        letters: set[str] = set()
        for group in groups:
            known = [iso.get(str(columns[name][row] or "").strip().upper()) for name in group]
            letters = letters or {part for one in known if one for part in one[1].split("|")}
        owners.append("|".join(sorted(letters)))
    return owners


def _to_degrees(path: Path, shapes: Array, crs: str | None) -> Array:
    """Bring geometries to WGS 84 degrees."""
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    if crs and crs not in _WGS84:
        try:
            import pyproj  # noqa: PLC0415 - only other projections need it
        except ImportError as error:
            raise ConfigError(
                f"{path}: is in {crs[:60]}; to bring it to WGS 84 install the package pyproj"
            ) from error
        try:
            to_wgs84 = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
        except pyproj.exceptions.CRSError as error:
            raise SourceError(f"{path}: its projection is not known: {crs[:60]}") from error
        shapes = shapely.transform(shapes, lambda xy: np.stack(to_wgs84.transform(*xy.T), axis=1))
    west, south, east, north = shapely.total_bounds(shapes) if len(shapes) else (0, 0, 0, 0)
    if not (west >= -360.0 and east <= 360.0 and south >= -90.001 and north <= 90.001):  # noqa: PLR2004
        raise SourceError(
            f"{path}: coordinates from {west:.1f} {south:.1f} to {east:.1f} {north:.1f} are no "
            f"degrees, and the file says {crs or 'no projection (.prj missing?)'}"
        )
    return shapes


def _collect(reading: Reading, shapes: Array, owners: list[str]) -> None:
    """Sort features into outlines and rejects."""
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    for shape, owner in zip(shapes, owners, strict=True):
        if shape is None or shape.is_empty:
            reading.rejects["without geometry"] += 1
        elif not owner:
            reading.rejects["without letters of a State"] += 1
        elif owner == "AQ":
            reading.rejects["of the area of the Antarctic Treaty"] += 1
        else:
            if not shapely.is_valid(shape):
                reading.mended += 1
                shape = shapely.make_valid(shape)  # noqa: PLW2901 - the same, mended
            parts = [part for one in _turns(shape) for part in _polygons(one)]
            reading.outlines += [Outline(owner, _rings(part)) for part in parts]
            if not parts:
                reading.rejects["without area"] += 1


def _turns(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely has no types
    """Cut a shape at ±180° and bring its parts between them."""
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    west, _, east, _ = shape.bounds
    if west >= -180.0 and east <= 180.0:  # noqa: PLR2004
        return [shape]
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        part = shapely.intersection(shape, shapely.box(turn - 180.0, -90.0, turn + 180.0, 90.0))
        parts.append(shapely.transform(part, lambda xy, turn=turn: xy - [turn, 0.0]))
    return parts


def _polygons(shape: Any) -> list[Any]:  # noqa: ANN401 - shapely has no types
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    parts: list[Any] = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and part.area > 0.0:
            parts.append(part)
        elif part.geom_type in ("MultiPolygon", "GeometryCollection"):
            parts += _polygons(part)
    return parts


def _rings(part: Any) -> list[Array]:  # noqa: ANN401 - shapely has no types
    """Shell and holes of a polygon; holes of islets are filled: they lie landward anyway."""
    import shapely  # noqa: PLC0415 - slow, and only an import needs it

    kept = [part.exterior]
    for hole in part.interiors:
        xy = shapely.get_coordinates(hole)
        shrink = np.cos(np.radians(xy[:, 1].mean()))
        if shapely.Polygon(hole).area * shrink * _KM_PER_DEG**2 > _ISLET_KM2:
            kept.append(hole)
    return [shapely.get_coordinates(ring) for ring in kept]
