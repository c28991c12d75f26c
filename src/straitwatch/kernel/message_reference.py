"""Fields read from a string of 0 and 1, slowly: what the kernels are tested against."""
# Bits stand as numbers, as in the documents.
# ruff: noqa: PLR2004

__all__ = ["data_of", "number_of", "text_of"]


def number_of(bits: str, start: int, width: int, *, signed: bool = False) -> int | None:
    """Read a number; None when it does not lie whole within the message."""
    if start < 0 or start + width > len(bits):
        return None
    field = bits[start : start + width]
    value = int(field or "0", 2)
    return value - (1 << width) if signed and field[:1] == "1" else value


def text_of(bits: str, start: int, width: int = 0) -> str | None:
    """Read text up to the first `@`; None when the message has no character of it."""
    field = _field(bits, start, width)
    if field is None or len(field) < 6:
        return None
    codes = [int(field[k : k + 6], 2) for k in range(0, len(field) // 6 * 6, 6)]
    return "".join(chr(c + 64 if c < 32 else c) for c in codes).split("@")[0].rstrip(" ")


def data_of(bits: str, start: int, width: int = 0) -> bytes | None:
    """Read bits as bytes, the last filled with 0; None when the message ends before them."""
    field = _field(bits, start, width)
    if field is None:
        return None
    return bytes(int(field[k : k + 8].ljust(8, "0"), 2) for k in range(0, len(field), 8))


def _field(bits: str, start: int, width: int) -> str | None:
    if start < 0 or start > len(bits):
        return None
    return bits[start : start + width] if width else bits[start:]
