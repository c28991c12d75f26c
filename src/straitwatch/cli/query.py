"""The command that asks a store in SQL."""

from pathlib import Path
from typing import Annotated

import typer

from straitwatch.cli.shared import AsJson, StoreDir, ndjson, need_one_of, put, say, store_folder

__all__ = ["query"]


def query(
    question: Annotated[
        str | None, typer.Argument(help="One SELECT, or the name of a table or a view.")
    ] = None,
    store: StoreDir = Path("straitwatch-out"),
    show: Annotated[
        str | None, typer.Option("--show", metavar="VIEW", help="Print the SQL of a shipped view.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, ndjson or csv.")] = "table",
    as_json: AsJson = False,
) -> None:
    """Ask a store in SQL, of DuckDB's kind; without a question, list what can be asked.

    For example:

    straitwatch query transits_by_day --store out

    straitwatch query 'SELECT kind, count(*) FROM events GROUP BY kind' --store out
    """
    from straitwatch.flow.ask import TABLES, ask, view_text, views
    from straitwatch.flow.show import answer_lines, record_table
    from straitwatch.report.export import to_csv, to_records

    form = "ndjson" if as_json else form
    need_one_of("--format", form, ("table", "ndjson", "csv"))
    if show is not None:
        put(view_text(show).splitlines())
        return
    if question is None:
        about = TABLES | {name: text.split("\n")[0][3:] for name, text in views().items()}
        rows = [{"name": name, "what": what} for name, what in about.items()]
        put(ndjson(rows) if form == "ndjson" else record_table(rows))
        return
    found = ask(store_folder(store), question)
    if form == "csv":
        put(line.removesuffix("\r\n") for line in to_csv(found))
    else:
        records = to_records(found)
        put(ndjson(records) if form == "ndjson" else answer_lines(found.column_names, records))
    say(f"{found.num_rows:,} rows")
