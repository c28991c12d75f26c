"""Schemas: the tables that stages hand to each other. Names are the contract.

Units stand in names; `t` is UTC, `lon` and `lat` are WGS 84 degrees; what is not available is null.
"""

import pyarrow as pa

from straitwatch.model.error import SchemaError
from straitwatch.model.statistic import AIRSPACE_VIOLATION, STATISTIC

__all__ = [
    "AIRSPACE_VIOLATION",
    "COVERAGE",
    "EVENT",
    "FIX",
    "GATE",
    "IDENTITY",
    "JUMP",
    "OBJECT",
    "ON_GROUND",
    "PATH",
    "REJECT",
    "SIGHTING",
    "STATIC",
    "STATISTIC",
    "TRACK",
    "conform",
]

_T = pa.timestamp("us", tz="UTC")
_WORD = pa.dictionary(pa.int32(), pa.string())  # a string that repeats over millions of rows
_OBJECT_ID = pa.field("object_id", pa.int64(), nullable=False)

ON_GROUND = 16
"""`nav_status` of an aircraft that says that it is on the ground, or on a deck. AIS ends at 15."""

FIX = pa.schema(
    [
        _OBJECT_ID,
        ("t", _T),  # null when nothing in the source says when
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("sog_kn", pa.float32()),
        ("cog_deg", pa.float32()),
        ("heading_deg", pa.float32()),
        ("rot_deg_min", pa.float32()),
        ("alt_ft", pa.float32()),
        ("vrate_ft_min", pa.float32()),
        ("nav_status", pa.int8()),  # of an aircraft: ON_GROUND or null
        ("accuracy_m", pa.float32()),
        ("msg_type", pa.int8()),  # AIS message type; null for other sources
        ("source", _WORD),
        ("receiver", _WORD),
        ("line", pa.int64()),  # 1-based line, or row, in the source
    ]
)
"""One dated position."""

STATIC = pa.schema(
    [
        _OBJECT_ID,
        ("t", _T),
        ("imo", pa.int32()),
        ("callsign", pa.string()),
        ("name", pa.string()),
        ("ship_type", pa.int16()),
        ("aircraft_type", pa.string()),  # ICAO designator, Doc 8643: B739
        ("length_m", pa.float32()),
        ("beam_m", pa.float32()),
        ("draught_m", pa.float32()),
        ("destination", pa.string()),
        ("eta", pa.string()),  # MM-DDTHH:MM as sent: AIS carries no year
        ("flag", pa.string()),  # ISO 3166 alpha-2
        ("msg_type", pa.int8()),
        ("source", _WORD),
        ("line", pa.int64()),
    ]
)
"""What an object says of itself."""

IDENTITY = pa.schema(
    [
        _OBJECT_ID,
        ("attribute", pa.string()),  # column of STATIC: name, callsign, imo, ...
        ("value", pa.string()),
        ("t_first", _T),  # when it was given first; null when no word of it is dated
        ("t_last", _T),
        ("n", pa.int64()),  # rows of STATIC that gave it, undated ones too
        ("sources", pa.list_(pa.string())),
    ]
)
"""One row a value that an object gave for an attribute."""

OBJECT = pa.schema(
    [
        ("object_id", pa.string()),  # text identity, as in EVENT
        ("flag", pa.string()),  # ISO 3166 alpha-2
        ("craft", pa.string()),  # ship, aircraft, station; null where the identity does not say
        ("name", pa.string()),  # the latest, as are callsign, imo, type and length_m
        ("callsign", pa.string()),
        ("imo", pa.int32()),
        ("type", pa.string()),  # in words
        ("length_m", pa.float32()),
        ("t_first", _T),  # of its fixes, words and sightings
        ("t_last", _T),
        ("fixes", pa.int64()),
        ("sightings", pa.int64()),
        ("changes", pa.int64()),  # of its identity; an aircraft's flight number is none
        ("simulated", pa.bool_()),  # every fix and word of it is
    ]
)
"""One row an object: who it is, as far as it or others said."""

