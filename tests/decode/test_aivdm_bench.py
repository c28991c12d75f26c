"""The benchmark's input decodes without a reject, and its rows say what was measured."""

from pathlib import Path

import pytest
from test_aivdm_law import decode

from straitwatch.flow.bench.decode import bench_decode, rows_to_text, write_sentences


@pytest.mark.parametrize("tagged", [False, True])
def test_written_sentences_all_decode(tmp_path: Path, tagged: bool) -> None:
    n = write_sentences(tmp_path / "a.nmea", 3000, tagged=tagged)
    decoded, tally = decode((tmp_path / "a.nmea").read_bytes())
    assert tally.lines == n == 3000
    assert not tally.rejects
    assert decoded.statics.num_rows == tally.parts == 90
    assert (decoded.fixes["t"].null_count == 0) is tagged


@pytest.mark.slow
def test_bench_tells_ratios(tmp_path: Path) -> None:
    write_sentences(tmp_path / "a.nmea", 20_000, tagged=False)
    rows = bench_decode(tmp_path / "a.nmea", runs=1)
    assert {row["route"] for row in rows} >= {"straitwatch, a.nmea", "pyais, a.nmea"}
    assert rows[0]["sentences_per_s"] > 0
    assert "straitwatch, a.nmea" in rows_to_text(rows)
