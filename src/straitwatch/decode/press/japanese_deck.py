"""What a Japanese sentence says of take-offs and landings on ships turned into statements."""

import unicodedata
from typing import Any

import regex

from straitwatch.decode.press.craft import craft
from straitwatch.decode.press.japanese_craft import each_ship, ships_of
from straitwatch.decode.press.japanese_place import seen_of, waters_of
from straitwatch.decode.press.japanese_say import in_order
from straitwatch.decode.press.japanese_time import when_of
from straitwatch.decode.press.moment import When
from straitwatch.decode.press.scene import Scene
from straitwatch.decode.press.token import Token
from straitwatch.decode.press.words import Flag, ship_names
from straitwatch.decode.vocabulary import Ship

__all__ = ["say_flights", "say_tallies"]

_Row = dict[str, Any]
_HELICOPTERS, _FIGHTERS = ("ヘリ",), ("戦闘機", "固定翼", "J-15")
_JOINED = regex.compile(r"[^。、]{0,12}(?:及び|並びに|と|や|・|、)(?:艦載|哨戒|早期警戒)?")
_NO_COUNT = ("緊急発進", "初めて", "訓練", "のとおり", "の通り")
_FOLLOWS = ("のとおり", "の通り", "のとおりである", "のとおりであった", "の通りである", ":")
_SUMS = ("累計", "合計", "総計", "合わせて", "通算", "計は")
_BOTH = "take-offs and landings of carrier fighters and helicopters"


def say_flights(node: Token, scene: Scene) -> None:
    """Tell how often aircraft took off from and landed on a ship: each tally with its span."""
    words = scene.plain.text[node.start : node.end]
    scene.counting = not node.all("tally") and words.endswith(_FOLLOWS)
    placed = node.all("ships") and node.all("seen")
    if not node.all("tally") and not placed and any(one in words for one in _NO_COUNT):
        return  # what fighters answered, or a first time: told elsewhere
    ships = [one for token in node.all("ships") for one in ships_of(token, scene)[0]]
    carriers = _carriers(node, ships or _by_name(node, scene), scene)
    if not carriers:
        return
    times = in_order(node, "moment", "period")
    spans = {id(token): when_of(token, scene.calendar) for _, token in times}
    when, derived = _whole(spans, words, scene)
    if "含め" in words:  # a total that takes in what was told of days before
        spans = dict.fromkeys(spans, when)
    told = [_count(tally, node, scene, times, spans) for tally in node.all("tally")]
    _span_totals(node.all("tally"), told, times)
    _span_rest(node.all("tally"), told, times, scene.when)
    _fill(told, when)
    if not told:
        told = [_tally(_craft_of(words), None, None, when)]
    seen = node.get("seen")
    scene.know(carriers, scene.ships)
    scene.when = when or scene.when
    scene.tell(
        node,
        "flight_operations",
        when=when,
        where=seen_of(seen) if seen is not None else waters_of(node.get("sea")),
        objects=[dict(one) for one in carriers],
        counts=told,
        derived=derived,
    )


def say_tallies(node: Token, scene: Scene) -> None:
    """Tell the counts of a table, or of a sentence that sums up those told just before."""
    words = scene.plain.text[node.start : node.end]
    last = scene.part.statements[-1] if scene.part.statements else None
    times = in_order(node, "moment", "period")
    spans = {id(token): when_of(token, scene.calendar) for _, token in times}
    told = [_count(tally, node, scene, times, spans) for tally in node.all("tally")]
    if scene.table is not None and scene.table is last:
        last.counts += told
        ends = [one["t_end"] for one in told if one["t_end"]]
        if last.when is not None and ends:
            last.when = When(last.when.t_start, max(last.when.t_end, *ends), last.when.reasons)
    elif scene.counting:
        for one in told:
            one["t_start"] = one["t_start"] or (scene.when.t_start if scene.when else None)
            one["t_end"] = one["t_end"] or (scene.when.t_end if scene.when else None)
        starts, ends = ([one[end] for one in told if one[end]] for end in ("t_start", "t_end"))
        when = When(min(starts), max(ends)) if starts and ends else scene.when
        carriers = _carriers(node, [], scene)
        scene.table = scene.tell(
            node, "flight_operations", when=when, objects=carriers, counts=told
        )
        scene.counting = False
    elif last is not None and last.kind == "flight_operations" and any(s in words for s in _SUMS):
        last.counts += told


