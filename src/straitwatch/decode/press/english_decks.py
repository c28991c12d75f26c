"""English clauses on take-offs and landings turned into tallies."""

from itertools import takewhile
from typing import Any

from straitwatch.decode.press.english_story import Clause, Story
from straitwatch.decode.press.english_where import (
    inside_of,
)
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token

__all__ = ["of_carrier", "tell_decks"]

_Row = dict[str, Any]
_MOST_TAKEOFFS = 20_000  # ours: above this it is money or tonnes


def tell_decks(story: Story, clause: Clause) -> list[Statement]:
    """Tell take-offs and landings, with the tallies of a clause."""
    tallies = clause.all("tally")
    if not tallies and "opword" not in clause.kinds:
        _add_more(story, clause)
        _total(story, clause, story.told[-1] if story.told else None)
        return []
    one = story.new("flight_operations", clause)
    _with_deck(story, one, clause)
    one.where = story.where(clause) or inside_of(clause.first("inside"))
    when = _time_of_tally(story, clause)
    one.when = when
    flown = [story.text[t.start : t.end] for t in clause.all("flight", "'jets'")]
    one.counts = [row for t in tallies for row in _counts(story, t, when, " ".join(flown))]
    one.counts += _more(story, clause)
    if (tallies and not one.counts) or _are_not_of_a_deck(story, clause):
        return []
    _total(story, clause, one)
    said = any(t.get("ops") is not None and _of_decks(story, t) for t in tallies)
    return [one] if of_carrier(one) or story.told or said else []


def of_carrier(one: Statement) -> bool:
    """Tell whether a statement says whose deck it was."""
    return any(row["navy"] or "carrier" in str(row["class"]) for row in one.objects)


def _of_decks(story: Story, tally: Token) -> bool:
    ops = tally.get("ops")
    return ops is not None and ops.kind in story.grammar.kinds["OPS"]


def _are_not_of_a_deck(story: Story, clause: Clause) -> bool:
    """Tell whether sorties are those of an air force: no carrier was told of."""
    words = story.text[clause.tokens[0].start : clause.tokens[-1].end].casefold()
    decks = (row for p in story.crew.memory.parties for row in p.objects)
    carrier = any(row["name"] or "carrier" in str(row["class"]) for row in decks)
    return "sortie" in words and "carrier" not in words and not carrier


def _total(story: Story, clause: Clause, last: Statement | None) -> None:
    """Add "about 230 in all" to the take-offs told before; it spans theirs."""
    token = clause.first("sum")
    if last is None or last.kind != "flight_operations" or not last.counts or token is None:
        return
    run = [
        last,
        *takewhile(
            lambda one: one.kind == "flight_operations", reversed(story.told[story.before_from :])
        ),
    ]
    rows = [row for one in run for row in one.counts if row["t_start"] is not None]
    spans = [When(row["t_start"], row["t_end"]) for row in rows]
    at = token.get("at")
    turn = story.almanac.period if at is not None and at.kind == "period" else story.almanac.moment
    own = turn(at) if at is not None else None
    if own is None and clause.kinds.isdisjoint({"tally", "more"}):
        own = story.time(clause)
    if own is not None and spans and at is not None and at.get("open") is not None:
        own = When(own.t_start, max(w.t_end for w in spans))
    reason = "time: from the first to the last of those added up"
    if own is None and spans:
        start, end = min(w.t_start for w in spans), max(w.t_end for w in spans)
        own = When(start, end)
    row = _row(token, own, "take-offs and landings")
    if row is not None:
        last.counts.append(row)
        last.derived.append(("counts", reason))
        last.end = story.plain.span(token.start, token.end)[1]


def _with_deck(story: Story, one: Statement, clause: Clause) -> None:
    """Give the ship that the aircraft fly from, not the aircraft."""
    ships = story.crew.party(clause.all("fleet")) if clause.all("fleet") else None
    if ships is None and story.ships():
        ships = story.party
    if ships is None:
        ships = story.crew.memory.last("ship")
        one.derived.append(("objects", "those told before"))
    if ships is not None:
        one.objects = [dict(row) for row in ships.objects]
        one.derived += ships.derived


