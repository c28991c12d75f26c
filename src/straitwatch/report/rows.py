"""EVENT rows become records for the page: parsed, sorted, capped by kind."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Row", "Told", "flies", "json_dict", "json_list", "pick_rows"]

_TYPE = re.compile(r"[A-Z][A-Za-z]{0,2}-\d{1,3}\b")  # a type of aircraft, where a name is wanted
_WEIGHT = {"inferred": 0, "reported": 1, "observed": 2, "simulated": 3}


@dataclass(frozen=True)
class Row:
    """One event, its evidence and detail parsed."""

    event_id: str
    kind: str
    object_id: str
    name: str
    t_start: datetime | None
    t_end: datetime | None
    when: str | None
    lon: float | None
    lat: float | None
    where: str | None
    from_sea: str | None
    to_sea: str | None
    others: list[str]
    n: int | None
    n_is: str | None
    certainty: str
    legal_basis: str | None
    baseline: str | None
    uncertainty_m: float | None
    evidence: list[dict[str, Any]]
    detail: dict[str, Any]
    status: str | None
    rule: str | None

    @property
    def from_text(self) -> bool:
        """Whether a text stands behind it, and no fix."""
        fixes = any("line" in item or "lon" in item for item in self.evidence)
        counted = self.detail.get("counted_from") == "tracks"
        return self.certainty == "reported" or (
            self.certainty == "inferred" and not fixes and not counted
        )

    @property
    def seconds(self) -> float | None:
        """How long it lasted; None while that is not known."""
        if self.t_start is None or self.t_end is None:
            return None
        return (self.t_end - self.t_start).total_seconds()


@dataclass(frozen=True)
class Told:
    """What the page tells in full, and the counts of all there is.

    Attributes:
        rows: at most `cap` rows a kind that are not simulated, in time order.
        simulated: at most a few rows a kind that are.
        counts: real events by kind.
        simulated_counts: simulated events by kind.
        retracted: rows taken back, which nothing else counts.
    """

    rows: list[Row]
    simulated: list[Row]
    counts: Counter[str] = field(default_factory=Counter)
    simulated_counts: Counter[str] = field(default_factory=Counter)
    retracted: int = 0

    def of(self, *kinds: str) -> list[Row]:
        """Rows of some kinds, in time order."""
        return [row for row in self.rows if row.kind in kinds]

    def hidden(self, *kinds: str) -> int:
        """Count real events of some kinds that are not among the rows."""
        return sum(self.counts[kind] for kind in kinds) - len(self.of(*kinds))


def json_list(text: str | None) -> list[dict[str, Any]]:
    """Parse a column that holds a list of objects; what is no object is kept as words."""
    value = _parse(text)
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item if isinstance(item, dict) else {"text": str(item)} for item in items]


def json_dict(text: str | None) -> dict[str, Any]:
    """Parse a column that holds an object; what is none is kept as words."""
    value = _parse(text)
    return value if isinstance(value, dict) else {} if value is None else {"text": str(value)}


def _parse(text: str | None) -> object:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


def pick_rows(events: pa.Table, cap: int, simulated_cap: int, names: dict[str, str]) -> Told:
    """Choose what the page tells.

    Args:
        events: EVENT, any order.
        cap: rows a kind shown in full; what texts report goes before what fixes show.
        simulated_cap: the same for simulated events.
        names: text identity to name, for events without one.
    """
    alive = pc.fill_null(pc.not_equal(events["status"], "retracted"), True)
    kept = events.filter(alive)
    made_up = pc.fill_null(pc.equal(kept["certainty"], "simulated"), False)
    real, fake = kept.filter(pc.invert(made_up)), kept.filter(made_up)
    return Told(
        rows=_first(real, cap, names),
        simulated=_first(fake, simulated_cap, names),
        counts=_count(real),
        simulated_counts=_count(fake),
        retracted=events.num_rows - kept.num_rows,
    )


def _count(events: pa.Table) -> Counter[str]:
    pairs = pc.value_counts(events["kind"]).to_pylist()
    return Counter({str(pair["values"]): int(pair["counts"]) for pair in pairs})


def _first(events: pa.Table, cap: int, names: dict[str, str]) -> list[Row]:
    """At most `cap` rows of each kind: by weight of certainty, then by time."""
    found: list[Row] = []
    for kind in pc.unique(events["kind"]).to_pylist():
        some = events.filter(pc.equal(events["kind"], kind))
        found += [_row(row, names) for row in _heaviest(some, cap).to_pylist()]
    return sorted(found, key=lambda row: (_moment(row), row.kind, row.event_id))


def _heaviest(events: pa.Table, cap: int) -> pa.Table:
    if events.num_rows <= cap:
        return events
    order = pa.array([_WEIGHT.get(word, 2) for word in events["certainty"].to_pylist()], pa.int8())
    keyed = pa.table({"weight": order, "t": events["t_start"], "id": events["event_id"]})
    keys = [("weight", "ascending"), ("t", "ascending"), ("id", "ascending")]
    return events.take(pc.sort_indices(keyed, sort_keys=keys)[:cap])


def _moment(row: Row) -> float:
    return row.t_start.timestamp() if row.t_start else float("inf")


def _row(row: dict[str, Any], names: dict[str, str]) -> Row:
    ident = row["object_id"] or ""
    told = {key: row[key] for key in Row.__dataclass_fields__ if key in row}
    told |= {
        "object_id": ident,
        "name": row["object_name"] or names.get(ident) or "",
        "others": [other for other in row["others"] or [] if other],
        "certainty": row["certainty"] or "",
        "evidence": json_list(row["evidence"]),
        "detail": json_dict(row["detail"]),
    }
    return Row(**told)


def flies(row: Row) -> bool:
    """Tell whether an event is of an aircraft: by address, detail, or a type such as WZ-7."""
    told = row.detail.get("domain") == "air" or row.object_id.startswith("icao24:")
    named = row.object_id.startswith("name:") and bool(_TYPE.match(row.name))
    return told or named
