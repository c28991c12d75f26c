"""Slots used again, and words whose codes change from batch to batch: told apart all the same."""

from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from coasting import off, ship
from sailing import JUMP, at, watch, world

from straitwatch.event import passage, proximity
from straitwatch.event.base import Batch
from straitwatch.model.schema import PATH

BOTH = pytest.mark.parametrize("module", [proximity, passage])


def batch(rows: list[dict[str, Any]], slot: int = 0, *, fresh: bool = False) -> Batch:
    """One slice of one lane; its words are numbered anew."""
    told = [row | {"slot": slot, "fresh": fresh and k == 0} for k, row in enumerate(rows)]
    return Batch(pa.Table.from_pylist(told, schema=PATH), JUMP.empty_table())


@BOTH
def test_a_slot_that_is_used_again_is_another_lane(module: ModuleType) -> None:
    first = batch(ship((0, 30), (30, 11), (60, 11), (90, 15), (100, 16)), fresh=True)
    first.retired = first.rows.slot[:1]
    steps = (200, 30), (230, 15), (260, 30), (280, 30), (340, 8), (350, 9), (400, 15), (450, 30)
    rows = ship(*steps, object_id=431_000_002)
    events = watch(module.make(world()), [first, batch(rows, fresh=True)])
    late = [event for event in events if event["t_start"] >= at(200 * 60)]
    assert {event["object_id"] for event in late} == {"mmsi:431000002"}
    for event in late:
        assert all(fix["t"] >= "2022-12-16T03:20" for fix in event["evidence"])
        assert "re_entry" not in str(event["detail"].get("signs"))


@BOTH
def test_states_keep_their_names_whatever_code_a_batch_gives_them(module: ModuleType) -> None:
    miles = (30, 16, 15, 16, 30, 30, 15, 8, 8, 13, 30, 40)
    slices = []
    for k, nm in enumerate(miles):
        pair = [
            batch([off(20 * k, nm, object_id=431_000_001 + slot)], slot, fresh=k == 0)
            for slot in (0, 1)
        ]
        if nm <= 24:
            pair[1] = batch([off(20 * k, nm, object_id=431_000_002, state="TW")], 1, fresh=k == 0)
        slices += pair if k % 2 else pair[::-1]
    events = watch(module.make(world()), slices)
    told = {event["object_id"]: event["where"] for event in events}
    assert told == {"mmsi:431000001": "JP", "mmsi:431000002": "TW"}
