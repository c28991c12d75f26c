"""A TOML table of published facts turned into SIGHTING rows, one a fact and document."""

import csv
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

import pyarrow as pa

from straitwatch.decode.gazetteer import find_place, offset_place
from straitwatch.model.error import ContractError, SourceError
from straitwatch.model.identity import event_id
from straitwatch.model.schema import SIGHTING

__all__ = ["deployment_facts", "read_facts"]

FORMAT = "straitwatch-facts/1"
KINDS = (
    "sighting",
    "transit",
    "aircraft",
    "flight_operations",
    "observation",
    "scramble",
    "first_sighting",
    "entry",
    "reported_absence",
    "live_firing",
    "joint_flight",
    "correction",
)
WINDS = {"N": 0, "NE": 45, "E": 90, "SE": 135, "S": 180, "SW": 225, "W": 270, "NW": 315}
N_IS = ("exact", "about", "at_least", "at_most")

_RULE = "facts/1"
_KEYS = {
    *("id", "kind", "documents", "date", "until", "time", "place", "bearing", "dist_km"),
    *("heading", "to_sea", "objects", "observers", "counts", "negation", "text", "confidence"),
}
_MISTYPED = (TypeError, ValueError, AttributeError, IndexError, OverflowError, pa.ArrowException)
_Fact = dict[str, Any]


class _Entry:
    """One entry of a sheet, with the words to complain about it."""

    def __init__(self, sheet: dict[str, Any], document: str, number: int, fact: _Fact) -> None:
        self.sheet, self.document, self.fact = sheet, document, fact
        self.name = f"fact {number} ('{fact.get('id', 'without id')}')"

    def fail(self, found: str, mend: str) -> SourceError:
        return SourceError(f"{self.document}: {self.name}: {found}; {mend}")

    def need(self, key: str, kind: type) -> Any:  # noqa: ANN401 - a TOML value is any of its types
        value = self.fact.get(key)
        if not isinstance(value, kind):
            found = "is missing" if value is None else f"is {value!r}"
            raise self.fail(f"'{key}' {found}", f"write {key} = a {kind.__name__}")
        return value

    def pick(self, table: str, key: str) -> dict[str, Any]:
        """Look a name up in one of the sheet's own tables."""
        known = self.sheet.get(table, {})
        if key not in known:
            names = ", ".join(known) or "nothing yet"
            raise self.fail(f"'{key}' is not in [{table}]", f"add it there; it holds {names}")
        found: dict[str, Any] = known[key]
        return found


def deployment_facts() -> pa.Table:
    """Read the shipped facts: the deployment of the carrier Liaoning, December 2022.

    Returns:
        SIGHTING; the document of each row is the public address that states the fact, and its
        text is the project's own sentence (start and end are null: it is no quotation).
    """
    name = "liaoning_2022_12.toml"
    data = files("straitwatch.decode").joinpath("data", name).read_bytes()
    return read_facts(data, name)


def read_facts(data: bytes, document: str) -> pa.Table:
    """Read a table of facts.

    Args:
        data: TOML, UTF-8; its form is described in decode/data/README.md.
        document: path as given; it stands in error messages, and as the document of facts that
            name none of their own.

    Returns:
        SIGHTING, a row for each fact and document that states it, in the order of the file. The
        rows of a fact's further documents carry the id of its first in `same_as`.

    Raises:
        SourceError: the file or an entry cannot be read; names the entry and the mend.
    """
    sheet = _load(data, document)
    seen: set[str] = set()
    tables = [SIGHTING.empty_table()]
    for number, fact in enumerate(sheet["fact"], start=1):
        entry = _Entry(sheet, document, number, fact)
        _check(entry, seen)
        try:
            tables.append(pa.Table.from_pylist(list(_rows(entry)), schema=SIGHTING))
        except _MISTYPED as error:
            mend = "compare it with decode/data/README.md"
            raise entry.fail(f"a value is of the wrong type: {error}", mend) from error
    return pa.concat_tables(tables)


def _load(data: bytes, document: str) -> dict[str, Any]:
    try:
        sheet = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{document}: no TOML in UTF-8: {error}; mend the line") from error
    if sheet.get("format") != FORMAT:
        found = sheet.get("format", "none")
        raise SourceError(f'{document}: format is {found}; write format = "{FORMAT}" on top')
    tables = {name: sheet.get(name, {}) for name in ("spans", "objects", "observers", "documents")}
    facts = sheet.get("fact", [])
    if not all(isinstance(one, dict) for one in [*tables.values(), *facts]) or not facts:
        raise SourceError(f"{document}: no facts found; write each as a table [[fact]]")
    return {**sheet, **tables}


def _check(entry: _Entry, seen: set[str]) -> None:
    fact_id = entry.need("id", str)
    if fact_id in seen:
        raise entry.fail("this id stands twice", "give each fact an id of its own")
    seen.add(fact_id)
    strange = sorted(set(entry.fact) - _KEYS)
    if strange:
        raise entry.fail(f"unknown key '{strange[0]}'", f"use one of {', '.join(sorted(_KEYS))}")
    if entry.need("kind", str) not in KINDS:
        raise entry.fail(f"kind is '{entry.fact['kind']}'", f"use one of {', '.join(KINDS)}")
    entry.need("text", str)
    for key in ("bearing", "heading"):
        if str(entry.fact.get(key, "N")) not in WINDS:
            found = f"{key} is '{entry.fact[key]}'"
            raise entry.fail(found, f"use one of {', '.join(WINDS)}")