def _whole(
    spans: dict[int, When | None], words: str, scene: Scene
) -> tuple[When | None, list[tuple[str, str]]]:
    """Give the span of all that a sentence counts, and why where it tells none."""
    whens = [one for one in spans.values() if one is not None]
    if whens:
        when = When(min(w.t_start for w in whens), max(w.t_end for w in whens))
        adds = "含め" in words and scene.period is not None
        return (_with_period(when, scene.period) if adds and scene.period else when), []
    if "当該期間" in words and scene.period is not None:
        return scene.period, [("time", "the period that the document is of")]
    if scene.when is None:
        return None, []
    return scene.when, [("time", "that of the sighting told before")]


def _carriers(node: Token, ships: list[_Row], scene: Scene) -> list[_Row]:
    """Tell from which ships aircraft flew: those of the sentence, else those told of last."""
    last = next((s for s in reversed(scene.part.statements) if s.kind == "flight_operations"), None)
    before = scene.ships if last is None or node.all("them") else last.objects
    found = [one for one in ships or before if "carrier" in (one["class"] or "")] or ships
    return [dict(one) for one in each_ship(found or scene.ships[:1])]


def _by_name(node: Token, scene: Scene) -> list[_Row]:
    """Find ships that a sentence calls by nothing but their names."""
    told = []
    for token in node.all("QUOTE"):
        ship = ship_names().get(unicodedata.normalize("NFKC", token.value))
        if isinstance(ship, Ship):
            flag = Flag(ship.navy, "navy")
            known = [one for one in scene.ships if one["name"] == ship.name]
            words = scene.words(token)
            told.append(
                dict(known[0]) if known else craft(flag, None, as_written=words, name=ship.name)
            )
    return told


def _with_period(when: When, period: When) -> When:
    """Add the period that a document is of to one that its words add to it."""
    reason = "with the period that the document is of"
    start, end = min(when.t_start, period.t_start), max(when.t_end, period.t_end)
    return When(start, end, (*when.reasons, reason))


def _span_totals(tallies: list[Token], told: list[_Row], times: list[tuple[str, Token]]) -> None:
    """Give a total that follows its parts the span of all of them."""
    for place, tally in enumerate(tallies):
        before = tallies[place - 1].end if place else 0
        if place == 0 or not tally.get("total"):
            continue
        if any(before <= token.start < tally.start for _, token in times):
            continue  # it has a span of its own
        starts = [one["t_start"] for one in told[:place] if one["t_start"] is not None]
        ends = [one["t_end"] for one in told[:place] if one["t_end"] is not None]
        if starts and ends:
            told[place]["t_start"], told[place]["t_end"] = min(starts), max(ends)


def _span_rest(
    tallies: list[Token], told: list[_Row], times: list[tuple[str, Token]], last: When | None
) -> None:
    """Give counts without a day the span told before, where the next day is that of a total."""
    for tally, one in zip(tallies, told, strict=True):
        after = next((token for _, token in times if token.start >= tally.end), None)
        later = after is not None and any(each.start >= after.end for each in tallies)
        if later and one["t_start"] is None:
            _fill([one], last)


def _fill(told: list[_Row], when: When | None) -> None:
    """Give counts that tell no span one."""
    for one in told:
        if one["t_start"] is None and when is not None:
            one["t_start"], one["t_end"] = when.t_start, when.t_end


def _count(
    tally: Token,
    node: Token,
    scene: Scene,
    times: list[tuple[str, Token]],
    spans: dict[int, When | None],
) -> _Row:
    before = [token for _, token in times if token.end <= tally.start]
    when = spans[id(before[-1])] if before else None
    start = max([node.start, *(one.end for one in node.all("tally") if one.end <= tally.start)])
    what = _craft_of(scene.plain.text[start : tally.start])
    n = tally.number("n")
    n_is = "about" if tally.get("about") else "at_least" if tally.get("least") else "exact"
    return _tally(what, int(n) if n is not None else None, n_is, when)


def _tally(what: str, n: int | None, n_is: str | None, when: When | None) -> _Row:
    return {
        "what": what,
        "n": n,
        "n_is": n_is if n is not None else None,
        "t_start": when.t_start if when else None,
        "t_end": when.t_end if when else None,
    }


def _craft_of(words: str) -> str:
    """Name the craft that a count is of, by the words for craft that stand last before it."""
    found = [(words.rfind(one), one, "helicopters") for one in _HELICOPTERS]
    found += [(words.rfind(one), one, "carrier fighters") for one in _FIGHTERS]
    found = sorted(one for one in found if one[0] >= 0)
    if len(found) > 1:
        place, word, name = found[-2]
        between = words[place + len(word) : found[-1][0]]
        if name != found[-1][2] and _JOINED.fullmatch(between):
            return _BOTH
    return f"take-offs and landings of {found[-1][2]}" if found else _BOTH
