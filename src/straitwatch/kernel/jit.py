"""Compiling: one decorator for all kernels, and a word to the user when it takes time."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import numba
from numba.core import event

__all__ = ["inlined", "jit", "on_compile"]

F = TypeVar("F", bound=Callable[..., Any])


def jit(function: F) -> F:
    """Compile a kernel on first use: without the interpreter lock, cached on disk.

    Give each kernel arguments of one set of types only: every further set compiles again.
    """
    return numba.njit(nogil=True, cache=True)(function)


def inlined(function: F) -> F:
    """Make a part of a kernel, put where it is called: many arrays are not handed on row by row."""
    return numba.njit(nogil=True, inline="always")(function)


class _Listener(event.Listener):  # type: ignore[misc]
    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def on_start(self, event: event.Event) -> None:
        self._tell(event.data["dispatcher"].py_func.__name__)

    def on_end(self, event: event.Event) -> None:
        pass


def on_compile(tell: Callable[[str], None]) -> Callable[[], None]:
    """Call `tell` with a kernel's name each time one has to be compiled, not loaded from cache.

    Returns:
        what ends that.
    """
    listener = _Listener(tell)
    event.register("numba:compile", listener)
    return partial(event.unregister, "numba:compile", listener)
