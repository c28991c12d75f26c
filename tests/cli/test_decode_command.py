"""`straitwatch decode` as it is typed: tables, types, pipes that close, folders."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from straitwatch.flow.bench.decode_input import write_traffic

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("day") / "day.nmea"
    write_traffic(path, 6000, tagged=True)
    return path


def test_messages_come_in_the_order_of_their_lines(command: Command, day: Path) -> None:
    done = command("decode", day, "--table", "message")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    lines = [message["line"] for message in told]
    assert lines == sorted(lines)
    assert {message["msg_type"] for message in told} == set(range(1, 28))
    assert not [line for line in done.stdout.splitlines() if "null" in line or "[]" in line]
    told_by = {name for message in told for name in message}
    assert {"flags", "data", "weather"} <= told_by
    assert {"kind", "object_id", "t", "receiver"} <= set(told[0])
    assert "  types: 1: " in done.stderr
    few = command("decode", day, "--table", "message", "--types", "6,8").stdout.splitlines()
    assert few == [
        line
        for line, message in zip(done.stdout.splitlines(), told, strict=True)
        if message["msg_type"] in {6, 8}
    ]
    assert few


def test_all_tables_go_into_a_folder(command: Command, day: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    for _ in range(2):  # the second time nothing is left to do
        done = command("decode", day, "--table", "all", "-o", f"{tmp_path}/tables/")
        assert done.returncode == 0, done.stderr
        assert "day.nmea: aivdm" in done.stderr
    names = {file.name for file in (tmp_path / "tables").iterdir() if file.name[0] != "_"}
    assert {"fix", "static", "position_a", "aton", "long_range", "binary_broadcast"} <= names
    fixes = pq.read_table(tmp_path / "tables" / "fix")
    assert f"{fixes.num_rows:,} fixes" in done.stderr


def test_a_pipe_that_closes_ends_it_quietly(day: Path) -> None:
    line = f"{sys.executable} -m straitwatch decode {day} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True)
    first, code = done.stdout.splitlines()
    assert json.loads(first)["line"] == 1
    assert (code, done.stderr) == ("141", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--types", "28"], "--types '28'"),
        (["--table", "buoys"], "--table 'buoys' is not known"),
        (["--table", "all"], "-o FOLDER/"),
        (["--restart"], "name one with -o FOLDER/"),
        (["-o", "x/", "--to", "csv"], "a folder holds Parquet, not csv"),
        (["--workers", "0"], "--workers"),
    ],
)
def test_wrong_usage_is_told(command: Command, day: Path, words: list[str], told: str) -> None:
    done = command("decode", day, *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def _peak_mb(data: bytes, times: int, *words: str) -> float:
    """Decode a stream of so many copies in a process of its own; gives the most memory it took."""
    line = [sys.executable, "-m", "straitwatch", "decode", "-", *words]
    process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin is not None
    for _ in range(times):
        process.stdin.write(data)
    process.stdin.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert isinstance(used, resource.struct_rusage)
    return used.ru_maxrss / 1024


@pytest.mark.slow
def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    write_traffic(tmp_path / "a.nmea", 300_000, tagged=True)
    data = (tmp_path / "a.nmea").read_bytes()
    out = str(tmp_path / "a.parquet")
    times = 2, 12  # 50 MB and 300 MB
    small, large = (_peak_mb(data, k, "-o", out, "--workers", "2") for k in times)
    assert len(data) > 20_000_000
    assert large < small + 120  # MB: pieces that wait, by chance more or fewer
