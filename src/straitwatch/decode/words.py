"""Words of archives turned into the codes of the AIS standard."""

__all__ = ["NAV_STATUS", "NOTHING", "SHIP_TYPE"]

NAV_STATUS = {
    "under way using engine": 0,
    "at anchor": 1,
    "not under command": 2,
    "restricted maneuverability": 3,
    "restricted manoeuvrability": 3,
    "constrained by her draught": 4,
    "moored": 5,
    "aground": 6,
    "engaged in fishing": 7,
    "under way sailing": 8,
    "reserved for future amendment [hsc]": 9,
    "reserved for future amendment [wig]": 10,
    "power-driven vessel towing astern": 11,
    "power-driven vessel pushing ahead or towing alongside": 12,
    "reserved for future use [13]": 13,
    "ais-sart": 14,
    "ais-sart (active)": 14,
}
"""Navigational status (ITU-R M.1371-5, table 48) as the Danish archive and NOAA word it."""

SHIP_TYPE = {
    "wig": 20,
    "fishing": 30,
    "towing": 31,
    "towing long/wide": 32,
    "dredging": 33,
    "diving": 34,
    "military": 35,
    "sailing": 36,
    "pleasure": 37,
    "hsc": 40,
    "pilot": 50,
    "sar": 51,
    "tug": 52,
    "port tender": 53,
    "anti-pollution": 54,
    "law enforcement": 55,
    "medical": 58,
    "not party to conflict": 59,
    "passenger": 60,
    "cargo": 70,
    "tanker": 80,
    "other": 90,
}
"""Type of ship (ITU-R M.1371-5, table 53) as the Danish archive words it: the tens' first code."""

NOTHING = frozenset({"", "unknown", "undefined", "none", "null", "nan", "n/a", "na", "-"})
"""Words that stand where a text is not available."""
