"""Every message of a log as a row, in the order of its lines, without what is not available."""

import json
from pathlib import Path

import pytest

from straitwatch.decode.ais import rows
from straitwatch.decode.ais.rows import message_rows
from straitwatch.decode.detect import decode_stream
from straitwatch.model.record import Tally


def told(path: Path) -> list[dict]:
    done = decode_stream([path.read_bytes()], "a", Tally("a"), kinds=("all",))
    return [row for decoded in done for row in message_rows(decoded.messages)]


def test_rows_come_in_the_order_of_lines(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = told(shared / "ais" / "dma-stream-example.nmea")
    lines = [row["line"] for row in found]
    assert lines == sorted(lines)
    assert len(lines) == 4049
    monkeypatch.setattr(rows, "_STEP", 100)
    assert told(shared / "ais" / "dma-stream-example.nmea") == found


def test_rows_leave_out_what_is_not_available(shared: Path) -> None:
    found = told(shared / "ais" / "gpsd-sample.aivdm")
    assert all(next(iter(row)) == "kind" for row in found)
    assert all(value is not None and value != [] for row in found for value in row.values())
    (ack,) = [row for row in found if row["kind"] == "ack" and row["msg_type"] == 13]
    assert ack["acks"] == [{"mmsi": 211217560, "seqno": 2}]
    data = [row["data"] for row in found if row["kind"] == "dgnss"]
    assert all(int(text, 16) >= 0 for text in data if text)
    assert json.dumps(data)


def test_no_messages_are_no_rows() -> None:
    assert list(message_rows({})) == []
