"""Made-up traffic of all 27 AIS types turned into a file of sentences, none like another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.ais.encode import Wire, encode_rows
from straitwatch.decode.ais.tables import SCHEMAS
from straitwatch.kernel.encode import tag_block

__all__ = ["MIX", "write_traffic"]

MIX = {
    "position_a": 640,
    "position_b": 115,
    "base_station": 65,
    "base_station, asked": 1,
    "static_a": 50,
    "static_b": 22,
    "static_b, part B": 23,
    "aton": 30,
    "binary_broadcast": 20,
    "slots": 8,
    "long_range": 6,
    "binary_addressed": 4,
    "dgnss": 4,
    "interrogation": 3,
    "ack": 1.7,
    "ack, of safety": 0.3,
    "sar_aircraft": 2,
    "position_b_extended": 2,
    "text": 0.3,
    "text, to all": 0.7,
    "utc_inquiry": 0.5,
    "assignment": 0.5,
    "channels": 0.3,
    "group": 0.3,
    "binary_short": 0.3,
    "binary_short, long": 0.1,
}
"""Messages of each kind in a thousand. Ours, after the shares in logs of coastal stations: 64 % are
types 1 to 3, then base stations, class B, what ships say of themselves (two sentences each)."""

_BLOCK = 100_000  # messages that are written and mixed at a time
_START_S = 1_671_148_800  # 2022-12-16
_PER_S = 300  # messages a second, as a national network hears them
_RECEIVERS = 64
_SEED = 20_221_216

Rng = np.random.Generator
Maker = Callable[[Rng, int], object]


def write_traffic(path: Path, sentences: int, *, tagged: bool) -> int:
    """Write sentences of all types, mixed as on the air.

    Args:
        path: the file to write.
        sentences: about how many.
        tagged: whether each message has a tag block with time and receiver.

    Returns:
        how many were written.
    """
    rng = np.random.default_rng(_SEED)
    written = 0
    with path.open("wb") as out:
        while written < sentences:
            some = _block(rng, min(_BLOCK, sentences - written))
            if tagged:
                some = _tagged(rng, some, written)
            lines = [line for message in some for line in message]
            out.write(b"\r\n".join([*lines, b""]))
            written += len(lines)
    return written


def _block(rng: Rng, n: int) -> list[list[bytes]]:
    """Write n messages, each as its sentences, in a mixed order."""
    whole = sum(MIX.values())
    messages = []
    for kind, share in MIX.items():
        rows = max(1, round(n * share / whole))
        name = kind.partition(",")[0]
        wire = Wire(channel=b"AB"[rows % 2 : rows % 2 + 1], sequence=int(rng.integers(0, 10)))
        messages += encode_rows(name, _table(name, kind, rng, rows), wire)
    return [messages[k] for k in rng.permutation(len(messages))]


def _tagged(rng: Rng, messages: list[list[bytes]], before: int) -> list[list[bytes]]:
    """Put time and receiver before the first sentence of each message."""
    seconds = _START_S + (before + np.arange(len(messages))) // _PER_S
    heard = rng.integers(0, _RECEIVERS, len(messages))
    tags = np.empty(len(messages), object)
    for k in range(_RECEIVERS):
        tags[heard == k] = tag_block(seconds[heard == k], b"station-%02d" % k)
    return [[tag + first, *rest] for tag, (first, *rest) in zip(tags, messages, strict=True)]


def _table(name: str, kind: str, rng: Rng, n: int) -> pa.Table:
    """Make up rows of a kind: what is not made up is not available."""
    schema = SCHEMAS[name]
    makers = _OF_PART_A if kind == "static_b" else _COMMON | _OF_KIND.get(kind, {})
    columns = {
        name: pa.array(make(rng, n), from_pandas=True).cast(schema.field(name).type)
        for name, make in makers.items()
        if name in schema.names
    }
    return pa.table(columns)


def _whole(low: int, high: int) -> Maker:
    return lambda rng, n: rng.integers(low, high, n)


def _real(low: float, high: float, step: float = 0.0) -> Maker:
    def make(rng: Rng, n: int) -> npt.NDArray[np.float64]:
        values = rng.uniform(low, high, n)
        return np.floor(values / step) * step if step else values

    return make


def _words(start: str, most: int) -> Maker:
    return lambda rng, n: [f"{start}{k}" for k in rng.integers(0, most, n)]


def _bytes(length: int) -> Maker:
    return lambda rng, n: [row.tobytes() for row in rng.integers(0, 256, (n, length), np.uint8)]


def _lists(most: int, **fields: tuple[int, int]) -> Maker:
    """Make lists of up to `most` structs of whole numbers."""

    def make(rng: Rng, n: int) -> list[list[dict[str, int]]]:
        return [
            [
                {name: int(rng.integers(*bounds)) for name, bounds in fields.items()}
                for _ in range(int(turns))
            ]
            for turns in rng.integers(1, most + 1, n)
        ]

    return make


def _nothing(_: Rng, n: int) -> pa.Array:
    return pa.nulls(n)


_MMSI = (201_000_000, 775_999_999)
_COMMON: dict[str, Maker] = {
    "object_id": _whole(*_MMSI),
    "lon": _real(118.0, 142.0),
    "lat": _real(22.0, 41.0),
    "sog_kn": _real(0.0, 25.0, 1.0),
    "cog_deg": _real(0.0, 359.0, 1.0),
    "heading_deg": _whole(0, 360),
    "second": _whole(0, 60),
    "rot_deg_min": _real(-20.0, 20.0),
    "nav_status": _whole(0, 9),
    "name": _words("STAR OF ", 100_000),
    "callsign": _words("7J", 9999),
    "imo": _whole(9_000_000, 9_999_999),
    "ship_type": _whole(30, 90),
    "to_bow_m": _whole(5, 200),
    "to_stern_m": _whole(5, 60),
    "to_port_m": _whole(2, 30),
    "to_starboard_m": _whole(2, 30),
    "draught_m": _real(2.0, 15.0),
    "destination": _words("PORT ", 500),
    "year": _whole(2022, 2023),
    "month": _whole(12, 13),
    "day": _whole(16, 17),
    "hour": _whole(0, 24),
    "minute": _whole(0, 60),
    "dest_mmsi": _whole(*_MMSI),
    "mmsi1": _whole(*_MMSI),
}
_OF_PART_A = {"part": _whole(0, 1)} | {name: _COMMON[name] for name in ("object_id", "name")}
_OF_KIND: dict[str, dict[str, Maker]] = {
    "position_a": {
        "msg_type": lambda rng, n: np.array([1, 1, 1, 3, 2])[rng.integers(0, 5, n)],
        "sog_kn": _real(0.0, 25.0, 0.1),
        "cog_deg": _real(0.0, 359.9, 0.1),
    },
    "position_b": {"sog_kn": _real(0.0, 25.0, 0.1), "cog_deg": _real(0.0, 359.9, 0.1)},
    "static_b, part B": {"part": _whole(1, 2), "name": _nothing},
    "aton": {"aid_type": _whole(1, 32), "name": _words("BUOY ", 9999)},
    "binary_broadcast": {"dac": _whole(1, 2), "fi": _whole(31, 32), "data": _bytes(38)},
    "binary_addressed": {"dac": _whole(200, 201), "fi": _whole(21, 22), "data": _bytes(24)},
    "slots": {
        "reservations": _lists(
            3, offset=(0, 2000), n_slots=(1, 15), timeout_min=(0, 7), increment=(1, 2000)
        )
    },
    "dgnss": {"data": _bytes(20), "n_words": _whole(3, 4)},
    "ack": {"acks": _lists(2, mmsi=_MMSI, seqno=(0, 3))},
    "assignment": {"assignments": _lists(1, mmsi=_MMSI, offset=(0, 2000), increment=(0, 6))},
    "interrogation": {"type1_1": _whole(5, 6), "offset1_1": _whole(0, 1)},
    "text": {"text": _words("NAVIGATION WARNING ", 999)},
    "text, to all": {
        "msg_type": _whole(14, 15),
        "dest_mmsi": _nothing,
        "text": _words("SECURITE ", 999),
    },
    "base_station, asked": {"msg_type": _whole(11, 12)},
    "ack, of safety": {
        "msg_type": _whole(13, 14),
        "acks": _lists(2, mmsi=_MMSI, seqno=(0, 3)),
    },
    "binary_short, long": {"msg_type": _whole(26, 27), "data": _bytes(16)},
    "channels": {"channel_a": _whole(2087, 2088), "channel_b": _whole(2088, 2089)},
    "binary_short": {"data": _bytes(8)},
}
