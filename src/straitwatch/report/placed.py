"""Rows become what files of places say of them: a title, a sentence, a place."""

import math
from collections.abc import Mapping
from typing import Any

__all__ = ["is_simulated", "place_of", "summary_of", "title_of"]

Row = Mapping[str, Any]


def is_simulated(row: Row) -> bool:
    """Whether a row tells of something simulated."""
    return row.get("certainty") == "simulated" or row.get("simulated") is True


def title_of(row: Row) -> str:
    """Name a row: what it is and of whom; that it is simulated, where it is."""
    who = row.get("object_name") or row.get("name") or row.get("object_id") or ""
    kind = str(row.get("kind") or "").replace("_", " ")
    where = row.get("where") or row.get("place") or ""
    told = ", ".join(str(word) for word in (f"{kind} {who}".strip(), where) if word)
    return f"{told} (simulated)" if is_simulated(row) else told


def summary_of(row: Row) -> str:
    """Say a row in words: its sentence where it has one, its law, and what it rests on."""
    told = [
        row.get("words") or row.get("text") or "",
        row.get("when") or "",
        row.get("legal_basis") or "",
        f"certainty: {row['certainty']}" if row.get("certainty") else "",
        row.get("document") or "",
        "Simulated: this did not happen." if is_simulated(row) else "",
    ]
    return "\n".join(str(line) for line in told if line)


def place_of(row: Row) -> tuple[float, float] | None:
    """Longitude within -180 to 180 and latitude, six decimals; None where it has no place."""
    lon, lat = row.get("lon"), row.get("lat")
    if lon is None or lat is None or not (math.isfinite(lon) and abs(lat) <= 90.0):  # noqa: PLR2004 - degrees
        return None
    if abs(lon) > 180.0:  # noqa: PLR2004 - degrees
        lon = (lon + 180.0) % 360.0 - 180.0
    return round(lon, 6), round(lat, 6)
