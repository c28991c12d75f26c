"""Settings: defaults, a file, and clear words for what is wrong in one."""

from pathlib import Path

import pytest

from straitwatch.flow.config import Settings, read_settings
from straitwatch.model.error import ConfigError


def _file(folder: Path, text: str) -> Path:
    path = folder / "watch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold() -> None:
    assert read_settings(None) == Settings()


def test_a_file_changes_what_it_names(tmp_path: Path) -> None:
    path = _file(tmp_path, '[track]\nmax_speed_kn = 45\n[input]\ncolumns = {t = "Zeit"}\n')
    settings = read_settings(path)
    assert settings.track.max_speed_kn == 45
    assert settings.track.gap_h == Settings().track.gap_h
    assert settings.input.columns == {"t": "Zeit"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[trakc]\n", r"unknown table \[trakc\]; known are .*\[track\]"),
        ("[track]\nspeed = 3\n", "unknown setting 'speed'; known are max_speed_kn"),
        ('[track]\nmax_speed_kn = "fast"\n', "'max_speed_kn' must be a number"),
        ("[track]\nmax_speed_kn = -1\n", "0 or more"),
        ("[event]\nslice_rows = 1.5\n", "whole number"),
        ("track = 3\n", "where a table is wanted"),
        ("[track\n", "is not TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        read_settings(_file(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read: No such file"):
        read_settings(tmp_path / "nowhere.toml")
