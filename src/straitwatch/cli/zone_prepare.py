"""The command that builds the zones of the whole world beforehand."""

from straitwatch.cli.shared import AsJson, ndjson, open_screen, put

__all__ = ["zone_prepare"]


def zone_prepare(as_json: AsJson = False) -> None:
    """Build the zones of the whole world and keep them on disk.

    Without it, each area is built when it is first asked for, and kept. It takes a minute or two
    and some 250 MB in the cache folder (STRAITWATCH_CACHE, else ~/.cache/straitwatch). Example:

    straitwatch zone prepare
    """
    from straitwatch.flow.pairs import pair_lines
    from straitwatch.flow.prepare import prepare_zones

    with open_screen() as screen:
        done = prepare_zones(screen)
    pairs = [
        (name.replace("_", " "), f"{value:,}" if isinstance(value, int) else str(value))
        for name, value in done.items()
    ]
    put(ndjson([done]) if as_json else pair_lines(pairs))
