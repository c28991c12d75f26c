"""Columns of nothing are nulls of their type, as Arrow would make them."""

import pyarrow as pa
import pytest

from straitwatch.decode.ais import nulls
from straitwatch.decode.ais.nulls import empty_lists, null_column
from straitwatch.decode.ais.tables import SCHEMAS

TYPES = sorted({str(f.type): f.type for s in SCHEMAS.values() for f in s}.items())


@pytest.mark.parametrize(("name", "kind"), TYPES, ids=[name[:40] for name, _ in TYPES])
def test_nulls_of_every_type_that_messages_have(name: str, kind: pa.DataType) -> None:
    for n in (0, 1, 9):
        column = null_column(kind, n)
        column.validate(full=True)
        assert (column.type, len(column), column.null_count) == (kind, n, n), name
        assert column.to_pylist() == [None] * n


def test_more_nulls_than_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nulls, "ROOM", 4)
    column = null_column(pa.struct([("a", pa.list_(pa.string()))]), 11)
    column.validate(full=True)
    assert column.null_count == len(column) == 11


def test_empty_lists() -> None:
    column = empty_lists(pa.list_(pa.string()), 3)
    column.validate(full=True)
    assert column.to_pylist() == [[], [], []]
