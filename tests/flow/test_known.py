"""Sightings as they stand: corrected, dated, and each ship by one identity."""

import csv
from importlib.resources import files

import pyarrow as pa

from straitwatch.decode.facts import deployment_facts
from straitwatch.flow.known import ship_register, tell_apart
from straitwatch.model.identity import identity_of
from straitwatch.model.schema import SIGHTING
from straitwatch.track.naming import REGISTER


def test_the_register_has_its_columns_and_names_classes_in_words() -> None:
    ships = ship_register()
    assert ships.schema == REGISTER
    data = files("straitwatch.decode").joinpath("data")
    lines = data.joinpath("classes.csv").read_text("utf-8").splitlines()
    ids = {row["id"] for row in csv.DictReader(lines)}
    assert not ids & set(ships["class"].to_pylist())
    assert bool(ships.num_rows) == data.joinpath("ships.csv").is_file()


def test_the_facts_stay_who_they_are_and_telling_apart_twice_is_once() -> None:
    facts = deployment_facts()
    once = tell_apart(facts)
    assert once.schema == SIGHTING
    assert tell_apart(once).equals(once)
    assert _who(once) == _who(facts)
    assert tell_apart(SIGHTING.empty_table()).num_rows == 0


def _who(sightings: pa.Table) -> list[list[str]]:
    return [[identity_of(one) for one in row["objects"]] for row in sightings.to_pylist()]
