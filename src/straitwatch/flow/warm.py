"""Compiling ahead: the kernels of tracks, zones and events, in a process beside the first run.

A first run compiles its decoder; meanwhile this takes the second core for the rest. What it
compiles goes to the cache on disk, where the run finds it.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["start_warming"]

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
    """Run four fixes through the stages behind the decoder, and ask for one verdict."""
    from straitwatch.flow.config import Settings  # noqa: PLC0415 - only this process needs them
    from straitwatch.flow.derive import derive_events  # noqa: PLC0415 - same
    from straitwatch.flow.ingest import ingest_bytes  # noqa: PLC0415 - same
    from straitwatch.flow.tell import SILENT  # noqa: PLC0415 - same
    from straitwatch.store.store import open_store  # noqa: PLC0415 - same
    from straitwatch.zone.verdict import zone_at  # noqa: PLC0415 - same

    with (
        TemporaryDirectory(prefix="straitwatch-warm-") as folder,
        open_store(Path(folder) / "store", create=True) as store,
    ):
        ingest_bytes(store, "warm", [_ROWS])
        derive_events(store, Settings(), SILENT)
    zone_at(126.2, 26.3)


if __name__ == "__main__":
    main()
