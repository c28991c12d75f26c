"""Events into the lines of a table for the terminal: when, what, who, where, how sure, whence."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from straitwatch.model.record import Tally
from straitwatch.report import words
from straitwatch.report.export import to_text
from straitwatch.report.rows import json_dict, json_list

__all__ = ["EVENT_HEAD", "count_line", "event_rows", "event_text", "fair_share", "tally_lines"]

EVENT_HEAD = ("when", "kind", "who", "where", "n", "certainty", "source")

_BOUNDS = {"about": "about ", "at_least": "at least ", "at_most": "at most ", "exact": ""}
_MEASURES = {
    "deployment": "days",
    "flight_operations": "take-offs and landings",
    "transit": "craft",
}


def count_line(events: pa.Table) -> str:
    """Say how many events there are of each kind, by the names that `--kind` takes."""
    counts = Counter(events["kind"].to_pylist())
    order = [*words.KINDS, *sorted(set(counts) - set(words.KINDS))]
    told = ", ".join(f"{counts[kind]:,} {kind}" for kind in order if counts[kind])
    return f"{words.plural(events.num_rows, 'event')}{': ' if told else ''}{told}"


def fair_share(events: pa.Table, most: int) -> pa.Table:
    """Choose events to show: of rare kinds all, so that the daily ones do not bury them.

    Args:
        events: EVENT, n rows.
        most: rows to choose.

    Returns:
        EVENT, in the same order; of a kind that is cut its first rows.
    """
    kinds = events["kind"].to_pylist()
    counts, quota, left = Counter(kinds), {}, most
    for done, (kind, n) in enumerate(sorted(counts.items(), key=lambda pair: (pair[1], pair[0]))):
        quota[kind] = min(n, left // (len(counts) - done))
        left -= quota[kind]
    seen: Counter[str] = Counter()
    kept = []
    for kind in kinds:
        seen[kind] += 1
        kept.append(seen[kind] <= quota[kind])
    return events.filter(pa.array(kept, pa.bool_()))


def event_text(events: pa.Table, *, width: int | None = None) -> str:
    """Write events as a table; addresses stand below it, by number.

    Args:
        events: EVENT.
        width: columns of the terminal; None: nothing is cut.
    """
    numbers: dict[str, int] = {}
    text = to_text(EVENT_HEAD, event_rows(events, numbers), width=width)
    return "\n".join([text, *(f"[{number}] {address}" for address, number in numbers.items())])


def event_rows(events: pa.Table, numbers: dict[str, int]) -> list[tuple[str, ...]]:
    """Write each event as cells under `EVENT_HEAD`.

    Args:
        events: EVENT.
        numbers: number of each address; those that are new are added.
    """
    return [
        (
            _when(event),
            event["kind"],
            _who(event),
            _where(event),
            _number(event),
            _certainty(event),
            _whence(event, numbers),
        )
        for event in events.to_pylist()
    ]


def _when(event: dict[str, Any]) -> str:
    if event["when"]:
        return str(event["when"])
    start, end = event["t_start"], event["t_end"]
    if start is None:
        return "not known"
    if end is None or end == start:
        return _minute(start)
    last = f"{end:%H:%M}" if end.date() == start.date() else _minute(end).removesuffix("Z")
    return f"{_minute(start).removesuffix('Z')} to {last}Z"


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z"


def _who(event: dict[str, Any]) -> str:
    identity = event["object_id"] or ""
    lead = (
        f"{event['object_name']} ({_short(identity)})" if event["object_name"] else _short(identity)
    )
    others = [_short(other) for other in event["others"] or []]
    if not others:
        return lead
    state = identity.partition(":")[2].partition("/")[0]
    return f"{lead} with {', '.join(other.removeprefix(f'{state}/') for other in others)}"


def _short(identity: str) -> str:
    kind, _, value = identity.partition(":")
    return value if kind in ("hull", "name") else identity


def _where(event: dict[str, Any]) -> str:
    where = event["where"] or ""
    if event["from_sea"] and event["to_sea"]:
        return f"{where}: {event['from_sea']} → {event['to_sea']}"
    if not where and event["lon"] is not None:
        return f"{event['lat']:.3f} {event['lon']:.3f}"
    return where


def _number(event: dict[str, Any]) -> str:
    if event["n"] is None:
        return ""
    part = " (part)" if _detail(event).get("part_of") else ""
    measure = _MEASURES.get(event["kind"], "")
    return f"{_BOUNDS.get(event['n_is'] or '', '')}{event['n']:,} {measure}".rstrip() + part


def _certainty(event: dict[str, Any]) -> str:
    return str(event["certainty"]) + ("" if event["status"] == "closed" else f", {event['status']}")


def _detail(event: dict[str, Any]) -> dict[str, Any]:
    return json_dict(event["detail"])


def _whence(event: dict[str, Any], numbers: dict[str, int]) -> str:
    evidence = json_list(event["evidence"])
    sources = list(dict.fromkeys(_address(item) for item in evidence))
    if not sources:
        return str(event["source"] or "")
    if all("://" in source for source in sources):
        told = sorted(numbers.setdefault(source, len(numbers) + 1) for source in sources)
        return "".join(f"[{number}]" for number in told)
    more = f" (+{len(sources) - 1})" if len(sources) > 1 else ""
    return sources[0] + more


def _address(item: dict[str, Any]) -> str:
    line = f":{item['line']}" if item.get("line") is not None else ""
    return f"{item.get('source', '')}{line}"


def tally_lines(tally: Tally) -> Sequence[str]:
    """Say what was found in one source: every line of it is in one of these figures."""
    if tally.document:
        return _text_lines(tally)
    told = [f"{tally.messages:,} messages", f"{tally.fixes:,} fixes", f"{tally.statics:,} statics"]
    told += [f"{tally.parts:,} parts of messages"] if tally.parts else []
    told += [f"{tally.times:,} time sentences"] if tally.times else []
    told += [f"{tally.skipped:,} comments, blank lines or headers"] if tally.skipped else []
    lines = [f"{tally.source}: {tally.format}, {tally.lines:,} lines: {', '.join(told)}"]
    if tally.by_type:
        numbers = sorted(tally.by_type, key=lambda word: (len(word), word))
        lines.append("  types: " + ", ".join(f"{k}: {tally.by_type[k]:,}" for k in numbers))
    if tally.flags:
        marks = ", ".join(f"{n:,} {flag}" for flag, n in tally.flags.most_common())
        lines.append(f"  wrong but safe: {marks}")
    if tally.rejects:
        reasons = ", ".join(f"{n:,} {fault}" for fault, n in tally.rejects.most_common())
        lines.append(f"  rejects: {sum(tally.rejects.values()):,} ({reasons})")
    lines += [f"  {note}" for note in tally.notes]
    return lines


def _text_lines(tally: Tally) -> Sequence[str]:
    told = words.plural(tally.sightings, "sighting")
    without = words.plural(tally.skipped, "sentence")
    lines = [f"{tally.source}: {tally.format}: {told}, {without} in which nothing was understood"]
    return [*lines, *(f"  {note}" for note in tally.notes)]
