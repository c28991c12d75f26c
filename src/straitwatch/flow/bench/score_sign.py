"""Signs of passages turned into rows of their own, so that each can be right or wrong."""

import json

import pyarrow as pa

__all__ = ["spread_signs"]


def spread_signs(events: pa.Table) -> pa.Table:
    """Add to events a row of the kind `sign` for each sign that a passage has.

    Args:
        events: EVENT.

    Returns:
        EVENT: the same, then each sign with the span of its passage, its name as `where`.
    """
    rows, names = [], []
    told = zip(events["kind"].to_pylist(), events["detail"].to_pylist(), strict=True)
    for row, (kind, detail) in enumerate(told):
        if kind == "passage" and detail:
            signs = [sign["sign"] for sign in json.loads(detail).get("signs", ())]
            rows += [row] * len(signs)
            names += signs
    signs = events.take(pa.array(rows, pa.int64()))
    for name, values in (("kind", ["sign"] * len(rows)), ("where", names)):
        field = events.schema.field(name)
        at = events.schema.get_field_index(name)
        signs = signs.set_column(at, field, pa.array(values, pa.string()).cast(field.type))
    return pa.concat_tables([events, signs])
