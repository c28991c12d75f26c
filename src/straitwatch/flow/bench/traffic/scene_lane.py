"""The traffic around it all: merchant ships on their lanes, trawlers on their grounds."""

from straitwatch.flow.bench.traffic.craft import FISHING, Craft, Fleet
from straitwatch.flow.bench.traffic.plan import Plan
from straitwatch.flow.bench.traffic.truth import HOUR_S
from straitwatch.source.lane import LANES

__all__ = ["add_merchants", "add_trawlers"]

_CLONED = 4  # the ship of this lane sends the identity of the one before it
_BETWEEN_H = 11.0  # two ships of a lane are some 140 nm apart: no company


def add_merchants(fleet: Fleet, many: int) -> None:
    """Add ships that sail a lane of `source/lane` once; one in ten has another's identity."""
    ships: list[Craft] = []
    lanes = list({lane.name: lane for lane in LANES}.values())
    for k in range(many):
        lane, nth = lanes[k % len(lanes)], k // len(lanes)
        kn = 12.0 + 0.3 * (k % len(lanes))
        places = lane.track(fleet.rng.uniform(-lane.spread_deg, lane.spread_deg, 2)).tolist()
        t = (1.3 * (k % len(lanes)) + _BETWEEN_H * nth) * HOUR_S
        plan = Plan(places[0][0], places[0][1], t)
        for lon, lat in places[1:]:
            plan.to((lon, lat), kn)
        kind = (70, 70, 70, 80)[k % 4]
        ships.append(fleet.ship(plan.course(smooth_s=600.0), "MERCHANT", kind, every_s=60.0))
        if k % len(lanes) == _CLONED:
            fleet.share_identity(*ships[-2:])


def add_trawlers(fleet: Fleet, many: int) -> None:
    """Add boats that trawl to and fro at 3 to 4 knots, each alone."""
    for k in range(many):
        lon, lat, t = fleet.sea.open_water()
        plan, heading = Plan(lon, lat, t + HOUR_S), fleet.chance(0.0, 360.0)
        plan.go(heading, 8.0, 8.0).say(FISHING)
        for turn in range(int(fleet.rng.integers(6, 12))):
            kn = fleet.chance(3.1, 4.0)
            plan.go(heading + 180.0 * (turn % 2), kn * fleet.chance(1.0, 1.8), kn)
            plan.go(heading + 90.0, 0.3, 3.2)
        fleet.ship(plan.say(0).go(heading, 8.0, 9.0), "TRAWLER", 30, class_b=k % 2 == 1)
