"""decode(encode(x)) = x: for every kind of message, and for every application."""

import random

import numpy as np
import pyarrow as pa
import pytest
from app_strategy import binary, draw, draw_case, is_same
from hypothesis import given, settings
from hypothesis import strategies as st
from message_bits_strategy import make_tables

from straitwatch.decode.ais.app_reference import read_plain, write_plain
from straitwatch.decode.ais.applications import APPLICATIONS
from straitwatch.decode.ais.encode import encode_messages
from straitwatch.decode.ais.kinds import KINDS, TYPES
from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.record import Tally

OWN = ["flags", "receiver", "source", "line", "t", "utc"]
LETTERS = "0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVW`abcdefghijklmnopqrstuvw"


def bits_of(lines: list[bytes]) -> list[str]:
    """Read sentences of whole messages, slowly: their payloads as 0 and 1."""
    out, payload = [], ""
    for line in lines:
        assert len(line) <= 80
        total, part, sequence, _, letters, end = line.decode().split(",")[1:]
        fill, check = end.split("*")
        assert int(check, 16) == int(np.bitwise_xor.reduce(np.frombuffer(line[1:-3], np.uint8)))
        assert (sequence == "") == (total == "1")
        assert part == total or fill == "0"
        payload += "".join(f"{LETTERS.index(one):06b}" for one in letters)
        if part == total:
            out.append(payload[: len(payload) - int(fill)])
            payload = ""
    assert payload == ""
    return out


def decode(messages: list[str], kind: str) -> pa.Table:
    return make_tables(messages, (kind,))[kind]


@pytest.mark.parametrize("number", range(1, 28))
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_messages_come_back(number: int, seed: int) -> None:
    rng = random.Random(seed)
    kind = TYPES[number]
    cases = [case for case in KINDS[kind].cases if number in case.layout.types]
    messages = [
        draw_case(rng, case, number, cases[:k])
        for k, case in enumerate(cases)
        for _ in range(48 // len(cases))
    ]
    table = decode(messages, kind)
    assert table.num_rows == len(messages)
    assert not any(table["flags"].to_pylist()) or number in {3, 6, 8, 25, 26}
    written = bits_of(encode_messages(kind, table))
    again = decode(written, kind)
    for name in table.column_names:
        if name not in OWN:
            assert again[name].equals(table[name]), name
    whole = [(one, two) for one, two in zip(messages, written, strict=True) if len(one) == len(two)]
    assert all(one == two for one, two in whole)
    assert len(whole) > 10


@pytest.mark.parametrize("kind", ["binary_addressed", "binary_broadcast", "binary_short"])
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_applications_come_back(kind: str, seed: int) -> None:
    rng = random.Random(seed)
    chosen = [one for one in APPLICATIONS for _ in range(2)]
    rows = [read_plain(one.fields, draw(rng, one.fields)).row for one in chosen]
    bits = bits_of(encode_messages(kind, binary(kind, chosen, rows)))
    again = decode(bits, kind)
    for k, (one, row) in enumerate(zip(chosen, rows, strict=True)):
        want = write_plain(one.fields, row)
        assert want.ljust(-(-len(want) // 8) * 8, "0") in bits[k]
        assert is_same(again[one.name][k].as_py(), row), (one.name, row)
    assert again["dac"].to_pylist() == [one.dac for one in chosen]
    assert not any(again["flags"].to_pylist())


def test_the_decoder_gives_back_messages_of_all_types() -> None:
    """The whole way: tables, sentences with tag blocks, the decoder's kernels, tables."""
    rng = random.Random(27)
    for kind in KINDS.values():
        cases = [(case, number) for case in kind.cases for number in case.layout.types]
        messages = []
        for case, number in cases:
            before = [one for one, same in cases if same == number]
            before = before[: before.index(case)]
            for _ in range(15):
                bits = draw_case(rng, case, number, before)
                when = {name for name, _, _ in case.when}
                sender = int(bits[8:38], 2) if "object_id" in when else rng.randint(1, 979_999_999)
                messages.append(f"{bits[:8]}{sender:030b}{bits[38:]}")
        table = decode(messages, kind.name)
        tally = Tally("law")
        data = b"\n".join(encode_messages(kind.name, table, tags=True))
        chunks = list(decode_aivdm([data], "law", tally, kinds=(kind.name,)))
        assert tally.is_balanced()
        placeless = tally.rejects["no_position"]
        assert tally.messages + placeless == len(messages), (kind.name, tally.rejects)
        told = [chunk.messages[kind.name] for chunk in chunks if chunk.messages]
        again = pa.concat_tables(told)
        for name in table.column_names:
            if name not in OWN:
                assert again[name].to_pylist() == table[name].to_pylist(), (kind.name, name)
