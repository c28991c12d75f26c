"""Tables drawn with `|` and `+---+`, as database shells print them, turned into plain ones."""

from collections.abc import Iterable, Iterator
from itertools import chain

from straitwatch.decode.lines import cut_blocks

__all__ = ["is_framed", "unframe", "unframe_text"]


def is_framed(start: bytes) -> bool:
    """Tell such a table by its first two lines."""
    first, _, rest = start.lstrip().partition(b"\n")
    return first.startswith(b"+-") and rest.lstrip().startswith(b"|")


def unframe_text(text: bytes) -> bytes:
    """Take the frame off whole lines; a rule becomes blank, so that each keeps its number."""
    return b"".join(_unframe_line(line) for line in text.splitlines(keepends=True))


def _unframe_line(line: bytes) -> bytes:
    plain = line.strip()
    if plain.startswith(b"+-"):
        return b"\n"
    if plain.startswith(b"|") and plain.endswith(b"|"):
        return b"|".join(cell.strip() for cell in plain[1:-1].split(b"|")) + b"\n"
    return line


def unframe(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Take the frame off a stream that has one; hand on any other."""
    stream = iter(chunks)
    first = next(stream, b"")
    if not is_framed(first):
        yield from chain([first] if first else [], stream)
        return
    header = b""
    for block in cut_blocks(chain([first], stream)):
        text = unframe_text(block.data)
        if not header:
            header = next((row for row in text.splitlines() if row), b"")
            head, _, tail = text.partition(header + b"\n")
            text = head + header + b"\n" + _drop(tail, header)
        else:
            text = _drop(text, header)
        yield text


def _drop(text: bytes, header: bytes) -> bytes:
    """Make blank lines of headers that are printed again, as on each page of Impala's."""
    return (b"\n" + text).replace(b"\n" + header + b"\n", b"\n\n")[1:]
