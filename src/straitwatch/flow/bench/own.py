"""AIVDM file turned into tables by the project's own decoder; writes seconds and rows.

Run as a module in a process of its own: `python -m straitwatch.flow.bench.own FILE THREADS`.
"""

import json
import sys
import time
from functools import partial
from pathlib import Path

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.record import Tally

_CHUNK = 8 << 20
_LINE = b"!AIVDM,1,1,,B,15@:Ip002k3Dr;`78KwapWp@0H5b,0*0F\n"


def main(path: str, threads: int) -> None:
    """Decode every chunk to tables; tell how long it took, imports and loading of kernels apart."""
    list(decode_aivdm([_LINE], path, Tally(path)))
    tally = Tally(path)
    start, cpu = time.perf_counter(), time.process_time()
    with Path(path).open("rb") as file:
        chunks = iter(partial(file.read, _CHUNK), b"")
        kept = list(decode_aivdm(chunks, path, tally, threads=threads))
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    rows = sum(part.fixes.num_rows + part.statics.num_rows for part in kept)
    told = {"seconds": seconds, "cpu_s": cpu_s, "rows": rows, "lines": tally.lines}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
