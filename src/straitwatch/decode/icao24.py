"""Addresses of aircraft turned into the State whose register they are of, by ICAO's blocks."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.model.identity import parse_object_id

__all__ = ["address_of", "state_of_address", "use_of_address"]

Ints = npt.NDArray[np.int64]

_NO_ADDRESS = -1
_MAX_ADDRESS = 0xFFFFFF


def address_of(object_id: Ints) -> Ints:
    """Find the 24-bit address of each identity, shape (n,); -1 for what is no aircraft."""
    rest = np.asarray(object_id, np.int64) - parse_object_id("icao24:000000")
    return np.where((rest >= 0) & (rest <= _MAX_ADDRESS), rest, _NO_ADDRESS).astype(np.int64)


def state_of_address(address: Ints) -> pa.Array:
    """Find the State that each address is allocated to.

    Args:
        address: 24 bits, shape (n,); what lies in no block gives null.

    Returns:
        strings, n: ISO 3166 alpha-2; of a territory with a register of its own, the territory's.

    Notes:
        O(n log b) for b blocks. An address is set in the transponder and can be wrong.
        Source: ICAO Annex 10, volume III, appendix to chapter 9; see `data/icao24.csv`.
    """
    table = _blocks()
    return table.state.take(pa.array(table.find(address)))


def use_of_address(address: Ints) -> pa.Array:
    """Say what an address's block is set apart for: `military`, or null.

    Notes:
        Only blocks that two public tables agree on. Armed forces use other addresses too, so null
        says nothing; and the word says what the block is for, not what flies.
    """
    table = _blocks()
    return table.use.take(pa.array(table.find(address)))


@dataclass(frozen=True, eq=False)
class _Blocks:
    """Blocks laid flat: the part that begins at `first` reaches to the next.

    Attributes:
        first: shape (b,), from 0.
        state: strings, b + 1; null between blocks, and last for what is no address.
        use: the same.
    """

    first: Ints
    state: pa.Array
    use: pa.Array

    def find(self, address: Ints) -> Ints:
        address = np.asarray(address, np.int64)
        place = np.searchsorted(self.first, address, side="right") - 1
        known = (address >= 0) & (address <= _MAX_ADDRESS)
        return np.where(known, place, len(self.first)).astype(np.int64)


@cache
def _blocks() -> _Blocks:
    """Lay the blocks flat; of two that hold an address the smaller speaks."""
    text = files("straitwatch.decode").joinpath("data/icao24.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("#", "first"))]
    cells = [line.split(",") for line in lines]
    blocks = [(int(a, 16), int(b, 16), state, use or None) for a, b, state, use in cells]
    first = sorted({0, *(a for a, *_ in blocks), *(b + 1 for _, b, *_ in blocks)})
    state: list[str | None] = [None] * (len(first) + 1)
    uses: list[str | None] = [None] * (len(first) + 1)
    for a, b, whose, use in sorted(blocks, key=lambda block: block[0] - block[1]):
        for k in range(first.index(a), first.index(b + 1)):
            state[k], uses[k] = whose, use
    return _Blocks(
        np.array(first, np.int64), pa.array(state, pa.string()), pa.array(uses, pa.string())
    )
