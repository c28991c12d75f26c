"""What all tests share: the folder of real samples."""

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of real samples; the test is skipped, with the reason, where it is absent."""
    folder = Path(os.environ.get("STRAITWATCH_SHARED", _ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real samples are not here: {folder} (set STRAITWATCH_SHARED)")
    return folder
