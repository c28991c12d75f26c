"""Addresses of feeds as people write them turned into what to open."""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from straitwatch.model.error import ConfigError

__all__ = ["KINDS", "Address", "parse_address"]

KINDS = ("tcp", "tcp-listen", "udp", "http", "ws", "file", "folder", "stdin")

_SBS_PORT = 30003  # BaseStation's socket of text lines
_BEAST_PORT = 30005  # raw Mode S of dump1090 and readsb
_GPSD_PORT = 2947  # IANA
_WATCH = b'?WATCH={"enable":true,"nmea":true}\n'
_AISSTREAM = "stream.aisstream.io/v0/stream"
_OPTIONS = re.compile(r"(?:format|speed)=[^&#]*(?:&(?:format|speed)=[^&#]*)*")
_FORMS = (
    "write tcp://host:port, gpsd://host, sbs://host, beast://host, udp://:port, "
    "tcp-listen://:port, http(s)://..., ws(s)://..., aisstream://, file:path, folder:path or -"
)


@dataclass(frozen=True)
class Address:
    """What to open.

    Attributes:
        kind: one of `KINDS`.
        url: the address as it may be shown: without user, password and key.
        host: of a socket; empty to listen on all.
        port: of a socket.
        path: of a file or a folder.
        target: address that an HTTP or websocket client opens, with credentials: never shown.
        format: what its lines are, where the address says so; else None.
        speed: of a replay, where the address says so.
        hello: bytes that are sent first.
        words: the query's words that are meant for us, not for the server.
    """

    kind: str
    url: str
    host: str = ""
    port: int = 0
    path: str = ""
    target: str = field(default="", repr=False)
    format: str | None = None
    speed: float | None = None
    hello: bytes = b""
    words: tuple[tuple[str, str], ...] = ()


def parse_address(url: str) -> Address:
    """Read an address.

    Args:
        url: `tcp://host:port`, `gpsd://host[:port]`, `sbs://host[:port]`, `beast://host[:port]`,
            `udp://[host]:port`, `tcp-listen://[host]:port`, `http://...`, `https://...`,
            `ws://...`, `wss://...`,
            `aisstream://[host][?bbox=w,s,e,n]`, `aisstream+ws://host:port`, `file:path`,
            `folder:path`, or `-` for standard input. Behind it may stand `#format=sbs`,
            `#speed=60` or both, joined by `&`.

    Raises:
        ConfigError: it is none of these; says what was found and how to write it.
    """
    text, options = _split_options(url.strip())
    scheme, colon, rest = text.partition(":")
    if text == "-":
        made = Address("stdin", "-")
    elif not colon or scheme not in _READERS:
        raise ConfigError(f"feed '{_shown(text)}': no address known to us; {_FORMS}")
    elif scheme in ("file", "folder"):
        made = _of_path(scheme, rest)
    else:
        made = _READERS[scheme](_split(text))
    return _with_options(made, options)


def _split_options(url: str) -> tuple[str, dict[str, str]]:
    """Cut off `#format=...&speed=...`; any other `#` belongs to the address."""
    text, mark, options = url.rpartition("#")
    if mark and _OPTIONS.fullmatch(options):
        return text, dict(parse_qsl(options))
    return url, {}


def _with_options(made: Address, options: dict[str, str]) -> Address:
    speed = made.speed
    if "speed" in options:
        try:
            speed = float(options["speed"])
        except ValueError:
            speed = -1.0
        if not 0 <= speed < float("inf"):
            wrong = options["speed"]
            raise ConfigError(f"feed '{made.url}': speed={wrong}: write a number, 0 or more")
    fields = {**made.__dict__, "speed": speed, "format": options.get("format", made.format)}
    return Address(**fields)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ConfigError(f"feed '{_shown(text)}': it cannot be read: {error}") from error
    try:
        _ = parts.port
    except ValueError as error:
        shown = _shown(text)
        raise ConfigError(f"feed '{shown}': the port is no number from 1 to 65535") from error
    try:
        (parts.hostname or "").encode("idna")
    except UnicodeError as error:
        raise ConfigError(
            f"feed '{_shown(text)}': {parts.hostname} is no name of a host"
        ) from error
    return parts


