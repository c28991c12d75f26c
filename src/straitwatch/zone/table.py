"""A data file of this stage turned into rows."""

import csv

from straitwatch.zone.shore import data_path

__all__ = ["read_rows"]


def read_rows(name: str) -> list[dict[str, str]]:
    """Read a CSV file of zone/data; lines that begin with # are remarks."""
    with data_path(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
