"""Events that the live watch tells, into the store: composed anew where they touch others.

`flow/compose.py` composes over all events of a store; here the same functions see only those that a
change can reach, so that a tick costs what it touches:

- a raw event's own row: its object's encounters (loitering), its impossible positions (doubt);
- transits, deployments: the crossings of one object, and who a text names with it;
- flight operations: the landings and take-offs at one deck;
- impossible positions: those within some kilometres and hours.
"""

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.event.alone import alone_only
from straitwatch.event.deployment import compose_deployments
from straitwatch.event.doubt import mark_doubtful
from straitwatch.event.flight_operations import DECK_KINDS, compose_flight_operations, decks_of
from straitwatch.event.foreign import foreign_only
from straitwatch.event.one_place import gather_displaced
from straitwatch.event.reported import RULE, reported_events
from straitwatch.event.transit import compose_transits
from straitwatch.flow.compose import flags_of
from straitwatch.flow.config import Settings
from straitwatch.flow.known import keep_marks, known_sightings
from straitwatch.flow.name import name_events
from straitwatch.flow.names import NameBook
from straitwatch.kernel.sphere import EARTH_RADIUS_M, to_vectors
from straitwatch.model.schema import EVENT
from straitwatch.model.unit import US_PER_S
from straitwatch.store.store import Change, Store
from straitwatch.store.telling import RAW, Telling
from straitwatch.zone.basis import tie_law

__all__ = ["Teller", "with_decks"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FALSE = "impossible_position"
_MEETING = ("encounter", "loitering")
_COMPOSED = ("transit/1", "deployment/1")
_FLIGHTS = "flight_operations/1"
_WITHIN_US = 6 * 3600 * US_PER_S  # as far as `gather_displaced` looks
_NEAR_M = 5000.0
_SLACK_M = 1.0  # against rounding: what is looked at besides does no harm


def with_decks(events: pa.Table) -> pa.Table:
    """Give EVENT of detectors the column of decks: RAW."""
    return pa.table([*events.columns, pa.array(decks_of(events), pa.string())], schema=RAW)


@dataclass
class _Reach:
    """What a change can reach: ids of raw events, and objects of whom all are looked at anew."""

    ids: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)  # every event of these
    meeting: set[str] = field(default_factory=set)  # their loitering
    moving: set[str] = field(default_factory=set)  # their transits and deployments
    decks: set[str] = field(default_factory=set)  # flight operations there
    false: set[str] = field(default_factory=set)  # ids of impossible positions


