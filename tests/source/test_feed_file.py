"""Files that are replayed, folders that are watched, standard input."""

import gzip
import os
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard
from listening import hearing

from straitwatch.source.feed import Feed, open_feed, parse_address
from straitwatch.source.feed_clock import Clock
from straitwatch.source.feed_file import EVEN_LINES_S, hear_input
from straitwatch.source.feed_moment import find_moment


def at(second: float) -> bytes:
    return b"\\c:%d*00\\!AIVDM,line\r\n" % int((1_671_152_523 + second) * 1000)


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_file_as_fast_as_can_be(tmp_path: Path, shared: Path, pack) -> None:  # noqa: ANN001
    data = (shared / "ais/dma-stream-example.nmea").read_bytes()
    path = tmp_path / "day.log"
    path.write_bytes(pack(data))
    with hearing(f"file:{path}#speed=0") as heard:
        heard.wait(heard.ended)
    assert heard.data == data if data.endswith(b"\n") else data + b"\n"
    assert heard.words == ["connecting", "open", "ended"]


def test_the_pace_is_that_of_the_record(tmp_path: Path) -> None:
    path = tmp_path / "a.nmea"
    path.write_bytes(b"# made\n" + at(0) + at(0) + b"untimed\n" + at(100) + at(50) + at(200))
    with hearing(f"file:{path}", speed=200.0) as heard:
        heard.wait(heard.ended)
    starts = [piece.t_us for piece in heard.pieces]
    assert [piece.data.count(b"\n") for piece in heard.pieces] == [4, 2, 1]
    assert 0.45 < (starts[1] - starts[0]) / 1e6 < 5  # 100 s of the record
    assert (starts[2] - starts[0]) / 1e6 > 0.95


def test_lines_without_times_come_evenly(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"!AIVDM,x\n" * 30)
    start = time.monotonic()
    with hearing(f"file:{path}", speed=1.0) as heard:
        heard.wait(heard.ended)
    assert time.monotonic() - start > 0.9 * 30 / EVEN_LINES_S
    assert len(heard.pieces) > 5
    assert heard.data.count(b"\n") == 30


def test_what_was_given_before_is_passed_over(tmp_path: Path, shared: Path) -> None:
    data = (shared / "ais/gpsd-ais-nmea.log").read_bytes()
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(data))
    skip = data.index(b"\n", 1000) + 1
    with hearing(f"file:{path}", speed=0.0, skip=skip) as heard:
        heard.wait(heard.ended)
    assert heard.data.rstrip() == data[skip:].rstrip()


def test_a_damaged_file_is_given_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.gz"
    whole = b"".join(b"line %d of some length\n" % n for n in range(20_000))
    path.write_bytes(gzip.compress(whole)[:-4000])
    with hearing(f"file:{path}", speed=0.0) as heard:
        heard.wait(heard.ended)
    assert heard.data
    assert whole.startswith(heard.data)
    assert heard.words[-1] == "failed"
    assert "cut short" in heard.errors


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with hearing(f"file:{tmp_path}/none.nmea") as heard:
        heard.wait(heard.ended)
    assert heard.words == ["connecting", "failed"]
    assert "no such file" in heard.errors


def test_a_replay_stops_when_told(tmp_path: Path) -> None:
    path = tmp_path / "a.nmea"
    path.write_bytes(at(0) + at(100_000))
    with hearing(f"file:{path}", speed=1.0, silent_s=0.2) as heard:
        heard.wait(lambda: len(heard.pieces) == 1)
        heard.wait(lambda: "silent" in heard.words)
    assert "ended" not in heard.words  # a restart goes on where it was
    assert heard.data == at(0)


