"""Features become files that others can read: each form, cut at the antimeridian."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely

from straitwatch.model.error import ConfigError, OutputError
from straitwatch.model.feature import Feature
from straitwatch.report.feature_file import to_feature_json, write_features

FEATURES = [
    Feature(
        "limits", shapely.LineString([(179, -16), (181, -17)]), {"kind": "a", "limit_nm": 12.0}
    ),
    Feature("limits", shapely.LineString([(1, 50), (2, 51)]), {"kind": "b", "limit_nm": None}),
    Feature(
        "zones",
        shapely.Polygon(
            [(179, -17), (179, -16), (182, -16), (182, -17)],
            [[(181, -16.6), (181.5, -16.6), (181.5, -16.2)]],
        ),
        {"kind": "zone", "state": "FJ & <co>"},
    ),
]
LENGTHS = [np.hypot(2, 1), np.hypot(1, 1)]


def test_geojson_is_cut_at_the_antimeridian_and_turns_right() -> None:
    told = json.loads("".join(to_feature_json(FEATURES)))
    shapes = [shapely.geometry.shape(f["geometry"]) for f in told["features"]]
    assert [s.geom_type for s in shapes] == ["MultiLineString", "LineString", "MultiPolygon"]
    assert max(abs(s.bounds[k]) for s in shapes for k in (0, 2)) <= 180.0
    assert shapes[0].length == pytest.approx(LENGTHS[0])
    assert shapes[2].area == pytest.approx(FEATURES[2].geometry.area)
    for part in shapes[2].geoms:
        assert part.exterior.is_ccw
        assert not any(hole.is_ccw for hole in part.interiors)
    assert told["features"][2]["properties"] == {
        "layer": "zones", "kind": "zone", "state": "FJ & <co>",
    }  # fmt: skip


def test_geoparquet_is_read_by_geopandas_and_says_its_version(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    write_features(FEATURES, path)
    geo = json.loads(pq.read_metadata(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.read_parquet(path)
    assert frame.crs.to_string() == "OGC:CRS84"
    assert frame["layer"].tolist() == ["limits", "limits", "zones"]
    assert shapely.length(frame.geometry.array)[1] == pytest.approx(LENGTHS[1])
    rows = duckdb.read_parquet(str(path)).select("layer", "limit_nm").fetchall()
    assert rows == [("limits", 12.0), ("limits", None), ("zones", None)]


def test_geopackage_has_a_layer_a_kind(tmp_path: Path) -> None:
    pyogrio = pytest.importorskip("pyogrio")
    path = tmp_path / "a.gpkg"
    write_features(FEATURES, path)
    assert {name for name, _ in pyogrio.list_layers(path)} == {"limits", "zones"}
    info = pyogrio.read_info(path, layer="limits")
    assert (info["features"], info["geometry_type"]) == (2, "MultiLineString")
    assert info["fields"].tolist() == ["kind", "limit_nm"]


def test_kml_is_xml_and_opens(tmp_path: Path) -> None:
    path = tmp_path / "a.kml"
    write_features(FEATURES, path)
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    space = "{http://www.opengis.net/kml/2.2}"
    assert len(root.findall(f".//{space}Placemark")) == 3
    assert len(root.findall(f".//{space}innerBoundaryIs")) == 1
    pyogrio = pytest.importorskip("pyogrio")
    assert {name for name, _ in pyogrio.list_layers(path)} == {"limits", "zones"}


def test_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ending says no form"):
        write_features(FEATURES, tmp_path / "a.shp")


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "parquet", "kml"])
def test_a_file_is_whole_or_not_there(tmp_path: Path, ending: str) -> None:
    with pytest.raises(OutputError, match="could not be written"):
        write_features(FEATURES, tmp_path / "no" / f"a.{ending}")
    bad = [Feature("limits", FEATURES[1].geometry, {"kind": object()})]  # type: ignore[dict-item]
    if ending == "geojson":
        with pytest.raises(TypeError):
            write_features(bad, tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_no_feature_is_still_a_file(tmp_path: Path) -> None:
    for ending in ("geojson", "parquet", "kml"):
        write_features([], tmp_path / f"a.{ending}")
    assert json.loads((tmp_path / "a.geojson").read_text())["features"] == []
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 0
