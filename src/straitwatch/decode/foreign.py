"""The first bytes of what is no data of ours turned into a refusal that names it and the mend."""

from straitwatch.model.error import SourceError

__all__ = ["refuse_foreign"]

_MAGIC = (
    (b"%PDF", "a PDF", "save the table in it as CSV; a release or an article: `straitwatch read`"),
    (
        b"PK\x03\x04",
        "a zip archive within another packing, or an Office file",
        "unpack it once more, or save its table as CSV",
    ),
    (b"\x89PNG", "a PNG picture", "pictures cannot be read"),
    (b"\xff\xd8\xff", "a JPEG picture", "pictures cannot be read"),
    (b"GIF8", "a GIF picture", "pictures cannot be read"),
    (b"PARE", "a Parquet file with an encrypted footer", "write it anew without encryption"),
    (b"FEA1", "a Feather file of version 1", "write it anew as Feather 2 or Parquet"),
    (
        b"SQLite format 3\0",
        "a SQLite database, as aisdb keeps",
        "pipe its table: sqlite3 -header -csv FILE 'select * from TABLE' | straitwatch decode -",
    ),
    (b"BZh", "bzip2 inside the packing", "unpack it once more: bunzip2"),
    (b"\xfd7zXZ\0", "xz inside the packing", "unpack it once more: unxz"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first: 7z x"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"\x1f\x8b", "gzip inside the packing", "unpack it once more: gunzip"),
    (b"\x28\xb5\x2f\xfd", "zstd inside the packing", "unpack it once more: unzstd"),
    (b"\x7fELF", "a program", "programs cannot be read"),
    (b"\xff\xfe", "UTF-16 text", "convert it: iconv -f utf-16 -t utf-8"),
    (b"\xfe\xff", "UTF-16 text", "convert it: iconv -f utf-16 -t utf-8"),
)


def refuse_foreign(head: bytes, label: str) -> None:
    """Refuse a source by its first bytes.

    Raises:
        SourceError: it is a picture, a program, an archive, or packed twice.
    """
    for magic, kind, mend in _MAGIC:
        if head.startswith(magic):
            raise SourceError(f"{label}: {kind}; {mend}")
