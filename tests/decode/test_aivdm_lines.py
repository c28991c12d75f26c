"""What stands around a sentence: tag blocks and their groups, prefixes, trailers, checksums."""

import mmap
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_aivdm_law import compare, decode, told
from test_aivdm_parts import LAST_A, PART_A, part, seal

from straitwatch.decode.aivdm import decode_aivdm
from straitwatch.model.error import ConfigError
from straitwatch.model.record import Tally

BODY = b"AIVDM,1,1,,B,15@:Ip002k3Dr;`78KwapWp@0H5b,0"
LINE = seal(BODY)
WHEN = datetime(2012, 1, 1, 7, 41, tzinfo=UTC)


def tag(text: bytes) -> bytes:
    return rb"\%s\ "[:-1] % seal(text)[1:]


def row(line: bytes) -> dict:
    compare(line)
    decoded, tally = decode(line)
    assert tally.is_balanced()
    assert decoded.fixes.num_rows == 1, tally.rejects
    return decoded.fixes.to_pylist()[0]


@pytest.mark.parametrize(
    "stamp", [b"1325403660", b"1325403660000", b"1325403660000000", b"1325403660.000"]
)
def test_a_tag_block_tells_time_in_seconds_and_parts_of_them(stamp: bytes) -> None:
    found = row(tag(b"c:%s,s:base" % stamp) + LINE)
    assert (found["t"], found["receiver"]) == (WHEN, "base")


def test_tag_blocks_follow_each_other_and_hold_other_fields() -> None:
    line = tag(b"s:base,d:all,n:7") + tag(b"r:12,c:1325403660,t:words, more words") + LINE
    found = row(line)
    assert (found["t"], found["receiver"]) == (WHEN, "base")


def test_a_group_tells_all_its_lines_time_and_receiver() -> None:
    other = seal(BODY.replace(b",B,", b",A,"))
    lines = [tag(b"g:1-3-88,s:base,c:1325403660") + LINE, tag(b"g:2-3-88") + other]
    lines += [tag(b"g:3-3-89") + LINE, *[b"#"] * 101, tag(b"g:3-3-88") + LINE]
    data = b"\n".join(lines)
    compare(data)
    fixes = decode(data)[0].fixes
    assert fixes["t"].to_pylist() == [WHEN, WHEN, None, None]
    assert fixes["receiver"].to_pylist() == ["base", "base", None, None]
    assert told(decode(data, [len(lines[0]) + 1])[0]) == told(decode(data)[0])


def test_a_group_tells_a_message_of_parts_time_and_receiver() -> None:
    lines = [
        part(1, PART_A, tag=b"g:1-2-73874,n:157036,s:r003669945,c:1325403660"),
        part(2, LAST_A, tag=b"g:2-2-73874,n:157037"),
    ]
    decoded, _ = decode(b"\n".join(lines))
    assert decoded.statics["t"].to_pylist() == [WHEN]


@pytest.mark.parametrize(
    ("before", "when"),
    [
        (b"2012-01-01 07:41:00 ", WHEN),
        (b"2012-01-01T07:41:00Z,", WHEN),
        (b"[2012-01-01 08:41:00+01:00] ", WHEN),
        (b"1325403660,", WHEN),
        (b"1325403660000\t", WHEN),
        (b"host;7;2012-01-01T07:41:00.000Z;", WHEN),
        (b"<30>2012-01-01T07:41:00Z host ais[7]: ", WHEN),
        (b'{"t":"2012-01-01 07:41:00","nmea":"', WHEN),
        (b"Jan  1 07:41:00 host ais: ", None),  # which year is not said
        (b"UdPbC\0", None),
        (b"AIS ", None),
    ],
)
def test_what_a_logger_wrote_before_a_sentence(before: bytes, when: datetime | None) -> None:
    assert row(before + LINE)["t"] == when


def test_a_tag_block_may_stand_behind_a_prefix() -> None:
    assert row(b"udp: " + tag(b"c:1325403660") + LINE)["t"] == WHEN


