"""Addresses of feeds."""

import pytest

from straitwatch.model.error import ConfigError
from straitwatch.source.feed import open_feed, parse_address
from straitwatch.source.feed_clock import Clock


@pytest.mark.parametrize(
    ("url", "kind", "host", "port", "format_"),
    [
        ("tcp://ais.local:10110", "tcp", "ais.local", 10110, None),
        ("tcp://[::1]:10110", "tcp", "::1", 10110, None),
        ("tcp://radar:30003#format=sbs", "tcp", "radar", 30003, "sbs"),
        ("sbs://radar", "tcp", "radar", 30003, "sbs"),
        ("gpsd://localhost", "tcp", "localhost", 2947, "nmea"),
        ("udp://:10110", "udp", "", 10110, None),
        ("udp://239.192.0.4:60004", "udp", "239.192.0.4", 60004, None),
        ("tcp-listen://:5000", "tcp-listen", "", 5000, None),
        ("http://pi/tar1090/data/aircraft.json", "http", "pi", 0, "aircraft.json"),
        ("https://host:8100/api/stream", "http", "host", 8100, None),
        ("wss://host/x", "ws", "host", 0, None),
        ("aisstream://?bbox=120,20,140,40", "ws", "", 0, "aisstream"),
        ("file:logs/day.nmea.gz", "file", "", 0, None),
        ("folder:/srv/releases", "folder", "", 0, None),
        ("-", "stdin", "", 0, None),
    ],
)
def test_forms(url: str, kind: str, host: str, port: int, format_: str | None) -> None:
    found = parse_address(url)
    assert (found.kind, found.host, found.port, found.format) == (kind, host, port, format_)


def test_paths_and_speeds() -> None:
    assert parse_address("file:///var/log/a#1.nmea").path == "/var/log/a#1.nmea"
    found = parse_address("file:a#1.nmea#speed=60&format=nmea")
    assert (found.path, found.speed, found.format) == ("a#1.nmea", 60.0, "nmea")
    assert parse_address("aisstream://").target == "wss://stream.aisstream.io/v0/stream"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "no address known"),
        ("ais.local:10110", "no address known"),
        ("serial:/dev/ttyUSB0", "no address known"),
        ("tcp://host", "tcp://host:port"),
        ("tcp://:10110", "tcp://host:port"),
        ("tcp://host:99999", "no number from 1"),
        ("udp://", "udp://:port"),
        ("tcp://a..b:1", "no name of a host"),
        ("tcp://[::1:10110", "cannot be read"),
        ("http:///x", "no host"),
        ("file:", "no path"),
        ("folder:", "no path"),
        ("file:a#speed=fast", "write a number"),
        ("file:a#speed=-1", "write a number"),
        ("aisstream://?key=secret", "AISSTREAM_API_KEY"),
    ],
)
def test_nonsense_is_refused_with_the_mend(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        parse_address(url)


def test_credentials_are_never_shown() -> None:
    url = "https://me:hunter2@host/aircraft.json?api_key=sesame&x=1"
    found = parse_address(url)
    assert found.url == "https://host/aircraft.json?api_key=...&x=1"
    assert "hunter2" not in repr(found)
    assert "sesame" not in repr(found)
    assert found.target == url
    with pytest.raises(ConfigError) as caught:
        parse_address("tcp://me:hunter2@host/x")
    assert "hunter2" not in str(caught.value)


def test_a_key_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AISSTREAM_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="AISSTREAM_API_KEY is not set"):
        open_feed(parse_address("aisstream://"))
    with pytest.raises(ConfigError, match="MY_TOKEN is not set"):
        open_feed(parse_address("http://host/a"), headers={"authorization": "env:MY_TOKEN"})
    monkeypatch.setenv("AISSTREAM_API_KEY", "k")
    for box in ("1,2,3", "0,50,10,40", "0,0,500,1", "a,b,c,d"):
        with pytest.raises(ConfigError, match="west,south,east,north"):
            open_feed(parse_address(f"aisstream://?bbox={box}"))


def test_a_clock_that_is_set_back_moves_no_time_back() -> None:
    wall, passed = [1_000_000_000_000], [50]
    clock = Clock(lambda: wall[0], lambda: passed[0])
    first = clock()
    assert first == 1_000_000_000
    wall[0] -= 3_600_000_000_000
    passed[0] += 5_000_000_000
    assert clock() == first + 5_000_000
    assert clock.note is not None
    assert "set back by 3605 s" in clock.note


def test_a_clock_that_is_set_forward_is_followed() -> None:
    wall, passed = [1_000_000_000_000], [0]
    clock = Clock(lambda: wall[0], lambda: passed[0])
    wall[0] += 86_400_000_000_000
    passed[0] += 1_000_000_000
    assert clock() == wall[0] // 1000
    assert clock.note is None
