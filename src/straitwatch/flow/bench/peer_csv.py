"""CSV archive turned into an Arrow table by a library of tables; writes seconds and rows.

Run as a script in a process of its own: `python peer_csv.py LIBRARY FILE`, where the library is
`polars`, `duckdb` or `pyarrow`. It reads the columns that ours reads, times and numbers typed; it
neither rejects what cannot be nor tells what an object says anew.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

_TIMES = {"# Timestamp": "%d/%m/%Y %H:%M:%S", "BaseDateTime": "%Y-%m-%dT%H:%M:%S"}
_WORDS = (
    *("Navigational status", "IMO", "Callsign", "Name", "Ship type", "Destination", "ETA"),
    *("VesselName", "CallSign"),
)
_NUMBERS = (
    *("Latitude", "Longitude", "ROT", "SOG", "COG", "Heading", "Width", "Length", "Draught"),
    *("LAT", "LON", "VesselType", "Status", "Draft"),
)
_KNOWN = {"MMSI", *_TIMES, *_WORDS, *_NUMBERS}


def _by_polars(library: Any, path: str, names: list[str], time_name: str) -> Any:  # noqa: ANN401 - tables of three libraries
    types = {name: library.String if name in _WORDS else library.Float64 for name in names}
    types |= {"MMSI": library.Int64, time_name: library.String}
    table = library.read_csv(path, columns=names, schema_overrides=types)
    moment = library.col(time_name).str.to_datetime(_TIMES[time_name], time_unit="us")
    return table.with_columns(moment).to_arrow()


def _by_duckdb(library: Any, path: str, names: list[str], time_name: str) -> Any:  # noqa: ANN401 - as above
    types = {name: "VARCHAR" if name in _WORDS else "DOUBLE" for name in names}
    types |= {"MMSI": "BIGINT", time_name: "TIMESTAMP"}
    relation = library.read_csv(path, dtype=types, timestamp_format=_TIMES[time_name])
    return relation.select(*[f'"{name}"' for name in names]).arrow().read_all()


def _by_pyarrow(library: Any, path: str, names: list[str], time_name: str) -> Any:  # noqa: ANN401 - as above
    types = {name: library.string() if name in _WORDS else library.float64() for name in names}
    types |= {"MMSI": library.int64(), time_name: library.timestamp("us")}
    csv = import_module("pyarrow.csv")
    parsers = [_TIMES[time_name]]
    options = csv.ConvertOptions(
        column_types=types, include_columns=names, timestamp_parsers=parsers
    )
    return csv.read_csv(path, convert_options=options)


def main(library: str, path: str) -> None:
    """Read, and tell how long it took, imports apart."""
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a script of few imports
        head = file.readline().rstrip("\n").split(",")
    names = [name for name in head if name in _KNOWN]
    time_name = next(name for name in names if name in _TIMES)
    read = {"polars": _by_polars, "duckdb": _by_duckdb, "pyarrow": _by_pyarrow}[library]
    module = import_module(library)
    start, cpu = time.perf_counter(), time.process_time()
    rows = read(module, path, names, time_name).num_rows
    seconds, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    sys.stdout.write(json.dumps({"seconds": seconds, "cpu_s": cpu_s, "rows": rows}))


main(sys.argv[1], sys.argv[2])
