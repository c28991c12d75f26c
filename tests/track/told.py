"""Hand-made sightings for the tests of this folder."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from straitwatch.kernel.sphere import destination
from straitwatch.model.schema import GATE, SIGHTING
from straitwatch.track.naming import REGISTER

Row = dict[str, Any]
DAY = datetime(2024, 9, 16, 15, tzinfo=UTC)  # midnight in Japan
ISLE = (125.3, 24.8)
GATES = pa.Table.from_pylist(
    [
        {
            "gate_id": "miyako",
            "name": "Miyako Strait",
            "lon_a": 127.53044,
            "lat_a": 26.11081,
            "lon_b": 125.36119,
            "lat_b": 24.97417,
            "left_sea": "Philippine Sea",
            "right_sea": "East China Sea",
            "width_nm": 136.0,
        }
    ],
    schema=GATE,
)
SHIPS = pa.Table.from_pylist(
    [
        {
            "navy": "CN",
            "hull": "16",
            "name": "Liaoning",
            "class": "Kuznetsov-class carrier",
            "aliases": "遼寧;Liao Ning",
        },
        {"navy": "CN", "hull": "120", "name": "Chengdu", "class": "Luyang III-class destroyer"},
        {"navy": "RU", "hull": "531", "name": "Soobrazitelny", "class": None},
        {"navy": "RU", "hull": "991", "name": "Twin", "class": None},
        {"navy": "RU", "hull": "992", "name": "Twin", "class": None},
    ],
    schema=REGISTER,
)


def one(**keys: Any) -> Row:  # noqa: ANN401 - any field of an object
    return {"navy": "CN", "class": None, "name": None, "hull": None, "count": 1,
            "count_is": "exact", **keys}  # fmt: skip


def sighting(number: int, hours: float = 10.0, **keys: Any) -> Row:  # noqa: ANN401 - any column
    """A sighting of hull 120 in the hour about a time in Japan, 100 km south of an island."""
    dist_km, bearing_deg = keys.pop("dist_km", 100.0), keys.pop("bearing_deg", 180.0)
    at = {}
    if "gate" not in keys and dist_km is not None:
        lon, lat = destination(*ISLE, bearing_deg, dist_km * 1000.0)
        at = {"place": f"{dist_km:g} km at {bearing_deg:g} from an isle", "lon": float(lon),
              "lat": float(lat), "radius_km": 0.5 * dist_km, "bearing_deg": bearing_deg,
              "dist_km": dist_km}  # fmt: skip
    return {
        "sighting_id": f"s{number:02d}",
        "document": f"text {number}",
        "published": DAY,
        "publisher": "An office",
        "kind": "sighting",
        "t_start": DAY + timedelta(hours=hours - 0.5),
        "t_end": DAY + timedelta(hours=hours + 0.5),
        "objects": [one(hull="120")],
        "observers": [],
        "counts": [],
        "negation": False,
        "text": f"Our words {number}.",
        **at,
        **keys,
    }


def table(*rows: Row) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=SIGHTING)
