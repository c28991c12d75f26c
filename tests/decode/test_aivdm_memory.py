"""Memory for rows: nobody's bytes are another's; a slab that fails ends the feed, not the wait."""

import pickle
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest

from straitwatch.decode.aivdm import AivdmStream, decode_aivdm
from straitwatch.decode.aivdm_memory import Memory, Scratch
from straitwatch.model.record import Tally

LINE = b"!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24\n"
TEXT = b"!AIVDM,1,1,,A,>5?Per18=HB1U:1@E=B0m<L,2*51\n"


def test_pieces_of_all_threads_are_apart() -> None:
    memory = Memory()

    def take(k: int) -> list[npt.NDArray[np.uint8]]:
        pieces = [memory.take(1 + 977 * j % 70_000) for j in range(200)]
        for piece in pieces:
            piece[:] = k
        return pieces

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(take, range(4)))
    for k, pieces in enumerate(found):
        assert all(len(piece) % 64 == 0 and (piece == k).all() for piece in pieces)


def test_a_block_is_of_large_pages_and_as_large_as_asked_for() -> None:
    piece = Memory().take(5 << 20)
    piece[[0, -1]] = 7, 9
    assert len(piece) == 5 << 20
    assert piece.ctypes.data % 4096 == 0


def test_a_copy_has_the_numbers_as_the_type_asked_for() -> None:
    copy = Memory().copy(np.arange(3), np.int16)
    assert copy.dtype == np.int16
    assert copy.tolist() == [0, 1, 2]


def test_a_pickle_of_memory_is_empty() -> None:
    memory = Memory(4 << 20)
    memory.take(1 << 20)
    assert len(pickle.dumps(memory)) < 200
    assert len(pickle.loads(pickle.dumps(memory)).take(64)) == 64  # noqa: S301 - our own


def test_scratch_gives_the_same_bytes_again_and_zeros_where_asked() -> None:
    scratch = Scratch()
    rows = scratch.take("rows", 10, 3)
    rows[:] = 5
    scratch.take_table(64)[:] = 8
    assert scratch.take("rows", 10, 3)[9, 2] == 5
    assert not scratch.take_table(64).any()
    assert scratch.take("rows", 1000, 3).shape == (1000, 3)


def test_a_slab_that_fails_fails_the_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    parse, seen = AivdmStream._parse, []

    def fail_at_third(self: AivdmStream, *args: object) -> object:
        seen.append(1)
        if len(seen) == 3:
            raise MemoryError("third slab")
        return parse(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(AivdmStream, "_parse", fail_at_third)
    with pytest.raises(MemoryError, match="third slab"):
        AivdmStream("x", Tally("x"), threads=2).feed(LINE * 80_000)


def test_threads_are_called_together_once_and_sent_home_at_the_end() -> None:
    before = {*threading.enumerate()}
    stream = AivdmStream("x", Tally("x"), threads=3)
    rows = [stream.feed(LINE * 80_000).fixes.num_rows for _ in range(5)]
    assert len({*threading.enumerate()} - before) <= 2
    assert len(pickle.dumps(stream)) < 1_100_000
    rows.append(stream.close().fixes.num_rows)
    assert rows == [80_000] * 5 + [0]
    assert not {*threading.enumerate()} - before


def test_tables_of_messages_made_meanwhile_are_those_of_one_thread() -> None:
    data = (LINE + TEXT) * 50_000

    def rows(threads: int) -> tuple[pa.Table, Tally]:
        tally = Tally("x")
        parts = [*decode_aivdm([data, data], "x", tally, threads=threads, kinds=("text", "rest"))]
        return pa.concat_tables(t for part in parts for t in part.messages.values()), tally

    (one, tally), (three, same) = rows(1), rows(3)
    assert one.num_rows == 100_000
    assert three.equals(one)
    assert tally == same
    assert tally.is_balanced()
