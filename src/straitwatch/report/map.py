"""A story becomes a map: coast, limits, gates, routes, tracks, marks and a key."""

from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from straitwatch.report import words
from straitwatch.report.draw import band_rings, gate_lines, land_rings, track_lines
from straitwatch.report.label import Room
from straitwatch.report.places import PLACES, SEAS
from straitwatch.report.project import Frame, circle, make_frame, shape_of
from straitwatch.report.route import Route, Stop, find_routes, story_zone
from straitwatch.report.rows import Row, Told
from straitwatch.report.scene import Dot, Label, Lines, Scene, label_width
from straitwatch.report.story import Box, Story

__all__ = ["INKS", "draw_map"]

Floats = npt.NDArray[np.float64]

_NM = 1852.0
INKS = ("route", "second", "third", "fourth")
_MARKED = (
    "impossible_position", "entry", "gap", "first_sighting", "crossing", "encounter", "group",
    "identity_shared", "deck_landing", "deck_takeoff", "landing", "takeoff",
)  # fmt: skip
_MAX_MARKS = 300
_MIN_GATE = 14.0  # pixels: a shorter gate gets no name of its own
_BUDGET = 40_000  # points of tracks in one drawing


@dataclass(kw_only=True)
class _Sheet:
    """A map while it is drawn."""

    story: Story
    told: Told
    frame: Frame
    scene: Scene
    room: Room
    scale: float  # of the letters
    routes: list[Route]
    side: float  # blank pixels left and right of the box
    cover: float  # and above and below

    @property
    def small(self) -> bool:
        return self.frame.width < 600  # noqa: PLR2004 - a phone

    def add(
        self, style: str, parts: list[Floats], *, closed: bool = False, title: str = ""
    ) -> None:
        if parts:
            self.scene.items.append(Lines(parts, style, closed=closed, title=title or None))


def draw_map(
    story: Story,
    told: Told,
    width: float,
    height: float,
    *,
    scale: float = 1.0,
    box: Box | None = None,
) -> Scene:
    """Draw the map of a story.

    Args:
        story: what to draw.
        told: its events.
        width: pixels.
        height: pixels.
        scale: of the letters.
        box: what part to draw; None is all of it.
    """
    box = box or story.box
    frame = make_frame(box, width, height)
    routes = find_routes(story.routes, told.rows)[: len(INKS)]
    scene = Scene(width, height, words.SECTION["map"], "")
    side, cover = _rims(frame, box)
    sheet = _Sheet(
        story=story, told=told, frame=frame, scene=scene, room=Room(width, height, scale),
        scale=scale, routes=routes, side=side, cover=cover,
    )  # fmt: skip
    _ground(sheet)
    _gates(sheet)
    _tracks(sheet)
    _routes(sheet)
    _marks(sheet)
    _names(sheet)
    sheet.add("leader", sheet.room.leaders)
    _mask(sheet)
    scene.items += sheet.room.labels
    scene.alt = _alt(sheet)
    return scene


def _ground(sheet: _Sheet) -> None:
    frame, grid = sheet.frame, sheet.story.grid
    sheet.add("sea", [_rectangle(0, 0, frame.width, frame.height)], closed=True)
    band = band_rings(grid, frame, 12 * _NM)
    sheet.add("band", band, closed=True)
    _graticule(sheet)
    sheet.add("limit24", band_rings(grid, frame, 24 * _NM), closed=True)
    sheet.add("limit", band, closed=True)
    sheet.add("land", land_rings(sheet.story.land, frame), closed=True)
    _scale_bar(sheet)
    if sheet.story.simulated:
        _simulated_note(sheet)


def _simulated_note(sheet: _Sheet) -> None:
    text, y = words.NOTE["map_simulated"], sheet.frame.height - sheet.cover - 24.0
    x = sheet.side + 8.0
    wide = label_width(text, "t-note-sim", sheet.scale)
    box = (x, y - 13 * sheet.scale, x + 10 + wide, y + 6)
    sheet.add("panel", [_rectangle(*box)], closed=True)
    sheet.room.block_box(box)
    sheet.room.labels.append(Label(x + 5, y, text, "t-note-sim", "start", sheet.scale))


def _rims(frame: Frame, box: Box) -> tuple[float, float]:
    span = (box[2] - box[0]) % 360.0 or 360.0
    side = (frame.width - span * frame.scale) / 2
    cover = (frame.height - shape_of(box) * span * frame.scale) / 2
    return max(side, 0.0), max(cover, 0.0)


