"""A store of texts: a correction takes an event back, and custody says what changed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from straitwatch.flow.config import Settings
from straitwatch.flow.custody import custody_in
from straitwatch.flow.derive import derive_events
from straitwatch.flow.objects import objects_in
from straitwatch.flow.show_custody import custody_lines
from straitwatch.flow.tell import SILENT
from straitwatch.model.schema import SIGHTING
from straitwatch.store.store import open_store

DAY = datetime(2024, 9, 16, 15, tzinfo=UTC)


def _transit(number: int, **keys: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    return {
        "sighting_id": f"s{number}", "document": f"text {number}", "publisher": "An office",
        "published": DAY + timedelta(days=number, hours=9), "title": "Movements of ships",
        "kind": "transit", "t_start": DAY, "t_end": DAY + timedelta(days=1), "gate": "miyako",
        "heading": "SE", "objects": [{"navy": "CN", "hull": "120"}], "negation": False,
        "text": "Our words.", "confidence": 1.0, **keys,
    }  # fmt: skip


def _table(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SIGHTING)


def test_a_correction_takes_back_what_it_corrects(tmp_path: Path) -> None:
    new = _transit(2, objects=[{"navy": "CN", "hull": "121"}])
    notice = _transit(3, document="text 2", published=new["published"], kind="correction",
                      objects=[], supersedes="2024-09-18 Movements of ships")  # fmt: skip
    with open_store(tmp_path / "store", create=True) as store:
        store.put_sightings(_table(_transit(1)))
        derive_events(store, Settings(), SILENT)
        assert store.events()["object_id"].to_pylist() == ["hull:CN/120"]
        store.put_sightings(_table(new, notice))
        derive_events(store, Settings(), SILENT)
        alive = [row for row in store.events().to_pylist() if row["status"] != "retracted"]
        assert [row["object_id"] for row in alive] == ["hull:CN/121"]
        assert store.sightings()["superseded_by"].to_pylist() == ["text 2", None, None]
        told = custody_in(store, "hull:CN/121")
        lines = "\n".join(custody_lines(told))
        assert "text 2 takes the place of text 1" in lines
        assert "hull:CN/120 (exact 1) -> hull:CN/121 (exact 1)" in lines
        assert custody_in(store, "hull:CN/120").held.num_rows == 0
        assert objects_in(store)["object_id"].to_pylist() == ["hull:CN/120", "hull:CN/121"]
