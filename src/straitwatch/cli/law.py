"""The command that tells the law: what a zone lets a kind of craft do."""

from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, ndjson, need_one_of, put, width
from straitwatch.model.error import ConfigError

__all__ = ["law"]


def law(
    zone: Annotated[
        str | None, typer.Option("--zone", help="territorial_sea, transit_passage, 領海, ...")
    ] = None,
    craft: Annotated[
        str | None,
        typer.Option("--craft", help="ship, warship, submarine, aircraft or civil_aircraft."),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="en or ja.")] = "en",
    as_json: AsJson = False,
) -> None:
    """What the law of the sea lets a craft do in a zone or a strait, by which article.

    Example: straitwatch law --zone territorial_sea --craft submarine
    """
    from straitwatch.flow.show_law import law_lines, law_records
    from straitwatch.zone.law import CRAFT, find_zone, law_zones

    name = find_zone(zone) if zone is not None else None
    if zone is not None and name is None:
        raise ConfigError(f"--zone '{zone}' is not known: choose {', '.join(law_zones())}")
    if craft is not None:
        need_one_of("--craft", craft, CRAFT)
    need_one_of("--lang", lang, ("en", "ja"))
    records = law_records(name, craft)
    put(ndjson(records) if as_json else law_lines(records, lang, width()))
