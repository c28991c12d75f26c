"""AIVDM file turned into tables, or into Parquet, by the project; writes seconds, rows and digest.

Run as a module in a process of its own: `python -m straitwatch.flow.bench.own FILE THREADS HOW`,
HOW one of tables, parquet, floor.
"""

import hashlib
import io
import json
import mmap
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.flow.convert import convert
from straitwatch.flow.reading import Task
from straitwatch.flow.tell import SILENT
from straitwatch.kernel.jit import jit
from straitwatch.model.record import Decoded, Tally
from straitwatch.report.parquet_rows import ParquetRows

_CHUNK = 8 << 20
_MAPPED = 128 << 20  # bytes of a mapped file that are decoded at a time
_WARM_LINES = 2000  # of the file: all kernels are loaded before the clock starts
_KINDS = ("rest",)


def main(path: str, threads: int, how: str) -> None:
    """Do it; tell how long it took, imports and loading of kernels apart."""
    work = {"tables": _tables, "parquet": _parquet, "floor": _floor}[how]
    with tempfile.TemporaryDirectory(prefix="straitwatch-bench-") as folder:
        warm = Path(folder) / "warm.nmea"
        with Path(path).open("rb") as file:
            warm.write_bytes(b"".join(islice(file, _WARM_LINES)))
        work(str(warm), threads, Path(folder))
        start, cpu = time.perf_counter(), time.process_time()
        tell = work(path, threads, Path(folder))
        seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
        told = {"seconds": seconds, "cpu_s": cpu_s, **tell()}
    sys.stdout.write(json.dumps(told))


def _tables(path: str, threads: int, _: Path) -> Callable[[], dict[str, Any]]:
    """Decode to FIX, STATIC, REJECT and the tables of the kinds that those do not cover."""
    tally = Tally(path)
    with (
        Path(path).open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        chunks = (view[at : at + _MAPPED] for at in range(0, len(view), _MAPPED))
        kept = list(decode_aivdm(chunks, path, tally, threads=threads, kinds=_KINDS))

    def tell() -> dict[str, Any]:
        return {"rows": _rows(kept), "lines": tally.lines, "digest": _digest(kept)}

    return tell


def _parquet(path: str, threads: int, folder: Path) -> Callable[[], dict[str, Any]]:
    """Write the fixes as zstd Parquet, as `straitwatch decode FILE -o FILE.parquet` does."""
    out = folder / "out.parquet"
    convert(
        [path], table="fix", form="parquet", output=out, stdout=io.BytesIO(), task=Task(),
        tell=SILENT, workers=threads,
    )  # fmt: skip

    def tell() -> dict[str, Any]:
        data = out.read_bytes()
        return {"rows": 0, "bytes": len(data), "digest": hashlib.sha256(data).hexdigest()}

    return tell


def _floor(path: str, threads: int, _: Path) -> Callable[[], dict[str, Any]]:
    """Read the file and xor its bytes: nothing that looks at each byte can be faster."""
    size = Path(path).stat().st_size
    cuts = [size * k // threads // 8 * 8 for k in range(threads)] + [size // 8 * 8]
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(partial(_xor_piece, path), cuts[:-1], cuts[1:]))
    value = int(np.bitwise_xor.reduce(np.array(found, np.uint64)))
    return lambda: {"rows": 0, "digest": f"{value:016x}"}


def _xor_piece(path: str, start: int, stop: int) -> int:
    room, value = np.empty(_CHUNK // 8, np.uint64), np.uint64(0)
    with Path(path).open("rb", buffering=0) as file:
        file.seek(start)
        while start < stop:
            n = file.readinto(room[: min(len(room), (stop - start) // 8)])  # type: ignore[arg-type]  # memory
            value ^= _xor(room[: n // 8])
            start += n
    return int(value)


@jit
def _xor(words: npt.NDArray[np.uint64]) -> np.uint64:
    value = np.uint64(0)
    for k in range(len(words)):
        value ^= words[k]
    return value


def _rows(kept: Iterable[Decoded]) -> int:
    return sum(sum(table.num_rows for table in _all(part).values()) for part in kept)


def _all(part: Decoded) -> dict[str, pa.Table]:
    return {"fix": part.fixes, "static": part.statics, "reject": part.rejects, **part.messages}


def _digest(kept: list[Decoded]) -> str:
    """Hash all tables: their Parquet does not depend on how they were cut."""
    found: dict[str, list[pa.Table]] = {}
    for part in kept:
        for name, table in _all(part).items():
            found.setdefault(name, []).append(table)
    digest = hashlib.sha256()
    for name in sorted(found):
        held = io.BytesIO()
        rows = ParquetRows(held, found[name][0].schema)
        for table in found[name]:
            rows.write(table)
        rows.close()
        digest.update(name.encode() + held.getvalue())
    return digest.hexdigest()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
