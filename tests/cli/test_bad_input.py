"""Bad input gives one clear line and the right exit code, and never takes the good with it."""

import gzip
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


def _refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if line.startswith("straitwatch: ")]
    assert len(told) == 1, done.stderr
    for word in words:
        assert word.lower() in told[0].lower()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.nmea", b"", ["empty.nmea", "nothing"]),
        ("release.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", ["PDF"]),
        ("noise.bin", random.Random(7).randbytes(200_000), ["noise.bin"]),
        ("ports.csv", b"port,country\nNaha,JP\nHakata,JP\n", ["ports.csv", "lat"]),
    ],
)
@pytest.mark.parametrize("verb", ["run", "decode"])
def test_what_cannot_be_read_is_said_in_one_line(
    command: Command, tmp_path: Path, verb: str, name: str, content: bytes, words: list[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    more = ["--out", tmp_path / "out"] if verb == "run" else []
    _refused(command(verb, tmp_path / name, *more), *words)


def test_a_missing_file_is_named(command: Command, tmp_path: Path) -> None:
    _refused(command("run", tmp_path / "nowhere.nmea", "--out", tmp_path / "out"), "nowhere.nmea")


@pytest.mark.slow
def test_a_gzip_cut_short_keeps_what_came_and_says_so(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    whole = gzip.compress((shared / "ais" / "dma-stream-example.nmea").read_bytes())
    (tmp_path / "day.nmea.gz").write_bytes(whole[: len(whole) // 2])
    done = command("run", tmp_path / "day.nmea.gz", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "day.nmea.gz: ends in the middle" in done.stderr
    assert (tmp_path / "out" / "report.html").is_file()


def test_one_bad_file_does_not_stop_the_others(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    (tmp_path / "release.pdf").write_bytes(b"%PDF-1.7\n")
    source = shared / "ais" / "dma-stream-example.nmea"
    done = command("run", tmp_path / "release.pdf", source, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "release.pdf" in done.stderr
    assert "8,551 lines" in done.stderr


@pytest.mark.slow
def test_a_tenth_of_the_lines_damaged_costs_a_tenth_of_the_result(
    command: Command, shared: Path, tmp_path: Path
) -> None:
    rows = (shared / "ais" / "solent-2016-01-12.csv").read_bytes().splitlines(keepends=True)
    dice = random.Random(11)
    hurt = [row if dice.random() >= 0.1 else b"\xff" + row[5:20] + b"\n" for row in rows[1:]]
    n_hurt = sum(a != b for a, b in zip(rows[1:], hurt, strict=True))
    (tmp_path / "hurt.csv").write_bytes(rows[0] + b"".join(hurt))
    done = command("run", tmp_path / "hurt.csv", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert f"{len(rows) - 1 - n_hurt:,} fixes of" in done.stderr
    assert f"rejects: {n_hurt:,} (" in done.stderr


def test_an_out_that_is_a_file_is_refused(command: Command, shared: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way", encoding="utf-8")
    source = shared / "ais" / "dma-stream-example.nmea"
    _refused(command("run", source, "--out", tmp_path / "out"), "out", "file")


def test_an_out_that_cannot_be_written_is_refused(command: Command, shared: Path) -> None:
    source = shared / "ais" / "dma-stream-example.nmea"
    _refused(command("run", source, "--out", "/proc/straitwatch"), "/proc/straitwatch")


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system with room for 96 kB."""
    folder = tmp_path / "full"
    folder.mkdir()
    line = ["mount", "-t", "tmpfs", "-o", "size=96k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(line, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here: it needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_in_one_line(command: Command, shared: Path, full_disk: Path) -> None:
    source = shared / "ais" / "solent-2016-01-12.csv"
    _refused(command("run", source, "--out", full_disk / "out"), "no space left")


def test_a_store_that_is_none_is_refused(command: Command, tmp_path: Path) -> None:
    _refused(command("events", "--store", tmp_path), "store")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["events", "--format", "xml"], "choose table"),
        (["events", "--from", "yesterday"], "is no time"),
        (["events", "--object", "imo:1"], "is no identity"),
        (["gate", "show", "atlantis"], "atlantis"),
        (["reach", "--from", "1,2", "--to", "1,2,2022-12-16", "--speed", "9"], "LAT,LON,TIME"),
        (["zone", "at", "91", "0"], "-90 to 90"),
        (["decode"], "sources"),
        (["nonsense"], "nonsense"),
    ],
)
def test_bad_usage_ends_with_two(command: Command, words: list[str], told: str) -> None:
    done = command(*words)
    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_hears_no_complaint(demo_out: Path) -> None:
    line = f"{sys.executable} -m straitwatch events --store {demo_out} --json | head -n 1"
    done = subprocess.run(["bash", "-c", line], check=False, capture_output=True, text=True)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
