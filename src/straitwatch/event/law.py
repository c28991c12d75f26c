"""A detector and a path into the proof that it keeps the law: cut the stream, get the same."""

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from math import isclose
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.event.base import Batch, Detector
from straitwatch.model.error import ContractError, OrderError
from straitwatch.model.schema import EVENT, JUMP, PATH, conform
from straitwatch.model.unit import iso, moment

__all__ = ["check_cuts"]

Ints = npt.NDArray[np.int64]

_DIGITS = 1e-9
"""Sums of other parts may differ in their last digits: so much of a value is the same value."""

_MOST_CUTS = 200


def check_cuts(
    detector_factory: Callable[[], Detector], path: pa.Table, *, tries: int = 20, seed: int = 0
) -> pa.Table:
    """Hold a detector to its law: cut the stream anywhere, get the same events.

    The path is watched as a whole, then cut at times that chance chooses, and once at every moment
    (at most 200). Between two parts the carry is pickled, and `close` is asked, which must not
    change it. Every column of every event must come out the same.

    Args:
        detector_factory: makes the detector, the same each time.
        path: PATH, n rows by object_id, t. Where `slot` is null, each identity is one lane.
        tries: how often it is cut by chance.
        seed: of chance: the same seed cuts at the same times.

    Returns:
        EVENT: what the detector told of the whole, so that a test can go on from there.

    Raises:
        ContractError: the law is broken; the message names the first event that differs, how, and
            where the stream was cut. Or `path` is not PATH.
        OrderError: the path is not sorted by object_id, t.

    Notes:
        (tries + 2) runs over the path: a few hundred rows that hold what the detector looks for
        prove more than a day of traffic. Lanes that are given up and jumps are not tried.
    """
    path = _with_lanes(conform(path, PATH))
    t = path["t"].cast(pa.int64()).to_numpy()
    whole = _watch(detector_factory(), path, t, ())
    for cuts in _choose_cuts(t, tries, seed):
        _compare(whole, _watch(detector_factory(), path, t, cuts), cuts)
    return whole


def _with_lanes(path: pa.Table) -> pa.Table:
    """Fill `slot` and `fresh` where they are null: one lane an identity."""
    who = path["object_id"].to_numpy()
    t = path["t"].cast(pa.int64()).to_numpy()
    if np.any(np.lexsort((t, who)) != np.arange(len(t))):
        raise OrderError("a path must be sorted by object_id, t")
    if path["slot"].null_count < len(t):
        return path
    _, first, slot = np.unique(who, return_index=True, return_inverse=True)
    fresh = np.zeros(len(t), bool)
    fresh[first] = True
    for name, values in (("slot", slot.astype(np.int32)), ("fresh", fresh)):
        at = path.schema.get_field_index(name)
        path = path.set_column(at, PATH.field(name), pa.array(values))
    return path


def _choose_cuts(t: Ints, tries: int, seed: int) -> Iterator[tuple[int, ...]]:
    """Times before which the stream is cut: at every moment, then by chance."""
    moments = np.unique(t)[1:]
    if not len(moments):
        return
    every = np.linspace(0, len(moments) - 1, min(len(moments), _MOST_CUTS)).astype(int)
    yield tuple(moments[np.unique(every)].tolist())
    chance = np.random.default_rng(seed)
    for _ in range(tries):
        some = chance.integers(1, min(len(moments), 6), endpoint=True)
        yield tuple(np.sort(chance.choice(moments, some, replace=False)).tolist())


def _watch(detector: Detector, path: pa.Table, t: Ints, cuts: Sequence[int]) -> pa.Table:
    """Run it over the parts between cuts, as a stream does that is stopped and taken up again."""
    carry, found = None, [EVENT.empty_table()]
    part = np.searchsorted(np.array(cuts, np.int64), t, side="right")
    for k in range(len(cuts) + 1):
        batch = Batch(path.filter(pa.array(part == k)), JUMP.empty_table())
        events, carry = detector.detect(batch, carry)
        found.append(conform(events, EVENT))
        carry = pickle.loads(pickle.dumps(carry))  # noqa: S301 - our own, a moment ago
        last = detector.close(carry)
    return pa.concat_tables([*found, conform(last, EVENT)])


def _compare(whole: pa.Table, parts: pa.Table, cuts: Sequence[int]) -> None:
    wanted, told = _rows(whole), _rows(parts)
    for event_id in [*wanted, *(one for one in told if one not in wanted)]:
        wrong = _difference(wanted.get(event_id), told.get(event_id))
        if wrong:
            row = (wanted.get(event_id) or told[event_id])[0]
            raise ContractError(
                f"the law is broken by '{row['rule']}': {row['kind']} of {row['object_id']}, "
                f"{row['t_start']}, {wrong} when the stream is cut before {_times(cuts)}; what was "
                "remembered must not depend on where a batch ends"
            )


def _rows(events: pa.Table) -> dict[str, list[dict[str, Any]]]:
    by_id: dict[str, list[dict[str, Any]]] = {}
    for row in events.sort_by([("t_start", "ascending"), ("event_id", "ascending")]).to_pylist():
        told = {name: json.loads(row[name] or "null") for name in ("evidence", "detail")}
        by_id.setdefault(row["event_id"], []).append(row | told)
    return by_id


def _difference(
    wanted: list[dict[str, Any]] | None, told: list[dict[str, Any]] | None
) -> str | None:
    """Say how one event differs; None where it does not."""
    if told is None:
        return "is missing"
    if wanted is None:
        return "is told besides"
    if len(told) != 1:
        return f"is told {len(told)} times"
    for name in EVENT.names:
        if not _is_same(wanted[0][name], told[0][name]):
            return f"has {name} {told[0][name]!r} instead of {wanted[0][name]!r}"
    return None


def _is_same(a: Any, b: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(a, float) and isinstance(b, float):
        return isclose(a, b, rel_tol=_DIGITS, abs_tol=_DIGITS)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_is_same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_is_same, a, b))
    return bool(a == b)


def _times(cuts: Sequence[int], most: int = 3) -> str:
    words = [f"{iso(moment(cut))}" for cut in cuts[:most]]
    return ", ".join(words) + (f" and {len(cuts) - most} more" if len(cuts) > most else "")
