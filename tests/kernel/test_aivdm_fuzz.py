"""Damaged sentences: kernels and reference say the same, and nothing is read past its end."""

import os
import subprocess
import sys
from collections import Counter
from functools import reduce
from operator import xor
from pathlib import Path

import numpy as np
import pytest

from straitwatch.flow.bench import fuzz_block as judge
from straitwatch.flow.bench.fuzz import bench_fuzz
from straitwatch.flow.bench.fuzz_child import damaged_blocks, judge_block
from straitwatch.flow.bench.fuzz_lines import good_lines
from straitwatch.flow.tell import SILENT
from straitwatch.kernel.encode import encode_position
from straitwatch.model.error import ConfigError

GUARDED = Path(__file__).with_name("guarded.py")
LINES = 20_000


def run_guarded(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(GUARDED), *map(str, words)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **more}
    )


def judged(seed: int, blocks: int, share: float) -> Counter[str]:
    """Judge blocks; every n-th is held against the reference as well."""
    seen: Counter[str] = Counter()
    good = good_lines(seed)
    for k, data in enumerate(damaged_blocks(good, seed, 0, blocks, LINES)):
        told = judge_block(data, k, referred=int(k * share) != int((k + 1) * share))
        assert told["odd"] == [], (seed, k)
        seen += Counter({name: told[name] for name in ("lines", "messages", "parts", "referred")})
        seen += Counter(told["rejects"])
    return seen


def test_damaged_lines_are_decoded_the_same_in_every_way() -> None:
    seen = judged(20, 4, 0.4)
    assert seen["lines"] > 72_000
    assert seen["referred"] > 15_000
    assert seen["messages"] > 12_000
    faults = {"checksum", "no_checksum", "malformed", "payload", "too_short", "too_long"}
    faults |= {"orphan_part", "tag_block", "identity", "position", "no_position", "time"}
    assert {fault for fault in faults if not seen[fault]} == set()


@pytest.mark.slow
def test_more_damaged_lines() -> None:
    """`STRAITWATCH_FUZZ=100_000_000` asks for as many sentences; CI runs a bounded share."""
    sentences = int(os.environ.get("STRAITWATCH_FUZZ", "500_000"))
    rows = bench_fuzz(SILENT, sentences, seed=21, share=0.5)
    told = {row["name"]: row["value"] for row in rows}
    assert "differs" not in told
    assert told["sentences"] >= sentences
    assert told["types"] == 64


def test_what_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = next(damaged_blocks(good_lines(3), 3, 0, 1, 2_000))
    whole = judge.decode_cut(data)
    wrong = judge.decode_cut(data.replace(b",0*", b",1*"))
    assert judge.cut_differences(data, whole, 1) == []
    assert len(judge.cut_differences(data, wrong, 1)) > 1
    assert judge.reference_differences(data, whole[0]) == []
    assert len(judge.reference_differences(data, wrong[0])) > 0
    monkeypatch.setattr(judge, "_PLACE", ())
    assert len(judge.order_differences(data)) > 0


def test_a_block_can_be_made_again_without_those_before_it() -> None:
    good = good_lines(4)
    blocks = list(damaged_blocks(good, 4, 0, 3, 500))
    assert blocks[2] == next(damaged_blocks(good, 4, 2, 1, 500))
    assert len(set(blocks)) == 3


def test_good_lines_are_taken() -> None:
    _, tally = judge.decode_cut(good_lines(5))
    assert tally.is_balanced()
    assert {"checksum", "malformed", "payload", "not_a_sentence"} & set(tally.rejects) == set()
    assert set(tally.by_type) == {str(kind) for kind in range(1, 28)}


def test_senseless_numbers_are_refused() -> None:
    with pytest.raises(ConfigError, match="0 sentences"):
        bench_fuzz(SILENT, 0)


def test_a_process_that_dies_is_a_difference(tmp_path: Path) -> None:
    rows = bench_fuzz(SILENT, 1, file=tmp_path / "absent")
    assert [row["name"] for row in rows] == ["differs"]


def test_every_type_at_every_length() -> None:
    """Payloads of 0 to 213 characters, of each type, with each number of fill bits in turn."""
    rng = np.random.default_rng(6)
    lines = []
    for kind in range(64):
        for length in range(214):
            values = rng.integers(0, 64, length)
            values[:1] = kind
            letters = np.where(values < 40, values + 48, values + 56).astype(np.uint8).tobytes()
            body = b"AIVDM,1,1,,A,%s,%d" % (letters, (kind + length) % 6)
            lines.append(b"!%s*%02X" % (body, reduce(xor, body, 0)))
    data = b"\n".join(lines)
    whole = judge.decode_cut(data)
    assert judge.cut_differences(data, whole, 1) == []
    assert judge.order_differences(data) == []
    assert judge.reference_differences(data, whole[0]) == []
    assert whole[1].lines == 64 * 214


def test_nothing_is_touched_past_its_end() -> None:
    done = run_guarded(7, 250, 40)
    assert done.returncode == 0, done.stderr
    lines, messages = map(int, done.stdout.split())
    assert lines > 9_000
    assert messages > 1_000


def test_the_guard_stands() -> None:
    assert run_guarded("trespass").returncode < 0


@pytest.mark.slow
def test_every_index_is_in_its_array(tmp_path: Path) -> None:
    """The kernels are compiled anew, so that they check each index themselves."""
    checked = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    done = run_guarded(8, 300, 100, **checked)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) > 1_000
    assert "IndexError" in run_guarded("trespass", **checked).stderr


def test_a_long_line_costs_no_more_than_a_short_one() -> None:
    """Work is bounded by the bytes: lines of one letter, stars, commas, backslashes, parts."""
    line = encode_position(431_000_001, 0, 0.0, 1.0, 139.0, 35.0, 1.0, 1, 1)[0]
    for piece in (
        b"\\",
        b"*",
        b",",
        b"!",
        b"!AIVDM,9,1,1,A,",
        b"$PGHP,1,",
        line,
        b"\\g:1-2-3*00\\",
    ):
        data = piece * (400_000 // len(piece)) + b"\n" + (piece + b"\n") * 1_000
        _, tally = judge.decode_cut(data)
        assert tally.is_balanced()
        assert tally.lines == 1_001
