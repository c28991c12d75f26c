"""Compiling the hottest kernels: they allocate nothing, so they count no references."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

__all__ = ["entry", "inlined", "inner"]

F = TypeVar("F", bound=Callable[..., Any])

# Without this, numba counts an array up and down at every call that it is an argument of, which
# took half of the time. `_nrt` is an option of numba's own; a kernel under it cannot allocate.
_BARE = {"nogil": True, "_nrt": False, "error_model": "numpy"}
_NO_ENTRY = {**_BARE, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


def entry(function: F) -> F:
    """Compile a kernel on first use, cached on disk; arguments of one set of types only."""
    return numba.njit(cache=True, no_cfunc_wrapper=True, **_BARE)(function)


def inner(function: F) -> F:
    """Compile a function as a part of the kernels that call it; they keep it in their cache.

    It has no entry for Python: called from there it would crash the process.
    """
    return numba.njit(**_NO_ENTRY)(function)


def inlined(function: F) -> F:
    """Compile as `inner`, but put the code where it is called: for what runs on every line."""
    return numba.njit(forceinline=True, **_NO_ENTRY)(function)
