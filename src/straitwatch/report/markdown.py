"""A page becomes Markdown that reads well in a terminal and on a code host."""

import re

from straitwatch.report import words
from straitwatch.report.document import (
    Block,
    Figure,
    Items,
    Page,
    Para,
    Section,
    Source,
    Table,
    Text,
)

__all__ = ["escape_markdown", "to_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def escape_markdown(text: str) -> str:
    """Put a backslash before every sign that Markdown or HTML would read as its own."""
    return _SPECIAL.sub(r"\\\1", text.replace("\n", " ").replace("\r", " "))


def to_markdown(page: Page) -> str:
    """Write a page as Markdown.

    Args:
        page: the report.

    Returns:
        text; the map is named as `map.png` beside it.
    """
    parts = [f"# {escape_markdown(page.title)}"]
    if page.deck:
        parts.append(f"*{escape_markdown(page.deck)}*")
    if page.banner:
        parts.append(f"> **{escape_markdown(page.banner[0])}** {escape_markdown(page.banner[1])}")
    parts.append("\n".join(f"- {_show(finding)}" for finding in page.findings))
    parts += [_section(section) for section in page.sections]
    parts.append(_sources(page))
    parts.append(f"---\n\n{escape_markdown(page.colophon)}")
    return "\n\n".join(part for part in parts if part) + "\n"


def _show(text: Text) -> str:
    refs = " ".join(f"[\\[{n}\\]](#e{n})" for n in text.refs[:6])
    return " ".join(part for part in (escape_markdown(text.words), refs) if part)


def _section(section: Section) -> str:
    blocks = [_block(block, section) for block in section.blocks]
    summary = [f"**{escape_markdown(section.summary)}**"] if section.summary else []
    return "\n\n".join([f"## {escape_markdown(section.title)}", *summary, *filter(None, blocks)])


def _block(block: Block, section: Section) -> str:
    if isinstance(block, Para):
        return _show(block.text)
    if isinstance(block, Items):
        return "\n".join(
            f"- **{escape_markdown(head)}** {_show(text)}" if head else f"- {_show(text)}"
            for head, text in block.items
        )
    if isinstance(block, Figure):
        return _figure(block, section)
    return _table(block)


def _figure(figure: Figure, section: Section) -> str:
    items = figure.alt.split("; ") if section.ident == "time" else [figure.alt]
    said = "\n".join(f"- {escape_markdown(item)}" for item in items) if items[1:] else ""
    said = said or escape_markdown(figure.alt)
    picture = f"![{escape_markdown(section.title)}](map.png)\n\n" if section.ident == "map" else ""
    caption = f"\n\n*{escape_markdown(figure.caption)}*" if figure.caption else ""
    return f"{picture}{said}{caption}"


def _table(table: Table) -> str:
    columns = len(table.columns)
    rules = ["---:" if at in table.numeric else "---" for at in range(columns)]
    lines = [
        f"**{escape_markdown(table.caption)}**",
        "",
        _line([escape_markdown(name) for name in table.columns]),
        _line(rules),
        *(_line([_show(cell) for cell in row]) for row in table.rows),
    ]
    if table.more:
        lines += ["", escape_markdown(table.more)]
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _sources(page: Page) -> str:
    lines = [f"## {words.SECTION['evidence']}", "", words.NOTE["evidence"], ""]
    lines += [_source(source) for source in page.sources]
    if page.more_sources:
        lines.append(f"\n{words.amount(page.more_sources)} more are in the store.")
    return "\n".join(lines)


def _source(source: Source) -> str:
    label = escape_markdown(source.label)
    link = f" <{source.href.replace('<', '%3C').replace('>', '%3E')}>" if source.href else ""
    said = "".join(f"\n   - {escape_markdown(words)}" for words in source.statements)
    return f'{source.number}. <a id="e{source.number}"></a>{label}{link}{said}'
