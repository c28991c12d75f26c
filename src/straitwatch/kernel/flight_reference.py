"""The sweep of flights in plain Python, a lane at a time: what `kernel.flight` must agree with."""

from dataclasses import dataclass, field
from math import isnan, nan
from typing import NamedTuple

from straitwatch.kernel.flight_layout import (
    AIR,
    GROUND,
    LANDED,
    LEFT_GROUND,
    TAKEOFF,
    VANISHED,
    FlightLimits,
)
from straitwatch.kernel.frozen import FAST_KN, LEAST_M, SLOW_KN

__all__ = ["Fix", "Told", "find_flights"]

_MINUTE_US = 60e6
_LEAP_FT = 500.0
_KN_M_US = 1852.0 / 3600.0 / 1e6


class Fix(NamedTuple):
    """A fix: µs, degrees, kn, ft, code of the zone, whether it tells that it is on the ground."""

    t: int
    lon: float
    lat: float
    sog_kn: float
    alt_ft: float
    zone: int
    ground: bool


class Told(NamedTuple):
    """A finding: what, time before (None for none), time after, time at which it was decided."""

    what: int
    before: int | None
    after: int
    decided: int


@dataclass
class _Lane:
    limits: FlightLimits
    told: list[Told] = field(default_factory=list)
    last: Fix | None = None
    place_t: int = 0
    alt: float = nan
    alt_t: int = 0
    spike: float = nan
    start: Fix | None = None
    start_ft: float = nan
    open: bool = False
    held: int | None = None
    ended: int | None = None
    phase: int | None = None
    side: Fix | None = None
    turned: Fix | None = None
    stand: Fix | None = None
    stood: bool = False

    def repeats(self, fix: Fix) -> bool:
        """Tell whether a fix only repeats the last one."""
        last = self.last
        if last is None or (fix.lon, fix.lat) != (last.lon, last.lat):
            self.place_t = fix.t
            return False
        speed = last.sog_kn if isnan(fix.sog_kn) else fix.sog_kn
        gone_m = speed * (fix.t - self.place_t) * _KN_M_US
        frozen = speed >= FAST_KN or (speed >= SLOW_KN and gone_m > LEAST_M)
        return fix.t == last.t or frozen

    def believe(self, fix: Fix) -> float:
        """Give the altitude that is believed."""
        if isnan(fix.alt_ft) or isnan(self.alt):
            return fix.alt_ft
        reach = _LEAP_FT + self.limits.fastest_ft_min * (fix.t - self.alt_t) / _MINUTE_US
        if abs(fix.alt_ft - self.alt) <= reach or abs(fix.alt_ft - self.spike) <= _LEAP_FT:
            self.spike = nan
            return fix.alt_ft
        self.spike = fix.alt_ft
        return nan

    def begin(self, fix: Fix, alt: float) -> None:
        """Start an episode, and hold the end of the one before."""
        if self.held is not None and self.start:
            self.told.append(Told(VANISHED, self.held, self.start.t, fix.t))
        lately = self.side is not None and fix.t - self.side.t <= self.limits.gap_us
        self.held, self.ended = None, self.last.t if self.last else None
        low = self.phase != GROUND and self.alt <= self.limits.ceiling_ft
        if self.last and low and not (fix.ground and lately):
            self.held = self.last.t
        if not lately:
            self.phase, self.turned = None, None
        self.start, self.start_ft, self.stand, self.stood = fix, alt, None, False
        high = alt > self.limits.ceiling_ft
        self.open = not (fix.ground or self.phase == GROUND or high)

    def try_start(self, fix: Fix, alt: float) -> None:
        """Tell a take-off when it has climbed far enough."""
        limits, slow = self.limits, fix.sog_kn < self.limits.airborne_kn
        taxis = self.phase is None and fix.zone == 0 and not alt > limits.stand_ft and slow
        if taxis and not alt - self.start_ft >= limits.rise_ft:
            self.start, self.start_ft = fix, alt
        if isnan(self.start_ft) or alt < self.start_ft:
            self.start_ft = alt
        assert self.start is not None  # noqa: S101 - an episode has a first fix
        span_us, rise = fix.t - self.start.t, alt - self.start_ft
        if span_us > limits.window_us or self.start_ft > limits.ceiling_ft or fix.ground:
            self.open = False
        elif span_us > 0 and rise >= limits.rise_ft and not slow:
            self.open = False
            if limits.climb_ft_min <= rise / (span_us / _MINUTE_US) <= limits.fastest_ft_min:
                self.told.append(Told(TAKEOFF, self.ended, self.start.t, fix.t))
                self.held = None
                if self.phase == GROUND:
                    self.phase, self.turned = AIR, None

    def side_of(self, fix: Fix, alt: float) -> int | None:
        """Tell whether a fix is in the air or on the ground."""
        limits, low = self.limits, not alt > self.limits.stand_ft
        if not fix.ground and low and fix.sog_kn < limits.stand_kn and fix.zone == 0:
            self.stand = self.stand or fix
            return GROUND if fix.t - self.stand.t >= limits.stand_us else None
        self.stand = None
        if fix.ground:
            return GROUND
        if low and self.stood and self.phase == GROUND:
            return None
        return AIR if fix.sog_kn >= limits.airborne_kn and not isnan(alt) else None

    def turn(self, fix: Fix, side: int) -> None:
        """Take a side in, and tell a change."""
        stood = side == GROUND and self.stand is not None
        if self.phase is None or side == self.phase:
            self.stood = stood if self.phase is None else self.stood
            self.phase, self.turned, self.side = side, None, fix
        elif self.turned is None and not stood:
            self.turned = fix
        else:
            first, what = self.stand or self.turned, LANDED if side == GROUND else LEFT_GROUND
            assert first is not None  # noqa: S101 - one of the two holds
            assert self.side is not None  # noqa: S101 - a phase has a fix
            self.told.append(Told(what, self.side.t, first.t, fix.t))
            self.phase, self.turned, self.side, self.stood = side, None, fix, stood
            self.open, self.held = False, None

    def take(self, fix: Fix) -> None:
        """Take the next fix in."""
        if self.repeats(fix):
            return
        alt = self.believe(fix)
        if self.last is None or fix.t - self.last.t >= self.limits.silence_us:
            self.begin(fix, alt)
        if self.phase == GROUND and self.held is None:
            self.open = False
        if self.open:
            self.try_start(fix, alt)
        if self.held is not None and not self.open and self.start:
            self.told.append(Told(VANISHED, self.held, self.start.t, fix.t))
            self.held, self.phase = None, None
        side = self.side_of(fix, alt)
        if side is not None:
            self.turn(fix, side)
        self.last = fix
        if not isnan(alt):
            self.alt, self.alt_t = alt, fix.t


def find_flights(fixes: list[Fix], limits: FlightLimits) -> list[Told]:
    """Find what the fixes of one lane complete, in the order in which they decide it."""
    lane = _Lane(limits)
    for fix in fixes:
        lane.take(fix)
    return lane.told
