"""Documents of readsb, tar1090 and OpenSky turned into one record a position."""

from collections.abc import Mapping
from typing import Any

__all__ = ["Record", "read_snapshot", "read_states", "read_trace"]

Record = dict[str, Any]
"""One row: header name -> value; names are those of `decode/columns.py`."""

_STALE = 1
_TRACE_FIELDS = 9
_STATE_FIELDS = (
    *("icao24", "callsign", None, "lastposition", "time", "lon", "lat", "baroaltitude"),
    *("onground", "velocity", "track", "vertrate"),
)
_KEEP = (
    *("hex", "lat", "lon", "seen_pos", "gs", "track", "true_heading", "alt_baro", "alt_geom"),
    *("baro_rate", "geom_rate", "flight", "r", "nac_p", "rc"),
)


def read_snapshot(doc: Mapping[str, Any]) -> list[Record]:
    """Turn `aircraft.json`, or an API's list of the same form, into records.

    Args:
        doc: with `now` (seconds, or milliseconds) and `aircraft` (or `ac`).

    Returns:
        a record for each aircraft, dated `now`; `seen_pos` says how old the position is. An
        aircraft without a position has the last one known, if any, with its age.

    Notes:
        Source: README-json of wiedehopf/readsb. `alt_baro` is "ground" on the ground: no height.
    """
    found = doc.get("aircraft", doc.get("ac"))
    rows = found if isinstance(found, list) else []
    return [_read_aircraft(row, doc.get("now")) for row in rows]


def _read_aircraft(row: object, now: object) -> Record:
    if not isinstance(row, Mapping):
        return {"timestamp": now}
    last = row.get("lastPosition")
    if "lat" not in row and isinstance(last, Mapping):
        row = {**row, **last}
    record = {key: row[key] for key in _KEEP if key in row}
    if "t" in row:
        record["typecode"] = row["t"]
    if record.get("alt_baro") == "ground":
        record |= {"alt_baro": None, "onground": True}
    return {**record, "timestamp": now}


def read_trace(doc: Mapping[str, Any]) -> tuple[list[Record], list[str]]:
    """Turn a tar1090 trace into records.

    Args:
        doc: with `icao`, `timestamp` (seconds) and `trace`, a list of
            [seconds after it, lat, lon, feet or "ground", knots, track, flags, feet a minute,
            details or null, ...]. On the ground the track is the heading.

    Returns:
        a record a point, the broken ones empty; remarks.

    Notes:
        Flag 1 says that no position came for some 20 seconds before this one: the position is
        new, the silence before it is what the track stage sees. Source: README-json of readsb.
    """
    base = doc.get("timestamp")
    about = {"hex": doc.get("icao"), "r": doc.get("r"), "typecode": doc.get("t")}
    records: list[Record] = []
    n_after_silence = 0
    for point in doc["trace"]:
        if not _is_point(point) or not isinstance(base, int | float):
            records.append(dict(about))
            continue
        details = point[8] if isinstance(point[8], Mapping) else {}
        about["flight"] = details.get("flight", about.get("flight"))
        n_after_silence += isinstance(point[6], int) and bool(point[6] & _STALE)
        records.append({**about, "timestamp": base + point[0], **_read_point(point)})
    return records, [f"{n_after_silence} positions came after a silence (flagged stale): kept"]


def _read_point(point: list[Any]) -> Record:
    on_ground = point[3] == "ground"
    return {
        "lat": point[1],
        "lon": point[2],
        "onground": on_ground or None,
        "alt_baro": None if on_ground else point[3],
        "gs": point[4],
        "true_heading" if on_ground else "track": point[5],
        "baro_rate": point[7],
    }


def _is_point(point: object) -> bool:
    return (
        isinstance(point, list)
        and len(point) >= _TRACE_FIELDS
        and isinstance(point[0], int | float)
    )


def read_states(doc: Mapping[str, Any]) -> list[Record]:
    """Turn OpenSky's live list (`time`, `states`) into records, dated by their positions.

    Notes:
        Source: REST API of the OpenSky Network: a list of lists in a fixed order.
    """
    rows = [row if isinstance(row, list) else [] for row in doc["states"]]
    return [
        {name: value for name, value in zip(_STATE_FIELDS, row, strict=False) if name}
        for row in rows
    ]
