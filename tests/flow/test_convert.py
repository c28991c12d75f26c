"""Sources become one table: in their order, the same bytes for any number of workers."""

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from convert_input import write_csv, write_json_lines, write_parts, write_traffic

import straitwatch
from straitwatch.flow import pool
from straitwatch.flow.child import Child
from straitwatch.flow.convert import convert
from straitwatch.flow.reading import Task
from straitwatch.flow.tell import SILENT
from straitwatch.model.error import ConfigError, SourceError


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    write_traffic(folder / "1.nmea", 8_000, tagged=True)
    write_csv(folder / "2.csv", 3000)
    write_json_lines(folder / "3.ndjson", 3000)
    write_parts(folder / "4.nmea.gz", 3000)
    write_json_lines(folder / "5.ndjson", 10)
    return folder


def _convert(
    sources: list[Path], *, table: str = "fix", form: str = "parquet", **more: object
) -> bytes:
    out = io.BytesIO()
    out.close = lambda: None  # type: ignore[method-assign]  # what is written is read below
    task = Task(types=more.pop("types", frozenset()))  # type: ignore[arg-type]
    convert(
        [str(source) for source in sources], table=table, form=form, output=None, stdout=out,
        task=task, tell=SILENT, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    return out.getvalue()


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_any_number_of_workers_gives_the_same_bytes(archive: Path, form: str) -> None:
    files = sorted(archive.iterdir())
    one = _convert(files, workers=1, form=form)
    assert _convert(files, workers=2, form=form) == one
    assert _convert(files, workers=5, form=form) == one


def test_a_process_gives_what_a_thread_gives(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [archive / "3.ndjson", archive / "5.ndjson"]
    one = _convert(files, workers=1)
    started: list[Child] = []

    def begin() -> Child:
        started.append(Child())
        return started[-1]

    monkeypatch.setattr(pool, "WORTH", 0)
    monkeypatch.setattr(pool, "Child", begin)
    assert _convert(files, workers=2) == one
    assert started


def test_rows_stand_in_the_order_of_the_sources(archive: Path) -> None:
    files = sorted(archive.iterdir(), reverse=True)
    rows = pq.read_table(io.BytesIO(_convert(files, workers=3)))
    sources = rows["source"].to_pylist()
    assert list(dict.fromkeys(sources)) == [str(file) for file in files]
    assert sources == sorted(sources, reverse=True)


def test_a_source_that_fails_does_not_stop_the_others(archive: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7\n")
    good = archive / "5.ndjson"
    rows = pq.read_table(io.BytesIO(_convert([bad, good, archive / "2.csv"], workers=2)))
    assert rows.num_rows == 3010
    with pytest.raises(SourceError, match="PDF"):
        _convert([bad])


def test_types_choose_rows(archive: Path) -> None:
    rows = pq.read_table(io.BytesIO(_convert([archive / "1.nmea"], types=frozenset({18}))))
    assert set(rows["msg_type"].to_pylist()) == {18}
    assert 0 < rows.num_rows < 8_000


def test_a_table_that_is_not_there_is_named(archive: Path) -> None:
    with pytest.raises(ConfigError, match="'fixes' is not known: choose fix"):
        _convert([archive / "2.csv"], table="fixes")
    with pytest.raises(ConfigError, match="lines of JSON"):
        _convert([archive / "2.csv"], table="message")
    with pytest.raises(ConfigError, match="name a folder"):
        _convert([archive / "2.csv"], table="all")


def test_a_notebook_gets_the_same_tables(archive: Path) -> None:
    found = straitwatch.decode(str(archive), workers=2)
    whole = pq.read_table(io.BytesIO(_convert([archive])))
    assert found["fixes"].to_pylist() == whole.to_pylist()
    assert [tally.source for tally in found["tallies"]] == sorted(map(str, archive.iterdir()))
    assert all(tally.is_balanced() for tally in found["tallies"])


def test_lines_of_json_are_rows(archive: Path) -> None:
    lines = _convert([archive / "5.ndjson"], form="ndjson").splitlines()
    assert [json.loads(line)["line"] for line in lines] == list(range(1, 11))


def test_a_kind_that_was_named_has_a_table_even_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.nmea"
    path.write_bytes(b"!AIVDM,1,1,,B,15@:Ip002k3Dr;`78KwapWp@0H5b,0*0F\n")
    told = straitwatch.decode(str(path), kinds=("position_a", "aton"))["messages"]
    assert {kind: table.num_rows for kind, table in told.items()} == {"position_a": 1, "aton": 0}
    assert "off_position" in told["aton"].column_names
