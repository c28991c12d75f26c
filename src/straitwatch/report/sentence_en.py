"""One event turned into one English sentence."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from straitwatch.report import words
from straitwatch.report.sentence import Told

__all__ = ["say_event"]


def say_event(told: Told) -> str:
    """Say an event in one sentence."""
    say = _SAY.get(told.kind, _any)
    sentence = say(told)
    lead = "Retracted: " if told.status == "retracted" else ""
    lead += "Simulated: " if told.certainty == "simulated" else ""
    if told.certainty == "reported" and told.kind not in _REPORTED:
        sentence = sentence.removesuffix(".") + ", by report."
    return lead + sentence[:1].upper() + sentence[1:]


_REPORTED = {"first_sighting", "reported_absence", "flight_operations"}


_DAYS = re.compile(r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d( [A-Z]+)?")


def _when(told: Told) -> str:
    worded = told.when is not None and " to " in told.when and not _DAYS.fullmatch(told.when)
    if told.when and worded and told.t_start and told.t_end:
        zone = ZoneInfo("Asia/Tokyo") if "JST" in told.when else UTC
        last = told.t_end - timedelta(microseconds=1)  # a whole day ends where the next begins
        if last.astimezone(zone).date() != told.t_start.astimezone(zone).date():
            first = words.day(told.t_start, zone, year=True, short=False)
            return f"from {first} to {words.day(last, zone, year=True, short=False)}"
    return words.on_when(told.when, told.t_start, told.t_end)


def _length(told: Told, before: str = ", for ") -> str:
    if told.seconds is None:
        return ""
    return before + words.span(told.seconds)


def _open(told: Told) -> str:
    return ", and has not ended" if told.status == "open" else ""


def _seas(told: Told) -> str:
    if not (told.from_sea and told.to_sea) or told.from_sea == told.to_sea:
        return ""
    return f" from the {told.from_sea} to the {told.to_sea}"


def _gate(told: Told) -> str:
    name = told.gate or told.place
    return f"the {name}" if name else "a gate"


def _sea_of(told: Told) -> str:
    return f"the territorial {'airspace' if told.air else 'sea'}" + (
        f" of {told.state}" if told.state else " of a State"
    )


def _with(told: Told) -> str:
    if not told.others:
        return ""
    return f" with {words.plural(len(told.others), 'other')}"


def _at(told: Told, word: str = "at") -> str:
    return f" {word} {told.place}" if told.place else ""


def _crossing(told: Told) -> str:
    return f"{told.who} crossed the line of {_gate(told)}{_seas(told)} {_when(told)}."


def _transit(told: Told) -> str:
    verb = "flew" if told.air else "passed"
    return f"{told.who}{_with(told)} {verb} through {_gate(told)}{_seas(told)} {_when(told)}."


def _deployment(told: Told) -> str:
    days = words.about(told.n, told.n_is)
    length = f", away for {days} days" if told.n is not None else ""
    way = f"went out through {_gate(told)} and came back"
    return f"{told.who}{_with(told)} {way}{length}, {_when(told)}."


def _entry(told: Told) -> str:
    return f"{told.who} entered {_sea_of(told)} {_when(told)}{_length(told)}{_open(told)}."


def _exit(told: Told) -> str:
    return f"{told.who} left {_sea_of(told)} {_when(told)}."


def _passage(told: Told) -> str:
    tail = ""
    if told.n:
        signs = words.plural(told.n, "sign")
        tail = f": {signs} against a continuous and expeditious one, no finding"
    return f"{told.who} passed through {_sea_of(told)} {_when(told)}{_length(told)}{tail}."


def _proximity(told: Told) -> str:
    nm = told.number("nearest_nm")
    near = f"within {nm:.1f} nm of the baseline" if nm is not None else "near the baseline"
    of = f" of {told.state}" if told.state else ""
    return f"{told.who} came {near}{of} {_when(told)}, and stayed out of its territorial sea."


def _gap(told: Told) -> str:
    if told.status == "open":
        return f"no position of {told.who} was received from {_since(told)} on."
    return f"no position of {told.who} was received{_length(told, ' for ')} {_when(told)}."


def _since(told: Told) -> str:
    return words.stamp(told.t_start)


def _encounter(told: Told) -> str:
    other = words.join(list(told.others[:2])) or "another ship"
    m = told.number("closest_m")
    near = f", {words.metres(m)} apart at the closest" if m is not None else ""
    return f"{told.who} and {other} were near each other, slow{_length(told)} {_when(told)}{near}."


def _loitering(told: Told) -> str:
    return f"{told.who} stayed over one area{_length(told, ' for ')} {_when(told)}{_open(told)}."


def _port_visit(told: Told) -> str:
    port = told.place or "a port"
    return f"{told.who} was in port at {port}{_length(told)} {_when(told)}{_open(told)}."


def _anchoring(told: Told) -> str:
    return f"{told.who} lay at anchor{_length(told, ' for ')} {_when(told)}{_open(told)}."


def _group(told: Told) -> str:
    n = told.n or len(told.others) + 1
    who = f"{n} ships, {told.who} among them,"
    return f"{who} kept their distances under way{_length(told)} {_when(told)}."


def _shared(told: Told) -> str:
    nm = told.number("apart_nm")
    apart = f", {nm:,.0f} nm apart" if nm is not None else ""
    return f"positions under {told.who} came from two places in turn{apart}, {_when(told)}."


def _impossible(told: Told) -> str:
    kn = told.number("speed_kn")
    need = f": it would need {kn:,.0f} knots" if kn is not None else ""
    if told.others:
        return f"positions of {len(told.others) + 1} objects were put to one place {_when(told)}."
    return f"a position of {told.who} {_when(told)} cannot be true{need}."


def _deck(verb: str) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        deck = f"the deck of {told.others[0]}" if told.others else "a deck at sea"
        return f"{told.who} {verb} {deck} {_when(told)}."

    return say


def _field(verb: str) -> Callable[[Told], str]:
    def say(told: Told) -> str:
        return f"{told.who} {verb}{_at(told)} {_when(told)}."

    return say


def _operations(told: Told) -> str:
    if told.n is None:
        which = f"take-offs and landings on {told.who}"
        return f"{which} were reported {_when(told)}; no number was given."
    n = words.about(told.n, told.n_is)
    verb = "were heard" if told.detail.get("counted_from") == "tracks" else "were reported"
    return f"{n} take-offs and landings, counted together, {verb} on {told.who} {_when(told)}."


def _first(told: Told) -> str:
    seen = f"{told.who} was seen{_near(told)} {_when(told)}"
    return f"{seen}: the first of its kind there, says the source."


def _near(told: Told) -> str:
    return f" at the {told.gate}" if told.gate else _at(told)


def _observation(told: Told) -> str:
    whom = f"{told.who}{_with(told)}"
    if not told.watchers:
        return f"{whom} was watched {_when(told)}."
    return f"{words.join(list(told.watchers[:4]))} kept watch on {whom} {_when(told)}."


def _scramble(told: Told) -> str:
    return f"fighters were scrambled on account of {told.who}{_with(told)} {_when(told)}."


def _joint(told: Told) -> str:
    n = f"{words.about(told.n, told.n_is)} aircraft" if told.n else f"{told.who}{_with(told)}"
    return f"{n} flew together{_near(told)} {_when(told)}."


def _firing(told: Told) -> str:
    return f"{told.who} fired live{_near(told)} {_when(told)}."


def _no_entry(told: Told) -> str:
    return (
        f"no entry of {told.who}{_with(told)} into {_sea_of(told)} was reported {_when(told)}; "
        "that is a statement of the source."
    )


def _absence(told: Told) -> str:
    return f"whether {told.who} entered {_sea_of(told)} was asked of the coverage {_when(told)}."


def _could(told: Told) -> str:
    return f"{told.who} could have entered {_sea_of(told)} in a silence {_when(told)}."


def _any(told: Told) -> str:
    label = words.KIND.get(told.kind, told.kind.replace("_", " "))
    return f"{label}: {told.who}{_near(told)} {_when(told)}."


_SAY: dict[str, Callable[[Told], str]] = {
    "crossing": _crossing, "transit": _transit, "deployment": _deployment, "entry": _entry,
    "exit": _exit, "passage": _passage, "proximity": _proximity, "gap": _gap,
    "encounter": _encounter, "loitering": _loitering, "port_visit": _port_visit,
    "anchoring": _anchoring, "group": _group, "identity_shared": _shared,
    "impossible_position": _impossible, "deck_landing": _deck("landed on"),
    "deck_takeoff": _deck("took off from"), "landing": _field("landed"),
    "takeoff": _field("took off"), "flight_operations": _operations, "first_sighting": _first,
    "observation": _observation, "scramble": _scramble, "joint_flight": _joint,
    "live_firing": _firing, "reported_absence": _no_entry, "absence": _absence,
    "could_have_entered": _could,
}  # fmt: skip
