"""The commands that say what was not there, and where anyone was listening."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import (
    AsJson,
    Gates,
    Since,
    StoreDir,
    Until,
    ndjson,
    open_screen,
    put,
    read_time,
    store_folder,
)
from straitwatch.model.unit import read_moment

__all__ = ["absence", "coverage"]


def absence(
    identity: Annotated[str, typer.Option("--object", help="mmsi:431000001, icao24:ae0455")],
    zone: Annotated[
        str,
        typer.Option(
            "--zone",
            help="JP, territorial_sea:JP, internal_waters:JP, a gate, circle:LAT,LON,NM, "
            "box:W,S,E,N",
        ),
    ],
    t_from: Annotated[str, typer.Option("--from", help="From this date or time (UTC).")],
    t_to: Annotated[str, typer.Option("--to", help="To this date or time (UTC).")],
    store: StoreDir = Path("straitwatch-out"),
    speed: Annotated[
        float | None,
        typer.Option(
            "--speed", metavar="KN", help="Top speed; else 60 for ships, 1000 for aircraft."
        ),
    ] = None,
    gates: Gates = None,
    as_json: AsJson = False,
) -> None:
    """Say whether an object entered a zone, may have, did not, or was not covered.

    With the hours of each, by straight lines at a top speed: it errs towards "may have". For
    example:

    straitwatch absence --object 431000001 --zone JP --from 2022-12-16 --to 2022-12-17 --speed 30
    """
    from straitwatch.flow.absence import absence as ask
    from straitwatch.flow.show_absence import absence_lines, absence_record

    with open_screen():
        found = ask(
            store_folder(store),
            identity,
            zone,
            read_moment(t_from),
            read_moment(t_to),
            speed_kn=speed,
            gate_files=gates or (),
        )
    put(ndjson([absence_record(found)]) if as_json else absence_lines(found))


def coverage(
    store: StoreDir = Path("straitwatch-out"),
    t_from: Since = None,
    t_to: Until = None,
    as_json: AsJson = False,
) -> None:
    """Say where and when each source was heard from, summed over cells and hours."""
    from straitwatch.flow.query import select_coverage
    from straitwatch.flow.show_absence import coverage_lines, coverage_records

    found = select_coverage(store_folder(store), t_from=read_time(t_from), t_to=read_time(t_to))
    put(ndjson(map(dict, coverage_records(found))) if as_json else coverage_lines(found))
