"""Whatever a user can type or meet is documented; what is measured is the program's own."""

import re
from importlib.metadata import entry_points
from pathlib import Path

import typer

from straitwatch.cli import app
from straitwatch.event import register
from straitwatch.event.base import World
from straitwatch.model import schema
from straitwatch.model.fault import Fault
from straitwatch.model.schema import GATE
from straitwatch.report import words

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"


def _read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_every_command_is_documented() -> None:
    told = _read("commands.md")
    root = typer.main.get_command(app)
    names = set()
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        names |= {f"{name} {word}" for word in inner} if inner else {name}
    assert "run" in names
    assert "zone at" in names
    assert {name for name in names if f"straitwatch {name}" not in told} == set()


def test_every_detector_is_documented() -> None:
    told = _read("events.md")
    installed = {point.name for point in entry_points(group="straitwatch.detectors")}
    assert "crossing" in installed
    assert {name for name in installed if f"`{name}`" not in told} == set()


def test_every_rule_and_kind_is_documented() -> None:
    told = _read("events.md")
    rules = {detector.rule for detector in register.detectors(World(GATE.empty_table()))}
    composed = {"exit/2", "anchoring/1", "transit/1", "deployment/1", "flight_operations/1"}
    assert {rule for rule in rules | composed if f"`{rule}`" not in told} == set()
    kinds = set(words.KIND) - {"could_have_entered"}
    assert {kind for kind in kinds if f"`{kind}`" not in told} == set()


def test_every_column_is_documented() -> None:
    told = _read("tables.md")
    for name in (
        "FIX",
        "STATIC",
        "IDENTITY",
        "OBJECT",
        "SIGHTING",
        "TRACK",
        "PATH",
        "COVERAGE",
        "GATE",
        "EVENT",
        "STATISTIC",
        "AIRSPACE_VIOLATION",
        "REJECT",
    ):
        part = told.split(f"## {name}\n")[1].split("\n## ")[0]
        written = re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE)
        assert written == getattr(schema, name).names


def test_no_machine_and_no_registry_is_named() -> None:
    private = re.compile(r"/work/|pypi\.org|npmjs|files\.pythonhosted")
    tracked = [p for p in ROOT.rglob("*") if p.suffix in {".py", ".md", ".toml", ".csv"}]
    own = [p for p in tracked if not {".venv", "out", "node_modules"} & set(p.parts)]
    assert len(own) > 50
    here = Path(__file__).name
    assert [p for p in own if p.name != here and private.search(p.read_text("utf-8"))] == []


def test_faults_have_one_spelling() -> None:
    assert len({str(fault) for fault in Fault}) == len(Fault)


def test_no_word_of_ours_names_a_command_that_is_not_there() -> None:
    root = typer.main.get_command(app)
    pattern = re.compile(r"`straitwatch ([a-z]+)|\bstraitwatch ([a-z]+) (?:--|[A-Z{])")
    for path in [*(ROOT / "src").rglob("*.py"), *DOCS.glob("*.md"), ROOT / "README.md"]:
        for word in (a or b for a, b in pattern.findall(path.read_text("utf-8"))):
            assert word in root.commands, f"{path.name}: straitwatch {word}"
