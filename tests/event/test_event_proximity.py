"""How close ships and aircraft came to a State's waters, as a sailor can check it."""

from sailing import HOUR, MINUTE, at, fix, observe, world

from straitwatch.event.proximity import make


def ship(*steps: tuple, **more: object) -> list[dict]:
    """Fixes of (minutes, miles off the coast); beyond 24 miles the chart does not measure."""
    rows = []
    for m, nm in steps:
        off = {"coast_nm": nm} if nm <= 24 else {}
        rows.append(fix(m * MINUTE, 126.0 + nm / 54.4, 25.0, **off, **more))
    return rows


PAST = ((0, 30), (30, 22), (60, 16), (90, 14.5), (120, 17), (150, 23), (180, 26), (200, 30))


def test_a_ship_that_passes_miyakojima_at_14_miles() -> None:
    (event,) = observe(make(world()), ship(*PAST))
    print(event)
    assert event["t_start"] == at(30 * MINUTE)


def test_more():
    print(observe(make(world()), ship(*PAST[:5])))
    assert observe(make(world()), ship(*PAST[:4], (100, 11), (110, 10), (200, 30), (220, 40))) == []
