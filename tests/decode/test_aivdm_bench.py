"""The benchmark's input decodes without a reject, and its rows say what was measured."""

from pathlib import Path

import pytest
from test_aivdm_law import decode

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.flow.bench.aircraft_input import write_history
from straitwatch.flow.bench.decode import Size, bench_decode
from straitwatch.flow.bench.decode_input import write_traffic
from straitwatch.flow.convert import decode as decode_files
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Tally


@pytest.mark.parametrize("tagged", [False, True])
def test_written_sentences_all_decode(tmp_path: Path, tagged: bool) -> None:
    n = write_traffic(tmp_path / "a.nmea", 20_000, tagged=tagged)
    decoded, tally = decode((tmp_path / "a.nmea").read_bytes())
    assert tally.lines == n
    assert not tally.rejects
    assert not tally.flags
    assert {int(number) for number in tally.by_type} == set(range(1, 28))
    assert 0.6 < sum(tally.by_type[k] for k in "123") / tally.messages < 0.68
    assert (decoded.fixes["t"].null_count == 0) is tagged


def test_no_sentence_comes_twice(tmp_path: Path) -> None:
    write_traffic(tmp_path / "a.nmea", 20_000, tagged=False)
    lines = (tmp_path / "a.nmea").read_bytes().splitlines()
    firsts = [line for line in lines if line.split(b",")[1:3] == [b"1", b"1"]]
    assert len(set(firsts)) > 0.99 * len(firsts)


def test_rest_kinds_are_what_fixes_do_not_cover(tmp_path: Path) -> None:
    write_traffic(tmp_path / "a.nmea", 20_000, tagged=False)
    tally, data = Tally("a"), (tmp_path / "a.nmea").read_bytes()
    kinds = {kind for part in decode_aivdm([data], "a", tally, kinds=("rest",))
             for kind in part.messages}  # fmt: skip
    assert "binary_broadcast" in kinds
    assert "position_a" not in kinds


def test_a_history_gives_every_position(tmp_path: Path) -> None:
    n = write_history(tmp_path / "history.json", 2000)
    found = decode_files(str(tmp_path / "history.json"))
    assert found["fixes"].num_rows == n == 2000
    assert not found["tallies"][0].rejects


def test_a_part_that_is_not_there_is_named() -> None:
    with pytest.raises(ConfigError, match="choose one of aivdm"):
        bench_decode(parts=["ais"])


@pytest.mark.slow
def test_bench_tells_ratios_and_that_threads_change_nothing(tmp_path: Path) -> None:
    write_traffic(tmp_path / "day", 30_000, tagged=True)
    rows = bench_decode(tmp_path / "day", size=Size(runs=1))
    told = {(row["route"], row["threads"]): row for row in rows}
    own = told["straitwatch, day, tables", 1]
    assert own["per_s"] > 0
    assert "any number of threads gives the same bytes" in own["note"]
    assert "the same bytes" in told["straitwatch, day, parquet", 1]["note"]
    assert told["straitwatch, day, floor", 1]["per_s"] > own["per_s"]
    assert {"pyais, day", "aiscat, day"} <= {row["route"] for row in rows}
    assert not [row for row in rows if row["note"].startswith("failed")]


@pytest.mark.slow
def test_bench_measures_the_store() -> None:
    rows = bench_decode(size=Size(rows=2000, runs=1), parts=["store"])
    assert [row["route"] for row in rows] == [
        "straitwatch, noaa, store",
        "straitwatch, danish, store",
    ]
    assert all(row["per_s"] > 0 for row in rows)
