"""The command that says who was heard or reported, and how an identity changed."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, StoreDir, ndjson, put, say, store_folder, width
from straitwatch.model.error import ConfigError

__all__ = ["objects"]


def objects(
    store: StoreDir = Path("straitwatch-out"),
    identity: Annotated[
        str | None, typer.Option("--object", help="Only this one, with its history.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List who is in a store: flag, name, type, and changes of identity.

    For example:

    straitwatch objects --store out

    straitwatch objects --store out --object mmsi:431000001
    """
    from straitwatch.flow.custody import read_custody
    from straitwatch.flow.objects import know_object, list_objects
    from straitwatch.flow.show_custody import custody_lines, custody_record
    from straitwatch.flow.show_objects import (
        object_lines,
        object_records,
        story_lines,
        story_record,
    )

    folder = store_folder(store)
    if identity is None:
        found = list_objects(folder)
        put(ndjson(object_records(found)) if as_json else object_lines(found, width=width()))
        say(f"{found.num_rows:,} objects")
        return
    told = know_object(folder, identity)
    if not told[0].num_rows:
        raise ConfigError(f"--object {identity}: not in {folder}; straitwatch objects lists who is")
    held = read_custody(folder, identity) if ":" in identity else None
    texts = held is not None and held.held.num_rows > 0
    if as_json:
        more = {"custody": custody_record(identity, held)} if held is not None and texts else {}
        put(ndjson([story_record(*told) | more]))
        return
    put(story_lines(*told, width=width()))
    put(["", *custody_lines(held, width=width())] if held is not None and texts else [])
