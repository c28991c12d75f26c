"""A statement of the truth beside a row of a reader turned into the slots that differ."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from straitwatch.flow.bench.reading.meaning import (
    in_vocabulary,
    mean_same,
    place_id,
    plain,
    written_in,
)
from straitwatch.flow.bench.reading.notation import JST
from straitwatch.flow.bench.reading.truth import ObjectTruth, ObserverTruth, Place, Statement

__all__ = ["SLOTS", "Difference", "Row", "compare", "same_observer"]

Row: TypeAlias = Mapping[str, Any]

_T = TypeVar("_T")

_MOVES = ("t", "place", "gate", "heading", "to_sea", "from_sea", "objects", "same_as", "negation")
SLOTS: dict[str, tuple[str, ...]] = {
    "sighting": _MOVES,
    "transit": _MOVES,
    "aircraft": _MOVES,
    "entry": _MOVES,
    "live_firing": ("t", "place", "objects"),
    "joint_flight": ("t", "objects"),
    "first_sighting": ("objects",),
    "observation": ("observers",),
    "scramble": ("observers",),
    "reported_absence": ("negation",),
    "correction": ("supersedes",),
    "flight_operations": ("counts", "objects"),
}
"""What is compared of each kind; what an office's sentence of that kind says."""

_SLACK = timedelta(seconds=60)
"""Ours: a day that ends at 23:59 or 23:59:59 ends at midnight."""

_BEARING_DEG = 0.6
_BEFORE_REIWA = 2018
_DIST_SHARE = 0.01
"""Ours: a mile turned into kilometres may be rounded."""

_ALSO = {
    "t": {"t_start", "t_end", "time"},
    "place": {"lon", "lat", "radius_km", "bearing_deg", "dist_km"},
}
_NEED_NOT_SAY = {"first_sighting": {"objects"}, "flight_operations": {"objects"}}


@dataclass(frozen=True)
class Difference:
    """A slot that is not as the words say."""

    slot: str
    wanted: str
    got: str


def compare(said: Statement, row: Row) -> list[Difference]:
    """List the slots in which a row differs from a statement.

    Args:
        said: the truth.
        row: of SIGHTING, as a mapping.

    Returns:
        nothing where all slots are right. A slot that the words leave open may be filled only
        where the row says in `derived` that it was derived.
    """
    slots = [slot for slot in SLOTS[said.kinds[0]] if slot not in said.free]
    derived = {entry["slot"] for entry in row.get("derived") or ()}
    found = []
    for slot in slots:
        wanted, got, right = _CHECKS[slot](said, row)
        open_slot = wanted in {"", "()"}
        if right or (open_slot and _may_fill(slot, said.kinds[0], derived)):
            continue
        found.append(Difference(slot, wanted, got))
    return found


def _may_fill(slot: str, kind: str, derived: set[str]) -> bool:
    named = {slot, *_ALSO.get(slot, ())}
    return slot in _NEED_NOT_SAY.get(kind, ()) or not named.isdisjoint(derived)


_Verdict: TypeAlias = tuple[str, str, bool]
_Check: TypeAlias = Callable[[Statement, Row], _Verdict]


def _time(said: Statement, row: Row) -> _Verdict:
    wanted, got = (said.t_start, said.t_end), (row.get("t_start"), row.get("t_end"))
    right = all(_near(a, b) for a, b in zip(wanted, got, strict=True))
    return _shown(wanted), _shown(got), right


def _near(wanted: datetime | None, got: datetime | None) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return abs(wanted - got) <= _SLACK


def _shown(span: Sequence[datetime | None]) -> str:
    told = [t.astimezone(JST).isoformat(timespec="minutes") for t in span if t]
    return " .. ".join(told)


def _place(said: Statement, row: Row) -> _Verdict:
    got = str(row.get("place") or "")
    wanted = said.place
    if said.gate:  # the place of a transit is its gate's name: `gate` is compared instead
        return "", got, True
    if wanted is None:
        return "", got, not got
    return _placed(wanted), got, _is_place(wanted, row, got)


def _placed(place: Place) -> str:
    if place.between:
        return f"between {' and '.join(place.between)}"
    bits = [f"{place.dist_km:g} km" if place.dist_km else "", _degrees(place.bearing_deg)]
    return " ".join([*filter(None, bits), "|".join(place.names)])


def _degrees(bearing: float | None) -> str:
    return "" if bearing is None else f"{bearing:g}°"


def _is_place(wanted: Place, row: Row, got: str) -> bool:
    if wanted.between:
        whole = f"{got} {row.get('text') or ''}"
        return bool(got) and all(_named_in(name, whole) for name in wanted.between)
    base = got.rsplit(" of ", 1)[-1] if row.get("bearing_deg") is not None else got
    named = any(_is_named(name, base) or _is_named(name, got) for name in wanted.names)
    near = _close(wanted.bearing_deg, row.get("bearing_deg"), _BEARING_DEG)
    dist = wanted.dist_km
    return named and near and _close(dist, row.get("dist_km"), 0.6 + _DIST_SHARE * (dist or 0))


def _is_named(name: str, got: str) -> bool:
    known = place_id(name)
    return plain(name) == plain(got) or (known is not None and known == place_id(got))


def _named_in(name: str, words: str) -> bool:
    known = place_id(name)
    return written_in(name, words) or (known is not None and known.split("-")[0] in words.lower())


def _close(wanted: float | None, got: float | None, slack: float) -> bool:
    if wanted is None or got is None:
        return wanted is got
    return abs(wanted - got) <= slack


