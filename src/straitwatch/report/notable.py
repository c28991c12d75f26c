"""Events from fixes become sentences of the headline: who met, who sailed together, who stayed."""

from straitwatch.report import words
from straitwatch.report.document import Evidence, Text, text
from straitwatch.report.rows import Row, Told

__all__ = ["find_notable", "tell_wrong", "wrong_positions"]

_MOST = 3  # sentences of one kind
_SEVERAL = "several at one place"


def find_notable(told: Told, book: Evidence) -> list[Text]:
    """Say who met, who sailed together, who stayed over one area, and which identity is shared.

    Args:
        told: events of a story; simulated ones are not used.
        book: where evidence gets its numbers.

    Returns:
        at most three sentences a kind, and one that says how many more there are.
    """
    found: list[Text] = []
    for kind, say in (
        ("encounter", _met),
        ("group", _company),
        ("loitering", _stayed),
        ("identity_shared", _shared),
    ):
        rows = [row for row in told.of(kind) if kind != "loitering" or _is_flown(row)]
        rows = sorted(rows, key=lambda row: -_hours(row))
        found += [text(say(row), book.cite(row.evidence)) for row in rows[:_MOST]]
        rest = len(rows) - _MOST + (told.hidden(kind) if kind != "loitering" else 0)
        if rest > 0:
            found.append(text(words.say("more_of", n=words.amount(rest))))
    return found


def _is_flown(row: Row) -> bool:
    return row.detail.get("of") == "aircraft"


def _hours(row: Row) -> float:
    hours = row.detail.get("hours")
    return float(hours) if isinstance(hours, int | float) else 0.0


def _span(row: Row) -> str:
    return words.span(_hours(row) * 3600.0)


def _met(row: Row) -> str:
    other = words.who("", row.others[0]) if row.others else "another"
    near, at = row.detail.get("closest_m"), ""
    if row.lon is not None and row.lat is not None:
        at = f" at {words.lat_lon(row.lon, row.lat)}"
    length = words.metres(float(near)) if isinstance(near, int | float) else "sight"
    who = words.who(row.name, row.object_id)
    return words.say("met", who=who, other=other, near=length, span=_span(row), where=at)


def _company(row: Row) -> str:
    who = [words.who(row.name, row.object_id), *(words.who("", one) for one in row.others[:5])]
    if row.others[5:]:
        who.append(f"{len(row.others) - 5} more")
    n = words.in_words(row.n if row.n is not None else 1 + len(row.others))
    return words.say("company", n=n[:1].upper() + n[1:], span=_span(row), who=words.join(who))


def _stayed(row: Row) -> str:
    who = words.who(row.name, row.object_id)
    gate = words.clean(row.where or "", 60) if "gate_id" in row.detail else ""
    at = words.say("near_gate", gate=gate) if gate else ""
    said = "stayed_so_far" if row.status == "open" else "stayed"
    return words.say(said, who=who[:1].upper() + who[1:], span=_span(row), where=at)


def _shared(row: Row) -> str:
    apart = row.detail.get("apart_nm")
    nm = words.amount(float(apart)) if isinstance(apart, int | float) else "some"
    return words.say("shared", who=words.who(row.name, row.object_id), nm=nm)


def wrong_positions(told: Told) -> int:
    """Count the positions that cannot be true: an episode has as many as it has fixes."""
    rows = told.of("impossible_position")
    return sum(row.n or 1 for row in rows) + told.hidden("impossible_position")


def tell_wrong(told: Told, book: Evidence) -> list[Text]:
    """Say how many positions cannot be true, with the longest episode of them; and of several."""
    rows = [row for row in told.of("impossible_position") if row.lon is not None]
    if not rows:
        return []
    row, total = max(rows, key=lambda one: one.n or 1), wrong_positions(told)
    speed = row.detail.get("speed_kn")
    need = words.say("need", n=words.amount(speed)) if isinstance(speed, int | float) else ""
    what = f"{words.who(row.name, row.object_id)} at {_place(row)}{need}"
    if total == 1:
        said = words.say("one_wrong", what=what)
    elif total == row.n and row.seconds:
        n = words.amount(total)
        said = words.say("spell_wrong", n=n, span=words.span(row.seconds), what=what)
    else:
        said = words.say("some_wrong", n=words.amount(total), what=what)
    return [text(said, book.cite(row.evidence)), *_together(rows, book)]


def _together(rows: list[Row], book: Evidence) -> list[Text]:
    """One sentence for the most objects that were put to one place."""
    many = [row for row in rows if _SEVERAL in (row.detail.get("pattern") or [])]
    if not many:
        return []
    row = max(many, key=lambda one: len(one.others))
    said = words.say("one_place", n=words.in_words(1 + len(row.others)), place=_place(row))
    return [text(said, book.cite(row.evidence))]


def _place(row: Row) -> str:
    return words.lat_lon(row.lon or 0.0, row.lat or 0.0)
