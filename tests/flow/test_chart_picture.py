"""A picture of a box: what it says of areas where the territorial sea has another breadth."""

from pathlib import Path

import pytest

from straitwatch.flow.chart_picture import draw_zones
from straitwatch.flow.tell import SILENT
from straitwatch.model.place import Box


@pytest.mark.parametrize(
    ("box", "said"),
    [
        (Box(140.1, 41.2, 140.5, 41.45), True),  # Tsugaru: Japan keeps 3 nm
        (Box(-5.5, 36.0, -5.2, 36.2), False),  # Gibraltar: claimants of one place are given 12 nm
        (Box(1.2, 50.8, 1.6, 51.1), False),  # Dover
    ],
    ids=["tsugaru", "gibraltar", "dover"],
)
def test_approximate_bounds_are_said_where_they_decide(
    tmp_path: Path, box: Box, said: bool
) -> None:
    draw_zones(box, tmp_path / "a.svg", SILENT, width=400)
    text = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert ("another breadth are approximate" in text) == said
    assert ("Limit 3 nm, where kept" in text) == said
