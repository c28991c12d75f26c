"""Tables of counts beside AIS files: into the store, the report, `decode` and `query`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from straitwatch.flow.batch import run
from straitwatch.flow.config import Settings
from straitwatch.flow.convert import decode
from straitwatch.flow.ingest import Intake, ingest_items
from straitwatch.flow.tell import SILENT
from straitwatch.source.file import find_items
from straitwatch.store.store import Store, open_store

YEARS = "fiscal_year,scrambles\n2001,11\n2002,22\n2003,bad\n"
AIS = "time,mmsi,lat,lon,sog\n2022-12-16T01:02:03Z,431000001,25.5,126.5,10\n"


def _ingest(store: Store, *files: Path) -> Intake:
    items = find_items([str(file) for file in files])
    return ingest_items(store, items, Settings(), SILENT)


def test_counts_and_fixes_come_in_together(tmp_path: Path) -> None:
    (tmp_path / "years.csv").write_text(YEARS)
    (tmp_path / "ais.csv").write_text(AIS)
    with open_store(tmp_path / "store", create=True) as store:
        done = _ingest(store, tmp_path / "ais.csv", tmp_path / "years.csv")
        assert [(t.format, t.rejects.total()) for t in done.tallies] == [
            ("csv", 0),
            ("statistics", 1),
        ]
        assert store.extent().n_fixes == 1
        assert store.statistics()["value"].to_pylist() == [11, 22]
        rejects = store.query("SELECT line, fault, raw FROM rejects").to_pylist()
        assert rejects == [{"line": 4, "fault": "value", "raw": "2003,bad"}]


def test_the_same_source_again_replaces_its_counts(tmp_path: Path) -> None:
    file = tmp_path / "years.csv"
    with open_store(tmp_path / "store", create=True) as store:
        for text in (YEARS, "fiscal_year,scrambles\n2002,23\n"):
            file.write_text(text)
            _ingest(store, file)
        assert store.statistics()["value"].to_pylist() == [23]


def test_decode_gives_the_tables(tmp_path: Path) -> None:
    (tmp_path / "years.csv").write_text(YEARS)
    tables = decode(str(tmp_path / "years.csv"))
    assert tables["statistics"]["value"].to_pylist() == [11, 22]
    assert tables["violations"].num_rows == tables["fixes"].num_rows == 0


@pytest.fixture(scope="module")
def real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real tables of counts, run."""
    out = tmp_path_factory.mktemp("real")
    facts = shared / "facts"
    names = ("scrambles_by_fiscal_year_1958_2025", "scrambles_tables")
    files = [facts / f"{name}.csv" for name in names]
    files.append(facts / "airspace_violations_published_1967_2025.csv")
    run([str(file) for file in files], out)
    return out


@pytest.mark.slow
def test_the_report_of_the_real_tables(real: Path) -> None:
    page = (real / "report.md").read_text(encoding="utf-8")
    assert "Fighters were scrambled 595 times in FY2025, 109 fewer than the year before" in page
    assert "10 of the tables by State and by air defence force add up" in page
    assert "No table by State before FY2021." in page
    assert "| FY2021 | 722 | 266 | 3 | – | 13 | 1,004 |" in page
    assert "49 violations" in page
    html = (real / "report.html").read_text(encoding="utf-8")
    for ident in ("stat-years", "stat-country", "stat-region", "stat-viol", "stat-map"):
        for size in ("w", "n"):
            assert f'<title id="{ident}-{size}-t">' in html
            assert f'<desc id="{ident}-{size}-d">' in html


@pytest.mark.slow
def test_the_command_line_asks_and_decodes(
    real: Path, shared: Path, command: Callable[..., object]
) -> None:
    sql = "SELECT country, count(*) AS n FROM airspace_violations GROUP BY ALL ORDER BY n DESC"
    done = command("query", "--store", real, "--json", sql)
    rows = [json.loads(line) for line in done.stdout.splitlines()]  # type: ignore[attr-defined]
    assert sum(row["n"] for row in rows) == 49
    file = shared / "facts" / "scrambles_tables.csv"
    done = command("decode", file, "--table", "statistic")
    assert len(done.stdout.splitlines()) == 41  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_release_on_statistics_gives_counts_beside_a_release_on_ships(tmp_path: Path) -> None:
    text = (
        "令和8年4月9日\n統合幕僚監部\n2025年度の緊急発進実施状況について\n"
        "令和7年度の緊急発進回数は480回であり、前年度と比べ20回減少した。"
        "中国機に対する緊急発進は300回であった。\n"
    )
    file = tmp_path / "p20260409_01.txt"
    file.write_text(text, encoding="utf-8")
    run([str(file)], tmp_path / "out")
    with open_store(tmp_path / "out" / "store") as store:
        counts = store.statistics()
        assert store.sightings().num_rows == 0
    told = {(row["period"], row["group"]): row["value"] for row in counts.to_pylist()}
    assert told == {
        ("FY2024", None): 500,
        ("FY2025", None): 480,
        ("FY2025", "China"): 300,
    }
