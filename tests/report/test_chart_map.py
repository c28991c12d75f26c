"""A chart's picture: drawn, legible, the same each time, and its labels apart."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from matplotlib import image
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from straitwatch.model.error import ConfigError
from straitwatch.model.feature import Feature
from straitwatch.model.place import Box
from straitwatch.report.chart_map import draw_chart, write_chart
from straitwatch.report.chart_sheet import FILL, ChartMap, Mark, Tint
from straitwatch.report.place_label import LabelRoom


def _chart() -> ChartMap:
    lons, lats = np.linspace(178.9, 181.1, 60), np.linspace(-17.1, -15.9, 50)
    metres = np.broadcast_to((lons - 179.2) * 60 * 1852.0, (50, 60)).copy()
    none = np.zeros((50, 60), bool)
    tint = Tint(lons, lats, metres, none, none)
    land = [np.array([[178.9, -17.1], [179.2, -17.1], [179.2, -15.9], [178.9, -15.9]])]
    line = shapely.LineString([(179.4, -17.1), (179.4, -15.9)])
    gate = {"kind": "gate", "name": "A Strait", "name_ja": "甲海峡", "width_nm": 30.0}
    features = [
        Feature("limits", line, {"kind": "territorial_sea_limit", "limit_nm": 12.0}),
        Feature(
            "equidistance", shapely.LineString([(180.6, -17), (180.6, -16)]), {"states": "FJ-TO"}
        ),
        Feature("gates", shapely.LineString([(179.2, -16.5), (180.0, -16.5)]), gate),
    ]
    return ChartMap(
        Box(179, -17, 181, -16), land, tint, tint, features, "a baseline", 500.0, "",
        [Mark(-179.9, -16.2, "here")],
    )  # fmt: skip


def test_a_png_shows_land_and_belts_by_colour() -> None:
    picture = image.imread(io.BytesIO(draw_chart(_chart(), "png", width=800)))
    assert picture.shape[1] == 800
    middle = (picture[picture.shape[0] // 2 - 60, :, :3] * 255).round().astype(int)
    for name in ("land", "territorial", "contiguous", "eez"):
        colour = [int(FILL[name][k : k + 2], 16) for k in (1, 3, 5)]
        assert (np.abs(middle - colour).max(axis=1) <= 1).any(), name


def test_belts_differ_in_lightness() -> None:
    grey = [
        sum(w * int(FILL[n][k : k + 2], 16) for w, k in ((0.3, 1), (0.59, 3), (0.11, 5)))
        for n in ("internal", "territorial", "contiguous", "eez", "high")
    ]
    assert (np.diff(grey) > 8).all()


def test_an_svg_says_in_words_what_it_is() -> None:
    text = draw_chart(_chart(), "svg").decode()
    for words in ("NOT FOR NAVIGATION", "a baseline", "500 m", "A Strait", "30.0 nm", "FJ – TO",
                  "here", "180°", "179°30′W", "Zones of"):  # fmt: skip
        assert words in text, words
    assert text == draw_chart(_chart(), "svg").decode()


def test_an_svg_in_japanese_needs_no_font_here() -> None:
    text = draw_chart(_chart(), "svg", lang="ja").decode()
    assert "甲海峡" in text
    assert "航海に使用しないこと" in text


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ending"):
        write_chart(_chart(), tmp_path / "a.jpg")
    with pytest.raises(ConfigError, match="--lang"):
        draw_chart(_chart(), "png", lang="fr")
    assert list(tmp_path.iterdir()) == []


def test_labels_keep_apart_and_on_the_map() -> None:
    figure = Figure(figsize=(5, 5))
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    room = LabelRoom(axes)
    written = [room.write([(0.5, 0.5)], f"label {k}", color="k") for k in range(60)]
    boxes = [text.get_window_extent() for text in axes.texts]
    assert written[0]
    assert len(boxes) == sum(written) < 60
    frame = axes.get_window_extent()
    for k, box in enumerate(boxes):
        assert frame.x0 <= box.x0
        assert box.x1 <= frame.x1
        assert not any(box.overlaps(other) for other in boxes[:k])


def test_a_breadth_other_than_12_nm_is_named_and_approximate_bounds_are_said() -> None:
    plain = _chart()
    line = shapely.LineString([(179.3, -17.1), (179.3, -15.9)])
    kept = [
        Feature("limits", line, {"kind": "territorial_sea_limit", "limit_nm": nm})
        for nm in (6.0, 3.0)
    ]
    asked = Feature("limits", line, {"kind": "distance", "limit_nm": 9.0})
    chart = replace(
        plain,
        features=[*plain.features, *kept, asked],
        bounds=[shapely.get_coordinates(line)],
        approximate=True,
    )
    text = draw_chart(chart, "svg").decode()
    assert "Limit 3, 6 nm, where kept" in text
    assert "Bound of an area with another breadth" in text
    assert "bounds of areas with another breadth are approximate" in text
    before = draw_chart(plain, "svg").decode()
    assert "where kept" not in before
    assert "another breadth" not in before
