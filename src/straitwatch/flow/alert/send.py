"""A message and an address into whether apprise delivered it, within a time."""

import logging
import threading
import warnings
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import ModuleType

from straitwatch.flow.alert.address import Address
from straitwatch.flow.alert.message import Message
from straitwatch.model.error import ConfigError

__all__ = ["Sender", "load_apprise"]

_LIMIT_S = 30.0  # ours: mail servers greet within seconds; apprise itself waits 4 s to connect
_LONGEST = 300  # signs of a reason


@dataclass
class Sender:
    """Sends messages; one that takes too long is left behind, and its address is busy until then.

    Attributes:
        limit_s: how long one may take.
    """

    limit_s: float = _LIMIT_S
    _stuck: dict[str, threading.Thread] = field(default_factory=dict)

    def is_busy(self, address: Address) -> bool:
        """Tell whether an earlier message to an address is still on its way."""
        thread = self._stuck.get(address.key)
        if thread is not None and not thread.is_alive():
            del self._stuck[address.key]
            return False
        return thread is not None

    def send(self, address: Address, message: Message) -> str | None:
        """Send a message.

        Returns:
            None when it was delivered; else why not, without anything of the address that is
            secret.
        """
        try:
            url = address.url
        except ConfigError as error:
            return str(error)
        load_apprise()  # here, as it touches what all threads share
        outcome: list[str | None] = []
        thread = threading.Thread(
            target=lambda: outcome.append(_notify(url, message)), name="alert", daemon=True
        )
        thread.start()
        thread.join(self.limit_s)
        if outcome:
            return None if outcome[0] is None else address.scrub(outcome[0])[:_LONGEST]
        if thread.is_alive():
            self._stuck[address.key] = thread
            return f"no answer within {self.limit_s:g} s"
        return "the service's part of apprise failed"


def _notify(url: str, message: Message) -> str | None:
    """Let apprise send; it tells what went wrong only to its log."""
    apprise = load_apprise()
    heard = _Heard()
    log = logging.getLogger("apprise")
    log.addHandler(heard)
    try:
        service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if service is None:
            return "apprise knows no such service, or the address is not complete"
        if service.notify(title=message.title, body=message.body):
            return None
    except Exception as error:  # noqa: BLE001 - a hundred services, each with errors of its own
        return f"{type(error).__name__}: {error}"
    finally:
        log.removeHandler(heard)
    return " ".join(heard.told) or "the service refused it"


@cache
def load_apprise() -> ModuleType:
    """Import apprise: it takes 0.3 s, and is an extra.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of modules that it imports
            found = import_module("apprise")
            found.Apprise.instantiate("json://localhost")  # loads its services
            return found
    except ImportError as error:
        mend = "pip install 'straitwatch[server]'"
        raise ConfigError(f"{error.name} is missing: {mend}") from error


class _Heard(logging.Handler):
    """Keeps what apprise says in the thread that sends."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning."""
        if record.thread == self._thread:
            self.told.append(record.getMessage())
