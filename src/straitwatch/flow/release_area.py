"""Areas and a grid of degrees into places that may be shown."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.model.error import ConfigError

__all__ = ["Area", "read_boxes"]

_Floats = npt.NDArray[np.float64]
Bounds = tuple[float, float, float, float]

_KM_DEGREE = 111.2
"""Kilometres in a degree of latitude: 2 pi R1 / 360 with R1 of `model/unit.py`."""

_DIGITS = 9
"""Decimals of a rounded place: below a millimetre, and no noise of binary fractions."""


@dataclass(frozen=True)
class Area:
    """Boxes, none is everywhere, and a grid, 0 is none.

    Attributes:
        boxes: west, south, east, north in degrees; west > east crosses the antimeridian.
        grid_deg: step of the grid.
    """

    boxes: tuple[Bounds, ...] = ()
    grid_deg: float = 0.0

    @property
    def bounds(self) -> bool:
        """Tell whether some places are not shown, or not as they are."""
        return bool(self.boxes) or self.grid_deg > 0.0

    def within(self, lon: _Floats, lat: _Floats) -> npt.NDArray[np.bool_]:
        """Tell which places lie in a box, its edges too; NaN lies in none.

        Args:
            lon: degrees, shape (n,), of any turn.
            lat: degrees, shape (n,).
        """
        if not self.boxes:
            return np.ones(len(lon), bool)
        good = np.zeros(len(lon), bool)
        with np.errstate(invalid="ignore"):
            turned = np.mod(lon + 180.0, 360.0) - 180.0
            for west, south, east, north in self.boxes:
                across = (
                    (turned >= west) & (turned <= east)
                    if west <= east
                    else (turned >= west) | (turned <= east)
                )
                if east == 180.0:  # noqa: PLR2004 - degrees: the antimeridian is both ends
                    across |= turned == -180.0  # noqa: PLR2004 - same
                good |= across & (lat >= south) & (lat <= north)
        return good

    def round(self, values: _Floats) -> _Floats:
        """Put degrees on the grid."""
        if self.grid_deg <= 0.0:
            return values
        return np.round(np.round(values / self.grid_deg) * self.grid_deg, _DIGITS)

    def show(self, lon: _Floats, lat: _Floats) -> tuple[_Floats, _Floats, npt.NDArray[np.bool_]]:
        """Round places, and tell which may be shown: in a box before rounding and after.

        Returns:
            lon, lat rounded, shape (n,); whether each may be shown, shape (n,). Without boxes a
            place that is not known (NaN) may be.
        """
        good = self.within(lon, lat)
        lon, lat = self.round(lon), np.clip(self.round(lat), -90.0, 90.0)
        return lon, lat, good & self.within(lon, lat)

    def show_one(self, lon: float, lat: float) -> tuple[float, float] | None:
        """Round one place; None when it may not be shown."""
        if not self._holds(lon, lat):
            return None
        if self.grid_deg > 0.0:
            lon, lat = self._on_grid(lon), min(max(self._on_grid(lat), -90.0), 90.0)
            if not self._holds(lon, lat):
                return None
        return lon, lat

    def _on_grid(self, degrees: float) -> float:
        return round(round(degrees / self.grid_deg) * self.grid_deg, _DIGITS)

    def _holds(self, lon: float, lat: float) -> bool:
        """Tell of one place what `within` tells of many: ten times as fast."""
        turned = (lon + 180.0) % 360.0 - 180.0
        for west, south, east, north in self.boxes:
            if south <= lat <= north and (
                west <= turned <= east
                or (west > east and (turned >= west or turned <= east))
                or (east == 180.0 and turned == -180.0)  # noqa: PLR2004 - degrees
            ):
                return True
        return not self.boxes

    @property
    def error_km(self) -> float:
        """Half the diagonal of a cell: how far rounding moves a place at most."""
        return self.grid_deg * _KM_DEGREE * float(2.0**-0.5)


def read_boxes(texts: tuple[str, ...]) -> tuple[Bounds, ...]:
    """Read `west,south,east,north`, each in degrees.

    Raises:
        ConfigError: a text is no box; says what was found and the mend.
    """
    return tuple(_read_box(text) for text in texts)


def _read_box(text: str) -> Bounds:
    mend = "write west,south,east,north in degrees: 122,24,132,31"
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise ConfigError(f"box '{text}' is not four numbers: {mend}") from None
    if not (-90.0 <= south <= north <= 90.0):  # noqa: PLR2004 - degrees
        raise ConfigError(f"box '{text}': its south is not below its north within +-90: {mend}")
    if not (abs(west) <= 180.0 and abs(east) <= 180.0):  # noqa: PLR2004 - degrees
        raise ConfigError(f"box '{text}': a longitude is beyond +-180: {mend}")
    return west, south, east, north
