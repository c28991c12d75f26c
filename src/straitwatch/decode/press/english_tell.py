"""What the clauses of an English sentence say turned into statements."""

from itertools import pairwise
from typing import Any

from straitwatch.decode.press.english_company import join_company
from straitwatch.decode.press.english_decks import of_carrier, tell_decks
from straitwatch.decode.press.english_events import (
    is_seen_near,
    is_since,
    sent_up,
    tell_absence,
    tell_correction,
    tell_entry,
    tell_first,
    tell_scramble,
    tell_watch,
    time_entry,
)
from straitwatch.decode.press.english_moves import add_seas, lead_to, tell_moves, tell_simple
from straitwatch.decode.press.english_party import Party
from straitwatch.decode.press.english_story import Clause, Story
from straitwatch.decode.press.english_turns import tell_turns
from straitwatch.decode.press.english_untold import is_denied
from straitwatch.decode.press.english_where import (
    gate_of,
    last_place,
)
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.statement import Statement
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag

__all__ = ["tell_sentence"]


_ITEM_HEAD = 7  # words: "- Mon, June 3:"
_COMPARED = ("'any'", "'than'", "'unlike'")
_FILLED = ("scramble", "observation", "flight_operations")


def tell_sentence(story: Story, parts: list[list[Token]]) -> list[Statement]:
    """Tell what a sentence says.

    Args:
        story: of the text; it goes on.
        parts: its clauses.
    """
    story.almanac.begin()
    if len(story.told) > story.sentence_from:
        story.before_from = story.sentence_from
    story.sentence_from = len(story.told)
    story.party, story.when, story.same, story.from_sea = None, None, False, None
    story.is_first, story.course, story.has_opword = False, None, False
    story.denied = False
    words = [one for part in parts for one in part]
    story.is_item = any(
        a.kind == "moment" and b.kind == "':'" for a, b in pairwise(words[:_ITEM_HEAD])
    )
    for token in (one for part in parts for one in part if one.kind == "said"):
        story.almanac.speak(token)
    _lead(story, parts)
    counted = tell_turns(story, words)
    if counted:
        story.told += counted
        return counted
    for part in parts:
        _clause(story, Clause(part))
    told = story.told[story.sentence_from :]
    _fill(story, told)
    if not story.sentence_from:  # take-offs, and nobody says from whose deck
        bare = [one for one in told if one.kind == "flight_operations" and not of_carrier(one)]
        story.told = [one for one in story.told if one not in bare]
        told = story.told[story.sentence_from :]
    _rename(story)
    if not told and story.party is not None and story.party.named:
        _refine(story, story.party)
        join_company(story, words, story.party)
    return told


def _lead(story: Story, parts: list[list[Token]]) -> None:
    """Take "PLA Navy: a group ..." at the head of an item as whose ships it tells of."""
    first = parts[0][:5] if parts else []
    for token, after in pairwise(first):
        flag = token.sense("NAVY") if token.kind == "NAVY" and after.kind == "':'" else None
        if isinstance(flag, Flag):
            story.crew.memory.flag = flag


def _rename(story: Story) -> None:
    """Give a ship told before the name that the text tells after."""
    for old, new in story.crew.renamed:
        for one in story.told:
            if old in one.objects:
                one.objects = [new if row == old else row for row in one.objects]
                one.derived.append(("objects", "named in a sentence that follows"))
    story.crew.renamed.clear()


def _refine(story: Story, party: Party) -> None:
    """Put what a sentence of its own names in the place of "eight ships" told before."""
    if not story.told:
        return
    known = {row["name"] for row in story.told[-1].objects if row["name"]}
    named = [row for row in party.objects if not row["name"] or row["name"] not in known]
    if len({row["navy"] for row in named}) > 1:
        for navy in dict.fromkeys(row["navy"] for row in named):
            _put_named(story, [row for row in named if row["navy"] == navy], navy)
    _put_named(story, named, None)


def _put_named(story: Story, named: list[dict[str, Any]], navy: str | None) -> None:
    """Put ships in the place of the warships told before that are as many, of one navy or all."""
    counts = [row["count"] for row in named]
    if None in counts or len(counts) < 2:  # noqa: PLR2004 - a list
        return
    vague = [
        row
        for row in story.told[-1].objects
        if str(row["class"]).endswith("not told)")
        and row["count"] == sum(counts)
        and navy in (None, row["navy"])
    ]
    if not vague:
        return
    for one in story.told:
        if vague[0] in one.objects:
            rest = [r for r in one.objects if r != vague[0] and r["count_is"] != "at_least"]
            one.objects = rest + [dict(row) for row in named]
            one.derived.append(("objects", "named in a sentence that follows"))


