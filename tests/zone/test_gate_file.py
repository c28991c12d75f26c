"""Users' gates: TOML and GeoJSON in, the same rows as the project's own out, clear errors."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.flow.config import read_settings
from straitwatch.model.error import ConfigError, ContractError
from straitwatch.model.schema import GATE
from straitwatch.zone.gate import find_gate, gates
from straitwatch.zone.gate_file import gate_folder, read_gates, watched_gates
from straitwatch.zone.gate_place import read_place

SOLENT = """
[[gate]]
id = "solent-east"
name = "Solent, east"
name_ja = "ソレント海峡東口"
a = "50°46'30\\"N 1°05'10\\"W"
b = [-1.0951, 50.7262]
left_sea = "English Channel"
right_sea = "Solent"
regime = "innocent_passage"
articles = "UNCLOS 17-26"
note = "Between Southsea and Ryde."
source = "our own, 2026-11-25"
"""


@pytest.fixture(autouse=True)
def no_folder_of_mine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STRAITWATCH_GATES", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def toml(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def feature(**more: object) -> dict:
    told = {"name": "Ours", "left_sea": "Solent", "right_sea": "English Channel"} | more
    shape = told.pop(
        "geometry", {"type": "LineString", "coordinates": [[-1.1, 50.77], [-1.1, 50.73]]}
    )
    return {"type": "Feature", "properties": told, "geometry": shape}


def geojson(folder: Path, *features: dict) -> Path:
    path = folder / "mine.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}))
    return path


def test_a_gate_in_toml(tmp_path: Path) -> None:
    table = read_gates([toml(tmp_path, SOLENT)])
    assert table.schema == GATE
    (row,) = table.to_pylist()
    assert row["gate_id"] == "solent-east"
    assert (row["lon_a"], row["lat_a"]) == pytest.approx((-1.086111, 50.775), abs=1e-6)
    assert row["width_nm"] == pytest.approx(2.95, abs=0.05)
    assert (row["left_sea"], row["right_sea"]) == ("English Channel", "Solent")
    assert row["corridor_nm"] == row["beyond_12nm"] == 0.0
    assert (row["regime"], row["source"]) == ("innocent_passage", "our own, 2026-11-25")


def test_the_example_of_the_documentation_is_read(tmp_path: Path) -> None:
    told = Path(__file__).parents[2] / "docs" / "gates.md"
    example = re.search(r"```toml\n(\[\[gate\]\].*?)```", told.read_text("utf-8"), re.DOTALL)
    assert example
    (row,) = read_gates([toml(tmp_path, example[1])]).to_pylist()
    assert (row["name"], row["name_ja"]) == ("Solent, east", "ソレント海峡東口")
    assert row["width_nm"] == pytest.approx(2.95, abs=0.05)


def test_the_shared_file_loads_as_it_is(tmp_path: Path, shared: Path) -> None:
    features = json.loads((shared / "geo" / "gates.geojson").read_text())["features"]
    some = [features[k] for k in (0, 2, 27, 34, 40)]  # five of the 69, for speed
    rows = read_gates([geojson(tmp_path, *some)]).to_pylist()
    assert [row["name"] for row in rows] == [f["properties"]["name"] for f in some]
    for row, theirs in zip(rows, some, strict=True):
        told = theirs["properties"]
        assert row["width_nm"] == pytest.approx(told["width_nm"], abs=0.002)
        assert row["beyond_12nm"] == pytest.approx(told["beyond_12nm_on_gate_nm"], abs=0.21)
        assert {row["left_sea"], row["right_sea"]} == {told["side_a"], told["side_b"]}
        assert row["source"].startswith("shortest coast-to-coast pair")
    own = [find_gate(name) for name in ("miyako", "yonaguni-taiwan", "singapore", "bab-el-mandeb")]
    for row, mine in zip(rows, own, strict=False):
        assert (row["left_sea"], row["right_sea"]) == (mine["left_sea"], mine["right_sea"])
        assert row["gate_id"] != mine["gate_id"]  # made of the name, and free
    assert rows[0]["corridor_nm"] == pytest.approx(86.318, abs=0.001)


def test_sides_that_the_project_does_not_know_are_told_so(tmp_path: Path) -> None:
    text = SOLENT.replace("left_sea", "side_a").replace("right_sea", "side_b")
    (row,) = read_gates([toml(tmp_path, text.replace("English Channel", "Spithead"))]).to_pylist()
    assert (row["left_sea"], row["right_sea"]) == ("Spithead", "Solent")
    assert "side_a was taken for the left" in row["note"]


def test_files_folder_and_own_gates_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert watched_gates() is gates()
    folder = tmp_path / "gates"
    folder.mkdir()
    toml(folder, SOLENT)
    toml(folder, "not read", "readme.txt")
    monkeypatch.setenv("STRAITWATCH_GATES", str(folder))
    assert gate_folder() == folder
    more = geojson(tmp_path, feature(id="more"))
    table = watched_gates([more, folder / "mine.toml"])  # the same file twice counts once
    assert table["gate_id"].to_pylist()[69:] == ["solent-east", "more"]
    assert table.slice(0, 69).equals(gates())
    assert find_gate("ソレント", table)["gate_id"] == "solent-east"


def test_the_folder_of_the_users_config_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "straitwatch" / "gates"
    folder.mkdir(parents=True)
    toml(folder, SOLENT)
    assert watched_gates().num_rows == 70


def test_a_folder_that_is_named_must_be_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STRAITWATCH_GATES", str(tmp_path / "nowhere"))
    with pytest.raises(ConfigError, match=r"STRAITWATCH_GATES names .*nowhere"):
        watched_gates()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "solent-east"\n', "", "gate 'Solent, east': 'id' is missing"),
        ('"solent-east"', '"miyako"', "gate 'miyako': this id is taken by the project's own"),
        (
            "[-1.0951, 50.7262]",
            '"50 46.5 N 1 5 10 W"',
            "gate 'solent-east': both ends are the same",
        ),
        ("[-1.0951, 50.7262]", '"50°46\'30\\"S 178°54\'50\\"E"', "opposite each other"),
        ("[-1.0951, 50.7262]", "[50.7262, -95.1]", r"gate 'solent-east': b: latitude -95.1 .*swap"),
        ("[-1.0951, 50.7262]", "[-1.0951]", r"b: \[-1.0951\] is no place: write \[lon, lat\]"),
        ("[-1.0951, 50.7262]", '"50.7 N"', r"b: '50.7 N' is no place"),
        ("[-1.0951, 50.7262]", '"50.7 N 1.1 N"', "no latitude and longitude, one of each"),
        ("[-1.0951, 50.7262]", "[-1.0951, nan]", "is no place"),
        ("[-1.0951, 50.7262]", "[-190.0, 50.7]", "off the earth"),
        ("note =", "nota =", "unknown key 'nota'; known are id, name"),
        ('"innocent_passage"', '"free_for_all"', "regime 'free_for_all' is not known; choose tr"),
        ('"Between Southsea and Ryde."', "3", "'note' must be text, not 3"),
        ("left_sea =", "side_a =", "say which sea lies on either side"),
        ("[[gate]]", "[gate]", r"write each gate as a \[\[gate\]\] table"),
        ("[[gate]]", "[[gate", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_gate(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in SOLENT
    with pytest.raises(ConfigError, match=rf"mine\.toml: (.*: )?{told}|mine\.toml: .*{told}"):
        read_gates([toml(tmp_path, SOLENT.replace(old, new, 1))])


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"geometry": {"type": "Point", "coordinates": [1, 50]}}, "'Ours': is a Point, not a Line"),
        ({"geometry": None}, "is a None, not a LineString"),
        (
            {"geometry": {"type": "LineString", "coordinates": [[1, 50], [1, 51], [2, 51]]}},
            "has 3 vertices: a gate is one line of two",
        ),
        ({"geometry": {"type": "LineString", "coordinates": [[1, 50], 3]}}, "3 is no place"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"name": None}, "gate 1: 'name' is missing"),
    ],
)
def test_what_is_wrong_in_geojson(tmp_path: Path, given: dict, told: str) -> None:
    with pytest.raises(ConfigError, match=rf"mine\.geojson: .*{told}"):
        read_gates([geojson(tmp_path, feature(**given))])


def test_latitude_and_longitude_swapped(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[51.10994, 1.33247], [50.87292, 1.58327]]}
    with pytest.raises(ConfigError, match="with latitude and longitude swapped; a place is"):
        read_gates([geojson(tmp_path, feature(geometry=line))])


def test_ends_far_inland(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[10.0, 50.0], [11.0, 50.5]]}
    with pytest.raises(ConfigError, match=r"both ends lie inland, [0-9]+ nm and more from the sea"):
        read_gates([geojson(tmp_path, feature(geometry=line))])


def test_a_line_at_sea_is_a_gate_too(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[-140.0, -40.0], [-140.0, -41.0]]}
    (row,) = read_gates([geojson(tmp_path, feature(geometry=line))]).to_pylist()
    assert row["beyond_24nm"] == pytest.approx(row["width_nm"], abs=0.01)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("mine.geojson", "{", "is not JSON"),
        ("mine.json", '{"type": "Topology"}', "found 'Topology': a GeoJSON FeatureCollection"),
        ("mine.json", "[1, 2]", "a GeoJSON FeatureCollection is wanted"),
        ("mine.kml", "<kml/>", "gates stand in a .toml, .geojson or .json file"),
    ],
)
def test_a_file_that_holds_no_gates(tmp_path: Path, name: str, text: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told):
        read_gates([toml(tmp_path, text, name)])


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read: No such file"):
        read_gates([tmp_path / "nowhere.toml"])


def test_two_files_may_not_share_an_id(tmp_path: Path) -> None:
    files = [toml(tmp_path, SOLENT), toml(tmp_path, SOLENT, "again.toml")]
    with pytest.raises(ConfigError, match=r"again\.toml: .*'solent-east': this id is taken by .*m"):
        read_gates(files)


def test_settings_name_files_beside_them(tmp_path: Path) -> None:
    toml(tmp_path, SOLENT)
    watch = toml(tmp_path, '[gates]\nfiles = ["mine.toml"]\n', "watch.toml")
    found = read_settings(watch).gates.files
    assert found == (str(tmp_path / "mine.toml"),)
    assert watched_gates(found).num_rows == 70
    with pytest.raises(ConfigError, match="'files' must be a list of words"):
        read_settings(toml(tmp_path, '[gates]\nfiles = "mine.toml"\n', "watch.toml"))


@settings(max_examples=100, deadline=None)
@given(lon=st.floats(-180.0, 180.0), lat=st.floats(-90.0, 90.0), swap=st.booleans())
def test_degrees_minutes_and_seconds(lon: float, lat: float, swap: bool) -> None:
    def words(value: float, sides: str) -> str:
        whole = round(abs(value) * 36_000)
        degrees, rest = divmod(whole, 36_000)
        return f"{degrees}°{rest // 600:02d}′{rest % 600 / 10:04.1f}″{sides[value < 0]}"

    both = [words(lat, "NS"), words(lon, "EW")]
    found = read_place(" ".join(reversed(both) if swap else both))
    assert found == pytest.approx((lon, lat), abs=2e-5)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("26.11081N, 127.53044E", 127.53044, 26.11081),
        ("33 51.5 S 151 12.6 E", 151.21, -33.858333),
        ("151:12:36E 33:51:30s", 151.21, -33.858333),
    ],
)
def test_ways_to_write_a_place(text: str, lon: float, lat: float) -> None:
    assert read_place(text) == pytest.approx((lon, lat), abs=1e-5)


@pytest.mark.parametrize("text", ["", "here", "1 61 N 2 E", "95 N 2 E", "1 N 2 E 3 N"])
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(ContractError):
        read_place(text)
