"""Events become the tables of the page: transits, flights, other events, ships, observers."""

from collections import Counter, defaultdict
from datetime import tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.identity import text_of_object_id
from straitwatch.report import words
from straitwatch.report.document import Block, Evidence, Para, Section, Table, Text, text
from straitwatch.report.findings import remainder
from straitwatch.report.particulars import particulars
from straitwatch.report.route import story_zone
from straitwatch.report.rows import Row, Told
from straitwatch.report.story import Story

__all__ = [
    "flight_section", "observer_section", "other_section", "ship_section", "simulated_section",
    "transit_section",
]  # fmt: skip

_OTHERS = (
    "entry", "exit", "passage", "proximity", "first_sighting", "joint_flight", "live_firing",
    "reported_absence", "absence", "could_have_entered", "impossible_position",
    "identity_shared", "encounter", "group", "deck_landing", "deck_takeoff", "loitering", "gap",
    "crossing", "takeoff", "landing", "anchoring", "port_visit",
)  # fmt: skip
_ROUTINE = {
    "exit": 30, "passage": 30, "proximity": 30, "crossing": 30, "takeoff": 15, "landing": 15,
    "anchoring": 10, "port_visit": 10,
}  # fmt: skip
"""Rows of kinds that traffic makes every day; of the others all are shown that the page tells."""
_MAX_SHIPS = 40
_MANY_KINDS = 3
"""From so many tables on their counts come first."""


def _more(told: Told, *kinds: str, cut: int = 0) -> str:
    """Say how many rows a table leaves out, beside those it cuts, and how to list them."""
    hidden = told.hidden(*kinds) + cut
    if hidden <= 0:
        return ""
    kind = f" --kind {kinds[0]}" if len(kinds) == 1 else ""
    count = words.plural(hidden, "more event", "more events")
    return words.say("hidden", n=count, kind=kind)


def _when(row: Row) -> Text:
    """The source's own words first, UTC after."""
    start = words.stamp(row.t_start)
    if row.when:
        return text(words.long_dates(row.when, short=True))
    if row.t_end and row.t_end != row.t_start:
        length = words.span((row.t_end - row.t_start).total_seconds()) if row.t_start else ""
        return text(f"{start}, {length}")
    return text(f"{start}{' – open' if row.status == 'open' else ''}")


def _place(row: Row) -> str:
    where = words.waters(words.clean(row.where or "", 80))
    if row.lon is None or row.lat is None:
        return where
    at = words.lat_lon(row.lon, row.lat)
    return f"{where} ({at})" if where and not row.from_text else where or at


def _sure(row: Row, book: Evidence) -> Text:
    return text(words.CERTAINTY.get(row.certainty, row.certainty), book.cite(row.evidence))


def transit_section(told: Told, book: Evidence, names: dict[str, str]) -> Section | None:
    """Tell deployments and transits."""
    blocks: list[Block] = []
    deployments, transits = told.of("deployment"), told.of("transit")
    if deployments:
        blocks.append(_deployments(deployments, told, book, names))
    if transits:
        rows = [
            [
                _when(row),
                text(words.who(row.name, row.object_id)),
                text(_company(row, names)),
                text(words.clean(row.where or "", 60)),
                text(_seas(row)),
                _sure(row, book),
            ]
            for row in transits
        ]
        head = list(words.HEAD["transits"])
        caption = words.CAPTION["transits"].format(n=words.amount(told.counts["transit"]))
        blocks.append(Table(caption, head, rows, _more(told, "transit")))
    if not blocks:
        return None
    note = Para(text(words.NOTE["transits"]), "note")
    return Section("transits", words.SECTION["transits"], [*blocks, note])


def _seas(row: Row) -> str:
    seas = [words.clean(sea, 40) for sea in (row.from_sea, row.to_sea) if sea]
    return " → ".join(seas)


def _company(row: Row, names: dict[str, str]) -> str:
    others = [words.who(names.get(ident, ""), ident) for ident in row.others[:12]]
    more = f" and {len(row.others) - 12} more" if len(row.others) > 12 else ""  # noqa: PLR2004 - shown
    return ", ".join(others) + more or "–"


def _deployments(rows: list[Row], told: Told, book: Evidence, names: dict[str, str]) -> Table:
    by_id = {row.event_id: row for row in told.rows}
    cells = []
    for row in rows:
        out, back = (by_id.get(str(row.detail.get(key))) for key in ("out_event", "back_event"))
        low, high = row.detail.get("days_min"), row.detail.get("days_max")
        days = words.about(row.n, row.n_is)
        if isinstance(low, int | float) and isinstance(high, int | float):
            days += f" ({low:.1f} to {high:.1f})"
        cells.append(
            [
                text(words.who(row.name, row.object_id)),
                text(_company(row, names)),
                _leg(out, row.detail.get("out_gate"), book),
                _leg(back, row.detail.get("back_gate"), book),
                text(days, mark="num"),
                _sure(row, book),
            ]
        )
    head = list(words.HEAD["deployments"])
    caption = words.CAPTION["deployments"].format(n=words.amount(told.counts["deployment"]))
    return Table(caption, head, cells, _more(told, "deployment"))


