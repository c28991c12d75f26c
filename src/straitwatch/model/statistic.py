"""Statistics: the tables of counts that offices publish. Names are the contract, as in `schema`."""

import pyarrow as pa

__all__ = ["AIRSPACE_VIOLATION", "STATISTIC"]

_T = pa.timestamp("us", tz="UTC")
_DERIVED = pa.list_(pa.struct([("slot", pa.string()), ("reason", pa.string())]))
_AIRCRAFT = pa.list_(
    pa.struct(
        [
            ("type", pa.string()),  # null: the list says that it is not known
            ("count", pa.int32()),
            ("as_written", pa.string()),  # the list's own words
        ]
    )
)

STATISTIC = pa.schema(
    [
        ("statistic_id", pa.string()),
        ("document", pa.string()),  # address or path as given
        ("published", _T),
        ("publisher", pa.string()),
        ("what", pa.string()),  # what is counted: scrambles
        ("period_start", _T),
        ("period_end", _T),  # the first moment after it
        ("period", pa.string()),  # FY2022 (1 April 2022 to 31 March 2023, JST), FY2026 Q1
        ("group_by", pa.string()),  # all, region, country, month
        ("group", pa.string()),  # north, Russia; null where group_by is all
        ("value", pa.int64()),
        ("value_is", pa.string()),  # exact, about, at_least, at_most
        ("text", pa.string()),  # the words, or the line of the file, that it rests on
        ("start", pa.int64()),  # offset of the text in the document; null for a table
        ("end", pa.int64()),
        ("confidence", pa.float64()),
        ("derived", _DERIVED),  # what the words do not say themselves, and why it was filled in
        ("source", pa.string()),  # what was read: its label
        ("line", pa.int64()),  # 1-based line there; null for a text
    ]
)
"""One count of a period, in all or of one group."""

AIRSPACE_VIOLATION = pa.schema(
    [
        ("violation_id", pa.string()),
        ("no", pa.int64()),  # as the list numbers it
        ("date", pa.string()),  # YYYY-MM-DD, the day in Japan
        ("t_start", _T),  # that day
        ("t_end", _T),
        ("place", pa.string()),  # English names of the gazetteer, joined by "; "
        ("place_as_written", pa.string()),
        ("lon", pa.float64()),  # of the circle that holds the airspace named; null: not found
        ("lat", pa.float64()),
        ("radius_km", pa.float64()),
        ("bearing_deg", pa.float64()),  # on which side of the place, where the list says so
        ("country", pa.string()),  # ISO 3166 alpha-2, SU for the Soviet Union; else as written
        ("country_as_written", pa.string()),
        ("estimated", pa.bool_()),  # the list presumes the country
        ("aircraft", _AIRCRAFT),
        ("document", pa.string()),
        ("published", _T),
        ("publisher", pa.string()),
        ("text", pa.string()),  # the line of the file
        ("confidence", pa.float64()),
        ("derived", _DERIVED),
        ("source", pa.string()),
        ("line", pa.int64()),
    ]
)
"""One published violation of a State's airspace."""
