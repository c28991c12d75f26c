"""A user's own gates at the command line: listed, shown, watched by `run`; corridors told."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from straitwatch.flow.show_gate import gate_lines, gate_record
from straitwatch.zone.gate import find_gate

Command = Callable[..., subprocess.CompletedProcess[str]]

OWN = """
[[gate]]
id = "solent-east"
name = "Solent, east"
a = [-1.0861, 50.7750]
b = [-1.0951, 50.7262]
left_sea = "English Channel"
right_sea = "Solent"
"""
# two ships through it: in from the Channel, and out
FIXES = """mmsi,t,lat,lon,sog
232000001,2026-11-25T08:00:00Z,50.75,-1.00,12
232000001,2026-11-25T08:20:00Z,50.75,-1.10,12
232000001,2026-11-25T08:40:00Z,50.76,-1.18,12
235000002,2026-11-25T09:00:00Z,50.75,-1.15,12
235000002,2026-11-25T09:30:00Z,50.74,-1.00,12
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("STRAITWATCH_GATES", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "fixes.csv").write_text(FIXES, encoding="utf-8")
    (tmp_path / "watch.toml").write_text('[gates]\nfiles = ["own.toml"]\n', encoding="utf-8")
    return tmp_path


def test_list_and_show(command: Command, desk: Path) -> None:
    done = command("gate", "list", "--gates", desk / "own.toml", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(rows), rows[-1]["gate_id"]) == (0, 70, "solent-east")
    done = command("gate", "show", "solent-east", "--gates", desk / "own.toml", "--json")
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert row["width_nm"] == pytest.approx(2.95, abs=0.05)
    assert row["states"] == ["GB", "GB"]


def test_a_wrong_file_is_bad_usage(command: Command, desk: Path) -> None:
    (desk / "own.toml").write_text(OWN.replace("left_sea", "links"), encoding="utf-8")
    done = command("gate", "list", "--gates", desk / "own.toml")
    assert (done.returncode, done.stdout) == (2, "")
    assert "own.toml: gate 'solent-east': unknown key 'links'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_run_watches_them(command: Command, desk: Path) -> None:
    out = desk / "out"
    done = command(
        "run", desk / "fixes.csv", "--out", out, "--watch", desk / "watch.toml", "--json"
    )
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    crossings = [event for event in events if event["kind"] == "crossing"]
    told = {(e["object_id"], e["where"], e["from_sea"], e["to_sea"]) for e in crossings}
    assert told == {
        ("mmsi:232000001", "Solent, east", "English Channel", "Solent"),
        ("mmsi:235000002", "Solent, east", "Solent", "English Channel"),
    }
    assert all(event["legal_basis"] is None for event in crossings)  # the file names no regime


def test_reach_knows_them(command: Command, desk: Path) -> None:
    ends = ("--from", "50.75,-1.0,2026-11-25T08:00", "--to", "50.75,-1.15,2026-11-25T09:00")
    done = command("reach", *ends, "--speed", 12, "--gates", desk / "own.toml", "--json")
    assert done.returncode == 0, done.stderr
    assert "Solent, east" in done.stdout


def test_one_command_prints_the_corridor_by_each_baseline(command: Command) -> None:
    done = command("gate", "show", "miyako")
    assert done.returncode == 0
    told = [line for line in done.stdout.splitlines() if line.startswith("corridor")]
    assert len(told) == 2
    assert "86.3 nm" in told[0]
    assert "GSHHG" in told[0]


def test_the_published_corridor_stands_beside_the_computed_one() -> None:
    asked = []

    def published(*ends: float) -> SimpleNamespace:
        asked.append(ends)
        return SimpleNamespace(width_nm=86.02, a=(126.6, 26.2), b=(125.4, 25.1), baseline="limits")

    gate = find_gate("miyako")
    record = gate_record(gate, published)
    assert asked == [(gate["lon_a"], gate["lat_a"], gate["lon_b"], gate["lat_b"])]
    assert [c["baseline"] for c in record["corridors"]] == [record["baseline"], "limits"]
    lines = [line for line in gate_lines(record) if line.startswith("corridor")]
    assert "86.3 nm" in lines[0]
    assert "86.0 nm" in lines[1]
    assert "by limits" in lines[1]


def test_without_published_limits_a_line_says_where_to_get_them() -> None:
    record = gate_record(find_gate("dover"), lambda *_: None)
    lines = [line for line in gate_lines(record) if line.startswith("corridor")]
    assert "the belts of 12 nm from either side meet" in lines[0]
    assert lines[1].endswith("published limits: not installed; see docs/zones-and-law.md")