@pytest.mark.parametrize("before", [b"x" * 129, b"a*b!", b"\xff"])
def test_a_long_prefix_is_no_prefix(before: bytes) -> None:
    data = before + LINE
    compare(data)
    assert decode(data)[0].fixes.num_rows == (before == b"\xff")


@pytest.mark.parametrize(
    ("behind", "when", "receiver"),
    [
        (b",r003669945,1325403660", WHEN, "r003669945"),
        (b",S0123,d-87,T12.3,x5,rRDSULI1,1325403660", WHEN, "rRDSULI1"),
        (b"\t1325403660000", WHEN, None),
        (b" 2012-01-01 07:41:00", WHEN, None),
        (b";2012-01-01T07:41:00Z;bBASE", WHEN, "bBASE"),
        (b'"}', None, None),
    ],
)
def test_what_stands_behind_a_checksum(
    behind: bytes, when: datetime | None, receiver: str | None
) -> None:
    found = row(LINE + behind)
    assert (found["t"], found["receiver"]) == (when, receiver)


def test_two_sentences_in_a_line_are_a_reject_not_one_message() -> None:
    for data in (LINE + LINE, LINE + b" " + LINE, LINE + b",1325403660" + LINE):
        compare(data)
        assert decode(data)[1].rejects == {"malformed": 1}


@pytest.mark.parametrize("talker", [b"AB", b"AD", b"AN", b"AR", b"AS", b"AT", b"AX", b"BS", b"SA"])
def test_any_talker(talker: bytes) -> None:
    assert row(seal(BODY.replace(b"AI", talker))) == row(LINE)


def test_own_ship_is_flagged() -> None:
    tally = decode(seal(BODY.replace(b"VDM", b"VDO")) + b"\n" + LINE)[1]
    assert tally.flags == {"own": 1}
    assert tally.messages == 2


@pytest.mark.parametrize("fill", [b"6", b"9"])
def test_fill_bits_that_cannot_be_are_none(fill: bytes) -> None:
    body = BODY[:-1] + fill
    assert row(seal(body))["sog_kn"] == row(LINE)["sog_kn"]
    assert decode(seal(body))[1].flags == {"fill_bits": 1}
    assert decode(seal(BODY[:-1] + b"x"))[1].rejects == {"payload": 1}


def lenient(data: bytes) -> Tally:
    tally = Tally("a")
    list(decode_aivdm([data], "a", tally, threads=1, missing_checksum="accept"))
    assert tally.is_balanced()
    return tally


def test_a_missing_checksum_is_taken_when_asked_for() -> None:
    bare = b"!" + BODY
    assert decode(bare)[1].rejects == {"no_checksum": 1}
    tally = lenient(bare + b"\r\n" + LINE)
    assert (tally.messages, dict(tally.flags)) == (2, {"no_checksum": 1})
    assert lenient(LINE[:-1] + b"?").rejects == {"no_checksum": 1}
    assert lenient(LINE[:-2] + b"00").rejects == {"checksum": 1}
    with pytest.raises(ConfigError, match="maybe"):
        list(decode_aivdm([b""], "a", Tally("a"), missing_checksum="maybe"))


def test_a_mapped_file_gives_the_same(tmp_path: Path) -> None:
    data = b"\n".join([LINE, part(1, PART_A), b"# x", part(2, LAST_A), LINE[:20]])
    path = tmp_path / "a.nmea"
    path.write_bytes(data)
    tally = Tally("a")
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        memoryview(mapped) as view,
    ):
        chunks = [view[k : k + 50] for k in range(0, len(view), 50)]
        some = list(decode_aivdm(chunks, "a", tally, threads=2))
        for chunk in chunks:
            chunk.release()
    rows = [row for decoded in some for row in decoded.fixes.to_pylist()]
    assert rows == decode(data)[0].fixes.to_pylist()
    assert tally == decode(data)[1]
