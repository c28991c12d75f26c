"""A story becomes files: report.html, report.md, map.png and events.geojson."""

from collections.abc import Callable, Iterable
from pathlib import Path

from straitwatch.model.error import OutputError
from straitwatch.report.geojson import to_geojson
from straitwatch.report.html import to_html
from straitwatch.report.markdown import to_markdown
from straitwatch.report.page import compose_page, tell
from straitwatch.report.poster import draw_poster
from straitwatch.report.route import find_routes
from straitwatch.report.story import Story
from straitwatch.report.whole import whole_file

__all__ = ["write_report"]

_MEND = "free space or choose another folder with --out"


def write_report(story: Story, out: Path) -> list[Path]:
    """Write the four files of a report.

    Args:
        story: what it tells.
        out: folder; made when it is not there.

    Returns:
        the files: report.html, report.md, map.png, events.geojson.

    Raises:
        OutputError: a file could not be written; files written before stay whole, the one that
            failed is as it was before.

    Notes:
        Each is written under a temporary name, flushed to the disk and then renamed.
    """
    told = tell(story)
    page = compose_page(story, told)
    routes = find_routes(story.routes, told.rows)
    makers: list[tuple[str, Callable[[], Iterable[bytes]]]] = [
        ("report.html", lambda: [to_html(page).encode()]),
        ("report.md", lambda: [to_markdown(page).encode()]),
        ("map.png", lambda: [draw_poster(story, told, page)]),
        ("events.geojson", lambda: (part.encode() for part in to_geojson(story.events, routes))),
    ]
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OutputError(f"{out} could not be written: {reason}; {_MEND}") from error
    return [_write(out / name, make()) for name, make in makers]


def _write(path: Path, parts: Iterable[bytes]) -> Path:
    with whole_file(path, mend=_MEND) as file:
        file.writelines(parts)
    return path