def _shown(text: str) -> str:
    """An address without user, password and what looks like a key in its query."""
    text = re.sub(r"//[^/?#@]*@", "//", text)
    return re.sub(r"(?i)([?&][^=&]*(?:key|token|secret|pass|auth)[^=&]*=)[^&#]*", r"\1...", text)


def _of_path(scheme: str, rest: str) -> Address:
    path = rest.removeprefix("//") if rest.startswith("///") else rest
    if not path.strip("/") or path.startswith("//"):
        raise ConfigError(f"feed '{scheme}:{rest}': no path; write {scheme}:path/to/it")
    return Address(scheme, f"{scheme}:{path}", path=path)


def _of_socket(parts: SplitResult) -> Address:
    return _socket(parts, "tcp")


def _of_gpsd(parts: SplitResult) -> Address:
    return _socket(parts, "tcp", port=_GPSD_PORT, format="nmea", hello=_WATCH)


def _of_sbs(parts: SplitResult) -> Address:
    return _socket(parts, "tcp", port=_SBS_PORT, format="sbs")


def _of_beast(parts: SplitResult) -> Address:
    return _socket(parts, "tcp", port=_BEAST_PORT, format="beast")


def _of_listener(parts: SplitResult) -> Address:
    return _socket(parts, parts.scheme, needs_host=False)


def _socket(
    parts: SplitResult,
    kind: str,
    *,
    port: int | None = None,
    needs_host: bool = True,
    format: str | None = None,  # noqa: A002 - the word of the settings
    hello: bytes = b"",
) -> Address:
    found = parts.port or port
    url = _shown(urlunsplit(parts))
    if not found or (needs_host and not parts.hostname) or parts.path.strip("/"):
        form = "host:port" if needs_host else ":port"
        raise ConfigError(f"feed '{url}': write {parts.scheme}://{form}")
    return Address(kind, url, parts.hostname or "", found, format=format, hello=hello)


def _of_web(parts: SplitResult) -> Address:
    kind = "ws" if parts.scheme in ("ws", "wss") else "http"
    url = _shown(urlunsplit(parts))
    if not parts.hostname:
        raise ConfigError(f"feed '{url}': no host; write {parts.scheme}://host/path")
    is_list = kind == "http" and parts.path.rpartition("/")[2] == "aircraft.json"
    return Address(
        kind,
        url,
        parts.hostname,
        parts.port or 0,
        parts.path,
        target=urlunsplit(parts),
        format="aircraft.json" if is_list else None,
    )


def _of_aisstream(parts: SplitResult) -> Address:
    words = tuple(parse_qsl(parts.query, keep_blank_values=True))
    unknown = [name for name, _ in words if name != "bbox"]
    if unknown:
        raise ConfigError(
            f"feed '{_shown(urlunsplit(parts))}': '{unknown[0]}' is not known; write "
            "?bbox=west,south,east,north; the key is read from AISSTREAM_API_KEY"
        )
    secure = parts.scheme == "aisstream"
    place = parts.netloc + parts.path if parts.netloc else _AISSTREAM
    return Address(
        "ws",
        _shown(urlunsplit(parts)),
        target=f"{'wss' if secure else 'ws'}://{place}",
        format="aisstream",
        words=words,
    )


_READERS = {
    "tcp": _of_socket,
    "gpsd": _of_gpsd,
    "sbs": _of_sbs,
    "beast": _of_beast,
    "udp": _of_listener,
    "tcp-listen": _of_listener,
    "http": _of_web,
    "https": _of_web,
    "ws": _of_web,
    "wss": _of_web,
    "aisstream": _of_aisstream,
    "aisstream+ws": _of_aisstream,
    "file": _of_socket,
    "folder": _of_socket,
}
