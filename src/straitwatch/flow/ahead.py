"""An iterator worked in a thread of its own: what comes next is made while the last is used."""

from collections.abc import Callable, Generator, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

__all__ = ["ROOM", "Stopped", "Tube", "ahead"]

T = TypeVar("T")

ROOM = 3
"""Pieces that wait at most (ours): of 8 MB of AIVDM about 25 MB of tables each."""

_WAIT_S = 0.1  # between two looks whether the other end has gone
_LEAVE_S = 2.0  # a thread that sits in a read is left behind: it is a daemon


class Stopped(Exception):  # noqa: N818 - no error: the reader has gone, and so may the writer
    """The other end of a tube has gone."""


class Tube(Generic[T]):
    """A queue of few pieces with an end, and with both ends able to leave.

    Args:
        room: pieces that wait at most.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._queue: Queue[tuple[T | None, BaseException | None]] = Queue(room)
        self._gone = Event()

    def put(self, piece: T) -> None:
        """Put a piece in, as soon as there is room.

        Raises:
            Stopped: nobody will take it.
        """
        self._put((piece, None))

    def end(self, error: BaseException | None = None) -> None:
        """Say that no more comes, or what went wrong."""
        self._put((None, error))

    def _put(self, pair: tuple[T | None, BaseException | None]) -> None:
        while not self._gone.is_set():
            try:
                self._queue.put(pair, timeout=_WAIT_S)
            except Full:
                continue
            return
        raise Stopped

    def __iter__(self) -> Iterator[T]:
        """Give the pieces; raises what went wrong behind those that came before."""
        while True:
            piece, error = self._queue.get()
            if error is not None:
                raise error
            if piece is None:
                return
            yield piece

    def leave(self) -> None:
        """Take no more: whoever puts is told at the next piece."""
        self._gone.set()
        while True:
            try:
                self._queue.get_nowait()
            except Empty:
                return


def ahead(pieces: Iterator[T], room: int = ROOM) -> Generator[T, None, None]:
    """Give what an iterator gives, made ahead in a thread.

    Args:
        pieces: is only touched by that thread; none of them is None.
        room: pieces that wait at most.

    Raises:
        BaseException: what `pieces` raised, after all that it gave.
    """
    tube: Tube[T] = Tube(room)
    thread = start(lambda: _drain(pieces, tube))
    try:
        yield from tube
    finally:
        tube.leave()
        thread.join(_LEAVE_S)


def _drain(pieces: Iterator[T], tube: Tube[T]) -> None:
    try:
        for piece in pieces:
            tube.put(piece)
        tube.end()
    except Stopped:
        return
    except BaseException as error:  # noqa: BLE001 - it is raised where the pieces are used
        _tell(tube, error)


def _tell(tube: Tube[T], error: BaseException) -> None:
    try:
        tube.end(error)
    except Stopped:
        return


def start(work: Callable[[], None]) -> Thread:
    """Start a thread that does not keep the program from ending."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread
