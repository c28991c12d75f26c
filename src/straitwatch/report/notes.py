"""What stands behind the tables: law, what is not known, what was read, evidence, method."""

from collections import Counter

from straitwatch.model.record import Tally
from straitwatch.report import words
from straitwatch.report.document import Block, Evidence, Items, Para, Section, Table, Text, text
from straitwatch.report.route import find_routes, story_zone
from straitwatch.report.rows import Row, Told
from straitwatch.report.story import Story
from straitwatch.report.timeline import silent_spans
from straitwatch.report.traffic import real_traffic

__all__ = ["law_section", "method_section", "quality_section", "unknown_section"]

_MAX_TALLIES = 200


def law_section(told: Told, book: Evidence) -> Section:
    """Tell the legal basis of events, and keep apart what must not be mixed up."""
    counts = {
        "entries": _count(told.counts["entry"], "entry", "entries"),
        "statements": _count(told.counts["reported_absence"], "statement", "statements"),
    }
    apart = [
        (
            words.ITEM["entered"],
            text(f"{words.NOTE['entered']} {words.say('told_here', **counts)}"),
        ),
        *((words.ITEM[key], text(words.NOTE[key])) for key in ("innocent", "adiz", "overflew")),
    ]
    blocks: list[Block] = [Para(text(words.NOTE["law"]), "lede"), Items(apart)]
    bases: dict[str, list[Row]] = {}
    for row in told.rows:
        if row.legal_basis:
            bases.setdefault(words.clean(row.legal_basis, 600), []).append(row)
    if bases:
        rows = [
            [text(_which(some)), text(basis), text("", _refs(some, book))]
            for basis, some in bases.items()
        ]
        blocks.append(Table(words.CAPTION["law"], list(words.HEAD["law"]), rows[:40]))
    return Section("law", words.SECTION["law"], blocks)


def _count(n: int, one: str, many: str) -> str:
    return f"no {one}" if n == 0 else words.plural(n, one, many)


def _which(rows: list[Row]) -> str:
    kinds = Counter((row.kind, words.clean(row.where or "", 60)) for row in rows)
    return "; ".join(
        f"{words.KIND.get(kind, kind)}{', ' + where if where else ''}{f' ({n})' if n > 1 else ''}"
        for (kind, where), n in kinds.most_common(6)
    )


def _refs(rows: list[Row], book: Evidence) -> tuple[int, ...]:
    return book.cite([item for row in rows[:20] for item in row.evidence])


def unknown_section(story: Story, told: Told) -> Section:
    """Tell the spans and places of which nothing is known."""
    zone, zone_name = story_zone(told.rows)
    blocks: list[Block] = [Para(text(words.NOTE["unknown"]), "lede")]
    spans = []
    for route in find_routes(story.routes, told.rows)[:1]:
        for start, end in silent_spans(route):
            inside = [
                row
                for row in told.of("flight_operations", "scramble", "observation")
                if row.t_start and row.t_start < end and (row.t_end or row.t_start) > start
            ]
            kinds = dict.fromkeys(words.KINDS[row.kind][1] for row in inside)
            spans.append(
                [
                    text(words.who(route.name, route.object_id)),
                    text(words.day(start, zone, year=True)),
                    text(words.day(end, zone, year=True)),
                    text(words.span((end - start).total_seconds()), mark="num"),
                    text(
                        words.say("placeless", kinds=words.join(list(kinds)))
                        if kinds
                        else "nothing"
                    ),
                ]
            )
    if spans:
        head = [name.format(zone=zone_name) for name in words.HEAD["unknown"]]
        blocks.append(Table(words.CAPTION["unknown"], head, spans, numeric=(3,)))
    gaps = _unknowns(story, told)
    return Section("unknown", words.SECTION["unknown"], [*blocks, Items(gaps)] if gaps else blocks)


def _unknowns(story: Story, told: Told) -> list[tuple[str, Text]]:
    found = _no_coverage(story, told)
    if told.counts["reported_absence"]:
        found.append((words.ITEM["no_entry"], text(words.NOTE["no_entry"])))
    vague = [row for row in told.of("flight_operations") if row.n is None]
    if vague:
        when = words.join([words.long_dates(row.when or words.stamp(row.t_start)) for row in vague])
        found.append((words.ITEM["vague"], text(words.say("uncounted", when=when))))
    if story.n_undated:
        n = words.plural(story.n_undated, "fix", "fixes")
        found.append((words.ITEM["undated"], text(f"{n} {words.NOTE['undated']}")))
    gaps = told.counts["gap"]
    if gaps:
        found.append(
            (words.ITEM["gaps"], text(f"{words.plural(gaps, 'gap')} {words.NOTE['gaps']}"))
        )
    return found


