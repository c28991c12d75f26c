"""Words in which a message's layout is declared: fields, groups of fields, messages.

Fields stand one behind the other, spare bits among them, in the order of the standard. The same
declaration is read by the decoder, the encoder and the documentation.
"""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Field", "Form", "Group", "Layout", "spare"]


class Form(StrEnum):
    """How the bits of a field are read.

    Attributes:
        UINT: a number from 0 up.
        INT: a number in two's complement.
        BOOL: one bit.
        TURN: rate of turn, M.1371-5 table 48: sign x (raw / 4.733)^2.
        TEXT: six-bit characters, cut at the first `@`, blanks at the end dropped.
        MINUS: a first bit that is 1 for a negative number, then its size.
        PLUS: a first bit that is 0 for a negative number, then its size.
        SQUARE: a number from 0 up whose square is meant.
        DATA: bits as they are, a row of bytes, the first bit highest, the last byte filled with 0.
        SPARE: means nothing; 0 when encoded.
    """

    UINT = "uint"
    INT = "int"
    BOOL = "bool"
    TURN = "turn"
    MINUS = "minus"
    PLUS = "plus"
    SQUARE = "square"
    TEXT = "text"
    DATA = "data"
    SPARE = "spare"


@dataclass(frozen=True)
class Field:
    """Bits that become one column.

    Attributes:
        name: of the column, its unit in it.
        width: bits; 0: all bits up to the end of the message, less those of the fields behind it
            (TEXT and DATA only).
        form: how they are read.
        divisor: value = raw / divisor + offset. With divisor 1 and a whole offset the column is
            whole numbers, else floats.
        offset: see divisor.
        absent: raw codes that say "not available" and become null; null is encoded as the first.
        low: lowest raw code that the standard gives a meaning; None: all.
        high: highest of them; None: all. What is beyond becomes null and is flagged.
        is_optional: the message may end before it; it is then null.
        words: name of the table of words for its codes, or empty.
        power: name of an earlier field beside it: value = raw x 10 to the power of that; or empty.
    """

    name: str
    width: int
    form: Form = Form.UINT
    divisor: float = 1.0
    offset: float = 0.0
    absent: tuple[int, ...] = ()
    low: int | None = None
    high: int | None = None
    is_optional: bool = False
    words: str = ""
    power: str = ""


def spare(width: int) -> Field:
    """Bits that mean nothing."""
    return Field("", width, Form.SPARE)


@dataclass(frozen=True)
class Group:
    """Fields that come again and again: a column of lists of structs.

    Attributes:
        name: of the column.
        fields: of one turn.
        most: turns at most.
        count: name of the field that tells how many turns come; empty: as many as the message has.
    """

    name: str
    fields: tuple[Field, ...]
    most: int
    count: str = ""


@dataclass(frozen=True)
class Layout:
    """One kind of message, or of an application's data.

    Attributes:
        name: of its table, or of the nested column.
        title: in words.
        fields: in order. Of a message they begin with its type (6 bits), repeat indicator (2) and
            the sender's identity (30); of an application behind the application identifier.
        clause: where the standard declares it.
        types: message types of this layout; empty for an application.
        dac: designated area code; None for a message.
        fi: function identifier; None for a message.
        shortest: bits that it must have at least; 0: all that is not optional.
        longest: bits that it has at most; 0: its own length.
    """

    name: str
    title: str
    fields: tuple[Field | Group, ...]
    clause: str
    types: tuple[int, ...] = ()
    dac: int | None = None
    fi: int | None = None
    shortest: int = 0
    longest: int = 0
