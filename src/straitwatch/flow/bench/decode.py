"""Sources made here turned into a table of decoding speeds, and of ratios to peers."""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from straitwatch.flow.bench.aircraft_input import write_history
from straitwatch.flow.bench.csv_input import LAYOUTS, write_csv_day
from straitwatch.flow.bench.decode_input import write_traffic
from straitwatch.flow.bench.decode_run import (
    Speed,
    cores,
    counts,
    measure,
    module,
    script,
    with_ratio,
)
from straitwatch.model.error import ConfigError, SourceError

__all__ = ["PARTS", "Size", "bench_decode"]

PARTS = ("aivdm", "csv", "adsb", "store", "import")
_PEER_SENTENCES = 200_000  # peers are slow: they get the start of the same input
_PEER_RUNS = 3


@dataclass(frozen=True)
class Size:
    """How much is made, and how often it is worked on.

    Attributes:
        sentences: of AIVDM.
        rows: of a CSV archive, and of the day that goes into a store.
        positions: of a history of aircraft.
        runs: fresh processes for each route; the median counts.
    """

    sentences: int = 3_000_000
    rows: int = 8_000_000
    positions: int = 1_000_000
    runs: int = 7


@dataclass(frozen=True)
class _Input:
    name: str
    path: Path
    n: int


def bench_decode(
    file: Path | None = None, *, size: Size = Size(), parts: Sequence[str] = PARTS
) -> list[dict[str, Any]]:
    """Time the decoders and their peers, each in a fresh process on the same bytes.

    Args:
        file: AIVDM lines in place of those that are made; then only `aivdm` is measured.
        size: how much is made.
        parts: which of `PARTS`.

    Returns:
        rows as `Speed`.

    Raises:
        ConfigError: there is no such part.
        SourceError: the file cannot be read.

    Notes:
        Time runs from opening the file to the finished Arrow tables (or file, or store); imports
        and the loading of kernels that were compiled before are apart. Peers of AIVDM decode the
        first 200,000 sentences to 16 columns of one table by the obvious loop; ours decodes all of
        them to all columns of FIX, STATIC, REJECT and of every kind that those do not cover. Only
        ratios on a machine with nothing else to do are worth quoting.
    """
    for part in parts:
        if part not in PARTS:
            raise ConfigError(f"there is no part '{part}': choose one of {', '.join(PARTS)}")
    rows: list[Speed] = []
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as name:
        folder = Path(name)
        if file is not None:
            rows += _aivdm(_given(file), folder, size)
        else:
            for part in PARTS:
                if part in parts:
                    rows += list(_MEASURE[part](folder, size))
    return [asdict(row) for row in rows]


def _given(file: Path) -> _Input:
    try:
        with file.open("rb") as lines:
            n = sum(line.lstrip().startswith((b"!", b"\\")) for line in lines)
    except OSError as error:
        raise SourceError(f"cannot read {file}: {error.strerror}") from error
    return _Input(file.name, file, n)


def _made_aivdm(folder: Path, size: Size) -> Iterator[Speed]:
    for name in ("plain", "tagged"):
        path = folder / f"{name}.nmea"
        n = write_traffic(path, size.sentences, tagged=name == "tagged")
        yield from _aivdm(_Input(name, path, n), folder, size)
        path.unlink()


def _aivdm(given: _Input, folder: Path, size: Size) -> list[Speed]:
    """Measure ours and the peers on one input; the ratio is to aiscat on as many cores."""
    head = _head(given, folder / f"head-{given.name}")
    ours = [(how, threads) for how in ("tables", "parquet", "floor") for threads in counts()]
    found = [_own(given, how, threads, size.runs) for how, threads in ours]
    peers = [_aiscat(head, threads, size) for threads in counts()]
    peers.append(_peer("pyais", script("peer_pyais", head.path), head, 1, size))
    fastest = {row.threads: row.per_s for row in peers[:-1]}
    rows = []
    for (how, threads), (row, _) in zip(ours, found, strict=True):
        is_told = how == "tables"
        word = f"aiscat on {threads}"
        rows.append(with_ratio(row, fastest.get(threads), word) if is_told else row)
    return [*_told_same(rows, found), *peers]


_WORDS = {
    "tables": "to every column of FIX, STATIC, REJECT and the other kinds",
    "parquet": "file to a zstd Parquet file of fixes",
    "floor": "reading the file and xor-ing its bytes",
}


