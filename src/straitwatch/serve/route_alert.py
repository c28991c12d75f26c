"""Questions about alerts: how each was delivered, and one tried again."""

from typing import Annotated, Any, Literal, Protocol

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from straitwatch.serve.access import needs
from straitwatch.serve.desk import scope_of
from straitwatch.serve.refuse import Refused
from straitwatch.serve.window import Row, Scope

__all__ = ["AlertDesk", "alert_router"]

State = Literal["waiting", "sending", "sent", "failed", "dropped", "unsure"]
Who = Annotated[Scope, Depends(scope_of)]


class AlertDesk(Protocol):
    """What knows alerts: `flow/alert/work.py`."""

    def list_alerts(
        self, *, state: str | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[list[dict[str, Any]], int]:
        """List deliveries, the newest first, and count them."""
        ...

    def retry(self, alert_id: int) -> int:
        """Try again; returns to how many addresses."""
        ...


def alert_router(alerts: AlertDesk | None) -> APIRouter:
    """Make the router of alerts.

    Args:
        alerts: None where no rule is set: the list is empty.
    """
    router = APIRouter(tags=["alerts"])

    @router.get("/api/alerts")
    async def listing(
        scope: Who,
        state: State | None = None,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> Response:
        """How alerts were delivered, the newest first: one row a message and address."""
        _need_whole(scope)
        rows: list[Row] = []
        n_found = 0
        if alerts is not None:
            rows, n_found = await run_in_threadpool(
                lambda: alerts.list_alerts(state=state, limit=limit, offset=offset)
            )
        after = offset + len(rows)
        told: Row = {
            "n": len(rows), "n_found": n_found, "alerts": rows,
            "next": after if after < n_found and rows else None,
        }  # fmt: skip
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    @router.post("/api/alerts/{alert_id}/retry")
    async def retry(
        request: Request, scope: Who, alert_id: Annotated[int, Path(ge=1, le=2**62)]
    ) -> Response:
        """Try again what was not delivered of an alert. Needs the scope `operate`."""
        del request
        needs(scope, "operate")
        _need_whole(scope)
        n = 0 if alerts is None else await run_in_threadpool(alerts.retry, alert_id)
        if not n:
            raise Refused(404, "there is no such alert that waits or failed", "see /api/alerts")
        return JSONResponse({"id": alert_id, "retried": n}, headers={"Cache-Control": "no-store"})

    return router


def _need_whole(scope: Scope) -> None:
    """Refuse those who may not see all: alerts tell of every event, and of whom they went to."""
    if scope.release is not None or scope.name == "public":
        raise Refused(403, "alerts are for those who run this server")
