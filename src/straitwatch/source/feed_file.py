"""A file turned into pieces at the pace of its own times; standard input as it comes."""

import os
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from straitwatch.model.error import SourceError
from straitwatch.source.feed_address import Address
from straitwatch.source.feed_moment import find_moment
from straitwatch.source.feed_retry import Session
from straitwatch.source.feed_socket import LOOK_S
from straitwatch.source.feed_wire import Cutter, Wire
from straitwatch.source.file import Item, read_bytes, read_chunks

__all__ = ["EVEN_LINES_S", "hear_input", "replay_file"]

EVEN_LINES_S = 50.0
"""Lines a second of a file whose lines tell no time. Ours: a busy station's."""

_CHUNK = 256 << 10
_SOON_S = 0.02  # lines that are due within it go together
_MOST_DOCUMENT = 64 << 20


def replay_file(address: Address, *, speed: float, skip: int = 0) -> Session:
    """Make a session that gives a file, packed or plain, at a speed.

    Args:
        address: `file:path`.
        speed: seconds of the record in one second of the clock; 0 is as fast as can be. The pace
            is that of the times in the lines; a line without one comes at once after the line
            before it; where no line of the file's start tells a time, `EVEN_LINES_S` a second.
        skip: bytes, after decompression, that were given before: they are passed over.
    """
    path = Path(address.path)

    def session(wire: Wire) -> None:
        if not path.is_file():
            raise SourceError(f"{address.url}: there is no such file")
        item = Item(address.path, path, path.stat().st_size)
        wire.open()
        if address.format == "aircraft.json":
            wire.give(_whole(item, skip))
            return
        blocks = _blocks(item, wire, skip)
        if speed:
            _give_paced(blocks, wire, speed)
        else:
            for block in blocks:
                wire.give(block)
                if wire.stop.is_set():
                    return

    return session


def _whole(item: Item, skip: int) -> bytes:
    data = read_bytes(item, most=_MOST_DOCUMENT)
    if len(data) > _MOST_DOCUMENT:
        raise SourceError(f"{item.label}: one document of more than {_MOST_DOCUMENT >> 20} MB")
    return data[skip:]


def _blocks(item: Item, wire: Wire, skip: int) -> Iterator[bytes]:
    """Cut a file into blocks of whole lines; a last line without line end gets one."""
    cutter = Cutter()
    try:
        for chunk in read_chunks(item, size=_CHUNK):
            passed = min(skip, len(chunk))
            skip -= passed
            block = cutter.take(chunk[passed:])
            if block:
                yield block
    except SourceError:
        wire.give(cutter.rest())  # half a line, as it is
        raise
    rest = cutter.rest()
    if rest:
        yield rest + b"\n"


def _give_paced(blocks: Iterator[bytes], wire: Wire, speed: float) -> None:
    """Give lines when they are due."""
    pace: _Pace | None = None
    for block in blocks:
        lines = _lines(block)
        pace = pace or _Pace(lines, speed)
        due: list[bytes] = []
        for line in lines:
            wait_s = pace.wait_s(line)
            if wait_s > _SOON_S:
                wire.give(b"".join(due))
                due = []
                _wait(wire, pace, wait_s)
                if wire.stop.is_set():
                    return
            due.append(line)
        wire.give(b"".join(due))
        if wire.stop.is_set():
            return


def _lines(block: bytes) -> list[bytes]:
    return [line + b"\n" for line in block.split(b"\n")[:-1]]


def _wait(wire: Wire, pace: "_Pace", wait_s: float) -> None:
    while wait_s > 0 and not wire.stop.wait(min(wait_s, 1.0)):
        wire.check_silence()
        wait_s = pace.left_s()
    wire.hear()


class _Pace:
    """When each line is due."""

    def __init__(self, head: list[bytes], speed: float) -> None:
        self._speed = speed
        self._evenly = not any(find_moment(line) for line in head)
        self._start = time.monotonic()
        self._first: int | None = None
        self._due_s = 0.0

    def wait_s(self, line: bytes) -> float:
        """Tell how long until a line is due, seconds; the record's time never goes back."""
        if self._evenly:
            self._due_s += 1 / (EVEN_LINES_S * self._speed)
        elif (moment := find_moment(line)) is not None:
            self._first = moment if self._first is None else self._first
            self._due_s = max(self._due_s, (moment - self._first) / 1e6 / self._speed)
        return self.left_s()

    def left_s(self) -> float:
        return self._start + self._due_s - time.monotonic()


def hear_input(fd: int | None = None) -> Session:
    """Make a session that reads standard input (or another descriptor) until it ends."""

    def session(wire: Wire) -> None:
        source = sys.stdin.fileno() if fd is None else fd
        cutter = Cutter()
        wire.open()
        while not wire.stop.is_set():
            if not select.select([source], [], [], LOOK_S)[0]:
                wire.check_silence()
                continue
            data = os.read(source, _CHUNK)
            if not data:
                break
            wire.hear()
            wire.give(cutter.take(data))
        wire.give(cutter.rest())

    return session
