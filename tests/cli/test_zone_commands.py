"""The zone commands as typed: places, lists, files, pictures, and exit codes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


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
