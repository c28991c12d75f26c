"""The commands of the README on real files, as a user types them."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_solent_is_told_whole_and_its_one_wrong_position_is_found(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    source = shared / "ais" / "solent-2016-01-12.csv"
    done = command("run", source, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "18,623 fixes of 91 identities" in done.stderr
    found = command(
        "events", "--store", tmp_path / "out", "--kind", "impossible_position", "--json"
    )
    (jump,) = map(json.loads, found.stdout.splitlines())
    assert jump["object_id"] == "mmsi:245188000"
    assert jump["lon"] == pytest.approx(54.83, abs=0.01)
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {
        "report.html",
        "report.md",
        "map.png",
        "events.geojson",
        "store",
    }
    again = command("run", source, "--out", tmp_path / "out")
    assert "events: 0 new, 0 changed" in again.stderr
    assert "0 retracted" in again.stderr


def test_every_line_of_the_danish_stream_is_accounted_for(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    out = tmp_path / "fixes.ndjson"
    done = command("decode", shared / "ais" / "dma-stream-example.nmea", "-o", out)
    assert done.returncode == 0, done.stderr
    assert "8,551 lines" in done.stderr
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert f"{len(rows):,} fixes" in done.stderr
    assert {row["t"][:10] for row in rows} == {"2010-06-11"}
    assert all(row["object_id"].startswith("mmsi:") for row in rows)


@pytest.mark.slow
def test_standard_input_is_read(command: Command, shared: Path, tmp_path: Path) -> None:
    with (shared / "ais" / "dma-stream-example.nmea").open("rb") as file:
        done = command("run", "-", "--out", tmp_path / "out", stdin=file)
    assert done.returncode == 0, done.stderr
    assert "aivdm" in done.stderr


@pytest.mark.slow
def test_formats_are_found_from_content(command: Command, shared: Path, tmp_path: Path) -> None:
    done = command("run", shared / "ais", "--out", tmp_path / "out")
    assert "noaa-marinecadastre-2023-01.csv" in done.stderr
    assert "1,000 messages" in done.stderr
    assert "Traceback" not in done.stderr


def test_zone_at_answers_with_all_it_rests_on(command: Command) -> None:
    done = command("zone", "at", "24.98", "125.36", "--json")
    assert done.returncode == 0, done.stderr
    verdict = json.loads(done.stdout)
    assert verdict["state"] == "JP"
    assert verdict["zone"] == "territorial_sea"
    assert 0 < verdict["dist_nm"] < 12
    assert verdict["uncertainty_m"] >= 500
    assert "GSHHG" in verdict["baseline"]
    assert "17" in verdict["articles"]


def test_negative_coordinates_work_as_typed(command: Command) -> None:
    done = command("zone", "at", "-16.5", "180", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["lat"] == -16.5


def test_gate_show_answers_with_the_law(command: Command) -> None:
    done = command("gate", "show", "miyako")
    assert done.returncode == 0, done.stderr
    for words in ("East China Sea", "Philippine Sea", "宮古", "135.9", "36", "GSHHG"):
        assert words in done.stdout


def test_gate_list_has_them_all(command: Command) -> None:
    assert len(command("gate", "list", "--json").stdout.splitlines()) == 69


def test_reach_excludes_and_allows(command: Command) -> None:
    ends = ("--from", "26.5,125.0,2022-12-16T00:00", "--to", "24.0,128.5,2022-12-16T14:00")
    found = command("reach", *ends, "--speed", "25", "--json")
    bound, *could = map(json.loads, found.stdout.splitlines())
    assert bound["fits"]
    assert "Miyako Strait" in {row["what"] for row in could}
    assert "Tsushima Strait East Channel" not in json.dumps(could)
    short = command("reach", *ends, "--speed", "10")
    assert "do not fit" in short.stdout
