"""Data files of hand-written releases turned into releases with their truth."""

import tomllib
from importlib.resources import files

from straitwatch.flow.bench.reading.notation import read_release
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["read_library"]


def read_library(language: str) -> list[Release]:
    """Read every data file of a language.

    Args:
        language: ja or en.

    Returns:
        releases, by file name and then as they stand; none where there is no such folder.

    Raises:
        ContractError: a line of truth is not of the notation.
    """
    folder = files("straitwatch.flow.bench.reading").joinpath("data", language)
    if not folder.is_dir():
        return []
    paths = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    entries = [e for path in paths for e in tomllib.loads(path.read_text("utf-8"))["release"]]
    return [read_release({"language": language, **entry}) for entry in entries]
