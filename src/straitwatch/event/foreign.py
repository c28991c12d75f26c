"""Events of ships in waters, without those of ships in the waters of their own State."""

import json
from collections.abc import Mapping

import pyarrow as pa

from straitwatch.model.schema import EVENT, conform

__all__ = ["foreign_only"]

_KINDS = ("passage", "proximity")


def foreign_only(
    events: pa.Table, flags: Mapping[str, str], *, kinds: tuple[str, ...] = _KINDS
) -> pa.Table:
    """Drop what a ship does in, or near, the waters of the State whose flag it flies.

    Args:
        events: EVENT, n rows.
        flags: State by text identity (`mmsi:431000001`), as `detail.state` writes it: ISO 3166
            alpha-2. What is not in it is foreign: nobody knows better.
        kinds: kinds that are looked at; others pass.

    Returns:
        EVENT, in the same order. Innocent passage is a right in the sea of another State
        (UNCLOS 17): a ship in its own has none to assess.
    """
    events = conform(events, EVENT)
    columns = zip(
        *(events[name].to_pylist() for name in ("kind", "object_id", "detail")), strict=True
    )
    kept = [
        kind not in kinds or not _is_own(flags.get(who), detail) for kind, who, detail in columns
    ]
    return events.filter(pa.array(kept, pa.bool_()))


def _is_own(flag: str | None, detail: str | None) -> bool:
    return flag is not None and json.loads(detail or "{}").get("state") == flag
