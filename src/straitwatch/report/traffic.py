"""A story's real traffic in figures and words: fixes, ships, aircraft."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.report import words
from straitwatch.report.story import Story

__all__ = ["Traffic", "real_traffic"]

_KIND_SHIFT = 56
_ICAO24 = 1  # kind of an ICAO address: model/identity.py


@dataclass(frozen=True)
class Traffic:
    """What is not simulated: fixes, and the objects that they are of."""

    fixes: int
    ships: int
    aircraft: int

    @property
    def objects(self) -> int:
        """Ships and aircraft together."""
        return self.ships + self.aircraft

    @property
    def craft(self) -> str:
        """Say of how many ships and aircraft."""
        flown = words.plural(self.aircraft, "aircraft", "aircraft")
        sailed = words.plural(self.ships, "ship")
        if not self.aircraft:
            return sailed
        return f"{sailed} and {flown}" if self.ships else flown

    @property
    def feed(self) -> str:
        """Say by which means they tell where they are."""
        if not self.aircraft:
            return "AIS"
        return "AIS and ADS-B" if self.ships else "ADS-B"


def real_traffic(story: Story) -> Traffic:
    """Count fixes and objects that are not simulated."""
    if not story.simulated:
        return Traffic(story.n_fixes, story.n_objects - story.n_aircraft, story.n_aircraft)
    fixes = sum(t.fixes for t in story.tallies if not t.source.startswith("simulated:"))
    if not fixes or story.tracks.num_rows == 0:
        return Traffic(fixes, 0, 0)
    made_up = pc.starts_with(story.tracks["source"].cast(pa.string()), "simulated:")
    kept = story.tracks.filter(pc.invert(pc.fill_null(made_up, False)))
    objects = np.unique(kept["object_id"].to_numpy())
    aircraft = int(np.count_nonzero(objects >> _KIND_SHIFT == _ICAO24))
    return Traffic(fixes, len(objects) - aircraft, aircraft)
