"""Shapes in parts of a tile become the bytes of a Mapbox Vector Tile."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["EXTENT", "Shape", "encode_layer", "quantise"]

Array = npt.NDArray[Any]

EXTENT = 4096
"""Units a side of a tile."""

_POINTS, _LINES, _POLYGONS = 1, 2, 3
_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 15  # the last with its count of one
_LEAST = {_POINTS: 1, _LINES: 2, _POLYGONS: 3}  # vertices of a part
_GROUPS = np.arange(0, 35, 7, dtype=np.uint64)  # of a varint of up to 35 bits

Value = str | float | int | bool


@dataclass(frozen=True)
class Shape:
    """One feature of a layer.

    Attributes:
        kind: `points`, `lines` or `polygons`; each part of the last is the outline of an area.
        parts: vertices of each part in parts of the tile, x east and y south, shape (n, 2).
        properties: words and numbers by name; None is left out.
    """

    kind: str
    parts: Sequence[Array]
    properties: Mapping[str, Value | None] = field(default_factory=dict)


def encode_layer(name: str, shapes: Iterable[Shape]) -> bytes:
    """Encode one layer; layers put one after the other are a tile.

    Args:
        name: of the layer.
        shapes: its features; one that is smaller than a unit of the tile, but for points, is left
            out.

    Returns:
        bytes; none where nothing is left.

    Notes:
        Source: Mapbox Vector Tile specification 2.1. Outlines run clockwise on the screen, as it
        asks of outer rings. Vectorised: some 10 million vertices a second.
    """
    keys: dict[str, int] = {}
    values: dict[tuple[str, Value], int] = {}
    features = []
    for shape in shapes:
        kind = {"points": _POINTS, "lines": _LINES, "polygons": _POLYGONS}[shape.kind]
        geometry = _geometry(kind, shape.parts)
        if len(geometry):
            tags = _tags(shape.properties, keys, values)
            told = _chunk(2, _varints(tags)) if len(tags) else b""
            features.append(_chunk(2, told + b"\x18" + bytes([kind]) + _chunk(4, geometry)))
    if not features:
        return b""
    body = [
        *(b"\x78\x02", _chunk(1, name.encode())),  # version 2
        *features,
        *(_chunk(3, key.encode()) for key in keys),
        *(_chunk(4, _value(value)) for _, value in values),
        b"\x28" + _varints(np.array([EXTENT], np.uint64)),
    ]
    return _chunk(3, b"".join(body))


def _tags(
    properties: Mapping[str, Value | None],
    keys: dict[str, int],
    values: dict[tuple[str, Value], int],
) -> Array:
    """Numbers of keys and values, two a property; those that are new are entered."""
    numbers = []
    for key, value in properties.items():
        if value is not None:
            numbers.append(keys.setdefault(key, len(keys)))
            numbers.append(values.setdefault((type(value).__name__, value), len(values)))
    return np.array(numbers, np.uint64)


def _chunk(number: int, content: bytes) -> bytes:
    """A field of bytes: its number, its length, itself."""
    return _varints(np.array([number << 3 | 2, len(content)], np.uint64)) + content


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + bytes([value])
    if isinstance(value, int):
        return b"\x30" + _varints(
            np.array([value << 1 if value >= 0 else ~(value << 1)], np.uint64)
        )
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _chunk(1, value.encode())


def _varints(numbers: Array) -> bytes:
    """Write numbers of less than 2**35 seven bits a byte, the low ones first."""
    wide = np.maximum(np.ceil(np.log2(numbers.astype(float) + 1.0) / 7.0), 1.0).astype(np.int64)
    groups = (numbers[:, None] >> _GROUPS).astype(np.uint8) & 0x7F
    place = np.arange(len(_GROUPS))
    groups |= np.where(place < wide[:, None] - 1, 0x80, 0).astype(np.uint8)
    return groups[place < wide[:, None]].tobytes()


def quantise(parts: Sequence[Array], kind: int) -> list[Array]:
    """Put parts on the grid of the tile.

    Returns:
        int64, shape (n, 2) each: no vertex twice in a row, outlines without their last vertex and
        clockwise on the screen; parts without an extent are left out.
    """
    if not parts:
        return []
    ends = np.cumsum([len(part) for part in parts])
    grid = np.rint(np.concatenate(parts) * EXTENT).astype(np.int64)
    keep = np.ones(len(grid), bool)
    if kind != _POINTS:
        keep[1:] = (grid[1:] != grid[:-1]).any(axis=1)
        keep[ends[:-1]] = True
    found = []
    for start, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        part = grid[start:end][keep[start:end]]
        if kind == _POLYGONS:
            part = _clockwise(part)
        if len(part) >= _LEAST[kind]:
            found.append(part)
    return found


def _clockwise(ring: Array) -> Array:
    """Open a ring and turn it; empty where it holds no area."""
    if len(ring) > 1 and (ring[0] == ring[-1]).all():
        ring = ring[:-1]
    x, y = ring[:, 0], ring[:, 1]
    area = int((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())
    if area == 0:
        return ring[:0]
    return ring if area > 0 else ring[::-1]


def _geometry(kind: int, parts: Sequence[Array]) -> bytes:
    """Commands and zigzag steps from vertex to vertex, part by part."""
    rings = quantise(parts, kind)
    if not rings:
        return b""
    xy = np.concatenate(rings)
    step = np.diff(xy, axis=0, prepend=np.zeros((1, 2), np.int64))
    step = (step << 1 ^ step >> 63).astype(np.uint64)
    if kind == _POINTS:
        head = np.array([len(xy) << 3 | _MOVE_TO], np.uint64)
        return _varints(np.concatenate([head, step.ravel()]))
    count = np.array([len(ring) for ring in rings])
    closing = int(kind == _POLYGONS)
    long = 2 * count + 2 + closing
    start = np.cumsum(long) - long
    out = np.empty(int(long.sum()), np.uint64)
    out[start] = 1 << 3 | _MOVE_TO
    out[start + 3] = (count - 1) << 3 | _LINE_TO
    if closing:
        out[start + long - 1] = _CLOSE
    within = np.arange(len(xy)) - np.repeat(np.cumsum(count) - count, count)
    at = np.repeat(start, count) + 1 + 2 * within + (within > 0)
    out[at], out[at + 1] = step[:, 0], step[:, 1]
    return _varints(out)