class Teller:
    """Puts what the detectors told into the store, with all that follows from it.

    Args:
        store: open for writing; its raw events are kept.
        settings: what `watch.toml` says.
        charted: GATE.
        names: as known so far; grows.
    """

    def __init__(
        self, store: Store, settings: Settings, charted: pa.Table, names: NameBook
    ) -> None:
        self._store, self._settings, self._charted = store, settings, charted
        self.names = names
        self._reported = reported_events(known_sightings(store), charted)
        self._fellows = _fellows(self._reported)

    def tell(
        self,
        closed: pa.Table,
        opened: pa.Table | None = None,
        renamed: Iterable[str] = (),
        *,
        open_ids: Collection[str] | None = None,
    ) -> Change:
        """Put events that came to an end, those that are open now, and names that were learned.

        Args:
            closed: EVENT of detectors.
            opened: EVENT: of those that are open now, some that are new or changed.
            renamed: objects of which an event may bear another name.
            open_ids: ids of all that are open now: what was told as open and is neither among them
                nor closed did not come to be. None: nothing is known of those.

        Returns:
            what it changed among the events kept. All of it lasts once this returns, or none.
        """
        with self._store.telling() as told:
            changed = told.put(with_decks(closed), is_open=False)
            if opened is not None:
                changed = pa.concat_tables([changed, told.put(with_decks(opened), is_open=True)])
            gone = set() if open_ids is None else told.open_ids() - set(open_ids)
            changed = pa.concat_tables([changed, told.drop(gone)])
            named = set(renamed)
            if not len(changed) and not named:
                return Change()
            return self._compose(told, self._reach(told, changed, named))

    def tell_reports(self) -> Change:
        """Derive anew what people reported, and what follows from it."""
        keep_marks(self._store)
        before, reported = (
            self._fellows,
            reported_events(known_sightings(self._store), self._charted),
        )
        self._reported, self._fellows = reported, _fellows(reported)
        with self._store.telling() as told:
            reach = _Reach(moving=set(before) | set(self._fellows))
            gone = told.all_told(RULE) - set(reported["event_id"].to_pylist())
            first = told.keep(self._finish(reported), gone)
            second = self._compose(told, reach)
        return Change(*(a + b for a, b in zip(astuple(first), astuple(second), strict=True)))

    def _reach(self, told: Telling, changed: pa.Table, renamed: set[str]) -> _Reach:
        """Find what a change can reach."""
        reach = _Reach(whole=set(renamed))
        names = ("event_id", "kind", "object_id", "others", "deck")
        for one, kind, who, others, deck in zip(
            *(changed[name].to_pylist() for name in names), strict=True
        ):
            if kind == _FALSE:
                reach.false.add(one)
                reach.whole.add(who)
                continue
            reach.ids.add(one)
            if kind in _MEETING:
                reach.meeting |= {who, *(others or [])}
            elif kind == "crossing":
                reach.moving.add(who)
            if deck is not None:
                reach.decks.add(deck)
        for one, kind, who in _of_objects(told.find(objects=reach.whole), reach.whole):
            if kind != _FALSE:
                reach.ids.add(one)
            elif who in renamed:
                reach.false.add(one)
        reach.moving |= reach.whole
        reach.decks |= renamed
        for one in list(reach.moving):
            reach.moving |= self._fellows.get(one, set())
        return reach

    def _compose(self, told: Telling, reach: _Reach) -> Change:
        own = told.find(ids=reach.ids)
        loitering = own.filter(pc.equal(own["kind"], "loitering"))
        alone = reach.meeting | set(loitering["object_id"].to_pylist())
        met = told.find(objects=alone, kinds=_MEETING)
        idle = {one for one, kind, _ in _of_objects(met, reach.meeting) if kind == "loitering"}
        asked = reach.ids | idle
        rows = self._marked(told, reach, _once([own, met]), asked)
        final = self._finish(pa.concat_tables([rows, self._places(told, reach)]))
        were = asked | reach.false | told.told(_FLIGHTS, reach.decks)
        for rule in _COMPOSED:
            were |= told.told(rule, reach.moving)
        return told.keep(final, sorted(were - set(final["event_id"].to_pylist())))

    def _marked(self, told: Telling, reach: _Reach, given: pa.Table, asked: set[str]) -> pa.Table:
        """Compose all but impossible positions."""
        events = foreign_only(alone_only(given), flags_of(given))
        kept = events.filter(pc.is_in(events["event_id"], _words(asked)))
        crossings = told.find(objects=reach.moving, kinds=["crossing"]).select(EVENT.names)
        transits = _owned(compose_transits(crossings), reach.moving)
        reported = self._reported.filter(pc.equal(self._reported["kind"], "transit"))
        away = compose_deployments(
            pa.concat_tables([transits, _owned(reported, reach.moving)]),
            min_away_h=self._settings.event.min_away_h,
        )
        on_deck = told.find(objects=reach.decks, kinds=DECK_KINDS).select(EVENT.names)
        flights = _owned(compose_flight_operations(on_deck), reach.decks)
        known = pa.concat_tables([kept, transits, flights, away])
        whose = {one for one in known["object_id"].to_pylist() if one}
        false = told.find(objects=whose, kinds=[_FALSE]).select(EVENT.names)
        marked = mark_doubtful(pa.concat_tables([known, false])).slice(0, len(known))
        return pa.concat_tables([marked, _owned(self._reported, reach.whole)])

    def _places(self, told: Telling, reach: _Reach) -> pa.Table:
        """Gather impossible positions that are near those that changed."""
        changed = told.find(ids=reach.false)
        times = np.asarray(changed["t_start"].drop_null().cast(pa.int64()), np.int64)
        near = _once([changed, *(self._around(told, one) for one in _spans(times))])
        return _gathered(near, changed)

    def _around(self, told: Telling, span: tuple[int, int]) -> pa.Table:
        return told.within(_FALSE, span[0] - 2 * _WITHIN_US, span[1] + 2 * _WITHIN_US)

    def _finish(self, events: pa.Table) -> pa.Table:
        """Tie the law and the names to events."""
        whose = {one for one in events["object_id"].to_pylist() if one}
        return name_events(tie_law(events, self._charted), self.names.history(whose))


