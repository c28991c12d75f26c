"""The commands that look straits up."""

from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, ndjson, open_screen, put

__all__ = ["gate_app"]

gate_app = typer.Typer(help="The straits that are watched.", no_args_is_help=True)


@gate_app.command("list")
def gate_list(as_json: AsJson = False) -> None:
    """List the gates with the sea on each side."""
    from straitwatch.flow.show_gate import gate_list_lines
    from straitwatch.report.export import to_ndjson
    from straitwatch.zone.gate import gates

    put((line.rstrip("\n") for line in to_ndjson(gates())) if as_json else gate_list_lines(gates()))


@gate_app.command("show")
def gate_show(
    name: Annotated[str, typer.Argument(help="Its id or a part of its name, English or Japanese.")],
    as_json: AsJson = False,
) -> None:
    """Show one gate: ends, width, corridor beyond 3, 12 and 24 nm, regime and articles."""
    from straitwatch.flow.show_gate import gate_lines, gate_record
    from straitwatch.zone.gate import find_gate

    gate = find_gate(name)
    with open_screen():
        record = gate_record(gate)
    put(ndjson([record]) if as_json else gate_lines(record))
