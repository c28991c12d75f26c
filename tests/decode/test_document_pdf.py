"""A PDF gives its text layer, or a clear error: broken, locked, a scan, a bomb."""

import threading
import time
import zlib
from collections.abc import Sequence

import pytest

from straitwatch.decode.document import read_document
from straitwatch.decode.document.pdf import read_pdf
from straitwatch.model.error import SourceError

_WORDS = b"BT /F 12 Tf 50 700 Td (On 2 January 2023 the ship was sur-) Tj 0 -14 Td (veyed.) Tj ET"


def _make(pages: Sequence[bytes], depth: int = 1) -> bytes:
    """A PDF of one content stream a page, each deflated `depth` times."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 >>"]
    objects[2] = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    kids = []
    for content in pages:
        packed = content
        for _ in range(depth):
            packed = zlib.compress(packed, 9)
        filters = b"[" + b"/FlateDecode " * depth + b"]"
        head = b"<< /Length %d /Filter %s >>\nstream\n" % (len(packed), filters)
        objects.append(head + packed + b"\nendstream")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(out))
    )


_WHOLE = _make([_WORDS, _WORDS])


def test_the_text_layer_is_read_page_by_page() -> None:
    document = read_document(_WHOLE, "p20230102_01.pdf")
    page = "On 2 January 2023 the ship was surveyed."
    assert document.text == f"{page}\n\f{page}"
    assert (document.media, document.encoding) == ("pdf", "")
    assert document.published is not None
    assert document.published.date().isoformat() == "2023-01-02"
    assert document.published_from == "file name"


def test_bytes_before_the_mark_are_no_matter() -> None:
    assert read_document(b"\n\n" + _WHOLE, "x").media == "pdf"


def test_threads_may_read_at_once() -> None:
    texts: list[str] = []
    threads = [
        threading.Thread(target=lambda: texts.append(read_pdf(_WHOLE, "x").text)) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(texts)) == 1
    assert len(texts) == 3


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (_make([b"0 0 m 10 10 l S"]), "without a text layer.*text recognition"),
        (_WHOLE[:300], "a broken PDF.*fetch it again"),
        (_WHOLE[:-40], "a broken PDF"),
        (b"%PDF-1.4", "a broken PDF"),
        (b"%PDF-" + bytes(range(256)) * 400, "a broken PDF"),
        (_make([b""] * 2_001), "2001 pages, more than 2,000"),
    ],
    ids=["scan", "cut", "cut at its end", "only the mark", "noise", "pages"],
)
def test_what_cannot_be_read_says_why(data: bytes, found: str) -> None:
    with pytest.raises(SourceError, match=f"^a.pdf: .*{found}"):
        read_document(data, "a.pdf")


def test_a_bomb_stays_in_its_process() -> None:
    bomb = _make([b" " * 300_000_000], depth=2)
    assert len(bomb) < 5_000
    begun = time.monotonic()
    with pytest.raises(SourceError, match=r"^bomb: a PDF .*(MB|processor time)"):
        read_pdf(bomb, "bomb", memory_mb=128)
    assert time.monotonic() - begun < 60


@pytest.mark.parametrize(
    ("limit", "found"),
    [({"memory_mb": 16}, "16 MB"), ({"wall_s": 0.001}, "0.001 s"), ({"cpu_s": 0}, "0 s of proc")],
    ids=["memory", "wall", "cpu"],
)
def test_each_limit_is_named(limit: dict[str, float], found: str) -> None:
    with pytest.raises(SourceError, match=found):
        read_pdf(_make([b"0 0 m 1 1 l S " * 100_000]), "x", **limit)


@pytest.mark.slow
def test_endless_drawing_ends() -> None:
    begun = time.monotonic()
    with pytest.raises(SourceError, match="a PDF"):
        read_pdf(_make([b"0 0 m 1 1 l S " * 20_000_000]), "x")
    assert time.monotonic() - begun < 90
