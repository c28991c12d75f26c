"""A question in SQL into its answer: the tables of a store, its objects, and the shipped views."""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyarrow as pa

from straitwatch.flow.objects import objects_in
from straitwatch.model.error import ConfigError
from straitwatch.model.schema import OBJECT
from straitwatch.store.store import Store, open_store

__all__ = ["TABLES", "ask", "ask_store", "view_text", "views"]

TABLES = {
    "fixes": "dated positions (FIX)",
    "statics": "what objects say of themselves (STATIC)",
    "objects": "who was heard or reported: flag, name, type (OBJECT)",
    "events": "what happened, with the retracted ones (EVENT)",
    "sightings": "dated reports by people (SIGHTING)",
    "tracks": "fixes held to be one object (TRACK)",
    "coverage": "where and when each source heard (COVERAGE)",
    "statistics": "counts that offices publish: scrambles by year and group (STATISTIC)",
    "airspace_violations": "published violations of airspace (AIRSPACE_VIOLATION)",
    "rejects": "input that did not become a row, and why (REJECT)",
    "sources": "what became of each source's lines",
}
"""Tables that a question may name, and what a row of each is."""


def ask(folder: Path, question: str) -> pa.Table:
    """Ask a store one question in DuckDB's SQL.

    Args:
        folder: the store.
        question: one SELECT over `TABLES` and `views`, or just the name of one of these.

    Returns:
        the answer; times are UTC.

    Raises:
        ContractError: the SQL is no single SELECT, or cannot be answered.
        StoreError: the store cannot be opened, or is damaged.
    """
    with open_store(folder) as store:
        return ask_store(store, question)


def ask_store(store: Store, question: str) -> pa.Table:
    """Ask an open store; see `ask`."""
    if re.fullmatch(r"\s*[a-z_]+\s*;?\s*", question):
        question = f"FROM {question}"
    beside = {"objects": (OBJECT, lambda: objects_in(store))}
    return store.query(question, beside=beside, views=views())


@cache
def views() -> dict[str, str]:
    """Give the text of each shipped view by its name, in the order of names."""
    folder = files("straitwatch.flow").joinpath("views")
    found = [one for one in folder.iterdir() if one.name.endswith(".sql")]
    return {
        one.name.removesuffix(".sql"): one.read_text("utf-8")
        for one in sorted(found, key=lambda one: one.name)
    }


def view_text(name: str) -> str:
    """Give the SQL of a shipped view.

    Raises:
        ConfigError: there is none of that name; names those that there are.
    """
    if name not in views():
        raise ConfigError(f"there is no view '{name}': choose {', '.join(views())}")
    return views()[name]
