"""Words in which application data are declared, beside those of messages: series, choices."""

from dataclasses import dataclass

from straitwatch.decode.ais.field import Field

__all__ = ["Application", "Choice", "Part", "Series", "Variant"]


@dataclass(frozen=True)
class Series:
    """Fields that come again and again, choices among them: a column of lists of structs.

    Attributes:
        name: of the column.
        fields: of one turn.
        most: turns at most.
        count: name of the field that tells how many turns come; empty: as many as the message has.
            That field is no column: the list's length says the same.
        until: name of a field of one turn. All `most` turns are in the message, and the list ends
            before the first one in which this field is not available. Empty: see `count`.
    """

    name: str
    fields: tuple["Part", ...]
    most: int
    count: str = ""
    until: str = ""


@dataclass(frozen=True)
class Variant:
    """What a choice may hold: a column of structs, null where another holds.

    Attributes:
        code: of the field that chooses.
        name: of the column.
        fields: in order; fewer bits than the choice has are filled up.
    """

    code: int
    name: str
    fields: tuple["Part", ...]


@dataclass(frozen=True)
class Choice:
    """Bits whose meaning an earlier field tells.

    Attributes:
        by: name of that field, beside the choice.
        width: bits, the same whatever they hold; 0: all up to the end of the message.
        variants: what they may hold; a code without a variant is spare.
    """

    by: str
    width: int
    variants: tuple[Variant, ...]


Part = Field | Series | Choice
"""What application data are made of."""


@dataclass(frozen=True)
class Application:
    """Data of one application.

    Attributes:
        name: of the nested column; applications of one name have the same fields.
        title: in words.
        fields: in order, from the first bit behind the application identifier on.
        clause: where they are declared.
        dac: designated area code.
        fi: function identifier.
        least: bits of data from which on the identifier means this one, and not another.
    """

    name: str
    title: str
    fields: tuple[Part, ...]
    clause: str
    dac: int
    fi: int
    least: int = 0
