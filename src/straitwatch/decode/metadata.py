"""Records of what ships say of themselves, without where they are, turned into STATIC."""

import json
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.columns import STATIC_TARGETS, Column, match_columns
from straitwatch.decode.readsb import Record
from straitwatch.decode.said import LastSaid
from straitwatch.decode.say import make_statics
from straitwatch.decode.sift import Reject, reject_table
from straitwatch.decode.told import cell
from straitwatch.decode.typed import Typed, type_columns
from straitwatch.kernel.csv_time import EMPTY
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally
from straitwatch.model.schema import FIX, STATIC

__all__ = ["decode_metadata", "is_metadata"]

_NEEDS = {"mmsi", "timestamp", "callSign", "shipType", "draught", "eta"}
_ROWS = 50_000
_MAX_RAW = 200
_T = STATIC.field("t").type


def is_metadata(records: list[Record]) -> bool:
    """Tell the vessels of Digitraffic, which have no position."""
    return bool(records) and records[0].keys() >= _NEEDS and "lat" not in records[0]


def decode_metadata(records: list[Record], source: str, tally: Tally) -> Iterator[Decoded]:
    """Decode the vessels of Digitraffic: a row of STATIC each, no fix.

    Args:
        records: its documents, n: `draught` in tenths of a metre, `eta` as AIS codes it.
        source: label of the source.
        tally: counts; changed. A record is a line.

    Yields:
        tables of at most 50,000 records.
    """
    match = match_columns([*records[0], "timestampExternal", "navStat", "posAcc"])
    columns = {column.target: (column, name) for column, name in match.used}
    columns["t"] = columns["t"][0], "timestamp"
    said = LastSaid()
    tally.notes.append("vessels without positions: what they say of themselves, no fix")
    for start in range(0, len(records), _ROWS):
        yield _decode(records[start : start + _ROWS], columns, said, source, tally)


def _decode(
    rows: list[Record],
    columns: Mapping[str, tuple[Column, str]],
    said: LastSaid,
    source: str,
    tally: Tally,
) -> Decoded:
    typed, state = _type(rows, columns)
    good = np.flatnonzero((typed.ids != 0) & (state == 0))
    lines = np.arange(tally.lines + 1, tally.lines + len(rows) + 1)
    rejects: list[Reject] = [
        (int(lines[i]), None, _fault(int(typed.ids[i]), int(state[i])), _raw(rows[i]))
        for i in np.setdiff1d(np.arange(len(rows)), good)
    ]
    fresh = good[:0] if typed.said is None else good[said.find(typed.ids[good], typed.said[good])]
    statics = make_statics(
        typed.words(fresh),
        typed.ids[fresh],
        pa.array(typed.t_us[fresh], _T),
        lines[fresh],
        source=source,
        columns={target: column for target, (column, _) in columns.items()},
    )
    tally.lines += len(rows)
    tally.messages += len(good)
    tally.statics += len(statics)
    tally.rejects.update(str(row[2]) for row in rejects)
    return Decoded(FIX.empty_table(), statics, reject_table(rejects, source))


def _type(
    rows: list[Record], columns: Mapping[str, tuple[Column, str]]
) -> tuple[Typed, npt.NDArray[np.uint8]]:
    """Read records, and what is wrong with the time of each: 0 for nothing."""
    told = [row | {"eta": read_eta(row.get("eta"))} for row in rows]
    text = {
        target: pa.array([cell(row.get(name)) for row in told], pa.string())
        for target, (_, name) in columns.items()
        if target in (*STATIC_TARGETS, "mmsi", "t")
    }
    typed = type_columns(pa.table(text))
    state = typed.t_state
    return typed, np.zeros(len(rows), np.uint8) if state is None else state


def _fault(object_id: int, state: int) -> Fault:
    if object_id == 0:
        return Fault.IDENTITY
    return Fault.NO_TIME if state == EMPTY else Fault.TIME


def _raw(row: Record) -> str:
    return json.dumps(row, ensure_ascii=True, default=str)[:_MAX_RAW]


def read_eta(value: object) -> str | None:
    """Read an arrival as AIS codes it in 20 bits (ITU-R M.1371-5, table 52): MM-DDTHH:MM."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    month, day, hour, minute = value >> 16 & 15, value >> 11 & 31, value >> 6 & 31, value & 63
    if not (1 <= month <= 12 and day and hour < 24 and minute < 60):  # noqa: PLR2004 - a calendar
        return None
    return f"{month:02d}-{day:02d}T{hour:02d}:{minute:02d}"
