"""Positions of ships into whether they lie inland, where no ship can be."""

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import World
from straitwatch.kernel.craft import are_aircraft
from straitwatch.model.unit import NM_M

__all__ = ["ON_LAND", "are_on_land"]

ON_LAND = "on land"
"""Pattern of a position that cannot be true."""


def are_on_land(
    world: World,
    object_id: npt.ArrayLike,
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    *,
    inland_nm: float = 2.0,
) -> list[bool]:
    """Tell which positions of ships lie inland.

    Args:
        world: its `measure_coast` is asked; without one nothing is told.
        object_id: identities, shape (n,); aircraft may be over land.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).
        inland_nm: farther from the coast than this. Ours: beyond docks, quays and the error of the
            coastline. A river port may lie farther inland: it is told of a position only that is
            impossible for another reason.
    """
    ships = ~are_aircraft(np.asarray(object_id, np.int64))
    told = np.zeros(len(ships), bool)
    if world.measure_coast is not None and ships.any():
        places = (np.asarray(axis, np.float64)[ships] for axis in (lon, lat))
        told[ships] = world.measure_coast(*places) < -inland_nm * NM_M
    return [bool(one) for one in told]
