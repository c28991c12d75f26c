"""Write the tables of docs/applications.md: every application, from its declaration.

What stands above them is kept. Run it after a change of a declaration:
python scripts/make_application_page.py
"""

from pathlib import Path

from straitwatch.decode.ais.app_layout import Choice, Part, Series
from straitwatch.decode.ais.app_words import APPLICATION_WORDS, BUFR
from straitwatch.decode.ais.applications import APPLICATIONS
from straitwatch.decode.ais.field import Field, Form
from straitwatch.decode.ais.value import column_type

PAGE = Path(__file__).parent.parent / "docs" / "applications.md"

MARK = "## Applications\n"


def _lines(parts: tuple[Part, ...], path: str = "") -> list[str]:
    counts = {part.count for part in parts if isinstance(part, Series)}
    out: list[str] = []
    for part in parts:
        if isinstance(part, Series):
            out += _lines(part.fields, f"{path}{part.name}[].")
        elif isinstance(part, Choice):
            for one in part.variants:
                note = f"where `{part.by}` is {one.code}"
                out.append(f"| `{path}{one.name}` | {part.width or 'rest'} | struct | {note} |")
                out += _lines(one.fields, f"{path}{one.name}.")
        elif part.form != Form.SPARE and part.name not in counts:
            out.append(_line(part, path))
    return out


def _line(part: Field, path: str) -> str:
    words = []
    if part.form in {Form.MINUS, Form.PLUS}:
        words.append("sign, then size")
    if part.form == Form.SQUARE:
        words.append(f"code² × {1 / part.divisor:.5g}")
    elif part.divisor != 1:
        words.append(f"steps of {1 / part.divisor:.6g}")
    if part.power:
        words.append(f"times 10 to the power of `{part.power}`")
    if part.offset:
        words.append(f"code 0 is {part.offset:g}")
    if part.absent:
        words.append("null: code " + ", ".join(str(one) for one in dict.fromkeys(part.absent)))
    if part.words.startswith(BUFR):
        table = part.words.removeprefix(BUFR)
        words.append(f"WMO BUFR table 0 {table[1:3]} {table[3:]}")
    elif part.words:
        words.append(f"[code](#{part.words})")
    bits = part.width or "rest"
    return f"| `{path}{part.name}` | {bits} | {column_type(part)} | {'; '.join(words)} |"


def page() -> str:
    """Give the page, its tables new."""
    out = [PAGE.read_text(encoding="utf-8").split(MARK)[0] + MARK]
    for name in dict.fromkeys(one.name for one in APPLICATIONS):
        same = [one for one in APPLICATIONS if one.name == name]
        keys = ", ".join(f"DAC {one.dac} FI {one.fi}" for one in same)
        clauses = dict.fromkeys(one.clause for one in same)
        out += [f"### {name}", "", f"{same[0].title.split(', ')[0]}: {keys}."]
        out += [
            f"Source: {'; '.join(clauses)}.",
            "",
            "| column | bits | type | |",
            "|---|---|---|---|",
        ]
        out += [*_lines(same[0].fields), ""]
    out += ["## Codes", "", "Codes that a document reserves have no word.", ""]
    for table, words in sorted(APPLICATION_WORDS.items()):
        told = [f"{code} {word}" for code, word in words.items()]
        out += [f"### {table}", "", "; ".join(told) + ".", ""]
    return "\n".join(out).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
