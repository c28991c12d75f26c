"""Store into voyages: each deployment that texts tell, day by day."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from straitwatch.flow.known import known_sightings
from straitwatch.report.export import plain
from straitwatch.report.route import story_zone
from straitwatch.report.rows import Row
from straitwatch.report.voyage import Voyage, find_voyages, pick_voyage_rows
from straitwatch.store.store import open_store
from straitwatch.track.custody import SHIP_KN, custody_between
from straitwatch.track.sighted import route_of
from straitwatch.zone.gate_file import watched_gates

__all__ = ["read_voyages", "voyage_record"]


def read_voyages(
    folder: Path, *, ship_kn: float = SHIP_KN, gate_files: Sequence[str] = ()
) -> list[Voyage]:
    """Tell the deployments of a store that rest on texts, and longer stays.

    Args:
        folder: the store; its events are derived already.
        ship_kn: top speed of ships.
        gate_files: users' gates.

    Raises:
        StoreError: the store cannot be opened.
    """
    with open_store(folder) as store:
        sightings, gates = known_sightings(store), watched_gates(gate_files)
        told = pick_voyage_rows(store.events(), {})
    between = custody_between(sightings, gates, ship_kn=ship_kn)
    zone, _ = story_zone(told.rows)
    return find_voyages(told, route_of(sightings, gates), sightings, between, zone)


def voyage_record(voyage: Voyage) -> dict[str, Any]:
    """Write one voyage as a record: its spell first, then days, bounds, what is not known."""
    told: dict[str, Any] = _plain(voyage)
    return {**told.pop("spell"), **told}


def _plain(one: Any) -> Any:  # noqa: ANN401 - a frozen record, or a value in one
    if isinstance(one, Row):
        return {
            "event_id": one.event_id,
            "kind": one.kind,
            "when": one.when,
            "where": one.where,
            "from_sea": one.from_sea,
            "to_sea": one.to_sea,
            "n": one.n,
            "n_is": one.n_is,
        }
    if is_dataclass(one):
        return {each.name: _plain(getattr(one, each.name)) for each in fields(one)}
    if isinstance(one, tuple):
        return [_plain(each) for each in one]
    if isinstance(one, date) and not isinstance(one, datetime):
        return one.isoformat()
    return plain(one)
