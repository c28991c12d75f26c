"""The server's own file: what one part of a server notes, other processes see, and it stays."""

import stat
import subprocess
import sys
from pathlib import Path

from straitwatch.flow.server_file import ServerFile

_VISIT = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print(db.execute("SELECT count(*) FROM alert_state").fetchone()[0])
db.close()
"""


def _visit(path: Path) -> int:
    """Count rows in a process of its own, which then closes the file."""
    command = [sys.executable, "-c", _VISIT, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout)


def _note(file: ServerFile, name: str) -> None:
    with file.writing() as db:
        db.execute("INSERT INTO alert_state VALUES (?, 1)", (name,))


def test_a_visitor_throws_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "server.sqlite"
    first, second = ServerFile(path), ServerFile(path)
    _note(first, "a")
    _note(second, "b")
    assert _visit(path) == 2
    assert path.with_name("server.sqlite-wal").exists()  # the server still writes into it
    _note(first, "c")
    assert _visit(path) == 3
    assert len(second.rows("SELECT name FROM alert_state")) == 3
    first.close()
    second.close()
    assert _visit(path) == 3


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "server.sqlite"
    path.touch(0o644)
    file = ServerFile(path)
    _note(file, "a")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.close()
