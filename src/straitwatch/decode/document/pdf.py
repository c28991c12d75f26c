"""A PDF turned into the text of its text layer, page by page, in a process with limits."""

import json
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from straitwatch.decode.document.limit import MOST_CHARACTERS, MOST_PAGES, refuse_long
from straitwatch.model.error import SourceError

__all__ = ["Layer", "is_pdf", "read_pdf"]

_MEMORY_MB = 512  # ours: an ordinary release takes 60 MB with the interpreter
_CPU_S = 20  # ours: an ordinary release takes 0.1 s, a White Paper of 500 pages 3 s
_WALL_S = 60.0  # ours: for a busy machine
_MAGIC_WITHIN = 1_024  # bytes before `%PDF-` that readers accept: ISO 32000, annex H.3
_CHILD = Path(__file__).with_name("pdf_child.py")

_HYPHEN = re.compile("[\x02\ufffe]\n?")  # how the library writes a hyphen that only breaks a word
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")

_NO_TEXT = (
    "a PDF without a text layer, most likely a scan: run it through text recognition first (for "
    "example ocrmypdf), or save the release's words as text"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """The text of a PDF.

    Attributes:
        text: its pages in order, each but the last ended by a line break and a form feed.
        title: title in its metadata, or empty.
        n_pages: pages.
    """

    text: str
    title: str
    n_pages: int


def is_pdf(head: bytes) -> bool:
    """Tell a PDF by its mark."""
    return b"%PDF-" in head[:_MAGIC_WITHIN]


def read_pdf(
    data: bytes,
    label: str,
    *,
    memory_mb: int = _MEMORY_MB,
    cpu_s: int = _CPU_S,
    wall_s: float = _WALL_S,
) -> Layer:
    """Read the text layer of a PDF.

    Args:
        data: all of it.
        label: name of the source, for errors.
        memory_mb: address space that the reading process may take.
        cpu_s: processor time that it may take.
        wall_s: time that it may take by the clock.

    Raises:
        SourceError: broken, locked, without text, or beyond a limit; says which, and the mend.

    Notes:
        A process a PDF, about 70 ms. It is started afresh, not forked, so it may be called from
        any thread.
    """
    limits = (memory_mb, cpu_s, MOST_PAGES, MOST_CHARACTERS)
    line = [sys.executable, "-P", str(_CHILD), *map(str, limits)]  # -P: html.py here is not theirs
    try:
        done = subprocess.run(line, input=data, capture_output=True, timeout=wall_s, check=False)  # noqa: S603 - our own program, figures as arguments
    except subprocess.TimeoutExpired:
        raise SourceError(_tell_limit(label, f"{wall_s:g} s")) from None
    except OSError as error:
        raise SourceError(f"{label}: no process could be started to read a PDF: {error}") from error
    if done.returncode:
        raise SourceError(_tell_end(label, done.returncode, memory_mb, cpu_s))
    return _judge(json.loads(done.stdout), label, memory_mb)


def _tell_limit(label: str, limit: str) -> str:
    return (
        f"{label}: a PDF that takes more than {limit} to read: it is broken or made to harm; "
        "print it to a new PDF, or save its words as text"
    )


def _tell_end(label: str, code: int, memory_mb: int, cpu_s: int) -> str:
    if -code in {signal.SIGXCPU, signal.SIGKILL}:
        return _tell_limit(label, f"{cpu_s} s of processor time")
    if code > 0:
        return _tell_limit(label, f"{memory_mb} MB of memory")
    return (
        f"{label}: a PDF at which the reading library fails (signal {-code}): it is broken, made "
        f"to harm, or needs more than {memory_mb} MB; print it to a new PDF, or save its words "
        "as text"
    )


def _judge(answer: dict[str, object], label: str, memory_mb: int) -> Layer:
    """What the child answered, as a text or as the error that it is."""
    found = answer.get("found")
    match answer.get("fault"):
        case "memory":
            raise SourceError(_tell_limit(label, f"{memory_mb} MB of memory"))
        case "pages":
            raise SourceError(
                f"{label}: a PDF of {found} pages, more than {MOST_PAGES:,}: save the pages to be "
                "read as a PDF of their own"
            )
        case "characters":
            raise refuse_long(label)
        case "library":
            raise SourceError(f"{label}: a PDF, and pypdfium2 is not there to read it: {found}")
        case "broken" if "assword" in str(found):
            raise SourceError(f"{label}: a PDF locked by a password: save a copy without one")
        case "broken":
            raise SourceError(
                f"{label}: a broken PDF ({found}): fetch it again; if it is whole elsewhere, print "
                "it to a new PDF, or save its words as text"
            )
    raw = answer["pages"]
    pages = [_clean(str(page)) for page in raw] if isinstance(raw, list) else []
    if not any(page.strip() for page in pages):
        raise SourceError(f"{label}: {_NO_TEXT}")
    title = " ".join(_clean(str(answer.get("title") or "")).split())
    return Layer("\n\f".join(pages), title, len(pages))


def _clean(page: str) -> str:
    text = page.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    return _CONTROL.sub("\ufffd", _HYPHEN.sub("", text))
