"""Countries turned into runs along rows of cells: whose the land is.

The rows are those of the chart's cells, 1/64° high. A cell belongs to the country that holds its
centre; land that the countries' source does not draw goes to the nearest country within FILL cells.
Where there is no land, a run goes on, so that the file stays small.
"""

import numpy as np

ROWS, COLS, FINE = 180 * 64, 360 * 64, 64
FILL = 64


def fill_rings(rings: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spans of cells whose centres closed lines hold, by parity: row, first column, end."""
    rows, xs = [np.empty(0, np.int64)], [np.empty(0)]
    for ring in rings:
        below = np.ceil((ring[:, 1] + 90.0) * FINE - 0.5).astype(np.int64)
        many = np.abs(np.diff(below))
        seg = np.repeat(np.arange(len(many)), many)
        nth = np.arange(len(seg)) - np.repeat(np.cumsum(many) - many, many)
        row = np.minimum(below[seg], below[seg + 1]) + nth
        y = (row + 0.5) / FINE - 90.0
        (xa, ya), (xb, yb) = ring[seg].T, ring[seg + 1].T
        rows.append(row)
        xs.append(xa + (y - ya) / (yb - ya) * (xb - xa))
    row, x = np.concatenate(rows), np.concatenate(xs)
    order = np.lexsort((x, row))
    row = row[order][::2]
    col = np.clip(np.ceil((x[order] + 180.0) * FINE - 0.5).astype(np.int64), 0, COLS)
    return row, col[::2], col[1::2]


def paint(raster: np.ndarray, rings: list[np.ndarray], value: int) -> None:
    """Set the cells whose centres closed lines hold."""
    for row, first, end in zip(*fill_rings(rings), strict=True):
        raster[row, first:end] = value


def dot(raster: np.ndarray, rings: list[np.ndarray], value: int) -> None:
    """Set the cell that holds the middle of closed lines: for a State smaller than a cell."""
    lon, lat = np.concatenate(rings).mean(axis=0)
    raster[int((lat + 90.0) * FINE), int((lon + 180.0) * FINE)] = value


def grow(raster: np.ndarray, wanted: np.ndarray) -> None:
    """Give wanted cells without a value that of a neighbour, FILL times."""
    for _ in range(FILL):
        empty = wanted & (raster == 0)
        before = raster.copy()
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            moved = np.roll(before, step, axis)
            take = empty & (raster == 0) & (moved != 0)
            raster[take] = moved[take]
        if not (empty & (raster != 0)).any():
            break


def to_runs(raster: np.ndarray, land: np.ndarray) -> dict[str, np.ndarray]:
    """Runs of each row; cells that are no land take what is left of them."""
    start, cols, codes = np.zeros(ROWS + 1, np.int64), [], []
    for row in range(ROWS):
        at = np.flatnonzero(land[row])
        code = raster[row, at]
        turn = np.flatnonzero(np.diff(code, prepend=-1))
        cols.append(at[turn].astype(np.uint16))
        codes.append(code[turn].astype(np.uint8))
        start[row + 1] = start[row] + len(turn)
    return {
        "land_start": start.astype(np.int32),
        "land_col": np.concatenate(cols),
        "land_code": np.concatenate(codes),
    }
