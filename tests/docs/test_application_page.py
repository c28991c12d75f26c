"""docs/applications.md says what the declarations say."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_page_is_that_of_the_declarations() -> None:
    path = ROOT / "scripts" / "make_application_page.py"
    spec = importlib.util.spec_from_file_location("make_application_page", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told = (ROOT / "docs" / "applications.md").read_text(encoding="utf-8")
    assert told == module.page(), "run python scripts/make_application_page.py"
    assert "| `wind_kn` | 7 | int8 | null: code 127 |" in told
