"""Flags from identities."""

import numpy as np
import pytest

from straitwatch.decode.mid import flag_of, mid_of, station_of


@pytest.mark.parametrize(
    ("mmsi", "mid", "state"),
    [
        (431000001, 431, "JP"),
        (412345678, 412, "CN"),
        (366999712, 366, "US"),
        (2320001, 232, "GB"),  # 00MID: coast station
        (43100001, 431, "JP"),  # 0MID: group of ships
        (111265500, 265, "SE"),  # SAR aircraft
        (823112345, 231, "FO"),  # handheld: 8MID
        (982191234, 219, "DK"),  # craft of a parent ship
        (992351000, 235, "GB"),  # aid to navigation
        (970123456, 0, None),  # SART
        (974000000, 0, None),  # EPIRB
        (100000000, 0, None),
        (0, 0, None),
        (1 << 56 | 0xAE0455, 0, None),  # an aircraft's address
    ],
)
def test_flag_by_kind_of_identity(mmsi: int, mid: int, state: str | None) -> None:
    assert mid_of(np.array([mmsi])).tolist() == [mid]
    assert flag_of(np.array([mmsi])).to_pylist() == [state]


@pytest.mark.parametrize(
    ("mmsi", "station"),
    [
        (431000001, None),  # a ship
        (2190048, "coast station"),
        (43100001, "group of ships"),
        (111265500, "search and rescue aircraft"),
        (823112345, "handheld radio"),
        (970123456, "search and rescue transmitter"),
        (972000001, "man overboard device"),
        (974000000, "distress beacon"),
        (982191234, "craft of a parent ship"),
        (992351000, "aid to navigation"),
        (0, None),
        (1 << 56 | 0xAE0455, None),
    ],
)
def test_station_by_the_form_of_the_identity(mmsi: int, station: str | None) -> None:
    assert station_of(mmsi) == station


def test_the_table_has_the_states_of_the_story() -> None:
    mids = np.array([412, 413, 414, 431, 432, 416, 440, 273, 338, 503, 247]) * 1_000_000
    assert flag_of(mids).to_pylist() == [
        *("CN", "CN", "CN", "JP", "JP", "TW", "KR", "RU", "US", "AU", "IT")
    ]
