"""Lines of the usual form, read in a few looks, and those that just are not: all as the reference.

Each is compared with the plain reference, line by line.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_aivdm_law import compare, decode
from test_aivdm_lines import BODY, LINE, WHEN, row, tag
from test_aivdm_parts import LAST_A, PART_A, part, seal

TIMES = [
    b"1325403660",
    b"1325403661000",
    b"0000000000",
    b"132540366",
    b"132540366x",
    b"/325403660",
    b":325403660",
]
TIMES += [
    b"1:25403660",
    b"1/25403660",
    b"13254036:0",
    b"13254036/0",
    b"",
    b"1",
    b"1325403660.5",
    b"\xb1325403660",
]
FIELDS = st.one_of(
    st.sampled_from(TIMES).map(lambda text: b"c:" + text),
    st.text("ab-\0", max_size=70).map(lambda text: b"s:" + text.encode()),
    st.sampled_from([b"g:1-2-7", b"g:1-2", b"g:1-1-8", b"n:7", b"x", b"", b"s", b"cs:1", b"t:a b"]),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(FIELDS, max_size=4), min_size=1, max_size=8), st.booleans())
def test_any_tag_block_is_read_as_the_reference_reads_it(
    blocks: list[list[bytes]], parted: bool
) -> None:
    behind = [part(1, PART_A), part(2, LAST_A)] if parted else [LINE]
    lines = [tag(b",".join(fields)) + line for fields in blocks for line in behind]
    compare(b"\n".join(lines))


def test_fields_may_stand_in_any_order_and_the_last_of_a_name_counts() -> None:
    blocks = [
        b"s:base,c:1325403660",
        b"c:1325403660,s:base",
        b"c:1325403000,s:x,s:base,c:1325403660",
    ]
    blocks += [b"n:1,s:base,q:u,c:1325403660,t:x", b"s:base,s:,c:1325403660,c:"]
    found = decode(b"\n".join(tag(block) + LINE for block in blocks))[0].fixes
    assert found["t"].to_pylist() == [WHEN] * len(blocks)
    assert found["receiver"].to_pylist() == ["base"] * len(blocks)


@pytest.mark.parametrize("end", [b"", b"\r"])
@pytest.mark.parametrize("length", range(50, 72))
def test_a_tag_block_longer_than_a_look(length: int, end: bytes) -> None:
    block = (b"s:base,c:1325403660,t:" + b"x" * length)[:length]
    data = b"\r\n".join([tag(block) + LINE, LINE + end, tag(block) + part(1, PART_A) + end])
    compare(data)
    assert decode(data)[0].fixes["receiver"].to_pylist() == ["base", None]


@pytest.mark.parametrize("digit", range(10))
@pytest.mark.parametrize("byte", [b"/", b":", b" ", b"\0", b"\xb0", b"\xff"])
def test_ten_bytes_of_which_one_is_no_digit_are_no_time(digit: int, byte: bytes) -> None:
    stamp = b"1325403660"[:digit] + byte + b"1325403660"[digit + 1 :]
    assert row(tag(b"s:base,c:" + stamp) + LINE)["t"] is None


def test_a_tag_block_ends_in_its_line() -> None:
    data = tag(b"s:base\n,c:1325403660") + LINE
    compare(data)
    assert decode(data)[1].rejects == {"tag_block": 2}


def test_names_are_told_apart_by_each_of_their_bytes() -> None:
    whole = bytes(range(97, 97 + 26)) * 3
    names = {whole[:n] for n in range(1, 65)}
    for n in (1, 7, 8, 9, 10, 15, 16, 17, 24, 33, 64):
        names |= {whole[:k] + b"_" + whole[k + 1 : n] for k in range(n)}
    told = sorted(names) * 2
    rows = decode(b"\n".join(tag(b"s:" + name) + LINE for name in told))[0].fixes
    assert rows["receiver"].to_pylist() == [name.decode() for name in told]


@pytest.mark.parametrize("before", [b"", b"stations", b"stationsstations", b"s" * 24])
def test_many_names_share_places_and_are_told_apart(before: bytes) -> None:
    told = [before + b"%08d" % (k * 7919 % 10**8) for k in range(4_000)] * 2
    rows = decode(b"\n".join(tag(b"s:" + name) + LINE for name in told))[0].fixes
    assert rows["receiver"].to_pylist() == [name.decode() for name in told]


def test_of_a_name_sixty_four_bytes_count() -> None:
    names = [b"x" * 63, b"x" * 64, b"x" * 65, b"x" * 64 + b"y", b"x" * 80]
    rows = decode(b"\n".join(tag(b"s:" + name) + LINE for name in names))[0].fixes
    assert rows["receiver"].to_pylist() == ["x" * 63] + ["x" * 64] * 4


PAYLOAD = BODY.split(b",")[5]


@pytest.mark.parametrize(
    "body",
    [
        BODY,
        BODY.replace(b",B,", b",,"),
        BODY.replace(b",B,", b",,,"),
        BODY.replace(b",B,", b",AB,"),
        BODY.replace(b",B,", b",ABC,"),
        BODY.replace(b",1,1,,", b",1,1,5,"),
        BODY.replace(b",1,1,,", b",1,1,/,"),
        BODY.replace(b",1,1,,", b",1,1,:,"),
        BODY.replace(b",1,1,,", b",1,1,12,"),
        BODY.replace(b",1,1,,", b",1,2,,"),
        BODY.replace(b",1,1,,", b",0,0,,"),
        BODY.replace(b",1,1,,", b",0,1,,"),
        BODY.replace(b",1,1,,", b",1,0,,"),
        BODY.replace(b",1,1,,", b",:,1,,"),
        BODY.replace(b",1,1,,", b",9,9,,"),
        BODY.replace(b",1,1,,", b",2,1,,")[:-1] + b"2",
        BODY.replace(b",1,1,,", b".1,1,,"),
        BODY.replace(b",1,1,,", b",1.1,,"),
        BODY.replace(b",1,1,,", b",1,1.,"),
        BODY.replace(b",1,1,,", b",1,1,."),
        BODY.replace(b"VDM", b"VDO"),
        BODY.replace(b"VDM", b"VDL"),
        BODY.replace(b"VDM", b"VDK"),
        BODY.replace(b"AIVDM", b"\xff\x80VDM"),
        BODY.replace(b"VDM,", b"VDM."),
        BODY[:-1] + b"5",
        BODY[:-1] + b"6",
        BODY[:-1] + b"/",
        BODY[:-1],
        BODY.replace(PAYLOAD, b""),
        BODY.replace(PAYLOAD, b"1"),
        BODY.replace(PAYLOAD, PAYLOAD + b"0" * (213 - len(PAYLOAD))),
        BODY.replace(PAYLOAD, PAYLOAD + b"0" * (214 - len(PAYLOAD))),
        BODY.replace(PAYLOAD, PAYLOAD[:9] + b"," + PAYLOAD[10:]),
        *(BODY.replace(PAYLOAD, PAYLOAD[:n] + b"*" + PAYLOAD[n + 1 :]) for n in (0, 9, 27)),
        *(BODY.replace(PAYLOAD, b"w" * n + b"*" + b"0" * 30) for n in (40, 48, 49, 50, 51, 90)),
        *(BODY.replace(PAYLOAD, b"5" + b"0" * n) for n in range(44, 54)),
    ],
)
def test_a_sentence_that_is_nearly_usual(body: bytes) -> None:
    whole = seal(body)
    lines = [whole, whole + b"\r", tag(b"s:a,c:1325403660") + whole, tag(b"g:1-1-5,s:a") + whole]
    lines += [
        whole.lower(),
        whole[:-2] + whole[-2:].lower(),
        whole[:-1],
        whole + b"0",
        whole + b" ",
    ]
    compare(b"\n".join(lines))
    for line in lines:
        compare(line)


def test_what_is_short_is_read_from_its_start() -> None:
    for data in (
        b"\\",
        b"\\\\",
        b"\\*\\",
        b"\\*0\\",
        b"\\*00\\",
        b"!",
        b"!AIVDM,1",
        b"\\a*61\\",
        b"\n",
    ):
        compare(data)
        compare(data + LINE)
        compare(data + b"\n" + LINE)
