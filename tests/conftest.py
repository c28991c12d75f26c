"""What all tests share: the folder of real samples, the demonstration, the command itself."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

_ROOT = Path(__file__).parent.parent
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real samples; the test is skipped, with the reason, where it is absent."""
    folder = Path(os.environ.get("STRAITWATCH_SHARED", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real samples are not here: {folder} (set STRAITWATCH_SHARED)")
    return folder


@pytest.fixture(scope="session")
def demo_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that the demonstration filled, made once for all workers. Do not write into it."""
    from straitwatch.flow.demo import demo

    base = tmp_path_factory.getbasetemp()
    shared_by_workers = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared_by_workers / "demo-of-this-run"
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").is_file():
            demo(folder)
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def command() -> Command:
    """Run `straitwatch` with arguments in a process of its own; keeps what it wrote."""

    def run(*words: object, **more: object) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "straitwatch", *map(str, words)]
        settings = {"capture_output": True, "text": True, "timeout": 300, **more}
        return subprocess.run(line, check=False, **settings)

    return run
