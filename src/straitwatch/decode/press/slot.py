"""Names of the grammar turned into the columns of SIGHTING that rest on their words."""

from straitwatch.decode.press.token import Token

__all__ = ["column_of"]

_KINDS = {
    **dict.fromkeys(
        ("moment", "period", "day", "hour", "clock", "vague", "twice", "month"), "time"
    ),
    **dict.fromkeys(("seen", "spot", "side", "isle", "near", "PLACE"), "place"),
    **dict.fromkeys(("passed", "gate", "STRAIT"), "gate"),
    **dict.fromkeys(("toward", "heading", "COURSE"), "heading"),
    **dict.fromkeys(("sea", "SEA", "to", "zone"), "to_sea"),
    "from": "from_sea",
    **dict.fromkeys(("ships", "ship", "hulls", "barehulls", "them", "planes", "plane"), "objects"),
    **dict.fromkeys(("craftref", "fleet", "flight", "vessel"), "objects"),
    **dict.fromkeys(("watchers", "watcher", "unit", "ownship", "SERVICE"), "observers"),
    **dict.fromkeys(("tally", "duration"), "counts"),
}
_SLOTS = {
    "wind": "bearing_deg",
    "dist": "dist_km",
    "strait": "gate",
    "deny": "negation",
    "zone": "to_sea",
}


def column_of(slot: str, token: Token) -> str | None:
    """Name the column of SIGHTING that rests on a word or phrase; None where none does.

    Args:
        slot: of the grammar that holds it.
        token: the word or phrase.
    """
    column = _SLOTS.get(slot) or _KINDS.get(token.kind)
    return "from_sea" if column == "to_sea" and slot == "from" else column
