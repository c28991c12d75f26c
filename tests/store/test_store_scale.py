import subprocess
import sys
from pathlib import Path

import pytest

_SCALE = """
import re, sys
from pathlib import Path
import numpy as np
import pyarrow as pa
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, REJECT, STATIC, conform
from straitwatch.store.store import open_store

n, step, days = 10_000_000, 200_000, 7
chance = np.random.default_rng(1)

def chunk(start):
    k = np.arange(start, start + step)
    cells = {name: np.zeros(step) for name in FIX.names}
    cells |= {name: pa.nulls(step, FIX.field(name).type) for name in ("alt_ft", "receiver")}
    cells["t"] = pa.array(1_671_148_800_000_000 + k * (days * 86_400_000_000 // n))
    cells["object_id"] = chance.integers(200_000_000, 200_010_000, step)
    cells["lon"], cells["lat"] = chance.uniform(-180, 180, step), chance.uniform(-90, 90, step)
    cells["sog_kn"] = chance.integers(0, 300, step) / 10
    cells["line"], cells["source"] = k, pa.array(["a.nmea"] * step)
    rows = conform(pa.table(cells), FIX)
    return Decoded(rows, STATIC.empty_table(), REJECT.empty_table())

with open_store(Path(sys.argv[1]), create=True) as store:
    with store.ingest("a.nmea") as intake:
        for start in range(0, n, step):
            intake.add(chunk(start))
        intake.commit(Tally("a.nmea"))
    lines, last = 0, None
    for rows in store.slices():
        first = rows["t"].cast(pa.int64()).to_numpy().min()
        assert last is None or last <= first
        last, lines = rows["t"].cast(pa.int64()).to_numpy().max(), lines + rows.num_rows
    # not ru_maxrss: that one is inherited from the process that started this one
    peak_kb = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
    print(lines, peak_kb)
"""


@pytest.mark.slow
def test_ten_million_fixes_go_in_and_come_out_in_bounded_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _SCALE, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    lines, peak_kb = (int(word) for word in said)
    assert lines == 10_000_000
    # all in memory would be 800 MB beside the process's own 250: a part is sorted while the one
    # before is written, which takes 760 in all
    assert peak_kb < 900_000_000 / 1024
