"""A statement of the truth turned into its facts: one filled slot each, with a check of a row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from straitwatch.flow.bench.reading.compare import Row
from straitwatch.flow.bench.reading.meaning import mean_same, place_id, plain, written_in
from straitwatch.flow.bench.reading.score_tally import counts_what
from straitwatch.flow.bench.reading.truth import (
    ObjectTruth,
    ObserverTruth,
    Place,
    Statement,
    Tally,
)

__all__ = ["Fact", "facts_of", "near", "same_place"]

_ABOUT = timedelta(minutes=30)
"""Ours: retellings mix "at 11 a.m." with "around 11 a.m.", so half an hour is no error."""

_BEARING_DEG = 0.6
_DIST_KM = 2.0
_DIST_SHARE = 0.02
"""Ours: publishers turn kilometres into whole miles and back."""

_REST = {"warship", "ship", "vessel", "escortship", "navalship", "escort"}
"""Words for whatever else sailed along."""

_SHIP_TITLE = ("js", "cns", "rfs")


@dataclass(frozen=True)
class Fact:
    """One filled slot of one statement.

    Attributes:
        slot: of SIGHTING, or of one of its objects, observers or counts.
        wanted: what the words say.
        holds: tells whether a row, beside all rows of the document, says the same.
    """

    slot: str
    wanted: str
    holds: Callable[[Row, Sequence[Row]], bool]


def facts_of(said: Statement) -> list[Fact]:
    """List the facts of a statement.

    Args:
        said: the truth.

    Returns:
        its kind, then one fact a slot that the words fill and that is compared. An object is a
        fact for each of navy, class, name, hull and number that the words give, a tally one for
        its number and one for its span, an observer one for each of name, unit and base.
    """
    made = [_kind(said)]
    if said.t_start is not None and said.t_end is not None:
        made.append(Fact("time", f"{said.t_start} .. {said.t_end}", partial(_time, said)))
    if said.place is not None and not said.gate:
        made += _place_facts(said.place)
    for slot in ("gate", "heading", "to_sea", "from_sea"):
        words: tuple[str, ...] = getattr(said, slot)
        if words:
            made.append(Fact(slot, "|".join(words), partial(_word, slot, words)))
    for mark in ("same_as", "negation"):
        if getattr(said, mark):
            made.append(Fact(mark, "yes", partial(_is_set, mark)))
    made += [fact for one in said.objects for fact in _object_facts(one, said)]
    made += [fact for one in said.observers for fact in _observer_facts(one)]
    made += [fact for one in said.counts for fact in _tally_facts(one)]
    return [fact for fact in made if _group(fact.slot) not in said.free]


def _group(slot: str) -> str:
    head = slot.split(".", maxsplit=1)[0]
    return "t" if head == "time" else head


def _kind(said: Statement) -> Fact:
    def holds(row: Row, rows: Sequence[Row]) -> bool:
        if row.get("kind") in said.kinds:
            return True
        watched = any(_watches(one, rows, "name") for one in said.observers)
        return bool({"observation", "scramble"} & set(said.kinds)) and watched

    return Fact("kind", "|".join(said.kinds), holds)


def _time(said: Statement, row: Row, _rows: Sequence[Row]) -> bool:
    return near(said.t_start, row.get("t_start")) and near(said.t_end, row.get("t_end"))


def near(wanted: datetime | None, got: datetime | None) -> bool:
    """Tell whether two moments are half an hour apart at most.

    Args:
        wanted: aware, or None where the words do not say.
        got: aware, or None.

    Returns:
        false where one of them lacks.
    """
    return wanted is not None and got is not None and abs(wanted - got) <= _ABOUT


def _place_facts(place: Place) -> Iterator[Fact]:
    if place.between:
        return
    yield Fact(
        "place.name", "|".join(place.names), lambda row, _: same_place(place, row.get("place"))
    )
    if (bearing := place.bearing_deg) is not None:
        yield Fact(
            "place.bearing",
            f"{bearing:g}",
            lambda row, _: _close(bearing, row.get("bearing_deg"), _BEARING_DEG),
        )
    if (dist := place.dist_km) is not None:
        yield Fact(
            "place.distance",
            f"{dist:g} km",
            lambda row, _: _close(dist, row.get("dist_km"), _DIST_KM + _DIST_SHARE * dist),
        )


def same_place(place: Place, got: str | None) -> bool:
    """Tell whether a row's place is, or is measured from, the place of the truth.

    Args:
        place: the truth.
        got: column `place` of a row, or None.

    Returns:
        whether one of its names, by the gazetteer, is meant.
    """
    words = str(got or "")
    ends = [words, words.rsplit(" of ", 1)[-1]]
    known = {place_id(end) for end in ends} - {None}
    return any(plain(name) in map(plain, ends) or place_id(name) in known for name in place.names)


def _close(wanted: float, got: float | None, slack: float) -> bool:
    return got is not None and abs(wanted - float(got)) <= slack


def _word(slot: str, words: tuple[str, ...], row: Row, _rows: Sequence[Row]) -> bool:
    return any(mean_same(word, row.get(slot)) for word in words)


def _is_set(mark: str, row: Row, _rows: Sequence[Row]) -> bool:
    return bool(row.get(mark))


_Check: TypeAlias = Callable[[Row], bool]


def _object_facts(one: ObjectTruth, said: Statement) -> Iterator[Fact]:
    checks = dict(_object_checks(one, said))

    def holds(slot: str, row: Row, _rows: Sequence[Row]) -> bool:
        told = row.get("objects") or ()
        best = max(told, key=lambda o: sum(check(o) for check in checks.values()), default=None)
        return best is not None and checks[slot](best)

    for slot in checks:
        yield Fact(f"objects.{slot}", _shown(one), partial(holds, slot))


def _shown(one: ObjectTruth) -> str:
    bits = (one.navy, one.class_name, one.name, one.hull and f"#{one.hull}", f"x{one.count}")
    return " ".join(filter(None, bits))


def _object_checks(one: ObjectTruth, said: Statement) -> Iterator[tuple[str, _Check]]:
    if one.navy:
        yield "navy", lambda o: o.get("navy") == one.navy
    if one.class_name:
        yield "class", partial(_is_class, one.class_name)
    if one.name:
        yield "name", partial(_is_named, one.name)
    if one.hull:
        yield "hull", lambda o: o.get("hull") == one.hull
    if one.count != 1 or not (one.name or one.hull):
        yield "count", partial(_is_count, one, said)


def _is_named(name: str, o: Row) -> bool:
    got = str(o.get("name") or "")
    return mean_same(name, got) or bool(got and plain(name) in plain(got))


def _is_class(wanted: str, o: Row) -> bool:
    """A word such as "destroyer" is right as any class of destroyers, too."""
    got = o.get("class")
    if mean_same(wanted, got):
        return True
    if "-class" in wanted:
        return plain(wanted.split("-class", maxsplit=1)[0]) in plain(got)
    return written_in(wanted, got) or written_in(wanted, o.get("as_written"))


def _is_count(one: ObjectTruth, said: Statement, o: Row) -> bool:
    """A rest ("six ships, among them the carrier") is right as a rest, and as the whole."""
    whole = sum(other.count for other in said.objects)
    fit = {one.count, whole} if plain(one.class_name) in _REST else {one.count}
    return o.get("count") in fit and o.get("count_is") == one.count_is


def _observer_facts(one: ObserverTruth) -> Iterator[Fact]:
    for slot in ("name", "unit", "base"):
        if wanted := getattr(one, slot):
            yield Fact(f"observers.{slot}", wanted, partial(_watched, one, slot))


def _watched(one: ObserverTruth, slot: str, _row: Row, rows: Sequence[Row]) -> bool:
    return _watches(one, rows, slot)


def _watches(one: ObserverTruth, rows: Sequence[Row], slot: str) -> bool:
    told = [o for row in rows for o in row.get("observers") or ()]
    return any(o.get("service") == one.service and _says(getattr(one, slot), o, slot) for o in told)


def _says(wanted: str | None, o: Row, slot: str) -> bool:
    if wanted is None:
        return True
    got = o.get(slot)
    if mean_same(wanted, got) or (got and plain(_core(wanted)) in plain(str(got))):
        return True
    return bool(got) and written_in(_core(wanted), o.get("as_written"))


def _core(name: str) -> str:
    """`JS Ariake (DD-109)` -> `Ariake`."""
    words = name.split(" (", maxsplit=1)[0].split()
    return " ".join(words[1:] if words[0].casefold() in _SHIP_TITLE else words)


def _tally_facts(one: Tally) -> Iterator[Fact]:
    yield Fact(
        "counts.n", f"{one.what} {one.n} {one.n_is}", partial(_counted, one, with_span=False)
    )
    if one.t_start is not None:
        wanted = f"{one.what} {one.n} {one.t_start} .. {one.t_end}"
        yield Fact("counts.time", wanted, partial(_counted, one, with_span=True))


def _counted(one: Tally, _row: Row, rows: Sequence[Row], *, with_span: bool) -> bool:
    told = [tally for row in rows for tally in row.get("counts") or ()]
    return any(
        tally.get("n") == one.n
        and tally.get("n_is") == one.n_is
        and counts_what(one.what, str(tally.get("what") or "").casefold())
        and not (with_span and not _in_span(one, tally))
        for tally in told
    )


def _in_span(one: Tally, tally: Row) -> bool:
    return near(one.t_start, tally.get("t_start")) and near(one.t_end, tally.get("t_end"))
