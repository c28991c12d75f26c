"""Sightings get hulls and names from a register, so that one ship has one identity in all texts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pyarrow as pa

from straitwatch.model.identity import is_nameless, plain_name
from straitwatch.model.schema import SIGHTING, conform
from straitwatch.track.union import gather_linked

__all__ = ["REGISTER", "name_objects"]

REGISTER = pa.schema([(name, pa.string()) for name in ("navy", "hull", "name", "class", "aliases")])
"""Ships of navies: who bears which number and name; other names apart by semicolons."""

_DAY_OF_TEXTS = timedelta(hours=9)
"""Texts date by the day in Japan; so does the name of a ship that has none."""

_ASIDE = re.compile(r"\s*\([^)]*\)")
_Row = dict[str, Any]
_Key = tuple[str, str]  # navy, then hull or plain name


def name_objects(sightings: pa.Table, register: pa.Table) -> pa.Table:
    """Fill in what tells each object from others: number, name, or class and date.

    A name whose number the text leaves out gets it from the register, or else from a text that
    gives both; so does a number its name and its class. Where two ships bear a name, nothing is
    filled in. A ship with neither has its class and the day for a name, the first day on which it
    was told of: it is one ship within a document, and over documents only where one points to
    the other (`same_as`) or both put a ship of that class to the same place at the same time.

    Args:
        sightings: SIGHTING, in any order.
        register: REGISTER; may be empty, and may lack aliases.

    Returns:
        SIGHTING, the same rows in the same order; `derived` names each slot that was filled in
        (`objects[0].hull`) with the reason.

    Raises:
        SchemaError: a column is missing or mistyped.
    """
    rows = conform(sightings, SIGHTING).to_pylist()
    if "aliases" not in register.column_names:
        register = register.append_column("aliases", pa.nulls(register.num_rows, pa.string()))
    book = _read_book(conform(register, REGISTER).to_pylist(), rows)
    named = _name_nameless(rows)
    for row in rows:
        row["objects"] = row["objects"] or []
        derived = list(row["derived"] or [])
        for number, one in enumerate(row["objects"]):
            told = _fill(one, book) or _call(one, named.get((row["sighting_id"], number)))
            for slot, (value, reason) in told.items():
                one[slot] = value
                derived.append({"slot": f"objects[{number}].{slot}", "reason": reason})
        row["derived"] = list({one["slot"]: one for one in derived}.values())
    return pa.Table.from_pylist(rows, schema=SIGHTING)


@dataclass
class _Book:
    """Who bears which number and name: the register's word, then the texts' own."""

    hulls: dict[_Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    ships: dict[_Key, set[tuple[str, str | None]]] = field(default_factory=lambda: defaultdict(set))
    told: dict[_Key, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    names: dict[_Key, dict[str, tuple[str, str]]] = field(default_factory=lambda: defaultdict(dict))


def _read_book(register: list[_Row], rows: list[_Row]) -> _Book:
    book = _Book()
    for ship in register:
        if ship["hull"] and ship["name"]:
            for name in [ship["name"], *(ship["aliases"] or "").split(";")]:
                if plain_name(name):
                    book.hulls[ship["navy"] or "", plain_name(name)].add(ship["hull"])
            book.ships[ship["navy"] or "", ship["hull"]].add((ship["name"], ship["class"]))
    for row in sorted(rows, key=lambda row: (row["document"] or "", row["sighting_id"] or "")):
        for one in row["objects"] or []:
            if one["hull"] and one["name"]:
                navy, document = one["navy"] or "", row["document"] or ""
                book.told[navy, plain_name(one["name"])].setdefault(one["hull"], document)
                names = book.names[navy, one["hull"]]
                names.setdefault(plain_name(one["name"]), (one["name"], document))
    return book


def _fill(one: _Row, book: _Book) -> dict[str, tuple[str, str]]:
    """Find what the register, or another text, adds to an object that has a number or a name."""
    navy = one["navy"] or ""
    found: dict[str, tuple[str, str]] = {}
    hull = one["hull"]
    if not hull and one["name"] and not is_nameless(one):
        found |= _number(navy, one["name"], book)
        hull = found["hull"][0] if found else None
    if hull:
        ships = book.ships.get((navy, hull), set())
        name, called = next(iter(ships)) if len(ships) == 1 else (None, None)
        reason = f"the register of ships: {navy} {hull}"
        if not one["name"] and name:
            found["name"] = name, reason
        elif not one["name"] and len(told := book.names.get((navy, hull), {})) == 1:
            ((words, document),) = told.values()
            found["name"] = words, f"told together with {navy} {hull} in {document}"
        if not one["class"] and called:
            found["class"] = called, reason
    return found


def _number(navy: str, name: str, book: _Book) -> dict[str, tuple[str, str]]:
    key = navy, plain_name(name)
    hulls = book.hulls.get(key, set())
    if len(hulls) == 1:
        return {"hull": (next(iter(hulls)), f"the register of ships: {navy} {name}")}
    told = book.told.get(key, {})
    if not hulls and len(told) == 1:
        ((hull, document),) = told.items()
        return {"hull": (hull, f"told together with {navy} {name} in {document}")}
    return {}


def _call(one: _Row, name: str | None) -> dict[str, tuple[str, str]]:
    if name is None or one["name"] == name:
        return {}
    return {"name": (name, "no text gives its number or name: its class, and the day it was seen")}


@dataclass(frozen=True)
class _Telling:
    """One row's word of ships without number and name."""

    row: _Row
    number: int
    one: _Row

    @property
    def kind(self) -> tuple[str, str, int, str]:
        of = self.one
        called = _ASIDE.sub("", of["class"] or "ship")
        return of["navy"] or "", called, of["count"] or 1, of["count_is"] or "exact"

    @property
    def key(self) -> tuple[str, int]:
        return self.row["sighting_id"], self.number


def _name_nameless(rows: list[_Row]) -> dict[tuple[str, int], str]:
    """Give each ship without number and name one of class and day; the same ship the same."""
    by_kind: dict[tuple[str, str, int, str], list[_Telling]] = defaultdict(list)
    unique = {row["sighting_id"]: row for row in rows}
    for telling in _tellings(unique.values()):
        by_kind[telling.kind].append(telling)
    found: dict[tuple[str, int], str] = {}
    taken: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
    ships = [(kind, ship) for kind, some in by_kind.items() for ship in _ships(some)]
    for kind, ship in sorted(ships, key=lambda item: _first(item[1])):
        day = f"{_first(ship)[0] + _DAY_OF_TEXTS:%Y-%m-%d}"
        same_day = taken[kind[0], f"{kind[1]} {day}"]
        same_day.append(kind)
        letter = f" {len(same_day)}" if len(same_day) > 1 else ""
        found |= {telling.key: f"{kind[1]}{letter} {day}" for telling in ship}
    return found


def _tellings(rows: Iterable[_Row]) -> Iterator[_Telling]:
    for row in rows:
        if row["t_start"] is not None:
            for number, one in enumerate(row["objects"] or []):
                if is_nameless(one):
                    yield _Telling(row, number, one)


def _first(ship: list[_Telling]) -> tuple[Any, str]:
    return min((telling.row["t_start"], telling.row["sighting_id"]) for telling in ship)


def _ships(tellings: list[_Telling]) -> list[list[_Telling]]:
    """Group the tellings of one kind by the ship, or group of ships, that they are of."""
    groups = gather_linked(len(tellings), _links(tellings))
    return [[tellings[number] for number in group] for group in groups]


def _links(tellings: list[_Telling]) -> Iterator[tuple[int, int]]:
    """Link tellings of one document, those that point to each other, and those at one place."""
    by_paper: dict[str | None, int] = {}
    by_id: dict[str, int] = {}
    spots: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for number, telling in enumerate(tellings):
        row = telling.row
        yield number, by_paper.setdefault(row["document"], number)
        yield number, by_id.setdefault(row["sighting_id"], number)
        if row["gate"] or row["place"]:
            spots[row["gate"], row["place"]].append(number)
    for number, telling in enumerate(tellings):
        yield number, by_id.get(telling.row["same_as"] or "", number)
    for some in spots.values():
        yield from _overlaps(tellings, some)


def _overlaps(tellings: list[_Telling], some: list[int]) -> Iterator[tuple[int, int]]:
    """Link tellings of one place whose spans overlap, each with the one that lasts longest."""
    last: tuple[Any, int] | None = None
    for number in sorted(some, key=lambda n: tellings[n].row["t_start"]):
        row = tellings[number].row
        end = row["t_end"] or row["t_start"]
        if last is not None and row["t_start"] <= last[0]:
            yield number, last[1]
        if last is None or end > last[0]:
            last = end, number
