"""Files of messages into lines: every form of file, every way to tell the kind, bad input named."""

from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from straitwatch.decode.ais.encode import Wire, encode_messages
from straitwatch.flow import encode
from straitwatch.flow.encode import encode_file, kind_of_columns
from straitwatch.model.error import ConfigError, ContractError, SchemaError, SourceError

N = 7
TABLE = pa.table(
    {
        "object_id": pa.array(range(431_000_001, 431_000_001 + N)),
        "msg_type": pa.array([1, 3] * 3 + [1], pa.int8()),
        "lat": pa.array([0.5 * k for k in range(N)]),
        "lon": pa.array([130 + 0.5 * k for k in range(N)]),
    }
)
WANT = b"".join(line + b"\n" for line in encode_messages("position_a", TABLE))


def run(path: str | Path, kind: str = "", typed: bytes = b"") -> bytes:
    out = BytesIO()
    encode_file(str(path), None, kind, Wire(), stdout=out, stdin=BytesIO(typed))
    return out.getvalue()


def test_parquet_and_csv_by_the_type_of_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "_SHARE", 3)
    pq.write_table(TABLE, tmp_path / "a.parquet")
    csv.write_csv(TABLE, tmp_path / "a.csv")
    assert run(tmp_path / "a.parquet") == WANT
    assert run(tmp_path / "a.csv") == WANT
    assert run("-", typed=(tmp_path / "a.parquet").read_bytes()) == WANT
    assert run("-", "position_a", (tmp_path / "a.csv").read_bytes()) == WANT


def test_a_column_kind_and_kinds_in_turn_keep_the_order_of_the_rows(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(encode, "_SHARE", 4)
    kinds = ["static_a", "position_a", "static_a", "position_a", "static_a"]
    rows = "".join(f'{{"kind":"{kind}","object_id":{k}}}\n' for k, kind in enumerate(kinds, 1))
    got = run("-", typed=rows.encode()).splitlines()
    heads = [line.split(b",")[1:4] for line in got]
    one, first, second = [b"1", b"1", b""], [b"2", b"1"], [b"2", b"2"]
    assert heads == [
        [*first, b"0"],
        [*second, b"0"],
        one,
        [*first, b"1"],
        [*second, b"1"],
        one,
        [*first, b"2"],
        [*second, b"2"],
    ]
    table = pa.table({"kind": kinds, "object_id": [1, 2, 3, 4, 5]})
    pq.write_table(table, tmp_path / "kinds.parquet")
    assert run(tmp_path / "kinds.parquet").splitlines() == got


def test_lists_and_structs_are_json_in_a_cell_of_csv() -> None:
    acks = b'{"object_id":1,"msg_type":7,"acks":[{"mmsi":5,"seqno":2},{"mmsi":6,"seqno":1}]}\n'
    text = b'object_id,msg_type,acks\n1,7,"[{""mmsi"":5,""seqno"":2},{""mmsi"":6,""seqno"":1}]"\n'
    assert run("-", typed=text) == run("-", typed=acks)
    weather = b'{"object_id":1,"msg_type":8,"weather":{"wind_kn":12}}\n'
    text = b'object_id,msg_type,weather,persons\n1,8,"{""wind_kn"":12}",\n'
    assert run("-", typed=text) == run("-", typed=weather)
    with pytest.raises(SchemaError, match="column acks holds text: JSON is wanted"):
        run("-", typed=b"object_id,msg_type,acks\n1,7,none of it\n")


def test_the_columns_tell_the_kind() -> None:
    assert kind_of_columns(["object_id", "t", "rot_deg_min"]) == "position_a"
    assert kind_of_columns(["object_id", "name", "imo", "draught_m"]) == "static_a"
    assert run("-", typed=b'{"object_id":1,"draught_m":5}\n').startswith(b"!AIVDM,2,1,0,A,5")


def test_nothing_gives_nothing() -> None:
    assert run("-") == b""
    assert run("-", typed=b"\n \n") == b""


@pytest.mark.parametrize(
    ("text", "kind", "error", "message"),
    [
        (b"[1]\n", "", SourceError, "neither Parquet, CSV nor lines of JSON: .* no column object"),
        (b"PAR1 and no more", "", SourceError, "neither Parquet"),
        (b'{"a"\n', "", SourceError, "row 1 is no JSON"),
        (b'{"object_id":1}\n[2]\n', "text", SourceError, r"row 2 is \[2\]: an object is wanted"),
        (b'{"object_id":1,"colour":2}\n', "", ConfigError, "has the columns colour, object_id"),
        (b'{"object_id":1}\n', "", ConfigError, "do not tell the kind of message"),
        (b'{"kind":"ship","object_id":1}\n', "", ConfigError, "no kind of message 'ship'"),
        (b'{"object_id":1}\n', "ship", ConfigError, "no kind of message 'ship'"),
        (b'{"object_id":"mmsi:x"}\n', "text", ContractError, "'mmsi:x' is no identity"),
        (b'{"object_id":1,"t":"noon"}\n', "text", ContractError, "write 2022-12-16T03:00:00Z"),
        (b'{"object_id":1,"text":1}\n{"text":"A"}\n', "text", SchemaError, "rows 1 to 2: values"),
        (b'{"object_id":1}\n{"object_id":1,"text":"a"}', "text", ContractError, "text, row 2: 'a'"),
    ],
)
def test_bad_input(text: bytes, kind: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        run("-", kind, text)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none: No such file or directory: name a table"):
        run(tmp_path / "none")
