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
    start = time.perf_counter()
    names = ("mmsi", "type", "lon", "lat", "speed", "course", "heading")
    columns: dict[str, list[object]] = {name: [] for name in names}
    for message in aiscat.from_file(path):
        for name, values in columns.items():
            values.append(message.get(name))
    table = pa.table(columns)
    seconds = time.perf_counter() - start
    sys.stdout.write(json.dumps({"seconds": seconds, "rows": table.num_rows}))


main(sys.argv[1])
