"""A value that does not fit is named: its column, its row, itself, and what would fit."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from straitwatch.decode.ais.encode import Wire, encode_messages, encode_rows
from straitwatch.model.error import ConfigError, ContractError, SchemaError


def position(**more: Any) -> pa.Table:  # noqa: ANN401 - any column
    n = max([len(one) for one in more.values()] + [1])
    return pa.table({"object_id": [431_000_001] * n, **more})


@pytest.mark.parametrize(
    ("kind", "columns", "message"),
    [
        ("position_a", {"lat": [1.0, 95.0]}, "column lat, row 1: 95.0 does not fit: -90 to 90"),
        ("position_a", {"sog_kn": [102.3]}, "'s code|its code says .not available.: give null"),
        ("position_a", {"sog_kn": [-1.0]}, "column sog_kn, row 0: -1.0 .* 0 to 102.2 is wanted"),
        ("position_a", {"nav_status": [1.5]}, "row 0: .*1.5.* a whole number is wanted"),
        ("position_a", {"nav_status": ["x"]}, "column nav_status holds string: numbers are wanted"),
        ("position_a", {"msg_type": [5]}, "column msg_type, row 0: 5 .* position_a is 1 or 2 or 3"),
        ("static_a", {"name": ["lower"]}, "column name, row 0: 'lower' does not fit: capital"),
        ("static_a", {"name": ["A" * 21]}, "column name, row 0: .* at most 20 letters"),
        ("static_a", {"name": [7]}, "column name holds int64: text is wanted"),
        ("text", {"text": ["A@B"]}, "column text, row 0: 'A@B' does not fit"),
        ("text", {"msg_type": [14], "text": ["A" * 162]}, "row 0: .* at most 1008 are wanted"),
        (
            "text",
            {"msg_type": [14], "dest_mmsi": [5]},
            "column dest_mmsi, row 0: 5 .* null: safety",
        ),
        ("static_b", {"part": [2]}, "column part, row 0: 2 does not fit: 0 to 1 is wanted"),
        ("binary_broadcast", {"data": ["0g"]}, "column data, row 0: '0g' .* hexadecimal digits"),
        ("binary_broadcast", {"data": [3]}, "column data holds int64: binary or hexadecimal"),
        (
            "binary_broadcast",
            {"persons": [{"persons": 9000}]},
            "column persons.persons, row 0: 9000 does not fit: 1 to 8191 is wanted",
        ),
        (
            "binary_broadcast",
            {"persons": [{"persons": 1}], "dac": [1], "fi": [17]},
            "column persons, row 0: DAC and FI are 1, 17: 1, 16 is wanted, or null",
        ),
        (
            "binary_broadcast",
            {"persons": [{"persons": 1}], "persons_old": [{"persons": 1}]},
            "row 0 holds both persons and persons_old: a message has one of them",
        ),
        (
            "binary_broadcast",
            {"area_notice": [{"areas": [{"shape": 1, "circle": {"radius_m": 5}}]}]},
            "column area_notice.areas.circle, row 0: .* null where shape is 1; shape 0 says circle",
        ),
        (
            "binary_broadcast",
            {"area_notice": [{"areas": [{"shape": 0, "circle": {"radius_m": 5000}}]}]},
            "column area_notice.areas.circle.radius_m, row 0: 5000 .* 0 to 4095 is wanted",
        ),
        (
            "binary_broadcast",
            {"area_notice": [{"areas": [{"shape": 5}] * 11}]},
            "column area_notice.areas, row 0: '11 turns' does not fit: at most 10",
        ),
        (
            "binary_broadcast",
            {"area_notice": [{"areas": 5}]},
            "column area_notice.areas holds int64: a list of structs is wanted",
        ),
        (
            "position_a",
            {"sog_knots": [1.0]},
            "column sog_knots is none of this message: did you mean sog_kn",
        ),
        (
            "binary_broadcast",
            {"weather": [{"wind": 7}]},
            "column weather.wind is none of this message: did you mean wind_kn",
        ),
        (
            "binary_broadcast",
            {"weather": [7]},
            "column weather holds int64: a struct is wanted",
        ),
    ],
)
def test_misfit(kind: str, columns: dict[str, Any], message: str) -> None:
    with pytest.raises((ContractError, SchemaError), match=message):
        encode_messages(kind, position(**columns))


def test_the_sender_is_needed() -> None:
    with pytest.raises(SchemaError, match="no column object_id: the sender's MMSI"):
        encode_messages("aton", pa.table({"lat": [1.0]}))
    with pytest.raises(ContractError, match="column object_id, row 0: None"):
        encode_messages("aton", pa.table({"object_id": pa.array([None], pa.int64())}))


def test_rows_are_called_by_their_numbers() -> None:
    with pytest.raises(ContractError, match="row 78"):
        encode_rows("position_a", position(lat=[0.0, 100.0]), Wire(), np.array([77, 78]))


def test_an_unknown_kind_is_told() -> None:
    with pytest.raises(ConfigError, match="no kind of message 'position'"):
        encode_messages("position", position())


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"talker": b"AIS"}, "talker .* two letters"),
        ({"channel": b"C"}, "channel .* A or B"),
        ({"sequence": 10}, "sequence 10: 0 to 9"),
    ],
)
def test_how_sentences_are_written_is_checked(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ContractError, match=message):
        encode_messages("position_a", position(), **more)


def test_known_sentences() -> None:
    """A position at anchor off Shimonoseki, worked out by hand: type 1, 168 bits, no fill bits."""
    table = position(lat=[33.95], lon=[130.95], sog_kn=[0.0], nav_status=[1], second=[30])
    (line,) = encode_messages("position_a", table)
    bits = "".join(f"{one - 48 - 8 * (one > 87):06b}" for one in line.split(b",")[5])
    assert len(bits) == 168
    assert int(bits[:6], 2) == 1
    assert int(bits[8:38], 2) == 431_000_001
    assert int(bits[38:42], 2) == 1
    assert int(bits[42:50], 2) == 128
    assert int(bits[50:60], 2) == 0
    assert int(bits[61:89], 2) == 130_950_000 * 6 // 10
    assert int(bits[89:116], 2) == 33_950_000 * 6 // 10
    assert int(bits[116:128], 2) == 3600
    assert int(bits[128:137], 2) == 511
    assert int(bits[137:143], 2) == 30


def test_parts_are_numbered_and_the_sequence_goes_on() -> None:
    table = position(name=["SIM ONE", "SIM TWO", "SIM THREE"])
    lines = encode_messages("static_a", table, sequence=8, talker=b"BS", own=True, channel=b"B")
    heads = [line.split(b",")[:5] for line in lines]
    assert heads == [
        [b"!BSVDO", b"2", part, sequence, b"B"]
        for sequence in (b"8", b"9", b"0")
        for part in (b"1", b"2")
    ]
    assert max(len(line) for line in lines) <= 80


def test_tag_blocks_say_when_by_whom_and_which_group() -> None:
    t = pa.array([datetime(2022, 12, 16, 3, tzinfo=UTC)] * 2, pa.timestamp("us", "UTC"))
    table = position(name=["SIM ONE", "SIM TWO"]).append_column("t", t)
    table = table.append_column("receiver", pa.array(["shore", None]))
    lines = encode_messages("static_a", table, tags=True)
    tags = [line.split(b"\\")[1] for line in lines]
    bodies = [tag.split(b"*")[0] for tag in tags]
    assert bodies == [
        b"g:1-2-1,s:shore,c:1671159600",
        b"g:2-2-1",
        b"g:1-2-2,c:1671159600",
        b"g:2-2-2",
    ]
    for tag in tags:
        body, check = tag.split(b"*")
        total = 0
        for one in body:
            total ^= one
        assert f"{total:02X}" == check.decode()


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ({"receiver": ["a,b"]}, "column receiver, row 0: 'a,b' does not fit"),
        ({"t": [5]}, "column t holds int64: timestamps are wanted"),
    ],
)
def test_a_tag_block_that_cannot_be_written(column: dict[str, Any], message: str) -> None:
    with pytest.raises((ContractError, SchemaError), match=message):
        encode_messages("position_a", position(**column), tags=True)


@pytest.mark.parametrize(
    "turn",
    [
        lambda a: a.cast(pa.float32()),
        lambda a: a.cast(pa.float64()),
        lambda a: a.cast(pa.uint64()),
        lambda a: a.cast(pa.decimal128(20, 0)),
        lambda a: pa.chunked_array([a.slice(0, 1), a.slice(1)]),
        lambda a: a.dictionary_encode(),
    ],
)
def test_any_type_of_numbers_will_do(turn: Callable[[pa.Array], pa.Array]) -> None:
    whole = pa.array([0, 7, 15 - 1, None], pa.int64())
    want = encode_messages("position_a", position(nav_status=whole))
    assert encode_messages("position_a", position(nav_status=turn(whole))) == want


def test_a_column_without_values_may_have_any_name() -> None:
    nothing = pa.array([None], pa.float64())
    want = encode_messages("position_a", position())
    assert encode_messages("position_a", position(alt_ft=nothing)) == want


def test_no_rows_are_no_sentences() -> None:
    table = pa.table({"object_id": pa.array([], pa.int64())})
    assert encode_messages("static_a", table) == []
    assert encode_messages("binary_broadcast", table) == []
