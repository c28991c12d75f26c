"""The commands on absence and coverage, as they are typed."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from straitwatch.flow.ingest import ingest_bytes
from straitwatch.model.schema import COVERAGE
from straitwatch.store.store import open_store

ASK = ("--object", "431000001", "--from", "2022-12-16", "--to", "2022-12-16T01:00")

CELL = {"source": "a", "receiver": None, "craft": "ship", "west": 126.0, "south": 25.5} | {
    "east": 126.25,
    "north": 25.75,
    "t_start": datetime(2022, 12, 16, tzinfo=UTC),
    "n_fixes": 2,
    "n_objects": 1,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of one ship that lies 52 nm off Miyakojima for an hour."""
    rows = [f"431000001,2022-12-16T00:{m:02d}:00Z,25.6,126.2" for m in range(0, 60, 5)]
    rows.append("431000001,2022-12-16T01:00:00Z,25.6,126.2")
    out = tmp_path_factory.mktemp("absence")
    with open_store(out / "store", create=True) as store:
        ingest_bytes(store, "a", ["\n".join(["mmsi,t,lat,lon", *rows, ""]).encode()])
    return out


def test_the_answer_as_json(command: Callable, folder: Path) -> None:
    done = command("absence", "--store", folder, *ASK, "--zone", "JP", "--speed", 30, "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert (record["verdict"], record["fixes"]) == ("did_not_enter", 13)
    assert record["covered_h"] == 1.0
    assert {fix["source"] for fix in record["evidence"]} == {"a"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*ASK, "--zone", "ZZ"), "no coast of 'ZZ'"),
        ((*ASK, "--zone", "JP", "--speed", "0"), "top speed"),
        (("--object", "x:1", *ASK[2:], "--zone", "JP"), "no identity"),
        ((*ASK[:3], "2022-12-17", *ASK[4:], "--zone", "JP"), "later than it begins"),
    ],
)
def test_bad_usage_is_told(command: Callable, folder: Path, words: tuple, said: str) -> None:
    done = command("absence", "--store", folder, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_coverage_of_a_store_and_of_one_without(command: Callable, folder: Path) -> None:
    done = command("coverage", "--store", folder)
    assert done.returncode == 0, done.stderr
    assert "No coverage" in done.stdout
    with open_store(folder / "store") as store:
        store.put_coverage(pa.Table.from_pylist([CELL], schema=COVERAGE), complete=True)
    told = command("coverage", "--store", folder, "--json")
    assert json.loads(told.stdout)["fixes"] == 2
    none = command("coverage", "--store", folder, "--from", "2023-01-01", "--json")
    assert (none.returncode, none.stdout) == (0, "")