def _fill(story: Story, told: list[Statement]) -> None:
    """Give what starts a sentence the time and the ships that only its later words tell."""
    before = story.seen_before()
    for one in told:
        _fill_sighting(one, told, story.when)
        if one.when is None and one.kind in _FILLED:
            _fill_time(one, story.when, before)
        if not one.objects and story.party is not None:
            one.objects = [dict(row) for row in story.party.objects]
            one.derived.append(("objects", "those that the sentence tells after"))
        last = story.crew.memory.last()
        if not one.objects and last is not None and one.kind in ("scramble", "observation"):
            one.objects = [dict(row) for row in last.objects]
            one.derived.append(("objects", "those told before"))


def _fill_sighting(one: Statement, told: list[Statement], here: When | None) -> None:
    """Give a sighting the time of "as it moved ... at 1 a.m." after it."""
    placed = one.where is not None and one.where.fields.get("bearing_deg") is not None
    if one.kind == "sighting" and one.when is None and placed and here is not None:
        later = [other for other in told if other is not one and other.when == here]
        if not any(reason.startswith("time: after") for o in later for _, reason in o.derived):
            one.when = here
            one.derived.append(("time", "time: that of the words after, in the same sentence"))


def _fill_time(one: Statement, here: When | None, before: Statement | None) -> None:
    if here is not None:
        one.when = here
        one.derived.append(("time", "time: that of the words after, in the same sentence"))
        for row in one.counts:
            if row["t_start"] is None:
                row["t_start"], row["t_end"] = here.t_start, here.t_end
    elif before is not None and not one.counts:
        one.when = before.when
        one.derived.append(("time", "time: that of what was told before"))


def _clause(story: Story, clause: Clause) -> None:
    gate = clause.first("gate")
    story.gate = (gate_of(gate) if gate is not None else None) or story.gate
    story.place = last_place(clause.all("spot", "near", "gate")) or story.place
    own = story.time(clause)
    story.denied = is_denied(clause.tokens, story.grammar, before=story.denied)
    later = story.is_(clause, "LATER")
    crafts = _crafts(story, clause)
    sent = sent_up(story, clause, crafts)
    habit = own is None and story.is_(clause, "HABIT")
    untold = "unreal" in clause.kinds or "nth" in clause.kinds or habit
    watched = story.is_(clause, "WATCH") or story.is_(clause, "SEEN")
    others = [one for one in crafts if one not in sent]
    party = story.crew.party(others, keep=not untold, watched=watched)
    if party is not None:
        story.party = party
    vague = "vague" in clause.kinds and own is None
    counted = "tally" in clause.kinds and not story.is_(clause, "SCRAMBLE")
    if untold or (vague and not counted):
        story.told += [] if untold else _first_this_month(story, clause)
        return
    story.has_opword = story.has_opword or "opword" in clause.kinds
    story.own_subject = "watchers" in clause.kinds and not (
        story.is_(clause, "SEEN") or story.is_(clause, "WATCH") or story.is_(clause, "SCRAMBLE")
    )
    story.same = story.same or "same" in clause.kinds
    if vague:
        story.when = None  # "in May ... more than 300 take-offs": not the day told before
    when, open_reason = _when_of(story, own, later=later)
    found = {node.kind: node for node in story.grammar.parse(clause.tokens)}
    found = {kind: node for kind, node in found.items() if not vague or kind == "flightops"}
    story.is_first = story.is_first or "first" in found
    for statement in _statements(story, clause, found, sent):
        if statement.kind != "correction":  # the day that it names is that of the text corrected
            statement.when = statement.when or when
        if open_reason and statement.when is when and when is not None:
            statement.derived.append(("time", open_reason))
        story.told.append(statement)
    if own is not None and not ("first" in found and is_since(clause)):
        story.when = own


def _first_this_month(story: Story, clause: Clause) -> list[Statement]:
    """Tell "for the first time, Japan this month reported ...": of what day is not told."""
    vague = clause.first("vague")
    here = vague is not None and story.text[vague.start : vague.end].casefold().startswith("this")
    if not here or not story.is_first or story.party is None or not story.party.named:
        return []
    one = story.with_objects(story.new("first_sighting", clause))
    one.where = story.where(clause)
    return [one] if any(row["navy"] for row in one.objects) else []


