"""A module of the benchmark run in a process of its own, on so many cores: what it told."""

import json
import os
import subprocess
import sys
from typing import Any

__all__ = ["run_child"]

_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMBA")


def run_child(module: str, *words: object, threads: int) -> dict[str, Any] | str:
    """Run a module and read the JSON object that it writes.

    Args:
        module: its name inside `straitwatch.flow.bench`.
        words: its arguments.
        threads: how many cores it may use; it pins itself, its libraries are told beforehand.

    Returns:
        what it told, or the last line of why it could not.
    """
    limits = {f"{name}_NUM_THREADS": str(threads) for name in _THREADS}
    command = [sys.executable, "-m", f"straitwatch.flow.bench.{module}", *map(str, words)]
    env = os.environ | limits | {"POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)  # noqa: S603 - our own modules
    if done.returncode == 0:
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    return f"failed: {done.stderr.strip().rpartition(chr(10))[2]}"
