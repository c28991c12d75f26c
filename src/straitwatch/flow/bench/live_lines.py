"""A number of ships turned into AIVDM lines at a steady pace, some of them with a mark to time.

A mark is a ship whose latitude counts its reports, so that whoever sees it drawn knows which line
it was, and when that was sent.
"""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter, sleep

import numpy as np
import numpy.typing as npt

from straitwatch.flow.bench.event_dense import Ships, dense_ships, move
from straitwatch.kernel.encode import encode_position, encode_static

__all__ = ["MARKS", "MARK_MMSI", "Sender", "Sent", "mark_count"]

Floats = npt.NDArray[np.float64]

MARKS = 50
MARK_MMSI = 431_900_000
"""The marks are the identities from here on."""
_FIRST_MMSI = 431_000_000
_MARK_LAT, _MARK_LON = 10.0, 140.0
_MARK_STEP = 1e-4  # 11 m a second: 21 kn
_SLICE_S = 0.1


@dataclass
class Sent:
    """What went out.

    Attributes:
        lines: sentences.
        late_s: most that the sender fell behind its pace.
        moments: of each mark's reports, in order: when it was handed to the socket, s of
            `time.perf_counter`.
        ended: whether all was sent.
    """

    lines: int = 0
    late_s: float = 0.0
    moments: dict[int, list[float]] = field(default_factory=dict)
    ended: bool = False


def mark_count(lat: float) -> int:
    """Tell which report of a mark a latitude belongs to."""
    return round((lat - _MARK_LAT) / _MARK_STEP)


class Sender:
    """A TCP server that sends lines to the one who connects, so many a second.

    Args:
        ships: how many sail.
        per_s: lines a second.
        seconds: how long.
    """

    def __init__(self, ships: int, per_s: int, seconds: float) -> None:
        self.sent = Sent()
        self._per_s, self._seconds = per_s, seconds
        self._ships = dense_ships(ships)
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.go = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let go of the socket."""
        self._server.close()

    def _run(self) -> None:
        connection, _ = self._server.accept()
        with connection, suppress(ConnectionError):  # the other side may go at any time
            connection.sendall(b"".join(_statics(len(self._ships.lon))))
            self.sent.lines += 2 * len(self._ships.lon)
            self.go.wait()
            self._pace(connection)
            self.sent.ended = True
            connection.settimeout(60.0)
            connection.recv(1)  # until the other side goes

    def _pace(self, connection: socket.socket) -> None:
        """Send a slice each tenth of a second, as many as are due."""
        start, size = perf_counter(), int(self._per_s * _SLICE_S)
        for number in range(round(self._seconds / _SLICE_S)):
            data, n, marks = _slice(self._ships, number, size)
            due = start + (number + 1) * _SLICE_S
            sleep(max(0.0, due - perf_counter()))
            now = perf_counter()
            self.sent.late_s = max(self.sent.late_s, now - due)
            for mark in marks:
                self.sent.moments.setdefault(mark, []).append(now)
            connection.sendall(data)
            self.sent.lines += n


def _slice(ships: Ships, number: int, size: int) -> tuple[bytes, int, list[int]]:
    """Make the lines of one slice: ships in turn, and each mark once a second."""
    own = (np.arange(size) + number * size) % len(ships.lon)
    some = Ships(*(column[own] for column in ships))
    since = number * _SLICE_S
    lon, lat = move(some, np.full(size, since))
    lines = encode_position(
        _FIRST_MMSI + own, 0, np.nan, some.sog_kn, lon, lat, some.cog_deg, np.nan, int(since) % 60
    )
    turn = round(1.0 / _SLICE_S)
    marks = [mark for mark in range(MARKS) if mark % turn == number % turn]
    count = number // turn
    lines += encode_position(
        MARK_MMSI + np.array(marks), 0, np.nan, 0.0, _MARK_LON + np.array(marks) * 0.1,
        _MARK_LAT + count * _MARK_STEP, 0.0, np.nan, int(since) % 60,
    )  # fmt: skip
    return b"\n".join(lines) + b"\n", len(lines), marks


def _statics(n: int) -> list[bytes]:
    mmsi = _FIRST_MMSI + np.arange(n)
    names, none = [f"SIMULATED {k}" for k in range(n)], [""] * n
    pairs = encode_static(mmsi, 0, none, names, 70, 100.0, 20.0, 6.0, none)
    return [line + b"\n" for line in pairs]
