"""Store into objects: a row for each that was heard or reported, with who it is."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from straitwatch.decode.flag import flag_of
from straitwatch.decode.icao24 import address_of, use_of_address
from straitwatch.decode.mid import station_of
from straitwatch.flow.known import known_sightings
from straitwatch.flow.name import history_in
from straitwatch.model.identity import identity_of, parse_object_id, text_of_object_id
from straitwatch.model.schema import OBJECT
from straitwatch.model.ship_type import ship_type_word
from straitwatch.store.store import Store, open_store
from straitwatch.track.identity import Change, changes_of

__all__ = ["identify", "know_object", "list_objects", "objects_in", "objects_of"]

_GENERAL = "(class not told)"
_SIMULATED = "simulated:"
_Row = dict[str, Any]


def list_objects(folder: Path) -> pa.Table:
    """List the objects of a store; see `objects_in`.

    Raises:
        StoreError: the store cannot be opened.
    """
    with open_store(folder) as store:
        return objects_in(store)


def know_object(folder: Path, identity: str) -> tuple[pa.Table, pa.Table, list[Change]]:
    """Tell one object and the history of its identity.

    Args:
        folder: the store.
        identity: text identity, or a bare MMSI.

    Returns:
        OBJECT, one row or none; IDENTITY; the changes.

    Raises:
        ContractError: the identity has no known form.
        StoreError: the store cannot be opened.
    """
    number = parse_object_id(identity)
    text = identity if ":" in identity else text_of_object_id(number)
    with open_store(folder) as store:
        found = objects_in(store, only=text)
        history = history_in(store, object_id=number)
    return found, history, changes_of(history)


def objects_in(store: Store, *, only: str | None = None) -> pa.Table:
    """List the objects of a store.

    Args:
        store: open.
        only: text identity of the only one that is wanted.

    Returns:
        OBJECT by object_id. Who was heard (fixes or words of its own) and who was reported
        (sightings); one that is in both under two identities has two rows. The flag is the one
        sent, else that of the identity.

    Notes:
        Reads every word that was sent: O(statics + fixes), memory by the number of objects.
    """
    number = None if only is None else parse_object_id(only)
    return objects_of(
        _heard_in(store, number),
        history_in(store, object_id=number),
        known_sightings(store),
        only=only,
    )


def objects_of(
    heard: pa.Table, history: pa.Table, sightings: pa.Table, *, only: str | None = None
) -> pa.Table:
    """Put together who was heard, who said what of itself, and who was reported.

    Args:
        heard: object_id (the integer), t_first, t_last, fixes, simulated: one row an object.
        history: IDENTITY.
        sightings: SIGHTING, as `known_sightings` gives them.
        only: text identity of the only one that is wanted.

    Returns:
        OBJECT by object_id.
    """
    rows: dict[str, _Row] = defaultdict(lambda: {"fixes": 0, "sightings": 0, "changes": 0})
    for row in heard.to_pylist():
        rows[text_of_object_id(row.pop("object_id"))] |= row
    _add_words(rows, history)
    _add_reported(rows, sightings, only)
    _add_flags(rows)
    told = [{"object_id": key, **row} for key, row in sorted(rows.items())]
    return pa.Table.from_pylist(told, schema=OBJECT)


def _heard_in(store: Store, only: int | None) -> pa.Table:
    where = "true" if only is None else f"object_id = {only}"
    return store.query(
        "SELECT object_id, min(t) AS t_first, max(t) AS t_last, count(*) AS fixes, "  # noqa: S608 - an integer
        f"bool_and(starts_with(source, '{_SIMULATED}')) AS simulated "
        f"FROM fixes WHERE {where} GROUP BY object_id"
    )


def _add_words(rows: dict[str, _Row], history: pa.Table) -> None:
    latest: dict[tuple[str, str], tuple[bool, datetime | None, str]] = {}
    for said in history.to_pylist():
        text = text_of_object_id(said["object_id"])
        rank = said["t_last"] is not None, said["t_last"], said["value"]
        key = text, said["attribute"]
        latest[key] = max(latest.get(key, rank), rank)
        _widen(rows[text], said["t_first"], said["t_last"])
        simulated = all((source or "").startswith(_SIMULATED) for source in said["sources"] or [])
        rows[text]["simulated"] = rows[text].get("simulated", True) and simulated
    for (text, attribute), (*_, value) in latest.items():
        column, read = _COLUMNS.get(attribute, (attribute, str))
        rows[text][column] = read(value)
    for changed, n in Counter(_changed(change) for change in changes_of(history)).items():
        if changed is not None:
            rows[changed]["changes"] = n


_COLUMNS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "imo": ("imo", int),
    "length_m": ("length_m", float),
    "aircraft_type": ("type", str),
    "ship_type": ("type", lambda code: ship_type_word(int(code))),
}


def _changed(change: Change) -> str | None:
    """Give whose identity a change is of; a flight number, which changes by the flight, is none."""
    text = text_of_object_id(change.object_id)
    flight = change.attribute == "callsign" and text.startswith("icao24:")
    return None if flight else text


def _add_reported(rows: dict[str, _Row], sightings: pa.Table, only: str | None) -> None:
    for sighting in sightings.select(["t_start", "t_end", "objects"]).to_pylist():
        for one in sighting["objects"] or []:
            text = identity_of(one)
            if only in (None, text):
                row = rows[text]
                row["sightings"] += 1
                row["simulated"] = False
                _widen(row, sighting["t_start"], sighting["t_end"])
                told = {"name": one["name"], "type": one["class"], "flag": one["navy"]}
                if row.get("type") and _GENERAL in (one["class"] or _GENERAL):
                    told["type"] = None  # a text that says less takes nothing back
                row |= {key: value for key, value in told.items() if value}


def _widen(row: _Row, first: datetime | None, last: datetime | None) -> None:
    for column, moment, choose in (("t_first", first, min), ("t_last", last or first, max)):
        known = [t for t in (row.get(column), moment) if t is not None]
        row[column] = choose(known) if known else None


def identify(object_id: npt.NDArray[np.int64]) -> list[tuple[str | None, str | None, str | None]]:
    """Tell what identities themselves tell: flag, craft and type of each, in their order."""
    rows: dict[str, _Row] = {text_of_object_id(int(one)): {} for one in object_id}
    _add_flags(rows)
    told = [rows[text_of_object_id(int(one))] for one in object_id]
    return [(row.get("flag"), row.get("craft"), row.get("type")) for row in told]


def _add_flags(rows: dict[str, _Row]) -> None:
    """Fill what the identity itself tells: flag, craft, and a type where none was sent."""
    numbers = np.array([parse_object_id(text) for text in rows], np.int64)
    flags = flag_of(numbers).to_pylist()
    uses = use_of_address(address_of(numbers)).to_pylist()
    for (text, row), number, flag, use in zip(rows.items(), numbers, flags, uses, strict=True):
        kind = text.partition(":")[0]
        station = station_of(int(number)) if kind == "mmsi" else None
        row["flag"] = row.get("flag") or flag
        row["craft"] = _craft(kind, station)
        if kind == "icao24":
            row["type"] = (row.get("type") or "aircraft") + (f", {use} address" if use else "")
        row["type"] = row.get("type") or station


def _craft(kind: str, station: str | None) -> str | None:
    if kind == "icao24" or (station or "").endswith("aircraft"):
        return "aircraft"
    if kind == "hull" or (kind == "mmsi" and station in (None, "craft of a parent ship")):
        return "ship"
    return "station" if station else None
