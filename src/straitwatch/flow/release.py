"""Tables into what of them a partner, or the public, may see.

Every table that leaves the server passes here before anything of it is counted, searched, paged or
drawn. What cannot be judged is not shown.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.flow.live_settings import ReleaseSettings
from straitwatch.flow.release_area import Area, read_boxes
from straitwatch.flow.release_detail import Trim, keep_keys, latest_time
from straitwatch.flow.release_table import (
    clear,
    clear_texts,
    hide_sources,
    keep_cells,
    keep_old,
    keep_seen,
    show_places,
)
from straitwatch.flow.release_who import Who
from straitwatch.model.error import ConfigError, ContractError
from straitwatch.model.identity import parse_object_id

__all__ = ["Release"]

_Row = dict[str, Any]

_ALONE = frozenset(
    {
        "crossing", "deployment", "entry", "exit", "flight_operations", "gap",
        "impossible_position", "loitering", "observation", "passage", "port_visit", "proximity",
        "reported_absence", "scramble", "transit", "anchoring", "first_sighting",
    }
)  # fmt: skip
"""Kinds that stay when the others of an event may not be shown; all other kinds are about company
and go with them."""

_PLAIN_DETAIL = frozenset({"gate_id", "zone", "state", "tz", "to_left"})
"""What stays of the detail of an event that lost some of its others: nothing that counts them."""

_FEW = 5
"""A cell of coverage in which fewer objects were heard in its hour is not shown to those who may
not see all objects: it could tell of a hidden one. Ours: a usual least group of statistics."""

_CELL = timedelta(hours=1)  # COVERAGE is by the hour
_COARSEST_DEG = 10.0  # ours: a coarser grid shows nothing
_M_KM = 1000.0
_SPAN = ("t_start", "t_end")
_EVENT_TEXTS = ("where", "when", "from_sea", "to_sea", "legal_basis", "baseline", "source")
_BEARINGS = ("bearing_deg", "dist_km", "bearing_error_deg", "dist_error_km")
_OBJECT_COUNTS = ("fixes", "sightings", "changes", "t_first", "t_last")
_SAYINGS = ("name", "callsign", "destination", "value", "source")


@dataclass(frozen=True)
class Release:
    """What may be seen; without bounds it is everything.

    Attributes:
        name: of the release.
        kinds: kinds of event and sighting; all when empty.
        who: objects that may be seen.
        delay: only what is older.
        area: boxes and grid.
    """

    name: str = ""
    kinds: frozenset[str] = frozenset()
    who: Who = field(default_factory=Who)
    delay: timedelta = timedelta(0)
    area: Area = field(default_factory=Area)

    ALL: ClassVar["Release"]

    @classmethod
    def of(cls, settings: ReleaseSettings) -> "Release":
        """Read a `[[release]]`.

        Raises:
            ConfigError: a box, an identity or a number in it is senseless.
        """
        for text in (*settings.objects, *settings.hidden):
            _check_pattern(text)
        if not 0.0 <= settings.round_deg <= _COARSEST_DEG:
            raise ConfigError(f"round_deg of release '{settings.name}' must be 0 to 10 degrees")
        return cls(
            name=settings.name,
            kinds=frozenset(settings.kinds),
            who=Who.of(settings.objects, settings.hidden),
            delay=timedelta(minutes=settings.delay_min),
            area=Area(read_boxes(settings.boxes), settings.round_deg),
        )

    @property
    def whole(self) -> bool:
        """Tell whether everything may be seen: rejects, feeds and raw counts too."""
        return not (self.kinds or self.who or self.delay or self.area.bounds)

    @property
    def live(self) -> bool:
        """Tell whether positions may be shown as they come."""
        return not self.delay

    def may_see(self, object_id: str) -> bool:
        """Tell whether an object may be seen, by its text identity."""
        return self.who.may_see(object_id)

    def knowing(self, objects: pa.Table | None, sightings: pa.Table | None = None) -> "Release":
        """Learn how those are called who may not be seen, and which identities are theirs too.

        Without it only what identities themselves say is known: `hull:CN/16` tells no name.

        Args:
            objects: OBJECT, all of a store; None for none.
            sightings: SIGHTING, all of a store; None for none.

        Returns:
            The release that also knows their names, call signs, IMO and hull numbers, and hides
            every object that bears one of the names or IMO numbers.
        """
        return replace(self, who=self.who.knowing(objects, sightings))

    def hearing(self, fresh: pa.Table, everything: Callable[[], pa.Table]) -> "Release":
        """Learn as `knowing` does from what is just being heard, in whatever portions it comes.

        Args:
            fresh: object_id, name, callsign, imo: what was not learned yet.
            everything: gives all that was heard: those who share a name of which it only now
                becomes known that it is a hidden one's.
        """
        told = self.knowing(fresh)
        return told if told.who.names == self.who.names else told.knowing(everything())

    def _limit(self, now: datetime | None) -> datetime | None:
        if not self.delay:
            return None
        if now is None or now.tzinfo is None:
            raise ContractError("a release with a delay needs now, aware")
        return now - self.delay

    def _of_kinds(self, table: pa.Table) -> pa.Table:
        if not self.kinds:
            return table
        return table.filter(pc.is_in(table["kind"], pa.array(sorted(self.kinds), pa.string())))

    def events(self, table: pa.Table, now: datetime) -> pa.Table:
        """Give the events that may be seen.

        Args:
            table: EVENT; further columns are kept as they are.
            now: aware.

        Returns:
            The same columns: an event of a hidden object, outside the areas, or with a time within
            the delay is absent; hidden others are gone from lists and words, and with them the
            number, and what counts or places them.
        """
        if self.whole:
            return table
        table = show_places(self._of_kinds(table), self.area, error="uncertainty_m", per_km=_M_KM)
        limit = self._limit(now)
        if limit is not None:
            table = keep_old(table.filter(pc.not_equal(table["status"], "open")), _SPAN, limit)
        if limit is None and not (self.who or self.area.bounds):
            return table
        rows = [self._event(row, limit) for row in table.to_pylist()]
        return pa.Table.from_pylist([row for row in rows if row], schema=table.schema)

    def _event(self, row: _Row, limit: datetime | None) -> _Row | None:
        if limit is not None and _later(limit, *map(row.get, ("evidence", "detail", "when"))):
            return None
        words = self.who.words if self.who else None
        if words is not None:
            seen = row["object_id"] is not None and self.may_see(row["object_id"])
            if not seen or words.tell(row["object_name"]) or not self._strip_others(row):
                return None
            for name in _EVENT_TEXTS:
                own_words = name == "legal_basis"  # the project's: its numbers are articles
                if words.tell(row[name]) or (not own_words and words.tell_hull(row[name])):
                    row[name] = None
        trim = Trim(self.area, words, self.who.withheld)
        row["evidence"], row["detail"] = trim.trim(row["evidence"]), trim.trim(row["detail"])
        return row

    def _strip_others(self, row: _Row) -> bool:
        """Take hidden ones from the others; False when the event then tells of them by itself."""
        others = row["others"] or []
        kept = [one for one in others if self.may_see(one)]
        if len(kept) == len(others):
            return True
        row |= {"others": kept, "n": None, "n_is": None, "evidence": "[]"}
        row["detail"] = keep_keys(row["detail"], _PLAIN_DETAIL)
        return row["kind"] in _ALONE

    def fixes(self, table: pa.Table, now: datetime) -> pa.Table:
        """Give the fixes that may be seen.

        Args:
            table: FIX, PATH, LIVE, or any with `object_id` (number or text), `t`, `lon` and `lat`.
            now: aware.
        """
        if self.whole:
            return table
        table = show_places(self._old(self._visible(table), ("t", "received"), now), self.area)
        if self.area.grid_deg:
            table = clear(table, ("coast_m",))
        return self._quiet(table, ("source", "receiver"))

    def sightings(self, table: pa.Table, now: datetime) -> pa.Table:
        """Give the sightings that may be seen; one that names a hidden object is absent whole.

        Args:
            table: SIGHTING; further columns are kept as they are.
            now: aware.
        """
        if self.whole:
            return table
        table = show_places(self._of_kinds(table), self.area, error="radius_km")
        limit = self._limit(now)
        if limit is not None:
            table = keep_old(table, (*_SPAN, "published"), limit, some=True)
        if self.who or limit is not None:
            good = [self._may_read(row, limit) for row in table.to_pylist()]
            table = table.filter(pa.array(good, pa.bool_()))
        return clear(table, _BEARINGS) if self.area.grid_deg else table

    def _may_read(self, row: _Row, limit: datetime | None) -> bool:
        if limit is not None:
            counted = [one[name] for one in row["counts"] or [] for name in _SPAN]
            if any(t is not None and t > limit for t in counted):
                return False
            if _later(limit, row["text"], row["title"]):
                return False
        return not (self.who and (row["sighting_id"] in self.who.withheld or self.who.tells(row)))

    def objects(
        self, table: pa.Table, now: datetime | None = None, *, seen: Collection[str] | None = None
    ) -> pa.Table:
        """Give the objects that may be seen.

        Args:
            table: OBJECT; further columns are kept, `t`, `lon` and `lat` as those of fixes.
            now: aware; needed with a delay, if there is a column `t`.
            seen: text identities of which a fix, an event or a sighting may be seen. Where areas
                or a delay bound the release, all others are absent; None shows none there.

        Returns:
            The same columns; counts and times that tell of more than may be seen are null.
        """
        if self.whole:
            return table
        table = self._quiet(self._met(table, seen), ("name", "callsign", "type"), drop=True)
        if {"t", "lon", "lat"} <= set(table.column_names):
            table = show_places(self._old(table, ("t",), now), self.area)
        return clear(table, _OBJECT_COUNTS) if self._partial else table

    def statics(
        self, table: pa.Table, now: datetime, *, seen: Collection[str] | None = None
    ) -> pa.Table:
        """Give what objects say of themselves: STATIC, SAID or IDENTITY; `seen` as in `objects`."""
        if self.whole:
            return table
        table = self._old(self._met(table, seen), ("t", "t_first"), now)
        table = self._quiet(table, _SAYINGS, drop=True)
        limit = self._limit(now)
        if limit is not None and "t_last" in table.column_names:
            table = clear(table, ("t_last",), pc.greater(table["t_last"], _scalar(limit)))
        if self.who:
            table = hide_sources(table, self.who.words.tell)
        return clear(table, ("n",)) if self._partial else table

    def tracks(
        self, table: pa.Table, now: datetime, *, seen: Collection[str] | None = None
    ) -> pa.Table:
        """Give the tracks that may be seen: TRACK; `seen` as in `objects`.

        A track has no place of its own: where areas bound the release, its times and its number
        tell of what lies outside, and are null.
        """
        if self.whole:
            return table
        table = self._old(self._met(table, seen), ("t_start",), now)
        limit = self._limit(now)
        if limit is not None:
            late = pc.fill_null(pc.greater(table["t_end"], _scalar(limit)), fill_value=True)
            table = clear(table, ("t_end", "n", "state"), late)
        return clear(table, (*_SPAN, "n", "state")) if self.area.boxes else table

    def coverage(self, table: pa.Table, now: datetime) -> pa.Table:
        """Give the coverage that may be seen: COVERAGE, whole cells within a box, whole hours.

        Where some objects may not be seen, cells with few objects are absent and counts are null.
        """
        if self.whole:
            return table
        limit = self._limit(now)
        if limit is not None:
            table = keep_old(table, ("t_start",), limit - _CELL)
        if self.area.boxes:
            table = keep_cells(table, self.area)
        if self.who:
            enough = pc.greater_equal(table["n_objects"], _FEW)
            table = clear(table.filter(enough), ("n_fixes", "n_objects"))
        return self._quiet(table, ("source", "receiver"))

    @property
    def _partial(self) -> bool:
        """Tell whether only a part of what an object did may be seen."""
        return bool(self.area.boxes or self.delay)

    def _visible(self, table: pa.Table) -> pa.Table:
        """Keep rows of objects that may be seen."""
        return keep_seen(table, self.may_see) if self.who else table

    def _met(self, table: pa.Table, seen: Collection[str] | None) -> pa.Table:
        """Keep rows of objects of which something else may be seen, too, where that matters."""
        table = self._visible(table)
        shown = frozenset(seen or ())
        return keep_seen(table, shown.__contains__) if self._partial else table

    def _old(self, table: pa.Table, names: Collection[str], now: datetime | None) -> pa.Table:
        limit = self._limit(now)
        present = [name for name in names if name in table.column_names]
        return table if limit is None or not present else keep_old(table, present, limit)

    def _quiet(self, table: pa.Table, names: Collection[str], *, drop: bool = False) -> pa.Table:
        return clear_texts(table, names, self.who.words.tell, drop=drop) if self.who else table


Release.ALL = Release()


def _later(limit: datetime, *texts: str | None) -> bool:
    """Tell whether a text writes a time after a limit."""
    times = filter(None, map(latest_time, texts))
    return any(t > limit for t in times)


def _scalar(moment: datetime) -> pa.Scalar:
    return pa.scalar(moment, pa.timestamp("us", tz="UTC"))


def _check_pattern(text: str) -> None:
    mend = "write mmsi:431000001, hull:CN/16, or a beginning with * as its last sign: mmsi:431*"
    stem = text.removesuffix("*")
    if "*" in stem or not text.strip():
        raise ConfigError(f"'{text}' in a release is no identity: {mend}")
    if text != stem:
        return
    try:
        parse_object_id(text)
    except ContractError as error:
        raise ConfigError(f"'{text}' in a release is no identity: {mend}") from error
