"""The commands that measure: our speed beside that of peers, on the same input in the same run."""

from pathlib import Path
from typing import Annotated, Any

import typer

from straitwatch.cli.shared import AsJson, ndjson, open_screen, put

__all__ = ["bench_app"]

bench_app = typer.Typer(help="Our own benchmarks, as ratios to peers.", no_args_is_help=True)


@bench_app.command("decode")
def bench_decode(
    file: Annotated[Path | None, typer.Argument(help="An AIVDM file; else one is made.")] = None,
    parts: Annotated[
        list[str] | None,
        typer.Option("--part", help="aivdm, csv, adsb, store or import; may come again."),
    ] = None,
    sentences: Annotated[
        int, typer.Option("--sentences", help="Sentences of the AIVDM files made.")
    ] = 3_000_000,
    rows: Annotated[int, typer.Option("--rows", help="Rows of the CSV files made.")] = 8_000_000,
    positions: Annotated[
        int, typer.Option("--positions", help="Positions of the history of aircraft made.")
    ] = 1_000_000,
    runs: Annotated[
        int, typer.Option("--runs", help="Fresh processes each; the median counts.")
    ] = 7,
    as_json: AsJson = False,
) -> None:
    """What a second brings from file to tables, to Parquet and to the store, beside peers.

    AIVDM of all 27 types, with and without tag blocks, beside aiscat on one core and on two and
    pyais, and how far from reading the bytes; CSV beside polars and DuckDB; a history of readsb; a
    day of a national network to the store; the import. Files are made in the folder for temporary
    files: 2 GB.
    """
    from straitwatch.flow.bench.decode import PARTS, Size
    from straitwatch.flow.bench.decode import bench_decode as bench

    size = Size(sentences, rows, positions, runs)
    _print_bench(bench(file, size=size, parts=parts or PARTS), as_json=as_json)


@bench_app.command("fuzz")
def bench_fuzz(
    file: Annotated[Path | None, typer.Argument(help="AIVDM lines; else some are made.")] = None,
    sentences: Annotated[int, typer.Option("--sentences", help="How many.")] = 1_000_000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same damage.")] = 1,
    first: Annotated[int, typer.Option("--first", help="Number of the first block.")] = 0,
    reference: Annotated[
        float, typer.Option("--reference", help="Share that the plain reference decodes too.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Damaged sentences through the decoder in several ways; what differs ends it with status 1."""
    from straitwatch.flow.bench.fuzz import bench_fuzz as bench

    with open_screen() as screen:
        rows = bench(screen, sentences, seed=seed, first=first, share=reference, file=file)
    _print_bench(rows, as_json=as_json)
    if any(row["name"] == "differs" for row in rows):
        raise typer.Exit(1)


@bench_app.command("zones")
def bench_zones(
    points: Annotated[int, typer.Option("--points", help="Random points.")] = 4_000_000,
    world: Annotated[
        bool,
        typer.Option("--world", help="Worldwide too: prepares it, a minute or two."),
    ] = False,
    check: Annotated[
        int, typer.Option("--check", help="Points to hold against the exact distance.")
    ] = 100_000,
    as_json: AsJson = False,
) -> None:
    """Zone of points a second, beside shapely, geopandas and DuckDB on the same points."""
    from straitwatch.flow.bench.zones import bench_zones as bench

    with open_screen() as screen:
        rows = bench(screen, points, world=world, check=check)
    _print_bench(rows, as_json=as_json)


@bench_app.command("events")
def bench_events(
    fixes: Annotated[int, typer.Option("--fixes", help="Size of the traffic made.")] = 5_000_000,
    runs: Annotated[int, typer.Option("--runs", help="Passes of each; the median counts.")] = 3,
    stages: Annotated[
        bool, typer.Option("--stages", help="The time of each stage and detector too.")
    ] = False,
    live: Annotated[
        bool, typer.Option("--live", help="A live stream too, of 20,000 fixes a second.")
    ] = False,
    seconds: Annotated[float, typer.Option("--seconds", help="Length of that stream.")] = 20.0,
    peers: Annotated[bool, typer.Option("--peers/--no-peers", help="Measure the peers.")] = True,
    as_json: AsJson = False,
) -> None:
    """Fixes a second to events, all detectors together, beside peers at their one task."""
    from straitwatch.flow.bench.events import bench_events as bench

    live_s = seconds if live else 0.0
    with open_screen() as screen:
        rows = bench(screen, fixes, runs, stages=stages, peers=peers, live_s=live_s)
    _print_bench(rows, as_json=as_json)


@bench_app.command("accuracy")
def bench_accuracy(
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same traffic.")] = 1,
    scale: Annotated[
        float, typer.Option("--scale", help="1 makes some 800 craft; 0.02 to 50.")
    ] = 1.0,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Folder for fixes, truth and events.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Precision and recall of each kind of event, on invented traffic whose truth is known."""
    from straitwatch.flow.bench.accuracy import bench_accuracy as bench

    with open_screen() as screen:
        rows = bench(seed, scale, keep=keep, tell=screen)
    _print_bench(rows, as_json=as_json)


@bench_app.command("reading")
def bench_reading(
    seed: Annotated[int, typer.Option("--seed", help="The same seed, the same texts.")] = 1,
    releases: Annotated[
        int, typer.Option("--releases", help="Texts to compose in each language.")
    ] = 400,
    misses: Annotated[
        bool, typer.Option("--misses", help="Each miss and false row too, on standard error.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Recall and false rows of our reader on texts whose truth is known, and texts a minute."""
    from straitwatch.flow.bench.reading.bench import bench_reading as bench

    with open_screen() as screen:
        found = bench(seed, releases, tell=screen)
    if misses:
        for line in found.misses:
            typer.echo(line, err=True)
    _print_bench(found.rows, as_json=as_json)


@bench_app.command("live")
def bench_live(
    seconds: Annotated[float, typer.Option("--seconds", help="Length of each load.")] = 20.0,
    per_s: Annotated[int, typer.Option("--lines", help="Lines a second, full feed.")] = 20_000,
    pages: Annotated[int, typer.Option("--pages", help="Pages that look on at 5,000 ships.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Lines kept, fix to page, bytes a page and processor of `straitwatch serve` with a feed."""
    from straitwatch.flow.bench.live import Pace
    from straitwatch.flow.bench.live import bench_live as bench

    loads = [Pace(per_s, per_s, 1, seconds), Pace(5_000, 5_000, pages, seconds)]
    with open_screen() as screen:
        rows = bench(screen, loads)
    _print_bench(rows, as_json=as_json)


def _print_bench(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    from straitwatch.flow.show import record_table

    put(ndjson(rows) if as_json else record_table(rows))
