"""Every run learns coverage, and says how far from shore a long gap began."""

import json
from pathlib import Path

import pyarrow.compute as pc

from straitwatch.flow.config import Settings
from straitwatch.flow.derive import derive_events
from straitwatch.flow.ingest import ingest_bytes
from straitwatch.flow.query import select_coverage
from straitwatch.flow.tell import SILENT
from straitwatch.model.schema import COVERAGE
from straitwatch.store.store import open_store


def test_the_demonstration_knows_where_its_traffic_was_heard(demo_out: Path) -> None:
    table = select_coverage(demo_out / "store")
    assert table.schema == COVERAGE
    with open_store(demo_out / "store") as store:
        assert 0 < pc.sum(table["n_fixes"]).as_py() <= store.extent().n_fixes
    assert all(source.startswith("simulated:") for source in table["source"].to_pylist())
    day = select_coverage(demo_out / "store", t_to=table["t_start"][0].as_py())
    assert 0 < day.num_rows < table.num_rows


def test_a_long_gap_far_out_at_sea_has_its_distance_from_shore(tmp_path: Path) -> None:
    sent = [
        f"431000001,2022-12-16T{h:02d}:{m:02d}:00Z,25.6,126.2"
        for h in (0, 1)
        for m in range(0, 60, 5)
    ]
    lines = ["mmsi,t,lat,lon", *sent, "431000001,2022-12-17T00:00:00Z,25.6,126.2", ""]
    with open_store(tmp_path / "s", create=True) as store:
        ingest_bytes(store, "a", ["\n".join(lines).encode()])
        derive_events(store, Settings(), SILENT)
        (gap,) = store.events(kind="gap").to_pylist()
        assert store.coverage().num_rows >= 2
        assert store.query("SELECT sum(n_fixes) AS n FROM coverage")["n"][0].as_py() >= 23
    detail = json.loads(gap["detail"])
    hours, shore, fixes = detail["criteria"]
    assert (hours["met"], shore["met"], fixes["met"]) == (True, True, True)
    assert 51 < shore["value"] < 54
    assert detail["disabling_candidate"] is True
