"""The commands that look at charts: zone, gate, reach."""

from typing import Annotated, Any

import typer

from straitwatch.cli.shared import AsJson, ndjson, open_screen, put
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import read_moment

__all__ = ["gate_app", "reach", "zone_app"]

_NEGATIVE = {"ignore_unknown_options": True}  # so that -16.5 is a latitude, not an option

zone_app = typer.Typer(
    help="Whose waters a place is in, and what the law says there.", no_args_is_help=True
)
gate_app = typer.Typer(help="The straits that are watched.", no_args_is_help=True)


def reach(
    a: Annotated[
        str, typer.Option("--from", metavar="LAT,LON,TIME", help="Where and when it was.")
    ],
    b: Annotated[
        str, typer.Option("--to", metavar="LAT,LON,TIME", help="Where and when it was next.")
    ],
    speed: Annotated[float, typer.Option("--speed", metavar="KN", help="Its top speed, assumed.")],
    as_json: AsJson = False,
) -> None:
    """Say where it could have been in between.

    By straight lines, so it errs on the side of "could have": what is not listed is excluded.
    For example:

    straitwatch reach --from 26.5,125.0,2022-12-16T00:00 --to 24.0,128.5,2022-12-17T02:00 --speed 30
    """
    from straitwatch.flow.could import could_have
    from straitwatch.flow.show import could_lines, could_records

    ends = _anchor("--from", a), _anchor("--to", b)
    with open_screen():
        found = could_have(*ends, speed)
    put(ndjson(could_records(*found)) if as_json else could_lines(*found))


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
    from straitwatch.flow.show import verdict_lines, verdict_record
    from straitwatch.zone.verdict import zone_at as judge

    with open_screen():
        verdict = judge(lon, lat, position_error_m=error_m)
    put(ndjson([verdict_record(verdict)]) if as_json else verdict_lines(verdict))


@gate_app.command("list")
def gate_list(as_json: AsJson = False) -> None:
    """List the gates with the sea on each side."""
    from straitwatch.flow.show import gate_list_lines
    from straitwatch.report.export import to_ndjson
    from straitwatch.zone.gate import gates

    put((line.rstrip("\n") for line in to_ndjson(gates())) if as_json else gate_list_lines(gates()))


@gate_app.command("show")
def gate_show(
    name: Annotated[str, typer.Argument(help="Its id or a part of its name, English or Japanese.")],
    as_json: AsJson = False,
) -> None:
    """Show one gate: ends, width, corridor beyond 3, 12 and 24 nm, regime and articles."""
    from straitwatch.flow.show import gate_lines, gate_record
    from straitwatch.zone.gate import find_gate

    gate = find_gate(name)
    with open_screen():
        record = gate_record(gate)
    put(ndjson([record]) if as_json else gate_lines(record))


def _anchor(option: str, text: str) -> Any:  # noqa: ANN401 - its type is imported late
    from straitwatch.reach.straight import Anchor

    parts = text.split(",", maxsplit=2)
    try:
        lat, lon, moment = float(parts[0]), float(parts[1]), parts[2]
    except (ValueError, IndexError) as error:
        raise ConfigError(
            f"{option} '{text}': write LAT,LON,TIME, as 26.5,125.0,2022-12-16T00:00"
        ) from error
    if abs(lat) > 90 or abs(lon) > 180:  # noqa: PLR2004 - degrees
        raise ConfigError(f"{option} '{text}': latitude is -90 to 90, longitude -180 to 180")
    return Anchor(lon, lat, read_moment(moment))
