"""The hand-written English texts turned into releases with their truth."""

from straitwatch.flow.bench.reading.library import read_library
from straitwatch.flow.bench.reading.truth import Release

__all__ = ["english_releases"]


def english_releases() -> list[Release]:
    """List all hand-written English texts, those that hold no sighting among them."""
    return read_library("en")
