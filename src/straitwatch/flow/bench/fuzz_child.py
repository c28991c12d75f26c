"""A seed turned into blocks of damaged lines, each decoded and judged: a line of JSON a block.

Run in a process of its own, which may crash or hang:
`python -m straitwatch.flow.bench.fuzz_child SEED FIRST BLOCKS LINES SHARE [FILE]`.
"""

import faulthandler
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from straitwatch.flow.bench import fuzz_block as judge
from straitwatch.flow.bench.fuzz_lines import good_lines
from straitwatch.kernel.mutate import MAX_DAMAGED, damage_lines

__all__ = ["damaged_blocks", "judge_block"]

_HUNG_S = 600  # a block takes less than a second: one that takes this long hangs
_MANY = 1_000_003  # a prime: seeds of neighbours draw from far apart


def damaged_blocks(good: bytes, seed: int, first: int, blocks: int, lines: int) -> Iterator[bytes]:
    """Make blocks of damaged lines.

    Args:
        good: whole lines to damage.
        seed: of the generator.
        first: number of the first block: any block can be made again without those before it.
        blocks: how many.
        lines: in each.
    """
    text = np.frombuffer(good, np.uint8)
    ends = np.flatnonzero(text == ord("\n")) + 1
    line = np.empty(2 * MAX_DAMAGED, np.uint8)
    out = np.empty(min(lines, 100) * MAX_DAMAGED + lines * 400, np.uint8)
    for block in range(first, first + blocks):
        state = np.array([seed * _MANY + block * 2**32], np.uint64)
        yield out[: damage_lines(text, ends, lines, line, out, state)].tobytes()


def judge_block(data: bytes, seed: int, *, referred: bool) -> dict[str, Any]:
    """Decode a block in several ways.

    Args:
        data: its lines.
        seed: for the places where it is cut.
        referred: whether the plain reference is asked too, which takes most of the time, and
            all kinds of messages are told.

    Returns:
        what was counted, and what differs, in words.
    """
    kinds = ("all",) if referred else ()
    whole = judge.decode_cut(data, kinds=kinds)
    odd = judge.cut_differences(data, whole, seed) + judge.order_differences(data, kinds)
    if referred:
        odd += judge.reference_differences(data, whole[0])
    tally = whole[1]
    told = {"lines": tally.lines, "messages": tally.messages, "parts": tally.parts}
    told |= {"bytes": len(data), "referred": tally.lines * referred}
    return told | {"rejects": dict(tally.rejects), "by_type": dict(tally.by_type), "odd": odd}


def main(words: list[str]) -> None:
    """Judge blocks; says each before it is begun, so that one that crashes is known."""
    seed, first, blocks, lines = (int(word) for word in words[:4])
    share, file = float(words[4]), words[5:]
    good = Path(file[0]).read_bytes() if file else good_lines(seed)
    faulthandler.enable()
    rng = np.random.default_rng(seed)
    for block, data in enumerate(damaged_blocks(good, seed, first, blocks, lines), first):
        faulthandler.dump_traceback_later(_HUNG_S, exit=True)
        _tell({"block": block})
        _tell(judge_block(data, block, referred=bool(rng.random() < share)))
    faulthandler.cancel_dump_traceback_later()


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
