"""The detail of an event becomes the few words that a reader wants beside it."""

from collections.abc import Callable
from typing import Any

from straitwatch.report import words
from straitwatch.report.rows import Row, flies

__all__ = ["particulars"]

_AT_ANCHOR = 1  # navigational status, ITU-R M.1371
_MOST_WATERS = 3


def particulars(row: Row) -> str:
    """Say what is particular of an event, in some words with commas between them.

    Args:
        row: an event, of a text or from fixes.
    """
    parts = _of_text(row) if row.certainty == "reported" else []
    parts += _OF.get(row.kind, _of_any)(row)
    if row.from_sea and row.to_sea:
        parts.append(" → ".join(words.clean(sea, 40) for sea in (row.from_sea, row.to_sea)))
    if row.uncertainty_m:
        parts.append(f"±{words.metres(row.uncertainty_m)}")
    if row.detail.get("within_error"):
        parts.append(words.PART["within"])
    if (row.detail.get("doubt") or {}).get("own"):
        parts.append(words.PART["false"])
    return ", ".join(part for part in parts if part) or "–"


def _of_text(row: Row) -> list[str]:
    near, hours = row.detail.get("near") or row.detail.get("place"), _number(row, "duration_h")
    told = [words.clean(near, 60)] if near else []
    return told if hours is None else [*told, _part("about", span=words.span(hours * 3600.0))]


def _of_any(row: Row) -> list[str]:  # noqa: ARG001 - the others' shape
    return []


def _number(row: Row, name: str) -> float | None:
    value = row.detail.get(name)
    return float(value) if isinstance(value, int | float) else None


def _part(name: str, **values: object) -> str:
    return words.PART[name].format(**values)


def _say(row: Row, name: str, part: str, digits: int = 1) -> str:
    """Say a number of the detail; nothing where it is not there."""
    value = _number(row, name)
    return "" if value is None else _part(part, n=f"{value:,.{digits}f}")


def _length(row: Row, part: str) -> str:
    """Say how long, of an event that tells its hours."""
    hours = _number(row, "hours")
    return "" if hours is None else _part(part, span=words.span(hours * 3600.0))


def _of_entry(row: Row) -> list[str]:
    told = [words.PART["airspace"]] if flies(row) else []
    nearest = _number(row, "nearest_nm")
    if nearest is not None and nearest > 0.0 and not flies(row):
        told.append(_part("nearest", nm=f"{nearest:.1f}"))
    unknown = "unknown_in" if row.kind == "entry" else "unknown_out"
    told += [words.PART[unknown]] if row.detail.get("unknown") else []
    told += [words.PART["unknown_out"]] if row.detail.get("exit_unknown") else []
    return told + ([words.PART["began_inside"]] if row.detail.get("began_inside") else [])


def _of_proximity(row: Row) -> list[str]:
    nearest, margin = _number(row, "nearest_nm"), _number(row, "margin_nm")
    told = [_part("nearest", nm=f"{nearest:.1f}")] if nearest is not None else []
    return told + ([_part("off_limit", nm=f"{margin:.1f}")] if margin is not None else [])


def _of_passage(row: Row) -> list[str]:
    told = [words.clean(row.detail.get("text") or "", 200)]
    left = _number(row, "unexcused")
    return told + ([_part("signs", n=f"{left:.0f}")] if left and row.n else [])


def _of_gap(row: Row) -> list[str]:
    told = _part("class", size=row.detail.get("class", "1h"))
    parts = [words.PART["open"] if row.status == "open" else told]
    reception = row.detail.get("reception")
    parts += [_part("reception", how=reception)] if reception in {"good", "poor"} else []
    parts += [words.PART["lane"]] if row.detail.get("lane") else []
    return parts + ([words.PART["candidate"]] if row.detail.get("disabling_candidate") else [])


def _of_absence(row: Row) -> list[str]:
    """The verdict, and the hours that it leaves open or covers."""
    verdict = str(row.detail.get("verdict", "")).replace("_", " ")
    hours = _number(row, "covered_h" if verdict == "did not enter" else "at_most_h")
    if hours is None:
        return [verdict]
    what = "covered" if verdict == "did not enter" else "at most"
    return [verdict, f"{what} {hours:.1f} h", f"top speed {row.detail.get('speed_kn', 0):g} kn"]


def _of_reported_absence(row: Row) -> list[str]:  # noqa: ARG001 - the others' shape
    return [words.PART["statement"]]


