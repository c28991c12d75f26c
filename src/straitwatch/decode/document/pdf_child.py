"""Standard input, a PDF, turned into a JSON line of its text: the program that `pdf` starts.

It stands alone and imports nothing of the project, so that it starts at once. It limits itself
before it loads the library: what a broken or hostile PDF does, it does to this process only.
"""

import json
import resource
import sys

_MEBI = 1 << 20


def main() -> None:
    """Read limits from the arguments and the PDF from standard input; write one JSON line."""
    memory_mb, cpu_s, most_pages, most_characters = map(int, sys.argv[1:5])
    data = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MEBI, memory_mb * _MEBI))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = _read(data, most_pages, most_characters)
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))


def _read(data: bytes, most_pages: int, most_characters: int) -> dict[str, object]:
    try:
        import pypdfium2  # noqa: PLC0415 - only under the limits
    except ImportError as error:
        return {"fault": "library", "found": str(error)}
    try:
        document = pypdfium2.PdfDocument(data)
        n_pages = len(document)
        title = document.get_metadata_value("Title")
        if n_pages > most_pages:
            return {"fault": "pages", "found": n_pages}
        pages: list[str] = []
        n_characters = 0
        for page in document:
            text_page = page.get_textpage()
            n_characters += text_page.count_chars()
            if n_characters > most_characters:
                return {"fault": "characters", "found": n_characters}
            pages.append(text_page.get_text_range())
            text_page.close()
            page.close()
    except MemoryError:
        return {"fault": "memory"}
    except pypdfium2.PdfiumError as error:
        return {"fault": "broken", "found": str(error)}
    return {"pages": pages, "title": title}


if __name__ == "__main__":
    main()
