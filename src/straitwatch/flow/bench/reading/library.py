"""Data files of hand-written releases turned into releases with their truth."""

import tomllib
from importlib.resources import files
from typing import Literal, TypeAlias

from straitwatch.flow.bench.reading.notation import read_release
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["Part", "read_library"]

Part: TypeAlias = Literal["written", "unseen", "held out"]
"""Texts that readers were made with; those that a later judge wrote and whoever makes a reader may
look at; those that only their judge looks at."""

_UNSEEN = {"unseen": "unseen_a_", "held out": "unseen_b_"}


def read_library(language: str, part: Part = "written") -> list[Release]:
    """Read every data file of a language and a part.

    Args:
        language: ja or en.
        part: which files; told by how their names begin.

    Returns:
        releases, by file name and then as they stand; none where there is no such folder.

    Raises:
        ContractError: a line of truth is not of the notation.
    """
    folder = files("straitwatch.flow.bench.reading").joinpath("data", language)
    if not folder.is_dir():
        return []
    paths = sorted(
        (f for f in folder.iterdir() if f.name.endswith(".toml") and _part(f.name) == part),
        key=lambda file: file.name,
    )
    entries = [e for path in paths for e in tomllib.loads(path.read_text("utf-8"))["release"]]
    return [read_release({"language": language, **entry}) for entry in entries]


def _part(name: str) -> str:
    return next((part for part, start in _UNSEEN.items() if name.startswith(start)), "written")
