"""Records: small frozen things that pass between stages beside the tables."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa

from straitwatch.model.schema import AIRSPACE_VIOLATION, STATISTIC

__all__ = ["Decoded", "Tally"]


@dataclass
class Tally:
    """What was found in one source: every line is in exactly one of these.

    Of a text the lines are its statements and the sentences that hold none.

    Attributes:
        source: its label: the path as given.
        format: what it was taken for, for example `aivdm`.
        n_bytes: bytes read, after decompression.
        lines: lines, or rows, that were looked at.
        messages: whole messages (or rows, or statements) that became rows of FIX, STATIC,
            SIGHTING, or of a table of statistics.
        sightings: of a text: dated reports that it holds; they are among its messages.
        document: of a text: what its sightings name as their document, its address or its path.
        parts: lines that are a part of a multi-part message other than its last.
        times: lines that only carry a time ($PGHP).
        skipped: comment and blank lines and header rows, which claim nothing; of a text the
            sentences in which no statement was found.
        rejects: lines that became nothing, by fault.
        by_type: messages by type.
        flags: messages in which something was wrong but safe, by what it was.
        notes: remarks for the reader, for example which column was taken for what.
    """

    source: str
    format: str = ""
    n_bytes: int = 0
    lines: int = 0
    messages: int = 0
    fixes: int = 0
    statics: int = 0
    sightings: int = 0
    document: str = ""
    parts: int = 0
    times: int = 0
    skipped: int = 0
    rejects: Counter[str] = field(default_factory=Counter)
    by_type: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def is_balanced(self) -> bool:
        """Tell whether every line is accounted for."""
        told = self.messages + self.parts + self.times + self.skipped
        return self.lines == told + sum(self.rejects.values())


@cache
def _no_rows(schema: pa.Schema) -> pa.Table:
    """Make it once, and late: pyarrow looks for pandas then, which is slow to load."""
    return schema.empty_table()


@dataclass(frozen=True)
class Decoded:
    """One chunk of a source as tables: FIX, STATIC, REJECT; STATISTIC, AIRSPACE_VIOLATION.

    Attributes:
        messages: kind of AIS message -> its table; empty unless asked for.
    """

    fixes: pa.Table
    statics: pa.Table
    rejects: pa.Table
    statistics: pa.Table = field(default_factory=lambda: _no_rows(STATISTIC))
    violations: pa.Table = field(default_factory=lambda: _no_rows(AIRSPACE_VIOLATION))
    messages: Mapping[str, pa.Table] = field(default_factory=dict)
