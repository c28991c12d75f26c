"""Invented traffic turned into precision and recall: our events beside the exact truth."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from straitwatch.flow.bench.score import score
from straitwatch.flow.bench.score_absence import answer, score_absence
from straitwatch.flow.bench.traffic.generate import Traffic, make_traffic
from straitwatch.flow.compose import compose_events
from straitwatch.flow.config import Settings
from straitwatch.flow.tell import SILENT, Tell
from straitwatch.flow.watch import Watch
from straitwatch.model.error import OutputError
from straitwatch.report.whole import whole_file
from straitwatch.zone.gate_file import watched_gates

__all__ = ["bench_accuracy", "events_of"]


def bench_accuracy(
    seed: int = 1, scale: float = 1.0, *, keep: Path | None = None, tell: Tell = SILENT
) -> list[dict[str, Any]]:
    """Invent traffic, watch it, and hold the events against what really happened.

    Args:
        seed: the same seed and scale give the same traffic.
        scale: 1 makes some 800 craft.
        keep: folder for fixes, statics, truth and events as Parquet.
        tell: hears of progress.

    Returns:
        a row a kind: see `score.score`; and `absence`: see `score_absence.score_absence`.

    Raises:
        ContractError: the scale is out of bounds.
        OutputError: the folder cannot be written.
    """
    if keep is not None:
        _make_folder(keep)
    tell.stage("inventing traffic")
    traffic = make_traffic(seed, scale)
    tell.stage(f"watching {traffic.fixes.num_rows:,} fixes of {traffic.crafts} craft")
    events = events_of(traffic.fixes, traffic.statics)
    tell.stage("holding events against the truth")
    if keep is not None:
        _keep(keep, traffic, events)
    gates = watched_gates()
    names = dict(zip(gates["name"].to_pylist(), gates["gate_id"].to_pylist(), strict=True))
    absent = score_absence(answer(traffic.fixes, traffic.questions), traffic.questions)
    return [*score(events, traffic.truth, names), absent]


def events_of(fixes: pa.Table, statics: pa.Table) -> pa.Table:
    """Run our pipeline in memory.

    Args:
        fixes: FIX by object_id, t.
        statics: STATIC.

    Returns:
        EVENT.
    """
    del statics  # no detector asks for them yet
    settings = Settings()
    watch = Watch(watched_gates(), settings)
    observed = pa.concat_tables([watch.feed_sorted(fixes), watch.finish()])
    return compose_events(observed, settings)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be made: {error.strerror}; choose another --keep"
        ) from error


def _keep(folder: Path, traffic: Traffic, events: pa.Table) -> None:
    """Write all four tables."""
    tables = {"fixes": traffic.fixes, "statics": traffic.statics, "truth": traffic.truth}
    for name, table in {**tables, "events": events}.items():
        with whole_file(folder / f"{name}.parquet", mend="choose another --keep") as file:
            pq.write_table(table, file, compression="zstd")
