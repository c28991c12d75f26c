"""The verbs of the package answer as often as they are called, whatever was imported between."""

import importlib
import inspect
from pathlib import Path

import straitwatch

CSV = "mmsi,t,lon,lat\n431000001,2024-01-01T00:00:00Z,139.8,35.3\n"


def test_a_verb_that_is_also_a_subpackage_is_called_twice(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(CSV)
    assert straitwatch.decode(str(file))["fixes"].num_rows == 1
    assert straitwatch.decode(str(file))["fixes"].num_rows == 1


def test_the_subpackage_stays_a_module() -> None:
    module = importlib.import_module("straitwatch.decode.detect")
    assert straitwatch.decode.detect is module  # type: ignore[attr-defined]
    assert inspect.ismodule(straitwatch.decode)


def test_every_verb_can_be_called_after_all_subpackages_are_imported() -> None:
    root = Path(straitwatch.__file__).parent
    for folder in root.iterdir():
        if (folder / "__init__.py").is_file():
            importlib.import_module(f"straitwatch.{folder.name}")
    assert [verb for verb in straitwatch.__all__ if verb != "__version__"
            and not callable(getattr(straitwatch, verb))] == []  # fmt: skip
