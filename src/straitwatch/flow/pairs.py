"""Facts into lines, one a line: apart, since whoever asks for one place waits for each import."""

from collections.abc import Iterable

__all__ = ["pair_lines"]


def pair_lines(pairs: Iterable[tuple[str, str | None]]) -> list[str]:
    """Write facts one a line, their names aligned; a fact without words is left out."""
    told = [(name, value) for name, value in pairs if value]
    wide = max(len(name) for name, _ in told)
    return [f"{name:<{wide}}  {value}" for name, value in told]
