"""The journal: what was appended comes back, whatever a crash left of it."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.model.error import ContractError, OutputError
from straitwatch.store import journal as module
from straitwatch.store.journal import Journal

_SOME = [(k * 10, k % 3, 1, bytes([65 + k]) * (7 * k)) for k in range(12)]


def _filled(folder: Path, *, segment_bytes: int = 1 << 20) -> Journal:
    journal = Journal(folder, segment_bytes=segment_bytes)
    for one in _SOME:
        journal.append(*one)
    journal.sync()
    return journal


def _told(journal: Journal, start: int = 0) -> list[tuple[int, int, int, bytes]]:
    return [(one.t_us, one.feed, one.kind, one.data) for one in journal.read(start)]


@pytest.mark.parametrize("segment_bytes", [1, 100, 1 << 20])
def test_what_was_appended_comes_back(tmp_path: Path, segment_bytes: int) -> None:
    journal = _filled(tmp_path, segment_bytes=segment_bytes)
    assert _told(journal) == _SOME
    journal.close()
    again = Journal(tmp_path, segment_bytes=segment_bytes)
    assert (again.end, again.cut, again.lost) == (journal.end, 0, 0)
    assert _told(again) == _SOME


@pytest.mark.parametrize("segment_bytes", [100, 1 << 20])
def test_it_is_read_from_any_place_on(tmp_path: Path, segment_bytes: int) -> None:
    journal = _filled(tmp_path, segment_bytes=segment_bytes)
    ends = [one.end for one in journal.read()]
    for k, end in enumerate(ends):
        assert _told(journal, end) == _SOME[k + 1 :]


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(1, 400), noise=st.binary(max_size=40))
def test_half_a_record_is_cut_off_and_writing_goes_on(
    tmp_path_factory: pytest.TempPathFactory, cut: int, noise: bytes
) -> None:
    """A crash leaves any part of the last bytes, or rubbish behind them."""
    folder = tmp_path_factory.mktemp("torn")
    _filled(folder).close()
    (path,) = folder.iterdir()
    data = path.read_bytes()
    path.write_bytes(data[:-cut] + noise)
    journal = Journal(folder)
    told = _told(journal)
    assert told == _SOME[: len(told)]
    assert journal.cut == len(data) - cut + len(noise) - journal.end
    journal.append(1, 2, 3, b"more")
    assert _told(journal) == [*told, (1, 2, 3, b"more")]


def test_what_is_broken_within_is_counted_and_the_next_segment_is_read(tmp_path: Path) -> None:
    journal = _filled(tmp_path, segment_bytes=100)
    journal.close()
    first = min(tmp_path.iterdir())
    data = bytearray(first.read_bytes())
    data[-1] ^= 1
    first.write_bytes(data)
    again = Journal(tmp_path, segment_bytes=100)
    told = _told(again)
    assert again.lost > 0
    assert told[-1] == _SOME[-1]
    assert set(told) < set(_SOME)


def test_what_lies_behind_is_forgotten(tmp_path: Path) -> None:
    journal = _filled(tmp_path, segment_bytes=100)
    ends = [one.end for one in journal.read()]
    before = len(list(tmp_path.iterdir()))
    journal.forget(ends[6])
    assert len(list(tmp_path.iterdir())) < before
    assert _told(journal, ends[6]) == _SOME[7:]
    assert _told(Journal(tmp_path), ends[6]) == _SOME[7:]


def test_a_full_disk_leaves_no_half_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some bytes are taken before the disk is full; then there is room again."""
    journal, write = _filled(tmp_path), os.write

    def half(handle: int, data: bytes) -> int:
        if len(data) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data[:20])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OutputError, match="no space left"):
        journal.append(1, 1, 1, b"x" * 50)
    monkeypatch.undo()
    journal.append(2, 2, 2, b"more")
    assert _told(journal) == [*_SOME, (2, 2, 2, b"more")]


def test_a_record_beyond_all_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    journal = Journal(tmp_path)
    with pytest.raises(ContractError, match="11 bytes"):
        journal.append(0, 1, 1, b"x" * 11)
    assert journal.end == 0


_NOW = 1_700_000_000_000_000


@pytest.mark.parametrize("segment_bytes", [400, 1 << 20])
@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, 600), bit=st.integers(0, 7))
def test_a_flipped_bit_costs_one_record(
    segment_bytes: int, tmp_path_factory: pytest.TempPathFactory, at: int, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    rows = [(_NOW + one[0], *one[1:]) for one in _SOME]
    journal = Journal(folder, segment_bytes=segment_bytes)
    for one in rows:
        journal.append(*one)
    end = journal.end
    journal.close()
    path = min(folder.iterdir())
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= 1 << bit
    path.write_bytes(data)
    again = Journal(folder, segment_bytes=segment_bytes)
    told = _told(again)
    assert len(told) == len(rows) - 1
    assert set(told) < set(rows)
    assert (again.lost > 0) != (again.cut > 0)
    if not again.cut:
        assert again.end == end
    again.append(_NOW + 1000, 1, 1, b"more")
    assert _told(again)[-1][3] == b"more"


def test_damage_before_the_place_is_no_loss(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    ends = [journal.append(_NOW + k, 1, 1, b"line\n" * 50) for k in range(9)]
    journal.close()
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[30] ^= 1
    path.write_bytes(data)
    again = Journal(tmp_path)
    assert [one.end for one in again.read(ends[2])] == ends[3:]
    assert (again.end, again.cut, again.lost) == (ends[-1], 0, 0)


def test_a_sync_that_failed_is_not_taken_for_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, calls = Journal(tmp_path), []

    def fail_once(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 1:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", fail_once)
    journal.append(_NOW, 1, 1, b"line\n")
    with pytest.raises(OutputError):
        journal.sync()
    journal.sync()
    assert len(calls) == 2
