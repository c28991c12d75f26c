"""`straitwatch encode` as a person or a script meets it: a process of its own, files, pipes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

ROWS = (
    '{"kind":"position_a","object_id":"mmsi:431000001","lon":135.1,"lat":34.5,"sog_kn":12.3,'
    '"t":"2022-12-16T03:00:00Z"}\n'
    '{"kind":"static_a","object_id":431000001,"name":"SIM ONE"}\n'
    '{"msg_type":8,"object_id":431000001,"weather":{"lon":135.0,"lat":34.0,"wind_kn":12}}\n'
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.json"
    path.write_text(ROWS, encoding="utf-8")
    return path


def test_lines_of_json_become_sentences_and_come_back(command: Command, rows: Path) -> None:
    done = command("encode", rows, "--receiver", "sim")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("\\s:sim,c:1671159600*")
    assert [line.split("!")[1].split(",")[:4] for line in lines] == [
        ["AIVDM", "1", "1", ""],
        ["AIVDM", "2", "1", "0"],
        ["AIVDM", "2", "2", "0"],
        ["AIVDM", "1", "1", ""],
    ]
    assert "straitwatch: 3 messages written" in done.stderr
    back = command("decode", "-", "--table", "message", input=done.stdout)
    told = [json.loads(line) for line in back.stdout.splitlines()]
    assert [one["kind"] for one in told] == ["position_a", "static_a", "binary_broadcast"]
    assert {one["receiver"] for one in told} == {"sim"}
    assert told[0]["t"] == "2022-12-16T03:00:00Z"
    assert (told[0]["sog_kn"], told[0]["lat"]) == (12.3, 34.5)
    assert told[2]["weather"]["wind_kn"] == 12


def test_what_does_not_fit_is_named_and_nothing_is_written(
    command: Command, tmp_path: Path
) -> None:
    path, out = tmp_path / "bad.json", tmp_path / "bad.nmea"
    path.write_text(ROWS + '{"kind":"position_a","object_id":1,"lat":95}\n')
    done = command("encode", path, "-o", out)
    assert done.returncode == 2
    assert "column lat, row 4: 95.0 does not fit: -90 to 90 is wanted" in done.stderr
    assert not out.exists()
