"""Names for the map: a few well-known places, so that a reader finds his bearings."""

from dataclasses import dataclass

__all__ = ["PLACES", "SEAS", "Place"]


@dataclass(frozen=True)
class Place:
    """A name, where it stands, and from which scale on (pixels per degree) it is worth showing."""

    name: str
    lon: float
    lat: float
    from_scale: float = 0.0
    to_scale: float = 1e9


PLACES = (
    Place("CHINA", 118.6, 28.4, 8, 120),
    Place("JAPAN", 137.5, 35.8, 3, 60),
    Place("TAIWAN", 120.95, 23.75, 14, 400),
    Place("SOUTH KOREA", 127.9, 36.3, 8, 120),
    Place("PHILIPPINES", 121.2, 16.6, 8, 120),
    Place("RUSSIA", 134.5, 45.2, 5, 60),
    Place("Shanghai", 121.3, 31.2, 22, 600),
    Place("Kyushu", 130.95, 32.4, 20, 400),
    Place("Shikoku", 133.5, 33.75, 34, 400),
    Place("Hokkaido", 142.9, 43.4, 12, 300),
    Place("Fukue", 128.75, 32.68, 30),
    Place("Jeju", 126.55, 33.38, 26, 400),
    Place("Yakushima", 130.52, 30.34, 30),
    Place("Tanegashima", 130.98, 30.58, 60),
    Place("Amami-Oshima", 129.4, 28.3, 22),
    Place("Okinawa", 128.0, 26.52, 16),
    Place("Kume", 126.78, 26.34, 60),
    Place("Miyakojima", 125.3, 24.78, 16),
    Place("Ishigaki", 124.2, 24.42, 26),
    Place("Yonaguni", 123.0, 24.46, 34),
    Place("Senkaku / Diaoyu", 123.5, 25.77, 46),
    Place("Kita-Daito", 131.3, 25.95, 20),
    Place("Oki-Daito", 131.2, 24.47, 20),
    Place("Okinotorishima", 136.08, 20.42, 14),
    Place("Iwo Jima", 141.32, 24.78, 14),
    Place("Batan Islands", 121.97, 20.44, 30),
    Place("Tsushima", 129.33, 34.4, 40),
    Place("Isle of Wight", -1.3, 50.68, 150),
    Place("Southampton", -1.4, 50.92, 250),
    Place("Portsmouth", -1.08, 50.83, 250),
    Place("Bournemouth", -1.87, 50.73, 250),
    Place("ENGLAND", -1.2, 52.4, 10, 200),
    Place("FRANCE", 2.2, 47.2, 8, 120),
)
"""Common English names at rounded public coordinates; `to_scale` hides a country close up."""

SEAS = (
    Place("East China Sea", 124.2, 28.9, 10, 400),
    Place("Philippine Sea", 132.6, 22.4, 6, 300),
    Place("Yellow Sea", 123.2, 35.3, 10, 300),
    Place("Sea of Japan", 134.6, 39.6, 6, 200),
    Place("South China Sea", 115.8, 16.5, 6, 200),
    Place("Sea of Okhotsk", 149.5, 53.0, 5, 200),
    Place("Pacific Ocean", 148.5, 33.0, 3, 100),
    Place("Solent", -1.24, 50.775, 500),
    Place("English Channel", -1.5, 50.1, 12, 600),
    Place("North Sea", 3.4, 56.0, 6, 200),
    Place("Persian Gulf", 52.0, 26.6, 10, 200),
    Place("Gulf of Oman", 58.5, 24.6, 14, 200),
    Place("Black Sea", 34.5, 43.3, 8, 200),
    Place("Baltic Sea", 19.3, 57.0, 8, 200),
)
"""Names of waters, as gates name them; limits of the seas are not drawn."""