PATH = pa.schema(
    [
        _OBJECT_ID,
        ("track_id", pa.int64()),
        ("slot", pa.int32()),  # number of the lane in its stream: see docs/plugin.md
        ("fresh", pa.bool_()),  # first fix of its lane: no leg leads to it
        ("t", _T),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("sog_kn", pa.float32()),
        ("cog_deg", pa.float32()),
        ("alt_ft", pa.float32()),
        ("vrate_ft_min", pa.float32()),
        ("nav_status", pa.int8()),
        ("zone", pa.int8()),  # code of zone/: filled between track and event; null before
        ("coast_m", pa.float32()),  # distance to the baseline, negative on land; null = not told
        ("state", _WORD),  # State of the nearest baseline
        ("breadth_m", pa.float32()),  # territorial sea that this State keeps here; null = 12 nm
        ("source", _WORD),
        ("receiver", _WORD),
        ("line", pa.int64()),
    ]
)
"""Fixes of tracks, sorted by object_id, t: what detectors read.

A lane is one of the objects that send under one identity: as a rule there is just one. A fix that
no lane of its identity can have reached begins a lane of its own: a jump, until a second one
bears it out.
"""

JUMP = pa.schema(
    [
        _OBJECT_ID,
        ("t", _T),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("t_before", _T),  # the good fix before it
        ("lon_before", pa.float64()),
        ("lat_before", pa.float64()),
        ("t_after", _T),  # the good fix after it; null while none came
        ("speed_kn", pa.float64()),  # speed that the jump would need
        ("source", _WORD),
        ("line", pa.int64()),
    ]
)
"""Fixes set aside because no ship moves so: flagged and kept."""

TRACK = pa.schema(
    [
        ("track_id", pa.int64()),
        _OBJECT_ID,
        ("t_start", _T),
        ("t_end", _T),
        ("n", pa.int64()),
        ("state", pa.string()),  # open, closed
        ("shared_identity", pa.bool_()),
    ]
)
"""One row a segment of good fixes."""

COVERAGE = pa.schema(
    [
        ("source", _WORD),
        ("receiver", _WORD),  # null where the source does not tell it
        ("craft", pa.string()),  # ship, aircraft
        ("west", pa.float64()),  # the cell: 0.25 degrees each way
        ("south", pa.float64()),
        ("east", pa.float64()),
        ("north", pa.float64()),
        ("t_start", _T),  # start of the hour
        ("n_fixes", pa.int64()),
        ("n_objects", pa.int64()),  # distinct identities
    ]
)
"""Who heard how much, where and in which hour: what was not heard there may not have been there."""

_OBJECTS = pa.list_(
    pa.struct(
        [
            ("navy", pa.string()),  # ISO 3166 alpha-2 of the State
            ("class", pa.string()),
            ("name", pa.string()),
            ("hull", pa.string()),  # ASCII digits
            ("count", pa.int32()),
            ("count_is", pa.string()),  # exact, about, at_least, at_most
            ("as_written", pa.string()),  # the document's own words for it
        ]
    )
)
_COUNTS = pa.list_(
    pa.struct(
        [
            ("what", pa.string()),
            ("n", pa.int32()),
            ("n_is", pa.string()),
            ("t_start", _T),
            ("t_end", _T),
        ]
    )
)
_OBSERVERS = pa.list_(
    pa.struct(
        [
            ("service", pa.string()),
            ("unit", pa.string()),
            ("name", pa.string()),
            ("base", pa.string()),
            ("as_written", pa.string()),  # the document's own words for it
        ]
    )
)
_DERIVED = pa.list_(pa.struct([("slot", pa.string()), ("reason", pa.string())]))
_SPANS = pa.list_(pa.struct([("slot", pa.string()), ("start", pa.int64()), ("end", pa.int64())]))