T = datetime(2022, 12, 16, 1, 2, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "after_s"),
    [
        (rb"\s:x,c:1671152523*00\!AIVDM,1", 0),
        (rb"\g:1-2-3,c:1671152523500*00\!AIVDM,1", 0.5),
        (b"$PGHP,1,2022,12,16,1,2,3,390,231,45,992190934,1,2B*5B", 0.39),
        (b"!AIVDM,1,1,,B,15MgK45P3@G?fl0E`JbR0OwT0@MS,0*4E,1671152523", 0),
        (b"!AIVDM,1,1,,B,16711525234567890123456789,0*4E", None),
        (b"MSG,3,1,1,AE0455,1,2022/12/16,01:02:03.250,2022/12/16,01:02:04.000,,1", 0.25),
        (b'{"class":"AIS","rxtime":"20221216010203","mmsi":431000001}', 0),
        (b'{"class":"AIS","rxuxtime":1671152523.25,"rxtime":"20221216010203"}', 0),
        (b'{"MetaData":{"time_utc":"2022-12-16 01:02:03.75 +0000 UTC"}}', 0.75),
        (b'{"now":1671152523.5,"aircraft":[]}', 0.5),
        (b"431000001,2022-12-16T01:02:03,25.5,126.5", 0),
        (b"16/12/2022 01:02:03,Class A,431000001", 0),
        (b"1671152523,ae0455,25.5,126.5", 0),
        (b"431000001,25.5,126.5", None),
        (b"2022-13-45 01:02:03,x", None),
        (b"", None),
        (b"\x00\xff\\", None),
    ],
)
def test_moments_of_lines(line: bytes, after_s: float | None) -> None:
    expected = None if after_s is None else round((T.timestamp() + after_s) * 1e6)
    assert find_moment(line) == expected


def test_a_folder_gives_documents_once_they_are_whole(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "half.html.part").write_text("x")
    with hearing(f"folder:{tmp_path}", poll_s=0.05, silent_s=0.1) as heard:
        heard.wait(lambda: len(heard.pieces) == 1)
        growing = tmp_path / "sub" / "release.html"
        growing.parent.mkdir()
        with growing.open("w") as file:
            for _ in range(8):
                file.write("word ")
                file.flush()
                time.sleep(0.03)  # shorter than a look: never the same twice
        heard.wait(lambda: len(heard.pieces) == 2)
        assert heard.pieces[1].data == b"word " * 8
        (tmp_path / "old.txt").write_text("new words")
        heard.wait(lambda: len(heard.pieces) == 3)
        time.sleep(0.2)
        labels = [piece.label for piece in heard.pieces]
        assert labels == [str(tmp_path / "old.txt"), str(growing), str(tmp_path / "old.txt")]
        assert heard.pieces[2].data == b"new words"
        assert "silent" not in heard.words


def test_a_folder_that_comes_later_and_a_file_that_is_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "later"
    with hearing(f"folder:{folder}", poll_s=0.02) as heard:
        heard.wait(lambda: "waiting" in heard.words)
        assert "no such folder" in heard.errors
        folder.mkdir()
        (folder / "a.gz").write_bytes(gzip.compress(b"x" * 10_000)[:20])
        (folder / "b.txt").write_bytes(b"good")
        heard.wait(lambda: heard.data == b"good")
        assert "a.gz" in heard.errors


def test_standard_input_to_its_end() -> None:
    read, write = os.pipe()
    address = parse_address("-")
    feed = replace(open_feed(address), session=hear_input(read))
    with hearing(feed) as heard:
        os.write(write, b"one\ntw")
        heard.wait(lambda: heard.data == b"one\n")
        os.write(write, b"o\nhalf")
        os.close(write)
        heard.wait(heard.ended)
    os.close(read)
    assert [piece.data for piece in heard.pieces][-1] == b"half"
    assert heard.data == b"one\ntwo\nhalf"
    assert heard.words == ["connecting", "open", "ended"]


def test_a_feed_takes_the_clock_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x\n")
    feed = open_feed(parse_address(f"file:{path}#speed=0"), now_us=lambda: 7)
    assert isinstance(feed, Feed)
    heard = []
    feed.run(heard.append, threading.Event(), lambda *_: None)
    assert [piece.t_us for piece in heard] == [7]
    assert abs(Clock()() - time.time() * 1e6) < 5e6
