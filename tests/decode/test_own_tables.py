"""A user's own tables and rules are read beside those of the program, without touching code."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from straitwatch.decode.document.record import Document
from straitwatch.decode.own_tables import table_rows, use_tables
from straitwatch.decode.press import read_sightings
from straitwatch.model.error import ConfigError, ContractError

JA = (
    "3月2日（月）午前6時頃、海上自衛隊は、架空島の北約40kmの海域において、"
    "中国海軍テスト級駆逐艦（艦番号「99」）を確認した。"
)
EN = "On March 2 the destroyer CNS Testing (99) was sighted 40 km north of Nowhere Island."


@pytest.fixture(autouse=True)
def _own_tables_end() -> Iterator[None]:
    yield
    use_tables()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gazetteer.csv").write_text(
        "id,name_en,name_ja,lon,lat,radius_km,kind,source\n"
        "nowhere,Nowhere Island,架空島,130.0,28.0,2.0,island,a chart of ours\n",
        encoding="utf-8",
    )
    (tmp_path / "classes.csv").write_text(
        "id,name,name_ja,navy,kind\ntest,Test-class destroyer,テスト級駆逐艦,CN,destroyer\n",
        encoding="utf-8",
    )
    return tmp_path


def read(text: str) -> list[dict[str, Any]]:
    day = datetime(2026, 3, 4, tzinfo=UTC)
    document = Document("own.txt", text, "text", "utf-8", published=day)
    return list(read_sightings(document).sightings.to_pylist())


def test_a_place_and_a_class_of_ones_own_are_known_in_both_languages(folder: Path) -> None:
    assert not any(row["place"] for row in read(JA))
    use_tables(folder)
    (row,) = read(JA)
    assert row["place"] == "40 km N of Nowhere Island"
    assert row["objects"][0]["class"] == "Test-class destroyer"
    assert read(EN)[0]["place"] == "40 km N of Nowhere Island"
    use_tables()
    assert not any(row["place"] for row in read(JA))


def test_a_row_of_the_same_id_takes_the_place_of_ours(folder: Path) -> None:
    text = "id,name_en,name_ja,lon,lat,radius_km,kind\nkume-jima,Kume,久米島,126.8,26.3,9,island\n"
    (folder / "gazetteer.csv").write_text(text, encoding="utf-8")
    before = len(table_rows("gazetteer"))
    use_tables(folder)
    rows = [row for row in table_rows("gazetteer") if row["id"] == "kume-jima"]
    assert [row["name_en"] for row in rows] == ["Kume"]
    assert len(table_rows("gazetteer")) == before


def test_a_rule_of_ones_own_goes_on_from_ours(folder: Path) -> None:
    rule = "sentence sighting: .. who:ships .. '目撃した' with moment, seen\n"
    (folder / "ja.grammar").write_text(rule, encoding="utf-8")
    text = "3月2日（月）、住民が中国海軍テスト級駆逐艦（艦番号「99」）を目撃した。"
    assert read(text) == []
    use_tables(folder)
    (row,) = read(text)
    assert row["objects"][0]["hull"] == "99"


def test_a_wrong_rule_is_named_with_its_line(folder: Path) -> None:
    (folder / "ja.grammar").write_text("phrase thing: NOSUCHWORD\n", encoding="utf-8")
    use_tables(folder)
    with pytest.raises(ContractError, match="'NOSUCHWORD' is no word"):
        read(JA)


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("classes.csv", "id,naem\n", "column 'naem' is not known; the columns are id, name"),
        ("classes.csv", "", "no header line"),
        ("boats.csv", "id\n", "holds no table of names; call it one of"),
    ],
)
def test_a_table_that_does_not_fit_is_named(
    tmp_path: Path, name: str, text: str, named: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=named):
        use_tables(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such folder of tables"):
        use_tables(tmp_path / "none")
