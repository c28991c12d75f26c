"""Application data become what the plain reference reads, legal or not, whole or cut."""

import random

import pytest
from app_strategy import apply, draw, is_same
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.decode.ais.app_layout import Application, Choice, Part, Series
from straitwatch.decode.ais.app_read import width_of
from straitwatch.decode.ais.app_reference import read_plain, write_plain
from straitwatch.decode.ais.app_words import APPLICATION_WORDS, BUFR
from straitwatch.decode.ais.applications import (
    APPLICATIONS,
    application_fields,
    application_of,
)
from straitwatch.decode.ais.field import Field

NAMES = [f"{one.name} {one.dac} {one.fi}" for one in APPLICATIONS]


def compare(messages: list[tuple[Application, str]]) -> None:
    found = apply([(one.dac, one.fi, bits) for one, bits in messages])
    for k, (one, bits) in enumerate(messages):
        want = read_plain(one.fields, bits)
        row = found.columns[one.name][k].as_py()
        if row is not None:
            assert is_same(row, want.row), (one.name, bits)
        assert found.is_short[k] == want.is_short, (one.name, bits)
        assert found.is_bad[k] == want.is_bad, (one.name, bits)
        others = [name for name, column in found.columns.items() if column[k].is_valid]
        assert others == ([one.name] if row is not None else [])
    for column in found.columns.values():
        column.validate(full=True)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_random_bits_of_any_length(seed: int) -> None:
    rng = random.Random(seed)
    messages = []
    for one in APPLICATIONS:
        share = rng.choice([0.02, 0.5, 0.98])
        size = rng.randrange(one.least, 120 if one.name == "persons" else 1000)
        messages.append((one, "".join("01"[rng.random() < share] for _ in range(size))))
    compare(messages)


@pytest.mark.parametrize("application", APPLICATIONS, ids=NAMES)
def test_legal_data_have_every_field_and_no_mark(application: Application) -> None:
    rng = random.Random(application.name)
    messages = [(application, draw(rng, application.fields)) for _ in range(12)]
    compare(messages)
    found = apply([(one.dac, one.fi, bits) for one, bits in messages])
    assert not found.is_short.any()
    assert not found.is_bad.any()
    assert not found.is_long.any()
    for one, bits in messages:
        row = read_plain(one.fields, bits).row
        again = read_plain(one.fields, write_plain(one.fields, row)).row
        assert is_same(again, row)


def test_the_length_tells_targets_from_persons_of_one_identifier() -> None:
    """Real data of a Greek shore station: two targets of 120 bits under the old identifier."""
    data = bytes.fromhex("0000e56a780022b4440a903c3bbf00000130ac568022bab80ad35f803f00")
    found = apply([(1, 16, f"{int.from_bytes(data):0240b}"), (1, 16, f"{17:013b}000")])
    targets = found.columns["targets"][0].as_py()["targets"]
    assert [one["by_mmsi"] for one in targets] == [{"mmsi": 240_560_000}, {"mmsi": 319_473_000}]
    assert [round(one["lat"], 3) for one in targets] == [37.906, 37.934]
    assert [one["sog_kn"] for one in targets] == [0, 0]
    assert found.columns["persons"].to_pylist() == [None, {"persons": 17}]


def test_an_unknown_application_is_null_everywhere_and_not_marked() -> None:
    found = apply([(366, 56, "01" * 50), (-1, 0, "01" * 50), (1, 63, "")])
    assert all(column.null_count == 3 for column in found.columns.values())
    assert not (found.is_short | found.is_long | found.is_bad).any()


def test_data_that_end_early_keep_what_they_have() -> None:
    persons = application_of("persons", 1, 16)
    weather = application_of("weather", 1, 31)
    assert persons is not None
    assert weather is not None
    place = "0001010111000111001110011" + "000101011100011100111001"
    found = apply([(1, 31, place), (1, 16, f"{17:013b}000"), (1, 16, "0" * 12), (1, 31, "")])
    row = found.columns["weather"][0].as_py()
    assert row["lon"] == pytest.approx(int(place[:25], 2) / 60_000)
    assert row["wind_kn"] is None
    assert found.columns["persons"][1].as_py() == {"persons": 17}
    assert found.columns["persons"][2].as_py() is None
    assert found.columns["weather"][3].as_py() is None
    assert found.is_short.tolist() == [True, False, True, True]


def test_data_that_go_on_are_marked() -> None:
    persons = f"{17:013b}" + "0" * 35
    found = apply([(1, 16, persons), (1, 16, persons + "0" * 7), (1, 16, persons + "0" * 8)])
    assert found.is_long.tolist() == [False, False, True]


def test_every_application_is_declared_once_and_alike() -> None:
    keys = [(one.dac, one.fi, one.least) for one in APPLICATIONS]
    assert len(set(keys)) == len(keys)
    fields = {one.name: one.fields for one in APPLICATIONS}
    assert all(fields[one.name] == one.fields for one in APPLICATIONS)
    assert [one.name for one in application_fields()] == list(fields)
    assert all(0 <= one.dac < 1024 and 0 <= one.fi < 64 for one in APPLICATIONS)
    assert all(one.clause for one in APPLICATIONS)


def _choices(parts: tuple[Part, ...]) -> list[Choice]:
    found = [part for part in parts if isinstance(part, Choice)]
    inner = [part.fields for part in parts if isinstance(part, Series)]
    inner += [one.fields for part in found for one in part.variants]
    return found + [one for some in inner for one in _choices(some)]


def test_every_variant_has_room() -> None:
    choices = [one for application in APPLICATIONS for one in _choices(application.fields)]
    assert len(choices) > 5
    for one in choices:
        widths = [width_of(variant.fields) for variant in one.variants]
        assert all(width <= one.width for width in widths) or not one.width, one.by
        assert len({variant.code for variant in one.variants}) == len(one.variants)
    full = {
        one.by for one in choices for each in one.variants if width_of(each.fields) == one.width
    }
    assert {"variant", "rule", "identity", "shape"} <= full


def _fields(parts: tuple[Part, ...]) -> list[Field]:
    found = [part for part in parts if isinstance(part, Field)]
    inner = [part.fields for part in parts if isinstance(part, Series)]
    inner += [one.fields for part in parts if isinstance(part, Choice) for one in part.variants]
    return found + [one for some in inner for one in _fields(some)]


def test_every_code_has_words() -> None:
    fields = [one for application in APPLICATIONS for one in _fields(application.fields)]
    named = {one.words for one in fields if one.words and not one.words.startswith(BUFR)}
    assert named == set(APPLICATION_WORDS)
    for one in fields:
        words = APPLICATION_WORDS.get(one.words, {})
        codes = [code for code in words if code not in one.absent]
        assert list(words) == codes, one.name
        assert all(code < 1 << one.width for code in codes) or one.words == "datum", one.name
        assert one.high is None or max(codes, default=0) <= one.high, one.name
    assert APPLICATION_WORDS["notice"][126] == "this notice is cancelled"
    assert APPLICATION_WORDS["notice"][80] == "call the traffic service here"
    assert APPLICATION_WORDS["notice"][108] == "bridge open"
    assert APPLICATION_WORDS["signal"][13].startswith("do not proceed")
