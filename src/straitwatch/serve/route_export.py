"""What is shown, as files: CSV, GeoJSON, KML, GPX and NDJSON, written while they are sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any

import pyarrow as pa
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from straitwatch.model.identity import text_of_object_id
from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.filter import event_filter, fix_filter, object_filter, sighting_filter
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import (
    EventQuestion,
    FixQuestion,
    ObjectQuestion,
    Row,
    Scope,
    SightingQuestion,
    Window,
)

__all__ = ["FORMS", "MOST_FIXES", "MOST_ROWS", "Writers", "export_router", "known_objects"]

MOST_ROWS = 100_000
"""Events, objects or sightings of one file: ours; some 100 MB of JSON."""

MOST_FIXES = 500_000
"""Fixes of one file: ours; a day of a busy strait."""

FORMS = {
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
    "kml": "application/vnd.google-earth.kml+xml",
    "gpx": "application/gpx+xml",
    "ndjson": "application/x-ndjson",
}

Who = Annotated[Scope, Depends(scope_of)]
Writers = Mapping[tuple[str, str], Callable[..., Iterable[str]]]
"""By what and form: rows -> pieces of the file; of tracks: FIX, rows of OBJECT by identity."""


def export_router(writers: Writers) -> APIRouter:
    """Make the router of exports: `/api/export/{what}.{form}` with the filters of the lists.

    Args:
        writers: what writes each form. Those of `csv` and `ndjson` take a table.
    """
    router = APIRouter(prefix="/api/export", tags=["export"])

    def sent(request: Request, what: str, form: str, parts: Iterable[str]) -> Response:
        headers = {
            "Content-Disposition": f'attachment; filename="straitwatch-{what}.{form}"',
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(
            (part.encode("utf-8", "replace") for part in _gathered(parts)),
            media_type=FORMS[form],
            headers=headers,
        )

    @router.get("/events.{form}", response_class=Response)
    async def events(
        request: Request,
        scope: Who,
        asked: Annotated[EventQuestion, Depends(event_filter)],
        form: str,
    ) -> Response:
        """Events, as the filters of `/api/events` choose them; all of them, not a page."""
        write, window = _writer(writers, "events", form, scope), desk_of(request).window
        question = replace(asked, limit=MOST_ROWS, offset=0)

        def make() -> Any:  # noqa: ANN401 - a table or rows
            if form in {"csv", "ndjson"}:
                return _bounded(window.event_table(question, scope), "events")
            return _all_rows(lambda some: window.events(some, scope), question)

        return sent(request, "events", form, write(await ask(request, make)))

    @router.get("/objects.{form}", response_class=Response)
    async def objects(
        request: Request,
        scope: Who,
        asked: Annotated[ObjectQuestion, Depends(object_filter)],
        form: str,
    ) -> Response:
        """Objects and where they were last, as the filters of `/api/objects` choose them."""
        write, window = _writer(writers, "objects", form, scope), desk_of(request).window
        question = replace(asked, limit=MOST_ROWS, offset=0)

        def make() -> Any:  # noqa: ANN401 - same
            if form in {"csv", "ndjson"}:
                return _bounded(window.object_table(question, scope), "objects")
            return _all_rows(lambda some: window.objects(some, scope), question)

        return sent(request, "objects", form, write(await ask(request, make)))

    @router.get("/sightings.{form}", response_class=Response)
    async def sightings(
        request: Request,
        scope: Who,
        asked: Annotated[SightingQuestion, Depends(sighting_filter)],
        form: str,
    ) -> Response:
        """Sightings with their areas, as the filters of `/api/sightings` choose them."""
        write, window = _writer(writers, "sightings", form, scope), desk_of(request).window
        question = replace(asked, limit=MOST_ROWS, offset=0)

        def make() -> Any:  # noqa: ANN401 - same
            if form in {"csv", "ndjson"}:
                return _bounded(window.sighting_table(question, scope), "sightings")
            return _all_rows(lambda some: window.sightings(some, scope), question)

        return sent(request, "sightings", form, write(await ask(request, make)))

    @router.get("/tracks.{form}", response_class=Response)
    async def tracks(
        request: Request,
        scope: Who,
        asked: Annotated[FixQuestion, Depends(fix_filter)],
        form: str,
    ) -> Response:
        """Fixes, or the ways that they make, by `object`, `from`, `to` and `bbox`."""
        write, window = _writer(writers, "tracks", form, scope), desk_of(request).window

        def make() -> tuple[pa.Table, Mapping[str, Row]]:
            question = replace(asked, limit=MOST_FIXES, offset=0)
            fixes, n = window.fix_table(question, scope)
            if n > MOST_FIXES:
                raise _too_many(n, MOST_FIXES, "fixes")
            return fixes, known_objects(window, scope, fixes)

        fixes, known = await ask(request, make)
        parts = write(fixes) if form in {"csv", "ndjson"} else write(fixes, known)
        return sent(request, "tracks", form, parts)

    return router


def _writer(
    writers: Writers, what: str, form: str, scope: Scope
) -> Callable[..., Iterable[str]]:
    if "export" not in scope.scopes:
        raise Refused(403, "this key may not export")
    found = writers.get((what, form))
    if found is None:
        raise Refused(404, f"{what} are not written as '{form[:20]}'", f"ask for {', '.join(FORMS)}")
    return found


def _bounded(table: pa.Table, what: str) -> pa.Table:
    if len(table) > MOST_ROWS:
        raise _too_many(len(table), MOST_ROWS, what)
    return table


def _all_rows(read: Callable[[Any], Any], question: Any) -> list[Row]:  # noqa: ANN401 - as asked
    found = read(question)
    if found.n_found > len(found.rows):
        raise _too_many(found.n_found, MOST_ROWS, "rows")
    rows: list[Row] = found.rows
    return rows


def _too_many(n: int, most: int, what: str) -> Refused:
    mend = f"ask for a shorter span or a smaller box: {most:,} at a time"
    return Refused(413, f"{n:,} {what} are more than one file holds", mend)


def known_objects(window: Window, scope: Scope, fixes: pa.Table) -> dict[str, Row]:
    """Give the rows of OBJECT of those that fixes are of, by text identity."""
    wanted = {text_of_object_id(n) for n in fixes["object_id"].unique().to_pylist()}
    if not wanted:
        return {}
    table = window.object_table(ObjectQuestion(), scope)
    names = [name for name in ("object_id", "name", "flag", "craft") if name in table.column_names]
    return {r["object_id"]: r for r in table.select(names).to_pylist() if r["object_id"] in wanted}


def _gathered(parts: Iterable[str], least: int = 1 << 16) -> Iterable[str]:
    """Put small pieces together, so that each is worth a write."""
    held: list[str] = []
    size = 0
    for part in parts:
        held.append(part)
        size += len(part)
        if size >= least:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)


