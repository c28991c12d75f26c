"""Pages that look on, without a browser: what each was sent, and when marks came to them."""

import asyncio
import base64
import json
import sys
from dataclasses import asdict, dataclass, field
from time import perf_counter

import numpy as np

from straitwatch.kernel.pack_positions import COLUMNS, LAT, VERSION
from straitwatch.kernel.position_code import PER_DEG
from straitwatch.kernel.unpack_positions import unpack_rows

__all__ = ["Watched", "watch_pages"]

_PATH = "/api/live?encoding=packed"
_SLOTS = 1 << 16
_SETTLE_S = 5.0
_LIMIT = 1 << 26
_EMPTY = np.array([VERSION, 0, 0, 0], np.uint8)


@dataclass
class Watched:
    """What pages got.

    Attributes:
        picture_bytes: of each page: bytes of its first five seconds, with the first picture.
        per_s: of each page: bytes a second after that, all of HTTP included.
        arrivals: of pages that looked: MMSI of a mark, its latitude, s of `time.perf_counter`.
        pictures: of each page: pictures it was sent; more than one tells that it lagged.
        cut: pages whose stream ended before its time.
    """

    picture_bytes: list[int] = field(default_factory=list)
    per_s: list[float] = field(default_factory=list)
    arrivals: list[tuple[int, float, float]] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    cut: int = 0


def watch_pages(
    port: int, pages: int, seconds: float, *, look: int = 2, mark: int = 1 << 62
) -> Watched:
    """Open pages at a server of this machine and read for a while.

    Args:
        port: of the server.
        pages: how many.
        seconds: how long, after the first five.
        look: how many of them decode what they get, as the page does; the others count bytes.
        mark: identities from here on are marks, whose arrivals are kept.
    """
    told = Watched()
    unpack_rows(_EMPTY, np.zeros((1, COLUMNS), np.int32), np.zeros(1, np.int64))  # compiles

    async def all_of_them() -> None:
        await asyncio.gather(
            *(_watch(port, seconds, told, mark if page < look else None) for page in range(pages))
        )

    asyncio.run(all_of_them())
    return told


async def _watch(port: int, seconds: float, told: Watched, mark: int | None) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=_LIMIT)
    writer.write(f"GET {_PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    start, total, first, pictures, tail = perf_counter(), 0, 0, 0, b""
    page = None if mark is None else _Page(mark)
    while (passed := perf_counter() - start) < _SETTLE_S + seconds:
        try:
            data = await asyncio.wait_for(reader.read(1 << 16), _SETTLE_S + seconds - passed)
        except TimeoutError:
            break
        if not data:
            told.cut += 1
            break
        total += len(data)
        first = total if perf_counter() - start < _SETTLE_S else first
        pictures += (tail + data).count(b"event: snapshot")
        tail = data[-14:]
        if page is not None:
            page.take(data)
    writer.close()
    told.picture_bytes.append(first)
    told.per_s.append((total - first) / max(perf_counter() - start - _SETTLE_S, 1e-9))
    told.pictures.append(pictures)
    told.arrivals += [] if page is None else page.arrivals


class _Page:
    """Decodes a stream as a page does, and notes when marks come."""

    def __init__(self, mark: int) -> None:
        self.arrivals: list[tuple[int, float, float]] = []
        self._mark, self._raw, self._text = mark, b"", b""
        self._codes = np.zeros((_SLOTS, COLUMNS), np.int32)
        self._t_ms = np.zeros(_SLOTS, np.int64)
        self._marks: dict[int, int] = {}
        self._in_body = False

    def take(self, data: bytes) -> None:
        """Take bytes as they come from the socket."""
        self._raw += data
        if not self._in_body:
            head, found, rest = self._raw.partition(b"\r\n\r\n")
            if not found:
                return
            self._in_body, self._raw = True, rest
            if b" 200 " not in head.split(b"\r\n")[0]:
                raise ConnectionError(head.decode())
        self._join_chunks()
        *blocks, self._text = self._text.split(b"\n\n")
        for block in blocks:
            self._message(block)

    def _join_chunks(self) -> None:
        while True:
            size, found, rest = self._raw.partition(b"\r\n")
            n = int(size, 16) if found else 0
            if not found or len(rest) < n + 2:
                return
            self._text += rest[:n]
            self._raw = rest[n + 2 :]

    def _message(self, block: bytes) -> None:
        lines = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
        name, data = lines.get(b"event"), lines.get(b"data", b"")
        if name == b"snapshot":
            self._unpack(json.loads(data)["positions"].encode())
        elif name == b"positions":
            self._unpack(data)
        elif name == b"said":
            for slot, identity, *_ in json.loads(data)["rows"]:
                number = int(identity[5:]) if identity.startswith("mmsi:") else -1
                if number >= self._mark:
                    self._marks[slot] = number

    def _unpack(self, text: bytes) -> None:
        packed = np.frombuffer(base64.b64decode(text), np.uint8)
        slots = unpack_rows(packed, self._codes, self._t_ms)
        now = perf_counter()
        for slot in slots.tolist() if self._marks else ():
            number = self._marks.get(slot)
            if number is not None:
                self.arrivals.append((number, self._codes[slot, LAT] / PER_DEG, now))


if __name__ == "__main__":
    _port, _pages, _mark = (int(word) for word in (sys.argv[1], sys.argv[2], sys.argv[4]))
    _told = watch_pages(_port, _pages, float(sys.argv[3]), mark=_mark)
    sys.stdout.write(json.dumps(asdict(_told)))
