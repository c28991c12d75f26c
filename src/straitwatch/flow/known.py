"""Store into sightings as they stand: corrected, and each ship by one identity."""

import csv
from functools import cache
from importlib.resources import files

import pyarrow as pa

from straitwatch.store.store import Store
from straitwatch.track.correction import apply_corrections
from straitwatch.track.dating import date_undated
from straitwatch.track.naming import REGISTER, name_objects

__all__ = ["keep_marks", "known_sightings", "ship_register", "tell_apart"]


def known_sightings(store: Store) -> pa.Table:
    """Give the sightings of a store as events, routes and lists use them.

    Returns:
        SIGHTING: hulls and names filled in from the register of ships, with the reason; what was
        corrected is marked. The store keeps the rows as they were read, and the marks.
    """
    return tell_apart(store.sightings())


def tell_apart(sightings: pa.Table) -> pa.Table:
    """Fill in who is who and when, and mark what was corrected: SIGHTING, and out."""
    return name_objects(date_undated(apply_corrections(sightings)), ship_register())


def keep_marks(store: Store) -> None:
    """Mark in the store which sightings were corrected: the rows stay, the mark is kept."""
    told = store.sightings()
    marked = apply_corrections(told)
    pairs = zip(told["superseded_by"].to_pylist(), marked["superseded_by"].to_pylist(), strict=True)
    changed = marked.filter(pa.array([before != after for before, after in pairs], pa.bool_()))
    if changed.num_rows:
        store.put_sightings(changed)


@cache
def ship_register() -> pa.Table:
    """Read the register of ships that comes with the program: REGISTER; empty without one."""
    classes = {row["id"]: row["name"] for row in _read("classes.csv")}
    rows = [
        {
            "navy": row["navy"],
            "hull": row["hull"],
            "name": row["name_en"] or None,
            "class": classes.get(row["class_id"], row["class_id"]) or None,
            "aliases": ";".join(filter(None, (row["name_ja"], row["aliases"]))) or None,
        }
        for row in _read("ships.csv")
    ]
    return pa.Table.from_pylist(rows, schema=REGISTER)


def _read(name: str) -> list[dict[str, str]]:
    book = files("straitwatch.decode").joinpath("data", name)
    text = book.read_text("utf-8") if book.is_file() else ""
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
