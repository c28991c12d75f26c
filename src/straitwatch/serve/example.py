"""Examples of answers, as the demonstration gives them, shortened."""

from typing import Any

__all__ = ["EXAMPLES"]

_OBJECT = {
    "object_id": "hull:CN/16", "flag": "CN", "craft": "ship", "name": "Liaoning",
    "callsign": None, "imo": None, "type": "Kuznetsov-class aircraft carrier", "length_m": None,
    "t_first": "2022-12-14T15:00:00Z", "t_last": "2023-01-01T15:00:00Z", "fixes": 0,
    "sightings": 29, "changes": 0, "simulated": False, "t": None, "lon": None, "lat": None,
    "sog_kn": None, "cog_deg": None, "heading_deg": None, "alt_ft": None, "zone": None,
    "state": None, "kinds": ["deployment", "flight_operations", "transit"],
}  # fmt: skip
_EVENT = {
    "event_id": "02739be2719ae48a", "kind": "deployment", "object_id": "hull:CN/16",
    "object_name": "Liaoning", "track_id": None, "t_start": "2022-12-15T15:00:00Z",
    "t_end": "2023-01-01T15:00:00Z", "when": "2022-12-16 JST to night of 2023-01-01 JST",
    "lon": 126.445815, "lat": 25.54249, "where": "Miyako Strait",
    "from_sea": "East China Sea", "to_sea": "Philippine Sea",
    "others": ["hull:CN/103", "hull:CN/104"], "n": 16, "n_is": "about", "certainty": "inferred",
    "legal_basis": "UNCLOS 36, 58, 87: corridor of high seas ...", "baseline": None,
    "uncertainty_m": None,
    "evidence": [{"source": "https://example.org/release", "text": "Six ships sailed south."}],
    "detail": {"days": 16.0, "out_gate": "miyako", "back_gate": "miyako"}, "status": "closed",
    "rule": "deployment/1", "source": "https://example.org/release",
    "words": "Liaoning (CN 16) with 5 others went out through the Miyako Strait and came back.",
}  # fmt: skip
_GATE = {
    "gate_id": "miyako", "name": "Miyako Strait", "name_ja": "宮古海峡", "lon_a": 127.53044,
    "lat_a": 26.11081, "lon_b": 125.36119, "lat_b": 24.97417, "left_sea": "Philippine Sea",
    "right_sea": "East China Sea", "width_nm": 135.938, "regime": "high_seas_corridor",
    "articles": "36, 58, 87", "note": None,
}  # fmt: skip
_SIGHTING = {
    "sighting_id": "169b292377479924", "document": "https://example.org/release",
    "published": "2022-12-17T00:00:00Z", "publisher": "A newspaper", "kind": "transit",
    "t_start": "2022-12-15T15:00:00Z", "t_end": "2022-12-16T15:00:00Z",
    "place": "Miyako Strait", "lon": None, "lat": None, "text": "Six ships sailed south.",
    "area": {"type": "LineString", "coordinates": [[127.53044, 26.11081], [125.36119, 24.97417]]},
}  # fmt: skip


def _page(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"n": 1, "n_found": 1, name: [row], "next": None}


_COLUMNS = {"t": [1671062400000], "lon": [130.664915], "lat": [31.17004], "sog_kn": [0.0]}

EXAMPLES: dict[str, Any] = {
    "healthz": {"status": "ok"},
    "status": {
        "version": "0.1.0", "now": "2023-01-06T00:00:00Z", "live": False,
        "store": {"t_min": "2022-12-14T15:00:00Z", "t_max": "2023-01-02T23:59:23Z",
                  "n_fixes": 162311, "n_objects": 69, "n_events": 1439, "simulated": True},
        "access": {"name": "local", "scopes": ["export", "read"], "release": None,
                   "public": False},
        "watch": {"state": "off", "pid": None, "restarts": 0, "error": None},
        "languages": ["en", "ja"],
    },
    "objects": _page("objects", _OBJECT),
    "object": {"object": _OBJECT, "identity": [], "changes": [], "tracks": [],
               "kinds": {"deployment": 1, "transit": 2}, "sources": [], "sightings": 29},
    "track": {**_COLUMNS, "cog_deg": [0.0], "alt_ft": [None], "source": ["simulated:traffic"],
              "n": 1, "n_found": 5479},
    "events": _page("events", _EVENT),
    "event": {"event": _EVENT, "history": [], "gate": _GATE, "sightings": [_SIGHTING],
              "related": []},
    "sightings": _page("sightings", _SIGHTING),
    "gates": _page("gates", _GATE),
    "gate": _GATE,
    "coverage": _page("coverage", {
        "source": "simulated:traffic", "receiver": "simulated", "craft": "ship", "west": 124.0,
        "south": 23.5, "east": 124.25, "north": 23.75, "t_start": "2022-12-15T00:00:00Z",
        "n_fixes": 8, "n_objects": 1,
    }),
    "replay": {"objects": [{"id": "mmsi:499000001", "name": "SIM CARGO 01", "flag": None,
                            "craft": "ship", "type": "cargo", "simulated": True}],
               "o": [0], **_COLUMNS, "cog_deg": [0.0], "n": 1, "n_found": 162311,
               "step": 162311},
    "zone": {"lon": 125.36, "lat": 24.98, "zone": "territorial_sea", "state": "JP",
             "airspace": "national", "dist_nm": 0.4, "limit": "12 nm limit",
             "to_limit_m": -21500.0, "uncertainty_m": 510.0, "within_error": False,
             "baseline": "GSHHG 2.3.7 full", "regime": "territorial sea",
             "articles": "UNCLOS 2, 3, 17-19, 21"},
    "sources": _page("sources", {
        "source": "simulated:traffic", "format": "aivdm", "lines": 171000, "messages": 170500,
        "fixes": 162311, "statics": 8189, "sightings": 0,
    }),
    "feeds": _page("feeds", {
        "name": "harbour", "url": "tcp://192.0.2.7:10110", "state": "open", "lines": 120345,
        "fixes": 98000, "late": 0, "committed": 119000, "last_heard": "2023-01-06T00:00:00Z",
    }),
}  # fmt: skip
"""By the name of what answers."""