def _leg(row: Row | None, gate: object, book: Evidence) -> Text:
    if row is None:
        return text(words.clean(gate or "not among the rows shown"))
    place = words.clean(row.where or "", 60)
    return text(f"{_when(row).words}, {place}", book.cite(row.evidence))


def flight_section(told: Told, book: Evidence) -> Section | None:
    """Tell take-offs and landings: wholes, their parts, and what is left."""
    rows = told.of("flight_operations")
    if not rows:
        return None
    cells: list[list[Text]] = []
    ids = {row.event_id for row in rows}
    for whole in [row for row in rows if row.detail.get("part_of") not in ids]:
        parts = [row for row in rows if row.detail.get("part_of") == whole.event_id]
        cells.append(_flight(whole, book, ""))
        cells += [_flight(part, book, "of which: ") for part in parts]
        rest = remainder(whole, parts)
        if rest:
            refs = book.cite(whole.evidence + [e for part in parts for e in part.evidence])
            dates = words.long_dates(rest[1], short=True)
            cells.append(
                [
                    text(f"leaves: {dates}", mark="part"),
                    text(""),
                    text("as above", mark="part"),
                    text(""),
                    text(rest[0], mark="num part"),
                    text("derived by subtraction", refs, "part"),
                ]
            )
    head = list(words.HEAD["flight"])
    table = Table(
        words.CAPTION["flight"],
        head,
        cells,
        _more(told, "flight_operations"),
        numeric=(4,),
    )
    note = Para(text(words.NOTE["flight"]), "note")
    return Section("flight", words.SECTION["flight"], [table, note])


def _flight(row: Row, book: Evidence, before: str) -> list[Text]:
    mark = "part" if before else ""
    what = words.clean(row.detail.get("what") or "take-offs and landings, together", 120)
    sure = _sure(row, book)
    return [
        text(before + _when(row).words, mark=mark),
        text(words.who(row.name, row.object_id), mark=mark),
        text(what.replace("_", " "), mark=mark),
        text(
            _place(row) if row.detail.get("counted_from") else words.clean(row.where or "", 80),
            mark=mark,
        ),
        text(words.about(row.n, row.n_is), mark=f"num {mark}".strip()),
        text(sure.words, sure.refs, mark),
    ]


def other_section(told: Told, book: Evidence) -> Section | None:
    """Tell every other event, one table a kind."""
    blocks: list[Block] = []
    for kind in _OTHERS:
        rows = told.of(kind)
        if rows:
            blocks.append(_event_table(kind, rows, told, book))
    if len(blocks) >= _MANY_KINDS:
        blocks.insert(0, _count_table(told.counts, words.CAPTION["kinds"]))
    return Section("others", words.SECTION["others"], blocks) if blocks else None


def _count_table(counts: Counter[str], caption: str) -> Table:
    """Tell how many events of each kind there are, in the order in which they are told."""
    order = list(words.KINDS)
    kinds = sorted(counts, key=lambda kind: order.index(kind) if kind in order else len(order))
    rows = [
        [text(words.kinds(kind)), text(words.amount(counts[kind]), mark="num")] for kind in kinds
    ]
    return Table(caption, list(words.HEAD["kinds"]), rows, numeric=(1,))


def _first(kind: str, rows: list[Row]) -> list[Row]:
    """Choose what a table shows: of passages those with the most signs, else the first."""
    most = _ROUTINE.get(kind, len(rows))
    if kind != "passage" or len(rows) <= most:
        return rows[:most]
    chosen = sorted(rows, key=lambda row: (row.certainty != "reported", -(row.n or 0)))[:most]
    return [row for row in rows if row in chosen]


def _event_table(kind: str, rows: list[Row], told: Told, book: Evidence) -> Table:
    shown = _first(kind, rows)
    cells = [
        [
            _when(row),
            text(words.who(row.name, row.object_id)),
            text(_place(row)),
            text(particulars(row)),
            _sure(row, book),
        ]
        for row in shown
    ]
    head = list(words.HEAD["others"])
    name, n = words.KIND.get(kind, kind), words.amount(told.counts[kind])
    caption = words.CAPTION["others"].format(kind=name, n=n)
    return Table(caption, head, cells, _more(told, kind, cut=len(rows) - len(shown)))


def ship_section(story: Story, told: Told, book: Evidence) -> Section | None:
    """Tell who was seen: what texts name, then what sent AIS."""
    blocks: list[Block] = []
    named = _named_ships(story, book, story_zone(told.rows)[0])
    if named:
        head = list(words.HEAD["ships"])
        blocks.append(Table(words.CAPTION["ships"], head, named, numeric=(4,)))
    senders = _senders(story)
    if senders is not None:
        blocks.append(senders)
    return Section("ships", words.SECTION["ships"], blocks) if blocks else None


