"""Compiling ahead: the kernels of events, tracks and zones, in a process beside the first run.

The run itself compiles in its own order: decoder, tracks, zones, detectors. This takes the second
core and begins at the other end, the last detector first, until both meet. What is compiled goes to
the cache on disk, where the other finds it.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["show_scene", "start_warming"]

_ROWS = b"""mmsi,t,lat,lon
431000001,2022-12-16T00:00:00Z,26.3,126.2
431000001,2022-12-16T00:10:00Z,25.2,126.9
431000001,2022-12-16T00:20:00Z,25.2,126.9
111431001,2022-12-16T00:00:00Z,26.3,126.2
"""
"""A ship and an aircraft: what only aircraft need is compiled too."""


def start_warming() -> "subprocess.Popen[bytes]":
    """Start compiling in a process of its own; wait for it before this one ends."""
    line = [sys.executable, "-m", "straitwatch.flow.warm"]
    return subprocess.Popen(  # noqa: S603 - our own module
        line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def main() -> None:
    """Show a scene to each detector, then run four fixes through all stages behind the decoder."""
    from straitwatch.flow.config import Settings  # noqa: PLC0415 - only this process needs them
    from straitwatch.flow.derive import derive_events  # noqa: PLC0415 - same
    from straitwatch.flow.ingest import ingest_bytes  # noqa: PLC0415 - same
    from straitwatch.flow.tell import SILENT  # noqa: PLC0415 - same
    from straitwatch.store.store import open_store  # noqa: PLC0415 - same
    from straitwatch.zone.verdict import zone_at  # noqa: PLC0415 - same

    show_scene()
    with (
        TemporaryDirectory(prefix="straitwatch-warm-") as folder,
        open_store(Path(folder) / "store", create=True) as store,
    ):
        ingest_bytes(store, "warm", [_ROWS])
        derive_events(store, Settings(), SILENT)
    zone_at(126.2, 26.3)


def show_scene() -> dict[str, int]:
    """Show the scene to each installed detector, from the last to the first.

    Returns:
        by kind, how many events each told, at the end and as open.
    """
    import pyarrow as pa  # noqa: PLC0415 - only this process needs them

    from straitwatch.event.base import Batch, World  # noqa: PLC0415 - only this process needs them
    from straitwatch.event.register import detectors  # noqa: PLC0415 - same
    from straitwatch.flow.warm_scene import scene, with_zones  # noqa: PLC0415 - same
    from straitwatch.track.segment import assign_tracks  # noqa: PLC0415 - same
    from straitwatch.zone.gate_file import watched_gates  # noqa: PLC0415 - same
    from straitwatch.zone.port import ports  # noqa: PLC0415 - same

    tracked, _ = assign_tracks(scene(), None)
    rows, words = with_zones(tracked.rows, tracked.words)
    batch = Batch(
        None,
        tracked.jumps,
        retired=tracked.retired,
        switches=tracked.switches,
        rows=rows,
        words=words,
    )
    told: dict[str, int] = {}
    for one in reversed(detectors(World(gates=watched_gates(), ports=ports()))):
        events, carry = one.detect(batch, None)
        for event in pa.concat_tables([events, one.close(carry)])["kind"].to_pylist():
            told[event] = told.get(event, 0) + 1
    return told


if __name__ == "__main__":
    main()
