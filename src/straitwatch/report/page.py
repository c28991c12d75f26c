"""A story becomes a page: headline, figures, sections and numbered evidence."""

from straitwatch.report import words
from straitwatch.report.document import Block, Evidence, Figure, Page, Section, text
from straitwatch.report.draw import gate_lines
from straitwatch.report.english_statistics import STATISTICS
from straitwatch.report.extent import close_box, map_height
from straitwatch.report.findings import find_findings, headline
from straitwatch.report.map import INKS, draw_map
from straitwatch.report.notes import law_section, method_section, quality_section, unknown_section
from straitwatch.report.project import make_frame
from straitwatch.report.route import find_routes, story_zone
from straitwatch.report.rows import Told, pick_rows
from straitwatch.report.statistics import statistics_section
from straitwatch.report.statistics_finding import find_counted, is_only_counted
from straitwatch.report.story import Story
from straitwatch.report.svg import to_svg
from straitwatch.report.tables import (
    flight_section,
    observer_section,
    other_section,
    ship_section,
    simulated_section,
    transit_section,
)
from straitwatch.report.timeline import draw_timeline
from straitwatch.report.traffic import real_traffic
from straitwatch.report.voyage_section import custody_section, voyage_sections

__all__ = ["compose_page", "tell"]

_CAP = 200
_SIMULATED_CAP = 3
_WIDE, _NARROW = 1080.0, 380.0  # pixels of the two drawings


def tell(story: Story) -> Told:
    """Choose the events that the page tells."""
    return pick_rows(story.events, _CAP, _SIMULATED_CAP, story.names)


def compose_page(story: Story, told: Told) -> Page:
    """Put a page together.

    Args:
        story: what was read.
        told: its events, from `tell`.

    Returns:
        the page; HTML and Markdown are written from it.
    """
    book = Evidence()
    names = _names(story, told)
    counted, only = find_counted(story, book), is_only_counted(story, told)
    findings = counted if only and counted else find_findings(story, told, book) + counted
    middle = [
        flight_section(told, book),
        transit_section(told, book, names),
        *voyage_sections(story, told, book, names),
        custody_section(story),
        other_section(told, book),
        observer_section(told, book),
        ship_section(story, told, book),
        statistics_section(story, book),
        law_section(told, book),
        unknown_section(story, told),
        simulated_section(told, book),
        quality_section(story, told),
        method_section(story, told),
    ]
    figures = [] if only else [_map_section(story, told), _time_section(story, told)]
    banner = (words.NOTE["banner"], words.NOTE["banner_more"]) if story.simulated else None
    return Page(
        title=STATISTICS["title"] if only and not story.title else headline(story, told),
        deck=_deck(story, told),
        findings=findings,
        banner=banner,
        sections=[section for section in [*figures, *middle] if section],
        sources=book.sources,
        more_sources=book.refused,
        colophon=words.say("colophon", when=words.stamp(story.generated)),
    )


def _names(story: Story, told: Told) -> dict[str, str]:
    """Names of all objects: the story's, and those that events carry for their others."""
    carried = [row.detail.get("names") for row in told.rows]
    told_names = {
        str(k): str(v) for one in carried if isinstance(one, dict) for k, v in one.items()
    }
    return told_names | story.names


def _deck(story: Story, told: Told) -> str:
    """One line under the headline: which time, from what."""
    moments = [row.t_start for row in told.rows if row.t_start]
    ends = [row.t_end or row.t_start for row in told.rows if row.t_start]
    first = min(moments, default=story.t_from)
    last = max((end for end in ends if end), default=story.t_to)
    zone, _ = story_zone(told.rows)
    parts = []
    if first and last:
        days = [words.day(m, zone, year=True, short=False) for m in (first, last)]
        parts.append(" to ".join(dict.fromkeys(days)))
    texts = len(set(story.sightings["document"].to_pylist()))
    traffic = real_traffic(story)
    if texts:
        parts.append(f"from {words.plural(texts, 'published text')}")
    if traffic.fixes:
        positions = words.plural(traffic.fixes, f"{traffic.feed} position")
        parts.append(f"from {positions} of {traffic.craft}")
    return ", ".join(parts) + "." if parts else ""


def _map_section(story: Story, told: Told) -> Section:
    wide = draw_map(story, told, _WIDE, map_height(story.box, _WIDE))
    box = close_box(story)
    narrow = draw_map(story, told, _NARROW, map_height(box, _NARROW, most=1.3), box=box)
    caption = [words.NOTE["map_limits"]] if story.grid is not None else []
    if story.routes.num_rows:
        caption = [words.NOTE["route"], words.NOTE["circles"], *caption]
    outside = _outside(story, told)
    if outside:
        caption.append(words.say("outside", n=words.plural(outside, "event lies", "events lie")))
    figure = Figure(
        to_svg(wide, "map-w"),
        to_svg(narrow, "map-n"),
        " ".join(caption),
        wide.alt,
        _key(story, told),
    )
    return Section("map", words.SECTION["map"], [figure])


def _outside(story: Story, told: Told) -> int:
    """Count told events that have a place which is not in the box."""
    west, south, east, north = story.box
    span = (east - west) % 360.0 or 360.0
    return sum(
        not (south <= row.lat <= north and (row.lon - west) % 360.0 <= span)
        for row in told.rows
        if row.lon is not None and row.lat is not None
    )


def _key(story: Story, told: Told) -> list[tuple[str, str]]:
    """Name the lines and marks that the map really shows."""
    key = []
    for ink, route in zip(INKS, find_routes(story.routes, told.rows), strict=False):
        name = words.plain_name(route.name, 40) or words.who("", route.object_id)
        more = f" and {route.company - 1} ships with it" if route.company > 1 else ""
        key.append((ink, f"{name}{more}: reported positions"))
    if any(row.kind in ("transit", "crossing") for row in told.rows):
        key.append(("gate-used", "strait passed"))
    if gate_lines(story.gates, make_frame(story.box, _WIDE, map_height(story.box, _WIDE))):
        key.append(("gate", "other straits"))
    traffic = real_traffic(story)
    if traffic.fixes and story.tracks.num_rows:
        key.append(("track", f"{traffic.feed} tracks"))
    if story.simulated:
        key.append(("sim-key", "simulated AIS traffic"))
    if any(not row.from_text for row in told.rows):
        key.append(("mark", "event from fixes"))
    return key


def _time_section(story: Story, told: Told) -> Section | None:
    wide, narrow = draw_timeline(story, told, _WIDE), draw_timeline(story, told, _NARROW, 0.95)
    if wide is None or narrow is None:
        return None
    caption = words.NOTE["timeline"] if story.routes.num_rows else ""
    figure: Block = Figure(to_svg(wide, "time-w"), to_svg(narrow, "time-n"), caption, wide.alt)
    _ = text
    return Section("time", words.SECTION["time"], [figure])
