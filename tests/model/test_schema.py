"""The tables keep the names of the contract; conform says what is wrong."""

import pyarrow as pa
import pytest

from straitwatch.model import schema
from straitwatch.model.error import SchemaError
from straitwatch.model.record import Tally

CONTRACT = {
    "FIX": "object_id t lon lat sog_kn cog_deg heading_deg rot_deg_min alt_ft vrate_ft_min "
    "nav_status accuracy_m source receiver line",
    "STATIC": "object_id t imo callsign name ship_type length_m beam_m draught_m destination eta "
    "flag source",
    "SIGHTING": "sighting_id document published publisher kind t_start t_end place lon lat "
    "radius_km bearing_deg dist_km gate heading to_sea objects counts observers same_as negation "
    "text start end confidence",
    "TRACK": "track_id object_id t_start t_end n state shared_identity",
    "GATE": "gate_id name name_ja lon_a lat_a lon_b lat_b left_sea right_sea width_nm source",
    "EVENT": "event_id kind object_id object_name track_id t_start t_end lon lat where from_sea "
    "to_sea others n n_is certainty legal_basis baseline uncertainty_m evidence detail status rule "
    "source",
    "REJECT": "source line offset fault raw",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_every_name_of_the_contract_is_there(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(getattr(schema, name).names)


def test_conform_orders_casts_and_drops() -> None:
    small = pa.schema([pa.field("a", pa.int64(), nullable=False), ("b", pa.string())])
    table = pa.table({"b": ["x"], "c": [1.0], "a": pa.array([7], pa.int32())})
    assert schema.conform(table, small).to_pylist() == [{"a": 7, "b": "x"}]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"b": ["x"]}, "'a' is missing"),
        ({"a": ["no number"], "b": ["x"]}, "'a' is string"),
        ({"a": pa.array([None], pa.int64()), "b": ["x"]}, "'a' holds 1 nulls"),
    ],
)
def test_conform_names_what_is_wrong(columns: dict[str, list[str]], words: str) -> None:
    small = pa.schema([pa.field("a", pa.int64(), nullable=False), ("b", pa.string())])
    with pytest.raises(SchemaError, match=words):
        schema.conform(pa.table(columns), small)


def test_a_tally_balances_only_when_every_line_is_in_one_figure() -> None:
    tally = Tally("a", lines=5, messages=2, parts=1, skipped=1)
    tally.rejects["checksum"] += 1
    assert tally.is_balanced()
    tally.lines += 1
    assert not tally.is_balanced()
