"""One file of a watched folder into what it holds: sightings of a text, or rows of a recording."""

from dataclasses import dataclass, field

from straitwatch.decode.detect import decode_stream, detect_format
from straitwatch.decode.document import is_prose
from straitwatch.decode.press import Reading
from straitwatch.flow.text import Shelf, read_text
from straitwatch.model.error import SourceError
from straitwatch.model.record import Decoded, Tally
from straitwatch.store.store import Store

__all__ = ["Document", "put_documents", "read_document"]

_PEEK = 64 << 10


@dataclass
class Document:
    """What a file holds.

    Attributes:
        label: its path.
        n_bytes: its length.
        reading: of a text.
        decoded: rows of a recording.
        tally: of the lines; of a text, of its statements.
        error: why it could not be read; empty when it was.
    """

    label: str
    n_bytes: int
    reading: Reading | None = None
    decoded: list[Decoded] = field(default_factory=list)
    tally: Tally = field(default_factory=lambda: Tally(""))
    error: str = ""


def read_document(label: str, data: bytes) -> Document:
    """Read a file of a folder: what it is, is found from its content; so is that it is nothing."""
    document = Document(label, len(data), tally=Tally(label))
    try:
        if _is_text(label, data):
            document.reading = read_text(data, label)
            n = document.reading.sightings.num_rows
            document.tally.sightings = document.tally.messages = n
            document.tally.skipped = len(document.reading.unread)
            document.tally.lines = n + document.tally.skipped
        else:
            document.decoded = list(decode_stream([data], label, document.tally))
    except SourceError as error:
        document.error = str(error)
    return document


def _is_text(label: str, data: bytes) -> bool:
    head = data[:_PEEK]
    try:
        detect_format(head, label)
    except SourceError:
        return is_prose(head)
    return False


def put_documents(store: Store, documents: list[Document]) -> bool:
    """Put what files hold into the store; a file that was read before gives its place to the new.

    Returns:
        whether any was a text: what people reported may be another now.
    """
    texts = False
    with Shelf(store) as shelf:
        for one in documents:
            if one.reading is not None:
                shelf.put(one.reading, one.label, one.n_bytes)
                texts = True
            elif one.tally.lines:
                with store.ingest(one.label) as intake:
                    for decoded in one.decoded:
                        intake.add(decoded)
                    intake.commit(one.tally)
    return texts
