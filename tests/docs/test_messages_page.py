"""The page of AIS messages is made from the layouts, and up to date."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from straitwatch.decode.ais.field import Field
from straitwatch.decode.ais.kinds import KINDS
from straitwatch.decode.ais.tables import SCHEMAS
from straitwatch.decode.ais.words import WORDS

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    path = ROOT / "scripts" / "make_messages.py"
    spec = importlib.util.spec_from_file_location("make_messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_page_is_up_to_date(maker: ModuleType) -> None:
    told = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    assert told == maker.page(), "mend: python scripts/make_messages.py"


def test_every_column_has_words_and_no_words_are_left_over(maker: ModuleType) -> None:
    told = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    names = {name for schema in SCHEMAS.values() for name in schema.names}
    layouts = {part.name for kind in KINDS.values() for part in kind.parts}
    inner = {
        f.name for kind in KINDS.values() for p in kind.parts for f in getattr(p, "fields", ())
    }
    assert layouts | inner == set(maker.MEANING)
    assert all(f"`{name}`" in told for name in names & layouts)


def test_words_are_of_codes_that_the_fields_can_have() -> None:
    parts = [p for kind in KINDS.values() for p in kind.parts if isinstance(p, Field) and p.words]
    named = {part.words for part in parts} - {"ship_type"}
    assert named == set(WORDS)
    for part in parts:
        for code in WORDS.get(part.words, {}):
            assert 0 <= code < 1 << part.width
            assert code not in part.absent
