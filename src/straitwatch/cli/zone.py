"""The commands that look at zones: whose waters a place is in."""

from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, ndjson, open_screen, put
from straitwatch.cli.zone_export import zone_export
from straitwatch.cli.zone_map import zone_map

__all__ = ["zone_app"]

_NEGATIVE = {"ignore_unknown_options": True}  # so that -16.5 is a latitude, not an option

zone_app = typer.Typer(
    help="Whose waters a place is in, and what the law says there.", no_args_is_help=True
)


@zone_app.command("at", context_settings=_NEGATIVE)
def zone_at(
    lat: Annotated[float, typer.Argument(help="Degrees north; south is negative.")],
    lon: Annotated[float, typer.Argument(help="Degrees east; west is negative.")],
    error_m: Annotated[
        float, typer.Option("--error", help="Error of the position in metres.")
    ] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Whose waters, how far from the limit, by which baseline, how sure, and under which law.

    Example: straitwatch zone at 24.98 125.36
    """
    from straitwatch.flow.show_verdict import verdict_lines, verdict_record
    from straitwatch.zone.verdict import zone_at as judge

    with open_screen():
        verdict = judge(lon, lat, position_error_m=error_m)
    put(ndjson([verdict_record(verdict)]) if as_json else verdict_lines(verdict))


zone_app.command("export", context_settings=_NEGATIVE)(zone_export)
zone_app.command("map", context_settings=_NEGATIVE)(zone_map)
