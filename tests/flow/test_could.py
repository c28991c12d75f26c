"""What could have been touched between two dated places, and what could not."""

from datetime import UTC, datetime, timedelta

import pytest

from straitwatch.flow.could import could_have
from straitwatch.reach.straight import Anchor
from straitwatch.zone.gate import find_gate

NOON = datetime(2022, 12, 16, 12, tzinfo=UTC)


def _ask(
    a: tuple[float, float], b: tuple[float, float], hours: float, speed_kn: float
) -> tuple[float, dict[str, float]]:
    """Hours to spare, and how long each thing could have been touched at most."""
    ends = Anchor(*a, NOON), Anchor(*b, NOON + timedelta(hours=hours))
    reach, found = could_have(*ends, speed_kn)
    assert all(could.flips_at_kn >= reach.needed_kn - 0.01 for could in found)
    assert all(could.flips_at_kn <= speed_kn for could in found)
    return reach.slack_h, {could.what: could.at_most_h for could in found}


def test_nothing_is_touched_for_longer_than_there_is_time() -> None:
    slack_h, found = _ask((125.0, 26.5), (128.5, 24.0), 14.0, 25.0)
    assert max(found.values()) <= slack_h + 0.01
    assert found["Miyako Strait"] > 0


def test_what_needs_the_way_through_a_gate_finds_it() -> None:
    gate = find_gate("osumi")
    slack_h, found = _ask((129.5, 31.0), (132.0, 30.7), 9.0, 15.0)
    assert slack_h > 0
    assert gate["name"] in found
    assert "territorial sea of JP" in found


def test_far_out_at_sea_nothing_could_be_touched() -> None:
    slack_h, found = _ask((160.0, 30.0), (161.0, 30.0), 4.0, 20.0)
    assert slack_h > 0
    assert found == {}


def test_over_the_antimeridian() -> None:
    slack_h, found = _ask((179.5, -17.5), (-179.0, -16.0), 14.0, 15.0)
    assert slack_h > 0
    assert "territorial sea of FJ" in found


def test_two_places_that_do_not_fit_leave_nothing_open() -> None:
    slack_h, found = _ask((125.0, 26.5), (128.5, 24.0), 14.0, 10.0)
    assert slack_h < 0
    assert found == {}


@pytest.mark.parametrize("speed_kn", [18.0, 25.0, 40.0])
def test_a_faster_ship_could_have_touched_no_less(speed_kn: float) -> None:
    _, slow = _ask((125.0, 26.5), (128.5, 24.0), 14.0, speed_kn)
    _, fast = _ask((125.0, 26.5), (128.5, 24.0), 14.0, speed_kn + 5.0)
    assert set(slow) <= set(fast)
