"""The commands that make, list and revoke the keys of a server."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import (
    AsJson,
    StoreDir,
    Watch,
    ndjson,
    put,
    read_time,
    say,
    store_folder,
)

__all__ = ["key_app"]

key_app = typer.Typer(help="Keys: who may do what at a server.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Whom the key is for.")]


@key_app.command("new")
def key_new(
    name: Name,
    store: StoreDir = Path("straitwatch-out"),
    scopes: Annotated[
        str, typer.Option("--scopes", help="read, export, operate, with commas.")
    ] = "read,export",
    release: Annotated[
        str | None,
        typer.Option("--release", help="Only what this [[release]] of watch.toml shows."),
    ] = None,
    expires: Annotated[
        str | None, typer.Option("--expires", help="Until this date or time (UTC).")
    ] = None,
    watch: Watch = None,
) -> None:
    """Make a key. It is shown this once, and kept nowhere.

    Example: straitwatch key new harbour --release partner --expires 2027-01-01
    """
    from straitwatch.flow.show_keys import make_key

    put(
        [
            make_key(
                store_folder(store),
                name,
                scopes=scopes,
                release=release,
                expires=read_time(expires),
                watch=watch,
            )
        ]
    )
    say("This key is shown once. It goes into Authorization: Bearer, or into the page's log-in.")


@key_app.command("list")
def key_list(store: StoreDir = Path("straitwatch-out"), as_json: AsJson = False) -> None:
    """List the keys, revoked ones too; never the keys themselves."""
    from straitwatch.flow.show_keys import key_lines, key_records

    folder = store_folder(store)
    put(ndjson(key_records(folder)) if as_json else key_lines(folder))


@key_app.command("revoke")
def key_revoke(name: Name, store: StoreDir = Path("straitwatch-out")) -> None:
    """End a key and every session that it opened, at once."""
    from straitwatch.flow.show_keys import end_key

    end_key(store_folder(store), name)
    say(f"{name}: revoked")
