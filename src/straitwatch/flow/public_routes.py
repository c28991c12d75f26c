"""Charts, writers and the store into the routes for maps and for other programs."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Thread, get_native_id
from typing import TYPE_CHECKING

from straitwatch.flow.exports import export_writers
from straitwatch.flow.feature_source import feature_makers
from straitwatch.flow.map_tiles import MOST_ZOOM, MapTiles, cover_box, coverage_tile
from straitwatch.model.error import StraitwatchError
from straitwatch.report.atom import FeedHead, events_to_atom
from straitwatch.store.event_time import changed_at
from straitwatch.store.store import open_store
from straitwatch.zone.gate_file import watched_gates

if TYPE_CHECKING:
    from fastapi import APIRouter

_POLITE = 19  # nice: after all else
_log = logging.getLogger(__name__)

__all__ = ["CREDITS", "public_routers"]

_OSM = "(c) OpenStreetMap contributors, ODbL 1.0"
CREDITS = {
    "land": "coast: GSHHG 2.3.7 (LGPL)",
    "limits": f"limits: computed from GSHHG 2.3.7 (LGPL); published: {_OSM}",
    "places": "ports: World Port Index; (c) GeoNames, CC BY 4.0",
}
"""Whom the data of a layer is from."""


def public_routers(
    store: Path,
    *,
    gate_files: Sequence[Path] = (),
    tiles: MapTiles | None = None,
    warm: bool = False,
) -> list[APIRouter]:
    """Build the routes of tiles, exports, charts, the Atom feed and OGC API - Features.

    Args:
        store: folder of the store: for when its events were changed; all else comes by the window
            that the application was made with.
        gate_files: gates of the user, as in `watch.toml`.
        tiles: what makes the tiles; by default that of the project's cache folder.
        warm: make in the background what the first tiles wait for: land, and the limits where the
            store's fixes are.

    Returns:
        routers for `serve.app.make_app`.
    """
    from straitwatch.serve.ogc import ogc_router  # noqa: PLC0415 - an extra: only a server needs it
    from straitwatch.serve.route_atom import atom_router  # noqa: PLC0415 - same
    from straitwatch.serve.route_charts import chart_router  # noqa: PLC0415 - same
    from straitwatch.serve.route_export import export_router  # noqa: PLC0415 - same
    from straitwatch.serve.route_tiles import Tiles, tile_router  # noqa: PLC0415 - same

    maker = tiles or MapTiles(gates=watched_gates(gate_files))
    if warm:
        Thread(target=_warm, args=[maker, store], name="warm-tiles", daemon=True).start()

    def updated(ids: Sequence[str]) -> Mapping[str, str]:
        with open_store(store) as opened:
            return changed_at(opened.state, ids)

    return [
        tile_router(Tiles(maker, coverage_tile, cover_box, MOST_ZOOM, CREDITS)),
        export_router(export_writers()),
        chart_router(),
        atom_router(events_to_atom, FeedHead, updated),
        ogc_router(feature_makers()),
    ]


def _warm(maker: MapTiles, store: Path) -> None:
    """Make tiles while nobody waits for anything else."""
    if sys.platform == "linux":  # there a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, get_native_id(), _POLITE)
    try:
        with open_store(store) as opened:
            reach = opened.extent()
        west, south, east, north = reach.west, reach.south, reach.east, reach.north
        if west is None or south is None or east is None or north is None:
            maker.warm()
        else:
            maker.warm((west, south, east, north))
    except StraitwatchError as error:  # each tile that is asked for says so, too
        _log.warning("the map is not ready: %s", error)
