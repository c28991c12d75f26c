"""A number of damaged sentences turned into what the decoder did with them, and what was wrong."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from straitwatch.flow.tell import Tell
from straitwatch.model.error import ConfigError

__all__ = ["bench_fuzz"]

_LINES = 20_000
_MOST_ODD = 20  # differences that are told; then it ends


def bench_fuzz(
    tell: Tell, sentences: int, *, seed: int = 1, first: int = 0, share: float = 1.0,
    file: Path | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Damage sentences, decode them in several ways, and hold the answers against each other.

    Args:
        tell: hears of progress.
        sentences: how many, rounded up to blocks of 20,000.
        seed: of the damage.
        first: number of the first block.
        share: of the blocks that are decoded by the plain reference too.
        file: AIVDM lines to damage; else lines of all types are made.

    Returns:
        a row of name and value for each thing counted; the last are what differs, `differs`.

    Raises:
        ConfigError: a number makes no sense.

    Notes:
        Of all blocks: every line is in the tally once; a pass on one thread and one on two, the
        stream cut at random places, give the same tables; lines that stand alone give the same in
        the other order. Of the share: fixes, statics and rejects equal those of the reference,
        value by value. It runs in a process of its own: one that crashes or hangs is a difference.
    """
    if sentences < 1 or not 0 <= share <= 1:
        raise ConfigError(f"{sentences} sentences, {share} of them referred: ask for 1, 0 to 1")
    blocks = -(-sentences // _LINES)
    tell.stage(f"{sentences:,} sentences", blocks)
    seen: Counter[str] = Counter()
    odd: list[str] = []
    words = [str(word) for word in (seed, first, blocks, _LINES, share)]
    command = [sys.executable, "-m", "straitwatch.flow.bench.fuzz_child", *words]
    command += [str(file)] if file else []
    block = first
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - our own module
        for line in child.stdout or ():
            told = json.loads(line)
            if "block" in told:
                block = told["block"]
                continue
            odd += [f"seed {seed}, block {block}: {text}" for text in told["odd"]]
            _count(seen, told)
            tell.advance(1)
            if len(odd) >= _MOST_ODD:
                child.terminate()
                break
    if child.returncode and len(odd) < _MOST_ODD:
        odd.append(f"seed {seed}, block {block}: the process ended with {child.returncode}")
    return [{"name": name, "value": value} for name, value in seen.items()] + [
        {"name": "differs", "value": text} for text in odd
    ]


def _count(seen: Counter[str], told: dict[str, Any]) -> None:
    """Add a block's figures."""
    seen["sentences"] += _LINES
    for name in ("lines", "bytes", "referred", "messages", "parts"):
        seen[name] += told[name]
    for fault, n in told["rejects"].items():
        seen[f"rejects, {fault}"] += n
    seen["types"] = max(seen["types"], len(told["by_type"]))
