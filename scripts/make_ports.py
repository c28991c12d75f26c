"""Write the ports that the project ships: places where ships call, from two public registers.

Run by hand: `python scripts/make_ports.py HARBORLY` where HARBORLY is the folder of the PyPI
package `harborly` 1.1.4, unpacked (it holds both registers, as of 24 July 2026).
"""

import gzip
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

OUT = Path(__file__).parent.parent / "src/straitwatch/zone/data/ports"
ASHORE = ["L.PRT", "H.HBR", "S.FYT"]
"""Feature codes of GeoNames that are ports: port, harbour, ferry terminal. Left out: anchorages,
which are no ports here; docks and basins, which are named after their number in a port; landings
and marinas, which would double the file."""
PLACES = 4
"""Decimals of a degree: 11 m, under the error of either register."""


def main() -> None:
    """Write `wpi.csv.gz` and `geonames.csv.gz`."""
    table = pq.read_table(Path(sys.argv[1]) / "data/port_registry.parquet")
    codes = pc.is_in(table["function_code"], pa.array([*ASHORE, "port"], pa.large_string()))
    table = table.filter(codes)
    for provider, name in (("NGA_WPI", "wpi"), ("GEONAMES", "geonames")):
        rows = table.filter(pc.equal(table["provider"], provider))
        write(rows, OUT / f"{name}.csv.gz")


def write(rows: pa.Table, path: Path) -> None:
    """Write rows by State, name, id; the same bytes for the same rows."""
    out = pa.table(
        {
            "id": rows["provider_id"].cast(pa.string()),
            "name": rows["canonical_name"].cast(pa.string()),
            "state": rows["country_code"].cast(pa.string()),
            "lon": pc.round(rows["longitude"], PLACES),
            "lat": pc.round(rows["latitude"], PLACES),
        }
    ).sort_by([("state", "ascending"), ("name", "ascending"), ("id", "ascending")])
    text = pa.BufferOutputStream()
    pc_csv.write_csv(out, text, pc_csv.WriteOptions(quoting_style="needed"))
    path.write_bytes(gzip.compress(text.getvalue().to_pybytes(), 9, mtime=0))
    print(f"{path.name}: {out.num_rows} ports, {path.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
