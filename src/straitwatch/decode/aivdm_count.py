"""What became of a slab's lines added to a tally."""

import numpy as np
import numpy.typing as npt

from straitwatch.decode.aivdm_slab import Slab
from straitwatch.kernel import aivdm_code as code
from straitwatch.kernel import aivdm_fix as fix
from straitwatch.kernel import aivdm_line as scan
from straitwatch.model.record import Decoded, Tally

__all__ = ["count_slab", "note_tags"]

_TAG_NOTE = "{} tag blocks without a right checksum: their time and receiver were not used"


def count_slab(tally: Tally, slab: Slab, decoded: Decoded, counts: npt.NDArray[np.int64]) -> None:
    """Add a slab to a tally.

    Args:
        tally: is counted up.
        slab: its lines, parts and times.
        decoded: its rows and rejects.
        counts: of `read_messages`.
    """
    seen = slab.counts
    tally.lines += int(seen[scan.N_LINES])
    tally.skipped += int(seen[scan.N_SKIPPED])
    tally.times += int(seen[scan.N_TIMES])
    tally.parts += slab.n_parts
    tally.messages += int(counts[fix.N_MESSAGES])
    tally.fixes += decoded.fixes.num_rows
    tally.statics += decoded.statics.num_rows
    for kind in np.flatnonzero(counts[fix.TYPES : fix.N_FLAGS]).tolist():
        tally.by_type[str(kind)] += int(counts[fix.TYPES + kind])
    for bit in np.flatnonzero(counts[fix.N_FLAGS :]).tolist():
        tally.flags[code.FLAG_WORDS[bit]] += int(counts[fix.N_FLAGS + bit])
    faults = decoded.rejects["fault"]
    for pair in faults.value_counts().to_pylist() if len(faults) else []:
        tally.rejects[pair["values"]] += pair["counts"]


def note_tags(tally: Tally, before: int, n: int) -> int:
    """Note n more damaged tag blocks beside those before; returns how many there are now."""
    if not n:
        return before
    if before:
        tally.notes.remove(_TAG_NOTE.format(before))
    tally.notes.append(_TAG_NOTE.format(before + n))
    return before + n
