"""Counts by day, as charts draw them, with what was watched: `/api/charts/{chart}`."""

import re
from dataclasses import replace
from datetime import timedelta, timezone, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from straitwatch.model.error import ContractError
from straitwatch.serve.day_count import CHARTS, count_days, count_watched
from straitwatch.serve.desk import desk_of, reply, scope_of
from straitwatch.serve.document import refusals
from straitwatch.serve.filter import event_filter
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Box, CoverageQuestion, EventQuestion, Row, Scope, Window

__all__ = ["chart_router"]

_OFFSET = re.compile(r"([+\- ])(\d\d):?(\d\d)")
_AROUND_DEG = 0.5  # of a gate: two cells of coverage

Who = Annotated[Scope, Depends(scope_of)]


def chart_router() -> APIRouter:
    """Make the router of charts."""
    router = APIRouter(prefix="/api/charts", tags=["charts"])
    told = refusals("application/json")
    router.add_api_route("/{chart}", chart, methods=["GET"], responses=told)
    return router


def zone_of(
    tz: Annotated[
        str, Query(max_length=60, description="Whose days: +09:00, or a name as Asia/Tokyo.")
    ] = "+00:00",
) -> tzinfo:
    """Read a time zone.

    Raises:
        ContractError: it is none.
    """
    found = _OFFSET.fullmatch(tz)
    if found is not None:  # a + in an address arrives as a blank
        minutes = int(found[2]) * 60 + int(found[3])
        if minutes < 24 * 60 and int(found[3]) < 60:  # noqa: PLR2004 - of an hour
            return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ContractError(f"'{tz}' is no time zone: write +09:00 or Asia/Tokyo") from error


async def chart(
    request: Request,
    scope: Who,
    asked: Annotated[EventQuestion, Depends(event_filter)],
    zone: Annotated[tzinfo, Depends(zone_of)],
    chart: str,
) -> Response:
    """Transits, entries, flights or gaps by local day, from the events that the filters choose.

    What is simulated is counted apart; what texts report is never added to what was observed.
    """
    if chart not in CHARTS:
        mend = f"ask for {', '.join(CHARTS)}"
        raise Refused(404, f"there is no chart '{chart[:40]}'", mend)
    window = desk_of(request).window
    question = replace(asked, kinds=CHARTS[chart])

    def make() -> Row:
        events = window.event_table(question, scope)
        rows, undated = count_days(events, chart, zone)
        told = CoverageQuestion(t_from=asked.t_from, t_to=asked.t_to, box=_box(window, asked))
        watched = count_watched(window.coverage_table(told, scope), zone)
        note = _note(watched, asked.lang)
        return {
            "chart": chart,
            "rows": rows,
            "n": len(rows),
            "undated": undated,
            "watched": watched,
            "coverage_note": note,
        }

    return await reply(request, scope, make)


def _box(window: Window, asked: EventQuestion) -> Box | None:
    """Where to look for coverage: the box asked for, else around the one gate asked for."""
    if asked.box is not None or len(asked.gates) != 1:
        return asked.box
    for gate in window.gates():
        if gate["gate_id"] == asked.gates[0]:
            return _around(gate)
    return None


def _around(gate: Row) -> Box:
    lons, lats = (gate["lon_a"], gate["lon_b"]), (gate["lat_a"], gate["lat_b"])
    west, east = min(lons), max(lons)
    if east - west > 180.0:  # noqa: PLR2004 - degrees: the gate lies over the antimeridian
        west, east = east, west
    south, north = max(min(lats) - _AROUND_DEG, -90.0), min(max(lats) + _AROUND_DEG, 90.0)
    return _turned(west - _AROUND_DEG), south, _turned(east + _AROUND_DEG), north


def _turned(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0


def _note(watched: list[Row], lang: str) -> str:
    """Say what was watched: nothing counted says something only where somebody looked."""
    real = [row["day"] for row in watched if row["hours"]]
    fake = [row["day"] for row in watched if row["simulated"]]
    told: list[str] = []
    told.append(_span(real, lang, simulated=False))
    if fake:
        told.append(_span(fake, lang, simulated=True))
    told.append(_REST[lang if lang in _REST else "en"])
    return " ".join(told)


_REST = {
    "en": "On other days nobody was listening here: no count there is no sign that nothing passed. "
    "Reports by people do not depend on coverage.",
    "ja": "それ以外の日は受信がなく、件数がないことは何もなかったことを意味しません。"
    "人による報告は受信範囲によりません。",
}


def _span(days: list[str], lang: str, *, simulated: bool) -> str:
    n = len(days)
    ends = f"{days[0]} - {days[-1]}" if days else ""
    if lang == "ja":
        what = "模擬の受信" if simulated else "受信"
        return f"{what}があった日:{n}日({ends})。" if n else f"{what}があった日はありません。"
    what = "simulated receivers" if simulated else "receivers"
    if not n:
        return f"No day on which {what} heard anything."
    return f"Days on which {what} heard something: {n} ({ends})."
