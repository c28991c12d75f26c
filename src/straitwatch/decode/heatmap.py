"""Heatmaps of readsb (`heatmap/NN.bin.ttf`: half an hour in slices) turned into FIX and STATIC."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import SourceError
from straitwatch.model.fault import Fault
from straitwatch.model.record import Decoded, Tally

if TYPE_CHECKING:
    from straitwatch.decode.adsb_rows import Reports, ReportSieve

__all__ = ["decode_heatmap", "is_heatmap"]

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Entries = npt.NDArray[Any]

_ENTRY = np.dtype([("hex", "<u4"), ("lat", "<i4"), ("lon", "<i4"), ("alt", "<i2"), ("gs", "<i2")])
_SLICE = 0xE7F7C9D
_INFO = 1 << 30  # a latitude that none is: the rest is squawk and callsign
_GROUND, _NO_ALTITUDE, _NO_SPEED = -123, -124, -1
_FT, _KN, _DEG = 25.0, 0.1, 1e-6
_ADDRESS, _KIND_SHIFT = (1 << 25) - 1, 27
_KINDS = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 11, 0])
_MOST_BYTES = 1 << 30
_PEEK = 64 << 10


def is_heatmap(head: bytes) -> bool:
    """Tell a heatmap: a slice starts at one of its first entries."""
    entries = np.frombuffer(head[: min(len(head), _PEEK) // _ENTRY.itemsize * 16], _ENTRY)
    return bool((entries["hex"] == _SLICE).any())


def decode_heatmap(chunks: Iterable[bytes], source: str, tally: Tally) -> Iterator[Decoded]:
    """Decode a heatmap.

    Args:
        chunks: the bytes in order; the file is held in memory.
        source: label of the rows.
        tally: is counted up. An entry is a line: positions and callsigns are messages, the index
            and the heads of slices skipped.

    Raises:
        SourceError: it is larger than any is, or ends within an entry, after all before it.

    Notes:
        Source: `handleHeatmap` in globe_index.c of wiedehopf/readsb. Entries of 16 bytes: address
        (bit 24: not one of ICAO's; from bit 27 on the kind), latitude and longitude in millionths
        of a degree, altitude in 25 ft (-123 on the ground, -124 none), speed in 0.1 kn (-1 none).
        The head of a slice has its time in milliseconds in place of the latitude and longitude.
        An aircraft stands in a slice once, with its first position in it: its time is told no
        better than the length of a slice, 30 s or 10 s.
    """
    from straitwatch.decode.adsb_rows import ReportSieve  # noqa: PLC0415 - detection needs none

    data = _join(chunks, source)
    tally.n_bytes += len(data)
    tally.format = "heatmap"
    entries = np.frombuffer(data[: len(data) // 16 * 16], _ENTRY)
    head = np.flatnonzero(entries["hex"] == _SLICE)
    rows = np.arange(int(head[0]) if len(head) else len(entries), len(entries))
    rows = rows[entries["hex"][rows] != _SLICE]
    tally.lines += len(entries)
    tally.skipped += len(entries) - len(rows)
    sieve = ReportSieve(source, tally)
    yield _sift(entries, head, rows, sieve)
    _note(entries, head, tally)
    tally.notes.extend(sieve.late_notes())
    if len(data) % 16:
        raise SourceError(f"{source}: ends within an entry of a heatmap: fetch the file again")


def _join(chunks: Iterable[bytes], source: str) -> bytes:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) > _MOST_BYTES:
            raise SourceError(f"{source}: a heatmap of more than {_MOST_BYTES >> 30} GiB is none")
    return bytes(held)


def _note(entries: Entries, head: Ints, tally: Tally) -> None:
    lengths = np.unique(entries["alt"][head])
    if len(lengths):
        tally.notes.append(
            f"slices of {lengths[0] / 1000:g} s: a time may be so much too early; which kind an "
            "altitude is of is not told"
        )


def _sift(entries: Entries, head: Ints, rows: Ints, sieve: "ReportSieve") -> Decoded:
    own = entries[rows]
    letters = np.ascontiguousarray(own).view(np.uint8).reshape(-1, 16)[:, 8:]
    reports = _report(own, _times(entries, head, rows), letters, rows + 1)

    def say(which: Ints) -> list[tuple[str | None, str | None, str | None]]:
        words = (letters[k].tobytes().decode("ascii", "replace").strip("\0 \ufffd") for k in which)
        return [(word or None, None, None) for word in words]

    def reject(row: int, fault: Fault) -> tuple[int, int, Fault, str]:
        return int(rows[row]) + 1, int(rows[row]) * 16, fault, own[row].tobytes().hex()

    decoded, good = sieve.sift(reports, say=say, reject=reject)
    _count(own, good[own["lat"][good] < _INFO], sieve.tally)
    return decoded


def _times(entries: Entries, head: Ints, rows: Ints) -> Floats:
    """Seconds since 1970 of the slice that each row is in; NaN where there is none."""
    if not len(head):
        return np.full(len(rows), np.nan)
    high, low = (entries[name][head].astype(np.int64) for name in ("lat", "lon"))
    stamps = (high << 32 | low & 0xFFFFFFFF).astype(float) / 1e3
    return np.asarray(stamps[np.searchsorted(head, rows, side="right") - 1])


def _report(own: Entries, t_s: Floats, letters: npt.NDArray[np.uint8], lines: Ints) -> "Reports":
    """Take what entries tell."""
    from straitwatch.decode.adsb_rows import Reports, identify, read_moments  # noqa: PLC0415 - as above

    named, nothing = own["lat"] >= _INFO, np.full(len(own), np.nan)
    altitude, speed = own["alt"].astype(float), own["gs"].astype(float)
    untold = np.isin(altitude, (_GROUND, _NO_ALTITUDE)) | named
    return Reports(
        ids=identify(own["hex"].astype(np.int64) & _ADDRESS),
        t_s=read_moments(t_s),
        age_s=nothing,
        lon=np.where(named, np.nan, own["lon"] * _DEG),
        lat=np.where(named, np.nan, own["lat"] * _DEG),
        alt_ft=np.where(untold, np.nan, altitude * _FT),
        alt_kind=np.zeros(len(own), np.int8),
        sog_kn=np.where((speed == _NO_SPEED) | named, np.nan, speed * _KN),
        cog_deg=nothing,
        heading_deg=nothing,
        vrate_ft_min=nothing,
        accuracy_m=nothing,
        ground=(own["alt"] == _GROUND) & ~named,
        said=np.where(named, np.ascontiguousarray(letters).view("<i8")[:, 0], 0),
        lines=lines,
        named=named,
    )


def _count(own: Entries, good: Ints, tally: Tally) -> None:
    """Count kinds of positions; older files tell none."""
    from straitwatch.kernel.aircraft_key import KINDS  # noqa: PLC0415 - compiles kernels

    told = np.minimum(own["hex"][good] >> _KIND_SHIFT, len(_KINDS) - 1).astype(np.int64)
    if not told.any():
        return
    kinds, counts = np.unique(_KINDS[told], return_counts=True)
    for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True):
        tally.by_type[KINDS[kind] or "unknown"] += count