def _rows(entry: _Entry) -> Iterator[dict[str, Any]]:
    fact = entry.fact
    t_start, t_end = _span(entry)
    shared = {
        "kind": fact["kind"],
        "t_start": t_start,
        "t_end": t_end,
        **_where(entry),
        "heading": fact.get("heading"),
        "to_sea": fact.get("to_sea"),
        "objects": [_object(entry, key) for key in fact.get("objects", [])],
        "counts": [_count(entry, count) for count in fact.get("counts", [])],
        "observers": [entry.pick("observers", key) for key in fact.get("observers", [])],
        "negation": bool(fact.get("negation", False)),
        "text": fact["text"],
        "confidence": float(fact.get("confidence", 1.0)),
    }
    first = None
    for paper in _papers(entry):
        sighting_id = event_id("sighting", fact["id"], t_start, _RULE, paper["document"])
        yield {**shared, **paper, "sighting_id": sighting_id, "same_as": first}
        first = first or sighting_id


def _papers(entry: _Entry) -> Iterator[dict[str, Any]]:
    keys = entry.fact.get("documents", [])
    for key in keys:
        paper = entry.pick("documents", key)
        told, published = paper.get("publisher"), paper.get("published")
        if "address" not in paper:
            raise entry.fail(f"document '{key}' has no address", 'write address = "https://..."')
        yield {
            "document": paper["address"],
            "publisher": told,
            "published": datetime.combine(published, time(), UTC) if published else None,
        }
    if not keys:
        yield {"document": entry.document, "publisher": None, "published": None}


def _span(entry: _Entry) -> tuple[datetime, datetime]:
    """Turn a date, its end and a word of time into a span in UTC."""
    fact, sheet = entry.fact, entry.sheet
    first, last = entry.need("date", date), fact.get("until", entry.need("date", date))
    word = fact.get("time", "day")
    zone = timezone(timedelta(hours=sheet.get("utc_offset_h", 0)))
    start, end = (datetime.combine(day, time(), zone) for day in (first, last))
    hours = {"day": [0, 24], **sheet["spans"]}.get(word)
    if hours is not None:
        start, end = start + timedelta(hours=hours[0]), end + timedelta(hours=hours[1])
    else:
        about = timedelta(minutes=sheet.get("about_min", 0))
        since_midnight = _clock(entry, word)
        start, end = start + since_midnight - about, end + since_midnight + about
    if end < start:
        raise entry.fail(f"it ends ({last}) before it starts ({first})", "swap date and until")
    return start.astimezone(UTC), end.astimezone(UTC)


def _clock(entry: _Entry, word: str) -> timedelta:
    try:
        clock = time.fromisoformat(word)
    except ValueError:
        names = ", ".join(entry.sheet["spans"])
        mend = f'write "HH:MM" or one of [spans]: {names}'
        raise entry.fail(f"time is '{word}'", mend) from None
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _where(entry: _Entry) -> dict[str, Any]:
    fact, sheet = entry.fact, entry.sheet
    if "place" not in fact:
        return {}
    try:
        place = find_place(fact["place"])
    except ContractError as error:
        raise entry.fail(str(error), "mend the place, or add it to the gazetteer") from error
    found = {"place": place.name, "gate": place.gate_id or None}
    if ("bearing" in fact) != ("dist_km" in fact):
        raise entry.fail("a bearing needs a distance", "give both bearing and dist_km, or neither")
    if "bearing" not in fact:
        return {**found, "lon": place.lon, "lat": place.lat, "radius_km": place.radius_km}
    bearing, dist_km = float(WINDS[fact["bearing"]]), float(fact["dist_km"])
    errors = {
        "bearing_error_deg": float(sheet.get("bearing_error_deg", 22.5)),
        "dist_error_km": float(sheet.get("dist_error_km", 5.0)),
    }
    lon, lat, radius_km = offset_place(place, bearing, dist_km, **errors)
    found["place"] = f"{dist_km:g} km {fact['bearing']} of {place.name}"
    at = {"lon": lon, "lat": lat, "radius_km": radius_km}
    return {**found, **at, "bearing_deg": bearing, "dist_km": dist_km, **errors}


def _object(entry: _Entry, key: str) -> dict[str, Any]:
    found = dict(entry.pick("objects", key))
    class_id = found.get("class")
    if class_id is not None:
        found["class"] = _classes().get(class_id, class_id)
    if "hull" not in found and "name" not in found:
        raise entry.fail(f"object '{key}' has neither hull nor name", "give it one of them")
    return {"count": 1, "count_is": "exact", **found}


def _count(entry: _Entry, count: dict[str, Any]) -> dict[str, Any]:
    n_is = count.get("n_is", "exact") if "n" in count else None
    if "what" not in count or n_is not in (*N_IS, None):
        raise entry.fail(f"count {count} is incomplete", f"give what, n, and n_is: {N_IS}")
    return {"what": count["what"], "n": count.get("n"), "n_is": n_is}


@cache
def _classes() -> dict[str, str]:
    text = files("straitwatch.decode").joinpath("data", "classes.csv").read_text("utf-8")
    return {row["id"]: row["name"] for row in csv.DictReader(text.splitlines())}
