"""A folder of parts: killed at any moment and taken up again, it holds what one run would give."""

import contextlib
import io
import json
import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from convert_input import write_csv, write_json_lines, write_parts, write_traffic

from straitwatch.flow import convert_folder as module
from straitwatch.flow import ledger, reading
from straitwatch.flow.convert_folder import convert_folder
from straitwatch.flow.ledger import MANIFEST, Ledger
from straitwatch.flow.reading import Task
from straitwatch.flow.tell import SILENT
from straitwatch.model.error import ConfigError, ContractError, OutputError
from straitwatch.source.file import Item


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    write_parts(folder / "1.nmea", 3000)
    write_csv(folder / "2.csv", 1500)
    write_parts(folder / "3.nmea.gz", 2000)
    write_json_lines(folder / "4.ndjson", 500)
    return folder


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks can be made only between chunks: here those are of 20 kB, and cut messages in two."""
    whole = reading.read_from

    def read_from(
        item: Item, start: int, *, on_read: Callable[[int], None] | None = None
    ) -> Iterator[bytes]:
        for chunk in whole(item, start, on_read=on_read):
            for k in range(0, len(chunk), 20_011):
                yield chunk[k : k + 20_011]

    monkeypatch.setattr(reading, "read_from", read_from)


def _run(sources: Path, out: Path, table: str = "static", **more: object) -> None:
    rows = int(more.pop("rows", 250))  # type: ignore[call-overload]
    types = frozenset(more.pop("types", ()))  # type: ignore[call-overload]
    task = Task(part_rows=rows, types=types)
    convert_folder([str(sources)], out, table=table, task=task, tell=SILENT, **more)  # type: ignore[arg-type]


def _rows(out: Path, table: str) -> list[dict[str, object]]:
    files = sorted((out / table).glob("*.parquet"))
    rows = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
    return [dict(row, source=Path(row["source"]).name) for row in rows]


class _Killed(BaseException):
    """Stands for a kill: nothing behind it runs."""


@pytest.mark.parametrize(
    ("table", "stop"),
    [("static", 1), ("static", 4), ("static", 11), ("fix", 2), ("fix", 9), ("reject", 2)],
)
def test_a_run_that_ends_anywhere_is_taken_up(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, stop: int
) -> None:
    rows = 40 if table == "reject" else 250
    _run(archive, tmp_path / "whole", table, rows=rows)
    kept = []

    def keep(self: Ledger, *words: object) -> None:
        ledger_keep(self, *words)  # type: ignore[arg-type]  # handed on as they came
        kept.append(1)
        if len(kept) == stop:
            raise _Killed

    ledger_keep = Ledger.keep
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "keep", keep)
        with contextlib.suppress(_Killed):
            _run(archive, tmp_path / "cut", table, rows=rows, workers=1)
    _run(archive, tmp_path / "cut", table, rows=rows, workers=2)
    assert _rows(tmp_path / "cut", table) == _rows(tmp_path / "whole", table)
    told = [json.loads((tmp_path / name / MANIFEST).read_bytes()) for name in ("cut", "whole")]
    tallies = [[source["tally"] for source in one["sources"]] for one in told]
    assert tallies[0] == tallies[1]


def test_messages_over_the_mark_are_joined(archive: Path, tmp_path: Path) -> None:
    _run(archive / "1.nmea", tmp_path / "out")
    told = json.loads((tmp_path / "out" / MANIFEST).read_bytes())["sources"][0]
    assert len(told["parts"]["static"]) > 5
    assert told["rows"] == {"static": 3000}
    assert "orphan_part" not in told["tally"]["rejects"]


def test_what_is_done_is_not_done_again(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    _run(archive / "2.csv", out, "fix")
    before = {file: file.stat().st_mtime_ns for file in out.glob("fix/*")}
    monkeypatch.setattr(reading, "read_from", None)  # it would not get far
    _run(archive / "2.csv", out, "fix")
    assert {file: file.stat().st_mtime_ns for file in out.glob("fix/*")} == before
    monkeypatch.undo()
    _run(archive, out, "fix")
    assert {row["source"] for row in _rows(out, "fix")} == {
        "1.nmea",
        "2.csv",
        "3.nmea.gz",
        "4.ndjson",
    }


def test_rows_of_other_options_are_not_mixed(archive: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(archive / "1.nmea", out, "fix")
    with pytest.raises(ConfigError, match=r"begun with types none, now it is \[1\].*--restart"):
        _run(archive / "1.nmea", out, "fix", types={1})
    with pytest.raises(ConfigError, match='begun with table "fix", now it is "static"'):
        _run(archive / "1.nmea", out)
    _run(archive / "1.nmea", out, restart=True)
    assert not list((out / "fix").glob("*.parquet"))
    assert len(_rows(out, "static")) == 3000


def test_a_source_that_was_changed_is_refused(tmp_path: Path) -> None:
    file, out = tmp_path / "a.csv", tmp_path / "out"
    write_csv(file, 50)
    _run(file, out, "fix")
    write_csv(file, 60)
    with pytest.raises(ConfigError, match=r"a.csv: was changed.*--restart"):
        _run(file, out, "fix")
    assert len(_rows(out, "fix")) == 50
    _run(file, out, "fix", restart=True)
    assert len(_rows(out, "fix")) == 60


def test_a_source_that_failed_is_tried_anew(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write_parts(folder / "a.nmea.gz", 4000)
    whole = (folder / "a.nmea.gz").read_bytes()
    write_csv(folder / "b.csv", 10)
    (folder / "a.nmea.gz").write_bytes(whole[: len(whole) // 2])
    _run(folder, out, "fix", rows=500)
    first = len(_rows(out, "fix"))
    assert 500 < first < 4000
    (folder / "a.nmea.gz").write_bytes(whole)
    _run(folder, out, "fix", rows=500)
    assert len(_rows(out, "fix")) == 4010


class _Pipe(io.BytesIO):
    """Stands for standard input."""

    buffer = property(lambda self: self)


@pytest.mark.parametrize("is_same", [True, False])
def test_a_pipe_is_taken_up_if_it_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_same: bool
) -> None:
    data = write_parts(tmp_path / "a.nmea", 2000)
    out = tmp_path / "out"
    monkeypatch.setattr(ledger, "_PAUSE", 0.0)  # every mark is written at once

    def run(given: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", _Pipe(given))
        task = Task(part_rows=200)
        convert_folder(["-"], out, table="static", task=task, tell=SILENT)

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "end", _die)
        with pytest.raises(_Killed):
            run(data)
    if is_same:
        run(data)
        assert [row["line"] for row in _rows(out, "static")] == sorted(_second_lines(data))
        with pytest.raises(ConfigError, match="nothing tells whether this is more of it"):
            run(data)
    else:
        with pytest.raises(ConfigError, match=r"-: is not what was converted.*first bytes"):
            run(data.replace(b"heard 1", b"heard 7"))


def _die(*_: object) -> None:
    raise _Killed


def _second_lines(data: bytes) -> list[int]:
    return [k for k, line in enumerate(data.splitlines(), 1) if line.startswith(b"!AIVDM,2,2")]


def test_a_part_that_was_taken_away_is_named(archive: Path, tmp_path: Path) -> None:
    _run(archive / "2.csv", tmp_path / "out", "fix")
    next((tmp_path / "out" / "fix").glob("*.parquet")).unlink()
    with pytest.raises(ConfigError, match=r"is not there, but _done[.]json counts its rows"):
        _run(archive / "2.csv", tmp_path / "out", "fix")


def test_a_folder_of_others_is_refused(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.parquet").write_bytes(b"")
    with pytest.raises(ConfigError, match="holds mine"):
        _run(archive / "2.csv", tmp_path, "fix")


def test_two_programs_do_not_write_into_one_folder(archive: Path, tmp_path: Path) -> None:
    with module._locked(tmp_path), pytest.raises(OutputError, match="another straitwatch"):
        _run(archive / "2.csv", tmp_path, "fix")


def test_a_state_that_calls_something_else_is_refused() -> None:
    with pytest.raises(ContractError, match="does not belong there"):
        reading._load(pickle.dumps((os.getcwd, 1)))
    with pytest.raises(ContractError, match="does not belong there"):
        reading._load(b"cstraitwatch.source.file\nfind_items\n(S'-'\ntR.")


def _spawn(sources: list[Path], out: Path, *more: str) -> "subprocess.Popen[bytes]":
    line = [sys.executable, "-m", "straitwatch", "decode", *map(str, sources), *more]
    return subprocess.Popen(
        [*line, "-o", f"{out}/", "--rows", "30000"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _kill_and_go_on(sources: list[Path], out: Path, dice: random.Random, span_s: float) -> int:
    """Kill a conversion again and again after a random while; returns how often it took."""
    for kills in range(40):
        process = _spawn(sources, out)
        while not (out / MANIFEST).is_file() and process.poll() is None:
            time.sleep(0.002)
        wait = dice.uniform(0, span_s * 1.2**kills)  # on a busy machine it would never end else
        try:
            code = process.wait(wait)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            continue
        assert code == 0
        return kills
    raise AssertionError("it never came to an end")


@pytest.mark.slow
def test_killed_at_random_moments(tmp_path: Path) -> None:
    """More rounds: STRAITWATCH_KILLS=20."""
    sources = [tmp_path / "a.nmea", tmp_path / "b.csv", tmp_path / "c.nmea.gz"]
    write_traffic(sources[0], 500_000, tagged=True)
    write_csv(sources[1], 30_000)
    write_parts(sources[2], 50_000)
    assert _spawn(sources, tmp_path / "whole").wait() == 0
    whole = _rows(tmp_path / "whole", "fix")
    dice = random.Random(7)
    kills = 0
    for turn in range(int(os.environ.get("STRAITWATCH_KILLS", "1"))):
        out = tmp_path / f"cut-{turn}"
        kills += _kill_and_go_on(sources, out, dice, 1.0 + turn / 10)
        assert _rows(out, "fix") == whole
    assert kills > 0
