"""Voyages become sections: a table of days, bounds, what is not known, who told; and custody."""

import re
from datetime import date, datetime, tzinfo

from straitwatch.report import words
from straitwatch.report.document import Block, Evidence, Para, Section, Table, Text, text
from straitwatch.report.english_voyage import (
    BETWEEN_HEAD,
    CUSTODY,
    DAYS_HEAD,
    MADE,
    MEMBERS_HEAD,
    TELLERS_HEAD,
    VOYAGE,
)
from straitwatch.report.route import story_zone
from straitwatch.report.rows import Told
from straitwatch.report.story import Story
from straitwatch.report.tally import Bounds
from straitwatch.report.voyage import (
    Day,
    Member,
    Place,
    Teller,
    Unknown,
    Voyage,
    find_voyages,
    pick_voyage_rows,
)

__all__ = ["custody_section", "voyage_sections"]

_MAX_VOYAGES = 6
_MAX_DAYS = 250  # more than a deployment lasts
_MAX_ROWS = 40
_MAX_NAMES = 6
_ZONE = re.compile(r"\s+[A-Z]{3,4}$")


def voyage_sections(
    story: Story, told: Told, book: Evidence, names: dict[str, str]
) -> list[Section]:
    """Tell each deployment that rests on texts, in a section of its own."""
    zone, zone_name = story_zone(told.rows)
    told = pick_voyage_rows(story.events, story.names)
    known = told, story.routes, story.sightings, story.between, zone
    return [
        _section(number, voyage, book, names, (zone, zone_name))
        for number, voyage in enumerate(find_voyages(*known, most=_MAX_VOYAGES), start=1)
    ]


def _section(
    number: int,
    voyage: Voyage,
    book: Evidence,
    names: dict[str, str],
    clock: tuple[tzinfo, str],
) -> Section:
    zone, zone_name = clock
    who = words.plain_name(voyage.spell.name, 40) or words.who("", voyage.spell.lead)
    blocks: list[Block] = [
        Para(text(_lede(voyage, zone_name)), "lede"),
        Table(VOYAGE["days"], list(DAYS_HEAD), _days(voyage, book, names, zone)),
        Para(text(_total(voyage)), "note"),
    ]
    if len(voyage.members) > 1:
        ships = [_member(one, names, zone) for one in voyage.members[:_MAX_ROWS]]
        caption = VOYAGE["members"].format(n=voyage.listings)
        blocks.append(Table(caption, list(MEMBERS_HEAD), ships, numeric=(3,)))
    if voyage.unknown:
        rows = [_unknown(one, zone) for one in voyage.unknown[:_MAX_ROWS]]
        caption = VOYAGE["unknown"].format(who=who)
        blocks.append(Table(caption, list(BETWEEN_HEAD), rows, numeric=(2, 5, 6, 7)))
        note = VOYAGE["unknown_note"].format(kn=f"{voyage.unknown[0].top_kn:g}")
        blocks.append(Para(text(note), "note"))
    tellers = [_teller(one, book) for one in voyage.tellers[:_MAX_ROWS]]
    blocks.append(Table(VOYAGE["tellers"], list(TELLERS_HEAD), tellers))
    title = VOYAGE["title"].format(who=who)
    return Section(f"voyage-{number}", title, blocks)


def _lede(voyage: Voyage, zone_name: str) -> str:
    spell = voyage.spell
    ways = [
        f"{words.on_when(row.when, row.t_start, row.t_end)} by the {words.clean(row.where or '')}"
        for row in spell.through
    ]
    if spell.deployment is None:
        first, last = _date(voyage.days[0].date), _date(voyage.days[-1].date)
        through = VOYAGE["through"].format(ways=words.join(ways)) if ways else ""
        said = VOYAGE["stay"].format(first=first, last=last, through=through)
        return f"{said} {VOYAGE['clock'].format(zone=zone_name)}"
    low, high = (spell.deployment.detail.get(key) for key in ("days_min", "days_max"))
    away = words.about(spell.deployment.n, spell.deployment.n_is)
    if isinstance(low, int | float) and isinstance(high, int | float):
        away = VOYAGE["days_away"].format(low=f"{low:.1f}", high=f"{high:.1f}")
    said = VOYAGE["lede"].format(out=ways[0], back=ways[-1], days=away)
    return f"{said} {VOYAGE['clock'].format(zone=zone_name)}"


def _total(voyage: Voyage) -> str:
    if voyage.flights is None:
        return VOYAGE["no_total"]
    said = VOYAGE["total"].format(n=_bounds(voyage.flights))
    if voyage.uncounted:
        said += " " + VOYAGE["uncounted"].format(days=_runs(voyage.uncounted))
    return said


def _bounds(bounds: Bounds) -> str:
    if bounds.high is None:
        return f"at least {words.amount(bounds.low)}"
    if bounds.low == bounds.high:
        return words.amount(bounds.low)
    return f"{words.amount(bounds.low)} to {words.amount(bounds.high)}"


