"""Codes of AIS messages in words (ITU-R M.1371-5, annex 8)."""

__all__ = ["WORDS"]

_NAV_STATUS = {
    0: "under way using engine",
    1: "at anchor",
    2: "not under command",
    3: "restricted in her ability to manoeuvre",
    4: "constrained by her draught",
    5: "moored",
    6: "aground",
    7: "engaged in fishing",
    8: "under way sailing",
    9: "reserved: high-speed craft",
    10: "reserved: wing in ground",
    11: "power-driven, towing astern",
    12: "power-driven, pushing ahead or towing alongside",
    13: "reserved",
    14: "search and rescue transmitter, man overboard or EPIRB, active",
}

_EPFD = {
    1: "GPS",
    2: "GLONASS",
    3: "GPS and GLONASS",
    4: "Loran-C",
    5: "Chayka",
    6: "integrated navigation system",
    7: "surveyed",
    8: "Galileo",
    15: "internal GNSS",
}

_AID_TYPE = {
    1: "reference point",
    2: "racon",
    3: "fixed structure off shore",
    4: "emergency wreck marking buoy",
    5: "light without sectors",
    6: "light with sectors",
    7: "leading light, front",
    8: "leading light, rear",
    9: "beacon, cardinal north",
    10: "beacon, cardinal east",
    11: "beacon, cardinal south",
    12: "beacon, cardinal west",
    13: "beacon, port hand",
    14: "beacon, starboard hand",
    15: "beacon, preferred channel port hand",
    16: "beacon, preferred channel starboard hand",
    17: "beacon, isolated danger",
    18: "beacon, safe water",
    19: "beacon, special mark",
    20: "floating, cardinal north",
    21: "floating, cardinal east",
    22: "floating, cardinal south",
    23: "floating, cardinal west",
    24: "floating, port hand",
    25: "floating, starboard hand",
    26: "floating, preferred channel port hand",
    27: "floating, preferred channel starboard hand",
    28: "floating, isolated danger",
    29: "floating, safe water",
    30: "floating, special mark",
    31: "light vessel, large buoy or rig",
}

_STATION_TYPE = {
    0: "all mobile stations",
    1: "class A",
    2: "class B, all",
    3: "search and rescue aircraft",
    4: "class B, self-organizing (SO)",
    5: "class B, carrier sense (CS)",
    6: "inland waterways",
    7: "regional use",
    8: "regional use",
    9: "regional use",
    10: "coverage area of a base station",
}

_INTERVAL = {
    0: "as in autonomous mode",
    1: "10 min",
    2: "6 min",
    3: "3 min",
    4: "1 min",
    5: "30 s",
    6: "15 s",
    7: "10 s",
    8: "5 s",
    9: "the next shorter",
    10: "the next longer",
    11: "2 s",
}

WORDS: dict[str, dict[int, str]] = {
    "nav_status": _NAV_STATUS,
    "epfd": _EPFD,
    "aid_type": _AID_TYPE,
    "station_type": _STATION_TYPE,
    "interval": _INTERVAL,
    "maneuver": {1: "no special manoeuvre", 2: "a special manoeuvre"},
    "sync_state": {
        0: "UTC, direct",
        1: "UTC, indirect",
        2: "a base station",
        3: "another station",
    },
    "txrx_mode": {
        0: "send on A and B, receive on A and B",
        1: "send on A, receive on A and B",
        2: "send on B, receive on A and B",
    },
    "part": {0: "A", 1: "B"},
}
"""Words of codes, by the name that a field gives; ship types: `model.ship_type`."""
