"""Counts and violations become the figures of the section on statistics."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from straitwatch.report.column_chart import Part, draw_columns, draw_shares
from straitwatch.report.counts import Counts
from straitwatch.report.document import Figure
from straitwatch.report.draw import land_rings
from straitwatch.report.english_statistics import STATISTICS, STATISTICS_NAME
from straitwatch.report.extent import map_height
from straitwatch.report.label import Room
from straitwatch.report.project import make_frame
from straitwatch.report.scene import Dot, Lines, Scene
from straitwatch.report.story import Story
from straitwatch.report.svg import to_svg

__all__ = ["group_figure", "state_name", "violation_figure", "violation_map", "year_figure"]

_WIDE, _NARROW = 1080.0, 380.0
_NARROW_SCALE = 0.95
_MAP_SHAPE = 0.62  # height over width of the wide map
_INKS = 6
_OWN_INK = {
    "China": 1, "Russia": 2, "Taiwan": 3, "Soviet Union": 4, "North Korea": 5, "other": 6,
    "north": 1, "central": 2, "west": 3, "southwest": 4,
}  # fmt: skip
"""Inks are handed out by number, the same for a State in every figure; none is a flag's."""


def state_name(state: str) -> str:
    """Name a group or a State in words."""
    return STATISTICS_NAME.get(state, state)


def ink(name: str) -> str:
    """Give the style of a group's parts."""
    return f"stat-{_OWN_INK.get(name, _INKS)}"


def _figure(wide: Scene, narrow: Scene, ident: str, caption: str, names: Sequence[str]) -> Figure:
    key = [(f"{ink(name)}-key", state_name(name)) for name in names]
    return Figure(to_svg(wide, f"{ident}-w"), to_svg(narrow, f"{ident}-n"), caption, wide.alt, key)


def year_figure(counts: Counts) -> Figure:
    """Draw the totals of all years."""
    title = STATISTICS["years_title"]
    totals = sorted(counts.totals.items())
    parts: dict[int, list[Part]] = {
        year: [(ink("north"), count.value, f"FY{year}: {count.value:,}")] for year, count in totals
    }
    peak = max(counts.totals, key=lambda year: counts.totals[year].value)
    last = totals[-1][0]
    marked = [peak] if abs(peak - last) < 4 and peak != last else list({peak, last})  # noqa: PLR2004 - they would touch
    alt = f"{title}: " + ", ".join(f"FY{year} {count.value:,}" for year, count in totals) + "."
    wide, narrow = (
        draw_columns(parts, width=w, height=h, title=title, alt=alt, marked=marked, scale=s)
        for w, h, s in ((_WIDE, 280.0, 1.0), (_NARROW, 220.0, _NARROW_SCALE))
    )
    return _figure(wide, narrow, "stat-years", STATISTICS["years_caption"], [])


def group_figure(counts: Counts, kind: str) -> Figure:
    """Draw the years of which there are counts by State, or by air defence force."""
    title, names = STATISTICS[f"{kind}_title"], counts.names(kind)
    rows = {
        f"FY{year}": [
            (ink(name), groups[name].value, f"FY{year}, {state_name(name)}: {groups[name].value:,}")
            for name in names
            if name in groups
        ]
        for year, groups in sorted(counts.groups[kind].items())
    }
    alt = f"{title}: {'; '.join(_say(year, parts) for year, parts in rows.items())}."
    wide, narrow = (
        draw_shares(rows, width=w, title=title, alt=alt, scale=s)
        for w, s in ((_WIDE, 1.0), (_NARROW, _NARROW_SCALE))
    )
    caption = STATISTICS["groups_caption"].format(title=title)
    return _figure(wide, narrow, f"stat-{kind}", caption, names)


def _say(year: str, parts: Sequence[Part]) -> str:
    return f"{year} " + ", ".join(words.partition(", ")[2] for _, _, words in parts)


def violation_figure(rows: list[dict[str, Any]]) -> Figure:
    """Draw the violations of each calendar year, by State."""
    title = STATISTICS["violations_title"]
    states = [state_name(state) for state in dict.fromkeys(row["country"] for row in rows)]
    years: dict[int, Counter[str]] = {}
    for row in rows:
        years.setdefault(int(row["date"][:4]), Counter())[state_name(row["country"])] += 1
    parts: dict[int, list[Part]] = {
        year: [(ink(s), found[s], f"{year}, {s}: {found[s]}") for s in states if found[s]]
        for year, found in years.items()
    }
    said = "; ".join(_say(str(year), some) for year, some in sorted(parts.items()))
    wide, narrow = (
        draw_columns(parts, width=w, height=h, title=title, alt=f"{title}: {said}.", scale=s)
        for w, h, s in ((_WIDE, 170.0, 1.0), (_NARROW, 150.0, _NARROW_SCALE))
    )
    return _figure(wide, narrow, "stat-viol", STATISTICS["violations_caption"], states)


def violation_map(story: Story, rows: list[dict[str, Any]]) -> Figure | None:
    """Draw where the violations were, as far as their places are known."""
    placed = [row for row in rows if row["lon"] is not None]
    if not placed or story.counted_box is None:
        return None
    spots: dict[tuple[str, float, float], Counter[str]] = {}
    for row in placed:
        spot = row["place"], row["lon"], row["lat"]
        spots.setdefault(spot, Counter())[state_name(row["country"])] += 1
    told = sorted(spots.items(), key=lambda pair: -pair[1].total())
    places = ", ".join(f"{place} {found.total()}" for (place, _, _), found in told)
    alt = STATISTICS["map_alt"].format(n=len(placed), all=len(rows), places=places)
    wide, narrow = (_map(story, told, width, alt) for width in (_WIDE, _NARROW))
    names = [state_name(state) for state in dict.fromkeys(row["country"] for row in placed)]
    return _figure(wide, narrow, "stat-map", STATISTICS["map_caption"], names)


def _map(
    story: Story, spots: list[tuple[tuple[str, float, float], Counter[str]]], width: float, alt: str
) -> Scene:
    box = story.counted_box or story.box
    height = map_height(box, width, most=_MAP_SHAPE if width == _WIDE else 1.2)
    frame = make_frame(box, width, height)
    scene = Scene(width, height, STATISTICS["map_title"], alt)
    ground = np.array([[0, 0], [width, 0], [width, height], [0, height]], float)
    scene.items.append(Lines([ground], "sea", closed=True))
    scene.items.append(Lines(land_rings(story.counted_land, frame), "land", closed=True))
    room = Room(width, height, 1.0 if width == _WIDE else 0.9)
    discs = [(*frame.points(lon, lat).tolist(), place, found) for (place, lon, lat), found in spots]
    for x, y, _, found in discs:
        room.block(x, y, _radius(found.total()))
    for x, y, place, found in discs:
        left = found.total()
        for name, n in found.most_common():
            title = f"{place}: {', '.join(f'{s} {k}' for s, k in found.items())}"
            scene.items.append(Dot(x, y, _radius(left), ink(name), title))
            left -= n
        names = place.split("; ")
        last = f" – {names[-1]}" if width == _WIDE else " …"
        name = names[0] + (last if names[1:] else "")
        room.put(x, y, f"{name}: {found.total()}", "t-place", _radius(found.total()) + 5)
    scene.items += [Lines(room.leaders, "leader"), *room.labels]
    return scene


def _radius(n: int) -> float:
    """Radius in pixels: the area goes with the number."""
    return 4.5 * float(np.sqrt(n))