def _no_coverage(story: Story, told: Told) -> list[tuple[str, Text]]:
    """Say of which ships no fix was read: of these no absence can be claimed."""
    idents = {i for row in told.rows for i in (row.object_id, *row.others)}
    textual = [ident for ident in idents if ident.startswith(("hull:", "name:"))]
    if not textual:
        return []
    n = words.plural(len(textual), "ship or aircraft", "ships and aircraft")
    fixes = real_traffic(story).fixes
    seen = words.say("none_tied", n=words.amount(fixes)) if fixes else words.SAY["no_real"]
    said = f"{words.say('textual', n=n)} {seen}"
    return [(words.ITEM["coverage"], text(f"{said} {words.NOTE['coverage']}"))]


def quality_section(story: Story, told: Told) -> Section:
    """Tell what was read, source by source, and what was rejected and why."""
    tallies = [tally for tally in story.tallies if not tally.document]
    rows = [_tally(tally) for tally in tallies[:_MAX_TALLIES]]
    hidden = len(tallies) - len(rows)
    more = f"{words.plural(hidden, 'more source')} not shown" if hidden else ""
    table = Table(
        words.CAPTION["quality"], list(words.HEAD["quality"]), rows, more, (2, 3, 4, 5, 6)
    )
    blocks: list[Block] = [table] if rows else []
    notes = [
        f"{words.clean(t.source, 80)}: {words.clean(note)}"
        for t in story.tallies[:_MAX_TALLIES]
        for note in t.notes[:8]
    ][:60]
    notes += _texts(story)
    if story.sightings.num_rows:
        n = words.plural(story.sightings.num_rows, "dated sighting")
        notes.append(words.say("sightings", n=n))
    if told.retracted:
        notes.append(words.say("retracted", n=words.plural(told.retracted, "event")))
    if story.t_from and story.t_to:
        a, b = words.stamp(story.t_from), words.stamp(story.t_to)
        notes.append(words.say("covered", a=a, b=b))
    items = Items([("", text(note)) for note in notes])
    return Section("quality", words.SECTION["quality"], [*blocks, items])


def _texts(story: Story) -> list[str]:
    """Say how much was read from texts, and how much of them was not understood."""
    texts = [tally for tally in story.tallies if tally.document]
    if not texts:
        return []
    n, without = words.plural(len(texts), "text"), sum(tally.skipped for tally in texts)
    told = words.plural(sum(tally.sightings for tally in texts), "sighting")
    return [words.say("texts", n=n, told=told, rest=words.plural(without, "sentence"))]


def _tally(tally: Tally) -> list[Text]:
    rejects = sum(tally.rejects.values())
    counts = (tally.lines, tally.messages, tally.fixes, tally.statics, rejects)
    why = [
        f"{words.clean(fault, 30).replace('_', ' ')} {words.amount(n)}"
        for fault, n in tally.rejects.most_common(8)
    ]
    return [
        text(words.clean(tally.source, 120), mark="sim" if _made_up(tally.source) else ""),
        text(words.clean(tally.format or "–", 20)),
        *(text(words.amount(n), mark="num") for n in counts),
        text(", ".join(why) or "–"),
    ]


def _made_up(source: str) -> bool:
    return source.startswith("simulated:")


def method_section(story: Story, told: Told) -> Section:
    """Tell how it was made, its limits and its licences."""
    rules = sorted({row.rule for row in told.rows + told.simulated if row.rule})
    baselines = sorted({row.baseline for row in told.rows + told.simulated if row.baseline})
    items = [(words.ITEM[key], text(words.NOTE[key])) for key in ("method", "limits")]
    if rules:
        items.append(
            (words.ITEM["rules"], text(", ".join(words.clean(rule, 40) for rule in rules)))
        )
    if baselines:
        items.append(
            (words.ITEM["baseline"], text(", ".join(words.clean(b, 80) for b in baselines)))
        )
    items.append((words.ITEM["licence"], text(words.NOTE["licence"])))
    _ = story
    return Section("method", words.SECTION["method"], [Items(items)])
