"""AIVDM sentences, real or written here, turned into a table of speeds and ratios."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from straitwatch.kernel.encode import encode_position, encode_static, tag_block
from straitwatch.model.error import SourceError

__all__ = ["bench_decode", "rows_to_text", "write_sentences"]

_DISTINCT = 50_000
_STATIC_SHARE = 0.03  # ships' static messages, two sentences each
_CLASS_B_SHARE = 0.2
_PEER_SENTENCES = 200_000  # peers are slow: they get the start of the same input
_SEED = 20_221_216
_PEERS = ("pyais", "aiscat")


@dataclass(frozen=True)
class _Input:
    name: str
    path: Path
    sentences: int


@dataclass(frozen=True)
class _Speed:
    """One line of the result.

    Attributes:
        route: who decoded, and which input.
        sentences_per_s: median over the runs; null when it is not installed or failed.
        ratio: to the fastest peer on the same input.
        threads: how many were used.
        note: what else there is to say.
    """

    route: str
    sentences_per_s: float | None
    ratio: float | None
    threads: int
    note: str


def bench_decode(
    file: Path | None = None, *, sentences: int = 3_000_000, runs: int = 3
) -> list[dict[str, Any]]:
    """Time the decoder and its peers, each in a fresh process on the same bytes.

    Args:
        file: AIVDM lines; when not given, position reports and ship data are written and tiled,
            once plain and once with tag blocks.
        sentences: how many to write.
        runs: fresh processes for each route; the median counts.

    Returns:
        rows with route, sentences_per_s, ratio (to the fastest peer of the same input), threads,
        note.

    Raises:
        SourceError: the file cannot be read.

    Notes:
        Time runs from opening the file to the finished Arrow tables; imports, and loading the
        kernels that were compiled before, are apart. Peers decode the first 200,000 sentences to
        16 columns of one table by the obvious loop; ours decodes all of them to all columns of
        FIX, STATIC and REJECT. Only the ratios, on a machine with nothing else to do, are worth
        quoting; the note tells sentences per second of processor time, which other work on the
        machine disturbs less.
    """
    rows: list[_Speed] = []
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as folder:
        for given in _inputs(file, Path(folder), sentences):
            head = _head(given, Path(folder) / f"head-{given.name}.nmea")
            peers = [_peer(name, head, runs) for name in _PEERS]
            fastest = max((row.sentences_per_s or 0.0 for row in peers), default=0.0)
            own = [_own(given, threads, runs) for threads in _thread_counts()]
            rows += [_with_ratio(row, fastest) for row in own + peers]
    return [asdict(row) for row in rows]


def rows_to_text(rows: list[dict[str, Any]]) -> str:
    """Lay the rows of `bench_decode` out as a table for the eye."""
    lines = [f"{'route':<34}{'threads':>8}{'M sentences/s':>15}{'ratio':>8}  note"]
    for row in rows:
        speed = row["sentences_per_s"]
        fast = "-" if speed is None else f"{speed / 1e6:.3f}"
        ratio = "-" if row["ratio"] is None else f"{row['ratio']:.1f}"
        lines.append(f"{row['route']:<34}{row['threads']:>8}{fast:>15}{ratio:>8}  {row['note']}")
    return "\n".join(lines)


def write_sentences(path: Path, sentences: int, *, tagged: bool) -> int:
    """Write self-encoded sentences: class A and B positions and class A ship data.

    Args:
        path: the file to write.
        sentences: about how many; distinct ones are tiled.
        tagged: whether each sentence gets a tag block with time and receiver.

    Returns:
        how many were written.
    """
    lines = _distinct(min(sentences, _DISTINCT))
    if tagged:
        tags = tag_block(1_671_062_400 + np.arange(len(lines)) // 50, b"bench-1")
        lines = [tag + line for tag, line in zip(tags, lines, strict=True)]
    times = max(1, sentences // len(lines))
    block = b"\r\n".join(lines) + b"\r\n"
    with path.open("wb") as out:
        for _ in range(times):
            out.write(block)
    return times * len(lines)


def _distinct(n: int) -> list[bytes]:
    rng = np.random.default_rng(_SEED)
    ships = int(n * _STATIC_SHARE)
    positions = n - 2 * ships
    class_b = int(positions * _CLASS_B_SHARE)
    lines = _positions(rng, positions - class_b, 1) + _positions(rng, class_b, 18)
    names = [f"BENCH {k}" for k in range(ships)]
    static = encode_static(
        431_000_000 + np.arange(ships),
        9_000_000 + np.arange(ships),
        [f"7J{k:04d}" for k in range(ships)],
        names,
        rng.integers(60, 90, ships),
        rng.integers(20, 300, ships),
        rng.integers(6, 40, ships),
        rng.uniform(2.0, 15.0, ships),
        names,
    )
    pairs = [b"\r\n".join(static[k : k + 2]) for k in range(0, len(static), 2)]
    mixed = lines + pairs
    order = rng.permutation(len(mixed))
    return b"\r\n".join([mixed[k] for k in order]).split(b"\r\n")


def _positions(rng: np.random.Generator, n: int, msg_type: int) -> list[bytes]:
    return encode_position(
        rng.integers(201_000_000, 775_999_999, n),
        rng.integers(0, 9, n),
        rng.uniform(-20.0, 20.0, n),
        rng.uniform(0.0, 25.0, n),
        rng.uniform(120.0, 135.0, n),
        rng.uniform(20.0, 40.0, n),
        rng.uniform(0.0, 359.9, n),
        rng.integers(0, 360, n),
        rng.integers(0, 60, n),
        msg_type=msg_type,
    )


def _inputs(file: Path | None, folder: Path, sentences: int) -> list[_Input]:
    if file is not None:
        try:
            with file.open("rb") as lines:
                n = sum(line.lstrip().startswith((b"!", b"\\")) for line in lines)
        except OSError as error:
            raise SourceError(f"cannot read {file}: {error.strerror}") from error
        return [_Input(file.name, file, n)]
    made = []
    for name in ("plain", "tagged"):
        path = folder / f"{name}.nmea"
        made.append(_Input(name, path, write_sentences(path, sentences, tagged=name == "tagged")))
    return made


def _head(given: _Input, path: Path) -> _Input:
    """Copy the start of an input for the peers."""
    n = 0
    with given.path.open("rb") as lines, path.open("wb") as out:
        for line in lines:
            out.write(line)
            n += line.lstrip().startswith((b"!", b"\\"))
            if n >= _PEER_SENTENCES:
                break
    return _Input(given.name, path, n)


def _thread_counts() -> list[int]:
    return sorted({1, min(2, os.cpu_count() or 1)})


def _own(given: _Input, threads: int, runs: int) -> _Speed:
    command = [sys.executable, "-m", "straitwatch.flow.bench.own", str(given.path), str(threads)]
    warm = _head(given, given.path.with_suffix(".warm"))
    _run([*command[:3], str(warm.path), str(threads)])  # compiles the kernels, once
    return _timed(f"straitwatch, {given.name}", command, given, threads, runs, "to FIX, STATIC")


def _peer(name: str, given: _Input, runs: int) -> _Speed:
    script = Path(__file__).with_name(f"peer_{name}.py")
    command = [sys.executable, str(script), str(given.path)]
    return _timed(f"{name}, {given.name}", command, given, 1, runs, "obvious loop to a table")


def _timed(  # noqa: PLR0917 - one row of the table
    route: str, command: list[str], given: _Input, threads: int, runs: int, note: str
) -> _Speed:
    seconds, cpu_s = [], []
    for _ in range(runs):
        told = _run(command)
        if isinstance(told, str):
            return _Speed(route, None, None, threads, told)
        seconds.append(float(told["seconds"]))
        cpu_s.append(float(told["cpu_s"]))
    speed = given.sentences / statistics.median(seconds)
    per_cpu = given.sentences / statistics.median(cpu_s) / 1e6
    words = f"{note}; {given.sentences} sentences; {per_cpu:.3f} M per second of processor time"
    return _Speed(route, speed, None, threads, words)


def _run(command: list[str]) -> dict[str, Any] | str:
    """Run a script; returns what it told, or why it could not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own scripts
    if done.returncode == 0:
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    last = done.stderr.strip().rpartition("\n")[2]
    return "not installed" if "ModuleNotFoundError" in last else f"failed: {last}"


def _with_ratio(row: _Speed, fastest: float) -> _Speed:
    if row.sentences_per_s is None or not fastest:
        return row
    return _Speed(**(asdict(row) | {"ratio": row.sentences_per_s / fastest}))
