"""Real files through the stages before the detectors, as one batch."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

import straitwatch
from straitwatch.event.base import Batch
from straitwatch.track.segment import assign_tracks
from straitwatch.zone.chart import open_chart
from straitwatch.zone.zoned import zone_rows

_ORDER = [("object_id", "ascending"), ("t", "ascending")]


def fixes_of(path: Path) -> pa.Table:
    """FIX of a file by object_id, t; those with a time and a place."""
    fixes = straitwatch.decode(str(path))["fixes"]
    whole = pc.and_(pc.is_valid(fixes["t"]), pc.is_valid(fixes["lon"]))
    return fixes.filter(whole).sort_by(_ORDER).combine_chunks()


def batch_of(path: Path) -> Batch:
    """All of a file, with its zones."""
    tracked, _ = assign_tracks(fixes_of(path), None)
    rows, words, _ = zone_rows(tracked.rows, tracked.words, open_chart(), None)
    return Batch(
        None,
        tracked.jumps,
        retired=tracked.retired,
        switches=tracked.switches,
        rows=rows,
        words=words,
    )