def _gathered(near: pa.Table, changed: pa.Table) -> pa.Table:
    """Gather those near enough to matter; give those whose answer may be another one now."""
    dist_m, apart_us = _apart(near, changed)
    reached = dist_m <= 2.0 * _NEAR_M + _SLACK_M
    context = (reached & (apart_us <= 2 * _WITHIN_US)).any(axis=1)
    answer = ((dist_m <= _NEAR_M + _SLACK_M) & (apart_us <= _WITHIN_US)).any(axis=1)
    ids = set(changed["event_id"].to_pylist())
    own = np.array([one in ids for one in near["event_id"].to_pylist()], bool)
    gathered = gather_displaced(near.filter(pa.array(context | own)))
    return gathered.filter(pa.array((answer | own)[context | own]))


def _apart(rows: pa.Table, others: pa.Table) -> tuple[Floats, Ints]:
    """Distance and time between each of n rows and each of k others, shape (n, k)."""
    (path, t), (other_path, other_t) = _placed(rows), _placed(others)
    chord = np.linalg.norm(path[:, None, :] - other_path[None, :, :], axis=2)
    dist_m = 2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2.0, 1.0))
    return dist_m, np.abs(t[:, None] - other_t[None, :])


def _placed(rows: pa.Table) -> tuple[Floats, Ints]:
    path = to_vectors(rows["lon"].to_numpy(), rows["lat"].to_numpy())
    return path, rows["t_start"].cast(pa.int64()).fill_null(0).to_numpy()


def _spans(times: Ints) -> list[tuple[int, int]]:
    """Join moments that are less than a day apart: first and last of each lot."""
    ordered = np.unique(times)
    if not len(ordered):
        return []
    cuts = np.flatnonzero(np.diff(ordered) > 4 * _WITHIN_US) + 1
    return [(int(part[0]), int(part[-1])) for part in np.split(ordered, cuts)]


def _fellows(reported: pa.Table) -> dict[str, set[str]]:
    """Who is named in one transit with whom, over any number of transits."""
    fellows: dict[str, set[str]] = {}
    transits = reported.filter(pc.equal(reported["kind"], "transit"))
    for who, others in zip(
        transits["object_id"].to_pylist(), transits["others"].to_pylist(), strict=True
    ):
        named = {who, *(others or [])}
        joined = named.union(*(fellows[one] for one in named if one in fellows))
        fellows.update(dict.fromkeys(joined, joined))
    return fellows


def _of_objects(rows: pa.Table, owners: set[str]) -> list[tuple[str, str, str]]:
    """Id, kind and object of the rows that are of these objects."""
    columns = (rows[name].to_pylist() for name in ("event_id", "kind", "object_id"))
    return [row for row in zip(*columns, strict=True) if row[2] in owners]


def _owned(rows: pa.Table, owners: set[str]) -> pa.Table:
    return rows.filter(pc.is_in(rows["object_id"], _words(owners)))


def _words(some: set[str]) -> pa.Array:
    return pa.array(sorted(some), pa.string())


def _once(tables: list[pa.Table]) -> pa.Table:
    """Put rows of RAW together as EVENT, each id once."""
    rows = pa.concat_tables(tables).select(EVENT.names)
    first: dict[str, int] = {}
    for k, one in enumerate(rows["event_id"].to_pylist()):
        first.setdefault(one, k)
    return rows.take(pa.array(list(first.values()), pa.int64()))