def _time_of_tally(story: Story, clause: Clause) -> When | None:
    own = story.time(clause)
    if own is not None:
        return own
    if story.told and story.told[-1].kind == "flight_operations" and story.when is None:
        return story.told[-1].when
    return _span_to_here(story) or story.when


def _span_to_here(story: Story) -> When | None:
    """Give the span from the way out to the way back, where the sentence tells the way back."""
    here = [s for s in story.told[story.sentence_from :] if s.kind == "transit" and s.when]
    out = [s for s in story.told[: story.sentence_from] if s.kind == "transit" and s.when]
    if not here or not out or here[-1].when is None or out[-1].when is None:
        return None
    start, end = out[-1].when.t_start, here[-1].when.t_end
    reason = "time: from the passage out to the passage back"
    return When(start, end, (reason,)) if start < end else None


def _more(story: Story, clause: Clause) -> list[_Row]:
    """List "about 80 on Dec. 20" after take-offs that were told, each with its own day."""
    told = []
    for token in clause.all("more"):
        when, number = token.get("when"), token.get("count")
        if when is None or number is None or not story.text[number.end - 1].isdigit():
            continue
        turn = story.almanac.period if when.kind == "period" else story.almanac.moment
        told.append(_row(number, turn(when), "take-offs and landings"))
    return [row for row in told if row is not None]


def _add_more(story: Story, clause: Clause) -> None:
    last = story.told[-1] if story.told else None
    if last is not None and last.kind == "flight_operations" and last.counts:
        last.counts += _more(story, clause)


def _counts(story: Story, token: Token, when: When | None, flown: str = "") -> list[_Row]:
    numbers, whats = token.all("count"), token.all("what")
    if len(numbers) > 1 and len(numbers) == len(whats):  # "90 fighter and 40 helicopter sorties"
        pairs = zip(numbers, whats, strict=True)
        ones = [
            Token("tally", n.start, what.end, None, {"count": [n], "what": [what]})
            for n, what in pairs
        ]
        about = next((one.all("about") for one in numbers if one.all("about")), [])
        for one in ones:
            if about:
                one.slots["count"][0].slots.setdefault("about", about)
    else:
        ones = [token]
    return [row for one in ones if (row := _count(story, one, when, flown)) is not None]


def _count(story: Story, token: Token, when: When | None, flown: str) -> _Row | None:
    number = token.get("count")
    if number is None or (token.get("ops") is not None and not _counts_takeoffs(story, token)):
        return None
    words = " ".join(story.text[one.start : one.end] for one in token.all("what")) or flown
    words = words.casefold()
    fighters = any(w in words for w in ("fighter", "jet", "j-15", "fixed", "plane"))
    rotor = "copter" in words or "chopper" in words
    of = " and ".join(w for w, on in (("fighters", fighters), ("helicopters", rotor)) if on)
    what = f"take-offs and landings of {of}" if of else "take-offs and landings"
    return _row(number, when, what)


def _counts_takeoffs(story: Story, token: Token) -> bool:
    """Tell whether "20 times" are take-offs: the words beside it, or just before, say so."""
    ops = token.get("ops")
    bare = ops is not None and ops.kind in story.grammar.kinds["TIMES"] and not token.get("what")
    told = story.told[-1].kind == "flight_operations" if story.told else False
    return not bare or told or story.has_opword


def _row(number: Token, when: When | None, what: str) -> _Row | None:
    n = number.number("n")
    if n is None or n > _MOST_TAKEOFFS:
        return None
    bound = next(
        (
            b
            for s, b in (("least", "at_least"), ("most", "at_most"), ("about", "about"))
            if number.get(s)
        ),
        "exact",
    )
    return {
        "what": what,
        "n": int(n),
        "n_is": bound,
        "t_start": when.t_start if when else None,
        "t_end": when.t_end if when else None,
    }
