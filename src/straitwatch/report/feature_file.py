"""Features of a chart become a file: GeoJSON, GeoPackage, GeoParquet or KML."""

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from straitwatch.model.error import ConfigError
from straitwatch.model.feature import Feature
from straitwatch.model.version import __version__
from straitwatch.report.whole import whole_file

__all__ = ["FORMS", "form_of", "to_feature_json", "write_features"]

Array = npt.NDArray[Any]

FORMS = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".kml": "kml",
}
_DIGITS = 7  # of degrees: a centimetre
_MEND = "free space or choose another file with -o"
_KML = "http://www.opengis.net/kml/2.2"
_COLOURS = {  # of KML: alpha, blue, green, red
    "limits": "ffb27200",
    "zones": "40e9b456",
    "gates": "ffa779cc",
    "equidistance": "ff005ed5",
    "baselines": "ff404040",
}


def form_of(path: Path) -> str:
    """Find the form of a file by its ending.

    Raises:
        ConfigError: it has none of ours.
    """
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise ConfigError(f"{path}: the ending says no form; end it in {', '.join(FORMS)}")
    return form


def write_features(features: Sequence[Feature], path: Path) -> None:
    """Write features to a file, whole or not at all.

    Args:
        features: any order; longitudes may run on past 180: shapes are cut there.
        path: its ending says the form.

    Raises:
        ConfigError: the ending is not known, or GeoPackage is asked for and pyogrio is not there.
        OutputError: the file cannot be written.

    Notes:
        GeoJSON as RFC 7946 asks; GeoPackage with one layer a kind of feature; GeoParquet 1.1 with
        WKB; KML 2.2 with one folder a kind. Degrees of WGS 84 everywhere, seven decimals.
    """
    makers = {"geojson": _geojson, "gpkg": _geopackage, "parquet": _parquet, "kml": _kml}
    make = makers[form_of(path)]
    whole = [
        Feature(f.layer, g, f.properties)
        for f, g in zip(features, _cut_all([f.geometry for f in features]), strict=True)
    ]
    with whole_file(path, mend=_MEND) as file:
        make(whole, file)


def _cut_all(geometries: Sequence[Any]) -> Iterator[Any]:
    """Cut shapes at the antimeridian, turn rings to the right hand, round to centimetres."""
    return map(_cut, geometries)


def _cut(geometry: Any) -> Any:  # noqa: ANN401 - a shapely geometry
    west, _, east, _ = geometry.bounds
    turns = range(int((west + 180.0) // 360.0), int(-((180.0 - east) // 360.0)) + 1)
    parts = [geometry] if len(turns) == 1 and turns[0] == 0 else []
    for turn in turns if not parts else ():
        off = 360.0 * turn
        band = shapely.box(off - 180.0, -90.0, off + 180.0, 90.0)
        kept = shapely.intersection(geometry, band)
        parts += [_moved(part, -off) for part in shapely.get_parts(kept)]
    dimension = shapely.get_dimensions(geometry)
    parts = [p for p in shapely.get_parts(parts) if shapely.get_dimensions(p) == dimension]
    made = parts[0] if len(parts) == 1 else _multi(parts)
    return shapely.orient_polygons(shapely.transform(made, _rounded), exterior_cw=False)


def _multi(parts: Sequence[Any]) -> Any:  # noqa: ANN401 - same
    kinds = {"Polygon": shapely.multipolygons, "LineString": shapely.multilinestrings}
    return kinds.get(parts[0].geom_type, shapely.multipoints)(parts)


def _moved(geometry: Any, off: float) -> Any:  # noqa: ANN401 - same
    return shapely.transform(geometry, lambda xy: xy + np.array([off, 0.0]))


def _rounded(xy: Array) -> Array:
    return np.asarray(np.round(xy, _DIGITS))


def to_feature_json(features: Sequence[Feature]) -> Iterator[str]:
    """Write features as one GeoJSON FeatureCollection, one feature a line (RFC 7946).

    Yields:
        pieces of the file.
    """
    yield '{"type": "FeatureCollection", "features": ['
    between = "\n"
    for feature in features:
        shape = json.loads(shapely.to_geojson(_cut(feature.geometry)))
        told = {"layer": feature.layer, **feature.properties}
        line = {"type": "Feature", "geometry": shape, "properties": told}
        yield between + json.dumps(line, ensure_ascii=False, allow_nan=False)
        between = ",\n"
    yield "\n]}\n"


def _geojson(features: Sequence[Feature], file: IO[bytes]) -> None:
    file.writelines(piece.encode() for piece in to_feature_json(features))


def _columns(features: Sequence[Feature]) -> dict[str, pa.Array]:
    """Properties as columns: numbers where all are, else text."""
    names = list(dict.fromkeys(name for f in features for name in f.properties))
    columns = {}
    for name in names:
        cells = [f.properties.get(name) for f in features]
        words = any(isinstance(cell, str) for cell in cells)
        if words:
            columns[name] = pa.array([None if c is None else str(c) for c in cells], pa.string())
        else:
            columns[name] = pa.array([None if c is None else float(c) for c in cells], pa.float64())
    return columns


def _parquet(features: Sequence[Feature], file: IO[bytes]) -> None:
    shapes = [f.geometry for f in features]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes}),
        "orientation": "counterclockwise",
        "edges": "planar",
    }
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    layers = pa.array([f.layer for f in features], pa.string())
    wkb = pa.array(shapely.to_wkb(np.array(shapes, object)).tolist(), pa.binary())
    table = pa.table({"layer": layers, **_columns(features), "geometry": wkb})
    table = table.replace_schema_metadata({b"geo": json.dumps(geo).encode()})
    pq.write_table(table, file, compression="zstd")


