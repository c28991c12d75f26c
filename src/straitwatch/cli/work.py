"""The commands that do the work: demo, run, events, report."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from straitwatch.cli.serve import Port, run_server
from straitwatch.cli.shared import (
    AsJson,
    Columns,
    Format,
    OutDir,
    Since,
    Sources,
    Start,
    StoreDir,
    Until,
    Watch,
    Workers,
    need_one_of,
    open_screen,
    put,
    read_time,
    say,
    settings_of,
    stdout,
    store_folder,
    width,
)

if TYPE_CHECKING:
    from straitwatch.flow.batch import Outcome

__all__ = ["demo", "events", "report", "run"]


_FORMS = ("table", "ndjson", "csv", "geojson", "kml", "gpx", "parquet")


def demo(
    out: OutDir = Path("straitwatch-demo"),
    as_json: AsJson = False,
    facts: Annotated[
        bool, typer.Option("--facts", help="Start from the table of facts, not from texts.")
    ] = False,
    serve: Annotated[
        bool, typer.Option("--serve", help="Then show it: the page, in replay.")
    ] = False,
    port: Port = 8080,
) -> None:
    """Tell the deployment of December 2022 from texts on published facts."""
    from straitwatch.flow.demo import demo as run_demo

    with open_screen() as screen:
        outcome = run_demo(out, tell=screen, facts=facts)
    _print_events(out / "store", as_json=as_json, simulated=as_json)
    _print_outcome(outcome)
    if serve:
        from straitwatch.flow.serve import Plan

        run_server(Plan(out / "store", port=port, start=_DEMO_VIEW))


_DEMO_VIEW = "?t=2022-12-16T03:00:00Z&lat=25.6&lon=126&z=6"
"""Where the replay of the demonstration starts: the way out by the Miyako Strait."""


def run(
    sources: Sources,
    out: OutDir = Path("straitwatch-out"),
    form: Format = None,
    column: Columns = None,
    start: Start = None,
    watch: Watch = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Decode, track, detect, store and report.

    AIS (AIVDM, CSV, Parquet) and ADS-B, plain, packed or in archives: the format is found from the
    content.
    For example:

    straitwatch run day.nmea.gz --out out

    straitwatch run archive/ 'logs/*.csv' --out out

    cat feed.nmea | straitwatch run - --out out
    """
    from straitwatch.flow.batch import run as run_batch

    settings = settings_of(watch, form, column, start)
    with open_screen() as screen:
        outcome = run_batch(sources, out, settings=settings, tell=screen, workers=workers)
    _print_events(out / "store", as_json=as_json, most=40)
    _print_outcome(outcome)
    if outcome.failures:
        raise typer.Exit(1)


def events(
    store: StoreDir = Path("straitwatch-out"),
    kind: Annotated[str | None, typer.Option("--kind", help="crossing, transit, gap, ...")] = None,
    identity: Annotated[
        str | None, typer.Option("--object", help="mmsi:431000001, hull:CN/16")
    ] = None,
    t_from: Since = None,
    t_to: Until = None,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(_FORMS)}.")] = "table",
    as_json: AsJson = False,
) -> None:
    """Query the events of a store."""
    from straitwatch.flow.query import select_events, write_events

    form = "ndjson" if as_json else form
    need_one_of("--format", form, _FORMS)
    found = select_events(
        store_folder(store),
        kind=kind,
        identity=identity,
        t_from=read_time(t_from),
        t_to=read_time(t_to),
    )
    write_events(found, form, stdout(), width=width())
    say(f"{found.num_rows:,} events")


def report(
    store: StoreDir = Path("straitwatch-out"),
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder; default: beside the store.")
    ] = None,
    t_from: Since = None,
    t_to: Until = None,
) -> None:
    """Write the report of a store, or of a span."""
    from straitwatch.flow.query import report_store

    folder = store_folder(store)
    files = report_store(
        folder,
        out or folder.parent,
        now=datetime.now(UTC),
        t_from=read_time(t_from),
        t_to=read_time(t_to),
    )
    put(str(file) for file in files)


def _print_events(
    folder: Path, *, as_json: bool, simulated: bool = True, most: int | None = None
) -> None:
    from straitwatch.flow.query import (
        count_line,
        fair_share,
        select_events,
        split_simulated,
        write_events,
    )

    found = select_events(folder)
    shown, kept_back = (found, found.slice(0, 0)) if simulated else split_simulated(found)
    if as_json:
        write_events(shown, "ndjson", stdout(), width=None)
        return
    say(count_line(shown))
    listed = shown if most is None else fair_share(shown, most)
    write_events(listed, "table", stdout(), width=width())
    rest = shown.num_rows - listed.num_rows
    more = ([f"{rest:,} more events"] if rest else []) + (
        [f"{kept_back.num_rows:,} events of simulated traffic"] if kept_back.num_rows else []
    )
    if more:
        say(f"and {' and '.join(more)}: straitwatch events --store {folder}")


def _print_outcome(outcome: "Outcome") -> None:
    from straitwatch.flow.show import outcome_lines

    say(*outcome_lines(outcome))
    put(str(file) for file in outcome.files)
