"""Impossible positions: fixes set aside because no ship moves so, one event each."""

from typing import Any

import numpy as np
import pyarrow as pa

from straitwatch.event.base import Batch, World
from straitwatch.event.inland import ON_LAND, are_on_land
from straitwatch.event.table import events_table
from straitwatch.model.error import SchemaError
from straitwatch.model.identity import event_id, text_of_object_id
from straitwatch.model.schema import EVENT, JUMP
from straitwatch.model.unit import iso

__all__ = ["ImpossiblePositionDetector", "make"]


class ImpossiblePositionDetector:
    """Tells each JUMP: a fix that the last good one cannot have reached and the next denies.

    It says that the position cannot be true, not why: a bad receiver, a shared identity and a
    false signal look the same from here.
    """

    kind = "impossible_position"
    rule = "impossible_position/1"

    def __init__(self, world: World) -> None:
        self._world = world

    def detect(self, batch: Batch, carry: None) -> tuple[pa.Table, None]:  # noqa: ARG002 - has none
        """Tell the jumps of this batch."""
        missing = [name for name in JUMP.names if name not in batch.jumps.column_names]
        if missing:
            raise SchemaError(f"columns {missing} of jumps are missing")
        jumps = batch.jumps.to_pylist()
        who, lon, lat = (np.array([jump[n] for jump in jumps]) for n in ("object_id", "lon", "lat"))
        ashore = are_on_land(self._world, who, lon, lat)
        return events_table(map(self._event, jumps, ashore)), None

    def close(self, carry: None) -> pa.Table:  # noqa: ARG002 - the protocol's
        """Tell nothing: a jump is decided when it is told."""
        return EVENT.empty_table()

    def _event(self, jump: dict[str, Any], on_land: bool) -> dict[str, Any]:
        text, t = text_of_object_id(jump["object_id"]), jump["t"]
        place = {"lon": jump["lon"], "lat": jump["lat"]}
        words = f"{jump['lon']:.7f}", f"{jump['lat']:.7f}"
        simulated = (jump["source"] or "").startswith("simulated:")
        return {
            "event_id": event_id(self.kind, text, t, self.rule, *words),
            "kind": self.kind,
            "object_id": text,
            "t_start": t,
            "t_end": t,
            **place,
            "certainty": "simulated" if simulated else "observed",
            "evidence": [
                {"source": jump["source"], "line": jump["line"], "t": iso(t), **place},
            ],
            "detail": {
                "speed_kn": round(jump["speed_kn"], 1),
                "t_before": iso(jump["t_before"]),
                "lon_before": jump["lon_before"],
                "lat_before": jump["lat_before"],
                "t_after": iso(jump["t_after"]),
                **({"pattern": [ON_LAND]} if on_land else {}),
            },
            "status": "closed",
            "rule": self.rule,
            "source": jump["source"],
        }


def make(world: World) -> ImpossiblePositionDetector:
    """Make the detector: entry point `impossible_position`."""
    return ImpossiblePositionDetector(world)