def _own(given: _Input, how: str, threads: int, runs: int) -> tuple[Speed, dict[str, Any]]:
    route = f"straitwatch, {given.name}, {how}"
    command = module("own", given.path, threads, how)
    return measure(route, command, given.n, threads, runs, f"sentences; {_WORDS[how]}")


def _told_same(rows: list[Speed], found: list[tuple[Speed, dict[str, Any]]]) -> list[Speed]:
    """Say how far from the floor a row is, and whether any number of threads gives the same."""
    told = []
    for row, (_, said) in zip(rows, found, strict=True):
        how = row.route.rpartition(" ")[2]
        alike = {one[1].get("digest") for one in found if one[0].route == row.route}
        floor = next(
            r.per_s for r in rows if r.route.endswith("floor") and r.threads == row.threads
        )
        note = row.note
        if how != "floor" and said:
            note += (
                "; any number of threads gives the same bytes"
                if len(alike) == 1
                else ("; THE NUMBER OF THREADS CHANGES THE BYTES")
            )
            if floor and row.per_s:
                note += f"; {floor / row.per_s:.1f} times the floor"
            if "bytes" in said:
                note += f"; {said['bytes'] / 1e6:.1f} MB"
        told.append(replace(row, note=note))
    return told


def _aiscat(head: _Input, processes: int, size: Size) -> Speed:
    return _peer("aiscat", script("peer_aiscat", head.path, processes), head, processes, size)


def _peer(who: str, command: list[str], given: _Input, threads: int, size: Size) -> Speed:
    runs = min(size.runs, _PEER_RUNS)
    note = "sentences; obvious loop to a table"
    return measure(f"{who}, {given.name}", command, given.n, threads, runs, note)[0]


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


def _csv(folder: Path, size: Size) -> Iterator[Speed]:
    """Measure a day of each layout beside readers of CSV that know nothing of ships."""
    for layout in LAYOUTS:
        path = folder / f"{layout}.csv"
        given = _Input(layout, path, write_csv_day(path, size.rows, layout))
        peers = [
            measure(
                f"{who}, {layout}", script("peer_tables", path, who, cores()), given.n, cores(),
                min(size.runs, _PEER_RUNS), "rows; read as they are, to Arrow",
            )[0]
            for who in ("polars", "duckdb")
        ]  # fmt: skip
        fastest = max((row.per_s or 0.0 for row in peers), default=0.0)
        command = module("own_store", path, cores(), "tables")
        note = "rows; to FIX, STATIC and REJECT"
        own = measure(f"straitwatch, {layout}", command, given.n, cores(), size.runs, note)[0]
        yield with_ratio(own, fastest, "the faster reader")
        yield from peers
        path.unlink()


def _adsb(folder: Path, size: Size) -> Iterator[Speed]:
    path = folder / "history.json"
    n = write_history(path, size.positions)
    for threads in counts():
        command = module("own_store", path, threads, "tables")
        note = "positions; readsb's aircraft.json, one a line, to FIX, STATIC and REJECT"
        yield measure("straitwatch, history", command, n, threads, size.runs, note)[0]


def _store(folder: Path, size: Size) -> Iterator[Speed]:
    for layout in LAYOUTS:
        path = folder / f"{layout}.csv"
        n = write_csv_day(path, size.rows, layout)
        command = module("own_store", path, cores(), "store")
        note = "rows; a day of a national network from CSV to the store"
        row, told = measure(
            f"straitwatch, {layout}, store", command, n, cores(), min(size.runs, 3), note
        )
        took = f"; {told['seconds']:.1f} s the last time" if told else ""
        yield replace(row, note=row.note + took)
        path.unlink()


def _import(_: Path, size: Size) -> Iterator[Speed]:
    """Measure how long the decoder takes to be imported, Python's own start left out."""
    seconds = []
    for words in ("pass", "import straitwatch.decode.aivdm"):
        taken = []
        for _run in range(size.runs):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", words], check=True)  # noqa: S603 - our own words
            taken.append(time.perf_counter() - start)
        seconds.append(statistics.median(taken))
    took = seconds[1] - seconds[0]
    yield Speed("import of the AIVDM decoder", 1 / took, None, 1, f"imports; {took:.3f} s each")


_MEASURE: dict[str, Callable[[Path, Size], Iterator[Speed]]] = {
    "aivdm": _made_aivdm,
    "csv": _csv,
    "adsb": _adsb,
    "store": _store,
    "import": _import,
}
