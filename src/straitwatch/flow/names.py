"""Words of objects, as they come in, into the names that events of theirs bear."""

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.identity import parse_object_id, text_of_object_id
from straitwatch.model.schema import IDENTITY

__all__ = ["NameBook"]

_MOST = 64
"""Ours: names of one object that are remembered; the longest unheard ones go."""

_BROADCAST = ("mmsi:", "icao24:")

Span = tuple[int | None, int | None]  # first and last in µs


@dataclass
class NameBook:
    """Which object went by which name, from when to when; may be pickled.

    Attributes:
        spans: by object, then name.
    """

    spans: dict[int, dict[str, Span]] = field(default_factory=dict)

    def learn_history(self, history: pa.Table) -> None:
        """Take what is known already: IDENTITY."""
        named = history.filter(pc.equal(history["attribute"], "name"))
        columns = [named["object_id"], named["value"]]
        columns += [named[name].cast(pa.int64()) for name in ("t_first", "t_last")]
        for one, name, first, last in zip(*(c.to_pylist() for c in columns), strict=True):
            self._put(one, name, (first, last))

    def learn(self, statics: pa.Table) -> set[str]:
        """Take STATIC.

        Returns:
            identities of objects of which an event may bear another name now.
        """
        named = statics.filter(pc.is_valid(statics["name"])).select(["object_id", "name", "t"])
        if not len(named):
            return set()
        named = named.set_column(2, "t", named["t"].cast(pa.int64()))
        spans = named.group_by(["object_id", "name"]).aggregate([("t", "min"), ("t", "max")])
        columns = (spans[name].to_pylist() for name in ("object_id", "name", "t_min", "t_max"))
        found = set()
        for one, name, first, last in zip(*columns, strict=True):
            if self._put(one, name, (first, last)):
                found.add(text_of_object_id(one))
        return found

    def _put(self, one: int, name: str, span: Span) -> bool:
        """Widen the span of a name; tells whether that may name an event anew."""
        known = self.spans.setdefault(one, {})
        before = known.get(name)
        if before is None:
            known[name] = span
            if len(known) > _MOST:
                known.pop(min(known, key=lambda other: known[other][1] or 0))
            return True
        wider = _wider(before, span)
        known[name] = wider
        return wider[0] != before[0] or (len(known) > 1 and wider[1] != before[1])

    def history(self, identities: set[str]) -> pa.Table:
        """Give the names of some objects: IDENTITY."""
        ids = (parse_object_id(one) for one in identities if one.startswith(_BROADCAST))
        rows = [
            (one, name, first, last)
            for one in sorted(ids)
            for name, (first, last) in self.spans.get(one, {}).items()
        ]
        n = len(rows)
        one, name, first, last = zip(*rows, strict=True) if rows else ((), (), (), ())
        moment = IDENTITY.field("t_first").type
        columns = [
            pa.array(one, pa.int64()),
            pa.repeat(pa.scalar("name"), n),
            pa.array(name, pa.string()),
            pa.array(first, pa.int64()).cast(moment),
            pa.array(last, pa.int64()).cast(moment),
            pa.repeat(pa.scalar(1, pa.int64()), n),
            pa.nulls(n, IDENTITY.field("sources").type),
        ]
        return pa.table(columns, schema=IDENTITY)


def _wider(a: Span, b: Span) -> Span:
    firsts = [one for one in (a[0], b[0]) if one is not None]
    lasts = [one for one in (a[1], b[1]) if one is not None]
    return min(firsts, default=None), max(lasts, default=None)
