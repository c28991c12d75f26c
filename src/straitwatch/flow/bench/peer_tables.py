"""CSV file turned into an Arrow table by polars or DuckDB; writes seconds and rows.

Run as a script in a process of its own: `python peer_tables.py FILE polars|duckdb THREADS`.
"""

import json
import os
import sys
import time


def main(path: str, who: str, threads: str) -> None:
    """Read it with times and numbers told by the reader; tell how long it took, imports apart."""
    os.environ["POLARS_MAX_THREADS"] = threads
    if who == "polars":
        import polars as pl  # noqa: PLC0415 - one of two is wanted

        def read() -> int:
            return int(pl.read_csv(path, try_parse_dates=True).to_arrow().num_rows)
    else:
        import duckdb  # noqa: PLC0415 - same

        duckdb.execute(f"SET threads = {int(threads)}")

        def read() -> int:
            found = duckdb.execute("SELECT * FROM read_csv(?)", [path]).fetch_arrow_table()
            return int(found.num_rows)

    start, cpu = time.perf_counter(), time.process_time()
    rows = read()
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