def _of_wrong(row: Row) -> list[str]:
    pattern = row.detail.get("pattern") or []
    told = [words.clean(one, 40) for one in ([pattern] if isinstance(pattern, str) else pattern)]
    told = [one for one in told if one != "several at one place"]
    if row.n and row.n > 1:
        told.append(_part("positions", n=words.amount(row.n)))
    told.append(_say(row, "speed_kn", "need", 0))
    return told + ([_part("at_one_place", n=len(row.others))] if row.others else [])


def _of_shared(row: Row) -> list[str]:
    return [_say(row, "turns", "turns", 0), _say(row, "apart_nm", "apart_nm", 0)]


def _of_encounter(row: Row) -> list[str]:
    closest, mean = _number(row, "closest_m"), _number(row, "mean_m")
    told = [_with(row), _length(row, "near_for")]
    if closest is not None and mean is not None:
        told.append(_part("apart", closest=words.metres(closest), mean=words.metres(mean)))
    return [*told, _say(row, "speed_kn", "mean_speed")]


def _with(row: Row) -> str:
    names = [words.who("", one) for one in row.others[:5]]
    names += [f"{len(row.others) - 5} more"] if row.others[5:] else []
    return _part("with", others=words.join(names)) if names else ""


def _of_group(row: Row) -> list[str]:
    told = [_part("members", n=words.amount(row.n))] if row.n else []
    return [*told, _with(row), _length(row, "together"), _say(row, "speed_kn", "speed", 0)]


def _of_loitering(row: Row) -> list[str]:
    told = [_length(row, "stay"), _say(row, "mean_kn", "mean_speed"), _say(row, "ratio", "ratio")]
    over = [one for one in row.detail.get("over") or [] if isinstance(one, dict)]
    waters = [_waters(one) for one in over[:_MOST_WATERS]]
    return told + ([_part("over", waters=words.join(waters))] if waters else [])


def _waters(one: dict[str, Any]) -> str:
    zone = words.ZONE.get(str(one.get("zone")), "waters not known")
    state, hours = one.get("state"), one.get("hours")
    length = f" ({words.span(hours * 3600.0)})" if isinstance(hours, int | float) else ""
    of = f" of {words.waters(words.clean(state, 20))}" if state and zone != "high seas" else ""
    return f"{zone}{of}{length}"


def _of_deck(row: Row) -> list[str]:
    deck = str(row.detail.get("deck", "unknown"))
    ship = words.who("", row.others[0]) if row.others else ""
    told = _part("deck_ship", ship=ship) if ship else words.PART.get(f"deck_{deck}", "")
    speed = _number(row, "deck_speed_kn")
    if speed is not None and not ship:
        told = _part("deck_speed", deck=told, n=f"{speed:.0f}")
    return [told, *_of_flight(row)]


def _of_flight(row: Row) -> list[str]:
    told = [words.PART["ground_state"]] if row.detail.get("ground_state") else []
    return [*told, _say(row, "alt_ft", "last_alt" if "landing" in row.kind else "first_alt", 0)]


def _of_visit(row: Row) -> list[str]:
    told = [words.PART["before"]] if row.detail.get("began_before") else []
    stops = _number(row, "stops")
    told += [_part("stops", n=f"{stops:.0f}")] if stops is not None and stops > 1 else []
    left = row.status == "closed" and row.detail.get("exit_seen") is False
    told += [words.PART["not_left"]] if left else []
    return [*told, _say(row, "confidence", "confidence", 0)]


def _of_anchoring(row: Row) -> list[str]:
    radius, port = _number(row, "radius_m"), row.detail.get("port_nearby")
    told = [_length(row, "stay")]
    told += [_part("radius", n=words.metres(radius))] if radius else []
    told += [words.PART["says_anchor"]] if row.detail.get("nav_status") == _AT_ANCHOR else []
    return told + ([_part("off_port", port=words.clean(port, 40))] if port else [])


_OF: dict[str, Callable[[Row], list[str]]] = {
    "entry": _of_entry,
    "exit": _of_entry,
    "proximity": _of_proximity,
    "passage": _of_passage,
    "gap": _of_gap,
    "absence": _of_absence,
    "reported_absence": _of_reported_absence,
    "impossible_position": _of_wrong,
    "identity_shared": _of_shared,
    "encounter": _of_encounter,
    "group": _of_group,
    "loitering": _of_loitering,
    "deck_landing": _of_deck,
    "deck_takeoff": _of_deck,
    "landing": _of_flight,
    "takeoff": _of_flight,
    "port_visit": _of_visit,
    "anchoring": _of_anchoring,
}
