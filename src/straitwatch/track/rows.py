"""Lanes that the sweep let go of, or still holds, into JUMP and TRACK rows."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.laneform import AFTER
from straitwatch.kernel.sphere import arc_distance
from straitwatch.model.schema import JUMP, TRACK
from straitwatch.model.unit import KN_TO_M_S, US_PER_S

__all__ = ["closed_tracks", "jump_rows", "open_tracks"]

Records = npt.NDArray[np.void]
Bools = npt.NDArray[np.bool_]


def jump_rows(lanes: Records, sources: tuple[str | None, ...]) -> pa.Table:
    """Make JUMP of lanes of one fix.

    Args:
        lanes: of dtype `kernel.laneform.LANE`, shape (k,).
        sources: names of the codes of sources.
    """
    moment = JUMP.field("t").type
    before, after = lanes["t_before"] == AFTER, lanes["t_after"] == AFTER
    names = pa.array([sources[code] if code >= 0 else None for code in lanes["source"]])
    return pa.table(
        {
            "object_id": lanes["object_id"],
            "t": pa.array(lanes["t"], moment),
            "lon": lanes["lon"],
            "lat": lanes["lat"],
            "t_before": pa.array(lanes["t_before"], moment, mask=before),
            "lon_before": pa.array(lanes["lon_before"], mask=before),
            "lat_before": pa.array(lanes["lat_before"], mask=before),
            "t_after": pa.array(lanes["t_after"], moment, mask=after),
            "speed_kn": pa.array([_speed_kn(lane) for lane in lanes], pa.float64()),
            "source": names.cast(pa.string()).dictionary_encode(),
            "line": pa.array(lanes["line"], mask=lanes["line"] < 0),
        },
        schema=JUMP,
    )


def _speed_kn(lane: Any) -> float | None:  # noqa: ANN401 - a NumPy record
    """Speed that the jump would have needed: from the fix before, else on to the one after."""
    end = "before" if lane["t_before"] != AFTER else "after"
    t, lon, lat = (lane[f"{name}_{end}"] for name in ("t", "lon", "lat"))
    if t == AFTER:
        return None
    dist_m = float(arc_distance(lane["lon"], lane["lat"], lon, lat))
    return dist_m / max(abs(int(lane["t"]) - int(t)) / US_PER_S, 1.0) / KN_TO_M_S


def closed_tracks(closed: Records) -> pa.Table:
    """Make TRACK of tracks that ended, of dtype `kernel.laneform.CLOSED`."""
    figures = {name: closed[name] for name in ("track_id", "object_id", "t_start", "t_end", "n")}
    return _tracks(figures, np.full(len(closed), "closed"), closed["shared"])


def open_tracks(lanes: Records, shared: Bools, horizon: int) -> pa.Table:
    """Make TRACK of lanes; those that ended before the horizon, in µs, are closed."""
    figures = {name: lanes[name] for name in ("track_id", "object_id", "t_start", "n")}
    state = np.where(lanes["t"] < horizon, "closed", "open")
    return _tracks({**figures, "t_end": lanes["t"]}, state, shared)


def _tracks(
    figures: dict[str, npt.NDArray[np.int64]], state: npt.NDArray[np.str_], shared: Bools
) -> pa.Table:
    moment = TRACK.field("t_start").type
    return pa.table(
        {
            "track_id": figures["track_id"],
            "object_id": figures["object_id"],
            "t_start": pa.array(figures["t_start"], moment),
            "t_end": pa.array(figures["t_end"], moment),
            "n": figures["n"],
            "state": pa.array(state.tolist(), pa.string()),
            "shared_identity": np.ascontiguousarray(shared),
        },
        schema=TRACK,
    )
