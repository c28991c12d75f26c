"""What a text is cut into: words of a known kind, and the phrases that they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Token"]


@dataclass(slots=True)
class Token:
    """A word, or a phrase made of words.

    Attributes:
        kind: of a word its kind in capitals (`NUM`, `PLACE`, `WIND`) or, for a word that only the
            grammar knows, the word itself in quotes; of a phrase the name of its rule.
        start: where it starts in the plain text, in characters.
        end: where it ends, exclusive.
        value: what it stands for: a number, a row of the vocabulary, the text of a name; of a
            spelling that is of several kinds a value for each kind: see `sense`.
        slots: of a phrase what it is made of, by the name of the slot.
    """

    kind: str
    start: int
    end: int
    value: Any = None
    slots: dict[str, list[Token]] = field(default_factory=dict)

    def all(self, slot: str) -> list[Token]:
        """List what a slot holds, in the order of the text."""
        return self.slots.get(slot, [])

    def get(self, slot: str) -> Token | None:
        """Give the first of what a slot holds, None where it is empty."""
        found = self.slots.get(slot)
        return found[0] if found else None

    def sense(self, kind: str) -> Any:  # noqa: ANN401 - whatever the vocabulary holds
        """Give the value as a word of one kind; a spelling may be of several."""
        return self.value.get(kind) if isinstance(self.value, dict) else self.value

    def number(self, slot: str) -> int | float | None:
        """Give the value of a slot that holds a number."""
        found = self.get(slot)
        return None if found is None else found.value

    def walk(self) -> Iterator[tuple[str, Token]]:
        """Go through all slots, and the slots of what they hold; slot and token."""
        for slot, tokens in self.slots.items():
            for token in tokens:
                yield slot, token
                yield from token.walk()
