"""Made-up ships turned into a day of a CSV archive, in the layout of NOAA or of Denmark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from straitwatch.model.error import ContractError

__all__ = ["LAYOUTS", "write_csv_day"]

Ints = npt.NDArray[np.int64]
Columns = dict[str, Any]

LAYOUTS = ("noaa", "danish")

_SEED = 20_230_111
_DAY_US = 86_400_000_000
_FIRST_US = 1_673_395_200_000_000  # 2023-01-11
_SLICE = 100_000
_SHIPS = {"noaa": 15_000, "danish": 4_000}  # heard in a day, about, by either network
_SHARE_TWICE = 0.02  # Danish days hold exact duplicates of rows
_NO_HEADING, _NO_COURSE, _NO_SPEED = 511, 360.0, 102.3
_TYPES = ("Cargo", "Tanker", "Fishing", "Passenger", "Pleasure", "Tug", "Undefined", "SAR")
_STATUS = (
    *("Under way using engine", "At anchor", "Moored", "Engaged in fishing"),
    *("Under way sailing", "Restricted maneuverability", "Unknown value"),
)


def write_csv_day(path: Path, rows: int, layout: str) -> int:
    """Write a day of positions by time, as a national network archives it.

    Args:
        path: the file to write.
        rows: how many.
        layout: one of `LAYOUTS`. NOAA has 17 columns, Denmark 26 and its duplicates.

    Returns:
        how many rows were written, the header apart.

    Raises:
        ContractError: there is no such layout.
    """
    if layout not in LAYOUTS:
        raise ContractError(f"there is no layout '{layout}': choose one of {', '.join(LAYOUTS)}")
    make = {"noaa": _noaa_rows, "danish": _danish_rows}[layout]
    with path.open("wb") as out:
        for start, made in _slices(rows, layout):
            columns = make(made)
            if not start:
                out.write((",".join(columns) + "\n").encode())
            cells = [_as_text(column) for column in columns.values()]
            lines = pc.binary_join_element_wise(*cells, ",", null_handling="replace")
            out.write("\n".join([*lines.to_pylist(), ""]).encode())
    return rows


def _as_text(column: Any) -> pa.Array:  # noqa: ANN401 - arrays of NumPy or Arrow
    array = column if isinstance(column, pa.Array) else pa.array(column)
    return array.cast(pa.string())


def _slices(rows: int, layout: str) -> Iterator[tuple[int, Columns]]:
    rng = np.random.default_rng(_SEED)
    ships = _ships(rng, _SHIPS[layout])
    for start in range(0, rows, _SLICE):
        n = min(_SLICE, rows - start)
        ship = rng.integers(0, _SHIPS[layout], n)
        t_us = _FIRST_US + (start + np.arange(n)) * (_DAY_US // max(rows, 1))
        if layout == "danish":
            again = np.flatnonzero(rng.random(n - 1) < _SHARE_TWICE) + 1
            ship[again] = ship[again - 1]
            t_us[again] = t_us[again - 1]
        else:
            again = np.zeros(0, np.int64)
        yield start, ships | _positions(rng, ships, ship, t_us, again)


def _ships(rng: np.random.Generator, n: int) -> Columns:
    """What each ship says of itself; some say nothing, and some names hold a separator."""
    k = np.arange(n)
    silent = rng.random(n) < 0.2  # noqa: PLR2004 - about as many as in a real day
    names = np.array(
        [
            f'"BENCH, {i}"' if i % 200 == 0 else f"BJØRN {i}" if i % 50 == 0 else f"SHIP OF {i}"
            for i in k
        ]
    )
    return {
        "mmsi": 201_000_000 + k * 38_000,
        "lat0": rng.uniform(54.0, 58.0, n),
        "lon0": rng.uniform(7.0, 15.0, n),
        "names": np.where(silent, "", names),
        "calls": np.where(silent, "", [f"OX{i:04d}" for i in k]),
        "imos": np.where(silent, 0, 9_000_000 + k),
        "kinds": rng.integers(0, len(_TYPES), n),
        "lengths": rng.integers(10, 300, n),
        "still": rng.random(n) < 0.4,  # noqa: PLR2004 - moored or at anchor
    }


def _positions(
    rng: np.random.Generator, ships: Columns, ship: Ints, t_us: Ints, again: Ints
) -> Columns:
    n = len(ship)
    still = ships["still"][ship]
    speed = np.where(still, 0.0, rng.integers(0, 220, n) / 10)
    course = rng.integers(0, 3600, n) / 10
    heading = rng.integers(0, 360, n)
    lost = rng.random(n)
    made = {
        "ship": ship,
        "t": pa.array(t_us // 1_000_000, pa.timestamp("s")),
        "lat": np.round(ships["lat0"][ship] + rng.normal(0, 0.01, n), 6),
        "lon": np.round(ships["lon0"][ship] + rng.normal(0, 0.01, n), 6),
        "sog": np.where(lost < 0.01, _NO_SPEED, speed),  # noqa: PLR2004 - not available
        "cog": np.where(still & (lost < 0.3), _NO_COURSE, course),  # noqa: PLR2004 - as above
        "heading": np.where(lost < 0.3, _NO_HEADING, heading),  # noqa: PLR2004 - class B has none
        "status": np.where(still, 2, 0) + (lost > 0.9),  # noqa: PLR2004 - fishing, anchored
    }
    for values in (made[name] for name in ("lat", "lon", "sog", "cog", "heading", "status")):
        values[again] = values[again - 1]
    return made


def _noaa_rows(made: Columns) -> Columns:
    ship = made["ship"]
    length = made["lengths"][ship].astype(float)
    imo = made["imos"][ship]
    return {
        "MMSI": made["mmsi"][ship],
        "BaseDateTime": pc.strftime(made["t"], "%Y-%m-%dT%H:%M:%S"),
        "LAT": np.round(made["lat"], 5),
        "LON": np.round(made["lon"], 5),
        "SOG": made["sog"],
        "COG": made["cog"],
        "Heading": made["heading"].astype(float),
        "VesselName": _words(made["names"][ship]),
        "IMO": _words(np.where(imo > 0, np.char.add("IMO", imo.astype(str)), "")),
        "CallSign": _words(made["calls"][ship]),
        "VesselType": np.array([70, 80, 30, 60, 37, 52, 0, 51])[made["kinds"][ship]],
        "Status": np.array([0, 1, 5, 7])[made["status"]].astype(float),
        "Length": pa.array(length, mask=length < 40),  # noqa: PLR2004 - small ones tell none
        "Width": np.round(length / 6),
        "Draft": np.round(length / 20, 1),
        "Cargo": np.zeros(len(ship), np.int64),
        "TransceiverClass": _words(np.where(length < 40, "B", "A")),  # noqa: PLR2004 - as above
    }


def _danish_rows(made: Columns) -> Columns:
    ship = made["ship"]
    length = made["lengths"][ship]
    imo = made["imos"][ship]
    none = pa.nulls(len(ship), pa.string())
    heading = made["heading"]
    return {
        "# Timestamp": pc.strftime(made["t"], "%d/%m/%Y %H:%M:%S"),
        "Type of mobile": _words(np.where(length < 40, "Class B", "Class A")),  # noqa: PLR2004 - as above
        "MMSI": made["mmsi"][ship],
        "Latitude": made["lat"],
        "Longitude": made["lon"],
        "Navigational status": _words(np.array(_STATUS)[made["status"]]),
        "ROT": pa.array(np.zeros(len(ship)), mask=heading == _NO_HEADING),
        "SOG": made["sog"],
        "COG": pa.array(made["cog"], mask=made["cog"] == _NO_COURSE),
        "Heading": pa.array(heading, mask=heading == _NO_HEADING),
        "IMO": _words(np.where(imo > 0, imo.astype(str), "Unknown")),
        "Callsign": _words(made["calls"][ship], "Unknown"),
        "Name": _words(made["names"][ship]),
        "Ship type": _words(np.array(_TYPES)[made["kinds"][ship]]),
        "Cargo type": none,
        "Width": length // 6,
        "Length": length,
        "Type of position fixing device": _words(np.full(len(ship), "GPS")),
        "Draught": np.round(length / 20, 1),
        "Destination": _words(np.where(imo > 0, "AARHUS", "Unknown")),
        "ETA": _words(np.where(imo > 0, "12/01/2023 10:00:00", "")),
        "Data source type": _words(np.full(len(ship), "AIS")),
        "A": length // 2,
        "B": length - length // 2,
        "C": length // 12,
        "D": length // 12,
    }


def _words(values: npt.NDArray[Any], nothing: str | None = None) -> pa.Array:
    """Write words, and what stands for an empty one; null where nothing does."""
    if nothing is not None:
        return pa.array(np.where(values == "", nothing, values))
    return pa.array(values, mask=values == "")
