"""Tallies become wholes and parts: which count lies inside which other of the same ship."""

from typing import Any

__all__ = ["link_parts"]

_Row = dict[str, Any]


def link_parts(events: list[_Row]) -> None:
    """Name, for each count that lies inside another of the same ship, the smallest such whole."""
    counted = [one for one in events if one["kind"] == "flight_operations" and one["n"] is not None]
    for part in counted:
        wholes = [one for one in counted if _holds(one, part)]
        if wholes:
            whole = min(wholes, key=_size)
            part["detail"]["part_of"] = whole["event_id"]


def _size(event: _Row) -> tuple[Any, ...]:
    return event["t_end"] - event["t_start"], event["detail"]["craft"] == "all", event["event_id"]


def _holds(whole: _Row, part: _Row) -> bool:
    if whole["object_id"] != part["object_id"] or whole is part:
        return False
    craft, its_craft = whole["detail"]["craft"], part["detail"]["craft"]
    inside = whole["t_start"] <= part["t_start"] and part["t_end"] <= whole["t_end"]
    same_span = (whole["t_start"], whole["t_end"]) == (part["t_start"], part["t_end"])
    wider_craft = craft == "all" and its_craft != "all"
    return bool(inside and (wider_craft or (craft == its_craft and not same_span)))
