"""Settings and a store's keys into what `serve/` asks who may see what."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from straitwatch.flow.config import Settings
from straitwatch.flow.keys import KeyBook
from straitwatch.flow.release import Release
from straitwatch.flow.server_file import ServerFile, server_file
from straitwatch.model.error import ConfigError

if TYPE_CHECKING:
    from straitwatch.serve.access import Access

__all__ = ["check_host", "open_access", "read_releases"]

PUBLIC = "public"


def check_host(host: str, *, public: bool, any_key: bool) -> None:
    """Refuse to listen where others reach the server and nothing says who they are.

    Raises:
        ConfigError: the host is no loopback, there is no key, and `--public` was not given.
    """
    from straitwatch.serve.site import is_loopback  # noqa: PLC0415 - an extra

    if not (is_loopback(host) or public or any_key):
        raise ConfigError(
            f"--host {host} lets others reach the server, and no key says who they are: make one "
            "with straitwatch key new NAME, or show it to all with --public"
        )


def open_access(store: Path, settings: Settings, *, host: str, public: bool) -> "Access":
    """Open what finds out who asks.

    Args:
        store: folder of the store itself.
        settings: of `watch.toml`.
        host: where the server listens.
        public: those without a key may look; as the release `public` says, if there is one.

    Raises:
        ConfigError: see `check_host` and `read_releases`.
    """
    from straitwatch.serve.access import ANYONE_HERE, Access, public_asker  # noqa: PLC0415 - an extra
    from straitwatch.serve.bucket import Buckets  # noqa: PLC0415 - same
    from straitwatch.serve.site import is_loopback  # noqa: PLC0415 - same

    book = KeyBook(ServerFile(server_file(store)))
    check_host(host, public=public, any_key=book.any_good(datetime.now(UTC)))
    releases = read_releases(settings)
    nobody = ANYONE_HERE if is_loopback(host) else None
    if public:
        nobody = public_asker(PUBLIC if PUBLIC in releases else None)
    return Access(book, nobody, Buckets(settings.serve.per_minute))


def read_releases(settings: Settings) -> dict[str, Release]:
    """Read all `[[release]]`, by name.

    Raises:
        ConfigError: one has no name, or the name of another, or is senseless.
    """
    found: dict[str, Release] = {}
    for one in settings.release:
        if not one.name or one.name in found:
            what = f"two [[release]] are called '{one.name}'" if one.name else "no name"
            raise ConfigError(f"[[release]]: {what}: give each a name of its own")
        found[one.name] = Release.of(one)
    return found
