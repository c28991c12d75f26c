"""A story becomes a timeline: what was told of when, and the spans of which nothing was."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from straitwatch.report import words
from straitwatch.report.findings import remainder
from straitwatch.report.route import Route, find_routes, story_zone
from straitwatch.report.rows import Row, Told, flies
from straitwatch.report.scene import Dot, Label, Lines, Scene, label_width
from straitwatch.report.story import Story

__all__ = ["draw_timeline", "silent_spans"]

Floats = npt.NDArray[np.float64]

_SILENT = timedelta(hours=24)  # a shorter wait between two sightings is no news
_LANES = (
    "transit",
    "flight_operations",
    "entry",
    "first_sighting",
    "observation",
    "scramble",
    "joint_flight",
    "live_firing",
    "reported_absence",
)
_FROM_FIXES = (
    "crossing", "transit", "entry", "exit", "proximity", "encounter", "group", "loitering",
    "deck_landing", "deck_takeoff", "takeoff", "landing", "gap", "impossible_position",
    "identity_shared",
)  # fmt: skip
_MAX_TICKS = 300
_DAY_S = 86_400
_HOURS = (60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
_MONTHS_S = 60 * _DAY_S  # steps from here on name month and year, no day
_STEPS_S = (*_HOURS, *(days * _DAY_S for days in (1, 2, 4, 7, 14, 30, 90, 365, 3650)))


@dataclass
class _Sheet:
    """A timeline while it is drawn."""

    scene: Scene
    left: float
    right: float
    t0: datetime
    t1: datetime
    zone: tzinfo
    scale: float
    y: float = 0.0

    def x(self, moment: datetime) -> float:
        share = (moment - self.t0) / (self.t1 - self.t0)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def lane(self, name: str, *, above: bool) -> float:
        """Name the next lane and return the middle of it."""
        tall = 34.0 if not above else 50.0
        label_y = self.y + (22.0 if not above else 16.0)
        self.scene.items.append(Label(4, label_y, name, "t-lane", "start", self.scale))
        middle = self.y + (17.0 if not above else 32.0)
        self.y += tall
        rule = np.array([[0.0, self.y], [self.right, self.y]])
        self.scene.items.append(Lines([rule], "rule"))
        return middle

    def bar(self, start: datetime, end: datetime, y: float, style: str, title: str) -> None:
        x0, x1 = self.x(start), self.x(end)
        if x1 - x0 < 5:  # noqa: PLR2004 - pixels: a shorter bar is a mark
            middle = (x0 + x1) / 2
            x0, x1 = middle - 2.5, middle + 2.5
        ring = np.array([[x0, y - 8], [x1, y - 8], [x1, y + 8], [x0, y + 8]])
        self.scene.items.append(Lines([ring], style, closed=True, title=title))


def silent_spans(route: Route) -> list[tuple[datetime, datetime]]:
    """Find the waits of a day and more between two sightings of a route."""
    stops = sorted(route.stops, key=lambda stop: stop.t)
    return [(a.t, b.t) for a, b in pairwise(stops) if b.t - a.t >= _SILENT]


def draw_timeline(story: Story, told: Told, width: float, scale: float = 1.0) -> Scene | None:
    """Draw the timeline; None when nothing is dated.

    Args:
        story: what to draw.
        told: its events.
        width: pixels; under 600 lane names stand above their lanes.
        scale: of the letters.
    """
    texts = [row for row in told.rows if row.from_text]
    fixes = [row for row in told.rows if not row.from_text]
    routes = find_routes(story.routes, told.rows)[:2]
    ends = _ends(texts or fixes, routes)
    if ends is None:
        return None
    narrow = width < 600  # noqa: PLR2004 - a phone
    zone, zone_name = story_zone(told.rows)
    scene = Scene(width, 0, words.SECTION["time"], "")
    left = 12.0 if narrow else 208.0 * scale
    sheet = _Sheet(scene, left, width - 14, *ends, zone, scale, y=26)
    for route in routes[:1]:
        _route_lane(sheet, route, narrow)
    _text_lanes(sheet, texts, narrow)
    for kind in _FROM_FIXES:
        rows = [row for row in fixes if row.kind == kind and row.t_start]
        if rows:
            _ticks(sheet, words.LANE["fixes"].format(kind=words.KIND[kind]), rows, narrow)
    _axis(sheet, zone_name)
    scene.height = sheet.y + 6
    scene.alt = _alt(texts, fixes, routes, zone)
    return scene


def _text_lanes(sheet: _Sheet, texts: list[Row], narrow: bool) -> None:
    """One lane for each kind of thing that texts tell; parts of counts, and aircraft, apart."""
    for kind in _LANES:
        rows = [row for row in texts if row.kind == kind and row.t_start]
        flown = [row for row in rows if kind == "transit" and flies(row)]
        parts = [row for row in rows if row.detail.get("part_of")]
        sailed = [row for row in rows if row not in flown and row not in parts]
        if sailed:
            _lane(sheet, kind, words.LANE[kind], sailed, narrow)
        if parts:
            y = sheet.y + (32.0 if narrow else 17.0)
            _rest(sheet, sailed, parts, y)
            _lane(sheet, kind, words.LANE["parts"], parts, narrow)
        if flown:
            _lane(sheet, kind, words.LANE["flown"], flown, narrow)


def _ends(rows: list[Row], routes: list[Route]) -> tuple[datetime, datetime] | None:
    moments = [row.t_start for row in rows if row.t_start]
    moments += [row.t_end for row in rows if row.t_end]
    moments += [stop.t for route in routes for stop in route.stops]
    if not moments:
        return None
    first, last = min(moments), max(moments)
    room = max((last - first) * 0.02, timedelta(seconds=30))
    return first - room, last + room


def _route_lane(sheet: _Sheet, route: Route, narrow: bool) -> None:
    name = words.plain_name(route.name, 24) or words.who("", route.object_id)
    y = sheet.lane(words.LANE["route"].format(name=name), above=narrow)
    for start, end in silent_spans(route):
        x0, x1 = sheet.x(start) + 5, sheet.x(end) - 5
        ring = np.array([[x0, y - 8], [x1, y - 8], [x1, y + 8], [x0, y + 8]])
        title = f"no position reported for {words.span((end - start).total_seconds())}"
        sheet.scene.items.append(Lines([ring], "unknown", closed=True, title=title))
        slants = [np.array([[x, y + 8], [x + 8, y - 8]]) for x in np.arange(x0, x1 - 8, 8)]
        sheet.scene.items.append(Lines(slants, "hatch"))
        days = (end - start).total_seconds() / 86400
        text = words.say("silent", n=f"{days:.0f}") if days >= 1.5 else ""  # noqa: PLR2004 - "2 days"
        if text and label_width(text, "t-dark", sheet.scale) < x1 - x0 - 8:
            _plate(sheet, (x0 + x1) / 2, y, text)
    for stop in route.stops:
        title = f"{words.day(stop.t, sheet.zone, year=True)}: {words.clean(stop.place)}"
        sheet.scene.items.append(Dot(sheet.x(stop.t), y, 5, "route-dot", title))


def _plate(sheet: _Sheet, x: float, y: float, text: str) -> None:
    half = label_width(text, "t-dark", sheet.scale) / 2 + 4
    ring = np.array([[x - half, y - 8], [x + half, y - 8], [x + half, y + 8], [x - half, y + 8]])
    sheet.scene.items.append(Lines([ring], "panel", closed=True))
    sheet.scene.items.append(Label(x, y + 4, text, "t-dark", "middle", sheet.scale))


def _lane(sheet: _Sheet, kind: str, name: str, rows: list[Row], narrow: bool) -> None:
    y = sheet.lane(name, above=narrow)
    for row in sorted(rows, key=lambda row: -_length(row)):
        start, end = row.t_start, row.t_end or row.t_start
        if start is None or end is None:
            continue
        style = _bar_style(kind, row)
        sheet.bar(start, end, y, style, _say(row, sheet.zone))
        if kind == "flight_operations" and row.n is not None:
            _inside(sheet, start, end, y, words.about(row.n, row.n_is))
    if kind != "flight_operations":
        _name_marks(sheet, rows, y)


def _rest(sheet: _Sheet, wholes: list[Row], parts: list[Row], y: float) -> None:
    """Draw what the parts of a count leave of it, in the lane of the parts."""
    for whole in wholes:
        own = [part for part in parts if part.detail.get("part_of") == whole.event_id]
        left = remainder(whole, own)
        first = min((part.t_start for part in own if part.t_start), default=None)
        if left and first and whole.t_start and first > whole.t_start:
            sheet.bar(whole.t_start, first, y, "bar-rest", f"leaves {left[0]} for {left[1]}")
            x0, x1, text = sheet.x(whole.t_start), sheet.x(first), f"leaves {left[0]}"
            if label_width(text, "t-dark", sheet.scale) < x1 - x0 - 6:
                sheet.scene.items.append(Label(x0 + 6, y + 4, text, "t-dark", "start", sheet.scale))


def _bar_style(kind: str, row: Row) -> str:
    if kind == "flight_operations":
        return "bar" if row.n is not None else "unknown"
    if row.detail.get("part_of"):
        return "bar-part"
    if kind in ("observation", "scramble", "reported_absence"):
        return "bar-light"
    return "bar"


def _length(row: Row) -> float:
    return (row.t_end - row.t_start).total_seconds() if row.t_end and row.t_start else 0.0


def _inside(sheet: _Sheet, start: datetime, end: datetime, y: float, text: str) -> None:
    x0, x1 = sheet.x(start), sheet.x(end)
    if label_width(text, "t-bar", sheet.scale) < x1 - x0 - 6:
        sheet.scene.items.append(Label(x0 + 6, y + 4, text, "t-bar", "start", sheet.scale))


def _name_marks(sheet: _Sheet, rows: list[Row], y: float) -> None:
    """Name marks beside them where nothing else stands; marks in one place share a name."""
    spots: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        start, end = row.t_start, row.t_end or row.t_start
        if start and end:
            x0, x1 = sheet.x(start), max(sheet.x(end), sheet.x(start) + 5)
            spots.setdefault((round(x0), round(x1)), []).append(_mark_name(row))
    taken = list(spots)
    for (x0, x1), names in sorted(spots.items()):
        text = ", ".join(list(dict.fromkeys(names))[:3])
        wide = label_width(text, "t-sub", sheet.scale)
        for left, anchor, x, style in (
            (x0 + 5, "start", x0 + 5, "t-bar"),
            (x1 + 6, "start", x1 + 6, "t-sub"),
            (x0 - 6 - wide, "end", x0 - 6, "t-sub"),
        ):
            if style == "t-bar" and wide > x1 - x0 - 10:
                continue
            others = [bar for bar in taken if bar != (x0, x1)]
            free = all(left + wide + 8 < a or left > b + 4 for a, b in others)
            if free and left > sheet.left - 8 and left + wide < sheet.right + 12:
                sheet.scene.items.append(Label(x, y + 4, text, style, anchor, sheet.scale))
                taken.append((left, left + wide))
                break


def _mark_name(row: Row) -> str:
    seen = [o for o in row.detail.get("observers") or [] if isinstance(o, dict)]
    names = [words.clean(o.get("name") or o.get("unit") or "", 30) for o in seen]
    if row.kind == "observation" and any(names):
        return words.join(list(dict.fromkeys(name.split(" (")[0] for name in names if name))[:2])
    return words.who(row.name, row.object_id).split(" (")[0]


def _ticks(sheet: _Sheet, name: str, rows: list[Row], narrow: bool) -> None:
    y = sheet.lane(name, above=narrow)
    xs = [sheet.x(row.t_start) for row in rows[:_MAX_TICKS] if row.t_start]
    lines = [np.array([[x, y - 8], [x, y + 8]]) for x in xs]
    style = "mark-tick" if rows[0].kind == "impossible_position" else "track-tick"
    sheet.scene.items.append(Lines(lines, style, title=words.plural(len(rows), "event")))


def _say(row: Row, zone: tzinfo) -> str:
    when = words.long_dates(row.when) if row.when else words.stamp(row.t_start)
    count = f", {words.about(row.n, row.n_is)}" if row.kind == "flight_operations" else ""
    _ = zone
    return (
        f"{words.KIND.get(row.kind, row.kind)}: {words.who(row.name, row.object_id)}, {when}{count}"
    )


def _axis(sheet: _Sheet, zone_name: str) -> None:
    """Draw the days, or the hours of a short story, behind the lanes."""
    length = sheet.t1 - sheet.t0
    per_px = length.total_seconds() / (sheet.right - sheet.left)
    step = next((s for s in _STEPS_S if s / per_px >= 46 * sheet.scale), _STEPS_S[-1])
    local = sheet.t0.astimezone(sheet.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    ahead = int((local - midnight).total_seconds() // step) + 1
    tick = midnight + timedelta(seconds=step * ahead)
    behind: list[Lines | Dot | Label] = []
    month = ""
    while tick < sheet.t1:
        x = sheet.x(tick.astimezone(UTC))
        behind.append(Lines([np.array([[x, 22.0], [x, sheet.y]])], "rule"))
        text = words.day(tick, sheet.zone) if step >= 86400 else f"{tick:%H:%M}"  # noqa: PLR2004
        text = f"{tick:%b %Y}" if step >= _MONTHS_S else text
        same = step >= 86400 and text.partition(" ")[2] == month  # noqa: PLR2004 - a day in seconds
        month = text.partition(" ")[2]
        shown = text.partition(" ")[0] if same else text
        if x + label_width(shown, "t-sub", sheet.scale) < sheet.right + 10:
            behind.append(Label(x + 2, 16, shown, "t-sub", "start", sheet.scale))
        tick += timedelta(seconds=step)
    behind.append(
        Label(4, 16, words.say("times_in", zone=zone_name), "t-sub", "start", sheet.scale)
    )
    if sheet.left < 100:  # noqa: PLR2004 - no column of names: the note has no room
        behind.pop()
    sheet.scene.items[:0] = behind


def _alt(texts: list[Row], fixes: list[Row], routes: list[Route], zone: tzinfo) -> str:
    parts = [_say(row, zone) for row in texts if row.kind != "deployment"][:20]
    for route in routes[:1]:
        for start, end in silent_spans(route):
            days = words.day(start, zone), words.day(end, zone)
            parts.append(f"no position reported from {days[0]} to {days[1]}")
    if fixes:
        parts.append(words.plural(len(fixes), "event") + " from fixes")
    return "; ".join(parts) + "."
