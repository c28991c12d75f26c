"""All that the live watch knows, into bytes and back: the checkpoint."""

import pickle
from dataclasses import dataclass, field

from straitwatch.decode.feed import FeedDecoder
from straitwatch.event.coverage import CoverageCarry
from straitwatch.flow.live.slack import Slack
from straitwatch.flow.names import NameBook
from straitwatch.flow.watch import State
from straitwatch.model.error import SourceError
from straitwatch.model.record import Tally
from straitwatch.model.version import __version__

__all__ = ["Heard", "Remembered", "read_checkpoint", "write_checkpoint"]

_MAGIC = b"straitwatch-live 1 "


@dataclass
class Heard:
    """What a feed gave so far.

    Attributes:
        tally: of its lines; the decoder counts it up.
        decoder: None before its first line.
        n_bytes: of its records.
        last_us: time of the last, 0 for none.
        ended: whether it came to its end, as a file does.
        documents: of a folder: how many were read.
    """

    tally: Tally
    decoder: FeedDecoder | None = None
    n_bytes: int = 0
    last_us: int = 0
    ended: bool = False
    documents: int = 0

    @property
    def count(self) -> Tally:
        """What its lines were."""
        return self.tally if self.decoder is None else self.decoder.tally


@dataclass
class Remembered:
    """All that is known at one place of the journal; may be pickled.

    Attributes:
        watch: of the engine.
        coverage: hours that are not over.
        names: who went by which name.
        feeds: what each gave, by name.
        numbers: names of the feeds by their number in the journal.
        slack: how late the fixes of each feed come.
        place: in the journal: all before it is known.
        t_us: time of the last record.
    """

    watch: State = field(default_factory=State)
    coverage: CoverageCarry = field(default_factory=CoverageCarry)
    names: NameBook = field(default_factory=NameBook)
    feeds: dict[str, Heard] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    slack: Slack = field(default_factory=Slack)
    place: int = 0
    t_us: int = 0


def write_checkpoint(remembered: Remembered) -> bytes:
    """Write all that is known: about 7 kB an object that is heard."""
    head = _MAGIC + __version__.encode() + b"\n"
    return head + pickle.dumps(remembered, protocol=pickle.HIGHEST_PROTOCOL)


def read_checkpoint(data: bytes) -> Remembered:
    """Read what `write_checkpoint` wrote. A pickle runs code: read only what the store vouches for.

    Raises:
        SourceError: it is broken, or of another version of the program.
    """
    head, _, body = data.partition(b"\n")
    if not head.startswith(_MAGIC):
        raise SourceError("the checkpoint is none of this program")
    version = head[len(_MAGIC) :].decode("ascii", "replace")
    if version != __version__:
        raise SourceError(f"the checkpoint is of version {version}, this is {__version__}")
    try:
        found = pickle.loads(body)  # noqa: S301 - its digest is in the store, which is ours
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError) as error:
        raise SourceError(f"the checkpoint is broken: {error}") from error
    if not isinstance(found, Remembered):
        raise SourceError(f"the checkpoint holds {type(found).__name__}")
    return found
