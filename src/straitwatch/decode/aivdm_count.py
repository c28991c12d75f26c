"""What became of slabs of lines added to a tally."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.decode.aivdm_table import FAULTS
from straitwatch.decode.heard import Kept
from straitwatch.kernel import aivdm_code as code
from straitwatch.kernel import aivdm_fix as fix
from straitwatch.kernel import aivdm_line as scan
from straitwatch.model.record import Decoded, Tally

__all__ = ["Made", "count_made", "note_tags"]

Ints = npt.NDArray[np.int64]

_TAG_NOTE = "{} tag blocks without a right checksum: their time and receiver were not used"


@dataclass(frozen=True)
class Made:
    """What became of a slab.

    Attributes:
        decoded: its rows and rejects.
        kept: messages that were asked for.
        seen: counts of `parse_lines`.
        counts: of `read_messages`.
        faults: rejects by the code of their fault, shape (max(FAULTS) + 1,).
        n_parts: lines that are a part of a message other than its last.
    """

    decoded: Decoded
    kept: Kept | None
    seen: Ints
    counts: Ints
    faults: Ints
    n_parts: int


def count_made(tally: Tally, made: Sequence[Made]) -> int:
    """Add slabs to a tally; returns how many of their tag blocks had no right checksum."""
    if not made:
        return 0
    seen = np.sum([one.seen for one in made], axis=0)
    counts = np.sum([one.counts for one in made], axis=0)
    faults = np.sum([one.faults for one in made], axis=0)
    tally.lines += int(seen[scan.N_LINES])
    tally.skipped += int(seen[scan.N_SKIPPED])
    tally.times += int(seen[scan.N_TIMES])
    tally.parts += sum(one.n_parts for one in made)
    tally.messages += int(counts[fix.N_MESSAGES])
    tally.fixes += int(counts[fix.N_FIXES])
    tally.statics += int(counts[fix.N_STATICS])
    for kind in np.flatnonzero(counts[fix.TYPES : fix.N_FLAGS]).tolist():
        tally.by_type[str(kind)] += int(counts[fix.TYPES + kind])
    for bit in np.flatnonzero(counts[fix.N_FLAGS :]).tolist():
        tally.flags[code.FLAG_WORDS[bit]] += int(counts[fix.N_FLAGS + bit])
    for fault in np.flatnonzero(faults).tolist():
        tally.rejects[str(FAULTS[fault])] += int(faults[fault])
    return int(seen[scan.N_BAD_TAGS])


def note_tags(tally: Tally, before: int, n: int) -> int:
    """Note n more damaged tag blocks beside those before; returns how many there are now."""
    if not n:
        return before
    if before:
        tally.notes.remove(_TAG_NOTE.format(before))
    tally.notes.append(_TAG_NOTE.format(before + n))
    return before + n
