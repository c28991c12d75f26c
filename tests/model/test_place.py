"""Text becomes places: every usual spelling, and errors that say what to mend."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.model.error import ContractError
from straitwatch.model.place import Box, box_around, dms, read_box, read_place

REEF = (125.36, 24.98)


@pytest.mark.parametrize(
    "text",
    [
        "24.98 125.36",
        "24.98,125.36",
        "24.98; 125.36",
        "24.98N 125.36E",
        "N24.98, E125.36",
        "125.36E 24.98N",
        "24-58.8N 125-21.6E",
        "24°58.8'N 125°21.6'E",
        "24°58'48\"N 125°21'36\"E",
        "24° 58′ 48″ N, 125° 21′ 36″ E",
        "N24 58 48 E125 21 36",
        "24 58 48 125 21 36",
        "24:58:48n 125:21:36e",
    ],
)
def test_usual_spellings_are_one_place(text: str) -> None:
    assert read_place(text) == pytest.approx(REEF, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "lon", "lat"),
    [
        ("-16.5 180", 180.0, -16.5),
        ("16-30S 179-30W", -179.5, -16.5),
        ("−16.5 −179.5", -179.5, -16.5),
        ("-0 30 0 -0 15 0", -0.25, -0.5),
    ],
)
def test_south_and_west_are_negative(text: str, lon: float, lat: float) -> None:
    assert read_place(text) == pytest.approx((lon, lat))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("125.36 24.98", "did you mean 24.98 125.36"),
        ("95 200", "beyond the pole"),
        ("nan 5", "no number of degrees"),
        ("5 inf", "no number of degrees"),
        ("24.98", "not one latitude and one longitude"),
        ("", "no place was given"),
        ("24N 30S", "two latitudes"),
        ("-24N 30E", "both a sign and a letter"),
        ("24-61N 30E", "less than 60"),
        ("24.5-30N 30E", "only the last part"),
        ("95N 30E", "no latitude"),
        ("10 400", "no longitude"),
        ("abc def", "is no place"),
    ],
)
def test_what_is_no_place_says_why(text: str, words: str) -> None:
    with pytest.raises(ContractError, match=words):
        read_place(text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_dms_writes_is_read_back(lat: float, lon: float) -> None:
    text = f"{dms(lat, 'NS', seconds=True)} {dms(lon, 'EW', seconds=True)}"
    assert read_place(text) == pytest.approx((lon, lat), abs=0.51 / 3600)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        lon, lat = read_place(text)
    except ContractError:
        return
    assert abs(lat) <= 90
    assert abs(lon) <= 360


def test_a_chart_writes_minutes() -> None:
    assert dms(24.98, "NS") == "24°58.8′N"
    assert dms(-125.5, "EW") == "125°30′W"
    assert dms(0.0, "EW") == "0°"
    assert dms(-180.0, "EW") == "180°"


def test_a_box_may_cross_the_antimeridian() -> None:
    assert read_box("175,-20,-177,-15") == Box(175.0, -20.0, 183.0, -15.0)
    assert read_box("0,50,3,52") == Box(0.0, 50.0, 3.0, 52.0)
    around = box_around(180.0, -16.5, 60.0)
    assert around.east - around.west == pytest.approx(2 / 0.9588, rel=1e-3)
    assert (around.south, around.north) == (-17.5, -15.5)


@pytest.mark.parametrize("text", ["1,2,3", "0,52,3,50", "0,50,0,52", "a,b,c,d", "0,50,nan,52"])
def test_a_bad_box_is_refused(text: str) -> None:
    with pytest.raises(ContractError, match="box"):
        read_box(text)


def test_around_a_pole_asks_for_a_box() -> None:
    with pytest.raises(ContractError, match="pole"):
        box_around(0.0, 89.9, 60.0)
