"""The command that takes in the user's own download of maritime zones."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from straitwatch.cli.shared import AsJson, ndjson, put, say
from straitwatch.model.error import ConfigError

if TYPE_CHECKING:
    from straitwatch.zone.published_import import Imported

__all__ = ["zone_import"]


def zone_import(
    file: Annotated[
        Path | None,
        typer.Argument(help="Shapefile, zipped shapefile, GeoPackage or GeoJSON of polygons."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="Name of the set; else the file's name.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="12nm, 24nm or eez; else found from the file.")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List the sets of published limits that are here.")
    ] = False,
    remove: Annotated[
        str | None, typer.Option("--remove", help="Remove the imported set of this name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import published limits (Marine Regions 12 nm, 24 nm, EEZ) as a further baseline.

    Example: straitwatch zone import World_12NM_v4.zip
    """
    if (file is not None) + listed + (remove is not None) != 1:
        raise ConfigError("zone import: give one of FILE, --list or --remove NAME")
    if listed:
        _list(as_json)
    elif remove is not None:
        _remove(remove)
    elif file is not None:
        _take_in(file, name, kind, as_json)


def _list(as_json: bool) -> None:
    from straitwatch.zone.published import NOT_INSTALLED, published_sets
    from straitwatch.zone.published_import import describe_set

    records = [describe_set(one) for one in published_sets()]
    if not any(record["name"] == "osm" for record in records):
        say(NOT_INSTALLED)
    put(ndjson(records) if as_json else (_line(record) for record in records))


def _line(record: dict[str, Any]) -> str:
    words = f"{record['name']:<20} {record['kind']:<5} {record['states']:>4} States"
    return f"{words}  {record['date']:<10}  {record['source']}; {record['licence']}"


def _remove(name: str) -> None:
    from straitwatch.zone.published_import import remove_zones

    say(f"removed: {remove_zones(name)}")


def _take_in(file: Path, name: str | None, kind: str | None, as_json: bool) -> None:
    from straitwatch.zone.published_import import import_zones

    done = import_zones(file, name=name, kind=kind)
    put(ndjson([_record(done)]) if as_json else _lines(done))


def _record(done: "Imported") -> dict[str, Any]:
    return {**vars(done), "states": list(done.states), "path": str(done.path)}


def _lines(done: "Imported") -> list[str]:
    left_out = ", ".join(f"{n} {why}" for why, n in done.rejects.items()) or "none"
    return [
        f"set       {done.name}" + (" (replaced)" if done.replaced else ""),
        f"kind      {done.kind}",
        f"polygons  {done.polygons}",
        f"States    {len(done.states)}: {' '.join(done.states)}",
        f"mended    {done.mended}",
        f"left out  {left_out}",
        f"file      {done.path}",
        f"cite      {done.cite}",
    ]
