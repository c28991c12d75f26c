"""The whole world's zones, and the land of the live page, built beforehand."""

from time import perf_counter
from typing import Any

from straitwatch.flow.tell import Tell
from straitwatch.zone.chart import UNITS, open_chart, prepare_world
from straitwatch.zone.pyramid import open_pyramid

__all__ = ["prepare_zones"]


def prepare_zones(tell: Tell) -> dict[str, Any]:
    """Build the zones of the whole world, and the land of the live page, and keep them on disk.

    Args:
        tell: hears of progress.

    Returns:
        what was done, by name: bytes, seconds, folder.

    Raises:
        OutputError: the cache cannot be written.
    """
    tell.stage("building zones", UNITS)
    began, chart = perf_counter(), open_chart()
    folder = prepare_world(chart, tell.advance)
    tell.stage("building the map of the live page")
    open_pyramid()
    return {
        "bytes": chart.zones.bytes(),
        "seconds": round(perf_counter() - began, 1),
        "folder": str(folder),
    }