def _runs(days: tuple[date, ...]) -> str:
    """Write days as runs: 16 to 18 December 2022, 1 January 2023."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "; ".join(
        _date(run[0]) if len(run) == 1 else f"{_date(run[0])} to {_date(run[-1])}" for run in runs
    )


def _date(day: date) -> str:
    return words.long_dates(day.isoformat(), short=True)


def _days(voyage: Voyage, book: Evidence, names: dict[str, str], zone: tzinfo) -> list[list[Text]]:
    """Write a row a day; days that say the same share one."""
    rows: list[tuple[list[date], list[Text]]] = []
    for day in voyage.days[:_MAX_DAYS]:
        cells = _cells(day, book, names, zone)
        if rows and rows[-1][1] == cells:
            rows[-1][0].append(day.date)
        else:
            rows.append(([day.date], cells))
    return [[text(_runs(tuple(days))), *cells] for days, cells in rows]


def _cells(day: Day, book: Evidence, names: dict[str, str], zone: tzinfo) -> list[Text]:
    evidence = [item for place in day.places for item in place.evidence]
    places = "; ".join(_place(place, day, zone) for place in day.places)
    ships = dict.fromkeys(_ships(place, names) for place in day.places)
    return [
        text(places or VOYAGE["no_place"]),
        text("; ".join(ships) or "–"),
        text(_flown(day)),
        text(words.clean(", ".join(day.watchers), 160) or "–"),
        text("", book.cite([*evidence, *day.evidence])),
    ]


def _flown(day: Day) -> str:
    if day.flights is not None:
        return _bounds(day.flights)
    if day.within is None:
        return VOYAGE["untold"]
    count = words.about(day.within.n, day.within.n_is)
    dates = words.long_dates(_ZONE.sub("", day.within.when or ""), short=True)
    return VOYAGE["within"].format(n=count, dates=dates)


def _place(place: Place, day: Day, zone: tzinfo) -> str:
    start, end = place.t_start.astimezone(zone), place.t_end.astimezone(zone)
    whole = (end - start).total_seconds() >= 86400 or start.date() < day.date  # noqa: PLR2004 - a day in seconds
    last = "24:00" if end.date() > start.date() and end.hour == 0 else f"{end:%H:%M}"
    when = "" if whole else f" ({start:%H:%M}–{last})"
    return f"{words.clean(place.words, 80)}{when}"


def _ships(place: Place, names: dict[str, str]) -> str:
    called = [
        words.plain_name(names.get(one, ""), 30) or words.who("", one) for one in place.objects
    ]
    more = len(called) - _MAX_NAMES
    shown = ", ".join(called[:_MAX_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown


def _member(one: Member, names: dict[str, str], zone: tzinfo) -> list[Text]:
    return [
        text(words.who(names.get(one.object_id, ""), one.object_id)),
        text(_moment(one.t_first, zone)),
        text(_moment(one.t_last, zone)),
        text(str(one.listings), mark="num"),
    ]


def _unknown(one: Unknown, zone: tzinfo) -> list[Text]:
    speed = "two places at once" if one.least_kn is None else f"{one.least_kn:.1f} kn"
    length = (one.t_end - one.t_start).total_seconds()
    return [
        text(_moment(one.t_start, zone)),
        text(_moment(one.t_end, zone)),
        text(words.span(length) if length else "none", mark="num"),
        text(words.clean(one.place_before, 60)),
        text(words.clean(one.place_after, 60)),
        text(f"{one.dist_km:,.0f} km", mark="num"),
        text(speed if one.possible else f"{speed}: impossible", mark="num"),
        text(f"{one.reach_km:,.0f} km", mark="num"),
    ]


def _moment(moment: datetime, zone: tzinfo) -> str:
    return f"{words.day(moment, zone, year=True)} {moment.astimezone(zone):%H:%M}"


def _teller(one: Teller, book: Evidence) -> list[Text]:
    ends = list(dict.fromkeys((_date(one.first_day), _date(one.last_day))))
    kinds = ", ".join(kind.replace("_", " ") for kind in one.kinds)
    if one.corrected_by:
        kinds += f" ({VOYAGE['corrected'].format(document=words.clean(one.corrected_by, 120))})"
    return [
        text(words.day(one.published, year=True) if one.published else "not dated"),
        text(words.clean(one.publisher or one.document, 80)),
        text(kinds),
        text(" to ".join(ends)),
        text("", book.cite([{"source": one.document, "publisher": one.publisher}])),
    ]


def custody_section(story: Story) -> Section | None:
    """Tell the joins that cannot be, and what documents corrected; None where there are none."""
    wrong = [leg for leg in story.between.to_pylist() if not leg["possible"]]
    blocks: list[Block] = []
    if wrong:
        rows = [
            [
                text(words.who(leg["object_name"] or "", leg["object_id"])),
                text(words.clean(leg["place_before"] or "", 60)),
                text(words.clean(leg["place_after"] or "", 60)),
                text(f"{leg['dist_km']:,.0f} km", mark="num"),
                text(words.span(leg["widest_h"] * 3600), mark="num"),
                text("–" if leg["least_kn"] is None else f"{leg['least_kn']:.0f} kn", mark="num"),
                text(f"{leg['top_kn']:g} kn", mark="num"),
            ]
            for leg in wrong[:_MAX_ROWS]
        ]
        caption = CUSTODY["impossible"].format(n=len(wrong))
        blocks.append(Table(caption, list(MADE["impossible"]), rows, numeric=(3, 4, 5, 6)))
    if story.corrections:
        rows = [[text(words.clean(cell, 300)) for cell in one] for one in story.corrections]
        caption = CUSTODY["corrections"].format(n=len(story.corrections))
        blocks.append(Table(caption, list(MADE["corrections"]), rows[:_MAX_ROWS]))
    if not blocks:
        return None
    return Section("custody", CUSTODY["title"], [Para(text(CUSTODY["note"]), "note"), *blocks])
