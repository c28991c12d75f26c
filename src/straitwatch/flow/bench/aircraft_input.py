"""Made-up aircraft turned into a history as readsb writes it: a document of all of them a line."""

import json
from pathlib import Path

import numpy as np

__all__ = ["write_history"]

_AIRCRAFT = 400  # heard at a time, as a good receiver does
_START_S = 1_671_148_800.0  # 2022-12-16
_STEP_S = 5.0
_SEED = 20_221_216
_DEGREES_S = 0.0025  # about 480 kn


def write_history(path: Path, positions: int) -> int:
    """Write documents, one a line.

    Args:
        path: the file to write.
        positions: about how many.

    Returns:
        how many were written.
    """
    rng = np.random.default_rng(_SEED)
    lon, lat = rng.uniform(120, 140, _AIRCRAFT), rng.uniform(22, 40, _AIRCRAFT)
    course = rng.uniform(0, 360, _AIRCRAFT)
    height = rng.integers(2000, 41000, _AIRCRAFT) // 25 * 25
    turns = max(1, positions // _AIRCRAFT)
    with path.open("w", encoding="ascii") as out:
        for turn in range(turns):
            lon = (lon + _DEGREES_S * _STEP_S * np.sin(np.radians(course)) + 180) % 360 - 180
            lat = np.clip(lat + _DEGREES_S * _STEP_S * np.cos(np.radians(course)), -80, 80)
            planes = [
                _plane(k, *row)
                for k, row in enumerate(
                    zip(lon.round(6), lat.round(6), course.round(2), height, strict=True)
                )
            ]
            now = _START_S + turn * _STEP_S
            told = {"now": now, "messages": 1000 * turn, "aircraft": planes}
            out.write(json.dumps(told, default=float, separators=(",", ":")) + "\n")
    return turns * _AIRCRAFT


def _plane(k: int, lon: float, lat: float, course: float, height: float) -> dict[str, object]:
    return {
        "hex": f"{0x840000 + k:06x}",
        "type": "adsb_icao",
        "flight": f"JAL{k:04d} ",
        "r": f"JA{k:04d}",
        "t": "B738",
        "alt_baro": int(height),
        "alt_geom": int(height) + 425,
        "gs": 451.2,
        "track": course,
        "baro_rate": -64,
        "squawk": "3456",
        "category": "A3",
        "lat": lat,
        "lon": lon,
        "nic": 8,
        "rc": 186,
        "seen_pos": 0.3,
        "version": 2,
        "nac_p": 10,
        "sil": 3,
        "mlat": [],
        "tisb": [],
        "messages": 900 + k,
        "seen": 0.1,
        "rssi": -14.2,
    }
