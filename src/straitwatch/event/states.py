"""States of successive batches into the codes that one memory keeps for them."""

import numpy as np
import numpy.typing as npt

from straitwatch.event.base import Batch

__all__ = ["code_states"]

Codes = npt.NDArray[np.int32]


def code_states(batch: Batch, known: list[str | None]) -> Codes:
    """Give each row's State the code that it has in a memory.

    Args:
        batch: n rows.
        known: States of the codes; those that are new are added.

    Returns:
        shape (n,); -1 where the chart names no State.
    """
    words = list(batch.words.state)
    if words[: len(known)] == known:  # codes of one stream only grow
        known[:] = words
        return batch.rows.state
    place = {word: code for code, word in enumerate(known)}
    codes = [place.setdefault(word, len(place)) for word in words]
    known[:] = list(place)
    return np.append(np.array(codes, np.int32), np.int32(-1))[batch.rows.state]