def _mask(sheet: _Sheet) -> None:
    """Leave blank what lies outside the box: of that the coast was not asked for."""
    wide, tall = sheet.frame.width, sheet.frame.height
    side, cover = sheet.side, sheet.cover
    rims = []
    if side > 1:
        rims += [_rectangle(0, 0, side, tall), _rectangle(wide - side, 0, wide, tall)]
    if cover > 1:
        rims += [_rectangle(0, 0, wide, cover), _rectangle(0, tall - cover, wide, tall)]
    sheet.add("paper", rims, closed=True)


def _rectangle(x0: float, y0: float, x1: float, y1: float) -> Floats:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=float)


def _graticule(sheet: _Sheet) -> None:
    frame = sheet.frame
    pitch = 95.0 / frame.scale
    step = next((s for s in (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30) if s >= pitch), 45.0)
    west = frame.lon_mid - frame.width / 2 / frame.scale
    lons = np.arange(np.ceil(west / step), np.floor((west + frame.width / frame.scale) / step) + 1)
    low, high = frame.lat_at(frame.height) / step, frame.lat_at(0) / step
    lats = np.arange(np.ceil(low), np.floor(high) + 1) * step
    for lon in lons * step:
        x = float(frame.width / 2 + (lon - frame.lon_mid) * frame.scale)
        sheet.add("grat", [np.array([[x, 0.0], [x, frame.height]])])
        east = (lon + 180.0) % 360.0 - 180.0
        letter = "" if east in (0.0, -180.0) else "E" if east > 0 else "W"
        _edge_label(sheet, x, frame.height - 6, f"{abs(east):g}°{letter}", "middle")
    for lat in lats:
        y = float(frame.y(lat))
        sheet.add("grat", [np.array([[0.0, y], [frame.width, y]])])
        letter = "" if lat == 0 else "N" if lat > 0 else "S"
        _edge_label(sheet, 6, y - 3, f"{abs(lat):g}°{letter}", "start")


def _edge_label(sheet: _Sheet, x: float, y: float, text: str, anchor: str) -> None:
    wide = label_width(text, "t-grat", sheet.scale)
    left = x - wide / 2 if anchor == "middle" else x
    if not (sheet.frame.holds(left, y, 3) and sheet.frame.holds(left + wide, y, 3) and y > 16):  # noqa: PLR2004 - pixels
        return
    if anchor == "start" and y > sheet.frame.height - 22:
        return
    sheet.room.block_box((left, y - 10 * sheet.scale, left + wide, y + 3))
    sheet.room.labels.append(Label(x, y, text, "t-grat", anchor, sheet.scale))


def _scale_bar(sheet: _Sheet) -> None:
    """A bar in nautical miles, true at the middle latitude of the picture."""
    frame = sheet.frame
    lat = frame.lat_at(frame.height / 2)
    per_nm = frame.scale / (60.0 * max(np.cos(np.radians(lat)), 0.05))
    steps = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
    length = max((s for s in steps if s * per_nm < frame.width * 0.22), default=steps[0])
    run = float(length * per_nm)
    text = f"{length} nm ({length * _NM / 1000:,.0f} km)"
    wide = max(run, label_width(text, "t-note", sheet.scale))
    x1, y = _free_corner(sheet, wide)
    x0 = x1 - run
    bar = np.array([[x0, y - 4], [x0, y], [x1, y], [x1, y - 4]])
    box = (x1 - wide - 6, y - 20 * sheet.scale, x1 + 6, y + 6)
    sheet.add("panel", [_rectangle(*box)], closed=True)
    sheet.add("scale", [bar])
    sheet.room.block_box(box)
    sheet.room.labels.append(Label(x1, y - 7, text, "t-note", "end", sheet.scale))


def _free_corner(sheet: _Sheet, wide: float) -> tuple[float, float]:
    """Find a corner where no reported position lies: right end and base line of the bar."""
    frame = sheet.frame
    spots = [(float(frame.x(s.lon)), float(frame.y(s.lat))) for r in sheet.routes for s in r.stops]
    low, high = frame.height - sheet.cover - 26.0, sheet.cover + 34.0
    right, left = frame.width - sheet.side - 16.0, sheet.side + wide + 16.0
    corners = [(right, low), (right, high), (left, high)]
    for x1, y in corners:
        if not any(x1 - wide - 16 < x < x1 + 16 and y - 34 < at < y + 26 for x, at in spots):
            return x1, y
    return corners[0]


