"""A publisher's name or address turned into one name of the vocabulary."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from straitwatch.decode.own_tables import table_rows

__all__ = ["Publisher", "find_by_address", "find_by_name", "office_names", "publishers"]

_NOISE = re.compile(r"[\s.,・'’\"“”()\[\]【】_-]+")


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher.

    Attributes:
        name: English name.
        name_ja: Japanese name, or empty.
        aliases: other names that texts give.
        hosts: ends of host names, with the first part of the path where an office shares one.
        zone: IANA name of the time zone that its dates are in, or empty where it has many.
    """

    name: str
    name_ja: str
    aliases: tuple[str, ...]
    hosts: tuple[str, ...]
    zone: str


@cache
def publishers() -> tuple[Publisher, ...]:
    """List the vocabulary: `decode/data/publishers.csv`."""
    return tuple(
        Publisher(row["name"], row["name_ja"], _split(row["aliases"]), _split(row["hosts"]), zone)
        for row in table_rows("publishers")
        for zone in [row["zone"]]
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def find_by_name(name: str) -> Publisher | None:
    """Find a publisher by any of its names, whole; case, spaces and stops do not count."""
    return _by_name().get(_plain(name))


@cache
def _by_name() -> dict[str, Publisher]:
    return {
        _plain(name): publisher
        for publisher in publishers()
        for name in (publisher.name, publisher.name_ja, *publisher.aliases)
        if name
    }


def _plain(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()


def find_by_address(address: str) -> Publisher | None:
    """Find a publisher by a URL: the longest end of its host that is known, an office first."""
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # brackets that hold no IPv6 address
        return None
    section = parts.path.strip("/").split("/", 1)[0]
    labels = host.split(".")
    known = _by_host()
    for start in range(len(labels) - 1):
        end = ".".join(labels[start:])
        if found := known.get(f"{end}/{section}") or known.get(end):
            return found
    return None


@cache
def _by_host() -> dict[str, Publisher]:
    return {host: publisher for publisher in publishers() for host in publisher.hosts}


@cache
def office_names() -> tuple[str, ...]:
    """Japanese names of all publishers, longest first, as they stand without white space."""
    names = {
        unicodedata.normalize("NFKC", name)
        for publisher in publishers()
        for name in (publisher.name_ja, *publisher.aliases)
        if name and not name.isascii()
    }
    return tuple(sorted(names, key=lambda name: (-len(name), name)))
