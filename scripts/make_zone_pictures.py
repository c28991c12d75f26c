"""Draw the pictures of docs/straits.md and docs/zone-maps.md into docs/pictures.

Run by hand, after the chart, its baselines or the look of maps changed:

    python scripts/make_zone_pictures.py
"""

from pathlib import Path

from straitwatch.flow.chart_layers import choose_area
from straitwatch.flow.chart_picture import draw_zones, read_mark
from straitwatch.flow.tell import SILENT

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
SIZE = 900
GATES = [
    "dover",
    "hormuz",
    "gibraltar",
    "malacca",
    "bosphorus",
    "oresund",
    "taiwan-strait",
    "tsugaru-west",
    "osumi",
]


def main() -> None:
    """Draw them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for gate in GATES:
        area = choose_area(None, None, None, gate)
        draw_zones(area.box, FOLDER / f"{gate}.png", SILENT, width=SIZE, title=area.name)
        print(gate)
    for name, title, box, marks in (
        ("miyako", "Miyako Strait", "122.5,23.5,129.5,27.5", ["24.98,125.36,drying reef"]),
        ("fiji", "Fiji", "174,-21,-176,-14", []),
        ("aegean", "The south-eastern Aegean", "25.5,36.2,28,38.4", []),
    ):
        area = choose_area(box, None, None, None)
        points = [read_mark(mark) for mark in marks]
        draw_zones(area.box, FOLDER / f"{name}.png", SILENT, width=SIZE, title=title, marks=points)
        print(name)


if __name__ == "__main__":
    main()