def _gates(sheet: _Sheet) -> None:
    """Gates that events name are drawn strongly and named first."""
    used = {row.where for row in sheet.told.rows if row.kind in ("transit", "crossing")}
    ids = {row.detail.get("gate_id") for row in sheet.told.rows if row.kind == "transit"}
    for gate, line in gate_lines(sheet.story.gates, sheet.frame):
        is_used = gate["name"] in used or gate["gate_id"] in ids
        style = "gate-used" if is_used else "gate"
        sheet.add(style, [line], title=words.clean(gate["name"]))


def _passed(sheet: _Sheet) -> set[str]:
    return {row.where for row in sheet.told.rows if row.kind == "transit" and row.where}


def _passed_gate_names(sheet: _Sheet) -> None:
    passed = _passed(sheet)
    for gate, line in gate_lines(sheet.story.gates, sheet.frame):
        name = words.clean(gate["name"], 40).split(" (")[0]
        for end in sorted(line.tolist()) if gate["name"] in passed else []:
            if sheet.room.put(end[0], end[1], name, "t-gate", 10):
                break


def _other_gate_names(sheet: _Sheet) -> None:
    shown = {words.clean(name).split(" (")[0] for name in _passed(sheet)}
    for gate, line in gate_lines(sheet.story.gates, sheet.frame):
        name = words.clean(gate["name"], 40).split(" (")[0].split(",")[0]
        if name not in shown and np.hypot(*(line[1] - line[0])) > _MIN_GATE:
            shown.add(name)
            x, y = line.mean(axis=0).tolist()
            sheet.room.put(x, y, name, "t-minor", 6)


def _tracks(sheet: _Sheet) -> None:
    budget = _BUDGET // 2 if sheet.small else _BUDGET
    real, made_up = track_lines(sheet.story.tracks, sheet.frame, budget)
    sheet.add("sim", made_up)
    sheet.add("track", real)


def _routes(sheet: _Sheet) -> None:
    for route, ink in reversed(list(zip(sheet.routes, INKS, strict=False))):
        spread = [stop for stop in route.stops if stop.radius_km > 0 and not _at_gate(sheet, stop)]
        areas = [_area(sheet, stop) for stop in spread]
        for area in areas:
            sheet.add(f"{ink}-area", [area], closed=True)
    zone, _ = story_zone(sheet.told.rows)
    for route, ink in reversed(list(zip(sheet.routes, INKS, strict=False))):
        line = sheet.frame.chain([s.lon for s in route.stops], [s.lat for s in route.stops])
        if len(line) > 1:
            sheet.add(ink, [line])
            sheet.add(f"{ink}-arrow", _arrows(line), closed=True)
            sheet.room.avoid(line)
        for stop, (x, y) in zip(route.stops, line, strict=True):
            title = f"{words.day(stop.t, zone, year=True)}: {words.clean(stop.place)}"
            size = 5.0 if ink == "route" else 4.2
            sheet.scene.items.append(Dot(float(x), float(y), size, f"{ink}-dot", title))
            sheet.room.block(float(x), float(y), size)
    for route, ink in zip(sheet.routes, INKS, strict=False):
        _route_labels(sheet, route, ink)


def _at_gate(sheet: _Sheet, stop: Stop) -> bool:
    """Tell whether a stop is a gate's middle: the gate's line then shows how vague it is."""
    x, y = float(sheet.frame.x(stop.lon)), float(sheet.frame.y(stop.lat))
    middles = (line.mean(axis=0) for _, line in gate_lines(sheet.story.gates, sheet.frame))
    return any(abs(x - mx) < 2 and abs(y - my) < 2 for mx, my in middles)  # noqa: PLR2004 - pixels


def _area(sheet: _Sheet, stop: Stop) -> Floats:
    """Outline where the words leave a stop: a sector, else a circle."""
    if stop.ring:
        return sheet.frame.chain(*np.array(stop.ring).T)
    return sheet.frame.chain(*circle(stop.lon, stop.lat, stop.radius_km * 1000.0))


def _arrows(line: Floats, size: float = 6.0) -> list[Floats]:
    """Small heads in the middle of legs that are long enough to carry one."""
    heads = []
    for a, b in pairwise(line):
        run = b - a
        length = float(np.hypot(*run))
        if length < size * 5:
            continue
        ahead = run / length
        side = np.array([-ahead[1], ahead[0]])
        tip = a + run * 0.55 + ahead * size
        back = tip - ahead * size * 1.9
        heads.append(np.array([tip, back + side * size * 0.8, back - side * size * 0.8]))
    return heads