def _crafts(story: Story, clause: Clause) -> list[Token]:
    """List the ships and aircraft of a clause; "the same four ships" point back."""
    told: list[Token] = []
    agents = [b for a, b in pairwise(clause.tokens) if a.kind == "'by'"]
    before = {b.start: a.kind for a, b in pairwise(clause.tokens)}
    for token in clause.all("fleet", "flight", "them", "same"):
        if token in agents and story.text[token.start : token.end].startswith("Japan"):
            continue  # "was intercepted by Japanese fighters"
        if before.get(token.start) in _COMPARED:
            continue  # "farther east than any Chinese carrier"
        if token.kind != "same":
            told.append(token)
            continue
        for who in token.all("who"):
            for one in (*who.all("ship"), *who.all("plane")):
                one.slots.setdefault("the", [one])
            told.append(who)
    return told


def _when_of(story: Story, own: When | None, *, later: bool) -> tuple[When | None, str | None]:
    """Give the time of a clause: its own, or that of the clause before it."""
    if own is not None:
        return own, None
    if story.when is None:
        return None, None
    if not later or story.is_item:
        return story.when, "time: that of the words before, in the same sentence"
    base = story.almanac.base
    if base is None:
        return None, None
    end = story.almanac.day_end(base)
    if end <= story.when.t_start:
        return story.when, "time: that of the words before, in the same sentence"
    return (
        When(story.when.t_start, end, story.when.reasons),
        f"time: after what the sentence tells before, and not after the day of speaking, {base}",
    )


def _statements(
    story: Story, clause: Clause, found: dict[str, Token], sent: list[Token]
) -> list[Statement]:
    """List what a clause says; a correction, or that nothing happened, stands alone."""
    if "correction" in found:
        return [tell_correction(story, clause)]
    if "absence" in found and "zone" in clause.kinds:
        return tell_absence(story, clause)
    told = tell_scramble(story, clause, sent) if "scramble" in found else []
    if "flightops" in found and not told:
        told += tell_decks(story, clause)
    if not told and "tally" in clause.kinds and story.time(clause) is None and story.when is None:
        return []  # "passed through the strait 12 times this year"
    if "joint" in found:
        dated = story.time(clause) or story.when
        joint = tell_simple(story, clause, "joint_flight") if dated else []
        for one in joint:
            add_seas(story, one, clause)
        return [*told, *joint]
    if "firing" in found and story.ships():
        told += tell_simple(story, clause, "live_firing")
    decks = any(one.kind == "flight_operations" for one in told) and not story.ships()
    told += [] if decks else _ways(story, clause, found)
    told += [] if told else _only_time(story, clause)
    told += _seen(story, clause, found, sent, told)
    for one in told:
        if one.kind == "aircraft" and len({row["navy"] for row in one.objects}) > 1:
            one.kind = "joint_flight"
    return told


def _only_time(story: Story, clause: Clause) -> list[Statement]:
    """Read a clause that tells when something told before was, or ended."""
    told = []
    if story.is_(clause, "BREACH") or story.is_(clause, "EXIT"):
        told = time_entry(story, clause)
    if story.is_(clause, "OCCURRED"):
        _time_last(story, clause)
    return told


def _time_last(story: Story, clause: Clause) -> None:
    """Give what was told last the time of "the transit happened around 8 a.m."."""
    last = story.told[-1] if story.told else None
    own = story.time(clause)
    if last is not None and own is not None and last.when is None:
        last.when = own
        last.derived.append(("time", "time: told in a sentence that follows"))


def _ways(story: Story, clause: Clause, found: dict[str, Token]) -> list[Statement]:
    """List entries, or else passages and sightings."""
    if "entry" not in found:
        return tell_moves(story, clause, found)
    if story.is_first and story.time(clause) is None and story.when is None:
        return []  # "the first time since November that a ship entered"
    to = clause.first("to")
    if to is not None:
        lead_to(story, to)
    entered = None
    if story.denied:
        return []  # "denied that they had entered ..."
    if not story.is_(clause, "NOT") and not is_seen_near(story, clause):
        entered = tell_entry(story, clause)
    return entered if entered is not None else tell_moves(story, clause, found)


def _seen(
    story: Story,
    clause: Clause,
    found: dict[str, Token],
    sent: list[Token],
    before: list[Statement],
) -> list[Statement]:
    """List who watched, and whether it was the first time."""
    told = []
    watched = story.is_(clause, "WATCH") or (story.is_(clause, "SEEN") and not before)
    if "watch" in found or ("watchers" in clause.kinds and watched):
        told += tell_watch(story, clause, sent, before)
    if "first" in found and not is_since(clause) and not story.is_(clause, "MODAL"):
        told += tell_first(story, clause)
    return told
