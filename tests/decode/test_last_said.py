"""What objects last said: kept for as many as fit, forgotten for those long unheard of."""

import copy

import numpy as np
import pyarrow as pa

from straitwatch.decode.said import LastSaid
from straitwatch.decode.typed import hash_words

HASH_A, HASH_B = 6619403612159914837, 16782012994115080723


def _say(memory: LastSaid, ids: range, said: int) -> list[int]:
    own = np.array(ids, np.int64)
    return own[memory.find(own, np.full(len(own), said, np.uint64))].tolist()


def test_only_news_are_told_however_many_objects_there_are() -> None:
    memory = LastSaid()
    assert _say(memory, range(1, 5_001), 7) == list(range(1, 5_001))
    assert _say(memory, range(1, 6_001), 7) == list(range(5_001, 6_001))
    assert _say(memory, range(10, 12), 0) == []
    assert _say(memory, range(10, 12), 8) == [10, 11]


def test_the_half_longest_unheard_of_is_forgotten() -> None:
    memory = LastSaid(most=100)
    _say(memory, range(1, 61), 7)
    _say(memory, range(61, 101), 7)
    _say(memory, range(101, 121), 7)
    assert _say(memory, range(61, 121), 7) == []
    assert _say(memory, range(1, 61), 7) == list(range(1, 61))


def test_a_copy_remembers_for_itself() -> None:
    memory = LastSaid()
    _say(memory, range(1, 3), 7)
    other = copy.deepcopy(memory)
    assert _say(other, range(1, 3), 8) == [1, 2]
    assert _say(memory, range(1, 3), 7) == []


def test_words_have_the_same_hash_in_every_process() -> None:
    table = pa.table({"callsign": ["OXYZ", None, " "], "name": ["SØREN", "A", "\x1f"]})
    assert hash_words(table).tolist() == [HASH_A, HASH_B, 0]
    assert hash_words(table.slice(1)).tolist() == [HASH_B, 0]
