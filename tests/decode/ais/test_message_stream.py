"""Whole messages of a stream: asked for by kind, the same for any cut and any number of threads."""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode import aivdm
from straitwatch.decode.ais.columns import width_of
from straitwatch.decode.ais.field import Field, Layout
from straitwatch.decode.ais.kinds import KINDS, TYPES
from straitwatch.decode.ais.tables import SCHEMAS
from straitwatch.decode.aivdm import AivdmStream, decode_aivdm
from straitwatch.kernel.aivdm_layout import LEAST, MOST, NEED
from straitwatch.model.record import Decoded, Tally


def armor(bits: str, fill: int | None = None, *, head: bytes = b"AIVDM") -> bytes:
    """A sentence of a message's bits."""
    whole = bits.ljust(-(-len(bits) // 6) * 6, "0")
    codes = [int(whole[k : k + 6], 2) for k in range(0, len(whole), 6)]
    payload = bytes(code + 48 if code < 40 else code + 56 for code in codes)
    told = len(whole) - len(bits) if fill is None else fill
    body = head + b",1,1,,A," + payload + b",%d" % told
    total = int(np.bitwise_xor.reduce(np.frombuffer(body, np.uint8)))
    return b"!" + body + b"*%02X" % total


def text_bits(text: str, characters: int) -> str:
    codes = [(ord(c) - 64 if ord(c) >= 64 else ord(c)) for c in text.ljust(characters, "@")]
    return "".join(f"{code:06b}" for code in codes)


def head(number: int, mmsi: int) -> str:
    return f"{number:06b}00{mmsi:030b}"


def decode(
    data: bytes, cuts: list[int] | None = None, threads: int = 1, kinds: tuple[str, ...] = ("all",)
) -> tuple[dict[str, list[dict]], Decoded, Tally]:
    """Decode bytes cut at the given places, with the messages of some kinds."""
    tally = Tally("a")
    places = [0, *sorted(cuts or []), len(data)]
    chunks = [data[a:b] for a, b in pairwise(places)]
    parts = list(decode_aivdm(chunks, "a", tally, threads=threads, kinds=kinds))
    messages: dict[str, list[dict]] = {}
    for part in parts:
        for name, table in part.messages.items():
            table.validate(full=True)
            assert table.schema == SCHEMAS[name]
            messages.setdefault(name, []).extend(table.to_pylist())
    tables = (
        pa.concat_tables([getattr(part, name) for part in parts])
        for name in ("fixes", "statics", "rejects")
    )
    return messages, Decoded(*tables), tally


def full_of(layout: Layout) -> int:
    """Bits up to the first part whose length is not fixed."""
    fixed = 0
    for part in layout.fields:
        if not isinstance(part, Field) or part.width == 0:
            break
        fixed += part.width
    return fixed


@pytest.mark.parametrize("number", range(1, 28))
def test_lengths_of_the_kernel_are_those_of_the_layouts(number: int) -> None:
    layouts = [c.layout for c in KINDS[TYPES[number]].cases if number in c.layout.types]
    assert NEED[number] == min(layout.shortest for layout in layouts)
    assert MOST[number] == max(layout.longest or width_of(layout.fields) for layout in layouts)
    assert NEED[number] <= LEAST[number] <= MOST[number]
    if number not in {15, 17, 26}:  # whole without what is optional; open in the middle
        turn = min(full_of(layout) for layout in layouts)
        assert LEAST[number] in {turn, NEED[number]}


def test_unknown_types_need_nothing() -> None:
    assert all(NEED[number] == -1 for number in (0, *range(28, 64)))


def test_every_message_of_a_log_is_a_row_of_its_kind(shared: Path) -> None:
    data = (shared / "ais" / "dma-stream-example.nmea").read_bytes()
    messages, _, tally = decode(data)
    assert tally.is_balanced()
    rows = Counter(str(row["msg_type"]) for table in messages.values() for row in table)
    lost = tally.by_type - rows
    assert sum(lost.values()) == tally.rejects["identity"]
    assert sum(rows.values()) == tally.messages + tally.rejects["no_position"]


def test_rest_gives_only_what_fix_and_static_do_not_cover(shared: Path) -> None:
    data = (shared / "ais" / "gpsd-sample.aivdm").read_bytes()
    every, decoded, tally = decode(data)
    rest, same, count = decode(data, kinds=("rest",))
    none, plain, bare = decode(data, kinds=())
    assert rest == {name: every[name] for name in every if name in rest}
    assert {row["msg_type"] for rows in rest.values() for row in rows} == {
        *(6, 7, 8, 10, 12, 13, 14, 15, 16, 17, 20, 22, 23, 25, 26),
    }
    assert none == {}
    assert tally == count == bare
    assert decoded.fixes.equals(same.fixes)
    assert decoded.fixes.equals(plain.fixes)


@settings(max_examples=6, deadline=None)
@given(st.data())
def test_cuts_give_the_same_messages(shared: Path, data: st.DataObject) -> None:
    whole = (shared / "ais" / "gpsd-sample.aivdm").read_bytes()
    cuts = data.draw(st.lists(st.integers(0, len(whole)), max_size=8))
    first, cut = decode(whole), decode(whole, cuts)
    assert first[0] == cut[0]
    assert first[1].statics.to_pylist() == cut[1].statics.to_pylist()
    assert first[2] == cut[2]


def test_threads_and_slabs_give_the_same_messages(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (shared / "ais" / "dma-stream-example.nmea").read_bytes()
    first = decode(whole)
    monkeypatch.setattr(aivdm, "_SLAB", 9000)
    monkeypatch.setattr(aivdm, "HOLD", 300)
    for threads in (1, 3):
        other = decode(whole, [len(whole) // 3], threads)
        assert other[0] == first[0]
        assert other[1].statics.to_pylist() == first[1].statics.to_pylist()
        assert other[2] == first[2]


def test_a_feed_gives_its_messages_at_once() -> None:
    stream = AivdmStream("a", Tally("a"), kinds=("text",))
    line = armor(head(14, 2_320_001) + "00" + text_bits("MAYDAY", 6))
    found = stream.feed(line + b"\n").messages["text"].to_pylist()
    assert [(row["text"], row["object_id"], row["line"]) for row in found] == [
        ("MAYDAY", 2_320_001, 1)
    ]
    assert stream.feed(b"#\n").messages == {}
    assert stream.close().messages == {}


def test_a_message_without_position_is_a_reject_and_a_row() -> None:
    lost = head(1, 636_000_001) + "0" * 23 + f"{181 * 600_000:028b}{91 * 600_000:027b}" + "0" * 52
    far = head(18, 636_000_002) + "0" * 19 + f"{90 * 600_000:028b}{100 * 600_000:027b}" + "0" * 56
    messages, decoded, tally = decode(b"\n".join([armor(lost), armor(far)]))
    assert [row["fault"] for row in decoded.rejects.to_pylist()] == ["no_position", "position"]
    assert (tally.messages, tally.lines, tally.is_balanced()) == (0, 2, True)
    (one,) = messages["position_a"]
    assert (one["lon"], one["lat"], one["flags"]) == (None, None, [])
    (other,) = messages["position_b"]
    assert (other["lon"], other["lat"], other["flags"]) == (90.0, None, ["value"])


def test_an_impossible_position_takes_the_static_with_it() -> None:
    bits = head(19, 636_000_001) + "0" * 19 + f"{0:028b}{100 * 600_000:027b}" + "0" * 200
    messages, decoded, tally = decode(armor(bits))
    assert [row["fault"] for row in decoded.rejects.to_pylist()] == ["position"]
    assert (decoded.statics.num_rows, tally.statics, tally.is_balanced()) == (0, 0, True)
    assert [row["lat"] for row in messages["position_b_extended"]] == [None]


def test_odd_lengths_are_decoded_flagged_and_counted() -> None:
    static = head(5, 636_000_001) + "0" * 386
    lines = [
        armor(static),
        armor(static + "00"),  # without fill bits
        armor(static + "0" * 16),
        armor(static[:422], fill=4),
        armor(head(27, 636_000_001) + "0" * 56),
        armor(head(9, 111_000_001) + "0" * 91),
        armor(head(10, 636_000_001) + "0" * 34, head=b"AIVDO"),
    ]
    messages, decoded, tally = decode(b"\n".join(lines))
    assert decoded.rejects.num_rows == 0
    assert [row["flags"] for row in messages["static_a"]] == [
        *([], ["fill_bits"], ["long"], ["fill_bits"]),
    ]
    assert messages["long_range"][0]["flags"] == ["fill_bits"]
    assert messages["sar_aircraft"][0]["flags"] == ["short"]
    assert messages["sar_aircraft"][0]["second"] is None
    assert messages["utc_inquiry"][0]["flags"] == ["own"]
    assert tally.flags == {"fill_bits": 3, "long": 1, "short": 1, "own": 1}


def test_base_station_tells_its_time() -> None:
    clock = f"{2024:014b}{2:04b}{30:05b}{12:05b}{5:06b}{9:06b}"
    for day, told in ((30, None), (29, "2024-02-29 12:05:09+00:00")):
        bits = clock.replace(f"{2:04b}{30:05b}", f"{2:04b}{day:05b}")
        line = armor(head(4, 2_320_001) + bits + "0" * 90)
        (row,) = decode(line)[0]["base_station"]
        assert (row["year"], row["day"], row["hour"]) == (2024, day, 12)
        assert (str(row["utc"]) if row["utc"] else None) == told
        assert row["t"] == row["utc"]
