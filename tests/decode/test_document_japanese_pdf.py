"""A Japanese PDF, whose text stands in a font of the reader and not of the file, is read."""

from straitwatch.decode.document import read_document
from straitwatch.decode.press import read_sightings

LINES = (
    "令和8年5月12日",
    "統合幕僚監部",
    "ロシア海軍艦艇の動向について",
    "5月11日（月）午前9時頃、海上自衛隊は、礼文島（北海道）の西約8",
    "0kmの海域において、同海域を東進するロシア海軍ウダロイⅠ級駆逐艦（艦番号「5",
    "48」）を確認した。その後、当該艦艇が宗谷海峡を東進したことを確認した。",
)


def japanese_pdf(lines: tuple[str, ...]) -> bytes:
    """Write a page of Japanese with the predefined encoding UniJIS-UCS2-H (ISO 32000-1, 9.7.5)."""
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -18 Td" for line in lines)
    stream = f"BT /F1 11 Tf 40 800 Td\n{shown}\nET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H"
            b" /DescendantFonts [6 0 R] >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >>"
            b" /FontDescriptor 7 0 R >>"
        ),
        (
            b"<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 4 /FontBBox [0 -200 1000 900]"
            b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
        ),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return data + head + tail % (len(objects) + 1, len(data))


def test_a_japanese_pdf_says_what_its_text_says() -> None:
    document = read_document(japanese_pdf(LINES), "p20260512_01.pdf")
    assert (document.media, document.published_from) == ("pdf", "text")
    rows = read_sightings(document).sightings.to_pylist()
    assert [row["kind"] for row in rows] == ["sighting", "transit"]
    assert rows[0]["place"] == "80 km W of Rebun Island"
    assert [one["hull"] for one in rows[0]["objects"]] == ["548"]
    assert rows[1]["gate"] == "soya"
    for row in rows:
        assert row["text"] == document.text[row["start"] : row["end"]]
