"""The helper that holds a detector to its law: passes ours, and names what breaks it."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from sailing import HOUR, MINUTE, fix, gate_row, to_path, world

from straitwatch.event.base import Batch, Detector
from straitwatch.event.crossing import CrossingDetector
from straitwatch.event.entry import EntryDetector
from straitwatch.event.gap import GapDetector
from straitwatch.event.law import check_cuts
from straitwatch.event.table import events_table
from straitwatch.model.error import ContractError, OrderError
from straitwatch.model.schema import EVENT, PATH
from straitwatch.model.unit import moment

GATE = gate_row(gate_id="line", lon_a=126.0, lat_a=25.0, lon_b=126.0, lat_b=27.0)


def _path(n: int = 40, **more: object) -> pa.Table:
    """A ship to and fro over a line, in and out of a territorial sea; silent for two hours."""
    rows = []
    for k in range(n):
        lon = 126.0 + 0.1 * (abs(k % 20 - 10) - 5.3)
        silence = 2 * HOUR if k > n // 2 else 0.0
        rows.append(
            fix(k * 20 * MINUTE + silence, lon, 26.0, coast_nm=12.0 + 20.0 * (lon - 126.0)) | more
        )
    return to_path(rows)


class Teller:
    """Tells the first fix of each batch: breaks the law."""

    kind, rule = "teller", "teller/1"

    def detect(self, batch: Batch, carry: object) -> tuple[pa.Table, object]:
        rows = [self._row(int(t)) for t in batch.rows.t[:1]]
        return events_table(rows), carry

    def close(self, carry: object) -> pa.Table:  # noqa: ARG002 - the protocol's
        return EVENT.empty_table()

    def _row(self, t: int) -> dict[str, Any]:
        at = moment(t)
        return {"event_id": str(t), "kind": self.kind, "object_id": "mmsi:431000001",
                "t_start": at, "rule": self.rule, "status": "closed", "detail": {}}  # fmt: skip


class Counting(Teller):
    """Tells one event with how many batches came: the right one, with another detail."""

    def detect(self, batch: Batch, carry: tuple[int, int] | None) -> tuple[pa.Table, object]:
        first, n = carry or (int(batch.rows.t[0]), 0)
        return EVENT.empty_table(), (first, n + 1)

    def close(self, carry: tuple[int, int]) -> pa.Table:
        return events_table([self._row(carry[0]) | {"detail": {"batches": carry[1]}}])


class Used(Teller):
    """Its `close` uses the carry up."""

    def detect(self, batch: Batch, carry: list[int] | None) -> tuple[pa.Table, object]:
        return EVENT.empty_table(), carry if carry is not None else [int(batch.rows.t[0])]

    def close(self, carry: list[int]) -> pa.Table:
        return events_table([self._row(carry.pop())] if carry else [])


@pytest.mark.parametrize("kind", [CrossingDetector, EntryDetector, GapDetector])
def test_ours_keep_it_and_their_events_come_back(kind: Callable[..., Detector]) -> None:
    events = check_cuts(lambda: kind(world(GATE)), _path(), tries=5)
    assert events.schema == EVENT
    assert events.num_rows >= 1
    assert set(events["rule"].to_pylist()) <= {kind(world()).rule, "exit/2"}


@pytest.mark.parametrize(
    ("broken", "what"),
    [(Teller, "is told besides"), (Counting, "has detail"), (Used, "is missing")],
)
def test_what_breaks_it_is_named(broken: Callable[[], Detector], what: str) -> None:
    with pytest.raises(ContractError, match=f"teller of mmsi:431000001.*{what}.*cut before 2022"):
        check_cuts(broken, _path())


def test_null_slots_are_one_lane_an_identity_through_all_parts() -> None:
    path = _path()
    nulls = {name: pa.nulls(path.num_rows, PATH.field(name).type) for name in ("slot", "fresh")}
    for name, column in nulls.items():
        path = path.set_column(path.schema.get_field_index(name), PATH.field(name), column)
    assert check_cuts(lambda: GapDetector(world()), path, tries=3).num_rows == 1


def test_a_path_out_of_order_is_refused() -> None:
    with pytest.raises(OrderError, match="sorted"):
        check_cuts(lambda: GapDetector(world()), _path().slice(0, 2).take([1, 0]))


def test_one_fix_has_nothing_to_cut() -> None:
    assert check_cuts(lambda: GapDetector(world()), _path().slice(0, 1)).num_rows == 0
