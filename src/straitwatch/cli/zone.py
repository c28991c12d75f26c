"""The commands that look at zones: whose waters a place is in."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, ndjson, need_one_of, open_screen, put, say, stdout
from straitwatch.cli.zone_export import zone_export
from straitwatch.cli.zone_import import zone_import
from straitwatch.cli.zone_map import zone_map
from straitwatch.cli.zone_prepare import zone_prepare
from straitwatch.model.error import ConfigError

__all__ = ["zone_app"]

_NEGATIVE = {"ignore_unknown_options": True}  # so that -16.5 is a latitude, not an option

zone_app = typer.Typer(
    help="Whose waters a place is in, and what the law says there.", no_args_is_help=True
)
zone_app.command("import")(zone_import)
zone_app.command("prepare")(zone_prepare)


@zone_app.command("at", context_settings=_NEGATIVE)
def zone_at(
    place: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LAT LON", help="Degrees, decimal or with minutes and seconds; south, west: -."
        ),
    ] = None,
    error_m: Annotated[
        float, typer.Option("--error", help="Error of the position in metres.")
    ] = 10.0,
    points: Annotated[
        str | None, typer.Option("--points", metavar="FILE", help="CSV or Parquet; - is stdin.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="With --points: .csv, .ndjson, .parquet.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="With --points: csv, ndjson or parquet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Whose waters, how far from the limit, by which baseline, how sure, and under which law.

    With --points, one row for each place of a list, in its order: zone, State, distance, and
    whether a limit lies within the error. Rows that are no place are counted and told on standard
    error with their line; the exit code is 1 only when no row was good. Examples:

    straitwatch zone at 24.98 125.36

    straitwatch zone at 24-58.8N 125-21.6E

    straitwatch zone at --points places.csv -o zones.parquet
    """
    if points is not None:
        if place:
            raise ConfigError("give a place or --points, not both")
        _zone_list(points, output, to, error_m)
        return
    if output or to:
        raise ConfigError("-o and --to go with --points")
    from straitwatch.flow.show_verdict import verdict_lines, verdict_record
    from straitwatch.model.place import read_place
    from straitwatch.zone.verdict import zone_at as judge

    lon, lat = read_place(" ".join(place or []))
    with open_screen():
        verdict = judge(lon, lat, position_error_m=error_m)
    put(ndjson([verdict_record(verdict)]) if as_json else verdict_lines(verdict))


def _zone_list(points: str, output: Path | None, to: str | None, error_m: float) -> None:
    from straitwatch.flow.zone_list import FORMS, list_zones, reject_lines

    if to is not None:
        need_one_of("--to", to, sorted(set(FORMS.values())))
    if to == "parquet" and output is None and sys.stdout.isatty():
        raise ConfigError("Parquet does not belong on a terminal: add -o FILE.parquet")
    with open_screen() as screen:
        outcome = list_zones(
            points,
            sys.stdin.buffer,
            output,
            stdout(),
            screen,
            form=to,
            position_error_m=error_m,
        )
    say(*reject_lines(outcome), f"{outcome.good:,} places")


zone_app.command("export", context_settings=_NEGATIVE)(zone_export)
zone_app.command("map", context_settings=_NEGATIVE)(zone_map)
