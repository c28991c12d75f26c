"""The hand-written Japanese releases turned into releases with their truth."""

from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["japanese_releases"]


def japanese_releases() -> list[Release]:
    """List the hand-written Japanese texts that readers were made with, silent ones among them."""
    return read_library("ja")
