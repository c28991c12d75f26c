"""Store into answers: select events, write them, publish them again."""

import io
from datetime import datetime
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from straitwatch.flow.folder import make_folder
from straitwatch.model.identity import parse_object_id
from straitwatch.report.export import to_csv, to_ndjson, to_records
from straitwatch.report.geojson import to_geojson
from straitwatch.report.gpx import rows_to_gpx
from straitwatch.report.kml import events_to_kml
from straitwatch.report.listing import count_line, event_text, fair_share
from straitwatch.store.store import open_store

__all__ = [
    "count_line", "fair_share", "report_store", "select_coverage", "select_events",
    "split_simulated", "write_events",
]  # fmt: skip


def select_events(
    folder: Path,
    *,
    kind: str | None = None,
    identity: str | None = None,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
) -> pa.Table:
    """Find events of a store.

    Args:
        folder: the store.
        kind: only this kind.
        identity: only those of this object, alone or among others.
        t_from: only those that end then or later.
        t_to: only those that begin then or earlier.

    Returns:
        EVENT, by time.

    Raises:
        ContractError: the identity has no known form.
        StoreError: the store cannot be opened.
    """
    if identity is not None and ":" in identity:
        parse_object_id(identity)
    elif identity is not None:
        identity = f"mmsi:{parse_object_id(identity):09d}"
    with open_store(folder) as store:
        return store.events(kind=kind, object_id=identity, t_from=t_from, t_to=t_to)


def select_coverage(
    folder: Path, *, t_from: datetime | None = None, t_to: datetime | None = None
) -> pa.Table:
    """Find the coverage of a store, or of a span: COVERAGE, by hour and cell."""
    with open_store(folder) as store:
        return store.coverage(t_from=t_from, t_to=t_to)


def split_simulated(events: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Part events into those of the world and those of simulated objects."""
    simulated = pc.equal(events["certainty"], "simulated")
    return events.filter(pc.invert(simulated)), events.filter(simulated)


def write_events(events: pa.Table, form: str, out: IO[bytes], *, width: int | None) -> None:
    """Write events as `table`, `ndjson`, `csv`, `geojson`, `kml`, `gpx` or `parquet`."""
    if form == "parquet":
        whole = io.BytesIO()
        pq.write_table(events, whole, compression="zstd")
        out.write(whole.getvalue())
    elif form == "geojson":
        out.writelines(part.encode() for part in to_geojson(events, []))
    elif form in {"kml", "gpx"}:
        write = events_to_kml if form == "kml" else rows_to_gpx
        out.writelines(part.encode("utf-8", "replace") for part in write(to_records(events)))
    elif form == "table":
        out.write(event_text(events, width=width).encode() + b"\n")
    else:
        for line in to_csv(events) if form == "csv" else to_ndjson(events):
            out.write(line.encode())
    out.flush()


def report_store(
    folder: Path,
    out: Path,
    *,
    now: datetime,
    t_from: datetime | None = None,
    t_to: datetime | None = None,
) -> list[Path]:
    """Write the report of a store, or of a span of it, into a folder."""
    from straitwatch.flow.publish import publish  # noqa: PLC0415 - drawing takes a second to load

    make_folder(out)
    with open_store(folder) as store:
        return publish(store, out, now=now, t_from=t_from, t_to=t_to)
