"""The hand-written English texts turned into releases with their truth."""

import tomllib
from importlib.resources import files

from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.notation import read_release
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["english_releases", "seed_report"]


def english_releases() -> list[Release]:
    """List the hand-written English texts that readers were made with, silent ones among them."""
    return read_library("en")


def seed_report(text: str) -> Release:
    """Join the news report of 6 January 2023, which is no part of the project, with its truth.

    Args:
        text: the report, read from where it lies.

    Returns:
        the report as a release.
    """
    file = files("straitwatch.flow.bench.reading").joinpath("data", "seed_en.toml")
    return read_release({**tomllib.loads(file.read_text("utf-8")), "text": text})
