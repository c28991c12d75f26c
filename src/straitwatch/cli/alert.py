"""The commands that test a rule of alerts and list what was delivered."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import (
    AsJson,
    StoreDir,
    ndjson,
    need_one_of,
    put,
    say,
    settings_of,
    store_folder,
)

__all__ = ["alert_app"]

alert_app = typer.Typer(help="Alerts: who was told of what.", no_args_is_help=True)

_STATES = ("waiting", "sending", "sent", "failed", "dropped", "unsure")


@alert_app.command("test")
def alert_test(
    rule: Annotated[str, typer.Argument(help="Name of a [[rule]].")],
    watch: Annotated[Path, typer.Option("--watch", help="Settings: a watch.toml.")] = Path(
        "watch.toml"
    ),
) -> None:
    """Send a message to everybody whom a rule tells, in its quiet hours too.

    Example: straitwatch alert test carrier --watch watch.toml
    """
    from straitwatch.flow.alert.open import try_rule

    failed = 0
    for shown, why_not in try_rule(settings_of(watch), rule):
        failed += why_not is not None
        put([f"{shown}: {'delivered' if why_not is None else f'not delivered: {why_not}'}"])
    if failed:
        say(f"{failed} of the addresses of rule '{rule}' got nothing")
        raise typer.Exit(1)


@alert_app.command("list")
def alert_list(
    store: StoreDir = Path("straitwatch-out"),
    state: Annotated[
        str | None, typer.Option("--state", help=f"Only these: {', '.join(_STATES)}.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many, the newest.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List alerts, the newest first: to whom each went, or why it did not."""
    from straitwatch.flow.alert.open import alert_lines, list_alerts

    if state is not None:
        need_one_of("--state", state, _STATES)
    folder = store_folder(store)
    if as_json:
        put(ndjson(list_alerts(folder, state=state, limit=limit)))
    else:
        put(alert_lines(folder, state=state, limit=limit))
