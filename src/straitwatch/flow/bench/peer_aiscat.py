"""AIVDM file turned into an Arrow table by aiscat and the obvious loop; writes seconds and rows.

Run as a script in a process of its own: `python peer_aiscat.py FILE`. aiscat is GPL-3: it is
started, never imported by the package.
"""

import json
import sys
import time

import aiscat  # type: ignore[import-untyped]
import pyarrow as pa


def main(path: str) -> None:
    """Decode, make a table, and tell how long it took, imports apart."""
    start, cpu = time.perf_counter(), time.process_time()
    names: tuple[str, ...] = (
        "mmsi",
        "type",
        "lon",
        "lat",
        "speed",
        "course",
        "heading",
        "turn",
        "status",
    )
    names += ("accuracy", "imo", "callsign", "shipname", "shiptype", "draught", "destination")
    columns: dict[str, list[object]] = {name: [] for name in names}
    for message in aiscat.from_file(path):
        for name, values in columns.items():
            values.append(message.get(name))
    table = pa.table(columns)
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": table.num_rows}))


main(sys.argv[1])
