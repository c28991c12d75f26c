"""Identities and words into small numbers that stay the same as long as a stream goes on."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["ObjectRegister", "WordRegister"]

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]


@dataclass
class ObjectRegister:
    """Numbers objects in the order in which they come.

    Attributes:
        ids: identities, sorted, shape (m,).
        numbers: the number of each, shape (m,).
    """

    ids: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    numbers: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ids)

    def number(self, ids: Ints) -> Ints:
        """Give the numbers of identities, shape (j,), sorted and unique; new ones get the next."""
        at = np.searchsorted(self.ids, ids)
        inside = np.minimum(at, max(len(self.ids) - 1, 0))
        new = (self.ids[inside] != ids) if len(self.ids) else np.ones(len(ids), bool)
        if new.any():
            first = len(self.ids)
            numbers = np.arange(first, first + int(new.sum()))
            self.ids = np.insert(self.ids, at[new], ids[new])
            self.numbers = np.insert(self.numbers, at[new], numbers)
            at = np.searchsorted(self.ids, ids)
        return self.numbers[at]


@dataclass
class WordRegister:
    """Numbers words in the order in which they come."""

    words: list[str | None] = field(default_factory=list)

    def codes(self, column: pa.ChunkedArray) -> Codes:
        """Give the code of each row of a dictionary column, -1 for null; new words get the next."""
        parts = [self._codes(chunk) for chunk in column.chunks if len(chunk)]
        return np.concatenate(parts) if parts else np.empty(0, np.int32)

    def _codes(self, chunk: Any) -> Codes:  # noqa: ANN401 - an Arrow array, which has no types
        known = {word: code for code, word in enumerate(self.words)}
        own = [known.setdefault(word, len(known)) for word in chunk.dictionary.to_pylist()]
        self.words = list(known)
        indices = chunk.indices
        filled = pc.fill_null(indices, -1) if indices.null_count else indices
        codes = np.array([*own, -1], np.int32)
        return np.asarray(codes[np.asarray(filled)])
