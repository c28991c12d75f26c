"""AIVDM file turned into Arrow tables by aiscat and the obvious loop; writes seconds and rows.

Run as a script in a process of its own: `python peer_aiscat.py FILE PROCESSES`. The file is cut at
a line for each process before the clock starts; each makes a table of its own, which it keeps.
aiscat is GPL-3: it is started, never imported by the package.
"""

import json
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import aiscat  # type: ignore[import-untyped]
import pyarrow as pa

_NAMES = (
    *("mmsi", "type", "lon", "lat", "speed", "course", "heading", "turn", "status"),
    *("accuracy", "imo", "callsign", "shipname", "shiptype", "draught", "destination"),
)


def _decode(path: str) -> int:
    columns: dict[str, list[object]] = {name: [] for name in _NAMES}
    for message in aiscat.from_file(path):
        for name, values in columns.items():
            values.append(message.get(name))
    rows: int = pa.table(columns).num_rows
    return rows


def _cut(path: str, folder: str, pieces: int) -> list[str]:
    data = Path(path).read_bytes()
    edges = [0, *(data.find(b"\n", len(data) * k // pieces) + 1 for k in range(1, pieces))]
    names = []
    for k, (start, stop) in enumerate(zip(edges, [*edges[1:], len(data)], strict=True)):
        names.append(f"{folder}/{k}.nmea")
        Path(names[-1]).write_bytes(data[start:stop])
    return names


def _cpu_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(path: str, processes: int) -> None:
    """Decode, make tables, and tell how long it took, imports apart."""
    with tempfile.TemporaryDirectory() as folder:
        pieces = _cut(path, folder, processes)
        start, cpu = time.perf_counter(), _cpu_s()
        if processes == 1:
            rows = _decode(pieces[0])
        else:
            with multiprocessing.get_context("fork").Pool(processes) as pool:
                rows = sum(pool.map(_decode, pieces))
                pool.close()
                pool.join()
        seconds, cpu_s = time.perf_counter() - start, _cpu_s() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": rows}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
