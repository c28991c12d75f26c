"""The zone commands as typed: places, lists, files, pictures, and exit codes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from straitwatch.cli import main

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run the command line in this process."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["straitwatch", *words])
        monkeypatch.setenv("COLUMNS", "200")
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        return subprocess.CompletedProcess(words, code, *capsys.readouterr())

    return run


@pytest.mark.parametrize(
    "words", [["24.98", "125.36"], ["24-58.8N", "125-21.6E"], ["24.98,125.36"]]
)
def test_at_takes_the_usual_spellings(command: Command, words: list[str]) -> None:
    done = command("zone", "at", *words, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "JP"


def test_at_suggests_the_swap(command: Command) -> None:
    done = command("zone", "at", "125.36", "24.98")
    assert done.returncode == 2
    assert "did you mean 24.98 125.36?" in done.stderr


def test_at_reads_a_list_and_tells_of_bad_rows(command: Command) -> None:
    done = command("zone", "at", "--points", "-", "--to", "csv", input="lat,lon\n-16.5,180\nx,1\n")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("line,lat,lon,zone,state,dist_m,within_error")
    assert "line 3: 'x, 1' is no place" in done.stderr
    assert command("zone", "at", "--points", "-", input="lat,lon\nx,1\n").returncode == 1


def test_export_and_map_write_files(command: Command, tmp_path: Path) -> None:
    done = command("zone", "export", "--gate", "dover", "--what", "gates,limits", "-o", "-")
    assert done.returncode == 0, done.stderr
    layers = {f["properties"]["layer"] for f in json.loads(done.stdout)["features"]}
    assert layers == {"gates", "limits"}
    done = command(
        "zone", "map", "--around", "-16.5,180", "--within", "12", "-o", tmp_path / "a.png"
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "--gate", "dover", "-o", "a.shp"], "ending says no form"),
        (["export", "-o", "a.kml"], "--box W,S,E,N, --around LAT,LON or --gate NAME"),
        (["export", "--gate", "dover", "--what", "reefs", "-o", "-"], "--what 'reefs'"),
        (["export", "--gate", "dover", "--limits", "0", "-o", "-"], "0.1 to 350"),
        (["map", "--box", "1,2,3", "-o", "a.png"], "W,S,E,N"),
        (["map", "--gate", "dover", "--size", "10", "-o", "a.png"], "400 to 6000"),
        (["at", "1", "2", "--points", "-"], "not both"),
    ],
)
def test_bad_usage_is_exit_2(command: Command, tmp_path: Path, words: list[str], said: str) -> None:
    done = command("zone", *words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of places whose answers do not fit into a pipe."""
    path = tmp_path_factory.mktemp("list") / "big.csv"
    rows = (f"{34.0 + k % 100 / 100},{138.0 + k // 100 % 100 / 100}" for k in range(20_000))
    path.write_text("lat,lon\n" + "\n".join(rows) + "\n")
    return path


HELP = ["zone at", "zone export", "zone map", "zone import", "gate list", "gate show", "law"]


@pytest.mark.parametrize("name", HELP)
def test_help_teaches_by_an_example(quick: Command, name: str) -> None:
    done = quick(*name.split(), "--help")
    assert done.returncode == 0
    assert f"straitwatch {name}" in done.stdout.split("Options:")[0].split("\n", 2)[2]


@pytest.mark.parametrize(
    "words",
    [
        ["zone", "at", "24.98", "125.36", "--json"],
        ["gate", "list", "--json"],
        ["gate", "show", "tsugaru-west", "--json"],
        ["law", "--json"],
        ["zone", "import", "--list", "--json"],
    ],
)
def test_json_is_one_object_a_line(quick: Command, words: list[str]) -> None:
    done = quick(*words)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines
    assert all(isinstance(json.loads(line, parse_constant=_refuse), dict) for line in lines)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.mark.parametrize("place", ["0 0", "90 0", "-90 0", "-16.85 180", "47.7 -87.5", "0 -30"])
