"""Every example in README.md and docs/ runs, and prints what it says it prints."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from straitwatch.zone.published import published_sets

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = ROOT / "src" / "straitwatch" / "decode" / "data" / "texts" / "liaoning_2022_12"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TABLES = re.compile(r"`(my-names/\w+\.csv)`:\n\n```\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, demo_out: Path, shared: Path) -> Path:
    """A folder as the pages suppose it: the demonstration in out/demo, two real files, texts."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(demo_out, folder / "out" / "demo")
    shutil.copy(shared / "ais" / "solent-2016-01-12.csv", folder / "solent.csv")
    shutil.copy(shared / "ais" / "dma-stream-example.nmea", folder / "day.nmea")
    shutil.copytree(TEXTS, folder / "texts")
    for name, text in _TABLES.findall((ROOT / "docs" / "grammar.md").read_text("utf-8")):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.slow  # a hundred commands, each a process
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples(page: Path, desk: Path) -> None:
    """Run a page from top to bottom: an example reads what another wrote."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    for kind, text in blocks:
        _try_block(page, kind, text, desk)


def _try_block(page: Path, kind: str, text: str, desk: Path) -> None:
    if kind == "python":
        done = _run([sys.executable, "-W", "error", "-c", text], desk)
        assert done.returncode == 0, f"{page.name}: {done.stdout}"
        return
    if "published limits, " in text and not published_sets():
        return  # tests/zone says so of the set
    for line, below in _console(text):
        words, typed, expected = _here_document(line, below)
        if words[0] == "make":
            target = f"\n{words[1]}: "
            assert target in (ROOT / "Makefile").read_text(encoding="utf-8"), line
            continue
        assert words[0] == "straitwatch", f"{page.name}: not one of our commands: {line}"
        done = _run([sys.executable, "-m", *words], desk, typed)
        assert done.returncode == 0, f"{page.name}: $ {line}\n{done.stdout}"
        assert _fits(expected, done.stdout), (
            f"{page.name}: $ {line}\nprinted\n{done.stdout}\nnot\n{expected}"
        )


def _here_document(line: str, below: str) -> tuple[list[str], str | None, str]:
    """Part what is typed into a command (`<<'END'` and the lines up to END) from its output."""
    words = shlex.split(line)
    if not words[-1].startswith("<<"):
        return words, None, below
    typed, _, printed = f"{below}\n".partition(f"\n{words[-1].removeprefix('<<')}\n")
    return words[:-1], typed + "\n", printed


def _run(
    words: list[str], desk: Path, typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=desk,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


def _console(text: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    return [(part.split("\n", 1)[0], part.split("\n", 1)[1].strip("\n")) for part in parts]


def _fits(expected: str, printed: str) -> bool:
    """Tell whether the lines expected stand in what was printed; `...` stands for anything."""
    if not expected.strip():
        return True
    pattern = re.escape(expected.strip()).replace(r"\.\.\.", ".*")
    return re.search(pattern, printed, flags=re.DOTALL) is not None


def test_a_here_document_is_typed_into_the_command() -> None:
    told = _here_document("straitwatch read - <<'END'", "one\ntwo\nEND\nprinted")
    assert told == (["straitwatch", "read", "-"], "one\ntwo\n", "printed\n")


def test_an_example_that_lies_is_caught() -> None:
    assert _fits("a ...\nc", "x\na b\nc\n")
    assert not _fits("a ...\nd", "x\na b\nc\n")
