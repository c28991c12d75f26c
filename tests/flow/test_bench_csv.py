"""What the speed of CSV archives is measured with: the day that is written."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from straitwatch.decode.table import decode_csv
from straitwatch.flow.bench import csv_input
from straitwatch.flow.bench.csv_input import LAYOUTS, write_csv_day
from straitwatch.model.error import ContractError
from straitwatch.model.record import Tally

ROWS = 3_000


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_day_is_like_a_day(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "day.csv"
    assert write_csv_day(path, ROWS, layout) == ROWS
    tally = Tally("day")
    (decoded,) = decode_csv([path.read_bytes()], "day", tally)
    assert (tally.messages, tally.skipped, dict(tally.rejects)) == (ROWS, 1, {})
    assert {"noaa": "NOAA", "danish": "Danish"}[layout] in tally.notes[0]
    fixes = decoded.fixes
    assert pc.min_max(fixes["t"]).as_py()["max"].strftime("%H:%M") == "23:59"
    assert all(fixes[name].null_count for name in ("sog_kn", "cog_deg", "heading_deg"))
    assert all(len(set(fixes[name].to_pylist())) > 2 for name in ("lon", "lat", "nav_status"))
    twice = (
        ROWS
        - fixes.drop_columns(["line"]).group_by(["object_id", "t", "lon"]).aggregate([]).num_rows
    )
    assert (twice > 20) == (layout == "danish")
    names = decoded.statics["name"].to_pylist()
    assert any(name and "Ø" in name for name in names)
    assert any(name and "," in name for name in names)


def test_a_day_is_the_same_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_csv_day(tmp_path / "a", 50, "noaa")
    write_csv_day(tmp_path / "b", 50, "noaa")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    monkeypatch.setattr(csv_input, "_SLICE", 20)
    write_csv_day(tmp_path / "c", 50, "noaa")
    assert (tmp_path / "c").read_bytes().count(b"\n") == 51
    with pytest.raises(ContractError, match="noaa, danish"):
        write_csv_day(tmp_path / "d", 50, "french")
