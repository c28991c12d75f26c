"""The commands that look straits up."""

from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, Gates, ndjson, open_screen, put

__all__ = ["gate_app"]

gate_app = typer.Typer(help="The straits that are watched.", no_args_is_help=True)


@gate_app.command("list")
def gate_list(gates: Gates = None, as_json: AsJson = False) -> None:
    """List the gates with the sea on each side.

    Example: straitwatch gate list --json
    """
    from straitwatch.flow.show_gate import gate_list_lines
    from straitwatch.report.export import to_ndjson
    from straitwatch.zone.gate_file import watched_gates

    with open_screen():
        table = watched_gates(gates or ())
    put((line.rstrip("\n") for line in to_ndjson(table)) if as_json else gate_list_lines(table))


@gate_app.command("show")
def gate_show(
    name: Annotated[str, typer.Argument(help="Its id or a part of its name, English or Japanese.")],
    gates: Gates = None,
    as_json: AsJson = False,
) -> None:
    """Show one gate: ends, width, corridors, regime and articles, and who holds otherwise.

    The corridor is the narrowest gap between the belts of 12 nm of its two sides, by each
    baseline that is installed. Example: straitwatch gate show miyako
    """
    from straitwatch.flow.show_gate import gate_lines, gate_record
    from straitwatch.zone.gate import find_gate
    from straitwatch.zone.gate_file import watched_gates

    with open_screen():
        record = gate_record(find_gate(name, watched_gates(gates or ())))
    put(ndjson([record]) if as_json else gate_lines(record))
