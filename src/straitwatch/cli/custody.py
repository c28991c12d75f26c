"""The command that says who placed a ship where, and what is not known in between."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, StoreDir, ndjson, put, say, store_folder, width
from straitwatch.model.error import ConfigError

__all__ = ["custody"]


def custody(
    store: StoreDir = Path("straitwatch-out"),
    identity: Annotated[
        str | None, typer.Option("--object", help="Only this one, with its history.")
    ] = None,
    speed_kn: Annotated[
        float, typer.Option("--speed", help="Top speed of ships, in knots.")
    ] = 35.0,
    tracks: Annotated[
        bool, typer.Option("--tracks", help="Match the sightings with AIS and ADS-B tracks.")
    ] = False,
    deployments: Annotated[
        bool, typer.Option("--deployments", help="Tell deployments day by day, as JSON.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Tell who placed a ship where and when, from texts, and what is not known between.

    For example:

    straitwatch custody --store out

    straitwatch custody --store out --object hull:CN/16
    """
    folder = store_folder(store)
    if deployments:
        _put_deployments(folder, identity, speed_kn)
    elif identity is None:
        _put_all(folder, speed_kn, as_json=as_json)
    else:
        _put_one(folder, identity, speed_kn, tracks=tracks, as_json=as_json)


def _put_deployments(folder: Path, identity: str | None, speed_kn: float) -> None:
    from straitwatch.flow.voyages import read_voyages, voyage_record

    found = read_voyages(folder, ship_kn=speed_kn)
    put(ndjson(voyage_record(one) for one in found if identity in (None, one.spell.lead)))


def _put_all(folder: Path, speed_kn: float, *, as_json: bool) -> None:
    from straitwatch.flow.custody import read_custody
    from straitwatch.flow.show_custody import holding_lines, holding_records

    told = read_custody(folder, ship_kn=speed_kn)
    put(ndjson(holding_records(told)) if as_json else holding_lines(told, width=width()))


def _put_one(folder: Path, identity: str, speed_kn: float, *, tracks: bool, as_json: bool) -> None:
    from straitwatch.flow.custody import read_custody
    from straitwatch.flow.show_custody import custody_lines, custody_record

    told = read_custody(folder, identity, ship_kn=speed_kn, tracks=tracks)
    if not told.held.num_rows:
        raise ConfigError(
            f"--object {identity}: no text places it; straitwatch custody --store {folder} lists"
        )
    one = custody_record(identity, told) if as_json else None
    put(ndjson([one]) if one is not None else custody_lines(told, width=width()))
    wrong = told.between.num_rows - sum(told.between["possible"].to_pylist())
    say(f"{told.held.num_rows:,} tellings, {wrong:,} impossible joins")
