"""Messages told as named values turned into FIX, STATIC and REJECT, one message a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.decode.cell import read_times
from straitwatch.decode.columns import COLUMNS, STATIC_TARGETS, Column, Match
from straitwatch.decode.feed_lines import Line, reject_line
from straitwatch.decode.say import make_statics
from straitwatch.decode.sift import Reject, Sieve, read_identities, reject_table, sift
from straitwatch.decode.tables import no_rows
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, STATIC

__all__ = ["ACCURATE_M", "SUPPORTED", "Message", "MessageSieve"]

ACCURATE_M = 10.0
"""ITU-R M.1371-5: the accuracy flag says better than 10 m."""

SUPPORTED = frozenset({1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27})
"""Message types that become rows, as in `decode/aivdm.py`; the others are counted rejects."""

_T = FIX.field("t").type
_OF_WORDS = frozenset({*STATIC_TARGETS, "mmsi", "icao24", "t"})


@dataclass(frozen=True)
class Message:
    """What one line says.

    Attributes:
        line: where it stands.
        values: our columns -> text, in our units; what is not told is left out.
        kind: AIS message type; None for others.
        is_placed: whether it is to tell a position: one that does not is a reject. Else it is
            words only.
        is_accurate: whether its position says that it is better than 10 m.
    """

    line: Line
    values: Mapping[str, str]
    kind: int | None = None
    is_placed: bool = True
    is_accurate: bool = False


@dataclass
class MessageSieve:
    """Turns messages into tables and counts them; what it remembers pickles.

    Attributes:
        source: label of the rows.
        tally: is counted up; lines are the caller's.
        names: our columns that a message of the format may tell.
    """

    source: str
    tally: Tally
    names: tuple[str, ...]
    _sieve: Sieve = field(init=False)

    def __post_init__(self) -> None:
        """Take each of our columns for itself."""
        first = {column.target: column for column in reversed(COLUMNS) if column.scale == 1.0}
        used = tuple((first[name], name) for name in self.names)
        self._sieve = Sieve(self.source, Match("messages", used, (), self.names))

    @property
    def _columns(self) -> dict[str, Column]:
        return {column.target: column for column, _ in self._sieve.match.used}

    def sift(self, messages: Sequence[Message], others: list[Reject]) -> Decoded:
        """Turn messages into tables.

        Args:
            messages: in the order of their lines.
            others: lines that are rejects already; counted here.
        """
        placed = [one for one in messages if one.is_placed]
        named = [one for one in messages if not one.is_placed]
        fixes, statics, rejects = self._placed(placed, others)
        words, bad = self._named(named)
        statics = pa.concat_tables([statics, words]).sort_by("line") if len(words) else statics
        if bad:
            self.tally.rejects.update(str(one[2]) for one in bad)
            rejects = _together(rejects, reject_table(bad, self.source))
        self._count_kinds(messages, rejects)
        return Decoded(fixes, statics, rejects)

    def _placed(
        self, placed: list[Message], others: list[Reject]
    ) -> tuple[pa.Table, pa.Table, pa.Table]:
        if not placed:
            self.tally.rejects.update(str(one[2]) for one in others)
            none = no_rows()
            return none.fixes, none.statics, reject_table(others, self.source)
        done = sift(
            self._text(placed, self.names),
            _numbers(placed),
            self._sieve,
            self.tally,
            reject=lambda i, fault: reject_line(placed[i].line, fault),
            others=others,
        )
        by_line = {one.line.number: one for one in placed}
        fixes = _set_kind(done.fixes, by_line)
        own = [by_line[line] for line in fixes["line"].to_pylist()]
        accurate = np.array([one.is_accurate for one in own], bool)
        metres = pa.array(np.full(len(own), ACCURATE_M, np.float32), mask=~accurate)
        return _set(fixes, "accuracy_m", metres), _set_kind(done.statics, by_line), done.rejects

    def _named(self, named: list[Message]) -> tuple[pa.Table, list[Reject]]:
        """Turn messages of words only into STATIC: each is a row, as those of AIVDM are."""
        if not named:
            return STATIC.empty_table(), []
        text = self._text(named, [one for one in self.names if one in _OF_WORDS])
        ids, no_id = read_identities(text)
        t_us, bad_t, no_t = read_times(_whole(text["t"]))
        good = np.flatnonzero(~no_id & ~bad_t)
        rejects = [
            reject_line(named[i].line, Fault.IDENTITY if no_id[i] else Fault.TIME)
            for i in np.flatnonzero(no_id | bad_t)
        ]
        rows = make_statics(
            text.take(pa.array(good)),
            ids[good],
            pa.array(t_us[good], _T, mask=no_t[good]),
            _numbers(named)[good],
            source=self.source,
            columns=self._columns,
        )
        self.tally.messages += len(rows)
        self.tally.statics += len(rows)
        return _set_kind(rows, {one.line.number: one for one in named}), rejects

    def _text(self, messages: list[Message], names: Sequence[str]) -> pa.Table:
        return pa.table(
            {
                name: pa.array([one.values.get(name) for one in messages], pa.string())
                for name in names
            }
        )

    def _count_kinds(self, messages: Sequence[Message], rejects: pa.Table) -> None:
        bad = set(rejects["line"].to_pylist())
        self.tally.by_type.update(
            str(one.kind) for one in messages if one.kind and one.line.number not in bad
        )


def _numbers(messages: list[Message]) -> npt.NDArray[np.int64]:
    return np.array([one.line.number for one in messages], np.int64)


def _set_kind(rows: pa.Table, by_line: Mapping[int, Message]) -> pa.Table:
    kinds = [by_line[line].kind for line in rows["line"].to_pylist()]
    return _set(rows, "msg_type", pa.array(kinds, pa.int8()))


def _set(rows: pa.Table, name: str, values: pa.Array) -> pa.Table:
    place = rows.schema.get_field_index(name)
    return rows.set_column(place, rows.schema.field(place), values)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks()


def _together(first: pa.Table, second: pa.Table) -> pa.Table:
    """Lay rejects together, by line."""
    both = pa.concat_tables([first, second]).unify_dictionaries()
    return both.take(pc.sort_indices(both["line"]))
