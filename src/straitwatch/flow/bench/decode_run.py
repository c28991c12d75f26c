"""A measurement in fresh processes turned into one row: what a second brings, and at what cost."""

import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

__all__ = ["Speed", "cores", "counts", "measure", "module", "script", "with_ratio"]


@dataclass(frozen=True)
class Speed:
    """One line of the result.

    Attributes:
        route: who did what with which input.
        per_s: median over the runs, of what the note counts; null when it is not installed or
            failed.
        ratio: to the peer of the same input that is named in the note, or the fastest; null
            without one.
        threads: threads or processes used.
        note: what is counted, and what else there is to say.
    """

    route: str
    per_s: float | None
    ratio: float | None
    threads: int
    note: str


def cores() -> int:
    """Count the cores that are used: two at most, as the figures that are asked for say."""
    return min(2, os.cpu_count() or 1)


def counts() -> list[int]:
    """Give the numbers of threads that are measured."""
    return sorted({1, cores()})


def module(name: str, *words: object) -> list[str]:
    """Write the command of a module of this folder."""
    return [sys.executable, "-m", f"straitwatch.flow.bench.{name}", *map(str, words)]


def script(name: str, *words: object) -> list[str]:
    """Write the command of a peer, which the package never imports."""
    return [sys.executable, str(Path(__file__).with_name(f"{name}.py")), *map(str, words)]


def measure(  # noqa: PLR0917 - one row of the table
    route: str, command: list[str], n: int, threads: int, runs: int, note: str
) -> tuple[Speed, dict[str, Any]]:
    """Run a command some times, each in a fresh process.

    Args:
        route: who did what.
        command: writes JSON with `seconds` and `cpu_s`, imports and loading of kernels apart.
        n: how many things it works on.
        threads: that it uses.
        runs: the median of so many counts.
        note: what the things are.

    Returns:
        the row, and what the last run told.
    """
    seconds, cpu_s = [], []
    told: dict[str, Any] = {}
    for _ in range(runs):
        said = run(command)
        if isinstance(said, str):
            return Speed(route, None, None, threads, said), {}
        told = said
        seconds.append(float(told["seconds"]))
        cpu_s.append(float(told["cpu_s"]))
    speed = n / max(statistics.median(seconds), 1e-9)
    spread = (max(seconds) - min(seconds)) / statistics.median(seconds)
    per_cpu = n / max(statistics.median(cpu_s), 1e-9) / 1e6
    words = f"{n:,} {note}; {per_cpu:.3f} M per second of processor; runs differ by {spread:.0%}"
    return Speed(route, speed, None, threads, words), told


def run(command: list[str]) -> dict[str, Any] | str:
    """Run a command; returns what it told, or why it could not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own scripts
    if done.returncode == 0:
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    last = done.stderr.strip().rpartition("\n")[2]
    return "not installed" if "ModuleNotFoundError" in last else f"failed: {last}"


def with_ratio(row: Speed, peer: float | None, word: str = "") -> Speed:
    """Put the ratio to a peer into a row, and who it is into its note."""
    if row.per_s is None or not peer:
        return row
    note = f"{row.note}; ratio to {word}" if word else row.note
    return replace(row, ratio=row.per_s / peer, note=note)
