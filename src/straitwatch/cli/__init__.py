"""The command line: parse, call flow, print. Data goes to stdout, words to stderr."""

import sys
from typing import Annotated

import typer

from straitwatch.cli.absence import absence, coverage
from straitwatch.cli.alert import alert_app
from straitwatch.cli.bench import bench_app
from straitwatch.cli.custody import custody
from straitwatch.cli.decode import decode
from straitwatch.cli.encode import encode
from straitwatch.cli.gate import gate_app
from straitwatch.cli.key import key_app
from straitwatch.cli.law import law
from straitwatch.cli.objects import objects
from straitwatch.cli.query import query
from straitwatch.cli.reach import reach
from straitwatch.cli.read import read
from straitwatch.cli.serve import serve
from straitwatch.cli.work import demo, events, report, run
from straitwatch.cli.zone import zone_app
from straitwatch.model.error import ConfigError, ContractError, StraitwatchError
from straitwatch.model.version import __version__

__all__ = ["app", "main"]

app = typer.Typer(
    help="Keep watch on the sea: who passed which strait, who came how close to whose waters, "
    "when, how sure we are, and what the law of the sea says of it.",
    epilog="Start with: straitwatch demo. Then: straitwatch run FILE.nmea --out out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in plain text: a third of the time to start
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _command in (
    demo,
    run,
    decode,
    encode,
    read,
    events,
    objects,
    custody,
    query,
    report,
    serve,
    reach,
    absence,
    coverage,
    law,
):
    app.command()(_command)
app.add_typer(zone_app, name="zone")
app.add_typer(gate_app, name="gate")
app.add_typer(key_app, name="key")
app.add_typer(alert_app, name="alert")
app.add_typer(bench_app, name="bench")


def main() -> None:
    """Run the command line; the exit code is 0 done, 1 the work failed, 2 bad usage."""
    try:
        app()
    except (ConfigError, ContractError) as error:
        _fail(error, 2)
    except StraitwatchError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        typer.echo("straitwatch: stopped", err=True)
        sys.exit(130)
    except OSError as error:
        _fail(f"{error.filename or 'input or output'}: {error.strerror or error}", 1)


def _fail(error: object, code: int) -> None:
    for line in str(error).splitlines():
        typer.echo(f"straitwatch: {line}", err=True)
    sys.exit(code)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"straitwatch {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
