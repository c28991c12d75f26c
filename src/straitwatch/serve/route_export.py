"""What is shown, as files: CSV, GeoJSON, KML, GPX and NDJSON, written while they are sent."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import pyarrow as pa
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from straitwatch.model.identity import text_of_object_id
from straitwatch.serve.desk import ask, desk_of, scope_of
from straitwatch.serve.document import refusals
from straitwatch.serve.filter import event_filter, fix_filter, object_filter, sighting_filter
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import (
    EventQuestion,
    FixQuestion,
    Found,
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

_TOLD = {**refusals(*FORMS.values()), 413: {"description": "More than one file holds."}}
_OF_TABLES = ("csv", "ndjson")

Who = Annotated[Scope, Depends(scope_of)]
Writers = Mapping[tuple[str, str], Callable[..., Iterable[str]]]
"""By what and form: rows -> pieces of the file; of tracks: FIX, rows of OBJECT by identity."""


def export_router(writers: Writers) -> APIRouter:
    """Make the router of exports: `/api/export/{what}.{form}` with the filters of the lists.

    Args:
        writers: what writes each form. Those of `csv` and `ndjson` take a table.
    """
    router = APIRouter(prefix="/api/export", tags=["export"])
    routes = _Exports(writers)
    for what in ("events", "objects", "sightings", "tracks"):
        answer = getattr(routes, what)
        router.add_api_route(
            f"/{what}.{{form}}",
            answer,
            methods=["GET"],
            response_class=Response,
            responses=_TOLD,
        )
    return router


@dataclass(frozen=True)
class _Read:
    """The two ways to read a list."""

    table: Callable[[], pa.Table]
    rows: Callable[[], Found]


@dataclass(frozen=True)
class _Exports:
    """Files, by what is in them."""

    writers: Writers

    async def events(
        self,
        request: Request,
        scope: Who,
        asked: Annotated[EventQuestion, Depends(event_filter)],
        form: str,
    ) -> Response:
        """Events, as the filters of `/api/events` choose them; all of them, not a page."""
        window = desk_of(request).window
        whole = replace(asked, limit=MOST_ROWS, offset=0)
        read = _Read(lambda: window.event_table(whole, scope), lambda: window.events(whole, scope))
        return await self._listed(request, scope, "events", form, read)

    async def objects(
        self,
        request: Request,
        scope: Who,
        asked: Annotated[ObjectQuestion, Depends(object_filter)],
        form: str,
    ) -> Response:
        """Objects and where they were last, as the filters of `/api/objects` choose them."""
        window = desk_of(request).window
        whole = replace(asked, limit=MOST_ROWS, offset=0)
        read = _Read(
            lambda: window.object_table(whole, scope), lambda: window.objects(whole, scope)
        )
        return await self._listed(request, scope, "objects", form, read)

    async def sightings(
        self,
        request: Request,
        scope: Who,
        asked: Annotated[SightingQuestion, Depends(sighting_filter)],
        form: str,
    ) -> Response:
        """Sightings with their areas, as the filters of `/api/sightings` choose them."""
        window = desk_of(request).window
        whole = replace(asked, limit=MOST_ROWS, offset=0)
        read = _Read(
            lambda: window.sighting_table(whole, scope), lambda: window.sightings(whole, scope)
        )
        return await self._listed(request, scope, "sightings", form, read)

    async def tracks(
        self,
        request: Request,
        scope: Who,
        asked: Annotated[FixQuestion, Depends(fix_filter)],
        form: str,
    ) -> Response:
        """Fixes, or the ways that they make, by `object`, `from`, `to` and `bbox`."""
        write, window = _writer(self.writers, "tracks", form, scope), desk_of(request).window
        whole = replace(asked, limit=MOST_FIXES, offset=0)

        def make() -> Iterable[str]:
            fixes, n = window.fix_table(whole, scope)
            _check(n, MOST_FIXES, "fixes")
            if form in _OF_TABLES:
                return write(fixes)
            return write(fixes, known_objects(window, scope, fixes))

        return _sent("tracks", form, await ask(request, make))

    async def _listed(
        self, request: Request, scope: Scope, what: str, form: str, read: _Read
    ) -> Response:
        write = _writer(self.writers, what, form, scope)

        def make() -> Iterable[str]:
            if form in _OF_TABLES:
                table = read.table()
                _check(len(table), MOST_ROWS, what)
                return write(table)
            found = read.rows()
            _check(found.n_found, len(found.rows), what)
            return write(found.rows)

        return _sent(what, form, await ask(request, make))


def _sent(what: str, form: str, parts: Iterable[str]) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="straitwatch-{what}.{form}"',
        "Cache-Control": "private, no-store",
    }
    pieces = (part.encode("utf-8", "replace") for part in _gathered(parts))
    return StreamingResponse(pieces, media_type=FORMS[form], headers=headers)


def _check(n: int, most: int, what: str) -> None:
    """Refuse what one file does not hold: nothing is cut off silently."""
    if n > most:
        mend = f"ask for a shorter span or a smaller box: {most:,} at a time"
        raise Refused(413, f"{n:,} {what} are more than one file holds", mend)


def _writer(writers: Writers, what: str, form: str, scope: Scope) -> Callable[..., Iterable[str]]:
    if "export" not in scope.scopes:
        raise Refused(403, "this key may not export")
    found = writers.get((what, form))
    if found is None:
        mend = f"ask for {', '.join(FORMS)}"
        raise Refused(404, f"{what} are not written as '{form[:20]}'", mend)
    return found


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
