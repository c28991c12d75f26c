"""The command that says where something could have been between two dated places."""

from typing import Annotated, Any

import typer

from straitwatch.cli.shared import AsJson, Gates, ndjson, open_screen, put
from straitwatch.model.error import ConfigError
from straitwatch.model.unit import read_moment

__all__ = ["reach"]


def reach(
    a: Annotated[
        str, typer.Option("--from", metavar="LAT,LON,TIME", help="Where and when it was.")
    ],
    b: Annotated[
        str, typer.Option("--to", metavar="LAT,LON,TIME", help="Where and when it was next.")
    ],
    speed: Annotated[float, typer.Option("--speed", metavar="KN", help="Its top speed, assumed.")],
    gates: Gates = None,
    as_json: AsJson = False,
) -> None:
    """Say where it could have been in between.

    By straight lines, so it errs on the side of "could have": what is not listed is excluded.
    For example:

    straitwatch reach --from 26.5,125.0,2022-12-16T00:00 --to 24.0,128.5,2022-12-17T02:00 --speed 30
    """
    from straitwatch.flow.could import could_have
    from straitwatch.flow.show_reach import could_lines, could_records

    ends = _anchor("--from", a), _anchor("--to", b)
    with open_screen():
        found = could_have(*ends, speed, gate_files=gates or ())
    put(ndjson(could_records(*found)) if as_json else could_lines(*found))


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
