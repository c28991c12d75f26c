"""Store into custody: who placed a ship where and when, and what is not known in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.known import known_sightings
from straitwatch.flow.objects import objects_in
from straitwatch.model.error import ContractError
from straitwatch.model.identity import identity_of, parse_object_id
from straitwatch.model.schema import FIX
from straitwatch.store.store import Store, open_store
from straitwatch.track.company import Company, companies_of
from straitwatch.track.correction import Correction, corrections_of
from straitwatch.track.custody import SHIP_KN, custody_between, custody_held
from straitwatch.track.match import Match, match_sightings
from straitwatch.track.sighted import route_of
from straitwatch.zone.gate_file import watched_gates

__all__ = ["Custody", "custody_in", "read_custody"]

_ABOUT = timedelta(hours=3)


@dataclass(frozen=True)
class Custody:
    """What texts know of the ships and aircraft of a store.

    Attributes:
        held: HELD, of one object or of all.
        between: BETWEEN, likewise.
        companies: groups that list it, or all groups.
        corrections: between the documents that speak of it, or all.
        matches: with AIS and ADS-B tracks; empty where none were asked for.
    """

    held: pa.Table
    between: pa.Table
    companies: list[Company]
    corrections: list[Correction]
    matches: list[Match]


def read_custody(
    folder: Path,
    identity: str | None = None,
    *,
    ship_kn: float = SHIP_KN,
    tracks: bool = False,
    gate_files: Sequence[str] = (),
) -> Custody:
    """Tell the custody of one object, or of all.

    Args:
        folder: the store.
        identity: text identity: `hull:CN/16`, `name:CN/wz-7`.
        ship_kn: top speed of ships, for what can be.
        tracks: match sightings with the fixes of the store too.
        gate_files: users' gates.

    Raises:
        ContractError: the identity has no known form, or the speed is none.
        StoreError: the store cannot be opened.
    """
    if identity is not None:
        parse_object_id(identity)
    if not ship_kn > 0.0:
        raise ContractError(f"top speed {ship_kn:g} kn is no speed: give knots above 0")
    with open_store(folder) as store:
        return custody_in(store, identity, ship_kn=ship_kn, tracks=tracks, gate_files=gate_files)


def custody_in(
    store: Store,
    identity: str | None = None,
    *,
    ship_kn: float = SHIP_KN,
    tracks: bool = False,
    gate_files: Sequence[str] = (),
) -> Custody:
    """Tell the custody of one object of an open store, or of all; see `read_custody`."""
    sightings, gates = known_sightings(store), watched_gates(gate_files)
    held = custody_held(sightings, gates)
    between = custody_between(sightings, gates, ship_kn=ship_kn)
    companies, corrections = companies_of(sightings), corrections_of(sightings)
    if identity is not None:
        held, between = (
            some.filter(pc.equal(some["object_id"], identity)) for some in (held, between)
        )
        companies = [
            one for one in companies if identity in {member.object_id for member in one.members}
        ]
        papers = set(_documents(sightings, identity))
        corrections = [one for one in corrections if papers & {one.document, one.corrected}]
    once = route_of(sightings, gates)["sighting_id"]
    asked = sightings.filter(pc.is_in(sightings["sighting_id"], once))
    matches = _matches(store, asked, gates, identity) if tracks else []
    return Custody(held, between, companies, corrections, matches)


def _documents(sightings: pa.Table, identity: str) -> list[str]:
    """List the documents that speak of an object, corrected ones too."""
    whole = sightings.set_column(
        sightings.schema.get_field_index("superseded_by"),
        sightings.schema.field("superseded_by"),
        pa.nulls(sightings.num_rows, pa.string()),
    )
    held = custody_held(whole, watched_gates())
    of_it = held.filter(pc.equal(held["object_id"], identity))
    return [document for document in of_it["document"].to_pylist() if document]


def _matches(
    store: Store, sightings: pa.Table, gates: pa.Table, identity: str | None
) -> list[Match]:
    """Match sightings with the fixes about their time, a sighting at a time."""
    known, found = objects_in(store), []
    for number in range(sightings.num_rows):
        one = sightings.slice(number, 1)
        if identity is not None and identity not in map(identity_of, one["objects"][0].as_py()):
            continue
        start: datetime = one["t_start"][0].as_py()
        end = one["t_end"][0].as_py() or start
        fixes = store.positions(t_from=start - _ABOUT, t_to=end + _ABOUT, columns=FIX.names)
        found += match_sightings(one, fixes, known, gates)
    return [match for match in found if identity in (None, match.object_id)]
