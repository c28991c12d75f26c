"""Ship types: the code that AIS sends turned into words."""

__all__ = ["ship_type_word"]

_FIRST_DIGIT = {2: "wing in ground", 4: "high-speed craft", 6: "passenger", 7: "cargo", 8: "tanker"}
_FIRST_DIGIT |= {9: "other"}
_WHOLE = {
    30: "fishing",
    31: "towing",
    32: "towing, long or wide",
    33: "dredging or underwater work",
    34: "diving",
    35: "military operations",
    36: "sailing",
    37: "pleasure craft",
    50: "pilot vessel",
    51: "search and rescue",
    52: "tug",
    53: "port tender",
    54: "anti-pollution",
    55: "law enforcement",
    56: "local vessel",
    57: "local vessel",
    58: "medical transport",
    59: "ship of a State not party to a conflict",
}
_HAZARD = {1: "X", 2: "Y", 3: "Z", 4: "OS"}
_LAST = 99


def ship_type_word(code: int | None) -> str | None:
    """Say what a ship's type code means.

    Args:
        code: 0 to 255 as AIS sends it; None stands for not available.

    Returns:
        words, for example `cargo` or `tanker, hazard category X`; `type 12` for a code that is
        reserved; None for none, and for 0, which says that no type is given.

    Notes:
        What the crew set in the transponder: often wrong, and `military operations` is not what
        navies as a rule send. Source: ITU-R M.1371-5, annex 8, table 53; IMO SN.1/Circ.227 for
        the categories of hazard.
    """
    if not code:
        return None
    if code in _WHOLE:
        return _WHOLE[code]
    first, second = divmod(code, 10)
    if first not in _FIRST_DIGIT or code > _LAST:
        return f"type {code}"
    hazard = _HAZARD.get(second)
    return _FIRST_DIGIT[first] + (f", hazard category {hazard}" if hazard else "")
