"""Settings and a store into alerts that are ready to start; a rule tested; alerts listed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from straitwatch.flow.alert.book import AlertBook
from straitwatch.flow.alert.message import Scribe
from straitwatch.flow.alert.quiet import read_zone
from straitwatch.flow.alert.rule import find_rule, read_rules
from straitwatch.flow.alert.send import Sender, load_apprise
from straitwatch.flow.alert.work import Alerts, Log
from straitwatch.flow.config import Settings
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.model.error import ConfigError
from straitwatch.zone.gate_file import watched_gates

__all__ = ["alert_lines", "list_alerts", "lock_file", "open_alerts", "try_rule"]

_LANGUAGES = ("en", "ja")


def lock_file(store: Path) -> Path:
    """Say which file the one server holds that delivers a store's alerts."""
    return server_file(store).with_suffix(".alerts.lock")


def open_alerts(
    store: Path, log: Log, settings: Settings, *, say: Callable[[str], None] = lambda _: None
) -> Alerts | None:
    """Make what delivers alerts; None where there is no rule.

    Args:
        store: folder of the store itself.
        log: changes of its events.
        settings: of `watch.toml`.
        say: tells what the operator should know.

    Raises:
        ConfigError: a rule is senseless, or apprise is not installed.
    """
    rules = read_rules(settings)
    if not rules:
        return None
    load_apprise()
    book = AlertBook(ServerFile(server_file(store)))
    return Alerts(log, book, rules, _scribe(settings), say=say)


def try_rule(settings: Settings, name: str) -> Iterator[tuple[str, str | None]]:
    """Send a message to all addresses of a rule, in its quiet hours too.

    Returns:
        what may be shown of each address, and why it failed; None: it was delivered.

    Raises:
        ConfigError: there is no such rule, or it is senseless.
    """
    rule = find_rule(name, read_rules(settings))
    load_apprise()
    message, sender = _scribe(settings).write_test(name), Sender()
    for address in rule.to:
        yield address.shown, sender.send(address, message)


def list_alerts(store: Path, *, state: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
    """List the deliveries of a store, the newest first."""
    return AlertBook(ServerFile(server_file(store))).listing(state=state, limit=limit)[0]


def alert_lines(store: Path, *, state: str | None = None, limit: int = 100) -> Iterator[str]:
    """Give each delivery as a line."""
    rows = list_alerts(store, state=state, limit=limit)
    for row in rows:
        who = row["object_name"] or row["object_id"]
        why = f": {row['reason']}" if row["reason"] else ""
        again = f", again {row['due']}" if row["state"] == "waiting" and row["tries"] else ""
        yield (
            f"{row['id']:>6} {row['state']:<8} {row['rule']}: "
            f"{row['part']} of {row['kind']} by {who} "
            f"({row['event_id']}) to {row['to']}{why}{again}"
        )
    if not rows:
        yield "no alerts"


def _scribe(settings: Settings) -> Scribe:
    told = settings.alert
    if told.language not in _LANGUAGES:
        raise ConfigError(f"[alert] language = '{told.language}'; known are en, ja")
    gates: dict[str, dict[str, Any]] = {}
    for gate in watched_gates(settings.gates.files).to_pylist():
        gates[gate["name"]] = gates[gate["gate_id"]] = gate
    return Scribe(told.language, read_zone(told.timezone), told.page, gates)
