"""Text turned into places and boxes: decimal degrees, and degrees, minutes and seconds."""

import math
import re
from dataclasses import dataclass

from straitwatch.model.error import ContractError

__all__ = ["Box", "box_around", "dms", "read_box", "read_place"]

_NM_DEGREE = 60.0  # a minute of latitude is a nautical mile, within 0.5 %
_MARKS = "°º˚'’′\"”″:dDmM度分秒"
_HOW = "write 24.98 125.36, 24-58.8N 125-21.6E or 24°58'48\"N 125°21'36\"E"


@dataclass(frozen=True)
class Box:
    """A box in degrees; `east` is more than `west` and passes 180 where the box crosses it."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        return (self.west + self.east) / 2.0, (self.south + self.north) / 2.0


def read_place(text: str) -> tuple[float, float]:
    """Read one place, latitude first unless letters say otherwise.

    Args:
        text: decimal degrees (`24.98 125.36`, `24.98N, 125.36E`, `-16.5 180`), or degrees with
            minutes or seconds (`24-58.8N 125-21.6E`, `24°58'48"N 125°21'36"E`,
            `N24 58 48 E125 21 36`), the two apart by space, comma or semicolon.

    Returns:
        lon, lat in degrees.

    Raises:
        ContractError: it is no place; names what was found, and the swap where that would mend it.
    """
    first, second = _halves(text)
    (a, axis_a), (b, axis_b) = _angle(first, text), _angle(second, text)
    if axis_a and axis_a == axis_b:
        what = "latitudes" if axis_a == "lat" else "longitudes"
        raise ContractError(f"'{text.strip()}' has two {what}: {_HOW}")
    swapped = axis_a == "lon" or axis_b == "lat"
    lat, lon = (b, a) if swapped else (a, b)
    if abs(lat) > 90.0:  # noqa: PLR2004 - degrees
        raise ContractError(_too_far_north(lat, lon))
    if abs(lon) > 360.0:  # noqa: PLR2004 - degrees
        raise ContractError(f"longitude {lon:g} is no longitude: -180 to 180, or 0 to 360")
    return lon, lat


def _too_far_north(lat: float, lon: float) -> str:
    said = f"latitude {lat:g} is beyond the pole: latitude is -90 to 90 and stands first"
    fits = abs(lon) <= 90.0 and abs(lat) <= 180.0  # noqa: PLR2004 - degrees
    return f"{said}; did you mean {lon:g} {lat:g}?" if fits else said


def _halves(text: str) -> tuple[str, str]:
    """Cut a text into its two angles."""
    plain = text.strip().replace("−", "-").replace(",", ", ").upper()
    if not plain:
        raise ContractError(f"no place was given: {_HOW}")
    letters = re.findall(r"[NSEW]", re.sub(r"NAN|INF\w*", "", plain))
    if len(letters) == 2:  # noqa: PLR2004 - one a half
        lead = plain[0] in "NSEW"
        found = re.findall(r"[NSEW][^NSEW]+" if lead else r"[^NSEW]+[NSEW]", plain)
        if len(found) == 2:  # noqa: PLR2004 - same
            return found[0], found[1]
    halves = [half for half in re.split(r"[;,]", plain) if half.strip()]
    if len(halves) != 2:  # noqa: PLR2004 - same
        words = plain.replace(",", " ").replace(";", " ").split()
        if len(words) % 2:
            raise ContractError(f"'{text.strip()}' is not one latitude and one longitude: {_HOW}")
        middle = len(words) // 2
        halves = [" ".join(words[:middle]), " ".join(words[middle:])]
    return halves[0], halves[1]


def _angle(half: str, text: str) -> tuple[float, str]:
    """Read one angle: degrees, and `lat`, `lon` or nothing as its letter says."""
    letters = re.findall(r"[NSEW]", re.sub(r"NAN|INF\w*", "", half))
    body = half.strip(" ,;").strip("NSEW").strip() if letters else half.strip(" ,;")
    axis = {"N": "lat", "S": "lat", "E": "lon", "W": "lon"}.get(letters[0], "") if letters else ""
    try:
        degrees = float(body)
    except ValueError:
        degrees = _sexagesimal(body, text)
    if not math.isfinite(degrees):
        raise ContractError(f"'{text.strip()}': {body} is no number of degrees: {_HOW}")
    if letters and degrees < 0.0:
        raise ContractError(f"'{half.strip()}' has both a sign and a letter: keep one of them")
    if axis == "lat" and degrees > 90.0:  # noqa: PLR2004 - degrees
        raise ContractError(f"'{half.strip()}' is no latitude: 0 to 90, N or S")
    return (-degrees if letters and letters[0] in "SW" else degrees), axis


def _sexagesimal(body: str, text: str) -> float:
    """Degrees of `24-58.8`, `24°58'48"`, `24 58 48`; a sign stands for the whole."""
    sign = -1.0 if body.startswith("-") else 1.0
    bare = body.lstrip("+-")
    for mark in _MARKS:
        bare = bare.replace(mark, " ")
    words = bare.replace("-", " ").split()
    if not 1 <= len(words) <= 3:  # noqa: PLR2004 - degrees, minutes, seconds
        raise ContractError(f"'{text.strip()}' is no place: {_HOW}")
    try:
        parts = [float(word) for word in words]
    except ValueError as error:
        raise ContractError(f"'{text.strip()}' is no place: {_HOW}") from error
    if any(part >= 60.0 for part in parts[1:]):  # noqa: PLR2004 - minutes and seconds
        raise ContractError(f"'{text.strip()}': minutes and seconds are less than 60")
    if any(part != int(part) for part in parts[:-1]):
        raise ContractError(f"'{text.strip()}': only the last part of an angle has decimals")
    return sign * sum(part / 60.0**k for k, part in enumerate(parts))


def dms(value: float, letters: str, *, seconds: bool = False) -> str:
    """Write an angle as a chart does: `24°58.8′N`, or `24°58′48″N`.

    Args:
        value: degrees.
        letters: those of positive and negative, `NS` or `EW`.
        seconds: write seconds, not tenths of minutes.
    """
    side = letters[1 if value < 0.0 else 0]
    tenths = round(abs(float(value)) * (3600 if seconds else 600))
    if seconds:
        return f"{tenths // 3600}°{tenths // 60 % 60:02d}′{tenths % 60:02d}″{side}"
    if tenths in {0, 600 * 180}:
        return f"{tenths // 600}°"
    minutes, tenth = divmod(tenths % 600, 10)
    return f"{tenths // 600}°{minutes:02d}" + (f".{tenth}" if tenth else "") + f"′{side}"


def read_box(text: str) -> Box:
    """Read `W,S,E,N` in degrees; east < west crosses the antimeridian.

    Raises:
        ContractError: four numbers are not there, or the box is empty or off the Earth.
    """
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise ContractError(f"box '{text}': write W,S,E,N in degrees, as 124,24,128,27") from error
    if not all(map(math.isfinite, (west, south, east, north))):
        raise ContractError(f"box '{text}': not every number is finite")
    if not -90.0 <= south < north <= 90.0:  # noqa: PLR2004 - degrees
        raise ContractError(f"box '{text}': south is less than north, both within -90 to 90")
    if max(abs(west), abs(east)) > 360.0 or west == east:  # noqa: PLR2004 - degrees
        raise ContractError(f"box '{text}': west and east differ, both within -180 to 180")
    turn = (west + 180.0) // 360.0 * 360.0
    west, east = west - turn, east - turn
    return Box(west, south, east + 360.0 if east <= west else east, north)


def box_around(lon: float, lat: float, within_nm: float) -> Box:
    """Make the box whose sides lie `within_nm` from a place.

    Raises:
        ContractError: the distance is not positive, or the box would reach a pole.
    """
    if not 0.0 < within_nm < 90.0 * _NM_DEGREE:
        raise ContractError(f"--within {within_nm:g}: a positive number of nautical miles")
    tall = within_nm / _NM_DEGREE
    south, north = lat - tall, lat + tall
    if south < -89.0 or north > 89.0:  # noqa: PLR2004 - degrees
        raise ContractError(f"{within_nm:g} nm around {lat:g} {lon:g} reaches a pole: use --box")
    wide = min(180.0, tall / math.cos(math.radians(lat)))
    turn = (lon - wide + 180.0) // 360.0 * 360.0
    return Box(lon - wide - turn, south, lon + wide - turn, north)
