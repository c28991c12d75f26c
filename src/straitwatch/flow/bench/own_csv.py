"""CSV archive turned into tables by the project's own decoder; writes seconds and rows.

Run as a module in a process of its own: `python -m straitwatch.flow.bench.own_csv FILE`.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from straitwatch.decode.table import decode_csv
from straitwatch.model.record import Tally

_CHUNK = 4 << 20
_WARM = b"time,mmsi,lat,lon,sog,status,name\n1671152523,431000001,25.5,126.5,1.5,Moored,A\n"


def main(path: str) -> None:
    """Decode every block to tables; tell how long it took, imports and loading of kernels apart."""
    list(decode_csv([_WARM], path, Tally(path)))
    tally = Tally(path)
    start, cpu = time.perf_counter(), time.process_time()
    with Path(path).open("rb") as file:
        kept = list(decode_csv(iter(partial(file.read, _CHUNK), b""), path, tally))
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    rows = sum(part.fixes.num_rows for part in kept)
    told = {"seconds": seconds, "cpu_s": cpu_s, "rows": rows, "lines": tally.lines}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
