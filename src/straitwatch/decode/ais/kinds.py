"""All kinds of AIS messages, and which of them a caller asks for."""

from collections.abc import Sequence
from difflib import get_close_matches

from straitwatch.decode.ais import kinds_control, kinds_data, kinds_position, kinds_static
from straitwatch.decode.ais.kind import Case, Kind
from straitwatch.model.error import ConfigError

__all__ = ["ALL", "KINDS", "REST", "TYPES", "Case", "Kind", "choose_kinds", "types_mask"]

ALL, REST = "all", "rest"

_EVERY = kinds_position.KINDS + kinds_static.KINDS + kinds_data.KINDS + kinds_control.KINDS
_COVERED = (1, 2, 3, 4, 5, 9, 11, 18, 19, 21, 24, 27)  # types whose messages give FIX or STATIC

KINDS = {kind.name: kind for kind in sorted(_EVERY, key=lambda kind: kind.types)}
"""Kind of each table's name, in the order of their types."""

TYPES = {number: kind.name for kind in KINDS.values() for number in kind.types}
"""Name of the kind of each message type, 1 to 27."""


def choose_kinds(names: Sequence[str]) -> tuple[str, ...]:
    """Tell which kinds a caller asks for.

    Args:
        names: of kinds; `all` means all, `rest` those that FIX and STATIC do not cover.

    Returns:
        names of kinds, each once, in the order of their types.

    Raises:
        ConfigError: a name that is none; it tells the nearest.
    """
    chosen: set[str] = set()
    for name in names:
        if name not in KINDS and name not in {ALL, REST}:
            raise ConfigError(_no_such(name))
        chosen |= {
            kind.name
            for kind in KINDS.values()
            if name in {kind.name, ALL} or (name == REST and kind.types[0] not in _COVERED)
        }
    return tuple(name for name in KINDS if name in chosen)


def _no_such(name: str) -> str:
    near = get_close_matches(name, [*KINDS, ALL, REST], 1)
    hint = f"did you mean {near[0]}?" if near else f"choose from {', '.join([*KINDS, ALL, REST])}"
    return f"there is no kind of message '{name}': {hint}"


def types_mask(names: Sequence[str]) -> int:
    """Tell the message types of kinds as bits: type k is bit k."""
    return sum(1 << number for name in names for number in KINDS[name].types)
