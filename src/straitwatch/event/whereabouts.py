"""Where an event was, in words: zone and State of a code, the strait nearby."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.kernel.sphere import EARTH_RADIUS_M, to_vectors
from straitwatch.model.unit import NM_M

__all__ = ["ZONES", "NearGate", "learn_words", "near_gate", "place_of"]

Ints = npt.NDArray[np.int64]

ZONES = (
    "land",
    "internal_waters",
    "territorial_sea",
    "contiguous_zone",
    "exclusive_economic_zone",
    "high_seas",
    "archipelagic_waters",
)
"""Names of the codes of the column `zone`."""

_STEP = 16  # codes of zones, with room
_MOST_STEPS = 129


def learn_words(known: list[str | None], words: Iterable[str | None]) -> Ints:
    """Add words to those known, in place; returns the code there of each of the words."""
    code = {word: k for k, word in enumerate(known)}
    codes = [code.setdefault(word, len(code)) for word in words]
    known[:] = list(code)
    return np.array(codes, np.int64)


def place_of(code: int, states: list[str | None]) -> tuple[str | None, str | None]:
    """Say zone and State of (code of the State + 1) * 16 + code of the zone + 1; 0 is not known."""
    zone, state = code % _STEP - 1, code // _STEP - 1
    return ZONES[zone] if zone >= 0 else None, states[state] if state >= 0 else None


@dataclass(frozen=True)
class NearGate:
    """A gate and how far away its line is."""

    gate_id: str
    name: str
    dist_nm: float

    def detail(self) -> dict[str, Any]:
        """Tell it in an event's detail."""
        return {"gate_id": self.gate_id, "gate_nm": round(self.dist_nm, 1)}


def near_gate(gates: pa.Table, lon: float, lat: float, *, within_nm: float) -> NearGate | None:
    """Find the gate whose line is nearest to a place.

    Args:
        gates: GATE.
        lon: degrees.
        lat: degrees.
        within_nm: no farther away than this.

    Notes:
        Sphere; distance to the nearest of 129 places along the line: at most 1 % of the line's
        length too far. O(gates), for few events.
    """
    if not gates.num_rows:
        return None
    ends = [gates[name].to_numpy() for name in ("lon_a", "lat_a", "lon_b", "lat_b")]
    a, b = to_vectors(ends[0], ends[1]), to_vectors(ends[2], ends[3])
    share = np.linspace(0.0, 1.0, _MOST_STEPS)[:, None, None]
    line = a + share * (b - a)
    line /= np.linalg.norm(line, axis=-1, keepdims=True)
    chord = np.linalg.norm(line - to_vectors(lon, lat), axis=-1).min(axis=0)
    dist_nm = 2.0 * np.arcsin(np.minimum(chord / 2.0, 1.0)) * EARTH_RADIUS_M / NM_M
    best = int(np.argmin(dist_nm))
    if dist_nm[best] > within_nm:
        return None
    row = gates.slice(best, 1).to_pylist()[0]
    return NearGate(row["gate_id"], row["name"], float(dist_nm[best]))
