"""Sentences that stand inside other lines turned into rows of those lines."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.aivdm import AivdmStream
from straitwatch.decode.cell import read_times
from straitwatch.decode.feed_lines import Line, reject_line
from straitwatch.decode.sift import Reject
from straitwatch.decode.tables import join_decoded
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import REJECT

__all__ = ["decode_enclosed"]

Ints = npt.NDArray[np.int64]

_MOST_SENTENCES = 16


def decode_enclosed(
    lines: Sequence[tuple[Line, list[str], str | None]], source: str, tally: Tally
) -> tuple[Decoded, list[Reject]]:
    """Decode sentences in lines of another format; each line is a message or a reject.

    Args:
        lines: the line, its sentences, and when it was heard as text (see `cell.read_times`).
        source: label of the rows.
        tally: is counted up: messages, fixes, statics, types, rejects; lines are the caller's.

    Returns:
        rows that carry the number of the outer line; the rejects, whose lines they are.
    """
    moments, bad, _ = read_times(pa.array([moment for _, _, moment in lines], pa.string()))
    rejects = [reject_line(lines[i][0], Fault.TIME) for i in np.flatnonzero(bad).tolist()]
    held: list[bytes] = []
    owners: list[Line] = []
    for (line, sentences, moment), t_us in zip(lines, moments.tolist(), strict=True):
        if moment is not None and not t_us:
            continue
        told = [_plain(one) for one in sentences[:_MOST_SENTENCES]] or [b"-"]
        held += [_tag(t_us) + one if moment is not None else one for one in told]
        owners += [line] * len(told)
    inner = Tally(source)
    stream = AivdmStream(source, inner, threads=1, kinds=("all",))
    parts = [stream.feed(b"\n".join([*held, b""])), stream.close()]
    found = join_decoded(parts)
    outer = np.array([0, *(line.number for line in owners)], np.int64)
    messages = [table for part in parts for table in part.messages.values()]
    bad_lines = set(_lines(found.rejects).tolist())
    good = {
        int(outer[number])
        for table in (found.fixes, found.statics, *messages)
        for number in _lines(table).tolist()
        if number not in bad_lines
    }
    rejects += _rejects(found.rejects, owners, good)
    _count(tally, inner, found, len(good), rejects)
    return (
        replace(
            found,
            fixes=_renumber(found.fixes, outer),
            statics=_renumber(found.statics, outer),
            rejects=REJECT.empty_table(),
        ),
        rejects,
    )


def _plain(sentence: str) -> bytes:
    """A sentence on a line of its own, whatever the document holds."""
    return sentence.encode("ascii", "replace").replace(b"\r", b" ").replace(b"\n", b" ") or b"-"


def _tag(t_us: int) -> bytes:
    """A tag block that says when (NMEA 0183, 4.10: TAG block, parameter c)."""
    words = b"c:%d" % (t_us // 1000)
    check = 0
    for byte in words:
        check ^= byte
    return b"\\%s*%02X\\" % (words, check)


def _lines(rows: pa.Table) -> Ints:
    return np.asarray(rows["line"].to_numpy(), np.int64)


def _rejects(found: pa.Table, owners: list[Line], good: set[int]) -> list[Reject]:
    """One reject for each line that gave nothing: the fault of its last sentence that has one."""
    faults: dict[int, tuple[Line, Fault]] = {}
    for row in found.to_pylist():
        line = owners[row["line"] - 1]
        if line.number not in good:
            faults[line.number] = line, Fault(row["fault"])
    told = [reject_line(line, fault) for line, fault in faults.values()]
    silent = {line.number: line for line in owners if line.number not in good}
    silent = {number: line for number, line in silent.items() if number not in faults}
    return told + [reject_line(line, Fault.MALFORMED) for line in silent.values()]


def _renumber(rows: pa.Table, outer: Ints) -> pa.Table:
    place = rows.schema.get_field_index("line")
    return rows.set_column(place, rows.schema.field(place), pa.array(outer[_lines(rows)]))


def _count(tally: Tally, inner: Tally, found: Decoded, n_good: int, rejects: list[Reject]) -> None:
    tally.messages += n_good
    tally.fixes += len(found.fixes)
    tally.statics += len(found.statics)
    tally.by_type.update(inner.by_type)
    tally.rejects.update(str(one[2]) for one in rejects)
