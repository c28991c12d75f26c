"""Our answer to lines: what each message says, by line, laid flat in the names of the judges."""

from typing import Any

import pyarrow as pa
from apps import our_fields

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.record import Tally

Row = dict[str, Any]

_SHORT = {"short", "application_short", "fill_bits"}
META = ("t", "flags", "receiver", "source", "line", "utc")
_ITDMA, _SOTDMA = ("slot_increment", "n_slots", "keep_slot"), ("slot_timeout", "sub_message")


def we_say(data: bytes) -> dict[int, Row]:
    """Decode lines; gives what each whole message says, at the line that ends it."""
    tally = Tally("x")
    told: dict[int, Row] = {}
    for decoded in decode_aivdm([data], "x", tally, threads=1, kinds=("all",)):
        for table in decoded.messages.values():
            told |= rows_of(table)
    if not tally.is_balanced():
        raise AssertionError(tally)
    return told


def rows_of(table: pa.Table) -> dict[int, Row]:
    """Lay the rows of a table flat."""
    return {row["line"]: flat(row) for row in table.to_pylist()}


def flat(row: Row) -> Row:
    """Number the turns of lists, join the communication state, and leave out what is null."""
    kept = {name: value for name, value in row.items() if name not in META}
    for name, fields in (("acks", 2), ("reservations", 4), ("assignments", 3)):
        turns = kept.pop(name, None) or []
        for k, turn in enumerate(turns, 1):
            if len(turn) != fields:
                raise AssertionError(turn)
            kept |= {_numbered(name, field, k): value for field, value in turn.items()}
    for name in [name for name, value in kept.items() if isinstance(value, dict)]:
        kept |= our_fields(name, kept.pop(name))
    kept["radio"] = _radio(kept)
    kept["is_short"] = bool(_SHORT.intersection(row["flags"]))
    if kept["msg_type"] == 17 and kept.get("data") is not None:
        kept["data"] = _correction(kept)
    return {name: value for name, value in kept.items() if value is not None}


def _numbered(name: str, field: str, k: int) -> str:
    theirs = {"seqno": "mmsiseq", "n_slots": "number", "timeout_min": "timeout"}
    return f"{theirs.get(field, field)}{k}" if name else field


def _radio(kept: Row) -> int | None:
    """Put the communication state together as the 19 bits that were sent, 20 with its selector."""
    itdma = [kept.pop(name, None) for name in _ITDMA]
    sotdma = [kept.pop(name, None) for name in _SOTDMA]
    sync, selector = kept.pop("sync_state", None), kept.pop("itdma", None)
    if sync is None or (None in itdma and None in sotdma):
        return None
    if None not in itdma:
        state = itdma[0] << 4 | itdma[1] << 1 | itdma[2]
    else:
        state = sotdma[0] << 14 | sotdma[1]
    return int(state | sync << 17 | bool(selector) << 19)


def _correction(kept: Row) -> bytes:
    """Put the head of a differential correction before its words again."""
    value = 0
    widths = {"correction_type": 6, "station_id": 10, "z_count": 13, "sequence": 3}
    for name, width in (widths | {"n_words": 5, "health": 3}).items():
        value = value << width | kept.pop(name)
    return value.to_bytes(5, "big") + kept["data"]