def _named_ships(story: Story, book: Evidence, zone: tzinfo) -> list[list[Text]]:
    seen: dict[tuple[str, str], list[tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(list)
    for sighting in story.sightings.to_pylist():
        if sighting["negation"]:
            continue
        for thing in sighting["objects"] or []:
            key = (thing["navy"] or "", thing["hull"] or thing["name"] or thing["class"] or "?")
            seen[key].append((thing, sighting))
    rows = []
    for (navy, _), some in sorted(seen.items(), key=lambda item: (-len(item[1]), item[0])):
        thing = max((t for t, _ in some), key=lambda t: sum(bool(v) for v in t.values()))
        times = sorted(s["t_start"] for _, s in some if s["t_start"])
        cited = [{"source": s["document"], "publisher": s["publisher"]} for _, s in some]
        rows.append(
            [
                text(words.clean(thing["hull"] or "–", 12)),
                text(words.plain_name(thing["name"], 40) or "name not given"),
                text(words.clean(thing["class"] or "class not given", 40)),
                text(words.clean(navy, 4)),
                text(str(len(some)), mark="num"),
                text(
                    " to ".join(
                        dict.fromkeys(words.day(t, zone, year=True) for t in times[:1] + times[-1:])
                    )
                ),
                text("", book.cite([item for item in cited if item["source"]])),
            ]
        )
    return rows[:_MAX_SHIPS]


def _senders(story: Story) -> Table | None:
    """At most forty ships that sent who they are, simulated ones left out."""
    statics = story.statics
    if statics.num_rows == 0:
        return None
    made_up = pc.starts_with(statics["source"].cast(pa.string()), "simulated:")
    real = statics.filter(pc.invert(pc.fill_null(made_up, False)))
    if real.num_rows == 0:
        return None
    wanted = ["name", "callsign", "imo", "ship_type", "length_m", "flag", "destination"]
    last = (
        real.select(["object_id", *wanted])
        .group_by("object_id", use_threads=False)
        .aggregate([(column, "max") for column in wanted])
    )
    last = last.sort_by([("object_id", "ascending")])
    cells = []
    for row in last.slice(0, _MAX_SHIPS).to_pylist():
        told = [row[f"{c}_max"] for c in wanted]
        cells.append(
            [
                text(text_of_object_id(row["object_id"]).partition(":")[2]),
                *(
                    text(words.clean(f"{v:g}" if isinstance(v, float) else v, 40) if v else "–")
                    for v in told
                ),
            ]
        )
    head = list(words.HEAD["senders"])
    rest = last.num_rows - len(cells)
    more = f"{words.plural(rest, 'more ship')} not shown here" if rest else ""
    return Table(words.CAPTION["senders"], head, cells, more)


def observer_section(told: Told, book: Evidence) -> Section | None:
    """Tell which ships, aircraft and units watched, and when fighters were scrambled."""
    cells = []
    for row in told.of("observation", "scramble"):
        watchers = [o for o in row.detail.get("observers") or [] if isinstance(o, dict)] or [{}]
        for one in watchers:
            sure = _sure(row, book)
            cells.append(
                [
                    _when(row),
                    text(words.KIND[row.kind]),
                    text(words.clean(one.get("name") or "–", 60)),
                    text(
                        words.clean(
                            " ".join(filter(None, (one.get("service"), one.get("unit")))) or "–", 80
                        )
                    ),
                    text(words.clean(one.get("base") or "–", 40)),
                    text(words.who(row.name, row.object_id)),
                    sure,
                ]
            )
    if not cells:
        return None
    head = list(words.HEAD["observers"])
    table = Table(words.CAPTION["observers"], head, cells, _more(told, "observation", "scramble"))
    return Section("observers", words.SECTION["observers"], [table])


def _by_kind(rows: list[Row]) -> list[Row]:
    order = list(words.KINDS)
    return sorted(rows, key=lambda r: order.index(r.kind) if r.kind in order else len(order))


def simulated_section(told: Told, book: Evidence) -> Section | None:
    """Tell simulated events apart, folded, with counts; a few rows as samples."""
    total = sum(told.simulated_counts.values())
    if not total:
        return None
    rows = [
        [
            _when(row),
            text(words.KIND.get(row.kind, row.kind)),
            text(words.who(row.name, row.object_id)),
            text(_place(row)),
            text("simulated", mark="sim"),
        ]
        for row in _by_kind(told.simulated)
    ]
    _ = book
    blocks: list[Block] = [
        Para(text(words.NOTE["banner_more"]), "note"),
        _count_table(told.simulated_counts, words.CAPTION["simulated"]),
        Table(
            words.CAPTION["samples"],
            list(words.HEAD["samples"]),
            rows,
            words.SAY["all_simulated"],
        ),
    ]
    summary = words.say("folded", n=words.plural(total, "simulated event"))
    return Section("simulated", words.SECTION["simulated"], blocks, folded=True, summary=summary)
