"""Keys: shown once, hashed at rest, readable by their owner alone."""

import re
import stat
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from straitwatch.flow.keys import KeyBook, read_scopes
from straitwatch.flow.server_file import ServerFile
from straitwatch.model.error import ConfigError, StoreError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
READ = frozenset({"read"})
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "server.sqlite"


@pytest.fixture
def book(path: Path) -> KeyBook:
    return KeyBook(ServerFile(path))


def test_a_key_is_256_bits_and_stands_nowhere_in_the_file(book: KeyBook, path: Path) -> None:
    keys = {book.new(f"k{k}", scopes=READ, now=NOW) for k in range(20)}
    session, _ = book.open_session(book.every()[0], NOW)
    assert len(keys) == 20
    assert all(re.fullmatch(r"sw_[\w-]{43}", key) for key in keys)
    files = list(path.parent.iterdir())
    kept = b"".join(file.read_bytes() for file in files)
    assert not any(key.encode() in kept or key[3:].encode() in kept for key in keys)
    assert session.encode() not in kept
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_only_the_key_itself_is_found(book: KeyBook) -> None:
    key = book.new("a", scopes=READ, release="partner", now=NOW)
    other = book.new("b", scopes=READ, now=NOW)
    found = book.find(key, NOW)
    assert found is not None
    assert (found.name, found.scopes, found.release) == ("a", READ, "partner")
    near = key[:-1] + ("A" if key[-1] != "A" else "B")
    for wrong in (
        near,
        key[3:],
        key.upper(),
        key + " ",
        "",
        "sw_",
        other[:20] + key[20:],
        "\udcff",
    ):
        assert book.find(wrong, NOW) is None


def test_keys_end(book: KeyBook) -> None:
    hour = timedelta(hours=1)
    key = book.new("a", scopes=READ, now=NOW, expires=NOW + hour)
    assert book.find(key, NOW + hour / 2)
    assert book.find(key, NOW + hour) is None
    session, lasts = book.open_session(book.every()[0], NOW)
    assert lasts == hour
    assert book.find_session(session, NOW)
    assert book.find_session(session, NOW + hour) is None
    with pytest.raises(ConfigError, match="has passed"):
        book.new("b", scopes=READ, now=NOW, expires=NOW - hour)


def test_a_name_is_free_again_when_its_key_is_revoked(book: KeyBook) -> None:
    first = book.new("a", scopes=READ, now=NOW)
    with pytest.raises(ConfigError, match="already"):
        book.new("a", scopes=READ, now=NOW)
    book.revoke("a", NOW)
    second = book.new("a", scopes=READ, now=NOW)
    assert book.find(first, NOW) is None
    assert book.find(second, NOW)
    with pytest.raises(ConfigError, match="no key 'c'"):
        book.revoke("c", NOW)


def test_sessions_of_a_key_are_bounded_and_end_with_it(book: KeyBook) -> None:
    book.new("a", scopes=READ, now=NOW)
    [key] = book.every()
    opened = [book.open_session(key, NOW + timedelta(seconds=k))[0] for k in range(60)]
    good = [book.find_session(one, NOW) is not None for one in opened]
    assert good == [False] * 10 + [True] * 50
    book.close_session(opened[-1])
    assert book.find_session(opened[-1], NOW) is None
    book.revoke("a", NOW)
    assert book.find_session(opened[-2], NOW) is None
    assert book._file.rows("SELECT * FROM sessions") == []


def test_the_last_use_is_noted(book: KeyBook) -> None:
    key = book.new("a", scopes=READ, now=NOW)
    assert book.every()[0].last_used is None
    book.find(key, NOW)
    book.find(key, NOW + timedelta(seconds=5))
    assert book.every()[0].last_used == NOW
    book.find(key, NOW + timedelta(minutes=5))
    assert book.every()[0].last_used == NOW + timedelta(minutes=5)


def test_looking_makes_no_file(book: KeyBook, path: Path) -> None:
    assert book.every() == []
    assert book.find("sw_x", NOW) is None
    assert not path.exists()


def test_a_file_that_is_no_server_file_is_told(path: Path) -> None:
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match=r"server\.sqlite"):
        KeyBook(ServerFile(path)).every()


@pytest.mark.parametrize("text", ["", "write", "read,own"])
def test_scopes_are_known_words(text: str) -> None:
    with pytest.raises(ConfigError, match="scope"):
        read_scopes(text)


def test_every_key_reads() -> None:
    assert read_scopes("operate") == frozenset({"read", "operate"})


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "x" * 61])
def test_names_are_plain(book: KeyBook, name: str) -> None:
    with pytest.raises(ConfigError, match="name of a key"):
        book.new(name, scopes=READ, now=NOW)


def test_the_commands(command: Command, tmp_path: Path) -> None:
    made = command("key", "new", "harbour", "--scopes", "read", "--store", tmp_path / "store")
    key = made.stdout.strip()
    assert made.returncode == 0, made.stderr
    assert key.startswith("sw_")
    assert key not in made.stderr
    assert KeyBook(ServerFile(tmp_path / "server.sqlite")).find(key, datetime.now(UTC))
    listed = command("key", "list", "--store", tmp_path / "store")
    assert "harbour" in listed.stdout
    assert key[3:] not in listed.stdout
    watch = tmp_path / "watch.toml"
    watch.write_text('[[release]]\nname = "partner"\n', encoding="utf-8")
    store = ("--store", tmp_path / "store")
    wrong = command("key", "new", "x", "--release", "nobody", "--watch", watch, *store)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "partner" in wrong.stderr
    assert command("key", "revoke", "harbour", *store).returncode == 0
    assert command("key", "revoke", "harbour", *store).returncode == 2
    assert "revoked" in command("key", "list", "--json", *store).stdout


def test_a_secret_stays_that_of_its_file(tmp_path: Path) -> None:
    first = ServerFile(tmp_path / "server.sqlite")
    one = first.secret("cursors")
    assert len(one) == 32
    assert first.secret("other") != one
    first.close()
    assert ServerFile(tmp_path / "server.sqlite").secret("cursors") == one
    assert ServerFile(tmp_path / "another.sqlite").secret("cursors") != one