def _route_labels(sheet: _Sheet, route: Route, ink: str) -> None:
    """Dates beside stops; stops that lie on each other share one label."""
    zone, _ = story_zone(sheet.told.rows)
    spots: list[tuple[float, float, list[str]]] = []
    for stop in route.stops:
        x, y = float(sheet.frame.x(stop.lon)), float(sheet.frame.y(stop.lat))
        date = words.day(stop.t, zone) + _way(sheet.told, route, stop, zone)
        near = next((spot for spot in spots if np.hypot(spot[0] - x, spot[1] - y) < 14), None)  # noqa: PLR2004 - pixels
        if near is None:
            spots.append((x, y, [date]))
        elif date not in near[2]:
            near[2].append(date)
    lead = words.plain_name(route.name, 30) or words.who("", route.object_id)
    for index, (x, y, dates) in enumerate(spots):
        text = ", ".join(dates)
        if index == 0:
            crew = " group" if route.company > 1 else ""
            text = f"{lead}{crew}, {text}"
        if not sheet.room.put(x, y, text, f"t-{ink}", 9):
            sheet.room.put(x, y, ", ".join(dates), f"t-{ink}", 14)


def _way(told: Told, route: Route, stop: Stop, zone: tzinfo) -> str:
    """Say out or back where a stop is one end of the object's deployment."""
    for row in told.of("deployment"):
        if row.object_id != route.object_id:
            continue
        for key, way in (("out_event", " out"), ("back_event", " back")):
            end = next((r for r in told.rows if r.event_id == row.detail.get(key)), None)
            if end and end.t_start and words.day(end.t_start, zone) == words.day(stop.t, zone):
                return way
    return ""


def _marks(sheet: _Sheet) -> None:
    """Events from fixes, as small rings; what lies outside the picture is not marked."""
    rows = [row for row in sheet.told.of(*_MARKED) if not row.from_text]
    for row in rows[:_MAX_MARKS]:
        if row.lon is None or row.lat is None:
            continue
        x, y = float(sheet.frame.x(row.lon)), float(sheet.frame.y(row.lat))
        if sheet.frame.holds(x, y, 4):
            title = f"{words.KIND[row.kind]}: {words.who(row.name, row.object_id)}"
            sheet.scene.items.append(Dot(x, y, 3.4, "mark", title))
    told = [row for row in rows if row.kind == "impossible_position"]
    for row in told[:3]:
        _mark_label(sheet, row)


def _mark_label(sheet: _Sheet, row: Row) -> None:
    if row.lon is None or row.lat is None:
        return
    x, y = float(sheet.frame.x(row.lon)), float(sheet.frame.y(row.lat))
    if sheet.frame.holds(x, y, 4):
        sheet.room.put(x, y, words.KIND[row.kind], "t-mark", 7)


def _names(sheet: _Sheet) -> None:
    _passed_gate_names(sheet)
    frame = sheet.frame
    for place in SEAS:
        if place.from_scale <= frame.scale <= place.to_scale:
            x, y = float(frame.x(place.lon)), float(frame.y(place.lat))
            if frame.holds(x, y):
                sheet.room.put_at(x, y, place.name, "t-sea")
    for place in PLACES:
        if not place.from_scale <= frame.scale <= place.to_scale:
            continue
        x, y = float(frame.x(place.lon)), float(frame.y(place.lat))
        if not frame.holds(x, y):
            continue
        if place.name.isupper():
            sheet.room.put_at(x, y, place.name, "t-land")
        else:
            sheet.room.put(x, y, place.name, "t-island", 6)
    if not sheet.small:
        _other_gate_names(sheet)


def _alt(sheet: _Sheet) -> str:
    """Say in words what the map shows."""
    box = sheet.story.box
    corners = f"{words.lat_lon(box[0], box[1])} to {words.lat_lon(box[2], box[3])}"
    parts = [words.say("alt_map", corners=corners)]
    zone, _ = story_zone(sheet.told.rows)
    for route in sheet.routes:
        stops = [f"{words.day(s.t, zone)}, {words.clean(s.place)}" for s in route.stops]
        parts.append(f"{words.who(route.name, route.object_id)}: {'; '.join(stops)}.")
    if sheet.story.tracks.num_rows:
        parts.append(words.SAY["alt_simulated" if sheet.story.simulated else "alt_tracks"])
    return " ".join(parts)
