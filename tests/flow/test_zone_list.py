"""Lists of places: each good row answered in order, each bad one counted with its line."""

import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from straitwatch.flow import zone_list
from straitwatch.flow.tell import SILENT
from straitwatch.flow.zone_list import Outcome, list_zones, reject_lines
from straitwatch.model.error import ConfigError, SourceError
from straitwatch.zone.chart import NAMES, classify, open_chart


def _ask(text: str, **more: str) -> tuple[Outcome, list[dict]]:
    out = io.BytesIO()
    outcome = list_zones("-", io.BytesIO(text.encode()), None, out, SILENT, **more)
    return outcome, [json.loads(line) for line in out.getvalue().decode().splitlines()]


def test_rows_come_in_the_order_given_with_their_line() -> None:
    outcome, rows = _ask("name,Latitude,LON\na,24.98,125.36\n\nb,51,1.4\nc,30,-40\n")
    assert (outcome.good, outcome.bad) == (3, 0)
    assert [row["line"] for row in rows] == [2, 4, 5]
    assert [row["state"] for row in rows][:2] == ["JP", "GB"]
    assert rows[0]["zone"] == "territorial_sea"
    assert rows[1]["within_error"] is False
    assert rows[2]["dist_m"] is None


def test_bad_rows_are_counted_with_line_and_reason() -> None:
    outcome, rows = _ask("lat,lon\n24-58.8N,125-21.6E\nnan,3\n125.36,24.98\nx,y\n1\n")
    assert [row["line"] for row in rows] == [2]
    assert (outcome.good, outcome.bad) == (1, 4)
    told = reject_lines(outcome)
    assert told[0].startswith("line 3: ")
    assert "did you mean 24.98 125.36" in told[1]
    assert told[-1] == "4 rejected"


@pytest.mark.parametrize(
    "text",
    [
        "24.98,125.36\n",
        "position\n24.98 125.36\n",
        "lat;lon\n24.98;125.36\n",
        "﻿y\tx\n24.98\t125.36\n",
    ],
)
def test_columns_are_found(text: str) -> None:
    outcome, rows = _ask(text)
    assert (outcome.good, rows[0]["state"]) == (1, "JP")
    assert (rows[0]["lat"], rows[0]["lon"]) == (24.98, 125.36)


def test_a_list_without_columns_or_without_places_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a, b; call them lat and lon"):
        _ask("a,b\n1,2\n")
    with pytest.raises(SourceError, match="no place was read: line 2"):
        _ask("lat,lon\n91,2\n")
    with pytest.raises(SourceError, match="holds no row"):
        _ask("lat,lon\n")
    with pytest.raises(SourceError, match="cannot be read"):
        list_zones(str(tmp_path / "none.csv"), io.BytesIO(), None, io.BytesIO(), SILENT)


def test_parquet_in_chunks_says_what_classify_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone_list, "_CHUNK", 300)
    rng = np.random.default_rng(20230106)
    lat, lon = rng.uniform(24, 27, 1000), rng.uniform(123, 128, 1000)
    lat[[7, 500]] = np.nan, 91.0
    source, output = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"longitude": lon, "x": lon, "latitude": lat}), source)
    outcome = list_zones(str(source), io.BytesIO(), output, io.BytesIO(), SILENT)
    assert (outcome.good, outcome.bad) == (998, 2)
    assert [line for line, _ in outcome.first] == [8, 501]
    table = pq.read_table(output)
    good = np.delete(np.arange(1000), [7, 500])
    assert table["line"].to_pylist() == (good + 1).tolist()
    zoned = classify(open_chart(), lon[good], lat[good])
    assert table["zone"].to_pylist() == [NAMES[k] for k in zoned.zone]
    near = [abs(abs(d) - 12 * 1852) <= 510 for d in zoned.coast_m]
    said = table["within_error"].to_pylist()
    assert all(said[k] for k in np.flatnonzero(near))
    assert set(said) == {True, False, None}


def test_a_refused_list_leaves_no_file(tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    with pytest.raises(SourceError):
        list_zones("-", io.BytesIO(b"lat,lon\nx,y\n"), output, io.BytesIO(), SILENT)
    with pytest.raises(ConfigError, match="ending"):
        list_zones("-", io.BytesIO(b"1,2\n"), tmp_path / "out.xls", io.BytesIO(), SILENT)
    assert list(tmp_path.iterdir()) == []
