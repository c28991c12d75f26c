"""The command that writes the lines and zones of an area to a file."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import open_screen, say, stdout

__all__ = ["AroundOption", "BoxOption", "GateOption", "WithinOption", "zone_export"]

BoxOption = Annotated[
    str | None,
    typer.Option("--box", metavar="W,S,E,N", help="Degrees; east < west crosses 180."),
]
AroundOption = Annotated[
    str | None, typer.Option("--around", metavar="LAT,LON", help="A place, decimal or DMS.")
]
WithinOption = Annotated[
    float | None, typer.Option("--within", metavar="NM", help="How far around it; 30 if not said.")
]
GateOption = Annotated[
    str | None, typer.Option("--gate", metavar="NAME", help="A gate: its id or part of its name.")
]


def zone_export(
    output: Annotated[
        str,
        typer.Option(
            "-o", "--output", help="FILE.geojson, .gpkg, .parquet or .kml; - is GeoJSON to stdout."
        ),
    ],
    box: BoxOption = None,
    around: AroundOption = None,
    within: WithinOption = None,
    gate: GateOption = None,
    what: Annotated[
        str,
        typer.Option("--what", help="Some of limits,zones,gates,equidistance,baselines,published."),
    ] = "limits,gates,equidistance",
    limits: Annotated[
        str | None,
        typer.Option(
            "--limits",
            metavar="NM,...",
            help="Distances of the limits; else those that hold there: 12, 24, 200 and others.",
        ),
    ] = None,
) -> None:
    """Write limits, zones, gates, equidistance lines, baselines, published limits of an area.

    Lines lie within 1 m of the limit (10 m beyond 30 nm), at vertices and between them. Example:

    straitwatch zone export --gate miyako -o miyako.geojson
    """
    from straitwatch.flow.chart_layers import (
        choose_area,
        export_zones,
        read_limits,
        usual_limits,
    )

    area = choose_area(box, around, within, gate).box
    distances = read_limits(limits) if limits else usual_limits(area)
    path = None if output == "-" else Path(output)
    layers = [name.strip() for name in what.split(",") if name.strip()]
    with open_screen() as screen:
        counts = export_zones(layers, area, distances, screen, output=path, stdout=stdout())
    say(f"{', '.join(f'{n:,} {name}' for name, n in counts.items())} -> {output}")
