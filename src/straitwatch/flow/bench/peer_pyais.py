"""AIVDM file turned into an Arrow table by pyais and the obvious loop; writes seconds and rows.

Run as a script in a process of its own: `python peer_pyais.py FILE`.
"""

import json
import sys
import time

import pyarrow as pa
from pyais import FileReaderStream


def main(path: str) -> None:
    """Decode, make a table, and tell how long it took, imports apart."""
    start, cpu = time.perf_counter(), time.process_time()
    names: tuple[str, ...] = (
        "mmsi",
        "msg_type",
        "lon",
        "lat",
        "speed",
        "course",
        "heading",
        "turn",
        "status",
    )
    names += ("accuracy", "imo", "callsign", "shipname", "ship_type", "draught", "destination")
    columns: dict[str, list[object]] = {name: [] for name in names}
    with FileReaderStream(path) as stream:
        for sentence in stream:
            message = sentence.decode()
            for name, values in columns.items():
                values.append(getattr(message, name, None))
    table = pa.table(columns)
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": table.num_rows}))


main(sys.argv[1])