def _word(slot: str) -> _Check:
    """Make the check of one column that holds a word."""

    def check(said: Statement, row: Row) -> _Verdict:
        wanted: tuple[str, ...] = getattr(said, slot)
        got = row.get(slot)
        right = any(mean_same(word, got) for word in wanted) if wanted else got is None
        return "|".join(wanted), str(got or ""), right

    return check


def _same_as(said: Statement, row: Row) -> _Verdict:
    got = row.get("same_as")
    return str(said.same_as), str(got or ""), said.same_as == bool(got)


def _negation(said: Statement, row: Row) -> _Verdict:
    got = bool(row.get("negation"))
    return str(said.negation), str(got), said.negation == got


def _supersedes(said: Statement, row: Row) -> _Verdict:
    day, title = said.supersedes or ("", "")
    got = str(row.get("supersedes") or "")
    dated = not day or any(written_in(form, got) for form in _date_forms(day))
    return f"{day} {title}", got, bool(got) and dated and plain(title) in plain(got)


def _date_forms(day: str) -> list[str]:
    """A date as written in ISO form and in the era."""
    year, month, of_month = map(int, day.split("-"))
    return [day, f"令和{year - _BEFORE_REIWA}年{month}月{of_month}日"]


def _objects(said: Statement, row: Row) -> _Verdict:
    got = list(row.get("objects") or ())
    same = _is_like if said.kinds[0] in _NEED_NOT_SAY else _is_object
    right = _pair_off(said.objects, got, same)
    return _listed(map(_object_words, said.objects)), _listed(map(_object_row, got)), right


def _listed(words: Iterable[str]) -> str:
    return f"({', '.join(words)})"


def _pair_off(wanted: Sequence[_T], got: list[Row], same: Callable[[_T, Row], bool]) -> bool:
    """Tell whether each finds another of its own, in any order."""
    left = list(got)
    for one in wanted:
        match = next((k for k, other in enumerate(left) if same(one, other)), None)
        if match is None:
            return False
        left.pop(match)
    return not left


def _object_words(one: ObjectTruth) -> str:
    bits = [one.navy, one.class_name, one.name, one.hull and f"#{one.hull}"]
    return " ".join(filter(None, [*bits, f"x{one.count} {one.count_is}"]))


def _object_row(row: Row) -> str:
    bits = [row.get("navy"), row.get("class"), row.get("name")]
    hull = row.get("hull")
    return " ".join(
        filter(None, [*bits, hull and f"#{hull}", f"x{row.get('count')} {row.get('count_is')}"])
    )


def _is_like(one: ObjectTruth, row: Row) -> bool:
    """Of a sentence that names a ship or a class alone: hull and number come from elsewhere."""
    words = row.get("as_written")
    return (
        mean_same(one.name, row.get("name"))
        or (bool(row.get("name")) and written_in(one.name, words))
        or (one.name is None and _is_class(one, row.get("class"), words))
    )


def _is_object(one: ObjectTruth, row: Row) -> bool:
    words = row.get("as_written")
    named = one.name is None or mean_same(one.name, row.get("name"))
    named = named or (bool(row.get("name")) and written_in(one.name, words))
    return (
        named
        and one.navy == row.get("navy")
        and one.hull == row.get("hull")
        and one.count == row.get("count")
        and one.count_is == row.get("count_is")
        and _is_class(one, row.get("class"), words)
    )


def _is_class(one: ObjectTruth, got: str | None, words: str | None) -> bool:
    if one.class_name is None:
        return got is None or one.name is not None
    if mean_same(one.class_name, got):
        return True
    unknown = not in_vocabulary(one.class_name)
    return unknown and bool(got) and written_in(one.class_name, words)


def _observers(said: Statement, row: Row) -> _Verdict:
    got = list(row.get("observers") or ())
    wanted = _listed(
        " / ".join(w or "-" for w in (o.service, o.unit, o.name, o.base)) for o in said.observers
    )
    shown = _listed(
        " / ".join(str(o.get(key) or "-") for key in ("service", "unit", "name", "base"))
        for o in got
    )
    return wanted, shown, _pair_off(said.observers, got, same_observer)


def same_observer(one: ObserverTruth, row: Row) -> bool:
    """Tell whether a row's observer is the one that the words name.

    Args:
        one: the truth, in the words of the document.
        row: an element of `observers`.

    Returns:
        whether service, unit, name and base agree: by the vocabulary, or the slot is filled and
        `as_written` holds the words where the vocabulary lacks them.
    """
    words = row.get("as_written")
    return one.service == row.get("service") and all(
        _agrees(getattr(one, slot), row.get(slot), words) for slot in ("unit", "name", "base")
    )


def _agrees(wanted: str | None, got: str | None, words: str | None) -> bool:
    if wanted is None:
        return True
    if mean_same(wanted, got):
        return True
    if not got or (in_vocabulary(wanted) and in_vocabulary(got)):
        return False
    return written_in(wanted, words) and _digits(wanted) in {_digits(got), ""}


def _digits(words: str) -> str:
    return "".join(sign for sign in plain(words) if sign.isdigit())


def _counts(said: Statement, row: Row) -> _Verdict:
    """Of one row; score_reading pools the rows of a document."""
    return (
        _listed(str(c.n) for c in said.counts),
        _listed(str(c["n"]) for c in row.get("counts") or ()),
        True,
    )


_CHECKS: dict[str, _Check] = {
    "t": _time,
    "place": _place,
    "gate": _word("gate"),
    "heading": _word("heading"),
    "to_sea": _word("to_sea"),
    "from_sea": _word("from_sea"),
    "objects": _objects,
    "same_as": _same_as,
    "negation": _negation,
    "supersedes": _supersedes,
    "observers": _observers,
    "counts": _counts,
}
