"""The command that draws the zones of an area."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import open_screen, say
from straitwatch.cli.zone_export import AroundOption, BoxOption, GateOption, WithinOption

__all__ = ["zone_map"]


def zone_map(
    output: Annotated[Path, typer.Option("-o", "--output", help="FILE.png or FILE.svg.")],
    box: BoxOption = None,
    around: AroundOption = None,
    within: WithinOption = None,
    gate: GateOption = None,
    point: Annotated[
        list[str] | None,
        typer.Option("--point", metavar="LAT,LON[,LABEL]", help="A place to mark; again for more."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or ja.")] = "en",
    size: Annotated[int, typer.Option("--size", metavar="PIXELS", help="Width.")] = 1200,
    title: Annotated[str, typer.Option("--title", help="Above the map.")] = "",
) -> None:
    """Draw the zones of an area: belts, limits, equidistance lines and gates.

    Not for navigation. Examples:

    straitwatch zone map --gate dover -o dover.png

    straitwatch zone map --around 24.98,125.36 --within 60 --point 24.98,125.36,reef -o reef.svg
    """
    from straitwatch.flow.chart_layers import choose_area
    from straitwatch.flow.chart_picture import draw_zones, read_mark

    area = choose_area(box, around, within, gate)
    marks = [read_mark(text) for text in point or []]
    title = title or (area.name_ja if lang == "ja" else area.name)
    with open_screen() as screen:
        draw_zones(area.box, output, screen, lang=lang, width=size, title=title, marks=marks)
    say(f"{output}: {size} pixels wide")