def test_json_of_any_place_is_json(quick: Command, place: str) -> None:
    done = quick("zone", "at", *place.split(), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout, parse_constant=_refuse)["zone"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["125.36", "24.98"], "did you mean 24.98 125.36?"),
        (["90.1", "0"], "beyond the pole"),
        (["nan", "0"], "no number of degrees"),
        (["0", "inf"], "no number of degrees"),
        (["0", "1e9"], "no longitude"),
        (["0"], "not one latitude and one longitude"),
        ([], "no place was given"),
        (["24.98", "125.36", "--error", "nan"], "error of the position"),
        (["24.98", "125.36", "--error", "-1"], "error of the position"),
        (["--points", "-", "--error", "inf"], "error of the position"),
        (["24.98", "125.36", "-o", "a.csv"], "go with --points"),
        (["--points", "-", "--to", "xlsx"], "--to 'xlsx' is not known"),
    ],
)
def test_what_is_no_place_is_exit_2_and_one_line(
    quick: Command, words: list[str], said: str
) -> None:
    done = quick("zone", "at", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["gate", "show", "no such strait"], 2),
        (["law", "--zone", "no such zone"], 2),
        (["law", "--craft", "balloon"], 2),
        (["zone", "import"], 2),
        (["zone", "import", "not-there.shp"], 1),
        (["zone", "import", "--remove", "not there"], 2),
        (["zone", "at", "--points", "not-there.csv"], 1),
    ],
)
def test_what_fails_says_so_in_words(quick: Command, words: list[str], code: int) -> None:
    done = quick(*words)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("straitwatch: ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "words",
    [
        ["zone", "at", "--points", "BIG"],
        ["zone", "at", "--points", "BIG", "--to", "csv"],
        ["gate", "list", "--json"],
        ["law"],
    ],
)
def test_a_pipe_that_breaks_is_no_traceback(many: Path, words: list[str]) -> None:
    line = [sys.executable, "-m", "straitwatch", *(str(many) if w == "BIG" else w for w in words)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.readline()
        run.stdout.close()
        said = run.stderr.read().decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["zone", "at", "--points", "BIG", "-o", "WHERE.csv"],
        ["zone", "at", "--points", "BIG", "-o", "WHERE.parquet"],
        pytest.param(
            ["zone", "export", "--gate", "dover", "--what", "gates", "-o", "WHERE.geojson"],
            marks=pytest.mark.slow,
        ),
        pytest.param(
            ["zone", "export", "--gate", "dover", "--what", "gates", "-o", "WHERE.gpkg"],
            marks=pytest.mark.slow,
        ),
        pytest.param(["zone", "map", "--gate", "dover", "-o", "WHERE.png"], marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize(
    "where", ["/proc/nothing", pytest.param("file/below", marks=pytest.mark.slow)]
)
def test_a_place_that_takes_no_file_is_exit_1_and_one_line(
    command: Command, tmp_path: Path, many: Path, words: list[str], where: str
) -> None:
    (tmp_path / "file").write_text("not a folder")
    line = [str(many) if w == "BIG" else w.replace("WHERE", where) for w in words]
    done = command(*line, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert len([w for w in done.stderr.splitlines() if w.startswith("straitwatch: ")]) == 1
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.slow
def test_a_full_disk_is_exit_1_and_one_line(command: Command, many: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        settings = {"capture_output": False, "stdout": full, "stderr": subprocess.PIPE}
        for words in (["zone", "at", "--points", many], ["zone", "at", "24.98", "125.36"]):
            done = command(*words, **settings)
            assert done.returncode == 1
            assert done.stderr.splitlines()[-1].endswith("No space left on device")
            assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_file_is_there_whole_or_as_it_was(command: Command, tmp_path: Path) -> None:
    """A list that breaks off in the middle leaves the file of before."""
    kept = tmp_path / "zones.csv"
    kept.write_text("of before\n")
    (tmp_path / "bad.csv").write_text("lat,lon\nx,y\n")
    done = command("zone", "at", "--points", tmp_path / "bad.csv", "-o", kept)
    assert done.returncode == 1
    assert kept.read_text() == "of before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "zones.csv"]


@pytest.mark.parametrize(
    "text",
    ["[[system", "[[system]]\nid = 1\n", 'x = "y"\n', '[[system]]\nid = "a"\nstate = "jp"\n'],
)
def test_a_wrong_file_of_baselines_is_exit_2_and_named(
    command: Command, tmp_path: Path, text: str
) -> None:
    (tmp_path / "mine.toml").write_text(text)
    done = command(
        *("zone", "at", "24.98", "125.36"),
        env={**os.environ, "STRAITWATCH_BASELINES": str(tmp_path)},
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "mine.toml" in done.stderr
    assert len(done.stderr.splitlines()) == 1