SIGHTING = pa.schema(
    [
        ("sighting_id", pa.string()),
        ("document", pa.string()),  # address or path as given
        ("published", _T),
        ("publisher", pa.string()),
        ("kind", pa.string()),
        ("t_start", _T),
        ("t_end", _T),
        ("place", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("radius_km", pa.float64()),
        ("bearing_deg", pa.float64()),
        ("dist_km", pa.float64()),
        ("gate", pa.string()),  # gate_id
        ("heading", pa.string()),  # eight-wind letters
        ("to_sea", pa.string()),
        ("objects", _OBJECTS),
        ("counts", _COUNTS),
        ("observers", _OBSERVERS),
        ("same_as", pa.string()),
        ("negation", pa.bool_()),
        ("text", pa.string()),  # the words it rests on
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("confidence", pa.float64()),
        ("bearing_error_deg", pa.float64()),  # half the width of the sector that the words name
        ("dist_error_km", pa.float64()),
        ("from_sea", pa.string()),
        ("language", pa.string()),  # of the sentence: ja, en
        ("title", pa.string()),  # of the document
        ("derived", _DERIVED),  # what the words do not say themselves, and why it was filled in
        ("spans", _SPANS),  # which characters of the document each slot rests on
        ("supersedes", pa.string()),  # of a correction: date and title of what it corrects
        ("superseded_by", pa.string()),  # the document whose text took this one's place
    ]
)
"""A dated report by people."""

GATE = pa.schema(
    [
        ("gate_id", pa.string()),
        ("name", pa.string()),
        ("name_ja", pa.string()),
        ("lon_a", pa.float64()),
        ("lat_a", pa.float64()),
        ("lon_b", pa.float64()),
        ("lat_b", pa.float64()),
        ("left_sea", pa.string()),  # sea to the left of one who looks from a to b
        ("right_sea", pa.string()),
        ("width_nm", pa.float64()),
        ("source", pa.string()),
        ("beyond_3nm", pa.float64()),  # nautical miles of the gate beyond 3 nm of any coast
        ("beyond_12nm", pa.float64()),
        ("beyond_24nm", pa.float64()),
        ("regime", pa.string()),
        ("articles", pa.string()),
        ("note", pa.string()),
        ("left_sea_ja", pa.string()),
        ("right_sea_ja", pa.string()),
        ("corridor_nm", pa.float64()),  # narrowest gap between the 12-nm belts of both sides
        ("corridor_lon_a", pa.float64()),  # where it is, on the coast of each side; null: they meet
        ("corridor_lat_a", pa.float64()),
        ("corridor_lon_b", pa.float64()),
        ("corridor_lat_b", pa.float64()),
        ("position_1_by", pa.string()),  # States that hold it, ISO 3166 alpha-2
        ("position_1", pa.string()),  # where States disagree on the regime: what some hold
        ("position_1_source", pa.string()),  # with its date
        ("position_2_by", pa.string()),
        ("position_2", pa.string()),
        ("position_2_source", pa.string()),
    ]
)
"""A directed line across a strait."""

EVENT = pa.schema(
    [
        ("event_id", pa.string()),
        ("kind", pa.string()),
        ("object_id", pa.string()),  # text identity; a group carries its lead's
        ("object_name", pa.string()),
        ("track_id", pa.int64()),
        ("t_start", _T),
        ("t_end", _T),
        ("when", pa.string()),  # as the source words it, for example `2022-12-16 JST`; else null
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("where", pa.string()),
        ("from_sea", pa.string()),
        ("to_sea", pa.string()),
        ("others", pa.list_(pa.string())),  # text identities of the other objects
        ("n", pa.int64()),
        ("n_is", pa.string()),
        ("certainty", pa.string()),  # observed, reported, inferred, simulated
        ("legal_basis", pa.string()),
        ("baseline", pa.string()),
        ("uncertainty_m", pa.float64()),
        ("evidence", pa.string()),  # JSON list of objects: source, and lines or address and text
        ("detail", pa.string()),  # JSON object
        ("status", pa.string()),  # open, closed, retracted
        ("rule", pa.string()),  # rule and version, for example gap/1
        ("source", pa.string()),
    ]
)
"""Something that happened, with what it rests on."""

REJECT = pa.schema(
    [
        ("source", _WORD),
        ("line", pa.int64()),
        ("offset", pa.int64()),  # byte offset in the source, after decompression
        ("fault", _WORD),
        ("raw", pa.string()),  # at most 200 characters, undecodable bytes as \\xNN
    ]
)
"""A piece of input that did not become a row, and why."""


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a table exactly the columns of a schema, in order; further columns are dropped.

    Raises:
        SchemaError: a column is missing, or cannot be cast, or holds nulls where none may be.
    """
    columns = []
    for field in schema:
        if field.name not in table.column_names:
            raise SchemaError(f"column '{field.name}' is missing; found {table.column_names}")
        column = table[field.name]
        if column.type != field.type:
            try:
                column = column.cast(field.type)
            except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
                found = f"column '{field.name}' is {column.type}, not {field.type}"
                raise SchemaError(found) from error
        if not field.nullable and column.null_count:
            raise SchemaError(f"column '{field.name}' holds {column.null_count} nulls")
        columns.append(column)
    return pa.table(columns, schema=schema)
