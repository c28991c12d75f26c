"""Releases and news: sentences turned into sightings by a grammar."""

from straitwatch.decode.press.reading import Reading, read_sightings

__all__ = ["Reading", "read_sightings"]
