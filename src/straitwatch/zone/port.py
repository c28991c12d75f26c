"""Files of two registers turned into one table of ports."""

import gzip
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from straitwatch.zone.shore import data_path

__all__ = ["PORT", "ports"]

PORT = pa.schema(
    [
        ("port_id", pa.string()),  # register and number in it
        ("name", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
    ]
)
"""A place where ships call."""

_REGISTERS = ("wpi", "geonames")
_COLUMNS = {"id": pa.string(), "name": pa.string(), "lon": pa.float64(), "lat": pa.float64()}


@cache
def ports() -> pa.Table:
    """Read the ports that the project ships.

    Returns:
        PORT, 12,970 rows: 2,951 of the World Port Index, then 10,019 of GeoNames. A port that both
        registers hold is there twice.

    Notes:
        The World Port Index gives whole minutes, so a port is up to 1.3 km off; GeoNames mostly
        says the quay. Sources and licences: zone/data/ports/README.md; made by
        scripts/make_ports.py. About 15 ms.
        Read on one thread: on several, 1 of 30 processes that ended right after it aborted at their
        end (pyarrow 26).
    """
    tables = []
    for register in _REGISTERS:
        text = gzip.decompress(data_path(f"ports/{register}.csv.gz").read_bytes())
        rows = pc_csv.read_csv(
            pa.BufferReader(text),
            read_options=pc_csv.ReadOptions(use_threads=False),  # see Notes
            convert_options=pc_csv.ConvertOptions(
                column_types=_COLUMNS, include_columns=list(_COLUMNS)
            ),
        )
        port_id = pc.binary_join_element_wise(register, rows["id"], ":")
        tables.append(rows.drop_columns("id").add_column(0, "port_id", port_id))
    return pa.concat_tables(tables).cast(PORT)
