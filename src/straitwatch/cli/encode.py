"""The command `encode`: tables of messages into sentences."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import need_one_of, say, stdout

__all__ = ["encode"]

_CHANNELS = ("A", "B", "none")


def encode(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help="Parquet, CSV or lines of JSON; - for stdin.")
    ],
    kind: Annotated[
        str, typer.Option("--kind", help="Kind of message, such as aton; else the rows tell.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File; else stdout.")
    ] = None,
    talker: Annotated[str, typer.Option("--talker", help="Who speaks: AI, AB, BS, SA, ...")] = "AI",
    own: Annotated[bool, typer.Option("--own", help="Own ship's reports: VDO, not VDM.")] = False,
    channel: Annotated[str, typer.Option("--channel", help="A, B or none.")] = "A",
    sequence: Annotated[
        int,
        typer.Option(
            "--sequence", help="Number of the first message of several parts.", min=0, max=9
        ),
    ] = 0,
    tags: Annotated[
        bool, typer.Option("--tags", help="Tag blocks: time, receiver, group of parts.")
    ] = False,
    receiver: Annotated[
        str,
        typer.Option("--receiver", help="Receiver in tag blocks where no column tells it: sim."),
    ] = "",
) -> None:
    """Write AIS sentences from tables: the decoder backwards.

    The columns are those that `straitwatch decode --table KIND` gives; what is missing is "not
    available". A value that does not fit stops the work, and is named. For example:

    straitwatch encode ships.parquet --kind position_a -o ships.nmea

    straitwatch decode day.nmea --table message | straitwatch encode - --tags

    straitwatch encode invented.json --tags --receiver sim

    Exit codes: 0 done, 1 the file cannot be read or written, 2 a value or an option does not fit.
    """
    from straitwatch.decode.ais.encode import Wire
    from straitwatch.flow.encode import encode_file

    need_one_of("--channel", channel, _CHANNELS)
    wire = Wire(
        talker.encode("ascii", "replace"),
        own,
        b"" if channel == "none" else channel.encode(),
        sequence,
        tags or bool(receiver),
        receiver,
    )
    done = encode_file(table, output, kind, wire, stdout=stdout(), stdin=sys.stdin.buffer)
    say(f"straitwatch: {done} messages written")
