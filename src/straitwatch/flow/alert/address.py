"""An address of `watch.toml` into what is sent to, and into what may be shown of it."""

import os
import re
from collections.abc import Mapping
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from straitwatch.model.error import ConfigError

__all__ = ["Address", "read_address"]

_ENV = "env:"
_NAME = re.compile(r"[A-Za-z_]\w*")
_PARTS = re.compile(r"[^/?&=#@:,\s]{3,}")  # pieces of an address in which a secret may stand
_PLAIN = frozenset(
    {"localhost", "http", "https", "json", "jsons", "mailto", "mailtos", "true", "yes"}
)


class Address:
    """Where messages go. Its secret parts never leave it, but to the one who sends.

    Args:
        text: as `watch.toml` writes it: an address of apprise, or `env:NAME`.
        environ: the environment.
    """

    def __init__(self, text: str, environ: Mapping[str, str] | None = None) -> None:
        self._text = text
        self._environ = os.environ if environ is None else environ

    @property
    def key(self) -> str:
        """A name that tells addresses apart and says nothing of them."""
        return blake2b(self._text.encode(), digest_size=8, person=b"sw-alert").hexdigest()

    @property
    def url(self) -> str:
        """The address itself.

        Raises:
            ConfigError: the environment does not tell it.
        """
        if not self._text.startswith(_ENV):
            return self._text
        name = self._text[len(_ENV) :]
        found = self._environ.get(name, "").strip()
        if not found:
            raise ConfigError(f"{self._text}: {name} is not set in the environment of the server")
        return found

    @property
    def shown(self) -> str:
        """What may be shown: `env:NAME`, or the kind of service and its host.

        Services such as Slack have a token where others have a host: only hosts with a dot, and
        this machine, are shown.
        """
        if self._text.startswith(_ENV):
            return self._text
        try:
            parts = urlsplit(self._text)
            host = parts.hostname or ""
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return "an address"
        known = "." in host or host in ("localhost", "::1")
        return f"{parts.scheme}://{host}{port}" if known else f"{parts.scheme}://..."

    def scrub(self, text: str) -> str:
        """Take every part of the address out of words that are shown, save its host."""
        try:
            url = self.url
        except ConfigError:
            return text
        host = urlsplit(self.shown).hostname or ""
        parts = {url, *_PARTS.findall(url), *map(unquote, _PARTS.findall(url))}
        secret = [part for part in parts if part.lower() not in _PLAIN and part.lower() != host]
        for part in sorted(secret, key=len, reverse=True):
            text = text.replace(part, "***")
        return text


def read_address(text: str) -> Address:
    """Read an address.

    Raises:
        ConfigError: it has no form of one; the words tell nothing of it that could be secret.
    """
    if text.startswith(_ENV):
        if not _NAME.fullmatch(text[len(_ENV) :]):
            raise ConfigError("an address env: names no variable: write env:NAME")
    elif "://" not in text and ":" not in text:
        mend = "write one of apprise, json://host/path, mailto://user:word@host, or env:NAME"
        raise ConfigError(f"an address in 'to' has no service before a colon: {mend}")
    return Address(text)