def _geopackage(features: Sequence[Feature], file: IO[bytes]) -> None:
    try:
        from pyogrio.raw import write  # noqa: PLC0415 - only here
    except ModuleNotFoundError as error:
        raise ConfigError("GeoPackage wants the package pyogrio: install it") from error
    with TemporaryDirectory() as folder:
        path = Path(folder) / "zones.gpkg"
        for layer in dict.fromkeys(f.layer for f in features):
            held = [f for f in features if f.layer == layer]
            columns = _columns(held)
            shapes = np.array([shapely.get_parts(f.geometry) for f in held], object)
            many = np.array([_multi(list(parts)) for parts in shapes], object)
            data = [np.array(column.to_pylist(), _kind(column)) for column in columns.values()]
            write(
                path,
                shapely.to_wkb(many),
                field_data=data,
                fields=list(columns),
                layer=layer,
                driver="GPKG",
                geometry_type=many[0].geom_type,
                crs="OGC:CRS84",
                append=path.exists(),
            )
        file.write(path.read_bytes())


def _kind(column: pa.Array) -> Any:  # noqa: ANN401 - a dtype
    return object if pa.types.is_string(column.type) else float


def _kml(features: Sequence[Feature], file: IO[bytes]) -> None:
    ET.register_namespace("", _KML)
    root = ET.Element(f"{{{_KML}}}kml")
    document = _add(root, "Document")
    _add(document, "name", f"straitwatch {__version__}")
    for layer in dict.fromkeys(f.layer for f in features):
        style = _add(document, "Style")
        style.set("id", layer)
        line = _add(style, "LineStyle")
        _add(line, "color", _COLOURS.get(layer, "ff404040"))
        _add(line, "width", "2")
        _add(_add(style, "PolyStyle"), "color", _COLOURS.get(layer, "40404040"))
    for layer in dict.fromkeys(f.layer for f in features):
        folder = _add(document, "Folder")
        _add(folder, "name", layer)
        for feature in features:
            if feature.layer == layer:
                _placemark(folder, feature)
    out = BytesIO()
    ET.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    file.write(out.getvalue())


def _placemark(folder: ET.Element, feature: Feature) -> None:
    mark = _add(folder, "Placemark")
    _add(mark, "name", _title(feature))
    _add(mark, "styleUrl", f"#{feature.layer}")
    data = _add(mark, "ExtendedData")
    for name, value in feature.properties.items():
        if value is not None:
            entry = _add(data, "Data")
            entry.set("name", name)
            _add(entry, "value", str(value))
    held = _add(mark, "MultiGeometry")
    for part in shapely.get_parts(feature.geometry):
        if part.geom_type == "Polygon":
            polygon = _add(held, "Polygon")
            _ring(_add(polygon, "outerBoundaryIs"), part.exterior)
            for hole in part.interiors:
                _ring(_add(polygon, "innerBoundaryIs"), hole)
        else:
            line = _add(held, "LineString")
            _add(line, "tessellate", "1")
            _add(line, "coordinates", _places(part))


def _title(feature: Feature) -> str:
    told = feature.properties
    words = [told.get("name") or told.get("zone") or told.get("kind") or feature.layer]
    if told.get("limit_nm"):
        words.append(f"{told['limit_nm']:g} nm")
    words.append(told.get("states") or told.get("state") or "")
    return " ".join(str(word).replace("_", " ") for word in words if word)


def _ring(parent: ET.Element, ring: Any) -> None:  # noqa: ANN401 - a shapely ring
    _add(_add(parent, "LinearRing"), "coordinates", _places(ring))


def _places(shape: Any) -> str:  # noqa: ANN401 - same
    return " ".join(f"{x:.7f},{y:.7f}" for x, y in shapely.get_coordinates(shape))


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{{_KML}}}{name}")
    child.text = text
    return child
