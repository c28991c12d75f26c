"""The gazetteer and the ports into labels of the map: names in two languages, ranked by zoom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import log2

from straitwatch.decode.gazetteer import Place, places
from straitwatch.model.identity import plain_name
from straitwatch.model.place import Box
from straitwatch.zone.port import ports

__all__ = ["Label", "label_places", "places_in"]

_SEEN_PX = 40.0  # a place is named once it is about as wide as its name: ours
_KM_PX = 40_075.0 / 512.0  # on the equator at zoom 0, tiles of 512 pixels
_FIRST = {"sea": 1.0, "strait": 4.0, "islands": 3.0, "island": 4.0, "cape": 7.0, "coast": 5.0}
_TOWN_ZOOM = 7.0
_PORT_ZOOM = {"wpi": 8.0, "geonames": 10.0}  # the World Port Index holds the larger ones
_SAME_DEG = 0.2  # one name so near is one place
_PER_TILE = 8  # labels a side of a tile at most, the more important ones first
_NO_LABEL = ("between ", "waters ", "south of ", "north of ", "east of ", "west of ")
"""Words of the gazetteer's names for areas that releases describe and charts do not name."""


@dataclass(frozen=True)
class Label:
    """A name on the map.

    Attributes:
        place_id: of the gazetteer, or register and number of the port.
        name: in English.
        name_ja: in Japanese, or empty.
        lon: degrees.
        lat: degrees.
        kind: sea, strait, islands, island, cape, coast, town or port.
        rank: zoom from which it is shown: the lower, the more important.
    """

    place_id: str
    name: str
    name_ja: str
    lon: float
    lat: float
    kind: str
    rank: float


@cache
def label_places() -> tuple[Label, ...]:
    """List all labels, the most important first.

    Notes:
        Seas, straits, islands and towns of the project's gazetteer; ports of two registers
        (zone/port.py), those left out that the gazetteer or the first register names already.
    """
    found = [_label(place) for place in places() if not _is_described(place)]
    seen = {(plain_name(one.name), *cell) for one in found for cell in _around(one.lon, one.lat)}
    for port in ports().to_pylist():
        name, lon, lat = port["name"], port["lon"], port["lat"]
        if (plain_name(name), *_cell(lon, lat)) in seen:
            continue
        seen.update((plain_name(name), *cell) for cell in _around(lon, lat))
        rank = _PORT_ZOOM[port["port_id"].split(":")[0]]
        found.append(Label(port["port_id"], name, "", lon, lat, "port", rank))
    return tuple(sorted(found, key=lambda one: (one.rank, one.place_id)))


def _is_described(place: Place) -> bool:
    return any(word in place.name for word in _NO_LABEL)


def _label(place: Place) -> Label:
    if place.kind == "town":
        rank = _TOWN_ZOOM
    else:
        wide_px = 2.0 * max(place.radius_km, 0.5) / _KM_PX
        rank = max(_FIRST[place.kind], round(log2(_SEEN_PX / wide_px), 1))
    told = place.place_id, place.name, place.name_ja, place.lon, place.lat, place.kind
    return Label(*told, rank=min(rank, 12.0))


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return int(lon // _SAME_DEG), int(lat // _SAME_DEG)


def _around(lon: float, lat: float) -> Iterator[tuple[int, int]]:
    x, y = _cell(lon, lat)
    return ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))


def places_in(box: Box, z: int) -> Iterator[tuple[Label, dict[str, str | float | None]]]:
    """Choose the labels of a tile.

    Args:
        box: of the tile; a longitude may run on past 180.
        z: zoom.

    Yields:
        labels of a rank of `z` + 1 at most (a page zooms between zooms), one in each of 64 squares
        of the tile, the most important first; and their properties.
    """
    taken = set()
    for one in label_places():
        if one.rank > z + 1.0:
            return
        lon = one.lon + 360.0 * ((box.west - one.lon + 360.0) // 360.0)
        if not (box.west <= lon <= box.east and box.south <= one.lat <= box.north):
            continue
        square = (
            int((lon - box.west) / (box.east - box.west) * _PER_TILE),
            int((one.lat - box.south) / (box.north - box.south) * _PER_TILE),
        )
        if square not in taken:
            taken.add(square)
            told: dict[str, str | float | None] = {"id": one.place_id, "name": one.name}
            told |= {"name_ja": one.name_ja or None, "kind": one.kind, "rank": one.rank}
            yield replace(one, lon=lon), told
