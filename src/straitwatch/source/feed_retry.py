"""A session that may break turned into one that goes on: back-off, jitter, states."""

import random
from collections.abc import Callable, Iterator

from straitwatch.model.error import SourceError
from straitwatch.source.feed_wire import Wire

__all__ = ["FIRST_WAIT_S", "LONGEST_WAIT_S", "Session", "keep_running", "waits"]

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 60.0

Session = Callable[[Wire], None]
"""Opens, hears until the wire says stop or the source is at its end, and returns; raises
SourceError or OSError where the connection breaks."""


def waits(first_s: float = FIRST_WAIT_S, longest_s: float = LONGEST_WAIT_S) -> Iterator[float]:
    """Give how long to wait before each next try, in seconds.

    Yields:
        each about twice the one before, up to the longest; of each a share between a half and the
        whole, by chance, so that many clients of one server do not come back at once.

    Notes:
        Source: "equal jitter", M. Brooker, AWS Architecture Blog, 2015. The bounds are ours.
    """
    wait = first_s
    while True:
        yield wait * random.uniform(0.5, 1.0) if wait > first_s else first_s  # noqa: S311 - no secret
        wait = min(longest_s, wait * 2)


def keep_running(
    session: Session,
    wire: Wire,
    *,
    first_s: float = FIRST_WAIT_S,
    longest_s: float = LONGEST_WAIT_S,
) -> None:
    """Run a session again and again until it ends or the wire says stop.

    States told: `connecting` before each try; `open` and `silent` by the session; `waiting` with
    the error while it backs off; `failed` where trying again is of no use; `ended` where the
    source is at its end. A feed that was told to stop is not at its end, and tells nothing more.
    """
    delays = waits(first_s, longest_s)
    while not wire.stop.is_set():
        n_before = wire.n_given
        wire.tell("connecting")
        try:
            session(wire)
        except SourceError as error:
            if not error.retry:
                wire.tell("failed", str(error))
                return
            reason = str(error)
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
        else:
            break
        if wire.n_given > n_before:  # it did work: start over with a short wait
            delays = waits(first_s, longest_s)
        wire.tell("waiting", reason)
        wire.stop.wait(next(delays))
    if not wire.stop.is_set():
        wire.tell("ended")
