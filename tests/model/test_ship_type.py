"""Ship types in words, as table 53 of ITU-R M.1371-5 has them."""

import pytest

from straitwatch.model.ship_type import ship_type_word


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (None, None),
        (0, None),
        (30, "fishing"),
        (35, "military operations"),
        (52, "tug"),
        (55, "law enforcement"),
        (60, "passenger"),
        (70, "cargo"),
        (71, "cargo, hazard category X"),
        (79, "cargo"),
        (84, "tanker, hazard category OS"),
        (40, "high-speed craft"),
        (29, "wing in ground"),
        (90, "other"),
        (5, "type 5"),
        (38, "type 38"),
        (100, "type 100"),
        (255, "type 255"),
    ],
)
def test_word_of_a_code(code: int | None, word: str | None) -> None:
    assert ship_type_word(code) == word


def test_every_code_that_the_table_allots_has_a_word_of_its_own() -> None:
    allotted = [*range(20, 38), *range(40, 100)]
    assert [code for code in allotted if (ship_type_word(code) or "").startswith("type ")] == []
    assert all(
        (ship_type_word(code) or "").startswith("type ")
        for code in (*range(1, 20), 38, 39, *range(100, 256))
    )
