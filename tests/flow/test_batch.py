"""The whole path: the same store gives the same events, however it is cut, in bounded memory."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from straitwatch.flow.config import EventSettings, Settings
from straitwatch.flow.demo import demo
from straitwatch.flow.derive import derive_events
from straitwatch.flow.tell import SILENT
from straitwatch.source.simulate import simulate_traffic
from straitwatch.store.store import open_store

# Not ru_maxrss: that one is inherited from the process that started this one.
_MEASURED = r"""
import re, sys
from pathlib import Path
from straitwatch.flow.batch import run
run([sys.argv[1]], Path(sys.argv[2]))
print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.fixture
def again(demo_out: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration that may be written."""
    return Path(shutil.copytree(demo_out, tmp_path / "demo"))


def test_a_second_run_changes_nothing(again: Path) -> None:
    change = demo(again).derived.change
    assert (change.new, change.changed, change.retracted) == (0, 0, 0)
    assert change.same > 200


def test_slices_of_any_size_give_the_same_events(again: Path) -> None:
    settings = Settings(event=EventSettings(slice_rows=7_001))
    with open_store(again / "store") as store:
        change = derive_events(store, settings, SILENT).change
    assert (change.new, change.changed, change.retracted) == (0, 0, 0)
    assert change.same > 200


def test_a_stricter_rule_retracts_and_a_looser_one_brings_back(again: Path) -> None:
    strict = Settings(event=EventSettings(min_away_h=24.0 * 30))
    with open_store(again / "store") as store:
        assert derive_events(store, strict, SILENT).change.retracted == 1
        assert store.events(kind="deployment").num_rows == 0
        derive_events(store, Settings(), SILENT)
        assert store.events(kind="deployment").num_rows == 1


@pytest.mark.slow
def test_a_large_file_runs_in_bounded_memory(tmp_path: Path) -> None:
    span = {"t_from": datetime(2022, 12, 15, tzinfo=UTC), "t_to": datetime(2023, 1, 3, tzinfo=UTC)}
    big = tmp_path / "big.nmea"
    with big.open("wb") as file:
        file.writelines(simulate_traffic(ships=1500, **span))
    assert big.stat().st_size > 300_000_000
    line = [sys.executable, "-c", _MEASURED, str(big), str(tmp_path / "out")]
    done = subprocess.run(line, check=True, capture_output=True, text=True)
    most = 1_400_000_000  # kernels, charts, ports and pages take half of it before the first fix
    assert int(done.stdout.splitlines()[-1]) < most / 1024
