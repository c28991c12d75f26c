"""The texts that come with the program turned into readings: documents, told in its own words."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files

import pyarrow as pa

from straitwatch.decode.press import Reading
from straitwatch.flow.text import read_text

__all__ = ["retold_readings"]

_SHELF = "data/texts/liaoning_2022_12"
_OFFSETS = ("start", "end")


def retold_readings() -> Iterator[tuple[str, int, Reading]]:
    """Read the texts of the deployment of December 2022, one a public document.

    Yields:
        the text's name, its length in bytes, and its reading. Its sentences are the project's own,
        not those of the document that it names; so `start` and `end` of its sightings are null, as
        they would count characters of the wrong text, and evidence shows them as a summary.
    """
    folder = files("straitwatch.decode").joinpath(_SHELF)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".txt"):
            label = f"retold:{file.name}"
            data = file.read_bytes()
            reading = read_text(data, label)
            yield label, len(data), replace(reading, sightings=_as_summaries(reading.sightings))


def _as_summaries(sightings: pa.Table) -> pa.Table:
    for name in _OFFSETS:
        at = sightings.schema.get_field_index(name)
        nulls = pa.nulls(sightings.num_rows, sightings.schema.field(at).type)
        sightings = sightings.set_column(at, sightings.schema.field(at), nulls)
    return sightings
